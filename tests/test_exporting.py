"""The store as a file: whole or not at all, the same bytes for the same data, values and no formulas."""

from __future__ import annotations

import errno
import os
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from klik_kit import files
from klik_kit.content import load_edition
from klik_kit.core.keys import assessment_key, spd_key
from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.records import Change, RecordKey
from klik_kit.core.scoring import score_region
from klik_kit.errors import ExchangeError
from klik_kit.exchange.portfolio_json import read_portfolio
from klik_kit.exporting import write_portfolio, write_settings, write_template
from klik_kit.importing import plan_import
from klik_kit.workspace import Workspace

AT = datetime(2026, 7, 2, 3, 4, 5, tzinfo=UTC)
X = RecordKey(id="X", kind="inovasi", unit="DINKES")


def save(store, facts: dict[RecordKey, dict[str, str]]) -> None:
    store.save(
        [Change(record=k, field=f, value=v, base=0) for k, fs in facts.items() for f, v in fs.items()], who="uji", at=AT
    )


def write(store, path: Path, edition) -> Path:
    write_portfolio(store, path, edition=edition, kind=ScoreKind.MANDIRI)
    return path


@pytest.fixture
def template(tmp_path, edition, store):
    write_template(tmp_path / "t.xlsx", edition=edition, store=store)
    return openpyxl.load_workbook(tmp_path / "t.xlsx")


# the template


def test_the_template_has_a_guide_the_edition_and_a_sheet_for_each_part(template):
    assert template.sheetnames == ["Petunjuk", "Inovasi", "Skor", "Data Dukung", "SPD", "Hasil Resmi", "Pilihan"]
    guide = " ".join(str(cell.value) for row in template["Petunjuk"] for cell in row)
    for words in ("iid-2026", "klik import", "(hapus)", "01-01-2024 s.d. 31-12-2025", "tidak sama dengan 0"):
        assert words in guide


def test_the_template_has_a_drop_down_of_the_units_and_of_the_urusan(template):
    page = template["Inovasi"]
    lists = {
        str(rule.sqref).rstrip("0123456789"): rule.formula1
        for rule in page.data_validations.dataValidation
        if rule.type == "list"
    }
    heads = {cell.value: cell.column_letter for cell in page[1]}
    assert lists[f"{heads['Kode unit']}2:{heads['Kode unit']}"] == '"DINKES,DISDIK,PKM-HULU"'
    urusan = lists[f"{heads['Urusan utama']}2:{heads['Urusan utama']}"]
    sheet, _, cells = urusan.partition("!")
    assert (sheet, template["Pilihan"].sheet_state) == ("Pilihan", "hidden")
    assert [row[0].value for row in template["Pilihan"][cells.replace("$", "")]][:2] == ["Pendidikan", "Kesehatan"]


def test_the_template_has_a_column_for_every_row_of_the_edition(template, edition):
    heads = [cell.value for cell in template["Skor"][1]]
    assert [h for h in heads if h in edition.by_row] == [i.row for i in edition.sid]
    assert [row[1].value for row in template["SPD"].iter_rows(min_row=2)] == [i.row for i in edition.spd]


def test_an_empty_template_asks_for_nothing_but_who_knows_the_regions_rows(tmp_path, edition, store):
    write_template(tmp_path / "t.xlsx", edition=edition, store=store)
    plan = plan_import(store, tmp_path / "t.xlsx", edition=edition, kind=ScoreKind.MANDIRI)
    assert plan.refused == ()
    assert {change.field.partition(".")[0] for change in plan.changes} == {"owner"}


@pytest.mark.parametrize("name", ["iid-2023", "iid-2024", "iid-2025", "iid-2027"])
def test_every_edition_has_a_template(tmp_path, name):
    write_template(tmp_path / "t.xlsx", edition=load_edition(name), store=None)
    assert "Skor" in openpyxl.load_workbook(tmp_path / "t.xlsx").sheetnames


# what is written


