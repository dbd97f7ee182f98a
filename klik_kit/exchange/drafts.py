"""What a file says, before anybody decides what it changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from klik_kit.core.records import RecordKey
from klik_kit.errors import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One row of a file as a wish for a record: the fields it fills, and where it stands.

    A field that the row leaves blank is absent, so that a half-filled file wipes nothing; None
    clears it.
    """

    place: str
    label: str
    key: RecordKey
    values: Mapping[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All drafts of a file, what had to be refused (by sheet and cell), and remarks."""

    source: str
    drafts: tuple[Draft, ...]
    refused: tuple[Problem, ...]
    remarks: tuple[str, ...] = ()
