"""Percent agreement: known answers, more than two people, and levels as first finished."""

from datetime import UTC, datetime
from fractions import Fraction

from klik_kit.core.agreement import agreement, as_first_finished, differing
from klik_kit.core.records import HistoryEntry

AT = datetime(2026, 1, 1, tzinfo=UTC)


def entries(*changes):
    return [
        HistoryEntry(number=n, record="R", field=f, value=v, version=n, who="x", at=AT, hash="")
        for n, (f, v) in enumerate(changes, 1)
    ]


def test_two_people_agree_on_two_of_three_innovations():
    scored = [[{"16": 1}, {"16": 1}], [{"16": 2}, {"16": 3}], [{"16": 0}, {"16": 0}]]
    by_row, whole = agreement(scored, ["16"])
    assert by_row["16"].share == whole.share == Fraction(2, 3)


def test_three_people_are_three_pairs():
    by_row, _ = agreement([[{"16": 1}, {"16": 1}, {"16": 2}]], ["16"])
    assert (by_row["16"].agreed, by_row["16"].pairs, by_row["16"].share) == (1, 3, Fraction(1, 3))


def test_all_rows_together_weigh_every_pair_alike():
    _, whole = agreement([[{"16": 1, "17": 2}, {"16": 1, "17": 1}], [{"16": 2}, {"16": 2}]], ["16", "17"])
    assert whole.share == Fraction(2, 3)


def test_a_row_that_one_left_out_and_one_person_alone_compare_with_nobody():
    by_row, whole = agreement([[{"16": 1}, {}], [{"16": 1}]], ["16", "17"])
    assert (by_row["16"].share, by_row["17"].share, whole.share) == (None, None, None)


def test_level_0_is_an_answer_and_agrees_with_itself_only():
    by_row, _ = agreement([[{"16": 0}, {"16": 0}], [{"16": 0}, {"16": 1}]], ["16"])
    assert by_row["16"].share == Fraction(1, 2)


def test_rows_apart_are_named_and_a_gap_is_apart():
    assert differing([{"16": 1, "17": 2}, {"16": 1, "17": 3, "18": 1}], ["16", "17", "18"]) == ("17", "18")


def test_levels_changed_after_the_first_end_do_not_count():
    told = entries(
        ("parameter.16", "1"),
        ("parameter.16", "2"),
        ("parameter.17", "1"),
        ("parameter.17", None),
        ("selesai", "x"),
        ("selesai", None),
        ("parameter.16", "3"),
        ("selesai", "y"),
    )
    assert as_first_finished(told) == {"16": 2}


def test_what_was_never_finished_is_none():
    assert as_first_finished(entries(("parameter.16", "1"))) is None
