"""Certificates of a test's own, and a browser without scripts that trusts them."""

from __future__ import annotations

import http.cookiejar
import os
import shutil
import ssl
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from forms_server import START_SECONDS, Client, Server, _NoRedirect

NAME = "klik.contoh.go.id"


def certificate(folder: Path) -> tuple[Path, Path]:
    """A self-made certificate for 127.0.0.1 and its key."""
    openssl = shutil.which("openssl")
    assert openssl, "Debian's package openssl is needed: sudo apt-get install openssl"
    cert, key = folder / "fullchain.pem", folder / "privkey.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}",
         "-addext", f"subjectAltName=DNS:{NAME},IP:127.0.0.1", "-keyout", key, "-out", cert],
        check=True, capture_output=True,
    )  # fmt: skip
    return cert, key


@dataclass
class SecureServer(Server):
    """A running ``klik serve`` with further options; reached at ``reached``, over TLS with ``trusted``."""

    reached: str = ""
    trusted: Path | None = None
    alive: str = ""

    @property
    def url(self) -> str:
        return self.reached or f"https://127.0.0.1:{self.port}"

    @property
    def context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.trusted))

    def start(self) -> None:
        with (self.folder / "serve.log").open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "klik_kit", "serve", "--ruang-kerja", str(self.folder), "--port", str(self.port), *self.more],
                stdout=log, stderr=log, env=os.environ | {"PYTHONUNBUFFERED": "1"},
            )  # fmt: skip
        wait_for(f"{self.alive or self.url}/sehat", self)


def wait_for(address: str, server: SecureServer) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        assert server.process.poll() is None, server.log
        try:
            urllib.request.urlopen(address, timeout=2, context=server.context).read()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"{address} does not answer:\n{server.log}")


class SecureClient(Client):
    """The same browser over TLS; it keeps a `Secure` cookie as browsers do."""

    def __init__(self, server: SecureServer) -> None:
        super().__init__(server)
        self.jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.jar), urllib.request.HTTPSHandler(context=server.context), _NoRedirect()
        )  # fmt: skip
