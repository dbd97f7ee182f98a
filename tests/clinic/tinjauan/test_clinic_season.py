"""Agenda Tahunan: what the page tells, to whom, and that it follows others' saves."""

from datetime import date

import pytest
from season_cases import HELD, TODAY, put, season_in

from klik_kit.clinic.season import timeline, told
from klik_kit.clinic.season_facts import Season, gathered
from klik_kit.core.bahasa import day
from klik_kit.core.records import RecordKey
from klik_kit.core.region import Event
from klik_kit.core.season import Dated


@pytest.fixture
def season(office):
    season_in(office.workspace.store)
    return office


def panels(office, login="dewi"):
    return office.opened(login, "agenda_tahunan", "").state()["live"]["panels"]


def test_units_without_a_held_visit_are_not_seen(season):
    shown = panels(season)["belum"]
    assert shown["title"] == "Belum ditemui tahun ini (2 dari 3 unit)"
    assert {i["text"] for i in shown["items"]} == {"Dinas Pendidikan", "UPTD Puskesmas Hulu"}


def test_overdue_tasks_name_unit_owner_and_days(season):
    (item,) = panels(season)["terlambat"]["items"]
    assert (item["text"], item["tag"]) == ("Unggah <i>SK</i>", "Lewat 3 hari")
    assert item["note"].startswith("Dinas Kesehatan · Siti · batas waktu ")


def test_the_figures_are_counted_from_the_store(season):
    figures = dict(panels(season)["angka"]["rows"])
    assert figures["Unit yang sudah ditemui"] == "1 dari 3"
    assert figures["Kehadiran"] == "3 orang"
    assert figures["Dari saran sampai data dukung (median)"] == "4 hari"
    assert figures["Saran yang sudah dijawab data dukung"] == "1 dari 1"


def test_a_visit_gained_the_points_saved_since(season):
    (row,) = panels(season)["poin"]["rows"]
    assert [*row[:3], row[4]] == ["Dinas Kesehatan", day(HELD), "sekarang", "+3"]


def test_the_load_names_the_coach(season):
    assert panels(season)["beban"]["rows"] == [["Dewi Lestari", "1 + 1", "1", "1"]]


def test_an_extension_and_an_expected_date_are_said(season):
    item = next(i for i in panels(season)["berikut"]["items"] if i["text"] == "Penginputan")
    assert item["tag"] == "Perkiraan"
    assert "diperpanjang dari " in item["note"]
    assert item["note"].endswith("(perkiraan). Menurut surat.")


def test_a_coach_reads_of_the_own_units_only(season):
    shown = panels(season, "joko")
    assert {i["text"] for i in shown["belum"]["items"]} == {"Dinas Pendidikan"}
    assert (shown["terlambat"]["items"], shown["poin"]["rows"]) == ([], [])
    assert dict(shown["angka"]["rows"])["Kehadiran"] == "0 orang"


@pytest.mark.parametrize("login", ["siti", "kadis", "bupati", "nara"])
def test_others_are_refused(season, login):
    assert season.opened(login, "agenda_tahunan", "").state()["page"] == "galat"


def test_a_finished_task_is_news(season):
    page = season.opened("dewi", "agenda_tahunan", "")
    page.state()
    season.put("TL-1", state="Selesai")
    assert page.ping()["live"]["panels"]["terlambat"]["items"] == []


def test_withdrawn_evidence_answers_no_advice(season):
    season.put("DD-9", indicator=None, file=None)
    assert dict(panels(season)["angka"]["rows"])["Saran yang sudah dijawab data dukung"] == "0 dari 1"


def test_a_visit_without_a_readable_date_breaks_nothing(season):
    put(season.workspace.store, RecordKey(id="SS-3", kind="sesi", unit="DINKES"), tanggal="besok", state="Selesai")
    assert dict(panels(season)["angka"]["rows"])["Sesi yang berlangsung"] == "1"


def test_the_picture_places_days_between_the_first_and_the_last_of_the_year():
    dates = (
        Dated(event=Event(name="a", start=date(2026, 1, 1), end=date(2026, 12, 31), expected=True)),
        Dated(event=Event(name="b", start=date(2025, 12, 1), end=date(2026, 1, 31))),
        Dated(event=Event(name="lain", start=date(2027, 1, 1))),
        Dated(event=Event(name="c", start=date(2026, 7, 2))),
    )
    empty = {"units": {}, "coaches": {}, "ahead": (), "unseen": (), "overdue": (), "days": None, "answered": 0, "advised": 0, "gains": (), "loads": (), "people": 0, "held": 0, "mean": None}  # fmt: skip
    drawn = timeline(Season(today=date(2026, 7, 2), dates=dates, **empty))
    assert [(r["name"], r["from"], r["to"], r["past"]) for r in drawn["rows"]] == [("b", 0, 0.0849, True), ("a", 0, 1, False), ("c", 0.4986, 0.5014, False)]  # fmt: skip
    assert (drawn["today"]["at"], drawn["rows"][1]["expected"]) == (0.4986, True)


def test_a_date_in_words():
    event = Event(name="x", start=date(2026, 6, 20), end=date(2026, 8, 23))
    assert (
        told(Dated(event=event, before=date(2026, 8, 7)))
        == "20 Juni 2026 s.d. 23 Agustus 2026, diperpanjang dari 7 Agustus 2026"
    )
    assert told(Dated(event=Event(name="x", end=date(2026, 8, 23), expected=True))) == "23 Agustus 2026 (perkiraan)"


def test_an_empty_workspace_has_an_empty_year(office):
    found = gathered(office.workspace, today=TODAY)
    assert (found.days, found.gains, found.loads, found.mean) == (None, (), (), None)
