"""A class of two units at a real store: its coach, its participants, and the messages of their browsers."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "desk"))
from desk_cases import AT, INNOVATION, OTHER, PEOPLE, Office, Page

from klik_kit.core.accounts import Account, Role
from klik_kit.core.records import Change, RecordKey
from klik_kit.workspace import open_workspace

UNITS = "DINKES; DISDIK"
GUESTS = (
    ("half", "Hana Putri", Role.PENDAMPING, ("DINKES",)),
    ("tamu", "Tamu Ahli", Role.NARASUMBER, ()),
)


class Class:
    """A running class of two units."""

    def __init__(self, office: Office, *, template: str = "pelayanan_kesehatan", units: str = UNITS) -> None:
        self.office = office
        listed = office.opened("dewi", "kelas", "")
        self.id = listed.act("new_class", template=template)["href"].rpartition("/")[2]
        self.page = office.opened("dewi", "kelas", self.id)
        self.page.state()
        answer = self.page.edit("units", units, record=self.id)
        assert answer["kind"] == "ack", answer

    def start(self) -> Class:
        answer = self.page.act("class_start")
        assert answer["ok"], answer
        return self

    def board(self, login: str = "dewi", record: str | None = None) -> Page:
        page = self.office.opened(login, "papan_kelas", self.id if record is None else record)
        page.state()
        return page

    def form(self, login: str, form: str = "penilaian", record: str = INNOVATION) -> Page:
        page = self.office.opened(login, form, record)
        page.state()
        return page


def rows(page: Page) -> dict[str, dict]:
    """The board's rows as they stand, in their order, by unit."""
    return {row["id"]: row for row in page.state()["live"]["panels"]["papan"]["rows"]}


def strip(answer: dict) -> dict | None:
    """The strip of a message with a live part."""
    live = answer.get("live") or answer["state"]["live"]
    return live["panels"].get("kelas")


@contextmanager
def office_in(kab: Path) -> Iterator[Office]:
    """A workspace with people of two units and of the clinic, and an innovation of each unit."""
    with open_workspace(kab) as workspace:
        people = [(*person[:3], person[3], person[4], ()) for person in PEOPLE]
        people += [(login, name, role, "", False, coaches) for login, name, role, coaches in GUESTS]
        for login, name, role, unit, spd, coaches in people:
            account = Account(id=f"A-{login}", login=login, name=name, role=role, unit=unit, spd=spd, coaches=coaches)
            workspace.store.accounts.add(account, who="uji", at=AT)
        changes = [
            Change(record=RecordKey(id=key, kind="inovasi", unit=unit), field=name, value=value, base=0)
            for key, unit, title in ((INNOVATION, "DINKES", "ANTRE PASTI"), (OTHER, "DISDIK", "KELAS CERDAS"))
            for name, value in (("name", title), ("status", "Draf"))
        ]
        workspace.store.save(changes, who="uji", at=AT)
        yield Office(workspace)
