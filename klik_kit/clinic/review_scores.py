"""The five scores of an innovation in one table, kept apart, with what differs and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from klik_kit.clinic.counter import today
from klik_kit.core.assessment import with_years
from klik_kit.core.bahasa import day, number
from klik_kit.core.forms import Field
from klik_kit.core.portfolio import ScoreKind, Scores
from klik_kit.core.records import Record
from klik_kit.core.region import Event
from klik_kit.core.rubric import Edition, Part
from klik_kit.core.scoring import add_up
from klik_kit.core.season import next_deadline
from klik_kit.core.side_by_side import EXPLAINED, TOTAL, ministry_differs, potential, reason_field, side_by_side
from klik_kit.desk.counter import Message
from klik_kit.desk.drawing import action, card

_CAUSE = Field(
    name="text", label="Sebab", type="textarea", required=True,
    hint="Misalnya: dokumen tidak terbaca, tanggal di luar jendela, atau parameter salah dibaca.",
)  # fmt: skip


def five_table(
    edition: Edition, scores: Mapping[ScoreKind, Scores], review: Record, events: Iterable[Event]
) -> Message:
    """Each row under the five kinds, the totals, and the reasons of what differs.

    The potential is the stored one; where there is none, what papers can be made before the next last day.
    """
    known, told = _with_potential(edition, scores, events)
    rows = []
    for beside in side_by_side(edition, known):
        row = beside.indicator
        cells = [
            ("–" if level is None else str(level)) + (" ≠" if kind in beside.differing else "")
            for kind, level in beside.levels.items()
        ]
        reasons = [
            f"{kind.label}: {review.value(reason_field(kind, row.row)) or 'alasan belum ditulis'}"
            for kind in beside.differing
            if kind in EXPLAINED
        ]
        rows.append([f"{row.row}. {with_years(row.name, edition.year)}", *cells, "; ".join(reasons)])
    most = number(edition.formula.max_sid or Fraction(111))
    totals = [_total(edition, known.get(kind)) for kind in ScoreKind]
    rows.append([f"Jumlah, paling tinggi {most}", *totals, ""])
    return {
        "type": "table", "title": "", "columns": ["Baris", *(k.label for k in ScoreKind), "Alasan berbeda"], "rows": rows,
        "note": f"≠ berbeda dari skor mandiri. – belum diisi, bukan 0. {told}",
    }  # fmt: skip


def causes_panel(edition: Edition, scores: Mapping[ScoreKind, Scores], review: Record) -> Message:
    """Where the ministry decided otherwise, and the cause as far as it was found out; each can be written at any time."""
    cards = []
    for row in ministry_differs(edition, scores):
        cause = review.value(reason_field(ScoreKind.KEMENDAGRI, row))
        name = "Jumlah" if row == TOTAL else f"{row}. {with_years(edition.by_row[row].name, edition.year)}"
        label = "Ubah sebab" if cause else "Tulis sebab"
        write = action("cause", label, {"row": row}, ask=[_CAUSE])
        cards.append(card(name, lines=[f"Sebab: {cause}"] if cause else ["Sebab belum ditulis."], actions=[write]))
    title = "Mengapa hasil Kemendagri berbeda" if cards else ""
    return {"type": "cards", "title": title, "cards": cards, "empty": ""}


def _with_potential(
    edition: Edition, scores: Mapping[ScoreKind, Scores], events: Iterable[Event]
) -> tuple[dict[ScoreKind, Scores], str]:
    known = dict(scores)
    if ScoreKind.POTENSI in known:
        return known, ""
    deadline = next_deadline(events, today=today())
    last = (deadline.end or deadline.start) if deadline else None
    if deadline is None or last is None:
        return known, "Potensi belum dihitung: batas waktu yang akan datang belum ada pada Agenda."
    own = scores.get(ScoreKind.MANDIRI, Scores())
    levels = potential(edition, own, weeks=(last - today()).days // 7)
    known[ScoreKind.POTENSI] = Scores(levels=levels, basis=own.basis)
    named = f"{deadline.name}, {day(last)}{' (perkiraan)' if deadline.expected else ''}"
    return known, f"Potensi: parameter yang dokumennya dapat selesai sebelum {named}."


def _total(edition: Edition, scores: Scores | None) -> str:
    sheet = add_up(edition, Part.SID, scores or Scores())
    if sheet.points is None:
        return "–"
    behind = f"{sheet.answered} dari {sheet.questions} baris" if sheet.rows_known else "jumlah saja"
    return f"{number(sheet.points)} ({behind})"
