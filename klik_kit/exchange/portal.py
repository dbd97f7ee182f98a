"""The national portal's export, as dirty as it comes (FORMS.md section 10).

May not match units to codes: a row names its unit as the portal does, and `klik_kit.importing`
resolves it by an editable table. The export carries no level per indicator, only their sum.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from klik_kit.core.bahasa import plain
from klik_kit.core.choices import ChoiceList
from klik_kit.core.keys import same
from klik_kit.core.rubric import Edition
from klik_kit.errors import Problem
from klik_kit.exchange import cells
from klik_kit.exchange.cells import Cell, CellValue
from klik_kit.exchange.sheet_in import heading, refusal
from klik_kit.exchange.sheets import maturity
from klik_kit.exchange.workbook_in import RawSheet, column_letters

_TITLE, _UNIT, _MATURITY = "Judul Inovasi", "Admin OPD", "Kematangan"
_NEEDED = (_TITLE, _UNIT, _MATURITY)
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "initiator": ("Inisiator",),
    "initiator_name": ("Nama Inisiator",),
    "form": ("Bentuk Inovasi",),
    "type": ("Jenis",),
    "asta_cita": ("Asta Cipta", "Asta Cita"),
    "urusan": ("Urusan Utama",),
    "other_urusan": ("Urusan lain yang beririsan",),
    "stage": ("Tahapan Inovasi", "Tahapan"),
    "input_on": ("Tanggal Input",),
    "implemented_on": ("Tanggal Penerapan",),
    "developed_on": ("Tanggal Pengembangan",),
    "coordinates": ("Koordinat",),
    "video": ("Link Video",),
}
"""Under which headings an answer stands, the first that is there; what is written under it may be blank."""
_QUOTES = "\"'“”‘’`"
_MOST_COMMAS = 8
_LONG_WORD = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalRow:
    """One innovation of the export: its unit as written, its answers, and its total (None: not given).

    ``blank`` names the fields that the export has a column for and says nothing in.
    """

    place: str
    unit_cell: str
    unit: str
    account: str
    title: str
    values: Mapping[str, str]
    maturity: str | None
    blank: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalReading:
    """All rows of an export that can be used, those refused, and remarks."""

    rows: tuple[PortalRow, ...]
    refused: tuple[Problem, ...]
    remarks: tuple[str, ...]


def is_portal_export(raw: RawSheet) -> bool:
    """Whether a sheet has the headings that only the portal's export has."""
    head = {plain(heading(value)) for value in (raw.rows[0] if raw.rows else ())}
    return all(plain(name) in head for name in _NEEDED)


def read_portal(raw: RawSheet, *, edition: Edition, choices: Mapping[str, ChoiceList]) -> PortalReading:
    """The rows of a portal export.

    A profile field that cannot be read is left out with a remark, since its cure lies in the
    portal; a row without title, unit or a possible Kematangan is refused.
    """
    head, refused = _head(raw)
    if refused:
        return PortalReading(rows=(), refused=tuple(refused), remarks=())
    rows: list[PortalRow] = []
    remarks: list[str] = []
    first: dict[tuple[str, str], str] = {}
    for number in range(2, max([len(raw.rows), *raw.flaws]) + 1):
        values = raw.rows[number - 1] if number <= len(raw.rows) else ()
        if all(cells.is_blank(v) for v in values) and number not in raw.flaws:
            continue
        reader = _Reader(raw, head, number, values)
        row = _row(reader, edition, choices)
        refused += reader.refused
        remarks += reader.remarks
        if row is None:
            continue
        names = (same(row.account or row.unit), same(row.title))
        if names in first:
            refused.append(twice(reader.at(_TITLE), row.title, first[names]))
            continue
        first[names] = row.place
        rows.append(row)
    return PortalReading(rows=tuple(rows), refused=tuple(refused), remarks=tuple(remarks))


