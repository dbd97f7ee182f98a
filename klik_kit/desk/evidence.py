"""The documents of an indicator at the counter: adding, linking, removing, fetching, and what is odd about them.

Files that are attached to a session come and go by the same doors; what they are is `klik_kit.desk.attachments`'s.

May not look into files; `klik_kit.evidence` has.
"""

from __future__ import annotations

import secrets
from base64 import b32encode
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from klik_kit.content.masking import load_masking
from klik_kit.core.accounts import Role
from klik_kit.core.assessment import letter_flags
from klik_kit.core.coaching import ATTACHMENT
from klik_kit.core.evidence import same_file_told
from klik_kit.core.masked_numbers import MARK
from klik_kit.core.records import Change, Record, RecordKey
from klik_kit.core.rubric import Indicator
from klik_kit.desk import attachments
from klik_kit.desk.counter import MOST_NAME, Message, checked_text
from klik_kit.desk.filing import SHA256, kept_file, save_noted
from klik_kit.desk.moving import demand_signing, lock_of, may_sign_now, seen_status, sign, unsigned
from klik_kit.desk.person import Person
from klik_kit.errors import AccessError, EvidenceError, KlikError, NotFoundError

if TYPE_CHECKING:
    from klik_kit.evidence import Incoming, Vault
    from klik_kit.workspace import Workspace

SIGN_OFF = "pengesahan"
_RECIPIENTS = "33"
_WITHHELD = "Daftar penerima memuat data pribadi; berkasnya hanya dibuka unit pemilik dan klinik."
_NAMED = ("title", "number", "name")
_UNCHECKED = "Ada, belum diperiksa"


def demand_place(person: Person, innovation: str, indicator: str) -> tuple[Record, Indicator | None]:
    """The innovation and indicator that evidence may be added to now, or the session that takes attachments.

    Raises:
        AccessError: another unit's, or locked while it is reviewed.
        NotFoundError: no such innovation, indicator or session.
    """
    if indicator == attachments.PLACE:
        return attachments.demand_session(person, innovation), None
    record = person.workspace.store.get(innovation)
    if record.key.kind != "inovasi":
        raise NotFoundError(f"{innovation} bukan inovasi.")
    unit = record.key.unit or ""
    if indicator == SIGN_OFF:
        demand_signing(person, record)
        return record, None
    if not person.reach().may_write(unit):
        raise AccessError("Data dukung ini milik unit lain.")
    locked = lock_of(person, record)
    if locked:
        raise AccessError(locked)
    rows = {row.row: row for row in person.workspace.edition().sid}
    if indicator not in rows:
        raise NotFoundError(f"Indikator {indicator} tidak ada pada edisi ini.")
    return record, rows[indicator]


def add_evidence(
    person: Person, innovation: str, indicator: str, incoming: Incoming, *, name: str, parts: tuple[int, ...], told: Mapping[str, str]
) -> str:  # fmt: skip
    """Keep a received file and note it; gives the id of its record.

    Raises:
        AccessError: the innovation was sent or the session closed meanwhile, or is another unit's.
        EvidenceError: the file is not what the place accepts.
    """
    if indicator == attachments.PLACE:
        return attachments.attach(person, innovation, incoming, name=name, parts=parts)
    record, row = demand_place(person, innovation, indicator)
    accepted = row.file_types if row and row.file_types else ("pdf", "jpg", "png")
    letter = _letter(told)
    for text in (told.get("title", ""), *letter.values()):
        checked_text(text, most=MOST_NAME)  # before the file is kept: what cannot be noted leaves nothing behind
    stored = incoming.finish(name, tuple(accepted), parts)
    values = {
        "title": told.get("title") or stored.name, "file": stored.sha256, "name": stored.name,
        "size": str(stored.size), "type": stored.type, "state": _UNCHECKED,
    }  # fmt: skip
    made = _noted(person, record, indicator, values | letter)
    if indicator == SIGN_OFF:
        sign(person, record, file=made)
    return made


def link_evidence(person: Person, innovation: str, args: Mapping[str, Any]) -> str:
    """Note a link as evidence; its form is checked, it is not fetched."""
    from klik_kit.evidence import check_link

    told = {
        name: checked_text(str(args.get(name) or ""), most=MOST_NAME)
        for name in ("indicator", "title", "number", "date")
    }
    record, _ = demand_place(person, innovation, told["indicator"])
    if told["indicator"] == SIGN_OFF:
        raise KlikError("Lembar pengesahan diunggah sebagai berkas pindaian atau foto, bukan tautan.")
    link = check_link(str(args.get("link") or ""))
    values = {"title": told["title"] or link, "file": link, "type": "link", "state": _UNCHECKED}
    return _noted(person, record, told["indicator"], values | _letter(told))


def remove_evidence(person: Person, innovation: str, evidence_id: str) -> None:
    """Take a document back; its record and file stay in the history."""
    record = person.workspace.store.get(evidence_id)
    if record.key.kind != "data_dukung" or record.key.parent != innovation:
        raise NotFoundError("Data dukung ini tidak ada.")
    owner, _ = demand_place(person, innovation, record.value("indicator") or "")
    changes = [record.change(name, None) for name in ("indicator", "file") if record.value(name)]
    if record.value("indicator") == SIGN_OFF:
        changes += unsigned(person, owner, file=evidence_id)
    _save(person, changes, owner)


