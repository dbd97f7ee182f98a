"""The five kinds beside each other: what differs, what lacks a reason, and the potential."""

from klik_kit.core.portfolio import ScoreKind, Scores
from klik_kit.core.records import Answer, Record, RecordKey
from klik_kit.core.side_by_side import potential, side_by_side, unexplained


def kinds(**levels):
    return {ScoreKind(k): Scores(levels=v) for k, v in levels.items()}


def review(**values):
    from datetime import UTC, datetime

    at = datetime(2026, 1, 1, tzinfo=UTC)
    return Record(key=RecordKey(id="R", kind="tinjauan"), answers={n: Answer(field=n, value=v, version=1, who="x", at=at) for n, v in values.items()})  # fmt: skip


def test_only_given_levels_that_are_not_the_units_differ(edition):
    scores = kinds(
        mandiri={"16": 2, "17": 1}, pendamping={"16": 1, "17": 1, "18": 3}, kemendagri={"16": 0}, potensi={"16": 3}
    )
    found = {b.indicator.row: b.differing for b in side_by_side(edition, scores)}
    assert found["16"] == (ScoreKind.PENDAMPING, ScoreKind.KEMENDAGRI)
    assert (found["17"], found["18"]) == ((), ())


def test_a_missing_kind_is_none_and_not_0(edition):
    row = side_by_side(edition, kinds(mandiri={"16": 0}))[0]
    assert (row.levels[ScoreKind.MANDIRI], row.levels[ScoreKind.PENDAMPING]) == (0, None)


def test_a_difference_without_its_own_kinds_reason_is_named(edition):
    scores = kinds(mandiri={"16": 2, "17": 1}, pendamping={"16": 1, "17": 2}, verifikasi={"16": 1})
    told = review(**{"alasan.pendamping.16": "a"})
    assert unexplained(edition, scores, told, kind=ScoreKind.PENDAMPING) == ("17",)
    assert unexplained(edition, scores, told, kind=ScoreKind.VERIFIKASI) == ("16",)


def test_the_potential_is_never_below_the_unit_and_only_what_papers_reach(edition):
    now = Scores(levels={"16": 1, "31": 3})
    assert potential(edition, now, weeks=-1) == {"16": 1, "31": 3}
    paper = edition.by_document[edition.by_row["16"].level(2).document]
    assert potential(edition, now, weeks=paper.weeks)["16"] >= 2
    assert potential(edition, now, weeks=paper.weeks - 1)["16"] < 2
