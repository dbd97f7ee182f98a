"""Rows that a reviewer accepted, and when that no longer holds.

Pure. An acceptance names what was accepted: the unit's level and a mark of the row's documents. Where
either is another by now, the row counts as not accepted and is *Dibuka kembali* (changing evidence
after approval reopens the row). Kept in the reviewers' record as ``diterima.<kind>.<row>``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from enum import StrEnum

from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.records import Record

_PLACE = "diterima."
_TOLD = ("file", "title", "number", "date")


class Standing(StrEnum):
    """Whether a row is accepted; the value is its label."""

    OPEN = "Belum diterima"
    ACCEPTED = "Diterima"
    REOPENED = "Dibuka kembali"


def acceptance_field(kind: ScoreKind, row: str) -> str:
    """Where a reviewer's acceptance of a row is kept."""
    return f"{_PLACE}{kind.value}.{row}"


def documents_of(documents: Iterable[Record], row: str) -> tuple[Record, ...]:
    """The documents that stand for a row now, the oldest first; what was taken back is none of them."""
    found = [d for d in documents if d.value("indicator") == row and d.value("file")]
    return tuple(sorted(found, key=lambda d: (d.answers["file"].at, d.key.id)))


def mark_of(assessment: Record, documents: Iterable[Record], row: str) -> str | None:
    """What an acceptance of a row would name now: level, measure and documents; None where no level is chosen.

    Two marks are equal where the unit's level, the measure it chose and the documents (file, name, number,
    date) are, whatever happened in between.
    """
    level = assessment.value(f"mandiri.{row}")
    if level is None:
        return None
    told = sorted([[d.value(name) or "" for name in _TOLD] for d in documents_of(documents, row)])
    basis = assessment.value(f"mandiri.{row}.basis") or ""
    digest = hashlib.sha256(json.dumps([basis, told], ensure_ascii=True).encode()).hexdigest()
    return f"{level}:{digest[:32]}"


def accepted_level(mark: str) -> str:
    """The level that a mark names."""
    return mark.partition(":")[0]


def standing_of(accepted: str | None, now: str | None) -> Standing:
    """How an acceptance stands beside what is there now.

    Args:
        accepted: the mark that was accepted, None where nothing was.
        now: the mark of the row as it is.
    """
    if not accepted:
        return Standing.OPEN
    return Standing.ACCEPTED if accepted == now else Standing.REOPENED


def standings(
    rows: Iterable[str], *, kind: ScoreKind, assessment: Record, review: Record, documents: Iterable[Record]
) -> dict[str, Standing]:
    """How each row stands with the reviewers of a kind; one they gave another level since is accepted no more.

    Args:
        rows: codes of the edition's rows.
        kind: whose acceptance: coaches' or verifiers'.
        assessment: the unit's levels.
        review: the reviewers' record of it.
        documents: of the innovation.
    """
    kept = tuple(documents)
    found = {}
    for row in rows:
        accepted, given = review.value(acceptance_field(kind, row)), assessment.value(f"{kind.value}.{row}")
        agreed = accepted if accepted and given in {None, accepted_level(accepted)} else None
        found[row] = standing_of(agreed, mark_of(assessment, kept, row))
    return found
