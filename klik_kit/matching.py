"""Units and innovations of a portal export against those of the store.

May not invent: an unknown unit is proposed, by similarity of names, and refused until somebody
confirms it in the sheet *Padanan Unit*.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from klik_kit.core.bahasa import listed as in_a_row
from klik_kit.core.bahasa import plain
from klik_kit.core.keys import assessment_key, innovation_id, same
from klik_kit.core.portal_listing import (
    SENT,
    Difference,
    OneSided,
    Outcome,
    PortalListing,
    profile_differences,
    score_differences,
)
from klik_kit.core.portfolio import ScoreKind, scores_of
from klik_kit.core.records import Record, RecordKey
from klik_kit.core.rubric import Edition
from klik_kit.errors import Problem
from klik_kit.exchange.cells import shown
from klik_kit.exchange.drafts import Draft
from klik_kit.exchange.portal import PortalRow, twice

if TYPE_CHECKING:
    from klik_kit.store import Store

PORTAL = " (portal)"
"""What follows a person's name in the history where they brought in the portal's words, not their own."""

_SIMILAR = 0.72
_MOST_HINTS = 3
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
    listing: PortalListing


def resolve_portal(store: Store, rows: Sequence[PortalRow], *, edition: Edition, kind: ScoreKind) -> Match:
    """Give each row its unit's code and its innovation's id.

    An innovation the kit knows by unit and name keeps what its people wrote: the portal fills only
    what is blank, and renews what came from the portal. A title that two innovations of its unit bear is refused.
    """
    directory = _Directory(store)
    drafts: list[Draft] = []
    refused: list[Problem] = []
    unknown: dict[str, UnitProposal] = {}
    first: dict[str, str] = {}
    listed: list[Difference] = []
    news: list[OneSided] = []
    scores = {r.key.parent: scores_of(r) for r in store.list("penilaian", edition=edition.id)}
    for row in rows:
        code = directory.code(row)
        if code is None:
            name = plain(row.account) or same(row.unit)
            if name not in unknown:
                unknown[name] = directory.propose(row)
            proposal = unknown[name]
            guess = f"Usul: {proposal.code}." if proposal.known else "Belum ada unit yang mirip."
            refused.append(
                Problem(where=row.unit_cell, what=f"unit {shown(row.unit)} ({row.account[:60] or 'tanpa akun'}) belum dikenal. {guess}", mend="Lengkapi lembar Padanan Unit.")
            )  # fmt: skip
            continue
        candidates = directory.innovations(code, row.title)
        if len(candidates) > 1:
            refused.append(_ambiguous(row, candidates))
            continue
        old = next(iter(candidates), None)
        key = old.key if old else RecordKey(id=innovation_id(code, row.title), kind="inovasi", unit=code)
        if key.id in first:
            refused.append(twice(row.place, row.title, first[key.id]))
            continue
        first[key.id] = row.place
        if old is None:
            values: Mapping[str, str] = {**row.values, "origin": "portal"}
            news.append(directory.new(code, row))
        else:
            values = {name: value for name, value in row.values.items() if _from_portal(old, name)}
            listed += profile_differences(old, row.values, blank=row.blank, free=values)
            listed += score_differences(edition, old, row.maturity, scores.get(old.key.id, {}), kind=kind)
        drafts.append(Draft(place=row.place, label=row.title, key=key, values=values))
        if row.maturity is not None:
            drafts.append(
                Draft(
                    place=row.place,
                    label=row.title,
                    key=assessment_key(key.id, edition.id, code),
                    values={f"{kind}.total": row.maturity},
                )
            )
    kept = sum(1 for one in listed if one.outcome in {Outcome.KEPT, Outcome.CLEARED})
    remarks = [f"{kept} isian portal berbeda dari isian OPD; isian OPD dipertahankan."] if kept else []
    remarks += [f"Kematangan pada ekspor ini dibaca sebagai {kind.label}."] if drafts else []
    return Match(
        drafts=tuple(drafts),
        refused=tuple(refused),
        remarks=tuple(remarks),
        proposals=tuple(unknown.values()),
        listing=PortalListing(
            matched=len(first) - len(news),
            differences=tuple(listed),
            only_portal=tuple(news),
            only_ours=directory.absent(first, {same(row.title) for row in rows}),
        ),
    )


def _ambiguous(row: PortalRow, candidates: Iterable[Record]) -> Problem:
    named = [f"{shown(r.value('name'))} ({r.key.id}, {r.value('status') or 'Draf'})" for r in candidates]
    return Problem(
        where=row.place,
        what=f"judul {shown(row.title)} cocok dengan {len(named)} inovasi unit ini: {in_a_row(named)}.",
        mend="Bedakan nama salah satunya, lalu ulangi.",
    )


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
            self._units[same(record.value("name") or code)].add(code)
        for record in store.list("padanan"):
            named = record.value("code")
            for kind, written in (("akun", record.value("account")), ("nama", record.value("name"))):
                if named and written:
                    self._aliases[f"{kind}:{same(written)}"].add(named)
        self._by_id = {r.key.id: r for r in store.list("inovasi")}
        self._innovations: defaultdict[tuple[str | None, str], list[Record]] = defaultdict(list)
        self._anywhere: defaultdict[str, list[Record]] = defaultdict(list)
        for record in self._by_id.values():
            name = record.value("name") or ""
            self._innovations[record.key.unit, same(name)].append(record)
            for called in {same(name), same(_acronym(name))}:
                self._anywhere[called].append(record)

    def code(self, row: PortalRow) -> str | None:
        """The unit of a row: by the table first, then by its exact name, with or without the region's.

        A name that two units share is no answer.
        """
        known = [self._aliases.get(f"akun:{same(row.account)}")] if row.account else []
        known.append(self._aliases.get(f"nama:{same(row.unit)}"))
        known += [self._units.get(same(name)) for name in self._own_names(row.unit)]
        found: set[str] = next((codes for codes in known if codes), set())
        return next(iter(found)) if len(found) == 1 else None

    def _own_names(self, written: str) -> Iterator[str]:
        """A unit's name as written, and without this region's name behind it."""
        yield written
        for short, tail in _cuts(written):
            if self._region in {_plain_region(tail), plain(tail.partition(" ")[2])}:
                yield short

    def innovations(self, unit: str, title: str) -> Sequence[Record]:
        """The unit's innovations of this title, however it is written, or the one that was first called so."""
        found = self._innovations.get((unit, same(title)), [])
        first = self._by_id.get(innovation_id(unit, title))
        return found or ([first] if first else [])

    def new(self, unit: str, row: PortalRow) -> OneSided:
        """A title that its unit does not have, and where an innovation called much the same stands."""
        names = {same(row.title), same(_acronym(row.title))}
        near = {r.key.id: r for name in names for r in self._anywhere.get(name, ())}
        if not near:
            own = (r for r in self._by_id.values() if r.key.unit == unit)
            near = {r.key.id: r for r in own if _likeness(plain(r.value("name") or ""), plain(row.title)) >= _SIMILAR}
        named = [f"{r.value('name') or '(belum bernama)'} ({r.key.unit}, {r.key.id})" for r in near.values()]
        hint = f"Mungkin: {in_a_row(named[:_MOST_HINTS])}." if named else ""
        return OneSided(unit=unit, name=row.title, place=row.place, hint=hint)

    def absent(self, found: Container[str], titles: Container[str]) -> tuple[OneSided, ...]:
        """What we hold as sent and no row was matched with; a row of the same title was refused, or is another unit's."""
        return tuple(
            OneSided(
                unit=r.key.unit or "",
                name=r.value("name") or "(belum bernama)",
                place=r.key.id,
                hint=f"Status di sini: {r.value('status')}."
                + (" Judulnya ada pada ekspor, tetapi barisnya ditolak atau tercatat pada unit lain." if same(r.value("name") or "") in titles else ""),
            )
            for r in self._by_id.values()
            if r.value("status") in SENT and r.key.id not in found
        )  # fmt: skip

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


def _acronym(name: str) -> str:
    """An innovation's short name: what stands before the brackets that explain it."""
    return name.partition("(")[0].strip() or name


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
