"""A process of its own that uses a store: ``store_writer.py URL TASK ARGUMENT…``.

It prints "ready", waits for a line, and then does its task.
"""

from __future__ import annotations

import multiprocessing
import sys
from datetime import UTC, datetime
from itertools import count
from multiprocessing.synchronize import Barrier
from pathlib import Path

from klik_kit.core.records import Change, RecordKey
from klik_kit.errors import ConflictError
from klik_kit.store import Store, open_store
from klik_kit.store.migrate import Schema
from klik_kit.store.opening import opened

KEY = RecordKey(id="penghitung", kind="uji")


def now() -> datetime:
    return datetime.now(UTC)


def add_one(store: Store, field: str, *, who: str) -> None:
    """Read the version, then save; after a conflict, again from what the conflict says is stored."""
    answer = store.get(KEY.id).answers[field]
    value, version = answer.value, answer.version
    while True:
        try:
            store.save([Change(record=KEY, field=field, value=str(int(value) + 1), base=version)], who=who, at=now())
        except ConflictError as error:
            (conflict,) = error.conflicts
            value, version = conflict.stored, conflict.version
        else:
            return


def keep_adding(url: str, field: str, saves: int, start: Barrier) -> None:
    with open_store(url, at=now()) as store:
        start.wait()
        for number in range(saves):
            add_one(store, field, who=f"penulis {number}")


def say(text: object) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def ready() -> None:
    say("ready")
    sys.stdin.readline()


def main(url: str, task: str, *arguments: str) -> None:
    if task == "open":
        scripts, newest = arguments
        ready()
        with opened(url, Schema(scripts=Path(scripts), newest=newest), backups=None, at=now()) as store:
            say(store.backup)
        return
    if task == "redeem":
        key, at = arguments
        with open_store(url, at=now()) as store:
            ready()
            say(store.accounts.redeem(key, password_hash=key, at=datetime.fromisoformat(at)))
        return
    if task == "count":
        saves, *fields = arguments
        forks = multiprocessing.get_context("fork")  # eight imports of SQLAlchemy would take longer than the saves
        start = forks.Barrier(len(fields))
        writers = [forks.Process(target=keep_adding, args=(url, field, int(saves), start)) for field in fields]
        ready()
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        sys.exit(max(writer.exitcode for writer in writers))
    if task == "acknowledge":
        (record,) = arguments
        key = RecordKey(id=record, kind="uji")
        with open_store(url, at=now()) as store:
            ready()
            for number in count():
                made = store.save(
                    [Change(record=key, field=f"f{n}", value=f"{number}.{n}", base=number) for n in range(20)],
                    who="penulis",
                    at=now(),
                )
                say(made[0].version)


main(*sys.argv[1:])
