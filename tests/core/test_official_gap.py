"""The ministry's index taken apart against ours; the golden values were computed by hand from FACTS.md's formula."""

from __future__ import annotations

from fractions import Fraction

import pytest

from klik_kit.core.official_gap import Fate, OfficialGap, Origin, official_gap
from klik_kit.core.portfolio import Innovation, Portfolio, ScoreKind, Scores
from klik_kit.core.region import OfficialResult
from klik_kit.core.scoring import score_region

MANDIRI, KEMENDAGRI = ScoreKind.MANDIRI, ScoreKind.KEMENDAGRI


@pytest.fixture
def gap(edition):
    """The gap of innovations given as (ours, theirs), covering five urusan, and a result."""

    def made(pairs, *, statuses=None, rows=False, official_spd=None, **result) -> OfficialGap:
        innovations = []
        for number, (ours, theirs) in enumerate(pairs):
            scores = {}
            for kind, value in ((MANDIRI, ours), (KEMENDAGRI, theirs)):
                if value is not None:
                    scores[kind] = Scores(levels=value) if rows else Scores(total=Fraction(value))
            innovations.append(
                Innovation(id=f"i{number}", opd=f"U{number % 2}", urusan=edition.urusan_wajib[number % 5], profile_known=False, scores=scores)
            )  # fmt: skip
        portfolio = Portfolio(edition=edition.id, spd={MANDIRI: Scores(total=Fraction(40))}, innovations=tuple(innovations))  # fmt: skip
        own, official = (score_region(edition, portfolio, kind=kind) for kind in (MANDIRI, KEMENDAGRI))
        return official_gap(
            edition, own, official, OfficialResult(year=2026, spd=official_spd, **result), statuses=statuses or {}
        )

    return made


def test_golden_twenty_of_which_fifteen_are_accepted_ten_points_lower(gap):
    """Ours 47,04 (GOLDEN.md, case 2); theirs (38 + 60 + 5,70) / 250 = 41,48."""
    found = gap([(70, 60)] * 15 + [(70, None)] * 5, index=Fraction("41.48"), accepted=15, sent=20)
    assert (found.ours, found.difference, found.complete) == (Fraction("47.04"), Fraction("-5.56"), True)
    assert [part.theirs for part in found.parts] == [38, 60, Fraction("5.7")]
    assert [part.index for part in found.parts] == [Fraction("-0.8"), -4, Fraction("-0.76")]
    assert [part.origin for part in found.parts] == [Origin.DERIVED, Origin.SUMMED, Origin.COUNTED]
    assert found.rest == 0
    assert [one.index for one in found.innovations] == [Fraction(-4, 15)] * 15 + [0] * 5
    assert found.divisor == 0


def test_golden_the_smallest_divisor_explains_what_no_innovation_does(gap):
    """Ten of 80 over 12 are 66 2/3, eight over 12 are 53 1/3: -5 1/3 on the index, of which the divisor -4 4/9."""
    found = gap([(80, 80)] * 8 + [(80, None)] * 2, accepted=8)
    assert found.parts[1].index == Fraction(-16, 3)
    assert [one.index for one in found.innovations] == [0] * 8 + [Fraction(-4, 9)] * 2
    assert found.divisor == Fraction(-40, 9)


@pytest.mark.parametrize(
    "pairs",
    [
        [(70, 60), (111, 90), (None, 44), (30, None), (80, None)],
        [(70, 60)] * 13 + [(111, None)] * 4 + [(None, 20)],
        [(50, 50)] * 30 + [(10, None)] * 9,
    ],
)
def test_innovations_and_divisor_together_are_the_difference_of_the_mean(gap, pairs):
    found = gap(pairs, accepted=sum(1 for _, theirs in pairs if theirs is not None))
    shares = sum(one.index for one in found.innovations) + found.divisor
    assert shares == found.parts[1].index
    assert sum(found.units.values()) + found.divisor == found.parts[1].index


def test_parts_and_rest_are_the_whole_difference(gap):
    """Ours (40 + 70 + 4,56) / 250 = 45,82 (rounded); stated parts (39 + 60 + 4,56) / 250 = 41,424 against 41,50."""
    stated = {"official_spd": Fraction(39), "mean": Fraction(60), "count": Fraction("4.56")}
    found = gap([(70, 60)] * 12, index=Fraction("41.5"), accepted=12, **stated)
    assert [part.index for part in found.parts] == [Fraction("-0.4"), -4, 0]
    assert found.difference == Fraction("-4.32")
    assert found.rest == Fraction("0.08")


def test_what_is_not_known_is_not_guessed(gap):
    found = gap([(70, 60)] * 4 + [(70, None)] * 16, index=Fraction(41), accepted=15)
    assert [part.theirs for part in found.parts] == [None, None, None]
    assert found.rest is None
    assert {one.index for one in found.innovations} == {None}
    assert [one.fate for one in found.innovations][4:] == [Fate.UNKNOWN] * 16


def test_a_state_says_what_the_figures_do_not(gap):
    found = gap([(70, 60), (70, None)], accepted=9, statuses={"i1": "Tidak diterima"})
    assert [one.fate for one in found.innovations] == [Fate.LOWER, Fate.NOT_ACCEPTED]


def test_a_figure_that_cannot_be_is_not_derived(gap):
    found = gap([(70, 60)] * 12, index=Fraction(99), accepted=12)
    assert (found.parts[0].theirs, found.parts[0].origin) == (None, Origin.UNKNOWN)


def test_the_urusan_already_covered_settle_the_count_before_all_results_are_known(gap):
    found = gap([(70, 60)] * 5 + [(70, None)] * 15, accepted=14)
    assert (found.parts[2].theirs, found.parts[2].origin) == (Fraction("5.32"), Origin.COUNTED)


def test_rows_are_compared_only_where_both_sides_know_them(gap):
    found = gap([({"16": 3, "17": 2}, {"16": 1}), ({"16": 1}, {"16": 2}), ({"16": 2}, None)], rows=True, accepted=2)
    (row,) = found.rows
    assert (row.row.row, row.compared, row.lower, row.higher) == ("16", 2, 1, 1)
    assert row.points == row.row.weight * (-2 + 1)
