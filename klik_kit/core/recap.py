"""The recap of a region or of some of its units: scores of one kind, what misses, and who owes what until when.

Pure; no clock, nothing is rounded. What an innovation lacks is told for all that are kept, archived ones left
out; which of them enter the index says their keranjang. Source: USERS.md, "Papers a clinic lives on" (rekap
Excel per OPD per inovasi).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeVar

from klik_kit.core.action_plan import PLAN
from klik_kit.core.coaching import SESSION, TASK
from klik_kit.core.evidence_state import Debt, documents_owed, row_code, steps_owed, visits_owed
from klik_kit.core.pilot import APPLIED
from klik_kit.core.portfolio import ARCHIVED
from klik_kit.core.records import Record
from klik_kit.core.region import Unit
from klik_kit.core.review import State
from klik_kit.core.rubric import Edition, Indicator
from klik_kit.core.scoring import InnovationScore, RegionScore
from klik_kit.core.season import DONE, day_of

T = TypeVar("T")
KINDS: Mapping[str, tuple[str, ...]] = {
    "inovasi": (),
    "data_dukung": ("indicator", "state"),
    TASK: (),
    SESSION: ("inovasi",),
    PLAN: (),
    APPLIED: (),
}
"""The kinds of records that a recap is made of, beside the scores; and the fields it needs of them, none named: all."""
READY = frozenset({State.READY.value, State.SENT.value, State.ACCEPTED.value})
_BY_SESSION, _BY_PLAN, _BY_VISIT, _BY_PROMISE = "Sesi klinik", "Rencana aksi", "Monitoring", "Tagihan data dukung"
_NO_DOCUMENT = "Belum ada"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTask:
    """Something that is to be done: of which unit and innovation (empty: of none), by whom, until when."""

    unit: str
    innovation: str
    source: str
    text: str
    owner: str
    due: date | None
    late: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingDocument:
    """A parameter above 0 without a document: what would show it, who promised it, until when."""

    unit: str
    innovation: str
    row: Indicator
    level: int
    wanted: str
    owner: str
    due: date | None
    late: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InnovationLine:
    """An innovation: its score (None: none of this kind), keranjang, status, and what is still open.

    ``rows_known`` says whether the score has rows; a total alone has none, so that nothing can be said of documents.
    """

    id: str
    unit: str
    name: str
    urusan: str
    status: str
    basket: str
    counted: bool
    maturity: Fraction | None
    answered: int
    questions: int
    rows_known: bool
    mandatory: tuple[str, ...]
    documents: tuple[str, ...]
    tasks: int
    overdue: int
    latest: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """A unit: how many innovations stand where, their mean maturity (None: none scored), and what it owes."""

    code: str
    name: str
    kind: str
    parent: str
    innovations: int
    counted: int
    ready: int
    scored: int
    mean: Fraction | None
    mandatory: int
    documents: int
    tasks: int
    overdue: int
    latest: int | None
    contact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recap:
    """Everything the recap shows; ``whole`` says whether it is of the whole region, of which alone the index is told."""

    region: str
    as_of: date
    edition: str
    score: RegionScore
    whole: bool
    archived: int
    units: tuple[UnitLine, ...]
    innovations: tuple[InnovationLine, ...]
    missing: tuple[MissingDocument, ...]
    tasks: tuple[OpenTask, ...]
    names: Mapping[str, str]

    def innovation(self, innovation: str) -> str:
        """An innovation's name; empty for none."""
        return self.names.get(innovation, innovation)


def recap_of(
    edition: Edition,
    score: RegionScore,
    records: Mapping[str, Sequence[Record]],
    *,
    region: str,
    units: Mapping[str, Unit],
    as_of: date,
    may: Callable[[str], bool],
) -> Recap:
    """The recap as of a day.

    Args:
        edition: whose rows count.
        score: of the whole region, by the chosen kind.
        records: all records of each of `KINDS`.
        region: its name.
        units: all units by code.
        as_of: the day that overdue days are counted to.
        may: which units are in it.
    """
    profiles = {r.key.id: r for r in records["inovasi"]}
    documents: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for record in records["data_dukung"]:
        if record.value("state") != _NO_DOCUMENT and record.value("indicator"):
            documents[record.key.parent or ""][record.value("indicator") or ""] += 1
    applied = {r.key.parent or "": r.values() for r in records[APPLIED]}
    kept = {r.key.id for r in records["inovasi"] if r.value("status") != ARCHIVED and may(r.key.unit or "")}
    own = [s for s in score.innovations if s.innovation.id in kept]
    tasks = tuple(
        sorted(
            (t for t in _tasks(records, profiles, documents, as_of) if may(t.unit) and (not t.innovation or t.innovation in kept)),
            key=lambda t: (t.due or date.max, t.unit, t.innovation, t.text),
        )
    )  # fmt: skip
    by_innovation = _grouped(tasks, lambda t: t.innovation)
    lines = tuple(
        _line(edition, s, profiles[s.innovation.id], documents[s.innovation.id], by_innovation.get(s.innovation.id, ()))
        for s in sorted(own, key=lambda s: (s.innovation.opd, s.innovation.name.casefold(), s.innovation.id))
    )
    missing = tuple(
        lack
        for s in sorted(own, key=lambda s: (s.innovation.opd, s.innovation.name.casefold(), s.innovation.id))
        for lack in _missing(edition, s, documents[s.innovation.id], applied.get(s.innovation.id, {}), as_of)
    )
    shown = [unit for unit in units.values() if may(unit.code)]
    of_unit, owed = _grouped(lines, lambda line: line.unit), _grouped(tasks, lambda t: t.unit)
    return Recap(
        region=region,
        as_of=as_of,
        edition=edition.title,
        score=score,
        whole=len(shown) == len(units),
        archived=sum(1 for r in profiles.values() if r.value("status") == ARCHIVED and may(r.key.unit or "")),
        units=tuple(_unit(unit, of_unit.get(unit.code, ()), owed.get(unit.code, ())) for unit in shown),
        innovations=lines,
        missing=missing,
        tasks=tasks,
        names={record.key.id: record.value("name") or "(belum bernama)" for record in profiles.values()},
    )


