"""The form's ES modules as one file: no build step, no dependency, in the order they need each other.

May not change what a module says: only its import lines and the word ``export`` are left out, so
top-level names are unique over all modules (a test holds them to it).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

_FOLDER = Path(__file__).parent
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w.]+)";\n', flags=re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|let|class)\b)", flags=re.MULTILINE)


@lru_cache(maxsize=1)
def script() -> str:
    """The widget's module as JupyterLab takes it: everything ``lab.js`` needs, then a default export."""
    return f"{joined(_FOLDER / 'js', 'lab.js')}\nexport default {{ render: renderInLab }};\n"


@lru_cache(maxsize=1)
def style() -> str:
    """The widget's style sheet."""
    return (_FOLDER / "klik.css").read_text(encoding="utf-8")


def form_folder() -> Path:
    """Where the form's modules are, for a page that builds upon them."""
    return _FOLDER / "js"


def joined(folder: Path, entry: str, *, also: Iterable[Path] = ()) -> str:
    """A module and all it imports, each once, without imports and exports.

    Args:
        folder: of the module.
        entry: its file name.
        also: other folders in which what it imports is looked for.
    """
    places = (folder, *also)
    parts: list[str] = []
    seen: set[str] = set()

    def add(name: str) -> None:
        if name in seen:
            return
        seen.add(name)
        text = next(place / name for place in places if (place / name).is_file()).read_text(encoding="utf-8")
        for needed in _IMPORT.findall(text):
            add(needed)
        parts.append(_EXPORT.sub("", _IMPORT.sub("", text)).strip())

    add(entry)
    return "\n\n".join(parts)
