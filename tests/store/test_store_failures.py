"""Databases that cannot: one clear sentence, nothing half written, no password told."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection
from store_cases import AT, KEY, change, raw

from klik_kit.errors import StoreError
from klik_kit.store import Store, create_store, open_store
from klik_kit.store.saving import head_of

SECRET = "rahasia-sekali"


def in_pool(store: Store, pragma: str) -> None:
    """Set a pragma on the store's one pooled connection."""
    with store._database.read() as connection:
        connection.exec_driver_sql(f"PRAGMA {pragma}")


def save(store: Store, value: str = "x") -> None:
    store.save([change("judul", value)], who="sari", at=AT)


def wait_for(url: str, query: str) -> None:
    """Until the query has a row; each round is a round trip to the server."""
    for _ in range(5000):
        if raw(url, query):
            return
    pytest.fail(f"This never came true: {query}")


def end_backend_of(connection: Connection, url: str) -> None:
    pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
    raw(url, f"SELECT pg_terminate_backend({pid})")
    wait_for(url, f"SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = {pid})")


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("foreign_keys", 1), ("synchronous", 2), ("busy_timeout", 10_000)],
)
def test_every_sqlite_connection_is_set_for_safety(sqlite_template: Path, pragma: str, value: object) -> None:
    with open_store(sqlite_template, at=AT) as store, store._database.read() as one, store._database.read() as two:
        assert one.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
        assert two.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_postgresql_is_set_for_safety_whatever_its_defaults(postgres_database: Callable[[str], str]) -> None:
    url = postgres_database("klik_template")
    name = url.rpartition("/")[2]
    raw(
        url,
        f"ALTER DATABASE {name} SET default_transaction_isolation = 'serializable'",
        f"ALTER DATABASE {name} SET synchronous_commit = off",
    )
    with open_store(url, at=AT) as store:
        with store._database.read() as connection:
            assert connection.exec_driver_sql("SHOW transaction_isolation").scalar() == "repeatable read"
        with store._database.write() as connection:
            assert connection.exec_driver_sql("SHOW transaction_isolation").scalar() == "read committed"
            assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"


def test_a_url_may_bring_options_of_its_own(postgres_database: Callable[[str], str]) -> None:
    url = postgres_database("klik_template")
    raw(url, "CREATE SCHEMA tersendiri")
    own = f"{url}?options=-csearch_path%3Dtersendiri"
    with create_store(own) as store:
        save(store)
    assert raw(url, "SELECT count(*) FROM tersendiri.history") == [(2,)]
    assert raw(url, "SELECT count(*) FROM history") == [(0,)]


def test_a_read_sees_one_state_while_others_write(store: Store, url: str) -> None:
    save(store)
    with store._database.read() as connection:
        before = connection.exec_driver_sql("SELECT count FROM history_head").scalar()
        with open_store(url, at=AT) as other:
            other.save([change("lain", "x")], who="budi", at=AT)
        assert connection.exec_driver_sql("SELECT count FROM history_head").scalar() == before


