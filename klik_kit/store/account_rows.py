"""Accounts as records of the kind ``akun``, and the row beside each that keeps its password.

May not begin a transaction or decide who comes in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, insert, select

from klik_kit.core.accounts import Account, Role
from klik_kit.core.records import Change, Record, RecordKey
from klik_kit.errors import NotFoundError, StoreError
from klik_kit.store.chain import time_from_text, time_text
from klik_kit.store.plan import check_name, wished
from klik_kit.store.reading import records
from klik_kit.store.saving import save_into
from klik_kit.store.tables import ACCOUNT_KIND, AccountRow, RecordRow, account_id_of, record_id

YES = "ya"


def make(connection: Connection, accounts: Sequence[Account], *, who: str, at: datetime, schema: str) -> None:
    """Make accounts, without passwords.

    Raises:
        StoreError: an id or login is taken, or something in an account cannot be.
    """
    check(connection, accounts)
    ids = [record_id(account.id) for account in accounts]
    if records(connection, RecordRow.id.in_(ids)) or len(set(ids)) != len(ids):
        raise StoreError("Akun dengan id ini sudah ada. Ulangi perintahnya.")
    put(connection, accounts, who=who, at=at, schema=schema)
    rows = [{"record": record_id(a.id), "login": a.login.casefold(), "password": None} for a in accounts]
    if rows:
        connection.execute(insert(AccountRow), rows)


def check(connection: Connection, accounts: Iterable[Account]) -> None:
    """Whether accounts can be kept under their logins."""
    named: dict[str, str] = {}
    for account in accounts:
        login = account.login.casefold()
        check_name(account.id, what="Id akun")
        check_name(account.name, what="Nama")
        check_name(login, what="Nama masuk")
        if login.split() != [login]:
            raise StoreError(f"Nama masuk {account.login!r} memuat spasi. Pakai titik, misalnya siti.aminah.")
        holder = connection.execute(select(AccountRow.record).where(AccountRow.login == login)).scalar()
        if named.setdefault(login, account.id) != account.id or holder not in {None, record_id(account.id)}:
            raise StoreError(f"Nama masuk {account.login} sudah dipakai akun lain. Pilih nama masuk lain.")


def put(connection: Connection, accounts: Iterable[Account], *, who: str, at: datetime, schema: str) -> None:
    """Write the fields of accounts that differ from what stands."""
    changes = []
    for account in accounts:
        key = RecordKey(id=record_id(account.id), kind=ACCOUNT_KIND, unit=account.unit or None)
        standing = {r.key.id: r for r in records(connection, RecordRow.id == key.id)}.get(key.id, Record(key=key))
        for name, value in _fields(account).items():
            if value != standing.value(name) or (name == "name" and standing.key != key):  # a move needs an answer
                changes.append(Change(record=key, field=name, value=value, base=standing.version(name)))
    if changes:
        save_into(connection, wished(changes, who=who, at=at), schema=schema)


def note(
    connection: Connection, account_id: str, name: str, value: str | None, *, who: str, at: datetime, schema: str
) -> None:
    """Write one field of an account."""
    found = records(connection, RecordRow.id == record_id(account_id))
    if not found:
        raise unknown(account_id)
    save_into(connection, wished([found[0].change(name, value)], who=who, at=at), schema=schema)


def accounts_where(
    connection: Connection, condition: ColumnElement[bool], *, deleted: bool = False
) -> Sequence[Account]:
    """The accounts whose records meet a condition, by id; with ``deleted`` those that were deleted, too."""
    found = records(connection, condition, RecordRow.kind == ACCOUNT_KIND)
    kept = select(AccountRow.record, AccountRow.password.is_not(None))
    if len(found) == 1:
        kept = kept.where(AccountRow.record == found[0].key.id)
    secured = {row[0]: bool(row[1]) for row in connection.execute(kept)}
    return [_account_of(one, has_password=secured.get(one.key.id)) for one in found if deleted or one.key.id in secured]


def account_with(connection: Connection, account_id: str) -> Account:
    """The account of an id.

    Raises:
        NotFoundError: there is none.
    """
    found = accounts_where(connection, RecordRow.id == record_id(account_id))
    if not found:
        raise unknown(account_id)
    return found[0]


def _account_of(record: Record, *, has_password: bool | None) -> Account:
    """The account of a record; ``has_password`` is None where nothing but the record is left."""
    values = record.values()
    return Account(
        id=account_id_of(record.key.id),
        login=values.get("login", ""),
        name=values["name"],
        role=Role(values["role"]),
        unit=record.key.unit or "",
        title=values.get("title", ""),
        phone=values.get("phone", ""),
        spd=values.get("spd") == YES,
        coaches=tuple(filter(None, values.get("coaches", "").split(";"))),
        innovations=tuple(filter(None, values.get("innovations", "").split(";"))),
        until=time_from_text(values["until"]) if "until" in values else None,
        disabled=values.get("disabled") == YES,
        has_password=bool(has_password),
        deleted=has_password is None,
    )


def _fields(account: Account) -> dict[str, str | None]:
    return {
        "login": account.login,
        "name": account.name,
        "role": account.role.value,
        "title": account.title or None,
        "phone": account.phone or None,
        "spd": YES if account.spd else None,
        "coaches": ";".join(account.coaches) or None,
        "innovations": ";".join(account.innovations) or None,
        "until": None if account.until is None else time_text(account.until),
        "disabled": YES if account.disabled else None,
    }


def unknown(account_id: str) -> NotFoundError:
    """What to say where no account has an id."""
    return NotFoundError(f"Akun {account_id} tidak ada. Lihat daftarnya: klik user list")
