"""Files that come over a notebook's own wire: whole or not at all, and only where they may."""

import hashlib
import os
import time

import pytest
from desk_cases import INNOVATION, OTHER
from sending_cases import PART, PDF, Wire, pdf_of, photo, vault_of

from klik_kit.desk import receiving
from klik_kit.errors import StoreError

VAULT = receiving.Vault
WHOLE = pdf_of(3 * PART + 17)


@pytest.fixture
def siti(office):
    return Wire(office, "siti", "penilaian", INNOVATION)


@pytest.fixture
def unchanged(office):
    """Whatever the test sends: neither a file nor a note of it stays."""
    before = office.head, vault_of(office)
    yield
    assert (office.head, vault_of(office)) == before


def documents(office, kind="data_dukung"):
    return [r.values() for r in office.workspace.store.list(kind)]


def test_evidence_comes_in_parts_and_is_given_back_whole(office, siti):
    told = siti.send(WHOLE, INNOVATION, "16", name="../SK Bupati.pdf", number="188/1/2025", date="2025-01-05")
    assert (told["kind"], told["upload"], told["ok"], told["done"]) == ("uploaded", "kiriman-1", True, True)
    (values,) = documents(office)
    assert (values["name"], values["number"], values["date"]) == ("SK Bupati.pdf", "188/1/2025", "2025-01-05")
    assert vault_of(office) == {hashlib.sha256(WHOLE).hexdigest()}
    given = siti.given(told["id"])
    assert (given["name"], given["body"]) == ("SK Bupati.pdf", WHOLE)


def test_a_page_says_that_its_wire_takes_files_and_how_large(siti, office):
    assert siti.widget.answer({"kind": "hello", "id": 1})["state"]["upload_limit"] == 10 * 1024 * 1024
    assert "upload_limit" not in office.opened("siti").state()


def test_a_widget_without_a_receiver_takes_no_file(office):
    assert office.opened("siti").say(kind="upload", upload="kiriman-1", step="begin") is None


def test_a_part_that_is_sent_twice_is_taken_once(office, siti):
    assert siti.begin(INNOVATION, "16", len(WHOLE))["at"] == 0
    for at in range(0, len(WHOLE), PART):
        part = WHOLE[at : at + PART]
        for _ in range(2):
            assert siti.say("part", body=part, at=at)["at"] == at + len(part)
        assert siti.begin(INNOVATION, "16", len(WHOLE))["at"] == at + len(part)
    first, second = (siti.say("end", name="SK.pdf") for _ in range(2))
    assert first == second
    assert len(documents(office)) == 1
    assert siti.given(first["id"])["body"] == WHOLE


def test_a_part_that_was_lost_is_asked_for_again(siti, office):
    siti.begin(INNOVATION, "16", len(WHOLE))
    assert siti.say("part", body=WHOLE[PART : 2 * PART], at=PART) == {"kind": "uploaded", "upload": "kiriman-1", "ok": True, "at": 0}  # fmt: skip
    assert siti.say("end", name="SK.pdf")["at"] == 0
    assert documents(office) == []
    assert siti.send(WHOLE, INNOVATION, "16")["ok"]


def test_a_kernel_that_knows_nothing_of_a_sending_has_it_begin_anew(siti, unchanged):
    assert siti.say("part", body=WHOLE[:PART], at=0)["lost"]
    assert siti.say("end", name="SK.pdf")["lost"]
    assert siti.say("stop")["lost"]


def test_what_is_stopped_leaves_nothing(siti, unchanged):
    siti.begin(INNOVATION, "16", len(WHOLE))
    siti.say("part", body=WHOLE[:PART], at=0)
    told = siti.say("stop")
    assert (told["ok"], told["done"]) == (False, True)
    assert siti.say("part", body=WHOLE[:PART], at=0) == told


@pytest.mark.parametrize("size", [0, -1, 10 * 1024 * 1024 + 1, True, "9", None, 1.5, 10**30])
def test_a_size_that_cannot_be_is_refused(siti, unchanged, size):
    told = siti.begin(INNOVATION, "16", size)
    assert not told["ok"]
    assert "KK-" not in told["message"]


def test_more_than_was_announced_is_not_kept(siti, unchanged):
    siti.begin(INNOVATION, "16", 10)
    siti.say("part", body=PDF, at=0)
    for _ in range(3):
        assert siti.say("end", name="SK.pdf").get("done") is not True
    siti.say("stop")


def test_what_passes_the_limit_on_its_way_is_stopped_there(siti, unchanged, monkeypatch):
    monkeypatch.setattr(receiving, "Vault", lambda folder: VAULT(folder, limit=PART + 5))
    siti.begin(INNOVATION, "16", PART)
    siti.say("part", body=b"x" * PART, at=0)
    told = siti.say("part", body=b"x" * 6, at=PART)
    assert (told["ok"], told["done"]) == (False, True)
    assert "batasnya" in told["message"]


@pytest.mark.parametrize("body", [b"", b"x" * (receiving.MOST_PART + 1), None])
def test_a_part_that_cannot_be_ends_the_sending(siti, unchanged, body):
    siti.begin(INNOVATION, "16", 5_000_000)
    assert siti.say("part", body=body, at=0)["done"]


@pytest.mark.parametrize(
    ("record", "place"),
    [
        (OTHER, "16"), (INNOVATION, "99"), (INNOVATION, "pengesahan"), (INNOVATION, "lampiran"), ("TIDAK-ADA", "16"), ("x" * 5000, "16"),
        ("", "16"), (f"{INNOVATION}@iid-2026", "16"), (INNOVATION, "x" * 5000), ("../..", "16"), (None, "16"), (INNOVATION, 16), ("a\x00b", "16"),
    ],
)  # fmt: skip
def test_a_place_that_is_not_ones_own_takes_nothing(siti, unchanged, record, place):
    told = siti.begin(record, place, len(PDF))
    assert not told["ok"]
    assert "KK-" not in told["message"]
    assert siti.say("part", body=PDF, at=0)["lost"]


