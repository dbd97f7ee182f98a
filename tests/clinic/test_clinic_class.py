"""A class is planned, started, led and ended by those who look after its units; its forms show what is said."""

from datetime import timedelta

import pytest
from class_cases import Class, office_in, strip
from desk_cases import ASSESSMENT, AT, INNOVATION

from klik_kit.clinic import class_acts as module
from klik_kit.core.classes import seat_key
from klik_kit.pages import page_of

HOSTILE = '<img src=x onerror=alert(1)> {{7*7}} "; DROP TABLE history; --'


@pytest.fixture
def office(kab):
    with office_in(kab) as office:
        yield office


@pytest.fixture
def room(office):
    return Class(office).start()


def refused(office, login, name="kelas", record=""):
    return page_of(office.person(login), name, record).state()["page"] == "galat"


@pytest.mark.parametrize("login", ["siti", "kadis", "bupati", "tamu"])
@pytest.mark.parametrize("name", ["kelas", "papan_kelas"])
def test_only_the_clinics_own_people_open_a_class_or_its_board(office, room, login, name):
    assert refused(office, login, name)
    assert refused(office, login, name, room.id)


def test_a_form_shows_nothing_of_a_class_that_has_not_begun(office):
    page = Class(office).form("siti")
    assert strip({"state": page.state()}) is None
    assert page.ping()["live"] is None


def test_every_form_of_the_class_shows_it_once_it_began_and_no_other(office, room):
    for login in ("siti", "kadis", "budi"):
        form, record = ("beranda", "") if login != "siti" else ("penilaian", INNOVATION)
        shown = strip({"state": room.form(login, form, record).state()})
        assert shown["title"].startswith("Kelas Pelayanan Kesehatan · Masalah")
        assert shown["text"].startswith("Tuliskan satu masalah")
    for login in ("dewi", "bupati", "tamu"):
        assert strip({"state": room.form(login, "beranda", "").state()}) is None


@pytest.mark.parametrize("form", ["diagnosis", "proposal", "penilaian", "beranda"])
def test_a_prompt_is_on_every_page_of_a_unit_at_its_next_ping(office, room, form):
    record = "" if form == "beranda" else INNOVATION
    if form == "diagnosis":
        record = office.opened("siti", "beranda", "").act("new_diagnosis")["href"].rpartition("/")[2]
    page = room.form("siti", form, record)
    assert page.ping()["live"] is None
    room.board().act("class_prompt", prompt="Tulis angkanya.")
    live = page.ping()["live"]
    assert live["panels"]["kelas"]["text"] == "Tulis angkanya."


def test_a_page_opened_before_the_class_learns_of_its_beginning(office):
    room = Class(office)
    page = room.form("siti")
    assert strip({"state": page.state()}) is None
    room.start()
    assert strip(page.ping())["text"].startswith("Tuliskan")


def test_a_prompt_comes_with_the_answer_to_an_edit_as_well(office, room):
    page = room.form("siti")
    room.board().act("class_prompt", prompt="Simpan dahulu.")
    assert strip(page.edit("mandiri.16", "2"))["text"] == "Simpan dahulu."


def test_a_hostile_prompt_stays_a_text(office, room):
    page = room.form("siti")
    room.board().act("class_prompt", prompt=HOSTILE)
    assert strip(page.ping())["text"] == HOSTILE


def test_going_on_takes_the_prompt_away_and_shows_the_next_part(office, room):
    board, page = room.board(), room.form("siti")
    board.act("class_prompt", prompt="Sebentar.")
    assert board.act("class_part", part=2)["ok"]
    shown = strip(page.ping())
    assert "Akar masalah" in shown["title"]
    assert shown["text"].startswith("Tanyakan mengapa")
    for wrong in (0, 6, "2", True, None):
        assert not board.act("class_part", part=wrong)["ok"]


def test_a_call_stands_on_the_board_and_is_taken_back(office, room):
    page, board = room.form("siti"), room.board()
    assert page.act("class_call", words="Apa beda tujuan dan manfaat?")["ok"]
    row = board.ping()["live"]["panels"]["papan"]["rows"][0]
    assert (row["id"], row["state"]) == ("DINKES", "call")
    assert row["words"] == "Siti Aminah: Apa beda tujuan dan manfaat?"
    assert page.act("class_uncall")["ok"]
    assert all(row["state"] != "call" for row in board.ping()["live"]["panels"]["papan"]["rows"])


