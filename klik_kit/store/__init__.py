"""The store: records with versioned answers and an append-only, hash-chained history.

SQLite by path, PostgreSQL by URL. May import only ``klik_kit.core``, ``klik_kit.errors``,
SQLAlchemy and Alembic; nothing outside this package sees a row, a session or an engine.

    create_store(url)                  the newest schema in an empty database
    open_store(url, at=now)            an existing store; an older schema is migrated after a backup
    Store.save / get / list            answers, conditional on the version they were based on
    Store.still                        what is read within is of one moment
    Store.history / verify / head      what happened, and the proof that nobody changed it
    Store.changes_since                what others saved after a number of the history
    Store.written_since                which records they saved it in
    Store.accounts                     who may come in: class Accounts; deletion under a pseudonym
    Store.wipe                         what deleted texts leave in the files goes
    Store.snapshot, refill             the whole content, copied into another store
"""

from klik_kit.store.accounts import Accounts, Ticket
from klik_kit.store.copying import TABLES, Snapshot, refill
from klik_kit.store.erasing import Copies, Footprint
from klik_kit.store.opening import create_store, open_store
from klik_kit.store.repository import Store
from klik_kit.store.tables import ACCOUNT_KIND

__all__ = [
    "ACCOUNT_KIND", "TABLES", "Accounts", "Copies", "Footprint", "Snapshot", "Store", "Ticket", "create_store", "open_store", "refill",
]  # fmt: skip
