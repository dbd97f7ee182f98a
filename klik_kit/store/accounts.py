"""Class Accounts: who may come in, their sessions, invitations and wrong guesses.

What an account is stands in a record of the kind ``akun``, so that the history tells who changed
it, when and to what; passwords, sessions and invitations are rows of their own that may change and
vanish. How a person is deleted is `erasing.py`. May not see a password, a token or a code: only their hashes come in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, or_, select, update

from klik_kit.core.accounts import Account
from klik_kit.errors import AccessError
from klik_kit.store.account_rows import (
    YES,
    account_with,
    accounts_where,
    check,
    make,
    note,
    put,
    unknown,
)
from klik_kit.store.chain import time_from_text, time_text
from klik_kit.store.engine import Database
from klik_kit.store.erasing import Copies, Footprint, erase, footprint
from klik_kit.store.saving import check_schema, head_of
from klik_kit.store.tables import (
    ACCOUNT_KIND,
    AccountRow,
    FailureRow,
    InvitationRow,
    RecordRow,
    SessionRow,
    account_id_of,
    record_id,
)

FAILURES_KEPT = timedelta(days=1)
_PASSWORD_ON, _INVITED_ON = "password_on", "invited_on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """An invitation as the store keeps it: for which account, the hashes of link and code, its end."""

    account: str
    token_hash: str
    code_hash: str
    until: datetime


class Accounts:
    """The accounts of a store.

    Every ``…_hash`` is a SHA-256 in hexadecimal, but a password's, which is argon2's own text; every
    moment has its zone.
    """

    def __init__(self, database: Database, *, schema: str) -> None:
        self._database = database
        self._schema = schema

    # accounts

    def add(self, account: Account, *, who: str, at: datetime, password_hash: str | None = None) -> Account:
        """Make an account.

        Raises:
            StoreError: its id or login is taken, or something in it cannot be.
        """
        with self._changing() as connection:
            make(connection, [account], who=who, at=at, schema=self._schema)
            if password_hash is not None:
                self._set_password(connection, account.id, password_hash, who=who, at=at)
            return account_with(connection, account.id)

    def change(self, account: Account, *, who: str, at: datetime) -> Account:
        """Make an account what is given; one that may no longer come in is thrown out at once.

        Raises:
            NotFoundError: there is no such account.
            StoreError: its login is taken, or something in it cannot be.
        """
        with self._changing() as connection:
            _locked(connection, account.id)
            check(connection, [account])
            put(connection, [account], who=who, at=at, schema=self._schema)
            login = update(AccountRow).where(AccountRow.record == record_id(account.id))
            connection.execute(login.values(login=account.login.casefold()))
            _hold_to(connection, account, at=at)
            return account_with(connection, account.id)

    def disable(self, account_id: str, *, who: str, at: datetime) -> Account:
        """Close an account: its sessions and invitations end, what the person wrote stays.

        Raises:
            NotFoundError: there is no such account.
        """
        with self._changing() as connection:
            _locked(connection, account_id)
            note(connection, account_id, "disabled", YES, who=who, at=at, schema=self._schema)
            _end(connection, account_id)
            return account_with(connection, account_id)

    def get(self, account_id: str) -> Account:
        """The account as it is now.

        Raises:
            NotFoundError: there is no such account.
        """
        with self._database.read() as connection:
            return account_with(connection, account_id)

    def find(self, login: str) -> Account | None:
        """The account a person names when coming in, whatever the case; None where there is none."""
        folded = login.strip().casefold()
        if not folded or "\x00" in folded:
            return None
        with self._database.read() as connection:
            named = select(AccountRow.record).where(AccountRow.login == folded)
            found = accounts_where(connection, RecordRow.id.in_(named))
        return found[0] if found else None

    def list(self, *, deleted: bool = False) -> tuple[Account, ...]:
        """All accounts, disabled ones included, by login; with ``deleted`` also those that are only a pseudonym."""
        with self._database.read() as connection:
            found = accounts_where(connection, RecordRow.kind == ACCOUNT_KIND, deleted=deleted)
        return tuple(sorted(found, key=lambda a: (a.deleted, a.login.casefold(), a.name)))

    # deletion

    def footprint(self, account_id: str, copies: Copies) -> Footprint:
        """What the store knows of an account's person, to be seen before the account is deleted.

        Raises:
            NotFoundError: there is no such account.
        """
        with self._database.read() as connection:
            return footprint(connection, account_with(connection, account_id), copies)

    def erase(self, account_id: str, copies: Copies, *, who: str, at: datetime) -> str:
        """Delete an account; what the person wrote stays in the history under a pseudonym, which it gives.

        Raises:
            NotFoundError: there is no such account.
        """
        with self._changing() as connection:
            _locked(connection, account_id)
            _end(connection, account_id)
            account = account_with(connection, account_id)
            return erase(connection, account, copies, who=who, at=at, schema=self._schema)

    # passwords

    def password_hash(self, account_id: str) -> str | None:
        """The hash of an account's password; None where it has none, or is not there."""
        with self._database.read() as connection:
            kept = select(AccountRow.password).where(AccountRow.record == record_id(account_id))
            return connection.execute(kept).scalar()

    def set_password(self, account_id: str, password_hash: str | None, *, who: str, at: datetime) -> None:
        """Replace a password, or take it away; the account's sessions and invitations end.

        Raises:
            NotFoundError: there is no such account.
        """
        with self._changing() as connection:
            _locked(connection, account_id)
            self._set_password(connection, account_id, password_hash, who=who, at=at)

    def _set_password(
        self, connection: Connection, account_id: str, password_hash: str | None, *, who: str, at: datetime
    ) -> None:
        kept = update(AccountRow).where(AccountRow.record == record_id(account_id))
        connection.execute(kept.values(password=password_hash))
        when = None if password_hash is None else time_text(at)
        note(connection, account_id, _PASSWORD_ON, when, who=who, at=at, schema=self._schema)
        _end(connection, account_id)

    # sessions

    def start_session(self, token_hash: str, *, account: str, at: datetime, until: datetime) -> None:
        """Note that a person came in; the session never outlives the account.

        Raises:
            NotFoundError: there is no such account.
            AccessError: it may not come in.
        """
        with self._noting() as connection:
            _locked(connection, account)
            known = _active(connection, account, at=at)
            old = delete(SessionRow).where(SessionRow.account == record_id(account), SessionRow.until <= time_text(at))
            connection.execute(old)
            end = time_text(_capped(until, known))
            row = {"token": token_hash, "account": record_id(account), "at": time_text(at), "until": end}
            connection.execute(insert(SessionRow), [row])

    def session(self, token_hash: str, *, at: datetime) -> str | None:
        """The id of the account a session belongs to; None once it has ended."""
        living = select(SessionRow.account).where(SessionRow.token == token_hash, SessionRow.until > time_text(at))
        with self._database.read() as connection:
            found = connection.execute(living).scalar()
        return account_id_of(found) if found else None

    def touch(self, token_hash: str, *, until: datetime) -> None:
        """Prolong a session that is in use; one that has ended stays ended."""
        mine = SessionRow.token == token_hash
        with self._noting() as connection:
            owner = connection.execute(select(SessionRow.account).where(mine)).scalar()
            if owner:
                end = time_text(_capped(until, account_with(connection, account_id_of(owner))))
                connection.execute(update(SessionRow).where(mine).values(until=end))

    def end_session(self, token_hash: str) -> None:
        """End a session; one that has ended already is no error."""
        with self._noting() as connection:
            connection.execute(delete(SessionRow).where(SessionRow.token == token_hash))

    def end_sessions(self, account_id: str) -> None:
        """End all sessions of an account."""
        with self._noting() as connection:
            connection.execute(delete(SessionRow).where(SessionRow.account == record_id(account_id)))

    def live_sessions(self, *, at: datetime) -> frozenset[str]:
        """The token hashes of all sessions that last."""
        with self._database.read() as connection:
            return frozenset(
                connection.execute(select(SessionRow.token).where(SessionRow.until > time_text(at))).scalars()
            )

    # invitations

    def invite(self, ticket: Ticket, *, who: str, at: datetime) -> None:
        """Keep an invitation; it replaces the account's earlier one.

        Raises:
            NotFoundError: there is no such account.
            AccessError: it may not come in.
        """
        self.enrol((), [ticket], who=who, at=at)

    def enrol(self, new: Sequence[Account], tickets: Sequence[Ticket], *, who: str, at: datetime) -> None:
        """Make accounts and keep invitations for them and for others, all or none.

        Raises:
            NotFoundError: an invitation is for an account that is neither there nor new.
            AccessError: an invited account may not come in.
            StoreError: an id or login is taken, or something in an account cannot be.
        """
        with self._changing() as connection:
            make(connection, new, who=who, at=at, schema=self._schema)
            for ticket in tickets:
                record = record_id(ticket.account)
                known = _active(connection, ticket.account, at=at)
                connection.execute(delete(InvitationRow).where(InvitationRow.account == record))
                row = {
                    "token": ticket.token_hash, "code": ticket.code_hash, "account": record,
                    "at": time_text(at), "until": time_text(_capped(ticket.until, known)),
                }  # fmt: skip
                connection.execute(insert(InvitationRow), [row])
                note(connection, ticket.account, _INVITED_ON, time_text(at), who=who, at=at, schema=self._schema)

    def invitation(self, token_hash: str, *, at: datetime) -> str | None:
        """The id of the account a link or code invites; looking uses nothing up. None where it is used or over."""
        with self._database.read() as connection:
            found = connection.execute(_invited(token_hash, at)).scalar()
        return account_id_of(found) if found else None

    def redeem(self, token_hash: str, *, password_hash: str, at: datetime) -> str | None:
        """Use an invitation up and set its account's password, in one step.

        Gives:
            The account's id; None where the invitation is unknown, used or over. Of several who try
            at once, one gets the id.
        """
        with self._changing() as connection:
            record = connection.execute(_invited(token_hash, at)).scalar()
            if record is None:
                return None
            account = account_with(connection, account_id_of(record))
            if not account.active(at):
                return None
            self._set_password(connection, account.id, password_hash, who=account.signature, at=at)
            return account.id

    # wrong guesses

    def note_failure(self, key: str, *, at: datetime) -> None:
        """Remember a wrong guess under a key; those of more than a day ago are forgotten."""
        past = select(FailureRow.number).where(FailureRow.at < time_text(at - FAILURES_KEPT))
        with self._noting() as connection:
            forgotten = past.with_for_update(skip_locked=True)
            connection.execute(delete(FailureRow).where(FailureRow.number.in_(forgotten)))
            connection.execute(insert(FailureRow), [{"key": _digest(key), "at": time_text(at)}])

    def failures(self, key: str, *, since: datetime) -> tuple[datetime, ...]:
        """When wrong guesses were made under a key, the earliest first."""
        found = select(FailureRow.at).where(FailureRow.key == _digest(key), FailureRow.at >= time_text(since))
        with self._database.read() as connection:
            return tuple(map(time_from_text, connection.execute(found.order_by(FailureRow.at)).scalars()))

    @contextmanager
    def _changing(self) -> Iterator[Connection]:
        """A write that changes accounts; on PostgreSQL, too, only one runs at a time."""
        with self._database.write() as connection:
            head_of(connection, lock=True)
            check_schema(connection, self._schema)
            yield connection

    @contextmanager
    def _noting(self) -> Iterator[Connection]:
        """A write that the history does not tell of."""
        with self._database.write() as connection:
            check_schema(connection, self._schema)
            yield connection


