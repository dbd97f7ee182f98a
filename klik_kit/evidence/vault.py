"""The vault: files under the hash of their content, whole or not there at all.

May not know who sends or reads them. Everything blocks: a server calls it from a thread.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fractions import Fraction
from io import BufferedRandom
from pathlib import Path

from klik_kit.core.bahasa import number
from klik_kit.errors import EvidenceError
from klik_kit.evidence.kinds import PICTURES, kind_of, wrong_kind
from klik_kit.evidence.names import clean_name
from klik_kit.files import reason

LIMIT = 10 * 1024 * 1024
MOST_PHOTOS = 30
_RESERVE = 64 * 1024 * 1024  # what the store needs to go on saving answers while files are refused
_HOUR, _DAY = 3_600, 86_400
_INCOMING = ".masuk-"
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file in the vault: the hash of its content, its bytes, ``pdf|jpg|png|mp4``, and the name to show."""

    sha256: str
    size: int
    type: str
    name: str


class Vault:
    """Files kept by content below one folder that no server serves."""

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        self.folder = folder
        self.limit = limit

    def receive(self, declared: int | None) -> Incoming:
        """A file about to come in.

        Args:
            declared: how many bytes the sender announced; None where it did not.

        Raises:
            EvidenceError: it is announced as empty or too large, or there is no room for it.
        """
        if declared is not None and declared <= 0:
            raise _empty()
        if declared is not None and declared > self.limit:
            raise self.too_large(declared)
        with _disk_in_words():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if shutil.disk_usage(self.folder).free < (declared or 0) + _RESERVE:
                raise OSError(errno.ENOSPC, "reserve")
            return Incoming(self, declared)

    def open_for(self, sha256: str, *, whole: bool = False) -> Path:
        """Where a stored file is, to be read and never changed.

        Args:
            sha256: its name.
            whole: read it, and take one that is no longer what its name says for none.

        Raises:
            EvidenceError: that is no hash, or there is no such file.
        """
        if not _SHA256.fullmatch(sha256):
            raise _missing()
        path = self.folder / sha256[:2] / sha256
        if path.is_symlink() or not path.is_file() or (whole and _digest(path) != sha256):
            raise _missing()
        return path

    def adopt(self, sha256: str, chunks: Iterable[bytes]) -> bool:
        """Keep a file that another vault held, unchanged; False where it is here already.

        Raises:
            EvidenceError: the bytes are not those of this hash, or the disk refuses them; nothing of them is left.
        """
        if not _SHA256.fullmatch(sha256):
            raise _missing()
        kept = self.folder / sha256[:2] / sha256
        with _disk_in_words():
            if kept.is_file() and not kept.is_symlink() and _digest(kept) == sha256:
                os.utime(kept)  # as a young file it is safe from `sweep` until its document is noted
                return False
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path, out = _draft(self.folder)
            try:
                seen = hashlib.sha256()
                with out:
                    for chunk in chunks:
                        seen.update(chunk)
                        out.write(chunk)
                    out.flush()
                    os.fchmod(out.fileno(), 0o400)
                    os.fsync(out.fileno())
                if seen.hexdigest() != sha256:
                    raise _broken_off(f"Isi berkas {sha256[:12]}… tidak cocok dengan sidiknya.")
                kept.parent.mkdir(mode=0o700, exist_ok=True)
                path.replace(kept)
                _sync_folder(kept.parent)
            finally:
                path.unlink(missing_ok=True)
        return True

    def tidy(self, *, now: float | None = None) -> int:
        """Remove what uploads that died more than an hour ago left behind; gives how many.

        Args:
            now: seconds since the epoch, the present where not given.
        """
        before = (time.time() if now is None else now) - _HOUR
        removed = 0
        for path in self.folder.glob(f"{_INCOMING}*"):
            with suppress(OSError):
                if path.lstat().st_mtime < before:
                    path.unlink()
                    removed += 1
        return removed

    def sweep(self, named: Callable[[], Collection[str]], *, now: float | None = None) -> int:
        """Remove files older than a day that no document names or ever named; gives how many.

        Such a file stays behind where its document could not be noted: the store was busy, or the server
        ended between the two.

        Args:
            named: gives the hashes that documents name; asked only where there is an old file.
            now: seconds since the epoch, the present where not given.
        """
        before = (time.time() if now is None else now) - _DAY
        old = [path for path in self.folder.glob("??/*") if _SHA256.fullmatch(path.name) and _older(path, before)]
        kept = named() if old else ()
        return sum(self._removed(path, before) for path in old if path.name not in kept)

    def _removed(self, path: Path, before: float) -> bool:
        """Remove a file unless the same content came in meanwhile."""
        aside = self.folder / f"{_INCOMING}{secrets.token_hex(12)}"
        with suppress(OSError):
            path.rename(aside)
            if _older(aside, before):
                aside.unlink()
                return True
            aside.rename(path)
        return False

    def too_large(self, size: int) -> EvidenceError:
        """The refusal of a file of ``size`` bytes; tells the limit and the way round it."""
        return EvidenceError(
            f"Berkas ini {megabytes(size)}, sedangkan batasnya {megabytes(self.limit)}. "
            "Mohon perkecil berkasnya, atau simpan di Google Drive lalu kirim tautannya.",
            cause="too_large",
        )


