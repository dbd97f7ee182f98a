"""A file against the store: what is new, changed, unchanged or refused, and then all or nothing.

May not read cells (`klik_kit.exchange` does) or decide for the user: a plan is shown before it is
applied.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from klik_kit.content import editions, load_choices
from klik_kit.core.bahasa import plain
from klik_kit.core.portal_listing import MATURITY, PortalListing
from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.records import Change, Record
from klik_kit.core.region import loops
from klik_kit.core.rubric import Edition, level_for
from klik_kit.errors import ExchangeError, MissingFactError, Problem
from klik_kit.exchange import cells, settings_sheets, sheets
from klik_kit.exchange.drafts import Draft
from klik_kit.exchange.portal import is_portal_export, read_portal
from klik_kit.exchange.sheet_in import heading, read_sheet
from klik_kit.exchange.sheets import SheetForm, assessment_key, innovation_id
from klik_kit.exchange.workbook_in import RawSheet, Workbook
from klik_kit.exchange.workbook_out import GUIDE, LISTS
from klik_kit.matching import PORTAL, UnitProposal, resolve_portal

if TYPE_CHECKING:
    from klik_kit.store import Store


class Verdict(StrEnum):
    """What a row of a file does to the store."""

    NEW = "baru"
    CHANGED = "berubah"
    UNCHANGED = "tetap"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRow:
    """One row of a file that can be applied. ``fields`` are the ones it sets anew, with old and new value."""

    draft: Draft
    verdict: Verdict
    fields: tuple[tuple[str, str | None, str | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """Everything a file would do, before it does it. ``headings`` names the fields by kind of record.

    ``listing`` is a portal's export beside the store, None of the kit's own files.
    """

    source: str
    rows: tuple[PlannedRow, ...]
    refused: tuple[Problem, ...]
    remarks: tuple[str, ...]
    proposals: tuple[UnitProposal, ...]
    changes: tuple[Change, ...]
    headings: Mapping[str, Mapping[str, str]]
    from_portal: bool
    listing: PortalListing | None = None

    def heading(self, kind: str, field: str) -> str:
        """A field as the sheets call it: ``name`` is Nama inovasi, ``mandiri.16`` is Skor mandiri 16."""
        name, _, rest = field.partition(".")
        return f"{self.headings.get(kind, {}).get(name, name)} {rest}".rstrip()

    def field_label(self, field: str) -> str:
        """A field of the portal's listing in words: ``kemendagri.total`` is Kematangan (Skor hasil Kemendagri)."""
        name, _, rest = field.partition(".")
        return f"Kematangan ({ScoreKind(name).label})" if rest == MATURITY else self.heading("inovasi", field)

    def counts(self) -> Mapping[tuple[str, Verdict], int]:
        """How many rows of each kind of record are new, changed and unchanged."""
        return Counter((row.draft.key.kind, row.verdict) for row in self.rows)


def plan_import(store: Store, path: Path, *, edition: Edition, kind: ScoreKind) -> ImportPlan:
    """Compare a file with the store; nothing is written.

    Args:
        store: compared with.
        path: one of the kit's own files, or an export of the national portal.
        edition: whose rows the scores are.
        kind: what the portal's Kematangan is; the kit's own files say it themselves.

    Raises:
        ExchangeError: the file cannot be read, or holds no sheet that is known.
    """
    book = Workbook(path)
    choices = load_choices()
    forms = (*settings_sheets.settings_forms(choices), *sheets.portfolio_forms(edition, choices))
    drafts: list[Draft] = []
    refused: list[Problem] = []
    remarks: list[str] = []
    proposals: tuple[UnitProposal, ...] = ()
    listing: PortalListing | None = None
    known = _known_sheets(book, forms)
    for name, form in known.items():
        found, wrong, said = read_sheet(form, book.sheet(name))
        drafts += found
        refused += wrong
        remarks += said
    if known:
        remarks += [
            f"Lembar {name} tidak dikenal dan tidak dibaca."
            for name in book.names
            if name not in known and name not in {GUIDE, LISTS}
        ]
    else:
        reading = read_portal(_portal_sheet(book, forms), edition=edition, choices=choices)
        match = resolve_portal(store, reading.rows, edition=edition, kind=kind)
        drafts += match.drafts
        refused += (*reading.refused, *match.refused)
        remarks += (*reading.remarks, *match.remarks)
        proposals, listing = match.proposals, match.listing
    remarks += _spd_remarks(edition, drafts)
    if not drafts and not refused:
        raise ExchangeError(f"Berkas {path.name} tidak berisi baris data. Isi mulai baris kedua, lalu coba lagi.")
    standing = _standing(store, drafts)
    kept, broken = _coherent(drafts, standing)
    rows = tuple(_compare(draft, standing.get(draft.key.id)) for draft in kept)
    changes = [*_changes(rows, standing)]
    changes += _moves(store, rows, standing, moved={change.record.id for change in changes})
    return ImportPlan(
        source=path.name,
        rows=rows,
        refused=tuple(refused + broken),
        remarks=tuple(remarks),
        proposals=proposals,
        changes=tuple(changes),
        headings=_headings(forms),
        from_portal=not known,
        listing=listing,
    )


