"""The copy panel in a real browser: a text is copied whole, hostile ones are text, a refused clipboard selects."""

import pytest

LONG = "satu\n\n  <img src=x onerror=document.title='kena'>\nakhir"
PANEL = {
    "type": "copy", "title": "Profil", "about": "INV@2026",
    "groups": [{"title": "", "note": "", "said": [], "lines": [
        {"id": "tujuan", "label": "Tujuan", "value": LONG, "long": True, "hint": "", "said": [{"tone": "error", "text": "Kurang."}], "href": None},
        {"id": "kosong", "label": "Anggaran", "value": "", "long": False, "hint": "(kosong)", "said": [], "href": None},
    ]}],
}  # fmt: skip


@pytest.fixture
def drawn(opened):
    def drawn():
        page = opened()
        page.evaluate(
            """async (panel) => {
                const { drawPanel } = await import("/widgets/js/panels.js");
                const place = document.createElement("div");
                place.className = "klik";
                document.body.replaceChildren(place);
                document.execCommand = (name) => { window.got = document.activeElement.value; return !window.refuses && name === "copy"; };
                drawPanel(place, panel, { act: () => undefined, jump: () => undefined, tell: () => undefined });
            }""",
            PANEL,
        )
        return page

    return drawn


def test_a_text_is_copied_whole_marked_and_counted(drawn):
    page = drawn()
    page.get_by_role("button", name="Salin").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('.klik-salin .klik-kata').textContent === 'Disalin'")
    assert page.evaluate("window.got") == LONG
    assert page.locator(".klik-salin-hitung").inner_text() == "1 dari 1 isian disalin"
    assert page.title() != "kena"
    assert page.locator(".klik-salin img").count() == 0


def test_a_refused_clipboard_leaves_the_text_selected(drawn):
    page = drawn()
    page.evaluate("window.refuses = true")
    page.get_by_role("button", name="Salin").click()
    page.wait_for_function("document.querySelector('.klik-salin .klik-kata').textContent.includes('Ctrl+C')")
    chosen = (
        "document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)"
    )
    assert page.evaluate(chosen) == LONG


def test_on_paper_a_text_is_whole(drawn):
    page = drawn()
    page.emulate_media(media="print")
    assert not page.locator(".klik-salin textarea").is_visible()
    assert page.locator(".klik-salin .klik-cetak").evaluate("one => one.innerText") == LONG
