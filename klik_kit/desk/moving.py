"""Moving an innovation through its states: sending, returning with a reason, signing, and starting anew.

The states and who may move them are `klik_kit.core.review`'s; here they are read from and written
to the store, conditional on the state and the flow the decision was made on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from klik_kit.core.accounts import Reach, Role
from klik_kit.core.records import Answer, Change, Record, RecordKey, Seen
from klik_kit.core.region import region_of
from klik_kit.core.review import (
    Flow,
    Move,
    State,
    ends_sign_off,
    input_problem,
    locked,
    moves,
    signing_closed,
    state_of,
)
from klik_kit.desk.counter import checked_text
from klik_kit.desk.person import Person, shown_name
from klik_kit.desk.reviewed import reasons_missing
from klik_kit.errors import AccessError, KlikError, NotFoundError

NOTE = "catatan."
INPUT_ON = "input_on"
"""When an innovation was brought into the portal; the portal's export calls it *Tanggal Input*."""
_SIGNED = "pengesahan"
_FORWARD = frozenset({State.APPROVED, State.VERIFIED, State.READY})
_REGION = RecordKey(id="daerah", kind="daerah")


def flow_now(person: Person) -> Flow:
    """The region's flow as it is set now; an admin may change it while a page is open."""
    return region_of(_region(person)).flow


def lock_of(person: Person, record: Record) -> str | None:
    """Why the unit may not change a record now; None where it may."""
    return locked(state_of(record.value("status")), flow_now(person))


def seen_status(record: Record) -> tuple[Seen, ...]:
    """The state a decision was made on, to be held to while saving."""
    return (record.seen("status"),)


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
    return _moves(person.reach(), person.account().role, flow_now(person), record)


def _moves(reach: Reach, role: Role, flow: Flow, record: Record) -> tuple[Move, ...]:
    """The role's steps, those whose right this person has over the record's unit."""
    unit = record.key.unit or ""
    checks = reach.may_review(unit) or reach.may_sign(unit)
    rights = {
        State.SUBMITTED: reach.may_write(unit),
        State.DRAFT: reach.may_write(unit),
        State.SIGNED: reach.may_sign(unit),
        State.SENT: reach.may_review(unit) or reach.may_write(unit),
    }
    return tuple(m for m in moves(flow, state_of(record.value("status")), role) if rights.get(m.to, checks))


def move(
    person: Person, record: Record, *, to: str, reason: str = "", on: str = "", notes: Mapping[str, str] | None = None
) -> None:
    """Move a record to another state, with its reason, day and notes, or not at all.

    Raises:
        AccessError: this person may not make that move now.
        KlikError: a return without a reason, a sign-off without the signed scan, or a day that cannot be.
        ConflictError: somebody moved it meanwhile.
    """
    region = _region(person)
    steps = _moves(person.reach(), person.account().role, region_of(region).flow, record)
    chosen = next((m for m in steps if m.to.value == to), None)
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
    seen = [region.seen("flow")]
    if chosen.to in _FORWARD:
        seen += _explained(person, record)
    if chosen.to is State.SIGNED:
        seen.append(review.seen(_SIGNED))
        if not review.value(_SIGNED):
            raise KlikError("Unggah dahulu lembar pengesahan yang sudah ditandatangani, lalu pilih Sahkan.")
    changes = [record.change("status", chosen.to.value), *_input(person, record, chosen.to, on)]
    if chosen.to is State.DRAFT and reason:
        changes.append(record.change("development_note", reason))
    elif reason:
        changes.append(review.change("alasan", reason))
    if ends_sign_off(chosen.to) and review.value(_SIGNED):
        changes.append(review.change(_SIGNED, None))
    changes += [review.change(NOTE + name, checked_text(text)) for name, text in (notes or {}).items() if text.strip()]
    _save(person, changes, seen=seen)


