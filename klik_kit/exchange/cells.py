"""Spreadsheet cells to canonical texts, one small function per kind of cell.

Each takes what the spreadsheet holds and gives the text that the store keeps; a ValueError names
what is wrong and how to mend it. Canonical: ISO dates, decimal points, ``\\n`` line ends, no blanks
around a text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from fractions import Fraction
from math import isfinite

from klik_kit.core.bahasa import MONTHS, plain
from klik_kit.core.choices import ChoiceList
from klik_kit.core.rubric import MAX_LEVEL

CellValue = str | float | int | bool | date | datetime | time | timedelta
Cell = Callable[[CellValue], str]

_PRECISE = 10**15
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_BLANK = {"", "-", "–", "nan", "none", "null", "n/a", "#n/a"}
_FIRST_YEAR, _LAST_YEAR = 1945, 2100
_MOST_DIGITS = 40
_OTHER_MONTHS = {"pebruari": 2, "nopember": 11}
CLEAR = "(hapus)"


def is_blank(value: object, *, strict: bool = False) -> bool:
    """Whether a cell says nothing: empty or, unless ``strict``, a dash or a written ``nan`` or ``None``."""
    if isinstance(value, str):
        return value.strip() == "" or (not strict and value.strip().casefold() in _BLANK)
    return value is None


def text(value: CellValue) -> str:
    """Any text; numbers as written, long ones refused because Excel has already rounded them."""
    if isinstance(value, str):
        clean = value.replace("\r\n", "\n").replace("\r", "\n").strip()
        if _CONTROL.search(clean):
            raise ValueError("berisi karakter kendali yang tidak terlihat. Ketik ulang teksnya.")
        return clean
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float | int):
        if not isfinite(value):
            raise ValueError("bukan angka dan bukan teks. Ketik ulang isinya.")
        if abs(value) >= _PRECISE:
            raise ValueError(
                "angka terlalu panjang sehingga sudah dibulatkan oleh Excel. Ubah sel menjadi Teks, lalu ketik ulang."
            )
        return f"{Decimal(f'{value:.15g}'):f}"
    if isinstance(value, datetime | date):
        return day(value)
    return str(value)


def day(value: CellValue) -> str:
    """A date, from a date cell or from ``31-12-2025``, ``31/12/2025``, ``2025-12-31``, ``31 Desember 2025``."""
    found = value.date() if isinstance(value, datetime) else value if isinstance(value, date) else _written_day(value)
    if found is None:
        raise ValueError(f"{shown(value)} bukan tanggal. Tulis seperti 31-12-2025.")
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise ValueError(f"tahun {found.year} tidak masuk akal. Periksa tanggalnya.")
    return found.isoformat()


def _written_day(value: object) -> date | None:
    if not isinstance(value, str):
        return None
    words = value.strip().casefold()
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ t]00:00(?::00)?)?", words):
        year, month, number = match.groups()
    elif match := re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", words):
        number, month, year = match.groups()
    elif match := re.fullmatch(r"(\d{1,2})\s+([a-z]+)\s+(\d{4})", words):
        number, name, year = match.groups()
        months = {m.casefold(): position for position, m in enumerate(MONTHS, start=1)} | _OTHER_MONTHS
        month = str(months.get(name, 0))
    else:
        return None
    try:
        return date(int(year), int(month), int(number))
    except ValueError:
        return None


def decimal(value: CellValue) -> str:
    """An exact decimal number, with a comma or a point for its decimals."""
    if isinstance(value, bool):
        raise ValueError("harus berupa angka.")  # noqa: TRY004 - all cell errors are ValueError
    if isinstance(value, date | time | timedelta):
        raise ValueError("berisi tanggal atau jam, seharusnya angka.")  # noqa: TRY004 - all cell errors are ValueError
    if isinstance(value, float | int):
        written = f"{value:.15g}"
    else:
        written = str(value).strip().removesuffix("%").strip()
        if re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+,\d+", written):
            written = written.replace(".", "").replace(",", ".")
        elif re.fullmatch(r"[+-]?[1-9]\d{0,2}(\.\d{3})+", written):
            raise ValueError(f"{written!r} dapat berarti ribuan atau desimal. Tulis tanpa titik ribuan.")
        else:
            written = written.replace(",", ".")
    return _canonical(written, value)


def _canonical(written: str, value: CellValue) -> str:
    """A number with a decimal point and nothing superfluous; ``value`` is what the cell said."""
    try:
        number = Decimal(written)
    except InvalidOperation:
        raise ValueError(f"{shown(value)} bukan angka.") from None
    if not number.is_finite() or "_" in written:
        raise ValueError(f"{shown(value)} bukan angka.")
    if abs(number.adjusted()) > 30 or len(number.as_tuple().digits) > _MOST_DIGITS:
        raise ValueError(f"{shown(value)} di luar batas angka yang wajar.")
    plain = f"{number:f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return "0" if plain in {"-0", ""} else plain


def points(value: CellValue) -> str:
    """A sum of points: a decimal number that is not negative."""
    found = decimal(value)
    if Fraction(found) < 0:
        raise ValueError(f"{found} negatif. Jumlah tidak boleh kurang dari 0.")
    return found


def whole(value: CellValue) -> str:
    """A whole number, 0 or more."""
    found = decimal(value)
    if not found.isdigit():
        raise ValueError(f"{found} harus bilangan bulat 0 atau lebih.")
    return found


def level(value: CellValue) -> str:
    """A parameter 0, 1, 2 or 3."""
    try:
        found = whole(value)
    except ValueError as error:
        raise ValueError(f"{str(error).partition('. ')[0].rstrip('.')}. Isi 0, 1, 2, atau 3.") from None
    if int(found) > MAX_LEVEL:
        raise ValueError(f"parameter {found} di luar 0 s.d. {MAX_LEVEL}. Kosongkan bila belum dijawab.")
    return found


def year(value: CellValue) -> str:
    """A year of four digits."""
    found = whole(value)
    if not 2000 <= int(found) <= _LAST_YEAR:
        raise ValueError(f"{found} bukan tahun.")
    return found


def code(value: CellValue) -> str:
    """A code: letters, digits, dots, dashes and underscores, no blanks."""
    found = text(value)
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", found):
        raise ValueError(
            f"kode {shown(found)} hanya boleh berisi huruf, angka, titik, dan tanda hubung (paling banyak 64)."
        )
    return found


def link(value: CellValue) -> str:
    """A web address or a file name; schemes that a browser would run are refused."""
    found = text(value)
    if re.search(r"[\t\n\x7f-\x9f\u2028\u2029]", found):  # a browser skips some of these within a scheme
        raise ValueError("alamat berisi baris baru atau tab. Tulis satu alamat dalam satu baris.")
    scheme = re.match(r"([a-z][a-z0-9+.-]*):", found.casefold())
    if scheme and scheme.group(1) not in {"http", "https"}:
        raise ValueError("alamat harus diawali http:// atau https://, atau berupa nama berkas.")
    return found


def degrees(value: CellValue) -> str:
    """Degrees of latitude or longitude; three decimals are no thousands here."""
    if isinstance(value, str) and re.fullmatch(r"\s*[+-]?\d{1,3}\.\d+\s*", value):
        return _canonical(value.strip(), value)
    return decimal(value)


def coordinates(value: CellValue) -> str:
    """Latitude and longitude in degrees, as ``-7.5,110.2``."""
    parts = text(value).split(",")
    if len(parts) != 2:
        raise ValueError("koordinat ditulis sebagai lintang,bujur, misalnya -7.5,110.2.")
    return located(*(degrees(part) for part in parts))


def located(latitude: str, longitude: str) -> str:
    """Two texts of degrees as ``-7.5,110.2``."""
    if abs(Fraction(latitude)) > 90 or abs(Fraction(longitude)) > 180:
        raise ValueError("koordinat di luar bumi. Tulis lintang lebih dulu, lalu bujur.")
    return f"{latitude},{longitude}"


def one_of(choices: ChoiceList) -> Cell:
    """One value of a list, whatever its case and punctuation."""

    def parse(value: CellValue) -> str:
        written = text(value)
        found = choices.match(written)
        if found is None:
            near = get_close_matches(plain(written), {plain(v): v for v in choices.values}, n=2, cutoff=0.7)
            hint = " atau ".join(v for v in choices.values if plain(v) in near) or _some(choices.values)
            raise ValueError(f"{shown(written)} tidak ada dalam daftar. {'Mungkin' if near else 'Pilih'}: {hint}.")
        return found

    return parse


def many_of(choices: ChoiceList) -> Cell:
    """Several values of a list, separated by ``;`` (names themselves contain commas), joined by ``; ``."""
    single = one_of(choices)

    def parse(value: CellValue) -> str:
        found = dict.fromkeys(single(part) for part in text(value).split(";") if part.strip())
        if not found:
            raise ValueError("hanya berisi pemisah. Tulis nama-namanya, atau kosongkan.")
        return "; ".join(found)

    return parse


def shown(value: object, most: int = 60) -> str:
    """A value as a message quotes it, in one line without control characters, cut where it is long."""
    written = repr(value)
    return written if len(written) <= most else f"{written[: most - 1]}…"


def _some(values: tuple[str, ...], most: int = 8) -> str:
    shown = ", ".join(values[:most])
    return f"{shown}, … ({len(values)} pilihan)" if len(values) > most else shown
