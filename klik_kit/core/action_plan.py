"""An innovation's action plan: steps by 5W1H against the year's dates, the documents they need, and the actors.

Pure. Steps: FORMS.md section 7 (Design: matriks 5W1H, peta aktor); how long a document takes is the
edition's; the four local dates are USERS.md, "The year".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from klik_kit.core.bahasa import MONTHS, day, listed, plain
from klik_kit.core.records import RecordKey
from klik_kit.core.region import Event
from klik_kit.core.rubric import Edition, Window

PLAN = "rencana_aksi"
DONE, RUNNING = "Selesai", "Berjalan"
COMMITTED = "Sudah"
_LOCAL = ("Buka", "Batas ajukan", "Batas verifikasi", "Cut-off")
_OPENING = _LOCAL[0]
_PARTS = ("apa", "mengapa", "siapa", "mulai", "selesai", "di_mana", "bagaimana", "biaya")
_NAMES = {
    "apa": "apa", "mengapa": "mengapa", "siapa": "siapa", "mulai": "kapan mulai", "selesai": "kapan selesai",
    "di_mana": "di mana", "bagaimana": "bagaimana", "biaya": "biaya",
}  # fmt: skip
_MOST_TICKS = 12
_FIGURE = re.compile(r"-?[0-9]{1,15}(?:[.,][0-9]{1,6})?\Z")
"""What unit staff typed may be any text; an exponent in it would make a number without end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmark:
    """One of the region's four dates; ``expected`` while it is not announced."""

    name: str
    day: date
    expected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStep:
    """One step of a plan as it was written; what was not written is empty or None."""

    number: int
    what: str = ""
    start: date | None = None
    end: date | None = None
    cost: Fraction | None = None
    document: str = ""
    state: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentCheck:
    """A document that a step needs: when it is ready at the earliest, and which dates that misses."""

    step: PlanStep
    document: str
    weeks: int
    begun: date
    ready: date
    missed: tuple[Landmark, ...]

    @property
    def short(self) -> bool:
        """Whether the step is to end before its document can be ready."""
        return self.step.end is not None and self.step.end < self.ready

    def text(self) -> str:
        """What that means, in one or two sentences."""
        begun = f"berjalan sejak {day(self.begun)}" if self.step.state == RUNNING else f"bila dimulai {day(self.begun)}"
        told = f"Biasanya perlu sekitar {self.weeks} minggu; {begun}, paling cepat siap {day(self.ready)}."
        if self.missed:
            late = listed([f"{one.name} ({day(one.day)})" for one in self.missed])
            told += f" Tidak dapat siap sebelum {late}."
        if self.short and self.step.end:
            told += f" Rencana selesai {day(self.step.end)} terlalu dekat."
        return told


def stage_key(innovation: RecordKey, kind: str) -> RecordKey:
    """The record that holds what one stage of the clinic notes about an innovation."""
    return RecordKey(id=f"{innovation.id}@{kind}", kind=kind, unit=innovation.unit, parent=innovation.id)


def rows_of(values: Mapping[str, str], group: str) -> tuple[tuple[int, dict[str, str]], ...]:
    """The filled rows of a group of answers, by number: their answers by short name."""
    found: dict[int, dict[str, str]] = {}
    for name, value in values.items():
        head, _, rest = name.partition(".")
        number, _, column = rest.partition(".")
        if head == group and column and number.isdecimal():
            found.setdefault(int(number), {})[column] = value
    return tuple(sorted(found.items()))


def day_of(text: str | None) -> date | None:
    """A stored date; None where there is none, or it cannot be read."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def exact_of(text: str | None) -> Fraction | None:
    """A stored figure, with a comma or a point; None where there is none, or it is not plainly a number."""
    return Fraction(text.replace(",", ".")) if text and _FIGURE.match(text) else None


def steps_of(values: Mapping[str, str]) -> tuple[PlanStep, ...]:
    """The steps of a plan in the order they begin; those without a date last."""
    found = [
        PlanStep(
            number=number,
            what=row.get("apa", ""),
            start=day_of(row.get("mulai")),
            end=day_of(row.get("selesai")),
            cost=exact_of(row.get("biaya")),
            document=row.get("dokumen", ""),
            state=row.get("keadaan", ""),
            missing=tuple(_NAMES[name] for name in _PARTS if name not in row),
        )
        for number, row in rows_of(values, "langkah")
    ]
    return tuple(sorted(found, key=lambda one: (one.start or date.max, one.number)))


def landmarks(events: Iterable[Event]) -> tuple[Landmark, ...]:
    """The region's four dates among those of its year, in their order; the last day of those that last."""
    wanted = {plain(name): name for name in _LOCAL}
    found = [
        Landmark(name=wanted[plain(event.name)], day=at, expected=event.expected)
        for event in events
        if plain(event.name) in wanted and (at := event.end or event.start)
    ]
    return tuple(sorted(found, key=lambda one: one.day))


