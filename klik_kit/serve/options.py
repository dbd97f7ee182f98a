"""Where the forms' server listens, and what is refused."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path

from klik_kit.errors import ServeError

UPLOAD_LIMIT = 10 * 1024 * 1024
"""Bytes of one evidence file (FORMS.md section 2, "Ukuran berkas")."""

KERNEL_BYTES = 45e6
"""Memory one open page costs (PSS of a forked kernel, measured, with a margin for long answers)."""
SPARED = 400e6
"""Memory left to the rest of the machine."""
PAGE_FILES, SPARED_FILES = 12, 200
"""Files and sockets the server holds for one open page (10 measured), and for everything else."""
FEWEST_PAGES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What ``klik serve`` was told.

    Attributes:
        folder: the workspace.
        address: how people reach the server from outside, ``https://klik.contoh.go.id``; empty
            where it is not known.
        proxied: a proxy of the office's own stands in front and says who asks (X-Forwarded-…).
        idle_hours: how long a login lasts without use.
        unattended_seconds: how long a kernel waits for its page's socket.
        rest_minutes: how long after the last edit a page's kernel is kept.
        most_pages: pages open at the same time; 0 for what the memory bears.
        ready: kernels that stand ready before anyone asks.
    """

    folder: Path
    host: str = "127.0.0.1"
    port: int = 8866
    certificate: Path | None = None
    key: Path | None = None
    address: str = ""
    proxied: bool = False
    insecure: bool = False
    upload_limit: int = UPLOAD_LIMIT
    idle_hours: int = 12
    unattended_seconds: float = 45.0
    rest_minutes: float = 60.0
    most_pages: int = 0
    ready: int = 4

    @property
    def secure(self) -> bool:
        """Whether people reach the server over TLS."""
        return self.certificate is not None or self.address.startswith("https://")

    @property
    def url(self) -> str:
        """The address to open."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.address or f"{'https' if self.certificate else 'http'}://{host}:{self.port}"


def checked(options: Options) -> Options:
    """The same options, if they may be used.

    Raises:
        ServeError: passwords would travel unprotected, or half of a certificate is given.
    """
    if (options.certificate is None) != (options.key is None):
        raise ServeError("--certfile dan --keyfile diberikan bersama-sama.")
    for file in (options.certificate, options.key):
        if file is not None and not file.is_file():
            raise ServeError(f"Berkas {file} tidak ada. Periksa --certfile dan --keyfile.")
    if not is_loopback(options.host) and options.certificate is None and not options.insecure:
        raise ServeError(
            f"Alamat {options.host} terbuka bagi jaringan tanpa TLS: kata sandi dan isian dapat disadap orang lain "
            "di jaringan itu. Pakai --certfile dan --keyfile, atau tempatkan nginx di depan 127.0.0.1 "
            "(contoh di templates/deploy/). Bila jaringannya benar-benar tertutup, tambahkan --insecure."
        )
    return options


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def ceiling(options: Options, *, memory: float, files: float) -> int:
    """How many pages may be open at the same time.

    Args:
        options: the server's.
        memory: bytes that the machine can spare now.
        files: how many files, sockets among them, this process may hold open.
    """
    bearable = min((memory - SPARED) / KERNEL_BYTES, (files - SPARED_FILES) / PAGE_FILES)
    return options.most_pages or max(FEWEST_PAGES, int(bearable))
