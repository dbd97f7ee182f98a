"""Papan Kelas: every unit of a running class at a glance, whoever needs the coach first on top."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from klik_kit.clinic.class_acts import (
    NOT_YOURS,
    ClassDesk,
    act_on_class,
    class_record,
    classes_of,
    lead_panel,
    may_see,
    result_panels,
)
from klik_kit.clinic.counter import panel_section
from klik_kit.clinic.hall import Hall
from klik_kit.content.masking import load_masking
from klik_kit.core.bahasa import number
from klik_kit.core.classes import Classroom, Stage, Standing, by_need, classroom_of
from klik_kit.desk.counter import Message
from klik_kit.desk.drawing import action
from klik_kit.desk.person import Person
from klik_kit.errors import AccessError

PACE = 1500
"""Milliseconds between two refreshes; where nothing was saved, one reads the history's head alone."""


@dataclass(kw_only=True)
class BoardPage(ClassDesk):
    """The board of one class; without one it waits for the first that is started."""

    class_id: str = ""
    _hall: Hall | None = None
    _looked: int = -1

    @classmethod
    def opened(cls, person: Person, record: str) -> Self:
        """The board of a class; of the newest running one where none is named.

        Raises:
            AccessError: not the clinic's own, or none of its units is this person's.
            NotFoundError: there is no such class.
        """
        page = cls(person=person)
        page.class_id = class_record(page, record).key.id if record else page._found()
        return page

    def _found(self) -> str:
        """The newest running class; empty where there is none."""
        head = self.store.head()[0]
        if head == self._looked:
            return ""
        self._looked = head
        return next((room.id for _, room in classes_of(self) if room.stage is Stage.RUNNING), "")

    def hall(self) -> Hall | None:
        """The units of the class as they are now."""
        self.class_id = self.class_id or self._found()
        if not self.class_id:
            return None
        if self._hall is None:
            workspace = self.person.workspace
            names = {code: unit.name for code, unit in workspace.units.items()}
            room = classroom_of(self.store.get(self.class_id))
            self._hall = Hall(store=self.store, edition=workspace.edition(), names=names, classroom=room)
        else:
            self._hall.refresh()
        return self._hall

    def page(self) -> Message:
        """One page, wide enough for a projector."""
        hall = self.hall()
        room = hall.classroom if hall else None
        return {
            "page": f"papan-{self.class_id}", "title": room.name if room else "Papan Kelas", "steps": False,
            "subtitle": "Papan Kelas" if room else "",
            "back": {"label": "Daftar kelas", "href": "/isi/kelas"} if room is None else {"label": "Halaman kelas", "href": f"/isi/kelas/{room.id}"},
            "sections": [panel_section("papan", "", "pimpin", "papan", "jawab", "hasil_unit", "hasil_clinic")],
        }  # fmt: skip

    def live(self) -> Message:
        """The units by need, and what the leader does next."""
        hall = self.hall()
        if hall is None:
            text = "Belum ada kelas yang berjalan. Papan ini terisi sendiri begitu sebuah kelas dimulai."
            return {"panels": {"papan": {"type": "text", "title": "", "text": text, "tone": "info"}}, "pace": PACE}
        room, reach = hall.classroom, self.person.reach()
        panels: Message = {"papan": _board(hall, [s for s in hall.standings.values() if reach.may_review(s.unit)])}
        if room.stage is Stage.RUNNING:
            panels["pimpin"] = lead_panel(self, room)
        if room.stage is Stage.ENDED:
            panels |= result_panels(self, room)
        return {"panels": panels, "pace": PACE}

    def _demand_read(self) -> None:
        super()._demand_read()
        if self._hall and not may_see(self.person.reach(), self._hall.classroom):
            raise AccessError(NOT_YOURS)

    def act(self, name: str, args: Mapping[str, Any]) -> Message:
        """Speak to the class, go on, end it, or close a call."""
        if self.class_id:
            said = act_on_class(self, class_record(self, self.class_id), name, args)
            if said is not None:
                return self.done(said)
        return super().act(name, args)


def _board(hall: Hall, standings: list[Standing]) -> Message:
    room, now = hall.classroom, datetime.now(UTC)
    end = room.ended or now
    rows = [_row(one, room, end, hall.template.stuck_minutes) for one in by_need(standings, now=end, started=room.started)]  # fmt: skip
    calls = sum(row["state"] == "call" for row in rows)
    stuck = sum(row["state"] == "stuck" for row in rows)
    done = sum(one.complete for one in standings)
    hidden = len(hall.standings) - len(standings)
    told = [f"{len(rows)} unit", f"{calls} minta bantuan", f"{stuck} diam {hall.template.stuck_minutes} menit atau lebih", f"{done} lengkap"]  # fmt: skip
    return {
        "type": "board", "title": "Unit menurut kebutuhan", "summary": " · ".join(told), "rows": rows,
        "note": f"{hidden} unit lain bukan binaan Bapak/Ibu dan tidak ditampilkan." if hidden else "",
    }  # fmt: skip


def _row(one: Standing, room: Classroom, now: datetime, stuck: int) -> Message:
    running, mask = room.stage is Stage.RUNNING, load_masking().text  # the board stands on the projector
    still = one.still(now, room.started)
    call = one.call if running else None
    state = "call" if call else "done" if one.complete else "stuck" if running and still >= stuck else "works" if one.saved_at else "none"  # fmt: skip
    if not running:
        pause = f"Terakhir {one.saved_at.astimezone():%H.%M}" if one.saved_at else "–"
    else:
        pause = f"Diam {still} menit" if still else "Baru menyimpan" if one.saved_at else "Baru dimulai"
    return {
        "id": one.unit, "name": one.name, "where": one.where or "Belum mulai", "about": mask(one.about),
        "answered": one.answered, "of": one.of, "filled": f"{one.answered} dari {one.of} terisi", "pause": pause,
        "score": "–" if one.score is None else number(one.score), "state": state,
        "call": f"Minta bantuan sejak {call.at.astimezone():%H.%M}" if call else "",
        "words": mask(f"{call.who}: {call.words}" if call.words else call.who) if call else "",
        "actions": [action("class_helped", "Sudah dibantu", {"unit": one.unit})] if call else [],
    }  # fmt: skip
