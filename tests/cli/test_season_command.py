"""klik season: the year in text for cron, ten lines a list, any width, hostile texts kept still."""

import json
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[1] / "clinic" / "tinjauan"))

from season_cases import put, season_in

from klik_kit.core.records import RecordKey
from klik_kit.workspace import open_workspace


@pytest.fixture
def here(kab: Path, monkeypatch) -> Path:
    monkeypatch.chdir(kab)
    with open_workspace(kab) as workspace:
        season_in(workspace.store)
    return kab


def test_it_tells_the_year_and_ends_with_0_though_something_is_late(klik, here):
    ran = klik("season")
    assert (ran.code, ran.err) == (0, "")
    for words in (
        "Belum ditemui tahun ini (dari 3 unit): 2",
        "Tindak lanjut lewat batas waktu: 1",
        "lewat 3 hari",
        "(perkiraan)",
        "Dinas Kesehatan,",
        ": +3",
        "median): 4 hari",
    ):
        assert words in ran.out


def test_each_list_has_ten_lines_and_its_count(klik, here):
    with open_workspace(here) as workspace:
        for n in range(25):
            put(workspace.store, RecordKey(id=f"unit:U{n}", kind="unit", unit=f"U{n}"), name=f"Unit Nomor {n}")
    out = klik("season").out
    assert "Belum ditemui tahun ini (dari 28 unit): 27" in out
    assert "… dan 17 lagi" in out
    section = out[out.index("Belum ditemui") : out.index("Tindak lanjut")].splitlines()
    assert len(section) == 12


@pytest.mark.parametrize("columns", [34, 60, 100, 300])
def test_every_line_fits_the_terminal_and_says_the_same(klik, here, monkeypatch, columns):
    wide = " ".join(klik("season").out.split())
    monkeypatch.setenv("COLUMNS", str(columns))
    ran = klik("season")
    assert max(map(len, ran.out.splitlines())) <= min(columns, 100)
    assert " ".join(ran.out.split()) == wide


def test_texts_of_the_store_do_not_steer_the_terminal(klik, here):
    with open_workspace(here) as workspace:
        put(
            workspace.store,
            RecordKey(id="TL-2", kind="tindak_lanjut", unit="DINKES"),
            text="\x1b[2J\n\x07satu\tdua",
            due="2020-01-01",
        )
    out = klik("season").out
    assert not any(c in out for c in "\x1b\x07\t")


def test_what_cron_sends_on_is_masked(klik, here):
    with open_workspace(here) as workspace:
        key = RecordKey(id="TL-2", kind="tindak_lanjut", unit="DINKES")
        put(workspace.store, key, text="Hubungi 0812-3456-7890 soal SK 100.3.3.2/214/2025", due="2020-01-01")
    for out in (klik("season").out, klik("season", "--json").out):
        assert "Hubungi ****-****-*890 soal SK 100.3.3.2/214/2025" in " ".join(out.split())


def test_json_holds_every_row_and_exact_numbers(klik, here):
    document = json.loads(klik("season", "--json").out)
    assert document["unseen"] == ["DISDIK", "PKM-HULU"]
    assert document["gains"][0] | {"from": ""} == {"session": "SS-1", "unit": "DINKES", "from": "", "to": None, "innovations": 1, "points": "3", "score_kind": "mandiri"}  # fmt: skip
    assert document["advice_to_evidence"] == {"median_days": "4", "answered": 1, "advised": 1}
    assert document["attendance"] == {"people": 3, "sessions": 1, "mean": "3"}


def test_an_empty_workspace_is_no_error(klik, kab):
    ran = klik("season", "-r", kab)
    assert ran.code == 0
    assert "Berikutnya: 0" in ran.out
