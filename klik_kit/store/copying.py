"""A store's content as rows that either database takes, at one moment, and a new store filled with them.

SQLite's backup and PostgreSQL's dump know only themselves; rows read in one transaction serve both, and carry a
clinic from the one to the other. Open sessions, invitations and wrong guesses are left out: they let people in or
keep them out for hours, and must not come to life again with an old copy. Accounts and the hashes of their
passwords go along.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, column, delete, insert, select, table

from klik_kit.errors import ExchangeError, Problem
from klik_kit.store.engine import Database
from klik_kit.store.migrate import Schema, check_empty, check_known, revision, run
from klik_kit.store.saving import head_of
from klik_kit.store.tables import FailureRow, HeadRow, HistoryRow, InvitationRow, Rows, SessionRow
from klik_kit.store.verification import problems

ROWS_AT_ONCE = 1000
_ENDS_BY_ITSELF = {SessionRow.__tablename__, InvitationRow.__tablename__, FailureRow.__tablename__}
TABLES = tuple(t.name for t in Rows.metadata.sorted_tables if t.name not in _ENDS_BY_ITSELF)
"""What is copied, each after those it refers to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A store as it was at one moment, while its transaction lasts.

    Attributes:
        schema: the revision of its schema.
        head: how many entries its history has, and the newest one's hash.
    """

    schema: str
    head: tuple[int, str]
    _connection: Connection

    def rows(self, name: str) -> tuple[tuple[str, ...], Iterator[Sequence[Any]]]:
        """The columns of a table, and its rows, streamed in the order of its key."""
        shape = Rows.metadata.tables[name]
        wanted = select(shape).order_by(*shape.primary_key)
        found = self._connection.execute(wanted, execution_options={"yield_per": ROWS_AT_ONCE})
        return tuple(shape.columns.keys()), (tuple(row) for row in found)

    def values_ever(self, field: str) -> frozenset[str]:
        """Every value that a field has or once had, of any record."""
        wanted = select(HistoryRow.value).where(HistoryRow.field == field, HistoryRow.value.is_not(None)).distinct()
        return frozenset(filter(None, self._connection.execute(wanted).scalars()))


def snapshot_of(connection: Connection) -> Snapshot:
    """The store as an open read sees it."""
    return Snapshot(schema=revision(connection) or "", head=head_of(connection), _connection=connection)


def refill(
    url: str | Path,
    *,
    schema: str,
    head: tuple[int, str],
    tables: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Any]]]],
    then: Callable[[Snapshot], None],
) -> dict[str, int]:
    """Fill an empty database with copied rows, all or nothing; gives how many each table got.

    Args:
        url: as for ``create_store``.
        schema: the revision the rows were read under; an older one is brought up to date.
        head: which the filled history must end with.
        tables: name, columns and rows of each, in the order of ``TABLES``.
        then: looks at what is in and proven, before it counts.

    Raises:
        ExchangeError: the rows are not a whole store.
        SchemaTooNewError: a newer klik_kit wrote them.
        StoreError: the database is in use, or refuses the rows.
    """
    database = Database(url, may_create=True)
    try:
        check_known(schema, Schema(), database)
        with database.migration() as connection:
            check_empty(connection, database)
            run(connection, Schema(newest=schema))
            connection.execute(delete(HeadRow))
            counts = {name: _fill(connection, name, columns, rows) for name, columns, rows in tables}
            if schema != Schema().newest:
                run(connection, Schema())
            found = list(problems(connection, anchor=head))
            if head_of(connection) != head:
                found.append(Problem(where="kepala riwayat", what="bukan yang dicatat saat disalin."))
            if found:
                raise ExchangeError(
                    "\n".join(["Isi penyimpanan yang disalin tidak utuh:", *(f"- {one}" for one in found)])
                )
            then(snapshot_of(connection))
        return counts
    finally:
        database.close()


def _fill(connection: Connection, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    into, count, rest = insert(table(name, *map(column, columns))), 0, iter(rows)
    while some := list(islice(rest, ROWS_AT_ONCE)):
        connection.execute(into, [dict(zip(columns, row, strict=True)) for row in some])
        count += len(some)
    return count
