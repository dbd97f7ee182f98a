"""Making a store, opening one, and bringing an older one up to date."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from store_cases import AT, KEY, LATER, Writer, change, raw, tamper, together

from klik_kit.core.records import RecordKey
from klik_kit.errors import SchemaTooNewError, StoreError
from klik_kit.store import Store, create_store, open_store
from klik_kit.store.engine import Database
from klik_kit.store.migrate import Schema
from klik_kit.store.opening import made, opened
from klik_kit.store.tables import NEWEST, VERSION_TABLE, Rows

LATER_REVISION = '''
"""A later schema: on SQLite the table is made anew and its rows are copied."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade():
    recreate = "always" if op.get_context().dialect.name == "sqlite" else "auto"
    with op.batch_alter_table("record", recreate=recreate) as table:
        table.add_column(sa.Column("note", sa.Text, nullable=False, server_default="kosong"))
'''


@pytest.fixture
def later(tmp_path: Path) -> Schema:
    """Our scripts and one more revision, as a newer klik_kit would have them."""
    scripts = tmp_path / "later"
    shutil.copytree(Schema().scripts, scripts)
    (scripts / "versions" / "0004_note.py").write_text(LATER_REVISION)
    return Schema(scripts=scripts, newest="0004")


def test_the_newest_revision_is_the_head_of_the_scripts() -> None:
    assert ScriptDirectory(str(Schema().scripts)).get_current_head() == NEWEST


def test_the_migrations_make_the_tables_the_rows_describe(store: Store, url: str) -> None:
    database = Database(url)
    with database.read() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE, "compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Rows.metadata) == []
    database.close()


def test_a_created_store_can_be_used_and_reopened(empty_url: str) -> None:
    with create_store(empty_url) as store:
        store.save([change("judul", "x")], who="sari", at=AT)
    with open_store(empty_url, at=LATER) as store:
        assert store.get(KEY.id).value("judul") == "x"
        assert store.backup is None
        assert store.verify() == ()


def test_a_path_is_a_url_too(tmp_path: Path) -> None:
    path = tmp_path / "ruang kerja #1 100%?.db"
    create_store(path).close()
    assert path.exists()
    open_store(path, at=AT).close()


def test_creating_on_a_store_is_refused_and_leaves_it(store: Store, url: str) -> None:
    store.save([change("judul", "x")], who="sari", at=AT)
    with pytest.raises(StoreError, match="Sudah ada data"):
        create_store(url)
    assert store.get(KEY.id).value("judul") == "x"


def test_creating_in_another_programs_file_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'lain.db'}"
    raw(url, "CREATE TABLE bookmarks (id INTEGER)")
    with pytest.raises(StoreError, match="program lain"):
        create_store(url)


def test_creating_in_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="Buat foldernya"):
        create_store(tmp_path / "tiada" / "klik.db")


def test_opening_a_missing_file_is_refused_and_makes_none(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="tidak ada"):
        open_store(tmp_path / "klik.db", at=AT)
    assert list(tmp_path.iterdir()) == []


def test_opening_a_database_without_a_store_is_refused(empty_url: str) -> None:
    if empty_url.startswith("sqlite"):
        raw(empty_url, "CREATE TABLE bookmarks (id INTEGER)")
    with pytest.raises(StoreError, match="Tidak ada data klik_kit"):
        open_store(empty_url, at=AT)


def test_an_older_store_is_migrated_with_everything_in_it(url: str, later: Schema, tmp_path: Path) -> None:
    child = change("berkas", "a.pdf", record=RecordKey(id="b", kind="data_dukung", parent=KEY.id))
    with open_store(url, at=AT) as store:
        store.save([change("judul", "x"), child], who="sari", at=AT)
        before = store.get(KEY.id), store.get("b"), store.head()
    with opened(url, later, backups=tmp_path / "cadangan", at=LATER) as store:
        assert (store.get(KEY.id), store.get("b"), store.head()) == before
        store.save([change("judul", "y", base=1)], who="sari", at=LATER)
        assert store.verify() == ()
    assert raw(url, "SELECT id, note FROM record ORDER BY id") == [("b", "kosong"), ("inovasi-1", "kosong")]


def test_a_migrated_store_still_refuses_answers_without_a_record(url: str, later: Schema) -> None:
    with (
        opened(url, later, backups=None, at=LATER) as store,
        pytest.raises(StoreError, match="menolak"),
        store._database.write() as connection,
    ):
        connection.exec_driver_sql("INSERT INTO answer VALUES ('tiada', 'x', 'y', 1, 'z', '')")


def test_the_backup_on_sqlite_is_one_checked_file_that_opens_as_the_old_store(
    sqlite_template: Path, later: Schema, tmp_path: Path
) -> None:
    path, folder = tmp_path / "klik.db", tmp_path / "simpanan"
    shutil.copy(sqlite_template, path)
    with open_store(path, at=AT) as still_open:
        still_open.save([change("judul", "x")], who="sari", at=AT)
        with opened(path, later, backups=folder, at=AT) as store:
            backup = Path(store.backup)
    assert backup == folder / "klik-0003-20260302T010405Z.db"
    assert list(folder.iterdir()) == [backup]
    with open_store(backup, at=LATER) as old:
        assert old.get(KEY.id).value("judul") == "x"
        assert old.verify() == ()


def test_the_backup_on_sqlite_lies_beside_the_file_unless_told(
    sqlite_template: Path, later: Schema, tmp_path: Path
) -> None:
    path = tmp_path / "klik.db"
    shutil.copy(sqlite_template, path)
    with opened(path, later, backups=None, at=AT) as store:
        assert Path(store.backup).parent == tmp_path / "cadangan"


def test_a_backup_never_replaces_another(sqlite_template: Path, later: Schema, tmp_path: Path) -> None:
    names = set()
    for _ in range(2):
        shutil.copy(sqlite_template, tmp_path / "klik.db")
        with opened(tmp_path / "klik.db", later, backups=None, at=AT) as store:
            names.add(Path(store.backup).name)
    assert names == {"klik-0003-20260302T010405Z.db", "klik-0003-20260302T010405Z-2.db"}


def test_a_backup_that_cannot_be_made_stops_the_migration(sqlite_template: Path, later: Schema, tmp_path: Path) -> None:
    path = tmp_path / "klik.db"
    shutil.copy(sqlite_template, path)
    (tmp_path / "cadangan").write_text("a file where the folder should be")
    with pytest.raises(StoreError, match="gagal dibuat"):
        opened(path, later, backups=None, at=AT)
    open_store(path, at=AT).close()


def test_the_backup_on_postgresql_is_a_schema_with_the_old_tables(postgres_database, later: Schema) -> None:
    url = postgres_database("klik_template")
    with open_store(url, at=AT) as store:
        store.save([change("judul", "x")], who="sari", at=AT)
    with opened(url, later, backups=None, at=AT) as store:
        assert store.backup == "cadangan_0003_20260302t010405z"
    for table in ("record", "answer", "history", "history_head"):
        assert len(raw(url, f"SELECT * FROM cadangan_0003_20260302t010405z.{table}")) == {"history": 2}.get(table, 1)
    assert raw(url, "SELECT * FROM cadangan_0003_20260302t010405z.klik_schema") == [("0003",)]


def test_a_newer_store_is_refused_by_name_and_left_alone(empty_url: str, later: Schema) -> None:
    made(empty_url, later).close()
    with pytest.raises(SchemaTooNewError, match=r"skemanya 0004.*sampai 0003.*pip install -U klik-kit"):
        open_store(empty_url, at=AT)
    opened(empty_url, later, backups=None, at=AT).close()


def test_a_failing_migration_changes_nothing(url: str, later: Schema) -> None:
    script = later.scripts / "versions" / "0004_note.py"
    script.write_text(LATER_REVISION + '    op.execute("SELECT * FROM tiada")\n')
    with pytest.raises(StoreError, match="tidak disimpan sama sekali"):
        opened(url, later, backups=None, at=AT)
    with open_store(url, at=AT) as store:
        store.save([change("judul", "x")], who="sari", at=AT)
        assert store.verify() == ()
    with pytest.raises((sqlite3.Error, psycopg.Error), match="note"):
        raw(url, "SELECT note FROM record")


def test_a_migration_that_orphans_answers_is_undone(sqlite_template: Path, later: Schema, tmp_path: Path) -> None:
    path = tmp_path / "klik.db"
    shutil.copy(sqlite_template, path)
    with open_store(path, at=AT) as store:
        store.save([change("judul", "x")], who="sari", at=AT)
    (later.scripts / "versions" / "0004_note.py").write_text(LATER_REVISION + '    op.execute("DELETE FROM record")\n')
    with pytest.raises(StoreError, match="kehilangan catatannya"):
        opened(path, later, backups=None, at=AT)
    with open_store(path, at=AT) as store:
        assert store.get(KEY.id).value("judul") == "x"


def test_two_processes_opening_an_older_store_migrate_it_once(url: str, later: Schema) -> None:
    said = together([Writer(url, "open", str(later.scripts), later.newest) for _ in range(2)])
    assert sorted(line == "None\n" for line in said) == [False, True]
    with opened(url, later, backups=None, at=AT) as store:
        assert store.backup is None


def test_a_store_that_was_migrated_while_open_refuses_to_write_by_the_old_rules(url: str, later: Schema) -> None:
    with open_store(url, at=AT) as old:
        old.save([change("judul", "x")], who="sari", at=AT)
        with opened(url, later, backups=None, at=AT) as new:
            head = new.head()
            with pytest.raises(SchemaTooNewError, match="dari 0003 menjadi 0004"):
                old.save([change("judul", "y", base=1)], who="sari", at=AT)
            assert new.head() == head


def test_the_guards_of_the_history_outlive_a_migration(url: str, later: Schema) -> None:
    with opened(url, later, backups=None, at=AT) as store:
        store.save([change("judul", "x")], who="sari", at=AT)
        with pytest.raises(Exception, match="Riwayat klik_kit tidak dapat diubah"):
            raw(url, "DELETE FROM history")
        tamper(url, "DELETE FROM history WHERE number = 1")
        assert store.verify() != ()


def test_importing_the_store_loads_no_driver_no_alembic_and_makes_no_engine() -> None:
    code = "import sys, klik_kit.store; print(sorted({'alembic', 'psycopg'} & set(sys.modules)))"
    root = Path(sys.modules["klik_kit"].__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=root)
    assert done.stdout == "[]\n"
