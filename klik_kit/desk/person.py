"""The person at the counter: the account with its reach, read anew at every question.

May not trust what a page sent: only the id that the server put into the notebook.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from klik_kit.core.accounts import Account, Reach, reach_of
from klik_kit.core.records import Record
from klik_kit.errors import AccessError, NotFoundError
from klik_kit.workspace import Workspace

COLLABORATION, INVITED = "kolaborasi", "diundang"
"""A record of this kind, of the invited unit under the innovation, has a value in this field while the invitation stands."""

_MARK = " ["


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who is at the counter of which workspace, and the clock on the wall there."""

    workspace: Workspace
    id: str
    now: Callable[[], datetime] = _now

    def account(self) -> Account:
        """The account as it is now.

        Raises:
            AccessError: there is none, or it was disabled or has expired.
        """
        try:
            account = self.workspace.store.accounts.get(self.id) if self.id else None
        except NotFoundError:
            account = None
        if account is None or not account.active(datetime.now(UTC)):
            raise AccessError("Akun ini tidak aktif. Silakan masuk kembali atau hubungi admin klinik.")
        return account

    def reach(self) -> Reach:
        """What the person may read, write, review and sign."""
        account = self.account()
        return reach_of(account, self.parents, shared=self._shared(account))

    def _shared(self, account: Account) -> list[str]:
        """The innovations whose owners invited the person's unit."""
        if not account.unit or not account.role.of_unit:
            return []
        found = self.workspace.store.list(COLLABORATION, unit=account.unit)
        return [record.key.parent or "" for record in found if record.value(INVITED)]

    @property
    def parents(self) -> Mapping[str, str]:
        """The unit above each unit."""
        return {code: unit.parent for code, unit in self.workspace.units.items() if unit.parent}

    @property
    def signature(self) -> str:
        """How the history names this person: name and account, so that two of one name stay apart."""
        return self.account().signature

    def unit_name(self, code: str | None) -> str:
        """A unit's name; its code where no such unit is known."""
        unit = self.workspace.units.get(code or "")
        return unit.name if unit else code or ""

    def innovation(self, record: str) -> Record:
        """An innovation that the person may read.

        Raises:
            AccessError: it belongs to another unit.
            NotFoundError: there is no such innovation.
        """
        found = self.workspace.store.get(record)
        if found.key.kind != "inovasi":
            raise NotFoundError("Inovasi ini tidak ada. Kembali ke beranda, lalu pilih dari daftarnya.")
        self.demand_read(found)
        return found

    def demand_read(self, record: Record, *, innovation: str = "") -> None:
        """Make sure the person may read a record.

        Raises:
            AccessError: it belongs to another unit.
        """
        if not self.reach().may_read(record.key.unit or "", innovation or record.key.id):
            raise AccessError("Data ini milik unit lain. Bapak/Ibu dapat kembali ke beranda.")


def shown_name(who: str) -> str:
    """A person of the history as other people read it: without the account's mark."""
    return who.partition(_MARK)[0].removeprefix("klik:")
