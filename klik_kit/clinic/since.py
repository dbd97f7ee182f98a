"""What changed since the unit's session before this one: points, parameters, evidence, tasks."""

from __future__ import annotations

from datetime import datetime

from klik_kit.core.bahasa import number
from klik_kit.core.coaching import SESSION, TASK, SessionState, as_they_were
from klik_kit.core.portfolio import ScoreKind, innovation_of, scores_of
from klik_kit.core.records import Answer, HistoryEntry, Record
from klik_kit.core.rubric import Edition
from klik_kit.core.scoring import score_innovation
from klik_kit.desk.drawing import Message, list_item
from klik_kit.desk.person import Person


def since_last(person: Person, session: Record) -> Message:
    """A list for whoever comes next; says so where the unit was never seen before."""
    store = person.workspace.store
    closed = [
        (answer.at, r)
        for r in store.list(SESSION, unit=session.key.unit)
        if r.key.id != session.key.id
        and r.value("state") == SessionState.CLOSED
        and (answer := r.answers["state"]) is not None
    ]
    if not closed:
        return {"type": "text", "title": "Sejak kunjungan sebelumnya", "text": "Unit ini belum pernah datang ke klinik.", "tone": "info"}  # fmt: skip
    at, last = max(closed, key=lambda pair: pair[0])
    items = [
        list_item(
            f"Kunjungan sebelumnya: {last.value('layanan') or 'sesi'}",
            note=(last.value("keluhan") or "")[:200],
            href=f"/isi/sesi/{last.key.id}",
            tag=at.astimezone().strftime("%d-%m-%Y"),
        )
    ]
    edition = person.workspace.edition()
    for innovation in store.list("inovasi", unit=session.key.unit):
        items += _changes(person, innovation, edition, at)
    items += [
        list_item(
            r.value("text") or "",
            note=r.value("owner") or "",
            tag=r.value("state") or "Belum",
            tone="success" if r.value("state") == "Selesai" else "warning",
        )
        for r in store.list(TASK, parent=last.key.id)
    ]
    return {"type": "list", "title": "Sejak kunjungan sebelumnya", "items": items, "empty": ""}


def _changes(person: Person, innovation: Record, edition: Edition, at: datetime) -> list[Message]:
    store, name = person.workspace.store, innovation.value("name") or "(belum bernama)"
    items: list[Message] = []
    assessment = next(iter(store.list("penilaian", parent=innovation.key.id, edition=edition.id)), None)
    if assessment is not None:
        before = _as_record(assessment, store.history(assessment.key.id), at)
        was, now = (
            score_innovation(edition, innovation_of(innovation, a), kind=ScoreKind.MANDIRI).maturity
            for a in (before, assessment)
        )
        if was != now and now is not None:
            gained = now - (was or 0)
            items.append(
                list_item(
                    f"{name}: skor mandiri {'+' if gained >= 0 else ''}{number(gained)}",
                    note=f"Dari {number(was) if was is not None else 'belum diisi'} menjadi {number(now)}.",
                    tone="success" if gained >= 0 else "warning",
                )
            )
        old, new = (scores_of(a).get(ScoreKind.MANDIRI) for a in (before, assessment))
        levels = dict(new.levels) if new else {}
        items += [
            list_item(f"{name}: parameter baris {row} ditarik", note=f"Sebelumnya parameter {level}.", tone="warning")
            for row, level in (old.levels.items() if old else ())
            if levels.get(row, 0) < level
        ]
    fresh = [
        r
        for r in store.list("data_dukung", parent=innovation.key.id)
        if r.value("state") != "Belum ada" and all(a.at > at for a in r.answers.values())
    ]
    if fresh:
        rows = ", ".join(sorted({r.value("indicator") or "?" for r in fresh}))
        items.append(list_item(f"{name}: {len(fresh)} data dukung baru", note=f"Baris {rows}.", tone="success"))
    return items


def _as_record(record: Record, history: tuple[HistoryEntry, ...], at: datetime) -> Record:
    """A record as it was at a moment; only its values count."""
    values = as_they_were(history, at)
    return Record(
        key=record.key,
        answers={n: Answer(field=n, value=v, version=1, who="", at=at) for n, v in values.items()},
    )
