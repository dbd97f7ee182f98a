"""``templates/instruments/kesiapan.yaml`` and ``strategi.yaml`` become core values; every problem at once.

May not know who is asked or what was done.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, Field

from klik_kit.content.reading import read_shape, refuse
from klik_kit.content.shapes import Code, Shape
from klik_kit.core.readiness import Key, Statement, Strategy
from klik_kit.errors import Problem
from klik_kit.places import shipped

_FEWEST_KEYS, _MOST_KEYS, _MOST_STATEMENTS, _MOST_STRATEGIES = 3, 12, 2, 30
_S = TypeVar("_S", bound="_Instrument")


def _id(value: str) -> str:
    if not re.fullmatch(r"[a-z_]+", value):
        raise ValueError("nama hanya huruf kecil dan garis bawah.")
    return value


Id = Annotated[str, AfterValidator(_id)]


class _Statement(Shape):
    text: Code
    low: Code
    middle: Code
    high: Code


class _Key(Shape):
    id: Id
    name: Code
    statements: list[_Statement]


class _Strategy(Shape):
    id: Id
    name: Code
    proof: str = ""


class _Instrument(Shape):
    kit_schema: Literal[1] = Field(alias="schema")
    id: Code


class _Readiness(_Instrument):
    keys: list[_Key]


class _Strategies(_Instrument):
    strategies: list[_Strategy]


@lru_cache(maxsize=4)
def load_readiness(path: Path | None = None) -> tuple[Key, ...]:
    """The keys of the readiness survey with their statements.

    Raises:
        ContentError: the file breaks its rules; all problems at once.
    """
    shape = _read("kesiapan", path, _Readiness, _of_keys)
    return tuple(
        Key(id=k.id, name=k.name, statements=tuple(Statement(**dict(s)) for s in k.statements)) for k in shape.keys
    )


@lru_cache(maxsize=4)
def load_strategies(path: Path | None = None) -> tuple[Strategy, ...]:
    """The strategies that the region keeps track of each year.

    Raises:
        ContentError: the file breaks its rules; all problems at once.
    """
    shape = _read("strategi", path, _Strategies, _of_strategies)
    return tuple(Strategy(**dict(s)) for s in shape.strategies)


def _read(name: str, path: Path | None, shape: type[_S], rules: Callable[[str, _S], Iterator[Problem]]) -> _S:
    path = path or shipped("templates") / "instruments" / f"{name}.yaml"
    found = read_shape(path, shape, what=f"Instrumen {name}")
    problems = list(rules(path.name, found))
    if found.id != name:
        problems.append(Problem(where=f"{path.name}: id", what=f"{found.id!r} tidak sama dengan nama {name!r}."))
    refuse(f"Instrumen {name}", problems)
    return found


def _of_keys(file: str, found: _Readiness) -> Iterator[Problem]:
    yield from _twice(file, [key.id for key in found.keys])
    if not _FEWEST_KEYS <= len(found.keys) <= _MOST_KEYS:
        yield Problem(where=f"{file}: keys", what=f"harus {_FEWEST_KEYS} sampai {_MOST_KEYS} kunci.")
    for key in found.keys:
        if not 1 <= len(key.statements) <= _MOST_STATEMENTS:
            what = f"harus satu sampai {_MOST_STATEMENTS} pernyataan."
            yield Problem(where=f"{file}: keys[{key.id}].statements", what=what)


def _of_strategies(file: str, found: _Strategies) -> Iterator[Problem]:
    yield from _twice(file, [strategy.id for strategy in found.strategies])
    if not 1 <= len(found.strategies) <= _MOST_STRATEGIES:
        yield Problem(where=f"{file}: strategies", what=f"harus satu sampai {_MOST_STRATEGIES} strategi.")


def _twice(file: str, ids: Sequence[str]) -> Iterator[Problem]:
    for one in sorted({one for one in ids if ids.count(one) > 1}):
        yield Problem(where=f"{file}: {one}", what="nama ini dipakai dua kali.")
