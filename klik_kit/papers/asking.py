"""A wish for a paper: of which workspace, about what, on which day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from klik_kit.core.records import Record
from klik_kit.core.region import Official, Unit
from klik_kit.core.rubric import Edition
from klik_kit.workspace import Workspace

HEADS = ("Kepala Bapperida", "Kepala Bappeda", "Kepala BRIDA")
DRAFT = "DRAF – belum disahkan"
Places = Mapping[str, Any]
_LINES = re.compile(r"\r\n|\r|\n")
_MOST_LINES = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a paper is made of.

    Attributes:
        record: the unit, innovation, session or class it is about; None for the region.
        row: the indicator, of a paper that is its evidence.
        chosen: ids of the innovations it lists, where its maker chose them; empty for all that it may list.
        today: the day on the clinic's wall.
    """

    workspace: Workspace
    record: Record | None
    today: date
    row: str = ""
    chosen: tuple[str, ...] = ()

    @property
    def about(self) -> Record:
        """The record; only for papers that are about one."""
        if self.record is None:
            raise TypeError("this paper is about the region")
        return self.record

    @property
    def edition(self) -> Edition:
        """The rubric edition the region has set."""
        return self.workspace.edition()

    @property
    def unit(self) -> Unit | None:
        """The unit the record belongs to."""
        return self.workspace.units.get(self.record.key.unit or "") if self.record else None

    def unit_name(self, code: str | None) -> str:
        """A unit's name; its code where no such unit is known."""
        unit = self.workspace.units.get(code or "")
        return unit.name if unit else code or ""

    def official(self, *roles: str) -> Official:
        """The first official of these roles; nameless where there is none."""
        by_role = {official.role: official for official in self.workspace.officials}
        return next((by_role[role] for role in roles if role in by_role), Official(role=roles[0]))

    def person_name(self, account: str) -> str:
        """The name of an account's person, a pseudonym where it was deleted; empty where there is none."""
        return next((a.name for a in self.workspace.store.accounts.list(deleted=True) if a.id == account), "")


def signed_by(official: Official) -> Places:
    """The places of a signature: an official's; what is not known is left blank, a rank left out."""
    return {
        "penanda_jabatan": official.title or official.role,
        "penanda_nama": official.name,
        "penanda_pangkat": official.rank or None,
        "penanda_nip": official.nip,
    }


def signed_by_head(unit: Unit | None) -> Places:
    """The places of a signature: the head of a unit."""
    if unit is None:
        return {"penanda_jabatan": "", "penanda_nama": "", "penanda_pangkat": None, "penanda_nip": ""}
    return {
        "penanda_jabatan": unit.head_title or f"Kepala {unit.name}",
        "penanda_nama": unit.head,
        "penanda_pangkat": None,
        "penanda_nip": unit.head_nip,
    }


def letterhead_of(asked: Asked) -> Places:
    """The letterhead of the record's unit: its government above its name, without another office's address."""
    above = asked.workspace.region.letterhead[:1] or (f"PEMERINTAH {asked.workspace.region.name.upper()}",)
    return {"kop": list(above), "kop_utama": asked.unit.name.upper() if asked.unit else "", "alamat": None}


def numbered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with their numbers, from one."""
    return [{"nomor": number, **row} for number, row in enumerate(rows, start=1)]


def lines_of(text: str) -> list[str]:
    """Every line with words as a paragraph of its own; what is beyond any paper is joined, never dropped."""
    lines = [line for line in _LINES.split(text) if line.strip()]
    if len(lines) > _MOST_LINES:
        lines[_MOST_LINES - 1 :] = [" ".join(lines[_MOST_LINES - 1 :])]
    return lines


def facts(*pairs: tuple[str, str | None]) -> list[dict[str, str]]:
    """Labels with what is known; pairs without a value are left out."""
    return [{"label": label, "isi": value} for label, value in pairs if value]
