"""The clinic's year: who was not seen, what is overdue, what visits brought, who carries how much.

Pure: days and moments are arguments, nothing is rounded. The texts of the year are data
(``Pengaturan.xlsx``, sheet Agenda; USERS.md, "The year": dates may be extended, what is not announced
reads *perkiraan*).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import NamedTuple

from klik_kit.core.bahasa import plain
from klik_kit.core.records import Answer, HistoryEntry, Record
from klik_kit.core.region import Event

DONE, RUNNING, PLANNED = "Selesai", "Berlangsung", "Terjadwal"
_SEEN = frozenset({DONE, RUNNING})
DEADLINE = re.compile(r"batas.*(aju|verifikasi|input)|cutoff")
"""How the last days of the year are called, in letters alone (`plain`)."""


class Visit(NamedTuple):
    """A session as the season sees it; ``day`` is None where it has no date yet."""

    id: str
    unit: str
    day: date | None
    state: str
    coach: str
    innovation: str

    @property
    def held(self) -> bool:
        """Whether somebody came."""
        return self.state in _SEEN and self.day is not None


class Due(NamedTuple):
    """An open task that is late: which, whose, what, and since when."""

    id: str
    unit: str
    text: str
    owner: str
    due: date
    days: int


class Gain(NamedTuple):
    """What came of a visit until the next one: points of maturity over the innovations scored at both ends.

    ``points`` is None where there is none such, ``until`` None where no visit followed yet.
    """

    visit: Visit
    until: date | None
    innovations: int
    points: Fraction | None


class Load(NamedTuple):
    """What one coach carries: visits held and ahead this year, units met, and open tasks of these visits."""

    coach: str
    held: int
    ahead: int
    units: int
    tasks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A date of the year as people read it: with the end it had before it was extended, and its remark."""

    event: Event
    before: date | None = None
    note: str = ""

    @property
    def start(self) -> date | None:
        """Its first day; its last where only that is known."""
        return self.event.start or self.event.end

    @property
    def end(self) -> date | None:
        """Its last day; its first where only that is known."""
        return self.event.end or self.event.start


def visit_of(record: Record) -> Visit:
    """A visit from a record ``sesi``; a date that cannot be read is none."""
    return Visit(
        id=record.key.id,
        unit=record.key.unit or "",
        day=day_of(record.value("tanggal")),
        state=record.value("state") or PLANNED,
        coach=record.value("penanggung_jawab") or "",
        innovation=record.value("inovasi") or "",
    )


def day_of(text: str | None) -> date | None:
    """A day from an ISO date, or from the beginning of a moment; None where it cannot be read."""
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def unseen(
    units: Iterable[str], visits: Iterable[Visit], present: Iterable[Record] = (), *, year: int
) -> tuple[str, ...]:
    """The units that no visit of the year was held with and none of whose people came to another's, in their order.

    Args:
        units: their codes.
        visits: of all units, for one unit may come to another's session.
        present: records ``kehadiran``.
        year: of the season.
    """
    held = {v.id: v for v in visits if v.held and v.day is not None and v.day.year == year}
    seen = {v.unit for v in held.values()}
    seen |= {r.key.unit or r.value("unit") or "" for r in present if r.key.parent in held}
    return tuple(unit for unit in units if unit not in seen)


def overdue(tasks: Iterable[Record], *, today: date) -> tuple[Due, ...]:
    """The open tasks whose last day has passed, the longest overdue first."""
    found = []
    for task in tasks:
        due = day_of(task.value("due"))
        if task.value("state") != DONE and due is not None and due < today:
            said = (task.value("text") or "", task.value("owner") or "")
            found.append(Due(task.key.id, task.key.unit or "", *said, due, (today - due).days))
    return tuple(sorted(found, key=lambda d: (d.due, d.unit, d.id)))


def ahead(dates: Iterable[Dated], *, today: date) -> tuple[Dated, ...]:
    """The dates that are on or still to come, by their first day; those already over are left out."""
    found = [d for d in dates if d.end is not None and d.end >= today]
    return tuple(sorted(found, key=lambda d: (d.start or date.max, d.event.name)))


