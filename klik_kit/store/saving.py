"""Writing a checked save into an open transaction: answers, their links, and the head they continue.

May not begin or commit a transaction; it is part of the caller's.
"""

from __future__ import annotations

from collections.abc import Iterable
from secrets import token_hex
from typing import Any

from sqlalchemy import Connection, Insert, Update, bindparam, insert, select, update

from klik_kit.core.records import Answer
from klik_kit.errors import AccessError, StoreError
from klik_kit.store.chain import Link, sealed
from klik_kit.store.migrate import changed_since
from klik_kit.store.plan import Plan, Wish, planned
from klik_kit.store.reading import standing_answers, standing_keys
from klik_kit.store.tables import (
    REVISION,
    AccountRow,
    AnswerRow,
    HeadRow,
    HistoryRow,
    RecordRow,
    answer_to_row,
    key_to_row,
    record_id,
)

_HEAD = select(HeadRow.count, HeadRow.hash)
_LOCKED_HEAD = _HEAD.with_for_update()
_DELETED = (
    select(RecordRow.id)
    .outerjoin(AccountRow, AccountRow.record == RecordRow.id)
    .where(RecordRow.id == bindparam("account"), AccountRow.record.is_(None))
)
_MAY_WRITE = REVISION.add_columns(_DELETED.exists())
_MOVE_HEAD = update(HeadRow).values(count=bindparam("number"), hash=bindparam("last"))
_MOVE = (
    update(RecordRow)
    .where(RecordRow.id == bindparam("of_id"), RecordRow.version == bindparam("base"))
    .values(unit=bindparam("new_unit"), version=bindparam("new_version"))
)
_ANSWER_AGAIN = (
    update(AnswerRow)
    .where(
        AnswerRow.record == bindparam("of_record"),
        AnswerRow.field == bindparam("of_field"),
        AnswerRow.version == bindparam("base"),
    )
    .values(
        value=bindparam("new_value"),
        version=bindparam("new_version"),
        who=bindparam("new_who"),
        at=bindparam("new_at"),
    )
)


def save_into(connection: Connection, wish: Wish, *, schema: str) -> tuple[Answer, ...]:
    """Write all changes of a save; one answer per change, in their order.

    Raises:
        ConflictError: a base, or a field the save depends on, is not the stored version.
        StoreError: a change that cannot be, or a schema that is no longer the one opened.
        AccessError: the person's account was deleted meanwhile; the history must not name them again.
    """
    head = head_of(connection, lock=True)
    check_schema(connection, schema, who=wish.who)  # only once the head is ours: a migration holds it meanwhile
    parents = {key.parent for key in wish.keys.values() if key.parent is not None}
    keys = standing_keys(connection, wish.keys.keys() | parents)
    places = [(change.record.id, change.field) for change in wish.changes if change.record.id in keys]
    places += [(seen.record, seen.field) for seen in wish.seen]
    plan = planned(wish, keys=keys, answers=standing_answers(connection, places))
    if plan.links:
        _write(connection, plan, head=head, at=wish.written_at)
    return tuple(plan.answers)


def check_schema(connection: Connection, opened: str, *, who: str = "") -> None:
    """Refuse to write by the rules of another schema, or as a person who was deleted.

    Raises:
        SchemaTooNewError: the store was migrated since it was opened.
        AccessError: the account that ``who`` ends with was deleted.
    """
    row = connection.execute(_MAY_WRITE, {"account": record_id(who.rpartition(" [")[2].removesuffix("]"))}).first()
    found, deleted = row or (None, False)
    if found != opened:
        raise changed_since(found, opened=opened)
    if deleted:
        raise AccessError("Akun ini sudah dihapus; perubahan ini tidak disimpan. Hubungi admin klinik.")


def head_of(connection: Connection, *, lock: bool = False) -> tuple[int, str]:
    """How many links the chain has, and the newest one's hash; with ``lock``, until the transaction ends."""
    row = connection.execute(_LOCKED_HEAD if lock else _HEAD).first()
    if row is None:
        raise StoreError("Kepala riwayat hilang dari penyimpanan. Jalankan pemeriksaan, lalu pulihkan dari cadangan.")
    count, last = row
    return count, last


def _write(connection: Connection, plan: Plan, *, head: tuple[int, str], at: str) -> None:
    _insert(connection, insert(RecordRow), [key_to_row(key, version=1) for key in plan.new_keys])
    _update(
        connection,
        _MOVE,
        [
            {"of_id": key.id, "base": version - 1, "new_unit": key.unit, "new_version": version}
            for key, version in plan.moved
        ],
    )
    _insert(
        connection, insert(AnswerRow), [answer_to_row(record, answer, at=at) for record, answer in plan.new_answers]
    )
    _update(
        connection,
        _ANSWER_AGAIN,
        [
            {
                "of_record": record,
                "of_field": answer.field,
                "base": answer.version - 1,
                "new_value": answer.value,
                "new_version": answer.version,
                "new_who": answer.who,
                "new_at": at,
            }
            for record, answer in plan.next_answers
        ],
    )
    append(connection, plan.links, head=head)


def append(connection: Connection, links: Iterable[Link], *, head: tuple[int, str]) -> None:
    """Continue the chain from its locked head; each link gets a salt of its own."""
    chain = sealed((link._replace(cover=token_hex(16)) for link in links), head=head)
    _insert(connection, insert(HistoryRow), [link._asdict() for link in chain])
    connection.execute(_MOVE_HEAD, {"number": chain[-1].number, "last": chain[-1].hash})


def _insert(connection: Connection, statement: Insert, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(statement, rows)


def _update(connection: Connection, statement: Update, rows: list[dict[str, Any]]) -> None:
    """Update each row that still has its base version; anything less is undone."""
    if rows and connection.execute(statement, rows).rowcount != len(rows):
        raise StoreError(
            "Isian diubah program lain di luar klik_kit saat disimpan; tidak ada yang disimpan. "
            "Muat ulang, lalu coba lagi."
        )
