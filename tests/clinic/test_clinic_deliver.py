"""4. Deliver: trials, upgrades and eligibility, evidence with its owners, what is owed."""

import io
from datetime import date

import pytest
from docx import Document
from stage_cases import AT, INNOVATION, stage_office

from klik_kit.core.acceptance import acceptance_field, mark_of
from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.records import Change, RecordKey

TRIAL, APPLIED, LOG = (f"{INNOVATION}@{kind}" for kind in ("uji_coba", "penerapan", "pengembangan"))
SCORING = f"{INNOVATION}@iid-2026"


@pytest.fixture
def office(kab, monkeypatch):
    monkeypatch.setattr("klik_kit.clinic.deliver.today", lambda: date(2026, 6, 1))
    with stage_office(kab) as office:
        yield office


@pytest.fixture
def page(office):
    return office.opened("dewi", "deliver")


def _set(page, record, values):
    for name, value in values.items():
        answer = page.edit(name, value, record=record)
        assert answer["kind"] == "ack", answer
    return page.state()["live"]["panels"]


def _write(office, key, **values):
    changes = [Change(record=key, field=f.replace("__", "."), value=v, base=0) for f, v in values.items()]
    office.workspace.store.save(changes, who="uji", at=AT)


def test_the_log_and_the_report_of_a_trial_follow_what_was_typed(page):
    panels = _set(page, TRIAL, {"tujuan": "Menguji antrean", "uji.1.dicoba": "Pesan", "uji.1.ukuran": "Tunggu", "uji.1.satuan": "menit", "uji.1.sebelum": "135", "uji.1.sesudah": "30"})  # fmt: skip
    assert panels["banding"]["data"]["rows"][0]["change"] == "turun 77,78 % (lebih baik)"
    (report,) = panels["laporan_uji"]["cards"]
    assert report["title"] == "LAPORAN UJI COBA ANTRE PASTI"
    lines = report["lines"]
    assert "Tujuan: Menguji antrean" in lines
    assert "Tunggu: sebelum 135 menit, sesudah 30 menit; turun 77,78 % (lebih baik)." in lines


def test_an_upgrade_sets_the_profiles_date_and_the_keranjang_is_told_before_and_after(office, page):
    assert [i["tag"] for i in page.state()["live"]["panels"]["keranjang"]["items"]] == ["Lapor bila dikembangkan"] * 2
    panels = _set(page, LOG, {"catatan.1.apa": "Antrean daring", "catatan.1.tanggal": "2025-03-01"})
    assert office.value(INNOVATION, "developed_on") == "2025-03-01"
    assert office.value(INNOVATION, "development_note") == "Antrean daring"
    assert [i["tag"] for i in panels["keranjang"]["items"]][:2] == ["Lapor bila dikembangkan", "Lapor tahun ini"]
    assert panels["keranjang"]["items"][2]["note"] == "Bukti belum dicatat"


def test_the_newest_upgrade_counts_and_a_removed_one_is_taken_back(office, page):
    _set(page, LOG, {"catatan.1.apa": "A", "catatan.1.tanggal": "2025-03-01", "catatan.2.apa": "B", "catatan.2.tanggal": "2024-05-01"})  # fmt: skip
    assert office.value(INNOVATION, "developed_on") == "2025-03-01"
    assert page.edit("catatan.1.tanggal", None, base=1, record=LOG)["kind"] == "ack"
    assert office.value(INNOVATION, "developed_on") == "2024-05-01"


def test_a_later_date_of_the_units_own_stays(office, page):
    office.put(INNOVATION, developed_on="2025-11-01")
    panels = _set(page, LOG, {"catatan.1.apa": "A", "catatan.1.tanggal": "2025-03-01"})
    assert office.value(INNOVATION, "developed_on") == "2025-11-01"
    assert "berbeda dari profil" in panels["keranjang"]["items"][-1]["text"]


def test_a_settled_profile_waits_until_it_is_open_again(office, page):
    office.put(INNOVATION, status="Terkirim")
    panels = _set(page, LOG, {"catatan.1.apa": "A", "catatan.1.tanggal": "2025-03-01"})
    assert office.value(INNOVATION, "developed_on") is None
    assert panels["pakai"]["actions"] == []
    assert not page.act("use_development")["ok"]
    office.put(INNOVATION, status="Draf")
    assert [a["name"] for a in page.state()["live"]["panels"]["pakai"]["actions"]] == ["use_development"]
    assert page.act("use_development")["ok"]
    assert office.value(INNOVATION, "developed_on") == "2025-03-01"


