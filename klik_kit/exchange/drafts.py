"""What a row of a file says, before anybody decides what it changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from klik_kit.core.records import RecordKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One row of a file as a wish for a record: the fields it fills, and where it stands.

    A field that the row leaves blank is absent, so that a half-filled file wipes nothing; None
    clears it. ``columns`` gives the letters of the column that a field was read from.
    """

    place: str
    label: str
    key: RecordKey
    values: Mapping[str, str | None]
    columns: Mapping[str, str] = field(default_factory=dict)

    def at(self, name: str) -> str:
        """The cell of a field, as ``Inovasi!B3``."""
        sheet, _, row = self.place.rpartition("!")
        return f"{sheet}!{self.columns[name]}{row}" if name in self.columns else self.place
