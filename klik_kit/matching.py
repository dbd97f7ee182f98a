"""Units and innovations of a portal export against those of the store.

May not invent: an unknown unit is proposed, by similarity of names, and refused until somebody
confirms it in the sheet *Padanan Unit*.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from klik_kit.core.bahasa import plain
from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.records import Record, RecordKey
from klik_kit.core.rubric import Edition
from klik_kit.errors import Problem
from klik_kit.exchange import sheets
from klik_kit.exchange.drafts import Draft
from klik_kit.exchange.portal import PortalRow

if TYPE_CHECKING:
    from klik_kit.store import Store

_SIMILAR = 0.72
_REGION_TAIL = re.compile(r"\s+(provinsi|kabupaten|kab\.?|kota)\s+.*$", flags=re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitProposal:
    """A unit of the portal that no code is known for: the unit it may be (``code``), or a new one.

    ``known`` tells whether ``code`` is a unit of the store; ``likeness`` is 0-1.
    """

    name: str
    account: str
    code: str
    known: bool
    likeness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What a portal export becomes once its units are known."""

    drafts: tuple[Draft, ...]
    refused: tuple[Problem, ...]
    remarks: tuple[str, ...]
    proposals: tuple[UnitProposal, ...]


def resolve_portal(store: Store, rows: Sequence[PortalRow], *, edition: Edition, kind: ScoreKind) -> Match:
    """Give each row its unit's code and its innovation's id.

    An innovation the kit knows by unit and name keeps what its people wrote: the portal only fills
    what is blank. One that came from the portal follows the portal.
    """
    directory = _Directory(store)
    drafts: list[Draft] = []
    refused: list[Problem] = []
    unknown: dict[str, UnitProposal] = {}
    kept = 0
    for row in rows:
        code = directory.code(row)
        if code is None:
            proposal = unknown.setdefault(row.account or row.unit, directory.propose(row))
            guess = f"Usul: {proposal.code}." if proposal.known else "Belum ada unit yang mirip."
            refused.append(
                Problem(where=row.unit_cell, what=f"unit {row.unit!r} ({row.account or 'tanpa akun'}) belum dikenal. {guess}", mend="Lengkapi lembar Padanan Unit.")
            )  # fmt: skip
            continue
        old = directory.innovation(code, row.title)
        values, differing = _profile(row, old)
        kept += differing
        key = old.key if old else RecordKey(id=sheets.innovation_id(code, row.title), kind="inovasi", unit=code)
        drafts.append(Draft(place=row.place, label=row.title, key=key, values=values))
        if row.maturity is not None:
            drafts.append(
                Draft(
                    place=row.place,
                    label=row.title,
                    key=sheets.assessment_key(key.id, edition.id, code),
                    values={f"{kind}.total": row.maturity},
                )
            )
    remarks = (f"{kept} isian portal berbeda dari isian OPD; isian OPD dipertahankan.",) if kept else ()
    return Match(drafts=tuple(drafts), refused=tuple(refused), remarks=remarks, proposals=tuple(unknown.values()))


def _profile(row: PortalRow, old: Record | None) -> tuple[Mapping[str, str], int]:
    """The answers a portal row may give, and how many it would have changed against the unit's own."""
    if old is None or old.value("origin") == "portal":
        return {**row.values, "origin": "portal"}, 0
    blank = {name: value for name, value in row.values.items() if old.value(name) is None}
    return blank, sum(
        1 for name, value in row.values.items() if old.value(name) not in {None, value} and name != "name"
    )


class _Directory:
    """The units and innovations of a store, by every name the portal may use for them."""

    def __init__(self, store: Store) -> None:
        self._names: dict[str, str] = {}
        for record in store.list("unit"):
            self._names[plain(record.value("name") or "")] = record.key.unit or ""
        self._units = {name: code for name, code in self._names.items() if name}
        self._codes = {plain(code): code for code in self._units.values()}
        self._aliases: dict[str, str] = {}
        for record in store.list("padanan"):
            if code := record.value("code"):
                for written in (record.value("account"), record.value("name")):
                    if written:
                        self._aliases[plain(written)] = code
        self._innovations = {
            (record.key.unit, plain(record.value("name") or "")): record for record in store.list("inovasi")
        }

    def code(self, row: PortalRow) -> str | None:
        """The unit of a row: by the table first, then by its exact name without the region's."""
        found = self._aliases.get(plain(row.account)) if row.account else None
        return found or self._aliases.get(plain(row.unit)) or self._units.get(plain(_short(row.unit)))

    def innovation(self, unit: str, title: str) -> Record | None:
        """The unit's innovation of this title, however it is written."""
        return self._innovations.get((unit, plain(title)))

    def propose(self, row: PortalRow) -> UnitProposal:
        """The most similar unit, or a new code made from the account."""
        name = plain(_short(row.unit))
        likeness, code = max(((_likeness(name, unit), code) for unit, code in self._units.items()), default=(0.0, ""))
        known = likeness >= _SIMILAR
        return UnitProposal(
            name=row.unit,
            account=row.account,
            code=code if known else self._new_code(row),
            known=known,
            likeness=likeness,
        )

    def _new_code(self, row: PortalRow) -> str:
        words = re.findall(r"[A-Za-z0-9]+", row.account.rpartition(".")[2] or _short(row.unit))
        stem = "-".join(words).upper()[:24] or "UNIT"
        code, number = stem, 2
        while plain(code) in self._codes:
            code, number = f"{stem}-{number}", number + 1
        return code


def _short(name: str) -> str:
    """A unit's name without the region behind it."""
    return _REGION_TAIL.sub("", name).strip()


def _likeness(one: str, other: str) -> float:
    match = SequenceMatcher(None, one, other, autojunk=False)
    return match.ratio() if match.real_quick_ratio() >= _SIMILAR and match.quick_ratio() >= _SIMILAR else 0.0


def proposal_rows(proposals: Iterable[UnitProposal]) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Proposals as rows for the sheets *Padanan Unit* and *Unit*, to be checked by a person."""
    aliases, units = [], []
    for p in sorted(proposals, key=lambda p: p.name):
        note = (
            f"Mirip {p.likeness:.0%}; periksa." if p.known else "Unit baru; periksa nama dan jenisnya di lembar Unit."
        )
        aliases.append({"name": p.name, "account": p.account, "code": p.code, "proposal": note})
        if not p.known:
            units.append({"code": p.code, "name": _short(p.name)})
    return aliases, units
