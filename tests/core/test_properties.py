"""What holds for every portfolio."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from klik_kit.content import load_edition
from klik_kit.core.portfolio import Innovation, Portfolio, ScoreKind, Scores
from klik_kit.core.rubric import Part
from klik_kit.core.scoring import add_up, score_region

MANDIRI = ScoreKind.MANDIRI
EDITION = load_edition("iid-2026")
SID = [row.row for row in EDITION.sid]
SPD = [row.row for row in EDITION.spd]


def levels(rows):
    return st.dictionaries(st.sampled_from(rows), st.integers(0, 3), max_size=len(rows))


def scores(rows, most):
    totals = st.fractions(0, most, max_denominator=4).map(lambda total: Scores(total=total))
    return st.one_of(levels(rows).map(lambda given: Scores(levels=given)), totals)


@st.composite
def portfolios(draw, most=30):
    count = draw(st.integers(0, most))
    innovations = tuple(
        Innovation(
            id=f"i{number}",
            opd="A",
            urusan=draw(st.sampled_from([*EDITION.urusan_wajib, "Pariwisata", ""])),
            profile_known=False,
            scores={MANDIRI: draw(scores(SID, 111))},
        )
        for number in range(count)
    )
    return Portfolio(edition=EDITION.id, spd={MANDIRI: draw(scores(SPD, 63))}, innovations=innovations)


@given(portfolios(), st.data())
def test_raising_one_level_never_lowers_the_index(portfolio, data):
    before = score_region(EDITION, portfolio)
    where = data.draw(st.integers(-1, len(portfolio.innovations) - 1))
    held = portfolio.spd_score(MANDIRI) if where < 0 else portfolio.innovations[where].score(MANDIRI)
    row = data.draw(st.sampled_from(SPD if where < 0 else SID))
    raised = {MANDIRI: replace(held, levels={**held.levels, row: min(3, held.levels.get(row, 0) + 1)})}
    if where < 0:
        after = replace(portfolio, spd=raised)
    else:
        changed = list(portfolio.innovations)
        changed[where] = replace(changed[where], scores=raised)
        after = replace(portfolio, innovations=tuple(changed))
    assert score_region(EDITION, after).total >= before.total


@given(portfolios(), st.randoms(use_true_random=False))
def test_order_never_matters(portfolio, random):
    shuffled = list(portfolio.innovations)
    random.shuffle(shuffled)
    after = score_region(EDITION, replace(portfolio, innovations=tuple(shuffled)))
    before = score_region(EDITION, portfolio)
    assert (after.total, after.index, after.urusan_covered) == (before.total, before.index, before.urusan_covered)


@given(portfolios())
def test_sums_equal_their_parts(portfolio):
    score = score_region(EDITION, portfolio)
    parts = (score.spd.points or 0) + score.sid_mean + score.count_score
    assert parts == score.total
    assert sum((s.maturity or Fraction(0)) for s in score.innovations) == score.maturity_sum
    assert 0 <= score.total <= 250
    assert abs(score.index - score.total / 250 * 100) <= Fraction(1, 200)


@given(levels(SID))
def test_a_sheet_equals_the_sum_of_weight_times_level(given_levels):
    expected = sum(EDITION.by_row[row].weight * level for row, level in given_levels.items())
    assert (add_up(EDITION, Part.SID, Scores(levels=given_levels)).points or 0) == expected


@given(portfolios(), st.sampled_from(list(ScoreKind)))
def test_another_kind_of_score_changes_nothing(portfolio, kind):
    if kind is MANDIRI:
        return
    more = tuple(replace(i, scores={**i.scores, kind: Scores(levels={"16": 3})}) for i in portfolio.innovations)
    assert score_region(EDITION, replace(portfolio, innovations=more)).total == score_region(EDITION, portfolio).total
