"""Lists to read and print as an .xlsx file: values, never formulas; the same data give the same bytes.

May not decide what is in it. Text that other people typed stays text, also where it begins like a formula. The
file appears whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any

from klik_kit import files

Value = str | int | Fraction | date | None
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_CELL, _LONGEST_HEADER = 32_767, 200
_CUT = "… (dipotong)"
_A4 = 9
_LINE, _MOST_LINES = 15, 26
"""Points of height of a line of text, and how many lines Excel can show in a row."""
_TITLE_ROWS = 3
"""A sheet's title, what it is of, and a blank line stand above its headings."""


class Shape(Enum):
    """What a column holds, and how it is shown."""

    TEXT = "text"
    WHOLE = "whole"
    POINTS = "points"
    DAY = "day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A column: what stands above it, what it holds, its width in letters, and whether it holds ids that stay as they are."""

    text: str
    shape: Shape = Shape.TEXT
    width: int = 14
    exact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A sheet: its name, its title, what it is of, its columns and rows; ``empty`` is said where there is none.

    ``kept`` columns on the left stay in view; of the columns only the first ``printed`` go on paper, None: all.
    """

    name: str
    title: str
    about: str
    headings: Sequence[Heading]
    rows: Sequence[Sequence[Value]]
    empty: str = "Tidak ada."
    kept: int = 0
    printed: int | None = None


def _as_is(text: str) -> str:
    return text


def write_tables(path: Path, tables: Iterable[Table], *, title: str, mask: Callable[[str], str]) -> None:
    """Write tables as sheets with frozen headings and filters, to be printed on A4 on its side.

    Args:
        path: replaced only when the new file is whole.
        tables: in the order of their sheets.
        title: of the file, among its properties.
        mask: what every text but an id passes through on its way out.

    Raises:
        ExchangeError: the folder or the disk refuses the file.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxWriterException

    with files.replacing(path) as draft:
        options = {"strings_to_urls": False, "strings_to_formulas": False, "constant_memory": True}
        book = xlsxwriter.Workbook(str(draft), options)
        book.set_properties({"created": _CREATED, "title": title})
        styles = _Styles(book)
        try:
            for table in tables:
                _write(book.add_worksheet(table.name), table, styles, mask)
            book.close()
        except XlsxWriterException as error:  # it wraps what the disk refused
            cause = error.args[0] if error.args else None
            raise cause if isinstance(cause, OSError) else OSError(str(error)) from error


class _Styles:
    """The formats of a book; a text that begins like a formula carries the mark that it is none."""

    def __init__(self, book: Any) -> None:
        self.title = book.add_format({"bold": True, "font_size": 13, "num_format": "@"})
        self.about = book.add_format({"font_color": "#4D5F68", "num_format": "@"})
        self.head = book.add_format(
            {"bold": True, "bg_color": "#1F4E5F", "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter", "border": 1, "border_color": "#D5DDE0"}
        )  # fmt: skip
        lined: dict[str, Any] = {"valign": "top", "bottom": 1, "bottom_color": "#D5DDE0"}
        shown: dict[Shape, dict[str, Any]] = {
            Shape.TEXT: {"num_format": "@", "text_wrap": True, "indent": 1},
            Shape.WHOLE: {"num_format": "#,##0", "align": "right", "indent": 1},
            Shape.POINTS: {"num_format": "#,##0.00", "align": "right", "indent": 1},
            Shape.DAY: {"num_format": "dd-mm-yyyy", "align": "left"},
        }
        self.cell = {shape: book.add_format(lined | more) for shape, more in shown.items()}
        self.quoted = book.add_format(lined | shown[Shape.TEXT] | {"quote_prefix": True})


def _write(page: Any, table: Table, styles: _Styles, mask: Callable[[str], str]) -> None:
    last = len(table.headings) - 1
    page.set_landscape()
    page.set_paper(_A4)
    page.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.repeat_rows(_TITLE_ROWS)
    page.hide_gridlines(2)
    page.set_header(f"&L{_plain_header(mask(table.title))}&R{_plain_header(mask(table.about))}")
    page.set_footer("&LKlinik Inovasi&RHalaman &P dari &N")
    page.freeze_panes(_TITLE_ROWS + 1, table.kept)
    for position, heading in enumerate(table.headings):
        page.set_column(position, position, heading.width)
    page.set_row(_TITLE_ROWS, 3 * _LINE + 3)
    if table.printed:
        page.print_area(0, 0, _TITLE_ROWS + max(len(table.rows), 1), table.printed - 1)
    page.autofilter(_TITLE_ROWS, 0, _TITLE_ROWS + max(len(table.rows), 1), last)
    page.write_string(0, 0, mask(table.title), styles.title)
    page.write_string(1, 0, mask(table.about), styles.about)
    for position, heading in enumerate(table.headings):
        page.write_string(_TITLE_ROWS, position, heading.text, styles.head)
    formats = [(styles.cell[h.shape], _as_is if h.exact else mask) for h in table.headings]
    for number, row in enumerate(table.rows, start=_TITLE_ROWS + 1):
        lines = _lines(row, table.headings)
        if lines > 1:
            page.set_row(number, lines * _LINE)
        for position, (value, (style, hide)) in enumerate(zip(row, formats, strict=True)):
            if value is not None and value != "":
                _write_cell(page, number, position, value, style, styles, hide)
    if not table.rows:
        page.write_string(_TITLE_ROWS + 1, 0, table.empty, styles.cell[Shape.TEXT])


def _lines(row: Sequence[Value], headings: Sequence[Heading]) -> int:
    """How many lines the longest text of a row takes; not every program finds that out by itself."""
    found = 1
    for value, heading in zip(row, headings, strict=True):
        if isinstance(value, str) and (len(value) > heading.width or "\n" in value):
            found = max(found, sum(-(-len(line) // heading.width) or 1 for line in value.split("\n")))
    return min(found, _MOST_LINES)


def _write_cell(
    page: Any,
    number: int,
    position: int,
    value: str | int | Fraction | date,
    style: Any,
    styles: _Styles,
    mask: Callable[[str], str],
) -> None:
    if isinstance(value, str):
        text = mask(value)
        if 2 * len(text) > _LONGEST_CELL:  # Excel counts in halves of what a sign beyond the first plane takes
            text = _fitting(text)
        page.write_string(number, position, text, styles.quoted if text.startswith(_FORMULA) else style)
    elif isinstance(value, date):
        page.write_datetime(number, position, datetime.combine(value, datetime.min.time()), styles.cell[Shape.DAY])
    else:
        exact = styles.cell[Shape.POINTS] if isinstance(value, Fraction) else style
        page.write_number(number, position, float(value), exact)


def _fitting(text: str) -> str:
    """A text that a cell can hold; a longer one is cut and says so."""
    coded = text.encode("utf-16-le")
    if len(coded) // 2 <= _LONGEST_CELL:
        return text
    return coded[: 2 * (_LONGEST_CELL - len(_CUT))].decode("utf-16-le", "ignore") + _CUT


def _plain_header(text: str) -> str:
    """A text that stands in a page's header as it is: its signs are no commands there, and Excel takes at most 255."""
    return text[: _LONGEST_HEADER // 2].replace("&", "&&").replace("\n", " ")
