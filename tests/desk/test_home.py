"""Beranda shows a unit its own, the clinic what waits, and nobody what is another's."""

import json

import pytest
from desk_cases import AT, INNOVATION, OTHER

from klik_kit.core.records import Change, RecordKey
from klik_kit.desk.sharing import shelf_of


def panels(office, login):
    return office.opened(login, "beranda", "").state()["live"]["panels"]


def text_of(value) -> str:
    return json.dumps(value, ensure_ascii=False)


def test_an_operator_sees_the_own_units_innovations_only(office):
    seen = text_of(office.opened("siti", "beranda", "").state())
    assert "ANTRE PASTI" in seen
    assert "KELAS CERDAS" not in seen
    assert OTHER not in seen
    card = panels(office, "siti")["inovasi"]["cards"][0]
    assert f"/isi/penilaian/{INNOVATION}" in [link["href"] for link in card["links"]]
    assert card["progress"]["done"] == 0
    assert "Draf" in [tag["text"] for tag in card["tags"]]


def test_the_clinic_sees_all_and_what_waits_for_it(office):
    office.put(INNOVATION, status="Diajukan")
    seen = panels(office, "dewi")
    assert all(name in text_of(seen["inovasi"]) for name in ("ANTRE PASTI", "KELAS CERDAS"))
    assert [INNOVATION in item["href"] for item in seen["periksa"]["items"]] == [True]


def test_a_new_innovation_is_the_own_units_draft(office):
    done = office.opened("siti", "beranda", "").act("new_innovation", name="SIGAP (Siaga Pasien)")
    assert done["ok"]
    key = done["href"].removeprefix("/isi/proposal/")
    record = office.workspace.store.get(key)
    assert (record.key.unit, record.value("name"), record.value("status")) == ("DINKES", "SIGAP (Siaga Pasien)", "Draf")
    head = office.head
    again = office.opened("siti", "beranda", "").act("new_innovation", name="SIGAP (Siaga Pasien)")
    assert (again["ok"], office.head) == (False, head)
    assert "sudah tercatat" in again["message"]


@pytest.mark.parametrize("login", ["dewi", "admin", "bupati"])
def test_who_fills_in_for_no_unit_starts_nothing(office, login):
    head = office.head
    page = office.opened(login, "beranda", "")
    for name, args in (("new_innovation", {"name": "X"}), ("new_diagnosis", {})):
        assert page.act(name, **args)["ok"] is False
    assert office.head == head
    assert panels(office, login)["mulai"]["actions"] == []


@pytest.mark.parametrize("name", ["", "   ", None, 5, "x" * 301])
def test_a_name_that_cannot_be_is_refused(office, name):
    head = office.head
    answer = office.opened("siti", "beranda", "").act("new_innovation", name=name)
    assert answer["ok"] is False
    assert "KK-" not in answer["message"]
    assert office.head == head


@pytest.mark.parametrize("act", ["new_innovation", "complain"])
def test_control_characters_are_refused_here_too(office, act):
    head = office.head
    answer = office.opened("siti", "beranda", "").act(act, name="a\x00b", text="a\x00b")
    assert answer["ok"] is False
    assert "KK-" not in answer["message"]
    assert office.head == head


def test_a_problem_is_private_to_its_sender_and_the_clinic(office):
    sent = office.opened("siti", "beranda", "").act("complain", text="Atasan meminta <b>uang</b>")
    assert sent["ok"]
    assert "Atasan meminta <b>uang</b>" in text_of(panels(office, "siti"))
    for login in ("rina", "kadis", "budi", "bupati"):
        assert "Atasan meminta" not in text_of(office.opened(login, "beranda", "").state()), login
    cards = panels(office, "dewi")["masalah_masuk"]["cards"]
    assert [c["title"] for c in cards] == ["Atasan meminta <b>uang</b>"]
    key = cards[0]["actions"][0]["args"]["id"]
    head = office.head
    for login in ("rina", "budi", "siti"):
        assert office.opened(login, "beranda", "").act("reply", id=key, text="x")["ok"] is False
    assert office.head == head
    assert office.opened("dewi", "beranda", "").act("reply", id=key, text="Kami bantu.")["ok"]
    assert "Kami bantu." in text_of(panels(office, "siti"))


