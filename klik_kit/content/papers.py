"""``templates/documents/daftar.yaml``: the papers there are, and the places their templates may name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from klik_kit.content.reading import read_shape, refuse
from klik_kit.content.shapes import Code, Shape
from klik_kit.core.papers import About, PaperKind, Place
from klik_kit.errors import Problem
from klik_kit.places import shipped

_Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class _PlaceShape(Shape):
    label: Code
    texts: bool = False
    rows: dict[_Name, _PlaceShape | Code] = Field(default_factory=dict)


_Places = dict[_Name, _PlaceShape | Code]


class _PaperShape(Shape):
    title: Code
    about: Literal["daerah", "unit", "inovasi", "baris", "sesi", "kelas", "spd"]
    template: str = ""
    page: bool = False
    hint: str = ""
    choose: bool = False
    noted: str = ""
    documents: list[Code] = Field(default_factory=list)
    rows: list[Code] = Field(default_factory=list)
    places: _Places


class PapersShape(Shape):
    """The file."""

    kit_schema: Literal[1] = Field(alias="schema")
    shared: _Places
    papers: dict[_Name, _PaperShape]


@lru_cache(maxsize=1)
def load_papers(path: Path | None = None) -> Mapping[str, PaperKind]:
    """All kinds of papers by name, in the order of the list.

    Raises:
        ContentError: the list breaks its rules; all problems at once.
    """
    path = path or shipped("templates") / "documents" / "daftar.yaml"
    read = read_shape(path, PapersShape, what="Daftar dokumen")
    shared = _places(read.shared)
    found = {
        name: PaperKind(
            name=name, title=paper.title, about=About(paper.about), template=paper.template or name, page=paper.page, hint=paper.hint, choose=paper.choose, noted=paper.noted, documents=tuple(paper.documents), rows=tuple(paper.rows), places=shared + _places(paper.places)
        )
        for name, paper in read.papers.items()
    }  # fmt: skip
    refuse(
        "Daftar dokumen",
        [problem for name, paper in read.papers.items() for problem in _wrong(name, paper, read.shared)],
    )
    return found


def _places(given: _Places) -> tuple[Place, ...]:
    return tuple(_place(name, shape) for name, shape in given.items())


def _place(name: str, shape: _PlaceShape | str) -> Place:
    if isinstance(shape, str):
        return Place(name=name, label=shape)
    return Place(name=name, label=shape.label, texts=shape.texts, rows=_places(shape.rows))


def _wrong(name: str, paper: _PaperShape, shared: _Places) -> list[Problem]:
    where = f"daftar.yaml: papers.{name}"
    twice = [place for place in paper.places if place in shared]
    found = [Problem(where=where, what=f"isian {place!r} sudah ada untuk semua dokumen.") for place in twice]
    of_row = About(paper.about) is About.ROW
    if any(bool(given) != of_row for given in (paper.rows, paper.documents, paper.hint)):
        what = "kunci rows, documents, dan hint selalu bersama about: baris."
        found.append(Problem(where=where, what=what, mend="Sebut baris, dokumen rubrik, dan penjelasannya."))
    return found
