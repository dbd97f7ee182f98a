"""Medians, quartiles, ties and hidden answers, against answers worked out by hand."""

from fractions import Fraction

import pytest

from klik_kit.core.diagnosis import Usg
from klik_kit.core.readiness import Key, Statement, most_divided, readings, said
from klik_kit.core.spread import quantile, spread_of
from klik_kit.core.voting import ballot_of, tallied
from klik_kit.core.voting import most_divided as most_divided_votes

TOLD = Statement(text="x", low="a", middle="b", high="c")
ONE = Key(id="satu", name="Satu", statements=(TOLD,))
TWO = Key(id="dua", name="Dua", statements=(TOLD, TOLD))


@pytest.mark.parametrize(
    ("values", "five"),
    [
        ([4], (4, 4, 4, 4, 4)),
        ([1, 2], (1, Fraction(5, 4), Fraction(3, 2), Fraction(7, 4), 2)),
        ([5, 1, 3], (1, 2, 3, 4, 5)),
        ([1, 2, 3, 4], (1, Fraction(7, 4), Fraction(5, 2), Fraction(13, 4), 4)),
        ([1, 1, 2, 5, 5], (1, 1, 2, 5, 5)),
        ([Fraction(7, 2), 3, 4, 4, 2, 5], (2, Fraction(25, 8), Fraction(15, 4), 4, 5)),
    ],
)
def test_the_five_numbers_are_exact(values, five):
    found = spread_of(values)
    assert (found.low, found.first, found.median, found.third, found.high) == five
    assert found.n == len(values)


def test_nothing_has_no_spread():
    assert spread_of([]) is None
    with pytest.raises(ValueError, match="paling sedikit satu"):
        quantile([], Fraction(1, 2))


def test_the_order_of_the_answers_changes_nothing():
    assert spread_of([2, 5, 1, 4]) == spread_of([5, 4, 2, 1])


def test_a_key_counts_only_once_all_its_statements_are_answered():
    assert said(TWO, {"dua.1": "4"}) is None
    assert said(TWO, {"dua.1": "4", "dua.2": "5"}) == Fraction(9, 2)
    assert said(TWO, {"dua.1": "4", "dua.2": "9"}) is None


def test_fewer_than_three_answers_are_not_shown():
    two = readings([ONE], [{"satu.1": "1"}, {"satu.1": "5"}])[0]
    assert (two.n, two.spread) == (2, None)
    three = readings([ONE], [{"satu.1": "1"}, {"satu.1": "5"}, {"satu.1": "3"}])[0]
    assert (three.n, three.spread.median) == (3, 3)


@pytest.mark.parametrize(("rest", "shown"), [(0, True), (1, False), (2, False), (3, True)])
def test_a_part_is_not_shown_where_the_whole_less_the_part_gives_one_or_two_away(rest, shown):
    here, others = [{"satu.1": "4"}] * 3, [{"satu.1": "1"}] * rest
    assert (readings([ONE], here, others=others)[0].spread is not None) is shown


def test_the_key_people_differ_on_most_is_told_and_none_where_all_agree():
    other = Key(id="lain", name="Lain", statements=(TOLD,))
    answers = [{"satu.1": "3", "lain.1": value} for value in ("1", "3", "5")]
    assert [r.key.id for r in most_divided(readings([ONE, other], answers))] == ["lain"]
    assert most_divided(readings([ONE, other], [{"satu.1": "3", "lain.1": "3"}] * 3)) == ()
    alike = [{"satu.1": value, "lain.1": value} for value in ("1", "3", "5")]
    assert most_divided(readings([ONE, other], alike)) == ()


def test_a_hidden_key_is_never_named_as_the_most_divided():
    answers = [{"satu.1": "1"}, {"satu.1": "5"}]
    assert most_divided(readings([ONE], answers)) == ()


def usg(*numbers):
    return Usg(urgency=numbers[0], seriousness=numbers[1], growth=numbers[2])


def test_a_vote_ranks_by_the_median_total_and_shares_a_rank_between_equals():
    ballots = [
        (usg(5, 5, 5), usg(3, 3, 3), usg(4, 4, 4)),
        (usg(1, 1, 1), usg(4, 4, 4), usg(4, 4, 4)),
        (usg(4, 4, 3), usg(5, 5, 2), usg(1, 1, 1)),
    ]
    found = tallied(["a", "b", "c"], ballots)
    assert [(t.label, t.total.median, t.rank, t.tie) for t in found] == [
        ("b", 12, 1, True),
        ("c", 12, 1, True),
        ("a", 11, 3, False),
    ]
    assert (found[2].total.low, found[2].total.first, found[2].total.third, found[2].total.high) == (3, 7, 13, 15)


def test_one_loud_voice_does_not_move_the_order_as_a_mean_would():
    ballots = [(usg(4, 4, 4), usg(4, 4, 3))] * 4 + [(usg(1, 1, 1), usg(5, 5, 5))]
    assert [t.label for t in tallied(["a", "b"], ballots)] == ["a", "b"]


def test_before_anybody_voted_nothing_is_ranked():
    assert [(t.total, t.rank, t.tie) for t in tallied(["a", "b"], [])] == [(None, None, False)] * 2


def test_where_voters_differ_most_is_told_by_problem_and_scale():
    ballots = [(usg(3, 3, 3), usg(3, value, 3)) for value in (1, 3, 5)]
    assert [(t.label, scale) for t, scale in most_divided_votes(tallied(["a", "b"], ballots))] == [("b", "seriousness")]
    assert most_divided_votes(tallied(["a"], [(usg(3, 3, 3),)] * 3)) == ()


def test_a_ballot_is_none_until_it_is_complete_and_must_fit_the_problems():
    whole = {f"masalah.1.{scale}": "4" for scale in ("urgency", "seriousness", "growth")}
    assert ballot_of(whole, 1) == (usg(4, 4, 4),)
    assert ballot_of(whole, 2) is None
    assert ballot_of(whole | {"masalah.1.growth": "6"}, 1) is None
    with pytest.raises(ValueError, match="tidak menilai semua"):
        tallied(["a", "b"], [(usg(4, 4, 4),)])
