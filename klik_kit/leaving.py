"""A person's account is deleted: what names the person, what goes and what stays, and then it goes.

May not decide who deletes; only the command line does, and shows `Leaving` first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from klik_kit.core.accounts import Account, Role
from klik_kit.core.coaching import PRESENCE, SESSION, TASK, state_of_session
from klik_kit.core.records import Record
from klik_kit.core.season import DONE
from klik_kit.errors import KlikError
from klik_kit.store import Copies, Footprint, Store

SETTINGS = frozenset({"daerah", "unit", "pejabat", "agenda", "sasaran", "padanan", "hasil_resmi"})
"""Kinds of records that come from Pengaturan.xlsx: whom they name need not have an account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """An account before it is deleted.

    Attributes:
        account: the person's.
        trace: what the store knows of the person.
        leads: the sessions that are not over and have the person in charge.
        owes: how many open tasks have the person's name.
        listed: places of the settings that name the person, as (record, field).
        texts: other places where the name will still stand among other words.
    """

    account: Account
    trace: Footprint
    leads: tuple[Record, ...]
    owes: int
    listed: tuple[tuple[str, str], ...]
    texts: tuple[tuple[str, str], ...]


def before_leaving(store: Store, account: Account, *, texts: bool, at: datetime) -> Leaving:
    """What the deletion of an account will take away and leave.

    Args:
        store: the store.
        account: the person's.
        texts: whether the name goes where it stands among other words, too.
        at: the present moment, with its zone.

    Raises:
        KlikError: nobody could administer the clinic afterwards.
    """
    with store.still():
        admins = [a for a in store.accounts.list() if a.role is Role.ADMIN and a.active(at)]
        if [a.id for a in admins] == [account.id]:
            raise KlikError(
                f"{account.login} adalah satu-satunya akun admin yang aktif, jadi tidak dihapus. "
                'Buat admin lain dahulu: klik user add --nama "…" --peran admin'
            )
        trace = store.accounts.footprint(account.id, _copies(store, account, texts=texts))
        named = set(trace.replaced)
        settings = {record.key.id for kind in SETTINGS for record in store.list(kind)}
        led = (r for r in store.list(SESSION) if r.value("penanggung_jawab") == account.id)
        return Leaving(
            account=account,
            trace=trace,
            leads=tuple(r for r in led if not state_of_session(r.value("state")).over),
            owes=sum(r.value("state") != DONE and (r.key.id, "owner") in named for r in store.list(TASK)),
            listed=tuple(place for place in trace.mentions if place[0] in settings),
            texts=tuple(place for place in trace.mentions if place[0] not in settings),
        )


def leave(store: Store, account: Account, *, texts: bool, who: str, at: datetime) -> str:
    """Delete an account; gives the pseudonym under which its history stays.

    Raises:
        NotFoundError: it was deleted meanwhile.
        StoreError: the store cannot be written now.
    """
    return store.accounts.erase(account.id, _copies(store, account, texts=texts), who=who, at=at)


def _copies(store: Store, account: Account, *, texts: bool) -> Copies:
    present = (record.key.id for record in store.list(PRESENCE) if record.value("akun") == account.id)
    return Copies(cleared=frozenset((record, "jabatan") for record in present), kept=SETTINGS, texts=texts)