def test_a_task_is_closed_by_its_own_unit_only(office):
    key = RecordKey(id="TL-1", kind="tindak_lanjut", unit="DINKES")
    values = {"text": "Lengkapi SK", "owner": "Siti", "due": "2026-01-05", "state": "Terbuka"}
    office.workspace.store.save(
        [Change(record=key, field=n, value=v, base=0) for n, v in values.items()], who="dewi", at=AT
    )
    assert "Lengkapi SK" in text_of(panels(office, "siti")["tugas"])
    assert "Lengkapi SK" not in text_of(office.opened("budi", "beranda", "").state())
    assert office.opened("budi", "beranda", "").act("task_done", id="TL-1")["ok"] is False
    assert office.opened("siti", "beranda", "").act("task_done", id=INNOVATION)["ok"] is False
    assert office.opened("siti", "beranda", "").act("task_done", id="TL-1")["ok"]
    assert "Lengkapi SK" not in text_of(panels(office, "siti")["tugas"])


def test_coming_back_needs_the_explanation_and_is_the_own_units(office):
    office.put(INNOVATION, status="Diterima")
    card = panels(office, "siti")["inovasi"]["cards"][0]
    assert [a["name"] for a in card["actions"]] == ["resubmit"]
    head = office.head
    for login, reason in (("siti", "  "), ("budi", "Berkembang"), ("dewi", "Berkembang")):
        assert office.opened(login, "beranda", "").act("resubmit", id=INNOVATION, reason=reason)["ok"] is False
    assert office.head == head
    done = office.opened("siti", "beranda", "").act("resubmit", id=INNOVATION, reason="Diperluas ke 12 puskesmas.")
    assert done["ok"]
    assert office.value(INNOVATION, "status") == "Draf"
    assert office.value(INNOVATION, "development_note") == "Diperluas ke 12 puskesmas."


def test_a_draft_is_not_resubmitted(office):
    head = office.head
    assert office.opened("siti", "beranda", "").act("resubmit", id=INNOVATION, reason="x")["ok"] is False
    assert office.head == head


def test_only_summaries_of_approved_innovations_are_shared(office):
    office.put(OTHER, status="Layak kirim", rancang_bangun="ISI-RAHASIA panjang")
    shelf = shelf_of(office.workspace)
    shared = shelf.search("KELAS CERDAS ANTRE PASTI RAHASIA", most=9)
    assert [s.id for s in shared] == [OTHER]
    assert "ISI-RAHASIA" not in repr(shared)
    assert "ISI-RAHASIA" not in text_of(office.opened("siti", "beranda", "").state())


def test_what_others_did_is_news(office):
    page = office.opened("siti", "beranda", "")
    page.state()
    assert page.ping()["live"] is None
    office.put(INNOVATION, status="Perlu perbaikan")
    assert "Perlu perbaikan" in text_of(page.ping()["live"])


def test_another_units_page_is_refused_without_data(office):
    for form in ("penilaian",):
        for record in (OTHER, "INV-TIDAK-ADA", "", "A-budi", "akun:A-budi", "daerah", "../x"):
            state = office.opened("siti", form, record).state()
            assert state["page"] == "galat", record
            assert state["banner"]["text"]
            assert state["records"] == {}
            assert "KELAS" not in text_of(state)
            assert "RAHASIA" not in text_of(state)
            assert (
                office.opened("siti", form, record).edit("mandiri.16", "1", record=f"{OTHER}@iid-2026")["kind"]
                == "refused"
            )


