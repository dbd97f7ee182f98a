"""Proposal at the counter: three outlines that share answers, checks while writing, papers, and sending."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Self

from klik_kit.content.forms import load_form
from klik_kit.core.forms import Field, Form, Item, Option, Section, field_for
from klik_kit.core.proposal import PARTS, compose, copied, findings
from klik_kit.core.records import Change, Record
from klik_kit.core.review import state_of
from klik_kit.desk.counter import Desk, Message, Slot
from klik_kit.desk.drawing import action, link, list_item, progress_of, sections_of
from klik_kit.desk.evidence import SIGN_OFF, evidence_of, remove_evidence
from klik_kit.desk.guests import PANEL, act_on_guests, guests_panel, may_invite
from klik_kit.desk.moving import lock_of, may_sign_now, notes_of, review_of, seen_status, sign_off_of
from klik_kit.desk.parcels import copies_open, may_copy
from klik_kit.desk.person import Person
from klik_kit.desk.returned import returned_panel
from klik_kit.desk.sending import act_on_state, sending_panel, sign_off
from klik_kit.desk.sharing import is_shared
from klik_kit.errors import AccessError, KlikError

OUTLINES = {"usulan_inisiatif": "Usulan Inisiatif (PP 38/2017)", "profil": "Profil Inovasi (nasional)", "kipp": "KIPP"}
FIRST = "usulan_inisiatif"
CHOICE = "outline"


@dataclass(kw_only=True)
class ProposalPage(Desk):
    """The proposal of one innovation, under the outline chosen last.

    Attributes:
        viewed: the outline that somebody who may not write looks at; empty for the stored one.
    """

    innovation_id: str
    viewed: str = ""
    codes: dict[str, str] = field(default_factory=dict)
    _guests: Message | None = None

    @classmethod
    def opened(cls, person: Person, record: str) -> Self:
        """The page of an innovation.

        Raises:
            AccessError: another unit's.
            NotFoundError: there is no such innovation.
        """
        innovation = person.innovation(record)
        page = cls(person=person, innovation_id=record)
        page.slots[record] = Slot(
            key=innovation.key,
            form=_all_outlines(),
            writable=person.reach().may_write(innovation.key.unit or ""),
            lock=lambda: lock_of(person, page.record(record)),
            seen=lambda: seen_status(page.record(record)),
            also=_composed,
        )
        return page

    def form(self) -> Form:
        """The outline chosen last; the default suits a new idea."""
        chosen = self.viewed or self.record(self.innovation_id).value(CHOICE) or FIRST
        return with_goals(load_form(chosen if chosen in OUTLINES else FIRST), self.person.workspace.goals)

    def page(self) -> Message:
        """The chosen outline, one section at a time."""
        record, form = self.record(self.innovation_id), self.form()
        top = {
            "id": "kerangka",
            "title": "",
            "hint": "",
            "large": False,
            "items": [{"kind": "panel", "id": name} for name in ("perbaikan", "kerangka", "rb")],
        }
        last: Message = {
            "id": "ajukan",
            "title": "Periksa, unduh, dan ajukan",
            "hint": "",
            "large": False,
            "items": [{"kind": "panel", "id": name} for name in ("periksa", "unduh", "pengesahan", "ajukan")],
        }
        if may_sign_now(self.person, record):
            last["items"].insert(
                3,
                {
                    "kind": "evidence",
                    "record": self.innovation_id,
                    "indicator": SIGN_OFF,
                    "title": "Lembar pengesahan bertanda tangan",
                    "add": "Unggah lembar pengesahan",
                    "empty": "Belum diunggah",
                    "hint": "Cetak proposal, tanda tangani, lalu unggah pindaian atau fotonya.",
                    "accept": ["pdf", "jpg", "png"],
                    "letter": False,
                    "always": True,
                },
            )
        sections = sections_of(_without(form, "periksa"), record=self.innovation_id)
        ends = [last]
        self._guests = guests_panel(self.person, record, self.codes) if may_invite(self.person, record) else None
        if self._guests:
            ends.append(
                {"id": PANEL, "title": "Bagikan", "hint": "", "large": False, "items": [{"kind": "panel", "id": PANEL}]}
            )
        return {
            "page": f"proposal-{self.innovation_id}",
            "title": record.value("name") or "Inovasi baru",
            "subtitle": f"Proposal · {OUTLINES[form.id]}",
            "steps": True,
            "sections": [top, *sections, *ends],
        }

    def live(self) -> Message:
        """Checks, word count, papers, state and notes."""
        record, form = self.record(self.innovation_id), self.form()
        values = record.values()
        edition = self.person.workspace.edition()
        found = findings(values, edition, today=date.today(), form=form)  # noqa: DTZ011 - the day on the clinic's own wall
        messages: dict[str, list[Message]] = {}
        for finding in (f for f in found if f.beside):
            messages.setdefault(f"{self.innovation_id}/{finding.field}", []).append(
                {"tone": finding.tone, "text": finding.text}
            )
        items = [list_item(f.text, tone=f.tone, jump=f"{self.innovation_id}/{f.field}") for f in found]
        items += self._elsewhere(values, form)
        items += self._copied(record, values)
        links = [
            link(f"{OUTLINES[form.id]} sebagai {label}", f"/unduh/{self.innovation_id}/{form.id}.{kind}", download=True)
            for kind, label in (("docx", "Word"), ("html", "halaman untuk dicetak"))
        ]  # fmt: skip
        if may_copy(self.person, record) and copies_open(record):
            links.append(link("Lembar salin dan paket kirim untuk portal", f"/isi/salin/{self.innovation_id}"))
        signed = sign_off_of(self.person, record)
        scan = (signed.value or "") if signed else ""
        if scan:
            links.append(link("Lembar pengesahan bertanda tangan", f"/bukti/{scan}", download=True))
        review = review_of(self.person, record.key)
        notes = notes_of(review, record=self.innovation_id)
        return {
            "messages": messages,
            "notes": notes,
            "panels": {
                "perbaikan": returned_panel(state_of(record.value("status")), review.value("alasan"), notes, form=self.slots[self.innovation_id].form, opening=self._opening),
                "kerangka": self._outlines(form),
                "rb": {"type": "text", "title": "", "text": _words(values, edition.eligibility.min_words), "tone": "info"},
                "periksa": {"type": "list", "title": "Yang perlu diperiksa", "items": items, "empty": "Tidak ada yang perlu diperbaiki."},
                "unduh": {"type": "links", "title": "Unduh", "links": links},
                "pengesahan": {"type": "text", "title": "Pengesahan", "text": sign_off(self.person, record), "tone": "info"},
                "ajukan": sending_panel(self.person, record, form),
                **({PANEL: self._guests} if self._guests else {}),
            },
            "progress": progress_of(form, values),
            "evidence": {SIGN_OFF: [e for e in evidence_of(self.person, record).get(SIGN_OFF, []) if e["id"] == scan]},
        }  # fmt: skip

    def watched(self) -> Sequence[str]:
        """The innovation and the reviewers' words about it."""
        return (self.innovation_id, f"{self.innovation_id}@tinjauan")

    def act(self, name: str, args: Mapping[str, Any]) -> Message:
        """Choose an outline, send, return, note, invite."""
        record = self.record(self.innovation_id)
        if name == "outline":
            chosen = str(args.get("outline"))
            if chosen not in OUTLINES:
                raise KlikError("Kerangka ini tidak dikenal. Muat ulang halamannya.")
            try:
                self._open_slot(self.innovation_id)
            except AccessError:  # a reader, or a locked record: looked at, not changed
                self.viewed = chosen
            else:
                self.viewed = ""
                self.put([record.change(CHOICE, chosen)])
            return {"ok": True, "message": "", "href": None, "state": self.state()}
        if name == "evidence_remove":
            remove_evidence(self.person, self.innovation_id, str(args.get("id")))
            return {"ok": True, "message": "Dokumen ditarik.", "href": None, "state": self.state()}
        said = act_on_guests(self.person, record, name, args, self.codes)
        if said is not None:
            return {"ok": True, "message": said, "href": None, "state": self.state()}
        done = act_on_state(self.person, record, record, name, args, form=self.slots[self.innovation_id].form)
        return done | {"state": self.state()} if done else super().act(name, args)

    def _outlines(self, form: Form) -> Message:
        actions: list[Message] = [
            action("outline", label, {"outline": name}) | {"current": name == form.id}
            for name, label in OUTLINES.items()
        ]  # fmt: skip
        return {"type": "actions", "title": "Kerangka proposal", "actions": actions}

    def _works_on(self, record: Record) -> bool:
        """A guest is told nothing of other innovations."""
        reach, unit = self.person.reach(), record.key.unit or ""
        return reach.may_write(unit) or reach.may_review(unit)

    def _copied(self, record: Record, values: Mapping[str, str]) -> list[Message]:
        """That the text repeats another innovation's; its name is said only to who may read it or its summary."""
        if not self._works_on(record):
            return []
        twin = copied(values.get("rancang_bangun") or compose(values), self._others())
        if twin is None:
            return []
        other, reach = self.store.get(twin[0]), self.person.reach()
        known = reach.may_read(other.key.unit or "", twin[0]) or is_shared(other)
        named = f"inovasi {twin[1]}" if known else "inovasi unit lain"
        text = f"{round(twin[2] * 100)}% rancang bangun sama dengan {named}. Tulis ulang dengan keadaan unit Bapak/Ibu."
        return [list_item(text, tone="warning")]

    def _elsewhere(self, values: Mapping[str, str], form: Form) -> list[Message]:
        """What stands in the way of sending in fields that the chosen outline lacks, with the outline that has them."""
        edition = self.person.workspace.edition()
        everything = findings(values, edition, today=date.today(), form=_all_outlines())  # noqa: DTZ011 - the day on the clinic's own wall
        return [
            list_item(f.text, tag=OUTLINES[act["args"]["outline"]].partition(" (")[0], tone=f.tone, jump=f"{self.innovation_id}/{f.field}", act=act)
            for f in everything
            if f.tone != "info" and (act := self._opening(f.field, form))
        ]  # fmt: skip

    def _opening(self, name: str, form: Form | None = None) -> Message | None:
        """The act that chooses an outline with this field; None where the one that is shown has it."""
        if field_for(form or self.form(), name):
            return None
        having = next((o for o in ("profil", *OUTLINES) if field_for(load_form(o), name)), None)
        return {"name": "outline", "args": {"outline": having}} if having else None

    def _others(self) -> list[tuple[str, str, str]]:
        return [
            (r.key.id, r.value("name") or "", r.value("rancang_bangun") or "") for r in self.store.list("inovasi") if r.key.id != self.innovation_id
        ]  # fmt: skip


