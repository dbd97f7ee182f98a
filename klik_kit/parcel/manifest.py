"""``manifest.json`` and ``ISI.txt``: what a package holds, for programs and for people.

``manifest.json``, format ``klik-paket`` version 1, UTF-8:

- ``format``, ``version``; ``region``; ``edition`` (id); ``made_at`` (ISO, with zone); ``made_by``; ``score``: which of
  the five scores the sheets carry, always ``mandiri``.
- ``innovations``: each with ``id``, ``unit`` (code), ``name``, ``state``, ``folder``, ``errors`` and ``warnings`` (numbers of
  findings), ``evidence`` (``document``, ``row``, ``path``, ``original``), ``links`` (``row``, ``title``, ``address``)
  and ``left_out`` (``document``, ``row``, ``reason``).
- ``files``: every other file of the package, with ``path``, ``size`` in bytes and ``sha256``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from klik_kit.core.bahasa import day
from klik_kit.core.portfolio import ScoreKind
from klik_kit.evidence.vault import megabytes
from klik_kit.parcel.gathering import EVIDENCE_FOLDER, Parcel, ParcelItem

FORMAT, VERSION = "klik-paket", 1
_LINE_ENDS = "\r\n"


@dataclass(frozen=True, slots=True)
class Member:
    """A file as it went into the package."""

    path: str
    size: int
    sha256: str


def manifest_of(parcel: Parcel, members: Sequence[Member]) -> dict[str, Any]:
    """The manifest as plain values, with the files in the order they were written."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "region": parcel.region,
        "edition": parcel.edition.id,
        "made_at": parcel.made_at.isoformat(),
        "made_by": parcel.made_by,
        "score": ScoreKind.MANDIRI.value,
        "innovations": [_innovation(item) for item in parcel.items],
        "files": [{"path": m.path, "size": m.size, "sha256": m.sha256} for m in members],
    }


def evidence_path(item: ParcelItem, name: str) -> str:
    """Where a file of evidence stands in the package."""
    return f"{item.folder}/{EVIDENCE_FOLDER}/{name}"


def contents_text(parcel: Parcel) -> str:
    """``ISI.txt``: what is in it and how to use it, with the line ends Notepad knows."""
    files = sum(len(item.files) for item in parcel.items)
    lines = [
        f"PAKET KIRIM {parcel.edition.title}",
        _plain(parcel.region),
        f"Dibuat {day(_local(parcel.made_at).date())} pukul {_local(parcel.made_at):%H.%M} oleh {_plain(parcel.made_by)}.",
        f"{len(parcel.items)} inovasi, {files} berkas data dukung ({megabytes(parcel.size)}).",
        "",
        "Cara memakai",
        "1. Ekstrak dahulu seluruh paket ini ke sebuah folder. Lembar salin tidak lengkap bila dibuka dari dalam ZIP.",
        "2. Buka DAFTAR.html, lalu lembar-salin.html pada folder tiap inovasi. Tidak perlu internet.",
        "3. Salin isian satu per satu ke portal; berkasnya ada di folder data_dukung dengan nomor baris di depan namanya.",
        "4. Setelah diinput, pilih Sudah diinput pada halaman Lembar salin di formulir klinik.",
        "",
        "manifest.json memuat ukuran dan SHA-256 setiap berkas. Skor yang dimuat adalah skor mandiri, bukan nilai resmi.",
    ]
    for item in parcel.items:
        lines += ["", *_told(item)]
    return _LINE_ENDS.join([*lines, ""])


def links_text(item: ParcelItem) -> str:
    """The links of an innovation, one a line, with their rows."""
    lines = [f"{row}\t{_plain(title)}\t{_plain(address)}" for row, title, address in item.links]
    return _LINE_ENDS.join(["Baris\tNama\tAlamat", *lines, ""])


def _innovation(item: ParcelItem) -> dict[str, Any]:
    sheet = item.sheet
    return {
        "id": sheet.innovation,
        "unit": sheet.unit,
        "name": sheet.name,
        "state": sheet.state.value,
        "folder": item.folder,
        "errors": sheet.errors,
        "warnings": sheet.warnings,
        "evidence": [
            {"document": f.document, "row": f.row, "path": evidence_path(item, f.name), "original": f.shown}
            for f in item.files
        ],
        "links": [{"row": row, "title": title, "address": address} for row, title, address in item.links],
        "left_out": [{"document": d, "row": row, "reason": reason} for d, row, reason in item.left_out],
    }


def _told(item: ParcelItem) -> list[str]:
    sheet = item.sheet
    lines = [
        f"{item.folder}/",
        f"  {_plain(sheet.name) or '(belum bernama)'} · {_plain(sheet.unit_name)} · {sheet.state.value}",
        f"  {sheet.errors} kesalahan, {sheet.warnings} peringatan",
        *(f"  {EVIDENCE_FOLDER}/{f.name}" for f in item.files),
    ]
    lines += [f"  tautan baris {row}: {_plain(address)}" for row, _, address in item.links]
    lines += [f"  TIDAK DISERTAKAN, baris {row}: {reason}" for _, row, reason in item.left_out]
    return lines


def _plain(text: str) -> str:
    """A text in one line."""
    return " ".join(text.split())


def _local(at: datetime) -> datetime:
    return at.astimezone()