def document_checks(
    steps: Iterable[PlanStep], edition: Edition, dates: Iterable[Landmark], *, today: date
) -> tuple[DocumentCheck, ...]:
    """Each document of a step that is not done, against the dates by which it must be there.

    A step that has not begun begins today at the earliest. A document that the edition does not know has no
    duration and is not judged.
    """
    weeks = {document.name: document.weeks for document in edition.documents}
    last_days = [one for one in dates if one.name != _OPENING]
    found = []
    for step in steps:
        if step.document not in weeks or step.state == DONE:
            continue
        planned = step.start or today
        begun = planned if step.state == RUNNING else max(planned, today)
        ready = max(begun + timedelta(weeks=weeks[step.document]), today)
        missed = tuple(one for one in last_days if one.day < ready)
        found.append(
            DocumentCheck(
                step=step, document=step.document, weeks=weeks[step.document], begun=begun, ready=ready, missed=missed
            )
        )
    return tuple(found)


def plan_findings(steps: Iterable[PlanStep], *, today: date) -> tuple[tuple[str, str, str], ...]:
    """What to look at in a plan's rows: the field, its tone, and the sentence."""
    found = []
    for step in steps:
        field = f"langkah.{step.number}."
        if step.start and step.end and step.end < step.start:
            found.append((f"{field}selesai", "error", "Tanggal selesai lebih dahulu daripada tanggal mulai."))
        elif step.end and step.end < today and step.state != DONE:
            found.append((f"{field}keadaan", "warning", f"Lewat batas waktu {day(step.end)}."))
        if step.missing:
            found.append((f"{field}apa", "info", f"Belum ditulis: {listed(list(step.missing))}."))
    return tuple(found)


def timeline(
    steps: Sequence[PlanStep],
    checks: Iterable[DocumentCheck],
    dates: Sequence[Landmark],
    window: Window | None,
    *,
    today: date,
) -> dict[str, Any]:
    """The data of the timeline's picture: places are per mille of its span; empty where no step has a date.

    The edition's window is drawn where it overlaps the span of steps, dates and today.
    """
    dated = [step for step in steps if step.start or step.end]
    if not dated:
        return {}
    ready = {check.step.number: check for check in checks}
    days = [d for step in dated for d in (step.start, step.end) if d]
    days += [*(one.day for one in dates), today, *(check.ready for check in ready.values())]
    first, last = min(days).replace(day=1), max(days) + timedelta(days=7)
    span = (last - first).days

    def at(when: date) -> int:
        return max(0, min(1000, round(1000 * (when - first).days / span)))

    bars = []
    for step in dated:
        start, end = step.start or step.end or today, step.end or step.start or today
        check = ready.get(step.number)
        late = check is not None and bool(check.missed or check.short)
        bars.append(
            {
                "label": step.what or f"Langkah {step.number}",
                "from": at(min(start, end)),
                "to": at(max(start, end)),
                "span": f"{day(start)} s.d. {day(end)}",
                "ready": at(check.ready) if check else None,
                "document": f"{check.document}: {check.text()}" if check else "",
                "tone": "success" if step.state == DONE else "warning" if late else "info",
            }
        )
    marks = [{"label": f"{one.name}{' (perkiraan)' if one.expected else ''}", "at": at(one.day), "day": day(one.day)} for one in dates]  # fmt: skip
    band = None
    if window and window.start <= last and window.end >= first:
        band = {"from": at(window.start), "to": at(window.end), "label": "Jendela penerapan"}
    return {
        "bars": bars, "marks": marks, "band": band, "today": {"at": at(today), "day": day(today)},
        "ticks": [{"label": label, "at": at(when)} for label, when in _ticks(first, last)],
    }  # fmt: skip


def _ticks(first: date, last: date) -> list[tuple[str, date]]:
    """The first days of months, thinned to at most twelve."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    every = -(-count // _MOST_TICKS)
    months = [divmod(first.year * 12 + first.month - 1 + nth, 12) for nth in range(0, count, every)]
    return [(f"{MONTHS[month][:3]} {year % 100:02d}", date(year, month + 1, 1)) for year, month in months]


def committed_kinds(values: Mapping[str, str]) -> tuple[str, ...]:
    """The kinds of actors of whom at least one is committed, in the order they were written.

    Source: FORMS.md section 9: indicator 22 counts the elements of the penta-helix.
    """
    rows = [row for _, row in rows_of(values, "aktor") if row.get("komitmen") == COMMITTED and row.get("jenis")]
    return tuple(dict.fromkeys(row["jenis"] for row in rows))


def total_cost(steps: Iterable[PlanStep]) -> tuple[Fraction, int]:
    """What the steps cost together, and how many say nothing of it."""
    costs = [step.cost for step in steps]
    return sum((cost for cost in costs if cost is not None), Fraction(0)), sum(1 for cost in costs if cost is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorKind:
    """A kind of actor and its usual role."""

    kind: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Actors:
    """The kinds of actors a region uses, and how many kinds each parameter of indicator 22 needs."""

    name: str
    source: str
    kinds: tuple[ActorKind, ...]
    needed: tuple[int, ...]

    def level(self, count: int) -> int:
        """The parameter that so many kinds of actors reach; 0 for none."""
        return sum(1 for least in self.needed if count >= least)
