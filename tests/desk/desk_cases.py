"""Pages opened as one person, and the messages a browser would send."""

from __future__ import annotations

from datetime import UTC, datetime

from klik_kit.core.accounts import Role
from klik_kit.core.records import Change
from klik_kit.desk.person import Person
from klik_kit.errors import NotFoundError
from klik_kit.pages import page_of
from klik_kit.widgets.form import FormWidget
from klik_kit.workspace import Workspace

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


class Page:
    """One open page, driven by the messages of a browser."""

    def __init__(self, person: Person, form: str, record: str = "") -> None:
        self.desk = page_of(person, form, record)
        self.widget = FormWidget(self.desk)
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
