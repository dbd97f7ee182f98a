"""Saya hadir: somebody's presence at a session, by one's own account; the clinic shows the code that leads here."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

import segno

from klik_kit.core.bahasa import day
from klik_kit.core.coaching import PRESENCE, SESSION, SessionState, state_of_session
from klik_kit.core.records import Change, Record, RecordKey
from klik_kit.desk.counter import Desk, Message
from klik_kit.desk.drawing import action, card, link
from klik_kit.desk.person import Person
from klik_kit.errors import KlikError, NotFoundError
from klik_kit.workspace import SERVICES, Workspace

_FRESH_SECONDS = 15
_UNNAMED = "Pilih dahulu sesinya: buka Beranda lalu pilih Saya hadir, atau pindai kode QR yang ditampilkan pendamping."


@dataclass(kw_only=True)
class AttendancePage(Desk):
    """One session's list, as far as the person who opens it is concerned."""

    session_id: str

    @classmethod
    def opened(cls, person: Person, record: str) -> Self:
        """The page of a session, for every account: who comes may be of any unit.

        Raises:
            KlikError: no session is named.
            NotFoundError: there is no such session.
        """
        if not record:
            raise KlikError(_UNNAMED)
        if person.workspace.store.get(record).key.kind != SESSION:
            raise NotFoundError("Sesi ini tidak ada.")
        return cls(person=person, session_id=record)

    def page(self) -> Message:
        """What the session is, and one button."""
        session = self._session()
        on = session.value("tanggal")
        when = f"{day(date.fromisoformat(on))} " if on else ""
        names = ("kode", "hadir") if self.person.reach().clinic else ("hadir",)
        return {
            "page": f"hadir-{self.session_id}",
            "title": "Daftar hadir",
            "subtitle": f"{session.value('layanan') or 'Sesi'} · {when}{session.value('pukul') or ''}".strip(),
            "steps": False,
            "sections": [
                {"id": name, "title": "", "hint": "", "large": False, "items": [{"kind": "panel", "id": name}]}
                for name in names
            ],
        }

    def live(self) -> Message:
        """Whether this person is on the list; for the clinic, the code and how many came."""
        panels: Message = {"hadir": self._mine()}
        if self.person.reach().clinic:
            panels = {"kode": self._code(), "hadir": self._count()}
        return {"panels": panels}

    def watched(self) -> list[str]:
        """The session and all who came."""
        return [self.session_id, *(r.key.id for r in self.store.list(PRESENCE, parent=self.session_id))]

    def act(self, name: str, args: Mapping[str, Any]) -> Message:
        """Put oneself on the list."""
        if name != "present":
            return super().act(name, args)
        self.put(presence(self.person, self._session()))
        return {"ok": True, "message": "Kehadiran tercatat. Terima kasih.", "href": None, "state": self.state()}

    def _session(self) -> Record:
        return self.store.get(self.session_id)  # type: ignore[no-any-return]

    def _mine(self) -> Message:
        state = state_of_session(self._session().value("state"))
        if _standing(self.person, self.session_id) is not None:
            return {"type": "text", "title": "", "text": "Bapak/Ibu sudah tercatat hadir.", "tone": "success"}
        if state is not SessionState.RUNNING:
            return {"type": "text", "title": "", "text": "Daftar hadir dibuka selama sesi berlangsung.", "tone": "info"}
        return {"type": "actions", "actions": [action("present", "Saya hadir", primary=True)]}

    def _count(self) -> Message:
        found = self.store.list(PRESENCE, parent=self.session_id)
        lines = [f"{r.value('nama')}, {self.person.unit_name(r.key.unit)}" for r in found]
        return {
            "type": "cards",
            "title": "Yang sudah hadir",
            "cards": [card(f"{len(found)} orang", lines=lines, links=[link("Kembali ke sesi", f"/isi/sesi/{self.session_id}")])],
            "empty": "",
        }  # fmt: skip

    def _code(self) -> Message:
        return code_panel(
            self.person.workspace, "Pindai untuk mencatat kehadiran", f"/isi/hadir/{self.session_id}",
            otherwise="minta peserta memilih Saya hadir di Berandanya.",
        )  # fmt: skip


def code_panel(workspace: Workspace, title: str, path: str, *, otherwise: str) -> Message:
    """A page's address as a QR code for the projector, with its letters below.

    Args:
        workspace: whose forms are served.
        title: above the code.
        path: of the page.
        otherwise: what to do where no server tells of itself, the end of a sentence.
    """
    address = served_at(workspace)
    if not address:
        text = f"Formulir belum disajikan. Jalankan klik serve, atau {otherwise}"
        return {"type": "text", "title": "Kode QR", "text": text, "tone": "info"}
    url = f"{address}{path}"
    rows = ["".join("1" if cell else "0" for cell in row) for row in segno.make(url, error="m").matrix]
    return {"type": "picture", "title": title, "name": "qr", "data": {"rows": rows, "text": url}}


def presence(person: Person, session: Record) -> list[Change]:
    """What is written down when somebody says to be there; nothing where it already is.

    Raises:
        KlikError: the session is not running.
    """
    if session.key.kind != SESSION or state_of_session(session.value("state")) is not SessionState.RUNNING:
        raise KlikError("Daftar hadir dibuka selama sesi berlangsung.")
    if _standing(person, session.key.id) is not None:
        return []
    account = person.account()
    key = _key(person, session.key.id)
    values = {"nama": account.name, "jabatan": account.title, "akun": account.id}
    return [Change(record=key, field=f, value=v, base=0) for f, v in values.items() if v]


def is_present(person: Person, session: Record) -> bool:
    """Whether this person is on the list of a session."""
    return _standing(person, session.key.id) is not None


def served_at(workspace: Workspace) -> str:
    """The address at which this workspace's forms are served now; empty where no server tells of itself."""
    found = []
    for file in (workspace.folder / SERVICES).glob("*.json"):
        with suppress(OSError, ValueError, KeyError, TypeError):
            told = json.loads(file.read_text(encoding="utf-8"))
            if time.time() - float(told["at"]) < _FRESH_SECONDS:
                found.append(str(told["url"]))
    return found[0].rstrip("/") if found else ""


def _key(person: Person, session: str) -> RecordKey:
    return RecordKey(id=f"{session}-H-{person.id}", kind=PRESENCE, unit=person.account().unit or None, parent=session)


def _standing(person: Person, session: str) -> Record | None:
    try:
        return person.workspace.store.get(_key(person, session).id)
    except NotFoundError:
        return None
