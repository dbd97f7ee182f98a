"""The history: what it holds, and that tampering shows."""

from __future__ import annotations

import hashlib
import json

import pytest
from store_cases import AT, KEY, LATER, REGION, change, raw, tamper

from klik_kit.core.records import RecordKey
from klik_kit.errors import StoreError
from klik_kit.store import Store
from klik_kit.store.chain import GENESIS, Link, sealed

COLUMNS = "number, record, field, value, version, who, at, hash, cover"


@pytest.fixture
def kept(store: Store) -> Store:
    """A store of two records, seven links."""
    store.save([change("judul", "satu"), change("urusan", "kesehatan")], who="sari", at=AT)
    store.save([change("judul", "dua", base=1)], who="budi", at=LATER)
    store.save([change("nama", "Kabupaten", record=REGION)], who="admin", at=LATER)
    store.save([change("judul", None, base=2)], who="sari", at=LATER)
    return store


def wheres(store: Store) -> list[str]:
    return [problem.where for problem in store.verify()]


def test_every_save_stands_in_the_history_in_its_order(kept: Store) -> None:
    history = kept.history(KEY.id)
    assert [(entry.number, entry.field, entry.value, entry.version, entry.who) for entry in history] == [
        (1, "@key", '{"edition":"iid-2025","id":"inovasi-1","kind":"inovasi","parent":null,"unit":"1.02"}', 1, "sari"),
        (2, "judul", "satu", 1, "sari"),
        (3, "urusan", "kesehatan", 1, "sari"),
        (4, "judul", "dua", 2, "budi"),
        (7, "judul", None, 3, "sari"),
    ]
    assert [entry.at for entry in history] == [AT, AT, AT, LATER, LATER]


def test_the_history_of_one_field_is_its_own_entries(kept: Store) -> None:
    assert [entry.version for entry in kept.history(KEY.id, "judul")] == [1, 2, 3]
    assert kept.history(KEY.id, "tiada") == ()


def test_the_head_is_the_number_and_hash_of_the_newest_entry(kept: Store) -> None:
    newest = kept.history(KEY.id)[-1]
    assert kept.head() == (newest.number, newest.hash)


def test_a_new_store_has_an_empty_chain(store: Store) -> None:
    assert store.head() == (0, GENESIS)
    assert store.verify() == ()


