"""Many writers at once, and writers that die."""

from __future__ import annotations

import pytest
from store_cases import AT, Writer, change, together

from klik_kit.core.records import RecordKey
from klik_kit.store import Store

COUNTER = RecordKey(id="penghitung", kind="uji")
WRITERS, SAVES = 8, 100


def test_eight_processes_on_one_field_lose_no_save(store: Store, url: str) -> None:
    store.save([change("n", "0", record=COUNTER)], who="awal", at=AT)
    together([Writer(url, "count", str(SAVES), *["n"] * WRITERS)])
    history = store.history(COUNTER.id, "n")
    assert [(entry.version, entry.value) for entry in history] == [
        (number + 1, str(number)) for number in range(WRITERS * SAVES + 1)
    ]
    assert store.get(COUNTER.id).answers["n"].value == str(WRITERS * SAVES)
    assert store.verify() == ()


def test_eight_processes_on_fields_of_their_own_never_collide(store: Store, url: str) -> None:
    fields = [f"n{number}" for number in range(WRITERS)]
    store.save([change(field, "0", record=COUNTER) for field in fields], who="awal", at=AT)
    together([Writer(url, "count", str(SAVES), *fields)])
    assert store.get(COUNTER.id).values() == dict.fromkeys(fields, str(SAVES))
    assert store.head()[0] == 1 + WRITERS + WRITERS * SAVES
    assert store.verify() == ()


@pytest.mark.parametrize("acknowledged", [1, 7, 30])
def test_a_writer_killed_midway_leaves_every_acknowledged_save_and_no_half_one(
    store: Store, url: str, acknowledged: int
) -> None:
    writer = Writer(url, "acknowledge", "catatan")
    writer.wait_until_ready()
    writer.go()
    known = [*writer.lines(acknowledged), *writer.kill()]
    answers = store.get("catatan").answers.values()
    versions = {answer.version for answer in answers}
    assert len(answers) == 20
    assert len(versions) == 1
    assert int(known[-1]) <= versions.pop() <= int(known[-1]) + 1
    assert store.verify() == ()
