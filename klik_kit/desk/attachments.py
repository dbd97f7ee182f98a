"""Files attached to a clinic session: adding them, taking them back, and who may read them.

They are kept in the vault of evidence under its limits and checks, but are no evidence: no score counts them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from klik_kit.core.coaching import ATTACHMENT, SESSION, SessionState, state_of_session
from klik_kit.core.records import Change, Record, RecordKey
from klik_kit.desk.counter import Message, fresh_id
from klik_kit.desk.filing import save_noted
from klik_kit.desk.person import Person
from klik_kit.errors import AccessError, NotFoundError
from klik_kit.workspace import Workspace

if TYPE_CHECKING:
    from klik_kit.evidence import Incoming

PLACE = "lampiran"
"""Stands in an address where evidence names its indicator."""
ACCEPTED = ("pdf", "jpg", "png")
CLOSED = "Sesi ini sudah ditutup. Untuk menambah catatan atau lampiran, buka kembali sesinya dengan alasan."
UNREAD = "Catatan sesi dapat dibaca setelah sesi ditutup."
_CHANGED = "Sesi atau lampirannya baru saja berubah. Muat ulang halamannya, lalu periksa kembali."


def demand_session(person: Person, session_id: str) -> Record:
    """The session whose attachments the person may change now.

    Raises:
        AccessError: not the clinic's, a unit that somebody else looks after, or the session is over.
        NotFoundError: there is no such session.
    """
    session = person.workspace.store.get(session_id)
    if session.key.kind != SESSION:
        raise NotFoundError("Sesi ini tidak ada. Kembali ke Hari ini, lalu pilih dari daftarnya.")
    reach = person.reach()
    if not (reach.clinic and reach.may_review(session.key.unit or "")):
        raise AccessError("Lampiran sesi diisi oleh pendamping unit ini.")
    if state_of_session(session.value("state")).over:
        raise AccessError(CLOSED)
    return session


def demand_readable(person: Person, attachment: Record) -> None:
    """Make sure the person may read an attachment: as the notula of its session.

    Raises:
        AccessError: another unit's, or the session is not closed and the person is not of the clinic.
    """
    session = person.workspace.store.get(attachment.key.parent or "")
    person.demand_read(session)
    if not person.reach().clinic and state_of_session(session.value("state")) is not SessionState.CLOSED:
        raise AccessError(UNREAD)


def attach(person: Person, session_id: str, incoming: Incoming, *, name: str, parts: tuple[int, ...]) -> str:
    """Keep a received file and note it under its session; gives the id of its record.

    Raises:
        AccessError: as `demand_session`, or the session was closed meanwhile.
        EvidenceError: the file is not what is accepted.
    """
    session = demand_session(person, session_id)
    stored = incoming.finish(name, ACCEPTED, parts)
    key = RecordKey(id=fresh_id("LP"), kind=ATTACHMENT, unit=session.key.unit, parent=session.key.id)
    values = {"file": stored.sha256, "name": stored.name, "size": str(stored.size), "type": stored.type}
    changes = [Change(record=key, field=field, value=value, base=0) for field, value in values.items()]
    save_noted(person, changes, seen=[session.seen("state")], changed=_CHANGED)
    return key.id


def withdraw(person: Person, session_id: str, attachment_id: str) -> None:
    """Take an attachment back; its record and file stay in the history.

    Raises:
        AccessError: as `demand_session`.
        NotFoundError: the session has no such attachment.
    """
    attachment = person.workspace.store.get(attachment_id)
    if attachment.key.kind != ATTACHMENT or attachment.key.parent != session_id:
        raise NotFoundError("Lampiran ini tidak ada. Muat ulang halamannya.")
    session = demand_session(person, session_id)
    if attachment.value("file"):
        save_noted(person, [attachment.change("file", None)], seen=[session.seen("state")], changed=_CHANGED)


def attached(workspace: Workspace, session_id: str) -> list[Record]:
    """The attachments of a session that were not taken back, the oldest first."""
    found = workspace.store.list(ATTACHMENT, parent=session_id)
    return sorted((r for r in found if r.value("file")), key=lambda r: (r.answers["file"].at, r.key.id))


def shown(attachment: Record, *, may_remove: bool) -> Message:
    """An attachment as a page shows it."""
    return {
        "id": attachment.key.id, "title": attachment.value("name") or "berkas", "number": None, "date": None,
        "name": attachment.value("name"), "size": int(attachment.value("size") or 0), "href": f"/bukti/{attachment.key.id}",
        "link": None, "state": "", "flags": [], "may_remove": may_remove,
    }  # fmt: skip


def place_item(session_id: str) -> Message:
    """Where a page draws a session's attachments."""
    return {
        "kind": "evidence", "record": session_id, "indicator": PLACE, "title": "Berkas lampiran", "add": "Tambah berkas",
        "empty": "Belum ada berkas", "hint": "Foto kegiatan, surat, atau bahan yang dibahas. Tautan ditulis pada Lampiran di atas.",
        "accept": list(ACCEPTED), "letter": False, "links": False, "withdraw": "Tarik lampiran ini? Berkasnya tidak lagi tampil pada notula.",
    }  # fmt: skip
