"""A file against the store: new, changed, unchanged, refused; then all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from sheet_files import book, innovations, kit_file, with_formula

from klik_kit.core.keys import innovation_id
from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.records import Change, RecordKey
from klik_kit.core.rubric import Edition
from klik_kit.errors import ConflictError
from klik_kit.importing import ImportPlan, Verdict, apply_import, plan_import
from klik_kit.store import Store

AT = datetime(2026, 7, 2, 3, 4, 5, tzinfo=UTC)
INV = innovation_id("DINKES", "AKTA SEHARI")
SCORE = {"ID inovasi": INV, "Edisi": "iid-2026", "Jenis skor": "Skor mandiri"}


@pytest.fixture
def plan(store: Store, edition: Edition) -> Callable[[Path], ImportPlan]:
    return lambda path: plan_import(store, path, edition=edition, kind=ScoreKind.MANDIRI)


@pytest.fixture
def take(store: Store, plan: Callable[[Path], ImportPlan]) -> Callable[[Path], ImportPlan]:
    """Plan and write; nothing may be refused."""

    def take_in(path: Path) -> ImportPlan:
        made = plan(path)
        assert made.refused == ()
        apply_import(store, made, who="uji", at=AT)
        return made

    return take_in


@pytest.fixture
def sheets(tmp_path: Path) -> Callable[..., Path]:
    """A workbook of kit sheets from the rows given by the sheets' names, blanks written as ``_``."""
    return lambda **named: kit_file(
        tmp_path / "masuk.xlsx", {name.replace("_", " "): rows for name, rows in named.items()}
    )


def refusals(made: ImportPlan) -> list[str]:
    return [str(problem) for problem in made.refused]


# what a row does


def test_a_new_row_makes_a_record_with_a_stable_id(take, store, tmp_path):
    made = take(innovations(tmp_path / "x.xlsx", {"Tahapan": "penerapan", "Waktu penerapan": "12 Maret 2024"}))
    assert made.counts() == {("inovasi", Verdict.NEW): 1}
    assert store.get(INV).values() == {"name": "AKTA SEHARI", "stage": "Penerapan", "implemented_on": "2024-03-12"}


def test_a_second_import_of_the_same_file_changes_nothing(take, store, tmp_path):
    path = innovations(tmp_path / "x.xlsx", {"Tujuan": "Cepat"}, {"Nama inovasi": "LAIN"})
    take(path)
    before = store.head()
    again = take(path)
    assert again.counts() == {("inovasi", Verdict.UNCHANGED): 2}
    assert (again.changes, store.head()) == ((), before)


def test_a_changed_field_is_named_with_its_old_and_its_new_value(take, plan, tmp_path):
    path = tmp_path / "x.xlsx"
    take(innovations(path, {"Tujuan": "Cepat", "Hasil": "Ada"}))
    (row,) = plan(innovations(path, {"Tujuan": "Lebih cepat", "Hasil": "Ada"})).rows
    assert (row.verdict, row.fields) == (Verdict.CHANGED, (("goals", "Cepat", "Lebih cepat"),))


def test_a_blank_cell_changes_nothing(take, store, tmp_path):
    take(innovations(tmp_path / "x.xlsx", {"Tujuan": "Cepat", "Jenis": "Digital"}))
    made = take(innovations(tmp_path / "x.xlsx", {"Tujuan": "  ", "Jenis": "-"}))
    assert made.changes == ()
    assert store.get(INV).value("goals") == "Cepat"


def test_the_word_hapus_clears_a_field(take, store, tmp_path):
    take(innovations(tmp_path / "x.xlsx", {"Tujuan": "Cepat", "Waktu penerapan": "12-03-2024"}))
    take(innovations(tmp_path / "x.xlsx", {"Tujuan": "(hapus)", "Waktu penerapan": " (HAPUS) "}))
    assert store.get(INV).values() == {"name": "AKTA SEHARI"}


def test_the_word_hapus_does_not_clear_what_must_be_there(plan, tmp_path):
    made = plan(innovations(tmp_path / "x.xlsx", {"Nama inovasi": "(hapus)"}))
    assert refusals(made) == ["Inovasi!C2: Nama inovasi: wajib diisi dan tidak dapat dihapus."]


