"""The national portal's export, as dirty as it comes, against the units and innovations of a store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from sheet_files import PORTAL, innovations, kit_file, portal_file

from klik_kit.core.keys import innovation_id
from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.records import Change, RecordKey
from klik_kit.core.rubric import Edition
from klik_kit.exchange.portal import read_portal, split_account
from klik_kit.exchange.workbook_in import Workbook
from klik_kit.exporting import write_listing, write_proposals
from klik_kit.importing import ImportPlan, Verdict, apply_import, plan_import
from klik_kit.store import Store

AT = datetime(2026, 7, 2, 3, 4, 5, tzinfo=UTC)
INV = innovation_id("DINKES", "AKTA SEHARI")


@pytest.fixture
def plan(store: Store, edition: Edition) -> Callable[[Path], ImportPlan]:
    return lambda path: plan_import(store, path, edition=edition, kind=ScoreKind.MANDIRI)


@pytest.fixture
def take(store: Store, plan: Callable[[Path], ImportPlan]) -> Callable[[Path], ImportPlan]:
    """Plan and write what can be written."""

    def take_in(path: Path) -> ImportPlan:
        made = plan(path)
        apply_import(store, made, who="uji", at=AT)
        return made

    return take_in


@pytest.fixture
def one_row(tmp_path: Path, edition: Edition, choices):
    """What the portal's reader makes of one row, and its remarks."""

    def read(heads=PORTAL, **row: object):
        path = portal_file(
            tmp_path / "x.xlsx", {name.replace("_", " "): value for name, value in row.items()}, heads=heads
        )
        reading = read_portal(Workbook(path).sheet("Data"), edition=edition, choices=choices)
        return reading.rows[0] if reading.rows else None, [*map(str, reading.refused), *reading.remarks]

    return read


# one row


def test_a_usual_row_is_read_whole(one_row):
    row, said = one_row(Urusan_lain_yang_beririsan="sosial, pangan", Asta_Cipta="2")
    assert said == []
    assert (row.title, row.unit, row.account, row.maturity) == ("AKTA SEHARI", "Dinas Kesehatan", "kab.dinkes", "80")
    assert row.values == {
        "name": "AKTA SEHARI", "initiator": "Perangkat Daerah", "form": "Inovasi pelayanan publik", "type": "Digital",
        "asta_cita": "2 Pertahanan, keamanan, dan kemandirian pangan, energi, serta air", "urusan": "Kesehatan",
        "other_urusan": "Sosial; Pangan", "stage": "Penerapan", "input_on": "2025-06-05", "implemented_on": "2024-03-12",
        "coordinates": "-7.5,110.2",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ('  "AKTA SEHARI"', "AKTA SEHARI"), ('""AKTA SEHARI""', "AKTA SEHARI"), ("“AKTA SEHARI”", "AKTA SEHARI"),
        ('"SIAP" dan "SEDIA"', '"SIAP" dan "SEDIA"'), ("AKTA\n SEHARI", "AKTA SEHARI"), ('AKTA "SEHARI"', 'AKTA "SEHARI"'),
        ("A" * 400, "A" * 400), ("Jum'at Bersih", "Jum'at Bersih"), (2025, "2025"),
    ],
)  # fmt: skip
def test_a_title_loses_its_outer_quotes_and_superfluous_blanks_only(one_row, written, title):
    assert one_row(Judul_Inovasi=written)[0].title == title


@pytest.mark.parametrize("written", [None, "", "  ", "nan", "None", "-", '""'])
def test_a_row_without_a_title_is_refused(one_row, written):
    row, said = one_row(Judul_Inovasi=written)
    assert row is None
    assert said == ["Data!B2: Judul Inovasi: kosong. Lengkapi, atau hapus barisnya."]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("80,5", "80.5"),
        ("80.5", "80.5"),
        (111, "111"),
        (0, "0"),
        (" 80 ", "80"),
        ("nan", None),
        ("-", None),
        (None, None),
    ],
)
def test_kematangan_is_read_as_number_and_as_text_and_may_be_missing(one_row, written, found):
    row, said = one_row(Kematangan=written)
    assert (row.maturity, said) == (found, [])


