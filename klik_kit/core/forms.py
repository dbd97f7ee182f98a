"""A form as a value: sections of fields, described in XLSForm's words.

Pure: where the description comes from is `klik_kit.content`'s affair, where the answers go the
store's. Answers are texts; None is unanswered, never an empty text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias
from unicodedata import category

from klik_kit.core.choices import ChoiceList

MOST_LETTERS = 20_000
"""Longest answer, in characters: some ten pages."""

TYPES = frozenset(
    {
        "text", "textarea", "select_one", "select_multiple", "date", "integer", "decimal", "coordinates", "link",
        "scale", "level", "select_one_or_other",
    }
)  # fmt: skip
SEPARATOR = "; "
_STEP = re.compile(r"(?P<group>[a-z_]+)\.(?P<number>[1-9][0-9]?)\.(?P<name>[a-z_]+)\Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_INTEGER = re.compile(r"[0-9]{1,9}\Z")
_DECIMAL = re.compile(r"-?[0-9]{1,15}(?:[.,][0-9]{1,6})?\Z")
_DEGREES = re.compile(r"(-?[0-9]{1,3}(?:\.[0-9]{1,15})?), ?(-?[0-9]{1,3}(?:\.[0-9]{1,15})?)\Z")
_LINK = re.compile(r"https?://[^\s/@?#]+\.[^\s/@?#]+(?:[/?#]\S*)?\Z", flags=re.IGNORECASE)
_LINK_LETTERS = 2_000
_UNKEEPABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Control characters but tab and line break, half characters, and the two that no Word or Excel file can hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer a person can choose; ``label`` is what they read, ``group`` the heading it stands under."""

    value: str
    label: str
    hint: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relevant:
    """When a field is shown: another field has one of these values, or any where none are named."""

    field: str
    values: tuple[str, ...] = ()

    def holds(self, answers: Mapping[str, str]) -> bool:
        """Whether it is shown with these answers."""
        value = answers.get(self.field)
        return value is not None and (not self.values or value in self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question.

    ``choices`` names a list of ``pilihan.yaml``; ``record`` a record of the page, empty for its main one. The
    options of a ``select_one_or_other`` are the region's own, and any other text is an answer as well.
    """

    name: str
    label: str
    type: str = "text"
    hint: str = ""
    required: bool = False
    relevant: Relevant | None = None
    choices: str = ""
    options: tuple[Option, ...] = ()
    min_words: int | None = None
    max_words: int | None = None
    record: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """Rows of the same questions; row N's field ``uraian`` is kept as ``name.N.uraian``."""

    name: str
    label: str
    fields: tuple[Field, ...]
    most: int
    hint: str = ""
    add: str = "Tambah"

    def rows(self, answers: Mapping[str, str]) -> tuple[tuple[int, dict[str, str]], ...]:
        """The rows that hold anything: their number and their answers by short name."""
        found = []
        for number in range(1, self.most + 1):
            row = {f.name: answers[key] for f in self.fields if (key := f"{self.name}.{number}.{f.name}") in answers}
            if row:
                found.append((number, row))
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A place for something that follows from the answers: a score, a picture, a list."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePlace:
    """A place for the documents of an indicator."""

    indicator: str
    hint: str = ""
    accept: tuple[str, ...] = ()
    letter: bool = False


Item: TypeAlias = Field | Repeat | Panel | EvidencePlace


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a form that is filled in at one go. ``large`` ones are folded away on a phone."""

    id: str
    title: str
    items: tuple[Item, ...]
    hint: str = ""
    large: bool = False

    def progress(self, answers: Mapping[str, str]) -> tuple[int, int]:
        """How many of its questions are answered, of how many that are shown; a list of rows counts as one.

        A question that stands there more than once under one name, such as a row with several bases, counts once.
        """
        shown = [i for i in self.items if isinstance(i, Field) and (i.relevant is None or i.relevant.holds(answers))]
        repeats = [i for i in self.items if isinstance(i, Repeat)]
        questions = {f.name for f in shown}
        done = sum(1 for name in questions if name in answers) + sum(1 for r in repeats if r.rows(answers))
        return done, len(questions) + len(repeats)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form: its title, how long it takes, and its sections."""

    id: str
    title: str
    sections: tuple[Section, ...]
    hint: str = ""
    minutes: int | None = None


def items_of(form: Form) -> Iterable[Item]:
    """All items of all sections."""
    return (item for section in form.sections for item in section.items)


def fields_of(form: Form) -> dict[str, Field]:
    """The plain fields of a form by name; where a name stands twice, the first."""
    found: dict[str, Field] = {}
    for item in items_of(form):
        if isinstance(item, Field):
            found.setdefault(item.name, item)
    return found


def field_for(form: Form, name: str) -> Field | None:
    """The field that a stored name belongs to, ``masalah.3.uraian`` included; None where the form has none."""
    for item in items_of(form):
        if isinstance(item, Field) and item.name == name:
            return item
        if isinstance(item, Repeat):
            found = _STEP.match(name)
            if found and found["group"] == item.name and int(found["number"]) <= item.most:
                for field in item.fields:
                    if field.name == found["name"]:
                        return _in_row(field, name)
    return None


def _in_row(field: Field, name: str) -> Field:
    """A column under its stored name; what it depends on is a column of the same row."""
    stem = name.removesuffix(field.name)
    relevant = replace(field.relevant, field=stem + field.relevant.field) if field.relevant else None
    return replace(field, name=name, relevant=relevant)


def check_value(field: Field, value: str, choices: Mapping[str, ChoiceList]) -> str | None:
    """Why an answer cannot be, in the person's words; None where it can.

    Only what could never be kept is refused. What is merely unwise (a text too short, a date outside the
    window) is kept and told elsewhere, and signs that turn the direction of writing are text like any other.
    """
    if len(value) > MOST_LETTERS:
        return f"Isian terlalu panjang: {len(value)} huruf, paling banyak {MOST_LETTERS}. Mohon dipersingkat."
    if _UNKEEPABLE.search(value):
        return "Isian memuat huruf kendali yang tidak dapat disimpan. Mohon ditulis ulang atau ditempel sebagai teks biasa."
    check = _CHECKS.get(field.type)
    if check is not None:
        return check(value)
    if field.type in {"select_one", "select_multiple", "level"}:
        allowed = {o.value for o in field.options} | set(choices[field.choices].values if field.choices else ())
        picked = value.split(SEPARATOR) if field.type == "select_multiple" else [value]
        if allowed and any(p not in allowed for p in picked):
            return "Pilihan ini tidak ada dalam daftar. Muat ulang halaman, lalu pilih kembali."
    return None


def _date(value: str) -> str | None:
    try:
        found = date.fromisoformat(value) if _DAY.match(value) else None
    except ValueError:
        found = None
    if found is None:
        return "Tanggal belum lengkap. Isi hari, bulan, dan tahun."
    if not 1945 <= found.year <= 2100:
        return f"Tahun {found.year} tidak mungkin. Periksa kembali tanggalnya."
    return None


def _integer(value: str) -> str | None:
    return None if _INTEGER.match(value) else "Isi dengan bilangan bulat, misalnya 3."


def _decimal(value: str) -> str | None:
    return None if _DECIMAL.match(value) else "Isi dengan angka, misalnya 12,5. Tanpa titik ribuan dan tanpa satuan."


def _scale(value: str) -> str | None:
    return None if value in {"1", "2", "3", "4", "5"} else "Pilih angka 1 sampai 5."


def _link(value: str) -> str | None:
    if _LINK.match(value) and len(value) <= _LINK_LETTERS and all(category(c) not in {"Cf", "Zl", "Zp"} for c in value):
        return None
    return "Tautan belum lengkap. Salin dari bilah alamat peramban, diawali http:// atau https://, tanpa spasi."


def _coordinates(value: str) -> str | None:
    found = _DEGREES.match(value)
    if found is None:
        return "Koordinat ditulis lintang,bujur dengan titik desimal, misalnya -6.9147,107.6098."
    latitude, longitude = float(found[1]), float(found[2])
    if not (-11.5 <= latitude <= 6.5 and 94 <= longitude <= 142):
        return "Koordinat ini di luar Indonesia. Periksa urutannya: lintang, lalu bujur."
    return None


_CHECKS = {
    "date": _date, "integer": _integer, "decimal": _decimal, "scale": _scale, "link": _link, "coordinates": _coordinates,
}  # fmt: skip
