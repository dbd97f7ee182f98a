"""The score that coach and unit agree on in a session: its fields, its sum, and the unit's claim beside each row."""

from __future__ import annotations

from klik_kit.clinic.review_rows import claim, level_field
from klik_kit.core.assessment import NO_EVIDENCE, with_years
from klik_kit.core.bahasa import number
from klik_kit.core.forms import Form, Panel, Section
from klik_kit.core.portfolio import ScoreKind, innovation_of
from klik_kit.core.records import Record
from klik_kit.core.rubric import Edition
from klik_kit.core.scoring import score_innovation
from klik_kit.desk.drawing import Message
from klik_kit.desk.evidence import evidence_of
from klik_kit.desk.person import Person

_AGREE = "Baca parameter bersama, lihat dokumennya, lalu sepakati. Skor mandiri unit tidak berubah; selisihnya tampak pada kedua skor."


def score_form(edition: Edition) -> Form:
    """A level for each row, as coach and unit agree on it."""
    levels = (
        level_field(
            row, f"{ScoreKind.PENDAMPING}.{row.row}", year=edition.year,
            label=f"{row.row}. {with_years(row.name, edition.year)}", hint=with_years(row.evidence, edition.year),
        )
        for row in edition.sid
    )  # fmt: skip
    section = Section(id="skor", title="Skor bersama", hint=_AGREE, items=(Panel(id="skor"), *levels))
    return Form(id="skor", title=section.title, sections=(section,))


def score_panel(edition: Edition, innovation: Record, assessment: Record) -> Message:
    """The agreed points, and the unit's own beside them."""
    own, agreed = (
        score_innovation(edition, innovation_of(innovation, assessment), kind=kind).sheet
        for kind in (ScoreKind.MANDIRI, ScoreKind.PENDAMPING)
    )
    mine = "belum diisi" if own.points is None else number(own.points)
    return {
        "type": "meter",
        "label": ScoreKind.PENDAMPING.label,
        "value": None if agreed.points is None else number(agreed.points),
        "most": number(edition.formula.max_sid or 111),
        "note": f"{agreed.answered} dari {agreed.questions} baris disepakati. {ScoreKind.MANDIRI.label}: {mine}.",
    }


def claims(person: Person, edition: Edition, innovation: Record, assessment: Record) -> dict[str, list[Message]]:
    """Beside each level that is agreed on: what the unit chose, and how many documents show it."""
    documents = evidence_of(person, innovation)
    told = {}
    for row in edition.sid:
        own = f"{ScoreKind.MANDIRI}.{row.row}"
        count = len(documents.get(row.row, []))
        shown = f"{count} data dukung." if count else f"{NO_EVIDENCE}."
        said = claim(row, assessment.value(own), assessment.value(f"{own}.basis"), edition.year)
        text = f"{said.rstrip('.')}. {shown}"
        told[f"{assessment.key.id}/{ScoreKind.PENDAMPING}.{row.row}"] = [{"tone": "info", "text": text}]
    return told
