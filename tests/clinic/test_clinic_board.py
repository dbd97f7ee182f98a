"""The board knows where every unit is, from the newest links alone, and says nothing where nothing changed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from class_cases import Class, office_in, rows
from desk_cases import ASSESSMENT, AT, INNOVATION, OTHER

from klik_kit.clinic import board as module
from klik_kit.clinic.hall import Hall
from klik_kit.core.classes import classroom_of
from klik_kit.core.records import Change, RecordKey


@pytest.fixture
def office(kab):
    with office_in(kab) as office:
        yield office


@pytest.fixture
def room(office):
    return Class(office).start()


def news(board):
    return {row["id"]: row for row in board.ping()["live"]["panels"]["papan"]["rows"]}


def diagnosis(office, login="siti"):
    record = office.opened(login, "beranda", "").act("new_diagnosis")["href"].rpartition("/")[2]
    page = office.opened(login, "diagnosis", record)
    page.state()
    return page, record


def test_a_save_is_on_the_board_at_its_next_refresh_with_its_place(office, room):
    board = room.board()
    page, record = diagnosis(office)
    page.edit("masalah.1.uraian", "Antrean dua jam", record=record)
    row = news(board)["DINKES"]
    assert (row["where"], row["answered"], row["pause"]) == ("Diagnosis Masalah: Masalah", 1, "Baru menyimpan")
    page.edit("akar", "Loket satu", record=record)
    row = news(board)["DINKES"]
    assert (row["where"], row["answered"]) == ("Diagnosis Masalah: Akar masalah", 2)


def test_a_refresh_gives_what_opening_the_board_anew_gives(office, room):
    board = room.board()
    page, record = diagnosis(office)
    other = room.form("budi", "proposal", OTHER)
    for step in range(4):
        page.edit("akar", f"sebab {step}", base=step, record=record)
        other.edit("rb.metode", f"cara {step}", base=step, record=OTHER)
        room.form("siti").edit(f"mandiri.{16 + step}", "2")
        board.ping()
    page.edit("akar", None, base=4, record=record)
    board.ping()
    assert rows(board) == rows(room.board())


def test_the_score_is_the_self_score_of_the_innovation_in_work(office, room):
    board = room.board()
    assert rows(board)["DINKES"]["score"] == "–"
    page = room.form("siti")
    page.edit("mandiri.16", "2")
    assert news(board)["DINKES"]["score"] == "6"
    assert news_about(board)["DINKES"] == "ANTRE PASTI"


def news_about(board):
    return {unit: row["about"] for unit, row in rows(board).items()}


def test_what_was_saved_before_the_class_is_no_work_of_it_but_its_score_is_known(office):
    room = Class(office)
    before = room.form("siti")
    before.edit("mandiri.16", "2")
    room.start()
    board = room.board()
    assert rows(board)["DINKES"]["where"] == "Belum mulai"
    room.form("siti", "proposal").edit("rb.metode", "Lewat pesan", record=INNOVATION)
    row = news(board)["DINKES"]
    assert (row["where"], row["score"]) == ("Usulan Inisiatif: Rancang bangun", "6")


def test_nobody_elses_saves_move_the_board(office, room):
    board = room.board()
    key = RecordKey(id="INV-HULU", kind="inovasi", unit="PKM-HULU")
    office.workspace.store.save([Change(record=key, field="name", value="LAIN", base=0)], who="uji", at=AT)
    assert board.ping()["live"] is None
    assert "LAIN" not in str(board.state())


def test_a_coachs_own_words_about_an_innovation_are_no_work_of_the_unit(office, room):
    board = room.board()
    key = RecordKey(id=ASSESSMENT, kind="penilaian", unit="DINKES", parent=INNOVATION, edition="iid-2026")
    office.workspace.store.save([Change(record=key, field="pendamping.16", value="1", base=0)], who="uji", at=AT)
    board.ping()
    assert rows(board)["DINKES"]["where"] == "Belum mulai"


def test_who_calls_is_on_top_and_the_row_goes_back_when_helped(office, room):
    board = room.board()
    room.form("budi", "beranda", "").act("class_call")
    assert list(news(board)) == ["DISDIK", "DINKES"]
    board.act("class_helped", unit="DISDIK")
    assert list(rows(board)) == ["DINKES", "DISDIK"]


def test_the_board_on_the_projector_shows_names_and_calls_masked(office, room):
    board = room.board()
    office.put(INNOVATION, name="ANTRE 0812-3456-7890")
    page = room.form("siti", "proposal", INNOVATION)
    page.state()
    page.edit("goals", "lebih cepat", record=INNOVATION, base=office.workspace.store.get(INNOVATION).version("goals"))
    room.form("siti", "beranda", "").act("class_call", words="Hubungi 0812 3456 7890")
    row = rows(board)["DINKES"]
    assert (row["about"], row["words"]) == ("ANTRE ****-****-*890", "Siti Aminah: Hubungi **** **** *890")


def test_a_quiet_refresh_reads_only_the_head(office, room):
    hall = hall_of(office, room)
    asked = watch(hall.store)
    assert hall.refresh() is False
    assert asked == ["head"]


def test_a_save_of_a_known_record_is_followed_without_reading_records(office, room):
    page, record = diagnosis(office)
    page.edit("akar", "Loket satu", record=record)
    hall = hall_of(office, room)
    page.edit("akar", "Loket satu saja", base=1, record=record)
    asked = watch(hall.store)
    assert hall.refresh() is True
    assert sorted(asked) == ["changes_since", "head", "written_since"]


def test_a_board_without_a_class_fills_itself_when_one_starts(office):
    room = Class(office)
    board = room.board(record="")
    assert "Belum ada kelas" in board.state()["live"]["panels"]["papan"]["text"]
    assert board.ping()["live"] is None
    room.start()
    assert board.ping()["live"]["panels"]["papan"]["type"] == "board"


def test_minutes_go_on_without_a_save(office, room, monkeypatch):
    board = room.board()
    assert board.ping()["live"] is None

    class Later(module.datetime):
        @classmethod
        def now(cls, zone=None):
            return super().now(zone) + timedelta(minutes=12)

    monkeypatch.setattr(module, "datetime", Later)
    row = news(board)["DINKES"]
    assert (row["state"], row["pause"]) == ("stuck", "Diam 12 menit")


def test_a_coach_who_lost_a_unit_no_longer_sees_it(office, room):
    board = room.board("half")
    account = office.workspace.store.accounts.get("A-half")
    office.workspace.store.accounts.change(replace(account, coaches=("PKM-HULU",)), who="uji", at=AT)
    assert board.ping()["live"] is None
    assert board.state()["page"] == "galat"


def hall_of(office, room) -> Hall:
    store = office.workspace.store
    return Hall(store=store, edition=office.workspace.edition(), names={}, classroom=classroom_of(store.get(room.id)))


def watch(store) -> list[str]:
    """The names of the store's questions from now on."""
    asked: list[str] = []
    for name in ("head", "get", "list", "changes_since", "written_since", "touched_since"):
        real = getattr(store, name)
        setattr(store, name, lambda *a, _real=real, _name=name, **k: asked.append(_name) or _real(*a, **k))
    return asked
