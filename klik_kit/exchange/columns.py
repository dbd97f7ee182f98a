"""A sheet as a value: its columns, and which field of which record a cell is.

Used to write a template, to export, and to read back. May not read or write files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from klik_kit.core.choices import ChoiceList
from klik_kit.core.records import Record, RecordKey
from klik_kit.core.rubric import Edition
from klik_kit.exchange import cells
from klik_kit.exchange.cells import Cell

Row = Mapping[str, str | None]


class FieldError(ValueError):
    """What a row says in a field cannot be, although the cell by itself could."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its heading, the field it fills, how a cell is read, and what helps filling it.

    ``key`` columns say which record the row is about and are no answers of it; ``shown`` columns
    are there for the reader and are ignored on the way in; ``number`` columns hold numbers, which
    Excel shows as its reader is used to.
    """

    heading: str
    field: str
    cell: Cell
    required: bool = False
    key: bool = False
    shown: bool = False
    number: bool = False
    options: tuple[str, ...] = ()
    width: int = 16
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetForm:
    """A sheet: its name, columns, and how a row becomes the key and the answers of a record."""

    name: str
    kind: str
    about: str
    columns: tuple[Column, ...]
    key: Callable[[Row], RecordKey]
    answers: Callable[[Row], dict[str, str | None]] | None = None
    rows: Callable[[Record], Iterable[dict[str, str]]] = field(default=lambda record: (_own_row(record),))

    def to_answers(self, row: Row) -> dict[str, str | None]:
        """The answers in a row: by default each column that is neither key nor only shown."""
        if self.answers:
            return self.answers(row)
        own = {c.field for c in self.columns if not c.key and not c.shown}
        return {field: value for field, value in row.items() if field in own}


def _own_row(record: Record) -> dict[str, str]:
    """A record as one row: its answers, and its places under the names the key columns use."""
    key = record.key
    places = {"id": key.id, "unit": key.unit, "code": key.unit, "innovation": key.parent}
    return {name: place for name, place in places.items() if place is not None} | record.values()


def picked(choices: Mapping[str, ChoiceList], name: str) -> dict[str, object]:
    """What a column needs whose cells are picked from a list."""
    return {"cell": cells.one_of(choices[name]), "options": choices[name].values}


def edition_column(edition: Edition) -> Column:
    """The column *Edisi*, in which only the edition that is being imported may stand."""

    def only_this(value: cells.CellValue) -> str:
        found = cells.text(value)
        if found != edition.id:
            raise ValueError(f"edisi {found!r} berbeda dari edisi impor ini. Gunakan --edition {found}.")
        return found

    return Column(heading="Edisi", field="edition", cell=only_this, key=True, options=(edition.id,), width=11)
