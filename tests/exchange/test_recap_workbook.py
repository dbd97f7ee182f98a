"""klik rekap: its sheets, what is overdue, values that no program runs, and for a unit nothing but its own."""

from __future__ import annotations

import shutil
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from office_suite import parts, shown

from klik_kit.cli import main
from klik_kit.core.action_plan import PLAN, stage_key
from klik_kit.core.coaching import TASK
from klik_kit.core.keys import assessment_key, unit_key
from klik_kit.core.records import Change, RecordKey
from klik_kit.workspace import open_workspace

SHEETS = ["Ringkasan", "Per OPD", "Per inovasi", "Data dukung yang belum ada", "Tindak lanjut"]
STARTS = ("=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1")
PORTAL_ID = "3201150307900001"
FACTS = {
    unit_key("DINKES"): {"operator": "Siti Aminah 0812-3456-7890"},
    RecordKey(id=PORTAL_ID, kind="inovasi", unit="DINKES"): {"name": "ANTRE PASTI", "stage": "Penerapan", "implemented_on": "2025-02-01", "urusan": "Kesehatan", "rancang_bangun": "kata " * 300, "status": "Layak kirim"},
    assessment_key(PORTAL_ID, "iid-2026", "DINKES"): {"mandiri.16": "3", "mandiri.20": "1"},
    RecordKey(id="DD-1", kind="data_dukung", unit="DINKES", parent=PORTAL_ID): {"indicator": "16", "state": "Belum diperiksa", "title": "SK"},
    RecordKey(id="INV-B", kind="inovasi", unit="DISDIK"): {"name": "KELAS CERDAS", "status": "Draf"},
    RecordKey(id="TL-1", kind=TASK, unit="DINKES"): {"text": "Menerbitkan SK 100.3.3.2/214/2025, hubungi 0812 3456 7890", "owner": "Siti", "due": "2026-07-01", "inovasi": PORTAL_ID},
    RecordKey(id="TL-2", kind=TASK, unit="DINKES"): {"text": "Belum waktunya", "due": "2026-08-01"},
    RecordKey(id="TL-3", kind=TASK, unit="DINKES"): {"text": "Sudah selesai", "due": "2026-07-01", "state": "Selesai"},
    RecordKey(id="TL-4", kind=TASK, unit="DISDIK"): {"text": "Milik pendidikan", "due": "2026-07-19"},
    stage_key(RecordKey(id="INV-B", kind="inovasi", unit="DISDIK"), PLAN): {"langkah.1.apa": "Menyusun SOP", "langkah.1.siapa": "Ratna", "langkah.1.selesai": "2026-07-10"},
} | {
    RecordKey(id=f"RUMUS-{number}", kind="inovasi", unit="DINKES"): {"name": text} for number, text in enumerate(STARTS)
}  # fmt: skip


def klik(*arguments: object) -> None:
    before, sys.argv = sys.argv, ["klik", *map(str, arguments)]
    try:
        with pytest.raises(SystemExit) as end:
            main()
    finally:
        sys.argv = before
    assert not end.value.code


def recap(region: Path, target: Path, *more: str) -> Path:
    klik("rekap", "-r", region, "-o", target, "--per", "2026-07-20", *more)
    return target


@pytest.fixture(scope="module")
def region(template_workspace, tmp_path_factory) -> Path:
    folder = shutil.copytree(template_workspace, tmp_path_factory.mktemp("rekap") / "kab")
    changes = [Change(record=k, field=f, value=v, base=0) for k, fields in FACTS.items() for f, v in fields.items()]
    with open_workspace(folder) as workspace:
        workspace.store.save(changes, who="uji", at=datetime(2026, 7, 1, tzinfo=UTC))
    return folder


@pytest.fixture(scope="module")
def written(region, tmp_path_factory) -> Path:
    return recap(region, tmp_path_factory.mktemp("hasil") / "rekap.xlsx")


@pytest.fixture(scope="module")
def book(written):
    return openpyxl.load_workbook(written)


