"""The static files of the forms: few, compressed ahead, named by their hash, kept by browsers for good."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tornado.web import HTTPError

from klik_kit.serve.requests import Door
from klik_kit.widgets import style
from klik_kit.widgets.bundle import form_folder, joined

_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file's bytes, as they are and compressed."""

    plain: bytes
    packed: bytes
    type: str


class Assets:
    """The files by the address they are served under."""

    def __init__(self) -> None:
        here = Path(__file__).parent
        page = joined(here / "js", "page.js", also=[form_folder()])
        self._addresses: dict[str, str] = {}
        self._files: dict[str, Asset] = {}
        for name, text in (("klik.js", page), ("klik.css", style() + (here / "doors.css").read_text(encoding="utf-8"))):
            body = text.encode()
            key = f"{hashlib.sha256(body).hexdigest()[:20]}/{name}"
            self._addresses[name] = f"/statis/{key}"
            self._files[key] = Asset(body, gzip.compress(body, 9, mtime=0), _TYPES[Path(name).suffix])

    def address(self, name: str) -> str:
        """Where a browser finds this file."""
        return self._addresses[name]

    def get(self, key: str) -> Asset | None:
        """The file with this key, ``hash/name``."""
        return self._files.get(key)


class StaticDoor(Door):
    """``/statis/<hash>/<name>``, open to all: it holds nobody's data."""

    def get(self, key: str) -> None:
        """The file; its address changes with its content, so it never needs to be asked for again."""
        asset = self.settings["klik_assets"].get(key)
        if asset is None:
            raise HTTPError(404)
        self.set_header("Content-Type", asset.type)
        self.set_header("Cache-Control", "public, max-age=31536000, immutable")
        self.set_header("Vary", "Accept-Encoding")
        body = asset.plain
        if "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
            body = asset.packed
        self.finish(body)

    def head(self, key: str) -> None:
        """The same headers."""
        self.get(key)

    def compute_etag(self) -> Any:
        """The address is the tag."""
        return None
