"""Where workbooks, templates and sample data are, in a checkout and in an installed wheel.

May not read what it finds.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def shipped(name: str) -> Path:
    """The folder ``workbooks``, ``templates`` or ``sample_data`` that came with this installation.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    for folder in (_PACKAGE / "_shipped" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"Folder {name} tidak ditemukan pada pemasangan klik_kit; pasang ulang paketnya.")


def stamp() -> str:
    """A text that changes when the code or the templates change on disk: names, sizes and times, nothing is read."""
    seen = [
        f"{path} {(known := path.stat()).st_size} {known.st_mtime_ns}"
        for root in (_PACKAGE, shipped("templates"), shipped("workbooks"))
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.suffix != ".pyc"
    ]
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()
