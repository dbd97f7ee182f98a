"""A clinic session: its states, its agenda, and the notula, which says only what was recorded.

Pure. Source: FORMS.md section 11 (services, notes of a session), USERS.md "States": a session is never
"ditolak" but *Dibatalkan* or *Dialihkan*.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from klik_kit.core.bahasa import day
from klik_kit.core.records import HistoryEntry

SESSION, TASK, PRESENCE, ATTACHMENT = "sesi", "tindak_lanjut", "kehadiran", "lampiran"
"""Kinds of records: a session, a task that came of one, somebody's presence at one, a file attached to one."""

ATTACHMENTS = "Lampiran"
"""The notula's chapter of links and files."""


class SessionState(StrEnum):
    """Where a session stands; the value is its label, as the store keeps it."""

    PLANNED = "Terjadwal"
    RUNNING = "Berlangsung"
    CLOSED = "Selesai"
    CANCELLED = "Dibatalkan"
    MOVED = "Dialihkan"

    @property
    def over(self) -> bool:
        """Whether nothing more happens in it."""
        return self in {SessionState.CLOSED, SessionState.CANCELLED, SessionState.MOVED}


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """A part of a session; ``minutes`` is how long it is meant to take, ``hint`` a question to begin with."""

    title: str
    minutes: int
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What a session of a service goes through."""

    service: str
    items: tuple[AgendaItem, ...]
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What somebody does until a day; ``due`` None where none was agreed, ``row`` the indicator's row, if any."""

    text: str
    owner: str
    due: date | None
    row: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A part of a notula: a heading and its lines."""

    title: str
    lines: tuple[str, ...]


def state_of_session(label: str | None) -> SessionState:
    """The state a session's ``state`` names; a missing one counts as planned.

    Raises:
        ValueError: no state has this label.
    """
    return SessionState(label) if label else SessionState.PLANNED


def rows(values: Mapping[str, str], name: str) -> list[dict[str, str]]:
    """The rows of a repeat that hold anything, in order, by the short names of their fields."""
    found: dict[int, dict[str, str]] = {}
    for key, value in values.items():
        group, _, rest = key.partition(".")
        number, _, field = rest.partition(".")
        if group == name and number.isdecimal() and field and value.strip():
            found.setdefault(int(number), {})[field] = value.strip()
    return [found[number] for number in sorted(found)]


def tasks_of(values: Mapping[str, str]) -> list[Task]:
    """The tasks written down in a session; a row without a text is none."""
    return [
        Task(
            text=row["uraian"],
            owner=row.get("penanggung_jawab", ""),
            due=date.fromisoformat(row["batas"]) if "batas" in row else None,
            row=row.get("baris", ""),
        )
        for row in rows(values, "tugas")
        if "uraian" in row
    ]


def before_closing(values: Mapping[str, str]) -> list[str]:
    """What a session still lacks, as sentences; each closes all the same but for a complaint and a date."""
    said = []
    if not values.get("keluhan"):
        said.append("Keluhan atau pertanyaan belum ditulis.")
    if not values.get("tanggal"):
        said.append("Tanggal sesi belum diisi.")
    tasks = tasks_of(values)
    if not tasks:
        said.append("Belum ada tugas; sesi ditutup tanpa tindak lanjut.")
    if any(not task.owner for task in tasks):
        said.append("Ada tugas tanpa penanggung jawab.")
    if any(task.due is None for task in tasks):
        said.append("Ada tugas tanpa batas waktu.")
    return said


def notula(
    values: Mapping[str, str], *, unit: str, innovation: str, people: Sequence[str], files: Sequence[str] = ()
) -> tuple[Chapter, ...]:
    """The notula of a session: what was recorded, in the order of the talk; chapters without lines are left out.

    Args:
        values: the session's answers.
        unit: name of the unit.
        innovation: name of the innovation; empty where it was about none.
        people: who was present.
        files: names of the attached files.
    """
    when = values.get("tanggal")
    head = [
        f"Layanan: {values['layanan']}" if values.get("layanan") else "",
        f"Unit: {unit}" if unit else "",
        f"Inovasi: {innovation}" if innovation else "",
        f"Waktu: {day(date.fromisoformat(when))}{', pukul ' + values['pukul'] if values.get('pukul') else ''}"
        if when
        else "",
        f"Tempat: {values['tempat']}" if values.get("tempat") else "",
        f"Yang datang: {values['tamu']}" if values.get("tamu") else "",
        f"Narasumber: {values['narasumber']}" if values.get("narasumber") else "",
    ]
    following = values.get("kunjungan_berikut")
    chapters = [
        ("Sesi", head),
        ("Keluhan", [values.get("keluhan", "")]),
        ("Hadir", people),
        ("Poin asistensi", [row.get("uraian", "") for row in rows(values, "poin")]),
        ("Keputusan", [row.get("uraian", "") for row in rows(values, "keputusan")]),
        ("Tugas", [_told(task) for task in tasks_of(values)]),
        (ATTACHMENTS, [*(": ".join(row.values()) for row in rows(values, "lampiran")), *files]),
        ("Kunjungan berikut", [day(date.fromisoformat(following))] if following else []),
    ]
    kept = ((title, tuple(filter(None, lines))) for title, lines in chapters)
    return tuple(Chapter(title=title, lines=lines) for title, lines in kept if lines)


def as_they_were(entries: Iterable[HistoryEntry], at: datetime) -> dict[str, str]:
    """A record's answers at a moment, from its history; what was cleared by then is left out."""
    found: dict[str, str | None] = {}
    for entry in entries:
        if entry.at <= at:
            found[entry.field] = entry.value
    return {name: value for name, value in found.items() if value is not None}


def _told(task: Task) -> str:
    owner = f" ({task.owner})" if task.owner else ""
    row = f", baris {task.row}" if task.row else ""
    return f"{task.text}{owner}{row}" + (f", paling lambat {day(task.due)}" if task.due else "")
