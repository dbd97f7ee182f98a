"""Deleting an account: the person leaves the store, the history stays and still proves itself.

The decision. The history's hashes hold what a person wrote and the person's name. Three ways were weighed. Showing a
pseudonym while the name stays in the rows deletes nothing: every backup has it. Sealing the chain anew from the first
entry of that person makes every fingerprint printed earlier worthless, which is the only proof against who can write to
the database. So the entries lose the name in place and *keep their hash*: earlier heads and all other entries prove what
they proved. A redacted entry can no longer be hashed as it was, so the deletion is an entry of the chain itself
(``@hapus``) that seals what each redacted entry says from now on; a later change of one shows like any other.

A hash that was kept must not tell the name to who guesses it. Since schema 0003 the seal holds the person only as a
salted commitment (``cover``). Where only the person is replaced, the commitment stays without its salt: the hash goes
on proving what was written, where and when, and fits no guess. Where the value itself was personal (name, login, title,
phone), the commitment goes, too, and the hash proves nothing but its place.

What this does not do, and `klik user delete` says: names that people typed inside longer texts (unless asked to, as
``texts``) or wrote otherwise, evidence, papers and reports made before, older backups, logs. Entries of before schema 0003 have no salt: who suspects a
name or a number can still try it against their hash. Who can write to the database can also forge a deletion; it then
stands in the history as one, and proves nothing about entries without a cover.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, insert, or_, select, update

from klik_kit.core.accounts import Account
from klik_kit.store.account_rows import accounts_where, put
from klik_kit.store.chain import ERASED_FIELD, KEY_FIELD, Link, commitment, erasure_text, redaction_seal, time_text
from klik_kit.store.reading import LINKS
from klik_kit.store.saving import append, head_of
from klik_kit.store.tables import (
    ACCOUNT_KIND,
    AccountRow,
    AnswerRow,
    HistoryRow,
    InvitationRow,
    RecordRow,
    RedactionRow,
    SessionRow,
    record_id,
)

PSEUDONYM = "Akun terhapus"
_NAME = "name"
_PERSONAL = frozenset({"login", "title", "phone"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """What the store cannot know of where a person is named.

    Attributes:
        cleared: records with the fields that go, because the kit copied them from the account.
        kept: kinds of records that name people who need not have an account; they are left as they are.
        texts: whether the name goes where it stands among other words, too, in all versions.
    """

    cleared: frozenset[tuple[str, str]] = frozenset()
    kept: frozenset[str] = frozenset()
    texts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Footprint:
    """What the store knows of a person.

    Attributes:
        entries: how many entries of the history were saved by the person.
        answers: how many answers that stand now are the person's.
        sessions: how many logins are open or could be gone on with.
        invited: whether an unused invitation is out.
        replaced: fields of other records in which the pseudonym will stand, as (record, field).
        mentions: fields in which the name will still stand.
    """

    entries: int
    answers: int
    sessions: int
    invited: bool
    replaced: tuple[tuple[str, str], ...]
    mentions: tuple[tuple[str, str], ...]


def footprint(connection: Connection, account: Account, copies: Copies) -> Footprint:
    """What there is of a person; changes nothing."""
    person = _person(connection, account, copies, pseudonym=PSEUDONYM)
    pairs = _pairs(connection, person)
    replaced = {(old.record, old.field) for old, new in pairs if old.value != new.value and old.record != person.record}
    standing = select(func.count()).select_from(AnswerRow).where(AnswerRow.who.endswith(person.mark, autoescape=True))
    sessions = select(func.count()).select_from(SessionRow).where(SessionRow.account == person.record)
    invited = select(InvitationRow.token).where(InvitationRow.account == person.record)
    return Footprint(
        entries=sum(1 for old, _ in pairs if old.who.endswith(person.mark)),
        answers=connection.execute(standing).scalar_one(),
        sessions=connection.execute(sessions).scalar_one(),
        invited=connection.execute(invited).first() is not None,
        replaced=tuple(sorted(replaced)),
        mentions=_mentions(connection, person, besides={old.number for old, new in pairs if old.value != new.value}),
    )


def erase(connection: Connection, account: Account, copies: Copies, *, who: str, at: datetime, schema: str) -> str:
    """Put a pseudonym wherever the store names a person, and take the account away; gives the pseudonym.

    Sessions and invitations must have ended.
    """
    withdrawn = replace(account, disabled=True, spd=False, coaches=(), innovations=())
    put(connection, [withdrawn], who=who, at=at, schema=schema)
    person = _person(connection, account, copies, pseudonym=_free_pseudonym(connection))
    links = [new for _, new in _pairs(connection, person)]
    salts = [token_hex(16) for _ in links]
    seals = [redaction_seal(link, salt) for link, salt in zip(links, salts, strict=True)]
    head = head_of(connection, lock=True)
    told = erasure_text(seals)
    note = Link(number=0, record=person.record, field=ERASED_FIELD, value=told, version=1, who=who, at=time_text(at))
    append(connection, [person.redacted(note, ACCOUNT_KIND)], head=head)
    _redact(connection, links, seals, salts, erasure=head[0] + 1)
    connection.execute(delete(AccountRow).where(AccountRow.record == person.record))
    return person.pseudonym


@dataclass(frozen=True, slots=True, kw_only=True)
class _Person:
    """Somebody who goes: the account's record, the end of their signature, and all names the account ever had."""

    record: str
    mark: str
    names: frozenset[str]
    alone: bool
    copies: Copies
    pseudonym: str

    def redacted(self, link: Link, kind: str) -> Link:
        """A link without the person; the same one where it names somebody else."""
        mine = link.who.endswith(self.mark)
        who = self.pseudonym + self.mark if mine else link.who
        value = self._value(link, kind, mine=mine)
        if value != link.value:
            return link._replace(who=who, value=value, cover=None)
        return (
            link if who == link.who else link._replace(who=who, cover=link.cover and commitment(link.cover, link.who))
        )

    def _value(self, link: Link, kind: str, *, mine: bool) -> str | None:
        if link.value is None:
            return None
        if link.record == self.record:
            told = self.pseudonym if link.field == _NAME else link.value
            return None if link.field in _PERSONAL else told
        whole = _folded(link.value) in self.names
        if (link.record, link.field) in self.copies.cleared:
            return self.pseudonym if whole else None
        if kind in {ACCOUNT_KIND, *self.copies.kept} or not (self.alone or (whole and mine)) or link.field == KEY_FIELD:
            return link.value
        if whole:
            return self.pseudonym
        return self.words().sub(self.pseudonym, link.value) if self.copies.texts else link.value

    def words(self) -> re.Pattern[str]:
        """The names as whole words, the longest first."""
        names = (re.escape(name).replace(r"\ ", r"\s+") for name in sorted(self.names, key=len, reverse=True))
        return re.compile("|".join(rf"(?<!\w){name}(?!\w)" for name in names), re.IGNORECASE)