@pytest.mark.parametrize("login", ["budi", "dewi", "vera", "admin", "bupati", "tidak-ada"])
def test_others_add_no_evidence(office, unchanged, login):
    assert not Wire(office, login, "penilaian", INNOVATION).send(PDF, INNOVATION, "16")["ok"]


@pytest.mark.parametrize("upload", [None, 7, "", "x", "x" * 65, ["kiriman-1"], {"a": 1}])
@pytest.mark.parametrize("step", ["begin", "part", "end", "stop", None, 5])
def test_a_message_that_is_none_is_answered_in_words(siti, unchanged, upload, step):
    told = siti.say(step, upload, b"x", record=INNOVATION, place="16", size=5, at=0)
    assert not told["ok"]
    assert "KK-" not in told["message"]


def test_what_is_no_document_is_refused_by_its_content(siti, unchanged):
    for at, body in enumerate((b"<html><script>alert(1)</script>", b"MZ" + b"\0" * 200, b"PK\x03\x04" + b"\0" * 200)):
        told = siti.send(body, INNOVATION, "16", name="SK.pdf", upload=f"kiriman-{at}")
        assert not told["ok"]
        assert "tampaknya" in told["message"]


def test_several_photos_become_one_pdf(siti):
    parts = [photo("teal"), photo("red")]
    told = siti.send(b"".join(parts), INNOVATION, "16", name="Foto.jpg", parts=list(map(len, parts)))
    assert siti.given(told["id"])["body"].count(b"/Subtype /Image") == 2


@pytest.mark.parametrize("parts", [[1, 2], ["5"], [True, 3], [-1, 3], [10**30, 1], [1] * 99])
def test_photos_that_do_not_add_up_are_refused(siti, unchanged, parts):
    told = siti.send(photo(), INNOVATION, "16", name="Foto.jpg", parts=parts)
    assert not told["ok"]
    assert "KK-" not in told["message"]


def test_what_was_sent_meanwhile_takes_no_more(office, siti):
    siti.begin(INNOVATION, "16", len(PDF))
    siti.say("part", body=PDF, at=0)
    office.put(INNOVATION, status="Diajukan")
    head = office.head
    assert not siti.say("end", name="SK.pdf")["ok"]
    assert (office.head, vault_of(office)) == (head, set())


def test_an_account_closed_meanwhile_adds_nothing(office, siti):
    siti.begin(INNOVATION, "16", len(PDF))
    siti.say("part", body=PDF, at=0)
    office.workspace.store.accounts.disable("A-siti", who="uji", at=office.workspace.store.last_saved())
    head = office.head
    told = siti.say("end", name="SK.pdf")
    assert not told["ok"]
    assert "tidak aktif" in told["message"]
    assert (office.head, vault_of(office)) == (head, set())


def test_two_tabs_send_at_once_and_neither_takes_the_others_part(office, siti):
    bodies = {"kiriman-a": WHOLE, "kiriman-b": pdf_of(2 * PART)}
    for upload, body in bodies.items():
        siti.begin(INNOVATION, "16", len(body), upload)
    for at in range(0, len(WHOLE), PART):
        for upload, body in bodies.items():
            if at < len(body):
                siti.say("part", upload, body[at : at + PART], at=at)
    made = {upload: siti.say("end", upload, name="SK.pdf")["id"] for upload in bodies}
    assert {upload: siti.given(made[upload])["body"] for upload in bodies} == bodies


def test_only_a_few_files_are_on_their_way_and_idle_ones_are_forgotten(siti, monkeypatch, unchanged):
    for number in range(receiving.MOST_OPEN):
        assert siti.begin(INNOVATION, "16", 500, f"kiriman-{number}")["ok"]
    assert "unggahan lain" in siti.begin(INNOVATION, "16", 500, "kiriman-lain")["message"]
    now = time.monotonic()
    monkeypatch.setattr(receiving.time, "monotonic", lambda: now + 3600)
    assert siti.begin(INNOVATION, "16", 500, "kiriman-lain")["ok"]
    assert siti.say("part", "kiriman-0", b"x", at=0)["lost"]
    siti.say("stop", "kiriman-lain")


def test_what_a_killed_kernel_left_is_cleared_away_by_a_later_sending(office, siti):
    siti.begin(INNOVATION, "16", len(PDF))
    (left,) = (office.workspace.folder / "bukti").glob(".masuk-*")
    os.utime(left, (time.time() - 7200,) * 2)
    again = Wire(office, "siti", "penilaian", INNOVATION)
    assert again.send(PDF, INNOVATION, "16")["ok"]
    assert vault_of(office) == {hashlib.sha256(PDF).hexdigest()}


def test_a_store_that_fails_is_told_with_a_code_and_its_own_words_go_to_the_log(office, siti, monkeypatch, capfd):
    def broken(*_args, **_more):
        raise StoreError("RAHASIA: /srv/klik.db rusak")

    monkeypatch.setattr(type(office.workspace.store), "save", broken)
    told = siti.send(PDF, INNOVATION, "16")
    assert not told["ok"]
    assert "RAHASIA" not in told["message"]
    code = told["message"].rpartition("kode ")[2].rstrip(").")
    log = capfd.readouterr().err
    assert code.startswith("KK-")
    assert code in log
    assert "RAHASIA" in log