@pytest.mark.parametrize(
    ("written", "told"), [(111.5, "111.5 melebihi maksimum 111"), (-1, "-1 negatif"), ("delapan", "'delapan' bukan angka"), ("1.234", "ribuan atau desimal")]
)  # fmt: skip
def test_an_impossible_kematangan_is_refused(one_row, written, told):
    row, said = one_row(Kematangan=written)
    assert row is None
    assert said[0].startswith("Data!L2: Kematangan: ")
    assert told in said[0]


@pytest.mark.parametrize("kind", ["Teknologi", "non digital", "Non Digital", "DIGITAL"])
def test_jenis_is_read_in_the_portals_spelling(one_row, kind):
    assert one_row(Jenis=kind)[0].values["type"] in {"Teknologi", "Non-Digital", "Digital"}


@pytest.mark.parametrize(
    ("written", "urusan"),
    [
        ("kepemudaan dan olah raga", "Kepemudaan dan Olahraga"),
        ("pemberdayaan masyarakat dan Desa", "Pemberdayaan Masyarakat dan Desa"),
        ("ketenteraman, ketertiban umum, dan perlindungan masyarakat", "Ketenteraman, Ketertiban Umum, dan Pelindungan Masyarakat"),
        ("Fungsi penunjang urusan pemerintahan bidang keuangan", "Keuangan"),
    ],
)  # fmt: skip
def test_urusan_is_read_in_the_portals_spelling(one_row, written, urusan):
    assert one_row(Urusan_Utama=written)[0].values["urusan"] == urusan


@pytest.mark.parametrize(
    ("written", "urusan"),
    [
        ("koperasi, usaha kecil, dan menengah, ketenteraman, ketertiban umum, dan pelindungan masyarakat, sosial",
         "Koperasi, Usaha Kecil, dan Menengah; Ketenteraman, Ketertiban Umum, dan Pelindungan Masyarakat; Sosial"),
        ("sosial,Sosial , kesehatan", "Sosial; Kesehatan"),
    ],
)  # fmt: skip
def test_several_urusan_are_told_apart_although_their_names_hold_commas(one_row, written, urusan):
    assert one_row(Urusan_lain_yang_beririsan=written)[0].values["other_urusan"] == urusan


@pytest.mark.parametrize(
    ("sentence", "number"),
    [
        ("Memperkokoh ideologi Pancasila, demokrasi, dan hak asasi manusia (HAM)", "1"),
        ("Memantapkan sistem pertahanan keamanan negara dan mendorong kemandirian bangsa melalui swasembada pangan, energi, air, ekonomi syariah, ekonomi digital, ekonomi hijau, dan ekonomi biru", "2"),
        ("Melanjutkan pengembangan infrastruktur dan meningkatkan lapangan kerja yang berkualitas, mendorong kewirausahaan, mengembangkan industri kreatif", "3"),
        ("Memperkuat pembangunan sumber daya manusia (SDM), sains, teknologi, pendidikan, kesehatan, prestasi olahraga, kesetaraan gender, serta penguatan peran perempuan, pemuda, dan penyandang disabilitas", "4"),
        ("Melanjutkan hilirisasi dan mengembangkan industri berbasis sumber daya alam untuk meningkatkan nilai tambah di dalam negeri", "5"),
        ("Membangun dari desa dan dari bawah untuk pertumbuhan ekonomi, pemerataan ekonomi, dan pemberantasan kemiskinan", "6"),
        ("Memperkuat reformasi politik, hukum, dan birokrasi, serta memperkuat pencegahan dan pemberantasan korupsi, narkoba, judi, dan penyelundupan", "7"),
        ("Memperkuat penyelarasan kehidupan yang harmonis dengan lingkungan, alam, dan budaya, serta peningkatan toleransi antarumat beragama", "8"),
        ("4", "4"),
    ],
)  # fmt: skip
def test_each_of_the_eight_missions_is_known_by_its_sentence(one_row, sentence, number):
    row, said = one_row(Asta_Cipta=sentence)
    assert (row.values["asta_cita"][:2], said) == (f"{number} ", [])


def test_a_sentence_that_is_no_mission_is_left_out_with_a_remark(one_row):
    row, said = one_row(Asta_Cipta="Menjadi yang terbaik")
    assert "asta_cita" not in row.values
    assert said == ["Data!I2: Asta Cipta tidak dibaca: 'Menjadi yang terbaik' tidak ada dalam daftar."]


