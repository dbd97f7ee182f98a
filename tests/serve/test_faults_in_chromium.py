"""What a person wrote survives killed kernels and servers, lost and silent links, reloads, and a second writer."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import psutil
import pytest
from browser import (  # fmt: skip
    FIELDS,
    METHOD,
    PROPOSAL,
    SAVED,
    Wire,
    field,
    logged_in,
    opened,
    past,
    saved,
    status,
    until,
    wired,
)
from forms_server import INNOVATION, Server, stored
from playwright.sync_api import Browser, Page, expect

from klik_kit.workspace import open_workspace

SEED, STEPS = 20260701, 25


@pytest.fixture
def entered(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open the form for somebody, at a server or at a wire to it."""
    contexts = []

    def enter(place: Server | Wire, login: str = "siti", *, path: str = PROPOSAL) -> Page:
        context = chromium.new_context(viewport={"width": 390, "height": 800}, accept_downloads=True)
        contexts.append(context)
        server = place.server if isinstance(place, Wire) else place
        return opened(logged_in(context, server, login), place.url, path)

    yield enter
    for context in contexts:
        context.close()


@pytest.fixture
def wire(server: Server) -> Iterator[Wire]:
    with wired(server) as made:
        yield made


def kill_kernels(server: Server, number: int = signal.SIGKILL) -> set[int]:
    found = set(server.kernels())
    for process in found:
        os.kill(process, number)
    return found


def listen(page: Page) -> None:
    """Keep every word that the page says about saving."""
    page.evaluate(
        """() => {
          window.__said = [];
          const place = document.querySelector('.klik-status');
          new MutationObserver(() => window.__said.push(place.textContent)).observe(place, {childList: true, characterData: true, subtree: true});
        }"""
    )


def heard(page: Page) -> list[str]:
    return page.evaluate("window.__said")


def unsent(page: Page) -> list[str]:
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('klik:'))")


def test_what_is_typed_is_in_the_store_soon_after_a_pause(server, entered):
    page = entered(server)
    field(page).press_sequentially("Antrean lewat pesan singkat")
    assert not SAVED.match(status(page))
    saved(page, seconds=5)
    assert stored(server, INNOVATION, METHOD) == "Antrean lewat pesan singkat"


def test_a_kernel_killed_while_one_types_loses_nothing_and_leaves_the_cursor(own_server, entered):
    page = entered(own_server)
    page.evaluate("window.__same = true")
    field(page).press_sequentially("Sebelum kernel berakhir")
    gone = kill_kernels(own_server)
    field(page).press_sequentially(" dan sesudahnya")
    saved(page)
    assert stored(own_server, INNOVATION, METHOD) == "Sebelum kernel berakhir dan sesudahnya"
    expect(field(page)).to_be_focused()
    expect(field(page)).to_have_value("Sebelum kernel berakhir dan sesudahnya")
    assert page.evaluate("window.__same")
    assert gone.isdisjoint(own_server.kernels())
    assert page.locator(".klik-beda:visible").count() == 0


def test_a_server_killed_and_started_again_is_met_without_a_reload(own_server, entered):
    page = entered(own_server)
    page.evaluate("window.__same = true")
    field(page, "rb.dasar_hukum").fill("Perda 1 Tahun 2025")
    saved(page)
    own_server.stop(signal.SIGKILL)
    assert stored(own_server, INNOVATION, "rb.dasar_hukum") == "Perda 1 Tahun 2025"
    field(page).fill("Ditulis tanpa server")
    expect(page.locator(".klik-status")).to_have_text("Belum tersimpan: akan dikirim lagi")
    expect(page.get_by_role("alert").filter(has_text="Sambungan terputus")).to_be_visible()
    own_server.start()
    saved(page, seconds=40)
    assert unsent(page) == []
    assert page.evaluate("window.__same")
    expect(page.get_by_role("alert").filter(has_text="Sambungan terputus")).to_have_count(0)
    assert past(own_server, "rb.dasar_hukum") == ["Perda 1 Tahun 2025"]
    assert past(own_server) == ["Ditulis tanpa server"]