def test_a_text_that_looks_like_a_formula_stays_a_text(tmp_path, edition, store):
    save(store, {X: {"name": '=HYPERLINK("http://a.id")', "goals": "+1", "video": "https://a.id"}})
    page = openpyxl.load_workbook(write(store, tmp_path / "x.xlsx", edition))["Inovasi"]
    row = {head.value: cell for head, cell in zip(page[1], page[2], strict=True)}
    assert {row[name].data_type for name in ("Nama inovasi", "Tujuan", "Tautan video")} == {"s"}
    assert row["Tautan video"].hyperlink is None
    with zipfile.ZipFile(tmp_path / "x.xlsx") as archive:
        assert all(b"<f>" not in archive.read(name) for name in archive.namelist() if "worksheets/sheet" in name)


def test_numbers_and_dates_are_numbers_and_dates_to_excel(tmp_path, edition, store):
    save(
        store,
        {
            X: {"name": "A", "implemented_on": "2024-03-12"},
            assessment_key("X", "iid-2026", "DINKES"): {"mandiri.16": "2", "kemendagri.total": "52.375"},
        },
    )
    made = openpyxl.load_workbook(write(store, tmp_path / "x.xlsx", edition))
    assert datetime(2024, 3, 12, tzinfo=None) in [cell.value for cell in made["Inovasi"][2]]  # noqa: DTZ001 - Excel has no zones
    assert {2, 52.375} <= {cell.value for row in made["Skor"].iter_rows(min_row=2) for cell in row}


def test_a_score_shows_the_name_of_its_innovation(tmp_path, edition, store):
    save(store, {X: {"name": "AKTA SEHARI"}, assessment_key("X", "iid-2026", "DINKES"): {"mandiri.16": "2"}})
    page = openpyxl.load_workbook(write(store, tmp_path / "x.xlsx", edition))["Skor"]
    assert [page["B2"].value, page["C2"].value] == ["DINKES", "AKTA SEHARI"]


def test_an_export_does_not_invent_who_knows_a_row(tmp_path, edition, store):
    save(store, {spd_key("iid-2026"): {"mandiri.1": "2"}})
    plan = plan_import(store, write(store, tmp_path / "x.xlsx", edition), edition=edition, kind=ScoreKind.MANDIRI)
    assert plan.changes == ()


def test_only_the_edition_asked_for_is_exported(tmp_path, store):
    save(
        store,
        {
            X: {"name": "A"},
            assessment_key("X", "iid-2025", "DINKES"): {"mandiri.16": "1"},
            assessment_key("X", "iid-2026", "DINKES"): {"mandiri.16": "2"},
        },
    )
    page = openpyxl.load_workbook(write(store, tmp_path / "x.xlsx", load_edition("iid-2025")))["Skor"]
    assert [row[3].value for row in page.iter_rows(min_row=2) if row[0].value] == ["iid-2025"]


def test_the_same_data_give_the_same_bytes_on_another_day(tmp_path, edition, store):
    save(store, {X: {"name": "A"}})
    with zipfile.ZipFile(write(store, tmp_path / "x.xlsx", edition)) as archive:
        assert {item.date_time[0] for item in archive.infolist()} == {1980}
        assert archive.read("docProps/core.xml").count(b"2000-01-01T00:00:00Z") == 2


def test_a_text_longer_than_a_cell_is_told_with_its_place_and_the_old_file_stays(tmp_path, edition, store):
    save(store, {X: {"name": "A"}})
    path = write(store, tmp_path / "x.xlsx", edition)
    before = path.read_bytes()
    save(store, {X: {"goals": "🙂" * 20_000}})
    with pytest.raises(
        ExchangeError, match=r"Lembar Inovasi, baris 2, Tujuan: teks 20000 karakter melebihi batas Excel"
    ):
        write(store, path, edition)
    assert (path.read_bytes(), [p.name for p in tmp_path.iterdir() if p.name.startswith(".")]) == (before, [])