def table(page) -> list[dict[str, object]]:
    """The rows of a sheet by their headings, which stand below its title."""
    heads, *rows = list(page.iter_rows(min_row=4, values_only=True))
    return [dict(zip(heads, row, strict=True)) for row in rows]


def test_five_sheets_each_say_which_score_of_whom_and_when(book):
    assert book.sheetnames == SHEETS
    for page in book:
        assert page["A1"].value.endswith("Skor mandiri")
        assert "Kabupaten Uji · seluruh daerah, 3 unit · per 20 Juli 2026" in page["A2"].value


def test_what_is_overdue_is_flagged_by_days_and_what_is_done_is_gone(book):
    tasks = {row["Tugas"].partition(",")[0]: row for row in table(book["Tindak lanjut"])}
    assert {name: row["Hari lewat"] for name, row in tasks.items()} == {
        "Menerbitkan SK 100.3.3.2/214/2025": 19, "Langkah: Menyusun SOP": 10, "Milik pendidikan": 1, "Belum waktunya": None,
    }  # fmt: skip
    assert tasks["Menerbitkan SK 100.3.3.2/214/2025"]["Batas waktu"].date() == date(2026, 7, 1)
    units = {row["Kode"]: row for row in table(book["Per OPD"])}
    assert [units["DINKES"][head] for head in ("Tindak lanjut terbuka", "Lewat batas", "Hari lewat terlama")] == [2, 1, 19]  # fmt: skip
    assert ["Tindak lanjut lewat batas", 3] in [[row["Ukuran"], row["Nilai"]] for row in table(book["Ringkasan"])]


def test_a_claim_without_a_document_is_listed_and_one_with_a_document_is_not(book):
    assert [(row["Inovasi"], row["Baris"]) for row in table(book["Data dukung yang belum ada"])] == [
        ("ANTRE PASTI", "20")
    ]


def test_scores_are_numbers_and_no_cell_of_any_sheet_is_a_formula(book, written):
    (line,) = [row for row in table(book["Per inovasi"]) if row["Inovasi"] == "ANTRE PASTI"]
    assert isinstance(line["Kematangan (Skor mandiri)"], int | float)
    assert not [name for name, content in parts(written).items() if b"<f>" in content or b"<f " in content]


@pytest.mark.parametrize("text", STARTS)
def test_a_name_that_begins_like_a_formula_stays_the_text_it_is_and_carries_its_mark(book, text):
    found = [c for page in book for row in page.iter_rows() for c in row if c.value == text.replace("\r", "_x000D_")]
    assert found
    assert {(c.data_type, c.quotePrefix) for c in found} == {("s", True)}


def test_ids_and_numbers_of_documents_stand_whole_and_telephones_do_not(book):
    text = " ".join(str(c.value) for page in book for row in page.iter_rows() for c in row)
    assert PORTAL_ID in {row["ID"] for row in table(book["Per inovasi"])}
    assert "100.3.3.2/214/2025" in text
    assert "3456" not in text


def test_libreoffice_opens_it_and_shows_the_same_texts(written, tmp_path):
    sheets = shown(tmp_path, [written])["rekap"]
    assert list(sheets) == sorted(SHEETS)
    names = {cell.strip() for row in sheets["Per inovasi"] for cell in row}
    assert {"ANTRE PASTI", *(text.strip() for text in STARTS)} <= names
    (task,) = [row for row in sheets["Tindak lanjut"] if "214/2025" in " ".join(row)]
    assert task[1] == "19"


def test_the_same_data_give_the_same_bytes(region, written, tmp_path):
    assert recap(region, tmp_path / "rekap.xlsx").read_bytes() == written.read_bytes()


def test_of_one_unit_there_is_nothing_of_another(region, tmp_path):
    made = openpyxl.load_workbook(recap(region, tmp_path / "r.xlsx", "--opd", "DISDIK"))
    text = " ".join(str(c.value) for page in made for row in page.iter_rows() for c in row)
    assert "KELAS CERDAS" in text
    assert "Milik pendidikan" in text
    for other in ("ANTRE PASTI", "Menerbitkan SK", "Dinas Kesehatan", "Puskesmas", "Perkiraan IID"):
        assert other not in text
