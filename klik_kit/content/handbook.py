"""``templates/instruments/buku.yaml``: what Buku Klik says in the clinic's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field as Described
from pydantic import ValidationError

from klik_kit.content.reading import read_yaml, told
from klik_kit.content.shapes import Code, Shape
from klik_kit.core import handbook
from klik_kit.errors import ContentError, Problem
from klik_kit.places import shipped

_Texts = Annotated[list[Code], Described(min_length=1)]
_PLACE = re.compile(r"\{([^{}]*)\}")


class _Line(Shape):
    name: Code
    text: Code
    result: str = ""

    def line(self) -> handbook.Line:
        return handbook.Line(**dict(self))


class _Stage(Shape):
    id: Annotated[str, Described(pattern=r"^[a-z_]+$")]
    title: Code
    what: Code
    steps: _Texts
    results: _Texts
    forms: list[Code] = Described(default_factory=list)

    def stage(self) -> handbook.Stage:
        listed = {name: tuple(getattr(self, name)) for name in ("steps", "results", "forms")}
        return handbook.Stage(id=self.id, title=self.title, what=self.what, **listed)


class _Clause(Shape):
    text: Code
    items: list[Code] = Described(default_factory=list)
    numbered: bool = False

    def clause(self) -> handbook.Clause:
        return handbook.Clause(text=self.text, items=tuple(self.items), numbered=self.numbered)


class _Title(Shape):
    title: Code
    articles: Annotated[list[Annotated[list[_Clause], Described(min_length=1)]], Described(min_length=1)]

    def value(self) -> handbook.Title:
        articles = tuple(tuple(clause.clause() for clause in article) for article in self.articles)
        return handbook.Title(title=self.title, articles=articles)


class _Regulation(Shape):
    about: Code
    warning: Code
    considering: _Texts
    remembering: _Texts
    titles: Annotated[list[_Title], Described(min_length=1)]

    def regulation(self) -> handbook.Regulation:
        return handbook.Regulation(
            about=self.about,
            warning=self.warning,
            considering=tuple(self.considering),
            remembering=tuple(self.remembering),
            titles=tuple(title.value() for title in self.titles),
        )


class _Beginning(Shape):
    title: Code
    text: Code
    commands: list[Code] = Described(default_factory=list)

    def beginning(self) -> handbook.Beginning:
        return handbook.Beginning(title=self.title, text=self.text, commands=tuple(self.commands))


class _Book(Shape):
    kit_schema: int = Described(alias="schema", ge=1, le=1)
    opening: _Texts
    about: _Texts
    promises: list[_Line]
    services: list[_Line]
    visit: list[_Line]
    visit_forms: list[Code] = Described(default_factory=list)
    stages_note: Code
    stages: Annotated[list[_Stage], Described(min_length=1)]
    panels: dict[str, Code] = Described(default_factory=dict)
    rhythm_note: Code
    rhythm: list[_Line]
    regulation: _Regulation
    beginnings: list[_Beginning]
    sources: _Texts

    def text(self) -> handbook.HandbookText:
        lines = {
            name: tuple(line.line() for line in getattr(self, name))
            for name in ("promises", "services", "visit", "rhythm")
        }
        texts = {name: tuple(getattr(self, name)) for name in ("opening", "about", "visit_forms", "sources")}
        return handbook.HandbookText(
            stages_note=self.stages_note,
            stages=tuple(stage.stage() for stage in self.stages),
            panels=dict(self.panels),
            rhythm_note=self.rhythm_note,
            regulation=self.regulation.regulation(),
            beginnings=tuple(beginning.beginning() for beginning in self.beginnings),
            **lines,
            **texts,
        )


@lru_cache(maxsize=4)
def load_handbook(path: Path | None = None) -> handbook.HandbookText:
    """The texts of the book, with their places still to be filled in.

    Raises:
        ContentError: the file breaks its rules; all problems at once.
    """
    path = path or shipped("templates") / "instruments" / "buku.yaml"
    raw = read_yaml(path)
    problems = list(_strange_places(path.name, raw))
    read = None
    try:
        read = _Book.model_validate(raw)
    except ValidationError as error:
        problems += [told(path.name, raw, e) for e in error.errors(include_url=False)]
    if read is not None:
        ids = [stage.id for stage in read.stages]
        problems += [
            Problem(where=f"{path.name}: stages[{name}]", what="tahap ini ditulis dua kali.")
            for name in sorted({name for name in ids if ids.count(name) > 1})
        ]
    if problems or read is None:
        raise ContentError("Naskah Buku Klik tidak dapat dipakai:", problems)
    return read.text()


def _strange_places(where: str, node: Any) -> Iterator[Problem]:
    """What stands in braces and is none of the names that can be filled in."""
    if isinstance(node, dict):
        for key, inner in node.items():
            yield from _strange_places(f"{where}: {key}" if ":" not in where else f"{where}.{key}", inner)
    elif isinstance(node, list):
        for number, inner in enumerate(node, start=1):
            yield from _strange_places(f"{where}[{number}]", inner)
    elif isinstance(node, str):
        known = ", ".join(f"{{{place}}}" for place in handbook.PLACES)
        for name in _PLACE.findall(node):
            if name not in handbook.PLACES:
                yield Problem(where=where, what=f"{{{name}}} tidak dikenal.", mend=f"Yang dapat dipakai: {known}.")