def test_a_write_that_waits_too_long_says_so(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setattr("klik_kit.store.engine.WAIT_SECONDS", 1)
    with open_store(url, at=AT) as store, open_store(url, at=AT) as other:
        with other._database.write() as connection:
            head_of(connection, lock=True)
            with pytest.raises(StoreError, match=r"sedang dipakai proses lain.*tidak disimpan sama sekali.*Coba lagi"):
                save(store)
        save(store)


def test_a_full_disk_says_so_and_leaves_the_store_whole(sqlite_template: Path, tmp_path: Path) -> None:
    path = tmp_path / "klik.db"
    path.write_bytes(sqlite_template.read_bytes())
    with open_store(path, at=AT) as store:
        in_pool(store, "max_page_count = 20")
        with pytest.raises(StoreError, match=r"penuh\. Perubahan ini tidak disimpan sama sekali\. Kosongkan"):
            save(store, "x" * 1_000_000)
        in_pool(store, "max_page_count = 1000000")
        assert store.head()[0] == 0
        assert store.verify() == ()
        save(store)


def test_a_read_only_file_says_so(sqlite_template: Path, tmp_path: Path) -> None:
    path = tmp_path / "klik.db"
    path.write_bytes(sqlite_template.read_bytes())
    with open_store(path, at=AT) as store:
        in_pool(store, "query_only = ON")
        with pytest.raises(StoreError, match="hanya dapat dibaca"):
            save(store)


def test_a_read_only_server_says_so(postgres_database: Callable[[str], str]) -> None:
    url = postgres_database("klik_template")
    name = url.rpartition("/")[2]
    raw(url, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    with open_store(url, at=AT) as store, pytest.raises(StoreError, match="hanya dapat dibaca"):
        save(store)


@pytest.mark.parametrize("opening", [create_store, lambda path: open_store(path, at=AT)])
def test_a_file_that_is_no_database_says_so(tmp_path: Path, opening: Callable[[Path], Store]) -> None:
    path = tmp_path / "klik.db"
    path.write_bytes(b"PK\x03\x04 not a database at all" * 100)
    with pytest.raises(StoreError, match="rusak atau bukan basis data klik_kit"):
        opening(path)


def test_a_folder_in_place_of_the_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="tidak dapat dibuka"):
        create_store(tmp_path)


def test_a_connection_lost_while_saving_says_so_and_the_next_save_goes_through(
    postgres_database: Callable[[str], str],
) -> None:
    url = postgres_database("klik_template")
    told: list[str] = []

    def try_to_save(store: Store) -> None:
        try:
            save(store)
        except StoreError as error:
            told.append(str(error))

    with open_store(url, at=AT) as store:
        with psycopg.connect(url) as blocker:
            blocker.execute("SELECT 1 FROM history_head FOR UPDATE")
            waiting = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            saving = threading.Thread(target=try_to_save, args=(store,))
            saving.start()
            wait_for(url, waiting)
            raw(url, waiting.replace("SELECT pid", "SELECT pg_terminate_backend(pid)"))
            saving.join()
        assert told[0].startswith("Sambungan ke penyimpanan PostgreSQL 127.0.0.1/klik_")
        assert "tidak disimpan sama sekali" in told[0]
        save(store)
        assert store.get(KEY.id).value("judul") == "x"


def test_a_connection_lost_at_the_commit_admits_that_the_outcome_is_unknown(
    postgres_database: Callable[[str], str],
) -> None:
    url = postgres_database("klik_template")
    with open_store(url, at=AT) as store:
        with pytest.raises(StoreError, match="Belum pasti"), store._database.write() as connection:
            end_backend_of(connection, url)
        save(store)


def test_an_idle_connection_the_server_closed_goes_unnoticed(postgres_database: Callable[[str], str]) -> None:
    url = postgres_database("klik_template")
    with open_store(url, at=AT) as store:
        save(store)
        others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        raw(url, f"SELECT pg_terminate_backend(pid) {others}")
        wait_for(url, f"SELECT 1 WHERE NOT EXISTS (SELECT {others})")
        assert store.get(KEY.id).value("judul") == "x"


def test_a_server_that_is_not_there_says_so_without_the_password() -> None:
    with pytest.raises(StoreError, match="tidak dapat dihubungi") as caught:
        open_store(f"postgresql://klik:{SECRET}@127.0.0.1:1/klik", at=AT)
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_a_wrong_password_is_not_repeated(server) -> None:
    with pytest.raises(StoreError, match="kata sandi") as caught:
        open_store(server.url("klik_template", password=SECRET), at=AT)
    assert SECRET not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    "url",
    [
        f"mysql://klik:{SECRET}@127.0.0.1/klik",
        f"postgresql://klik:{SECRET}@127.0.0.1:pelabuhan/klik",
        f"postgresql//klik:{SECRET}@127.0.0.1/klik",
        f"klik:{SECRET}",
        "sqlite://",
        "sqlite:///:memory:",
        "",
    ],
)
def test_a_url_that_cannot_be_used_names_the_forms_that_can_and_no_password(url: str) -> None:
    with pytest.raises(StoreError, match=r"sqlite:////folder/klik\.db, atau postgresql://") as caught:
        open_store(url, at=AT)
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_messages_of_an_open_store_carry_neither_password_nor_answers(server, postgres_database) -> None:
    url = postgres_database("klik_template")
    with open_store(url, at=AT) as store:
        raw(url, "DROP TABLE history CASCADE")
        with pytest.raises(StoreError, match="menolak") as caught:
            save(store, SECRET)
    text = "".join(traceback.format_exception(caught.value))
    assert server.password not in text
    assert SECRET not in text


def test_postgres_as_a_scheme_is_understood_too(postgres_database: Callable[[str], str]) -> None:
    url = postgres_database("klik_template").replace("postgresql://", "postgres://")
    open_store(url, at=AT).close()


def test_a_missing_psycopg_names_the_extra_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"pip install 'klik-kit\[postgres\]'"):
        open_store("postgresql://127.0.0.1/klik", at=AT)


def test_threads_may_share_a_store(store: Store) -> None:
    failures: list[Exception] = []

    def work(number: int) -> None:
        try:
            for version in range(20):
                store.save([change(f"f{number}", str(version), base=version)], who="sari", at=AT)
                store.get(KEY.id)
        except StoreError as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert store.get(KEY.id).values() == {f"f{number}": "19" for number in range(4)}
    assert store.verify() == ()
