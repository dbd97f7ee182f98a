"""The copy sheet as an Excel file: text cells only, so that nothing a person typed is ever a formula."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from klik_kit.core.copy_sheet import CopySheet
from klik_kit.core.portal_check import Lack

_MOST_IN_CELL = 32_000
"""UTF-16 units in one cell; Excel ends at 32,767."""
_LINE, _HIGHEST = 15.0, 409.0
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
_ROWS = ("Baris", "Indikator", "Parameter (skor mandiri)", "Bunyi parameter", "Nama dokumen", "Nomor surat", "Tanggal surat", "Berkas atau tautan", "Yang masih kurang")  # fmt: skip


def sheet_xlsx(sheet: CopySheet) -> bytes:
    """A copy sheet as the bytes of an .xlsx file: *Lembar salin*, *Indikator*, *Pra-periksa*; the same sheet gives the same bytes."""
    import xlsxwriter

    made = io.BytesIO()
    book = xlsxwriter.Workbook(
        made, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False, "strings_to_numbers": False}
    )
    book.set_properties({"created": _CREATED, "title": "Lembar salin"})
    text: dict[str, Any] = {
        "num_format": "@",
        "text_wrap": True,
        "valign": "top",
        "border": 1,
        "border_color": "#C9D4D8",
    }
    formats = {
        "text": book.add_format(text),
        "typed": book.add_format(text | {"quote_prefix": True}),
        "head": book.add_format({"bold": True, "bg_color": "#1F4E5F", "font_color": "#FFFFFF", "text_wrap": True, "valign": "top", "border": 1}),
        "title": book.add_format({"bold": True, "font_size": 13, "num_format": "@"}),
        "about": book.add_format({"num_format": "@"}),
    }  # fmt: skip
    _fields(book.add_worksheet("Lembar salin"), sheet, formats)
    _table(book.add_worksheet("Indikator"), _ROWS, (6, 34, 12, 40, 30, 26, 14, 40, 40), _indicators(sheet), formats)
    lacking = ((_grade(one), one.topic.label, one.text) for one in sorted(sheet.lacks, key=lambda one: not one.error))
    _table(book.add_worksheet("Pra-periksa"), ("Tingkat", "Tentang", "Yang ditemukan"), (12, 26, 90), lacking, formats)
    book.close()
    return made.getvalue()


def _fields(page: Any, sheet: CopySheet, formats: dict[str, Any]) -> None:
    rows = (
        (line.label if part == 0 else f"{line.label} (lanjutan {part + 1})", value, _lacking(line.lacks) if part == 0 else "")
        for line in sheet.lines
        for part, value in enumerate(_pieces(line.value or ("" if line.kept else "(diisi langsung di portal)")))
    )  # fmt: skip
    page.write_string(0, 0, f"Lembar salin · {sheet.edition}", formats["title"])
    page.write_string(1, 0, f"{sheet.unit_name} · {sheet.state.value} · {sheet.innovation}", formats["about"])
    _table(page, ("Isian portal", "Isi untuk disalin", "Yang masih kurang"), (30, 90, 50), rows, formats, first=3)


def _indicators(sheet: CopySheet) -> Iterator[tuple[str, ...]]:
    for row in sheet.rows:
        level = "" if row.level is None else str(row.level)
        told = _lacking(row.lacks)
        head = (row.row, row.name, level, row.text)
        if not row.documents:
            yield (*head, "", "", "", "", told)
        for document in row.documents:
            place = "(tidak disertakan)" if document.withheld else document.file or document.link or document.named
            yield (*head, document.title, document.number, document.date, place, told)
            told = ""


def _table(
    page: Any, heads: tuple[str, ...], widths: tuple[int, ...], rows: Any, formats: dict[str, Any], *, first: int = 0
) -> None:
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.freeze_panes(first + 1, 1)
    page.repeat_rows(first)
    for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
        page.set_column(column, column, width)
        page.write_string(first, column, head, formats["head"])
    for number, row in enumerate(rows, start=first + 1):
        page.set_row(number, _height(row, widths))
        for column, value in enumerate(row):
            page.write_string(number, column, value, formats["typed" if _looks_run(value) else "text"])


def _height(row: tuple[str, ...], widths: tuple[int, ...]) -> float:
    """How high a row must be in points, as far as Excel lets it: LibreOffice does not measure for itself."""
    lines = (sum(1 + len(line) // max(width - 2, 1) for line in value.split("\n")) for value, width in zip(row, widths, strict=True))  # fmt: skip
    return min(_HIGHEST, _LINE * max(1, *lines))


def _looks_run(value: str) -> bool:
    """Whether a spreadsheet might take a text for a formula when somebody edits the cell."""
    return value[:1] in {"=", "+", "-", "@", "\t", "\r"}


def _pieces(text: str) -> list[str]:
    """A text in pieces that a cell can hold, cut between characters."""
    pieces, start, units = [], 0, 0
    for at, letter in enumerate(text):
        wide = 2 if ord(letter) > 0xFFFF else 1
        if units + wide > _MOST_IN_CELL:
            pieces.append(text[start:at])
            start, units = at, 0
        units += wide
    return [*pieces, text[start:]]


def _lacking(found: tuple[Lack, ...]) -> str:
    return "\n".join(f"{_grade(one)}: {one.text}" for one in found)


def _grade(one: Lack) -> str:
    return "Kesalahan" if one.error else "Periksa"
