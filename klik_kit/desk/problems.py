"""Sampaikan masalah: what somebody tells the clinic, and its answer; between the sender and the clinic alone."""

from __future__ import annotations

from klik_kit.content.forms import load_form
from klik_kit.core.forms import Field, fields_of
from klik_kit.core.records import Change, Record, RecordKey
from klik_kit.desk.counter import fresh_id
from klik_kit.desk.drawing import Message, action, card
from klik_kit.desk.person import Person
from klik_kit.errors import AccessError

KIND = "keluhan"
_ANSWER = Field(name="text", label="Jawaban", type="textarea", required=True)


def told(person: Person) -> list[Record]:
    """What reached this person of the clinic, else what this person told."""
    reach, found = person.reach(), person.workspace.store.list(KIND)
    if reach.clinic:
        return [r for r in found if reach.may_read(r.key.unit or "")]
    return [r for r in found if r.value("sender") == person.id]


def own_panel(person: Person) -> Message:
    """What this person told, the clinic's answers, and the button to tell more."""
    mine = [r for r in person.workspace.store.list(KIND) if r.value("sender") == person.id]
    form = load_form("masalah")
    return {
        "type": "cards",
        "title": form.title,
        "cards": [_own_card(r.value("text") or "", r.value("reply")) for r in mine],
        "empty": "Ada hambatan yang perlu diketahui klinik?",
        "actions": [action("complain", "Tulis masalah", ask=list(fields_of(form).values()))],
    }


def clinic_panel(person: Person) -> Message:
    """What was told to the clinic, and the button to answer."""
    cards = [
        card(
            r.value("text") or "", text=person.unit_name(r.key.unit),
            lines=[f"Jawaban: {r.value('reply')}"] if r.value("reply") else [],
            actions=[] if r.value("reply") else [action("reply", "Jawab", {"id": r.key.id}, ask=[_ANSWER])],
        )
        for r in told(person)
    ]  # fmt: skip
    return {"type": "cards", "title": "Masalah yang disampaikan", "cards": cards, "empty": "Belum ada masalah yang disampaikan."}  # fmt: skip


def complaint(person: Person, text: str) -> list[Change]:
    """What is written down when somebody tells a problem."""
    account = person.account()
    key = RecordKey(id=fresh_id("KL"), kind=KIND, unit=account.unit or None)
    return [Change(record=key, field=f, value=v, base=0) for f, v in {"text": text, "sender": account.id}.items()]


def reply(person: Person, problem: Record, text: str) -> Change:
    """The clinic's answer.

    Raises:
        AccessError: this person is not of the clinic, or does not read that unit.
    """
    reach = person.reach()
    if problem.key.kind != KIND or not reach.clinic or not reach.may_read(problem.key.unit or ""):
        raise AccessError("Jawaban hanya dapat ditulis klinik.")
    return problem.change("reply", text)


def _own_card(text: str, answer: str | None) -> Message:
    tag = {"text": "Dijawab", "tone": "success"} if answer else {"text": "Terkirim", "tone": "info"}
    return card(text, tags=[tag], lines=[f"Jawaban klinik: {answer}"] if answer else [])