class Incoming:
    """A file coming in: write, write, then finish or abort; after any error nothing of it is left."""

    def __init__(self, vault: Vault, declared: int | None) -> None:
        self._vault = vault
        self._declared = declared
        self._size = 0
        self._hash = hashlib.sha256()
        self._path, self._file = _draft(vault.folder)

    def write(self, chunk: bytes) -> None:
        """Take the next bytes.

        Raises:
            EvidenceError: they pass the limit, or the disk refuses them.
        """
        with self._or_nothing():
            self._size += len(chunk)
            if self._size > self._vault.limit:
                raise self._vault.too_large(max(self._size, self._declared or 0))
            self._file.write(chunk)
            self._hash.update(chunk)

    def finish(self, name: str, accepted: Sequence[str], parts: Sequence[int] = ()) -> StoredFile:
        """Check what came, make photos anew, and keep it.

        Args:
            name: what the browser called it.
            accepted: kinds taken here, of ``pdf``, ``jpg``, ``png``, ``mp4``. A photo becomes a PDF where
                only PDF is taken; where photos are taken it stays one, without its metadata.
            parts: the lengths of several photos sent in one body; they become one PDF.

        Raises:
            EvidenceError: empty, broken off, of another kind, or the disk refuses it.
        """
        accepted = tuple("jpg" if kind == "jpeg" else kind for kind in accepted)
        with self._or_nothing():
            self._check_whole(parts)
            self._file.flush()
            stored = self._several(name, accepted, parts) if len(parts) > 1 else self._single(name, accepted)
        self.abort()
        return stored

    def abort(self) -> None:
        """Forget everything that came; may be called at any time and more than once."""
        with suppress(OSError):
            self._file.close()
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    @contextmanager
    def _or_nothing(self) -> Iterator[None]:
        if self._file.closed:
            raise _broken_off("Pengiriman berkas ini sudah dihentikan.")
        try:
            with _disk_in_words():
                yield
        except BaseException:
            self.abort()
            raise

    def _check_whole(self, parts: Sequence[int]) -> None:
        if self._size == 0:
            raise _empty()
        if self._declared is not None and self._size != self._declared:
            raise _broken_off(
                f"Pengiriman berkas terputus: baru {megabytes(self._size)} dari {megabytes(self._declared)} yang sampai."
            )
        if parts and (min(parts) <= 0 or sum(parts) != self._size):
            raise _broken_off("Pengiriman foto tidak lengkap.")
        if len(parts) > MOST_PHOTOS:
            raise EvidenceError(
                f"Paling banyak {MOST_PHOTOS} foto dalam satu berkas; yang dikirim {len(parts)}. "
                "Mohon unggah dalam beberapa kali pengiriman.",
                cause="too_large",
            )

    def _single(self, name: str, accepted: tuple[str, ...]) -> StoredFile:
        from klik_kit.evidence.photos import photo_anew

        kind = kind_of(self._path, accepted)
        if kind not in PICTURES:
            if kind not in accepted:
                raise wrong_kind(kind, accepted)
            return self._keep(self._path, self._file, self._hash.hexdigest(), self._size, kind, name)
        taken = [taken for taken in PICTURES if taken in accepted]
        if taken:
            kept = kind if kind in taken else taken[0]
            with self._made() as (path, out):
                photo_anew(self._path, out, kind=kept, limit=self._vault.limit)
                return self._keep_made(path, out, kept, name)
        if "pdf" not in accepted:
            raise wrong_kind(kind, accepted)
        return self._photo_pdf(name, [self._size])

    def _several(self, name: str, accepted: tuple[str, ...], parts: Sequence[int]) -> StoredFile:
        if "pdf" not in accepted:
            raise EvidenceError("Di sini foto diterima satu per satu. Mohon unggah satu foto saja.", cause="wrong_type")
        return self._photo_pdf(name, parts)

    def _photo_pdf(self, name: str, parts: Sequence[int]) -> StoredFile:
        from klik_kit.evidence.photos import photos_to_pdf

        with self._made() as (path, out):
            photos_to_pdf(self._path, out, parts=parts, limit=self._vault.limit)
            return self._keep_made(path, out, "pdf", name)

    @contextmanager
    def _made(self) -> Iterator[tuple[Path, BufferedRandom]]:
        path, out = _draft(self._vault.folder)
        try:
            yield path, out
        finally:
            with suppress(OSError):
                out.close()
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def _keep_made(self, path: Path, out: BufferedRandom, kind: str, name: str) -> StoredFile:
        out.flush()
        size = out.seek(0, os.SEEK_END)
        out.seek(0)
        return self._keep(path, out, hashlib.file_digest(out, "sha256").hexdigest(), size, kind, name)

    def _keep(self, path: Path, file: BufferedRandom, sha256: str, size: int, kind: str, name: str) -> StoredFile:
        folder = self._vault.folder / sha256[:2]
        os.fchmod(file.fileno(), 0o400)
        os.fsync(file.fileno())
        folder.mkdir(mode=0o700, exist_ok=True)
        kept = folder / sha256
        try:
            os.utime(kept)  # the same content is there; as a young file it is safe from `sweep`
        except FileNotFoundError:
            path.rename(kept)
            _sync_folder(folder)
            _sync_folder(self._vault.folder)
        return StoredFile(sha256=sha256, size=size, type=kind, name=clean_name(name, kind))


