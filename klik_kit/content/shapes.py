"""The shape of each content file, and how it becomes a core value.

May not read files. Exact numbers and dates must be texts here: YAML would have changed them.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from klik_kit.core import rubric
from klik_kit.core.choices import Choice, ChoiceList


def _exact(value: object) -> Fraction:
    if not isinstance(value, str):
        raise ValueError("angka harus ditulis sebagai teks dalam tanda kutip, misalnya '0.75'.")  # noqa: TRY004 - pydantic collects ValueError only
    try:
        return Fraction(value)
    except (ValueError, ZeroDivisionError):
        raise ValueError("bukan angka; pecahan memakai titik, misalnya '0.75'.") from None


def _day(value: object) -> date:
    if not isinstance(value, str):
        raise ValueError("tanggal harus ditulis sebagai teks dalam tanda kutip, misalnya '2026-01-31'.")  # noqa: TRY004 - pydantic collects ValueError only
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("bukan tanggal; tulis tahun-bulan-hari, misalnya '2026-01-31'.") from None


Exact = Annotated[Fraction, BeforeValidator(_exact)]
Day = Annotated[date, BeforeValidator(_day)]
Code = Annotated[str, Field(min_length=1)]


class Shape(BaseModel):
    """Strict: an unknown key, or a value of another type, is a problem."""

    model_config = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True, populate_by_name=True)


class _Range(Shape):
    low: Exact | None = Field(default=None, alias="from")
    high: Exact | None = Field(default=None, alias="to")

    def value(self) -> rubric.Range:
        return rubric.Range(low=self.low, high=self.high)


class _Level(Shape):
    value: int
    text: Code
    range: _Range | None = None
    activity: str = ""
    document: str = ""

    def level(self) -> rubric.Level:
        return rubric.Level(
            value=self.value,
            text=self.text,
            range=self.range.value() if self.range else None,
            activity=self.activity,
            document=self.document,
        )


class _Basis(Shape):
    key: Code
    name: Code
    levels: list[_Level]
    unit: str = ""
    step: Exact | None = None
    evidence: str = ""
    note: str = ""

    def basis(self) -> rubric.Basis:
        return rubric.Basis(**{**dict(self), "levels": tuple(level.level() for level in self.levels)})


class _Indicator(Shape):
    row: Code
    number: int
    variable: str = ""
    name: Code
    weight: Exact
    weight_inferred: bool = False
    mandatory: bool | None
    levels: list[_Level]
    bases: list[_Basis] = []
    unit: str = ""
    step: Exact | None = None
    official_overlap: Exact | None = None
    evidence: str = ""
    file_types: list[str] = []
    letter: bool = False
    elements: list[str] = []
    owner: str = ""
    note: str = ""
    sources: list[str] = []

    def indicator(self, part: rubric.Part) -> rubric.Indicator:
        return rubric.Indicator(
            **{
                **dict(self),
                "part": part,
                "levels": tuple(level.level() for level in self.levels),
                "bases": tuple(basis.basis() for basis in self.bases),
                "file_types": tuple(self.file_types),
                "elements": tuple(self.elements),
                "sources": tuple(self.sources),
            }
        )


class _Window(Shape):
    start: Day = Field(alias="from")
    end: Day = Field(alias="to")
    older_if_developed: bool


class _Eligibility(Shape):
    window: _Window | None = None
    min_words: int | None = None
    stage: str | None = None
    sources: list[str] = []


class _Formula(Shape):
    max_spd: Exact | None = None
    max_sid: Exact | None = None
    max_count: Exact | None = None
    max_total: Exact | None = None
    divisor_min: int | None = None
    per_innovation: Exact | None = None
    innovation_cap: int | None = None
    urusan_needed: int | None = None
    sources: list[str] = []


class _Predicate(Shape):
    label: Code
    low: Exact = Field(alias="from")
    high: Exact = Field(alias="to")


class _Document(Shape):
    id: Code
    name: Code
    weeks: int


class _SharedStep(Shape):
    id: Code
    name: Code
    activity: Code
    document: Code
    raises: dict[str, int] = {}
    adds: dict[str, int] = {}
    note: str = ""


class _Source(Shape):
    id: Code
    what: Code
    confidence: Code


class EditionShape(Shape):
    """A file of ``templates/rubrics/``."""

    kit_schema: int = Field(alias="schema")
    id: Code
    year: int
    title: Code
    status: Literal["complete", "partial", "forecast"]
    extends: str | None = None
    legal_basis: list[str] = []
    rules: list[str] = []
    formula: _Formula = _Formula()
    eligibility: _Eligibility = _Eligibility()
    predicates: list[_Predicate] = []
    urusan_wajib: list[str] = []
    documents: list[_Document] = []
    shared_steps: list[_SharedStep] = []
    spd: list[_Indicator] = []
    sid: list[_Indicator] = []
    sources: list[_Source] = []

    def edition(self) -> rubric.Edition:
        """The edition as a core value."""
        window = self.eligibility.window
        return rubric.Edition(
            id=self.id,
            year=self.year,
            title=self.title,
            status=rubric.Status(self.status),
            extends=self.extends,
            spd=tuple(row.indicator(rubric.Part.SPD) for row in self.spd),
            sid=tuple(row.indicator(rubric.Part.SID) for row in self.sid),
            formula=rubric.Formula(**{**dict(self.formula), "sources": tuple(self.formula.sources)}),
            predicates=tuple(rubric.Predicate(**dict(p)) for p in self.predicates),
            eligibility=rubric.Eligibility(
                window=rubric.Window(**dict(window)) if window else None,
                min_words=self.eligibility.min_words,
                stage=self.eligibility.stage,
                sources=tuple(self.eligibility.sources),
            ),
            urusan_wajib=tuple(self.urusan_wajib),
            documents=tuple(rubric.Document(**dict(d)) for d in self.documents),
            shared_steps=tuple(rubric.SharedStep(**dict(s)) for s in self.shared_steps),
            legal_basis=tuple(self.legal_basis),
            rules=tuple(self.rules),
            sources=tuple(rubric.Source(**dict(s)) for s in self.sources),
        )


class _Choice(Shape):
    value: Code
    group: str = ""
    aliases: list[str] = []


class ChoicesShape(Shape):
    """``templates/forms/pilihan.yaml``."""

    kit_schema: Literal[1] = Field(alias="schema")
    choices: dict[str, list[_Choice]]

    def lists(self) -> dict[str, ChoiceList]:
        """The lists by name."""
        return {
            name: ChoiceList(
                name=name,
                choices=tuple(Choice(value=c.value, group=c.group, aliases=tuple(c.aliases)) for c in listed),
            )
            for name, listed in self.choices.items()
        }
