"""An edit is answered after it is kept; what may not be is refused with a sentence, and nothing is written."""

import json
from datetime import UTC, datetime

import pytest
from desk_cases import ASSESSMENT, INNOVATION, OTHER, Page

from klik_kit.core.keys import spd_key
from klik_kit.desk.spd import SpdPage
from klik_kit.widgets.form import FormWidget

SPD = spd_key("iid-2026").id
HOSTILE = {
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "templat": "{{7*7}} {% raw %} ${7*7} #{7*7}",
    "latex": r"$\input{/etc/passwd}$ \[x\]",
    "markdown": "[klik](javascript:alert(1)) `x` **tebal**",
    "emoji": "👩🏽‍⚕️ Puskesmas 🇮🇩",
    "bidi": "abc\u202edef\u2066ghi\u2069\u200b\ufeff",
    "rumus": "=HYPERLINK(\"http://x\")",
    "baris": "satu\n\tdua\n\n tiga ",
    "sql": "'; DROP TABLE history; --",
}  # fmt: skip


def test_an_edit_is_acknowledged_with_its_version_once_it_is_stored(office):
    answer = office.opened("siti").edit("mandiri.16", "2")
    assert (answer["kind"], answer["seq"], answer["record"], answer["field"], answer["version"]) == (
        "ack",
        1,
        ASSESSMENT,
        "mandiri.16",
        1,
    )
    assert office.value(ASSESSMENT, "mandiri.16") == "2"
    assert answer["at"].count(".") == 2
    assert answer["live"]["panels"]["skor"]["value"]


def test_what_is_sent_twice_is_answered_alike_and_kept_once(office):
    page = office.opened("siti")
    first = page.edit("mandiri.16", "2")
    head = office.head
    again = page.edit("mandiri.16", "2")
    other_tab = office.opened("siti").edit("mandiri.16", "2")
    for answer in (again, other_tab):
        assert (answer["kind"], answer["version"], answer["at"]) == ("ack", first["version"], first["at"])
    assert office.head == head
    assert len(office.workspace.store.history(ASSESSMENT, "mandiri.16")) == 1


def test_a_field_is_emptied_and_stays_so(office):
    page = office.opened("siti")
    version = page.edit("mandiri.16", "2")["version"]
    emptied = page.edit("mandiri.16", None, base=version)
    assert emptied["kind"] == "ack"
    assert office.value(ASSESSMENT, "mandiri.16") is None
    again = page.edit("mandiri.16", "", base=emptied["version"])
    assert again["kind"] == "ack"


def test_the_same_field_of_two_people_shows_both_values(office):
    siti, rina = office.opened("siti"), office.opened("rina")
    siti.edit("mandiri.16", "1")
    head = office.head
    answer = rina.edit("mandiri.16", "3")
    assert (answer["kind"], answer["value"], answer["who"], answer["version"]) == ("conflict", "1", "Siti Aminah", 1)
    assert "A-siti" not in json.dumps(answer)
    assert office.head == head
    chosen = rina.edit("mandiri.16", "3", base=answer["version"])
    assert chosen["kind"] == "ack"


def test_different_fields_of_two_people_both_stand_and_are_news(office):
    siti, rina = office.opened("siti"), office.opened("rina")
    siti.state(), rina.state()
    siti.edit("mandiri.16", "1")
    answer = rina.edit("mandiri.17", "2")
    assert answer["kind"] == "ack"
    assert [(c["field"], c["value"], c["who"]) for c in answer["changes"]] == [("mandiri.16", "1", "Siti Aminah")]
    news = siti.ping()
    assert news["kind"] == "pong"
    assert [(c["field"], c["value"]) for c in news["changes"]] == [("mandiri.17", "2")]
    assert siti.ping()["changes"] == []


def test_a_stale_base_is_a_conflict_even_with_oneself(office):
    page = office.opened("siti")
    page.edit("mandiri.16", "1")
    page.edit("mandiri.16", "2", base=1)
    answer = page.edit("mandiri.16", "3", base=1)
    assert (answer["kind"], answer["value"], answer["version"]) == ("conflict", "2", 2)


