"""Survei: a few taps on a phone, for the readiness survey and for the vote on problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from klik_kit.content.instruments import load_readiness
from klik_kit.core.forms import Form, fields_of
from klik_kit.core.readiness import FEWEST, readiness_form
from klik_kit.core.records import Record
from klik_kit.desk import polls
from klik_kit.desk.counter import Desk, Message, Slot
from klik_kit.desk.drawing import action, card, link, sections_of
from klik_kit.desk.person import Person
from klik_kit.errors import AccessError, KlikError, NotFoundError

_ANONYMOUS = (
    "Jawaban tidak ditampilkan satu per satu: klinik hanya melihat gabungannya, dan baru setelah paling sedikit "
    f"{FEWEST} orang menjawab. Seperti semua isian, riwayat penyimpanan mencatat akun yang mengisi."
)
_UNSEEN = "Suara orang lain baru terlihat setelah suara Bapak/Ibu dikirim. Nama pemilih tidak ditampilkan."
_UNNAMED = {polls.SURVEY: "Survei kesiapan", polls.VOTE: "Pemungutan suara"}


def home_panel(person: Person) -> Message | None:
    """What waits for a person's answer; nothing where nothing does."""
    waiting = polls.open_polls(person)
    cards = [
        card(
            _title(poll), text="Cukup beberapa ketukan.", links=[link("Isi sekarang", f"/isi/survei/{poll.key.id}", primary=True)]
        )
        for poll in waiting
    ]  # fmt: skip
    return {"type": "cards", "title": "Menunggu jawaban Bapak/Ibu", "cards": cards, "empty": ""} if cards else None


