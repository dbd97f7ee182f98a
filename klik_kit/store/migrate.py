"""The schema: which revision a database has, making the newest, and migrating an older one.

May not open a store for use. An older schema is copied before it is changed, in the same
transaction or under the same lock, so the copy is exactly what the migration began from.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from klik_kit.errors import SchemaTooNewError, StoreError
from klik_kit.store.engine import Database
from klik_kit.store.tables import NEWEST, REVISION, VERSION_TABLE, Rows

OURS = frozenset({VERSION_TABLE, *Rows.metadata.tables})


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """The migration scripts and the newest revision among them."""

    scripts: Path = Path(__file__).parent / "migrations"
    newest: str = NEWEST


def revision(connection: Connection) -> str | None:
    """The revision of a database's schema; None where no store is."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(REVISION).scalar()


def make(database: Database, schema: Schema) -> None:
    """Make the schema in an empty database.

    Raises:
        StoreError: a store, or on SQLite any other table, is there already.
    """
    with database.migration() as connection:
        check_empty(connection, database)
        run(connection, schema)


def check_empty(connection: Connection, database: Database) -> None:
    """Refuse a database in which a store may not be made.

    Raises:
        StoreError: a store, or on SQLite any other table, is there already.
    """
    found = set(inspect(connection).get_table_names())
    if found & OURS:
        raise StoreError(
            f"Sudah ada data di {database.shown}; tidak ada yang ditimpa. Buka saja, atau pilih tempat lain."
        )
    if found and database.path:
        raise StoreError(f"Berkas {database.path} adalah basis data program lain. Pilih nama berkas lain.")


def brought_up_to_date(database: Database, schema: Schema, *, backups: Path | None, at: datetime) -> str | None:
    """Migrate an older schema after a copy; the copy's path or schema name, None where none was needed.

    Raises:
        SchemaTooNewError: the database's revision is unknown to these scripts.
        StoreError: no store is there, or the copy or the migration failed; nothing was changed.
    """
    with database.read() as connection:
        found = revision(connection)
    if found == schema.newest:
        return None
    check_known(found, schema, database)
    with database.migration() as connection:
        found = revision(connection)
        if found == schema.newest:  # another process was first
            return None
        check_known(found, schema, database)
        stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        if database.path:
            folder = backups or database.path.parent / "cadangan"
            copy = _copy_file(database.path, folder, f"klik-{found}-{stamp}")
        else:
            connection.execute(text("LOCK TABLE history_head IN ACCESS EXCLUSIVE MODE"))  # writers wait here
            copy = _copy_tables(connection, f"cadangan_{found}_{stamp.lower()}")
        run(connection, schema)
        return copy


def changed_since(found: str | None, *, opened: str) -> SchemaTooNewError:
    """What to tell a writer whose store was migrated by another program meanwhile."""
    return SchemaTooNewError(
        f"Skema penyimpanan berubah dari {opened} menjadi {found or 'tidak dikenal'} sejak dibuka. "
        "Perubahan ini tidak disimpan sama sekali. Perbarui klik_kit bila perlu, lalu buka lagi."
    )


def check_known(found: str | None, schema: Schema, database: Database) -> None:
    """Refuse what was written under a schema that these scripts do not know.

    Raises:
        SchemaTooNewError: the revision is unknown to these scripts.
        StoreError: there is none.
    """
    if found is None:
        raise StoreError(
            f"Tidak ada data klik_kit di {database.shown}. Periksa alamatnya, atau buat ruang kerja baru lebih dahulu."
        )
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory(str(schema.scripts)).walk_revisions()}
    if found not in known:
        raise SchemaTooNewError(
            f"{database.shown[0].upper()}{database.shown[1:]} ditulis oleh klik_kit yang lebih baru: skemanya {found}, "
            f"sedangkan yang terpasang mengenal sampai {schema.newest}. Tidak ada yang diubah. "
            "Perbarui dengan pip install -U klik-kit, lalu buka lagi."
        )


def run(connection: Connection, schema: Schema) -> None:
    """Bring the schema of an open migration to a revision."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(schema.scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, schema.newest)


def _copy_file(source: Path, folder: Path, name: str) -> str:
    """Copy a SQLite database whole, check the copy, and only then give it its name."""
    partial = folder / f"{name}.belum-selesai"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        partial.unlink(missing_ok=True)
        with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(partial)) as copy:
            original.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it
            verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
        if verdict != "ok":
            raise StoreError(f"Cadangan {partial} tidak utuh ({verdict}). Skema tidak diubah; periksa diskanya.")
        _to_disk(partial)
        target = partial.rename(_free(folder, name))
        _to_disk(folder)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(
            f"Cadangan ke {folder} gagal dibuat ({error}), maka skema tidak diubah. "
            "Periksa ruang diska dan izin folder itu, lalu buka lagi."
        ) from error
    return str(target)


def _free(folder: Path, name: str) -> Path:
    names = (f"{name}.db" if n == 1 else f"{name}-{n}.db" for n in count(1))
    return next(path for path in map(folder.joinpath, names) if not path.exists())


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _copy_tables(connection: Connection, name: str) -> str:
    """Copy our tables into a schema of their own, within the transaction of the migration."""
    inspector = inspect(connection)
    taken = set(inspector.get_schema_names())
    names = (name if n == 1 else f"{name}_{n}" for n in count(1))
    target = next(free for free in names if free not in taken)
    quoted = connection.dialect.identifier_preparer.quote
    try:
        connection.execute(text(f"CREATE SCHEMA {quoted(target)}"))
        for table in sorted(OURS & set(inspector.get_table_names())):
            connection.execute(text(f"CREATE TABLE {quoted(target)}.{quoted(table)} AS TABLE {quoted(table)}"))
    except SQLAlchemyError as error:
        raise StoreError(
            f"Cadangan {target} gagal dibuat, maka skema tidak diubah. "
            "Pengguna basis data perlu hak CREATE pada basis data ini; minta kepada admin server."
        ) from error
    return target
