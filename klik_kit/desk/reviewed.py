"""What the unit sees beside its own levels of a review: accepted, reopened, and why a level differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from klik_kit.core.acceptance import Standing, acceptance_field, standings
from klik_kit.core.portfolio import ScoreKind, scores_of
from klik_kit.core.records import Record
from klik_kit.core.rubric import Edition
from klik_kit.core.side_by_side import EXPLAINED, REVIEWERS, reason_field, side_by_side, unexplained
from klik_kit.desk.counter import Message
from klik_kit.desk.person import shown_name

_WHO = {ScoreKind.PENDAMPING: "pendamping", ScoreKind.VERIFIKASI: "verifikator daerah"}


def standing_messages(
    edition: Edition, assessment: Record, review: Record, documents: Iterable[Record]
) -> dict[str, list[Message]]:
    """What became of each row's acceptance, by ``record/field`` of the unit's level."""
    found: dict[str, list[Message]] = {}
    kept = tuple(documents)
    rows = [row.row for row in edition.sid]
    for kind in REVIEWERS:
        stood = standings(rows, kind=kind, assessment=assessment, review=review, documents=kept)
        for row, standing in stood.items():
            said = _said(standing, kind, review, row)
            if said:
                found.setdefault(f"{assessment.key.id}/{ScoreKind.MANDIRI}.{row}", []).append(said)
    return found


def _said(standing: Standing, kind: ScoreKind, review: Record, row: str) -> Message | None:
    if standing is Standing.REOPENED:
        text = f"Dibuka kembali: parameter atau data dukung berubah sesudah diterima {_WHO[kind]}."
        return {"tone": "warning", "text": text}
    if standing is Standing.ACCEPTED:
        answer = review.answers[acceptance_field(kind, row)]
        return {"tone": "success", "text": f"Diterima {_WHO[kind]} pada {answer.at.astimezone():%d-%m-%Y}."}
    return None


def difference_notes(edition: Edition, assessment: Record, review: Record) -> dict[str, list[dict[str, str]]]:
    """Why a reviewer's level differs, as notes by ``record/field`` of the unit's level; only those with a reason."""
    found: dict[str, list[dict[str, str]]] = {}
    for beside in side_by_side(edition, scores_of(assessment)):
        for kind in EXPLAINED:
            answer = review.answers.get(reason_field(kind, beside.indicator.row))
            if kind in beside.differing and answer is not None and answer.value:
                note = {
                    "text": f"{kind.label}: parameter {beside.levels[kind]}. Alasan: {answer.value}",
                    "who": shown_name(answer.who),
                    "at": answer.at.astimezone().strftime("%d-%m-%Y"),
                }
                found.setdefault(f"{assessment.key.id}/{ScoreKind.MANDIRI}.{beside.indicator.row}", []).append(note)
    return found


def reasons_missing(edition: Edition, assessment: Record, review: Record) -> tuple[str, ...]:
    """The rows of either reviewer's kind that differ from the unit's without a reason."""
    scores = scores_of(assessment)
    missing = {row for kind in REVIEWERS for row in unexplained(edition, scores, review, kind=kind)}
    return tuple(row.row for row in edition.sid if row.row in missing)


def joined(*parts: Mapping[str, list[dict[str, str]]]) -> dict[str, list[dict[str, str]]]:
    """Notes or messages of several kinds under the same fields, in the order given."""
    whole: dict[str, list[dict[str, str]]] = {}
    for part in parts:
        for place, said in part.items():
            whole.setdefault(place, []).extend(said)
    return whole
