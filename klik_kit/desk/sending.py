"""Ajukan: the check list before sending, the buttons of the states, and the reviewers' words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from klik_kit.core.eligibility import judge
from klik_kit.core.forms import Field, Form, Option, field_for, fields_of
from klik_kit.core.portfolio import innovation_of
from klik_kit.core.records import Record
from klik_kit.core.review import Flow, Move, State, signing_closed, state_of
from klik_kit.desk.counter import Message
from klik_kit.desk.drawing import action
from klik_kit.desk.forwarding import act_on_forwarding, forward_actions
from klik_kit.desk.moving import INPUT_ON, flow_now, move, moves_for, note, sign_off_of
from klik_kit.desk.person import Person, shown_name
from klik_kit.errors import KlikError

NEEDED = {"name": "Nama inovasi", "stage": "Tahapan", "urusan": "Urusan utama", "rancang_bangun": "Rancang bangun"}
"""Without these nobody could review the innovation; what an outline asks besides is its form's ``required``."""

_SENT_ON = Field(
    name="on", label="Tanggal diinput ke portal", type="date",
    hint="Tanggal saat data dan berkasnya selesai diinput. Kosongkan bila hari ini.",
)  # fmt: skip
_DATED = frozenset({State.SENT, State.ACCEPTED, State.REJECTED})


def sending_panel(person: Person, innovation: Record, form: Form) -> Message:
    """The state, and what this person may do about it."""
    moves = moves_for(person, innovation)
    actions: list[Message] = []
    for step in moves:
        ask = questions(step, reason_field("Penjelasan Pengembangan" if step.to is State.DRAFT else "Alasan"))
        confirm, checks = None, list[str]()
        if step.to is State.SUBMITTED:
            checks = check_list(person, innovation)
            confirm = "Setelah diajukan, isian dikunci sampai dikembalikan atau dinyatakan layak kirim."
        if step.to is State.SIGNED:
            confirm = "Usulan dan Penilaian Mandiri ini disahkan sesuai lembar yang diunggah, lalu diteruskan untuk diverifikasi."
        actions.append(
            action(
                "move", step.label, {"to": step.to.value},
                primary=step is moves[0], confirm=confirm, checks=checks, ask=ask,
            )
        )  # fmt: skip
    actions += forward_actions(person, innovation)
    if person.reach().may_note(innovation.key.unit or "", innovation.key.id):
        actions.append(
            action("note", "Tulis catatan pada isian", ask=[_field_choice(form), reason_field("Catatan", name="text")])
        )
    return {"type": "actions", "title": f"Status: {standing_told(innovation)}", "actions": actions}


def questions(step: Move, reason: Field) -> list[Field]:
    """What is asked before a step: its reason, its day."""
    return [*([reason] if step.needs_reason else []), *([_SENT_ON] if step.dated else [])]


def check_list(person: Person, innovation: Record) -> list[str]:
    """What still misses before sending, as sentences."""
    edition = person.workspace.edition()
    missing = [label for name, label in NEEDED.items() if not innovation.value(name)]
    said = [f"Belum diisi: {', '.join(missing)}."] if missing else []
    verdict = judge(edition, innovation_of(innovation, None))
    said += [finding.text for finding in verdict.findings]
    if flow_now(person) is Flow.SHORT and sign_off_of(person, innovation) is None:
        said.append("Pengesahan Kepala OPD belum diunggah.")
    return said


def sign_off(person: Person, innovation: Record) -> str:
    """Who signed, and when; where nobody has, whose turn it is."""
    answer, state = sign_off_of(person, innovation), state_of(innovation.value("status"))
    may, flow = person.reach().may_sign(innovation.key.unit or ""), flow_now(person)
    if flow is Flow.FULL and state is State.APPROVED:
        if not may:
            return "Menunggu pengesahan Kepala OPD."
        if answer is None:
            return "Menunggu pengesahan Bapak/Ibu: unduh dan cetak usulannya, tanda tangani, unggah lembarnya di bawah ini, lalu pilih Sahkan."
        return "Lembar bertanda tangan sudah diunggah. Pilih Sahkan, atau kembalikan usulan ini dengan alasannya."
    if answer is not None:
        return f"Disahkan {shown_name(answer.who)} pada {answer.at.astimezone():%d-%m-%Y}."
    closed = signing_closed(state, flow)
    return f"Belum disahkan Kepala OPD. {closed or ''}".rstrip() if may else "Belum disahkan Kepala OPD."


def standing_told(innovation: Record) -> str:
    """The state; once it has left the house, with the day and the person."""
    state, answer = state_of(innovation.value("status")), innovation.answers.get("status")
    if answer is None or state not in _DATED:
        return state.value
    put_in = innovation.answers.get(INPUT_ON)
    if state is State.SENT and put_in is not None and put_in.value:
        return f"{state.value} ({date.fromisoformat(put_in.value):%d-%m-%Y}, {shown_name(answer.who)})"
    return f"{state.value} ({answer.at.astimezone():%d-%m-%Y}, {shown_name(answer.who)})"


def act_on_state(
    person: Person, innovation: Record, noted: Record, name: str, args: Mapping[str, Any], *, form: Form
) -> Message | None:  # fmt: skip
    """Move the innovation, pass it on, or put a note beside a field of ``noted`` that its form has; None for any other act."""
    said = act_on_forwarding(person, innovation, name, args)
    if said is not None:
        return {"ok": True, "message": said, "href": None}
    if name == "note":
        field, text = str(args.get("field") or "").strip(), str(args.get("text") or "")
        if not field:
            raise KlikError("Pilih dahulu isian yang diberi catatan.")
        if field_for(form, field) is None:
            raise KlikError("Isian ini tidak ada di halaman. Muat ulang halaman, lalu coba lagi.")
        note(person, noted, name=field, text=text)
        return {"ok": True, "message": "Catatan tersimpan.", "href": None}
    if name != "move":
        return None
    to = str(args.get("to"))
    if to == State.SUBMITTED.value:
        missing = [label for field, label in NEEDED.items() if not innovation.value(field)]
        if missing:
            raise KlikError(f"Belum dapat diajukan. Lengkapi dahulu pada halaman Proposal: {', '.join(missing)}.")
    move(person, innovation, to=to, reason=str(args.get("reason") or ""), on=str(args.get("on") or ""))
    return {"ok": True, "message": f"Status sekarang: {to}.", "href": None}


def reason_field(label: str, *, name: str = "reason") -> Field:
    """The question for a text that somebody else will read."""
    return Field(name=name, label=label, type="textarea", required=True, hint="Tulis singkat, jelas, dan sopan.")


def _field_choice(form: Form) -> Field:
    options = tuple(Option(value=name, label=field.label.partition("\n")[0]) for name, field in fields_of(form).items())
    return Field(name="field", label="Isian", type="select_one", required=True, options=options)
