"""Where the details of an unexpected error go: a private file, not the screen."""

from __future__ import annotations

import os
import tempfile
import traceback
from pathlib import Path


def logged(error: BaseException) -> Path:
    """Write an error's traceback to a new private file and name it."""
    handle, name = tempfile.mkstemp(prefix="klik-galat-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.writelines(traceback.format_exception(error))
    return Path(name)