@pytest.mark.parametrize(
    ("heading", "written", "field"),
    [
        ("Tanggal Penerapan", "30-02-2025", "implemented_on"),
        ("Koordinat", "110.2,-7.5", "coordinates"),
        ("Link Video", "javascript:alert(1)", "video"),
        ("Urusan Utama", "sulap", "urusan"),
        ("Inisiator", "Alien", "initiator"),
    ],
)
def test_a_profile_field_that_cannot_be_read_is_left_out_with_a_remark(one_row, heading, written, field):
    row, said = one_row(**{heading.replace(" ", "_"): written})
    assert field not in row.values
    assert len(said) == 1
    assert f"{heading} tidak dibaca" in said[0]


def test_the_variants_of_other_applications_are_read(one_row):
    heads = (" Judul Inovasi ", "Daerah", "admin opd", "KEMATANGAN ", "Asta Cita", "lat", "lon", "Tahapan")
    row, said = one_row(heads, Asta_Cita="3", lat="-7.512", lon=110.25, Tahapan="Uji Coba")
    assert said == []
    assert row.values == {
        "name": "AKTA SEHARI",
        "asta_cita": row.values["asta_cita"],
        "stage": "Uji Coba",
        "coordinates": "-7.512,110.25",
    }


def test_a_place_off_the_earth_in_two_columns_is_left_out(one_row):
    heads = ("Judul Inovasi", "Admin OPD", "Kematangan", "lat", "lon")
    row, said = one_row(heads, lat=110.25, lon=-7.5)
    assert "coordinates" not in row.values
    assert "di luar bumi" in said[0]


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("Dinas X Provinsi Y (prov.dinasx)", ("Dinas X Provinsi Y", "prov.dinasx")),
        ("SMK Negeri 6 Z (iga2024.smkn6.z)", ("SMK Negeri 6 Z", "iga2024.smkn6.z")),
        ("Dinas X (Bidang Y)", ("Dinas X (Bidang Y)", "")),
        ("Dinas X", ("Dinas X", "")),
        ("Dinas (Satu) (kab.satu)", ("Dinas (Satu)", "kab.satu")),
        ("(kab.satu)", ("kab.satu", "kab.satu")),
        ("Dinas X ()", ("Dinas X ()", "")),
    ],
)
def test_a_unit_is_written_with_its_account_in_brackets(written, parts):
    assert split_account(written) == parts


@pytest.mark.parametrize(
    "row", [{"Admin_OPD": "Dinas" + " " * 30_000 + "x"}, {"Urusan_lain_yang_beririsan": "a," * 16_000}, {"Admin_OPD": "Dinas" + " kota x" * 4000}]
)  # fmt: skip
def test_a_cell_that_would_keep_a_pattern_busy_for_ever_is_read_or_refused(one_row, row):
    found, said = one_row(**row)
    assert found is not None or said


# rows together


def test_the_same_title_twice_in_one_unit_is_refused_naming_the_other(plan, tmp_path):
    made = plan(portal_file(tmp_path / "x.xlsx", {}, {"Judul Inovasi": "akta sehari!"}))
    assert [str(problem).partition(". ")[0] for problem in made.refused] == [
        "Data!B3: judul 'akta sehari!' sudah ada pada Data!B2 untuk unit yang sama"
    ]


def test_the_same_title_under_two_accounts_of_one_unit_is_refused(plan, take, tmp_path):
    take(
        kit_file(
            tmp_path / "p.xlsx",
            {"Padanan Unit": [{"Nama pada portal": "Dinkes 2", "Akun": "kab.dinkes2", "Kode unit": "DINKES"}]},
        )
    )
    made = plan(portal_file(tmp_path / "x.xlsx", {}, {"Admin OPD": "Dinkes 2 (kab.dinkes2)"}))
    assert [p.where for p in made.refused] == ["Data!B3"]
    assert len({(c.record.id, c.field) for c in made.changes}) == len(made.changes)


def test_one_title_in_two_units_is_two_innovations(take, store, tmp_path):
    made = take(portal_file(tmp_path / "x.xlsx", {}, {"Admin OPD": "Dinas Pendidikan (kab.disdik)"}))
    assert made.refused == ()
    assert [r.key.unit for r in store.list("inovasi")] in (["DINKES", "DISDIK"], ["DISDIK", "DINKES"])


# units


