"""5. Display: only what is recorded, blanks marked; the gallery, the pitch, the visit and the package."""

import pytest
from stage_cases import INNOVATION, OTHER, stage_office

SHOWN = f"{INNOVATION}@tampil"


@pytest.fixture
def office(kab):
    with stage_office(kab) as office:
        yield office


@pytest.fixture
def page(office):
    return office.opened("dewi", "display")


def _set(page, record, values):
    for name, value in values.items():
        answer = page.edit(name, value, record=record)
        assert answer["kind"] == "ack", answer
    return page.state()["live"]["panels"]


def test_the_profile_shows_what_is_stored_and_marks_what_is_not(page):
    panels = page.state()["live"]["panels"]
    rows = dict(panels["profil"]["rows"])
    assert (rows["Nama"], rows["Penerapan"], rows["Manfaat"]) == ("ANTRE PASTI", "1 Februari 2019", "Pasien tidak menunggu.")  # fmt: skip
    assert rows["Tujuan"] == "(belum diisi)"
    assert "Tujuan" in panels["profil"]["note"]
    assert "Manfaat" not in panels["profil"]["note"]
    assert panels["hasil"]["rows"] == [["Waktu tunggu", "menit", "135", "30", "(belum diisi)"]]


def test_the_gallery_holds_shared_innovations_alone(office):
    page = office.opened("joko", "display", "")
    assert page.state()["live"]["panels"]["galeri"]["items"] == []
    office.put(INNOVATION, status="Layak kirim", goals="Menunggu paling lama 30 menit.")
    (item,) = page.state()["live"]["panels"]["galeri"]["items"]
    assert item["text"] == "ANTRE PASTI"
    assert "Menunggu paling lama 30 menit." in item["note"]


def test_the_pitch_divides_its_minutes_by_the_weights_and_is_filled_from_the_proposal(page):
    panels = _set(page, SHOWN, {"menit": "20"})
    opening, *parts = panels["paparan"]["cards"]
    assert opening["title"] == "Kerangka paparan 20 menit"
    assert opening["lines"][0] == "Tema 2026 belum diumumkan."
    assert [(c["title"], c["tags"][0]["text"], c["tags"][1]["text"]) for c in parts] == [
        ("Kebaruan", "Bobot 30 %", "6 menit"), ("Kemanfaatan", "Bobot 25 %", "5 menit"),
        ("Kewenangan dan kolaborasi", "Bobot 15 %", "3 menit"), ("Replikasi dan aplikatif", "Bobot 20 %", "4 menit"),
        ("Penguasaan materi", "Bobot 10 %", "2 menit"),
    ]  # fmt: skip
    assert parts[0]["lines"] == [
        "Metode pembaharuan: Nomor antrean lewat pesan.",
        "Keunggulan dan kebaruan: (belum diisi)",
    ]
    assert "Hasil: Waktu tunggu: 135 menit menjadi 30 menit (turun 77,78 %)" in parts[1]["lines"]


def test_a_result_that_is_no_figure_is_shown_as_it_was_written(office, page):
    office.put(INNOVATION, **{"hasil.1.sebelum": "lebih dari dua jam"})
    lines = page.state()["live"]["panels"]["paparan"]["cards"][2]["lines"]
    assert "Hasil: Waktu tunggu: lebih dari dua jam menit menjadi 30 menit" in lines


def test_only_committed_actors_of_the_plan_are_named(office, page):
    design = office.opened("dewi", "design")
    for name, value in {"aktor.1.nama": "Universitas", "aktor.1.peran": "Kajian", "aktor.1.komitmen": "Sudah", "aktor.2.nama": "Radio", "aktor.2.komitmen": "Belum"}.items():  # fmt: skip
        design.edit(name, value, record=f"{INNOVATION}@rencana_aksi")
    lines = page.state()["live"]["panels"]["paparan"]["cards"][3]["lines"]
    assert "Aktor yang sudah sepakat: Universitas (Kajian)" in lines


def test_points_of_the_visit_are_ticked_and_kept(office, page):
    panels = _set(page, SHOWN, {"kunjungan.lokasi": "Siap"})
    assert panels["kunjungan"]["text"] == "1 dari 8 butir siap."
    assert office.value(SHOWN, "kunjungan.lokasi") == "Siap"
    assert page.edit("kunjungan.peraga", "Mungkin", record=SHOWN)["kind"] == "refused"


def test_the_package_is_complete_once_every_part_is_written(page):
    parts = ("dokumen", "biaya", "orang", "langkah", "kontak")
    panels = _set(page, SHOWN, {"replikasi.biaya": "Rp2.000.000 setahun"})
    assert panels["replikasi"]["title"] == "Paket replikasi belum lengkap (1 dari 5)"
    assert [i["tag"] for i in panels["replikasi"]["items"]] == ["Belum lengkap", "Lengkap", *["Belum lengkap"] * 3]
    panels = _set(page, SHOWN, {f"replikasi.{name}": "ada" for name in parts if name != "biaya"})
    assert panels["replikasi"]["title"] == "Paket replikasi lengkap"


def test_another_coach_writes_nothing_into_it(office):
    page = office.opened("joko", "display", OTHER)
    page.state()
    assert page.edit("menit", "5", record=SHOWN)["kind"] == "refused"
    assert office.value(SHOWN, "menit") is None