def twice(where: str, title: str, first: str) -> Problem:
    """The refusal of a title that its unit has already used."""
    return Problem(
        where=where,
        what=f"judul {cells.shown(title)} sudah ada pada {first} untuk unit yang sama.",
        mend="Hapus salah satu, atau bedakan judulnya bila memang dua inovasi.",
    )


def _head(raw: RawSheet) -> tuple[dict[str, int], list[Problem]]:
    """The position of each heading, and what is wrong with the headings."""
    head: dict[str, int] = {}
    refused = []
    for position, value in enumerate(raw.rows[0]):
        name, where = plain(heading(value)), f"{raw.name}!{column_letters(position)}1"
        if flaw := raw.flaws.get(1, {}).get(position):
            refused.append(refusal(where, f"judul kolom {flaw}"))
        if name and name in head:
            refused.append(refusal(where, f"kolom {heading(value)!r} ada dua. Hapus salah satunya."))
        head[name] = position
    return head, refused


class _Reader:
    """One row of the export, by heading; collects what could not be read."""

    def __init__(self, raw: RawSheet, head: Mapping[str, int], number: int, values: Sequence[CellValue]) -> None:
        self.number, self._raw, self._head, self._values = number, raw, head, values
        self.refused: list[Problem] = []
        self.remarks: list[str] = []

    def at(self, *names: str) -> str:
        return f"{self._raw.name}!{column_letters(self._position(*names) or 0)}{self.number}"

    def raw(self, *names: str) -> CellValue | None:
        """What stands under the first of these headings; None where blank."""
        position = self._position(*names)
        if position is None or position >= len(self._values):
            return None
        value = self._values[position]
        return None if cells.is_blank(value) else value

    def read(self, cell: Cell, *names: str) -> str | None:
        """A field that may be missing: what cannot be read becomes a remark, a formula a refusal."""
        value = self.raw(*names)
        if self._flawed(*names):
            return None
        try:
            return None if value is None else cell(value)
        except ValueError as error:
            self.remarks.append(f"{self.at(*names)}: {names[0]} tidak dibaca: {error}")
            return None

    def demand(self, cell: Cell, name: str) -> str | None:
        """A field without which the row is refused."""
        value = self.raw(name)
        if self._flawed(name):
            return None
        try:
            if value is not None:
                return cell(value)
            self._refuse("kosong. Lengkapi, atau hapus barisnya.", name)
        except ValueError as error:
            self._refuse(str(error), name)
        return None

    def may(self, cell: Cell, name: str) -> str | None:
        """A field that may be blank; what it says must be right."""
        return None if self.raw(name) is None and not self._flawed(name) else self.demand(cell, name)

    def blank(self, *names: str) -> bool:
        """Whether there is such a column, and nothing in it."""
        return self._position(*names) is not None and self.raw(*names) is None

    def _position(self, *names: str) -> int | None:
        return next((self._head[plain(n)] for n in names if plain(n) in self._head), None)

    def _flawed(self, *names: str) -> bool:
        position = self._position(*names)
        flaw = None if position is None else self._raw.flaws.get(self.number, {}).get(position)
        if flaw:
            self._refuse(flaw, *names)
        return flaw is not None

    def _refuse(self, what: str, *names: str) -> None:
        problem = refusal(self.at(*names), f"{names[0]}: {what}")
        if problem not in self.refused:
            self.refused.append(problem)


