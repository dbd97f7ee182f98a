"""The five scores beside each other, kept apart: levels by row, where they differ, and why.

Pure. Source: USERS.md, "Lima angka, selalu dipisah". A reviewer's level that differs from the unit's needs
a written reason, kept in the reviewers' record as ``alasan.<kind>.<row>``. An unanswered row is none, so
it differs from nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from klik_kit.core.portfolio import ScoreKind, Scores
from klik_kit.core.records import Record
from klik_kit.core.rubric import MAX_LEVEL, Edition, Indicator, Part
from klik_kit.core.scoring import add_up

REVIEWERS = (ScoreKind.PENDAMPING, ScoreKind.VERIFIKASI)
"""The kinds that the region's own reviewers give."""
EXPLAINED = (*REVIEWERS, ScoreKind.KEMENDAGRI)
"""The kinds whose differences carry a reason; a reviewer owes it, the ministry's is found out afterwards."""
TOTAL = "total"
"""Stands for a row where only the sum of a score is known."""


class Beside(NamedTuple):
    """One row under all five kinds: levels (None: not given), and the kinds that differ from the unit's."""

    indicator: Indicator
    levels: dict[ScoreKind, int | None]
    differing: tuple[ScoreKind, ...]


def reason_field(kind: ScoreKind, row: str) -> str:
    """Where the reason of a reviewer's level that differs is kept."""
    return f"alasan.{kind.value}.{row}"


def side_by_side(edition: Edition, scores: Mapping[ScoreKind, Scores]) -> tuple[Beside, ...]:
    """Every row of an edition with its level under each kind; the potential differs from nothing, it is a hope."""
    found = []
    for indicator in edition.sid:
        levels = {kind: scores[kind].levels.get(indicator.row) if kind in scores else None for kind in ScoreKind}
        own = levels[ScoreKind.MANDIRI]
        differing = tuple(
            kind
            for kind, level in levels.items()
            if kind is not ScoreKind.POTENSI and own is not None and level is not None and level != own
        )
        found.append(Beside(indicator, levels, differing))
    return tuple(found)


def ministry_differs(edition: Edition, scores: Mapping[ScoreKind, Scores]) -> tuple[str, ...]:
    """The rows where the ministry's result is not the unit's; `TOTAL` alone where only its sum is known and is another."""
    rows = tuple(b.indicator.row for b in side_by_side(edition, scores) if ScoreKind.KEMENDAGRI in b.differing)
    sums = [add_up(edition, Part.SID, scores.get(k, Scores())) for k in (ScoreKind.MANDIRI, ScoreKind.KEMENDAGRI)]
    own, theirs = (sheet.points for sheet in sums)
    bare = not sums[1].rows_known and None not in {own, theirs} and own != theirs
    return rows or ((TOTAL,) if bare else ())


def unexplained(
    edition: Edition, scores: Mapping[ScoreKind, Scores], review: Record, *, kind: ScoreKind
) -> tuple[str, ...]:
    """The rows whose level of a kind differs from the unit's without a reason yet."""
    return tuple(
        beside.indicator.row
        for beside in side_by_side(edition, scores)
        if kind in beside.differing and not review.value(reason_field(kind, beside.indicator.row))
    )


def potential(edition: Edition, own: Scores, *, weeks: int) -> dict[str, int]:
    """The levels within reach: the highest of each row whose paper is made in the weeks left, never below the unit's.

    A row that the unit has not answered and that nothing reaches in time stays out.

    Args:
        edition: whose documents say how long they take.
        own: the unit's levels and measures.
        weeks: until the last day.
    """
    found: dict[str, int] = {}
    for row in edition.sid:
        now = own.levels.get(row.row)
        bases = {basis.key: basis.levels for basis in row.bases}
        levels = bases.get(own.basis.get(row.row, ""), row.levels)
        within = [
            level.value
            for level in levels
            if level.activity
            and level.value <= MAX_LEVEL
            and (paper := edition.by_document.get(level.document)) is not None
            and paper.weeks <= weeks
        ]
        best = max([*within, *([] if now is None else [now])], default=None)
        if best is not None:
            found[row.row] = best
    return found