def test_another_program_can_check_the_chain_by_the_written_recipe(kept: Store, url: str) -> None:
    previous = "0" * 64
    for number, record, field, value, version, who, at, seal, salt in raw(
        url, f"SELECT {COLUMNS} FROM history ORDER BY number"
    ):
        members = {
            "at": at,
            "field": field,
            "number": number,
            "previous": previous,
            "record": record,
            "value": value,
            "version": version,
            "who": hashlib.sha256((salt + who).encode()).hexdigest(),
        }
        text = json.dumps(members, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert hashlib.sha256(text.encode()).hexdigest() == seal
        previous = seal
    assert raw(url, "SELECT count, hash FROM history_head") == [(7, previous)]


@pytest.mark.parametrize(
    "statement", ["UPDATE history SET value = 'x'", "DELETE FROM history", "UPDATE history SET number = number + 9"]
)
def test_the_database_itself_refuses_to_change_the_history(kept: Store, url: str, statement: str) -> None:
    with pytest.raises(Exception, match="Riwayat klik_kit tidak dapat diubah"):
        raw(url, statement)
    assert kept.verify() == ()


@pytest.mark.parametrize(
    "assignment",
    [
        "value = 'lain'",
        "value = NULL",
        "who = 'lain'",
        "at = '2020-01-01T00:00:00.000000Z'",
        "version = 9",
        "field = 'lain'",
        "record = 'daerah'",
    ],
)
def test_a_changed_entry_shows(kept: Store, url: str, assignment: str) -> None:
    tamper(url, f"UPDATE history SET {assignment} WHERE number = 2")
    assert wheres(kept)[0].startswith("riwayat nomor 2 ")


def test_a_changed_entry_is_named_once_and_not_those_after_it(kept: Store, url: str) -> None:
    tamper(url, "UPDATE history SET value = 'lain' WHERE number = 2")
    assert wheres(kept) == ["riwayat nomor 2 (inovasi-1, isian judul)"]


def test_a_changed_entry_with_a_fitting_hash_breaks_the_one_after_it(kept: Store, url: str) -> None:
    rows = raw(url, f"SELECT {COLUMNS} FROM history ORDER BY number")
    (forged,) = sealed([Link(*rows[1])._replace(value="lain")], head=(1, Link(*rows[0]).hash))
    tamper(url, f"UPDATE history SET value = 'lain', hash = '{forged.hash}' WHERE number = 2")
    assert wheres(kept) == ["riwayat nomor 3 (inovasi-1, isian urusan)"]


def test_a_deleted_entry_shows(kept: Store, url: str) -> None:
    tamper(url, "DELETE FROM history WHERE number = 2")
    assert wheres(kept) == ["riwayat nomor 2"]


def test_deleted_entries_at_the_beginning_show(kept: Store, url: str) -> None:
    tamper(url, "DELETE FROM history WHERE number <= 2")
    assert "riwayat nomor 1-2" in wheres(kept)


def test_a_deleted_and_closed_up_entry_shows(kept: Store, url: str) -> None:
    tamper(
        url,
        "DELETE FROM history WHERE number = 3",
        *(f"UPDATE history SET number = {n - 1} WHERE number = {n}" for n in (4, 5, 6, 7)),
    )
    assert "riwayat nomor 3 (inovasi-1, isian judul)" in wheres(kept)


def test_a_truncated_history_shows(kept: Store, url: str) -> None:
    tamper(url, "DELETE FROM history WHERE number > 5")
    assert "riwayat nomor 6-7" in wheres(kept)


def test_an_emptied_history_shows(kept: Store, url: str) -> None:
    tamper(url, "DELETE FROM history")
    assert "riwayat nomor 1-7" in wheres(kept)


@pytest.mark.parametrize("number", [0, -4, 8, 20])
def test_an_inserted_entry_shows(kept: Store, url: str, number: int) -> None:
    tamper(
        url,
        f"INSERT INTO history SELECT {number}, record, field, value, 9, who, at, hash, cover FROM history WHERE number = 2",
    )
    assert wheres(kept) == [f"riwayat nomor {number} (inovasi-1, isian judul)", "catatan inovasi-1, isian judul"]


def test_reordered_entries_show(kept: Store, url: str) -> None:
    tamper(
        url,
        "UPDATE history SET number = 99 WHERE number = 3",
        "UPDATE history SET number = 3 WHERE number = 4",
        "UPDATE history SET number = 4 WHERE number = 99",
    )
    assert {"riwayat nomor 3 (inovasi-1, isian judul)", "riwayat nomor 4 (inovasi-1, isian urusan)"} <= set(
        wheres(kept)
    )


def test_a_changed_head_shows(kept: Store, url: str) -> None:
    raw(url, f"UPDATE history_head SET hash = '{GENESIS}'")
    assert wheres(kept) == ["riwayat nomor 7"]


def test_a_missing_head_shows_and_stops_further_saves(kept: Store, url: str) -> None:
    raw(url, "DELETE FROM history_head")
    assert wheres(kept) == ["kepala riwayat"]
    with pytest.raises(StoreError, match="Kepala riwayat hilang"):
        kept.save([change("nama", "x", record=REGION, base=1)], who="admin", at=LATER)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE answer SET value = 'lain' WHERE field = 'urusan'",
        "UPDATE answer SET value = NULL WHERE field = 'urusan'",
        "UPDATE answer SET who = 'lain' WHERE field = 'urusan'",
        "UPDATE answer SET at = '2020-01-01T00:00:00.000000Z' WHERE field = 'urusan'",
        "UPDATE answer SET version = 2 WHERE field = 'urusan'",
        "DELETE FROM answer WHERE field = 'urusan'",
    ],
)
def test_an_answer_that_is_not_its_last_entry_shows(kept: Store, url: str, statement: str) -> None:
    raw(url, statement)
    assert wheres(kept) == ["catatan inovasi-1, isian urusan"]


def test_an_answer_set_back_to_an_earlier_entry_shows(kept: Store, url: str) -> None:
    raw(
        url,
        "UPDATE answer SET (value, version, who, at) = (SELECT value, version, who, at FROM history WHERE number = 2) "
        "WHERE record = 'inovasi-1' AND field = 'judul'",
    )
    assert wheres(kept) == ["catatan inovasi-1, isian judul"]


def test_an_answer_that_was_never_saved_shows(kept: Store, url: str) -> None:
    raw(url, "INSERT INTO answer VALUES ('daerah', 'skor', '100', 1, 'x', '2026-01-01T00:00:00.000000Z')")
    assert wheres(kept) == ["catatan daerah, isian skor"]


def test_an_answer_in_the_field_of_the_key_shows(kept: Store, url: str) -> None:
    raw(url, "INSERT INTO answer SELECT record, field, value, version, who, at FROM history WHERE number = 1")
    assert wheres(kept) == ["catatan inovasi-1, isian @key"]


