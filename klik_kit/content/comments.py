"""``templates/instruments/komentar.yaml`` becomes the reviewers' bank of comments; every problem at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from klik_kit.content import editions, load_edition
from klik_kit.content.reading import read_shape, refuse
from klik_kit.content.shapes import Code, Shape
from klik_kit.core.comments import Comment
from klik_kit.core.forms import MOST_LETTERS
from klik_kit.core.rubric import MAX_LEVEL
from klik_kit.errors import Problem
from klik_kit.places import shipped


def _id(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", value):
        raise ValueError("id hanya huruf kecil, angka, dan tanda hubung.")
    return value


def _levels(value: list[int]) -> list[int]:
    if any(not 0 <= level <= MAX_LEVEL for level in value):
        raise ValueError(f"parameter hanya 0 sampai {MAX_LEVEL}.")
    return value


def _short(value: str) -> str:
    if len(value) > MOST_LETTERS:
        raise ValueError(f"paling banyak {MOST_LETTERS} huruf.")
    return value


class _Comment(Shape):
    id: Annotated[str, AfterValidator(_id)]
    row: str = ""
    levels: Annotated[list[int], AfterValidator(_levels)] = Field(default_factory=list)
    label: Code
    text: Annotated[Code, AfterValidator(_short)]


class CommentsShape(Shape):
    """``templates/instruments/komentar.yaml``."""

    kit_schema: Literal[1] = Field(alias="schema")
    id: Literal["komentar"]
    comments: list[_Comment]

    def bank(self) -> tuple[Comment, ...]:
        """The comments as core values."""
        return tuple(Comment(**{**dict(c), "levels": tuple(c.levels)}) for c in self.comments)


@lru_cache(maxsize=4)
def load_comments(path: Path | None = None) -> tuple[Comment, ...]:
    """The bank of comments, in the file's order.

    Raises:
        ContentError: the file breaks its rules; all problems at once.
    """
    path = path or shipped("templates") / "instruments" / "komentar.yaml"
    bank = read_shape(path, CommentsShape, what="Bank komentar").bank()
    refuse("Bank komentar", list(_across(path.name, bank)))
    return bank


def _across(file: str, bank: tuple[Comment, ...]) -> Iterator[Problem]:
    """Ids given twice, and rows that no edition has."""
    ids = [c.id for c in bank]
    for name in sorted({i for i in ids if ids.count(i) > 1}):
        yield Problem(where=f"{file}: comments[{name}]", what="id dipakai dua kali.")
    known = {row.row for edition in editions() for row in load_edition(edition).sid}
    for comment in bank:
        if comment.row and comment.row not in known:
            yield Problem(where=f"{file}: comments[{comment.id}].row", what=f"baris {comment.row!r} tidak dikenal.")
