"""Diagnosis shows innovations to replicate: the region's approved ones and those of the portal, with a way to reach them."""

import pytest
from desk_cases import AT, INNOVATION, OTHER

import klik_kit.desk.diagnosis
from klik_kit.core.records import Change, RecordKey
from klik_kit.desk.sharing import shelf_of


@pytest.fixture
def page(office):
    key = RecordKey(id="DG-1", kind="diagnosis", unit="DINKES")
    changes = [Change(record=key, field="masalah_utama", value="kelas cerdas digital", base=0)]
    office.workspace.store.save(changes, who="uji", at=AT)
    return office.opened("siti", "diagnosis", "DG-1")


def similar(page):
    return page.state()["live"]["panels"]["serupa"]["items"]


def test_a_similar_innovation_tells_whom_to_ask_and_what_to_look_at(office, page):
    office.put(OTHER, status="Layak kirim", video="https://video.contoh.id/kelas")
    (found,) = similar(page)
    assert found["text"] == "KELAS CERDAS"
    assert "Dinas" in found["note"]
    assert "Kontak" in found["note"]
    assert found["link"] == {"label": "Lihat video", "about": "KELAS CERDAS", "href": "https://video.contoh.id/kelas"}
    assert found["tag"] == ""


def test_the_summary_that_all_units_read_is_masked_and_a_link_to_a_telephone_left_out(office, request):
    goals = "Kelas cerdas bagi Ny. Siti TB, NIK 3201150307900001, SK 100.3.3.2/214/2025"
    office.put(OTHER, status="Layak kirim", goals=goals, video="https://wa.me/6281234567890")
    office.put("unit:DISDIK", operator="Budi Santosa 0812-3456-7890")
    (found,) = similar(request.getfixturevalue("page"))  # opened after the unit was named
    assert "Ny. Siti [disamarkan], NIK *************001, SK 100.3.3.2/214/2025" in found["note"]
    assert "Kontak: Budi Santosa ****-****-*890" in found["note"]
    assert found["link"] is None


def test_an_innovation_of_the_portal_is_found_whatever_its_state(office, page):
    assert similar(page) == []
    office.put(OTHER, origin="portal")
    (found,) = similar(page)
    assert (found["text"], found["tag"], found["link"]) == ("KELAS CERDAS", "portal nasional", None)


def test_the_shelf_is_filled_anew_only_when_an_innovation_was_written(office, page, monkeypatch):
    filled = []
    monkeypatch.setattr(klik_kit.desk.diagnosis, "shelf_of", lambda w: filled.append(1) or shelf_of(w))
    similar(page)
    for version in range(3):
        assert page.edit("akar", f"sebab {version}", base=version, record="DG-1")["kind"] == "ack"
    assert filled == [1]
    office.put(OTHER, status="Layak kirim")
    assert [i["text"] for i in similar(page)] == ["KELAS CERDAS"]
    assert filled == [1, 1]
    office.put(INNOVATION, goals="kelas cerdas", status="Diverifikasi")
    assert len(similar(page)) == 2
