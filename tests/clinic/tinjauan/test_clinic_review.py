"""The review of one innovation: accepting, reopening, reasons, notes, moves, history, and who may."""

import pytest
from desk_cases import ASSESSMENT, INNOVATION, OTHER

from klik_kit.core.records import Change, RecordKey

REVIEW = f"{ASSESSMENT}@tinjauan"


def opened(office, login="dewi", record=INNOVATION):
    return office.opened(login, "tinjauan", record)


def row_of(page, row="16"):
    return page.state()["live"]["panels"][f"baris.{row}"]["cards"][0]


def button(page, name, row="16"):
    return next((a for a in row_of(page, row)["actions"] if a["name"] == name), None)


def accept(page, row="16"):
    return page.act("accept", **button(page, "accept", row)["args"])


def standing(page, row="16"):
    return row_of(page, row)["tags"][0]["text"]


def test_a_row_shows_the_claim_beside_its_documents(office):
    panels = opened(office).state()["live"]["panels"]
    assert panels["baris.16"]["cards"][0]["lines"][0] == "Unit memilih parameter 2: Peraturan Kepala Daerah"
    document = panels["bukti.16"]["items"][0]
    assert (document["text"], document["href"], document["note"]) == ("SK Bupati", "/bukti/DD-1", "188/1 · 2025-02-03")
    assert panels["bukti.17"]["items"] == []


def test_accepting_keeps_level_and_mark_and_gives_the_same_level(office):
    page = opened(office)
    assert standing(page) == "Belum diterima"
    assert accept(page)["ok"]
    assert standing(page) == "Diterima"
    assert office.value(ASSESSMENT, "pendamping.16") == "2"
    assert office.value(REVIEW, "diterima.pendamping.16").startswith("2:")


@pytest.mark.parametrize("change", [{"file": "b" * 64}, {"date": "2025-02-04"}, {"indicator": None, "file": None}])
def test_changed_evidence_reopens_the_row_for_both_sides(office, change):
    page = opened(office)
    accept(page)
    office.put("DD-1", **change)
    assert standing(page) == "Dibuka kembali"
    assert "0 dari 20 baris diterima. Dibuka kembali: baris 16." in page.state()["live"]["panels"]["ringkas"]["text"]
    told = office.opened("siti").state()["live"]["messages"][f"{ASSESSMENT}/mandiri.16"]
    assert any(m["text"].startswith("Dibuka kembali:") and m["tone"] == "warning" for m in told)


def test_a_further_document_or_another_level_reopens_the_row(office):
    page = opened(office)
    accept(page)
    key = RecordKey(id="DD-2", kind="data_dukung", unit="DINKES", parent=INNOVATION)
    changes = [
        Change(record=key, field=n, value=v, base=0)
        for n, v in {"indicator": "16", "file": "https://a.go.id/x"}.items()
    ]
    office.workspace.store.save(changes, who="uji", at=office.workspace.store.last_saved())
    assert standing(page) == "Dibuka kembali"
    accept(page)
    assert standing(page) == "Diterima"
    office.put(ASSESSMENT, **{"mandiri.16": "3"})
    assert standing(page) == "Dibuka kembali"


def test_evidence_of_another_row_reopens_nothing(office):
    page = opened(office)
    accept(page, "17")
    office.put("DD-1", file="b" * 64)
    assert standing(page, "17") == "Diterima"


def test_the_unit_reads_that_a_row_was_accepted(office):
    accept(opened(office))
    told = office.opened("siti").state()["live"]["messages"][f"{ASSESSMENT}/mandiri.16"]
    assert [m["tone"] for m in told if m["text"].startswith("Diterima pendamping")] == ["success"]


def test_what_changed_while_it_was_looked_at_is_not_accepted(office):
    page = opened(office)
    args = button(page, "accept")["args"]
    office.put("DD-1", file="b" * 64)
    head = office.head
    answer = page.act("accept", **args)
    assert (answer["ok"], office.head) == (False, head)
    assert "baru saja berubah" in answer["message"]


def test_a_row_without_documents_asks_first_and_one_without_level_cannot_be_accepted(office):
    page = opened(office)
    assert "Belum ada data dukung" in button(page, "accept", "17")["confirm"]
    assert button(page, "accept", "18") is None
    assert page.act("accept", row="18", mark="None")["ok"] is False


