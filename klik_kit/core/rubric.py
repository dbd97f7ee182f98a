"""An edition of the national index (Indeks Inovasi Daerah, IID) as a value.

May not read files: `klik_kit.content` builds these values from ``templates/rubrics/``.
A fact that an edition does not know is None, and asking for it raises; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import NamedTuple

from klik_kit.core.bahasa import listed
from klik_kit.errors import MissingFactError

MAX_LEVEL = 3


class Part(StrEnum):
    """The two halves of the index: the region's own rows, and the rows of each innovation."""

    SPD = "spd"
    SID = "sid"


class Status(StrEnum):
    """How much of an edition is known."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    FORECAST = "forecast"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"complete": "lengkap", "partial": "sebagian", "forecast": "perkiraan"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A closed interval of raw figures; None is unbounded."""

    low: Fraction | None = None
    high: Fraction | None = None

    def __contains__(self, figure: Fraction) -> bool:
        return (self.low is None or figure >= self.low) and (self.high is None or figure <= self.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One parameter of a row: its value 1-3, its words, and how a unit gets there.

    ``activity`` is what a unit does, ``document`` the id of the document that shows it; a next
    step is made of these two, never of a claim to tick.
    """

    value: int
    text: str
    range: Range | None = None
    activity: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """One of the measures a row may be claimed on (indicator 33: exactly one of six)."""

    key: str
    name: str
    levels: tuple[Level, ...]
    unit: str = ""
    step: Fraction | None = None
    evidence: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """A scored row: points are ``weight`` x level. ``mandatory`` is None where not known.

    ``step`` is the grain in which the raw figure is written (0.01 for two decimals) and
    ``official_overlap`` by how much the official ranges of the row are known to overlap: 0 where
    they meet in one figure, None where they are apart. ``weight_inferred`` marks a weight that no
    source of the edition states: it is shown, but never scored.
    """

    row: str
    number: int
    part: Part
    variable: str
    name: str
    weight: Fraction
    mandatory: bool | None
    levels: tuple[Level, ...]
    weight_inferred: bool = False
    bases: tuple[Basis, ...] = ()
    unit: str = ""
    step: Fraction | None = None
    official_overlap: Fraction | None = None
    evidence: str = ""
    file_types: tuple[str, ...] = ()
    letter: bool = False
    elements: tuple[str, ...] = ()
    owner: str = ""
    note: str = ""
    sources: tuple[str, ...] = ()

    def level(self, value: int) -> Level:
        """The level with this value, 1-3; KeyError outside."""
        for level in self.levels:
            if level.value == value:
                return level
        raise KeyError(value)

    def basis(self, key: str) -> Basis:
        """The basis with this key; KeyError outside."""
        for basis in self.bases:
            if basis.key == key:
                return basis
        raise KeyError(key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A kind of paper, and the weeks it usually takes to get it signed."""

    id: str
    name: str
    weeks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedStep:
    """One document that lifts rows of many innovations, or a row of the region.

    ``raises`` maps a row to the level it reaches; ``adds`` maps a row to levels gained on top of
    what stands (a training counts once more).
    """

    id: str
    name: str
    activity: str
    document: str
    raises: Mapping[str, int] = field(default_factory=dict)
    adds: Mapping[str, int] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When an innovation must have been put to use, or developed, to be reported."""

    start: date
    end: date
    older_if_developed: bool

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """Conditions for reporting an innovation; None is not known. The stage is only a warning."""

    window: Window | None = None
    min_words: int | None = None
    stage: str | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """The constants of the index: (SPD + sum / MAX(divisor_min, n) + count) / max_total x 100.

    ``count`` is MIN(n, innovation_cap) x per_innovation, earned when at least ``urusan_needed``
    of the urusan wajib pelayanan dasar are covered. Each is None where the edition's source is
    silent (FACTS.md, "Perbandingan antar-edisi").
    """

    max_spd: Fraction | None = None
    max_sid: Fraction | None = None
    max_count: Fraction | None = None
    max_total: Fraction | None = None
    divisor_min: int | None = None
    per_innovation: Fraction | None = None
    innovation_cap: int | None = None
    urusan_needed: int | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicate:
    """A class of the index: the closed range, in two decimals, that carries the label."""

    label: str
    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a fact comes from, and how sure it is."""

    id: str
    what: str
    confidence: str


class Table(NamedTuple):
    """The rows of one half, ready to be summed: weights as whole numbers of 1/grain."""

    grain: int
    weights: dict[str, int]
    mandatory: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Edition:
    """One year's rubric: rows, constants, predicates and rules, with their sources."""

    id: str
    year: int
    title: str
    status: Status
    spd: tuple[Indicator, ...] = ()
    sid: tuple[Indicator, ...] = ()
    formula: Formula = Formula()
    predicates: tuple[Predicate, ...] = ()
    eligibility: Eligibility = Eligibility()
    urusan_wajib: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()
    shared_steps: tuple[SharedStep, ...] = ()
    legal_basis: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    extends: str | None = None

    def __hash__(self) -> int:
        return hash(self.id)

    @cached_property
    def by_row(self) -> dict[str, Indicator]:
        """All rows, SPD then SID, by their code (``2a``, ``16``)."""
        return {indicator.row: indicator for indicator in (*self.spd, *self.sid)}

    @cached_property
    def by_document(self) -> dict[str, Document]:
        """The kinds of paper by id."""
        return {document.id: document for document in self.documents}

    def source_text(self, ids: tuple[str, ...]) -> str:
        """The sources with these ids, in words."""
        return "; ".join(source.what for source in self.sources if source.id in ids) or self.title

    @cached_property
    def _tables(self) -> dict[Part, Table]:
        return {part: _table(self.rows(part)) for part in Part if (self.spd if part is Part.SPD else self.sid)}

    @cached_property
    def _inferred(self) -> dict[Part, tuple[str, ...]]:
        rows = {Part.SPD: self.spd, Part.SID: self.sid}
        return {part: tuple(i.row for i in rows[part] if i.weight_inferred) for part in Part}

    def table(self, part: Part) -> Table:
        """The rows of one half with whole-number weights.

        Raises:
            MissingFactError: the edition does not know them, or only infers their weights.
        """
        self.rows(part)
        if self._inferred[part]:
            raise MissingFactError(self.id, f"bobot pasti baris {part.upper()} {', '.join(self._inferred[part])}")
        return self._tables[part]

    def level_worth(self, divisor: int) -> dict[str, Fraction]:
        """What one level more of each row is worth on the index, its points divided by ``divisor``.

        Raises:
            MissingFactError: the edition does not know its maximum.
        """
        scale = 100 / (self.need("max_total") * divisor)
        return {row: indicator.weight * scale for row, indicator in self.by_row.items()}

    def rows(self, part: Part) -> tuple[Indicator, ...]:
        """The rows of one half, in the edition's order.

        Raises:
            MissingFactError: the edition does not know them.
        """
        rows = self.spd if part is Part.SPD else self.sid
        if not rows:
            raise MissingFactError(self.id, f"daftar indikator {part.upper()}")
        return rows

    def demand(self, *names: str) -> None:
        """Make sure that constants of the formula, and the urusan wajib, are known.

        Raises:
            MissingFactError: names all that are not, not the first.
        """
        missing = [FACT_NAMES[name] for name in names if getattr(self.formula, name) is None]
        if not self.urusan_wajib:
            missing.append("daftar urusan wajib pelayanan dasar")
        if missing:
            raise MissingFactError(self.id, listed(missing))

    def need_count(self, name: str) -> int:
        """A whole-number constant of the formula.

        Raises:
            MissingFactError: the edition does not know it.
        """
        value = getattr(self.formula, name)
        if value is None:
            raise MissingFactError(self.id, FACT_NAMES[name])
        return int(value)

    def need(self, name: str) -> Fraction:
        """A constant of the formula, exact.

        Raises:
            MissingFactError: the edition does not know it.
        """
        value = getattr(self.formula, name)
        if value is None:
            raise MissingFactError(self.id, FACT_NAMES[name])
        return Fraction(value)

    def predicate(self, index: Fraction) -> str:
        """The predicate of an index already rounded to two decimals.

        Raises:
            MissingFactError: no known range of this edition holds the index.
        """
        for predicate in self.predicates:
            if predicate.low <= index <= predicate.high:
                return predicate.label
        raise MissingFactError(self.id, f"batas predikat untuk indeks {float(index):.2f}")


def _table(rows: tuple[Indicator, ...]) -> Table:
    grain = lcm(*(row.weight.denominator for row in rows))
    weights = {row.row: int(row.weight * grain) for row in rows}
    return Table(grain, weights, tuple(row.row for row in rows if row.mandatory))


FACT_NAMES = {
    "max_spd": "nilai maksimum SPD",
    "max_sid": "nilai maksimum indikator SID",
    "max_count": "nilai maksimum jumlah inovasi",
    "max_total": "nilai total maksimum",
    "divisor_min": "pembagi minimum rata-rata SID",
    "per_innovation": "nilai per inovasi pada skor jumlah",
    "innovation_cap": "batas banyaknya inovasi pada skor jumlah",
    "urusan_needed": "syarat banyaknya urusan wajib pelayanan dasar",
}


def level_for(edition: Edition, levels: tuple[Level, ...], figure: Fraction, *, where: str) -> int:
    """The level a raw figure earns: level 3 is tried first, then 2, then 1; 0 short of level 1.

    The order settles the 0.01 overlaps of the official 2026 ranges (FACTS.md, below the SPD table).
    A figure finer than the row's step may fall between two ranges; it is refused, not guessed.

    Args:
        edition: named in the error.
        levels: the levels of a row or of one of its bases, with ranges.
        figure: in the row's own unit, exact.
        where: the row, as the error names it.

    Raises:
        MissingFactError: the row has no ranges, its best level ends before the figure, or the
            figure lies between two levels.
    """
    ranges = {level.value: level.range for level in levels if level.range is not None}
    if set(ranges) != {1, 2, MAX_LEVEL}:
        raise MissingFactError(edition.id, f"rentang angka {where}")
    for value in (3, 2, 1):
        if figure in ranges[value]:
            return value
    first, last = ranges[1], ranges[MAX_LEVEL]
    rising = last.low is not None and first.high is not None and last.low > first.high
    start = first.low if rising else first.high
    if start is not None and (figure < start if rising else figure > start):
        return 0
    raise MissingFactError(edition.id, f"parameter {where} untuk angka {float(figure):g}")
