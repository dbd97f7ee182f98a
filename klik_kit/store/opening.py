"""Making and opening a store."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from klik_kit.errors import StoreError
from klik_kit.store.chain import time_text
from klik_kit.store.engine import Database
from klik_kit.store.migrate import Schema, brought_up_to_date, make
from klik_kit.store.repository import Store


def create_store(url: str | Path) -> Store:
    """A new store with the newest schema, in a database that holds none.

    Args:
        url: a file, ``sqlite:////folder/klik.db`` or ``postgresql://user:password@host/database``.

    Raises:
        StoreError: a store or another program's tables are there, or the database cannot be used.
    """
    return made(url, Schema())


def open_store(url: str | Path, *, backups: Path | None = None, at: datetime) -> Store:
    """The store that is there; an older schema is migrated after a backup copy.

    Args:
        url: as for ``create_store``.
        backups: folder for SQLite's backup, ``cadangan`` beside the file unless told; on
            PostgreSQL the backup is a schema ``cadangan_…`` in the same database.
        at: the present moment, with its zone; it names the backup.

    Raises:
        SchemaTooNewError: a newer klik_kit wrote it.
        StoreError: no store is there, or it cannot be opened, copied or migrated.
    """
    return opened(url, Schema(), backups=backups, at=at)


def made(url: str | Path, schema: Schema) -> Store:
    """``create_store`` with other migration scripts."""
    database = Database(url, may_create=True)
    if database.path and not database.path.parent.is_dir():
        raise StoreError(f"Folder {database.path.parent} tidak ada. Buat foldernya dahulu.")
    try:
        make(database, schema)
    except BaseException:
        database.close()
        raise
    return Store(database, schema=schema.newest)


def opened(url: str | Path, schema: Schema, *, backups: Path | None, at: datetime) -> Store:
    """``open_store`` with other migration scripts."""
    time_text(at)  # refuses a time without a zone before anything is touched
    database = Database(url)
    if database.path and not database.path.is_file():
        raise StoreError(
            f"Berkas {database.path} tidak ada. Periksa alamatnya, atau buat ruang kerja baru lebih dahulu."
        )
    try:
        backup = brought_up_to_date(database, schema, backups=backups, at=at)
    except BaseException:
        database.close()
        raise
    return Store(database, schema=schema.newest, backup=backup)
