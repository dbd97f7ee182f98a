"""What a person reads where the store fails: a plain sentence, the next step and a code; the cause is in the log."""

import json
import re

import pytest
from desk_cases import INNOVATION, Page

from klik_kit.errors import StoreError
from klik_kit.pages import PAGES
from klik_kit.store import Store

CAUSE = "Basis data /srv/rahasia.db rusak"
OF_NO_RECORD = frozenset({"beranda", "spd", "hari_ini", "agenda_tahunan", "papan_kelas"})
STORE_WORDS = ("KK-", "Id catatan", "penyimpanan", "surrogate", "NUL")
IMPOSSIBLE = ("", "x" * 3000, "a\x00b", "\ud800", "../..", "A-admin")


@pytest.fixture
def failing(office, monkeypatch):
    """From here on the store reads nothing."""

    def fail(of: type, *names: str) -> None:
        def broken(*_args, **_more):
            raise StoreError(CAUSE)

        for name in names:
            monkeypatch.setattr(of, name, broken)

    return fail


def plain(told: str, about: object = None) -> None:
    assert told.endswith("."), (about, told)
    assert not [word for word in STORE_WORDS if word in told], (about, told)


def test_a_page_that_the_store_cannot_open_says_so_with_a_code(office, failing, capfd):
    failing(Store, "get", "list")
    for form in PAGES.keys() - OF_NO_RECORD:
        state = office.opened("dewi", form, INNOVATION).state()
        told = state["banner"]["text"]
        assert state["page"] == "galat", form
        assert "penyimpanan data sedang terganggu" in told
        assert "Mohon muat ulang" in told
        assert CAUSE not in json.dumps(state)
        log = capfd.readouterr().err
        assert re.search(r"KK-[0-9A-F]{6}", told)[0] in log
        assert CAUSE in log


def test_a_page_says_so_even_where_no_account_can_be_read(office, failing):
    failing(type(office.workspace.store.accounts), "get")
    answer = office.opened("siti", "penilaian", INNOVATION).say(kind="hello", id=1)
    assert (answer["kind"], answer["state"]["page"]) == ("state", "galat")
    assert CAUSE not in json.dumps(answer)


def test_a_refusal_that_is_for_the_person_keeps_its_words_and_needs_no_code(office, capfd):
    told = office.opened("budi", "penilaian", INNOVATION).state()["banner"]["text"]
    assert "milik unit lain" in told
    assert "KK-" not in told + capfd.readouterr().err


def test_attendance_without_a_session_says_where_to_begin(office):
    for login in ("siti", "dewi", "bupati"):
        told = office.opened(login, "hadir", "").state()["banner"]["text"]
        assert "Saya hadir" in told


def test_no_address_brings_the_stores_own_words(office, capfd):
    for form in PAGES:
        for record in IMPOSSIBLE:
            banner = office.opened("dewi", form, record).state()["banner"]
            if banner:
                plain(banner["text"], (form, record))
    assert "KK-" not in capfd.readouterr().err


def test_a_file_that_cannot_be_is_refused_in_plain_words(office):
    for login in ("siti", "dewi"):
        page = Page(office.person(login), "beranda")
        page.widget._opener = lambda *_: page.desk  # noqa: B023
        for name in ("", "x" * 5000, "%00", "%ED%A0%80", "A-admin"):
            for href in (f"/bukti/{name}", f"/unduh/{name}/profil.docx"):
                told = page.say(kind="file", href=href)
                assert told["ok"] is False
                plain(told["message"], href)


def test_a_survey_that_cannot_be_is_refused_in_plain_words(office):
    head, page = office.head, office.opened("dewi", "drum_up", "")
    for given in (*IMPOSSIBLE, None, 7, ["x"], INNOVATION):
        told = page.act("close_survey", id=given)
        assert told["ok"] is False
        plain(told["message"], given)
    assert office.head == head
