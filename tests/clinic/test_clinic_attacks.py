"""Forged messages at every page: nothing is written by whoever may not, and every answer is words."""

import json

import pytest
from desk_cases import ASSESSMENT, AT, INNOVATION
from test_clinic_session import begun, talked  # noqa: F401 - a fixture

from klik_kit.core.accounts import Account, Role
from klik_kit.pages import PAGES, page_of
from klik_kit.papers.downloads import downloaded
from klik_kit.widgets.form import FormWidget

ODD = (None, 7, True, ["x"], {"a": 1}, "", "x" * 5000, "a\x00b", "TIDAK-ADA", "../..", INNOVATION)
MINE = frozenset({"beranda", "diagnosis", "proposal", "penilaian"})
NAMES = (
    "unit",
    "id",
    "text",
    "number",
    "row",
    "level",
    "item",
    "to",
    "problems",
    "units",
    "part",
    "template",
    "innovation",
)
KEPT = (
    "inovasi",
    "penilaian",
    "tinjauan",
    "sesi",
    "tindak_lanjut",
    "kehadiran",
    "rencana_aksi",
    "uji_coba",
    "penerapan",
    "kelas_unit",
    "drum_up",
    "diagnosis",
    "skor_buta",
)
ACTS = (
    "visit", "book", "reply", "present", "begin", "agenda", "close", "reopen", "innovation", "class_start", "class_add", "class_part",
    "class_helped", "class_call", "class_answer", "new_class", "open_survey", "close_survey", "vote", "close_vote", "main", "send",
    "settle", "adopt", "accept", "move", "note", "kind", "take_steps", "use_development", "view", "tidak ada",
)  # fmt: skip


@pytest.mark.parametrize("form", PAGES)
@pytest.mark.parametrize("login", ["siti", "bupati", "dewi"])
def test_odd_messages_are_answered_in_words_and_write_nothing(office, login, form):
    page = office.opened(login, form, INNOVATION)
    head = office.head
    for value in ODD:
        for kind in ("edit", "act", "go", "file"):
            answer = page.say(
                kind=kind, record=value, field=value, base=value, value=value, name=value, args=value, href=value
            )
            assert "KK-" not in json.dumps(answer, default=repr), (kind, value, answer)
    for record in (ASSESSMENT, "INV-LAIN", "INV-LAIN@iid-2026", "daerah", "A-admin"):
        answer = page.edit("status", "Layak kirim", base=3, record=record)
        assert answer["kind"] in {"refused", "conflict"}, answer
    assert office.head == head


@pytest.mark.parametrize("form", [name for name in PAGES if name not in MINE])
@pytest.mark.parametrize("login", ["siti", "bupati"])
def test_no_act_of_the_clinic_is_done_for_others(office, login, form):
    head, page = office.head, office.opened(login, form, INNOVATION)
    for name in ACTS:
        answer = page.act(name, **dict.fromkeys(NAMES, "DINKES"))
        assert not answer["ok"], (name, answer)
        assert "KK-" not in answer["message"], (name, answer)
    assert office.head == head


@pytest.mark.parametrize("form", [name for name in PAGES if name not in MINE])
@pytest.mark.parametrize("until", [None, AT], ids=["a guest", "a guest whose time is over"])
def test_a_guest_speaker_does_no_act_of_the_clinic(office, form, until):
    account = Account(
        id="A-tamu", login="tamu", name="Tamu", role=Role.NARASUMBER, innovations=(INNOVATION,), until=until
    )
    office.workspace.store.accounts.add(account, who="uji", at=AT)
    head = office.head
    for record in ("", INNOVATION, "DINKES"):
        page = office.opened("tamu", form, record)
        for name in ACTS:
            answer = page.act(name, **dict.fromkeys(NAMES, "DINKES"))
            assert not answer["ok"], (record, name, answer)
            assert "KK-" not in answer["message"], (name, answer)
        assert page.edit("mandiri.16", "3")["kind"] == "refused"
    assert office.head == head