def test_a_level_that_differs_needs_its_reason_before_the_state_moves_on(office):
    page = opened(office)
    assert page.edit("pendamping.16", "1")["kind"] == "ack"
    place = f"{REVIEW}/alasan.pendamping.16"
    assert page.state()["live"]["messages"][place][0]["tone"] == "error"
    for form in ("tinjauan", "proposal"):
        refused = office.opened("dewi", form, INNOVATION).act("move", to="Layak kirim")
        assert refused["ok"] is False
        assert "baris 16" in refused["message"]
    assert page.edit("alasan.pendamping.16", "SK, bukan Perkada.", record=REVIEW)["kind"] == "ack"
    assert page.state()["live"]["messages"] == {}
    assert page.act("move", to="Layak kirim")["ok"]
    assert office.value(INNOVATION, "status") == "Layak kirim"


def test_the_reason_stands_beside_the_units_row(office):
    page = opened(office)
    page.edit("pendamping.16", "0")
    page.edit("alasan.pendamping.16", "<b>SK</b> belum memuat nama.", record=REVIEW)
    notes = office.opened("siti").state()["live"]["notes"][f"{ASSESSMENT}/mandiri.16"]
    assert [(n["text"], n["who"]) for n in notes] == [
        ("Skor pendamping: parameter 0. Alasan: <b>SK</b> belum memuat nama.", "Dewi Lestari")
    ]


def test_a_differing_level_takes_the_acceptance_back_and_accepting_takes_the_reason(office):
    page = opened(office)
    accept(page)
    page.edit("pendamping.16", "1", base=1)
    assert standing(page) == "Belum diterima"
    page.edit("alasan.pendamping.16", "Belum.", record=REVIEW)
    accept(page)
    assert office.value(REVIEW, "alasan.pendamping.16") is None
    assert office.value(ASSESSMENT, "pendamping.16") == "2"


def test_a_level_given_elsewhere_ends_the_acceptance_too(office):
    page = opened(office)
    accept(page)
    office.put(ASSESSMENT, **{"pendamping.16": "1"})
    assert standing(page) == "Belum diterima"


def test_two_reviewers_meet_in_a_conflict_not_in_silence(office):
    dewi, sari = opened(office), opened(office, "sari")
    assert dewi.edit("pendamping.16", "1")["kind"] == "ack"
    met = sari.edit("pendamping.16", "3")
    assert (met["kind"], met["value"], met["who"]) == ("conflict", "1", "Dewi Lestari")


def test_the_bank_offers_the_rows_own_comments_first_and_the_edited_one_is_kept(office):
    page = opened(office)
    bank, text = button(page, "note")["ask"]
    assert (bank["fills"], bank["options"][0]["group"], bank["options"][-1]["group"]) == ("text", "Baris 16", "Umum")
    assert all(o["text"] for o in bank["options"])
    assert text["required"]
    assert page.act("note", row="16", bank=bank["options"][0]["value"], text="Mohon <i>Perkada</i>nya.")["ok"]
    assert button(page, "note")["ask"][1]["value"] == "Mohon <i>Perkada</i>nya."
    notes = office.opened("siti").state()["live"]["notes"][f"{ASSESSMENT}/mandiri.16"]
    assert [n["text"] for n in notes] == ["Mohon <i>Perkada</i>nya."]
    assert page.act("note_off", row="16")["ok"]
    assert office.opened("siti").state()["live"]["notes"] == {}


def test_a_return_needs_its_reason_and_the_unit_sends_again(office):
    page = opened(office)
    assert page.act("move", to="Perlu perbaikan", reason=" ")["ok"] is False
    assert page.act("move", to="Perlu perbaikan", reason="Lengkapi SK.")["ok"]
    office.opened("siti").act("move", to="Diajukan")
    history = [i["text"] for i in page.state()["live"]["panels"]["riwayat"]["items"]]
    assert history[:3] == ["Status: Diajukan", "Alasan: Lengkapi SK.", "Status: Perlu perbaikan"]


def test_the_history_tells_who_and_what_and_nothing_blind(office):
    page = opened(office)
    accept(page)
    office.opened("sari", "skor_buta", INNOVATION).edit("parameter.16", "3", record=f"{ASSESSMENT}@buta@A-sari")
    items = page.state()["live"]["panels"]["riwayat"]["items"]
    assert items[0]["note"].startswith("Dewi Lestari · ")
    texts = [i["text"] for i in items]
    assert "Baris 16 diterima pada parameter 2 (skor pendamping)" in texts
    assert "Data dukung ditambahkan: SK Bupati" in texts
    assert not any("3" in t and "buta" in t.lower() for t in texts)