def evidence_file(person: Person, vault: Vault, evidence_id: str) -> tuple[Path, str, str]:
    """Path, name and type of a document or an attachment the person may read; to who was only invited its name is masked.

    Raises:
        AccessError: another unit's, or a list of recipients for somebody who is only invited.
        KlikError: there is no such document, or it is a link.
    """
    record = person.workspace.store.get(evidence_id)
    if record.key.kind == ATTACHMENT:
        attachments.demand_readable(person, record)
        return kept_file(vault, record)
    if record.key.kind != "data_dukung" or not record.key.parent:
        raise NotFoundError("Data dukung ini tidak ada.")
    owner = person.workspace.store.get(record.key.parent)
    person.demand_read(owner)
    if _withheld(person, owner, record):
        raise AccessError(_WITHHELD)
    path, name, kind = kept_file(vault, record)
    if not person.reach().may_read(owner.key.unit or ""):
        name = load_masking().text(name).replace(MARK, "x")  # no file may be called by the mark
    return path, name, kind


def named_files(workspace: Workspace) -> set[str]:
    """The hashes of all files that a document or an attachment names or ever named: what was withdrawn stays in the history."""
    store = workspace.store
    return {
        entry.value
        for kind in ("data_dukung", ATTACHMENT)
        for record in store.list(kind)
        for entry in store.history(record.key.id, "file")
        if entry.value
    }


def evidence_of(
    person: Person, innovation: Record, *, levels: Mapping[str, int] | None = None
) -> dict[str, list[Message]]:
    """The documents by indicator, as a page shows them, with what is odd about each beside the chosen levels.

    Who was only invited reads their names masked: people write recipients into them.
    """
    records = person.workspace.store.list("data_dukung", parent=innovation.key.id)
    kept = [r for r in records if r.value("indicator") and r.value("file")]
    everywhere = person.workspace.store.list("data_dukung")
    account = person.account()
    verifier = account.role in {Role.VERIFIKATOR, Role.ADMIN}
    invited = not person.reach().may_read(innovation.key.unit or "")
    twice = same_file_told(everywhere, unit=account.unit, verifier=verifier)
    may_remove = person.reach().may_write(innovation.key.unit or "") and lock_of(person, innovation) is None
    may_unsign = may_sign_now(person, innovation)
    found: dict[str, list[Message]] = {}
    for record in sorted(kept, key=lambda r: r.answers["file"].at):
        indicator = record.value("indicator") or ""
        flags = date_flags(person, record, innovation, level=(levels or {}).get(indicator))
        mine = may_unsign if indicator == SIGN_OFF else may_remove
        shown = _shown(record, [*flags], twice, may_remove=mine)
        if invited:
            shown |= {name: load_masking().text(shown[name]) for name in _NAMED if shown[name]}
        if _withheld(person, innovation, record):
            shown |= {"href": None, "link": None, "flags": [*shown["flags"], _WITHHELD]}
        found.setdefault(indicator, []).append(shown)
    return found


def _withheld(person: Person, innovation: Record, record: Record) -> bool:
    """Who was only invited does not open the recipients' names (USERS.md, "The hall, the phone, the office")."""
    return record.value("indicator") == _RECIPIENTS and not person.reach().may_read(innovation.key.unit or "")


def date_flags(person: Person, record: Record, innovation: Record, *, level: int | None) -> tuple[str, ...]:
    """What cannot be about a letter's date, said politely."""
    text, edition = record.value("date"), person.workspace.edition()
    row = edition.by_row.get(record.value("indicator") or "")
    if not text or row is None:
        return ()
    try:
        signed = date.fromisoformat(text)
    except ValueError:
        return ("Tanggal surat tidak dapat dibaca. Mohon diisi kembali.",)
    used = innovation.value("implemented_on")
    return letter_flags(
        edition,
        row,
        signed,
        level=level,
        noted=record.answers["date"].at.astimezone().date(),
        implemented=date.fromisoformat(used) if used else None,
        today=date.today(),  # noqa: DTZ011 - the day on the clinic's own wall
    )


def _shown(record: Record, flags: list[str], twice: Mapping[str, Any], *, may_remove: bool) -> Message:
    file = record.value("file") or ""
    stored = SHA256.fullmatch(file) is not None
    others = [i for i in twice.get(file, ()) if i != record.key.id] if stored else []
    if others:
        flags.append("Berkas yang sama dipakai lebih dari satu kali.")
    return {
        "id": record.key.id, "title": record.value("title") or "", "number": record.value("number"), "date": record.value("date"),
        "name": record.value("name"), "size": int(record.value("size") or 0) if stored else None,
        "href": f"/bukti/{record.key.id}" if stored else None, "link": None if stored else file,
        "state": record.value("state") or _UNCHECKED, "flags": flags, "may_remove": may_remove,
    }  # fmt: skip


def _letter(told: Mapping[str, str]) -> dict[str, str]:
    found = {name: told[name] for name in ("number", "date") if told.get(name)}
    if "date" in found:
        try:
            date.fromisoformat(found["date"])
        except ValueError:
            raise EvidenceError("Tanggal surat tidak dapat dibaca. Isi seperti 31-12-2025.", cause="link") from None
    return found


def _noted(person: Person, innovation: Record, indicator: str, values: Mapping[str, str]) -> str:
    key = RecordKey(
        id=f"DD-{b32encode(secrets.token_bytes(5)).decode()}",
        kind="data_dukung",
        unit=innovation.key.unit,
        parent=innovation.key.id,
    )
    changes = [
        Change(record=key, field=n, value=_clean(v), base=0)
        for n, v in ({"indicator": indicator} | dict(values)).items()
    ]
    _save(person, changes, innovation if indicator != SIGN_OFF else None)
    return key.id


def _clean(text: str) -> str:
    return checked_text(text) or "-"


def _save(person: Person, changes: list[Change], innovation: Record | None) -> None:
    seen = seen_status(innovation) if innovation else ()
    changed = "Inovasi ini baru saja berubah, mungkin sudah diajukan. Muat ulang halaman, lalu periksa statusnya."
    save_noted(person, changes, seen=seen, changed=changed)
