"""3. Design: the list, the plan against the year, actors, targets, and who may."""

from dataclasses import replace
from datetime import date

import pytest
from stage_cases import AT, INNOVATION, OTHER, stage_office

PLAN = f"{INNOVATION}@rencana_aksi"


@pytest.fixture
def office(kab, monkeypatch):
    monkeypatch.setattr("klik_kit.clinic.design.today", lambda: date(2026, 6, 1))
    with stage_office(kab) as office:
        yield office


@pytest.fixture
def page(office):
    return office.opened("dewi", "design")


def _set(page, values):
    for name, value in values.items():
        answer = page.edit(name, value, record=PLAN)
        assert answer["kind"] == "ack", answer
    return page.state()["live"]["panels"]


def test_without_an_innovation_the_coach_chooses_from_all_units_with_the_stage(office):
    items = office.opened("dewi", "design", "").state()["live"]["panels"]["pilih"]["items"]
    assert [(i["text"], i["tag"], i["href"]) for i in items] == [
        ("ANTRE PASTI", "Penerapan", f"/isi/design/{INNOVATION}"), ("KELAS CERDAS", "Uji Coba", f"/isi/design/{OTHER}"),
    ]  # fmt: skip


def test_a_coach_of_some_units_chooses_from_theirs_alone(office):
    items = office.opened("joko", "design", "").state()["live"]["panels"]["pilih"]["items"]
    assert [i["text"] for i in items] == ["KELAS CERDAS"]


@pytest.mark.parametrize("login", ["siti", "kadis", "nara", "bupati", "joko"])
@pytest.mark.parametrize("form", ["design", "deliver", "display"])
def test_whoever_does_not_look_after_the_unit_is_told_why_not(office, login, form):
    state = office.opened(login, form).state()
    assert state["page"] == "galat"
    assert state["records"] == {}
    assert "ANTRE PASTI" not in str(state)


@pytest.mark.parametrize("form", ["design", "deliver", "display"])
def test_a_record_that_is_no_innovation_opens_nothing(office, form):
    assert office.opened("dewi", form, "daerah").state()["page"] == "galat"
    assert office.opened("dewi", form, "TIDAK-ADA").state()["page"] == "galat"


def test_what_the_coach_types_is_the_clinics_and_belongs_to_the_unit(office, page):
    _set(page, {"langkah.1.apa": "Susun SOP"})
    kept = office.workspace.store.get(PLAN)
    assert (kept.key.kind, kept.key.unit, kept.key.parent) == ("rencana_aksi", "DINKES", INNOVATION)
    assert kept.answers["langkah.1.apa"].who.startswith("Dewi Lestari")


def test_the_proposals_parts_stand_beside_their_checks(page):
    panels = page.state()["live"]["panels"]
    cards = {c["title"]: c for c in panels["bagian"]["cards"]}
    assert cards["Metode pembaharuan"]["text"] == "Nomor antrean lewat pesan."
    assert cards["Metode pembaharuan"]["tags"] == [{"text": "4 kata", "tone": "info"}]
    assert cards["Tujuan"]["tags"][0]["text"] == "Belum diisi"
    assert any("dasar hukum" in i["text"] for i in panels["usulan"]["items"])
    assert panels["buka"]["links"][0]["href"] == f"/isi/proposal/{INNOVATION}"
    assert [link["label"] for link in panels["jalan"]["links"]] == [
        "Proposal",
        "Penilaian Mandiri",
        "4. Deliver",
        "5. Display",
        "Tinjauan",
    ]


def test_a_document_that_comes_too_late_is_told_against_the_regions_dates(page):
    panels = _set(page, {"langkah.1.apa": "Ajukan SK", "langkah.1.mulai": "2026-07-01", "langkah.1.dokumen": "Keputusan Kepala Daerah"})  # fmt: skip
    (item,) = panels["dokumen"]["items"]
    assert item["tag"] == "Terlambat"
    assert "Tidak dapat siap sebelum Batas ajukan (17 Juli 2026)." in item["note"]
    drawn = panels["linimasa"]["data"]
    assert [mark["label"] for mark in drawn["marks"]] == ["Buka", "Batas ajukan", "Batas verifikasi", "Cut-off"]
    assert drawn["bars"][0]["tone"] == "warning"


def test_the_documents_to_choose_from_are_the_editions_with_their_weeks(office, page):
    columns = next(i["columns"] for s in page.state()["sections"] for i in s["items"] if i.get("name") == "langkah")
    options = next(c["options"] for c in columns if c["name"] == "dokumen")
    assert {(o["value"], o["hint"]) for o in options} >= {("Keputusan Kepala Daerah", "Sekitar 4 minggu"), ("Peraturan Daerah", "Sekitar 52 minggu")}  # fmt: skip


