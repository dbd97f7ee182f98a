"""GOLDEN.md: every case with a known answer."""

from dataclasses import replace
from fractions import Fraction

import pytest

from klik_kit.content import load_edition
from klik_kit.core.bahasa import decimal, half_up
from klik_kit.core.diagnosis import Usg, ranks
from klik_kit.core.portfolio import Innovation, Portfolio, ScoreKind, Scores
from klik_kit.core.rubric import Part
from klik_kit.core.scoring import add_up, score_region

MANDIRI = ScoreKind.MANDIRI
TABLE = [
    # number, spd, n, maturity, urusan, divisor, mean, count, total, index, predicate
    (1, "63", 200, 111, 6, 200, "111", "76.00", "250.00", "100.00", "Sangat Inovatif"),
    (2, "40", 20, 70, 5, 20, "70", "7.60", "117.60", "47.04", "Inovatif"),
    (3, "40", 20, 70, 4, 20, "70", "0.00", "110.00", "44.00", "Inovatif"),
    (4, "40", 8, 80, 5, 12, "53.3333", "3.04", "96.3733", "38.55", "Kurang Inovatif"),
    (6, "40", 12, 80, 5, 12, "80", "4.56", "124.56", "49.82", "Inovatif"),
    (7, "40", 15, 80, 5, 15, "80", "5.70", "125.70", "50.28", "Inovatif"),
    (13, "0", 0, 0, 0, 12, "0", "0.00", "0.00", "0.00", "Tidak Dapat Dinilai"),
]


@pytest.mark.parametrize("case", TABLE, ids=lambda case: f"case-{case[0]}")
def test_the_table_of_2026(edition, totals, case):
    _, spd, n, maturity, urusan, divisor, mean, count, total, index, predicate = case
    score = score_region(edition, totals(spd=spd, n=n, maturity=maturity, urusan=urusan))
    assert score.divisor == divisor
    assert len(score.urusan_covered) == urusan
    assert decimal(score.sid_mean) == mean
    assert decimal(score.count_score, least=2) == count
    assert decimal(score.total, least=2) == total
    assert decimal(score.index, least=2, most=2) == index
    assert score.predicate == predicate


@pytest.mark.parametrize(
    ("index", "predicate"),
    [
        ("65.01", "Sangat Inovatif"),
        ("65.00", "Inovatif"),
        ("40.01", "Inovatif"),
        ("40.00", "Kurang Inovatif"),
        ("0.01", "Kurang Inovatif"),
        ("0", "Tidak Dapat Dinilai"),
    ],
)
def test_thresholds_of_2026(edition, index, predicate):
    assert edition.predicate(Fraction(index)) == predicate


def test_an_index_is_rounded_half_up_before_it_is_classified(edition):
    assert edition.predicate(half_up(Fraction("65.007"), 2)) == "Sangat Inovatif"
    assert edition.predicate(half_up(Fraction("65.005"), 2)) == "Sangat Inovatif"
    assert edition.predicate(half_up(Fraction("65.00499"), 2)) == "Inovatif"


@pytest.mark.parametrize(
    ("year", "index", "predicate"),
    [
        ("iid-2023", "60.3", "Sangat Inovatif"),
        ("iid-2023", "59.28", "Inovatif"),
        ("iid-2026", "62.45", "Inovatif"),
        ("iid-2023", "62.45", "Sangat Inovatif"),
        ("iid-2024", "62.45", "Sangat Inovatif"),
    ],
)
def test_predicates_across_editions(year, index, predicate):
    assert load_edition(year).predicate(Fraction(index)) == predicate


def test_every_spd_row_at_level_2_gives_42(edition):
    levels = {row.row: 2 for row in edition.spd}
    assert add_up(edition, Part.SPD, Scores(levels=levels)).points == 42


def test_all_rows_at_level_3_give_the_official_maxima(edition):
    assert add_up(edition, Part.SPD, Scores(levels={r.row: 3 for r in edition.spd})).points == 63
    assert add_up(edition, Part.SID, Scores(levels={r.row: 3 for r in edition.sid})).points == 111


def test_the_video_gives_at_most_12(edition):
    assert add_up(edition, Part.SID, Scores(levels={"35": 3})).points == 12


@pytest.mark.parametrize("basis", list("abcdef"))
def test_indicator_33_at_level_2_gives_6_whatever_its_basis(edition, basis):
    assert add_up(edition, Part.SID, Scores(levels={"33": 2}, basis={"33": basis})).points == 6


def test_shares_of_the_maximum(edition):
    most = edition.need("max_total")
    shares = [decimal(edition.need(name) / most * 100) for name in ("max_spd", "max_sid", "max_count")]
    assert shares == ["25.2", "44.4", "30.4"]


def test_usg_totals_and_ranks():
    problems = [
        Usg(urgency=4, seriousness=5, growth=4),
        Usg(urgency=5, seriousness=5, growth=4),
        Usg(urgency=3, seriousness=4, growth=3),
    ]
    assert [p.total for p in problems] == [13, 14, 10]
    assert ranks(problems) == (2, 1, 3)


def test_equal_usg_totals_share_a_rank():
    same = Usg(urgency=3, seriousness=3, growth=3)
    assert ranks([same, replace(same, growth=1), replace(same, urgency=2, growth=4)]) == (1, 3, 1)


def test_usg_numbers_outside_1_to_5_are_refused():
    with pytest.raises(ValueError, match="growth 6"):
        Usg(urgency=1, seriousness=1, growth=6)


def test_one_urusan_more_is_worth_9_12_with_60_innovations(edition, totals):
    from klik_kit.core.advice import advise

    portfolio = totals(spd="40", n=60, maturity=70, urusan=4)
    assert advise(edition, score_region(edition, portfolio)).urusan.gain == Fraction("9.12")


def test_one_decree_for_40_of_60_innovations_is_worth_1_60(edition):
    from klik_kit.core.advice import advise

    everything = {row.row: 3 for row in edition.sid}
    without = everything | {"16": 0, "23": 0}
    innovations = tuple(
        Innovation(
            id=f"i{n}", opd="A", profile_known=False, scores={MANDIRI: Scores(levels=without if n < 40 else everything)}
        )
        for n in range(60)
    )
    score = score_region(edition, Portfolio(edition=edition.id, innovations=innovations))
    decree = next(g for g in advise(edition, score).shared if g.step.id == "keputusan-daftar-inovasi")
    assert decree.gain == Fraction("1.6")
    assert len(decree.innovations) == 40
