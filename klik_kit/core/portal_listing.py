"""What the national portal says beside what is held here: field by field, and what only one side has.

Pure. Source: FORMS.md section 10 (the export's fields; it carries no level per indicator, only their sum).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from klik_kit.core.bahasa import decimal, plain
from klik_kit.core.portfolio import ScoreKind, Scores
from klik_kit.core.records import Record
from klik_kit.core.review import State
from klik_kit.core.rubric import Edition, Part
from klik_kit.core.scoring import add_up
from klik_kit.core.side_by_side import REVIEWERS

SENT = frozenset({State.SENT.value, State.ACCEPTED.value})
"""The states in which the portal must have an innovation."""
MATURITY = "total"
"""Stands for the field *Kematangan* in a `Difference`, after the kind of score and a dot."""


class Outcome(StrEnum):
    """What an import does about a difference; the value is its label."""

    KEPT = "Isian kami dipertahankan"
    CLEARED = "Unit mengosongkannya; dibiarkan kosong"
    FILLED = "Diisi dari portal"
    FOLLOWED = "Mengikuti portal"
    NOT_THERE = "Belum diisi pada portal"
    SCORE = "Dicatat sebagai skor tersendiri"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A field of an innovation that reads otherwise on the portal; ``points`` is portal minus ours, of a score alone."""

    unit: str
    innovation: str
    name: str
    field: str
    portal: str
    ours: str
    outcome: Outcome
    points: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OneSided:
    """An innovation that only the portal has, or only we; ``hint`` says where it may be."""

    unit: str
    name: str
    place: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalListing:
    """An export beside the store: how many innovations are on both sides, their differences, and the others."""

    matched: int = 0
    differences: tuple[Difference, ...] = ()
    only_portal: tuple[OneSided, ...] = ()
    only_ours: tuple[OneSided, ...] = ()


def profile_differences(
    record: Record, said: Mapping[str, str], *, blank: Iterable[str], free: Iterable[str]
) -> tuple[Difference, ...]:
    """The fields of a profile that the portal has otherwise.

    Args:
        record: the innovation as it is held.
        said: what the portal says, by field.
        blank: the fields that the portal has, but left empty.
        free: those an import may set, because nobody but the portal ever wrote them.
    """
    may = frozenset(free)
    found = []
    for field, value in said.items():
        ours = record.value(field)
        if same_answer(field, value, ours):
            continue
        if field in may:
            outcome = Outcome.FOLLOWED if ours else Outcome.FILLED
        else:
            outcome = Outcome.KEPT if ours else Outcome.CLEARED
        found.append(_difference(record, field, value, ours or "", outcome))
    held = ((field, record.value(field)) for field in blank)
    found += [_difference(record, field, "", ours, Outcome.NOT_THERE) for field, ours in held if ours]
    return tuple(found)


def score_differences(
    edition: Edition, record: Record, total: str | None, scores: Mapping[ScoreKind, Scores], *, kind: ScoreKind
) -> tuple[Difference, ...]:
    """The portal's *Kematangan* beside the stored score it becomes and, as the ministry's, beside the region's own.

    A kind without a score is no difference: unanswered is none, never 0.
    """
    if total is None:
        return ()
    beside = [kind, ScoreKind.MANDIRI, *REVIEWERS] if kind is ScoreKind.KEMENDAGRI else [kind]
    found = []
    for one in beside:
        points = add_up(edition, Part.SID, scores[one]).points if one in scores else None
        gap = None if points is None else Fraction(total) - points
        if points is not None and gap:
            outcome = Outcome.FOLLOWED if one is kind else Outcome.SCORE
            found.append(_difference(record, f"{one}.{MATURITY}", total, decimal(points), outcome, gap))
    return tuple(found)


def same_answer(field: str, one: str, other: str | None) -> bool:
    """Whether two answers say the same; a name does so whatever its case and signs."""
    return one == other or (field == "name" and plain(one) == plain(other or ""))


def _difference(
    record: Record, field: str, portal: str, ours: str, outcome: Outcome, points: Fraction | None = None
) -> Difference:
    return Difference(
        unit=record.key.unit or "",
        innovation=record.key.id,
        name=record.value("name") or "(belum bernama)",
        field=field,
        portal=portal,
        ours=ours,
        outcome=outcome,
        points=points,
    )
