"""Drum-up: commitment, participants, sources of ideas, the readiness survey and the strategies of the year."""

import json
import time

import pytest
from stages_one_two_cases import Page, opened_office, panels, text_of

from klik_kit.clinic.drum_up import drum_up_key
from klik_kit.content.instruments import load_readiness, load_strategies
from klik_kit.core.records import Change, RecordKey
from klik_kit.workspace import SERVICES

REGION, HEALTH_UNIT = drum_up_key(2026).id, drum_up_key(2026, "DINKES").id


@pytest.fixture
def office(kab):
    with opened_office(kab) as office:
        yield office


def opened_survey(office, units="DINKES; DISDIK"):
    assert office.opened("dewi", "drum_up", "").act("open_survey", title="Kesiapan awal", units=units)["ok"]
    (survey,) = [r for r in office.workspace.store.list("survei_kesiapan") if r.value("state") == "Dibuka"]
    return survey.key.id


def answered(office, login, rating, *, keys=None):
    """A person taps the same number for every statement."""
    page = office.opened(login, "survei", "")
    (own,) = page.state()["records"]
    for key in keys or load_readiness():
        for field in key.fields:
            assert page.edit(field, rating, record=own)["kind"] == "ack"
    return own


def test_commitment_is_kept_with_date_and_link(office):
    page = office.opened("dewi", "drum_up", "")
    page.state()
    said = {"siapa": "Sekda", "isi": "Satu OPD satu inovasi", "tanggal": "2026-02-03", "tautan": "https://kab.go.id/se"}
    for name, value in said.items():
        assert page.edit(f"komitmen.1.{name}", value, record=REGION)["kind"] == "ack"
    assert page.edit("komitmen.1.tautan", "tautan", record=REGION, base=1)["kind"] == "refused"
    assert {name: office.value(REGION, f"komitmen.1.{name}") for name in said} == said


def test_the_region_sees_what_units_committed_and_who_takes_part_through_them(office):
    unit, region = office.opened("dewi", "drum_up", "DINKES"), office.opened("dewi", "drum_up", "")
    region.state()
    said = {
        "siapa": "Kepala Dinas <b>",
        "isi": "Satu inovasi setahun",
        "tanggal": "2026-02-03",
        "tautan": "https://kab.go.id/pakta",
    }
    for name, value in said.items():
        unit.edit(f"komitmen.1.{name}", value, record=HEALTH_UNIT)
    unit.edit("peserta.1.nama", "RSUD Hulu", record=HEALTH_UNIT)
    unit.edit("peserta.1.jenis", "BUMD", record=HEALTH_UNIT)
    region.edit("peserta.1.nama", "Desa Sukamaju", record=REGION)
    region.edit("peserta.1.pembina", "Dinas Pendidikan", record=REGION)
    seen = panels(region)
    (item,) = seen["komitmen_unit"]["items"]
    assert (item["text"], item["note"]) == (
        "Satu inovasi setahun",
        "Dinas Kesehatan · Kepala Dinas <b> · 3 Februari 2026",
    )
    assert item["link"]["href"] == "https://kab.go.id/pakta"
    assert seen["peserta_unit"]["rows"] == [
        ["Desa Sukamaju", "", "Dinas Pendidikan"],
        ["RSUD Hulu", "BUMD", "Dinas Kesehatan"],
    ]
    assert "Unit pembina" not in text_of(unit.state()["sections"])


def test_what_a_unit_commits_reaches_the_open_page_of_the_region(office):
    region = office.opened("dewi", "drum_up", "")
    region.state()
    assert region.ping()["live"] is None
    office.opened("vera", "drum_up", "DINKES").edit("komitmen.1.siapa", "Kepala Dinas", record=HEALTH_UNIT)
    assert "Kepala Dinas" in text_of(region.ping()["live"])


def test_sources_of_ideas_are_counted_and_a_diagnosis_only_while_it_is_no_proposal(office):
    def counted(login, record=""):
        rows = panels(office.opened(login, "drum_up", record))["asal"]["data"]["rows"]
        return {row["label"]: row["n"] for row in rows if row["n"]}

    assert counted("dewi") == {"Latsar": 1, "Asal belum diisi": 1, "Diagnosis yang belum menjadi usulan": 2}
    office.put("INV-UJI", diagnosis="DG-SEHAT")
    assert counted("dewi") == {"Latsar": 1, "Asal belum diisi": 1, "Diagnosis yang belum menjadi usulan": 1}
    assert counted("dewi", "DINKES") == {"Latsar": 1}
    assert counted("joko") == {"Asal belum diisi": 1, "Diagnosis yang belum menjadi usulan": 1}


def test_the_count_on_an_open_page_follows_a_new_origin(office):
    page = office.opened("dewi", "drum_up", "")
    page.state()
    office.put("INV-LAIN", origin_of_idea="Replikasi")
    assert {"label": "Replikasi", "n": 1} in panels(page)["asal"]["data"]["rows"]


