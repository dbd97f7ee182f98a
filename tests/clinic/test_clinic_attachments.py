"""Files attached to a session: whoever may, whoever reads them, and what the notula says."""

import io
from datetime import timedelta

import pytest
from desk_cases import ASSESSMENT, INNOVATION, Office
from PIL import Image
from sending_cases import PDF, Wire, pdf_of, photo, vault_of
from test_clinic_session import begun, panels

from klik_kit.core.accounts import Account, Role
from klik_kit.desk.evidence import named_files
from klik_kit.evidence import Vault

HOSTILE = "../../=1+1<img src=x onerror=alert(1)>\u202efdp.exe"
PEOPLE = (
    Account(id="A-satu", login="satu", name="Satu Unit", role=Role.PENDAMPING, coaches=("DISDIK",)),
    Account(id="A-tamu", login="tamu", name="Tamu", role=Role.NARASUMBER, innovations=(INNOVATION,)),
)


@pytest.fixture
def session(office: Office) -> str:
    for account in PEOPLE:
        office.workspace.store.accounts.add(account, who="uji", at=office.workspace.store.last_saved())
    return begun(office)


@pytest.fixture
def dewi(office, session):
    return Wire(office, "dewi", "sesi", session)


@pytest.fixture
def attached(dewi, session) -> str:
    told = dewi.send(PDF, session, "lampiran", name=HOSTILE)
    assert told["ok"], told
    return told["id"]


def shown(office, login, session):
    return office.opened(login, "sesi", session).state()["live"].get("evidence", {}).get("lampiran")


def chapter(page) -> dict | None:
    return next((card for card in panels(page)["notula"]["cards"] if card["title"] == "Lampiran"), None)


def test_an_attachment_is_shown_on_its_session_and_in_the_notula_by_name(office, session, dewi):
    assert chapter(office.opened("dewi", "sesi", session)) is None
    one = dewi.send(PDF, session, "lampiran", name="Berita acara.pdf")
    two = dewi.send(photo(), session, "lampiran", name="kegiatan.JPG", upload="kiriman-2")
    office.opened("dewi", "sesi", session).edit("lampiran.1.judul", "Rekaman", record=session)
    page = office.opened("dewi", "sesi", session)
    assert [(one["title"], one["may_remove"]) for one in shown(office, "dewi", session)] == [("Berita acara.pdf", True), ("kegiatan.jpg", True)]  # fmt: skip
    told = chapter(page)
    assert told["lines"] == ["Rekaman", "Berita acara.pdf", "kegiatan.jpg"]
    assert [link["href"] for link in told["links"]] == [f"/bukti/{one['id']}", f"/bukti/{two['id']}"]
    given = dewi.given(two["id"])
    assert Image.open(io.BytesIO(given["body"])).size == (64, 48)


def test_a_hostile_name_is_cleaned_and_stays_text(office, session, attached):
    (one,) = shown(office, "dewi", session)
    assert "/" not in one["title"]
    assert "\u202e" not in one["title"]
    assert one["title"].endswith(".pdf")


def test_others_see_an_attachment_with_their_next_news(office, session, dewi):
    page = office.opened("vera", "sesi", session)
    page.state()
    dewi.send(PDF, session, "lampiran", name="Baru.pdf")
    assert [one["title"] for one in page.ping()["live"]["evidence"]["lampiran"]] == ["Baru.pdf"]


@pytest.mark.parametrize("login", ["siti", "rina", "budi", "kadis", "bupati", "satu", "tamu", "tidak-ada"])
def test_others_attach_nothing_take_nothing_back_and_read_nothing_of_an_open_session(office, session, attached, login):
    head, files = office.head, vault_of(office)
    wire = Wire(office, login, "sesi", session)
    assert not wire.send(pdf_of(500), session, "lampiran")["ok"]
    assert not wire.act("evidence_remove", id=attached)["ok"]
    answer = wire.given(attached)
    assert answer.get("body") is None
    assert "KK-" not in answer["message"]
    assert (office.head, vault_of(office)) == (head, files)


