"""The full flow: every state by the person who may, the head's sign-off, and a flow that changes meanwhile."""

import json

import pytest
from desk_cases import ASSESSMENT, AT, INNOVATION

from klik_kit.core.records import Change, RecordKey
from klik_kit.core.review import State
from klik_kit.desk import moving
from klik_kit.desk.evidence import demand_place, link_evidence, remove_evidence
from klik_kit.desk.moving import move, sign
from klik_kit.errors import AccessError, ConflictError, KlikError

REVIEW = f"{INNOVATION}@tinjauan"
WAY = (
    ("siti", "Diajukan", ""),
    ("dewi", "Dalam pendampingan", ""),
    ("dewi", "Perlu perbaikan", "Lengkapi SK."),
    ("rina", "Diajukan", ""),
    ("dewi", "Dalam pendampingan", ""),
    ("dewi", "Disetujui pendamping", ""),
    ("kadis", "Disahkan Kepala OPD", ""),
    ("vera", "Diverifikasi", ""),
    ("vera", "Layak kirim", ""),
    ("admin", "Terkirim", ""),
    ("admin", "Tidak diterima", "Di luar jendela."),
    ("admin", "Diarsipkan", ""),
    ("siti", "Draf", "Diperluas ke 12 puskesmas."),
)


@pytest.fixture
def full(office):
    office.set_flow("Lengkap")
    return office


def scanned(office, name="DD-SAH"):
    """A signed scan as an upload leaves it."""
    key = RecordKey(id=name, kind="data_dukung", unit="DINKES", parent=INNOVATION)
    values = {"indicator": "pengesahan", "title": "Lembar", "file": "a" * 64, "name": "lembar.pdf", "size": "9"}
    office.workspace.store.save(
        [Change(record=key, field=n, value=v, base=0) for n, v in values.items()], who="uji", at=AT
    )
    sign(office.person("kadis"), office.workspace.store.get(INNOVATION), file=name)


def labels(office, login, record=INNOVATION):
    return [a["label"] for a in office.opened(login, "proposal", record).state()["live"]["panels"]["ajukan"]["actions"]]


def sign_off(office, login):
    return office.opened(login, "proposal").state()["live"]["panels"]["pengesahan"]["text"]


def place(office, login):
    sections = office.opened(login, "proposal").state()["sections"]
    items = next(s for s in sections if s["id"] == "ajukan")["items"]
    return [i for i in items if i["kind"] == "evidence"]


def waiting(office, login):
    panel = office.opened(login, "beranda", "").state()["live"]["panels"].get("periksa")
    return None if panel is None else [(item["href"].rpartition("/")[2], item["tag"]) for item in panel["items"]]


def test_the_whole_way_by_the_persons_who_may(full):
    for login, to, reason in WAY:
        if to == "Disahkan Kepala OPD":
            scanned(full)
        done = full.opened(login, "proposal").act("move", to=to, reason=reason)
        assert done["ok"], (login, to, done)
        assert full.value(INNOVATION, "status") == to
    assert {to for _, to, _ in WAY} == set(State) - {State.ACCEPTED}


def test_what_was_accepted_may_come_again_too(full):
    full.put(INNOVATION, status="Terkirim")
    assert full.opened("vera").act("move", to="Diterima")["ok"]
    assert full.opened("siti").act("move", to="Draf", reason="")["ok"] is False
    assert full.opened("siti").act("move", to="Draf", reason="Dikembangkan.")["ok"]


@pytest.mark.parametrize("step", range(len(WAY)), ids=[to for _, to, _ in WAY])
def test_nobody_else_takes_a_step(full, step):
    login, to, _ = WAY[step]
    full.put(INNOVATION, status=WAY[step - 1][1] if step else "Draf")
    may = {
        "Diajukan": {"siti", "rina", "kadis"}, "Dalam pendampingan": {"dewi", "admin"}, "Perlu perbaikan": {"dewi", "admin"},
        "Disetujui pendamping": {"dewi", "admin"}, "Disahkan Kepala OPD": {"kadis"}, "Diverifikasi": {"vera", "admin"},
        "Layak kirim": {"vera", "admin"}, "Terkirim": {"siti", "rina", "kadis", "dewi", "vera", "admin"}, "Tidak diterima": {"dewi", "vera", "admin"},
        "Diarsipkan": {"admin"}, "Draf": {"siti", "rina", "kadis"},
    }[to]  # fmt: skip
    everybody = {"siti", "rina", "budi", "kadis", "dewi", "vera", "admin", "bupati"}
    assert login in may
    head = full.head
    for other in everybody - may:
        assert full.opened(other, "proposal").act("move", to=to, reason="x")["ok"] is False, other
    assert full.head == head


