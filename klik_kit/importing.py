"""A file against the store: what is new, changed, unchanged or refused, and then all or nothing.

May not read cells (`klik_kit.exchange` does) or decide for the user: a plan is shown before it is
applied.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from klik_kit.coherence import coherent, leant_on
from klik_kit.content import load_choices
from klik_kit.core.bahasa import plain
from klik_kit.core.portal_listing import MATURITY, PortalListing
from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.records import Change, Record
from klik_kit.core.rubric import Edition, level_for
from klik_kit.errors import ExchangeError, MissingFactError, Problem
from klik_kit.exchange import cells, settings_sheets, sheets
from klik_kit.exchange.columns import SheetForm
from klik_kit.exchange.drafts import Draft
from klik_kit.exchange.portal import is_portal_export, read_portal
from klik_kit.exchange.sheet_in import heading, read_sheet
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
    standing = leant_on(store, drafts)
    kept, broken = coherent(drafts, standing)
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
