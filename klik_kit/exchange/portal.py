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
from klik_kit.core.rubric import Edition
from klik_kit.errors import Problem
from klik_kit.exchange import cells
from klik_kit.exchange.cells import Cell, CellValue
from klik_kit.exchange.workbook_in import RawSheet, column_letters

_TITLE, _UNIT, _MATURITY = "Judul Inovasi", "Admin OPD", "Kematangan"
_NEEDED = (_TITLE, _UNIT, _MATURITY)
_QUOTES = "\"'“”‘’`"


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalRow:
    """One innovation of the export: its unit as written, its answers, and its total (None: not given)."""

    place: str
    unit_cell: str
    unit: str
    account: str
    title: str
    values: Mapping[str, str]
    maturity: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalReading:
    """All rows of an export that can be used, those refused, and remarks."""

    rows: tuple[PortalRow, ...]
    refused: tuple[Problem, ...]
    remarks: tuple[str, ...]


def is_portal_export(raw: RawSheet) -> bool:
    """Whether a sheet has the headings that only the portal's export has."""
    head = {plain(str(value)) for value in (raw.rows[0] if raw.rows else ())}
    return all(plain(name) in head for name in _NEEDED)


def read_portal(raw: RawSheet, *, edition: Edition, choices: Mapping[str, ChoiceList]) -> PortalReading:
    """The rows of a portal export.

    A profile field that cannot be read is left out with a remark, since its cure lies in the
    portal; a row without title, unit or a possible Kematangan is refused.
    """
    head = {plain(str(value)): position for position, value in enumerate(raw.rows[0])}
    rows: list[PortalRow] = []
    refused: list[Problem] = []
    remarks: list[str] = []
    first: dict[tuple[str, str], str] = {}
    for number, values in enumerate(raw.rows[1:], start=2):
        if all(cells.is_blank(v) for v in values):
            continue
        reader = _Reader(raw, head, number, values)
        row = _row(reader, edition, choices)
        refused += reader.refused
        remarks += reader.remarks
        if row is None:
            continue
        same = (plain(row.account) or plain(row.unit), plain(row.title))
        if same in first:
            refused.append(
                Problem(
                    where=reader.at(_TITLE),
                    what=f"judul {row.title!r} sudah ada pada {first[same]} untuk unit yang sama.",
                    mend="Hapus salah satu, atau bedakan judulnya bila memang dua inovasi.",
                )
            )
            continue
        first[same] = row.place
        rows.append(row)
    return PortalReading(rows=tuple(rows), refused=tuple(refused), remarks=tuple(remarks))


class _Reader:
    """One row of the export, by heading; collects what could not be read."""

    def __init__(self, raw: RawSheet, head: Mapping[str, int], number: int, values: Sequence[CellValue]) -> None:
        self.number, self._raw, self._head, self._values = number, raw, head, values
        self.refused: list[Problem] = []
        self.remarks: list[str] = []

    def at(self, *names: str) -> str:
        column = next((self._head[plain(n)] for n in names if plain(n) in self._head), 0)
        return f"{self._raw.name}!{column_letters(column)}{self.number}"

    def raw(self, *names: str) -> CellValue | None:
        """What stands under the first of these headings; None where blank."""
        for name in names:
            position = self._head.get(plain(name))
            if position is not None and position < len(self._values):
                value = self._values[position]
                return None if cells.is_blank(value) else value
        return None

    def read(self, cell: Cell, *names: str) -> str | None:
        """A field that may be missing: what cannot be read becomes a remark."""
        value = self.raw(*names)
        try:
            return None if value is None else cell(value)
        except ValueError as error:
            self.remarks.append(f"{self.at(*names)}: {names[0]} tidak dibaca: {error}")
            return None

    def demand(self, cell: Cell, name: str) -> str | None:
        """A field without which the row is refused."""
        value = self.raw(name)
        address = self.at(name)
        if address.partition("!")[2] in self._raw.formulas:
            self._refuse(address, f"{name} berisi rumus.", "Salin, lalu tempel sebagai nilai (Paste Values).")
            return None
        if value is None:
            self._refuse(address, f"{name} kosong.", "Lengkapi, atau hapus barisnya.")
            return None
        try:
            return cell(value)
        except ValueError as error:
            self._refuse(address, f"{name}: {error}", "")
            return None

    def _refuse(self, where: str, what: str, mend: str) -> None:
        self.refused.append(Problem(where=where, what=what, mend=mend))