def test_dates_of_a_workbook_that_counts_from_1904_are_right(take, store, tmp_path):
    made = openpyxl.Workbook()
    made.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    made.active.title = "Inovasi"
    made.active.append(["Kode unit", "Nama inovasi", "Waktu penerapan"])
    made.active.append(["DINKES", "AKTA SEHARI", date(2024, 3, 12)])
    made.save(tmp_path / "x.xlsx")
    take(tmp_path / "x.xlsx")
    assert store.get(INV).value("implemented_on") == "2024-03-12"


def test_clearing_what_was_never_there_changes_nothing(take, tmp_path):
    take(innovations(tmp_path / "x.xlsx", {}))
    assert take(innovations(tmp_path / "x.xlsx", {"Tujuan": "(hapus)"})).changes == ()


def test_a_level_of_0_is_an_answer_and_a_blank_one_is_not(take, store, sheets, tmp_path):
    take(innovations(tmp_path / "i.xlsx", {}))
    take(sheets(Skor=[SCORE | {"16": 0, "17": None, "18": "2"}]))
    assert store.get(f"{INV}@iid-2026").values() == {"mandiri.16": "0", "mandiri.18": "2"}


def test_each_kind_of_score_has_its_row(take, store, sheets, tmp_path):
    take(innovations(tmp_path / "i.xlsx", {}))
    take(sheets(Skor=[SCORE | {"Jenis skor": kind.label, "16": n % 4} for n, kind in enumerate(ScoreKind)]))
    assert store.get(f"{INV}@iid-2026").values() == {f"{kind}.16": str(n % 4) for n, kind in enumerate(ScoreKind)}


def test_everything_about_a_new_innovation_may_come_in_one_file(take, store, sheets):
    take(
        sheets(
            Skor=[SCORE | {"ID inovasi": "X-1", "16": 3}],
            Data_Dukung=[{"ID inovasi": "X-1", "Indikator": 16, "Judul dokumen": "SK", "Tanggal surat": "01-02-2024"}],
            Inovasi=[{"ID": "X-1", "Kode unit": "DISDIK", "Nama inovasi": "KELAS"}],
            SPD=[{"Baris": "5a", "Angka": "5,31", "Skor mandiri": 2}],
            Hasil_Resmi=[{"Tahun": 2025, "IID": "52,315", "Peringkat": 12}],
        )
    )
    assert store.get("X-1@iid-2026").key.unit == "DISDIK"
    (document,) = store.list("data_dukung", parent="X-1")
    assert (document.key.unit, document.value("indicator"), document.value("date")) == ("DISDIK", "16", "2024-02-01")
    assert store.get("spd@iid-2026").values() == {"figure.5a": "5,31", "mandiri.5a": "2"}
    assert store.get("hasil_resmi@2025").value("index") == "52.315"


def test_settings_come_from_pengaturan(take, store, sheets):
    take(
        sheets(
            Daerah=[
                {"Pengaturan": "Nama daerah", "Isi": "Kabupaten Baru"},
                {"Pengaturan": "Target IID", "Isi": "52,315"},
            ],
            Unit=[
                {"Kode": "SD-1", "Nama unit": "SD Negeri 1", "Kode induk": "DISDIK", "NIP kepala": "198001012005011001"}
            ],
            Pejabat=[{"Peran": "Sekretaris Daerah", "Nama": "Siti"}],
            Agenda=[{"Kegiatan": "Batas ajukan", "Selesai": "10-08-2026", "Perkiraan": "Y"}],
            Padanan_Unit=[{"Nama pada portal": "SDN 1", "Akun": "kab.sdn1", "Kode unit": "SD-1"}],
        )
    )
    assert store.get("daerah").values() == {"edition": "iid-2026", "name": "Kabupaten Baru", "target": "52.315"}
    assert store.get("unit:SD-1").value("head_nip") == "198001012005011001"
    assert store.get("agenda:batasajukan").value("expected") == "ya"
    assert store.get("padanan:kabsdn1").value("code") == "SD-1"


