"""Survei: a few taps on a phone, for the readiness survey and for the vote on problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from klik_kit.core.forms import Form, fields_of
from klik_kit.core.readiness import FEWEST
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
    told = ((poll, *polls.progress(person, poll)) for poll in polls.open_polls(person))
    cards = [
        card(
            _title(poll),
            progress={"done": done, "of": of},
            links=[link("Lanjutkan" if done else "Isi sekarang", f"/isi/survei/{poll.key.id}", primary=True)],
        )
        for poll, done, of in told
        if done < of
    ]
    return {"type": "cards", "title": "Menunggu jawaban Bapak/Ibu", "cards": cards, "empty": ""} if cards else None


@dataclass(kw_only=True)
class SurveyPage(Desk):
    """One survey or vote with the answers of one person; else the list of those that wait."""

    poll_id: str = ""

    @classmethod
    def opened(cls, person: Person, record: str) -> Self:
        """A survey or vote by its id; the only one that waits where none is named, else the list.

        Raises:
            AccessError: this person is not asked.
            NotFoundError: there is no such survey.
        """
        waiting = [] if record else polls.open_polls(person)
        poll = person.workspace.store.get(record) if record else waiting[0] if len(waiting) == 1 else None
        if poll is None:
            return cls(person=person)
        if poll.key.kind not in polls.ANSWER_KINDS:
            raise NotFoundError("Survei ini tidak ada.")
        page = cls(person=person, poll_id=poll.key.id)
        page._demand_asked()
        key = polls.own_key(person, poll)
        page.slots[key.id] = Slot(
            key=key, form=polls.poll_form(poll), writable=True, clinic=key.unit is None, lock=page._locked,
            seen=lambda: (page.poll.seen("state"), page.own.seen(polls.SENT)),
        )  # fmt: skip
        return page

    @property
    def poll(self) -> Record:
        """The survey or vote as it stands now."""
        return self.store.get(self.poll_id)  # type: ignore[no-any-return]

    @property
    def own(self) -> Record:
        """This person's answers."""
        return self.record(next(iter(self.slots)))

    @property
    def form(self) -> Form:
        """What is asked."""
        return next(iter(self.slots.values())).form

    def _locked(self) -> str | None:
        if not polls.is_open(self.poll):
            return "Sudah ditutup. Terima kasih atas perhatian Bapak/Ibu."
        return "Suara sudah dikirim. Terima kasih." if self.own.value(polls.SENT) else None

    def _demand_read(self) -> None:
        super()._demand_read()
        self._demand_asked()

    def _demand_asked(self) -> None:
        if self.poll_id and not polls.may_answer(self.person, self.poll):
            raise AccessError("Survei ini tidak ditujukan kepada Bapak/Ibu.")

    def page(self) -> Message:
        """All on one page, to be tapped through."""
        back = {"label": "Beranda", "href": "/isi/beranda"}
        if not self.poll_id:
            sections = [_panels("daftar", "menunggu")]
            return {
                "page": "survei",
                "title": "Survei",
                "subtitle": "",
                "steps": False,
                "sections": sections,
                "back": back,
            }
        poll = self.poll
        of_vote = poll.key.kind == polls.VOTE
        if of_vote and self.person.reach().clinic:
            back = {"label": "Hasil pemungutan suara", "href": f"/isi/diagnose/{self.poll_id}"}
        return {
            "page": f"survei-{self.poll_id}",
            "title": _title(poll),
            "subtitle": "Jawaban tersimpan sendiri; tidak perlu menekan simpan.",
            "steps": False,
            "sections": [
                _panels("awal", hint=_UNSEEN if of_vote else _ANONYMOUS),
                *sections_of(self.form, record=self.own.key.id),
                _panels("akhir", "akhir", *(("picture", "divided") if of_vote else ())),
            ],
            "back": back,
        }

    def live(self) -> Message:
        """How far one is, the button that sends a vote, and then what others voted."""
        if not self.poll_id:
            nothing = {
                "type": "text",
                "title": "",
                "tone": "info",
                "text": "Tidak ada survei yang menunggu jawaban Bapak/Ibu.",
            }
            return {"panels": {"menunggu": home_panel(self.person) or nothing}}
        poll, names = self.poll, fields_of(self.form)
        done = sum(1 for name in names if self.own.value(name))
        if poll.key.kind == polls.SURVEY:
            return {"panels": {"akhir": _thanks(done, len(names), locked=self._locked())}}
        panels = {"akhir": self._sending(missing=len(names) - done)}
        if polls.may_see(self.person, poll):
            panels |= polls.vote_panels(poll, polls.ballots_of(self.person.workspace, poll))
        return {"panels": panels}

    def _sending(self, *, missing: int) -> Message:
        locked = self._locked()
        if locked:
            return {"type": "text", "title": "", "tone": "success", "text": locked}
        confirm = "Suara yang sudah dikirim tidak dapat diubah lagi."
        send = action("send", "Kirim suara", primary=True, confirm=confirm)
        lines = [f"Masih ada {missing} angka yang belum dipilih."] if missing else []
        cards = [card("Kirim suara", lines=lines, actions=[] if missing else [send])]
        return {"type": "cards", "title": "", "empty": "", "cards": cards}

    def watched(self) -> tuple[str, ...]:
        """The survey itself, the own answers, and the votes of others; on the list, all surveys."""
        if not self.poll_id:
            return tuple(r.key.id for kind in polls.ANSWER_KINDS for r in self.store.list(kind))
        poll = self.poll
        others = polls.answers_to(self.person.workspace, poll) if poll.key.kind == polls.VOTE else ()
        return (*self.slots, self.poll_id, *(r.key.id for r in others))

    def act(self, name: str, args: Mapping[str, Any]) -> Message:
        """Send one's vote: from then on it counts and stands."""
        if name != "send" or not self.poll_id or self.poll.key.kind != polls.VOTE:
            return super().act(name, args)
        own, poll, names = self.own, self.poll, fields_of(self.form)
        self._open_slot(own.key.id)
        missing = sum(1 for name in names if not own.value(name))
        if missing:
            raise KlikError(f"Masih ada {missing} angka yang belum dipilih.")
        self.put([own.change(polls.SENT, "ya")], seen=[poll.seen("state"), *(own.seen(name) for name in names)])
        return {"ok": True, "message": "Suara terkirim. Terima kasih.", "href": None, "state": self.state()}


def _title(poll: Record) -> str:
    return poll.value("title") or _UNNAMED[poll.key.kind]


def _panels(name: str, *panels: str, hint: str = "") -> Message:
    items = [{"kind": "panel", "id": panel} for panel in panels]
    return {"id": name, "title": "", "hint": hint, "large": False, "items": items}


def _thanks(done: int, of: int, *, locked: str | None) -> Message:
    more = "Terima kasih. Halaman ini dapat ditutup." if done == of else "Boleh dilanjutkan selama survei dibuka."
    tone = "success" if done == of or locked else "info"
    return {"type": "text", "title": "", "tone": tone, "text": f"{done} dari {of} pernyataan dijawab. {locked or more}"}