@pytest.mark.parametrize(
    "written",
    [
        "Dinas Kesehatan (kab.dinkes)", "DINAS  KESEHATAN", "Dinas Kesehatan Kabupaten Uji (kab.dinkes)", "Dinas Kesehatan Kab. Uji",
        "Dinas Kesehatan Kab Uji (x)", "dinas kesehatan kabupaten  uji",
    ],
)  # fmt: skip
def test_a_unit_is_known_by_its_name_with_or_without_the_regions(plan, tmp_path, written):
    made = plan(portal_file(tmp_path / "x.xlsx", {"Admin OPD": written}))
    assert (made.refused, {c.record.unit for c in made.changes}) == ((), {"DINKES"})


@pytest.mark.parametrize(
    "written", ["Dinas Kesehatan Kota Lain (kota.dinkes)", "Dinas Kesehatan Provinsi Uji", "Dinas Kesehatan Hewan"]
)
def test_a_unit_of_another_region_is_proposed_and_not_taken(plan, tmp_path, written):
    made = plan(portal_file(tmp_path / "x.xlsx", {"Admin OPD": written}))
    assert made.changes == ()
    assert len(made.proposals) == 1
    assert made.refused[0].where == "Data!D2"


def test_a_unit_whose_own_name_holds_a_region_word_is_known(take, plan, tmp_path):
    take(
        kit_file(
            tmp_path / "u.xlsx",
            {
                "Unit": [
                    {"Kode": "KEC-KB", "Nama unit": "Kecamatan Kota Baru"},
                    {"Kode": "KEC-KL", "Nama unit": "Kecamatan Kota Lama"},
                ]
            },
        )
    )
    for written in ("Kecamatan Kota Baru", "Kecamatan Kota Baru Kabupaten Uji (kab.kb)"):
        made = plan(portal_file(tmp_path / "x.xlsx", {"Admin OPD": written}))
        assert {c.record.unit for c in made.changes} == {"KEC-KB"}


def test_a_name_that_two_units_share_is_proposed_and_not_guessed(take, plan, tmp_path):
    take(
        kit_file(
            tmp_path / "u.xlsx",
            {"Unit": [{"Kode": "SD-A", "Nama unit": "SD Negeri 1"}, {"Kode": "SD-B", "Nama unit": "SD Negeri 1"}]},
        )
    )
    made = plan(portal_file(tmp_path / "x.xlsx", {"Admin OPD": "SD Negeri 1 (kab.sdn1a)"}))
    assert made.changes == ()
    assert len(made.proposals) == 1


def test_the_table_goes_before_the_name(take, plan, tmp_path):
    take(
        kit_file(
            tmp_path / "p.xlsx",
            {"Padanan Unit": [{"Nama pada portal": "Dinas Kesehatan", "Akun": "kab.dinkes", "Kode unit": "DISDIK"}]},
        )
    )
    made = plan(portal_file(tmp_path / "x.xlsx", {}))
    assert {c.record.unit for c in made.changes} == {"DISDIK"}


def test_a_name_that_stands_for_two_accounts_is_no_answer_for_a_third(take, plan, tmp_path):
    rows = [{"Nama pada portal": "SDN 1", "Akun": f"kab.{unit}", "Kode unit": unit} for unit in ("DINKES", "DISDIK")]
    take(kit_file(tmp_path / "p.xlsx", {"Padanan Unit": rows}))
    units = [
        {c.record.unit for c in plan(portal_file(tmp_path / "x.xlsx", {"Admin OPD": f"SDN 1 ({account})"})).changes}
        for account in ("kab.disdik", "kab.lain")
    ]
    assert units == [{"DISDIK"}, set()]


def test_an_unknown_unit_is_refused_with_the_most_similar_one(plan, tmp_path):
    made = plan(portal_file(tmp_path / "x.xlsx", {"Admin OPD": "Dinas Kesehatn (kab.dinkes)"}))
    assert str(made.refused[0]) == (
        "Data!D2: unit 'Dinas Kesehatn' (kab.dinkes) belum dikenal. Usul: DINKES. Lengkapi lembar Padanan Unit."
    )


