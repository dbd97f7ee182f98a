"""What ails the kit itself: a person is told a short code, and the log has the cause under it.

May not put the cause into what a person is told: of a store's own words, whoever fills in a form can use none.
"""

from __future__ import annotations

import secrets
import sys
import traceback

from klik_kit.errors import BusyError, ConflictError, EvidenceError, KlikError, NotFoundError, StoreError

_OURS = frozenset({"disk", "full", "store"})


def for_the_person(error: Exception) -> bool:
    """Whether an error's text is for whoever fills in; what ails the store is for the log, and passes."""
    if isinstance(error, StoreError):
        return isinstance(error, (NotFoundError, ConflictError, BusyError))
    return isinstance(error, KlikError)


def logged(error: BaseException) -> str:
    """Put an error with its traceback into the log under a fresh code, and give the code."""
    code = f"KK-{secrets.token_hex(3).upper()}"
    told = "".join(traceback.format_exception(error))
    sys.__stderr__.write(f"{code}\n{told}\n")  # type: ignore[union-attr]
    sys.__stderr__.flush()  # type: ignore[union-attr]
    return code


def not_opened(error: Exception) -> str:
    """What a page says that could not be opened: the error's own text where it is for the person, else a code."""
    if for_the_person(error):
        return str(error)
    return (
        f"Halaman ini belum dapat dibuka karena penyimpanan data sedang terganggu (kode {logged(error)}). "
        "Mohon muat ulang beberapa saat lagi; bila terulang, sampaikan kodenya kepada Admin Klinik."
    )


def not_kept(error: EvidenceError) -> str:
    """What is said of a file that was not kept; with a code where the server and not the file is to blame."""
    return f"{error} (kode {logged(error)})" if error.cause in _OURS else str(error)
