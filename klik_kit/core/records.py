"""Records, answers and changes: what the store keeps, as plain values.

A record is a thing with many answers (an innovation, its assessment, a unit, a setting). Its
answers are texts; what they mean is known to the module that owns the record's kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordKey:
    """Which record, and where it belongs.

    ``kind`` is a lower-case noun (``unit``, ``inovasi``, ``penilaian``, ``data_dukung``, ``spd``,
    ``daerah`` …), ``unit`` the code of the OPD that owns it, ``parent`` the id of the record it is
    part of, ``edition`` the rubric edition it speaks about. ``id`` is unique over all kinds.
    """

    id: str
    kind: str
    unit: str | None = None
    parent: str | None = None
    edition: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The newest value of one field. ``value`` is None once cleared; ``version`` counts from 1."""

    field: str
    value: str | None
    version: int
    who: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A wish to set one field: ``base`` is the version the writer saw, 0 where none was there.

    A record that does not exist yet is made by the first change that names it. For one that
    exists, a new ``record.unit`` moves it to that unit; kind, parent and edition never change.
    """

    record: RecordKey
    field: str
    value: str | None
    base: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A field that a decision was made on, and its version then; 0 where none was there.

    A save that names it is refused when the field has another version by now.
    """

    record: str
    field: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record with the newest answer of each field, by field name."""

    key: RecordKey
    answers: Mapping[str, Answer] = field(default_factory=dict)

    def value(self, name: str) -> str | None:
        """The newest value of a field; None where never answered or cleared."""
        answer = self.answers.get(name)
        return None if answer is None else answer.value

    def values(self) -> dict[str, str]:
        """All fields that have a value."""
        return {name: a.value for name, a in self.answers.items() if a.value is not None}

    def version(self, name: str) -> int:
        """The version of a field, 0 where it was never answered."""
        answer = self.answers.get(name)
        return answer.version if answer else 0

    def change(self, name: str, value: str | None) -> Change:
        """A wish to set a field, made on the answer that stands here."""
        return Change(record=self.key, field=name, value=value, base=self.version(name))

    def seen(self, name: str) -> Seen:
        """That a decision was made on the answer that stands here."""
        return Seen(record=self.key.id, field=name, version=self.version(name))


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One saved answer, as it was; ``hash`` covers this entry and the hash before it."""

    number: int
    record: str
    field: str
    value: str | None
    version: int
    who: str
    at: datetime
    hash: str
