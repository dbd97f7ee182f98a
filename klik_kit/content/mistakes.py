"""``templates/instruments/kesalahan.yaml``: what is often wrong in a row of the rubric."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field as Described

from klik_kit.content import editions, load_edition
from klik_kit.content.reading import read_shape, refuse
from klik_kit.content.shapes import Code, Shape
from klik_kit.core.handbook import Mistake
from klik_kit.core.rubric import Edition
from klik_kit.errors import Problem
from klik_kit.places import shipped


class _Mistake(Shape):
    text: Code
    source: Code


class _Row(Shape):
    row: Code
    name: Code
    mistakes: Annotated[list[_Mistake], Described(min_length=1)]


class _File(Shape):
    kit_schema: int = Described(alias="schema", ge=1, le=1)
    edition: Code
    rows: Annotated[list[_Row], Described(min_length=1)]


def mistakes_of(edition: Edition, path: Path | None = None) -> dict[str, tuple[Mistake, ...]]:
    """What is often wrong, by row of an edition; only for rows that carry the same number and the same name.

    Args:
        edition: another than the file's own has the rows that it shares with it.
        path: the shipped file where None.

    Raises:
        ContentError: the file breaks its rules; all problems at once.
    """
    known = _load(path)
    return {row: known[row, i.name] for row, i in edition.by_row.items() if (row, i.name) in known}


@lru_cache(maxsize=4)
def _load(path: Path | None) -> dict[tuple[str, str], tuple[Mistake, ...]]:
    path = path or shipped("templates") / "instruments" / "kesalahan.yaml"
    read = read_shape(path, _File, what="Daftar kesalahan")
    refuse("Daftar kesalahan", _against_edition(path.name, read))
    return {
        (row.row, row.name): tuple(Mistake(text=m.text, source=m.source) for m in row.mistakes) for row in read.rows
    }


def _against_edition(file: str, read: _File) -> list[Problem]:
    if read.edition not in editions():
        return [Problem(where=f"{file}: edition", what=f"edisi {read.edition!r} tidak ada.")]
    edition = load_edition(read.edition)
    sources = {source.id for source in edition.sources}
    found = []
    rows = [row.row for row in read.rows]
    for row in read.rows:
        where = f"{file}: rows[{row.row}]"
        if row.row not in edition.by_row:
            found.append(Problem(where=where, what=f"baris ini tidak ada pada edisi {edition.id}."))
        elif edition.by_row[row.row].name != row.name:
            found.append(Problem(where=f"{where}.name", what=f"namanya {edition.by_row[row.row].name!r}."))
        if rows.count(row.row) > 1:
            found.append(Problem(where=where, what="baris ini ditulis dua kali."))
        found += [
            Problem(where=f"{where}.source", what=f"sumber {m.source!r} tidak ada pada edisi {edition.id}.")
            for m in row.mistakes
            if m.source not in sources
        ]
    return found