def test_a_stale_sequence_number_is_only_carried_along(office):
    page = office.opened("siti")
    page.say(kind="edit", seq=9, record=ASSESSMENT, field="mandiri.16", base=0, value="1")
    late = page.say(kind="edit", seq=3, record=ASSESSMENT, field="mandiri.17", base=0, value="1")
    assert (late["kind"], late["seq"]) == ("ack", 3)


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (ASSESSMENT, "mandiri.99"),
        (ASSESSMENT, "status"),
        (ASSESSMENT, "verifikasi.16"),
        (ASSESSMENT, "mandiri.total"),
        (ASSESSMENT, "@kind"),
        (ASSESSMENT, ""),
        (INNOVATION, "status"),
        (INNOVATION, "name"),
        (OTHER, "name"),
        (f"{OTHER}@iid-2026", "mandiri.16"),
        (f"{INNOVATION}@tinjauan", "pengesahan"),
        ("A-siti", "role"),
        ("akun:A-siti", "role"),
        ("daerah", "name"),
    ],
)
def test_a_field_or_record_that_is_not_on_the_page_is_refused(office, record, field):
    head = office.head
    answer = office.opened("siti").edit(field, "1", record=record)
    assert answer["kind"] == "refused"
    assert answer["message"].endswith(".")
    assert office.head == head


@pytest.mark.parametrize("login", ["kadis-lain", "dewi", "admin", "bupati", "budi"])
def test_who_may_not_fill_in_is_refused(office, login):
    head = office.head
    answer = office.opened(login).edit("mandiri.16", "1")
    assert answer["kind"] in {"refused", "failed"}
    assert answer["kind"] == "refused"
    assert office.head == head


def test_who_reads_only_is_told_so_before_typing(office):
    assert "hanya dapat dibaca" in office.opened("dewi").state()["records"][ASSESSMENT]["locked"]
    assert office.opened("siti").state()["records"][ASSESSMENT]["locked"] is None


def test_a_locked_record_is_refused_though_the_page_was_open_before(office):
    page = office.opened("siti")
    office.put(INNOVATION, status="Diajukan")
    head = office.head
    answer = page.edit("mandiri.16", "1")
    assert answer["kind"] == "refused"
    assert "dikunci" in answer["message"]
    assert office.head == head
    assert "dikunci" in page.state()["records"][ASSESSMENT]["locked"]


def test_a_lock_that_comes_between_looking_and_writing_wins(office):
    """The state is part of the save's own transaction."""
    page = office.opened("siti")
    slot = page.desk.slots[ASSESSMENT]
    old = slot.seen()
    office.put(INNOVATION, status="Diajukan")
    page.desk.slots[ASSESSMENT] = type(slot)(
        key=slot.key, form=slot.form, writable=True, lock=lambda: None, seen=lambda: old
    )
    head = office.head
    assert page.edit("mandiri.16", "1")["kind"] in {"failed", "refused"}
    assert office.head == head


def test_a_disabled_account_writes_nothing_more(office):
    page = office.opened("siti")
    office.workspace.store.accounts.disable("A-siti", who="uji", at=datetime.now(UTC))
    head = office.head
    answer = page.edit("mandiri.16", "1")
    assert answer["kind"] == "refused"
    assert "tidak aktif" in answer["message"]
    assert page.act("move", to="Diajukan")["ok"] is False
    assert office.head == head


def test_an_account_moved_to_another_unit_writes_nothing_more(office):
    from dataclasses import replace

    page = office.opened("siti")
    accounts = office.workspace.store.accounts
    accounts.change(replace(accounts.get("A-siti"), unit="DISDIK"), who="uji", at=datetime.now(UTC))
    head = office.head
    assert page.edit("mandiri.16", "1")["kind"] == "refused"
    assert office.head == head
    assert "RAHASIA-DINKES" not in json.dumps(page.say(kind="hello", id=1))
    assert "ANTRE PASTI" not in json.dumps(page.say(kind="hello", id=1))


@pytest.mark.parametrize("value", ["4", "-1", "dua", "2 ", "1; 2", "\u0662"])
def test_a_level_that_does_not_exist_is_refused(office, value):
    head = office.head
    assert office.opened("siti").edit("mandiri.16", value)["kind"] == "refused"
    assert office.head == head


