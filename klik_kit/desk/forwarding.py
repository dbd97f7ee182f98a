"""Meneruskan: a unit passes on to the clinic what a unit below it wrote, with a word why.

May not move a state: the unit below sends its innovation itself and waits for nobody; this only brings
its problem (a diagnosis) or innovation before the clinic (USERS.md, "Who": Perangkat Daerah Induk reads
and passes on). What was told under *Sampaikan masalah* stays between its sender and the clinic.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from klik_kit.core.bahasa import day
from klik_kit.core.diagnosis import first_problem
from klik_kit.core.forms import Field
from klik_kit.core.records import Record
from klik_kit.desk.counter import Message, checked_text
from klik_kit.desk.drawing import action, card, link
from klik_kit.desk.moving import review_of
from klik_kit.desk.person import Person, shown_name
from klik_kit.errors import AccessError, KlikError

_WORD = "terusan"
_KINDS = frozenset({"inovasi", "diagnosis"})
_SUFFIX = "@tinjauan"
_ASK = Field(
    name="text", label="Catatan untuk klinik", type="textarea", required=True, hint="Mengapa diteruskan, dan bantuan apa yang diharapkan."
)  # fmt: skip


def forward_actions(person: Person, record: Record) -> list[Message]:
    """The button of the units above; none for anybody else."""
    if not person.reach().may_forward(record.key.unit or ""):
        return []
    return [action("forward", "Teruskan ke klinik", ask=[_ASK])]


def forwarded(review: Record) -> str:
    """Who passed a record on, when and why, from its reviewers' record; empty where nobody did."""
    answer = review.answers.get(_WORD)
    if answer is None or not answer.value:
        return ""
    return (
        f"Diteruskan ke klinik oleh {shown_name(answer.who)} pada {day(answer.at.astimezone().date())}: {answer.value}"
    )


def act_on_forwarding(person: Person, record: Record, name: str, args: Mapping[str, Any]) -> str | None:
    """Pass a record on, or close what was passed on; gives what to say, None for any other act.

    Raises:
        AccessError: this person is not of a unit above, or does not review the unit.
        KlikError: without a word why.
    """
    if name not in {"forward", "forward_done"} or record.key.kind not in _KINDS:
        return None
    unit, text = record.key.unit or "", None
    if name == "forward":
        if not person.reach().may_forward(unit):
            raise AccessError("Hanya perangkat daerah induk yang meneruskan data unit di bawahnya.")
        text = checked_text(str(args.get("text") or ""))
        if not text:
            raise KlikError("Catatan untuk klinik wajib diisi, agar jelas apa yang diharapkan.")
    elif not person.reach().may_review(unit):
        raise AccessError("Terusan ini ditutup oleh klinik.")
    review = review_of(person, record.key)
    if text or review.version(_WORD):
        person.workspace.store.save([review.change(_WORD, text)], who=person.signature, at=person.now())
    return "Sudah diteruskan ke klinik." if text else "Terusan ditandai sudah ditindaklanjuti."


def forwarded_panel(person: Person) -> Message:
    """What was passed on and waits for this reviewer: each record with who, when and why, and a button to close it."""
    reach, store = person.reach(), person.workspace.store
    reviews = [r for r in store.list("tinjauan") if r.value(_WORD) and reach.may_review(r.key.unit or "")]
    cards = [_card(person, store.get(r.key.id.removesuffix(_SUFFIX)), forwarded(r)) for r in reviews]
    return {"type": "cards", "title": "Diteruskan perangkat daerah induk", "cards": cards, "empty": "Tidak ada yang diteruskan."}  # fmt: skip


def _card(person: Person, record: Record, said: str) -> Message:
    page = "proposal" if record.key.kind == "inovasi" else record.key.kind
    return card(
        record.value("name") or first_problem(record.values()) or "Diagnosis yang belum diisi",
        text=person.unit_name(record.key.unit),
        lines=[said],
        links=[link("Buka", f"/isi/{page}/{record.key.id}")],
        actions=[action("forward_done", "Tandai sudah ditindaklanjuti", {"id": record.key.id})],
    )
