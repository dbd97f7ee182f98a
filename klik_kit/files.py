"""Files that appear whole or not at all.

May not know what is in them.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from klik_kit.errors import ExchangeError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A draft beside ``path`` that takes its place when the block ends well, and vanishes when not.

    Raises:
        ExchangeError: the folder or the disk refuses the file; the old one stays.
    """
    path = path.absolute()
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
    except OSError as error:
        raise ExchangeError(f"Folder {path.parent} tidak dapat ditulisi: {error.strerror}.") from error
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        draft.chmod(0o644)
        draft.replace(path)
    except OSError as error:
        raise ExchangeError(f"Berkas {path} tidak dapat ditulis: {error.strerror}.") from error
    finally:
        draft.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a text file whole.

    Raises:
        ExchangeError: the folder or the disk refuses the file; the old one stays.
    """
    with replacing(path) as draft:
        draft.write_text(text, encoding="utf-8")