def test_a_portal_innovation_without_dates_scores_the_same_from_its_json(tmp_path, edition, kab, store):
    save(
        store,
        {
            X: {"name": "A", "urusan": "Kesehatan", "origin": "portal"},
            assessment_key("X", "iid-2026", "DINKES"): {"mandiri.total": "80"},
        },
    )
    write_portfolio(store, tmp_path / "x.json", edition=edition, kind=ScoreKind.MANDIRI)
    _, portfolio, kind = read_portfolio(tmp_path / "x.json", editions=load_edition, edition=None, kind=None)
    own = Workspace(folder=kab, store=store).portfolio(edition)
    assert [score_region(edition, p, kind=kind).counted for p in (own, portfolio)] == [0, 0]


def test_settings_show_every_setting_even_where_nothing_is_set(tmp_path, store):
    write_settings(store, tmp_path / "p.xlsx")
    page = openpyxl.load_workbook(tmp_path / "p.xlsx")["Daerah"]
    assert [row[0].value for row in page.iter_rows(min_row=2, max_row=4)] == ["Nama daerah", "Provinsi", "Ibu kota"]


# whole or not at all


def test_a_full_disk_leaves_the_old_file_and_no_rest(tmp_path, edition, store, monkeypatch):
    path = write(store, tmp_path / "x.xlsx", edition)
    before = path.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("xlsxwriter.workbook.Workbook._store_workbook", full)
    with pytest.raises(ExchangeError, match="tidak dapat ditulis: diska penuh"):
        write(store, path, edition)
    monkeypatch.undo()
    assert (path.read_bytes(), [p.name for p in tmp_path.iterdir() if p.name.startswith(".")]) == (before, [])


def test_a_real_limit_on_file_size_leaves_the_old_file_and_no_rest(tmp_path, edition, store):
    import resource
    import signal

    path = write(store, tmp_path / "x.xlsx", edition)
    before = path.read_bytes()
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, old[1]))
    try:
        with pytest.raises(ExchangeError, match="tidak dapat ditulis: berkasnya terlalu besar bagi diska ini"):
            write(store, path, edition)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        signal.signal(signal.SIGXFSZ, handler)
    assert (path.read_bytes(), [p.name for p in tmp_path.iterdir() if p.name.startswith(".")]) == (before, [])


def test_an_interrupted_text_leaves_the_old_file_and_no_rest(tmp_path, monkeypatch):
    def interrupt(path: Path, *_: object, **__: object) -> None:
        path.write_text("setengah")
        raise KeyboardInterrupt

    (tmp_path / "x.json").write_text("lama")
    monkeypatch.setattr(Path, "write_bytes", interrupt)
    with pytest.raises(KeyboardInterrupt):
        files.write_text(tmp_path / "x.json", "baru")
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("x.json", "lama")]


@pytest.mark.parametrize(("place", "words"), [("tidak/ada/x.json", "tidak ada"), ("berkas/x.json", "bukan folder")])
def test_a_folder_that_cannot_be_written_is_told(tmp_path, place, words):
    (tmp_path / "berkas").write_text("")
    with pytest.raises(ExchangeError, match=words):
        files.write_text(tmp_path / place, "x")


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path):
    (tmp_path / "x.json").mkdir()
    with pytest.raises(ExchangeError, match="itu sebuah folder"):
        files.write_text(tmp_path / "x.json", "x")
    assert [p.name for p in tmp_path.iterdir()] == ["x.json"]


def test_a_long_name_is_no_obstacle(tmp_path):
    path = tmp_path / ("x" * 250 + ".json")
    files.write_text(path, "isi")
    assert path.read_text() == "isi"


def test_the_umask_decides_who_may_read_a_file(tmp_path):
    old = os.umask(0o077)
    try:
        files.write_text(tmp_path / "x", "rahasia")
    finally:
        os.umask(old)
    assert (tmp_path / "x").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("number", "words"), [(errno.ENOSPC, "diska penuh"), (errno.EACCES, "tidak diizinkan"), (9999, "Aneh")]
)
def test_the_reason_of_the_system_is_told_in_bahasa_indonesia(number, words):
    assert files.reason(OSError(number, "Aneh")) == words