def test_proposals_import_after_checking_and_then_the_export_imports(take, store, tmp_path):
    rows = [
        {"Admin OPD": "Dinas Kesehatn (kab.dinkes)"},
        {"Admin OPD": "SMP Negeri 4 Kabupaten Uji (iga2024.smpn4)"},
        {"Admin OPD": "SMP Negeri 4 Kecamatan Sebelah Barat Daya"},
        {"Admin OPD": "SMP Negeri 4 Kecamatan Sebelah Barat Laut"},
        {"Admin OPD": "Kantor 🙂"},
        {"Admin OPD": "(kab.tanpanama)"},
        {"Admin OPD": "Nama " * 80},
    ]
    export = portal_file(tmp_path / "ekspor.xlsx", *rows)
    made = take(export)
    assert (len(made.proposals), made.changes) == (7, ())
    write_proposals(tmp_path / "usulan.xlsx", made.proposals)
    taken = take(tmp_path / "usulan.xlsx")
    assert taken.refused == ()
    assert len({r.key.unit for r in store.list("unit")}) == 3 + 6
    again = take(export)
    assert (again.refused, again.counts()[("inovasi", Verdict.NEW)]) == ((), 7)


# innovations


def test_an_innovation_is_scored_from_its_kematangan(take, store, tmp_path):
    take(portal_file(tmp_path / "x.xlsx", {"Kematangan": "80,5"}))
    assert store.get(f"{INV}@iid-2026").values() == {"mandiri.total": "80.5"}
    assert store.get(INV).value("origin") == "portal"


def test_a_row_without_kematangan_brings_its_profile_only(take, store, tmp_path):
    take(portal_file(tmp_path / "x.xlsx", {"Kematangan": "-"}))
    assert store.list("penilaian") == ()
    assert store.get(INV).value("urusan") == "Kesehatan"


def test_a_second_import_of_an_export_changes_nothing(take, store, tmp_path):
    path = portal_file(
        tmp_path / "x.xlsx", {}, {"Judul Inovasi": "B", "Kematangan": "nan"}, {"Admin OPD": "Dinas Pendidikan"}
    )
    take(path)
    before = store.head()
    assert take(path).changes == ()
    assert store.head() == before


def test_what_an_opd_wrote_is_kept_and_only_blanks_are_filled(take, store, tmp_path):
    take(
        innovations(
            tmp_path / "i.xlsx", {"ID": "X", "Nama inovasi": "Akta Sehari", "Tahapan": "Uji Coba", "Jenis": "Teknologi"}
        )
    )
    made = take(portal_file(tmp_path / "x.xlsx", {}))
    values = store.get("X").values()
    assert (values["name"], values["stage"], values["type"], values["urusan"]) == (
        "Akta Sehari",
        "Uji Coba",
        "Teknologi",
        "Kesehatan",
    )
    assert "origin" not in values
    assert made.remarks[:1] == ("2 isian portal berbeda dari isian OPD; isian OPD dipertahankan.",)
    assert store.get("X@iid-2026").value("mandiri.total") == "80"


def test_an_innovation_that_its_opd_renamed_is_not_renamed_back(take, store, tmp_path):
    take(innovations(tmp_path / "i.xlsx", {"Tujuan": "Cepat"}))
    take(innovations(tmp_path / "i.xlsx", {"ID": INV, "Nama inovasi": "AKTA SEJAM"}))
    take(portal_file(tmp_path / "x.xlsx", {}))
    assert [(r.key.id, r.value("name"), r.value("goals")) for r in store.list("inovasi")] == [
        (INV, "AKTA SEJAM", "Cepat")
    ]


def test_what_came_from_the_portal_follows_the_portal(take, store, tmp_path):
    take(portal_file(tmp_path / "x.xlsx", {}))
    take(portal_file(tmp_path / "x.xlsx", {"Tahapan Inovasi": "Uji Coba", "Kematangan": 90}))
    assert store.get(INV).value("stage") == "Uji Coba"
    assert store.get(f"{INV}@iid-2026").value("mandiri.total") == "90"


# how long it takes


def test_700_rows_of_300_units_are_matched_and_written_in(take, store, tmp_path):
    made = xlsxwriter.Workbook(tmp_path / "x.xlsx")
    page = made.add_worksheet("Data")
    page.write_row(0, 0, PORTAL)
    for number in range(1, 701):
        unit = f"UPTD Satuan Pelayanan Nomor {number % 300} Kabupaten Uji (kab.unit{number % 300})"
        row = {
            "Judul Inovasi": f"INOVASI {number}", "Admin OPD": unit, "Kematangan": number % 112, "Urusan Utama": "kesehatan", "Tanggal Penerapan": "12-03-2024",
            "Urusan lain yang beririsan": "koperasi, usaha kecil, dan menengah, sosial", "Asta Cipta": "Memperkuat reformasi politik, hukum, dan birokrasi",
        }  # fmt: skip
        page.write_row(number, 0, [row.get(head, "-") for head in PORTAL])
    made.close()
    first = take(tmp_path / "x.xlsx")
    assert (len(first.proposals), len(first.refused)) == (300, 700)
    write_proposals(tmp_path / "usulan.xlsx", first.proposals)
    take(tmp_path / "usulan.xlsx")
    second = take(tmp_path / "x.xlsx")
    assert (second.refused, len(store.list("inovasi"))) == ((), 700)


