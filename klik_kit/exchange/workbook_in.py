"""An .xlsx file that somebody sent, opened with suspicion.

May not know what the sheets mean. Every part is unpacked once, within limits, and the reader gets
exactly those bytes: what was checked is what is read. Entities are never expanded, the extent of a
sheet is known before the reader makes room for it, and formulas are found, because their cached
results may be old or missing.
"""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from pathlib import Path, PurePosixPath
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from klik_kit.errors import ExchangeError
from klik_kit.exchange.cells import CellValue
from klik_kit.files import reason

MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_FILE_BYTES = 50_000_000
MAX_UNPACKED_BYTES = 200_000_000
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_BOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_FORMULA = "berisi rumus. Salin, lalu tempel sebagai nilai (Paste Values)."
_FAULT = "berisi galat Excel, misalnya #N/A. Perbaiki atau kosongkan selnya."


@dataclass(frozen=True, slots=True, kw_only=True)
class RawSheet:
    """A sheet as it is: rows from A1, and why some cells cannot be trusted.

    ``flaws`` holds, by row (from 1) and column (from 0), what is wrong with a cell: it holds a
    formula, or one of Excel's errors. Such cells may lie below the last row that has values.
    """

    name: str
    rows: Sequence[Sequence[CellValue]]
    flaws: Mapping[int, Mapping[int, str]] = field(default_factory=dict)


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
        from python_calamine import CalamineWorkbook

        self.path = path
        try:
            _check_file(path)
            with _told_as_broken(path):
                self._parts = _unpacked(path)
                self._sheets = _sheet_parts(self._parts)
                self._book = CalamineWorkbook.from_filelike(_packed(self._parts))
        except OSError as error:
            raise ExchangeError(f"Berkas {path} tidak dapat dibaca: {reason(error)}.") from error

    @property
    def names(self) -> tuple[str, ...]:
        """The sheets of the file that hold cells, in order."""
        return tuple(self._sheets)

    def sheet(self, name: str) -> RawSheet:
        """One sheet, whole.

        Raises:
            ExchangeError: it has too many rows or columns, or its content is broken.
        """
        with _told_as_broken(self.path):
            flaws = _surveyed(self._parts[self._sheets[name]], where=f"{self.path.name}: lembar {name}")
            rows = self._book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        return RawSheet(name=name, rows=rows, flaws=flaws)


def _check_file(path: Path) -> None:
    if path.is_dir():
        raise ExchangeError(f"{path} adalah folder. Sebutkan berkas .xlsx di dalamnya.")
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


@contextmanager
def _told_as_broken(path: Path) -> Iterator[None]:
    """Zip, XML and the reader each have their own tree of errors; to the user all mean the same."""
    try:
        yield
    except (ExchangeError, OSError):
        raise
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":  # Rust's, no Exception
            raise
        raise ExchangeError(
            f"Berkas {path.name} rusak sehingga tidak terbaca. Buka dan simpan ulang di Excel, lalu coba lagi."
        ) from error


def _unpacked(path: Path) -> dict[str, bytes]:
    """The XML parts of the archive; pictures and macros are left alone."""
    with zipfile.ZipFile(path) as archive:
        items = [item for item in archive.infolist() if item.filename.casefold().endswith((".xml", ".rels"))]
        if sum(item.file_size for item in items) > MAX_UNPACKED_BYTES:
            raise ExchangeError(
                f"Berkas {path.name} terlalu besar setelah dibuka. Hapus lembar dan baris yang tidak dipakai."
            )
        parts = {item.filename: archive.read(item) for item in items}
    if len(parts) != len(items):
        raise ValueError("two parts of one name")
    if _BOOK not in parts:
        raise ExchangeError(f"Berkas {path.name} bukan buku kerja Excel (.xlsx).")
    return parts


def _packed(parts: Mapping[str, bytes]) -> BytesIO:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    packed.seek(0)
    return packed


def _sheet_parts(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Which part holds which sheet, whatever the namespaces of the writing program."""
    from defusedxml.ElementTree import fromstring

    relations = fromstring(parts[_RELATIONS], forbid_dtd=True)
    targets = {
        relation.get("Id"): _part(str(relation.get("Target")))
        for relation in relations
        if str(relation.get("Type")).endswith("/worksheet")
    }
    found = {}
    for sheet in fromstring(parts[_BOOK], forbid_dtd=True).iterfind(".//{*}sheet"):
        own = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), None)
        if own in targets:
            found[str(sheet.get("name"))] = targets[own]
    return found


def _part(target: str) -> str:
    return target.removeprefix("/") if target.startswith("/") else str(PurePosixPath("xl", target))


def _surveyed(xml: bytes, *, where: str) -> dict[int, dict[int, str]]:
    """The flaws of a sheet, by row and column.

    Raises:
        ExchangeError: a cell with a value lies beyond the limits; the reader would make room for
            every cell before it.
    """
    from defusedxml.sax import parseString

    survey = _Survey(where)
    parseString(xml, survey, forbid_dtd=True)
    return dict(survey.flaws)


class _Survey(ContentHandler):
    """Walks the cells of a sheet; their row counts from 1 and their column from 0."""

    def __init__(self, where: str) -> None:
        super().__init__()
        self.flaws: defaultdict[int, dict[int, str]] = defaultdict(dict)
        self._where = where
        self._row, self._column = 0, -1
        self._inside = self._fault = False

    def startElement(self, name: str, attrs: AttributesImpl[str]) -> None:  # noqa: N802 - SAX's name
        tag = name.rpartition(":")[2]
        if tag == "sheetData":
            self._inside = True
        elif not self._inside:
            return
        elif tag == "c":
            address = attrs.get("r")
            self._row, self._column = _place(address) if address else (self._row, self._column + 1)
            self._fault = attrs.get("t") == "e"
        elif tag == "row":
            self._row, self._column = int(attrs.get("r") or self._row + 1), -1
        elif tag in {"v", "is", "f"}:
            if self._row > MAX_ROWS + 1 or self._column >= MAX_COLUMNS:
                raise _too_large(self._where, self._row, self._column)
            if tag == "f":
                self.flaws[self._row][self._column] = _FORMULA
            elif self._fault:
                self.flaws[self._row].setdefault(self._column, _FAULT)

    def endElement(self, name: str) -> None:  # noqa: N802 - SAX's name
        if name.rpartition(":")[2] == "sheetData":
            self._inside = False


def _too_large(where: str, row: int, column: int) -> ExchangeError:
    if row > MAX_ROWS + 1:
        found = f"{where} berisi lebih dari {MAX_ROWS:,} baris".replace(",", ".")
    else:
        found = f"{where} berisi lebih dari {MAX_COLUMNS} kolom"
    return ExchangeError(
        f"{found} (ada isi di sel {column_letters(column)}{row}). "
        "Hapus isi yang tidak dipakai di bawah dan di kanan data, atau bagi berkasnya."
    )


def _place(address: str) -> tuple[int, int]:
    """``AB12`` as row 12 and column 27, which is counted from 0."""
    match = re.fullmatch(r"([A-Z]{1,3})([1-9][0-9]{0,6})", address)
    if match is None:
        raise ValueError(f"{address!r} is no cell")
    return int(match.group(2)), _column(match.group(1))


@lru_cache(maxsize=1000)
def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