def _all_outlines() -> Form:
    """Every field of every outline: an answer may be saved whichever outline is shown."""
    sections = tuple(
        replace(section, id=f"{name}-{section.id}") for name in OUTLINES for section in load_form(name).sections
    )
    return Form(id="proposal", title="Proposal", sections=sections)


def with_goals(form: Form, goals: Sequence[str]) -> Form:
    """A form whose question for the RPJMD offers the region's own goals."""
    options = tuple(Option(value=goal, label=goal) for goal in goals)

    def told(item: Item) -> Item:
        return replace(item, options=options) if isinstance(item, Field) and item.name == "rpjmd" else item

    return replace(form, sections=tuple(replace(s, items=tuple(map(told, s.items))) for s in form.sections))


def _without(form: Form, panel: str) -> Form:
    """The outline without its own place of a panel that the last section shows; empty sections go."""

    def kept(section: Section) -> Section:
        return replace(section, items=tuple(i for i in section.items if getattr(i, "id", "") != panel))

    return replace(form, sections=tuple(s for s in map(kept, form.sections) if s.items))


def _composed(record: Record, name: str, value: str | None) -> Sequence[Change]:
    """The whole rancang bangun follows its parts, unless somebody wrote or imported a whole of their own."""
    if name not in {part for part, _ in PARTS}:
        return ()
    values = record.values()
    whole = values.get("rancang_bangun")
    if whole and whole != compose(values):
        return ()
    changed = {k: v for k, v in (values | {name: value}).items() if v is not None}
    return (record.change("rancang_bangun", compose(changed) or None),)


def _words(values: Mapping[str, str], least: int | None) -> str:
    from klik_kit.core.portfolio import count_words

    words = count_words(values.get("rancang_bangun") or compose(values))
    told = f"Rancang bangun {words} kata" + (f", minimal {least} kata." if least else ".")
    if values.get("rancang_bangun") and values["rancang_bangun"] != compose(values):
        told += " Yang dihitung adalah naskah utuh dari impor; naskahnya ada pada kerangka Profil Inovasi."
    return told