def test_answers_arrive_on_the_open_page_and_are_hidden_below_three(office):
    opened_survey(office)
    coach = office.opened("dewi", "drum_up", "")
    coach.state()
    for login, rating in (("siti", "1"), ("rina", "5")):
        answered(office, login, rating)
    seen = coach.ping()["live"]["panels"]
    assert [axis for axis in seen["radar"]["data"]["axes"] if "median" in axis] == []
    assert {axis["n"] for axis in seen["radar"]["data"]["axes"]} == {2}
    assert {row[2] for row in seen["angka"]["rows"]} == {"belum 3 jawaban"}
    answered(office, "kadis", "3")
    seen = coach.ping()["live"]["panels"]
    axis = seen["radar"]["data"]["axes"][0]
    assert [axis[name] for name in ("low", "first", "median", "third", "high", "n")] == [1, 2, 3, 4, 5, 3]
    assert "3 orang menjawab" in text_of(seen["survei"])


def test_the_projector_shows_an_open_survey_as_a_code_to_scan(office):
    survey = opened_survey(office)
    page = office.opened("dewi", "drum_up", "")
    assert "minta peserta membuka Berandanya" in panels(page)["kode"]["text"]
    told = office.workspace.folder / SERVICES / "8866.json"
    told.parent.mkdir(exist_ok=True)
    told.write_text(json.dumps({"url": "https://klik.contoh/", "at": time.time()}), encoding="utf-8")
    code = panels(page)["kode"]
    assert (code["name"], code["data"]["text"]) == ("qr", f"https://klik.contoh/isi/survei/{survey}")
    assert page.act("close_survey", id=survey)["ok"]
    assert panels(page)["kode"] is None


def test_where_opinions_differ_most_is_told(office):
    opened_survey(office)
    keys = {key.id: key for key in load_readiness()}
    others = [key for key in keys.values() if key.id != "sosialisasi"]
    for login, rating in (("siti", "1"), ("rina", "5"), ("kadis", "3")):
        answered(office, login, "3", keys=others)
        answered(office, login, rating, keys=[keys["sosialisasi"]])
    seen = panels(office.opened("dewi", "drum_up", ""))["berbeda"]["items"]
    assert [item["text"] for item in seen] == [keys["sosialisasi"].name]


def test_a_units_page_hides_what_the_rest_would_give_away(office):
    opened_survey(office)
    for login in ("siti", "rina", "kadis"):
        answered(office, login, "2")
    assert "median" in panels(office.opened("dewi", "drum_up", "DINKES"))["radar"]["data"]["axes"][0]
    answered(office, "budi", "5")
    assert "median" not in panels(office.opened("dewi", "drum_up", "DINKES"))["radar"]["data"]["axes"][0]
    assert "median" in panels(office.opened("dewi", "drum_up", ""))["radar"]["data"]["axes"][0]


def test_a_coachs_page_never_names_who_said_what(office):
    opened_survey(office)
    for login in ("siti", "rina", "kadis"):
        answered(office, login, "4")
    seen = text_of(office.opened("dewi", "drum_up", "").state())
    assert not [name for name in ("Siti", "Rina", "Hasan", "A-siti") if name in seen]


def test_whoever_answers_is_told_how_far_the_answer_is_anonymous(office):
    opened_survey(office)
    seen = text_of(office.opened("siti", "survei", "").state()["sections"])
    assert "paling sedikit 3 orang" in seen
    assert "riwayat penyimpanan mencatat akun" in seen


def test_only_the_accounts_of_the_chosen_units_are_asked(office):
    survey = opened_survey(office, units="DINKES")
    assert (
        panels(office.opened("siti", "beranda", ""))["survei"]["cards"][0]["links"][0]["href"]
        == f"/isi/survei/{survey}"
    )
    assert panels(office.opened("budi", "beranda", ""))["survei"] is None
    assert office.opened("budi", "survei", "").state()["records"] == {}
    for login in ("budi", "dewi", "bupati", "nara"):
        assert office.opened(login, "survei", survey).state()["page"] == "galat", login


def test_a_new_survey_reaches_the_open_home_page(office):
    page = office.opened("siti", "beranda", "")
    page.state()
    opened_survey(office)
    assert "Kesiapan awal" in text_of(page.ping()["live"]["panels"]["survei"])


def test_home_asks_until_everything_is_answered_and_says_how_far_one_is(office):
    opened_survey(office)
    answered(office, "siti", "4", keys=load_readiness()[:1])
    (card,) = panels(office.opened("siti", "beranda", ""))["survei"]["cards"]
    assert (card["progress"], card["links"][0]["label"]) == ({"done": 2, "of": 9}, "Lanjutkan")
    assert "rina" not in text_of(card)
    answered(office, "rina", "4")
    assert panels(office.opened("rina", "beranda", ""))["survei"] is None


def test_nobody_answers_in_anothers_name(office):
    survey = opened_survey(office)
    own = answered(office, "siti", "4")
    head = office.head
    for login in ("rina", "budi", "kadis"):
        page = office.opened(login, "survei", "")
        state = page.state()
        assert own not in state["records"]
        assert page.edit("komitmen.1", "1", record=own, base=1)["kind"] == "refused"
    assert office.head == head
    assert own == f"{survey}@A-siti"


