"""klik score: five innovations in a file, a unit, a region; and what needs levels says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sheet_files import innovations, kit_file, portal_file

ISSUE = {
    "edition": "iid-2026",
    "spd_total": "40",
    "innovations": [{"id": f"i{n}", "opd": "X", "urusan": urusan, "maturity": "80"} for n, urusan in enumerate(("Kesehatan", "Pendidikan", "Sosial", "Pekerjaan Umum dan Penataan Ruang", "Perumahan Rakyat dan Kawasan Permukiman"))],
}  # fmt: skip


@pytest.fixture
def here(kab: Path, monkeypatch) -> Path:
    monkeypatch.chdir(kab)
    return kab


@pytest.fixture
def portfolio(tmp_path: Path):
    def write(document: object) -> Path:
        path = tmp_path / "portfolio.json"
        path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
        return path

    return write


def test_a_portfolio_gives_the_fields_of_the_stable_interface(klik, portfolio):
    ran = klik("score", portfolio(ISSUE), "--json")
    document = json.loads(ran.out)
    assert ran.code == 0
    assert {k: document[k] for k in ("edition", "spd", "sid_mean", "divisor", "urusan_wajib_covered", "count_score", "total", "index", "predicate", "answered", "questions")} == {
        "edition": "iid-2026", "spd": "40", "sid_mean": "33.3333", "divisor": "12", "urusan_wajib_covered": "5", "count_score": "1.90",
        "total": "75.2333", "index": "30.09", "predicate": "Kurang Inovatif", "answered": "0", "questions": "0",
    }  # fmt: skip
    assert [(i["id"], i["maturity"]) for i in document["innovations"]] == [(f"i{n}", "80") for n in range(5)]


def test_invalid_portfolios_end_with_exit_code_2_and_one_message_naming_each(klik, portfolio):
    document = {
        "edition": "iid-2026", "spd": {"99": 1},
        "innovations": [{"id": "a", "levels": {"16": 4}}, {"id": "a", "maturity": "-1"}, {"id": "b", "maturity": "NaN"}],
    }  # fmt: skip
    ran = klik("score", portfolio(document), "--json")
    assert (ran.code, ran.out) == (2, "")
    for words in ("'99'", "parameter 4", "dipakai lebih dari sekali", "negatif", "bukan angka"):
        assert words in ran.err
    assert "Traceback" not in ran.err


def test_texts_of_a_portfolio_do_not_steer_the_terminal(klik, portfolio):
    row = "\x1b[2J\n\x07"
    ran = klik(
        "score",
        portfolio(
            {
                "edition": "iid-2026",
                row: 1,
                "spd": {row: 1, f"{row}2": "x"},
                "innovations": [{"id": row, "levels": {row: 9}}],
            }
        ),
    )
    assert ran.code == 2
    assert "\x1b" not in ran.err
    assert "\x07" not in ran.err


def test_a_valid_name_does_not_steer_the_terminal_either(klik, portfolio):
    ran = klik(
        "score",
        portfolio({"edition": "iid-2026", "spd_total": "40", "innovations": [{"id": "a\x1b[2J", "levels": {"16": 1}}]}),
    )
    assert (ran.code, "\x1b" in ran.out, "a [2J baris" in ran.out) == (0, False, True)


def test_an_unknown_urusan_is_told_because_it_covers_nothing(klik, portfolio):
    ran = klik("score", portfolio({"edition": "iid-2026", "innovations": [{"id": "x", "urusan": "Sulap"}]}))
    assert "Urusan 'Sulap' tidak dikenal" in ran.out


def test_the_schemas_are_shown(klik):
    assert set(json.loads(klik("score", "--schema").out)) == {"portfolio", "score"}


def test_a_unit_shows_its_innovations_with_what_is_answered(klik, here):
    klik(
        "import",
        innovations(here / "x.xlsx", {"ID": "X", "Waktu penerapan": "12-03-2024"}, {"ID": "Y", "Nama inovasi": "LAIN"}),
    )
    klik("import", kit_file(here / "s.xlsx", {"Skor": [{"ID inovasi": "X", "Jenis skor": "Skor mandiri", "16": 3}]}))
    ran = klik("score", "--opd", "DINKES")
    assert "9 dari 111; terjawab 1/20" in ran.out
    assert "belum dinilai; terjawab 0/20" in ran.out
    assert "Baris wajib yang kosong: 17, 32, 33, 35" in ran.out


def test_an_innovation_with_only_a_total_says_that_its_levels_are_missing(klik, here):
    klik("import", portal_file(here / "x.xlsx", {"Kematangan": "80,5"}))
    unit, region = klik("score", "--opd", "DINKES").out, klik("score", "--daerah").out
    assert "80,5 dari 111; hanya jumlahnya yang diketahui, belum ada parameter per indikator" in unit
    assert "terjawab 0/0" not in unit
    assert (
        "1 inovasi hanya jumlahnya yang diketahui, belum ada parameter per indikator; baris wajib dan langkahnya belum dapat ditunjukkan"
        in region
    )


def test_a_known_total_stands_until_every_row_is_answered(klik, here):
    klik("import", portal_file(here / "x.xlsx", {}))
    with_id = json.loads(klik("score", "--daerah", "--json").out)["innovations"][0]["id"]
    klik(
        "import", kit_file(here / "s.xlsx", {"Skor": [{"ID inovasi": with_id, "Jenis skor": "Skor mandiri", "16": 1}]})
    )
    (found,) = json.loads(klik("score", "--daerah", "--json").out)["innovations"]
    assert (found["from"], found["maturity"], found["answered"]) == ("total", "80", "1")


def test_the_json_of_a_unit_holds_its_own_innovations_only(klik, here):
    klik(
        "import", innovations(here / "x.xlsx", {"ID": "X"}, {"ID": "Y", "Kode unit": "DISDIK", "Nama inovasi": "LAIN"})
    )
    document = json.loads(klik("score", "--opd", "DISDIK", "--json").out)
    assert (document["opd"], [i["id"] for i in document["innovations"]]) == ("DISDIK", ["Y"])


def test_an_unknown_unit_is_told(klik, here):
    ran = klik("score", "--opd", "DINKS")
    assert (ran.code, "Mungkin: DINKES" in ran.err) == (2, True)