def test_a_second_call_of_a_unit_keeps_the_place_of_the_first(office, room):
    siti, rina = room.form("siti"), room.form("rina")
    siti.act("class_call")
    first = office.value(seat_key("DINKES").id, "call")
    assert rina.act("class_call", words="Kami berdua.")["ok"]
    assert office.value(seat_key("DINKES").id, "call") == first
    assert office.value(seat_key("DINKES").id, "call_words") == "Kami berdua."


def test_a_colleague_sees_that_help_was_called(office, room):
    rina = room.form("rina")
    room.form("siti").act("class_call")
    assert [a["name"] for a in strip(rina.ping())["actions"]] == ["class_uncall"]


def test_a_call_outside_a_running_class_is_refused_and_nothing_is_written(office):
    room = Class(office)
    head = office.head
    assert not room.form("siti").act("class_call")["ok"]
    assert not room.form("dewi", "beranda", "").act("class_call")["ok"]
    assert not room.form("bupati", "beranda", "").act("class_call")["ok"]
    assert office.head == head


@pytest.mark.parametrize("words", ["x" * 301, "a\x00b", 7])
def test_a_call_with_impossible_words_writes_none_of_them(office, room, words):
    room.form("siti").act("class_call", words=words)
    assert office.value(seat_key("DINKES").id, "call_words") is None


def test_a_coach_closes_a_call(office, room):
    page = room.form("siti")
    page.act("class_call")
    assert room.board().act("class_helped", unit="DINKES")["ok"]
    assert [a["name"] for a in strip(page.ping())["actions"]] == ["class_call"]


def test_a_class_needs_a_name_and_units_before_it_starts(office):
    room = Class(office)
    version = room.page.state()["records"][room.id]["answers"]["units"]["version"]
    room.page.edit("units", None, base=version, record=room.id)
    answer = room.page.act("class_start")
    assert (answer["ok"], "unitnya" in answer["message"]) == (False, True)


def test_a_class_that_began_is_not_planned_anew_nor_started_twice(office, room):
    standing = office.workspace.store.get(room.id)
    answer = room.page.edit("units", "DINKES", base=standing.version("units"), record=room.id)
    assert answer["kind"] == "refused"
    assert not room.page.act("class_start")["ok"]
    assert office.value(room.id, "units") == "DINKES; DISDIK"


def test_a_unit_sits_in_one_running_class_at_a_time(office, room):
    second = Class(office, template="digitalisasi_layanan", units="DISDIK")
    answer = second.page.act("class_start")
    assert not answer["ok"]
    assert "Kelas Pelayanan Kesehatan" in answer["message"]
    room.board().act("class_end")
    assert second.page.act("class_start")["ok"]


def test_a_unit_that_comes_late_is_added_and_sees_the_class(office):
    room = Class(office, units="DINKES").start()
    page, board = room.form("budi", "beranda", ""), room.board()
    assert board.act("class_add", unit="DISDIK")["ok"]
    assert strip(page.ping())["title"].startswith("Kelas")
    assert {"DINKES", "DISDIK"} == {row["id"] for row in board.state()["live"]["panels"]["papan"]["rows"]}
    assert not board.act("class_add", unit="TIDAK-ADA")["ok"]


def test_a_coach_of_some_units_sees_theirs_and_does_not_lead(office, room):
    board = room.board("half")
    panel = board.state()["live"]["panels"]
    assert [row["id"] for row in panel["papan"]["rows"]] == ["DINKES"]
    assert panel["papan"]["note"].startswith("1 unit lain")
    assert panel["pimpin"]["actions"] == []
    head = office.head
    for act, args in (("class_prompt", {"prompt": "Saya"}), ("class_part", {"part": 2}), ("class_end", {}), ("class_add", {"unit": "PKM-HULU"}), ("class_helped", {"unit": "DISDIK"})):  # fmt: skip
        assert not board.act(act, **args)["ok"]
    assert office.head == head


def test_a_coach_of_other_units_opens_neither_the_class_nor_its_board(office):
    room = Class(office, units="DISDIK").start()
    assert refused(office, "half", "kelas", room.id)
    assert refused(office, "half", "papan_kelas", room.id)
    assert room.id not in str(office.opened("half", "kelas", "").state())


def test_a_coach_calls_only_own_units_to_a_class(office):
    listed = office.opened("half", "kelas", "")
    room = listed.act("new_class", template="pelayanan_kesehatan")["href"].rpartition("/")[2]
    page = office.opened("half", "kelas", room)
    page.state()
    assert page.edit("units", "DISDIK", record=room)["kind"] == "refused"