def test_the_unit_reads_the_attachments_of_a_closed_session_and_other_units_do_not(office, session, dewi, attached):
    assert dewi.act("close")["ok"]
    for login in ("siti", "kadis", "bupati", "vera"):
        assert Wire(office, login).given(attached)["body"] == PDF, login
    for login in ("budi", "satu", "tamu"):
        assert Wire(office, login).given(attached).get("body") is None, login
    assert chapter(office.opened("siti", "sesi", session))["links"]
    assert dewi.act("reopen", reason="Ralat")["ok"]
    assert Wire(office, "siti").given(attached).get("body") is None


def test_a_session_that_is_over_takes_and_gives_up_no_attachment(office, session, dewi, attached):
    dewi.begin(session, "lampiran", len(PDF), "kiriman-2")
    dewi.say("part", "kiriman-2", PDF, at=0)
    assert dewi.act("close")["ok"]
    head = office.head
    late = dewi.say("end", "kiriman-2", name="Susulan.pdf")
    assert "ditutup" in late["message"]
    assert not dewi.send(PDF, session, "lampiran", upload="kiriman-3")["ok"]
    assert not dewi.act("evidence_remove", id=attached)["ok"]
    assert office.head == head
    assert [one["may_remove"] for one in shown(office, "dewi", session)] == [False]


def test_closing_in_another_tab_between_check_and_note_keeps_the_attachment_out(office, session, dewi, monkeypatch):
    save = type(office.workspace.store).save

    def closed_first(store, changes, **more):
        monkeypatch.setattr(type(store), "save", save)
        office.put(session, state="Selesai")
        return store.save(changes, **more)

    dewi.begin(session, "lampiran", len(PDF))
    dewi.say("part", body=PDF, at=0)
    monkeypatch.setattr(type(office.workspace.store), "save", closed_first)
    told = dewi.say("end", name="Susulan.pdf")
    assert (told["ok"], "baru saja berubah" in told["message"]) == (False, True)
    assert office.workspace.store.list("lampiran") == ()


def test_what_is_taken_back_is_not_shown_or_given_and_its_file_is_not_swept(office, session, dewi, attached):
    vault = Vault(office.workspace.folder / "bukti")
    assert dewi.act("evidence_remove", id=attached)["ok"]
    assert shown(office, "dewi", session) == []
    assert chapter(office.opened("dewi", "sesi", session)) is None
    assert dewi.given(attached).get("body") is None
    late = office.workspace.store.last_saved() + timedelta(days=900)
    assert vault.sweep(lambda: named_files(office.workspace), now=late.timestamp()) == 0


def test_only_attachments_of_this_session_are_taken_back(office, session, dewi, attached):
    other = begun(office, complaint="Lain")
    head = office.head
    for forged in (attached, session, INNOVATION, "A-dewi", "", "x" * 5000, None, ["x"]):
        answer = Wire(office, "dewi", "sesi", other).act("evidence_remove", id=forged)
        assert not answer["ok"]
        assert "KK-" not in answer["message"]
    assert office.head == head


def test_an_attachment_is_no_evidence(office, session, dewi, attached):
    assert office.workspace.store.list("data_dukung") == ()
    assert dewi.act("innovation", innovation=INNOVATION)["ok"]
    state = office.opened("dewi", "sesi", session).state()
    assert "Belum ada data dukung" in state["live"]["messages"][f"{ASSESSMENT}/pendamping.16"][0]["text"]


def test_only_photos_and_pdf_are_attached(office, session, dewi):
    for at, body in enumerate(
        (b"PK\x03\x04" + b"\0" * 90, b"\x00\x00\x00\x18ftypisom" + b"\0" * 90, b"<svg onload=x>")
    ):
        told = dewi.send(body, session, "lampiran", upload=f"kiriman-{at}")
        assert not told["ok"]
        assert "Yang diterima di sini: PDF, foto JPG, dan gambar PNG" in told["message"] or "tidak utuh" in told["message"]  # fmt: skip


def test_the_place_of_attachments_is_drawn_after_the_links_for_the_clinic_alone(office, session, dewi):
    (section,) = (s for s in office.opened("dewi", "sesi", session).state()["sections"] if s["id"] == "hasil")
    names = [item.get("name") or item.get("indicator") for item in section["items"]]
    assert names[names.index("lampiran") + 1] == "lampiran"
    dewi.act("close")
    reader = office.opened("siti", "sesi", session).state()
    assert [item["kind"] for s in reader["sections"] for item in s["items"]] == ["panel", "panel"]