def test_the_five_scores_stay_apart_with_their_totals(office):
    page = opened(office)
    page.edit("pendamping.16", "1")
    page.edit("alasan.pendamping.16", "SK.", record=REVIEW)
    table = page.state()["live"]["panels"]["skor"]
    assert table["columns"][1:6] == [
        "Skor mandiri",
        "Skor pendamping",
        "Skor verifikasi daerah",
        "Skor hasil Kemendagri",
        "Potensi s.d. batas waktu",
    ]
    assert table["rows"][0][1:] == ["2", "1 ≠", "–", "–", "–", "Skor pendamping: SK."]
    assert table["rows"][-1][1:4] == ["20 (3 dari 20 baris)", "3 (1 dari 20 baris)", "–"]


def test_the_potential_counts_what_can_be_made_in_time_and_names_its_day(office):
    key = RecordKey(id="agenda:batas", kind="agenda")
    values = {"event": "Batas ajukan", "end": "2099-01-01", "expected": "ya"}
    changes = [Change(record=key, field=n, value=v, base=0) for n, v in values.items()]
    office.workspace.store.save(changes, who="uji", at=office.workspace.store.last_saved())
    table = opened(office).state()["live"]["panels"]["skor"]
    assert table["rows"][0][5] == "3"
    assert "Batas ajukan, 1 Januari 2099 (perkiraan)" in table["note"]


def test_a_verifier_gives_another_score_and_an_admin_chooses(office):
    vera, admin = opened(office, "vera"), opened(office, "admin")
    accept(vera)
    assert office.value(ASSESSMENT, "verifikasi.16") == "2"
    assert office.value(ASSESSMENT, "pendamping.16") is None
    assert vera.edit("pendamping.16", "1")["kind"] == "refused"
    assert standing(admin) == "Belum diterima"
    assert admin.act("kind", kind="verifikasi")["ok"]
    assert standing(admin) == "Diterima"
    assert vera.act("kind", kind="pendamping")["ok"] is False


def test_what_was_sent_keeps_its_scores(office):
    page = opened(office)
    args = button(page, "accept")["args"]
    office.put(INNOVATION, status="Terkirim")
    head = office.head
    assert page.edit("pendamping.16", "1")["kind"] == "refused"
    assert page.act("accept", **args)["ok"] is False
    assert office.head == head
    assert button(page, "accept") is None


@pytest.mark.parametrize("login", ["siti", "kadis", "budi", "bupati", "nara", "joko"])
def test_others_are_refused(office, login):
    head = office.head
    page = opened(office, login)
    assert page.state()["page"] == "galat"
    assert page.act("accept", row="16", mark="2:x")["ok"] is False
    assert page.edit("pendamping.16", "1")["kind"] == "refused"
    assert office.head == head


def test_a_coach_whose_unit_is_taken_away_reads_no_more(office):
    from dataclasses import replace

    page = opened(office)
    page.state()
    accounts = office.workspace.store.accounts
    accounts.change(
        replace(accounts.get("A-dewi"), coaches=("DISDIK",)), who="uji", at=office.workspace.store.last_saved()
    )
    assert page.state()["page"] == "galat"
    assert page.edit("pendamping.16", "1")["kind"] == "refused"


def test_the_queue_puts_the_longest_waiting_first(office):
    office.put(OTHER, status="Diajukan")
    from datetime import UTC, datetime, timedelta

    record = office.workspace.store.get(INNOVATION)
    office.workspace.store.save([record.change("status", "Draf")], who="uji", at=datetime.now(UTC) - timedelta(days=10))
    record = office.workspace.store.get(INNOVATION)
    office.workspace.store.save(
        [record.change("status", "Diajukan")], who="uji", at=datetime.now(UTC) - timedelta(days=9)
    )
    waiting = opened(office, record="").state()["live"]["panels"]["menunggu"]["items"]
    assert [i["text"] for i in waiting] == ["KELAS CERDAS", "ANTRE PASTI"]
    assert "menunggu 9 hari" in waiting[1]["note"]
    joko = opened(office, "joko", record="").state()["live"]["panels"]
    assert [i["text"] for i in joko["menunggu"]["items"]] == ["KELAS CERDAS"]
    assert [i["text"] for i in joko["semua"]["items"]] == ["KELAS CERDAS"]