def test_the_regions_rows_open_for_whom_the_admin_named(office):
    assert office.opened("siti", "spd", "").state()["page"] == "galat"
    assert office.opened("admin", "spd", "").state()["page"] != "galat"


def test_an_account_that_is_not_there_gets_a_page_that_says_so(office):
    state = office.opened("tidak-ada", "beranda", "").state()
    assert (state["page"], state["records"], state["nav"]) == ("galat", {}, [])


def test_a_parent_unit_reads_its_children_and_fills_in_nothing_there(office):
    key = RecordKey(id="INV-ANAK", kind="inovasi", unit="PKM-HULU")
    values = {"name": "POSYANDU KELILING", "stage": "Penerapan", "status": "Draf"}
    office.workspace.store.save(
        [Change(record=key, field=n, value=v, base=0) for n, v in values.items()], who="uji", at=AT
    )
    assert "POSYANDU KELILING" in text_of(panels(office, "siti")["bawahan"])
    assert "POSYANDU KELILING" not in text_of(panels(office, "siti")["inovasi"])
    assert "POSYANDU KELILING" not in text_of(office.opened("budi", "beranda", "").state())
    page, head = office.opened("siti", "penilaian", "INV-ANAK"), office.head
    assert "hanya dapat dibaca" in page.state()["records"]["INV-ANAK@iid-2026"]["locked"]
    assert page.edit("mandiri.16", "1", record="INV-ANAK@iid-2026")["kind"] == "refused"
    assert page.act("move", to="Diajukan")["ok"] is False
    assert page.act("evidence_link", indicator="16", link="https://a.id/x")["ok"] is False
    assert office.head == head


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "{{7*7}} ${7*7}", r"$\LaTeX$ \[x\]", "👩🏽‍⚕️ 🇮🇩", "abc\u202edef", "=1+1"]
)
def test_hostile_text_in_names_and_problems_comes_back_unchanged(office, text):
    page = office.opened("siti", "beranda", "")
    assert page.act("new_innovation", name=text)["ok"]
    assert page.act("complain", text=text)["ok"]
    seen = page.state()["live"]["panels"]
    assert text in [c["title"] for c in seen["inovasi"]["cards"]]
    assert text in [c["title"] for c in seen["sampaikan"]["cards"]]
    assert text in [c["title"] for c in panels(office, "dewi")["masalah_masuk"]["cards"]]


def put(office, record, kind, values, unit="DINKES"):
    key = RecordKey(id=record, kind=kind, unit=unit)
    changes = [Change(record=key, field=name, value=value, base=0) for name, value in values.items()]
    office.workspace.store.save(changes, who="uji", at=AT)


@pytest.mark.parametrize(
    ("login", "kind", "values", "said"),
    [
        ("siti", "tindak_lanjut", {"text": "Lengkapi SK", "state": "Terbuka"}, "Lengkapi SK"),
        ("siti", "diagnosis", {"masalah.1.uraian": "Antrean dua jam"}, "Antrean dua jam"),
        ("siti", "keluhan", {"sender": "A-siti", "text": "Listrik padam", "reply": "Kami bantu"}, "Kami bantu"),
        ("dewi", "keluhan", {"sender": "A-siti", "text": "Listrik padam"}, "Listrik padam"),
    ],
)
def test_tasks_diagnoses_and_problems_come_without_a_reload(office, login, kind, values, said):
    page = office.opened(login, "beranda", "")
    page.state()
    put(office, "X-1", kind, values)
    assert said in text_of(page.ping()["live"])
    assert page.ping()["live"] is None


def test_anothers_problem_is_no_news_to_the_unit(office):
    page = office.opened("rina", "beranda", "")
    page.state()
    put(office, "KL-1", "keluhan", {"sender": "A-siti", "text": "Listrik padam"})
    assert page.ping()["live"] is None


