"""Ajukan: the check list before sending, the buttons of the states, and the reviewers' words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from klik_kit.core.eligibility import judge
from klik_kit.core.forms import Form, field_for, fields_of
from klik_kit.core.portfolio import innovation_of
from klik_kit.core.records import Record
from klik_kit.core.review import State, state_of
from klik_kit.desk.counter import Message
from klik_kit.desk.moving import move, moves_for, note, review_of
from klik_kit.desk.person import Person, shown_name
from klik_kit.errors import KlikError

REQUIRED = {"name": "Nama inovasi", "stage": "Tahapan", "urusan": "Urusan utama", "rancang_bangun": "Rancang bangun"}
"""Without these nobody could review the innovation."""


def sending_panel(person: Person, innovation: Record, form: Form) -> Message:
    """The state, and what this person may do about it."""
    moves = moves_for(person, innovation)
    actions: list[Message] = []
    for step in moves:
        ask = [_reason("Penjelasan Pengembangan" if step.to is State.DRAFT else "Alasan")] if step.needs_reason else []
        confirm, checks = None, []
        if step.to is State.SUBMITTED:
            checks = check_list(person, innovation)
            confirm = "Setelah diajukan, isian dikunci sampai dikembalikan atau dinyatakan layak kirim."
        actions.append(
            {
                "name": "move",
                "label": step.label,
                "args": {"to": step.to.value},
                "primary": step is moves[0],
                "confirm": confirm,
                "checks": checks,
                "ask": ask,
            }
        )
    if person.reach().may_review(innovation.key.unit or ""):
        actions.append(
            {
                "name": "note",
                "label": "Tulis catatan pada isian",
                "args": {},
                "primary": False,
                "confirm": None,
                "ask": [_field_choice(form), _reason("Catatan", name="text")],
            }
        )
    return {"type": "actions", "title": f"Status: {state_of(innovation.value('status')).value}", "actions": actions}


def check_list(person: Person, innovation: Record) -> list[str]:
    """What still misses before sending, as sentences."""
    edition = person.workspace.edition()
    missing = [label for name, label in REQUIRED.items() if not innovation.value(name)]
    said = [f"Belum diisi: {', '.join(missing)}."] if missing else []
    verdict = judge(edition, innovation_of(innovation, None))
    said += [finding.text for finding in verdict.findings]
    if not review_of(person, innovation.key).value("pengesahan"):
        said.append("Pengesahan Kepala OPD belum diunggah.")
    return said


def sign_off(person: Person, innovation: Record) -> str:
    """Who signed, and when; or that nobody has."""
    answer = review_of(person, innovation.key).answers.get("pengesahan")
    if answer is None or answer.value is None:
        return "Belum disahkan Kepala OPD."
    return f"Disahkan {shown_name(answer.who)} pada {answer.at.astimezone():%d-%m-%Y}."


def act_on_state(
    person: Person, innovation: Record, noted: Record, name: str, args: Mapping[str, Any], *, form: Form
) -> Message | None:  # fmt: skip
    """Move the innovation, or put a note beside a field of ``noted`` that its form has; None for any other act."""
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
        missing = [label for field, label in REQUIRED.items() if not innovation.value(field)]
        if missing:
            raise KlikError(f"Belum dapat diajukan. Lengkapi dahulu pada halaman Proposal: {', '.join(missing)}.")
    move(person, innovation, to=to, reason=str(args.get("reason") or ""))
    return {"ok": True, "message": f"Status sekarang: {to}.", "href": None}


def _reason(label: str, *, name: str = "reason") -> Message:
    return {
        "kind": "field",
        "record": "",
        "name": name,
        "type": "textarea",
        "label": label,
        "hint": "Tulis singkat, jelas, dan sopan.",
        "required": True,
        "relevant": None,
        "options": [],
    }


def _field_choice(form: Form) -> Message:
    options = [
        {"value": name, "label": field.label.partition("\n")[0], "hint": ""} for name, field in fields_of(form).items()
    ]
    return {
        "kind": "field",
        "record": "",
        "name": "field",
        "type": "select_one",
        "label": "Isian",
        "hint": "",
        "required": True,
        "relevant": None,
        "options": options,
    }