def extended_from(history: Iterable[HistoryEntry]) -> date | None:
    """The first end that a date had, where it was moved to a later day since; None where it was not.

    Args:
        history: the entries of the field ``end`` of a record ``agenda``, by number.
    """
    ends = [found for entry in history if (found := day_of(entry.value)) is not None]
    return ends[0] if ends and ends[0] < ends[-1] else None


def first_after(made: datetime, evidence: Iterable[datetime]) -> int | None:
    """Whole days from advice to the first evidence saved after it; None where there is none yet."""
    later = [at for at in evidence if at > made]
    return (min(later) - made).days if later else None


def median(values: Iterable[int]) -> Fraction | None:
    """The middle one, or the mean of the two in the middle; None of nothing."""
    ordered = sorted(values)
    if not ordered:
        return None
    middle = len(ordered) // 2
    return Fraction(ordered[middle] + ordered[~middle], 2)


def record_at(record: Record, history: Iterable[HistoryEntry], at: datetime) -> Record:
    """A record as it stood at a moment, rebuilt from its history; entries of that very moment count."""
    answers: dict[str, Answer] = {}
    for entry in history:
        if entry.at <= at and not entry.field.startswith("@"):
            answers[entry.field] = Answer(
                field=entry.field, value=entry.value, version=entry.version, who=entry.who, at=entry.at
            )
    return Record(key=record.key, answers=answers)


def gains(visits: Sequence[tuple[Visit, Mapping[str, Fraction]]], *, now: Mapping[str, Fraction]) -> tuple[Gain, ...]:
    """The points gained from each visit of one unit to its next, and from the last until now.

    Unanswered is none, never 0: an innovation that was scored for the first time in between has no gain.

    Args:
        visits: each held visit in order, with the maturity of each innovation when it began.
        now: the maturity of each innovation now.
    """
    ends: list[tuple[Visit | None, Mapping[str, Fraction]]] = [*visits[1:], (None, now)]
    found = []
    for (visit, began), (following, ended) in zip(visits, ends, strict=False):  # of no visits there is no end
        both = began.keys() & ended.keys()
        points = sum((ended[i] - began[i] for i in both), Fraction(0)) if both else None
        found.append(Gain(visit, following.day if following else None, len(both), points))
    return tuple(found)


def loads(visits: Iterable[Visit], tasks: Iterable[Record], *, year: int) -> tuple[Load, ...]:
    """What each coach carries this year, who carries most first; visits without anybody in charge under an empty id."""
    own = [v for v in visits if v.day is None or v.day.year == year]
    held = Counter(v.coach for v in own if v.held)
    planned = Counter(v.coach for v in own if v.state == PLANNED)
    units: dict[str, set[str]] = {}
    for v in own:
        if v.held:
            units.setdefault(v.coach, set()).add(v.unit)
    coach_of = {v.id: v.coach for v in own}
    open_tasks = Counter(
        coach_of[task.key.parent] for task in tasks if task.key.parent in coach_of and task.value("state") != DONE
    )
    coaches = sorted({*held, *planned, *open_tasks}, key=lambda c: (-held[c] - planned[c], c))
    return tuple(Load(c, held[c], planned[c], len(units.get(c, ())), open_tasks[c]) for c in coaches)


def attendance(present: Iterable[Record], visits: Mapping[str, Visit]) -> tuple[int, int, Fraction | None]:
    """How many came to how many held visits, and how many to one on the mean; None where none was held."""
    held = [v for v in visits.values() if v.held]
    ids = {v.id for v in held}
    people = sum(1 for one in present if one.key.parent in ids)
    return people, len(held), Fraction(people, len(held)) if held else None


def next_deadline(events: Iterable[Event], *, today: date) -> Event | None:
    """The next *Batas ajukan*, *Batas verifikasi* or *Cut-off*, however worded; None where none is to come."""
    found = [
        (last, event)
        for event in events
        if DEADLINE.match(plain(event.name)) and (last := event.end or event.start) is not None and last >= today
    ]
    return min(found, key=lambda pair: pair[0])[1] if found else None
