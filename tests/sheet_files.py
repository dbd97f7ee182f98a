"""Excel files made on the spot: the kit's own sheets, and exports of the national portal."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import openpyxl
import xlsxwriter

PORTAL = (
    "No", "Judul Inovasi", "Pemda", "Admin OPD", "Inisiator", "Nama Inisiator", "Bentuk Inovasi", "Jenis",
    "Asta Cipta", "Urusan Utama", "Urusan lain yang beririsan", "Kematangan", "Tahapan Inovasi", "Tanggal Input",
    "Tanggal Penerapan", "Tanggal Pengembangan", "Koordinat", "Video", "Link Video",
)  # fmt: skip
_USUAL = {
    "Judul Inovasi": "AKTA SEHARI", "Pemda": "Kabupaten Uji", "Admin OPD": "Dinas Kesehatan (kab.dinkes)",
    "Inisiator": "OPD", "Bentuk Inovasi": "Inovasi pelayanan publik", "Jenis": "Digital", "Asta Cipta": "-",
    "Urusan Utama": "kesehatan", "Kematangan": 80, "Tahapan Inovasi": "Penerapan", "Tanggal Input": "05-06-2025",
    "Tanggal Penerapan": "12-03-2024", "Tanggal Pengembangan": "-", "Koordinat": "-7.5,110.2",
    "Video": "Tidak Ada", "Link Video": "-",
}  # fmt: skip
_SHEET = "xl/worksheets/sheet1.xml"


def book(path: Path, sheets: Mapping[str, Iterable[Sequence[object]]]) -> Path:
    """A workbook with these sheets, each a list of rows."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append(list(row))
    made.save(path)
    return path


def kit_file(path: Path, sheets: Mapping[str, Sequence[Mapping[str, object]]]) -> Path:
    """A workbook of the kit's sheets; each row is given by its headings."""

    def table(rows: Sequence[Mapping[str, object]]) -> list[list[object]]:
        heads = list(dict.fromkeys(head for row in rows for head in row))
        return [heads, *([row.get(head) for head in heads] for row in rows)]

    return book(path, {name: table(rows) for name, rows in sheets.items()})


def innovations(path: Path, *rows: Mapping[str, object]) -> Path:
    """A sheet *Inovasi*; unit and name have usual values."""
    usual = {"ID": None, "Kode unit": "DINKES", "Nama inovasi": "AKTA SEHARI"}
    return kit_file(path, {"Inovasi": [usual | dict(row) for row in rows]})


def portal_file(path: Path, *rows: Mapping[str, object], heads: Sequence[str] = PORTAL, sheet: str = "Data") -> Path:
    """An export of the portal; what a row does not give has its usual value."""
    filled = [{"No": number} | _USUAL | dict(row) for number, row in enumerate(rows, start=1)]
    tables = [{name.casefold(): value for name, value in row.items()} for row in filled]
    return book(path, {sheet: [heads, *([row.get(head.strip().casefold()) for head in heads] for row in tables)]})


def with_formula(path: Path, sheet: str, cell: str, formula: str = "=1+1", cached: object = "") -> Path:
    """Put a formula into a cell of a new workbook that has the rows of an old one."""
    old = openpyxl.load_workbook(path)
    made = xlsxwriter.Workbook(path)
    for page in old:
        new = made.add_worksheet(page.title)
        for row in page.iter_rows():
            for found in row:
                if found.value is not None:
                    new.write(found.row - 1, found.column - 1, found.value)
        if page.title == sheet:
            new.write_formula(cell, formula, value=cached)
    made.close()
    return path


def with_part(path: Path, change: Mapping[str, bytes | None], *, sheet: str | None = None) -> Path:
    """Replace parts of a workbook's archive, None takes one away; ``sheet`` edits the first sheet's text."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    if sheet is not None:
        parts[_SHEET] = sheet.encode()
    parts |= {name: content for name, content in change.items() if content is not None}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if name not in change or change[name] is not None:
                archive.writestr(name, content)
    return path


def plain_sheet(rows: str, *, space: str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main") -> str:
    """The XML of a sheet with these rows."""
    return f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'
