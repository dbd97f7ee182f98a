"""A file against the store: what is new, changed, unchanged or refused, and then all or nothing.

May not read cells (`klik_kit.exchange` does) or decide for the user: a plan is shown before it is
applied.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from klik_kit.content import editions, load_choices
from klik_kit.core.bahasa import plain
from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.records import Change, Record, RecordKey
from klik_kit.core.region import loops
from klik_kit.core.rubric import Edition
from klik_kit.errors import ExchangeError, Problem
from klik_kit.exchange import sheets
from klik_kit.exchange.drafts import Draft
from klik_kit.exchange.portal import is_portal_export, read_portal
from klik_kit.exchange.sheet_in import read_sheet
from klik_kit.exchange.workbook_in import Workbook
from klik_kit.matching import UnitProposal, resolve_portal

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
    """Everything a file would do, before it does it."""

    source: str
    rows: tuple[PlannedRow, ...]
    refused: tuple[Problem, ...]
    remarks: tuple[str, ...]
    proposals: tuple[UnitProposal, ...]
    changes: tuple[Change, ...]

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
    forms = {f.name: f for f in (*sheets.settings_forms(choices), *sheets.portfolio_forms(edition, choices))}
    drafts: list[Draft] = []
    refused: list[Problem] = []
    remarks: list[str] = []
    proposals: tuple[UnitProposal, ...] = ()
    known = [name for name in book.names if name in forms]
    for name in known:
        found, wrong, said = read_sheet(forms[name], book.sheet(name))
        drafts += found
        refused += wrong
        remarks += said
    if not known:
        raw = next((s for s in map(book.sheet, book.names) if is_portal_export(s)), None)
        if raw is None:
            raise ExchangeError(_wrong_sheets(path, book.names, forms))
        reading = read_portal(raw, edition=edition, choices=choices)
        match = resolve_portal(store, reading.rows, edition=edition, kind=kind)
        drafts += match.drafts
        refused += (*reading.refused, *match.refused)
        remarks += (*reading.remarks, *match.remarks)
        proposals = match.proposals
    if not drafts and not refused:
        raise ExchangeError(f"Berkas {path.name} tidak berisi baris data. Isi mulai baris kedua, lalu coba lagi.")
    standing = _standing(store, drafts)
    kept, broken = _coherent(drafts, standing)
    rows = tuple(_compare(draft, standing.get(draft.key.id)) for draft in kept)
    changes = [*_changes(rows, standing), *_moves(store, rows, standing)]
    return ImportPlan(
        source=path.name,
        rows=rows,
        refused=tuple(refused + broken),
        remarks=tuple(remarks),
        proposals=proposals,
        changes=tuple({(c.record.id, c.field): c for c in changes}.values()),
    )


def apply_import(store: Store, plan: ImportPlan, *, who: str, at: datetime) -> None:
    """Write everything a plan holds, in one go.

    Raises:
        ConflictError: somebody saved one of its fields after the plan was made; nothing is written.
        StoreError: the database cannot write.
    """
    store.save(plan.changes, who=who, at=at)


def _wrong_sheets(path: Path, names: Iterable[str], forms: Iterable[str]) -> str:
    return (
        f"Berkas {path.name} tidak memuat lembar yang dikenal. Lembar di berkas: {', '.join(names) or 'tidak ada'}. "
        f"Yang dikenal: {', '.join(forms)}, atau lembar Data dari ekspor portal nasional. "
        "Buat templat dengan: klik template portofolio.xlsx"
    )


def _standing(store: Store, drafts: Iterable[Draft]) -> dict[str, Record]:
    """Every record the drafts speak of, or lean on, by id."""
    kinds = {draft.key.kind for draft in drafts}
    if kinds & {"inovasi", "penilaian", "data_dukung", "padanan", "unit"}:
        kinds |= {"inovasi", "unit"}
    return {record.key.id: record for kind in sorted(kinds) for record in store.list(kind)}


def _coherent(drafts: list[Draft], standing: Mapping[str, Record]) -> tuple[list[Draft], list[Problem]]:
    """The drafts whose references hold, with their unit set, and what is wrong with the others."""
    units = {r.key.unit for r in standing.values() if r.key.kind == "unit"}
    units |= {d.key.unit for d in drafts if d.key.kind == "unit"}
    refused = list(_unit_problems(drafts, standing, units))
    bad = {problem.where for problem in refused}
    owners = {r.key.id: r.key.unit for r in standing.values() if r.key.kind == "inovasi"}
    kept: list[Draft] = []
    order = {"unit": 0, "inovasi": 1}
    for draft in sorted(drafts, key=lambda d: order.get(d.key.kind, 2)):
        if draft.place in bad:
            continue
        problem = _reference_problem(draft, standing, units, owners)
        if problem:
            refused.append(problem)
            continue
        if draft.key.kind == "inovasi":
            owners[draft.key.id] = draft.key.unit
        kept.append(_placed(draft, owners))
    return kept, refused


def _placed(draft: Draft, owners: Mapping[str, str | None]) -> Draft:
    """A part of an innovation belongs to the innovation's unit."""
    key = draft.key
    if key.parent is None:
        return draft
    owned = RecordKey(id=key.id, kind=key.kind, unit=owners[key.parent], parent=key.parent, edition=key.edition)
    return Draft(place=draft.place, label=draft.label, key=owned, values=draft.values)