def test_a_link_dropped_cleanly_sends_what_was_typed_meanwhile(server, entered, wire):
    page = entered(wire)
    wire.cut()
    page.context.set_offline(True)
    field(page).fill("Diketik tanpa jaringan")
    expect(page.locator(".klik-status")).to_have_text("Belum tersimpan: akan dikirim lagi")
    wire.mend()
    page.context.set_offline(False)
    saved(page)
    assert stored(server, INNOVATION, METHOD) == "Diketik tanpa jaringan"
    assert page.locator(".klik-beda:visible").count() == 0


@pytest.mark.parametrize("seconds", [5, 20])  # five times as long as a silence that is noticed
def test_a_silent_link_is_noticed_and_nothing_is_called_saved_that_is_not(server, entered, wire, seconds):
    page, text = entered(wire), f"Diam selama {seconds} detik"
    field(page).fill("Sebelum diam")
    saved(page)
    wire.hold()
    listen(page)
    began = time.monotonic()
    field(page).fill(text)
    page.wait_for_timeout(1000 * (seconds - (time.monotonic() - began)))
    assert heard(page)
    assert not [said for said in heard(page) if SAVED.match(said)]
    assert stored(server, INNOVATION, METHOD) == "Sebelum diam"
    wire.drop()
    saved(page, seconds=30)
    assert stored(server, INNOVATION, METHOD) == text
    assert page.locator(".klik-beda:visible").count() == 0


def test_a_reload_sends_what_was_not_sent(server, entered, wire):
    page = entered(wire)
    wire.cut()
    field(page).fill("Belum terkirim saat dimuat ulang")
    field(page, "rb.keunggulan").fill("Ini juga")
    until(lambda: unsent(page))
    wire.mend()
    page.reload()
    expect(field(page)).to_have_value("Belum terkirim saat dimuat ulang", timeout=20_000)
    saved(page)
    assert unsent(page) == []
    assert stored(server, INNOVATION, METHOD) == "Belum terkirim saat dimuat ulang"
    assert stored(server, INNOVATION, "rb.keunggulan") == "Ini juga"


def test_different_fields_of_two_people_merge(own_server, entered):
    siti, rina = entered(own_server), entered(own_server, "rina")
    field(siti).fill("Metode dari Siti")
    field(rina, "rb.keunggulan").fill("Keunggulan dari Rina")
    saved(siti)
    saved(rina)
    expect(field(siti, "rb.keunggulan")).to_have_value("Keunggulan dari Rina", timeout=15_000)
    expect(field(rina)).to_have_value("Metode dari Siti", timeout=15_000)
    assert stored(own_server, INNOVATION, METHOD) == "Metode dari Siti"
    assert stored(own_server, INNOVATION, "rb.keunggulan") == "Keunggulan dari Rina"


@pytest.mark.parametrize(
    ("choice", "result"),
    [
        ("Pakai isian saya", "Dari Rina"),
        ("Pakai isian Siti Aminah", "Dari Siti"),
        ("Gabungkan keduanya", "Dari Siti\n\nDari Rina"),
    ],
)
def test_one_field_of_two_people_shows_both_texts_and_asks(own_server, entered, choice, result):
    siti = entered(own_server)
    with wired(own_server) as wire:
        rina = entered(wire, "rina")
        wire.hold()
        field(rina).fill("Dari Rina")
        field(siti).fill("Dari Siti")
        saved(siti)
        wire.mend()
        box = rina.locator(".klik-beda:visible")
        expect(box).to_contain_text("Dari Rina", timeout=20_000)
        expect(box).to_contain_text("Dari Siti")
        assert not SAVED.match(status(rina))
        assert stored(own_server, INNOVATION, METHOD) == "Dari Siti"
        box.get_by_role("button", name=choice).click()
        expect(box).to_have_count(0)
        expect(field(rina)).to_have_value(result)
        until(lambda: stored(own_server, INNOVATION, METHOD) == result)
        until(lambda: unsent(rina) == [])
        expect(field(siti)).to_have_value(result, timeout=15_000)
        assert past(own_server)[0] == "Dari Siti"


def test_a_page_left_before_it_stands_ends_its_own_kernel_and_not_the_next_pages(own_server, chromium):
    page = logged_in(chromium.new_context(viewport={"width": 390, "height": 800}), own_server, "siti")
    held = psutil.Process(own_server.process.pid).children(recursive=True)
    for process in held:
        process.suspend()  # the page begins, and cannot be finished
    page.goto(f"{own_server.url}/isi/beranda", wait_until="commit")
    page.goto("about:blank")
    for process in held:
        process.resume()
    opened(page, own_server.url)
    field(page).fill("Ditulis setelah bergegas")
    saved(page)
    until(lambda: len(own_server.kernels()) == 1)
    page.context.close()


