"""Blind scores: one's own alone until finished, then the differences, the agreement and the settled level."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from desk_cases import ASSESSMENT, INNOVATION

from klik_kit.core.records import Change

ROWS = [str(n) for n in range(16, 36)]
REVIEW = f"{ASSESSMENT}@tinjauan"


def own(login):
    return f"{ASSESSMENT}@buta@A-{login}"


def opened(office, login="dewi", record=INNOVATION):
    return office.opened(login, "skor_buta", record)


def score(office, login, level="2", **others):
    page, person = opened(office, login), office.person(login)
    key = page.desk.own
    changes = [Change(record=key, field=f"parameter.{row}", value=others.get(f"r{row}", level), base=0) for row in ROWS]
    office.workspace.store.save(changes, who=person.signature, at=datetime.now(UTC))
    return page


def finished(office, login, level="2", **others):
    page = score(office, login, level, **others)
    assert page.act("finish")["ok"]
    return page


def test_nobody_reads_others_levels_before_finishing(office):
    finished(office, "sari", "3")
    page = score(office, "dewi", "1")
    state = page.state()
    assert list(state["records"]) == [own("dewi")]
    assert not {"beda", "bahas", "persen"} & state["live"]["panels"].keys()
    assert '"3"' not in json.dumps(state["live"])
    assert "Sari Utama: selesai." in state["live"]["panels"]["selesai"]["cards"][0]["lines"]
    assert page.act("settle", row="16", level="3", reason="x")["ok"] is False
    assert page.act("adopt")["ok"] is False


def test_neither_the_units_level_is_shown(office):
    panels = opened(office).state()["live"]["panels"]
    assert "Unit memilih" not in json.dumps(panels)
    assert panels["bukti.16"]["items"][0]["text"] == "SK Bupati"


def test_news_of_others_scores_reach_no_one_who_still_scores(office):
    page = score(office, "dewi", "1")
    page.state()
    finished(office, "sari", "3")
    news = page.ping()
    assert (news["changes"], news["live"]) == ([], None)


def test_all_rows_are_scored_before_finishing(office):
    page = opened(office)
    page.edit("parameter.16", "0", record=own("dewi"))
    answer = page.act("finish")
    assert answer["ok"] is False
    assert "17, 18" in answer["message"]
    assert office.value(own("dewi"), "selesai") is None


def test_a_finished_score_is_locked_and_its_reopening_is_told(office):
    page = finished(office, "dewi")
    assert page.edit("parameter.16", "3", base=1, record=own("dewi"))["kind"] == "refused"
    assert page.act("reopen")["ok"]
    assert page.edit("parameter.16", "3", base=1, record=own("dewi"))["kind"] == "ack"
    texts = [i["text"] for i in office.opened("sari", "tinjauan").state()["live"]["panels"]["riwayat"]["items"]]
    assert texts[:2] == ["Skor buta dibuka kembali", "Skor buta diselesaikan"]


def test_nobody_writes_into_anothers_record(office):
    page = opened(office)
    finished(office, "sari")
    head = office.head
    assert page.edit("parameter.16", "1", base=1, record=own("sari"))["kind"] == "refused"
    assert office.head == head


def test_after_finishing_the_differences_and_the_agreement_are_listed(office):
    finished(office, "sari", "2", r16="3", r17="1")
    page = finished(office, "dewi", "2")
    panels = page.state()["live"]["panels"]
    assert panels["beda"]["title"] == "Berbeda pada 2 dari 20 baris"
    assert panels["beda"]["columns"][1:3] == ["Dewi Lestari", "Sari Utama"]
    assert [row[1:3] for row in panels["beda"]["rows"]] == [["2", "3"], ["2", "1"]]
    shares = {row[0].partition(".")[0]: row[1] for row in panels["persen"]["rows"]}
    assert (shares["16"], shares["18"], shares["Semua baris"]) == ("0%", "100%", "90%")


def test_the_agreement_is_of_the_levels_as_first_finished(office):
    finished(office, "sari", "2", r16="3")
    page = finished(office, "dewi", "2")
    page.act("reopen")
    page.edit("parameter.16", "3", base=1, record=own("dewi"))
    page.act("finish")
    panels = page.state()["live"]["panels"]
    assert panels["beda"]["title"] == "Berbeda pada 0 dari 20 baris"
    assert panels["persen"]["rows"][0][1] == "0%"


def test_who_still_scores_is_not_told_the_agreement_on_that_innovation(office):
    finished(office, "sari", "3")
    finished(office, "vera", "3")
    assert "Belum ada" not in json.dumps(opened(office, "admin", "").state()["live"]["panels"]["persen"])
    score(office, "dewi", "1")
    assert opened(office, "dewi", "").state()["live"]["panels"]["persen"]["type"] == "text"


def test_a_settled_level_is_the_coaches_score_with_its_reason(office):
    finished(office, "sari", "2", r16="3")
    page = finished(office, "dewi", "2")
    assert page.act("settle", row="16", level="3", reason="")["ok"] is False
    assert page.act("settle", row="16", level="3", reason="Perda ada.")["ok"]
    assert office.value(ASSESSMENT, "pendamping.16") == "3"
    assert office.value(REVIEW, "rekonsiliasi.16") == "Perda ada."
    assert office.value(REVIEW, "alasan.pendamping.16") == "Perda ada."
    notes = office.opened("siti").state()["live"]["notes"][f"{ASSESSMENT}/mandiri.16"]
    assert notes[0]["text"] == "Skor pendamping: parameter 3. Alasan: Perda ada."
    assert page.state()["live"]["panels"]["beda"]["rows"][0][3:] == ["3", "Perda ada."]


@pytest.mark.parametrize(
    "args", [{"row": "99", "level": "1"}, {"row": "16", "level": "4"}, {"row": "16", "level": "None"}]
)
def test_what_is_no_level_is_not_settled(office, args):
    finished(office, "sari")
    page = finished(office, "dewi")
    head = office.head
    assert page.act("settle", reason="x", **args)["ok"] is False
    assert office.head == head


def test_the_rows_all_agree_on_are_taken_over_at_once(office):
    finished(office, "sari", "2", r16="3")
    page = finished(office, "dewi", "2")
    assert page.act("adopt")["message"] == "19 baris yang sama dicatat sebagai skor pendamping."
    assert office.value(ASSESSMENT, "pendamping.17") == "2"
    assert office.value(ASSESSMENT, "pendamping.16") is None


def test_one_alone_is_compared_with_nobody(office):
    page = finished(office, "dewi")
    assert page.state()["live"]["panels"]["beda"]["text"] == "Menunggu skor orang kedua selesai."
    assert page.act("adopt")["ok"] is False


@pytest.mark.parametrize("login", ["siti", "kadis", "bupati", "nara", "joko"])
def test_others_are_refused(office, login):
    assert opened(office, login).state()["page"] == "galat"
    assert opened(office, login, "").state()["page"] == ("skor_buta" if login == "joko" else "galat")


def test_the_list_tells_how_many_finished_and_hides_other_units(office):
    finished(office, "sari")
    score(office, "dewi")
    items = opened(office, "dewi", "").state()["live"]["panels"]["dimulai"]["items"]
    assert [(i["text"], i["tag"]) for i in items] == [("ANTRE PASTI", "1 dari 2 selesai")]
    assert opened(office, "joko", "").state()["live"]["panels"]["dimulai"]["items"] == []


def test_who_lost_the_unit_while_the_page_stood_does_nothing_more(office):
    finished(office, "sari")
    page = finished(office, "dewi")
    accounts = office.workspace.store.accounts
    accounts.change(replace(accounts.get("A-dewi"), coaches=("DISDIK",)), who="uji", at=datetime.now(UTC))
    head = office.head
    for name in ("reopen", "finish", "adopt"):
        assert page.act(name)["ok"] is False
    assert page.act("settle", row="16", level="1", reason="x")["ok"] is False
    assert office.head == head
