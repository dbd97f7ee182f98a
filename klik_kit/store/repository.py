"""Class Store: the only way to the tables.

May not change or delete a link of the history; there is no statement here that could.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Insert, Update, bindparam, insert, select, update

from klik_kit.core.records import Answer, Change, HistoryEntry, Record
from klik_kit.errors import NotFoundError, Problem, StoreError
from klik_kit.store.chain import sealed
from klik_kit.store.engine import Database
from klik_kit.store.migrate import changed_since
from klik_kit.store.plan import Plan, check_name, planned, wished
from klik_kit.store.reading import entries, records, standing_answers, standing_keys
from klik_kit.store.tables import (
    REVISION,
    AnswerRow,
    HeadRow,
    HistoryRow,
    RecordRow,
    answer_to_row,
    key_to_row,
)
from klik_kit.store.verification import problems

_HEAD = select(HeadRow.count, HeadRow.hash)
_LOCKED_HEAD = _HEAD.with_for_update()
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


class Store:
    """An open store; its methods may be called from several threads.

    Attributes:
        backup: the copy made because this opening migrated an older schema, None otherwise: a
            file on SQLite, a database schema on PostgreSQL.
    """

    def __init__(self, database: Database, *, schema: str, backup: str | None = None) -> None:
        self._database = database
        self._schema = schema
        self.backup = backup

    def save(self, changes: Sequence[Change], *, who: str, at: datetime) -> tuple[Answer, ...]:
        """Write all changes, or none; one answer per change, in their order.

        A change that repeats the stored value is no news: its stored answer comes back and nothing
        is written. New records and moves to another unit are noted in the history as ``@key``.

        Args:
            changes: each based on the version its writer saw; a parent may be made in the same call.
            who: the person, as the history will name them.
            at: the moment, with its zone; kept in UTC.

        Raises:
            ConflictError: at least one base is not the stored version; carries all such changes.
            StoreError: a change that cannot be, or a database that cannot write now.
        """
        wish = wished(changes, who=who, at=at)
        if not wish.changes:
            return ()
        with self._database.write() as connection:
            head = self._head_to_continue(connection)
            parents = {key.parent for key in wish.keys.values() if key.parent is not None}
            keys = standing_keys(connection, wish.keys.keys() | parents)
            places = [(change.record.id, change.field) for change in wish.changes if change.record.id in keys]
            plan = planned(wish, keys=keys, answers=standing_answers(connection, places))
            if plan.links:
                _write(connection, plan, head=head, at=wish.written_at)
        return tuple(plan.answers)

    def get(self, record_id: str) -> Record:
        """One record with its newest answers.

        Raises:
            NotFoundError: no record has this id.
        """
        check_name(record_id, what="Id catatan")
        with self._database.read() as connection:
            found = records(connection, RecordRow.id == record_id)
        if not found:
            raise _unknown(record_id)
        return found[0]

    def list(
        self, kind: str, *, unit: str | None = None, parent: str | None = None, edition: str | None = None
    ) -> tuple[Record, ...]:
        """All records of a kind, by id; of one unit, parent or edition where it is given."""
        check_name(kind, what="Jenis catatan")
        conditions = [RecordRow.kind == kind]
        for name, wanted in ((RecordRow.unit, unit), (RecordRow.parent, parent), (RecordRow.edition, edition)):
            if wanted is not None:
                check_name(wanted, what="Saringan daftar")
                conditions.append(name == wanted)
        with self._database.read() as connection:
            return records(connection, *conditions)

    def history(self, record_id: str, field: str | None = None) -> tuple[HistoryEntry, ...]:
        """Every saved answer of a record, or of one field, by number; ``@key`` entries included.

        Raises:
            NotFoundError: no record has this id.
        """
        check_name(record_id, what="Id catatan")
        if field is not None:
            check_name(field, what="Nama isian")
        with self._database.read() as connection:
            if not standing_keys(connection, [record_id]):
                raise _unknown(record_id)
            return entries(connection, record_id, field)

    def verify(self, *, anchor: tuple[int, str] | None = None) -> tuple[Problem, ...]:
        """Every sign of tampering: a broken chain, or answers and keys that are not its last word.

        Args:
            anchor: an earlier ``head()``, from a printed report say; the chain must still pass it.
        """
        with self._database.read() as connection:
            return tuple(problems(connection, anchor=anchor))

    def head(self) -> tuple[int, str]:
        """How many entries the history has, and the newest one's hash."""
        with self._database.read() as connection:
            return _head(connection)

    def close(self) -> None:
        """Give back the connections."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _head_to_continue(self, connection: Connection) -> tuple[int, str]:
        """The head, locked; only then is it asked whether the schema is still the one opened."""
        head = _head(connection, lock=True)
        found = connection.execute(REVISION).scalar()
        if found != self._schema:
            raise changed_since(found, opened=self._schema)
        return head


def _head(connection: Connection, *, lock: bool = False) -> tuple[int, str]:
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
    chain = sealed(plan.links, head=head)
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


def _unknown(record_id: str) -> NotFoundError:
    return NotFoundError(f"Catatan {record_id} tidak ada di penyimpanan. Periksa id-nya, atau muat ulang daftarnya.")
