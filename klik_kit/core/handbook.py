"""Buku Klik as values: what the clinic writes about itself, and what people usually get wrong.

Pure. The words are content (``templates/instruments/buku.yaml`` and ``kesalahan.yaml``); everything else in
the book comes from the edition, the forms, the roles and the region.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

PLACES = ("daerah", "kepala_daerah", "jabatan", "tempat", "edisi", "tahun")
"""What ``{…}`` in the texts may stand for; `named` fills it in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """Something that is often wrong in a row, and the id of the edition's source that shows it."""

    text: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A name with its explanation: a service, a habit of the year, a promise."""

    name: str
    text: str
    result: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One of LAN's five stages; ``forms`` are patterns of the names of forms that belong to it."""

    id: str
    title: str
    what: str
    steps: tuple[str, ...]
    results: tuple[str, ...]
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """An *ayat* with its items, lettered or, as definitions are, numbered."""

    text: str
    items: tuple[str, ...] = ()
    numbered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A *bab* of the regulation: its heading and its *pasal*, each of one or more clauses."""

    title: str
    articles: tuple[tuple[Clause, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Regulation:
    """The draft regulation: its subject, *Menimbang*, *Mengingat*, and its titles."""

    about: str
    warning: str
    considering: tuple[str, ...]
    remembering: tuple[str, ...]
    titles: tuple[Title, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """A step of another region's start, with the commands that do it."""

    title: str
    text: str
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HandbookText:
    """``buku.yaml``: all that the clinic says in its own words.

    ``visit_forms`` are patterns of the names of forms that belong to a visit; ``panels`` says what a person
    does on paper where a screen draws or counts, by the panel's id.
    """

    opening: tuple[str, ...]
    about: tuple[str, ...]
    promises: tuple[Line, ...]
    services: tuple[Line, ...]
    visit: tuple[Line, ...]
    visit_forms: tuple[str, ...]
    stages_note: str
    stages: tuple[Stage, ...]
    panels: Mapping[str, str]
    rhythm_note: str
    rhythm: tuple[Line, ...]
    regulation: Regulation
    beginnings: tuple[Beginning, ...]
    sources: tuple[str, ...]


def head_of(region: str) -> tuple[str, str]:
    """The title of a region's head, alone and with the region: ``Bupati``, ``Bupati Sukamaju``."""
    for kind, title in (("kabupaten ", "Bupati"), ("kota ", "Wali Kota"), ("provinsi ", "Gubernur")):
        if region.casefold().startswith(kind):
            return title, f"{title} {region[len(kind) :].strip()}"
    return "Kepala Daerah", f"Kepala Daerah {region}".strip()


def named(text: str, names: Mapping[str, str]) -> str:
    """A text with its places filled in, once: what a name itself holds in braces stays as it is."""
    parts = text.split("{")
    return parts[0] + "".join(
        names[place] + rest if end and (place in names) else "{" + part
        for part in parts[1:]
        for place, end, rest in [part.partition("}")]
    )
