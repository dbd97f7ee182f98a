"""What a score says, and what it refuses to say."""

from dataclasses import replace
from fractions import Fraction

import pytest

from klik_kit.content import load_edition
from klik_kit.core.portfolio import Innovation, Portfolio, ScoreKind, Scores
from klik_kit.core.rubric import Part
from klik_kit.core.scoring import add_up, score_innovation, score_region
from klik_kit.errors import MissingFactError, PortfolioError

MANDIRI = ScoreKind.MANDIRI


def innovation(identity="i1", levels=None, *, kind=MANDIRI, **more):
    scores = {kind: Scores(levels=levels)} if levels is not None else {}
    return Innovation(id=identity, opd="A", **({"profile_known": False, "scores": scores} | more))


def region(edition, *innovations, spd=None, kind=MANDIRI):
    scores = {kind: Scores(levels=spd)} if spd else {}
    return score_region(edition, Portfolio(edition=edition.id, spd=scores, innovations=innovations), kind=kind)


def test_unanswered_is_none_and_not_zero(edition):
    sheet = score_innovation(edition, innovation(), kind=MANDIRI).sheet
    assert sheet.points is None
    assert (sheet.answered, sheet.questions) == (0, 20)


def test_level_0_is_an_answer(edition):
    sheet = add_up(edition, Part.SID, Scores(levels={"16": 0}))
    assert sheet.points == 0
    assert sheet.answered == 1
    assert "16" not in sheet.missing_mandatory


def test_missing_mandatory_rows_are_named(edition):
    sheet = add_up(edition, Part.SID, Scores(levels={"16": 1, "35": 2}))
    assert sheet.missing_mandatory == ("17", "32", "33")


def test_a_region_without_spd_answers_has_no_spd_score(edition):
    score = region(edition, innovation(levels={"16": 3}))
    assert score.spd.points is None
    assert score.total == Fraction(9, 12)


def test_each_kind_of_score_stands_alone(edition):
    both = innovation(
        scores={MANDIRI: Scores(levels={"16": 3}), ScoreKind.VERIFIKASI: Scores(levels={"16": 1})},
    )
    assert score_innovation(edition, both, kind=MANDIRI).maturity == 9
    assert score_innovation(edition, both, kind=ScoreKind.VERIFIKASI).maturity == 3
    assert score_innovation(edition, both, kind=ScoreKind.PENDAMPING).maturity is None


def test_a_known_total_stands_until_every_row_is_answered_or_the_answers_exceed_it(edition):
    total = Scores(total=Fraction(80))
    some = replace(total, levels={"16": 1, "17": 3})
    more = replace(total, levels={row.row: 3 for row in edition.sid[:-1]})
    every = replace(total, levels={row.row: 2 for row in edition.sid})
    sheets = [add_up(edition, Part.SID, s) for s in (total, some, more, every)]
    assert [s.points for s in sheets] == [80, 80, 99, 74]
    assert [s.from_total for s in sheets] == [True, True, False, False]
    assert [s.rows_known for s in sheets] == [False, True, True, True]
    assert (sheets[1].answered, sheets[1].missing_mandatory) == (2, ("32", "33", "35"))


def test_an_innovation_known_only_by_its_total_shows_no_rows(edition):
    score = score_innovation(edition, innovation(scores={MANDIRI: Scores(total=Fraction(80))}), kind=MANDIRI)
    assert score.rows(edition) == ()


def test_the_rows_add_up_to_the_maturity(edition):
    score = score_innovation(edition, innovation(levels={"16": 2, "17": 1, "35": 3}), kind=MANDIRI)
    rows = score.rows(edition)
    assert len(rows) == 20
    assert sum(row.points for row in rows if row.points is not None) == score.maturity == 6 + 2 + 12
    assert [row.indicator.row for row in rows if row.level is None][:2] == ["18", "19"]


