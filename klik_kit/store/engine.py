"""One database: its engine per URL, and its kinds of transaction.

May not know a table. No engine is made at import, and psycopg is imported only for PostgreSQL.

SQLite: write-ahead log, foreign keys on, synchronous=FULL, ten seconds of patience, set on each
connection. The driver begins nothing by itself; a write begins with BEGIN IMMEDIATE, so it waits
for the write before it and reads nothing that may change under it.

PostgreSQL: a read sees one snapshot (REPEATABLE READ); a write is READ COMMITTED, because each
statement after the lock on the chain's head must see what the writer before committed. Both, and
synchronous_commit, are set here whatever the server's defaults are.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError

from klik_kit.errors import StoreError
from klik_kit.store.failures import WAIT_SECONDS, Doing, explained

MIGRATION_LOCK = 0x6B6C696B
"""Key of the advisory lock under which a schema is made or migrated ("klik")."""

MIGRATION_WAIT_SECONDS = 300

FORMS = "Pakai alamat berkas, sqlite:////folder/klik.db, atau postgresql://pengguna:sandi@server/basisdata."


class Database:
    """A SQLite file or a PostgreSQL database.

    Attributes:
        path: the file, None on PostgreSQL.
        shown: its name for messages, without user and password.

    Raises:
        StoreError: the URL is none of the two, or psycopg is missing.
    """

    def __init__(self, url: str | Path, *, may_create: bool = False) -> None:
        place = _place(url)
        self.path: Path | None = None
        if place.get_backend_name() == "sqlite":
            self.path = Path(place.database or "").absolute()
            self.shown = f"penyimpanan {self.path}"
            self._secrets: tuple[str, ...] = ()
            engine = _sqlite_engine(self.path, may_create=may_create)
            self._reads = self._writes = engine
        else:
            self.shown = f"penyimpanan PostgreSQL {place.host or 'setempat'}/{place.database or ''}"
            self._secrets = _secrets(place)
            engine = _postgres_engine(place)
            self._reads = engine.execution_options(isolation_level="REPEATABLE READ")
            self._writes = engine
        self._writes = self._writes.execution_options(klik_write=True)
        self._still: ContextVar[Connection | None] = ContextVar("klik_still", default=None)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the store throughout."""
        held = self._still.get()
        if held is not None:
            with self._explained(Doing.READ):
                yield held
            return
        with self._explained(Doing.READ), self._reads.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def still(self) -> Iterator[None]:
        """All reads within the block are one transaction, and so of one moment."""
        with self.read() as connection:
            before = self._still.set(connection)
            try:
                yield
            finally:
                self._still.reset(before)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is committed at the end of the block, or leaves nothing behind."""
        with (
            self._explained(Doing.WRITE),
            self._writes.connect() as connection,
            connection.begin() as transaction,
        ):
            yield connection
            with self._explained(Doing.COMMIT):
                transaction.commit()

    @contextmanager
    def migration(self) -> Iterator[Connection]:
        """A write in which tables may be made anew; only one process at a time is in here.

        SQLite's foreign keys rest meanwhile, because a table is altered there by copying it, and
        are checked at the end.
        """
        with self._explained(Doing.WRITE), self._writes.connect() as connection:
            if self.path is None:
                with connection.begin():
                    connection.execute(text(f"SET LOCAL lock_timeout = '{MIGRATION_WAIT_SECONDS}s'"))
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
                    yield connection
                return
            _pragma(connection, f"busy_timeout = {MIGRATION_WAIT_SECONDS * 1000}")
            _pragma(connection, "foreign_keys = OFF")
            try:
                with connection.begin():
                    yield connection
                    if connection.execute(text("PRAGMA foreign_key_check")).first():
                        raise StoreError(
                            f"Skema {self.shown} tidak jadi diperbarui karena ada baris yang kehilangan catatannya. "
                            "Tidak ada yang diubah; kirim pesan ini kepada admin klinik."
                        )
            finally:
                _pragma(connection, "foreign_keys = ON")
                _pragma(connection, f"busy_timeout = {WAIT_SECONDS * 1000}")

    def wipe(self, tables: Iterable[str]) -> None:
        """Write tables anew without the room that deleted and replaced texts still occupy.

        On SQLite the log beside the file is emptied, too. PostgreSQL's own logs are out of reach.
        """
        with self._explained(Doing.READ), self._writes.connect() as connection:
            if self.path is None:
                connection = connection.execution_options(isolation_level="AUTOCOMMIT")
                connection.execute(text(f"VACUUM (FULL, ANALYZE) {', '.join(tables)}"))
                return
            _outside(connection, "VACUUM")
            (kept, *_) = _outside(connection, "PRAGMA wal_checkpoint(TRUNCATE)")[0]
            if kept:
                raise StoreError(f"Catatan sementara di samping {self.shown} masih dibaca proses lain.")

    def close(self) -> None:
        """Give back every connection."""
        self._writes.dispose()

    @contextmanager
    def _explained(self, doing: Doing) -> Iterator[None]:
        with explained(self.shown, doing=doing, secrets=self._secrets):
            yield


def _place(url: str | Path) -> URL:
    if isinstance(url, Path):
        return URL.create("sqlite", database=str(url))
    try:
        place = make_url(url.replace("postgres://", "postgresql://", 1) if url.startswith("postgres://") else url)
        backend = place.get_backend_name()
    except (ArgumentError, ValueError):  # the URL itself stays out of the message and of the traceback
        raise StoreError(f"Alamat penyimpanan tidak dapat dibaca. {FORMS}") from None
    if backend == "sqlite" and place.database not in {None, "", ":memory:"}:
        return place
    if backend == "postgresql":
        return place.set(drivername="postgresql+psycopg")
    raise StoreError(f"Penyimpanan {place.drivername} tanpa berkas atau di luar dukungan klik_kit. {FORMS}")


def _secrets(place: URL) -> tuple[str, ...]:
    found = [str(place.password)] if place.password else []
    for name, value in place.query.items():
        if "pass" in name.lower():
            found += [value] if isinstance(value, str) else value
    return tuple(secret for secret in found if secret)


def _sqlite_engine(path: Path, *, may_create: bool) -> Engine:
    def connected() -> sqlite3.Connection:
        mode = "rwc" if may_create else "rw"
        connection = sqlite3.connect(
            f"file:{quote(str(path))}?mode={mode}",
            uri=True,
            timeout=WAIT_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            _make_safe(connection, path)
        except BaseException:
            connection.close()
            raise
        return connection

    engine = create_engine("sqlite://", creator=connected, poolclass=QueuePool, hide_parameters=True)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("klik_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _make_safe(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute(f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise StoreError(
            f"Folder {path.parent} tidak mendukung penyimpanan yang aman (kemungkinan folder jaringan). "
            "Pindahkan ruang kerja ke diska setempat, atau pakai PostgreSQL."
        )


def _postgres_engine(place: URL) -> Engine:
    given = place.query.get("options", "")
    options = [given] if isinstance(given, str) else list(given)
    options += [
        f"-c lock_timeout={WAIT_SECONDS}s",
        f"-c idle_in_transaction_session_timeout={MIGRATION_WAIT_SECONDS}s",
        "-c synchronous_commit=on",
    ]
    try:
        return create_engine(
            place,
            connect_args={"connect_timeout": WAIT_SECONDS, "options": " ".join(options).strip()},
            hide_parameters=True,
            isolation_level="READ COMMITTED",
            pool_pre_ping=True,  # a server that was restarted between two saves goes unnoticed
            pool_size=1,  # many kernels share one server; a quiet one keeps a single connection
        )
    except ImportError as error:
        raise StoreError(
            "Penyimpanan PostgreSQL memerlukan psycopg, yang belum terpasang. "
            "Jalankan: pip install 'klik-kit[postgres]'"
        ) from error


def _pragma(connection: Connection, setting: str) -> None:
    _outside(connection, f"PRAGMA {setting}")


def _outside(connection: Connection, statement: str) -> list[Any]:
    """Run what SQLite takes only outside a transaction; its rows."""
    driver: Any = connection.connection.driver_connection  # past SQLAlchemy, which begins one
    return driver.execute(statement).fetchall()  # type: ignore[no-any-return]