def _reference_problem(
    draft: Draft, standing: Mapping[str, Record], units: set[str | None], owners: Mapping[str, str | None]
) -> Problem | None:
    key, old = draft.key, standing.get(draft.key.id)
    if old is not None and (old.key.kind, old.key.parent) != (key.kind, key.parent):
        return Problem(where=draft.place, what=f"ID {key.id} sudah dipakai catatan lain.", mend="Kosongkan ID-nya.")
    if key.kind == "inovasi":
        if key.unit not in units:
            return Problem(
                where=draft.place,
                what=f"kode unit {key.unit!r} tidak ada.",
                mend="Periksa kodenya, atau tambahkan pada lembar Unit di Pengaturan.xlsx.",
            )
        named = draft.values.get("name") or ""
        if old is not None and old.key.unit != key.unit and plain(old.value("name") or "") != plain(named):
            return Problem(
                where=draft.place,
                what=f"ID {key.id} sudah milik {old.value('name')!r} dari unit {old.key.unit}.",
                mend="Kosongkan ID untuk inovasi baru.",
            )
    if key.parent is not None and key.parent not in owners:
        return Problem(
            where=draft.place,
            what=f"inovasi {key.parent!r} tidak ada atau ditolak.",
            mend="Perbaiki dahulu barisnya pada lembar Inovasi.",
        )
    code = draft.values.get("code")
    if key.kind == "padanan" and code and code not in units:
        return Problem(where=draft.place, what=f"kode unit {code!r} tidak ada.", mend="Tambahkan pada lembar Unit.")
    wanted = draft.values.get("edition")
    if key.kind == "daerah" and wanted and wanted not in editions():
        return Problem(where=draft.place, what=f"edisi {wanted!r} tidak ada.", mend=f"Pilih: {', '.join(editions())}.")
    return None


def _unit_problems(drafts: list[Draft], standing: Mapping[str, Record], units: set[str | None]) -> Iterable[Problem]:
    parents = {r.key.unit or "": r.value("parent") or "" for r in standing.values() if r.key.kind == "unit"}
    own = [draft for draft in drafts if draft.key.kind == "unit"]
    for draft in own:
        if "parent" in draft.values:
            parents[draft.key.unit or ""] = draft.values["parent"] or ""
    circular = set(loops(parents))
    for draft in own:
        parent = draft.values.get("parent")
        if parent and parent not in units:
            yield Problem(where=draft.place, what=f"kode induk {parent!r} tidak ada.", mend="Tambahkan unit induknya.")
        elif draft.key.unit in circular:
            yield Problem(
                where=draft.place,
                what=f"unit {draft.key.unit} menjadi induk dirinya sendiri.",
                mend="Perbaiki Kode induk.",
            )


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


def _moves(store: Store, rows: Iterable[PlannedRow], standing: Mapping[str, Record]) -> Iterable[Change]:
    """What belongs to an innovation follows it to its new unit."""
    for row in rows:
        key, old = row.draft.key, standing.get(row.draft.key.id)
        if key.kind == "inovasi" and old is not None and old.key.unit != key.unit:
            for part in (part for kind in ("penilaian", "data_dukung") for part in store.list(kind, parent=key.id)):
                moved = RecordKey(
                    id=part.key.id, kind=part.key.kind, unit=key.unit, parent=key.id, edition=part.key.edition
                )
                for name, answer in list(part.answers.items())[:1]:
                    yield Change(record=moved, field=name, value=answer.value, base=answer.version)
