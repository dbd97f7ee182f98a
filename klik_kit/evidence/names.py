"""File names as people see them: no folders, nothing invisible, the ending that fits the content.

May not touch files: a displayed name is never the name on the disk.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120
_ENDINGS = {"pdf": ".pdf", "jpg": ".jpg", "png": ".png", "mp4": ".mp4", "docx": ".docx", "html": ".html"}
_KNOWN = re.compile(
    r"\.(?:pdf|jpe?g|jfif|png|gif|bmp|webp|heic|heif|tiff?|svg|mp4|m4v|mov|3gp|avi|webm|docx?|xlsx?|pptx?|html?|zip|exe|txt)$",
    re.IGNORECASE,
)
_FOLDERS = re.compile(r"[/\\]")
_REFUSED_BY_WINDOWS = re.compile(r'[<>:"|?*]')
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def invisible(char: str) -> bool:
    """Whether a character steers the text instead of being seen: control, bidi or half a character."""
    return char in _BIDI or unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}


def clean_name(name: str, kind: str) -> str:
    """``name`` as it may be shown and saved under: ``../x.php`` of kind ``pdf`` becomes ``x.php.pdf``.

    Args:
        name: what the browser called the file; anything at all.
        kind: ``pdf``, ``jpg``, ``png`` or ``mp4``, found from the content; ``docx`` or ``html`` for a paper made here.
    """
    ending = _ENDINGS[kind]
    last = _FOLDERS.split(name[:10_000])[-1]
    seen = "".join(char for char in last if not invisible(char))
    words = " ".join(_REFUSED_BY_WINDOWS.sub("-", unicodedata.normalize("NFC", seen)).split())
    stem = _KNOWN.sub("", words).strip(". ")
    return (stem[: LONGEST - len(ending)].rstrip(". ") or "berkas") + ending
