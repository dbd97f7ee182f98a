"""Pages opened as one person, and the messages a browser would send."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from klik_kit.core.accounts import Account, Role
from klik_kit.core.records import Change, RecordKey
from klik_kit.desk.person import Person
from klik_kit.errors import NotFoundError
from klik_kit.pages import page_of
from klik_kit.papers.downloads import downloaded
from klik_kit.widgets.form import FormWidget
from klik_kit.workspace import Workspace, open_workspace

AT = datetime(2026, 7, 1, 2, 3, 4, tzinfo=UTC)
INNOVATION, OTHER = "INV-UJI", "INV-LAIN"
ASSESSMENT = f"{INNOVATION}@iid-2026"
PEOPLE = (
    ("siti", "Siti Aminah", Role.OPERATOR, "DINKES", False),
    ("rina", "Rina Wulandari", Role.OPERATOR, "DINKES", False),
    ("budi", "Budi Santosa", Role.OPERATOR, "DISDIK", False),
    ("kadis", "Hasan Basri", Role.KEPALA, "DINKES", False),
    ("dewi", "Dewi Lestari", Role.PENDAMPING, "", False),
    ("vera", "Vera Utami", Role.VERIFIKATOR, "", False),
    ("admin", "Admin Klinik", Role.ADMIN, "", True),
    ("bupati", "Pimpinan Daerah", Role.PIMPINAN, "", False),
)


PROFILES = {
    INNOVATION: ("DINKES", {"name": "ANTRE PASTI (Antrean Puskesmas)", "stage": "Penerapan", "urusan": "Kesehatan", "implemented_on": "2025-02-01", "rancang_bangun": "kata " * 310, "goals": "RAHASIA-DINKES", "status": "Draf"}),
    OTHER: ("DISDIK", {"name": "KELAS CERDAS", "stage": "Penerapan", "urusan": "Pendidikan", "goals": "RAHASIA-DISDIK", "status": "Draf"}),
}  # fmt: skip


class Page:
    """One open page, driven by the messages of a browser."""

    def __init__(self, person: Person, form: str, record: str = "") -> None:
        self.desk = page_of(person, form, record)
        self.widget = FormWidget(self.desk, files=lambda href: downloaded(person, href))
        self._seq = 0

    def say(self, **content):
        return self.widget.answer(content)

    def state(self):
        return self.say(kind="hello", id=1)["state"]

    def edit(self, field: str, value, *, base: int = 0, record: str = ASSESSMENT):
        self._seq += 1
        return self.say(kind="edit", seq=self._seq, record=record, field=field, base=base, value=value)

    def act(self, name: str, /, **args):
        return self.say(kind="act", id=1, name=name, args=args)

    def ping(self):
        return self.say(kind="ping", id=1, known={})


class Office:
    """A workspace, whoever comes to it, and what it holds."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def person(self, login: str) -> Person:
        return Person(workspace=self.workspace, id=f"A-{login}")

    def opened(self, login: str, form: str = "penilaian", record: str = INNOVATION) -> Page:
        return Page(self.person(login), form, record)

    def value(self, record: str, name: str) -> str | None:
        try:
            return self.workspace.store.get(record).value(name)
        except NotFoundError:
            return None

    def put(self, record: str, **values: str | None) -> None:
        found = self.workspace.store.get(record)
        standing = {n: a.version for n, a in found.answers.items()}
        changes = [Change(record=found.key, field=n, value=v, base=standing.get(n, 0)) for n, v in values.items()]
        self.workspace.store.save(changes, who="uji", at=AT)

    def set_flow(self, label: str | None) -> None:
        self.put("daerah", flow=label)

    @property
    def head(self) -> int:
        """Number of the history's last entry: nothing was written while it stands."""
        return self.workspace.store.head()[0]


@contextmanager
def office_in(folder: Path) -> Iterator[Office]:
    """A workspace with people of two units and of the clinic, and an innovation of each unit."""
    with open_workspace(folder) as workspace:
        for login, name, role, unit, spd in PEOPLE:
            account = Account(id=f"A-{login}", login=login, name=name, role=role, unit=unit, spd=spd)
            workspace.store.accounts.add(account, who="uji", at=AT)
        changes = [
            Change(record=RecordKey(id=key, kind="inovasi", unit=unit), field=name, value=value, base=0)
            for key, (unit, values) in PROFILES.items()
            for name, value in values.items()
        ]
        workspace.store.save(changes, who="uji", at=AT)
        yield Office(workspace)
