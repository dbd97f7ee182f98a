"""A package written as one ZIP, streamed, then read back and compared before it is called done.

Evidence goes through in pieces and uncompressed (PDF and photos are compressed already); its hash is taken on the
way, so that a file that changed in the vault is found before the package exists. Nothing here holds a file in memory.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from klik_kit.errors import EvidenceError, ExchangeError, ParcelError, Problem
from klik_kit.evidence import Vault
from klik_kit.files import reason, replacing
from klik_kit.parcel.gathering import Parcel, ParcelFile, ParcelItem, standing_now
from klik_kit.parcel.manifest import Member, contents_text, evidence_path, links_text, manifest_of
from klik_kit.parcel.pages import list_html, sheet_html
from klik_kit.parcel.reading_back import read_back
from klik_kit.parcel.spreadsheet import sheet_xlsx
from klik_kit.store import Store

MANIFEST, CONTENTS, LIST = "manifest.json", "ISI.txt", "DAFTAR.html"
SHEET = "lembar-salin"
LINKS = "tautan.txt"
CHUNK = 1024 * 1024
_RESERVE = 64 * 1024 * 1024  # what the store needs to go on saving answers
_MEND = (
    "Unggah lagi berkasnya pada Penilaian Mandiri, atau pulihkan folder bukti dari cadangan. Paket lama tidak berubah."
)

Tell = Callable[[int, str], None]


def _unheard(size: int, what: str) -> None:
    """Nobody follows the work."""


def write_parcel(parcel: Parcel, vault: Vault, store: Store, path: Path, *, tell: Tell = _unheard) -> None:
    """Write a package beside ``path``, read it back, and only then let it take its place.

    Args:
        parcel: what goes in.
        vault: where its files are.
        store: asked again at the end whether the documents are still the same.
        path: of the ZIP; an older one is replaced.
        tell: hears how many bytes were written or read back, and of what; in all twice `Parcel.size`.

    Raises:
        ExchangeError: the disk refuses it, what was read back is not what was written, or documents changed meanwhile.
        ParcelError: files are missing from the vault, or changed there.
    """
    whole(parcel, vault)
    try:
        free = shutil.disk_usage(path.absolute().parent).free
    except OSError as error:
        raise ExchangeError(f"Folder {path.absolute().parent} tidak dapat ditulisi: {reason(error)}.") from error
    if free < parcel.size + _RESERVE:
        raise ExchangeError(f"Diska untuk {path} tidak cukup. Kosongkan sebagian, atau pilih tempat lain dengan -o.")
    with replacing(path) as draft, draft.open("w+b") as stream:
        write_into(stream, parcel, vault, store, tell=tell)


def write_into(stream: IO[bytes], parcel: Parcel, vault: Vault, store: Store, *, tell: Tell = _unheard) -> None:
    """The same into an open file that can be read and sought.

    Raises:
        ExchangeError: as for `write_parcel`.
        ParcelError: as for `write_parcel`.
    """
    members = _written(stream, parcel, vault, tell)
    stream.flush()
    read_back(stream, members, tell=tell)
    if standing_now(store, parcel) != parcel.standing:
        raise ExchangeError("Data dukung berubah selama paket dibuat, sehingga paket ini tidak dipakai. Ulangi perintahnya; paket lama tidak berubah.")  # fmt: skip


def whole(parcel: Parcel, vault: Vault) -> None:
    """Make sure that every file is in the vault and as long as the store says, before anything is written.

    Raises:
        ParcelError: some are not; all of them.
    """
    found = [problem for item in parcel.items for file in item.files if (problem := absent(item, file, vault))]
    if found:
        raise ParcelError(f"Paket belum dibuat: {len(found)} berkas data dukung tidak utuh. {_MEND}", found)


def absent(item: ParcelItem, file: ParcelFile, vault: Vault) -> Problem | None:
    """Why a file cannot go along, by what the disk says of it; None where it can."""
    try:
        size = vault.open_for(file.sha256).stat().st_size
    except (EvidenceError, OSError):
        return Problem(where=_where(item, file), what="tidak ada di penyimpanan data dukung.")
    if size != file.size:
        return Problem(where=_where(item, file), what=f"berubah: {size} byte, seharusnya {file.size} byte.")
    return None


def _where(item: ParcelItem, file: ParcelFile) -> str:
    return f"{item.sheet.innovation} ({item.sheet.name}), baris {file.row}, berkas {file.shown}"


def _written(stream: IO[bytes], parcel: Parcel, vault: Vault, tell: Tell) -> list[Member]:
    """Write all members in their order; gives them with size and hash, the manifest last."""
    members: list[Member] = []
    with ZipFile(stream, "w") as archive:
        writer = _Writer(archive, parcel.made_at, members)
        writer.text(CONTENTS, contents_text(parcel))
        writer.text(LIST, list_html(parcel))
        for item in parcel.items:
            writer.text(f"{item.folder}/{SHEET}.html", sheet_html(item.sheet, at=parcel.made_at))
            writer.content(f"{item.folder}/{SHEET}.xlsx", sheet_xlsx(item.sheet))
            if item.links:
                writer.text(f"{item.folder}/{LINKS}", links_text(item))
            for file in item.files:
                writer.evidence(item, file, vault, tell)
        document = json.dumps(manifest_of(parcel, members), ensure_ascii=False, indent=1)
        writer.text(MANIFEST, document)
    return members


class _Writer:
    """An open archive, and what went into it."""

    def __init__(self, archive: ZipFile, at: datetime, members: list[Member]) -> None:
        self._archive, self._members = archive, members
        self._at = at.astimezone().timetuple()[:6]

    def text(self, path: str, text: str) -> None:
        """A text; half characters, which no file holds, become question marks."""
        self.content(path, text.encode("utf-8", errors="replace"))

    def content(self, path: str, content: bytes) -> None:
        """A small file."""
        self._archive.writestr(self._info(path, ZIP_DEFLATED), content)
        self._members.append(Member(path, len(content), hashlib.sha256(content).hexdigest()))

    def evidence(self, item: ParcelItem, file: ParcelFile, vault: Vault, tell: Tell) -> None:
        """A file of the vault, in pieces.

        Raises:
            ParcelError: its content is not what its name says.
        """
        info, digest, size = self._info(evidence_path(item, file.name), ZIP_STORED), hashlib.sha256(), 0
        info.file_size = file.size
        try:
            with vault.open_for(file.sha256).open("rb") as source, self._archive.open(info, "w") as out:
                for chunk in pieces(source):
                    digest.update(chunk)
                    size += len(chunk)
                    out.write(chunk)
                    tell(len(chunk), file.name)
        except EvidenceError as error:
            raise ParcelError(f"Paket belum dibuat. {_MEND}", [Problem(where=_where(item, file), what="tidak ada di penyimpanan data dukung.")]) from error  # fmt: skip
        if digest.hexdigest() != file.sha256:
            raise ParcelError(f"Paket belum dibuat. {_MEND}", [Problem(where=_where(item, file), what="isinya berubah sejak diunggah.")])  # fmt: skip
        self._members.append(Member(info.filename, size, file.sha256))

    def _info(self, path: str, how: int) -> ZipInfo:
        info = ZipInfo(path, date_time=self._at)
        info.compress_type = how
        info.external_attr = 0o644 << 16
        return info


def pieces(source: IO[bytes]) -> Iterator[bytes]:
    """An open file, a megabyte at a time."""
    while chunk := source.read(CHUNK):
        yield chunk
