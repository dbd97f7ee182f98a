"""klik init, template, import, export and verify from the outside: what is said, what is written, how it ends."""

from __future__ import annotations

import json
import re
from pathlib import Path

import openpyxl
import pytest
from sheet_files import innovations, kit_file, portal_file

from klik_kit.core.records import Change
from klik_kit.store import Store
from klik_kit.workspace import open_workspace


@pytest.fixture
def here(kab: Path, monkeypatch) -> Path:
    """Stand in the workspace."""
    monkeypatch.chdir(kab)
    return kab


def head(folder: Path) -> tuple[int, str]:
    with open_workspace(folder) as workspace:
        return workspace.store.head()


# init


def test_init_names_the_next_steps(klik, tmp_path):
    ran = klik("init", tmp_path / "kab", "--daerah", "Kabupaten Uji")
    assert ran.code == 0
    for words in ("Ruang kerja Kabupaten Uji dibuat", "Pengaturan.xlsx", "klik import", "klik template"):
        assert words in ran.out


def test_init_refuses_a_folder_in_use_with_exit_code_2(klik, here):
    ran = klik("init", here, "--daerah", "Kabupaten Lain")
    assert (ran.code, "sudah berisi" in ran.err) == (2, True)


def test_init_leaves_nothing_behind_where_the_server_does_not_answer(klik, tmp_path):
    ran = klik("init", tmp_path / "kab", "--daerah", "X", "--store", "postgresql://klik:rahasia@127.0.0.1:1/klik")
    assert (ran.code, list(tmp_path.iterdir())) == (2, [])
    assert "rahasia" not in ran.err


def test_the_settings_that_init_writes_import_without_a_change(klik, tmp_path):
    klik("init", tmp_path / "kab", "--daerah", "Kabupaten Uji")
    ran = klik("import", tmp_path / "kab" / "Pengaturan.xlsx", "-r", tmp_path / "kab")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "Tidak ada perubahan.")


# import


def test_an_import_shows_its_preview_and_what_it_wrote(klik, here):
    ran = klik("import", innovations(here / "x.xlsx", {"Tujuan": "Cepat"}))
    assert ran.code == 0
    assert ran.out.splitlines()[0] == "Pratinjau x.xlsx"
    assert re.search(r"inovasi +1 baru +0 berubah +0 tetap", ran.out)
    assert ran.out.splitlines()[-1] == "Tersimpan: 2 isian."


def test_a_change_is_shown_with_the_words_of_the_sheet(klik, here):
    klik("import", innovations(here / "x.xlsx", {"Tujuan": "Cepat"}))
    ran = klik("import", innovations(here / "x.xlsx", {"Tujuan": "Lebih\ncepat", "Hasil": "Ada"}))
    assert "berubah Inovasi!2 AKTA SEHARI: Tujuan Cepat → Lebih cepat; Hasil (kosong) → Ada" in ran.out


def test_a_second_import_says_that_nothing_changed(klik, here):
    path = innovations(here / "x.xlsx", {})
    klik("import", path)
    before = head(here)
    assert klik("import", path).out.splitlines()[-1] == "Tidak ada perubahan."
    assert head(here) == before


def test_a_dry_run_writes_nothing_at_all(klik, here):
    path = portal_file(here / "x.xlsx", {}, {"Admin OPD": "Kantor Asing (kab.asing)"})
    before = (head(here), sorted(here.iterdir()))
    ran = klik("import", path, "--dry-run")
    assert (ran.code, head(here), sorted(here.iterdir())) == (0, *before)
    assert "tidak ada yang ditulis. 1 unit portal belum dikenal" in ran.out


def test_one_refused_row_keeps_everything_out(klik, here):
    before = head(here)
    ran = klik("import", innovations(here / "x.xlsx", {}, {"Nama inovasi": "B", "Tahapan": "Mulai"}))
    assert (ran.code, head(here)) == (2, before)
    assert "Inovasi!D3: Tahapan: 'Mulai' tidak ada dalam daftar." in ran.out
    assert ran.err.startswith("Tidak ada yang ditulis: 1 penolakan.")
    assert "--accept-valid" in ran.err


def test_accept_valid_writes_the_rest(klik, here):
    ran = klik("import", innovations(here / "x.xlsx", {}, {"Nama inovasi": "B", "Tahapan": "Mulai"}), "--accept-valid")
    assert ran.code == 0
    assert "Ditolak: 1" in ran.out
    with open_workspace(here) as workspace:
        assert [r.value("name") for r in workspace.store.list("inovasi")] == ["AKTA SEHARI"]


def test_accept_valid_with_nothing_valid_writes_nothing(klik, here):
    before = head(here)
    ran = klik("import", innovations(here / "x.xlsx", {"Tahapan": "Mulai"}), "--accept-valid")
    assert (ran.code, ran.out.splitlines()[-1], head(here)) == (0, "Tidak ada perubahan.", before)


def test_what_somebody_saved_meanwhile_stops_the_import_with_both_values(klik, here, monkeypatch):
    klik("import", innovations(here / "x.xlsx", {"Tujuan": "Cepat"}))
    save = Store.save

    def overtaken(store: Store, changes, *, who, at):
        monkeypatch.setattr(Store, "save", save)
        (record,) = store.list("inovasi")
        store.save([Change(record=record.key, field="goals", value="Dari formulir", base=1)], who="OPD", at=at)
        return store.save(changes, who=who, at=at)

    monkeypatch.setattr(Store, "save", overtaken)
    ran = klik("import", innovations(here / "x.xlsx", {"Tujuan": "Dari Excel", "Hasil": "Ada"}))
    assert ran.code == 2
    assert "tersimpan 'Dari formulir'" in ran.err
    assert "'Dari Excel'" in ran.err
    with open_workspace(here) as workspace:
        (record,) = workspace.store.list("inovasi")
        assert record.values() == {"name": "AKTA SEHARI", "goals": "Dari formulir"}