def _row(reader: _Reader, edition: Edition, choices: Mapping[str, ChoiceList]) -> PortalRow | None:
    def score(value: CellValue) -> str:
        found = cells.points(value)
        most = edition.formula.max_sid
        if most is not None and float(found) > most:
            raise ValueError(f"{found} melebihi maksimum {most}.")
        return found

    title = reader.demand(_title, _TITLE)
    unit = reader.demand(cells.text, _UNIT)
    maturity = reader.demand(score, _MATURITY) if not cells.is_blank(reader.raw(_MATURITY)) else None
    if reader.refused or title is None or unit is None:
        return None
    name, account = split_account(unit)
    values = {
        "name": title,
        "initiator": reader.read(cells.one_of(choices["initiator"]), "Inisiator"),
        "initiator_name": reader.read(cells.text, "Nama Inisiator"),
        "form": reader.read(cells.one_of(choices["form"]), "Bentuk Inovasi"),
        "type": reader.read(cells.one_of(choices["type"]), "Jenis"),
        "asta_cita": reader.read(cells.text, "Asta Cipta", "Asta Cita"),
        "urusan": reader.read(cells.one_of(choices["urusan"]), "Urusan Utama"),
        "other_urusan": reader.read(_several(choices["urusan"]), "Urusan lain yang beririsan"),
        "stage": reader.read(cells.one_of(choices["stage"]), "Tahapan Inovasi", "Tahapan"),
        "input_on": reader.read(cells.day, "Tanggal Input"),
        "implemented_on": reader.read(cells.day, "Tanggal Penerapan"),
        "developed_on": reader.read(cells.day, "Tanggal Pengembangan"),
        "coordinates": _coordinates(reader),
        "video": reader.read(cells.link, "Link Video"),
    }
    return PortalRow(
        place=f"{reader.at(_TITLE)}",
        unit_cell=reader.at(_UNIT),
        unit=name,
        account=account,
        title=title,
        values={field: value for field, value in values.items() if value is not None},
        maturity=maturity,
    )


def split_account(written: str) -> tuple[str, str]:
    """``Dinas X Kabupaten Y (kab.dinasx)`` as its name and its account; the account may be missing."""
    match = re.fullmatch(r"(.*?)\s*\(([^()\s]+)\)\s*", written, flags=re.DOTALL)
    return (match.group(1).strip(), match.group(2)) if match else (written.strip(), "")


def _title(value: CellValue) -> str:
    """A title without the quotes around it and with single blanks."""
    found = " ".join(cells.text(value).split())
    if len(found) > 1 and found[0] in _QUOTES and found[-1] in _QUOTES:
        found = found[1:-1].strip()
    if not found:
        raise ValueError("kosong. Lengkapi, atau hapus barisnya.")
    return found


def _several(choices: ChoiceList) -> Cell:
    """Urusan separated by commas, although their names contain commas: the longest name wins."""

    def parse(value: CellValue) -> str:
        words = [w.strip() for w in cells.text(value).split(",")]
        found: list[str] = []
        position = 0
        while position < len(words):
            for end in range(len(words), position, -1):
                match = choices.match(" ".join(words[position:end]))
                if match:
                    found.append(match)
                    position = end
                    break
            else:
                raise ValueError(f"{words[position]!r} tidak ada dalam daftar urusan.")
        return "; ".join(dict.fromkeys(found))

    return parse


def _coordinates(reader: _Reader) -> str | None:
    if reader.raw("Koordinat") is not None:
        return reader.read(cells.coordinates, "Koordinat")
    latitude, longitude = reader.read(cells.decimal, "lat"), reader.read(cells.decimal, "lon")
    return f"{latitude},{longitude}" if latitude and longitude else None