def test_the_flow_of_states_is_a_setting_however_it_is_spelt(take, store, sheets):
    take(sheets(Daerah=[{"Pengaturan": "Alur status", "Isi": " lengkap "}]))
    assert store.get("daerah").value("flow") == "Lengkap"


# headings


def test_headings_are_found_whatever_their_order_case_and_blanks(take, store, tmp_path):
    heads = ["  NAMA   inovasi ", "tujuan", "kode\nUNIT"]
    take(book(tmp_path / "x.xlsx", {"inovasi ": [heads, ["AKTA SEHARI", "Cepat", "DINKES"]]}))
    assert store.get(INV).value("goals") == "Cepat"


def test_an_unknown_column_and_an_unknown_sheet_are_named_and_not_read(plan, tmp_path):
    rows = [["Kode unit", "Nama inovasi", "Anggaran"], ["DINKES", "A", 5]]
    made = plan(book(tmp_path / "x.xlsx", {"Inovasi": rows, "Rekap": [["x"]], "Petunjuk": [["x"]], "Pilihan": [["x"]]}))
    assert made.remarks == (
        "Lembar Inovasi: kolom Anggaran tidak dikenal dan tidak dibaca.",
        "Lembar Rekap tidak dikenal dan tidak dibaca.",
    )
    assert made.refused == ()


def test_a_formula_in_a_column_that_is_not_read_does_no_harm(plan, tmp_path):
    path = book(tmp_path / "x.xlsx", {"Inovasi": [["Kode unit", "Nama inovasi", "Hitungan"], ["DINKES", "A"]]})
    assert plan(with_formula(path, "Inovasi", "C2")).refused == ()


def test_a_row_of_formulas_without_results_is_refused_and_not_taken_for_blank(plan, tmp_path):
    path = with_formula(innovations(tmp_path / "x.xlsx", {}), "Inovasi", "B7", "=B2")
    assert refusals(plan(path)) == [
        "Inovasi!B7: Kode unit: berisi rumus. Salin, lalu tempel sebagai nilai (Paste Values)."
    ]


# what is refused, by cell


def test_every_wrong_cell_is_told_with_its_place_and_its_cure(plan, tmp_path):
    made = plan(
        innovations(
            tmp_path / "x.xlsx",
            {"Tahapan": "Mulai", "Waktu penerapan": "30-02-2025", "Koordinat": "x"},
            {"Nama inovasi": None, "Tautan video": "javascript:alert(1)"},
        )
    )
    assert refusals(made) == [
        "Inovasi!D2: Tahapan: 'Mulai' tidak ada dalam daftar. Pilih: Inisiatif, Uji Coba, Penerapan.",
        "Inovasi!E2: Waktu penerapan: '30-02-2025' bukan tanggal. Tulis seperti 31-12-2025.",
        "Inovasi!F2: Koordinat: koordinat ditulis sebagai lintang,bujur, misalnya -7.5,110.2.",
        "Inovasi!C3: Nama inovasi: wajib diisi.",
        "Inovasi!G3: Tautan video: alamat harus diawali http:// atau https://, atau berupa nama berkas.",
    ]