def test_unknown_units_of_the_portal_are_proposed_in_a_file_of_the_workspace(klik, here):
    export = portal_file(
        here / "ekspor.xlsx", {}, {"Admin OPD": "Dinas Kesehatn (kab.salah)"}, {"Admin OPD": "Museum (kab.museum)"}
    )
    ran = klik("import", export)
    assert ran.code == 2
    assert "2 unit portal belum dikenal" in ran.out
    made = openpyxl.load_workbook(here / "usulan-padanan.xlsx")
    assert [[cell.value for cell in row[:3]] for row in made["Padanan Unit"].iter_rows(min_row=2)] == [
        ["Dinas Kesehatn", "kab.salah", "DINKES"], ["Museum", "kab.museum", "MUSEUM"],
    ]  # fmt: skip
    assert klik("import", here / "usulan-padanan.xlsx").code == 0
    assert klik("import", export).code == 2  # now the first two rows are one innovation twice
    assert klik("import", export, "--accept-valid").code == 0


def test_a_proposal_that_somebody_edits_is_not_overwritten(klik, here):
    export = portal_file(here / "ekspor.xlsx", {"Admin OPD": "Museum (kab.museum)"})
    klik("import", export)
    (here / "usulan-padanan.xlsx").write_bytes(b"sunting")
    klik("import", export)
    assert (here / "usulan-padanan.xlsx").read_bytes() == b"sunting"
    assert (here / "usulan-padanan-2.xlsx").is_file()


def test_an_export_of_the_portal_may_be_another_kind_of_score(klik, here):
    klik("import", portal_file(here / "x.xlsx", {}), "--skor", "kemendagri")
    with open_workspace(here) as workspace:
        assert workspace.store.list("penilaian")[0].values() == {"kemendagri.total": "80"}


def test_the_units_settings_and_portfolio_of_one_workspace_make_another(klik, here, tmp_path):
    klik("import", innovations(here / "x.xlsx", {"ID": "X", "Tujuan": "+1", "Waktu penerapan": "12-03-2024"}))
    klik("import", kit_file(here / "s.xlsx", {"Skor": [{"ID inovasi": "X", "Jenis skor": "Skor mandiri", "16": 2}]}))
    klik("export", here / "Pengaturan-a.xlsx")
    klik("export", here / "a.xlsx")
    klik("init", tmp_path / "baru", "--daerah", "Kabupaten Uji")
    for name in ("Pengaturan-a.xlsx", "a.xlsx"):
        assert klik("import", here / name, "-r", tmp_path / "baru").code == 0
    klik("export", tmp_path / "a.xlsx", "-r", tmp_path / "baru")
    assert (tmp_path / "a.xlsx").read_bytes() == (here / "a.xlsx").read_bytes()


# template and export


def test_a_template_outside_a_workspace_says_that_units_are_missing(klik, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = klik("template", "t.xlsx")
    assert (ran.code, "Di luar ruang kerja" in ran.err, Path("t.xlsx").is_file()) == (0, True, True)


def test_a_template_of_a_broken_workspace_is_refused_and_not_written_without_its_units(klik, here):
    (here / "klik.toml").write_text("rusak")
    ran = klik("template", "t.xlsx")
    assert (ran.code, "klik.toml rusak" in ran.err, Path("t.xlsx").exists()) == (2, True, False)


def test_a_template_of_a_named_folder_that_is_no_workspace_is_refused(klik, tmp_path):
    ran = klik("template", tmp_path / "t.xlsx", "-r", tmp_path)
    assert (ran.code, "bukan ruang kerja" in ran.err) == (2, True)


@pytest.mark.parametrize("command", ["template", "export"])
def test_a_file_that_is_there_is_replaced_only_with_timpa(klik, here, command):
    path = here / "x.xlsx"
    path.write_bytes(b"lama")
    ran = klik(command, path)
    assert (ran.code, path.read_bytes()) == (2, b"lama")
    assert "sudah ada dan tidak ditimpa" in ran.err
    assert klik(command, path, "--timpa").code == 0
    assert path.read_bytes()[:2] == b"PK"


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("template", "klik.db"),
        ("template", "t"),
        ("template", "t.json"),
        ("export", "klik.toml"),
        ("export", "klik.db"),
        ("export", "x.csv"),
        ("export", "Pengaturan.json"),
    ],
)
def test_a_file_of_another_type_is_never_written(klik, here, command, name):
    before = (here / name).read_bytes() if (here / name).exists() else None
    ran = klik(command, here / name, "--timpa")
    assert (ran.code, "tidak didukung. Gunakan .xlsx" in ran.err or "Gunakan .json atau .xlsx" in ran.err) == (2, True)
    assert ((here / name).read_bytes() if (here / name).exists() else None) == before


def test_an_export_to_json_is_what_klik_score_reads(klik, here):
    klik("import", portal_file(here / "x.xlsx", {"Kematangan": "80,5"}))
    klik("export", here / "p.json")
    own, file = (json.loads(klik("score", *what, "--json").out) for what in (("--daerah",), (here / "p.json",)))
    assert own == file
    assert own["innovations"][0]["maturity"] == "80.5"


def test_an_unknown_edition_is_told(klik, here):
    ran = klik("export", here / "x.xlsx", "--edition", "iid-1999")
    assert (ran.code, "iid-1999" in ran.err, (here / "x.xlsx").exists()) == (2, True, False)


# verify


def test_verify_counts_the_history(klik, here):
    assert re.fullmatch(r"Riwayat utuh: \d+ catatan, sidik [0-9a-f]{16}\.\n", klik("verify").out)