def _digest(key: str) -> str:
    """A key as it is kept: people sometimes type their password where the login belongs."""
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()


def _capped(until: datetime, account: Account) -> datetime:
    return until if account.until is None else min(until, account.until)


def _invited(token_hash: str, at: datetime) -> Select[Any]:
    named = or_(InvitationRow.token == token_hash, InvitationRow.code == token_hash)
    return select(InvitationRow.account).where(named, InvitationRow.until > time_text(at))


def _locked(connection: Connection, account_id: str) -> None:
    """Hold an account until the transaction ends, so that nobody comes in while it is being closed."""
    row = select(AccountRow.record).where(AccountRow.record == record_id(account_id)).with_for_update()
    if connection.execute(row).first() is None:
        raise unknown(account_id)


def _active(connection: Connection, account_id: str, *, at: datetime) -> Account:
    account = account_with(connection, account_id)
    if not account.active(at):
        raise AccessError(f"Akun {account.login} ({account.name}) tidak aktif. Aktifkan dahulu, lalu ulangi.")
    return account


def _end(connection: Connection, account_id: str) -> None:
    for row in (SessionRow, InvitationRow):
        connection.execute(delete(row).where(row.account == record_id(account_id)))


def _hold_to(connection: Connection, account: Account, *, at: datetime) -> None:
    """Nothing that lets a person in lasts longer than the account."""
    if not account.active(at):
        _end(connection, account.id)
    elif account.until is not None:
        end = time_text(account.until)
        for row in (SessionRow, InvitationRow):
            longer = update(row).where(row.account == record_id(account.id), row.until > end)
            connection.execute(longer.values(until=end))