def _row(reader: _Reader, edition: Edition, choices: Mapping[str, ChoiceList]) -> PortalRow | None:
    title = reader.demand(_title, _TITLE)
    unit = reader.demand(cells.text, _UNIT)
    total = reader.may(maturity(edition), _MATURITY)
    name, account = split_account(unit or "")
    values = {
        "name": title or "",
        "initiator": reader.read(cells.one_of(choices["initiator"]), *_HEADINGS["initiator"]),
        "initiator_name": reader.read(cells.text, *_HEADINGS["initiator_name"]),
        "form": reader.read(cells.one_of(choices["form"]), *_HEADINGS["form"]),
        "type": reader.read(cells.one_of(choices["type"]), *_HEADINGS["type"]),
        "asta_cita": reader.read(_mission(choices["asta_cita"]), *_HEADINGS["asta_cita"]),
        "urusan": reader.read(cells.one_of(choices["urusan"]), *_HEADINGS["urusan"]),
        "other_urusan": reader.read(_several(choices["urusan"]), *_HEADINGS["other_urusan"]),
        "stage": reader.read(cells.one_of(choices["stage"]), *_HEADINGS["stage"]),
        "input_on": reader.read(cells.day, *_HEADINGS["input_on"]),
        "implemented_on": reader.read(cells.day, *_HEADINGS["implemented_on"]),
        "developed_on": reader.read(cells.day, *_HEADINGS["developed_on"]),
        "coordinates": _coordinates(reader),
        "video": reader.read(cells.link, *_HEADINGS["video"]),
    }
    if reader.refused or title is None or unit is None:
        return None
    return PortalRow(
        place=reader.at(_TITLE),
        unit_cell=reader.at(_UNIT),
        unit=name,
        account=account,
        title=title,
        values={field: value for field, value in values.items() if value is not None},
        maturity=total,
        blank=tuple(field for field, names in _HEADINGS.items() if reader.blank(*names)),
    )


def split_account(written: str) -> tuple[str, str]:
    """``Dinas X Kabupaten Y (kab.dinasx)`` as its name and its account; the account may be missing."""
    name, bracket, account = written.strip().rpartition("(")
    if bracket and re.fullmatch(r"[^()\s]+\)", account):
        account = account.removesuffix(")")
        return name.strip() or account, account
    return written.strip(), ""


def _title(value: CellValue) -> str:
    """A title without the quotes around it and with single blanks."""
    found = " ".join(cells.text(value).split())
    inner = found.strip(_QUOTES).strip()
    if found[:1] in _QUOTES and found[-1:] in _QUOTES and not any(quote in inner for quote in _QUOTES):
        found = inner
    if not found:
        raise ValueError("kosong. Lengkapi, atau hapus barisnya.")
    return found


def _mission(choices: ChoiceList) -> Cell:
    """One of the eight missions, from its number or a full sentence: the one with most words in common."""
    words = {value: _words(value) for value in choices.values}

    def parse(value: CellValue) -> str:
        written = cells.text(value)
        said = _words(written)
        found = choices.match(written) or max(words, key=lambda v: len(words[v] & said) / len(words[v]))
        if choices.match(written) is None and len(words[found] & said) * 2 < len(words[found]):
            raise ValueError(f"{cells.shown(written)} tidak ada dalam daftar.")
        return found

    return parse


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"[a-z]+", text.casefold()) if len(word) >= _LONG_WORD}


def _several(choices: ChoiceList) -> Cell:
    """Urusan separated by commas, although their names contain commas: the longest name wins."""

    def parse(value: CellValue) -> str:
        words = [w.strip() for w in cells.text(value).split(",")]
        found: list[str] = []
        position = 0
        while position < len(words):
            for end in range(min(len(words), position + _MOST_COMMAS), position, -1):
                match = choices.match(" ".join(words[position:end]))
                if match:
                    found.append(match)
                    position = end
                    break
            else:
                raise ValueError(f"{cells.shown(words[position])} tidak ada dalam daftar urusan.")
        return "; ".join(dict.fromkeys(found))

    return parse


def _coordinates(reader: _Reader) -> str | None:
    if reader.raw("Koordinat") is not None:
        return reader.read(cells.coordinates, *_HEADINGS["coordinates"])
    latitude, longitude = reader.read(cells.degrees, "lat"), reader.read(cells.degrees, "lon")
    if latitude is None or longitude is None:
        return None
    return reader.read(lambda _: cells.located(latitude, longitude), "lat")
