"""Exact numbers and dates as texts: decimal points for machines, Bahasa Indonesia for people.

May not compute scores.
"""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from math import floor
from unicodedata import normalize

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip


def half_up(value: Fraction, places: int) -> Fraction:
    """``value`` rounded to ``places`` decimals, halves away from zero.

    Source: GOLDEN.md, "Thresholds 2026": the index is rounded half-up before it is classified.
    """
    scale = 10**places
    size = Fraction(floor(abs(value) * scale + Fraction(1, 2)), scale)
    return size if value >= 0 else -size


def decimal(value: Fraction, *, least: int = 0, most: int = 4) -> str:
    """``value`` with a decimal point: exact where ``most`` decimals suffice, else rounded half-up.

    ``decimal(Fraction(160, 3))`` is ``53.3333``, ``decimal(Fraction(38, 5), least=2)`` is ``7.60``.
    """
    scaled = half_up(value, most) * 10**most
    digits = f"{abs(int(scaled)):0{most + 1}d}"
    whole, tail = (digits[:-most], digits[-most:]) if most else (digits, "")
    tail = tail[:least] + tail[least:].rstrip("0")
    sign = "-" if scaled < 0 else ""
    return f"{sign}{whole}.{tail}" if tail else sign + whole


def number(value: Fraction | int, *, least: int = 0, most: int = 2) -> str:
    """``value`` as Indonesians write it: ``1.400``, ``47,04``, ``−0,38``."""
    text = decimal(Fraction(value), least=least, most=most)
    sign = "−" if text.startswith("-") else ""
    whole, _, tail = text.removeprefix("-").partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    return f"{sign}{grouped},{tail}" if tail else sign + grouped


def day(value: date) -> str:
    """``value`` in words: ``12 Maret 2026``."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def weekday(value: date) -> str:
    """``value`` in words with its day of the week: ``Jumat, 7 Agustus 2026``."""
    return f"{_WEEKDAYS[value.weekday()]}, {day(value)}"


def listed(items: list[str]) -> str:
    """Items as a sentence lists them: ``a, b, dan c``."""
    if len(items) < 3:
        return " dan ".join(items)
    return f"{', '.join(items[:-1])}, dan {items[-1]}"


def plain(text: str) -> str:
    """A text reduced to its letters and digits in lower case, to compare names typed by many hands.

    One letter counts once however it is coded: ``é`` of one sign or of two, ``ﬁ`` out of a PDF.
    """
    if not text.isascii():
        text = normalize("NFKC", text)
    return "".join(c for c in text.casefold() if c.isalnum())


def told_value(stored: str) -> str:
    """A stored value as people read it: a date in words, anything else as it is."""
    try:
        return day(date.fromisoformat(stored)) if _DATE.fullmatch(stored) else stored
    except ValueError:
        return stored