def _input(person: Person, record: Record, to: State, on: str) -> list[Change]:
    """The day of *Sudah diinput*, today where none was told; taken back together with the state.

    Raises:
        KlikError: it is no day, not there yet, or before the edition's window.
    """
    if to is not State.SENT:
        taken_back = to is State.READY and state_of(record.value("status")) is State.SENT and record.value(INPUT_ON)
        return [record.change(INPUT_ON, None)] if taken_back else []
    today, window = date.today(), person.workspace.edition().eligibility.window  # noqa: DTZ011 - the day on the clinic's own wall
    try:
        told = date.fromisoformat(on) if on else today
    except ValueError:
        raise KlikError("Tanggal diinput belum dapat dibaca. Tulis seperti 31-12-2025.") from None
    problem = input_problem(told, today=today, first=window.start if window else None)
    if problem:
        raise KlikError(problem)
    return [record.change(INPUT_ON, told.isoformat())]


def _explained(person: Person, record: Record) -> list[Seen]:
    """Make sure that every reviewer's level that differs from the unit's has its reason; what that was read from.

    Raises:
        KlikError: some lack it; names their rows.
    """
    store, edition = person.workspace.store, person.workspace.edition()
    assessment = next(iter(store.list("penilaian", parent=record.key.id, edition=edition.id)), None)
    if assessment is None:
        return []
    review = review_of(person, assessment.key)
    rows = reasons_missing(edition, assessment, review)
    if rows:
        raise KlikError(
            f"Parameter berbeda dari parameter unit tanpa alasan pada baris {', '.join(rows)}. Tulis dahulu alasannya pada halaman Tinjauan."
        )
    reasons = [n for n in review.answers if n.startswith("alasan.")]
    return [assessment.seen(n) for n in assessment.answers] + [review.seen(n) for n in reasons]


def note(person: Person, record: Record, *, name: str, text: str) -> None:
    """Put a reviewer's note beside a field; an empty text takes it away.

    Raises:
        AccessError: this person neither reviews the record's unit nor was invited to the innovation.
    """
    if not person.reach().may_note(record.key.unit or "", record.key.parent or record.key.id):
        raise AccessError("Catatan hanya dapat ditulis pendamping, verifikator, atau yang diundang.")
    _save(person, [review_of(person, record.key).change(NOTE + name, checked_text(text) or None)])


def sign_off_of(person: Person, record: Record) -> Answer | None:
    """The sign-off that holds: its value is the document's id; None where nobody signed what stands now."""
    answer = review_of(person, record.key).answers.get(_SIGNED)
    return answer if answer is not None and answer.value else None


def demand_signing(person: Person, record: Record) -> None:
    """Make sure the person may put in or take back the signed scan now.

    Raises:
        AccessError: this person does not head the record's unit or one above it, or it is not the time.
    """
    if not person.reach().may_sign(record.key.unit or ""):
        raise AccessError("Pengesahan diunggah dari akun Kepala OPD.")
    closed = signing_closed(state_of(record.value("status")), flow_now(person))
    if closed:
        raise AccessError(closed)


def may_sign_now(person: Person, record: Record) -> bool:
    """Whether `demand_signing` lets the person."""
    try:
        demand_signing(person, record)
    except AccessError:
        return False
    return True


def sign(person: Person, record: Record, *, file: str) -> None:
    """Record the signed scan of the head of the unit.

    Raises:
        AccessError: as for `demand_signing`.
    """
    demand_signing(person, record)
    _save(person, [review_of(person, record.key).change(_SIGNED, file)], seen=seen_status(record))


def unsigned(person: Person, record: Record, *, file: str) -> list[Change]:
    """What takes a sign-off back whose scan is withdrawn; nothing where another scan counts."""
    review = review_of(person, record.key)
    return [review.change(_SIGNED, None)] if review.value(_SIGNED) == file else []


def _region(person: Person) -> Record:
    return next(iter(person.workspace.store.list("daerah")), Record(key=_REGION))


def _save(person: Person, changes: Iterable[Change], *, seen: Iterable[Seen] = ()) -> Any:
    return person.workspace.store.save(tuple(changes), who=person.signature, at=person.now(), seen=tuple(seen))
