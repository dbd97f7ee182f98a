"""What a coach is told about two editions."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from klik_kit.content import editions, load_edition
from klik_kit.core.rubric import Edition, Indicator, Predicate, Range, Status
from klik_kit.core.rubric_diff import NONE, UNKNOWN, Difference, Group, Kind, diff_editions


@pytest.fixture
def edition() -> Edition:
    return load_edition("iid-2026")


def with_row(edition: Edition, row: str, **changes: Any) -> Edition:
    return replace(edition, sid=tuple(replace(i, **changes) if i.row == row else i for i in edition.sid))


def only(old: Edition, new: Edition) -> Difference:
    differences = diff_editions(old, new)
    assert len(differences) == 1, [str(d) for d in differences]
    return differences[0]


def by_where(old: str, new: str) -> dict[str, Difference]:
    return {d.where: d for d in diff_editions(load_edition(old), load_edition(new))}


@pytest.mark.parametrize("name", editions())
def test_an_edition_does_not_differ_from_itself(name: str):
    assert diff_editions(load_edition(name), load_edition(name)) == ()


def test_2026_to_2027_is_divisor_urusan_and_window():
    assert {where: (d.old, d.new) for where, d in by_where("iid-2026", "iid-2027").items()} == {
        "formula.divisor_min": ("12", "14"),
        "formula.urusan_needed": ("5", "6"),
        "eligibility.window": (
            "1 Januari 2024 sampai 31 Desember 2025",
            "1 Januari 2025 sampai 31 Desember 2026",
        ),
    }


def test_a_difference_reads_as_one_sentence():
    told = by_where("iid-2026", "iid-2027")["formula.divisor_min"]
    assert str(told) == "pembagi minimum rata-rata SID: 12 → 14 (berubah)"


def test_differences_come_grouped_formula_predicates_eligibility_rows():
    groups = [d.group for d in diff_editions(load_edition("iid-2023"), load_edition("iid-2026"))]
    assert list(dict.fromkeys(groups)) == [Group.FORMULA, Group.PREDICATES, Group.ELIGIBILITY, Group.ROWS]
    assert groups == sorted(groups, key=list(Group).index)


def test_a_constant_that_became_known_is_not_a_change():
    told = by_where("iid-2023", "iid-2026")
    learned = told["formula.urusan_needed"]
    assert (learned.kind, learned.old, learned.new) == (Kind.LEARNED, UNKNOWN, "5")
    assert told["formula.divisor_min"].kind is Kind.CHANGED


def test_a_constant_the_new_edition_is_silent_on_is_unknown():
    silent = by_where("iid-2023", "iid-2024")["formula.divisor_min"]
    assert (silent.kind, silent.old, silent.new) == (Kind.SILENT, "10", UNKNOWN)


def test_a_predicate_that_moved():
    told = by_where("iid-2023", "iid-2026")["predicates[Sangat Inovatif]"]
    assert (told.group, told.kind, told.old, told.new) == (
        Group.PREDICATES,
        Kind.CHANGED,
        "60,01–100,00",
        "65,01–100,00",
    )


def test_a_predicate_a_partial_edition_does_not_state_became_known():
    told = by_where("iid-2025", "iid-2026")
    assert told["predicates[Inovatif]"].kind is Kind.LEARNED
    assert "predicates[Sangat Inovatif]" not in told


def test_a_predicate_a_complete_edition_does_not_have_is_new(edition: Edition):
    extra = Predicate(label="Terinovatif", low=Fraction(90), high=Fraction(100))
    told = only(edition, replace(edition, predicates=(*edition.predicates, extra)))
    assert (told.kind, told.old, told.new) == (Kind.ADDED, NONE, "90,00–100,00")


def test_a_new_rule_for_older_innovations(edition: Edition):
    window = edition.eligibility.window
    assert window is not None
    stricter = replace(edition.eligibility, window=replace(window, older_if_developed=False))
    told = only(edition, replace(edition, eligibility=stricter))
    assert (told.what, told.new) == ("inovasi lebih lama", "tidak boleh")


def test_a_moved_window_a_word_count_and_a_stage(edition: Edition):
    window = edition.eligibility.window
    assert window is not None
    other = replace(edition.eligibility, window=replace(window, end=date(2025, 6, 30)), min_words=400, stage="Uji Coba")
    told = {d.what: d.new for d in diff_editions(edition, replace(edition, eligibility=other))}
    assert told == {
        "jendela penerapan": "1 Januari 2024 sampai 30 Juni 2025",
        "panjang rancang bangun": "minimal 400 kata",
        "tahap": "Uji Coba",
    }


def test_rows_an_edition_does_not_list_are_one_line():
    told = by_where("iid-2023", "iid-2026")["spd"]
    assert (told.kind, told.old, told.new) == (Kind.LEARNED, UNKNOWN, "20 baris")


def test_a_new_row(edition: Edition):
    row: Indicator = replace(edition.sid[-1], row="36", number=36, name="Jejak karbon")
    told = only(edition, replace(edition, sid=(*edition.sid, row)))
    assert (told.where, told.kind, told.old, told.new) == ("sid[36]", Kind.ADDED, NONE, "Jejak karbon (bobot 4)")


def test_a_removed_row(edition: Edition):
    told = only(edition, replace(edition, sid=edition.sid[:-1]))
    assert (told.where, told.kind, told.new) == ("sid[35]", Kind.REMOVED, NONE)


def test_a_row_that_a_partial_edition_does_not_list_is_unknown_not_removed(edition: Edition):
    told = only(edition, replace(edition, sid=edition.sid[:-1], status=Status.PARTIAL))
    assert (told.kind, told.new) == (Kind.SILENT, UNKNOWN)


def test_a_renamed_row():
    told = by_where("iid-2023", "iid-2026")["sid[30].name"]
    assert (told.old, told.new, told.kind) == ("Online sistem", "Layanan terintegrasi", Kind.CHANGED)


def test_a_changed_weight(edition: Edition):
    told = only(edition, with_row(edition, "35", weight=Fraction(5)))
    assert (told.what, told.old, told.new) == ("baris 35, bobot", "4", "5")


def test_inferred_weights_are_unknown_and_told_in_one_line():
    told = [d for d in diff_editions(load_edition("iid-2024"), load_edition("iid-2026")) if "bobot" in d.what]
    assert [(d.what, d.kind, d.old) for d in told] == [("bobot 17 baris SID", Kind.LEARNED, UNKNOWN)]
    assert told[0].new.startswith("16 = 3, 17 = 2")


def test_a_row_that_became_mandatory(edition: Edition):
    told = only(edition, with_row(edition, "34", mandatory=True))
    assert (told.what, told.old, told.new) == ("baris 34, wajib", "tidak", "ya")


def test_mandatory_rows_that_became_known_are_told_in_one_line():
    told = [d for d in diff_editions(load_edition("iid-2023"), load_edition("iid-2026")) if "wajib SID" in d.what]
    assert [(d.kind, d.old, d.new) for d in told] == [(Kind.LEARNED, UNKNOWN, "16, 17, 32, 33, 35")]


def test_a_level_with_another_text():
    told = by_where("iid-2023", "iid-2026")["sid[16].levels[2]"]
    assert (told.what, told.old, told.new) == (
        "baris 16, parameter 2",
        "Keputusan Kepala Daerah",
        "Peraturan Kepala Daerah",
    )


def test_a_level_with_another_range_but_the_same_text(edition: Edition):
    levels = edition.by_row["17"].levels
    moved = (*levels[:2], replace(levels[2], range=Range(low=Fraction(41))))
    told = only(edition, with_row(edition, "17", levels=moved))
    assert (told.where, told.old, told.new) == (
        "sid[17].levels[3].range",
        "paling rendah 31 orang",
        "paling rendah 41 orang",
    )


def test_a_range_that_became_known(edition: Edition):
    levels = tuple(replace(level, range=None) for level in edition.by_row["17"].levels)
    told = diff_editions(with_row(edition, "17", levels=levels), edition)
    assert {(d.kind, d.old) for d in told} == {(Kind.LEARNED, UNKNOWN)}
    assert [d.new for d in told] == ["1 sampai 10 orang", "11 sampai 30 orang", "paling rendah 31 orang"]


def test_a_basis_with_other_limits_and_a_new_basis():
    told = by_where("iid-2024", "iid-2026")
    moved, added = told["sid[33].bases[a].levels[2]"], told["sid[33].bases[f]"]
    assert (moved.old, moved.new) == ("101–200 orang", "201–500 orang")
    assert (added.kind, added.old) == (Kind.ADDED, NONE)
    assert added.new == "Tren kinerja positif antarperiode: 1 periode / 2 periode / 3 periode"


def test_known_values_turned_round_are_the_other_direction():
    there, back = by_where("iid-2023", "iid-2026"), by_where("iid-2026", "iid-2023")
    assert there.keys() == back.keys()
    assert {(w, d.old, d.new) for w, d in there.items()} == {(w, d.new, d.old) for w, d in back.items()}
