"""The form made from an edition, and what its answers mean while they are given."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klik_kit.content import load_edition
from klik_kit.core.assessment import (
    NO_EVIDENCE,
    asks_three_years,
    assessment_form,
    letter_flags,
    level_of_figure,
    live_facts,
    next_step,
    shared_figure,
    spd_form,
    with_years,
    without_evidence,
)
from klik_kit.core.forms import EvidencePlace, Field, Relevant, check_value, field_for, fields_of, items_of
from klik_kit.core.rubric import Part

EDITION = load_edition("iid-2026")
ROWS = tuple(row.row for row in EDITION.sid)
levels_of_rows = st.dictionaries(st.sampled_from(ROWS), st.integers(0, 3))


def facts(levels=(), *, basis=(), documents=(), divisor=12):
    return live_facts(EDITION, dict(levels), basis=dict(basis), documents=dict(documents), divisor=divisor)


def flags(row: str, signed: date, **more) -> tuple[str, ...]:
    known = {"level": 1, "noted": date(2026, 7, 1), "implemented": date(2024, 5, 2), "today": date(2026, 7, 2)}
    return letter_flags(EDITION, EDITION.by_row[row], signed, **(known | more))


# the form


def test_one_section_is_one_variable():
    titles = [section.title for section in assessment_form(EDITION).sections[1:-1]]
    assert titles == list(dict.fromkeys(row.variable for row in EDITION.sid))


def test_every_indicator_is_asked_once_with_a_place_for_its_evidence():
    places = [item.indicator for item in items_of(assessment_form(EDITION)) if isinstance(item, EvidencePlace)]
    assert sorted(places) == sorted(ROWS)


def test_parameters_are_asked_in_plain_words():
    field = fields_of(assessment_form(EDITION))["mandiri.16"]
    assert [o.label for o in field.options] == [level.text for level in EDITION.by_row["16"].levels]


def test_years_are_shown_as_years():
    field = fields_of(assessment_form(EDITION))["mandiri.18"]
    assert field.options[2].label == "Tersedia pada 2024, 2025, dan 2026"


def test_no_person_has_to_know_what_t_minus_one_is():
    forms = (assessment_form(EDITION), spd_form(EDITION))
    shown = [
        f"{item.label} {item.hint} {[(o.label, o.hint) for o in item.options]}"
        if isinstance(item, Field)
        else item.hint
        for form in forms
        for item in items_of(form)
        if isinstance(item, Field | EvidencePlace)
    ]
    assert [text for text in shown if "T-" in text] == []


def test_the_basis_comes_before_its_parameters():
    items = [i for i in items_of(assessment_form(EDITION)) if isinstance(i, Field) and i.name.startswith("mandiri.33")]
    assert items[0].name == "mandiri.33.basis"


def test_each_basis_has_its_own_parameters_under_one_name():
    items = [i for i in items_of(assessment_form(EDITION)) if isinstance(i, Field) and i.name == "mandiri.33"]
    assert [i.relevant for i in items] == [Relevant(field="mandiri.33.basis", values=(key,)) for key in "abcdef"]


def test_the_parameters_of_a_basis_are_its_thresholds():
    items = [i for i in items_of(assessment_form(EDITION)) if isinstance(i, Field) and i.name == "mandiri.33"]
    assert items[0].options[2].label == "501 orang atau lebih"


def test_a_row_with_a_basis_counts_as_two_questions_once_it_is_chosen():
    section = next(
        s for s in assessment_form(EDITION).sections if any(getattr(i, "indicator", "") == "33" for i in s.items)
    )
    before, after = section.progress({}), section.progress({"mandiri.33.basis": "a"})
    assert (before[1] + 1, after[0]) == (after[1], 1)


def test_mandatory_rows_are_told():
    assert "Baris wajib." in fields_of(assessment_form(EDITION))["mandiri.35"].hint


def test_the_elements_of_the_video_are_told():
    assert "latar belakang, penjaringan ide" in fields_of(assessment_form(EDITION))["mandiri.35"].hint


def test_a_letter_is_asked_where_the_edition_wants_one():
    places = [i for i in items_of(assessment_form(EDITION)) if isinstance(i, EvidencePlace)]
    assert {p.indicator for p in places if p.letter} == {row.row for row in EDITION.sid if row.letter}


@pytest.mark.parametrize("edition", ["iid-2023", "iid-2024", "iid-2025", "iid-2026", "iid-2027"])
def test_every_edition_has_a_form(edition):
    edition = load_edition(edition)
    assert len(assessment_form(edition).sections) == 2 + len({row.variable for row in edition.sid})


@pytest.mark.parametrize("value", ["0", "4", "1.0", "dua", ""])
def test_a_parameter_that_is_no_option_is_refused(value):
    field = field_for(assessment_form(EDITION), "mandiri.16")
    assert field is not None
    assert check_value(field, value, {}) is not None


def test_the_region_gives_the_figure_before_the_parameter():
    names = [i.name for i in items_of(spd_form(EDITION)) if isinstance(i, Field) and i.name.endswith(".3")]
    assert names == ["figure.3", "mandiri.3", "source.3", "owner.3"]


def test_a_row_without_a_figure_asks_the_parameter_only():
    assert "figure.1" not in fields_of(spd_form(EDITION))


def test_all_rows_of_the_region_are_asked():
    fields = fields_of(spd_form(EDITION))
    assert [row.row for row in EDITION.spd if f"mandiri.{row.row}" not in fields] == []


def test_a_year_outside_t0_to_t2_stays_as_it_is():
    assert with_years("T-0, T-2, T-3, PT-1", 2026) == "2026, 2024, T-3, PT-1"


# live


def test_nothing_answered_is_no_score():
    found = facts()
    assert (found.points, found.answered, found.questions) == (None, 0, 20)


def test_all_rows_at_their_best_make_the_most():
    found = facts(dict.fromkeys(ROWS, 3))
    assert found.points == found.most == 111


def test_a_parameter_of_zero_is_an_answer():
    found = facts({"16": 0})
    assert (found.points, found.answered) == (0, 1)


def test_mandatory_rows_without_an_answer_are_named():
    assert [row.row for row in facts({"16": 1, "33": 0}).missing_mandatory] == ["17", "32", "35"]


def test_a_parameter_without_a_document_is_told():
    notes = {row.row.row: row.note for row in facts({"16": 2, "17": 1}, documents={"17": 1}).rows}
    assert (notes["16"], notes["17"]) == (NO_EVIDENCE, "")


def test_a_parameter_without_a_document_still_counts():
    assert facts({"16": 2}).points == 6


def test_nothing_is_missing_where_nothing_is_claimed():
    assert [row.row.row for row in facts({"16": 0}).rows if row.note] == []


def test_a_row_gives_its_weight_times_its_parameter():
    found = {row.row.row: row for row in facts({"35": 2}).rows}["35"]
    assert (found.points, found.most) == (8, 12)


@given(levels=levels_of_rows)
def test_the_score_is_the_sum_of_the_rows(levels):
    found = facts(levels)
    assert (found.points or 0) == sum(row.points or 0 for row in found.rows)


@given(levels=levels_of_rows, documents=st.dictionaries(st.sampled_from(ROWS), st.integers(1, 3)))
def test_both_ways_to_ask_for_missing_documents_agree(levels, documents):
    noted = [row.row for row in facts(levels, documents=documents).rows if row.note]
    assert noted == list(without_evidence(EDITION, levels, documents))


# the next step


def test_the_first_step_is_the_heaviest_row():
    step = next_step(EDITION, {}, divisor=12)
    assert step is not None
    assert (step.row, step.to, step.document) == ("35", 1, "Video inovasi daerah")


def test_the_gain_is_exact():
    step = next_step(EDITION, {}, divisor=12)
    assert step is not None
    assert step.gain == Fraction(4 * 100, 12 * 250)


def test_a_region_with_many_innovations_gains_less_by_one():
    step = next_step(EDITION, {}, divisor=60)
    assert step is not None
    assert step.gain == Fraction(4 * 100, 60 * 250)


def test_among_equals_the_quicker_paper_comes_first():
    step = next_step(EDITION, {"35": 3, "33": 3, "31": 0, "16": 0}, divisor=12)
    assert step is not None
    assert (step.row, step.weeks) == ("16", 4)


def test_the_step_speaks_of_the_chosen_basis():
    levels = dict.fromkeys(ROWS, 3) | {"33": 1}
    step = next_step(EDITION, levels, divisor=12, basis={"33": "a"})
    assert step is not None
    assert step.activity == "Perluas layanan sampai paling sedikit 201 orang dan catat setiap penerimanya"


def test_a_step_names_years_as_years():
    levels = dict.fromkeys(ROWS, 3) | {"21": 1}
    step = next_step(EDITION, levels, divisor=12)
    assert step is not None
    assert "RKPD 2025 dan 2024" in step.activity


def test_with_all_rows_at_their_best_there_is_no_step():
    assert next_step(EDITION, dict.fromkeys(ROWS, 3), divisor=12) is None


@given(levels=levels_of_rows)
def test_a_step_raises_the_score_by_what_it_says(levels):
    step = next_step(EDITION, levels, divisor=12)
    if step is None:
        assert set(levels.values()) == {3}
        return
    before, after = facts(levels).points or 0, facts(levels | {step.row: step.to}).points
    assert (after - before) * 100 / (12 * 250) == step.gain


@given(levels=levels_of_rows)
def test_no_row_gains_more_than_the_step(levels):
    step = next_step(EDITION, levels, divisor=12)
    open_rows = [row for row in EDITION.rows(Part.SID) if levels.get(row.row, 0) < 3]
    worth = EDITION.level_worth(12)
    assert step is None or step.gain == max(worth[row.row] for row in open_rows)


# the region's figures


@pytest.mark.parametrize(
    ("row", "figure", "level"), [("3", "8.17", 3), ("3", "0", 2), ("3", "-60", 1), ("5b", "2.35", 3), ("13a", "0", 0)]
)
def test_a_figure_gives_its_parameter(row, figure, level):
    assert level_of_figure(EDITION, EDITION.by_row[row], Fraction(figure)) == level


def test_a_figure_between_two_ranges_is_refused_with_a_sentence():
    said = level_of_figure(EDITION, EDITION.by_row["3"], Fraction("8.165"))
    assert isinstance(said, str)
    assert said.startswith("Angka ini jatuh di antara dua rentang resmi.")


def test_a_row_without_ranges_is_refused_with_a_sentence():
    assert isinstance(level_of_figure(EDITION, EDITION.by_row["1"], Fraction(1)), str)


def test_a_figure_that_two_parameters_hold_is_told_with_the_one_that_counts():
    said = shared_figure(EDITION.by_row["4"], Fraction("5.23"))
    assert said == "Angka ini termasuk rentang resmi parameter 2 dan 3; yang dipakai parameter 3."


def test_a_figure_of_one_parameter_needs_no_words():
    assert shared_figure(EDITION.by_row["4"], Fraction("5.24")) == ""


# dates of letters


def test_a_fitting_letter_has_no_flag():
    assert flags("17", date(2025, 2, 3)) == ()


def test_a_letter_from_the_future_is_flagged():
    assert flags("17", date(2026, 7, 3))[0].startswith("Tanggal surat 3 Juli 2026 belum tiba.")


def test_a_letter_later_than_its_own_entry_is_flagged():
    assert "dicatat lebih dahulu, pada 1 Juli 2026" in flags("17", date(2026, 7, 2))[0]


def test_a_letter_before_the_three_years_is_flagged_where_they_are_asked():
    said = flags("17", date(2023, 12, 31), implemented=None)
    assert said == (
        "Surat bertanggal 2023, sedangkan baris 17 meminta dokumen tahun 2024 sampai 2026. Mohon unggah yang sesuai.",
    )


def test_an_old_letter_is_no_matter_where_no_years_are_asked():
    assert flags("31", date(2021, 1, 1)) == ()


def test_a_decision_older_than_the_innovation_is_flagged():
    said = flags("16", date(2022, 3, 4))
    assert said == (
        "Keputusan bertanggal 2022, sedangkan inovasi diterapkan pada 2024. Mohon unggah keputusan yang sesuai.",
    )


def test_a_regulation_may_be_older_than_the_innovation():
    assert flags("16", date(2022, 3, 4), level=3) == ()


def test_a_decision_of_the_same_year_is_no_matter():
    assert flags("16", date(2024, 1, 2)) == ()


@pytest.mark.parametrize(
    ("row", "asked"), [("16", False), ("17", True), ("18", True), ("21", True), ("22", True), ("31", False)]
)
def test_the_rows_that_ask_for_three_years(row, asked):
    assert asks_three_years(EDITION.by_row[row]) is asked


@given(
    signed=st.dates(date(2000, 1, 1), date(2030, 12, 31)),
    row=st.sampled_from(ROWS),
    level=st.sampled_from([None, 1, 2, 3]),
)
def test_flags_are_whole_sentences(signed, row, level):
    assert [text for text in flags(row, signed, level=level) if not text.endswith(".")] == []
