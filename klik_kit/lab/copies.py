"""The clinic's workbooks as copies in a workspace; what somebody changed in one is kept beside it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from klik_kit.errors import WorkspaceError
from klik_kit.files import reason, write_bytes
from klik_kit.places import shipped

FOLDER = "buku_kerja"


def laid_out(folder: Path) -> None:
    """Put the newest workbooks into a folder.

    Raises:
        WorkspaceError: the folder cannot be written.
    """
    try:
        folder.mkdir(exist_ok=True)
        for source in sorted((shipped("workbooks") / "klinik").glob("*.ipynb")):
            _put(source, folder / source.name)
    except OSError as error:
        raise WorkspaceError(f"Buku kerja tidak dapat disalin ke {folder}: {reason(error)}.") from error


def _put(source: Path, place: Path) -> None:
    text = source.read_text(encoding="utf-8")
    if place.exists():
        if _code(place.read_text(encoding="utf-8")) == _code(text):
            return
        stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
        place.rename(place.with_name(f"{place.stem}-sebelum-{stamp}.ipynb"))
    write_bytes(place, text.encode())


def _code(text: str) -> object:
    """What a notebook runs; how it was saved last is no difference."""
    try:
        return ["".join(cell["source"]) for cell in json.loads(text)["cells"]]
    except (ValueError, KeyError, TypeError):
        return text