@pytest.mark.parametrize(
    ("sheet", "row", "told"),
    [
        ("SPD", {"Baris": "1", "Skor mandiri": 4}, "SPD!B2: Skor mandiri: 4 melebihi maksimum 3."),
        ("SPD", {"Baris": "1", "Skor mandiri": 1.5}, "SPD!B2: Skor mandiri: 1.5 harus bilangan bulat 0 s.d. 3."),
        ("SPD", {"Baris": "jumlah", "Skor mandiri": 64}, "SPD!B2: Skor mandiri: 64 melebihi maksimum 63."),
        ("SPD", {"Baris": "99", "Skor mandiri": 1}, "SPD!A2: Baris: baris SPD '99' tidak ada pada edisi iid-2026."),
        ("Skor", SCORE | {"16": 7}, "Skor!D2: 16: parameter 7 di luar"),
        ("Skor", SCORE | {"Kematangan": 112}, "Skor!D2: Kematangan: 112 melebihi maksimum 111."),
        ("Skor", SCORE | {"Kematangan": -1}, "Skor!D2: Kematangan: -1 negatif."),
        ("Skor", SCORE | {"Basis 33": "z"}, "Skor!D2: Basis 33: basis 'z' tidak dikenal."),
        ("Skor", SCORE | {"Edisi": "iid-2025"}, "Skor!B2: Edisi: edisi 'iid-2025' berbeda dari edisi impor ini. Gunakan --edition iid-2025."),
        ("Skor", SCORE | {"Jenis skor": "Skor"}, "Skor!C2: Jenis skor: 'Skor' tidak ada dalam daftar."),
        ("Skor", SCORE | {"ID inovasi": "TIDAK-ADA", "16": 1}, "Skor!A2: inovasi 'TIDAK-ADA' tidak ada atau ditolak."),
        ("Inovasi", {"Kode unit": "XX", "Nama inovasi": "A"}, "Inovasi!A2: kode unit 'XX' tidak ada atau ditolak."),
        ("Daerah", {"Pengaturan": "Edisi rubrik", "Isi": "iid-1999"}, "Daerah!B2: edisi 'iid-1999' tidak ada."),
        ("Daerah", {"Pengaturan": "Target IID", "Isi": "tinggi"}, "Daerah!B2: Target IID: 'tinggi' bukan angka."),
        ("Daerah", {"Pengaturan": "Alur status", "Isi": "Panjang"}, "Daerah!B2: Alur status: 'Panjang' tidak ada dalam daftar. Pilih: Ringkas, Lengkap."),
        ("Daerah", {"Pengaturan": "Warna", "Isi": "x"}, "Daerah!A2: Pengaturan: pengaturan 'Warna' tidak dikenal."),
        ("Padanan Unit", {"Nama pada portal": "A", "Kode unit": "XX"}, "Padanan Unit!B2: kode unit 'XX' tidak ada"),
        ("Unit", {"Kode": "A", "Nama unit": "A", "Kode induk": "XX"}, "Unit!C2: kode induk 'XX' tidak ada atau ditolak."),
        ("Unit", {"Kode": "A", "Nama unit": "A", "Kode induk": "A"}, "Unit!C2: unit A menjadi induk dirinya sendiri."),
        ("Data Dukung", {"ID inovasi": INV, "Indikator": "1", "Judul dokumen": "SK"}, "Data Dukung!B2: Indikator: indikator '1' tidak ada"),
        ("Hasil Resmi", {"Tahun": 25}, "Hasil Resmi!A2: Tahun: 25 bukan tahun."),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_is_refused_by_cell(plan, take, tmp_path, sheet, row, told):
    take(innovations(tmp_path / "i.xlsx", {}))
    made = plan(kit_file(tmp_path / "x.xlsx", {sheet: [row]}))
    assert made.changes == ()
    assert len(made.refused) == 1
    assert refusals(made)[0].startswith(told)


def test_a_row_written_twice_is_refused_naming_the_other(plan, tmp_path):
    made = plan(innovations(tmp_path / "x.xlsx", {}, {"Nama inovasi": "Akta-Sehari"}, {"ID": "X", "Nama inovasi": "B"}))
    assert refusals(made) == ["Inovasi!B3: Akta-Sehari sudah ditulis pada baris 2. Hapus salah satunya."]


def test_the_same_answer_twice_is_refused_even_in_different_rows(plan, take, sheets, tmp_path):
    take(innovations(tmp_path / "i.xlsx", {}))
    made = plan(sheets(Skor=[SCORE | {"16": 1}, SCORE | {"17": 1}, SCORE | {"16": 2}]))
    assert refusals(made) == [f"Skor!A4: {INV} sudah ditulis pada baris 2. Hapus salah satunya."]


def test_names_of_signs_only_are_different_innovations(take, store, tmp_path):
    take(innovations(tmp_path / "x.xlsx", {"Nama inovasi": "🙂"}, {"Nama inovasi": "🚑"}))
    assert sorted(r.value("name") for r in store.list("inovasi")) == ["🙂", "🚑"]


def test_a_refused_innovation_takes_its_scores_and_documents_with_it(plan, sheets):
    made = plan(
        sheets(
            Inovasi=[{"ID": "X", "Kode unit": "XX", "Nama inovasi": "A"}, {"ID": "Y", "Kode unit": "DINKES", "Nama inovasi": "B"}],
            Skor=[SCORE | {"ID inovasi": "X", "16": 1}, SCORE | {"ID inovasi": "Y", "16": 1}],
            Data_Dukung=[{"ID inovasi": "X", "Indikator": "16", "Judul dokumen": "SK"}],
        )
    )  # fmt: skip
    assert [p.where for p in made.refused] == ["Inovasi!B2", "Skor!A2", "Data Dukung!A2"]
    assert {change.record.id for change in made.changes} == {"Y", "Y@iid-2026"}


def test_a_refused_unit_takes_its_children_their_innovations_and_its_names_with_it(plan, sheets):
    made = plan(
        sheets(
            Unit=[
                {"Kode": "A", "Nama unit": "A", "Kode induk": "XX"},
                {"Kode": "C", "Nama unit": "C", "Kode induk": "B"},
                {"Kode": "B", "Nama unit": "B", "Kode induk": "A"},
            ],
            Inovasi=[{"Kode unit": "C", "Nama inovasi": "N"}],
            Padanan_Unit=[{"Nama pada portal": "P", "Kode unit": "B"}],
        )
    )
    assert sorted(p.where for p in made.refused) == ["Inovasi!A2", "Padanan Unit!B2", "Unit!C2", "Unit!C3", "Unit!C4"]
    assert made.changes == ()


def test_units_in_a_circle_are_refused_even_where_half_of_it_is_in_the_store(plan, sheets):
    made = plan(sheets(Unit=[{"Kode": "DINKES", "Nama unit": "Dinas Kesehatan", "Kode induk": "PKM-HULU"}]))
    assert refusals(made) == ["Unit!C2: unit DINKES menjadi induk dirinya sendiri. Perbaiki Kode induk."]


def test_the_id_of_another_units_innovation_is_refused(plan, take, tmp_path):
    take(innovations(tmp_path / "x.xlsx", {"ID": "X"}))
    made = plan(innovations(tmp_path / "x.xlsx", {"ID": "X", "Kode unit": "DISDIK", "Nama inovasi": "LAIN"}))
    assert refusals(made) == [
        "Inovasi!A2: ID X sudah milik 'AKTA SEHARI' dari unit DINKES. Kosongkan ID untuk inovasi baru."
    ]


@pytest.mark.parametrize("taken", ["daerah", "DOK-1"])
def test_the_id_of_another_kind_of_record_is_refused(plan, take, sheets, tmp_path, taken):
    take(innovations(tmp_path / "x.xlsx", {}))
    take(sheets(Data_Dukung=[{"ID": "DOK-1", "ID inovasi": INV, "Indikator": "16", "Judul dokumen": "SK"}]))
    made = plan(innovations(tmp_path / "x.xlsx", {"ID": taken, "Nama inovasi": "LAIN"}))
    assert refusals(made) == [f"Inovasi!A2: ID {taken} sudah dipakai catatan lain. Kosongkan ID-nya."]


def test_one_id_for_an_innovation_and_a_document_of_one_file_is_refused(plan, sheets):
    made = plan(
        sheets(
            Inovasi=[{"ID": "X", "Kode unit": "DINKES", "Nama inovasi": "A"}],
            Data_Dukung=[{"ID": "X", "ID inovasi": "X", "Indikator": "16", "Judul dokumen": "SK"}],
        )
    )
    assert refusals(made) == ["Data Dukung!A2: ID X sudah dipakai catatan lain. Kosongkan ID-nya."]


def test_the_document_of_another_innovation_is_refused(plan, take, sheets, tmp_path):
    take(innovations(tmp_path / "x.xlsx", {"ID": "A"}, {"ID": "B", "Nama inovasi": "LAIN"}))
    row = {"ID": "DOK-1", "Indikator": "16", "Judul dokumen": "SK"}
    take(sheets(Data_Dukung=[row | {"ID inovasi": "A"}]))
    made = plan(sheets(Data_Dukung=[row | {"ID inovasi": "B"}]))
    assert refusals(made) == ["Data Dukung!A2: ID DOK-1 sudah dipakai catatan lain. Kosongkan ID-nya."]


@pytest.mark.parametrize(
    ("sheet", "heading", "others"),
    [("Pejabat", "Peran", {}), ("Agenda", "Kegiatan", {}), ("Padanan Unit", "Nama pada portal", {"Akun": "x" * 500})],
)
def test_a_very_long_name_is_kept_and_found_again(take, store, tmp_path, sheet, heading, others):
    path = kit_file(tmp_path / "x.xlsx", {sheet: [{heading: "nama " * 100, **others}, {heading: "nama " * 101}]})
    take(path)
    before = store.head()
    take(path)
    assert store.head() == before


# moving to another unit


def test_an_innovation_that_moves_takes_its_scores_and_documents_along(take, store, sheets, tmp_path):
    take(innovations(tmp_path / "x.xlsx", {"ID": "X"}))
    take(
        sheets(
            Skor=[SCORE | {"ID inovasi": "X", "16": 1}],
            Data_Dukung=[{"ID inovasi": "X", "Indikator": "16", "Judul dokumen": "SK"}],
        )
    )
    made = take(innovations(tmp_path / "x.xlsx", {"ID": "X", "Kode unit": "DISDIK"}))
    assert made.counts() == {("inovasi", Verdict.CHANGED): 1}
    assert {r.key.unit for kind in ("inovasi", "penilaian", "data_dukung") for r in store.list(kind)} == {"DISDIK"}


def test_a_score_that_changes_while_its_innovation_moves_keeps_its_new_value(take, store, sheets, tmp_path):
    take(innovations(tmp_path / "x.xlsx", {"ID": "X"}))
    take(sheets(Skor=[SCORE | {"ID inovasi": "X", "16": 1}]))
    take(
        sheets(
            Inovasi=[{"ID": "X", "Kode unit": "DISDIK", "Nama inovasi": "AKTA SEHARI"}],
            Skor=[SCORE | {"ID inovasi": "X", "16": 3}],
        )
    )
    assessment = store.get("X@iid-2026")
    assert (assessment.key.unit, assessment.value("mandiri.16")) == ("DISDIK", "3")


# all or nothing


def test_what_somebody_saved_after_the_preview_is_not_overwritten(plan, take, store, tmp_path):
    take(innovations(tmp_path / "x.xlsx", {"Tujuan": "Cepat"}))
    made = plan(innovations(tmp_path / "x.xlsx", {"Tujuan": "Dari Excel", "Hasil": "Ada"}, {"Nama inovasi": "BARU"}))
    key = RecordKey(id=INV, kind="inovasi", unit="DINKES")
    store.save([Change(record=key, field="goals", value="Dari formulir", base=1)], who="OPD", at=AT)
    before = store.head()
    with pytest.raises(ConflictError, match="tersimpan 'Dari formulir'"):
        apply_import(store, made, who="uji", at=AT)
    assert store.head() == before
    assert store.get(INV).value("goals") == "Dari formulir"


def test_a_record_that_somebody_made_after_the_preview_is_not_overwritten(plan, store, tmp_path):
    made = plan(innovations(tmp_path / "x.xlsx", {}))
    key = RecordKey(id=INV, kind="inovasi", unit="DINKES")
    store.save([Change(record=key, field="name", value="Akta Sehari", base=0)], who="OPD", at=AT)
    with pytest.raises(ConflictError):
        apply_import(store, made, who="uji", at=AT)


def test_a_plan_writes_nothing(plan, store, tmp_path):
    before = store.head()
    plan(innovations(tmp_path / "x.xlsx", {}))
    assert store.head() == before


def test_the_preview_names_fields_as_the_sheets_do(plan, tmp_path):
    made = plan(innovations(tmp_path / "x.xlsx", {}))
    named = [
        made.heading(*field)
        for field in (
            ("inovasi", "goals"),
            ("penilaian", "mandiri.16"),
            ("spd", "figure.5a"),
            ("daerah", "seat"),
            ("spd", "verifikasi.total"),
        )
    ]
    assert named == ["Tujuan", "Skor mandiri 16", "Angka 5a", "Ibu kota", "Skor verifikasi daerah total"]
