"""What the clinic's pages share: who may open them, sections made of panels, and answers to acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from klik_kit.content import load_choices
from klik_kit.core.accounts import Account, reach_of
from klik_kit.core.forms import MOST_LETTERS, Field, Option, check_value
from klik_kit.desk.counter import Desk, Message, checked_text
from klik_kit.desk.person import Person
from klik_kit.errors import AccessError, KlikError
from klik_kit.workspace import Workspace

MOST_ID = 200


@dataclass(kw_only=True)
class ClinicDesk(Desk):
    """A page that only the clinic's own people open: coaches, verifiers, admins."""

    def __post_init__(self) -> None:
        demand_clinic(self.person)

    def _demand_read(self) -> None:
        demand_clinic(self.person)
        super()._demand_read()

    def done(self, message: str, *, href: str | None = None) -> Message:
        """The answer to an act that was done: what is said, and where it leads."""
        return {"ok": True, "message": message, "href": href, "state": None if href else self.state()}

    def units(self) -> list[Option]:
        """The units this person looks after, to choose from, by name."""
        reach = self.person.reach()
        found = self.person.workspace.units.values()
        mine = (u for u in found if reach.may_review(u.code))
        return [Option(value=u.code, label=u.name) for u in sorted(mine, key=lambda u: u.name.casefold())]

    def demand_unit(self, code: str) -> str:
        """A unit's code as it came from the page.

        Raises:
            KlikError: there is no such unit.
            AccessError: this person does not look after it.
        """
        if code not in self.person.workspace.units:
            raise KlikError("Pilih dahulu unitnya.")
        if not self.person.reach().may_review(code):
            raise AccessError("Unit ini bukan binaan Bapak/Ibu.")
        return code


def demand_clinic(person: Person) -> None:
    """Make sure the person works at the clinic.

    Raises:
        AccessError: an operator, a head of unit, a guest or a leader.
    """
    if not person.reach().clinic:
        raise AccessError("Halaman ini untuk pendamping, verifikator, dan admin klinik.")


def panel_section(name: str, title: str = "", *panels: str, hint: str = "", aside: bool = False) -> Message:
    """A section that holds panels; one of its own name where none are named."""
    items = [{"kind": "panel", "id": panel} for panel in panels or (name,)]
    return {"id": name, "title": title, "hint": hint, "large": False, "aside": aside, "items": items}


def asked(args: Mapping[str, Any], field: Field) -> str:
    """The answer to a question that a button asks; empty where nothing was answered and nothing had to be.

    Raises:
        KlikError: it is missing, or cannot be.
    """
    found = args.get(field.name)
    text = found.strip() if isinstance(found, str) else ""
    if not text and field.required:
        raise KlikError(f"{field.label} belum diisi.")
    problem = check_value(field, text, load_choices()) if text else None
    if problem:
        raise KlikError(f"{field.label}: {problem}")
    return text


def given(args: Mapping[str, Any], name: str, *, label: str, most: int = MOST_LETTERS) -> str:
    """A text that an act needs.

    Raises:
        KlikError: it is missing, too long, or holds what cannot be kept.
    """
    found = args.get(name)
    text = checked_text(found, most=most) if isinstance(found, str) else ""
    if not text:
        raise KlikError(f"{label} belum diisi.")
    return text


def today() -> date:
    """The day on the clinic's own wall."""
    return date.today()  # noqa: DTZ011


def clinic_accounts(workspace: Workspace) -> list[Account]:
    """The active accounts of the clinic's own people."""
    parents = {code: unit.parent for code, unit in workspace.units.items() if unit.parent}
    now = datetime.now(UTC)
    return [a for a in workspace.store.accounts.list() if a.active(now) and reach_of(a, parents).clinic]


def named(person: Person, ids: Sequence[str]) -> str:
    """Accounts as their names, in a row; deleted ones as their pseudonyms."""
    accounts = {a.id: a.name for a in person.workspace.store.accounts.list(deleted=True)}
    return ", ".join(accounts.get(i, i) for i in ids)