def test_nobody_else_puts_a_development_on_the_profile(office):
    page = office.opened("joko", "deliver")
    assert not page.act("use_development")["ok"]
    assert page.edit("catatan.1.apa", "A", record=LOG)["kind"] == "refused"
    assert office.value(INNOVATION, "developed_on") is None


def _evidence(office, row, **values):
    key = RecordKey(id=f"DD-{row}", kind="data_dukung", unit="DINKES", parent=INNOVATION)
    _write(office, key, indicator=row, file="https://contoh.go.id/surat", title="Surat", type="link", **values)


def test_the_map_shows_each_rows_state_and_who_prepares_it(office, page):
    key = RecordKey(id=SCORING, kind="penilaian", unit="DINKES", parent=INNOVATION, edition="iid-2026")
    _write(office, key, mandiri__16="1", mandiri__17="2", mandiri__18="1")
    _evidence(office, "17", date="2030-01-01")
    review = RecordKey(id=f"{SCORING}@tinjauan", kind="tinjauan", unit="DINKES", parent=INNOVATION)
    _write(office, review, **{"catatan.mandiri.18": "Perbaiki"})
    office.put(INNOVATION, status="Perlu perbaikan")
    panels = _set(page, APPLIED, {"tagihan.1.indikator": "16. Regulasi inovasi daerah", "tagihan.1.siapa": "Ani", "tagihan.1.batas": "2026-06-05"})  # fmt: skip
    rows = {r["label"].partition(".")[0]: [c["text"] for c in r["cells"]] for r in panels["peta_bukti"]["data"]["rows"]}
    cells = [cell for row in panels["peta_bukti"]["data"]["rows"] for cell in row["cells"]]
    assert not [cell for cell in cells if cell["tone"] and not cell["text"]], "a colour says what its words say"
    assert rows["16"] == ["", "Belum ada", "", "", "Ani"]
    assert rows["17"] == ["1 berkas", "", "1 berkas", "", ""]
    assert rows["18"] == ["", "Belum ada", "", "Dikembalikan", ""]
    assert rows["19"] == ["", "", "", "", ""]
    assert len(rows) == 20


def test_what_is_owed_this_week_goes_once_its_document_is_there(office, page):
    panels = _set(page, APPLIED, {"tagihan.1.indikator": "16", "tagihan.1.siapa": "Ani", "tagihan.1.batas": "2026-05-30", "tagihan.2.indikator": "17", "tagihan.2.batas": "2026-07-30"})  # fmt: skip
    (item,) = panels["minggu_ini"]["items"]
    assert (item["note"], item["tag"]) == ("Ani · batas waktu 30 Mei 2026", "Lewat")
    _evidence(office, "16")
    assert page.ping()["live"]["panels"]["minggu_ini"]["items"] == []


def test_a_decision_older_than_the_implementation_is_told(page):
    panels = _set(page, APPLIED, {"jenis": "Keputusan Kepala Daerah", "nomor": "1", "tanggal": "2018-01-01"})
    (item,) = panels["regulasi"]["items"]
    assert "Keputusan bertanggal 2018, sedangkan inovasi diterapkan pada 2019" in item["text"]


def test_the_next_steps_are_named_with_their_documents(page):
    items = page.state()["live"]["panels"]["langkah_berikut"]["items"]
    assert items[0]["text"].startswith("Naikkan baris 35 ke parameter 1: +")
    assert all("Dokumen:" in item["note"] for item in items)


