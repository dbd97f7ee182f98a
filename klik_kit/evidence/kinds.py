"""What a file is, read from its bytes; its name and what the browser claims say nothing.

May not change files. Pictures are looked at again, whole, when they are made anew (`photos`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from klik_kit.core.bahasa import listed
from klik_kit.errors import EvidenceError

PICTURES = ("jpg", "png")
_WORDS = {"pdf": "PDF", "jpg": "foto JPG", "png": "gambar PNG", "mp4": "video MP4"}
_HEAD = 1_024
_TAIL = 2_048
_MARKUP = re.compile(
    rb"<\s*(?:!doctype\s+html|html|head|body|script|style|svg|iframe|object|embed|form|meta|link|base|img|table|div)\b",
    re.IGNORECASE,
)
_MP4_BRANDS = frozenset(
    (b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV", b"dash", b"3gp4", b"3gp5")
)  # fmt: skip
_PICTURE_BRANDS = frozenset((b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis"))
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "dokumen Office atau ZIP. Simpan dokumen Word sebagai PDF lebih dahulu"),
    (b"PK\x05\x06", "ZIP. Unggah isinya satu per satu"),
    (b"\xd0\xcf\x11\xe0", "dokumen Office lama. Simpan sebagai PDF lebih dahulu"),
    (b"{\\rtf", "dokumen RTF. Simpan sebagai PDF lebih dahulu"),
    (b"MZ", "program. Berkas seperti ini tidak dapat menjadi data dukung"),
    (b"\x7fELF", "program. Berkas seperti ini tidak dapat menjadi data dukung"),
    (b"#!", "program. Berkas seperti ini tidak dapat menjadi data dukung"),
    (b"Rar!", "arsip RAR. Unggah isinya satu per satu"),
    (b"7z\xbc\xaf", "arsip 7z. Unggah isinya satu per satu"),
    (b"GIF8", "gambar GIF. Simpan sebagai JPG lebih dahulu"),
    (b"BM", "gambar BMP. Simpan sebagai JPG lebih dahulu"),
    (b"II*\x00", "gambar TIFF. Simpan sebagai JPG atau PDF lebih dahulu"),
    (b"MM\x00*", "gambar TIFF. Simpan sebagai JPG atau PDF lebih dahulu"),
)


def accepted_words(accepted: Sequence[str]) -> str:
    """The accepted kinds as people say them: ``PDF, foto JPG, dan gambar PNG``."""
    return listed([_WORDS[kind] for kind in accepted])


def kind_of(path: Path, accepted: Sequence[str]) -> str:
    """The kind of a file: ``pdf``, ``jpg``, ``png`` or ``mp4``.

    Args:
        path: the file.
        accepted: the kinds the message names when it is something else; the kind found may be another one.

    Raises:
        EvidenceError: it is something else, broken off, or something else in disguise.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
        size = file.seek(0, 2)
        file.seek(max(0, size - _TAIL))
        tail = file.read(_TAIL)
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"%PDF-"):
        _check_pdf(head, tail)
        return "pdf"
    if head[4:8] == b"ftyp" and (brands := _brands(head)) and not brands & _PICTURE_BRANDS:
        if not brands & _MP4_BRANDS:
            raise wrong_type("video berformat lain (misalnya MOV). Simpan sebagai MP4 atau kirim tautannya", accepted)
        _check_mp4(path, head, size)
        return "mp4"
    raise wrong_type(_something_else(head), accepted)


def wrong_type(found: str, accepted: Sequence[str]) -> EvidenceError:
    """The refusal of a file that is ``found``; tells what is accepted."""
    return EvidenceError(
        f"Berkas ini tampaknya {found}. Yang diterima di sini: {accepted_words(accepted)}.", cause="wrong_type"
    )


def wrong_kind(kind: str, accepted: Sequence[str]) -> EvidenceError:
    """The refusal of a sound file of a kind that this place does not take."""
    return wrong_type(_WORDS[kind], accepted)


def _brands(head: bytes) -> frozenset[bytes]:
    length = min(int.from_bytes(head[:4], "big"), len(head))
    return frozenset([head[8:12], *(head[at : at + 4] for at in range(16, length - 3, 4))])


def _something_else(head: bytes) -> str:
    for magic, words in _OTHERS:
        if head.startswith(magic):
            return words
    if head[4:8] == b"ftyp":
        return "foto HEIC atau AVIF. Ubah pengaturan kamera ke JPG, atau kirim tangkapan layarnya"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "gambar WEBP. Simpan sebagai JPG lebih dahulu"
    lower = head.lower()
    if b"<svg" in lower:
        return "gambar SVG. Simpan sebagai PDF atau JPG lebih dahulu"
    if _MARKUP.search(head) or lower.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<!", b"<?xml")):
        return "halaman web. Cetak halamannya ke PDF, atau kirim tautannya"
    if b"%PDF-" in head:
        return "PDF yang diawali isi lain. Buka lalu cetak ulang ke PDF"
    return "bukan jenis yang dikenal"


def _check_pdf(head: bytes, tail: bytes) -> None:
    if _MARKUP.search(head):
        raise _disguised()
    _, end, after = tail.rpartition(b"%%EOF")
    if not end:
        raise EvidenceError(
            "PDF ini tidak utuh: bagian akhirnya tidak ada. Mohon buka berkasnya, simpan ulang, lalu unggah lagi.",
            cause="broken_off",
        )
    if _MARKUP.search(after) or b"PK\x05\x06" in after:
        raise _disguised()


def _disguised() -> EvidenceError:
    return EvidenceError(
        "Berkas ini berawalan PDF tetapi memuat isi lain di dalamnya. Mohon buka di aplikasi PDF, cetak ulang ke PDF, lalu unggah lagi.",
        cause="wrong_type",
    )


def _check_mp4(path: Path, head: bytes, size: int) -> None:
    """Walk the outermost boxes: one of them is the index, and the last ends where the file ends."""
    if _MARKUP.search(head):
        raise wrong_type("video yang memuat isi lain di dalamnya", ("mp4",))
    found, at = set(), 0
    with path.open("rb") as file:
        while size - at >= 8:
            file.seek(at)
            start = file.read(16)
            length = int.from_bytes(start[:4], "big")
            if length == 1 and len(start) == 16:
                length = int.from_bytes(start[8:], "big")
            elif length == 0:
                length = size - at
            if length < 8 or at + length > size:
                break
            found.add(start[4:8])
            at += length
    if b"moov" not in found or size - at >= 8:
        raise EvidenceError(
            "Video ini tidak utuh dan tidak dapat diputar. Mohon rekam atau salin ulang, lalu unggah lagi; video besar lebih baik dikirim sebagai tautan.",
            cause="broken_off",
        )