def test_what_has_to_be_put_right_comes_first(office):
    for number, status in enumerate(("Terkirim", "Diajukan", "Draf", "Perlu perbaikan")):
        put(office, f"INV-{number}", "inovasi", {"name": f"A{number}", "status": status})
    office.put(INNOVATION, status="Layak kirim")
    cards = panels(office, "siti")["inovasi"]["cards"]
    assert [c["title"] for c in cards] == ["A3", "A2", "A1", "A0", "ANTRE PASTI (Antrean Puskesmas)"]
    primary = [any(link["primary"] for link in c["links"]) for c in cards]
    assert primary == [True, True, False, False, False]


def test_a_day_that_has_passed_is_told_in_words(office):
    put(office, "TL-1", "tindak_lanjut", {"text": "Lama", "due": "2020-01-05", "state": "Terbuka"})
    put(office, "TL-2", "tindak_lanjut", {"text": "Nanti", "due": "2199-01-05", "state": "Terbuka"})
    put(office, "TL-3", "tindak_lanjut", {"text": "Kapan saja", "state": "Terbuka"})
    tags = [c["tags"][0]["text"] for c in panels(office, "siti")["tugas"]["cards"]]
    assert tags == ["Lewat batas waktu 5 Januari 2020", "Batas waktu 5 Januari 2199", "Tanpa batas waktu"]


def test_who_reads_the_whole_region_sees_how_many_stand_where(office):
    office.put(INNOVATION, status="Diajukan")
    page = office.opened("bupati", "beranda", "").state()
    assert [s["id"] for s in page["sections"]] == ["ringkas", "bawahan"]
    assert page["live"]["panels"]["ringkas"]["rows"] == [["Draf", "1"], ["Diajukan", "1"], ["Jumlah", "2"]]
    assert page["live"]["panels"]["bawahan"]["title"] == "Inovasi daerah"


def test_a_problem_is_asked_for_in_the_words_of_its_form(office):
    action = panels(office, "siti")["sampaikan"]["actions"][0]
    assert [(f["name"], f["type"]) for f in action["ask"]] == [("text", "textarea")]
    assert "NIK tidak perlu ditulis" in action["ask"][0]["hint"]


def test_a_total_without_rows_is_told_as_such(office):
    key = RecordKey(id=f"{INNOVATION}@iid-2026", kind="penilaian", unit="DINKES", parent=INNOVATION, edition="iid-2026")
    office.workspace.store.save([Change(record=key, field="mandiri.total", value="91", base=0)], who="uji", at=AT)
    card = panels(office, "siti")["inovasi"]["cards"][0]
    assert card["lines"][0] == "Kematangan (skor mandiri) 91 dari 111, tanpa rincian baris."
    assert card["progress"] is None


def test_an_operator_meets_sessions_and_advice_before_the_list_of_innovations(office):
    sections = office.opened("siti", "beranda", "").state()["sections"]
    names = [s["id"] for s in sections]
    assert names.index("tugas") < names.index("inovasi")
    first = next(
        at for at, s in enumerate(sections) if not s["aside"]
    )  # what is aside before it stands above it on a phone
    assert names[first] == "inovasi"


def test_an_innovation_just_shared_and_a_session_just_begun_come_without_a_reload(office):
    page = office.opened("budi", "beranda", "")
    sections = {s["id"] for s in page.state()["sections"]}
    assert {"dibagikan", "sesi"} <= sections  # a place is there before there is something in it
    assert page.state()["live"]["panels"]["dibagikan"] is None
    owner = office.opened("siti", "proposal", INNOVATION)
    assert owner.act("share", unit="DISDIK")["ok"]
    assert "ANTRE PASTI" in text_of(page.ping()["live"]["panels"]["dibagikan"])
    put(office, "SS-1", "sesi", {"layanan": "Coaching", "state": "Berlangsung", "tanggal": "2026-07-01"}, unit="DISDIK")
    assert "Coaching" in text_of(page.ping()["live"]["panels"]["sesi"])
    assert owner.act("unshare", unit="DISDIK")["ok"]
    assert page.ping()["live"]["panels"]["dibagikan"] is None
