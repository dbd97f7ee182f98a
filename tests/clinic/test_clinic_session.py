"""A clinic session from the card to the notula, and who may see and do what of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from desk_cases import ASSESSMENT, INNOVATION, OTHER, Office

from klik_kit.core.accounts import Account, Role
from klik_kit.core.records import Change, RecordKey

HOSTILE = "<img src=x onerror=alert(1)> =1+1"
TODAY = datetime.now().astimezone().date()
SOON = (TODAY + timedelta(days=7)).isoformat()


def begun(office: Office, *, unit: str = "DINKES", service: str = "Pendampingan", complaint: str = "Skor tidak naik"):
    """A walk-in, as the coach's first page makes it: the session's id."""
    done = office.opened("dewi", "hari_ini", "").act("visit", unit=unit, layanan=service, keluhan=complaint)
    assert done["ok"], done
    return done["href"].rpartition("/")[2]


def write(page, session: str, **values: str) -> None:
    for name, value in values.items():
        answer = page.edit(name.replace("__", "."), value, record=session)
        assert answer["kind"] == "ack", answer


def panels(page) -> dict:
    return page.state()["live"]["panels"]


def lines(panel: dict) -> list[str]:
    return [line for card in panel["cards"] for line in card["lines"]]


@pytest.fixture
def talked(office: Office) -> str:
    """A session with a decision, a task and a next visit."""
    session = begun(office)
    page = office.opened("dewi", "sesi", session)
    task = {
        "tugas__1__uraian": "Terbitkan SK pelaksana",
        "tugas__1__penanggung_jawab": "Ratna",
        "tugas__1__batas": SOON,
    }
    write(page, session, keputusan__1__uraian="SK diperbarui", kunjungan_berikut=SOON, **task)
    return session


def test_a_walk_in_is_written_down_with_unit_service_and_complaint(office):
    session = office.workspace.store.get(begun(office))
    assert (session.key.unit, session.value("layanan"), session.value("state")) == (
        "DINKES",
        "Pendampingan",
        "Berlangsung",
    )
    assert session.value("penanggung_jawab") == "A-dewi"
    assert session.value("tanggal") == TODAY.isoformat()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"unit": "TIDAK-ADA"}, "unit"),
        ({"layanan": "Ramalan"}, "Layanan"),
        ({"keluhan": "  "}, "Keluhan"),
        ({"keluhan": "x" * 30_000}, "terlalu panjang"),
    ],
)
def test_a_visit_that_cannot_be_is_told_and_nothing_is_written(office, wrong, told):
    head = office.head
    answer = office.opened("dewi", "hari_ini", "").act(
        "visit", **{"unit": "DINKES", "layanan": "Coaching", "keluhan": "x"} | wrong
    )
    assert answer["ok"] is False
    assert told in answer["message"]
    assert office.head == head


def test_a_booked_session_needs_a_day_that_is_one(office):
    page = office.opened("dewi", "hari_ini", "")
    assert not page.act("book", unit="DINKES", layanan="Coaching", tanggal="kapan-kapan")["ok"]
    assert page.act("book", unit="DINKES", layanan="Coaching", tanggal=SOON, pukul="09.30")["ok"]
    cards = panels(office.opened("dewi", "hari_ini", ""))["sesi"]["cards"]
    assert [c["title"] for c in cards] == ["Dinas Kesehatan"]
    assert "09.30" in cards[0]["text"]


def test_somebody_else_of_the_clinic_may_be_in_charge_and_nobody_of_a_unit(office):
    page = office.opened("dewi", "hari_ini", "")
    booked = {"unit": "DINKES", "layanan": "Coaching", "tanggal": SOON}
    done = page.act("book", **booked, penanggung_jawab="A-vera")
    assert office.value(done["href"].rpartition("/")[2], "penanggung_jawab") == "A-vera"
    assert not page.act("book", **booked, penanggung_jawab="A-siti")["ok"]


@pytest.mark.parametrize("login", ["siti", "kadis", "bupati"])
def test_only_the_clinic_opens_its_pages(office, talked, login):
    for form, record in (("hari_ini", ""), ("sesi", talked)):
        assert office.opened(login, form, record).state()["page"] == "galat"


def test_another_coachs_unit_stays_closed(office, talked):
    accounts = office.workspace.store.accounts
    coach = Account(id="A-lain", login="lain", name="Lain", role=Role.PENDAMPING, coaches=("DISDIK",))
    accounts.add(coach, who="uji", at=office.workspace.store.last_saved())
    assert office.opened("lain", "sesi", talked).state()["page"] == "galat"
    assert not office.opened("lain", "hari_ini", "").act("visit", unit="DINKES", layanan="Coaching", keluhan="x")["ok"]
    assert panels(office.opened("lain", "hari_ini", ""))["sesi"]["cards"] == []


def test_the_agreed_level_is_the_coachs_score_and_not_the_units(office):
    session = begun(office)
    page = office.opened("dewi", "sesi", session)
    assert page.act("innovation", innovation=INNOVATION)["ok"]
    assert page.edit("pendamping.16", "2")["kind"] == "ack"
    assert panels(page)["skor"]["value"] not in {None, "0"}
    assert office.value(ASSESSMENT, "pendamping.16") == "2"
    assert office.value(ASSESSMENT, "mandiri.16") is None


def test_the_units_own_score_cannot_be_written_from_a_session(office):
    session = begun(office)
    page = office.opened("dewi", "sesi", session)
    page.act("innovation", innovation=INNOVATION)
    assert page.edit("mandiri.16", "3")["kind"] == "refused"


def test_an_innovation_of_another_unit_is_not_taken(office):
    session = begun(office)
    assert not office.opened("dewi", "sesi", session).act("innovation", innovation=OTHER)["ok"]


def test_the_notula_says_what_was_recorded_and_nothing_else(office, talked):
    told = {card["title"]: card["lines"] for card in panels(office.opened("dewi", "sesi", talked))["notula"]["cards"]}
    assert told["Keputusan"] == ["SK diperbarui"]
    assert told["Tugas"][0].startswith("Terbitkan SK pelaksana (Ratna), paling lambat")
    assert {"Hadir", "Poin asistensi", "Lampiran"}.isdisjoint(told)


def test_closing_puts_the_tasks_on_the_units_beranda_and_books_the_next_visit(office, talked):
    assert office.opened("dewi", "sesi", talked).act("close")["ok"]
    home = panels(office.opened("siti", "beranda", ""))
    assert [c["title"] for c in home["tugas"]["cards"]] == ["Terbitkan SK pelaksana"]
    assert [t["text"] for c in home["sesi"]["cards"] for t in c["tags"]] == ["Terjadwal", "Selesai"]
    assert lines(panels(office.opened("siti", "sesi", talked))["notula"])


def test_the_unit_reads_no_session_before_it_is_closed(office, talked):
    assert office.opened("siti", "sesi", talked).state()["page"] == "galat"
    office.opened("dewi", "sesi", talked).act("close")
    assert office.opened("siti", "sesi", talked).state()["page"] == f"sesi-{talked}"
    assert office.opened("budi", "sesi", talked).state()["page"] == "galat"


def test_a_closed_session_is_locked_and_opened_again_only_with_a_reason(office, talked):
    page = office.opened("dewi", "sesi", talked)
    page.act("close")
    assert page.edit("keluhan", "Diubah diam-diam", base=1, record=talked)["kind"] == "refused"
    assert not page.act("reopen", reason=" ")["ok"]
    assert page.act("reopen", reason="Tugas kurang satu")["ok"]
    assert office.value(talked, "alasan_dibuka") == "Tugas kurang satu"
    write(page, talked, keputusan__2__uraian="Tambahan")
    assert page.act("close")["ok"]
    assert "Pernah dibuka kembali" in [c["title"] for c in panels(page)["notula"]["cards"]]


def test_closing_again_makes_no_task_twice_and_keeps_what_the_unit_did(office, talked):
    page = office.opened("dewi", "sesi", talked)
    page.act("close")
    task = office.workspace.store.list("tindak_lanjut", unit="DINKES")[0].key.id
    assert office.opened("siti", "beranda", "").act("task_done", id=task)["ok"]
    page.act("reopen", reason="Tambah")
    page.act("close")
    assert [(r.key.id, r.value("state")) for r in office.workspace.store.list("tindak_lanjut")] == [(task, "Selesai")]
    assert len([r for r in office.workspace.store.list("sesi") if r.value("sebelumnya") == talked]) == 1


def test_a_session_without_complaint_or_day_is_not_closed(office):
    session = begun(office)
    office.put(session, keluhan=None)
    answer = office.opened("dewi", "sesi", session).act("close")
    assert not answer["ok"]
    assert office.value(session, "state") == "Berlangsung"


def test_a_session_is_cancelled_or_handed_over_with_a_reason_never_refused(office, talked):
    page = office.opened("dewi", "sesi", talked)
    assert not page.act("cancel", reason="")["ok"]
    assert page.act("hand_over", reason="Ke Puskesmas Hulu")["ok"]
    assert (office.value(talked, "state"), office.value(talked, "alasan")) == ("Dialihkan", "Ke Puskesmas Hulu")
    assert not page.act("close")["ok"]


def test_one_item_of_the_agenda_runs_at_a_time(office, talked):
    page = office.opened("dewi", "sesi", talked)
    page.act("agenda", item="1")
    page.act("agenda", item="2")
    items = panels(page)["agenda"]["items"]
    assert [bool(i["started"]) and not i["ended"] for i in items] == [False, True, False, False]
    assert not page.act("agenda", item="9")["ok"]


def test_somebody_of_any_unit_says_to_be_there_once(office, talked):
    page = office.opened("budi", "hadir", talked)
    assert page.act("present")["ok"]
    head = office.head
    assert page.act("present")["ok"]
    assert office.head == head
    assert "Budi Santosa, Dinas Pendidikan" in lines(panels(office.opened("dewi", "sesi", talked))["notula"])


def test_nobody_is_present_at_a_session_that_is_not_running(office, talked):
    office.opened("dewi", "sesi", talked).act("close")
    assert not office.opened("budi", "hadir", talked).act("present")["ok"]
    assert not office.opened("siti", "beranda", "").act("present", id=talked)["ok"]


def test_the_attendance_page_tells_a_participant_nothing_of_the_talk(office, talked):
    seen = str(office.opened("budi", "hadir", talked).state())
    assert "Skor tidak naik" not in seen
    assert "SK diperbarui" not in seen


def test_the_next_coach_sees_points_withdrawn_levels_and_tasks(office, talked):
    office.opened("siti").edit("mandiri.16", "3")
    page = office.opened("dewi", "sesi", talked)
    page.act("close")
    office.opened("siti").edit("mandiri.16", "1", base=1)
    office.opened("siti").edit("mandiri.20", "2")
    items = panels(office.opened("dewi", "sesi", begun(office, complaint="Kunjungan kedua")))["sejak"]["items"]
    told = " | ".join(i["text"] for i in items)
    assert "parameter baris 16 ditarik" in told
    assert "skor mandiri" in told
    assert "Terbitkan SK pelaksana" in told


def test_the_first_visit_says_that_it_is_the_first(office, talked):
    assert "belum pernah datang" in panels(office.opened("dewi", "sesi", talked))["sejak"]["text"]


def test_two_coaches_in_one_session_see_each_other_and_conflict_as_in_forms(office, talked):
    mine, other = office.opened("dewi", "sesi", talked), office.opened("admin", "sesi", talked)
    other.state()
    write(mine, talked, poin__1__uraian="Dari Dewi")
    assert [c["value"] for c in other.ping()["changes"]] == ["Dari Dewi"]
    assert other.edit("poin.1.uraian", "Dari admin", record=talked)["kind"] == "conflict"


def test_hostile_text_stays_text(office):
    session = begun(office, complaint=HOSTILE)
    assert lines(panels(office.opened("dewi", "sesi", session))["notula"])[-1] == HOSTILE


def test_every_change_carries_the_coachs_name(office, talked):
    assert {e.who for e in office.workspace.store.history(talked)} == {"Dewi Lestari [A-dewi]"}


@pytest.mark.parametrize(
    ("form", "label"),
    [("beranda", "Beranda"), ("hari_ini", "Hari ini"), ("papan_kelas", "Papan Kelas"), ("tinjauan", "Tinjauan"), ("agenda_tahunan", "Agenda"), ("drum_up", None)],
)  # fmt: skip
def test_the_menu_marks_the_page_that_is_open_and_no_other(office, form, label):
    nav = office.opened("dewi", form, "").state()["nav"]
    assert [link["label"] for link in nav if link["current"]] == ([label] if label else [])


def document(office: Office, row: str) -> None:
    key = RecordKey(id=f"DD-{row}", kind="data_dukung", unit="DINKES", parent=INNOVATION)
    changes = [Change(record=key, field=f, value=v, base=0) for f, v in (("indicator", row), ("file", "SK.pdf"))]
    office.workspace.store.save(changes, who="siti", at=datetime.now().astimezone())


def test_a_task_names_a_row_of_the_edition_and_no_other(office, talked):
    page = office.opened("dewi", "sesi", talked)
    assert page.edit("tugas.1.baris", "99", record=talked)["kind"] == "refused"
    write(page, talked, tugas__1__baris="16")
    assert page.act("innovation", innovation=INNOVATION)["ok"]
    assert page.act("close")["ok"]
    task = office.workspace.store.get(f"{talked}-T1")
    assert (task.value("baris"), task.value("inovasi")) == ("16", INNOVATION)
    (card,) = panels(office.opened("siti", "beranda", ""))["tugas"]["cards"]
    assert card["lines"][1].startswith("Data dukung baris 16: ")
    assert card["links"][0]["href"] == f"/isi/penilaian/{INNOVATION}"
    assert "Terbitkan SK pelaksana (Ratna), baris 16" in " ".join(lines(panels(page)["notula"]))


def test_advice_about_a_row_is_answered_by_evidence_of_that_row_alone(office, talked):
    page = office.opened("dewi", "sesi", talked)
    write(page, talked, tugas__1__baris="16")
    page.act("innovation", innovation=INNOVATION)
    page.act("close")
    year = office.opened("dewi", "agenda_tahunan", "")

    def answered() -> str:
        return dict(panels(year)["angka"]["rows"])["Saran yang sudah dijawab data dukung"]

    document(office, "17")
    assert answered() == "0 dari 1"
    document(office, "16")
    assert answered() == "1 dari 1"


@pytest.mark.parametrize(("login", "kind"), [("dewi", "ack"), ("admin", "ack"), ("vera", "refused")])
def test_a_verifier_gives_no_coachs_level(office, talked, login, kind):
    assert office.opened("dewi", "sesi", talked).act("innovation", innovation=INNOVATION)["ok"]
    page = office.opened(login, "sesi", talked)
    page.state()
    assert page.edit("pendamping.16", "2", record=ASSESSMENT)["kind"] == kind
    assert office.value(ASSESSMENT, "pendamping.16") == ("2" if kind == "ack" else None)
