"""Proposal: what is in the way is found from any outline, a return leads to its fields, goals are the region's."""

import pytest
from desk_cases import AT, INNOVATION, OTHER

from klik_kit.core.records import Change, RecordKey


def opened(office, login="siti"):
    return office.opened(login, "proposal", INNOVATION)


def items_of(page, panel):
    return page.state()["live"]["panels"][panel]["items"]


def review(office, values):
    key = RecordKey(id=f"{INNOVATION}@tinjauan", kind="tinjauan", unit="DINKES", parent=INNOVATION)
    changes = [Change(record=key, field=name, value=value, base=0) for name, value in values.items()]
    office.workspace.store.save(changes, who="Dewi Lestari [A-dewi]", at=AT)


def field_of(state, name):
    found = [i for s in state["sections"] for i in s["items"] if i["kind"] == "field" and i["name"] == name]
    return found[0] if found else None


def test_what_another_outline_asks_leads_there(office):
    office.put(INNOVATION, implemented_on="2026-05-01", stage="Penerapan")
    page = opened(office)
    place = f"{INNOVATION}/implemented_on"
    found = next(i for i in items_of(page, "periksa") if i["jump"] == place)
    assert found["act"] == {"name": "outline", "args": {"outline": "profil"}}
    assert found["tag"] == "Profil Inovasi"
    assert field_of(page.state(), "implemented_on") is None
    assert page.act(found["act"]["name"], **found["act"]["args"])["ok"]
    assert field_of(page.state(), "implemented_on")
    here = next(i for i in items_of(page, "periksa") if i["jump"] == place)
    assert here.get("act") is None


@pytest.mark.parametrize("outline", ["usulan_inisiatif", "profil", "kipp"])
def test_every_finding_leads_to_a_field_that_is_there_or_can_be_brought(office, outline):
    office.put(INNOVATION, implemented_on="2026-05-01", rancang_bangun=None, urusan=None, outline=outline)
    page = opened(office)
    state = page.state()
    items = [i for i in state["live"]["panels"]["periksa"]["items"] if i["jump"]]
    assert items
    for item in items:
        name = item["jump"].partition("/")[2]
        if item.get("act"):
            page.act(item["act"]["name"], **item["act"]["args"])
            assert field_of(page.state(), name), (outline, name)
            page.act("outline", outline=outline)
        else:
            assert field_of(state, name) or name.startswith("hasil."), (outline, name)


def test_a_reader_looks_at_another_outline_without_changing_it(office):
    office.put(INNOVATION, status="Diajukan", outline="usulan_inisiatif")
    head = office.head
    for login in ("dewi", "siti"):
        page = opened(office, login)
        assert page.act("outline", outline="kipp")["ok"]
        assert page.state()["subtitle"] == "Proposal · KIPP"
    assert office.head == head
    assert opened(office).state()["subtitle"].startswith("Proposal · Usulan Inisiatif")


def test_a_return_tells_its_reason_and_leads_to_each_note(office):
    review(
        office,
        {"alasan": "SK bertanggal 2022.", "catatan.rb.metode": "Berapa pesan?", "catatan.developed_on": "Kapan?"},
    )
    assert items_of(opened(office), "perbaikan") == []
    office.put(INNOVATION, status="Perlu perbaikan")
    reason, *notes = items_of(opened(office), "perbaikan")
    assert reason["text"] == "SK bertanggal 2022."
    told = {n["text"]: (n["note"], n["jump"], n["act"]) for n in notes}
    assert told["Metode pembaharuan"] == ("Berapa pesan?", f"{INNOVATION}/rb.metode", None)
    assert told["Waktu pengembangan terbaru"][2] == {"name": "outline", "args": {"outline": "profil"}}
    score = office.opened("siti", "penilaian", INNOVATION).state()["live"]["panels"]["perbaikan"]["items"]
    assert [i["text"] for i in score] == ["SK bertanggal 2022."]


def test_goals_are_chosen_from_the_regions_list_or_written(office):
    page = opened(office)
    assert field_of(page.state(), "rpjmd")["options"] == []
    values = {"goal": "Menurunnya angka stunting", "indicator": "Prevalensi 12%"}
    key = RecordKey(id="sasaran:stunting", kind="sasaran")
    office.workspace.store.save(
        [Change(record=key, field=n, value=v, base=0) for n, v in values.items()], who="u", at=AT
    )
    field = field_of(page.state(), "rpjmd")
    assert field["type"] == "select_one_or_other"
    assert [o["value"] for o in field["options"]] == ["Menurunnya angka stunting: Prevalensi 12%"]
    for base, text in enumerate(("Menurunnya angka stunting: Prevalensi 12%", "Sasaran yang belum ada dalam daftar")):
        assert page.edit("rpjmd", text, base=base, record=INNOVATION)["kind"] == "ack"
    assert office.value(INNOVATION, "rpjmd") == "Sasaran yang belum ada dalam daftar"


def test_words_of_parts_alone_are_no_import(office):
    office.put(INNOVATION, rancang_bangun=None, **{"rb.metode": "kata " * 20})
    told = opened(office).state()["live"]["panels"]["rb"]["text"]
    assert told.startswith("Rancang bangun 22 kata")
    assert "impor" not in told


def test_what_is_about_the_whole_is_told_at_the_end_and_not_beside_a_field(office):
    state = opened(office).state()
    whole = [i["text"] for i in state["live"]["panels"]["periksa"]["items"] if "belum lengkap" in i["text"]]
    assert len(whole) == 1
    beside = [m["text"] for said in state["live"]["messages"].values() for m in said]
    assert whole[0] not in beside


def test_who_copies_another_units_draft_is_told_of_the_copy_and_not_of_the_draft(office):
    text = " ".join(f"kata{i}" for i in range(320))
    office.put(INNOVATION, rancang_bangun=text)
    office.put(OTHER, rancang_bangun=text, name="RAHASIA DRAF UNIT LAIN", status="Draf")

    def told(login: str) -> str:
        items = office.opened(login, "proposal", INNOVATION).state()["live"]["panels"]["periksa"]["items"]
        return next(item["text"] for item in items if "rancang bangun sama" in item["text"])

    assert "inovasi unit lain" in told("siti")
    assert "RAHASIA" not in told("siti")
    assert "RAHASIA DRAF UNIT LAIN" in told("dewi")
    office.put(OTHER, status="Layak kirim")
    assert "RAHASIA DRAF UNIT LAIN" in told("siti")
