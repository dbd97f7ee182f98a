"""What a database's own errors mean, as one ``StoreError`` in the user's words.

May not let a password or an answer into a message: of the driver's text only the first line is
shown, and only where nothing better is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from klik_kit.errors import StoreError

WAIT_SECONDS = 10
"""How long one waits for another's write before giving up."""


class Doing(Enum):
    """What was under way when the database failed; the sentence says what became of it."""

    READ = "Data tidak berubah."
    WRITE = "Perubahan ini tidak disimpan sama sekali."
    COMMIT = (
        "Belum pasti apakah perubahan ini sempat tersimpan: muat ulang dan periksa isiannya sebelum menyimpan lagi."
    )


BUSY = (
    f"{{shown}} sedang dipakai proses lain lebih dari {WAIT_SECONDS} detik.",
    "Coba lagi sebentar lagi.",
)
FULL = ("Diska tempat {shown} penuh.", "Kosongkan ruang diska, lalu coba lagi.")
READ_ONLY = ("{shown} hanya dapat dibaca.", "Periksa izin berkas dan foldernya, lalu coba lagi.")
NOT_OPENED = ("{shown} tidak dapat dibuka.", "Periksa apakah berkas dan foldernya ada serta boleh ditulisi.")
DAMAGED = (
    "{shown} rusak atau bukan basis data klik_kit.",
    "Jangan ditulisi lagi; pulihkan dari cadangan terakhir.",
)
DISK = ("Diska tempat {shown} gagal dibaca atau ditulisi.", "Periksa diskanya, lalu coba lagi.")
LOST = ("Sambungan ke {shown} terputus.", "Periksa jaringan dan server PostgreSQL, lalu coba lagi.")
UNREACHED = (
    "{shown} tidak dapat dihubungi: {detail}.",
    "Periksa alamat, nama pengguna, kata sandi dan server PostgreSQL, lalu coba lagi.",
)
CROWDED = ("{shown} tidak menerima sambungan lagi.", "Naikkan max_connections PostgreSQL atau coba lagi nanti.")
FORBIDDEN = ("Pengguna basis data tidak berhak melakukan ini pada {shown}.", "Minta haknya kepada admin server.")
REFUSED = ("{shown} menolak permintaan: {detail}.", "Bila terulang, kirim pesan ini kepada admin klinik.")

# SQLite's primary result codes
_SQLITE = {5: BUSY, 6: BUSY, 8: READ_ONLY, 10: DISK, 11: DAMAGED, 13: FULL, 14: NOT_OPENED, 26: DAMAGED}
# PostgreSQL's classes and codes, appendix A of its manual; the longest match counts
_POSTGRES = {
    "08": LOST,
    "25006": READ_ONLY,
    "40001": BUSY,
    "40P01": BUSY,
    "42501": FORBIDDEN,
    "53100": FULL,
    "53300": CROWDED,
    "55P03": BUSY,
    "57014": BUSY,
    "57P": LOST,
    "58030": DISK,
    "XX001": DAMAGED,
    "XX002": DAMAGED,
}


@contextmanager
def explained(shown: str, *, doing: Doing, secrets: tuple[str, ...] = ()) -> Iterator[None]:
    """Run the block; a database error leaves it as a StoreError that tells what became of the work.

    Args:
        shown: the store's name as the user may see it.
        doing: what is under way.
        secrets: texts that must not appear, should a driver repeat them.
    """
    try:
        yield
    except PoolTimeoutError as error:
        raise _told(BUSY, shown=shown, doing=doing) from error
    except DBAPIError as error:
        detail = str(error.orig).strip().partition("\n")[0].rstrip(".")
        for secret in secrets:
            detail = detail.replace(secret, "***")
        raise _told(_meaning(error), shown=shown, doing=doing, detail=detail) from error
    except SQLAlchemyError as error:
        raise _told(REFUSED, shown=shown, doing=doing, detail=type(error).__name__) from error


def _meaning(error: DBAPIError) -> tuple[str, str]:
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return _SQLITE.get(code & 0xFF, REFUSED)
    state = getattr(error.orig, "sqlstate", None)
    if state:
        known = [prefix for prefix in _POSTGRES if state.startswith(prefix)]
        return _POSTGRES[max(known, key=len)] if known else REFUSED
    if error.connection_invalidated:
        return LOST
    return UNREACHED if error.statement is None else REFUSED


def _told(meaning: tuple[str, str], *, shown: str, doing: Doing, detail: str = "") -> StoreError:
    what, step = (text.format(shown=shown, detail=detail) for text in meaning)
    certain = meaning is not LOST and doing is Doing.COMMIT  # a refused commit was rolled back
    outcome = (Doing.WRITE if certain else doing).value
    return StoreError(f"{what[0].upper()}{what[1:]} {outcome} {step}")