@pytest.mark.parametrize("value", ["0", "6", "lima", "<b>"])
def test_only_one_to_five_is_an_answer(office, value):
    opened_survey(office)
    page = office.opened("siti", "survei", "")
    (own,) = page.state()["records"]
    assert page.edit("komitmen.1", value, record=own)["kind"] == "refused"


def test_a_closed_survey_takes_no_answer_from_a_page_that_is_still_open(office):
    survey = opened_survey(office)
    page = office.opened("siti", "survei", "")
    (own,) = page.state()["records"]
    assert office.opened("dewi", "drum_up", "").act("close_survey", id=survey)["ok"]
    head = office.head
    assert page.edit("komitmen.1", "4", record=own)["kind"] == "refused"
    assert office.head == head


def test_one_survey_at_a_time_and_a_coach_asks_only_the_own_units(office):
    opened_survey(office, units="DISDIK; DINKES")
    head = office.head
    assert "Tutup dahulu" in office.opened("vera", "drum_up", "").act("open_survey")["message"]
    (survey,) = office.workspace.store.list("survei_kesiapan")
    page = office.opened("joko", "drum_up", "")
    assert page.act("close_survey", id=survey.key.id)["ok"] is False
    assert office.head == head
    assert office.opened("dewi", "drum_up", "").act("close_survey", id=survey.key.id)["ok"]
    assert page.act("open_survey", units="DINKES")["ok"] is False
    assert page.act("open_survey")["ok"]
    assert [
        r.value("units") for r in office.workspace.store.list("survei_kesiapan") if r.value("state") == "Dibuka"
    ] == ["DISDIK"]


def test_the_ten_strategies_are_kept_by_year_with_last_years_beside(office):
    listed = load_strategies()
    assert len(listed) == 10
    last = RecordKey(id=drum_up_key(2025).id, kind="drum_up")
    said = {"keadaan": "Berjalan", "dilakukan": "Edaran bupati", "tanggal": "2025-03-04", "orang": "Sekda"}
    changes = [Change(record=last, field=f"strategi.wajib.{n}", value=v, base=0) for n, v in said.items()]
    office.workspace.store.save(changes, who="uji", at=office.workspace.store.last_saved())
    page = office.opened("dewi", "drum_up", "")
    page.state()
    assert page.edit("strategi.wajib.keadaan", "Terlaksana", record=REGION)["kind"] == "ack"
    assert page.edit("strategi.wajib.keadaan", "Hebat", record=REGION, base=1)["kind"] == "refused"
    seen = panels(page)
    assert seen["lalu_wajib"]["text"] == "Tahun 2025: Berjalan · Edaran bupati · 4 Maret 2025 · Sekda"
    assert seen["strategi"]["rows"][0][1::3] == ["Terlaksana", "Berjalan"]
    assert seen["strategi"]["note"].startswith("1 dari 10")
    assert office.value(last.id, "strategi.wajib.keadaan") == "Berjalan"


@pytest.mark.parametrize("login", ["siti", "kadis", "nara", "bupati"])
@pytest.mark.parametrize("record", ["", "DINKES"])
def test_who_is_not_of_the_clinic_opens_nothing(office, login, record):
    page, head = office.opened(login, "drum_up", record), office.head
    assert page.state()["page"] == "galat"
    assert page.act("open_survey")["ok"] is False
    assert page.edit("komitmen.1.siapa", "x", record=REGION)["kind"] == "refused"
    assert office.head == head


def test_another_coachs_unit_is_refused(office):
    assert office.opened("joko", "drum_up", "DISDIK").state()["page"] != "galat"
    for record in ("DINKES", "TIDAK-ADA", REGION, "../x"):
        assert office.opened("joko", "drum_up", record).state()["page"] == "galat", record


def test_a_second_writer_is_a_conflict_and_nothing_is_lost(office):
    first, second = (office.opened(login, "drum_up", "") for login in ("dewi", "vera"))
    first.state(), second.state()
    assert first.edit("komitmen.1.isi", "Janji A", record=REGION)["kind"] == "ack"
    told = second.edit("komitmen.1.isi", "Janji B", record=REGION)
    assert (told["kind"], told["value"], told["who"]) == ("conflict", "Janji A", "Dewi Lestari")
    assert office.value(REGION, "komitmen.1.isi") == "Janji A"


def test_hostile_text_comes_back_unchanged(office):
    text = "<img src=x onerror=alert(1)> {{7*7}} \u202e"
    page: Page = office.opened("dewi", "drum_up", "")
    page.state()
    page.edit("peserta.1.nama", text, record=REGION)
    page.act("open_survey", title=text, units="DINKES")
    seen = panels(page)
    assert seen["peserta_unit"]["rows"][0][0] == text
    assert seen["survei"]["cards"][0]["title"] == text.strip()


def test_every_part_of_the_page_is_one_that_a_link_in_a_notebook_can_name(office):
    for record in ("", "DINKES"):
        ids = [section["id"] for section in office.opened("dewi", "drum_up", record).state()["sections"]]
        assert all(name.replace("_", "").isalpha() for name in ids)
        assert len(set(ids)) == len(ids)
