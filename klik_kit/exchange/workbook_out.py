"""The kit's sheets as an .xlsx file: values, never formulas; the same data give the same bytes.

May not decide what is in it. The file appears whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from klik_kit import files
from klik_kit.errors import ExchangeError
from klik_kit.exchange import cells
from klik_kit.exchange.columns import Column, SheetForm

GUIDE = "Petunjuk"
LISTS = "Pilihan"
_LONGEST_CELL = 32_767
_BLANK_ROWS = 2_000
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
_INLINE_LIST = 255
_PRINTABLE = 260  # characters that stay legible across an A4 page on its side
_PRECISE_DIGITS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledSheet:
    """A form and the rows to write under its headings, by field."""

    form: SheetForm
    rows: Sequence[Mapping[str, str]] = ()


def write_workbook(path: Path, sheets: Sequence[FilledSheet], *, guide: Iterable[tuple[str, str]]) -> None:
    """Write sheets with headings, drop-downs and hints, and a guide sheet before them.

    Args:
        path: replaced only when the new file is whole.
        sheets: in the order they appear.
        guide: pairs of heading and text.

    Raises:
        ExchangeError: a text is longer than a cell can hold, or the folder cannot be written.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxWriterException

    with files.replacing(path) as draft:
        book = xlsxwriter.Workbook(str(draft), {"strings_to_urls": False, "strings_to_formulas": False})
        book.set_properties({"created": _CREATED, "title": path.stem})
        _write(book, sheets, guide)
        try:
            book.close()
        except XlsxWriterException as error:  # it wraps what the disk refused
            cause = error.args[0] if error.args else None
            raise cause if isinstance(cause, OSError) else OSError(str(error)) from error


def _write(book: Any, sheets: Sequence[FilledSheet], guide: Iterable[tuple[str, str]]) -> None:
    styles = {
        "head": book.add_format({"bold": True, "bg_color": "#1F4E5F", "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter", "border": 1}),
        "must": book.add_format({"bold": True, "bg_color": "#0B3142", "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter", "border": 1}),
        "shown": book.add_format({"bg_color": "#EEF2F3", "font_color": "#44555C", "valign": "top", "num_format": "@"}),
        "text": book.add_format({"valign": "top", "num_format": "@"}),
        "long": book.add_format({"valign": "top", "num_format": "@", "text_wrap": False}),
        "date": book.add_format({"valign": "top", "num_format": "dd-mm-yyyy", "align": "left"}),
        "number": book.add_format({"valign": "top"}),
        "title": book.add_format({"bold": True, "font_size": 12, "text_wrap": True, "valign": "top"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "bold": book.add_format({"bold": True, "valign": "top"}),
    }  # fmt: skip
    _write_guide(book.add_worksheet(GUIDE), guide, sheets, styles)
    pages = [(book.add_worksheet(sheet.form.name), sheet) for sheet in sheets]
    lists = _Lists(book)
    for page, sheet in pages:
        _write_sheet(page, sheet, styles, lists)


def _write_guide(
    page: Any, guide: Iterable[tuple[str, str]], sheets: Sequence[FilledSheet], styles: Mapping[str, Any]
) -> None:
    page.fit_to_pages(1, 0)
    page.set_column(0, 0, 36)
    page.set_column(1, 1, 96)
    page.hide_gridlines(2)
    lines = [*guide, *((f"Lembar {sheet.form.name}", sheet.form.about) for sheet in sheets)]
    for number, (head, line) in enumerate(lines):
        page.write_string(number, 0, head, styles["title"] if number == 0 else styles["bold"])
        page.write_string(number, 1, line, styles["wrap"])


def _write_sheet(page: Any, sheet: FilledSheet, styles: Mapping[str, Any], lists: _Lists) -> None:
    columns = sheet.form.columns
    last = max(len(sheet.rows), _BLANK_ROWS)
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.set_paper(9)  # A4
    if sum(column.width for column in columns) <= _PRINTABLE:
        page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_row(0, 32)
    page.autofilter(0, 0, max(len(sheet.rows), 1), len(columns) - 1)
    for position, column in enumerate(columns):
        page.set_column(position, position, column.width, _style(column, styles))
        page.write_string(0, position, column.heading, styles["must" if column.required else "head"])
        _help(page, column, position, last, lists)
        for number, row in enumerate(sheet.rows, start=1):
            value = row.get(column.field)
            if value is not None:
                _write_cell(page, number, position, column, value, styles, sheet.form.name)


def _write_cell(
    page: Any, number: int, position: int, column: Column, value: str, styles: Mapping[str, Any], sheet: str
) -> None:
    if column.cell is cells.day:
        page.write_datetime(
            number, position, datetime.combine(date.fromisoformat(value), datetime.min.time()), styles["date"]
        )
    elif column.number and _is_exact(value):
        page.write_number(number, position, float(value), styles["number"])
    elif len(value.encode("utf-16-le")) // 2 > _LONGEST_CELL:
        raise ExchangeError(
            f"Lembar {sheet}, baris {number + 1}, {column.heading}: teks {len(value)} karakter melebihi batas Excel "
            f"({_LONGEST_CELL}). Pendekkan teksnya atau pindahkan ke lampiran."
        )
    else:
        written = value.replace(".", ",") if column.number else value
        page.write_string(number, position, written, _style(column, styles))


def _is_exact(value: str) -> bool:
    """Whether Excel keeps a number as it is."""
    return len(value.replace(".", "").lstrip("0")) <= _PRECISE_DIGITS


def _style(column: Column, styles: Mapping[str, Any]) -> Any:
    if column.shown:
        return styles["shown"]
    if column.cell is cells.day:
        return styles["date"]
    return styles["number"] if column.number else styles["text"]


def _help(page: Any, column: Column, position: int, last: int, lists: _Lists) -> None:
    help_text: dict[str, Any] = (
        {"input_title": column.heading[:32], "input_message": column.hint[:255]} if column.hint else {}
    )
    if column.options:
        page.data_validation(
            1, position, last, position,
            {"validate": "list", "source": lists.source(column.options), "ignore_blank": True, "error_type": "warning",
             "error_title": "Periksa isian", "error_message": "Pilih dari daftar.", **help_text},
        )  # fmt: skip
    elif help_text:
        page.data_validation(1, position, last, position, {"validate": "any", **help_text})


class _Lists:
    """Drop-down lists too long for a cell rule live on a sheet of their own, one column a list."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._page: Any = None
        self._columns: dict[tuple[str, ...], int] = {}

    def source(self, options: tuple[str, ...]) -> list[str] | str:
        if len(",".join(options)) <= _INLINE_LIST and not any("," in option for option in options):
            return list(options)
        if self._page is None:
            self._page = self._book.add_worksheet(LISTS)
            self._page.hide()
        if options not in self._columns:
            column = self._columns[options] = len(self._columns)
            self._page.write_column(0, column, options)
        letters = _letters(self._columns[options])
        return f"={LISTS}!${letters}$1:${letters}${len(options)}"


def _letters(position: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(position))
