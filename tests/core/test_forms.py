"""Answers that can be and cannot be, the field a stored name belongs to, and how far a section is."""

import pytest

from klik_kit.core.choices import Choice, ChoiceList
from klik_kit.core.forms import (
    MOST_LETTERS,
    Field,
    Form,
    Option,
    Panel,
    Relevant,
    Repeat,
    Section,
    check_value,
    field_for,
    fields_of,
)

LISTS = {"urusan": ChoiceList(name="urusan", choices=(Choice(value="Kesehatan"), Choice(value="Sosial")))}
YES_NO = (Option(value="ya", label="Ya"), Option(value="belum", label="Belum"))
NAME = Field(name="name", label="Nama", required=True)
NEW = Field(name="baru", label="Baru?", type="select_one", options=YES_NO)
WHAT = Field(name="apa", label="Apa?", relevant=Relevant(field="baru", values=("ya",)))
ROWS = Repeat(
    name="masalah",
    label="Masalah",
    most=8,
    fields=(
        Field(name="uraian", label="Uraian"),
        Field(name="alasan", label="Alasan", relevant=Relevant(field="uraian")),
    ),
)
SECTION = Section(id="satu", title="Satu", items=(NAME, NEW, WHAT, ROWS, Panel(id="usg")))
FORM = Form(id="uji", title="Uji", sections=(SECTION,))


def refused(type_: str, value: str, **more) -> bool:
    return check_value(Field(name="x", label="X", type=type_, **more), value, LISTS) is not None


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("text", "Café 'Désa' <b> – 😀"), ("textarea", "satu\n\tdua"), ("date", "2025-12-31"), ("date", "2024-02-29"),
        ("integer", "0"), ("integer", "120"), ("decimal", "12,5"), ("decimal", "-3.25"), ("scale", "1"), ("scale", "5"),
        ("link", "https://contoh.go.id/video?v=1"), ("link", "HTTP://contoh.id"),
        ("coordinates", "-6.9147,107.6098"), ("coordinates", "-6.9147, 107.6098"),
    ],
)  # fmt: skip
def test_what_can_be_is_kept(type_, value):
    assert not refused(type_, value)


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("text", "a\0b"), ("text", "a\x1bb"), ("text", "\ud800"),
        ("date", "2025-02-30"), ("date", "31-12-2025"), ("date", "20251231"), ("date", "0202-05-01"), ("date", "besok"),
        ("integer", "1,5"), ("integer", "²"), ("integer", "-1"), ("decimal", "1.000,5"), ("decimal", "nan"),
        ("scale", "0"), ("scale", "6"), ("scale", "3.0"),
        ("link", "contoh.go.id"), ("link", "javascript:alert(1)"), ("link", "https://a b.id"), ("link", "https://x@y.id"),
        ("coordinates", "107.6098,-6.9147"), ("coordinates", "-6.9147"), ("coordinates", "nan,nan"), ("coordinates", "0,0"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(type_, value):
    assert refused(type_, value)


def test_the_longest_answer_is_kept():
    assert not refused("textarea", "a" * MOST_LETTERS)


def test_a_longer_answer_is_refused_with_its_length():
    assert "20001 huruf" in (check_value(NAME, "a" * (MOST_LETTERS + 1), LISTS) or "")


def test_a_short_text_is_kept_since_length_in_words_is_only_told():
    assert not refused("textarea", "pendek", min_words=300)


def test_a_choice_of_a_named_list_is_kept():
    assert not refused("select_one", "Kesehatan", choices="urusan")


def test_a_choice_outside_its_list_is_refused():
    assert refused("select_one", "Pertahanan", choices="urusan")


def test_one_choice_is_not_two():
    assert refused("select_one", "Kesehatan; Sosial", choices="urusan")


def test_several_choices_are_kept_together():
    assert not refused("select_multiple", "Kesehatan; Sosial", choices="urusan")


def test_one_wrong_choice_among_several_is_refused():
    assert refused("select_multiple", "Kesehatan; Pertahanan", choices="urusan")


def test_options_of_the_field_itself_count():
    assert (refused("select_one", "ya", options=YES_NO), refused("select_one", "Ya", options=YES_NO)) == (False, True)


def test_a_plain_name_belongs_to_its_field():
    assert field_for(FORM, "name") == NAME


def test_a_name_in_a_row_belongs_to_its_column():
    assert getattr(field_for(FORM, "masalah.3.uraian"), "label", None) == "Uraian"


def test_a_column_bears_its_stored_name():
    assert getattr(field_for(FORM, "masalah.3.uraian"), "name", None) == "masalah.3.uraian"


def test_a_column_depends_on_its_own_row():
    column = field_for(FORM, "masalah.3.alasan")
    assert column is not None
    assert column.relevant == Relevant(field="masalah.3.uraian")


@pytest.mark.parametrize(
    "name", ["", "lain", "masalah", "masalah.uraian", "masalah.0.uraian", "masalah.9.uraian", "masalah.1.lain", "usg"]
)
def test_a_name_the_form_does_not_have_belongs_nowhere(name):
    assert field_for(FORM, name) is None


def test_plain_fields_are_listed_without_rows_and_panels():
    assert list(fields_of(FORM)) == ["name", "baru", "apa"]


@pytest.mark.parametrize(
    ("answers", "done"),
    [
        ({}, (0, 3)),
        ({"name": "A"}, (1, 3)),
        ({"baru": "ya"}, (1, 4)),
        ({"baru": "belum"}, (1, 3)),
        ({"baru": "ya", "apa": "Nomor"}, (2, 4)),
        ({"baru": "belum", "apa": "Nomor"}, (1, 3)),
        ({"masalah.1.uraian": "Antre", "masalah.2.uraian": "Obat"}, (1, 3)),
        ({"masalah.9.uraian": "Antre"}, (0, 3)),
    ],
)
def test_progress_counts_shown_questions_and_lists_of_rows(answers, done):
    assert SECTION.progress(answers) == done


def test_rows_keep_their_numbers_when_one_between_was_removed():
    assert ROWS.rows({"masalah.1.uraian": "A", "masalah.3.uraian": "C"}) == ((1, {"uraian": "A"}), (3, {"uraian": "C"}))


def test_any_value_shows_a_field_that_names_no_values():
    assert (Relevant(field="x").holds({"x": "apa saja"}), Relevant(field="x").holds({})) == (True, False)