@dataclass(kw_only=True)
class SurveyPage(Desk):
    """The surveys and votes that one person is asked to answer."""

    asked: dict[str, Record] = field(default_factory=dict)

    @classmethod
    def opened(cls, person: Person, record: str) -> Self:
        """One survey or vote, else all that wait for an answer.

        Raises:
            AccessError: this person is not asked.
            NotFoundError: there is no such survey.
        """
        page = cls(person=person)
        if record:
            found = [person.workspace.store.get(record)]
            if found[0].key.kind not in polls.ANSWER_KINDS:
                raise NotFoundError("Survei ini tidak ada.")
        else:
            found = polls.open_polls(person)
        for poll in found:
            if not polls.may_answer(person, poll):
                raise AccessError("Survei ini ditujukan kepada unit lain.")
            page._add(poll)
        return page

    def _add(self, poll: Record) -> None:
        key = polls.own_key(self.person, poll)
        self.asked[key.id] = poll
        self.slots[key.id] = Slot(
            key=key,
            form=_form(poll),
            writable=True,
            clinic=key.unit is None,
            lock=lambda: self._locked(key.id),
            seen=lambda: (self._poll(key.id).seen("state"), self.record(key.id).seen(polls.SENT)),
        )

    def _poll(self, own: str) -> Record:
        return self.store.get(self.asked[own].key.id)  # type: ignore[no-any-return]

    def _locked(self, own: str) -> str | None:
        if not polls.is_open(self._poll(own)):
            return "Sudah ditutup. Terima kasih atas perhatian Bapak/Ibu."
        return "Suara sudah dikirim. Terima kasih." if self.record(own).value(polls.SENT) else None

    def _demand_read(self) -> None:
        super()._demand_read()
        for poll in self.asked.values():
            if not polls.may_answer(self.person, poll):
                raise AccessError("Survei ini tidak lagi ditujukan kepada Bapak/Ibu. Kembali ke beranda.")

    def page(self) -> Message:
        """All on one page, to be tapped through."""
        titles = [_title(poll) for poll in self.asked.values()]
        sections = [s for at, own in enumerate(self.slots) for s in self._sections(at, own, several=len(titles) > 1)]
        nothing = {"tone": "info", "text": "Saat ini tidak ada survei yang menunggu jawaban Bapak/Ibu."}
        return {
            "page": "survei" if len(titles) != 1 else f"survei-{next(iter(self.asked.values())).key.id}",
            "title": titles[0] if len(titles) == 1 else "Survei",
            "subtitle": "Jawaban tersimpan sendiri; tidak perlu menekan simpan." if titles else "",
            "steps": False,
            "sections": sections,
            "banner": None if titles else nothing,
            "back": {"label": "Beranda", "href": "/isi/beranda"},
        }

    def _sections(self, at: int, own: str, *, several: bool) -> list[Message]:
        poll = self.asked[own]
        questions = [s | {"id": f"s{at}_{s['id']}"} for s in sections_of(self.slots[own].form, record=own)]
        hint = _ANONYMOUS if poll.key.kind == polls.SURVEY else _UNSEEN
        head = {
            "id": f"s{at}_awal",
            "title": _title(poll) if several else "",
            "hint": hint,
            "large": False,
            "items": [],
        }
        tail = ["akhir"] if poll.key.kind == polls.SURVEY else ["akhir", "picture", "divided"]
        items = [{"kind": "panel", "id": f"{name}_{at}"} for name in tail]
        return [head, *questions, {"id": f"s{at}_akhir", "title": "", "hint": "", "large": False, "items": items}]

    def live(self) -> Message:
        """How far one is, the button that sends a vote, and then what others voted."""
        panels: Message = {}
        for at, own in enumerate(self.slots):
            poll, record = self._poll(own), self.record(own)
            names = fields_of(self.slots[own].form)
            done = sum(1 for name in names if record.value(name))
            if poll.key.kind == polls.SURVEY:
                panels[f"akhir_{at}"] = _thanks(done, len(names))
                continue
            panels[f"akhir_{at}"] = self._sending(own, record, missing=len(names) - done)
            if polls.may_see(self.person, poll):
                shown = polls.vote_panels(poll, polls.ballots_of(self.person.workspace, poll))
                panels |= {f"{name}_{at}": panel for name, panel in shown.items()}
        return {"panels": panels}

    def _sending(self, own: str, record: Record, *, missing: int) -> Message:
        locked = self._locked(own)
        if locked:
            return {"type": "text", "title": "", "tone": "success", "text": locked}
        checks = [f"Masih ada {missing} angka yang belum dipilih."] if missing else []
        confirm = "" if missing else "Suara yang sudah dikirim tidak dapat diubah lagi."
        send = action("send", "Kirim suara", {"record": record.key.id}, primary=True, confirm=confirm or None)
        return {"type": "cards", "title": "", "empty": "", "cards": [card("Kirim suara", lines=checks, actions=[] if missing else [send])]}  # fmt: skip

    def watched(self) -> tuple[str, ...]:
        """The surveys themselves, the own answers, and the votes of others."""
        votes = [poll for poll in self.asked.values() if poll.key.kind == polls.VOTE]
        others = [r.key.id for vote in votes for r in polls.answers_to(self.person.workspace, vote)]
        return (*self.slots, *(poll.key.id for poll in self.asked.values()), *others)

    def act(self, name: str, args: Mapping[str, Any]) -> Message:
        """Send one's vote: from then on it counts and stands."""
        own = str(args.get("record"))
        if name != "send" or own not in self.slots or self.asked[own].key.kind != polls.VOTE:
            return super().act(name, args)
        slot = self._open_slot(own)
        record = self.record(own)
        missing = [name for name in fields_of(slot.form) if not record.value(name)]
        if missing:
            raise KlikError(f"Masih ada {len(missing)} angka yang belum dipilih.")
        seen = [self._poll(own).seen("state"), *(record.seen(name) for name in fields_of(slot.form))]
        self.put([record.change(polls.SENT, "ya")], seen=seen)
        return {"ok": True, "message": "Suara terkirim. Terima kasih.", "href": None, "state": self.state()}


def _form(poll: Record) -> Form:
    if poll.key.kind == polls.VOTE:
        return polls.ballot_form(poll)
    return readiness_form("survei", load_readiness())


def _title(poll: Record) -> str:
    return poll.value("title") or _UNNAMED[poll.key.kind]


def _thanks(done: int, of: int) -> Message:
    text = f"{done} dari {of} pernyataan dijawab."
    if done == of:
        return {"type": "text", "title": "", "tone": "success", "text": f"{text} Terima kasih. Halaman ini dapat ditutup."}  # fmt: skip
    return {"type": "text", "title": "", "tone": "info", "text": f"{text} Boleh dilanjutkan kapan saja."}