def megabytes(size: int) -> str:
    """A size as people read it: ``8,5 MB``; below one tenth in kB."""
    if size < 100_000:
        return f"{number(Fraction(size, 1024), most=0) if size >= 1024 else 1} kB"
    return f"{number(Fraction(size, 1024 * 1024), most=1)} MB"


def _older(path: Path, before: float) -> bool:
    try:
        return path.lstat().st_mtime < before
    except OSError:
        return False


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _draft(folder: Path) -> tuple[Path, BufferedRandom]:
    path = folder / f"{_INCOMING}{secrets.token_hex(12)}"
    return path, os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _disk_in_words() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise EvidenceError(
                "Diska server penuh, sehingga berkas ini belum tersimpan; isian yang lain tetap aman. "
                "Mohon beri tahu Admin Klinik, lalu unggah lagi.",
                cause="full",
            ) from error
        raise EvidenceError(
            f"Berkas belum tersimpan karena diska server bermasalah: {reason(error)}. Mohon beri tahu Admin Klinik.",
            cause="disk",
        ) from error


def _empty() -> EvidenceError:
    return EvidenceError(
        "Berkas ini kosong (0 byte). Mohon buka berkasnya lebih dahulu, lalu pilih yang benar.", cause="empty"
    )


def _broken_off(what: str) -> EvidenceError:
    return EvidenceError(f"{what} Tidak ada yang tersimpan; mohon unggah lagi.", cause="broken_off")


def _missing() -> EvidenceError:
    return EvidenceError(
        "Berkas data dukung ini tidak ditemukan di server. Mohon unggah lagi atau beri tahu Admin Klinik.",
        cause="missing",
    )