# back from the portal


def known(store: Store, *names: str) -> list[str]:
    """Innovations of the Dinas Kesehatan by these names; gives their ids."""
    keys = [RecordKey(id=f"INV-{number}", kind="inovasi", unit="DINKES") for number, _ in enumerate(names)]
    changes = [Change(record=k, field="name", value=n, base=0) for k, n in zip(keys, names, strict=True)]
    store.save(changes, who="uji", at=AT)
    return [key.id for key in keys]


@pytest.mark.parametrize(
    "written",
    [
        "akta sehari",
        "“AKTA SEHARI”",
        "AKTA\u00a0 SEHARI",
        "AKTA - SEHARI",
        "AKTA–SEHARI",
        "ＡＫＴＡ ＳＥＨＡＲＩ",
        " AKTA SEHARI ",
    ],
)
def test_a_name_is_known_in_whatever_case_quotes_blanks_dashes_and_code_it_comes_back(take, store, tmp_path, written):
    (own,) = known(store, "AKTA SEHARI")
    take(portal_file(tmp_path / "x.xlsx", {"Judul Inovasi": written, "Kematangan": "77"}))
    assert [r.key.id for r in store.list("inovasi")] == [own]
    assert store.get(f"{own}@iid-2026").value("mandiri.total") == "77"


def test_a_title_that_fits_two_innovations_is_refused_and_both_are_named(plan, store, tmp_path):
    one, other = known(store, "AKTA SEHARI", "Akta-Sehari")
    made = plan(portal_file(tmp_path / "x.xlsx", {"Judul Inovasi": "AKTA SEHARI"}))
    (told,) = map(str, made.refused)
    assert one in told
    assert other in told
    assert made.changes == ()


@pytest.mark.parametrize("ending", ["xlsx", "html"])
def test_the_listing_names_what_differs_field_by_field_and_keeps_hostile_text_text(plan, store, tmp_path, ending):
    (own,) = known(store, "AKTA SEHARI")
    hostile = "=HYPERLINK(1) <script>alert(1)</script> 0812-3456-7890"
    store.save([Change(record=store.get(own).key, field="urusan", value=hostile, base=0)], who="uji", at=AT)
    made = plan(portal_file(tmp_path / "x.xlsx", {"Judul Inovasi": "AKTA SEHARI", "Urusan Utama": "kesehatan"}))
    target = tmp_path / f"beda.{ending}"
    write_listing(store, target, made.listing, source="x.xlsx", heading=lambda name: made.heading("inovasi", name))
    if ending == "html":
        text = target.read_text(encoding="utf-8")
        assert "&lt;script&gt;" in text
        assert "<script>alert" not in text
    else:
        cells = [c for s in openpyxl.load_workbook(target) for row in s.iter_rows() for c in row]
        assert {c.data_type for c in cells if "HYPERLINK" in str(c.value)} == {"s"}
        text = " ".join(str(c.value) for c in cells)
    assert "Kesehatan" in text
    assert "3456" not in text


def test_what_only_one_side_has_is_listed_with_where_it_may_be(plan, store, tmp_path):
    known(store, "ANTRE PASTI (Antrean Puskesmas)", "SUDAH DIKIRIM", "MASIH DRAF")
    store.save([Change(record=store.get("INV-1").key, field="status", value="Terkirim", base=0)], who="uji", at=AT)
    made = plan(portal_file(tmp_path / "x.xlsx", {"Judul Inovasi": "Antre-Pasti"}, {"Judul Inovasi": "Masih draf"}))
    (news,) = made.listing.only_portal
    assert (news.name, "INV-0" in news.hint) == ("Antre-Pasti", True)
    (absent,) = made.listing.only_ours
    assert (absent.name, absent.place, "Terkirim" in absent.hint) == ("SUDAH DIKIRIM", "INV-1", True)
    assert made.listing.matched == 1