def test_the_short_flow_stays_the_default(office):
    office.put(INNOVATION, status="Diajukan")
    assert labels(office, "dewi")[:2] == ["Nyatakan layak kirim", "Kembalikan untuk diperbaiki"]
    assert office.opened("dewi").act("move", to="Dalam pendampingan")["ok"] is False


# the sign-off


def test_the_head_signs_nothing_without_the_signed_scan(full):
    full.put(INNOVATION, status="Disetujui pendamping")
    head = full.head
    answer = full.opened("kadis", "proposal").act("move", to="Disahkan Kepala OPD")
    assert answer["ok"] is False
    assert "lembar pengesahan" in answer["message"]
    assert full.head == head


def test_each_sees_whose_turn_the_sign_off_is(full):
    full.put(INNOVATION, status="Disetujui pendamping")
    assert sign_off(full, "siti") == sign_off(full, "dewi") == "Menunggu pengesahan Kepala OPD."
    assert sign_off(full, "kadis").startswith("Menunggu pengesahan Bapak/Ibu")
    assert labels(full, "kadis") == ["Sahkan", "Kembalikan untuk diperbaiki"]
    assert [i["always"] for i in place(full, "kadis")] == [True]
    assert place(full, "siti") == place(full, "dewi") == []
    scanned(full)
    assert "Pilih Sahkan" in sign_off(full, "kadis")
    assert full.opened("kadis", "proposal").act("move", to="Disahkan Kepala OPD")["ok"]
    for login in ("siti", "kadis", "vera"):
        assert sign_off(full, login).startswith("Disahkan Hasan Basri pada "), login
        links = full.opened(login, "proposal").state()["live"]["panels"]["unduh"]["links"]
        assert ("/bukti/DD-SAH", True) in [(link["href"], link["download"]) for link in links]
    assert place(full, "kadis") == []


def test_what_waits_stands_on_the_page_of_whose_turn_it_is(full):
    for state, logins in (
        ("Diajukan", {"dewi", "admin"}), ("Dalam pendampingan", {"dewi", "admin"}), ("Disetujui pendamping", {"kadis"}),
        ("Disahkan Kepala OPD", {"vera", "admin"}), ("Diverifikasi", {"vera", "admin"}), ("Layak kirim", set()),
    ):  # fmt: skip
        full.put(INNOVATION, status=state)
        seen = {login for login in ("kadis", "dewi", "vera", "admin") if waiting(full, login) == [(INNOVATION, state)]}
        assert seen == logins, state
        assert waiting(full, "siti") is None


def test_a_head_in_a_short_flow_has_no_list_of_what_to_sign(office):
    office.put(INNOVATION, status="Disetujui pendamping")
    assert waiting(office, "kadis") is None


@pytest.mark.parametrize("state", [s.value for s in State if s is not State.APPROVED])
def test_the_scan_is_put_in_on_what_the_coach_agreed_to_only(full, state):
    full.put(INNOVATION, status=state)
    head = full.head
    with pytest.raises(AccessError):
        demand_place(full.person("kadis"), INNOVATION, "pengesahan")
    with pytest.raises(AccessError):
        sign(full.person("kadis"), full.workspace.store.get(INNOVATION), file="DD-1")
    assert full.head == head


def test_the_head_of_a_unit_above_signs_for_its_child_and_sends_nothing_for_it(full):
    key = RecordKey(id="INV-ANAK", kind="inovasi", unit="PKM-HULU")
    values = {
        "name": "POSYANDU",
        "stage": "Penerapan",
        "urusan": "Kesehatan",
        "rancang_bangun": "kata",
        "status": "Draf",
    }
    changes = [Change(record=key, field=n, value=v, base=0) for n, v in values.items()]
    full.workspace.store.save(changes, who="uji", at=AT)
    assert full.opened("kadis", "proposal", "INV-ANAK").act("move", to="Diajukan")["ok"] is False
    assert labels(full, "kadis", record="INV-ANAK") == ["Teruskan ke klinik"]
    full.put("INV-ANAK", status="Disetujui pendamping")
    assert waiting(full, "kadis") == [("INV-ANAK", "Disetujui pendamping")]
    sign(full.person("kadis"), full.workspace.store.get("INV-ANAK"), file="DD-2")
    assert full.opened("kadis", "proposal", "INV-ANAK").act("move", to="Disahkan Kepala OPD")["ok"]


