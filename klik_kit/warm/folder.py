"""A short private folder for sockets, removed with its process, or by the next one where that was killed."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from contextlib import suppress
from multiprocessing.util import Finalize
from pathlib import Path

_PREFIX = "klik-f-"
_LOCK = "kunci"
_LONGEST = 36
"""Letters of the folder it is made in: a socket's whole path must stay under 107 (sockaddr_un)."""
_YOUNG_SECONDS = 60.0
_LAST = -1000
"""Later than multiprocessing's own leaving, which removes a folder within."""


def private_folder() -> Path:
    """Make the folder, for this user alone; clear away those whose process is gone."""
    place = Path(tempfile.gettempdir())
    if len(str(place)) > _LONGEST:
        place = Path("/tmp")  # noqa: S108 - mkdtemp makes the name and the rights
    for left in place.glob(f"{_PREFIX}*"):
        if _left_behind(left):
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
    Finalize(None, shutil.rmtree, args=(folder, True), exitpriority=_LAST)
    _lock(folder)  # held until the process ends, however it ends
    return folder


def _lock(folder: Path) -> int | None:
    """The open lock of a folder, None where another process holds it or the system has no such locks."""
    try:
        import fcntl
    except ImportError:
        return None
    handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


def _left_behind(folder: Path) -> bool:
    """Whether a folder of this user's has no process any more; one that is just being made has no lock yet."""
    with suppress(OSError):
        known = folder.stat()
        if known.st_uid != os.getuid():
            return False
        if not (folder / _LOCK).exists() and time.time() - known.st_mtime < _YOUNG_SECONDS:
            return False
        handle = _lock(folder)
        if handle is not None:
            os.close(handle)
            return True
    return False
