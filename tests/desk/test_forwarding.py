"""A unit passes on to the clinic what a unit below it wrote."""

import json

import pytest
from desk_cases import AT, INNOVATION, OTHER

from klik_kit.core.accounts import Account, Role
from klik_kit.core.records import Change, RecordKey

CHILD, PROBLEM = "INV-ANAK", "DG-ANAK"
FIELDS = {
    CHILD: ("inovasi", {"name": "POSYANDU KELILING", "stage": "Penerapan", "status": "Draf"}),
    PROBLEM: ("diagnosis", {"masalah.1.uraian": "Antrean dua jam"}),
}
PLACES = [(CHILD, "proposal"), (CHILD, "penilaian"), (PROBLEM, "diagnosis")]


def text_of(value) -> str:
    return json.dumps(value, ensure_ascii=False)


def panels(office, login):
    return office.opened(login, "beranda", "").state()["live"]["panels"]


@pytest.fixture
def family(office):
    """The unit below DINKES has somebody, an innovation and a problem."""
    account = Account(id="A-anak", login="anak", name="Ani Anak", role=Role.OPERATOR, unit="PKM-HULU")
    office.workspace.store.accounts.add(account, who="uji", at=AT)
    changes = [
        Change(record=RecordKey(id=key, kind=kind, unit="PKM-HULU"), field=name, value=value, base=0)
        for key, (kind, values) in FIELDS.items()
        for name, value in values.items()
    ]
    office.workspace.store.save(changes, who="uji", at=AT)
    return office


def test_a_parent_reads_its_childs_problems_and_innovations(family):
    for login in ("siti", "kadis"):
        seen = panels(family, login)
        assert [i["href"] for i in seen["masalah_bawahan"]["items"]] == [f"/isi/diagnosis/{PROBLEM}"]
        assert "POSYANDU KELILING" in text_of(seen["bawahan"])
        state = family.opened(login, "diagnosis", PROBLEM).state()
        assert state["records"][PROBLEM]["answers"]["masalah.1.uraian"]["value"] == "Antrean dua jam"
        assert "hanya dapat dibaca" in state["records"][PROBLEM]["locked"]
        assert [c["title"] for c in state["live"]["panels"]["langkah"]["cards"]] == ["Teruskan ke klinik"]
    assert "masalah_bawahan" not in [s["id"] for s in family.opened("budi", "beranda", "").state()["sections"]]
    assert "Antrean dua jam" not in text_of(family.opened("budi", "beranda", "").state())


@pytest.mark.parametrize(("key", "form"), PLACES)
@pytest.mark.parametrize("login", ["siti", "kadis"])
def test_a_parent_passes_on_and_the_clinic_reads_who_and_why(family, login, key, form):
    done = family.opened(login, form, key).act("forward", text="Perlu <b>narasumber</b>.")
    assert done["ok"], done
    (card,) = panels(family, "dewi")["terusan"]["cards"]
    assert card["text"] == "UPTD Puskesmas Hulu"
    (line,) = card["lines"]
    assert "Perlu <b>narasumber</b>." in line
    assert {"siti": "Siti Aminah", "kadis": "Hasan Basri"}[login] in line
    assert card["links"][0]["href"].endswith(f"/{key}")
    assert family.opened("dewi", card["links"][0]["href"].split("/")[2], key).state()["page"] != "galat"


@pytest.mark.parametrize(("key", "form"), [(CHILD, "proposal"), (PROBLEM, "diagnosis")])
def test_passing_on_moves_nothing_and_is_told_to_the_unit_below(family, key, form):
    family.opened("siti", form, key).act("forward", text="Mohon didampingi.")
    assert family.value(CHILD, "status") == "Draf"
    own = family.opened("anak", form, key)
    assert next(iter(own.state()["records"].values()))["locked"] is None
    told = panels(family, "anak")["inovasi"] if key == CHILD else own.state()["live"]["panels"]["langkah"]
    assert "Diteruskan ke klinik oleh Siti Aminah" in text_of(told)


@pytest.mark.parametrize(("key", "form"), PLACES)
@pytest.mark.parametrize("login", ["anak", "budi", "dewi", "vera", "admin", "bupati"])
def test_nobody_but_a_unit_above_passes_on(family, login, key, form):
    page, head = family.opened(login, form, key), family.head
    assert "Teruskan ke klinik" not in text_of(page.state())
    assert page.act("forward", text="x")["ok"] is False
    assert family.head == head


def test_a_unit_does_not_pass_on_its_own_or_anothers(family):
    head = family.head
    for key in (INNOVATION, OTHER):
        assert family.opened("siti", "proposal", key).act("forward", text="x")["ok"] is False
    assert family.head == head


@pytest.mark.parametrize("text", ["", "  ", None, "a\x00b", "x" * 30_000])
def test_passing_on_needs_a_word_that_can_be_kept(family, text):
    head = family.head
    answer = family.opened("siti", "proposal", CHILD).act("forward", text=text)
    assert answer["ok"] is False
    assert "KK-" not in answer["message"]
    assert family.head == head


def test_the_clinic_closes_what_was_passed_on_and_nobody_else_does(family):
    family.opened("siti", "diagnosis", PROBLEM).act("forward", text="Mohon didampingi.")
    head = family.head
    for login in ("siti", "anak", "budi", "bupati"):
        assert family.opened(login, "beranda", "").act("forward_done", id=PROBLEM)["ok"] is False
    for key in ("A-siti", "akun:A-siti", "daerah", "TIDAK-ADA", "unit:DINKES"):
        assert family.opened("dewi", "beranda", "").act("forward_done", id=key)["ok"] is False
    assert family.head == head
    assert family.opened("dewi", "beranda", "").act("forward_done", id=PROBLEM)["ok"]
    assert panels(family, "dewi")["terusan"]["cards"] == []
    assert len(family.workspace.store.history(f"{PROBLEM}@tinjauan", "terusan")) == 2


def test_a_coach_of_other_units_does_not_see_it(family):
    coach = Account(id="A-tuti", login="tuti", name="Tuti", role=Role.PENDAMPING, coaches=("DISDIK",))
    family.workspace.store.accounts.add(coach, who="uji", at=AT)
    family.opened("siti", "proposal", CHILD).act("forward", text="Mohon didampingi.")
    assert panels(family, "tuti")["terusan"]["cards"] == []
    assert len(panels(family, "dewi")["terusan"]["cards"]) == 1


def test_a_complaint_of_the_unit_below_stays_between_its_sender_and_the_clinic(family):
    family.opened("anak", "beranda", "").act("complain", text="Kepala dinas menahan usulan")
    for login in ("siti", "kadis"):
        assert "menahan usulan" not in text_of(family.opened(login, "beranda", "").state())
    assert "menahan usulan" in text_of(panels(family, "dewi")["masalah_masuk"])
