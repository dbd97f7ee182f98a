"""Innovations on Beranda: cards of one's own, lists of others', what waits for this person, how many stand where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from klik_kit.core.action_plan import PLAN
from klik_kit.core.bahasa import number
from klik_kit.core.eligibility import Basket
from klik_kit.core.forms import Field
from klik_kit.core.pilot import APPLIED
from klik_kit.core.portfolio import ScoreKind, innovation_of
from klik_kit.core.records import Record
from klik_kit.core.review import Flow, State, awaits, state_of
from klik_kit.core.rubric import Edition
from klik_kit.core.scoring import InnovationScore, score_innovation
from klik_kit.desk.drawing import Message, action, card, link, list_item
from klik_kit.desk.forwarding import forwarded
from klik_kit.desk.moving import flow_now, moves_for, review_of
from klik_kit.desk.parcels import copies_open
from klik_kit.desk.person import Person

_OPEN = frozenset({State.RETURNED, State.DRAFT})
_DONE = frozenset({State.READY, State.SENT, State.ACCEPTED, State.REJECTED, State.ARCHIVED})
_TONES = {State.RETURNED: "warning", State.READY: "success", State.SENT: "success", State.ACCEPTED: "success"}
_UNNAMED = "(belum bernama)"
_DEVELOPED = Field(
    name="reason", label="Penjelasan Pengembangan", type="textarea", required=True,
    hint="Apa yang dikembangkan sejak pelaporan yang lalu, kapan, dan apa buktinya.",
)  # fmt: skip


def readable(person: Person) -> list[Record]:
    """Every innovation this person may read."""
    reach = person.reach()
    return [r for r in person.workspace.store.list("inovasi") if reach.may_read(r.key.unit or "", r.key.id)]


def by_invitation(person: Person, records: Iterable[Record]) -> list[Record]:
    """Those the person reads by invitation alone."""
    reach = person.reach()
    return [r for r in records if not reach.may_read(r.key.unit or "")]


def signs(person: Person) -> bool:
    """Whether innovations wait for this person's sign-off in the region's flow."""
    return bool(person.reach().signs) and flow_now(person) is Flow.FULL


def cards(person: Person, title: str, records: Iterable[Record]) -> Message:
    """One card each, what is to be done first."""
    edition = person.workspace.edition()
    assessments = {r.key.parent: r for r in person.workspace.store.list("penilaian", edition=edition.id)}
    made = [_card(person, r, assessments.get(r.key.id), edition) for r in sorted(records, key=_turn)]
    return {"type": "cards", "title": title, "cards": made, "empty": "Belum ada inovasi yang tercatat."}


def listed(person: Person, title: str, records: Iterable[Record]) -> Message:
    """One row each, with the state."""
    items = [
        list_item(r.value("name") or _UNNAMED, note=person.unit_name(r.key.unit), tag=state_of(r.value("status")).value, href=f"/isi/penilaian/{r.key.id}")
        for r in records
    ]  # fmt: skip
    return {"type": "list", "title": title, "items": items, "empty": "Belum ada."}


def waiting(person: Person, title: str, records: Iterable[Record], *, page: str = "proposal") -> Message:
    """What waits for this person's review or sign-off, and the page where it is done."""
    reach, role, flow = person.reach(), person.account().role, flow_now(person)
    mine = [r for r in records if reach.may_review(r.key.unit or "") or reach.may_sign(r.key.unit or "")]
    items = [
        list_item(r.value("name") or _UNNAMED, note=person.unit_name(r.key.unit), tag=state.value, tone="warning", href=f"/isi/{page}/{r.key.id}")
        for r in mine if awaits(flow, state := state_of(r.value("status")), role)
    ]  # fmt: skip
    return {"type": "list", "title": title, "items": items, "empty": "Tidak ada pengajuan yang menunggu."}


def summary(records: Iterable[Record]) -> Message:
    """How many innovations stand in each state."""
    counted = Counter(state_of(r.value("status")) for r in records)
    rows = [[state.value, str(counted[state])] for state in State if counted[state]]
    return {
        "type": "table", "title": "Ringkasan", "columns": ["Status", "Inovasi"],
        "rows": [*rows, ["Jumlah", str(counted.total())]], "note": "",
    }  # fmt: skip


def _card(person: Person, record: Record, assessment: Record | None, edition: Edition) -> Message:
    own = score_innovation(edition, innovation_of(record, assessment), kind=ScoreKind.MANDIRI)
    state, key = state_of(record.value("status")), record.key.id
    review = review_of(person, record.key)
    lines, reason = [_maturity(own)], review.value("alasan")
    if state in {State.RETURNED, State.REJECTED} and reason:
        lines.append(f"{state.value}: {reason}")
    lines += [f.text for f in own.verdict.problems][:1]
    lines += filter(None, [forwarded(review)])
    mine = record.key.unit == person.account().unit
    sheet = own.sheet
    return card(
        record.value("name") or _UNNAMED,
        text="" if mine else person.unit_name(record.key.unit),
        tags=_tags(own, state, record.value("stage")),
        lines=lines,
        progress={"done": sheet.answered, "of": sheet.questions} if sheet.questions else None,
        links=[
            link("Proposal", f"/isi/proposal/{key}"),
            link("Penilaian Mandiri", f"/isi/penilaian/{key}", primary=mine and state in _OPEN),
            *([link("Lembar salin", f"/isi/salin/{key}")] if mine and copies_open(record) else []),
            *([link("Rencana aksi", f"/isi/rencana/{key}")] if _planned(person, key) else []),
        ],
        actions=[
            action("resubmit", "Ajukan kembali", {"id": key}, ask=[_DEVELOPED])
            for move in moves_for(person, record)
            if move.to is State.DRAFT
        ],
    )


def _planned(person: Person, innovation: str) -> bool:
    """Whether the clinic has noted anything that is to be done about an innovation."""
    return any(person.workspace.store.list(kind, parent=innovation) for kind in (PLAN, APPLIED))


def _turn(record: Record) -> tuple[int, str]:
    """What the unit has to do comes first, what is finished last."""
    state = state_of(record.value("status"))
    order = 0 if state is State.RETURNED else 1 if state in _OPEN else 3 if state in _DONE else 2
    return order, (record.value("name") or "").casefold()


def _tags(own: InnovationScore, state: State, stage: str | None) -> list[Message]:
    tags = [{"text": state.value, "tone": _TONES.get(state, "info")}]
    if own.verdict.basket:
        tone = "success" if own.verdict.basket is Basket.REPORT else "info"
        tags.append({"text": own.verdict.basket.label, "tone": tone})
    return [*tags, {"text": stage, "tone": "info"}] if stage else tags


def _maturity(own: InnovationScore) -> str:
    if own.maturity is None:
        return "Skor mandiri belum diisi."
    if not own.sheet.questions:
        return f"Kematangan (skor mandiri) {number(own.maturity)} dari 111, tanpa rincian baris."
    return f"Kematangan (skor mandiri) {number(own.maturity)} dari 111; {own.sheet.answered} dari {own.sheet.questions} baris terisi."
