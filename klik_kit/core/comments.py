"""Reusable comments of reviewers, and which of them fit a row.

May not read files: `klik_kit.content.comments` builds these values.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A sentence to choose and edit; ``row`` empty: for every row, ``levels`` empty: for every level."""

    id: str
    label: str
    text: str
    row: str = ""
    levels: tuple[int, ...] = ()


def fitting(comments: Iterable[Comment], *, row: str, level: int | None) -> tuple[Comment, ...]:
    """The comments for a row at the unit's level: its own first, then the general ones."""
    found = [c for c in comments if c.row in {"", row} and (not c.levels or level is None or level in c.levels)]
    return tuple(sorted(found, key=lambda c: not c.row))