def _person(connection: Connection, account: Account, copies: Copies, *, pseudonym: str) -> _Person:
    record = record_id(account.id)
    ever = select(HistoryRow.value).where(HistoryRow.record == record, HistoryRow.field == _NAME)
    names = {form for name in connection.execute(ever).scalars() if name for form in _forms(name)}
    others = [a for a in accounts_where(connection, RecordRow.kind == ACCOUNT_KIND) if a.id != account.id]
    return _Person(
        record=record, mark=f" [{account.id}]", names=frozenset(names), copies=copies, pseudonym=pseudonym,
        alone=not any(names & _forms(other.name) for other in others),
    )  # fmt: skip


def _pairs(connection: Connection, person: _Person) -> list[tuple[Link, Link]]:
    """The links that name a person, each as it is and as it will be, by number."""
    naming = or_(
        HistoryRow.who.endswith(person.mark, autoescape=True),
        HistoryRow.record.in_({person.record, *(record for record, _ in person.copies.cleared)}),
        _holding(person.names),
    )
    wanted = LINKS.add_columns(RecordRow.kind).join(RecordRow, RecordRow.id == HistoryRow.record).where(naming)
    found = []
    for row in connection.execute(wanted.order_by(HistoryRow.number)):
        *stored, kind = row
        old = Link(*stored)
        new = person.redacted(old, kind)
        if new != old:
            found.append((old, new))
    return found


def _mentions(connection: Connection, person: _Person, *, besides: set[int]) -> tuple[tuple[str, str], ...]:
    """Where else a name stands as whole words, by record and field."""
    wanted = LINKS.where(_holding(person.names), HistoryRow.record != person.record).order_by(HistoryRow.number)
    words, links = person.words(), (Link(*row) for row in connection.execute(wanted))
    places = {(k.record, k.field) for k in links if k.number not in besides and words.search(k.value or "")}
    return tuple(sorted(places))


def _holding(names: Iterable[str]) -> ColumnElement[bool]:
    """Whether a value may hold one of some folded names, whatever room is between its words."""
    words = (re.sub(r"([/%_])", r"/\1", name).replace(" ", "%") for name in sorted(names))
    return or_(*(HistoryRow.value.ilike(f"%{some}%", escape="/") for some in words))


def _redact(
    connection: Connection, links: Sequence[Link], seals: Sequence[str], salts: Sequence[str], *, erasure: int
) -> None:
    older = update(RedactionRow).where(RedactionRow.number == bindparam("of_number")).values(salt=None)
    connection.execute(older, [{"of_number": link.number} for link in links])
    noted = [
        {"number": link.number, "erasure": erasure, "seal": seal, "salt": salt}
        for link, seal, salt in zip(links, seals, salts, strict=True)
    ]
    connection.execute(insert(RedactionRow), noted)
    said: dict[str, Any] = {"who": bindparam("new_who"), "value": bindparam("new_value")}
    chained = update(HistoryRow).where(HistoryRow.number == bindparam("of_number"))
    connection.execute(
        chained.values(cover=bindparam("new_cover"), **said),
        [{"of_number": k.number, "new_who": k.who, "new_value": k.value, "new_cover": k.cover} for k in links],
    )
    standing = update(AnswerRow).where(
        AnswerRow.record == bindparam("of_record"),
        AnswerRow.field == bindparam("of_field"),
        AnswerRow.version == bindparam("of_version"),
    )
    connection.execute(
        standing.values(**said),
        [
            {
                "of_record": k.record,
                "of_field": k.field,
                "of_version": k.version,
                "new_who": k.who,
                "new_value": k.value,
            }
            for k in links
        ],
    )


def _free_pseudonym(connection: Connection) -> str:
    """A pseudonym that nobody has: drawn, so that it tells nothing of the person."""
    taken = {account.name for account in accounts_where(connection, RecordRow.kind == ACCOUNT_KIND, deleted=True)}
    while (drawn := f"{PSEUDONYM} {token_hex(2).upper()}") in taken:
        pass
    return drawn


def _forms(name: str) -> set[str]:
    """A name as it may be written alone: with and without the titles behind it."""
    return {_folded(name), _folded(name.partition(",")[0])} - {""}


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
