"""Lembar salin in the forms: who opens it, what it shows, and Sudah diinput."""

import pytest
from desk_cases import INNOVATION, OTHER, Page

from klik_kit.desk.parcels import parcel_bytes
from klik_kit.errors import KlikError
from klik_kit.papers.downloads import downloaded


def panels(office, login, record=INNOVATION):
    state = office.opened(login, "salin", record).state()
    return None if state["page"] == "galat" else state["live"]["panels"]


@pytest.mark.parametrize("login", ["siti", "rina", "kadis", "dewi", "vera", "admin"])
def test_who_fills_in_or_reviews_copies(filled, login):
    lines = panels(filled, login)["profil"]["groups"][0]["lines"]
    assert lines[0]["value"] == "ANTRE PASTI (Antrean Puskesmas)"


@pytest.mark.parametrize("login", ["budi", "bupati"])
def test_others_neither_see_nor_fetch_nor_mark(filled, login):
    head = filled.head
    assert panels(filled, login) is None
    with pytest.raises(KlikError):
        parcel_bytes(filled.person(login), INNOVATION, "paket.zip")
    assert Page(filled.person(login), "salin", INNOVATION).act("move", to="Terkirim")["ok"] is False
    assert filled.head == head


def test_a_guest_of_another_unit_does_not_copy(filled):
    from klik_kit.core.records import Change, RecordKey
    from klik_kit.desk.person import COLLABORATION, INVITED

    key = RecordKey(id=f"{INNOVATION}@DISDIK", kind=COLLABORATION, unit="DISDIK", parent=INNOVATION)
    filled.workspace.store.save([Change(record=key, field=INVITED, value="ya", base=0)], who="uji", at=filled.workspace.store.last_saved())  # fmt: skip
    assert filled.person("budi").reach().may_read("DINKES", INNOVATION)
    assert panels(filled, "budi") is None


def test_before_layak_kirim_there_is_only_the_check(filled):
    filled.put(INNOVATION, status="Draf")
    found = panels(filled, "siti")
    assert "profil" not in found
    assert found["kurang"]["items"]
    with pytest.raises(KlikError, match="Layak kirim"):
        parcel_bytes(filled.person("siti"), INNOVATION, "paket.zip")


def test_long_texts_keep_their_line_breaks_and_dates_are_the_portals(filled):
    filled.put(INNOVATION, goals="satu\n\n  dua", implemented_on="2025-02-01")
    lines = {line["id"]: line["value"] for line in panels(filled, "siti")["profil"]["groups"][0]["lines"]}
    assert (lines["tujuan"], lines["penerapan"]) == ("satu\n\n  dua", "01-02-2025")


def test_sudah_diinput_records_the_day_and_the_person(filled):
    done = filled.opened("siti", "salin").act("move", to="Terkirim", on="2026-07-01")
    assert done["ok"], done
    assert "01-07-2026, Siti Aminah" in done["message"]
    record = filled.workspace.store.get(INNOVATION)
    assert (record.value("status"), record.value("input_on")) == ("Terkirim", "2026-07-01")
    assert record.answers["input_on"].who == "Siti Aminah [A-siti]"


@pytest.mark.parametrize("on", ["2023-12-31", "2099-01-01", "kemarin"])
def test_a_day_that_cannot_be_changes_nothing(filled, on):
    head = filled.head
    assert filled.opened("siti", "salin").act("move", to="Terkirim", on=on)["ok"] is False
    assert filled.head == head


def test_it_is_taken_back_only_by_the_clinic_with_a_reason_and_stays_in_the_history(filled):
    filled.opened("siti", "salin").act("move", to="Terkirim", on="2026-07-01")
    assert filled.opened("siti", "salin").act("move", to="Layak kirim", reason="x")["ok"] is False
    assert filled.opened("dewi", "salin").act("move", to="Layak kirim", reason=" ")["ok"] is False
    assert filled.opened("dewi", "salin").act("move", to="Layak kirim", reason="Salah inovasi.")["ok"]
    assert filled.value(INNOVATION, "input_on") is None
    assert [e.value for e in filled.workspace.store.history(INNOVATION, "input_on")] == ["2026-07-01", None]
    assert filled.value(f"{INNOVATION}@tinjauan", "alasan") == "Salah inovasi."


def test_a_second_person_marks_nothing_over_the_first(filled):
    page = filled.opened("dewi", "salin")
    page.state()
    filled.opened("siti", "salin").act("move", to="Terkirim", on="2026-07-01")
    assert page.act("move", to="Terkirim", on="2026-07-02")["ok"] is False
    assert filled.value(INNOVATION, "input_on") == "2026-07-01"


def test_a_lost_file_is_told_in_place_of_the_download(filled):
    from parcel_cases import gathered, vault_of

    vault_of(filled).open_for(gathered(filled).items[0].files[0].sha256).unlink()
    told = panels(filled, "siti")["unduh"]
    assert told["type"] == "list"
    assert "DD-1.pdf" in told["items"][0]["text"]


def test_the_package_goes_to_a_notebook_too(filled):
    name, body = downloaded(filled.person("dewi"), f"/unduh/{INNOVATION}/paket.zip")
    assert (name, body[:2]) == ("paket_DINKES_ANTRE-PASTI.zip", b"PK")
    assert downloaded(filled.person("dewi"), f"/unduh/{INNOVATION}/lembar-salin.html")[1].startswith(b"<!doctype")  # fmt: skip


def test_the_clinics_check_counts_first_and_links_each(filled):
    state = filled.opened("dewi", "praperiksa", "").state()
    found = state["live"]["panels"]
    assert [item["href"] for item in found["layak"]["items"]] == [f"/isi/salin/{INNOVATION}"]
    assert [item["href"] for item in found["lain"]["items"]] == [f"/isi/salin/{OTHER}"]
    assert "2 inovasi" in found["angka"]["note"]
    assert filled.opened("siti", "praperiksa", "").state()["page"] == "galat"
