"""The store as a file: settings, a portfolio template, or the whole portfolio.

May not change the store.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from klik_kit import files
from klik_kit.content import load_choices
from klik_kit.content.masking import load_masking
from klik_kit.core.bahasa import number
from klik_kit.core.portal_listing import PortalListing
from klik_kit.core.portfolio import ScoreKind, portfolio_of
from klik_kit.core.records import Record
from klik_kit.core.rubric import Edition
from klik_kit.exchange import region_sheets, settings_sheets, sheets
from klik_kit.exchange.columns import SheetForm
from klik_kit.exchange.differences_out import write_differences
from klik_kit.exchange.portfolio_json import portfolio_document
from klik_kit.exchange.workbook_out import FilledSheet, write_workbook
from klik_kit.matching import UnitProposal, proposal_rows
from klik_kit.reports.beda import differences_html

if TYPE_CHECKING:
    from klik_kit.store import Store

_SETTINGS_GUIDE = (
    ("Pengaturan klinik inovasi", "Ubah berkas ini di Excel, simpan, lalu jalankan: klik import Pengaturan.xlsx"),
    ("Sel kosong", "Tidak mengubah apa pun. Untuk menghapus isian, tulis (hapus)."),
    ("Agenda dan Pejabat", "Laporan mengenali Batas ajukan, Batas verifikasi, Cut-off, dan peran Kepala Bapperida."),
    ("Tanggal", "Tulis seperti 31-12-2026. Tanggal yang belum diumumkan ditandai ya pada kolom Perkiraan."),
)

_PROPOSALS_GUIDE = (
    (
        "Usulan padanan unit",
        "Periksa kolom Kode unit, sunting bila perlu, lalu jalankan: klik import dengan berkas ini.",
    ),
    ("Unit baru", "Lengkapi nama, jenis, dan kode induknya pada lembar Unit, atau hapus barisnya."),
)


def write_settings(store: Store, path: Path) -> None:
    """Write ``Pengaturan.xlsx`` with everything the region has set so far.

    Raises:
        ExchangeError: the file cannot be written.
    """
    filled = []
    for form in settings_sheets.settings_forms(load_choices()):
        rows = _rows(form, store.list(form.kind))
        if not rows:
            rows = settings_sheets.first_rows(form.kind)
        filled.append(FilledSheet(form=form, rows=rows))
    write_workbook(path, filled, guide=_SETTINGS_GUIDE)


def write_template(path: Path, *, edition: Edition, store: Store | None) -> None:
    """Write an empty portfolio template; with the units of a store in its drop-down.

    Raises:
        ExchangeError: the file cannot be written.
    """
    units = tuple(record.key.unit or "" for record in store.list("unit")) if store else ()
    forms = sheets.portfolio_forms(edition, load_choices(), units)
    filled = [
        FilledSheet(form=form, rows=region_sheets.blank_spd_rows(edition) if form.kind == "spd" else ())
        for form in forms
    ]
    write_workbook(path, filled, guide=_portfolio_guide(edition))


def write_portfolio(store: Store, path: Path, *, edition: Edition, kind: ScoreKind) -> None:
    """Write everything kept under an edition: ``.xlsx`` (all five scores) or ``.json`` (one of them).

    Raises:
        ExchangeError: the file cannot be written, or a text does not fit into a cell.
    """
    if path.suffix.casefold() == ".json":
        portfolio = portfolio_of(
            edition.id,
            profiles=store.list("inovasi"),
            assessments=store.list("penilaian", edition=edition.id),
            spd=next(iter(store.list("spd", edition=edition.id)), None),
        )
        document = json.dumps(portfolio_document(portfolio, kind=kind), ensure_ascii=False, indent=1)
        files.write_text(path, document + "\n")
        return
    units = tuple(record.key.unit or "" for record in store.list("unit"))
    names = {record.key.id: record.value("name") or "" for record in store.list("inovasi")}
    filled = []
    for form in sheets.portfolio_forms(edition, load_choices(), units):
        by_edition = edition.id if form.kind in {"penilaian", "spd"} else None
        rows = _rows(form, store.list(form.kind, edition=by_edition), names)
        filled.append(FilledSheet(form=form, rows=rows))
    write_workbook(path, filled, guide=_portfolio_guide(edition))


def write_proposals(path: Path, proposals: Iterable[UnitProposal]) -> None:
    """Write what the portal's unknown units may be, as sheets to check and import.

    Raises:
        ExchangeError: the file cannot be written.
    """
    aliases, units = proposal_rows(proposals)
    filled = [
        FilledSheet(form=settings_sheets.portal_units(), rows=aliases),
        FilledSheet(form=settings_sheets.units(load_choices()), rows=units),
    ]
    write_workbook(path, filled, guide=_PROPOSALS_GUIDE)


def write_listing(
    store: Store, path: Path, listing: PortalListing, *, source: str, heading: Callable[[str], str]
) -> None:
    """Write how the portal's export differs from the store: ``.xlsx`` to work with, ``.html`` to read.

    Args:
        store: names the region and its units.
        path: replaced only when the new file is whole.
        listing: what differs.
        source: name of the export.
        heading: a field as the sheets call it.

    Raises:
        ExchangeError: the file cannot be written.
    """
    region = next((r.value("name") or "" for r in store.list("daerah")), "")
    units = {r.key.unit or "": r.value("name") or r.key.unit or "" for r in store.list("unit")}
    about, mask = f"{source} dibandingkan dengan catatan {region}", load_masking().text

    def unit(code: str) -> str:
        return units.get(code, code)

    if path.suffix.casefold() == ".html":
        files.write_text(path, differences_html(listing, about=about, heading=heading, unit=unit, mask=mask))
    else:
        write_differences(path, listing, about=about, heading=heading, unit=unit, mask=mask)


def _rows(form: SheetForm, records: tuple[Record, ...], names: Mapping[str, str] | None = None) -> list[dict[str, str]]:
    rows = [row for record in records for row in form.rows(record)]
    for row in rows:
        if names and "name" not in row and row.get("innovation") in names:
            row["name"] = names[row["innovation"]]
    return rows


def _portfolio_guide(edition: Edition) -> tuple[tuple[str, str], ...]:
    window = edition.eligibility.window
    span = f"{window.start:%d-%m-%Y} s.d. {window.end:%d-%m-%Y}" if window else "belum diketahui"
    rows = [(f"Indikator {i.row}", f"{i.name} (bobot {number(i.weight)})") for i in edition.sid]
    return (
        ("Templat portofolio inovasi", f"{edition.title}, edisi {edition.id} ({edition.status.label})"),
        (
            "Cara mengisi",
            "Isi lembar Inovasi lebih dulu, lalu Skor, Data Dukung, dan SPD. Simpan, lalu jalankan: klik import",
        ),
        ("Kolom ID", "Kosongkan untuk baris baru. ID yang sudah ada jangan diubah, karena menjadi penanda baris."),
        ("Lembar Skor dan Data Dukung", "Sebut inovasinya dengan ID, atau dengan Kode unit dan Nama inovasi."),
        ("Sel kosong", "Tidak mengubah apa pun. Untuk menghapus isian, tulis (hapus)."),
        ("Parameter", "Isi 0, 1, 2, atau 3. Kosong berarti belum dijawab dan tidak sama dengan 0."),
        ("Jendela penerapan", f"{span}; inovasi lebih lama dapat dilaporkan bila dikembangkan pada jendela itu."),
        *rows,
    )
