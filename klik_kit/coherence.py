"""Which rows of a file can be: their units and innovations exist, and no id stands for two things.

May not compare values (`klik_kit.importing` does) and writes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from klik_kit.content import editions
from klik_kit.core.bahasa import plain
from klik_kit.core.keys import assessment_key, innovation_id
from klik_kit.core.records import Record
from klik_kit.core.region import loops
from klik_kit.errors import Problem
from klik_kit.exchange.drafts import Draft

if TYPE_CHECKING:
    from klik_kit.store import Store


def leant_on(store: Store, drafts: Iterable[Draft]) -> dict[str, Record]:
    """Every record the drafts speak of, or lean on, by id."""
    kinds = {draft.key.kind for draft in drafts}
    if kinds & {"inovasi", "penilaian", "data_dukung", "padanan", "unit"}:
        kinds |= {"inovasi", "unit"}
    if kinds & {"inovasi", "data_dukung"}:
        kinds |= {"inovasi", "data_dukung", "daerah"}  # their ids are typed by people, and may be taken
    return {record.key.id: record for kind in sorted(kinds) for record in store.list(kind)}


def coherent(drafts: list[Draft], standing: Mapping[str, Record]) -> tuple[list[Draft], list[Problem]]:
    """The drafts whose references hold, with their unit set, and what is wrong with the others."""
    kept, refused = _units(drafts, standing)
    units = {r.key.unit for r in standing.values() if r.key.kind == "unit"} | {d.key.unit for d in kept}
    owners = {r.key.id: r.key.unit for r in standing.values() if r.key.kind == "inovasi"}
    names = {
        innovation_id(r.key.unit or "", r.value("name") or ""): r.key.id
        for r in standing.values()
        if r.key.kind == "inovasi"
    }
    kinds = {record.key.id: record.key.kind for record in standing.values()}
    others = [draft for draft in drafts if draft.key.kind != "unit"]
    for written in sorted(others, key=lambda d: d.key.kind != "inovasi"):
        draft = _recognised(written, owners, names)
        problem = _reference_problem(draft, standing, units, owners) or _another_id(draft, standing, names)
        if kinds.setdefault(draft.key.id, draft.key.kind) != draft.key.kind:
            problem = _taken(draft)
        if problem:
            refused.append(problem)
            continue
        if draft.key.kind == "inovasi":
            owners[draft.key.id] = draft.key.unit
            names.setdefault(innovation_id(draft.key.unit or "", draft.values.get("name") or ""), draft.key.id)
        kept.append(_placed(draft, owners))
    return kept, refused


def _recognised(draft: Draft, owners: Mapping[str, str | None], names: Mapping[str, str]) -> Draft:
    """A row without an id is about the innovation of that unit and name, whatever id that one has."""
    key = draft.key
    if key.kind == "inovasi" and key.id not in owners and key.id in names:
        return replace(draft, key=replace(key, id=names[key.id]))
    if key.parent is not None and key.parent not in owners and key.parent in names:
        parent = names[key.parent]
        own = key.id if key.edition is None else assessment_key(parent, key.edition).id
        return replace(draft, key=replace(key, id=own, parent=parent))
    return draft


def _another_id(draft: Draft, standing: Mapping[str, Record], names: Mapping[str, str]) -> Problem | None:
    """The same unit and name under a new id would be counted twice."""
    if draft.key.kind != "inovasi" or draft.key.id in standing:
        return None
    known = names.get(innovation_id(draft.key.unit or "", draft.values.get("name") or ""))
    if known is None or known == draft.key.id or known not in standing:
        return None
    return Problem(
        where=draft.at("id"),
        what=f"inovasi ini sudah tercatat dengan ID {known}.",
        mend="Pakai ID itu, atau kosongkan; untuk inovasi lain, bedakan namanya.",
    )


def _taken(draft: Draft) -> Problem:
    return Problem(
        where=draft.at("id"), what=f"ID {draft.key.id} sudah dipakai catatan lain.", mend="Kosongkan ID-nya."
    )


def _placed(draft: Draft, owners: Mapping[str, str | None]) -> Draft:
    """A part of an innovation belongs to the innovation's unit."""
    key = draft.key
    if key.parent is None:
        return draft
    return replace(draft, key=replace(key, unit=owners[key.parent]))


