"""Class Store: the only way to the tables.

May not change or delete a link of the history; there is no statement here that could. Only `erasing.py`
has one, which puts a pseudonym in the place of a deleted person.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from klik_kit.core.records import Answer, Change, HistoryEntry, Record, RecordKey, Seen
from klik_kit.errors import NotFoundError, Problem, StoreError
from klik_kit.store.accounts import Accounts
from klik_kit.store.copying import TABLES, Snapshot, snapshot_of
from klik_kit.store.engine import Database
from klik_kit.store.plan import check_name, wished
from klik_kit.store.reading import entries, entries_after, last_time, records, standing_keys, touched, touched_keys
from klik_kit.store.saving import head_of, save_into
from klik_kit.store.tables import RecordRow
from klik_kit.store.verification import problems


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

    @property
    def file(self) -> Path | None:
        """The SQLite file, which only this machine can open; None on PostgreSQL."""
        return self._database.path

    @contextmanager
    def still(self) -> Iterator[None]:
        """What is read within the block is of one moment, whatever others save meanwhile."""
        with self._database.still():
            yield

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """The whole content as it is now, to be copied within the block while others go on saving."""
        with self._database.read() as connection:
            yield snapshot_of(connection)

    @property
    def accounts(self) -> Accounts:
        """Who may come in: accounts, sessions and invitations."""
        return Accounts(self._database, schema=self._schema)

    def save(
        self, changes: Sequence[Change], *, who: str, at: datetime, seen: Sequence[Seen] = ()
    ) -> tuple[Answer, ...]:
        """Write all changes, or none; one answer per change, in their order.

        A change that repeats the stored value is no news: its stored answer comes back and nothing
        is written. New records and moves to another unit are noted in the history as ``@key``.

        Args:
            changes: each based on the version its writer saw; a parent may be made in the same call.
            who: the person, as the history will name them.
            at: the moment, with its zone; kept in UTC.
            seen: fields the save depends on, the state of a record say; they are not written.

        Raises:
            ConflictError: at least one base, or one field of ``seen``, is not the stored version;
                carries all such fields.
            StoreError: a change that cannot be, or a database that cannot write now.
        """
        wish = wished(changes, who=who, at=at, seen=seen)
        if not wish.changes:
            return ()
        with self._database.write() as connection:
            return save_into(connection, wish, schema=self._schema)

    def get(self, record_id: str) -> Record:
        """One record with its newest answers.

        Raises:
            NotFoundError: no record has this id, or none ever can: it is empty, too long, or no text.
        """
        try:
            check_name(record_id, what="Id catatan")
        except StoreError as error:
            raise NotFoundError("Catatan ini tidak ada. Muat ulang halamannya, lalu pilih dari daftarnya.") from error
        with self._database.read() as connection:
            found = records(connection, RecordRow.id == record_id)
        if not found:
            raise _unknown(record_id)
        return found[0]

    def list(
        self,
        kind: str,
        *,
        unit: str | None = None,
        parent: str | None = None,
        edition: str | None = None,
        fields: Sequence[str] = (),
    ) -> tuple[Record, ...]:
        """All records of a kind, by id; of one unit, parent or edition where it is given.

        Where ``fields`` are named, the records carry only these answers: of many records a few are read sooner.
        """
        check_name(kind, what="Jenis catatan")
        conditions = [RecordRow.kind == kind]
        for name, wanted in ((RecordRow.unit, unit), (RecordRow.parent, parent), (RecordRow.edition, edition)):
            if wanted is not None:
                check_name(wanted, what="Saringan daftar")
                conditions.append(name == wanted)
        with self._database.read() as connection:
            return records(connection, *conditions, fields=fields)

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

    def changes_since(self, number: int, records: Sequence[str]) -> tuple[HistoryEntry, ...]:
        """The links of some records after a number of the history, by number; unknown records have none."""
        for record_id in records:
            check_name(record_id, what="Id catatan")
        with self._database.read() as connection:
            return entries_after(connection, number, records)

    def touched_since(self, number: int, kind: str) -> bool:
        """Whether any record of a kind was written after a number of the history."""
        check_name(kind, what="Jenis catatan")
        with self._database.read() as connection:
            return touched(connection, number, kind)

    def written_since(self, number: int) -> tuple[RecordKey, ...]:
        """The keys of all records written after a number of the history, by id."""
        with self._database.read() as connection:
            return touched_keys(connection, number)

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
            return head_of(connection)

    def last_saved(self) -> datetime | None:
        """When the newest entry was saved, in UTC; None in an empty store."""
        with self._database.read() as connection:
            return last_time(connection)

    def wipe(self) -> None:
        """Take away what deleted and replaced texts leave in the database's files; others may go on working.

        Raises:
            StoreError: the database is in use for too long, or may not be written anew.
        """
        self._database.wipe(TABLES)

    def close(self) -> None:
        """Give back the connections."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _unknown(record_id: str) -> NotFoundError:
    return NotFoundError(f"Catatan {record_id} tidak ada. Periksa id-nya, atau muat ulang daftarnya.")
