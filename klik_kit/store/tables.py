"""The tables as typed rows, and the way from a row to a core value and back.

May not hold rules: what may be written is decided in ``plan.py``. The schema itself is made by
``migrations/``; a test holds both to the same tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    column,
    select,
    table,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from klik_kit.core.records import Answer, HistoryEntry, RecordKey
from klik_kit.store.chain import time_from_text

NEWEST = "0003"
"""The revision of the schema this package reads and writes."""

VERSION_TABLE = "klik_schema"
"""Where Alembic notes the revision; not its default name, so a shared database stays clear."""

REVISION = select(column("version_num", String)).select_from(table(VERSION_TABLE))
"""The revision of the schema in a database."""

ACCOUNT_KIND = "akun"
"""The kind of the records that tell what an account is."""

type_of_number = BigInteger().with_variant(Integer, "sqlite")


class Rows(DeclarativeBase):
    """The declarative base of the tables."""

    type_annotation_map = {str: Text, int: Integer}  # noqa: RUF012 - SQLAlchemy's own declaration
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class RecordRow(Rows):
    """A record's key; ``version`` counts its creation (1) and each move."""

    __tablename__ = "record"
    __table_args__ = (Index(None, "kind", "unit"), Index(None, "parent"))

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    unit: Mapped[str | None]
    parent: Mapped[str | None] = mapped_column(ForeignKey("record.id", deferrable=True, initially="DEFERRED"))
    edition: Mapped[str | None]
    version: Mapped[int]


class AnswerRow(Rows):
    """The newest answer of one field; the same values stand in the history at this version."""

    __tablename__ = "answer"
    __table_args__ = (CheckConstraint("version >= 1", name="version"),)

    record: Mapped[str] = mapped_column(ForeignKey("record.id"), primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str | None]
    version: Mapped[int]
    who: Mapped[str]
    at: Mapped[str]


class HistoryRow(Rows):
    """One link of the chain; triggers refuse to change or delete it."""

    __tablename__ = "history"
    __table_args__ = (UniqueConstraint("record", "field", "version"),)

    number: Mapped[int] = mapped_column(type_of_number, primary_key=True, autoincrement=False)
    record: Mapped[str] = mapped_column(ForeignKey("record.id"))
    field: Mapped[str]
    value: Mapped[str | None]
    version: Mapped[int]
    who: Mapped[str]
    at: Mapped[str]
    hash: Mapped[str] = mapped_column(String(64))
    cover: Mapped[str | None]


class RedactionRow(Rows):
    """That a deletion, the link ``erasure``, put a pseudonym into the link ``number``; the newest has a ``salt``."""

    __tablename__ = "redaction"
    __table_args__ = (Index(None, "erasure"),)

    number: Mapped[int] = mapped_column(type_of_number, ForeignKey("history.number"), primary_key=True)
    erasure: Mapped[int] = mapped_column(type_of_number, ForeignKey("history.number"), primary_key=True)
    seal: Mapped[str] = mapped_column(String(64))
    salt: Mapped[str | None]


class HeadRow(Rows):
    """The only row of its table: how many links the chain has, and the hash of the last.

    On PostgreSQL each writer locks it first, so writers wait for one another as on SQLite.
    """

    __tablename__ = "history_head"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count: Mapped[int] = mapped_column(type_of_number)
    hash: Mapped[str] = mapped_column(String(64))


class AccountRow(Rows):
    """What an account keeps that no history may hold; the rest are the answers of the record of this id.

    ``login`` is here as well, folded, because two accounts may not share one.
    """

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("login"),)

    record: Mapped[str] = mapped_column(ForeignKey("record.id"), primary_key=True)
    login: Mapped[str]
    password: Mapped[str | None]


class SessionRow(Rows):
    """A login that lasts ``until``, by the hash of its token; it never outlives its account."""

    __tablename__ = "session"
    __table_args__ = (Index(None, "account"),)

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("account.record"))
    at: Mapped[str]
    until: Mapped[str]


class InvitationRow(Rows):
    """The invitation of an account, by the hashes of its link and of its short code; gone once used."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("code"), UniqueConstraint("account"))

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    code: Mapped[str] = mapped_column(String(64))
    account: Mapped[str] = mapped_column(ForeignKey("account.record"))
    at: Mapped[str]
    until: Mapped[str]


class FailureRow(Rows):
    """A wrong guess under some key: a login or a network address."""

    __tablename__ = "login_failure"
    __table_args__ = (Index(None, "key", "at"), Index(None, "at"))

    number: Mapped[int] = mapped_column(type_of_number, primary_key=True)
    key: Mapped[str]
    at: Mapped[str]


def record_id(account_id: str) -> str:
    """The record of an account."""
    return f"{ACCOUNT_KIND}:{account_id}"


def account_id_of(record: str) -> str:
    """The account of a record."""
    return record.removeprefix(f"{ACCOUNT_KIND}:")


def key_to_row(key: RecordKey, *, version: int) -> dict[str, Any]:
    """The values of one ``RecordRow``."""
    return {
        "id": key.id,
        "kind": key.kind,
        "unit": key.unit,
        "parent": key.parent,
        "edition": key.edition,
        "version": version,
    }


def key_from_row(row: Sequence[Any]) -> RecordKey:
    """The key in a row that begins with the columns id, kind, unit, parent, edition."""
    return RecordKey(id=row[0], kind=row[1], unit=row[2], parent=row[3], edition=row[4])


def answer_to_row(record: str, answer: Answer, *, at: str) -> dict[str, Any]:
    """The values of one ``AnswerRow``; ``at`` is the written form of ``answer.at``."""
    return {
        "record": record,
        "field": answer.field,
        "value": answer.value,
        "version": answer.version,
        "who": answer.who,
        "at": at,
    }


def answer_from_row(row: Sequence[Any]) -> Answer:
    """The answer in a row of the columns record, field, value, version, who, at."""
    _, field, value, version, who, at = row
    return Answer(field=field, value=value, version=version, who=who, at=time_from_text(at))


def entry_from_row(row: Sequence[Any]) -> HistoryEntry:
    """The link in a row of the columns number, record, field, value, version, who, at, hash."""
    number, record, field, value, version, who, at, seal = row
    return HistoryEntry(
        number=number,
        record=record,
        field=field,
        value=value,
        version=version,
        who=who,
        at=time_from_text(at),
        hash=seal,
    )
