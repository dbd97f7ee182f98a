"""What the year's page and ``klik season`` tell, read from the store at one moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from fractions import Fraction

from klik_kit.core.portfolio import ScoreKind, innovation_of
from klik_kit.core.records import HistoryEntry, Record
from klik_kit.core.region import Unit, event_of
from klik_kit.core.rubric import Edition
from klik_kit.core.scoring import score_innovation
from klik_kit.core.season import (
    Dated,
    Due,
    Gain,
    Load,
    Visit,
    ahead,
    attendance,
    extended_from,
    first_after,
    gains,
    loads,
    median,
    overdue,
    record_at,
    unseen,
    visit_of,
)
from klik_kit.workspace import Workspace

KINDS = ("sesi", "tindak_lanjut", "kehadiran", "agenda")
"""Kinds of records that make the year."""


@dataclass(frozen=True, kw_only=True)
class Season:
    """The clinic's year on a day: everything the page and the command show.

    ``days`` is the median from advice to evidence over ``answered`` of ``advised`` tasks; of ``gains`` the
    largest stand first, those that cannot be compared last.
    """

    today: date
    units: Mapping[str, Unit]
    coaches: Mapping[str, str]
    dates: tuple[Dated, ...]
    ahead: tuple[Dated, ...]
    unseen: tuple[str, ...]
    overdue: tuple[Due, ...]
    days: Fraction | None
    answered: int
    advised: int
    gains: tuple[Gain, ...]
    loads: tuple[Load, ...]
    people: int
    held: int
    mean: Fraction | None

    def unit(self, code: str) -> str:
        """A unit's name; its code where no such unit is known."""
        return self.units[code].name if code in self.units else code

    def coach(self, account: str) -> str:
        """A coach's name."""
        return self.coaches.get(account, account) or "Belum ditentukan"


def gathered(workspace: Workspace, *, today: date, may: Callable[[str], bool] = lambda unit: True) -> Season:  # noqa: ARG005
    """The year as it stands now.

    Args:
        workspace: whose store is read.
        today: the day on the clinic's wall; its year is the season.
        may: which units the reader may know of.
    """
    with workspace.store.still():
        return _gathered(workspace, today, may)


def _gathered(workspace: Workspace, today: date, may: Callable[[str], bool]) -> Season:
    store = workspace.store
    units = {code: unit for code, unit in workspace.units.items() if may(code)}
    everything = [visit_of(record) for record in store.list("sesi")]
    present = store.list("kehadiran")
    visits = [v for v in everything if may(v.unit)]
    tasks = [t for t in store.list("tindak_lanjut") if may(t.key.unit or "")]
    dates = tuple(_dated(workspace))
    this_year = {v.id: v for v in visits if v.day is not None and v.day.year == today.year}
    people, held, mean = attendance(present, this_year)
    found, advised = _answered(workspace, tasks, {v.id: v for v in visits})
    return Season(
        today=today,
        units=units,
        coaches={a.id: a.name for a in store.accounts.list(deleted=True)},
        dates=dates,
        ahead=ahead(dates, today=today),
        unseen=unseen(units, everything, present, year=today.year),
        overdue=overdue(tasks, today=today),
        days=median(found),
        answered=len(found),
        advised=advised,
        gains=tuple(
            sorted(_gains(workspace, this_year.values(), today), key=lambda g: (g.points is None, -(g.points or 0)))
        ),
        loads=loads(visits, tasks, year=today.year),
        people=people,
        held=held,
        mean=mean,
    )


def _dated(workspace: Workspace) -> Iterable[Dated]:
    for record in workspace.store.list("agenda"):
        event = event_of(record)
        if event.start or event.end:
            ends = workspace.store.history(record.key.id, "end") if record.version("end") > 1 else ()
            yield Dated(event=event, before=extended_from(ends), note=record.value("note") or "")


def _answered(workspace: Workspace, tasks: Iterable[Record], visits: Mapping[str, Visit]) -> tuple[list[int], int]:
    """Days from each task to the first evidence of its row, or of its innovation; and how many tasks name one.

    A task names its innovation and row itself (``inovasi``, ``baris``), or its session names the innovation.
    """
    evidence: dict[str, list[tuple[str, datetime]]] = {}
    for document in workspace.store.list("data_dukung"):
        if document.value("file"):
            at = _made(workspace, document, "file")
            evidence.setdefault(document.key.parent or "", []).append((document.value("indicator") or "", at))
    found, advised = [], 0
    for task in tasks:
        visit = visits.get(task.key.parent or "")
        innovation = task.value("inovasi") or (visit.innovation if visit else "")
        if not innovation:
            continue
        advised += 1
        row = task.value("baris")
        times = [at for indicator, at in evidence.get(innovation, ()) if row in {None, indicator}]
        days = first_after(_made(workspace, task, "text"), times)
        if days is not None:
            found.append(days)
    return found, advised


def _made(workspace: Workspace, record: Record, field: str) -> datetime:
    """When a field was first saved."""
    answer = record.answers.get(field)
    if answer is not None and answer.version == 1:
        return answer.at
    return workspace.store.history(record.key.id)[0].at


def _gains(workspace: Workspace, visits: Iterable[Visit], today: date) -> Iterable[Gain]:
    """The gains of each unit's held visits, unit by unit."""
    edition = workspace.edition()
    by_unit: dict[str, list[Visit]] = {}
    for visit in visits:
        if visit.held and visit.day is not None and visit.day <= today:
            by_unit.setdefault(visit.unit, []).append(visit)
    for unit in sorted(by_unit):
        own = sorted(by_unit[unit], key=lambda v: (v.day or today, v.id))
        past = _Past(workspace, edition, unit)
        yield from gains([(v, past.at(_morning(v.day or today))) for v in own], now=past.now())


def _morning(day: date) -> datetime:
    """The first moment of a day on the clinic's wall."""
    return datetime.combine(day, time.min).astimezone()


class _Past:
    """What a unit's innovations were worth by their own scores, at any moment; the history is read once."""

    def __init__(self, workspace: Workspace, edition: Edition, unit: str) -> None:
        self._edition = edition
        profiles = {r.key.id: r for r in workspace.store.list("inovasi", unit=unit)}
        self._kept: list[tuple[Record, Record, tuple[HistoryEntry, ...]]] = [
            (profiles[r.key.parent or ""], r, workspace.store.history(r.key.id))
            for r in workspace.store.list("penilaian", unit=unit, edition=edition.id)
            if r.key.parent in profiles
        ]

    def at(self, moment: datetime) -> dict[str, Fraction]:
        """Maturity by innovation, of those that had a score then."""
        return self._worth((profile, record_at(r, told, moment)) for profile, r, told in self._kept)

    def now(self) -> dict[str, Fraction]:
        """Maturity by innovation as it stands."""
        return self._worth((profile, r) for profile, r, _ in self._kept)

    def _worth(self, pairs: Iterable[tuple[Record, Record]]) -> dict[str, Fraction]:
        found = {}
        for profile, record in pairs:
            scored = score_innovation(self._edition, innovation_of(profile, record), kind=ScoreKind.MANDIRI)
            if scored.maturity is not None:
                found[profile.key.id] = scored.maturity
        return found