def test_a_closed_page_frees_its_kernel(own_server, entered):
    page = entered(own_server)
    assert len(own_server.kernels()) == 1
    page.close(run_before_unload=True)
    until(lambda: own_server.kernels() == [])


def test_logging_out_ends_kernels_and_empties_what_the_browser_kept(own_server, entered):
    page = entered(own_server)
    kill_kernels(own_server, signal.SIGSTOP)
    field(page).fill("Tidak jadi dikirim")
    until(lambda: unsent(page))
    page.goto(f"{own_server.url}/keluar")
    expect(page.locator("#klik-sisa")).to_contain_text("Masih ada 1 isian yang belum terkirim")
    page.get_by_role("button", name="Keluar").click()
    expect(page.get_by_role("heading", name="Bapak/Ibu sudah keluar")).to_be_visible()
    assert unsent(page) == []
    until(lambda: own_server.kernels() == [])


def test_a_disabled_account_is_out_within_seconds_and_its_typing_waits_for_its_return(own_server, entered):
    page = entered(own_server)
    with open_workspace(own_server.folder) as workspace:
        account = workspace.store.accounts.get("A-siti")
        workspace.store.accounts.disable("A-siti", who="uji", at=datetime.now(UTC))
    expect(page.get_by_role("alert").filter(has_text="Waktu masuk sudah berakhir")).to_be_visible(timeout=10_000)
    until(lambda: own_server.kernels() == [])
    field(page).fill("Ditulis setelah akun ditutup")
    until(lambda: unsent(page))
    assert stored(own_server, INNOVATION, METHOD) is None
    with open_workspace(own_server.folder) as workspace:
        workspace.store.accounts.change(replace(account, disabled=False), who="uji", at=datetime.now(UTC))
    page.get_by_role("link", name="Masuk kembali").click()
    page.get_by_label("Nama masuk").fill("siti")
    page.get_by_label("PIN atau kata sandi").fill("482915")
    page.get_by_role("button", name="Masuk").click()
    until(lambda: stored(own_server, INNOVATION, METHOD) == "Ditulis setelah akun ditutup")


def test_a_plain_http_origin_that_is_not_loopback_by_name_saves_too(launched, server):
    browser = launched("--host-resolver-rules=MAP klik.uji 127.0.0.1")
    try:
        url = f"http://klik.uji:{server.port}"
        page = opened(logged_in(browser.new_context(), server, "siti", url=url), url)
        assert page.evaluate("[isSecureContext, typeof crypto.randomUUID]") == [False, "undefined"]
        field(page).fill("Lewat http biasa")
        saved(page)
        assert stored(server, INNOVATION, METHOD) == "Lewat http biasa"
    finally:
        browser.close()


def test_no_acknowledged_answer_is_lost_whatever_happens(own_server, entered):
    """A random walk of edits and faults; whatever the page calls saved stands in the store."""
    chance = random.Random(SEED)
    with wired(own_server) as wire:
        page = entered(wire)

        def reload() -> None:
            wire.mend()
            page.reload()
            expect(field(page)).to_be_visible(timeout=20_000)

        def calm() -> None:
            wire.mend()
            saved(page, seconds=40)

        faults = (lambda: kill_kernels(own_server), wire.hold, wire.drop, wire.cut, wire.mend, reload, calm)
        last: dict[str, str | None] = dict.fromkeys(FIELDS)
        for number in range(STEPS):
            name = chance.choice(list(FIELDS))
            last[name] = f"Langkah {number}, {chance.random()}"
            field(page, name).fill(last[name])
            if chance.random() < 0.5:
                field(page, name).blur()  # sent at once, so that the fault meets it on its way
            chance.choice(faults)()
            if SAVED.match(status(page)):
                assert {name: stored(own_server, INNOVATION, name) for name in FIELDS} == last, number
        calm()
        assert {name: stored(own_server, INNOVATION, name) for name in FIELDS} == last
        assert page.locator(".klik-beda:visible").count() == 0
        with open_workspace(own_server.folder) as workspace:
            assert workspace.store.verify() == ()
