"""Every check finds an edition that is broken in exactly its way, names the place and says what is wrong."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from klik_kit.content import editions, load_edition
from klik_kit.core.rubric import Document, Edition, Indicator, Level, Part, Predicate, Range, SharedStep, Source, Status
from klik_kit.core.rubric_check import check_edition
from klik_kit.core.rubric_ranges import known_overlaps
from klik_kit.errors import Problem


@pytest.fixture
def edition() -> Edition:
    return load_edition("iid-2026")


def with_row(edition: Edition, row: str, **changes: Any) -> Edition:
    return edited(edition, row, lambda indicator: replace(indicator, **changes))


def with_ranges(edition: Edition, row: str, *ranges: Range | None, **changes: Any) -> Edition:
    return edited(edition, row, lambda i: replace(i, levels=ranged(i.levels, *ranges), **changes))


def with_basis(edition: Edition, key: str, /, **changes: Any) -> Edition:
    return edited(
        edition,
        "33",
        lambda i: replace(i, bases=tuple(replace(b, **changes) if b.key == key else b for b in i.bases)),
    )


def with_formula(edition: Edition, **changes: Any) -> Edition:
    return replace(edition, formula=replace(edition.formula, **changes))


def edited(edition: Edition, row: str, edit: Callable[[Indicator], Indicator]) -> Edition:
    return replace(
        edition,
        spd=tuple(edit(i) if i.row == row else i for i in edition.spd),
        sid=tuple(edit(i) if i.row == row else i for i in edition.sid),
    )


def ranged(levels: tuple[Level, ...], *ranges: Range | None) -> tuple[Level, ...]:
    return tuple(replace(level, range=r) for level, r in zip(levels, ranges, strict=True))


def span(low: str | None, high: str | None) -> Range:
    return Range(low=None if low is None else Fraction(low), high=None if high is None else Fraction(high))


def only(edition: Edition) -> Problem:
    problems = check_edition(edition)
    assert len(problems) == 1, [str(p) for p in problems]
    return problems[0]


def told(edition: Edition) -> dict[str, str]:
    return {p.where: p.what for p in check_edition(edition)}


@pytest.mark.parametrize("name", editions())
def test_every_shipped_edition_is_sound(name: str):
    assert check_edition(load_edition(name)) == ()


# rows


def test_a_row_written_twice(edition: Edition):
    problems = told(replace(edition, sid=(*edition.sid, edition.sid[0])))
    assert problems["baris 16"] == "ditulis 2 kali."


def test_a_number_that_does_not_fit_its_row_code(edition: Edition):
    problem = only(with_row(edition, "16", number=61))
    assert problem.where == "sid[16].number"
    assert problem.what == "nomor 61 tidak sesuai dengan kode baris '16'."


def test_a_number_both_whole_and_divided(edition: Edition):
    spare = replace(edition.by_row["2a"], row="2")
    problems = told(replace(edition, status=Status.PARTIAL, spd=(*edition.spd, spare)))
    assert problems["nomor 2"] == "ada baris 2 dan juga baris 2a dan 2b; pilih satu cara."


def test_a_number_used_in_both_halves(edition: Edition):
    stray = replace(edition.by_row["1"], row="16", number=16)
    assert told(replace(edition, spd=(*edition.spd, stray)))["nomor 16"] == "dipakai pada SPD dan juga pada SID."


@pytest.mark.parametrize("weight", ["0", "-1"])
def test_a_weight_that_is_not_positive(edition: Edition, weight: str):
    problems = told(with_row(edition, "1", weight=Fraction(weight)))
    assert "harus lebih dari 0" in problems["spd[1].weight"]


def test_levels_that_are_not_1_2_3(edition: Edition):
    levels = edition.by_row["18"].levels
    problem = only(with_row(edition, "18", levels=levels[:2]))
    assert (problem.where, problem.what) == ("sid[18].levels", "berisi parameter 1 dan 2.")
    assert "1, 2, dan 3" in problem.mend


def test_levels_out_of_order(edition: Edition):
    problem = only(with_row(edition, "18", levels=edition.by_row["18"].levels[::-1]))
    assert problem.what == "berisi parameter 3, 2, dan 1."


def test_a_row_without_levels(edition: Edition):
    assert only(with_row(edition, "18", levels=())).what == "tidak berisi parameter."


def test_an_overlap_that_is_not_declared(edition: Edition):
    problem = only(with_ranges(edition, "17", span("1", "12"), span("11", "30"), span("31", None)))
    assert problem.where == "sid[17].levels"
    assert problem.what == "rentang parameter 1 dan 2 bertumpang pada 11 sampai 12."
    assert "official_overlap" in problem.mend


def test_one_shared_figure_that_is_not_declared(edition: Edition):
    problem = only(with_row(edition, "4", official_overlap=None))
    assert (problem.where, problem.what) == ("spd[4].levels", "rentang parameter 2 dan 3 bertumpang pada 5,23.")


def test_an_overlap_wider_than_declared(edition: Edition):
    problem = only(with_ranges(edition, "3", span(None, "-50.32"), span("-50.40", "8.16"), span("8.17", None)))
    assert problem.where == "spd[3].levels"
    assert "−50,40 sampai −50,32, sedangkan yang dinyatakan resmi hanya 0,01" in problem.what


def test_a_declared_overlap_that_does_not_exist(edition: Edition):
    problem = only(with_row(edition, "10a", official_overlap=Fraction("0.01")))
    assert problem.where == "spd[10a].official_overlap"
    assert problem.what == "menyatakan tumpang tindih 0,01, tetapi rentangnya terpisah."


def test_a_declared_overlap_wider_than_the_real_one(edition: Edition):
    problem = only(with_row(edition, "4", official_overlap=Fraction("0.01")))
    assert problem.what == "menyatakan tumpang tindih 0,01, tetapi yang ada hanya selebar 0."


def test_a_declared_overlap_on_a_row_without_ranges(edition: Edition):
    assert only(with_row(edition, "16", official_overlap=Fraction(0))).where == "sid[16].official_overlap"


def test_a_gap_wider_than_the_step(edition: Edition):
    problem = only(with_ranges(edition, "10a", span(None, "0.06"), span("0.08", "1.15"), span("1.16", None)))
    assert problem.where == "spd[10a].levels"
    assert problem.what == "ada celah antara 0,06 dan 0,08 (parameter 1 dan 2)."


def test_a_gap_on_a_falling_row(edition: Edition):
    problem = only(with_ranges(edition, "28", span("7", None), span("2", "5"), span(None, "1")))
    assert problem.what == "ada celah antara 5 dan 7 (parameter 2 dan 1)."


def test_a_range_that_ends_before_it_starts(edition: Edition):
    problem = only(with_ranges(edition, "10a", span(None, "0.07"), span("1.15", "0.08"), span("1.16", None)))
    assert problem.where == "spd[10a].levels[2].range"
    assert problem.what == "batas bawah 1,15 lebih besar dari batas atas 0,08."


def test_a_range_without_limits(edition: Edition):
    problem = only(with_ranges(edition, "10a", Range(), span("0.08", "1.15"), span("1.16", None)))
    assert problem.where == "spd[10a].levels[1].range"


@pytest.mark.parametrize(
    "ranges",
    [
        (span(None, "0.07"), span("1.16", None), span("0.08", "1.15")),
        (span("0.08", "1.15"), span(None, "0.07"), span("1.16", None)),
        (span(None, "5"), span("0.08", "1.15"), span("1.16", None)),
        (span(None, None), span("0.08", None), span("1.16", None)),
    ],
)
def test_level_2_must_lie_between_1_and_3(edition: Edition, ranges: tuple[Range, ...]):
    problems = told(with_ranges(edition, "10a", *ranges))
    assert set(problems) <= {"spd[10a].levels", "spd[10a].levels[1].range"}
    assert len(problems) == 1


def test_levels_of_which_only_some_have_a_range(edition: Edition):
    problem = only(with_ranges(edition, "10a", None, span("0.08", "1.15"), span("1.16", None)))
    assert problem.what == "parameter 1 tidak memiliki rentang, sedangkan yang lain memilikinya."


def test_ranges_without_a_step(edition: Edition):
    assert only(with_row(edition, "10a", step=None)).where == "spd[10a].step"


def test_a_missing_step_does_not_hide_an_overlap(edition: Edition):
    broken = with_ranges(edition, "17", span("1", "12"), span("11", "30"), span("31", None), step=None)
    assert set(told(broken)) == {"sid[17].step", "sid[17].levels"}


def test_the_ranges_of_a_basis_are_held_to_the_same(edition: Edition):
    levels = edition.by_row["33"].basis("b").levels
    gap = ranged(levels, span("5", "20"), span("20.02", "50"), span("50.01", None))
    problem = only(with_basis(edition, "b", levels=gap))
    assert (problem.where, problem.what) == (
        "sid[33].bases[b].levels",
        "ada celah antara 20 dan 20,02 (parameter 1 dan 2).",
    )


def test_a_basis_written_twice(edition: Edition):
    problem = only(with_basis(edition, "f", key="a"))
    assert (problem.where, problem.what) == ("sid[33].bases", "ukuran 'a' ditulis 2 kali.")


# maxima


def test_spd_weights_that_miss_the_official_maximum(edition: Edition):
    problem = only(with_row(edition, "6", weight=Fraction(2)))
    assert problem.where == "spd[*].weight"
    assert problem.what == "bobot SPD menghasilkan paling tinggi 64,5, sedangkan formula.max_spd 63."


def test_sid_weights_that_miss_the_official_maximum(edition: Edition):
    assert only(with_row(edition, "35", weight=Fraction(5))).where == "sid[*].weight"


def test_maxima_that_do_not_sum_to_the_total(edition: Edition):
    problem = only(with_formula(edition, max_total=Fraction(251)))
    assert (problem.where, problem.what) == (
        "formula.max_total",
        "251, sedangkan max_spd + max_sid + max_count = 250.",
    )


def test_a_count_score_that_misses_its_maximum(edition: Edition):
    problem = only(with_formula(edition, per_innovation=Fraction("0.40")))
    assert (problem.where, problem.what) == ("formula.max_count", "76, sedangkan per_innovation × innovation_cap = 80.")


def test_a_constant_that_is_not_positive(edition: Edition):
    assert "formula.divisor_min" in told(with_formula(edition, divisor_min=0))


# predicates


def with_predicates(edition: Edition, *limits: tuple[str, str, str]) -> Edition:
    return replace(
        edition,
        predicates=tuple(Predicate(label=label, low=Fraction(low), high=Fraction(high)) for label, low, high in limits),
    )


def test_predicates_that_overlap(edition: Edition):
    problem = only(with_predicates(edition, ("A", "50", "100"), ("B", "0", "50")))
    assert (problem.where, problem.what) == ("predicates", "B dan A bertumpang pada 50.")


def test_predicates_that_leave_a_hole_in_two_decimals(edition: Edition):
    problem = only(with_predicates(edition, ("A", "50.02", "100"), ("B", "0", "50")))
    assert problem.what == "indeks antara 50 dan 50,02 tidak memiliki predikat (B dan A)."


def test_predicates_that_do_not_reach_from_0_to_100(edition: Edition):
    problem = only(with_predicates(edition, ("A", "50.01", "99"), ("B", "0.01", "50")))
    assert problem.what == "mencakup 0,01 sampai 99, bukan 0 sampai 100."


def test_a_predicate_limit_with_three_decimals(edition: Edition):
    problem = only(with_predicates(edition, ("A", "50.001", "100"), ("B", "0", "50")))
    assert (problem.where, problem.what) == ("predicates[A]", "batas predikat paling banyak dua desimal.")


def test_a_predicate_that_ends_before_it_starts(edition: Edition):
    assert only(with_predicates(edition, ("A", "100", "50.01"), ("B", "0", "50"))).where == "predicates[A]"


def test_a_predicate_written_twice(edition: Edition):
    assert only(with_predicates(edition, ("A", "50.01", "100"), ("A", "0", "50"))).what == "'A' ditulis 2 kali."


def test_a_partial_edition_may_know_one_predicate_only(edition: Edition):
    partial = replace(edition, status=Status.PARTIAL)
    assert check_edition(with_predicates(partial, ("A", "65.01", "100"))) == ()


# rules


def test_a_window_that_ends_before_it_starts(edition: Edition):
    window = edition.eligibility.window
    assert window is not None
    broken = replace(edition.eligibility, window=replace(window, end=date(2023, 12, 31)))
    problem = only(replace(edition, eligibility=broken))
    assert problem.where == "eligibility.window"
    assert problem.what == "mulai 1 Januari 2024, sesudah berakhir 31 Desember 2023."


def test_a_negative_number_of_words(edition: Edition):
    assert (
        only(replace(edition, eligibility=replace(edition.eligibility, min_words=-1))).where == "eligibility.min_words"
    )


def test_more_urusan_needed_than_there_are(edition: Edition):
    problem = only(with_formula(edition, urusan_needed=7))
    assert (problem.where, problem.what) == (
        "formula.urusan_needed",
        "syarat 7 urusan, sedangkan urusan_wajib hanya memuat 6.",
    )


def test_an_urusan_written_twice(edition: Edition):
    assert only(replace(edition, urusan_wajib=(*edition.urusan_wajib, "Sosial"))).where == "urusan_wajib"


def test_a_document_with_negative_weeks(edition: Edition):
    spare = Document(id="x", name="X", weeks=-1)
    assert only(replace(edition, documents=(*edition.documents, spare))).where == "documents[x].weeks"


# references


def test_a_level_with_an_unknown_document(edition: Edition):
    levels = edition.by_row["16"].levels
    problem = only(with_row(edition, "16", levels=(replace(levels[0], document="surat-sakti"), *levels[1:])))
    assert problem.where == "sid[16].levels[1].document"
    assert problem.what == "dokumen 'surat-sakti' tidak ada pada documents."


def test_a_basis_level_with_an_unknown_document(edition: Edition):
    levels = edition.by_row["33"].basis("a").levels
    broken = with_basis(edition, "a", levels=(*levels[:2], replace(levels[2], document="surat-sakti")))
    assert only(broken).where == "sid[33].bases[a].levels[3].document"


@pytest.mark.parametrize(("lacking", "given"), [("document", "activity"), ("activity", "document")])
def test_a_step_has_an_activity_and_a_document(edition: Edition, lacking: str, given: str):
    levels = edition.by_row["16"].levels
    problem = only(with_row(edition, "16", levels=(replace(levels[0], **{lacking: ""}), *levels[1:])))
    assert (problem.where, problem.what) == (f"sid[16].levels[1].{lacking}", f"belum ada, sedangkan {given} ada.")


@pytest.mark.parametrize("name", ["formula", "eligibility"])
def test_an_unknown_source(edition: Edition, name: str):
    broken = replace(edition, **{name: replace(getattr(edition, name), sources=("desas-desus",))})
    problem = only(broken)
    assert (problem.where, problem.what) == (f"{name}.sources", "sumber 'desas-desus' tidak ada pada sources.")


def test_a_row_with_an_unknown_source(edition: Edition):
    assert only(with_row(edition, "35", sources=("desas-desus",))).where == "sid[35].sources"


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"document": "surat-sakti"}, "shared_steps[s].document"),
        ({"raises": {"99": 1}}, "shared_steps[s].raises"),
        ({"adds": {"99": 1}}, "shared_steps[s].adds"),
        ({"raises": {"16": 4}}, "shared_steps[s].raises[16]"),
        ({"adds": {"20": 0}}, "shared_steps[s].adds[20]"),
        ({"raises": {}}, "shared_steps[s]"),
    ],
)
def test_a_shared_step_that_points_nowhere(edition: Edition, changes: dict[str, Any], where: str):
    step = SharedStep(id="s", name="S", activity="Kerjakan", document="sop", raises={"16": 1})
    assert only(replace(edition, shared_steps=(replace(step, **changes),))).where == where


def test_ids_written_twice(edition: Edition):
    broken = replace(
        edition,
        documents=(*edition.documents, edition.documents[0]),
        sources=(*edition.sources, edition.sources[0]),
        shared_steps=(*edition.shared_steps, edition.shared_steps[0]),
    )
    assert set(told(broken)) == {"documents", "sources", "shared_steps"}


# completeness


@pytest.mark.parametrize("name", ["divisor_min", "innovation_cap", "urusan_needed", "max_total", "per_innovation"])
def test_a_complete_edition_lacks_a_constant(edition: Edition, name: str):
    problem = only(with_formula(edition, **{name: None}))
    assert problem.where == f"formula.{name}"
    assert problem.what == "belum ada, sedangkan status edisi ini complete."
    assert "partial" in problem.mend


def test_a_complete_edition_lacks_its_window_and_words(edition: Edition):
    broken = replace(edition, eligibility=replace(edition.eligibility, window=None, min_words=None))
    assert set(told(broken)) == {"eligibility.window", "eligibility.min_words"}


def test_a_complete_edition_lacks_facts_of_a_row(edition: Edition):
    broken = with_row(edition, "16", mandatory=None, variable="", sources=(), weight_inferred=True)
    assert set(told(broken)) == {f"sid[16].{name}" for name in ("mandatory", "variable", "sources", "weight_inferred")}


@pytest.mark.parametrize("name", ["predicates", "urusan_wajib"])
def test_a_complete_edition_lacks_a_list(edition: Edition, name: str):
    assert set(told(replace(edition, **{name: ()}))) == {name}


def test_a_complete_edition_lacks_its_rows(edition: Edition):
    assert {"spd", "sid"} <= set(told(replace(edition, spd=(), sid=(), shared_steps=())))


def test_a_partial_edition_is_held_only_to_what_it_states():
    nearly_nothing = Edition(id="iid-2020", year=2020, title="Edisi 2020", status=Status.PARTIAL)
    assert check_edition(nearly_nothing) == ()


def test_a_partial_edition_is_held_to_what_it_states():
    row = Indicator(
        row="16",
        number=16,
        part=Part.SID,
        variable="",
        name="Regulasi",
        weight=Fraction(3),
        mandatory=None,
        levels=tuple(Level(value=v, text=str(v)) for v in (1, 2, 3)),
        sources=("a",),
    )
    edition = Edition(
        id="iid-2020",
        year=2020,
        title="Edisi 2020",
        status=Status.PARTIAL,
        sid=(row,),
        sources=(Source(id="a", what="a", confidence="a"),),
    )
    assert check_edition(edition) == ()
    assert only(with_formula(edition, max_sid=Fraction(10))).where == "sid[*].weight"


def test_all_problems_are_told_at_once(edition: Edition):
    broken = with_formula(edition, max_total=Fraction(251), divisor_min=None, urusan_needed=7)
    broken = with_row(broken, "1", weight=Fraction(2))
    broken = with_row(broken, "10a", official_overlap=Fraction("0.01"))
    assert set(told(broken)) == {
        "formula.max_total",
        "formula.divisor_min",
        "formula.urusan_needed",
        "spd[*].weight",
        "spd[10a].official_overlap",
    }


# the overlaps that are known


def test_the_known_overlaps_of_2026(edition: Edition):
    assert [(o.where, str(float(o.low)), str(float(o.high)), o.levels) for o in known_overlaps(edition)] == [
        ("spd[3].levels", "-50.33", "-50.32", (1, 2)),
        ("spd[4].levels", "5.23", "5.23", (2, 3)),
        ("spd[5a].levels", "0.36", "0.36", (2, 3)),
        ("spd[5b].levels", "2.34", "2.35", (3, 2)),
        ("spd[5b].levels", "5.91", "5.92", (2, 1)),
        ("spd[6].levels", "-47.43", "-47.42", (1, 2)),
        ("spd[7].levels", "-5.15", "-5.14", (1, 2)),
        ("spd[10b].levels", "4.81", "4.82", (3, 2)),
        ("spd[10b].levels", "13.1", "13.11", (2, 1)),
        ("spd[11a].levels", "0.9", "0.9", (2, 3)),
    ]


def test_a_known_overlap_tells_the_figures_and_the_rule_used(edition: Edition):
    told = {o.where: str(o) for o in known_overlaps(edition)}
    assert told["spd[3].levels"] == (
        "spd[3].levels Kualitas peningkatan perizinan: angka −50,33 sampai −50,32 ada pada parameter 1 dan 2; "
        "yang dipakai parameter 2 (parameter 3 diuji dahulu, lalu 2, selain itu 1)."
    )
    assert "angka 0,90 ada pada parameter 2 dan 3; yang dipakai parameter 3" in told["spd[11a].levels"]
