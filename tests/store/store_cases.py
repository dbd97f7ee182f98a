"""Values and hands the store's tests share."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

import klik_kit
from klik_kit.core.records import Change, RecordKey

AT = datetime(2026, 3, 2, 1, 4, 5, 678901, tzinfo=UTC)
LATER = AT + timedelta(minutes=1)
KEY = RecordKey(id="inovasi-1", kind="inovasi", unit="1.02", edition="iid-2025")
REGION = RecordKey(id="daerah", kind="daerah")

WRITER = Path(__file__).with_name("store_writer.py")


def change(field: str, value: str | None, *, base: int = 0, record: RecordKey = KEY) -> Change:
    return Change(record=record, field=field, value=value, base=base)


def raw(url: str, *statements: str) -> list[tuple[Any, ...]]:
    """Run statements past the store, as somebody with a database tool; rows of the last one."""
    rows: list[tuple[Any, ...]] = []
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            for statement in statements:
                rows = connection.execute(statement).fetchall()
            connection.commit()
        return rows
    with psycopg.connect(url) as connection:
        for statement in statements:
            cursor = connection.execute(statement)
            rows = cursor.fetchall() if cursor.description else []
    return rows


def tamper(url: str, *statements: str) -> None:
    """Change the history as an attacker would, who first takes the guards away."""
    if url.startswith("sqlite"):
        guards = ["DROP TRIGGER history_no_update", "DROP TRIGGER history_no_delete"]
    else:
        guards = ["DROP TRIGGER history_guard ON history", "SET session_replication_role = replica"]
    raw(url, *guards, *statements)


class Writer:
    """Another process that opens the store, says it is ready, and works when told to."""

    def __init__(self, url: str, task: str, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", str(WRITER), url, task, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path(klik_kit.__file__).parents[1])},
        )

    def wait_until_ready(self) -> None:
        assert self.process.stdout.readline() == "ready\n"

    def go(self) -> None:
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def lines(self, number: int) -> list[str]:
        return [self.process.stdout.readline().strip() for _ in range(number)]

    def kill(self) -> list[str]:
        """kill -9; the whole lines it had still written."""
        self.process.kill()
        rest = self.process.communicate()[0]
        return rest.splitlines() if rest.endswith("\n") else rest.splitlines()[:-1]

    def finish(self) -> str:
        output = self.process.communicate(timeout=180)[0]
        assert self.process.returncode == 0
        return output


def together(writers: list[Writer]) -> list[str]:
    """Let all begin at the same moment; what each printed."""
    for writer in writers:
        writer.wait_until_ready()
    for writer in writers:
        writer.go()
    return [writer.finish() for writer in writers]
