"""In a real browser: a comment is chosen, edited and sent, and the year is drawn with the same words beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

import klik_kit.widgets

FOLDER = Path(klik_kit.widgets.__file__).parent
ORIGIN = "http://klik.uji"
HOSTILE = "<img src=x onerror=window.__hostile=1>"
OPTIONS = [
    {"value": "a", "label": "Tahun", "hint": "", "group": "Baris 16", "text": "Tahun tidak sesuai."},
    {"value": "b", "label": HOSTILE, "hint": "", "group": "Umum", "text": HOSTILE},
]
OPTIONS += [{"value": str(n), "label": str(n), "hint": "", "group": "Umum", "text": str(n)} for n in range(8)]
FIELD = {
    "kind": "field",
    "record": "",
    "hint": "",
    "required": True,
    "relevant": None,
    "options": [],
    "min_words": None,
    "max_words": None,
}
NOTE = {
    "name": "note", "label": "Tulis catatan", "args": {"row": "16"}, "primary": False, "confirm": None, "checks": [],
    "ask": [FIELD | {"name": "bank", "type": "select_one", "label": "Bank komentar", "options": OPTIONS, "fills": "text"},
            FIELD | {"name": "text", "type": "textarea", "label": "Catatan untuk unit", "value": "Yang lama."}],
}  # fmt: skip
YEAR = {
    "title": "Garis waktu 2026", "months": ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"],
    "today": {"at": 0.45, "text": "Hari ini, 15 Juni 2026"},
    "rows": [{"name": "Penginputan portal", "from": 0.47, "to": 0.64, "expected": True, "past": False, "text": "20 Juni s.d. 23 Agustus 2026 (perkiraan)"},
             {"name": HOSTILE, "from": 0, "to": 0, "expected": False, "past": True, "text": HOSTILE}],
}  # fmt: skip


def _served(route: Route) -> None:
    name = route.request.url.removeprefix(f"{ORIGIN}/")
    if name == "kosong":
        route.fulfill(
            body='<!doctype html><html lang="id"><title>uji</title><link rel=stylesheet href=/klik.css><div class=klik id=tempat></div>',
            content_type="text/html; charset=utf-8",
        )
    else:
        kind = "text/css" if name.endswith(".css") else "text/javascript"
        route.fulfill(body=(FOLDER / name).read_bytes(), content_type=f"{kind}; charset=utf-8")


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.route(f"{ORIGIN}/**", _served)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{ORIGIN}/kosong")
    yield page
    assert complaints == []
    assert page.evaluate("window.__hostile") is None
    context.close()


def drawn(page: Page, panel: dict) -> None:
    script = """async (panel) => {
      window.acted = [];
      const { drawPanel } = await import("/js/panels.js");
      const act = async (name, args) => { acted.push([name, args]); return { ok: true, message: "Tersimpan." }; };
      drawPanel(document.getElementById("tempat"), panel, { act, jump() {}, tell() {} });
    }"""
    page.evaluate(script, panel)


def test_a_chosen_comment_is_filled_in_below_what_stood_there_edited_and_sent(page):
    drawn(page, {"type": "actions", "title": "", "actions": [NOTE]})
    page.get_by_role("button", name="Tulis catatan").click()
    text = page.get_by_label("Catatan untuk unit")
    expect(text).to_have_value("Yang lama.")
    page.get_by_label("Bank komentar").select_option("a")
    expect(text).to_have_value("Yang lama.\nTahun tidak sesuai.")
    text.fill("Tahun tidak sesuai. Mohon diganti.")
    page.get_by_role("button", name="Tulis catatan").click()
    expect(page.get_by_role("status").last).to_have_text("Tersimpan.")
    assert page.evaluate("acted") == [
        ["note", {"row": "16", "bank": "a", "text": "Tahun tidak sesuai. Mohon diganti."}]
    ]


def test_choosing_again_replaces_what_was_filled_in_and_keeps_what_was_typed(page):
    drawn(page, {"type": "actions", "title": "", "actions": [NOTE]})
    page.get_by_role("button", name="Tulis catatan").click()
    bank, text = page.get_by_label("Bank komentar"), page.get_by_label("Catatan untuk unit")
    bank.select_option("a")
    bank.select_option("b")
    expect(text).to_have_value(f"Yang lama.\n{HOSTILE}")


@pytest.mark.parametrize("width", [390, 1280])
def test_the_year_is_a_named_picture_and_a_list_of_the_same(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    drawn(page, {"type": "picture", "title": "", "name": "year", "data": YEAR})
    expect(page.get_by_role("img", name="Garis waktu 2026. Hari ini, 15 Juni 2026.")).to_be_visible()
    assert page.locator("rect[stroke-dasharray]").count() == 1
    page.get_by_text("Baca sebagai daftar").click()
    expect(page.get_by_text("20 Juni s.d. 23 Agustus 2026 (perkiraan)")).to_be_visible()
    expect(page.locator("dd").last).to_have_text(HOSTILE)
    outside = "() => [...document.querySelectorAll('svg rect, svg text')].filter((e) => { const b = e.getBBox(), v = e.ownerSVGElement.viewBox.baseVal; return b.x < -1 || b.x + b.width > v.width + 1; }).length"
    assert page.evaluate(outside) == 0


def test_a_year_without_dates_says_so(page):
    drawn(page, {"type": "picture", "title": "", "name": "year", "data": YEAR | {"rows": []}})
    expect(page.get_by_text("Gambar muncul setelah isiannya ada.")).to_be_visible()
