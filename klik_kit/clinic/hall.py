"""Class Hall: how far every unit of a running class is, kept up to date from the history's newest links alone.

A refresh reads how many links there are, and where there are new ones those, never the records
again: with 60 units typing it costs a few milliseconds. May not write, nor decide who sees a unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from klik_kit.content.classes import ASSESSMENT, load_template
from klik_kit.content.forms import load_form
from klik_kit.core.assessment import assessment_form
from klik_kit.core.classes import SEAT_KIND, Classroom, Standing, Template, call_of, classroom_of
from klik_kit.core.forms import Form, field_for
from klik_kit.core.portfolio import ScoreKind, scores_of
from klik_kit.core.records import Answer, HistoryEntry, Record, RecordKey
from klik_kit.core.rubric import Edition, Part
from klik_kit.core.scoring import add_up
from klik_kit.errors import KlikError, NotFoundError

OUTLINES = ("usulan_inisiatif", "profil", "kipp")
COMPOSED = "rancang_bangun"
"""Goes with a save of its parts; the part is where somebody wrote."""
_KINDS = frozenset({"diagnosis", "inovasi", "penilaian"})


@dataclass(kw_only=True)
class Work:
    """A record that a unit saved during the class, with the place and the time of its last save."""

    record: Record
    where: str = ""
    saved_at: datetime | None = None


@dataclass(kw_only=True)
class Hall:
    """The units of a class."""

    store: Any
    edition: Edition
    names: Mapping[str, str]
    classroom: Classroom
    standings: dict[str, Standing] = field(default_factory=dict)
    _number: int = 0
    _works: dict[str, Work] = field(default_factory=dict)
    _by_unit: dict[str, set[str]] = field(default_factory=dict)
    _scores: dict[str, Fraction | None] = field(default_factory=dict)
    _titles: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.template: Template = load_template(self.classroom.template)
        forms = {task.form for task in self.template.tasks} | {"diagnosis", *OUTLINES, ASSESSMENT}
        self._forms: dict[str, Form] = {
            name: assessment_form(self.edition) if name == ASSESSMENT else load_form(name) for name in forms
        }
        self._places: dict[tuple[str, str], str] = {}
        self._opened()

    def refresh(self) -> bool:
        """Take in what was saved since the last refresh; gives whether there was anything of this class."""
        head = self.store.head()[0]
        if head == self._number:
            return False
        before, self._number = self._number, head
        written = {key.id: key for key in self.store.written_since(before)}
        if self.classroom.id in written:
            units = self.classroom.units
            self.classroom = classroom_of(self.store.get(self.classroom.id))
            if self.classroom.units != units:
                self._opened()
                return True
        theirs = {i: key for i, key in written.items() if key.unit in self.standings}
        self._take(theirs, before)
        touched = {key.unit for key in theirs.values() if key.kind in _KINDS or key.kind == SEAT_KIND}
        for unit in touched:
            self._stand(unit or "")
        return bool(touched) or self.classroom.id in written

    def _opened(self) -> None:
        """Read everything once: what was saved since the class began, and the seats."""
        self._number = self.store.head()[0]
        self._works.clear()
        self._by_unit = {unit: set() for unit in self.classroom.units}
        self._scores.clear()
        self.standings = {u: Standing(unit=u, name=self.names.get(u, u)) for u in self.classroom.units}
        seats = {r.key.unit: r for r in self.store.list(SEAT_KIND)}
        for unit in self.classroom.units:
            if unit in seats:
                self._works[seats[unit].key.id] = Work(record=seats[unit])
        keys = self.store.written_since(self.classroom.head) if self.classroom.started else ()
        self._take({k.id: k for k in keys if k.unit in self.standings and k.kind in _KINDS}, self._number)
        for unit in self.classroom.units:
            self._stand(unit)

    def _take(self, keys: Mapping[str, RecordKey], before: int) -> None:
        """Read records that are new here; bring the others up to date by their links."""
        known = [i for i in keys if i in self._works]
        for link in self.store.changes_since(before, known) if known else ():
            self._follow(self._works[link.record], link, keys[link.record])
        for record_id in known:
            self._scored(self._works[record_id].record)
        for record_id, key in keys.items():
            if record_id in self._works or key.kind not in _KINDS | {SEAT_KIND}:
                continue
            work = Work(record=self.store.get(record_id))
            self._works[record_id] = work
            if key.kind in _KINDS:
                self._by_unit[key.unit or ""].add(record_id)
                self._last(work, work.record.answers.values())
                self._scored(work.record)

    def _follow(self, work: Work, link: HistoryEntry, key: RecordKey) -> None:
        """One saved answer into the record as it is known here."""
        if link.field.startswith("@") or link.version <= work.record.version(link.field):
            return
        answer = Answer(field=link.field, value=link.value, version=link.version, who=link.who, at=link.at)
        work.record = replace(work.record, key=key, answers={**work.record.answers, link.field: answer})
        if key.kind in _KINDS:
            self._last(work, [answer])

    def _last(self, work: Work, answers: Iterable[Answer]) -> None:
        started = self.classroom.started
        for answer in sorted(answers, key=lambda one: one.field == COMPOSED):
            if started and answer.at < started:
                continue
            place = self._place(work.record, answer.field)
            if place and (work.saved_at is None or answer.at > work.saved_at):
                work.where, work.saved_at = place, answer.at

    def _place(self, record: Record, name: str) -> str:
        """The page and the section in which a field stands; empty for what no form asks."""
        for form in self._shown(record):
            key = (form, name)
            if key not in self._places:
                self._places[key] = _section(self._forms[form], name)
            if self._places[key]:
                return self._places[key]
        return ""

    def _shown(self, record: Record) -> tuple[str, ...]:
        """The forms of a record, the one that is shown first."""
        if record.key.kind != "inovasi":
            return ("diagnosis",) if record.key.kind == "diagnosis" else (ASSESSMENT,)
        first = record.value("outline") or OUTLINES[0]
        return (first, *(o for o in OUTLINES if o != first)) if first in OUTLINES else OUTLINES

    def _scored(self, record: Record) -> None:
        if record.key.kind == "penilaian" and record.key.edition == self.edition.id:
            try:
                scores = scores_of(record)[ScoreKind.MANDIRI]
                self._scores[record.key.id] = add_up(self.edition, Part.SID, scores).points
            except (KlikError, KeyError):
                self._scores[record.key.id] = None

    def _score(self, innovation: str) -> Fraction | None:
        """The self-score of an innovation; read once where it is not of this class."""
        record_id = f"{innovation}@{self.edition.id}"
        if record_id not in self._scores:
            self._scores[record_id] = None
            try:
                self._scored(self.store.get(record_id))
            except NotFoundError:
                return None
        return self._scores[record_id]

    def _stand(self, unit: str) -> None:
        works = [self._works[i] for i in self._by_unit[unit]]
        works = sorted((w for w in works if w.saved_at), key=lambda w: (w.saved_at, w.record.key.id), reverse=True)
        newest = {kind: next((w for w in works if w.record.key.kind == kind), None) for kind in _KINDS}
        last = works[0] if works else None
        answered = of = 0
        for task in self.template.tasks:
            work = newest["inovasi" if task.form in OUTLINES else task.form]
            done, asked = task.progress(self._forms[task.form], work.record.values() if work else {})
            answered, of = answered + done, of + asked
        innovation = next((_innovation(w.record) for w in works if w.record.key.kind != "diagnosis"), "")
        seat = self._works.get(f"{unit}@kelas")
        self.standings[unit] = Standing(
            unit=unit, name=self.names.get(unit, unit), where=last.where if last else "",
            about=self._about(last), answered=answered, of=of, saved_at=last.saved_at if last else None,
            score=self._score(innovation) if innovation else None,
            call=call_of(seat.record if seat else None, self.classroom.id),
        )  # fmt: skip

    def _about(self, work: Work | None) -> str:
        """The innovation's name, where the last save was about one that has a name."""
        if work is None or work.record.key.kind == "diagnosis":
            return ""
        innovation = _innovation(work.record)
        profile = self._works.get(innovation)
        if profile:
            return profile.record.value("name") or ""
        if innovation not in self._titles:
            try:
                self._titles[innovation] = self.store.get(innovation).value("name") or ""
            except NotFoundError:
                self._titles[innovation] = ""
        return self._titles[innovation]


def _innovation(record: Record) -> str:
    return record.key.parent or "" if record.key.kind == "penilaian" else record.key.id


def _section(form: Form, name: str) -> str:
    for section in form.sections:
        if field_for(Form(id=form.id, title=form.title, sections=(section,)), name):
            return f"{form.title}: {section.title}" if section.title else form.title
    return ""
