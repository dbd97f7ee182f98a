"""``templates/instruments/penyamaran.yaml``: what is masked in outputs that others read.

A region writes digits and words, never patterns: whatever the file says, a text is read in one pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator
from pydantic import Field as Described

from klik_kit.content.reading import read_shape, refuse
from klik_kit.content.shapes import Code, Shape
from klik_kit.core.masked_numbers import NumberRule
from klik_kit.core.masking import HIDDEN, Masking
from klik_kit.errors import Problem
from klik_kit.places import shipped

_SHORTEST, _LONGEST, _MOST_WORDS, _MOST_DIGITS, _MOST_KEPT, _FARTHEST = 2, 60, 300, 30, 4, 500
_BORN = {"ddmmyy": 6, "yyyymmdd": 8}


def _word(value: str) -> str:
    if not _SHORTEST <= len(value.strip()) <= _LONGEST or "\n" in value:
        raise ValueError(f"sebuah kata atau frasa, {_SHORTEST} sampai {_LONGEST} huruf.")
    if value.casefold() in HIDDEN:
        raise ValueError("kata ini bagian dari tanda penyamaran itu sendiri.")
    return value.strip()


def _digits(value: str) -> str:
    if not re.fullmatch(r"[0-9]{1,12}", value):
        raise ValueError("hanya angka, paling banyak 12.")
    return value


def _few(value: list[str]) -> list[str]:
    if len(value) > _MOST_WORDS:
        raise ValueError(f"paling banyak {_MOST_WORDS} butir.")
    return value


Word = Annotated[str, AfterValidator(_word)]
Words = Annotated[list[Word], AfterValidator(_few)]


class _Number(Shape):
    id: Code
    label: Code
    called: Word
    fewest: int
    most: int
    starts: Annotated[list[Annotated[str, AfterValidator(_digits)]], AfterValidator(_few)] = Described(
        default_factory=list
    )
    born_at: int = 0
    born: Literal["ddmmyy", "yyyymmdd"] = "ddmmyy"
    whole: bool = False
    labels: Words = Described(default_factory=list)
    keep: int = 0

    def value(self) -> NumberRule:
        given = {name: value for name, value in dict(self).items() if name != "label"}
        return NumberRule(**{**given, "starts": tuple(self.starts), "labels": tuple(self.labels)})


class _Health(Shape):
    called: Word
    labels: Words
    persons: Words
    words: Words
    near: int


class _File(Shape):
    kit_schema: Literal[1] = Described(alias="schema")
    id: Literal["penyamaran"]
    numbers: Annotated[list[_Number], Described(min_length=1)]
    kept: list[_Number]
    currencies: Words
    health: _Health


@lru_cache(maxsize=4)
def load_masking(path: Path | None = None) -> Masking:
    """What is masked, as the shipped file or another says.

    Raises:
        ContentError: the file breaks its rules; all problems at once.
    """
    path = path or shipped("templates") / "instruments" / "penyamaran.yaml"
    read = read_shape(path, _File, what="Aturan penyamaran")
    refuse("Aturan penyamaran", list(_wrong(path.name, read)))
    return Masking(
        numbers=tuple(rule.value() for rule in read.numbers),
        kept=tuple(rule.value() for rule in read.kept),
        currencies=tuple(read.currencies),
        labels=tuple(read.health.labels),
        persons=tuple(read.health.persons),
        words=tuple(read.health.words),
        near=read.health.near,
        illness=read.health.called,
    )


def _wrong(file: str, read: _File) -> Iterator[Problem]:
    """Numbers that cannot be, what would show too much, and names given twice."""
    rules: Sequence[tuple[str, _Number]] = [
        *(("numbers", rule) for rule in read.numbers),
        *(("kept", rule) for rule in read.kept),
    ]
    names = [rule.id for _, rule in rules]
    for part, rule in rules:
        where = f"{file}: {part}[{rule.id}]"
        if names.count(rule.id) > 1:
            yield Problem(where=where, what="id dipakai dua kali.")
        if not 6 <= rule.fewest <= rule.most <= _MOST_DIGITS:
            yield Problem(where=where, what=f"fewest dan most: 6 sampai {_MOST_DIGITS}, fewest tidak melebihi most.")
        if not 0 <= rule.keep <= _MOST_KEPT:
            yield Problem(where=f"{where}.keep", what=f"paling banyak {_MOST_KEPT} angka terakhir yang terbaca.")
        if rule.born_at and not 1 <= rule.born_at <= rule.fewest - _BORN[rule.born] + 1:
            yield Problem(where=f"{where}.born_at", what="tanggal lahir tidak muat di dalam angkanya.")
        if not (rule.starts or rule.born_at or rule.whole or rule.labels):
            what = "semua angka sepanjang itu akan kena."
            yield Problem(where=where, what=what, mend="Isi starts, born_at, whole, atau labels.")
    if not 1 <= read.health.near <= _FARTHEST:
        yield Problem(where=f"{file}: health.near", what=f"1 sampai {_FARTHEST} huruf.")
