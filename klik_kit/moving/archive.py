"""A ZIP whose manifest names each member, its size and its SHA-256; written as a stream, read with suspicion.

``manifest.json``, the last member, is an object of ``format`` (1), ``kind`` (``cadangan`` or ``ekspor``), ``kit`` (the
version of klik_kit), what the kind tells of itself, and ``members``: of each other member its ``name``, ``size``
and ``sha256``. Nothing else may be in the file, and nothing may be missing.
"""

from __future__ import annotations

import hashlib
import json
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Self

from klik_kit import __version__
from klik_kit.errors import ExchangeError
from klik_kit.files import reason

FORMAT = 1
MANIFEST = "manifest.json"
CHUNK = 1024 * 1024
_MOST_MANIFEST = 64 * 1024 * 1024
_STARTED = (1980, 1, 1, 0, 0, 0)
_KEYS = {"format", "kind", "kit", "members"}
_PART = re.compile(r'(?!\.)[^\x00-\x1f<>:"|?*\\/]{1,200}(?<![. ])')
_WRONG = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeDecodeError, ValueError)

Progress = Callable[[Sequence[Any], str], Iterable[Any]]
"""Gives back the things it was given, one by one, and shows how far one is in what is done."""


def silently(things: Sequence[Any], _: str) -> Iterable[Any]:
    """A progress that shows nothing."""
    return things


def chunks_of(path: Path) -> Iterator[bytes]:
    """The bytes of a file, some at a time."""
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


class ArchiveWriter:
    """An archive being written to ``path``; `seal` ends it. The same members give the same bytes."""

    def __init__(self, path: Path, *, kind: str) -> None:
        self._zip = zipfile.ZipFile(path, "w", allowZip64=True)
        self._kind = kind
        self._members: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def add(self, name: str, chunks: Iterable[bytes], *, packed: bool) -> str:
        """Write a member; gives its SHA-256. What is compressed already is not packed again."""
        seen, size = hashlib.sha256(), 0
        with self._open(name, packed=packed) as out:
            for chunk in chunks:
                seen.update(chunk)
                size += len(chunk)
                out.write(chunk)
        self._members.append({"name": name, "size": size, "sha256": seen.hexdigest()})
        return seen.hexdigest()

    def seal(self, told: Mapping[str, Any]) -> None:
        """Write the manifest with what the kind tells of itself; nothing can be added any more."""
        manifest = {"format": FORMAT, "kind": self._kind, "kit": __version__, **told, "members": self._members}
        with self._open(MANIFEST, packed=True) as out:
            out.write(json.dumps(manifest, ensure_ascii=False, indent=1).encode())
        self._zip.close()

    def _open(self, name: str, *, packed: bool) -> IO[bytes]:
        info = zipfile.ZipInfo(name, _STARTED)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr = (stat.S_IFREG | 0o600) << 16
        return self._zip.open(info, "w", force_zip64=True)


class ArchiveReader:
    """An archive whose manifest and list of members were found to agree; `check` reads every byte.

    Attributes:
        told: the manifest.

    Raises:
        ExchangeError: it is none of the wanted kind, is damaged, or a newer klik_kit wrote it.
    """

    def __init__(self, path: Path, *, kind: str) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except OSError as error:
            raise ExchangeError(f"Berkas {path} tidak dapat dibaca: {reason(error)}.") from error
        except _WRONG:
            raise self.damaged("bukan ZIP yang utuh") from None
        try:
            with self._in_words():
                self.told = self._manifest(kind)
                self.sizes = self._listed()
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def damaged(self, why: str) -> ExchangeError:
        """What to say of an archive that cannot be used."""
        return ExchangeError(
            f"Berkas {self.path} rusak atau tidak lengkap ({why}). Tidak ada yang diubah; pakai berkas lain yang utuh."
        )

    def check(self, progress: Progress) -> None:
        """Read every member and compare its SHA-256.

        Raises:
            ExchangeError: one differs, or cannot be read.
        """
        for name in progress(list(self.sizes), "periksa"):
            for _ in self.chunks(name):
                pass

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a member, proven when the last one came."""
        seen, size = hashlib.sha256(), 0
        with self._in_words(), self._zip.open(name) as stream:
            while chunk := stream.read(CHUNK):
                seen.update(chunk)
                size += len(chunk)
                if size > self.sizes[name][0]:
                    break
                yield chunk
        if (size, seen.hexdigest()) != self.sizes[name]:
            raise self.damaged(f"isi {name} tidak cocok dengan sidiknya")

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a member."""
        rest = b""
        for chunk in self.chunks(name):
            *whole, rest = (rest + chunk).split(b"\n")
            yield from whole
        if rest:
            yield rest

    def _manifest(self, kind: str) -> dict[str, Any]:
        if MANIFEST not in self._zip.namelist():
            raise self.damaged(f"{MANIFEST} tidak ada")
        if self._zip.getinfo(MANIFEST).file_size > _MOST_MANIFEST:
            raise self.damaged(f"{MANIFEST} terlalu besar")
        told = json.loads(self._zip.read(MANIFEST))
        if not isinstance(told, dict) or not told.keys() >= _KEYS or told["kind"] != kind:
            raise ExchangeError(f"Berkas {self.path} bukan {kind} klik_kit. Periksa nama berkasnya.")
        if type(told["format"]) is int and told["format"] > FORMAT:
            raise ExchangeError(
                f"Berkas {self.path} ditulis klik_kit yang lebih baru (bentuk {told['format']}). Perbarui klik_kit dahulu."
            )
        if told["format"] != FORMAT:
            raise self.damaged("bentuknya tidak dikenal")
        return told

    def _listed(self) -> dict[str, tuple[int, str]]:
        """Size and hash of each member by name, where the manifest and the ZIP agree on all of them."""
        sizes = {one["name"]: (one["size"], one["sha256"]) for one in self.told["members"]}
        there = {info.filename: info for info in self._zip.infolist()}
        if len(there) != len(self._zip.infolist()) or len(sizes) != len(self.told["members"]):
            raise self.damaged("satu nama dipakai dua kali")
        if missing := sorted(sizes.keys() - there.keys()):
            raise self.damaged(f"{missing[0]} tidak ada")
        if foreign := sorted(there.keys() - sizes.keys() - {MANIFEST}):
            raise self.damaged(f"{foreign[0]!r} tidak tercantum dalam {MANIFEST}")
        for name, (size, _) in sizes.items():
            info = there[name]
            if not all(_PART.fullmatch(part) for part in name.split("/")):
                raise self.damaged(f"nama {name!r} tidak boleh dipakai")
            if stat.S_IFMT(info.external_attr >> 16) not in {0, stat.S_IFREG} or info.file_size != size:
                raise self.damaged(f"{name} bukan berkas yang dicatat")
        return sizes

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ExchangeError(f"Berkas {self.path} tidak dapat dibaca: {reason(error)}.") from error
        except (*_WRONG, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise self.damaged(f"{type(error).__name__}") from error
