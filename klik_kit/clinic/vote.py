"""A vote on problems on the coach's page: how many voted, and after the coach's own vote or the end what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from klik_kit.clinic.counter import ClinicDesk, panel_section, today
from klik_kit.clinic.problem_board import ALL
from klik_kit.clinic.readiness import may_close, opened_on
from klik_kit.core.records import Record
from klik_kit.desk import polls
from klik_kit.desk.counter import Message
from klik_kit.desk.drawing import action, card, link
from klik_kit.desk.person import Person
from klik_kit.errors import AccessError, KlikError

_WAITING = "Hasil terlihat setelah Bapak/Ibu mengirim suara sendiri, atau setelah pemungutan suara ditutup."


@dataclass(kw_only=True)
class VotePage(ClinicDesk):
    """One vote."""

    vote_id: str

    @classmethod
    def of(cls, person: Person, vote: Record) -> VotePage:
        """The page of a vote.

        Raises:
            AccessError: it asks no unit that this person looks after.
        """
        page = cls(person=person, vote_id=vote.key.id)
        page._demand(vote)
        return page

    @property
    def vote(self) -> Record:
        """As it stands now."""
        return self.store.get(self.vote_id)  # type: ignore[no-any-return]

    def _demand(self, vote: Record) -> None:
        if not polls.may_answer(self.person, vote):
            raise AccessError("Pemungutan suara ini ditujukan kepada unit yang bukan binaan Bapak/Ibu.")

    def _demand_read(self) -> None:
        super()._demand_read()
        self._demand(self.vote)

    def page(self) -> Message:
        """The result in the middle, the state and the problems beside it."""
        vote = self.vote
        return {
            "page": self.vote_id,
            "title": vote.value("title") or "Pemungutan suara",
            "subtitle": f"USG dinilai bersama · dibuka {opened_on(vote)}",
            "steps": False,
            "sections": [
                panel_section("hasil", "", "picture", "divided"),
                panel_section("keadaan", "", "keadaan", "masalah", aside=True),
            ],
            "back": {"label": "Semua masalah", "href": ALL},
        }

    def live(self) -> Message:
        """The count always; the result once it may be seen."""
        vote, workspace = self.vote, self.person.workspace
        ballots = polls.ballots_of(workspace, vote)
        panels: Message = {
            "keadaan": {"type": "cards", "title": "", "empty": "", "cards": [self._state(vote, len(ballots))]},
            "masalah": {"type": "cards", "title": "Masalah yang dinilai", "empty": "", "cards": self._problems(vote)},
        }
        if polls.may_see(self.person, vote):
            return {"panels": panels | polls.vote_panels(vote, ballots)}
        waiting = {"type": "text", "title": "Hasil suara", "tone": "info", "text": _WAITING}
        return {"panels": panels | {"picture": waiting}}

    def watched(self) -> tuple[str, ...]:
        """The vote, its ballots, and the diagnoses it speaks of."""
        vote = self.vote
        ballots = polls.answers_to(self.person.workspace, vote)
        return (self.vote_id, *(r.key.id for r in ballots), *(d for _, _, d in polls.placed(vote)))

    def act(self, name: str, args: Mapping[str, Any]) -> Message:
        """Close the vote, or make one of its problems the one that its unit works on."""
        vote = self.vote
        if name == "close_vote":
            if not may_close(self.person, vote):
                raise AccessError("Pemungutan suara ini juga ditujukan kepada unit yang bukan binaan Bapak/Ibu.")
            self.put([vote.change("state", polls.CLOSED), vote.change("closed", today().isoformat())])
            return self.done("Pemungutan suara ditutup.")
        if name != "main":
            return super().act(name, args)
        if not polls.may_see(self.person, vote):
            raise KlikError(_WAITING)
        found = [(number, record) for number, _, record in polls.placed(vote) if str(number) == str(args.get("number"))]
        if not found:
            raise KlikError("Masalah ini tidak ada dalam pemungutan suara.")
        number, record_id = found[0]
        record = self.store.get(record_id)
        self.demand_unit(record.key.unit or "")
        self.put([record.change("masalah_utama", vote.value(f"masalah.{number}.uraian"))])
        return self.done("", href=f"{ALL}/{record_id}")

    def _state(self, vote: Record, came: int) -> Message:
        units = polls.asked_units(vote)
        of = polls.invited(self.person.workspace, units)
        links, actions = [], []
        if polls.is_open(vote):
            if not polls.may_see(self.person, vote):
                links = [link("Beri suara", f"/isi/survei/{self.vote_id}", primary=True)]
            if may_close(self.person, vote):
                confirm = "Sesudah ditutup, tidak ada lagi suara yang masuk dan hasilnya terlihat oleh semua."
                actions = [action("close_vote", "Tutup pemungutan suara", confirm=confirm)]
        return card(
            f"{came} suara masuk",
            text=f"{of} akun dari {len(units)} unit diminta menjawab; pendamping boleh ikut memberi suara.",
            tags=[{"text": vote.value("state") or "", "tone": "success" if polls.is_open(vote) else "info"}],
            links=links,
            actions=actions,
        )

    def _problems(self, vote: Record) -> list[Message]:
        seen, cards = polls.may_see(self.person, vote), []
        for number, text, record_id in polls.placed(vote):
            unit = self.store.get(record_id).key.unit or ""
            mine = self.person.reach().may_review(unit)
            choose = action(
                "main", "Jadikan masalah yang dikerjakan", {"number": number}, confirm="Isian Masalah yang dikerjakan pada diagnosis unit ini diganti dengan kalimat ini."
            )  # fmt: skip
            cards.append(card(
                text, text=vote.value(f"masalah.{number}.asal") or "",
                links=[link("Buka diagnosis", f"{ALL}/{record_id}")] if mine else [],
                actions=[choose] if mine and seen else [],
            ))  # fmt: skip
        return cards
