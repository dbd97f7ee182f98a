"""``templates/instruments/portal.yaml`` becomes the portal's fields and rules; every problem at once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StrictInt

from klik_kit.content import editions, load_choices, load_edition
from klik_kit.content.forms import load_form
from klik_kit.content.reading import read_shape, refuse
from klik_kit.content.shapes import Code, Shape
from klik_kit.core.forms import fields_of
from klik_kit.core.portal import KINDS, Portal, PortalField
from klik_kit.errors import Problem
from klik_kit.places import shipped

_MEGABYTE = 1024 * 1024


class _Field(Shape):
    id: Code
    label: Code
    source: str = Field(alias="from")
    kind: str
    required: bool = False
    warn: bool = False
    hint: str = ""
    words: dict[str, Code] = Field(default_factory=dict)


class PortalShape(Shape):
    """``templates/instruments/portal.yaml``."""

    kit_schema: Literal[1] = Field(alias="schema")
    id: Literal["portal"]
    fields: list[_Field]
    large_file_mb: Annotated[StrictInt, Field(ge=1, le=1000)]
    private_rows: list[Code] = Field(default_factory=list)

    def portal(self) -> Portal:
        """The fields as core values."""
        return Portal(
            fields=tuple(PortalField(**dict(f)) for f in self.fields),
            large_file=self.large_file_mb * _MEGABYTE,
            private_rows=frozenset(self.private_rows),
        )


@lru_cache(maxsize=4)
def load_portal(path: Path | None = None) -> Portal:
    """The portal's fields, in the file's order.

    Raises:
        ContentError: the file breaks its rules; all problems at once.
    """
    path = path or shipped("templates") / "instruments" / "portal.yaml"
    portal = read_shape(path, PortalShape, what="Isian portal").portal()
    refuse("Isian portal", list(_across(path.name, portal)))
    return portal


def _across(file: str, portal: Portal) -> Iterator[Problem]:
    """Names given twice, kinds, profile fields, choices and rows that do not exist."""
    profile, choices = fields_of(load_form("profil")), load_choices()
    ids = [f.id for f in portal.fields]
    sources = [f.source for f in portal.fields if f.source]
    for one in portal.fields:
        where = f"{file}: fields[{one.id}]"
        if ids.count(one.id) > 1:
            yield Problem(where=where, what="id dipakai lebih dari sekali.")
        if one.source and sources.count(one.source) > 1:
            yield Problem(where=f"{where}.from", what=f"isian {one.source!r} dipakai lebih dari sekali.")
        if one.kind not in KINDS:
            yield Problem(where=f"{where}.kind", what=f"{one.kind!r} tidak dikenal. Pilih: {', '.join(sorted(KINDS))}.")
        if one.source and one.source not in profile:
            yield Problem(where=f"{where}.from", what=f"isian {one.source!r} tidak ada pada formulir profil.")
        if one.required and not one.source:
            yield Problem(where=f"{where}.required", what="isian tanpa from tidak tersimpan di kit, jadi tidak dapat diwajibkan.")  # fmt: skip
        listed = profile[one.source].choices if one.source in profile else ""
        for word in one.words:
            if not listed or word not in choices[listed].values:
                yield Problem(where=f"{where}.words", what=f"pilihan {word!r} tidak ada dalam daftarnya.")
    known = {row.row for edition in editions() for row in load_edition(edition).sid}
    for row in sorted(portal.private_rows - known):
        yield Problem(where=f"{file}: private_rows", what=f"baris {row!r} tidak dikenal.")