def test_no_innovation_is_taken_for_a_class(office):
    assert refused(office, "dewi", "kelas", INNOVATION)
    assert refused(office, "dewi", "papan_kelas", ASSESSMENT)


def test_five_questions_are_asked_at_the_end_answered_once_and_told_to_the_coach(office, room):
    page, board = room.form("siti"), room.board()
    assert not page.act("class_answer", manfaat="5")["ok"]
    assert board.act("class_end")["ok"]
    asked = strip(page.ping())
    assert len(asked["actions"][0]["ask"]) == 5
    for wrong in ({}, {"manfaat": "9"}, {"waktu": "entah"}):
        assert not page.act("class_answer", **wrong)["ok"]
    assert page.act("class_answer", manfaat="5", waktu="cukup", langkah=HOSTILE)["ok"]
    assert strip({"state": page.state()}) is None
    assert strip({"state": room.form("rina").state()}) is not None
    table = board.ping()["live"]["panels"]["hasil_unit"]
    assert table["title"] == "Jawaban peserta (1 orang)"
    assert table["rows"][0][1:] == ["1", "rata-rata 5,0; 5: 1"]
    assert HOSTILE in table["rows"][3][2]


def test_the_coach_answers_five_questions_too(office, room):
    board = room.board()
    assert not board.act("class_answer_clinic", tercapai="4")["ok"]
    board.act("class_end")
    assert board.act("class_answer_clinic", tercapai="4")["ok"]
    page = office.opened("dewi", "kelas", room.id)
    assert page.state()["live"]["panels"]["hasil_clinic"]["rows"][0][2] == "rata-rata 4,0; 4: 1"


def test_a_coach_of_some_units_reads_only_their_answers(office, room):
    room.board().act("class_end")
    room.form("budi", "beranda", "").act("class_answer", langkah="RAHASIA-DISDIK")
    room.form("siti").act("class_answer", langkah="uji coba")
    assert "RAHASIA-DISDIK" not in str(room.board("half").state())
    assert "RAHASIA-DISDIK" in str(room.board().state())


def test_a_template_that_no_longer_loads_stops_no_form(office, room):
    office.put(room.id, template="hilang")
    page = room.form("siti")
    assert page.edit("mandiri.16", "2")["kind"] == "ack"
    assert strip({"state": page.state()})["title"] == "Kelas Pelayanan Kesehatan"


def test_without_a_class_a_ping_asks_the_store_no_more_than_before(office):
    page = office.opened("siti")
    page.state()
    office.put("daerah", flow=None)
    asked = []
    store = office.workspace.store
    get = store.get
    store.get = lambda record: asked.append(record) or get(record)
    page.ping()
    page.edit("mandiri.16", "2")
    assert seat_key("DINKES").id not in asked


def test_two_coaches_lead_one_class_and_each_sees_what_the_other_did(office, room):
    dewi, admin = room.board(), room.board("admin")
    dewi.act("class_prompt", prompt="Satu.")
    assert admin.ping()["live"]["panels"]["pimpin"]["text"] == "Satu."
    assert admin.act("class_prompt", prompt="Dua.")["ok"]
    assert dewi.ping()["live"]["panels"]["pimpin"]["text"] == "Dua."
    assert admin.act("class_end")["ok"]
    assert not dewi.act("class_prompt", prompt="Tiga.")["ok"]


def test_the_page_of_a_running_class_tells_the_time_without_a_save(office, room, monkeypatch):
    page = office.opened("dewi", "kelas", room.id)
    page.state()
    assert page.ping()["live"] is None

    class Later(module.datetime):
        @classmethod
        def now(cls, zone=None):
            return super().now(zone) + timedelta(minutes=40)

    monkeypatch.setattr(module, "datetime", Later)
    assert "lewat 15 menit" in page.ping()["live"]["panels"]["pimpin"]["title"]


def test_a_class_that_nobody_ended_leaves_its_units_after_a_day(office, room):
    office.put(room.id, started=(AT - timedelta(days=1)).isoformat())
    page = room.form("siti")
    assert strip({"state": page.state()}) is None
    assert not page.act("class_call")["ok"]
    assert Class(office, template="digitalisasi_layanan").start()
    assert strip({"state": page.state()})["title"].startswith("Kelas Digitalisasi")
