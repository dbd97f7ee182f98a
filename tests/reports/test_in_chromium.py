"""The reports in a real browser: on a phone, on a screen, and printed on A4."""

import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from klik_kit.batch import plan_batch, run_batch
from klik_kit.core.portfolio import ScoreKind
from klik_kit.reports.failure import failure_html

PAGES = ["DAERAH", "DINKES", "DISDIK", "KEC", "index", "DINKES.gagal"]


@pytest.fixture(scope="module")
def folder(workspace_folder, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("laporan")
    batch = plan_batch(workspace_folder, edition=None, kind=ScoreKind.MANDIRI, as_of=date(2026, 7, 1), out=out)
    assert all(result.failure is None for result in run_batch(batch, workers=2))
    card = failure_html("Dinas Kesehatan", "sel 3: " + "sebab yang panjang sekali " * 20, kept="DINKES.html")
    (out / "DINKES.gagal.html").write_text(card, encoding="utf-8")
    return out


def opened(chromium: Browser, path: Path, *, width: int) -> tuple[Page, list[str]]:
    """A page and everything it complained of or asked the network for."""
    page = chromium.new_page(viewport={"width": width, "height": 800})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.append(request.url) if request.url != path.as_uri() else None)
    page.goto(path.as_uri())
    return page, complaints


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_its_screen_and_asks_for_nothing(chromium, folder, name, width):
    page, complaints = opened(chromium, folder / f"{name}.html", width=width)
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("window.__hostile") is None
    page.close()


@pytest.mark.parametrize("name", ["DAERAH", "DINKES"])
def test_the_first_screen_of_a_phone_says_how_we_stand(chromium, folder, name):
    page, _ = opened(chromium, folder / f"{name}.html", width=390)
    assert page.locator(".ringkas .utama").bounding_box()["y"] < 800
    page.close()


@pytest.mark.parametrize("name", ["DAERAH", "DISDIK"])
def test_a_printed_report_is_a4_with_page_numbers_and_its_first_page_ends_with_the_signature(chromium, folder, name):
    page, _ = opened(chromium, folder / f"{name}.html", width=1280)
    pdf = page.pdf(prefer_css_page_size=True)
    boxes = {tuple(round(float(n)) for n in box.split()) for box in re.findall(rb"/MediaBox \[([^\]]+)\]", pdf)}
    assert boxes == {(0, 0, 595, 842)}
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 673, "height": 1008})  # A4 less the margins of the style sheet, in CSS pixels
    box = page.locator(".lembar .pengesahan").bounding_box()
    assert box["y"] + box["height"] < 1008
    page.close()


def test_an_index_leads_to_a_report(chromium, folder):
    page, _ = opened(chromium, folder / "index.html", width=390)
    page.get_by_role("link", name="Dinas Pendidikan").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Dinas Pendidikan"
    page.close()


def test_every_table_and_heading_is_named_for_those_who_listen(chromium, folder):
    page, _ = opened(chromium, folder / "DINKES.html", width=1280)
    assert page.locator("h1").count() == 1
    assert page.evaluate("[...document.querySelectorAll('th')].every(th => th.hasAttribute('scope'))")
    assert page.evaluate(
        "[...document.querySelectorAll('svg')].every(svg => svg.getAttribute('aria-hidden') === 'true')"
    )
    assert page.evaluate("document.documentElement.lang") == "id"
    page.close()