@pytest.mark.parametrize("form", [name for name in PAGES if name not in MINE])
def test_a_coach_of_another_unit_changes_nothing_of_this_one(office, form):
    account = Account(id="A-satu", login="satu", name="Satu", role=Role.PENDAMPING, coaches=("DISDIK",))
    office.workspace.store.accounts.add(account, who="uji", at=AT)
    before = {r.key.id: r.values() for kind in KEPT for r in office.workspace.store.list(kind, unit="DINKES")}
    for record in (INNOVATION, "DINKES", ASSESSMENT):
        page = office.opened("satu", form, record)
        for name in ACTS:
            page.act(name, **dict.fromkeys(NAMES, "DINKES") | {"id": INNOVATION, "innovation": INNOVATION})
        for field in ("pendamping.16", "verifikasi.16", "status", "name"):
            assert page.edit(field, "2", record=ASSESSMENT)["kind"] in {"refused", "conflict"}
    after = {r.key.id: r.values() for kind in KEPT for r in office.workspace.store.list(kind, unit="DINKES")}
    assert after == before


@pytest.mark.parametrize("form", PAGES)
def test_an_account_closed_meanwhile_writes_nothing_more(office, form):
    pages = [office.opened("dewi", form, record) for record in ("", INNOVATION)]
    office.workspace.store.accounts.disable("A-dewi", who="uji", at=office.workspace.store.last_saved())
    head = office.head
    for page in pages:
        for name in ACTS:
            answer = page.act(name, unit="DINKES", layanan="Coaching", keluhan="x", template="pelayanan_kesehatan")
            assert not answer["ok"], (name, answer)
        assert page.state()["page"] == "galat"
        assert page.ping()["live"] is None
    assert office.head == head


def test_going_on_keeps_the_account(office):
    person = office.person("siti")
    widget = FormWidget(
        page_of(person, "beranda", ""),
        opener=lambda name, record: page_of(person, name, record),
        files=lambda href: downloaded(person, href),
    )
    for form in PAGES:
        for record in ("INV-LAIN", "%00", "A-admin", "x" * 3000):
            answer = widget.answer({"kind": "go", "href": f"/isi/{form}/{record}"})
            assert answer["kind"] == "state", answer
            assert "RAHASIA-DISDIK" not in json.dumps(answer)
            assert answer["state"]["account"]["id"] in {"A-siti", ""}


def test_a_session_opened_again_is_closed_to_the_unit_that_reads_it(office, talked):  # noqa: F811
    coach = office.opened("dewi", "sesi", talked)
    assert coach.act("close")["ok"]
    reader = office.opened("siti", "sesi", talked)
    assert reader.state()["page"] == f"sesi-{talked}"
    assert coach.act("reopen", reason="Ralat")["ok"]
    assert coach.edit("poin.1.uraian", "RAHASIA", record=talked)["kind"] == "ack"
    news = reader.ping()
    assert news["changes"] == []
    assert news["live"] is None
    assert "RAHASIA" not in json.dumps(reader.state())


def test_levels_of_a_sent_innovation_are_not_changed_in_a_session(office):
    session = begun(office)
    page = office.opened("dewi", "sesi", session)
    assert page.act("innovation", innovation=INNOVATION)["ok"]
    assert page.edit("pendamping.16", "1", record=ASSESSMENT)["kind"] == "ack"
    office.put(INNOVATION, status="Terkirim")
    head, answer = office.head, page.edit("pendamping.16", "2", base=1, record=ASSESSMENT)
    assert (answer["kind"], office.head) == ("refused", head), answer


def test_presence_is_of_a_session_only(office):
    head = office.head
    answer = office.opened("siti", "beranda", "").act("present", id="A-admin")
    assert "KK-" not in answer["message"]
    assert office.head == head
