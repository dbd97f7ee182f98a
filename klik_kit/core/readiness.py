"""Readiness by the seven keys: what is asked, and what many answers say together.

Pure. The keys are FORMS.md section 11 (Buton Utara). Answers are told together only, and not below
three of them: with fewer, everybody could tell who said what.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from klik_kit.core.diagnosis import on_scale
from klik_kit.core.forms import Field, Form, Section
from klik_kit.core.spread import Spread, spread_of, widest

FEWEST = 3
"""Fewer answers are not shown."""
Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A plain statement on a scale of 1-5, and what 1, 3 and 5 mean."""

    text: str
    low: str
    middle: str
    high: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One of the keys; its statements are answered as ``id.1``, ``id.2``."""

    id: str
    name: str
    statements: tuple[Statement, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """The names its answers are kept under."""
        return tuple(f"{self.id}.{number}" for number in range(1, len(self.statements) + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy:
    """One of the ten strategies (FORMS.md section 11), and what shows that it was done."""

    id: str
    name: str
    proof: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A key as people see it: how many said so, and the spread; None where it must not be shown."""

    key: Key
    n: int
    spread: Spread | None


def readiness_form(name: str, keys: Sequence[Key]) -> Form:
    """The survey as a form: one section a key."""
    sections = tuple(
        Section(
            id=key.id,
            title=key.name,
            items=tuple(
                Field(
                    name=field,
                    label=told.text,
                    type="scale",
                    hint=f"1: {told.low} 3: {told.middle} 5: {told.high}",
                )
                for field, told in zip(key.fields, key.statements, strict=True)
            ),
        )
        for key in keys
    )
    return Form(id=name, title="Survei kesiapan", sections=sections)


def said(key: Key, answers: Answers) -> Fraction | None:
    """What one person says of a key, the mean of its statements; None until all of them are answered."""
    found = [on_scale(answers.get(field)) for field in key.fields]
    known = [rating for rating in found if rating is not None]
    return Fraction(sum(known), len(known)) if len(known) == len(key.fields) else None


def readings(keys: Iterable[Key], asked: Sequence[Answers], *, others: Sequence[Answers] = ()) -> tuple[Reading, ...]:
    """Each key as the people asked see it.

    Args:
        keys: in the order to be shown.
        asked: the answers of each person.
        others: the answers of those who are not shown here but are counted in the whole. Where only one or two
            of them said something, a part is not shown either: the whole less the part would give them away.
    """
    found = []
    for key in keys:
        values = [value for answers in asked if (value := said(key, answers)) is not None]
        rest = sum(1 for answers in others if said(key, answers) is not None)
        hidden = len(values) < FEWEST or 0 < rest < FEWEST
        found.append(Reading(key=key, n=len(values), spread=None if hidden else spread_of(values)))
    return tuple(found)


def most_divided(found: Iterable[Reading]) -> tuple[Reading, ...]:
    """The keys on which people differ most; none where they differ on all of them alike."""
    return widest((r.spread, r) for r in found)
