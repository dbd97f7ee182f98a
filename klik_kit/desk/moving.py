"""Moving an innovation through its states: sending, returning with a reason, signing, and starting anew.

The states and who may move them are `klik_kit.core.review`'s; here they are read from and written
to the store, conditional on the state the person saw.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from klik_kit.core.records import Change, Record, RecordKey, Seen
from klik_kit.core.review import Flow, Move, State, locked, moves, state_of
from klik_kit.desk.counter import checked_text
from klik_kit.desk.person import Person, shown_name
from klik_kit.errors import AccessError, KlikError, NotFoundError

NOTE = "catatan."


def lock_of(record: Record) -> str | None:
    """Why the unit may not change a record now; None where it may."""
    return locked(state_of(record.value("status")))


def seen_status(record: Record) -> tuple[Seen, ...]:
    """The state a decision was made on, to be held to while saving."""
    answer = record.answers.get("status")
    return (Seen(record=record.key.id, field="status", version=answer.version if answer else 0),)


def review_key(record: RecordKey) -> RecordKey:
    """The record that holds the reviewers' reasons, notes and the sign-off of another."""
    return RecordKey(id=f"{record.id}@tinjauan", kind="tinjauan", unit=record.unit, parent=record.parent or record.id)


def review_of(person: Person, key: RecordKey) -> Record:
    """The reviewers' record of another; empty where there is none yet."""
    try:
        return person.workspace.store.get(review_key(key).id)
    except NotFoundError:
        return Record(key=review_key(key))


def notes_of(review: Record, *, record: str) -> dict[str, list[dict[str, str]]]:
    """The notes beside fields, by ``record/field`` as a page names them."""
    found: dict[str, list[dict[str, str]]] = {}
    for name, answer in review.answers.items():
        if name.startswith(NOTE) and answer.value:
            said = {
                "text": answer.value,
                "who": shown_name(answer.who),
                "at": answer.at.astimezone().strftime("%d-%m-%Y"),
            }
            found.setdefault(f"{record}/{name.removeprefix(NOTE)}", []).append(said)
    return found


def moves_for(person: Person, record: Record) -> tuple[Move, ...]:
    """What this person may do with the state of a record now."""
    reach, account = person.reach(), person.account()
    unit = record.key.unit or ""
    if not (reach.may_write(unit) or reach.may_review(unit) or reach.may_sign(unit)):
        return ()
    return moves(Flow.SHORT, state_of(record.value("status")), account.role)


def move(person: Person, record: Record, *, to: str, reason: str = "", notes: Mapping[str, str] | None = None) -> None:
    """Move a record to another state, with its reason and notes, or not at all.

    Raises:
        AccessError: this person may not make that move now.
        KlikError: a return without a reason.
        ConflictError: somebody moved it meanwhile.
    """
    chosen = next((m for m in moves_for(person, record) if m.to.value == to), None)
    if chosen is None:
        raise AccessError("Tahap ini tidak dapat diubah dari akun Bapak/Ibu sekarang. Muat ulang halamannya.")
    reason = checked_text(reason)
    if chosen.needs_reason and not reason:
        raise KlikError(
            "Penjelasan Pengembangan wajib diisi."
            if chosen.to is State.DRAFT
            else "Alasan wajib diisi, agar unit tahu apa yang perlu diperbaiki."
        )
    review = review_of(person, record.key)
    changes = [_change(record, "status", chosen.to.value)]
    if chosen.to is State.DRAFT and reason:
        changes.append(_change(record, "development_note", reason))
    elif reason:
        changes.append(_change(review, "alasan", reason))
    changes += [
        _change(review, NOTE + name, checked_text(text)) for name, text in (notes or {}).items() if text.strip()
    ]
    _save(person, changes)


def note(person: Person, record: Record, *, name: str, text: str) -> None:
    """Put a reviewer's note beside a field; an empty text takes it away.

    Raises:
        AccessError: this person does not review the record's unit.
    """
    if not person.reach().may_review(record.key.unit or ""):
        raise AccessError("Catatan hanya dapat ditulis pendamping atau verifikator.")
    _save(person, [_change(review_of(person, record.key), NOTE + name, checked_text(text) or None)])


def sign(person: Person, record: Record, *, file: str) -> None:
    """Record the sign-off of the head of the unit, with the signed scan.

    Raises:
        AccessError: this person does not head the record's unit or one above it.
    """
    if not person.reach().may_sign(record.key.unit or ""):
        raise AccessError("Pengesahan diunggah dari akun Kepala OPD.")
    _save(person, [_change(review_of(person, record.key), "pengesahan", file)])


def _change(record: Record, name: str, value: str | None) -> Change:
    standing = record.answers.get(name)
    return Change(record=record.key, field=name, value=value, base=standing.version if standing else 0)


def _save(person: Person, changes: Iterable[Change]) -> Any:
    from datetime import UTC, datetime

    return person.workspace.store.save(tuple(changes), who=person.signature, at=datetime.now(UTC))