def _reference_problem(
    draft: Draft, standing: Mapping[str, Record], units: set[str | None], owners: Mapping[str, str | None]
) -> Problem | None:
    key, old = draft.key, standing.get(draft.key.id)
    if old is not None and (old.key.kind, old.key.parent) != (key.kind, key.parent):
        return _taken(draft)
    if key.kind == "inovasi":
        if key.unit not in units:
            return Problem(
                where=draft.at("unit"),
                what=f"kode unit {key.unit!r} tidak ada atau ditolak.{_near(key.unit, units)}",
                mend="Periksa kodenya, atau tambahkan pada lembar Unit di Pengaturan.xlsx.",
            )
        named = draft.values.get("name") or ""
        if old is not None and old.key.unit != key.unit and plain(old.value("name") or "") != plain(named):
            return Problem(
                where=draft.at("id"),
                what=f"ID {key.id} sudah milik {old.value('name')!r} dari unit {old.key.unit}.",
                mend="Kosongkan ID untuk inovasi baru.",
            )
    if key.parent is not None and key.parent not in owners:
        return Problem(
            where=draft.at("innovation"),
            what=f"inovasi {key.parent!r} tidak ada atau ditolak.",
            mend="Perbaiki dahulu barisnya pada lembar Inovasi.",
        )
    code = draft.values.get("code")
    if key.kind == "padanan" and code and code not in units:
        return Problem(
            where=draft.at("code"),
            what=f"kode unit {code!r} tidak ada atau ditolak.",
            mend="Tambahkan pada lembar Unit.",
        )
    wanted = draft.values.get("edition")
    if key.kind == "daerah" and wanted and wanted not in editions():
        known = ", ".join(editions())
        return Problem(where=draft.at("value"), what=f"edisi {wanted!r} tidak ada.", mend=f"Pilih: {known}.")
    return None


def _near(code: str | None, units: Iterable[str | None]) -> str:
    """The codes that may have been meant."""
    by_plain = {plain(unit or ""): unit for unit in units}
    near = [by_plain[name] for name in get_close_matches(plain(code or ""), by_plain, n=3, cutoff=0.75)]
    return f" Mungkin: {', '.join(str(unit) for unit in near)}." if near else ""


def _units(drafts: Iterable[Draft], standing: Mapping[str, Record]) -> tuple[list[Draft], list[Problem]]:
    """The units that can be, and why the others cannot; a unit under a refused one is refused with it."""
    units = [draft for draft in drafts if draft.key.kind == "unit"]
    parents = {r.key.unit or "": r.value("parent") or "" for r in standing.values() if r.key.kind == "unit"}
    known = set(parents)
    parents |= {d.key.unit or "": d.values["parent"] or "" for d in units if "parent" in d.values}
    circular = set(loops(parents))
    cased: dict[str, str | None] = {code.casefold(): code for code in known}
    refused: list[Problem] = []
    kept: list[Draft] = []
    below: defaultdict[str, list[Draft]] = defaultdict(list)
    for draft in units:
        above = draft.values.get("parent")
        twin = cased.setdefault((draft.key.unit or "").casefold(), draft.key.unit)
        if twin != draft.key.unit:
            what = f"kode {draft.key.unit} hanya berbeda huruf besar dan kecil dari {twin}."
            refused.append(Problem(where=draft.at("code"), what=what, mend="Pakai satu kode saja."))
        elif draft.key.unit in circular:
            what = f"unit {draft.key.unit} menjadi induk dirinya sendiri."
            refused.append(Problem(where=draft.at("parent"), what=what, mend="Perbaiki Kode induk."))
        elif above and above not in known:
            below[above].append(draft)
        else:
            kept.append(draft)
    for draft in kept:  # it grows by the units whose parent is sound
        kept += below.pop(draft.key.unit or "", [])
    for above, orphans in below.items():
        what = f"kode induk {above!r} tidak ada atau ditolak."
        refused += [Problem(where=d.at("parent"), what=what, mend="Tambahkan unit induknya.") for d in orphans]
    return kept, refused
