"""Files that appear whole or not at all, and the words for what a disk refuses.

May not know what is in them.
"""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from klik_kit.errors import ExchangeError

_DRAFT = ".klik-"
_REASONS = {
    errno.ENOENT: "tidak ada",
    errno.EACCES: "tidak diizinkan",
    errno.EPERM: "tidak diizinkan",
    errno.EEXIST: "sudah ada",
    errno.EISDIR: "itu sebuah folder",
    errno.ENOTDIR: "salah satu bagian alamatnya bukan folder",
    errno.ENOTEMPTY: "foldernya berisi",
    errno.ENAMETOOLONG: "namanya terlalu panjang",
    errno.ENOSPC: "diska penuh",
    errno.EDQUOT: "jatah diska habis",
    errno.EFBIG: "berkasnya terlalu besar bagi diska ini",
    errno.EROFS: "diska hanya dapat dibaca",
    errno.EIO: "diska gagal dibaca atau ditulisi",
}


def reason(error: OSError) -> str:
    """Why the system refused, in Bahasa Indonesia where the cause is a common one."""
    return _REASONS.get(error.errno or 0) or error.strerror or type(error).__name__


def clear_drafts(folder: Path, *suffixes: str) -> None:
    """Take away drafts that killed writers left; only for who is alone in writing such files there."""
    for suffix in suffixes:
        for draft in folder.glob(f"{_DRAFT}{'[0-9a-f]' * 12}{suffix}"):
            draft.unlink(missing_ok=True)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A draft beside ``path`` that takes its place when the block ends well, and vanishes when not.

    Raises:
        ExchangeError: the folder or the disk refuses the file; the old one stays.
    """
    path = path.absolute()
    draft = path.with_name(f"{_DRAFT}{secrets.token_hex(6)}{path.suffix[:16]}")
    try:
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))  # the user's umask decides who may read
    except OSError as error:
        raise ExchangeError(f"Folder {path.parent} tidak dapat ditulisi: {reason(error)}.") from error
    try:
        yield draft
        draft.replace(path)
    except OSError as error:
        raise ExchangeError(f"Berkas {path} tidak dapat ditulis: {reason(error)}.") from error
    finally:
        draft.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a text file whole.

    Raises:
        ExchangeError: the folder or the disk refuses the file; the old one stays.
    """
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole.

    Raises:
        ExchangeError: the folder or the disk refuses the file; the old one stays.
    """
    with replacing(path) as draft:
        draft.write_bytes(content)
