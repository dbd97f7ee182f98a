"""Links as evidence: their form only.

May not fetch anything: whether a page is still there is for the verifier's eyes.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from klik_kit.errors import EvidenceError
from klik_kit.evidence.names import invisible

LONGEST = 2_000
_BARE = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:[/?#]|$)", re.IGNORECASE)
_HOST = re.compile(r"(?=.{1,253}$)(?!-)[a-z0-9-]+(?:\.[a-z0-9-]+)+\.?$", re.IGNORECASE)
_NEVER = re.compile(r'[\s<>"`\\{}|^]')
_HOW = "Mohon salin alamat lengkap dari bilah alamat peramban, misalnya https://contoh.go.id/berkas"


def check_link(text: str) -> str:
    """The link without the spaces around it; ``https://`` is put before a bare address.

    Raises:
        EvidenceError: it has no host, another scheme than http(s), a password, or characters no link has.
    """
    link = text.strip()
    if not link:
        raise _refused("Tautan masih kosong.")
    if len(link) > LONGEST:
        raise _refused(f"Tautan terlalu panjang ({len(link)} huruf, paling banyak {LONGEST}).")
    if _NEVER.search(link) or any(invisible(char) for char in link):
        raise _refused("Tautan memuat spasi atau tanda yang tidak dikenal.")
    if _BARE.match(link):
        link = f"https://{link}"
    try:
        parts = urlsplit(link)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise _refused("Alamat pada tautan tidak dapat dibaca.") from None
    if parts.scheme not in {"http", "https"}:
        raise _refused("Tautan harus diawali https:// atau http://.")
    if "@" in parts.netloc:
        raise _refused("Tautan memuat nama pengguna atau kata sandi; data itu tidak boleh ikut tersimpan.")
    if not _HOST.match(host):
        raise _refused("Nama situs pada tautan tidak lengkap.")
    return link


def _refused(what: str) -> EvidenceError:
    return EvidenceError(f"{what} {_HOW}", cause="link")
