"""Ajukan, returns with reasons, sign-off, and who may do each."""

import pytest
from desk_cases import ASSESSMENT, INNOVATION

from klik_kit.desk.moving import move, sign
from klik_kit.errors import AccessError, ConflictError


def buttons(page):
    return [(a["name"], a["args"].get("to")) for a in page.state()["live"]["panels"]["ajukan"]["actions"]]


def test_sending_asks_first_and_locks(office):
    page = office.opened("siti")
    action = page.state()["live"]["panels"]["ajukan"]["actions"][0]
    assert (action["name"], action["label"]) == ("move", "Ajukan")
    assert "dikunci" in action["confirm"]
    assert "Pengesahan Kepala OPD belum diunggah." in action["checks"]
    done = page.act(action["name"], **action["args"])
    assert done["ok"], done
    assert office.value(INNOVATION, "status") == "Diajukan"
    assert "dikunci" in done["state"]["records"][ASSESSMENT]["locked"]
    assert page.edit("mandiri.16", "1")["kind"] == "refused"
    assert buttons(page) == []


def test_what_nobody_could_review_is_not_sent(office):
    office.put(INNOVATION, urusan=None)
    head = office.head
    answer = office.opened("siti").act("move", to="Diajukan")
    assert answer["ok"] is False
    assert "Urusan utama" in answer["message"]
    assert office.head == head


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_a_return_needs_its_reason(office, reason):
    office.put(INNOVATION, status="Diajukan")
    head = office.head
    answer = office.opened("dewi").act("move", to="Perlu perbaikan", reason=reason)
    assert answer["ok"] is False
    assert "Alasan wajib diisi" in answer["message"]
    assert office.head == head


def test_a_return_opens_the_record_and_shows_its_reason(office):
    siti = office.opened("siti")
    siti.act("move", to="Diajukan")
    done = office.opened("dewi").act("move", to="Perlu perbaikan", reason="SK belum ada <i>stempel</i>.")
    assert done["ok"], done
    home = office.opened("siti", "beranda", "").state()["live"]["panels"]["inovasi"]["cards"][0]
    assert "Perlu perbaikan: SK belum ada <i>stempel</i>." in home["lines"]
    assert siti.edit("mandiri.16", "1")["kind"] == "ack"
    assert ("move", "Diajukan") in buttons(siti)


@pytest.mark.parametrize("login", ["siti", "rina", "kadis", "budi", "bupati"])
@pytest.mark.parametrize("to", ["Layak kirim", "Perlu perbaikan", "Terkirim", "Diterima", "Draf", "tidak-ada", ""])
def test_a_unit_moves_nothing_that_is_the_clinics(office, login, to):
    office.put(INNOVATION, status="Diajukan")
    head = office.head
    answer = office.opened(login).act("move", to=to, reason="x")
    assert answer["ok"] is False
    assert office.head == head


def test_the_clinic_sends_nothing_in_the_units_name(office):
    head = office.head
    for login in ("dewi", "admin", "bupati", "budi"):
        assert office.opened(login).act("move", to="Diajukan")["ok"] is False
    assert office.head == head


def test_two_who_move_at_once_do_not_overwrite_each_other(office):
    office.put(INNOVATION, status="Diajukan")
    dewi, admin = office.person("dewi"), office.person("admin")
    seen = office.workspace.store.get(INNOVATION)
    move(dewi, seen, to="Layak kirim")
    with pytest.raises(ConflictError):
        move(admin, seen, to="Perlu perbaikan", reason="Belum lengkap")
    assert office.value(INNOVATION, "status") == "Layak kirim"
    assert office.value(f"{INNOVATION}@tinjauan", "alasan") is None


def test_only_the_head_signs(office):
    record = office.workspace.store.get(INNOVATION)
    for login in ("siti", "budi", "dewi", "admin"):
        with pytest.raises(AccessError):
            sign(office.person(login), record, file="DD-1")
    sign(office.person("kadis"), record, file="DD-1")
    assert office.value(f"{INNOVATION}@tinjauan", "pengesahan") == "DD-1"
    action = office.opened("siti").state()["live"]["panels"]["ajukan"]["actions"][0]
    assert not any("Pengesahan" in text for text in action["checks"])


def test_the_whole_way_and_back_again(office):
    steps = (
        ("siti", "Diajukan", ""), ("dewi", "Perlu perbaikan", "Lengkapi."), ("siti", "Diajukan", ""), ("dewi", "Layak kirim", ""),
        ("admin", "Terkirim", ""), ("admin", "Diterima", ""), ("siti", "Draf", "Diperluas."),
    )  # fmt: skip
    for login, to, reason in steps:
        assert office.opened(login).act("move", to=to, reason=reason)["ok"], (login, to)
        assert office.value(INNOVATION, "status") == to
    assert office.value(INNOVATION, "development_note") == "Diperluas."
    whos = [entry.who.partition(" [")[0] for entry in office.workspace.store.history(INNOVATION, "status")]
    assert whos == [
        "uji",
        "Siti Aminah",
        "Dewi Lestari",
        "Siti Aminah",
        "Dewi Lestari",
        "Admin Klinik",
        "Admin Klinik",
        "Siti Aminah",
    ]


@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "x" * 30_000], ids=["nul", "esc", "long"])
def test_reasons_and_notes_that_cannot_be_kept_are_refused(office, text):
    office.put(INNOVATION, status="Diajukan")
    page, head = office.opened("dewi"), office.head
    for name, args in (
        ("move", {"to": "Perlu perbaikan", "reason": text}),
        ("note", {"field": "mandiri.16", "text": text}),
    ):
        answer = page.act(name, **args)
        assert answer["ok"] is False, name
        assert "KK-" not in answer["message"]
    assert office.head == head


@pytest.mark.parametrize("field", ["tidak.ada", "status", "a\x00b", "pengesahan"])
def test_a_note_stands_beside_a_field_that_exists(office, field):
    assert office.opened("dewi").act("note", field="mandiri.16", text="Boleh sebelum diisi.")["ok"]
    head = office.head
    answer = office.opened("dewi").act("note", field=field, text="x")
    assert answer["ok"] is False
    assert "KK-" not in answer["message"]
    assert office.head == head