@pytest.mark.parametrize(
    "content",
    [
        {"kind": "edit"},
        {"kind": "edit", "seq": 1, "record": None, "field": "x", "base": 0, "value": "1"},
        {"kind": "edit", "seq": 1, "record": ASSESSMENT, "field": ["mandiri.16"], "base": 0, "value": "1"},
        {"kind": "edit", "seq": 1, "record": ASSESSMENT, "field": "mandiri.16", "base": "0", "value": "1"},
        {"kind": "edit", "seq": 1, "record": ASSESSMENT, "field": "mandiri.16", "base": True, "value": "1"},
        {"kind": "edit", "seq": 1, "record": ASSESSMENT, "field": "mandiri.16", "base": 0, "value": 1},
        {"kind": "edit", "seq": 1, "record": ASSESSMENT, "field": "mandiri.16", "base": 0, "value": {"a": 1}},
        {"kind": "edit", "seq": 1, "record": ASSESSMENT, "field": "mandiri.16", "base": 0, "value": "x" * 300_000},
        {"kind": "act", "id": 1, "name": "__init__", "args": {}},
        {"kind": "act", "id": 1, "name": None, "args": "x"},
        {"kind": "act", "id": 1, "name": "evidence_link", "args": {"indicator": ["16"], "link": {}}},
        {"kind": "act", "id": 1, "name": "evidence_remove", "args": {"id": INNOVATION}},
        {"kind": "act", "id": 1, "name": "evidence_remove", "args": {"id": "tidak-ada"}},
    ],
)  # fmt: skip
def test_a_message_that_makes_no_sense_is_refused_in_words(office, content):
    page, head = office.opened("siti"), office.head
    answer = page.say(**content)
    assert answer["kind"] in {"refused", "acted"}
    assert answer.get("ok") is False
    assert answer["message"]
    assert "KK-" not in answer["message"]
    assert office.head == head


@pytest.mark.parametrize("content", [{}, {"kind": "method"}, {"kind": "state", "state": {}}, {"kind": ["edit"]}])
def test_what_is_no_message_of_a_page_is_passed_over(office, content):
    assert office.opened("siti").say(**content) is None


def test_synced_traits_change_nothing(office):
    page, head = office.opened("siti"), office.head
    page.widget.set_state({"_esm": "alert(1)", "mandiri.16": "3", "_counter": "x"})
    assert office.head == head
    assert page.edit("mandiri.16", "1")["kind"] == "ack"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_comes_back_as_it_was_written(office, text):
    page = Page(office.person("admin"), "spd")
    answer = page.edit("source.1", text, record=SPD)
    assert answer["kind"] == "ack", answer
    assert page.state()["records"][SPD]["answers"]["source.1"]["value"] == text
    assert Page(office.person("admin"), "spd").state()["records"][SPD]["answers"]["source.1"]["value"] == text


def test_the_longest_answer_is_kept_whole_and_a_longer_one_refused_whole(office):
    page = FormWidget(SpdPage.opened(office.person("admin"), ""))
    sent = {"kind": "edit", "seq": 1, "record": SPD, "field": "source.1", "base": 0}
    longest = "kata " * 4_000
    assert page.answer(sent | {"value": longest})["kind"] == "ack"
    assert office.value(SPD, "source.1") == longest
    for length in (20_001, 190_000, 250_001, 1_000_000):
        answer = page.answer(sent | {"base": 1, "value": "x" * length})
        assert answer["kind"] == "refused", length
    assert office.value(SPD, "source.1") == longest


@pytest.mark.parametrize("code", [0, 7, 8, 0x0B, 0x1B, 0x7F, 0x9B, 0xD800, 0xFFFE, 0xFFFF])
def test_control_characters_are_refused_not_dropped(office, code):
    head = office.head
    answer = Page(office.person("admin"), "spd").edit("source.1", f"a{chr(code)}b", record=SPD)
    assert answer["kind"] == "refused"
    assert "huruf kendali" in answer["message"]
    assert office.head == head


def test_a_busy_store_asks_to_send_again(office, monkeypatch):
    from klik_kit.errors import StoreError

    page = office.opened("siti")
    store = office.workspace.store

    def busy(*_args, **_more):
        raise StoreError("Basis data sedang dipakai.")

    monkeypatch.setattr(type(store), "save", busy)
    answer = page.edit("mandiri.16", "1")
    assert (answer["kind"], answer["seq"]) == ("failed", 1)
    monkeypatch.undo()
    assert page.edit("mandiri.16", "1")["kind"] == "ack"


def test_a_defect_shows_a_code_and_keeps_the_page_alive(office, monkeypatch, capfd):
    page = office.opened("siti")
    monkeypatch.setattr(page.desk, "edit", lambda **_: 1 / 0)
    answer = page.edit("mandiri.16", "1")
    assert answer["kind"] == "failed"
    assert "KK-" in answer["message"]
    assert "ZeroDivisionError" not in json.dumps(answer)
    monkeypatch.undo()
    assert page.edit("mandiri.16", "1")["kind"] == "ack"
