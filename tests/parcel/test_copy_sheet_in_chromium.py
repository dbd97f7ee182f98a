"""The copy sheet from a double click: its buttons in a real browser, with and without a clipboard."""

from pathlib import Path

import pytest
from desk_cases import INNOVATION
from parcel_cases import gathered
from playwright.sync_api import Browser, expect

from klik_kit.parcel.pages import list_html, sheet_html

LONG = 'Baris satu\n\n  baris <b>dua</b> & "tiga"\n' + "kata " * 2_000 + "\nakhir"
REFUSED = (
    "navigator.clipboard.writeText = () => Promise.reject(new Error('ditolak')); document.execCommand = () => false;"
)


@pytest.fixture
def sheet(filled, tmp_path: Path) -> str:
    filled.put(INNOVATION, goals=LONG)
    item = gathered(filled)
    path = tmp_path / "lembar.html"
    path.write_text(sheet_html(item.items[0].sheet, at=item.made_at), encoding="utf-8")
    return path.as_uri()


def test_a_long_text_is_copied_whole_and_marked_by_keyboard_alone(chromium: Browser, sheet):
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(sheet)
    field = page.locator("#tujuan")
    field.locator("button").focus()
    page.keyboard.press("Enter")
    expect(field.locator(".kata")).to_have_text("Disalin")
    assert page.evaluate("navigator.clipboard.readText()") == LONG
    assert page.locator(".hitung").inner_text().startswith("1 dari ")
    page.reload()
    expect(page.locator("#tujuan .kata")).to_have_text("Disalin")
    assert asked == [sheet, sheet]
    context.close()


def test_where_the_clipboard_is_refused_the_text_is_selected(chromium: Browser, sheet):
    context = chromium.new_context()
    context.add_init_script(REFUSED)
    page = context.new_page()
    page.goto(sheet)
    field = page.locator("#tujuan")
    field.locator("button").click()
    expect(field.locator(".kata")).to_contain_text("Ctrl+C")
    area = "document.activeElement"
    assert page.evaluate(f"{area}.value.slice({area}.selectionStart, {area}.selectionEnd)") == LONG
    context.close()


def test_on_paper_a_long_text_is_whole_and_a_phone_has_the_button_at_the_edge(chromium: Browser, sheet):
    page = chromium.new_page(viewport={"width": 390, "height": 800})
    page.goto(sheet)
    field = page.locator("#tujuan")
    edge = page.locator("#tujuan textarea").bounding_box()
    button = field.locator("button").bounding_box()
    assert abs(button["x"] + button["width"] - edge["x"] - edge["width"]) < 2
    page.emulate_media(media="print")
    assert page.locator("textarea, button").evaluate_all("all => all.filter((one) => one.checkVisibility())") == []
    assert field.locator(".cetak").evaluate("one => one.innerText") == LONG
    page.close()


def test_the_list_of_a_package_is_read_on_a_phone(chromium: Browser, filled, tmp_path):
    path = tmp_path / "DAFTAR.html"
    path.write_text(list_html(gathered(filled)), encoding="utf-8")
    page = chromium.new_page(viewport={"width": 390, "height": 800})
    page.goto(path.as_uri())
    link = page.get_by_role("link").bounding_box()
    assert link["height"] >= 44
    assert link["width"] > 250  # not one letter below the other
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator("tbody td").nth(1)).to_have_text("Dinas Kesehatan")
    page.close()
