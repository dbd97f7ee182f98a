"""The form alone in a browser, at a plain-http address that is not loopback, before a counter in JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

import klik_kit.widgets

ORIGIN = "http://klik.uji"
FOLDERS = {"harness": Path(__file__).parent / "harness", "widgets": Path(klik_kit.widgets.__file__).parent}
TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}


def _served(route: Route) -> None:
    _, _, _, folder, name = route.request.url.partition("?")[0].split("/", 4)
    file = FOLDERS[folder] / name
    route.fulfill(body=file.read_bytes(), headers={"Content-Type": f"{TYPES[file.suffix]}; charset=utf-8"})


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 390, "height": 800})
    context.route(f"{ORIGIN}/harness/**", _served)
    context.route(f"{ORIGIN}/widgets/**", _served)
    yield context
    context.close()


@pytest.fixture
def opened(context: BrowserContext) -> Iterator[Callable[..., Page]]:
    """Opens the form; a test fails on whatever a page complained of."""
    complaints: list[str] = []

    def opened(query: str = "", *, width: int = 390) -> Page:
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 800})
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(f"{ORIGIN}/harness/index.html{query}")
        expect(page.locator("h1")).to_be_visible()
        return page

    yield opened
    assert complaints == []