def test_the_queue_lists_reopened_rows(office):
    accept(opened(office))
    office.put("DD-1", file="b" * 64)
    item = opened(office, record="").state()["live"]["panels"]["dibuka"]["items"][0]
    assert (item["text"], item["note"], item["href"]) == (
        "ANTRE PASTI",
        "Dinas Kesehatan · baris 16",
        f"/isi/tinjauan/{INNOVATION}",
    )


def test_a_save_of_the_unit_is_news_for_the_reviewer(office):
    page = opened(office)
    page.state()
    office.put("DD-1", title="SK baru")
    assert page.ping()["live"]["panels"]["bukti.16"]["items"][0]["text"] == "SK baru"


def test_the_full_flow_is_walked_from_the_review_each_by_whose_turn_it_is(office):
    office.set_flow("Lengkap")
    dewi, vera = opened(office), opened(office, "vera")

    def steps(page):
        return [a["args"]["to"] for a in page.state()["live"]["panels"]["status"]["actions"]]

    assert (steps(dewi), steps(vera)) == (["Dalam pendampingan", "Perlu perbaikan"], [])
    assert dewi.act("move", to="Dalam pendampingan")["ok"]
    dewi.edit("pendamping.16", "1")
    assert dewi.act("move", to="Disetujui pendamping")["ok"] is False
    dewi.edit("alasan.pendamping.16", "SK.", record=REVIEW)
    checks = next(a for a in dewi.state()["live"]["panels"]["status"]["actions"] if a["primary"])["checks"]
    assert checks[0].startswith("Belum diterima: baris 16, 17")
    assert dewi.act("move", to="Disetujui pendamping")["ok"]
    office.put(INNOVATION, status="Disahkan Kepala OPD")
    assert (steps(dewi), steps(vera)) == ([], ["Diverifikasi", "Perlu perbaikan"])
    vera.edit("verifikasi.16", "0")
    assert vera.act("move", to="Diverifikasi")["ok"] is False
    vera.edit("alasan.verifikasi.16", "Nama inovasi tidak disebut.", record=REVIEW)
    assert vera.act("move", to="Diverifikasi")["ok"]
    texts = [n["text"] for n in office.opened("siti").state()["live"]["notes"][f"{ASSESSMENT}/mandiri.16"]]
    assert texts == [
        "Skor pendamping: parameter 1. Alasan: SK.",
        "Skor verifikasi daerah: parameter 0. Alasan: Nama inovasi tidak disebut.",
    ]


def test_a_reason_is_asked_for_only_where_the_level_differs(office):
    page = opened(office)
    items = {i["name"]: i for s in page.state()["sections"] for i in s["items"] if i["kind"] == "field"}
    assert items["alasan.pendamping.16"]["relevant"] == {
        "record": ASSESSMENT,
        "field": "pendamping.16",
        "values": ["0", "1", "3"],
    }
    assert items["alasan.pendamping.18"]["relevant"]["values"] == ["-"]


def causes(page):
    return page.state()["live"]["panels"]["sebab"]["cards"]


def test_the_cause_of_the_ministrys_other_level_is_kept_after_sending_and_read_by_the_unit(office):
    office.put(INNOVATION, status="Terkirim")
    office.put(ASSESSMENT, **{"kemendagri.16": "1"})
    page = opened(office)
    assert [c["title"].partition(".")[0] for c in causes(page)] == ["16"]
    assert page.act("cause", row="16", text="SK tidak memuat nama inovasi")["ok"]
    assert causes(page)[0]["lines"] == ["Sebab: SK tidak memuat nama inovasi"]
    notes = office.opened("siti").state()["live"]["notes"][f"{ASSESSMENT}/mandiri.16"]
    assert "Skor hasil Kemendagri: parameter 1. Alasan: SK tidak memuat nama inovasi" in [n["text"] for n in notes]


def test_where_only_the_ministrys_sum_is_known_its_cause_is_asked_once(office):
    office.put(ASSESSMENT, **{"kemendagri.total": "3"})
    page = opened(office)
    assert [c["title"] for c in causes(page)] == ["Jumlah"]
    assert page.act("cause", row="total", text="Dua baris ditolak")["ok"]


def test_no_cause_is_kept_where_the_ministry_agrees(office):
    office.put(ASSESSMENT, **{"kemendagri.16": "2"})
    page = opened(office)
    assert causes(page) == []
    assert not page.act("cause", row="16", text="x")["ok"]
    assert not page.act("cause", row="total", text="x")["ok"]
