"""The ids of records: the same unit, name and edition always give the same.

Pure.
"""

from __future__ import annotations

import hashlib
from base64 import b32encode

from klik_kit.core.bahasa import plain
from klik_kit.core.records import RecordKey


def same(name: str) -> str:
    """What two spellings of one name have in common; a name of signs only is compared as it is."""
    return plain(name) or name


def innovation_id(unit: str, name: str) -> str:
    """A stable id for an innovation that has none yet: the same unit and name always give the same."""
    return f"INV-{digest(unit, same(name))}"


def assessment_key(innovation: str, edition: str, unit: str | None = None) -> RecordKey:
    """The record that holds an innovation's scores under one edition."""
    return RecordKey(id=f"{innovation}@{edition}", kind="penilaian", unit=unit, parent=innovation, edition=edition)


def spd_key(edition: str) -> RecordKey:
    """The record that holds the region's own rows under one edition."""
    return RecordKey(id=f"spd@{edition}", kind="spd", edition=edition)


def unit_key(code: str) -> RecordKey:
    """The record of a unit."""
    return RecordKey(id=f"unit:{code}", kind="unit", unit=code)


def digest(*parts: str) -> str:
    """Eight letters and digits that stand for some texts."""
    raw = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return b32encode(raw)[:8].decode()
