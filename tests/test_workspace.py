"""A workspace is made whole or not at all, found from below, and told when it is broken."""

from __future__ import annotations

import shutil
import socket
import tomllib
from pathlib import Path

import openpyxl
import pytest

from klik_kit import workspace as module
from klik_kit.core.review import Flow
from klik_kit.errors import StoreError, WorkspaceError
from klik_kit.exporting import write_settings
from klik_kit.workspace import create_workspace, find_workspace, open_workspace


def make(folder: Path, **options: str | None):
    create_workspace(folder, **({"region": "Kabupaten Uji", "store": None, "who": "uji"} | options)).store.close()


@pytest.fixture
def nobody_answers() -> str:
    """The address of a PostgreSQL that is not there."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"postgresql://klik:rahasia@127.0.0.1:{probe.getsockname()[1]}/klik"


# making


def test_a_workspace_has_its_settings_its_store_and_its_folders(tmp_path):
    make(tmp_path / "kab", region="  Kabupaten \n Uji ")
    assert sorted(p.name for p in (tmp_path / "kab").iterdir()) == [
        "Pengaturan.xlsx",
        "bukti",
        "cadangan",
        "klik.db",
        "klik.toml",
        "laporan",
    ]
    with open_workspace(tmp_path / "kab") as workspace:
        assert (workspace.region.name, workspace.edition().id) == ("Kabupaten Uji", "iid-2026")
        assert workspace.region.flow is Flow.SHORT
    page = openpyxl.load_workbook(tmp_path / "kab" / "Pengaturan.xlsx")["Daerah"]
    assert (page["A2"].value, page["B2"].value) == ("Nama daerah", "Kabupaten Uji")


def test_klik_toml_is_for_its_owner_alone(tmp_path):
    make(tmp_path / "kab")
    assert (tmp_path / "kab" / "klik.toml").stat().st_mode & 0o777 == 0o600


def test_an_empty_folder_is_taken(tmp_path):
    make(tmp_path)
    assert (tmp_path / "klik.toml").is_file()


@pytest.mark.parametrize("name", [".tersembunyi", "berkas", "klik.toml"])
def test_a_folder_that_is_in_use_is_refused_and_left_alone(tmp_path, name):
    (tmp_path / name).write_text("isi")
    with pytest.raises(WorkspaceError, match="sudah berisi"):
        make(tmp_path)
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [(name, "isi")]


@pytest.mark.parametrize("place", ["berkas", "berkas/kab"])
def test_a_file_in_the_way_is_told_and_left_alone(tmp_path, place):
    (tmp_path / "berkas").write_text("isi")
    with pytest.raises(WorkspaceError, match=r"sudah berisi|bukan folder"):
        make(tmp_path / place)
    assert (tmp_path / "berkas").read_text() == "isi"


@pytest.mark.parametrize("region", ["", "  ", "\n"])
def test_a_region_has_a_name(tmp_path, region):
    with pytest.raises(WorkspaceError, match="Nama daerah kosong"):
        make(tmp_path / "kab", region=region)
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_does_not_answer_leaves_nothing_behind_and_no_password_in_the_message(tmp_path, nobody_answers):
    with pytest.raises(StoreError, match="tidak dapat dihubungi") as error:
        make(tmp_path / "a" / "b" / "kab", store=nobody_answers)
    assert list(tmp_path.iterdir()) == []
    assert "rahasia" not in str(error.value)


def test_a_server_that_does_not_answer_leaves_an_empty_folder_empty(tmp_path, nobody_answers):
    (tmp_path / "kab").mkdir(mode=0o700)
    with pytest.raises(StoreError):
        make(tmp_path / "kab", store=nobody_answers)
    assert list((tmp_path / "kab").iterdir()) == []
    assert (tmp_path / "kab").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    "address", ["mysql://a/b", "x", "postgresql://", "postgresql://klik:rahasia@[::1/klik", "sqlite://"]
)
def test_an_address_that_is_no_store_leaves_nothing_behind(tmp_path, address):
    with pytest.raises(StoreError) as error:
        make(tmp_path / "kab", store=address)
    assert list(tmp_path.iterdir()) == []
    assert "rahasia" not in str(error.value)


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt(), RuntimeError("x")])
def test_whatever_goes_wrong_leaves_nothing_behind(tmp_path, monkeypatch, error):
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(module, "write_config", fail)
    expected = WorkspaceError if isinstance(error, OSError) else type(error)
    with pytest.raises(expected):
        make(tmp_path / "a" / "kab")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_in_bahasa_indonesia(tmp_path, monkeypatch):
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "write_config", fail)
    with pytest.raises(WorkspaceError, match="tidak dapat dibuat: diska penuh"):
        make(tmp_path / "kab")


def test_making_in_the_folder_one_stands_in_and_failing_keeps_that_folder(tmp_path, monkeypatch, nobody_answers):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreError):
        make(Path(), store=nobody_answers)
    assert Path.cwd() == tmp_path


def test_an_address_with_every_sign_survives_klik_toml(tmp_path):
    address = "postgresql://u:p\"\\'%20🙂\t@h/d"
    module.write_config(tmp_path / "klik.toml", address)
    assert tomllib.loads((tmp_path / "klik.toml").read_text(encoding="utf-8"))["store"] == address


# finding and opening


def test_a_workspace_is_found_from_below(kab):
    (kab / "bukti" / "2026").mkdir()
    assert find_workspace(kab / "bukti" / "2026") == kab


def test_a_workspace_may_be_moved_because_its_store_is_named_from_its_folder(kab, tmp_path):
    shutil.move(kab, tmp_path / "pindah")
    with open_workspace(tmp_path / "pindah") as workspace:
        assert set(workspace.units) == {"DINKES", "DISDIK", "PKM-HULU"}


def test_no_workspace_is_told_with_how_to_make_one(tmp_path):
    with pytest.raises(WorkspaceError, match=r"bukan ruang kerja .*klik init FOLDER"):
        open_workspace(tmp_path)


def test_a_misspelt_folder_does_not_mean_the_workspace_around_it(kab):
    with pytest.raises(WorkspaceError, match=r"tidak ada\. Periksa --ruang-kerja"):
        open_workspace(kab / "kabupaten-lain")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("schema = 1 x", "rusak pada baris 1, kolom 12"), ("[", "rusak"), (b"\xff\xfe", "rusak"), ("", "tidak lengkap"), ("schema = 1", "tidak lengkap"), ("schema = 1\nstore = 5", "tidak lengkap"),
        ("schema = true\nstore = 'x'", "tidak lengkap"), ("schema = 'x'\nstore = 'x'", "tidak lengkap"), ("schema = 2\nstore = 'x'", "lebih baru .*Perbarui klik_kit"), ("store = 'x'", "tidak lengkap"),
    ],
)  # fmt: skip
def test_a_broken_klik_toml_is_told(kab, content, words):
    (kab / "klik.toml").write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(WorkspaceError, match=words):
        open_workspace(kab)


def test_a_klik_toml_that_cannot_be_read_is_told(kab, monkeypatch):
    def refuse(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_text", refuse)
    with pytest.raises(WorkspaceError, match="tidak dapat dibaca: tidak diizinkan"):
        open_workspace(kab)


def test_a_store_that_is_gone_is_told_and_not_made_anew(kab):
    (kab / "klik.db").unlink()
    with pytest.raises(StoreError, match="tidak ada"):
        open_workspace(kab)
    assert not (kab / "klik.db").exists()


def test_an_unknown_unit_is_told_with_the_similar_ones(kab):
    with open_workspace(kab) as workspace, pytest.raises(WorkspaceError, match=r"Mungkin: DINKES"):
        workspace.unit("dinks")


def test_settings_can_be_written_again_at_any_time(kab):
    with open_workspace(kab) as workspace:
        write_settings(workspace.store, kab / "Pengaturan.xlsx")
    page = openpyxl.load_workbook(kab / "Pengaturan.xlsx")["Unit"]
    assert [page[f"A{row}"].value for row in (2, 3, 4)] == ["DINKES", "DISDIK", "PKM-HULU"]
