"""A list of many units in a real browser: typing narrows it, the keyboard and a finger choose, a reader hears it."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

HOSTILE = '<img src=x onerror="window.kena=1">'
UNITS = [
    {"value": f"PKM-{n}", "label": f"Puskesmas {name}", "hint": "", "group": ""}
    for n, name in enumerate(("Rawamukti", "Banyuarum I", "Banyuarum II", HOSTILE), start=1)
] + [{"value": f"DINAS-{n}", "label": f"Dinas Urusan {n}", "hint": "", "group": ""} for n in range(1, 61)]


@pytest.fixture
def units(opened):
    """The form with one question of one unit and one of several."""

    def shown(**kept: str) -> Page:
        page = opened()
        asked = [
            {"kind": "field", "record": "INV-UJI", "name": name, "type": kind, "label": label, "hint": "", "required": False,
             "relevant": None, "options": UNITS, "min_words": None, "max_words": None}
            for name, kind, label in (("unit", "select_one", "Unit"), ("units", "select_multiple", "Unit yang ikut"))
        ]  # fmt: skip
        answers = {name: {"value": value, "version": 1, "who": "Siti", "at": "10.00"} for name, value in kept.items()}
        page.evaluate(
            """([asked, answers]) => { const { state } = counter; state.sections[0].items.unshift(...asked);
            Object.assign(state.records['INV-UJI'].answers, answers); counter.say({ kind: 'state', state }); }""",
            [asked, answers],
        )
        return page

    return shown


def waits_for(page: Page, field: str, value: str | None) -> None:
    page.wait_for_function("([field, value]) => counter.value('INV-UJI', field) === value", arg=[field, value])


def test_one_unit_is_found_by_typing_and_chosen_by_enter(units):
    page = units()
    field = page.get_by_role("combobox", name="Unit", exact=False).first
    field.press_sequentially("banyu ii")
    expect(page.get_by_role("listbox", name="Unit").first.get_by_role("option")).to_have_text(
        ["Puskesmas Banyuarum II"]
    )
    expect(page.get_by_role("status").filter(has_text="1 dari 64 ditemukan")).to_be_visible()
    field.press("Enter")
    waits_for(page, "unit", "PKM-3")
    expect(field).to_have_value("Puskesmas Banyuarum II")
    expect(field).to_have_attribute("aria-expanded", "false")


def test_the_arrows_walk_the_list_and_escape_leaves_what_was_chosen(units):
    page = units(unit="PKM-1")
    field = page.get_by_role("combobox").first
    field.focus()
    field.press("ArrowDown")
    listed = page.get_by_role("listbox").first
    stands = field.get_attribute("aria-activedescendant")
    assert listed.locator(f"#{stands}").inner_text() == "Puskesmas Banyuarum I"
    field.press("ArrowUp")
    expect(listed.locator(f"#{field.get_attribute('aria-activedescendant')}")).to_have_attribute(
        "aria-selected", "true"
    )
    field.press_sequentially("dinas")
    field.press("Escape")
    expect(field).to_have_value("Puskesmas Rawamukti")
    assert page.evaluate("counter.edits.length") == 0


def test_an_emptied_line_takes_the_choice_back_and_half_a_name_does_not(units):
    page = units(unit="PKM-1")
    field = page.get_by_role("combobox").first
    field.fill("Puskes")
    page.get_by_label("Nama inovasi").focus()
    expect(field).to_have_value("Puskesmas Rawamukti")
    field.fill("")
    page.get_by_label("Nama inovasi").focus()
    waits_for(page, "unit", None)


def test_several_units_are_chosen_together_and_each_can_leave_again(units):
    page = units(units="DINAS-7")
    field = page.get_by_role("combobox", name="Unit yang ikut")
    field.fill("banyuarum")
    page.get_by_role("button", name="Pilih semua yang ditemukan (2)").click()
    waits_for(page, "units", "PKM-2; PKM-3; DINAS-7")
    chosen = page.get_by_role("list", name="Unit yang ikut: yang dipilih")
    expect(chosen.get_by_role("button")).to_have_count(3)
    chosen.get_by_role("button", name="Keluarkan Puskesmas Banyuarum I", exact=True).click()
    waits_for(page, "units", "PKM-3; DINAS-7")
    expect(page.get_by_text("2 dipilih")).to_be_visible()


def test_a_finger_adds_and_takes_away_in_the_list(units):
    page = units()
    page.get_by_role("combobox", name="Unit yang ikut").click()
    row = page.get_by_role("listbox", name="Unit yang ikut").get_by_role("option", name="Dinas Urusan 60")
    assert row.bounding_box()["height"] >= 44
    row.click()
    waits_for(page, "units", "DINAS-60")
    row.click()
    waits_for(page, "units", None)


def test_a_locked_record_lets_nobody_out_of_the_list(units):
    page = units(units="PKM-1")
    page.evaluate("() => { const { state } = counter; state.records['INV-UJI'].locked = 'Sudah dimulai.'; counter.say({ kind: 'state', state }); }")  # fmt: skip
    expect(page.get_by_role("button", name="Keluarkan Puskesmas Rawamukti")).to_be_disabled()
    expect(page.get_by_role("combobox", name="Unit yang ikut")).to_be_disabled()


def test_a_hostile_name_is_text_in_the_list_and_on_paper(units):
    page = units(units="PKM-4; DINAS-1")
    page.get_by_role("combobox", name="Unit yang ikut").click()
    expect(page.get_by_role("option", name=HOSTILE).last).to_be_visible()
    assert json.loads(page.evaluate("JSON.stringify(window.kena ?? null)")) is None
    page.emulate_media(media="print")
    printed = page.locator(".klik-isian", has=page.locator(".klik-terpilih-daftar")).locator(".klik-cetak")
    expect(printed).to_have_text(f"Puskesmas {HOSTILE}; Dinas Urusan 1")
    expect(page.locator(".klik-cari-pilihan").first).to_be_hidden()
