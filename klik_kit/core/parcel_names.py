"""Readable names inside a package: ``16_SK-Bupati-214-2025.pdf``, safe on every system and unique in their folder.

Pure. ASCII letters, digits, dots between digits and hyphens only; never a name Windows reserves, never a
trailing dot, short enough for its longest path with a folder of one's own above it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

LONGEST, LONGEST_FOLDER = 80, 60
_ENDINGS = re.compile(r"\.(?:pdf|jpe?g|png|mp4|docx?|xlsx?|pptx?|zip|html?)$", re.IGNORECASE)
_OTHER = re.compile(r"[^A-Za-z0-9.]+")
_LOOSE_DOT = re.compile(r"(?<![0-9])\.|\.(?![0-9])")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9]|conin\$|conout\$)(?:\..*)?$", re.IGNORECASE)


def readable(text: str) -> str:
    """A text as a part of a name: ``Keputusan Bupati 188.45/214/2025`` becomes ``Keputusan-Bupati-188.45-214-2025``."""
    plain = unicodedata.normalize("NFKD", text[:2_000]).encode("ascii", "ignore").decode()
    return _LOOSE_DOT.sub("-", _OTHER.sub("-", plain)).strip("-.")


def document_name(row: str, *, title: str, number: str, day: str, ending: str, taken: Collection[str] = ()) -> str:
    """The name of a document's file: row, kind, and its number, or its date where it has none.

    Args:
        row: of the self-score.
        title: what the document was called; an ending is left out, and the row before it where a package named it.
        number: of the letter, as stored.
        day: of the letter, as stored.
        ending: from the content, ``pdf``.
        taken: names in the folder, in lower case.
    """
    kind = _squeezed(readable(_ENDINGS.sub("", title.removeprefix(f"{row}_")))) or "dokumen"
    told = _squeezed(readable(number) or readable(day))
    shown = kind if not told or told.lower() in kind.lower() else f"{_cut(kind, LONGEST // 2)}-{told}"
    return _unique(f"{readable(row) or 'x'}_{shown}", ending=f".{readable(ending)}", most=LONGEST, taken=taken)


def folder_name(unit: str, name: str, innovation: str, *, taken: Collection[str] = ()) -> str:
    """The folder of an innovation: its unit's code and its short name; its id where it has no name.

    Args:
        unit: the unit's code.
        name: of the innovation; what stands in brackets behind a short name is left out.
        innovation: its id.
        taken: names beside it, in lower case.
    """
    short = _squeezed(readable(name.partition(" (")[0]) or readable(innovation) or "inovasi")
    stem = f"{readable(unit)[:20].strip('-.') or 'unit'}_{short}".replace(".", "-")
    return _unique(stem, ending="", most=LONGEST_FOLDER, taken=taken)


def _cut(text: str, most: int) -> str:
    """A name's part without the words that are too much; a single long word is cut."""
    if len(text) <= most:
        return text
    return (text[: most + 1].rpartition("-")[0] or text[:most]).strip("-.")


def _squeezed(text: str) -> str:
    return re.sub(r"-{2,}", "-", text)


def _unique(stem: str, *, ending: str, most: int, taken: Collection[str]) -> str:
    number = 1
    while True:
        tail = f"{'' if number == 1 else f'-{number}'}{ending}"
        found = stem[: most - len(tail)].rstrip("-._ ") + tail
        if _RESERVED.match(found):
            found = f"_{found}"
        if found.lower() not in taken:
            return found
        number += 1