def _line(
    edition: Edition, s: InnovationScore, profile: Record, documents: Mapping[str, int], tasks: Sequence[OpenTask]
) -> InnovationLine:
    levels = s.innovation.score(s.kind).levels
    return InnovationLine(
        id=s.innovation.id,
        unit=s.innovation.opd,
        name=s.innovation.name or "(belum bernama)",
        urusan=s.innovation.urusan,
        status=profile.value("status") or State.DRAFT.value,
        basket=s.verdict.basket.label if s.verdict.basket else "Belum dapat ditentukan",
        counted=s.verdict.counted,
        maturity=s.maturity,
        answered=s.sheet.answered,
        questions=s.sheet.questions,
        rows_known=s.sheet.rows_known and bool(s.sheet.questions),
        mandatory=s.sheet.missing_mandatory,
        documents=tuple(row.row for row in edition.sid if levels.get(row.row) and not documents.get(row.row)),
        tasks=len(tasks),
        overdue=sum(1 for t in tasks if t.late),
        latest=max((t.late for t in tasks if t.late), default=None),
    )


def _unit(unit: Unit, lines: Sequence[InnovationLine], tasks: Sequence[OpenTask]) -> UnitLine:
    scored = [line.maturity for line in lines if line.maturity is not None]
    return UnitLine(
        code=unit.code,
        name=unit.name,
        kind=unit.kind,
        parent=unit.parent,
        innovations=len(lines),
        counted=sum(1 for line in lines if line.counted),
        ready=sum(1 for line in lines if line.status in READY),
        scored=len(scored),
        mean=sum(scored, Fraction(0)) / len(scored) if scored else None,
        mandatory=sum(len(line.mandatory) for line in lines),
        documents=sum(len(line.documents) for line in lines),
        tasks=len(tasks),
        overdue=sum(1 for t in tasks if t.late),
        latest=max((t.late for t in tasks if t.late), default=None),
        contact=unit.operator or unit.head,
    )


def _missing(
    edition: Edition, s: InnovationScore, documents: Mapping[str, int], applied: Mapping[str, str], as_of: date
) -> Iterable[MissingDocument]:
    scores = s.innovation.score(s.kind)
    lacking = [row for row in edition.sid if scores.levels.get(row.row) and not documents.get(row.row)]
    promised: dict[str, Debt] = {}
    for debt in documents_owed(applied, documents=documents) if lacking else ():
        promised.setdefault(row_code(debt.what.removeprefix("Data dukung ")), debt)
    for row in lacking:
        promise, level = promised.get(row.row), scores.levels[row.row]
        chosen = scores.basis.get(row.row)
        basis = next((b for b in row.bases if b.key == chosen), None)
        paper = next((one.document for one in (basis or row).levels if one.value == level), "")
        known = edition.by_document.get(paper)
        yield MissingDocument(
            unit=s.innovation.opd,
            innovation=s.innovation.id,
            row=row,
            level=level,
            wanted=known.name if known else (basis.evidence if basis else "") or row.evidence,
            owner=promise.who if promise else "",
            due=promise.until if promise else None,
            late=_late(promise.until, as_of) if promise else None,
        )


def _tasks(
    records: Mapping[str, Sequence[Record]],
    profiles: Mapping[str, Record],
    documents: Mapping[str, Mapping[str, int]],
    as_of: date,
) -> Iterable[OpenTask]:
    sessions = {r.key.id: r for r in records[SESSION]}
    for record in records[TASK]:
        if record.value("state") != DONE:
            session = sessions.get(record.key.parent or "")
            innovation = record.value("inovasi") or (session.value("inovasi") if session else "") or ""
            debt = Debt(record.value("text") or "", record.value("owner") or "", day_of(record.value("due")))
            yield _open(record.key.unit or "", innovation, _BY_SESSION, debt, as_of)
    for record in records[PLAN]:
        if profile := profiles.get(record.key.parent or ""):
            for debt in steps_owed(record.values()):
                yield _open(profile.key.unit or "", profile.key.id, _BY_PLAN, debt, as_of)
    for record in records[APPLIED]:
        if profile := profiles.get(record.key.parent or ""):
            values, unit = record.values(), profile.key.unit or ""
            for debt in documents_owed(values, documents=documents.get(profile.key.id, {})):
                yield _open(unit, profile.key.id, _BY_PROMISE, debt, as_of)
            for debt in visits_owed(values):
                yield _open(unit, profile.key.id, _BY_VISIT, debt, as_of)


def _open(unit: str, innovation: str, source: str, debt: Debt, as_of: date) -> OpenTask:
    return OpenTask(
        unit=unit,
        innovation=innovation,
        source=source,
        text=debt.what,
        owner=debt.who,
        due=debt.until,
        late=_late(debt.until, as_of),
    )


def _late(due: date | None, as_of: date) -> int | None:
    """Days since a last day; None where it has not passed."""
    return (as_of - due).days if due is not None and due < as_of else None


def _grouped(items: Iterable[T], key: Callable[[T], str]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return found
