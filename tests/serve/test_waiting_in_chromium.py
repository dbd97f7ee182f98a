"""A full hall and a page left alone, as a person in a real browser meets them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser import METHOD, PROPOSAL, field, logged_in, opened, saved, until
from forms_server import INNOVATION, Server, running, stored
from playwright.sync_api import Browser, Page, expect

RESTS = "Halaman ini beristirahat karena lama tidak diisi."


@pytest.fixture
def came(chromium: Browser) -> Iterator[Callable[[Server, str], Page]]:
    """A page of somebody who has logged in; each has a browser of an own."""
    contexts = []

    def come(server: Server, login: str) -> Page:
        contexts.append(chromium.new_context(viewport={"width": 390, "height": 800}))
        return logged_in(contexts[-1], server, login)

    yield come
    for context in contexts:
        context.close()


@pytest.fixture
def full(people_workspace: Path, tmp_path: Path) -> Iterator[Server]:
    """A server where one page may be open."""
    with running(shutil.copytree(people_workspace, tmp_path / "kab"), "--paling-banyak", "1") as server:
        yield server


def seen(page: Page, name: str) -> None:
    """Keep a picture for whoever wants to look."""
    if folder := os.environ.get("KLIK_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_who_comes_to_a_full_hall_is_told_the_place_and_the_form_opens_by_itself(full, came):
    first = opened(came(full, "siti"), full.url)
    second = came(full, "budi")
    second.goto(f"{full.url}/isi/beranda")
    expect(second.get_by_role("heading", name="Menunggu giliran")).to_be_visible(timeout=15_000)
    expect(second.get_by_role("status")).to_have_text("Semua tempat sedang terpakai. Giliran Bapak/Ibu: ke-1.")
    seen(second, "giliran-390")
    second.set_viewport_size({"width": 1280, "height": 800})
    seen(second, "giliran-1280")
    second.evaluate("window.terusSama = true")
    first.close(run_before_unload=True)
    expect(second.locator(".klik-isi-halaman h1")).to_be_visible(timeout=30_000)
    assert second.url == f"{full.url}/isi/beranda"


def test_a_page_left_alone_says_so_and_goes_on_at_a_touch_with_what_was_typed(own_server, came):
    page = came(own_server, "siti")
    tabs = [opened(page, own_server.url)]
    tabs += [opened(page.context.new_page(), own_server.url, "/isi/beranda") for _ in range(3)]
    field(tabs[0]).fill("Yang pertama tetap dipakai")
    saved(tabs[0])
    opened(page.context.new_page(), own_server.url, "/isi/beranda")
    left = tabs[1]
    left.bring_to_front()
    expect(left.get_by_role("alert").filter(has_text=RESTS)).to_be_visible(timeout=15_000)
    seen(left, "istirahat-390")
    until(lambda: len(own_server.kernels()) == 4)
    left.locator("body").click(position={"x": 200, "y": 300})
    expect(left.get_by_role("alert").filter(has_text=RESTS)).to_be_hidden(timeout=15_000)
    until(lambda: len(own_server.kernels()) == 4)
    tabs[0].bring_to_front()
    field(tabs[0]).fill("Yang pertama ditulis lagi")
    saved(tabs[0])
    until(lambda: stored(own_server, INNOVATION, METHOD) == "Yang pertama ditulis lagi")


def test_what_is_typed_on_a_resting_page_wakes_it_and_is_saved(own_server, came):
    page = came(own_server, "siti")
    resting = opened(page, own_server.url, PROPOSAL)
    for _ in range(4):
        opened(page.context.new_page(), own_server.url, "/isi/beranda")
    resting.bring_to_front()
    expect(resting.get_by_role("alert").filter(has_text=RESTS)).to_be_visible(timeout=15_000)
    field(resting).fill("Langsung diketik pada halaman yang beristirahat")
    saved(resting)
    until(lambda: stored(own_server, INNOVATION, METHOD) == "Langsung diketik pada halaman yang beristirahat")
