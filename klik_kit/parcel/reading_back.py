"""Reading a package back: its list, and each member's length and hash, against what was meant to be in it."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Sequence
from typing import IO
from zipfile import ZIP_STORED, BadZipFile, ZipFile

from klik_kit.errors import ExchangeError
from klik_kit.parcel.manifest import Member

_CHUNK = 1024 * 1024
_MEND = "Paket ini tidak dipakai dan paket lama tidak berubah. Periksa diskanya, lalu ulangi."


def read_back(stream: IO[bytes], members: Sequence[Member], *, tell: Callable[[int, str], None]) -> None:
    """Read every member of a package and compare it.

    Args:
        stream: the package, open to be read.
        members: what must be in it, in its order; the hashes of evidence are the store's.
        tell: hears how many bytes of evidence were read, and of what.

    Raises:
        ExchangeError: a member is missing, too much, or not what was meant; names it.
    """
    try:
        with ZipFile(stream) as archive:
            listed = archive.infolist()
            for found, meant in zip(listed, members, strict=False):
                if found.filename != meant.path:
                    raise _differs(meant.path, "tidak berada pada tempatnya")
            if len(listed) != len(members):
                raise _differs("daftar isi", f"{len(listed)} berkas, seharusnya {len(members)}")
            for found, meant in zip(listed, members, strict=True):
                digest, size = hashlib.sha256(), 0
                with archive.open(found) as source:
                    while chunk := source.read(_CHUNK):
                        digest.update(chunk)
                        size += len(chunk)
                        if found.compress_type == ZIP_STORED:
                            tell(len(chunk), meant.path)
                if (size, digest.hexdigest()) != (meant.size, meant.sha256):
                    raise _differs(meant.path, "isinya tidak sama")
    except (BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise _differs("paket", str(error)) from error


def _differs(member: str, how: str) -> ExchangeError:
    return ExchangeError(f"Paket dibaca ulang dan tidak sama: {member}, {how}. {_MEND}")
