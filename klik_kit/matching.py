"""Units and innovations of a portal export against those of the store.

May not invent: an unknown unit is proposed, by similarity of names, and refused until somebody
confirms it in the sheet *Padanan Unit*.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from klik_kit.core.bahasa import plain
from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.records import Record, RecordKey
from klik_kit.core.rubric import Edition
from klik_kit.errors import Problem
from klik_kit.exchange import sheets
from klik_kit.exchange.cells import shown
from klik_kit.exchange.drafts import Draft
from klik_kit.exchange.portal import PortalRow, twice

if TYPE_CHECKING:
    from klik_kit.store import Store

PORTAL = " (portal)"
"""What follows a person's name in the history where they brought in the portal's words, not their own."""

_SIMILAR = 0.72
_REGION_WORD = re.compile(r" (provinsi|kabupaten|kab\.?|kota) ", flags=re.IGNORECASE)


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

    An innovation the kit knows by unit and name keeps what its people wrote: the portal fills only
    what is blank, and renews what came from the portal.
    """
    directory = _Directory(store)
    drafts: list[Draft] = []
    refused: list[Problem] = []
    unknown: dict[str, UnitProposal] = {}
    first: dict[str, str] = {}
    kept = 0
    for row in rows:
        code = directory.code(row)
        if code is None:
            name = plain(row.account) or sheets.same(row.unit)
            if name not in unknown:
                unknown[name] = directory.propose(row)
            proposal = unknown[name]
            guess = f"Usul: {proposal.code}." if proposal.known else "Belum ada unit yang mirip."
            refused.append(
                Problem(where=row.unit_cell, what=f"unit {shown(row.unit)} ({row.account[:60] or 'tanpa akun'}) belum dikenal. {guess}", mend="Lengkapi lembar Padanan Unit.")
            )  # fmt: skip
            continue
        old = directory.innovation(code, row.title)
        key = old.key if old else RecordKey(id=sheets.innovation_id(code, row.title), kind="inovasi", unit=code)
        if key.id in first:
            refused.append(twice(row.place, row.title, first[key.id]))
            continue
        first[key.id] = row.place
        values, differing = _profile(row, old)
        kept += differing
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
    """The answers a portal row may give, and how many it would have changed against the unit's own.

    A field that people wrote, or cleared, is theirs; one that only ever came from the portal follows it.
    """
    if old is None:
        return {**row.values, "origin": "portal"}, 0
    free = {name: value for name, value in row.values.items() if _from_portal(old, name)}
    kept = sum(1 for name, value in row.values.items() if name not in free and not _same(name, value, old.value(name)))
    return free, kept


def _same(field: str, one: str, other: str | None) -> bool:
    """Whether two answers say the same; a name does so whatever its case."""
    return one == other or (field == "name" and plain(one) == plain(other or ""))


def _from_portal(record: Record, field: str) -> bool:
    answer = record.answers.get(field)
    return answer is None or answer.who.endswith(PORTAL)


class _Directory:
    """The units and innovations of a store, by every name the portal may use for them."""

    def __init__(self, store: Store) -> None:
        self._region = _plain_region(next((r.value("name") for r in store.list("daerah")), None) or "")
        self._units: defaultdict[str, set[str]] = defaultdict(set)
        self._aliases: defaultdict[str, set[str]] = defaultdict(set)
        self._codes: set[str] = set()
        for record in store.list("unit"):
            code = record.key.unit or ""
            self._codes.add(plain(code))
            self._units[sheets.same(record.value("name") or code)].add(code)
        for record in store.list("padanan"):
            named = record.value("code")
            for kind, written in (("akun", record.value("account")), ("nama", record.value("name"))):
                if named and written:
                    self._aliases[f"{kind}:{sheets.same(written)}"].add(named)
        innovations = store.list("inovasi")
        self._innovations = {(r.key.unit, sheets.same(r.value("name") or "")): r for r in innovations}
        self._by_id = {r.key.id: r for r in innovations}

    def code(self, row: PortalRow) -> str | None:
        """The unit of a row: by the table first, then by its exact name, with or without the region's.

        A name that two units share is no answer.
        """
        known = [self._aliases.get(f"akun:{sheets.same(row.account)}")] if row.account else []
        known.append(self._aliases.get(f"nama:{sheets.same(row.unit)}"))
        known += [self._units.get(sheets.same(name)) for name in self._own_names(row.unit)]
        found: set[str] = next((codes for codes in known if codes), set())
        return next(iter(found)) if len(found) == 1 else None

    def _own_names(self, written: str) -> Iterator[str]:
        """A unit's name as written, and without this region's name behind it."""
        yield written
        for short, tail in _cuts(written):
            if self._region in {_plain_region(tail), plain(tail.partition(" ")[2])}:
                yield short

    def innovation(self, unit: str, title: str) -> Record | None:
        """The unit's innovation of this title, however it is written, or the one that was first called so."""
        found = self._innovations.get((unit, sheets.same(title)))
        return found or self._by_id.get(sheets.innovation_id(unit, title))

    def propose(self, row: PortalRow) -> UnitProposal:
        """The most similar unit, or a new code made from the account."""
        name = plain(_short(row.unit))
        likeness, code = max(
            ((_likeness(name, unit), code) for unit, codes in self._units.items() for code in codes), default=(0.0, "")
        )
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
        self._codes.add(plain(code))
        return code


def _cuts(written: str) -> Iterator[tuple[str, str]]:
    """Where a name may end and its region begin, the last place first: ``Dinas X``, ``Kabupaten Y``."""
    name = " ".join(written.split())
    for match in reversed([*_REGION_WORD.finditer(name)]):
        yield name[: match.start()], name[match.start() + 1 :]


def _short(name: str) -> str:
    """A unit's name without the region behind it."""
    return next((short for short, _ in _cuts(name)), " ".join(name.split()))


def _plain_region(name: str) -> str:
    return plain(re.sub(r"^kab\.?\s", "kabupaten ", name.strip(), flags=re.IGNORECASE))


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
