"""An .xlsx file that somebody sent, opened with suspicion.

May not know what the sheets mean. Sizes are checked before anything is unpacked, entities are
never expanded, and formulas are found, because their cached results may be old or missing.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from klik_kit.errors import ExchangeError
from klik_kit.exchange.cells import CellValue

MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_FILE_BYTES = 50_000_000
MAX_UNPACKED_BYTES = 400_000_000
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RawSheet:
    """A sheet as it is: rows from A1, and the addresses of the cells that hold formulas."""

    name: str
    rows: Sequence[Sequence[CellValue]]
    formulas: frozenset[str]


def column_letters(position: int) -> str:
    """The letters of a column, counted from 0: ``0`` is A, ``26`` is AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class Workbook:
    """An opened .xlsx file; sheets are read when asked for."""

    def __init__(self, path: Path) -> None:
        """Open a file.

        Raises:
            ExchangeError: it is missing, empty, too large, locked by a password or no .xlsx file.
        """
        self.path = path
        _check_file(path)
        try:
            self._parts, self._formula_parts = _unpack_index(path)
            from python_calamine import CalamineWorkbook

            self._book = CalamineWorkbook.from_path(str(path))
        except ExchangeError:
            raise
        except Exception as error:  # noqa: BLE001 - zip, XML and reader each have their own tree of errors
            raise _broken(path) from error

    @property
    def names(self) -> tuple[str, ...]:
        """The sheets of the file, in order."""
        return tuple(self._book.sheet_names)

    def sheet(self, name: str) -> RawSheet:
        """One sheet, whole.

        Raises:
            ExchangeError: it has too many rows or columns, or its content is broken.
        """
        try:
            found = self._book.get_sheet_by_name(name)
            height, width = found.total_height, found.total_width
        except Exception as error:  # noqa: BLE001 - the reader's errors, whatever they are
            raise _broken(self.path) from error
        if height > MAX_ROWS + 1:
            raise ExchangeError(
                f"{self.path.name}: lembar {name} berisi {height - 1:,} baris, paling banyak {MAX_ROWS:,}. "
                "Hapus baris kosong di bawah data, atau bagi berkasnya.".replace(",", ".", 1)
            )
        if width > MAX_COLUMNS:
            raise ExchangeError(f"{self.path.name}: lembar {name} berisi {width} kolom, paling banyak {MAX_COLUMNS}.")
        rows = found.to_python(skip_empty_area=False)
        return RawSheet(name=name, rows=rows, formulas=self._formulas(name))

    def _formulas(self, name: str) -> frozenset[str]:
        part = self._parts.get(name)
        if part is None or part not in self._formula_parts:
            return frozenset()
        with zipfile.ZipFile(self.path) as archive:
            return _formula_cells(archive.read(part))


def _check_file(path: Path) -> None:
    if not path.is_file():
        raise ExchangeError(f"Berkas {path} tidak ada. Periksa nama dan foldernya.")
    size = path.stat().st_size
    if size == 0:
        raise ExchangeError(f"Berkas {path.name} kosong (0 byte). Simpan ulang dari Excel, lalu coba lagi.")
    if size > MAX_FILE_BYTES:
        raise ExchangeError(
            f"Berkas {path.name} terlalu besar ({size // 1_000_000} MB, paling besar {MAX_FILE_BYTES // 1_000_000} MB)."
        )
    with path.open("rb") as stream:
        start = stream.read(8)
        if start == _OLE:
            rest = stream.read(MAX_FILE_BYTES)
            if "EncryptedPackage".encode("utf-16-le") in rest:
                raise ExchangeError(
                    f"Berkas {path.name} dikunci dengan kata sandi. Buka di Excel, hapus kata sandinya, simpan, lalu coba lagi."
                )
            raise ExchangeError(
                f"Berkas {path.name} memakai format lama (.xls). Simpan sebagai Excel Workbook (.xlsx), lalu coba lagi."
            )
    if not zipfile.is_zipfile(path):
        raise ExchangeError(
            f"Berkas {path.name} bukan berkas Excel (.xlsx) atau isinya rusak. Simpan ulang dari Excel, lalu coba lagi."
        )


def _broken(path: Path) -> ExchangeError:
    return ExchangeError(
        f"Berkas {path.name} rusak sehingga tidak terbaca. Buka dan simpan ulang di Excel, lalu coba lagi."
    )


def _unpack_index(path: Path) -> tuple[Mapping[str, str], frozenset[str]]:
    """Which part of the archive holds which sheet, and which parts mention formulas."""
    from defusedxml.ElementTree import fromstring

    with zipfile.ZipFile(path) as archive:
        if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED_BYTES:
            raise ExchangeError(
                f"Berkas {path.name} terlalu besar setelah dibuka. Hapus lembar dan baris yang tidak dipakai."
            )
        names = set(archive.namelist())
        if "xl/workbook.xml" not in names:
            raise ExchangeError(f"Berkas {path.name} bukan buku kerja Excel (.xlsx).")
        relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        targets = {r.get("Id"): str(r.get("Target")) for r in relations}
        book = fromstring(archive.read("xl/workbook.xml"))
        parts = {
            str(sheet.get("name")): _part(targets.get(sheet.get(f"{_REL}id"), ""))
            for sheet in book.iter(f"{_MAIN}sheet")
        }
        with_formulas = {
            part for part in parts.values() if part in names and re.search(rb"<f[ >/]", archive.read(part))
        }
    return parts, frozenset(with_formulas)


def _part(target: str) -> str:
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _formula_cells(xml: bytes) -> frozenset[str]:
    found = set()
    for match in re.finditer(rb"<f[ >/]", xml):
        cell = xml.rfind(b"<c ", 0, match.start())
        address = re.search(rb'\br="([A-Z]+[0-9]+)"', xml[cell : match.start()])
        if address:
            found.add(address.group(1).decode())
    return frozenset(found)