@pytest.mark.parametrize(
    "assignment", ["unit = '9.99'", "unit = NULL", "kind = 'spd'", "edition = 'x'", "parent = 'daerah'", "version = 2"]
)
def test_a_record_key_that_is_not_its_last_entry_shows(kept: Store, url: str, assignment: str) -> None:
    raw(url, f"UPDATE record SET {assignment} WHERE id = 'inovasi-1'")
    assert wheres(kept) == ["catatan inovasi-1"]


def test_a_record_that_was_never_saved_shows(kept: Store, url: str) -> None:
    raw(url, "INSERT INTO record VALUES ('hantu', 'inovasi', NULL, NULL, NULL, 1)")
    assert wheres(kept) == ["catatan hantu"]


def test_a_deleted_record_shows(kept: Store, url: str) -> None:
    tamper(url, "DELETE FROM answer WHERE record = 'daerah'", "DELETE FROM record WHERE id = 'daerah'")
    assert wheres(kept) == ["catatan daerah, isian nama", "catatan daerah"]


def test_a_chain_sealed_anew_throughout_does_not_pass_an_anchor_kept_elsewhere(kept: Store, url: str) -> None:
    anchor = kept.head()
    kept.save([change("nama", "Kabupaten Baru", record=REGION, base=1)], who="admin", at=LATER)
    assert kept.verify(anchor=anchor) == ()
    rows = [Link(*row) for row in raw(url, f"SELECT {COLUMNS} FROM history ORDER BY number")]
    rows[2] = rows[2]._replace(value="pendidikan")
    forged = sealed(rows, head=(0, GENESIS))
    tamper(
        url,
        *(f"UPDATE history SET hash = '{link.hash}' WHERE number = {link.number}" for link in forged),
        "UPDATE history SET value = 'pendidikan' WHERE number = 3",
        "UPDATE answer SET value = 'pendidikan' WHERE field = 'urusan'",
        f"UPDATE history_head SET hash = '{forged[-1].hash}'",
    )
    assert kept.verify() == ()
    assert [problem.where for problem in kept.verify(anchor=anchor)] == ["riwayat nomor 7"]


def test_problems_say_what_to_do_in_indonesian(kept: Store, url: str) -> None:
    tamper(url, "DELETE FROM history WHERE number = 2")
    (problem,) = kept.verify()
    assert str(problem) == (
        "riwayat nomor 2: hilang dari riwayat. "
        "Pulihkan dari cadangan terakhir yang utuh, dan simpan berkas ini sebagai bukti."
    )


def test_a_value_that_is_no_text_shows(kept: Store, url: str, backend: str) -> None:
    if backend == "sqlite":
        tamper(url, "UPDATE history SET value = x'00ff' WHERE number = 2")
    else:
        tamper(url, "UPDATE history SET value = '' WHERE number = 2")
    assert wheres(kept) == ["riwayat nomor 2 (inovasi-1, isian judul)"]


def test_a_long_history_is_walked_whole(store: Store, url: str) -> None:
    fields = [change(f"f{number}", "x", record=RecordKey(id="panjang", kind="uji")) for number in range(2500)]
    store.save(fields, who="impor", at=AT)
    assert store.verify() == ()
    tamper(url, "UPDATE history SET value = 'y' WHERE number IN (2, 1001, 2501)")
    assert [where.split(" (")[0] for where in wheres(store) if where.startswith("riwayat")] == [
        "riwayat nomor 2",
        "riwayat nomor 1001",
        "riwayat nomor 2501",
    ]


def test_whether_a_kind_was_written_since_is_told_without_reading_it(kept: Store) -> None:
    assert kept.touched_since(0, "inovasi")
    assert kept.touched_since(6, "inovasi")
    assert not kept.touched_since(7, "inovasi")
    assert kept.touched_since(4, "daerah")
    assert not kept.touched_since(6, "daerah")
    assert not kept.touched_since(0, "akun")


def test_the_records_written_since_a_number_are_given_once_by_id_with_their_newest_key(kept: Store) -> None:
    assert [key.id for key in kept.written_since(0)] == sorted([KEY.id, REGION.id])
    assert kept.written_since(6) == (KEY,)
    assert kept.written_since(kept.head()[0]) == ()
    moved = RecordKey(id=KEY.id, kind=KEY.kind, unit="2.01", parent=KEY.parent, edition=KEY.edition)
    kept.save([change("judul", "tiga", base=3, record=moved)], who="sari", at=LATER)
    assert kept.written_since(7) == (moved,)