def test_a_withdrawn_scan_is_no_sign_off(full):
    full.put(INNOVATION, status="Disetujui pendamping")
    scanned(full)
    with pytest.raises(AccessError):
        remove_evidence(full.person("siti"), INNOVATION, "DD-SAH")
    remove_evidence(full.person("kadis"), INNOVATION, "DD-SAH")
    assert full.value(REVIEW, "pengesahan") is None
    assert full.opened("kadis", "proposal").act("move", to="Disahkan Kepala OPD")["ok"] is False


def test_a_link_is_no_signed_scan(full):
    full.put(INNOVATION, status="Disetujui pendamping")
    head = full.head
    with pytest.raises(KlikError, match="bukan tautan"):
        link_evidence(full.person("kadis"), INNOVATION, {"indicator": "pengesahan", "link": "https://a.id/sah.pdf"})
    assert full.head == head


def test_a_return_ends_the_sign_off_and_the_history_keeps_it(full):
    full.put(INNOVATION, status="Disetujui pendamping")
    scanned(full)
    full.opened("kadis", "proposal").act("move", to="Disahkan Kepala OPD")
    assert full.opened("vera").act("move", to="Perlu perbaikan", reason="Angka keliru.")["ok"]
    assert sign_off(full, "siti") == "Belum disahkan Kepala OPD."
    assert [e.value for e in full.workspace.store.history(REVIEW, "pengesahan")] == ["DD-SAH", None]
    evidence = full.opened("kadis", "proposal").state()["live"]["evidence"]["pengesahan"]
    assert evidence == []


def test_a_scan_of_before_is_not_taken_for_what_the_coach_agreed_to_later(office):
    scanned(office)  # in the short flow, on the draft
    office.set_flow("Lengkap")
    office.put(INNOVATION, status="Dalam pendampingan")
    assert office.opened("dewi").act("move", to="Disetujui pendamping")["ok"]
    assert office.opened("kadis").act("move", to="Disahkan Kepala OPD")["ok"] is False


def test_a_scan_that_is_withdrawn_meanwhile_is_not_signed(full, monkeypatch):
    full.put(INNOVATION, status="Disetujui pendamping")
    scanned(full)
    kadis, record = full.person("kadis"), full.workspace.store.get(INNOVATION)
    read = moving.review_of

    def raced(person, key):
        review = read(person, key)
        monkeypatch.setattr(moving, "review_of", read)
        remove_evidence(kadis, INNOVATION, "DD-SAH")
        return review

    monkeypatch.setattr(moving, "review_of", raced)
    with pytest.raises(ConflictError):
        move(kadis, record, to="Disahkan Kepala OPD")
    assert full.value(INNOVATION, "status") == "Disetujui pendamping"


def test_the_check_list_asks_for_the_sign_off_in_the_short_flow_only(full):
    def asked():
        action = full.opened("siti").state()["live"]["panels"]["ajukan"]["actions"][0]
        return "Pengesahan Kepala OPD belum diunggah." in action["checks"]

    assert not asked()
    full.set_flow(None)
    assert asked()


# a flow that changes


@pytest.mark.parametrize("state", ["Dalam pendampingan", "Disetujui pendamping", "Disahkan Kepala OPD", "Diverifikasi"])
def test_turning_to_the_short_flow_strands_nothing(full, state):
    full.put(INNOVATION, status=state)
    full.set_flow("Ringkas")
    assert waiting(full, "dewi") == [(INNOVATION, state)]
    locked = full.opened("siti").state()["records"][ASSESSMENT]["locked"]
    assert "sedang diperiksa" in locked
    assert full.opened("dewi").act("move", to="Layak kirim")["ok"]


def test_an_open_page_goes_by_the_flow_of_now(office):
    office.put(INNOVATION, status="Diajukan")
    page = office.opened("dewi")
    page.state()
    office.set_flow("Lengkap")
    head = office.head
    assert page.act("move", to="Layak kirim")["ok"] is False
    assert office.head == head
    assert page.act("move", to="Dalam pendampingan")["ok"]


def test_sending_tells_the_day_and_the_person(full):
    full.put(INNOVATION, status="Layak kirim")
    done = full.opened("admin").act("move", to="Terkirim")
    title = done["state"]["live"]["panels"]["ajukan"]["title"]
    assert title.startswith("Status: Terkirim (")
    assert title.endswith(", Admin Klinik)")


def test_why_it_was_not_accepted_stands_on_the_units_card(full):
    full.put(INNOVATION, status="Terkirim")
    full.opened("admin").act("move", to="Tidak diterima", reason="Di luar jendela.")
    cards = full.opened("siti", "beranda", "").state()["live"]["panels"]["inovasi"]["cards"]
    assert "Tidak diterima: Di luar jendela." in json.dumps(cards)
