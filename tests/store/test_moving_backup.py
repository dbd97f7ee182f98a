"""A backup holds everything of one moment, comes back as it was, and a damaged one touches nothing."""

from __future__ import annotations

import json
import stat
import threading
import zipfile
from pathlib import Path

import pytest
from moving_cases import DOCUMENT, INNOVATION, NAME, PDF, SHA256, content, filled, remade, resealed, saved, tree
from store_cases import AT, LATER, raw, tamper

from klik_kit.core.records import Change, RecordKey
from klik_kit.errors import ExchangeError, KlikError, SchemaTooNewError, WorkspaceError
from klik_kit.moving.archive import MANIFEST
from klik_kit.moving.backup import back_up
from klik_kit.moving.restore import restore
from klik_kit.store import Copies
from klik_kit.workspace import open_workspace

EVIDENCE_MEMBER = f"bukti/{SHA256[:2]}/{SHA256}"


@pytest.fixture(scope="session")
def backup_file(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("cadangan")
    return saved(filled(folder / "kab", None), folder / "utuh.zip")


@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
def test_a_backup_comes_back_as_it_was_on_either_database(backend, empty_url, to, request, tmp_path):
    folder = filled(tmp_path / "kab", None if backend == "sqlite" else empty_url)
    target = saved(folder, tmp_path / "klik.zip")
    address = request.getfixturevalue("postgres_database")("template1") if to == "postgresql" else None
    done = restore(target, tmp_path / "baru", store=address)
    with open_workspace(folder) as before, open_workspace(done.folder) as after:
        assert content(after) == content(before)
        assert after.store.verify() == ()
        assert after.store.get(INNOVATION.id).value("name") == NAME
        assert after.store.accounts.password_hash("a1") == "argon2"
        assert after.store.accounts.session("f" * 64, at=AT) is None
        assert before.store.accounts.session("f" * 64, at=AT) == "a1"
        after.store.save([Change(record=INNOVATION, field="name", value="Baru", base=1)], who="uji", at=LATER)
        assert after.store.verify() == ()
    assert (done.folder / "bukti" / SHA256[:2] / SHA256).read_bytes() == PDF
    assert (done.folder / "templates" / "surat.docx").read_bytes() == b"PK milik daerah"
    assert not (done.folder / "undangan").exists()


@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
def test_a_backup_carries_the_pseudonym_and_not_the_name(backend, empty_url, to, request, tmp_path):
    folder = filled(tmp_path / "kab", None if backend == "sqlite" else empty_url)
    with open_workspace(folder) as workspace:
        name = workspace.store.accounts.erase("a1", Copies(), who="uji", at=LATER)
    with zipfile.ZipFile(saved(folder, tmp_path / "klik.zip")) as archive:
        assert [n for n in archive.namelist() if b"Siti" in archive.read(n) or b'"siti"' in archive.read(n)] == []
    address = request.getfixturevalue("postgres_database")("template1") if to == "postgresql" else None
    done = restore(tmp_path / "klik.zip", tmp_path / "baru", store=address)
    with open_workspace(folder) as before, open_workspace(done.folder) as after:
        assert content(after) == content(before)
        assert (after.store.accounts.list(), after.store.verify()) == ((), ())
        assert [account.name for account in after.store.accounts.list(deleted=True)] == [name]


def test_only_its_owner_may_read_a_backup_and_no_address_of_a_store_is_in_it(backup_file):
    assert stat.S_IMODE(backup_file.stat().st_mode) == 0o600
    names = zipfile.ZipFile(backup_file).namelist()
    assert not [name for name in names if "klik.toml" in name or "klik.db" in name or "undangan" in name]


def test_the_manifest_counts_what_is_in(backup_file):
    with zipfile.ZipFile(backup_file) as archive:
        told = json.loads(archive.read(MANIFEST))
        rows = {name: len(archive.read(f"penyimpanan/{name}.jsonl").splitlines()) for name in told["tables"]}
    assert rows == {name: one["rows"] for name, one in told["tables"].items()}
    assert (told["format"], told["kind"], told["region"], told["evidence"]) == (1, "cadangan", "Kabupaten Uji", 1)


def damages(source: bytes) -> dict[str, bytes]:
    """Truncations, and one byte turned at many places."""
    found = {f"cut-{at}": source[:at] for at in (0, 10, len(source) // 2, len(source) - 30, len(source) - 1)}
    for at in range(7, len(source), max(1, len(source) // 60)):
        found[f"flip-{at}"] = source[:at] + bytes([source[at] ^ 0x41]) + source[at + 1 :]
    return found


def test_a_cut_or_flipped_backup_is_refused_or_comes_back_the_same(backup_file, tmp_path):
    restore(backup_file, tmp_path / "benar")
    wanted = {name: body for name, body in tree(tmp_path / "benar").items() if name != "klik.db"}
    refused, said = 0, []
    for name, body in damages(backup_file.read_bytes()).items():
        (tmp_path / "rusak.zip").write_bytes(body)
        folder = tmp_path / name
        try:
            restore(tmp_path / "rusak.zip", folder)
        except KlikError as error:
            refused += 1
            said.append(str(error))
            assert not folder.exists(), name
        else:
            assert not name.startswith("cut"), name
            assert {n: b for n, b in tree(folder).items() if n != "klik.db"} == wanted, name
            with open_workspace(folder) as workspace:
                assert workspace.store.verify() == ()
    assert refused > 40
    assert [text for text in said if len(text.splitlines()) != 1] == []
    assert not list(tmp_path.glob(".klik-*"))


def _climbing(members: dict[str, bytes]) -> None:
    members["berkas/../../../jahat.txt"] = b"x"
    resealed(members)


def _absolute(members: dict[str, bytes]) -> None:
    members["/tmp/jahat.txt"] = b"x"
    resealed(members)


def _windows(members: dict[str, bytes]) -> None:
    members["berkas/..\\jahat.txt"] = b"x"
    resealed(members)


def _config(members: dict[str, bytes]) -> None:
    members["berkas/klik.toml"] = b'schema = 1\nstore = "sqlite:////etc/passwd"\n'
    resealed(members)


def _stranger(members: dict[str, bytes]) -> None:
    members["berkas/tambahan.txt"] = b"x"


def _without_evidence(members: dict[str, bytes]) -> None:
    del members[EVIDENCE_MEMBER]


def _without_evidence_resealed(members: dict[str, bytes]) -> None:
    del members[EVIDENCE_MEMBER]
    resealed(members)


def _without_table(members: dict[str, bytes]) -> None:
    del members["penyimpanan/answer.jsonl"]
    resealed(members)


def _without_manifest(members: dict[str, bytes]) -> None:
    del members[MANIFEST]


def _other_evidence(members: dict[str, bytes]) -> None:
    members[EVIDENCE_MEMBER] = b"%PDF-1.4 palsu"
    resealed(members)


def _forged_answer(members: dict[str, bytes]) -> None:
    members["penyimpanan/answer.jsonl"] = members["penyimpanan/answer.jsonl"].replace(b"SEHARI", b"SELAMA")
    resealed(members)


def _newer_format(members: dict[str, bytes]) -> None:
    resealed(members, format=2)


def _newer_schema(members: dict[str, bytes]) -> None:
    resealed(members, schema="9999")


def _other_kind(members: dict[str, bytes]) -> None:
    resealed(members, kind="ekspor")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_climbing, "tidak boleh dipakai"), (_absolute, "tidak boleh dipakai"), (_windows, "tidak boleh dipakai"),
        (_config, "tidak boleh dipakai"), (_stranger, "tidak tercantum"), (_without_evidence, "tidak ada"),
        (_without_evidence_resealed, "tidak ada"), (_without_table, "tidak ada"),
        (_without_manifest, "tidak ada"), (_other_evidence, "tidak cocok dengan sidiknya"),
        (_forged_answer, "tidak utuh"), (_newer_format, "lebih baru"), (_newer_schema, "lebih baru"), (_other_kind, "bukan cadangan"),
    ],
    ids=lambda value: value.__name__.strip("_") if callable(value) else "",
)  # fmt: skip
def test_a_backup_that_somebody_changed_is_refused_and_nothing_is_touched(backup_file, tmp_path, change, said):
    bad = remade(backup_file, tmp_path / "ubah.zip", change)
    with pytest.raises((ExchangeError, SchemaTooNewError), match=said):
        restore(bad, tmp_path / "baru")
    assert [path.name for path in tmp_path.iterdir()] == ["ubah.zip"]


def test_a_workspace_that_holds_anything_is_left_alone(backup_file, tmp_path):
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "catatan.txt").write_text("milik orang")
    with pytest.raises(WorkspaceError, match="sudah berisi"):
        restore(backup_file, tmp_path / "ada")
    assert tree(tmp_path) == {"ada/catatan.txt": b"milik orang"}


def test_a_postgresql_store_in_use_is_left_alone(backup_file, postgres_database, tmp_path):
    url = postgres_database("klik_template")
    with pytest.raises(KlikError, match="Sudah ada data"):
        restore(backup_file, tmp_path / "baru", store=url)
    assert list(tmp_path.iterdir()) == []
    assert raw(url, "SELECT count(*) FROM record") == [(0,)]


def test_a_refused_restore_leaves_an_empty_postgresql_empty(backup_file, postgres_database, tmp_path):
    url = postgres_database("template1")
    bad = remade(backup_file, tmp_path / "ubah.zip", _forged_answer)
    with pytest.raises(ExchangeError):
        restore(bad, tmp_path / "baru", store=url)
    assert raw(url, "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'") == [(0,)]


def test_evidence_that_is_gone_is_told_and_the_older_backup_stays(tmp_path):
    folder = filled(tmp_path / "kab", None)
    target = saved(folder, tmp_path / "klik.zip")
    before = target.read_bytes()
    (folder / "bukti" / SHA256[:2] / SHA256).unlink()
    with open_workspace(folder) as workspace:
        with pytest.raises(ExchangeError, match="1 berkas data dukung"):
            back_up(workspace, target, at=LATER)
        assert target.read_bytes() == before
        done = back_up(workspace, target, at=LATER, without_missing=True)
    assert done.missing == (SHA256,)
    assert restore(target, tmp_path / "baru").missing == 1


def test_a_history_that_was_tampered_with_is_no_backup(tmp_path):
    folder = filled(tmp_path / "kab", None)
    tamper(f"sqlite:///{folder / 'klik.db'}", "UPDATE history SET value = 'lain' WHERE field = 'indicator'")
    with open_workspace(folder) as workspace, pytest.raises(ExchangeError, match="tidak utuh"):
        back_up(workspace, tmp_path / "klik.zip", at=LATER)
    assert [path.name for path in tmp_path.iterdir()] == ["kab"]


def test_a_backup_while_sixty_people_type_is_of_one_moment_and_loses_nothing(backend, empty_url, tmp_path):
    folder = filled(tmp_path / "kab", None if backend == "sqlite" else empty_url)
    started, stop = threading.Barrier(61), threading.Event()
    acknowledged: list[list[tuple[str, int]]] = [[] for _ in range(60)]

    with open_workspace(folder) as workspace:

        def types(number: int) -> None:
            key, base = RecordKey(id=f"nilai-{number}", kind="penilaian", parent=INNOVATION.id), 0
            started.wait()
            while not stop.wait(0.2):
                change = Change(record=key, field="mandiri.16", value=str(base), base=base)
                base = workspace.store.save([change], who=f"Operator {number}", at=LATER)[0].version
                acknowledged[number].append((key.id, base))

        people = [threading.Thread(target=types, args=(number,)) for number in range(60)]
        for person in people:
            person.start()
        started.wait()
        try:
            while sum(map(len, acknowledged)) < 60:
                stop.wait(0.05)
            with open_workspace(folder) as other:  # the command is a process of its own
                before = [list(saves) for saves in acknowledged]
                done = back_up(other, tmp_path / "klik.zip", at=LATER)
        finally:
            stop.set()
            for person in people:
                person.join()
        restored = restore(done.path, tmp_path / "baru")
        with open_workspace(restored.folder) as after:
            assert after.store.verify() == ()
            count, last = after.store.head()
            assert (count, last) == (done.counts["history"], after.store.head()[1])
            assert workspace.store.verify(anchor=(count, last)) == ()
            assert after.store.get(DOCUMENT.id).value("file") == SHA256
            for record, version in (saves[-1] for saves in before if saves):
                assert after.store.get(record).version("mandiri.16") >= version
        assert workspace.store.verify() == ()
