"""Files that come over a page's own wire, in a notebook, where no server takes them: in parts, each told before the next.

A part that arrives twice is taken once, and whoever asks again hears the same answer, so that a lost
message neither loses nor doubles a file. Nothing is kept before the last part is there and checked.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from klik_kit.desk.counter import Message
from klik_kit.desk.evidence import add_evidence, demand_place
from klik_kit.desk.person import Person
from klik_kit.errors import EvidenceError, KlikError
from klik_kit.evidence import Incoming, Vault
from klik_kit.incidents import not_kept
from klik_kit.workspace import EVIDENCE

MOST_PART = 1024 * 1024
MOST_OPEN = 4
_MOST_ANSWERS, _MOST_PARTS, _MOST_NAME = 32, 100, 2_000
_IDLE_SECONDS = 15 * 60
_LOST = "Pengiriman berkas ini terputus. Berkas belum tersimpan."


@dataclass(kw_only=True)
class Half:
    """A file on its way: where it goes, and how much of it is there."""

    record: str
    place: str
    incoming: Incoming
    size: int
    came: int = 0
    at: float = field(default_factory=time.monotonic)


@dataclass(kw_only=True)
class Receiving:
    """The files that come in over one widget, by the name that the browser gave each sending."""

    person: Person
    _halves: dict[str, Half] = field(default_factory=dict)
    _answers: dict[str, Message] = field(default_factory=dict)

    @property
    def vault(self) -> Vault:
        """Where evidence is kept."""
        return Vault(self.person.workspace.folder / EVIDENCE)

    @property
    def limit(self) -> int:
        """The most bytes a file may have."""
        return self.vault.limit

    def take(self, content: Mapping[str, Any], body: bytes | None) -> Message:
        """Do one step of a sending: ``begin``, ``part``, ``end`` or ``stop``.

        Args:
            content: ``upload``, the sending's name, and ``step``; for ``begin`` also ``record``, ``place`` and
                ``size``; for ``part`` ``at``, where it begins; for ``end`` what is told beside the file.
            body: the bytes of a part.

        Returns:
            ``ok`` and ``at``, how much is there; ``done`` once nothing more is to come, with a ``message``;
            ``lost`` where the sending is not known (any more) and may begin anew.
        """
        name, step = content.get("upload"), content.get("step")
        if not isinstance(name, str) or not 8 <= len(name) <= 64:
            raise KlikError("Kiriman ini tidak dapat dibaca. Muat ulang halaman, lalu unggah lagi.")
        if name in self._answers:
            return self._answers[name]
        try:
            if step == "begin":
                return self._begin(name, content)
            half = self._halves.get(name)
            if half is None:
                return {"ok": False, "lost": True, "message": _LOST}
            half.at = time.monotonic()
            if step == "part":
                return self._part(half, content.get("at"), body)
            if step == "end":
                return self._end(name, half, content)
        except EvidenceError as error:
            return self._over(name, ok=False, message=not_kept(error))
        except KlikError:
            self._drop(name)
            raise
        return self._over(name, ok=False, message="Unggahan dibatalkan. Berkas belum tersimpan.")

    def _begin(self, name: str, content: Mapping[str, Any]) -> Message:
        half = self._halves.get(name)
        if half is not None:
            return {"ok": True, "at": half.came}
        record, place, size = (content.get(key) for key in ("record", "place", "size"))
        if not (isinstance(record, str) and isinstance(place, str) and type(size) is int):
            raise KlikError("Kiriman ini tidak dapat dibaca. Muat ulang halaman, lalu unggah lagi.")
        demand_place(self.person, record, place)
        self._forget_idle()
        if len(self._halves) >= MOST_OPEN:
            raise KlikError("Masih ada unggahan lain yang berjalan. Tunggu sampai selesai, lalu coba lagi.")
        vault = self.vault
        incoming = vault.receive(size)
        with suppress(OSError):
            vault.tidy()
        self._halves[name] = Half(record=record, place=place, incoming=incoming, size=size)
        return {"ok": True, "at": 0}

    def _part(self, half: Half, at: object, body: bytes | None) -> Message:
        if body is None or not 0 < len(body) <= MOST_PART or type(at) is not int:
            raise EvidenceError(_LOST, cause="broken_off")
        if at == half.came:
            half.incoming.write(body)
            half.came += len(body)
        return {"ok": True, "at": half.came}

    def _end(self, name: str, half: Half, content: Mapping[str, Any]) -> Message:
        if half.came != half.size:
            return {"ok": True, "at": half.came}
        parts = content.get("parts")
        lengths = tuple(parts) if isinstance(parts, list) and len(parts) <= _MOST_PARTS else ()
        if not all(type(length) is int for length in lengths):
            raise EvidenceError("Pengiriman foto tidak lengkap. Mohon unggah lagi.", cause="broken_off")
        said = {key: str(content.get(key) or "")[:_MOST_NAME] for key in ("name", "number", "date")}
        made = add_evidence(
            self.person, half.record, half.place, half.incoming, name=said.pop("name"), parts=lengths, told=said
        )
        return self._over(name, ok=True, message="Berkas tersimpan.", id=made)

    def _over(self, name: str, **answer: Any) -> Message:
        """Nothing more comes of a sending; its answer is given again to who asks again."""
        self._drop(name)
        self._answers[name] = {**answer, "done": True}
        while len(self._answers) > _MOST_ANSWERS:
            del self._answers[next(iter(self._answers))]
        return self._answers[name]

    def _drop(self, name: str) -> None:
        half = self._halves.pop(name, None)
        if half is not None:
            half.incoming.abort()

    def _forget_idle(self) -> None:
        before = time.monotonic() - _IDLE_SECONDS
        for name in [name for name, half in self._halves.items() if half.at < before]:
            self._drop(name)
