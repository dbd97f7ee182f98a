"""Where the forms' server listens, and what is refused."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path

from klik_kit.errors import ServeError

UPLOAD_LIMIT = 10 * 1024 * 1024
"""Bytes of one evidence file (FORMS.md section 2, "Ukuran berkas")."""


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
