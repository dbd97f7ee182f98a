"""A class: its template, how far each unit is in it, and what five questions at its end say.

Pure: no clock, no store. Source: FORMS.md 11 (kelas inovasi tematik), USERS.md, "The hall".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from klik_kit.core.forms import SEPARATOR, Form, fields_of
from klik_kit.core.records import Record, RecordKey

KIND, SEAT_KIND, FEEDBACK_KIND = "kelas", "kelas_unit", "kelas_jawaban"
QUESTIONS = {"unit": "form_kelas_peserta", "clinic": "form_kelas_pendamping"}
"""The forms of the five questions: to those who filled in, and to the clinic's people."""


LONGEST = timedelta(hours=12)
"""After this long a class that nobody ended is over for its units."""


class Stage(StrEnum):
    """Where a class is; the value is its label, as the store keeps it."""

    PREPARED = "Disiapkan"
    RUNNING = "Berjalan"
    ENDED = "Selesai"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Sections of a form that are filled in during a part; all of them where none are named."""

    form: str
    sections: tuple[str, ...] = ()

    def progress(self, form: Form, answers: Mapping[str, str]) -> tuple[int, int]:
        """How many of its questions are answered, of how many."""
        counted = [s.progress(answers) for s in form.sections if not self.sections or s.id in self.sections]
        return sum(done for done, _ in counted), sum(of for _, of in counted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a class: what is done, for how many minutes, and what is filled in."""

    title: str
    minutes: int
    doing: str
    tasks: tuple[Task, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A class as it is planned: theme, for whom, with which material, to which output, in which parts."""

    id: str
    title: str
    theme: str
    participants: str
    material: tuple[str, ...]
    output: str
    stuck_minutes: int
    parts: tuple[Part, ...]

    @property
    def minutes(self) -> int:
        """How long the whole class takes."""
        return sum(part.minutes for part in self.parts)

    @property
    def tasks(self) -> tuple[Task, ...]:
        """What is filled in during the whole class, each form once."""
        found: dict[str, tuple[str, ...]] = {}
        for task in (task for part in self.parts for task in part.tasks):
            whole = not task.sections or (task.form in found and not found[task.form])
            named = (*found.get(task.form, ()), *task.sections)
            found[task.form] = () if whole else tuple(dict.fromkeys(named))
        return tuple(Task(form=form, sections=sections) for form, sections in found.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Classroom:
    """A class as its record tells it; ``head`` is the history's number when it began."""

    id: str
    name: str
    template: str
    day: str
    units: tuple[str, ...]
    stage: Stage
    prompt: str
    part: int
    part_at: datetime | None
    started: datetime | None
    ended: datetime | None
    head: int

    def runs(self, now: datetime) -> bool:
        """Whether its units sit in it now: it was begun and neither ended nor forgotten."""
        return self.stage is Stage.RUNNING and self.started is not None and now - self.started < LONGEST


def classroom_of(record: Record) -> Classroom:
    """The class that a record is."""
    values = record.values()
    units = values.get("units", "")
    return Classroom(
        id=record.key.id,
        name=values.get("name", ""),
        template=values.get("template", ""),
        day=values.get("day", ""),
        units=tuple(dict.fromkeys(units.split(SEPARATOR))) if units else (),
        stage=Stage(values.get("state", Stage.PREPARED.value)),
        prompt=values.get("prompt", ""),
        part=int(values.get("part", "1")),
        part_at=_moment(values.get("part_at")),
        started=_moment(values.get("started")),
        ended=_moment(values.get("ended")),
        head=int(values.get("head", "0")),
    )


def seat_key(unit: str) -> RecordKey:
    """The record of a unit's seat: the class it was last called to, and its call for help."""
    return RecordKey(id=f"{unit}@kelas", kind=SEAT_KIND, unit=unit)


def feedback_key(class_id: str, account: str, unit: str | None) -> RecordKey:
    """The record of one person's answers to the five questions of a class."""
    return RecordKey(id=f"{class_id}@{account}", kind=FEEDBACK_KIND, unit=unit, parent=class_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call for help: since when, by whom, and in which words."""

    at: datetime
    who: str = ""
    words: str = ""


def call_of(seat: Record | None, class_id: str) -> Call | None:
    """The call that stands at a seat of a class; None where there is none."""
    if seat is None or seat.value("class") != class_id:
        return None
    at = _moment(seat.value("call"))
    return Call(at=at, who=seat.value("call_by") or "", words=seat.value("call_words") or "") if at else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a unit is in a class: where it saved last and when, how much is filled in, score, call."""

    unit: str
    name: str
    where: str = ""
    about: str = ""
    answered: int = 0
    of: int = 0
    saved_at: datetime | None = None
    score: Fraction | None = None
    call: Call | None = None

    @property
    def complete(self) -> bool:
        """Whether everything the class asks is filled in."""
        return self.of > 0 and self.answered >= self.of

    def still(self, now: datetime, started: datetime | None) -> int:
        """Whole minutes since the last save, or since the class began where nothing was saved in it."""
        since = self.saved_at or started
        return max(0, int((now - since).total_seconds() // 60)) if since else 0


def by_need(found: Iterable[Standing], *, now: datetime, started: datetime | None) -> tuple[Standing, ...]:
    """Who needs the coach first: the oldest call, then the longest still, then the least filled in; who is done last."""

    def need(one: Standing) -> tuple[object, ...]:
        called = one.call.at.timestamp() if one.call else 0.0
        return (one.call is None, called, one.complete, -one.still(now, started), one.answered, one.name)

    return tuple(sorted(found, key=need))


def minutes_left(part: Part, since: datetime | None, now: datetime) -> int:
    """Whole minutes that a part still has, rounded up; below zero once its time is over."""
    gone = (now - since).total_seconds() if since else 0.0
    return -int((gone - part.minutes * 60) // 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What was answered to one question: how often each option was chosen, or the texts with their writers."""

    label: str
    counts: tuple[tuple[str, int], ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    mean: Fraction | None = None

    @property
    def answered(self) -> int:
        """How many people answered."""
        return sum(count for _, count in self.counts) or len(self.texts)


def results(form: Form, answers: Sequence[tuple[str, Mapping[str, str]]]) -> tuple[Result, ...]:
    """What people answered to each question of a form.

    Args:
        form: its plain fields are the questions.
        answers: of each person, what stands beside a text (a unit's name) and the answers.
    """
    found = []
    for field in fields_of(form).values():
        given = [(who, values[field.name]) for who, values in answers if field.name in values]
        if field.type == "scale":
            numbers = [int(value) for _, value in given]
            counts = tuple((str(n), numbers.count(n)) for n in range(1, 6))
            mean = Fraction(sum(numbers), len(numbers)) if numbers else None
            found.append(Result(label=field.label, counts=counts, mean=mean))
        elif field.options:
            values = [value for _, value in given]
            counts = tuple((o.label, values.count(o.value)) for o in field.options)
            found.append(Result(label=field.label, counts=counts))
        else:
            found.append(Result(label=field.label, texts=tuple(given)))
    return tuple(found)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