def test_committed_actors_make_the_parameter_of_row_22(page):
    kinds = ("Akademisi", "Media", "Pemerintah")
    panels = _set(page, {f"aktor.{n}.{name}": v for n, kind in enumerate(kinds, start=1) for name, v in {"jenis": kind, "nama": kind, "komitmen": "Sudah"}.items()})  # fmt: skip
    assert "3 jenis aktor sudah sepakat: setara Parameter 1" in panels["aktor"]["note"]


def test_the_proposals_results_become_measures_once(office, page):
    answer = page.act("take_results")
    assert answer["ok"], answer
    row = answer["state"]["live"]["panels"]["banding"]["data"]["rows"][0]
    assert (row["label"], row["texts"], row["change"]) == ("Waktu tunggu", ["135 menit", "30 menit"], "turun 77,78 % (lebih baik)")  # fmt: skip
    head = office.head
    assert not page.act("take_results")["ok"]
    assert office.head == head


def test_a_second_coach_sees_the_save_and_is_asked_in_a_conflict(office, page):
    other = office.opened("admin", "design")
    other.state()
    _set(page, {"langkah.1.apa": "Susun SOP"})
    (change,) = other.ping()["changes"]
    assert (change["field"], change["value"], change["who"]) == ("langkah.1.apa", "Susun SOP", "Dewi Lestari")
    assert other.edit("langkah.1.apa", "Lain", record=PLAN)["kind"] == "conflict"


def test_a_coach_who_no_longer_looks_after_the_unit_cannot_save(office, page):
    page.state()
    accounts = office.workspace.store.accounts
    accounts.change(replace(accounts.get("A-dewi"), coaches=("DISDIK",)), who="uji", at=AT)
    assert page.edit("langkah.1.apa", "x", record=PLAN)["kind"] == "refused"
    assert office.value(PLAN, "langkah.1.apa") is None


def test_hostile_text_stays_text(page):
    hostile = "<img src=x onerror=alert(1)>"
    panels = _set(page, {"langkah.1.apa": hostile, "langkah.1.mulai": "2026-07-01"})
    assert panels["linimasa"]["data"]["bars"][0]["label"] == hostile


def test_the_unit_reads_its_plan_and_cannot_change_it(office, page):
    _set(page, {"langkah.1.apa": "Susun SOP", "langkah.1.siapa": "Ani", "langkah.1.mulai": "2026-07-01"})
    own = office.opened("siti", "rencana")
    panels = own.state()["live"]["panels"]
    assert panels["langkah"]["rows"] == [["Susun SOP", "Ani", "1 Juli 2026", "–", "–", "Belum mulai"]]
    assert own.edit("langkah.1.apa", "x", base=1, record=PLAN)["kind"] == "refused"


def test_another_unit_does_not_read_the_plan(office, page):
    _set(page, {"langkah.1.apa": "Susun SOP"})
    state = office.opened("budi", "rencana").state()
    assert state["page"] == "galat"
    assert "Susun SOP" not in str(state)


def test_beranda_leads_to_the_plan_once_there_is_one(office, page):
    def links():
        (card,) = office.opened("siti", "beranda").state()["live"]["panels"]["inovasi"]["cards"]
        return [link["href"] for link in card["links"]]

    assert f"/isi/rencana/{INNOVATION}" not in links()
    _set(page, {"langkah.1.apa": "Susun SOP"})
    assert f"/isi/rencana/{INNOVATION}" in links()


def test_an_imported_text_stands_as_a_whole(page):
    cards = [c["title"] for c in page.state()["live"]["panels"]["bagian"]["cards"]]
    assert cards[:2] == ["Rancang bangun (naskah utuh)", "Metode pembaharuan"]
    assert "Isu strategis" not in cards


def test_the_next_best_steps_become_rows_with_their_documents_beside_those_that_stand(office, page):
    _set(page, {"langkah.2.apa": "Susun SOP"})
    assert page.act("take_steps")["ok"]
    values = office.workspace.store.get(PLAN).values()
    assert values["langkah.2.apa"] == "Susun SOP"
    assert values["langkah.1.mengapa"] == "Baris 35 ke parameter 1"
    assert {values[f"langkah.{n}.dokumen"] for n in (1, 3, 4)} <= {d.name for d in office.workspace.edition().documents}
    head = office.head
    assert not page.act("take_steps")["ok"]
    assert office.head == head