def test_the_unit_reads_what_is_waited_for_and_when_it_is_looked_at(office, page):
    _set(page, APPLIED, {"tagihan.1.indikator": "16", "tagihan.1.siapa": "Ani", "tagihan.1.batas": "2020-01-02", "monitoring.2.tanggal": "2030-05-04", "monitoring.2.apa": "Loket", "monitoring.1.tanggal": "2031-05-04", "monitoring.1.apa": "Puskesmas"})  # fmt: skip
    own = office.opened("siti", "rencana")
    panels = own.state()["live"]["panels"]
    assert [i["text"] for i in panels["minggu_ini"]["items"]] == ["Data dukung 16"]
    assert [row[:2] for row in panels["monitoring"]["rows"]] == [["4 Mei 2030", "Loket"], ["4 Mei 2031", "Puskesmas"]]
    _evidence(office, "16")
    assert own.ping()["live"]["panels"]["minggu_ini"]["items"] == []
    (card,) = office.opened("siti", "beranda").state()["live"]["panels"]["inovasi"]["cards"]
    assert f"/isi/rencana/{INNOVATION}" in [link["href"] for link in card["links"]]


def test_an_acceptance_that_no_longer_holds_is_shown_on_its_row(office, page):
    key = RecordKey(id=SCORING, kind="penilaian", unit="DINKES", parent=INNOVATION, edition="iid-2026")
    _write(office, key, mandiri__16="1", mandiri__17="1")
    _evidence(office, "16")
    store = office.workspace.store
    mark = mark_of(store.get(SCORING), store.list("data_dukung", parent=INNOVATION), "16")
    review = RecordKey(id=f"{SCORING}@tinjauan", kind="tinjauan", unit="DINKES", parent=INNOVATION)
    _write(office, review, **{acceptance_field(ScoreKind.PENDAMPING, "16"): mark})

    def told():
        rows = page.state()["live"]["panels"]["peta_bukti"]["data"]["rows"]
        return next(row["cells"][3]["text"] for row in rows if row["label"].startswith("16."))

    assert told() == ""
    office.put("DD-16", file="https://contoh.go.id/lain")
    assert told() == "Dibuka kembali"


def test_a_row_that_owes_a_document_offers_its_drafts_until_it_has_one(office, page):
    key = RecordKey(id=SCORING, kind="penilaian", unit="DINKES", parent=INNOVATION, edition="iid-2026")
    _write(office, key, mandiri__17="2", mandiri__35="1")
    panels = _set(page, APPLIED, {"tagihan.1.indikator": "28. SOP", "tagihan.1.siapa": "Ratna Sari"})
    cards = panels["format"]["cards"]
    assert [(c["title"].partition(".")[0], [one["label"] for one in c["links"]]) for c in cards] == [
        ("17", ["SK pelaksana", "Surat tugas"]),
        ("28", ["SOP"]),
    ]
    assert cards[1]["text"] == "Penanggung jawab: Ratna Sari"
    for one in (one for c in cards for one in c["links"]):
        assert one["download"]
        assert page.say(kind="file", href=one["href"])["body"][:2] == b"PK"
    document = RecordKey(id="DD-1", kind="data_dukung", unit="DINKES", parent=INNOVATION)
    _write(office, document, indicator="28", file="a" * 64, name="sop.pdf")
    assert [c["title"].partition(".")[0] for c in page.state()["live"]["panels"]["format"]["cards"]] == ["17"]


def test_the_report_of_a_trial_is_a_paper_once_something_was_noted(office, page):
    address = f"/unduh/{INNOVATION}/laporan_uji_coba.docx"
    assert page.state()["live"]["panels"]["laporan_uji"]["cards"][0]["links"] == []
    assert "Belum ada catatan uji coba" in page.say(kind="file", href=address)["message"]
    panels = _set(page, TRIAL, {"tujuan": "Menguji antrean", "uji.1.tanggal": "2026-05-04", "uji.1.dicoba": "Pesan", "uji.1.ukuran": "Tunggu", "uji.1.satuan": "menit", "uji.1.sebelum": "135", "uji.1.sesudah": "30", "uji.1.keputusan": "Dihentikan"})  # fmt: skip
    assert [one["href"] for one in panels["laporan_uji"]["cards"][0]["links"]] == [address]
    document = Document(io.BytesIO(page.say(kind="file", href=address)["body"]))
    told = "\n".join([*(p.text for p in document.paragraphs), *(c.text for t in document.tables for c in t._cells)])
    for words in ("Menguji antrean", "135 menit", "turun 77,78 % (lebih baik)", "Dihentikan (4 Mei 2026)"):
        assert words in told
    assert document.sections[0].header.paragraphs[0].text.startswith("DRAF")