def test_the_derivation_leads_from_rows_to_the_index(edition):
    score = region(edition, innovation(levels={"16": 3}), spd={"1": 3, "2a": 1})
    values = {step.name: step.value for step in score.steps}
    assert values["SPD"] == 4
    assert values["Rata-rata kematangan"] == Fraction(9, 12)
    assert values["Total"] == values["SPD"] + values["Rata-rata kematangan"] + values["Skor jumlah inovasi"]
    assert values["Perkiraan IID"] == score.index
    assert "2 dari 20 baris" in score.steps[0].how
    assert all(step.source for step in score.steps)


def test_only_eligible_innovations_enter_the_index(edition):
    from datetime import date

    young = innovation("muda", {"16": 3}, profile_known=True, implemented=date(2026, 3, 12), words=400)
    fit = innovation("layak", {"16": 3}, profile_known=True, implemented=date(2025, 3, 12), words=400)
    score = region(edition, young, fit)
    assert score.counted == 1
    assert score.maturity_sum == 9
    assert len(score.innovations) == 2


def test_urusan_are_recognised_whatever_their_spelling(edition):
    score = region(
        edition,
        innovation("a", urusan="ketenteraman ketertiban umum dan pelindungan masyarakat"),
        innovation("b", urusan="KESEHATAN"),
        innovation("c", urusan="Kesehatan"),
    )
    assert len(score.urusan_covered) == 2


def test_impossible_portfolios_are_refused_with_every_problem_at_once(edition):
    portfolio = Portfolio(
        edition=edition.id,
        spd={MANDIRI: Scores(levels={"99": 1}, total=None)},
        innovations=(
            innovation("sama", {"16": 4}),
            innovation("sama", {"2a": 1}),
            innovation("total", scores={MANDIRI: Scores(total=Fraction(-1))}),
            innovation("besar", scores={MANDIRI: Scores(total=Fraction(112))}),
            innovation("basis", scores={MANDIRI: Scores(levels={"33": 1}, basis={"33": "z"})}),
        ),
    )
    with pytest.raises(PortfolioError) as caught:
        score_region(edition, portfolio)
    text = str(caught.value)
    for part in ("'99'", "parameter 4", "lebih dari sekali", "'2a'", "negatif", "melebihi maksimum 111", "basis 'z'"):
        assert part in text


def test_unknown_constants_are_all_named_and_never_guessed():
    edition = load_edition("iid-2023")
    with pytest.raises(MissingFactError) as caught:
        score_region(edition, Portfolio(edition=edition.id))
    for fact in ("nilai per inovasi pada skor jumlah", "syarat banyaknya urusan wajib", "daftar urusan wajib"):
        assert fact in str(caught.value)


def test_rows_an_edition_does_not_know_are_refused():
    edition = load_edition("iid-2025")
    with pytest.raises(PortfolioError, match="'16' tidak ada pada edisi iid-2025"):
        score_region(edition, Portfolio(edition=edition.id, innovations=(innovation(levels={"16": 1}),)))


def test_the_maturity_of_2023_can_be_scored_although_its_index_cannot():
    edition = load_edition("iid-2023")
    full = innovation(levels={row.row: 3 for row in edition.sid})
    assert score_innovation(edition, full, kind=MANDIRI).maturity == 111


def test_2027_divides_by_14_and_asks_for_all_six_urusan(totals):
    from dataclasses import replace as other

    forecast = load_edition("iid-2027")
    score = score_region(forecast, other(totals(spd="40", n=12, maturity=70, urusan=5), edition="iid-2027"))
    assert score.divisor == 14
    assert score.count_score == 0


def test_a_chain_of_units_is_no_loop_and_a_loop_names_its_members():
    from klik_kit.core.region import loops

    chain = {f"u{n}": f"u{n + 1}" for n in range(20_000)}
    assert list(loops(chain)) == []
    assert sorted(loops({"a": "b", "b": "c", "c": "b", "d": "d", "e": "a", "f": ""})) == ["b", "c", "d"]