def apply_import(store: Store, plan: ImportPlan, *, who: str, at: datetime) -> None:
    """Write everything a plan holds, in one go.

    Raises:
        ConflictError: somebody saved one of its fields after the plan was made; nothing is written.
        StoreError: the database cannot write.
    """
    store.save(plan.changes, who=who + PORTAL if plan.from_portal else who, at=at)


def _spd_remarks(edition: Edition, drafts: Iterable[Draft]) -> Iterable[str]:
    """Where a level of the region's rows is not the one its raw figure earns."""
    for draft in drafts:
        for row in edition.spd if draft.key.kind == "spd" else ():
            figure, level = draft.values.get(f"figure.{row.row}"), draft.values.get(f"{ScoreKind.MANDIRI}.{row.row}")
            if figure and level and row.levels[0].range is not None:
                try:
                    earned = level_for(edition, row.levels, Fraction(cells.decimal(figure)), where=f"baris {row.row}")
                except (ValueError, MissingFactError):
                    yield f"{draft.place}: baris {row.row}, Angka {cells.shown(figure)} tidak dapat dibandingkan dengan parameternya."
                    continue
                if earned != int(level):
                    yield f"{draft.place}: baris {row.row}, Angka {figure} sesuai dengan parameter {earned}, tertulis {level}."


def _headings(forms: Iterable[SheetForm]) -> dict[str, dict[str, str]]:
    kinds = {kind.value: kind.label for kind in ScoreKind}
    headings = {form.kind: kinds | {column.field: column.heading for column in form.columns} for form in forms}
    headings["daerah"] = {column.field: column.heading for column in settings_sheets.REGION_FIELDS.values()}
    return headings


def _known_sheets(book: Workbook, forms: Iterable[SheetForm]) -> dict[str, SheetForm]:
    """The sheets of the kit that a file holds, whatever the case of their names."""
    by_name = {plain(form.name): form for form in forms}
    known = {name: by_name[plain(name)] for name in book.names if plain(name) in by_name}
    for form in known.values():
        names = [name for name, other in known.items() if other is form]
        if len(names) > 1:
            raise ExchangeError(
                f"Berkas {book.path.name} memuat {len(names)} lembar {form.name}: {', '.join(map(repr, names))}. "
                "Gabungkan barisnya pada satu lembar."
            )
    return known


def _portal_sheet(book: Workbook, forms: Iterable[SheetForm]) -> RawSheet:
    for raw in map(book.sheet, book.names):
        if is_portal_export(raw):
            return raw
    names = dict.fromkeys(form.name for form in forms)
    raise ExchangeError(
        f"Berkas {book.path.name} tidak memuat lembar yang dikenal. "
        f"Lembar di berkas: {', '.join(map(heading, book.names)) or 'tidak ada'}. "
        f"Yang dikenal: {', '.join(names)}, atau lembar Data dari ekspor portal nasional. "
        "Buat templat dengan: klik template portofolio.xlsx"
    )


def _standing(store: Store, drafts: Iterable[Draft]) -> dict[str, Record]:
    """Every record the drafts speak of, or lean on, by id."""
    kinds = {draft.key.kind for draft in drafts}
    if kinds & {"inovasi", "penilaian", "data_dukung", "padanan", "unit"}:
        kinds |= {"inovasi", "unit"}
    if kinds & {"inovasi", "data_dukung"}:
        kinds |= {"inovasi", "data_dukung", "daerah"}  # their ids are typed by people, and may be taken
    return {record.key.id: record for kind in sorted(kinds) for record in store.list(kind)}


def _coherent(drafts: list[Draft], standing: Mapping[str, Record]) -> tuple[list[Draft], list[Problem]]:
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


def _compare(draft: Draft, old: Record | None) -> PlannedRow:
    fields = tuple(
        (name, old.value(name) if old else None, value)
        for name, value in draft.values.items()
        if value != (old.value(name) if old else None)
    )
    moved = old is not None and old.key.unit != draft.key.unit
    verdict = Verdict.UNCHANGED
    if fields or moved:
        verdict = Verdict.NEW if old is None else Verdict.CHANGED
    return PlannedRow(draft=draft, verdict=verdict, fields=fields)


def _changes(rows: Iterable[PlannedRow], standing: Mapping[str, Record]) -> Iterable[Change]:
    for row in rows:
        if row.verdict is Verdict.UNCHANGED:
            continue
        old = standing.get(row.draft.key.id)
        fields = row.fields or tuple((name, value, value) for name, value in row.draft.values.items())[:1]
        for name, _, value in fields:
            answer = old.answers.get(name) if old else None
            yield Change(record=row.draft.key, field=name, value=value, base=answer.version if answer else 0)


def _moves(
    store: Store, rows: Iterable[PlannedRow], standing: Mapping[str, Record], *, moved: AbstractSet[str]
) -> Iterable[Change]:
    """What belongs to an innovation follows it to its new unit, unless the file moves it already."""
    for row in rows:
        key, old = row.draft.key, standing.get(row.draft.key.id)
        if key.kind == "inovasi" and old is not None and old.key.unit != key.unit:
            for part in (part for kind in ("penilaian", "data_dukung") for part in store.list(kind, parent=key.id)):
                if part.key.id not in moved:
                    name, answer = next(iter(part.answers.items()))
                    yield Change(
                        record=replace(part.key, unit=key.unit), field=name, value=answer.value, base=answer.version
                    )
