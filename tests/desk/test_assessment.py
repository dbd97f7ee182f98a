"""Penilaian Mandiri: live maturity, what is missing, the next step, documents and notes."""

import json
from fractions import Fraction

import pytest
from desk_cases import ASSESSMENT, AT, INNOVATION, OTHER

from klik_kit.core.assessment import level_of_figure
from klik_kit.core.bahasa import number
from klik_kit.core.keys import spd_key
from klik_kit.core.portfolio import ScoreKind, innovation_of
from klik_kit.core.records import Change, RecordKey
from klik_kit.core.scoring import score_innovation


def core_score(office):
    edition, store = office.workspace.edition(), office.workspace.store
    scored = score_innovation(
        edition, innovation_of(store.get(INNOVATION), store.get(ASSESSMENT)), kind=ScoreKind.MANDIRI
    )
    return scored.maturity


def test_live_maturity_is_the_cores(office):
    page = office.opened("siti")
    empty = page.state()["live"]["panels"]["skor"]
    assert (empty["value"], empty["most"]) == (None, "111")
    for row, level in (("16", "3"), ("17", "2"), ("18", "1"), ("19", "3")):
        meter = page.edit(f"mandiri.{row}", level)["live"]["panels"]["skor"]
        assert meter["value"] == number(core_score(office)), row
    assert page.state()["live"]["panels"]["skor"] == meter


def test_every_row_is_asked_with_its_parameters_and_evidence(office, edition):
    sections = office.opened("siti").state()["sections"]
    items = [item for section in sections for item in section["items"]]
    levels = {i["name"] for i in items if i["kind"] == "field" and i["type"] == "level"}
    assert levels == {f"mandiri.{row.row}" for row in edition.sid}
    places = {i["indicator"]: i for i in items if i["kind"] == "evidence"}
    assert set(places) == {row.row for row in edition.sid}
    assert all(p["record"] == INNOVATION for p in places.values())
    assert places["16"]["accept"] == ["pdf"]
    assert places["16"]["letter"] is True


def test_indicator_33_asks_for_its_basis_first(office):
    page = office.opened("siti")
    items = [i for s in page.state()["sections"] for i in s["items"] if i.get("name", "").startswith("mandiri.33")]
    basis, *levels = items
    assert basis["name"] == "mandiri.33.basis"
    assert {option["value"] for option in basis["options"]} >= {"a", "b"}
    assert [i["relevant"] for i in levels] == [
        {"field": "mandiri.33.basis", "values": [o["value"]]} for o in basis["options"]
    ]
    assert page.edit("mandiri.33.basis", "z")["kind"] == "refused"
    assert page.edit("mandiri.33.basis", "a")["kind"] == "ack"
    answer = page.edit("mandiri.33", "2")
    assert answer["kind"] == "ack"
    assert answer["live"]["panels"]["skor"]["value"] == number(core_score(office))


def test_a_parameter_without_evidence_is_allowed_and_told(office):
    page = office.opened("siti")
    live = page.edit("mandiri.16", "2")["live"]
    assert "data dukung" in live["messages"][f"{ASSESSMENT}/mandiri.16"][0]["text"]
    linked = page.act(
        "evidence_link",
        indicator="16",
        link="https://drive.example.id/x",
        title="SK",
        number="1/2025",
        date="2025-01-02",
    )
    assert linked["ok"], linked
    live = linked["state"]["live"]
    assert f"{ASSESSMENT}/mandiri.16" not in live["messages"]
    kept = live["evidence"]["16"][0]
    assert (kept["link"], kept["title"], kept["number"], kept["date"], kept["href"]) == (
        "https://drive.example.id/x",
        "SK",
        "1/2025",
        "2025-01-02",
        None,
    )
    removed = page.act("evidence_remove", id=kept["id"])
    assert removed["ok"]
    assert removed["state"]["live"]["evidence"] == {}


def test_a_link_is_checked_for_its_form(office):
    page, head = office.opened("siti"), office.head
    for link in (
        "javascript:alert(1)",
        "ftp://x.id/a",
        "",
        "https://",
        "data:text/html,x",
        "file:///etc/passwd",
        "https://a b.id/",
    ):
        answer = page.act("evidence_link", indicator="16", link=link)
        assert answer["ok"] is False, link
        assert "KK-" not in answer["message"]
    assert page.act("evidence_link", indicator="99", link="https://a.id/x")["ok"] is False
    assert page.act("evidence_link", indicator="16", link="https://a.id/x", date="31 Februari")["ok"] is False
    assert office.head == head


def test_a_date_that_cannot_be_is_flagged(office):
    page = office.opened("siti")
    for date in ("2099-01-01", "2001-05-05"):
        assert page.act("evidence_link", indicator="16", link="https://a.id/x", date=date)["ok"]
    flags = [e["flags"] for e in page.state()["live"]["evidence"]["16"]]
    assert any("belum tiba" in f for f in flags[0])
    assert any("2001" in f for f in flags[1])


def test_documents_of_a_sent_innovation_stay(office):
    page = office.opened("siti")
    page.act("evidence_link", indicator="16", link="https://a.id/x")
    kept = page.state()["live"]["evidence"]["16"][0]["id"]
    office.put(INNOVATION, status="Diajukan")
    head = office.head
    for name, args in (
        ("evidence_remove", {"id": kept}),
        ("evidence_link", {"indicator": "16", "link": "https://a.id/y"}),
    ):
        answer = page.act(name, **args)
        assert (answer["ok"], "dikunci" in answer["message"]) == (False, True)
    assert office.head == head
    assert page.state()["live"]["evidence"]["16"][0]["may_remove"] is False


def test_a_readers_page_takes_no_documents(office):
    for login in ("dewi", "admin", "bupati"):
        head = office.head
        assert office.opened(login).act("evidence_link", indicator="16", link="https://a.id/x")["ok"] is False
        assert office.head == head


def test_the_next_step_names_what_to_do_and_its_gain(office):
    page = office.opened("siti")
    step = page.state()["live"]["panels"]["langkah"]
    assert step["type"] == "list"
    assert "Perkiraan IID" in step["items"][0]["text"]
    assert step["items"][0]["jump"].startswith(f"{ASSESSMENT}/mandiri.")
    missing = page.state()["live"]["panels"]["kurang"]["items"]
    page.edit("mandiri.16", "3")
    left = page.state()["live"]["panels"]["kurang"]["items"]
    assert [i["tag"] for i in missing if i["text"].startswith("16. ")] == ["Wajib, belum diisi"]
    assert [i["tag"] for i in left if i["text"].startswith("16. ")] == ["Belum ada data dukung"]


def test_notes_stand_beside_their_field(office):
    siti, dewi = office.opened("siti"), office.opened("dewi")
    siti.edit("mandiri.16", "2")
    siti.state()
    noted = dewi.act("note", field="mandiri.16", text="Mohon <b>unggah</b> halaman depan SK.")
    assert noted["ok"], noted
    notes = siti.ping()["live"]["notes"][f"{ASSESSMENT}/mandiri.16"]
    assert [(n["text"], n["who"]) for n in notes] == [("Mohon <b>unggah</b> halaman depan SK.", "Dewi Lestari")]
    head = office.head
    for login in ("siti", "kadis", "budi", "bupati"):
        assert office.opened(login).act("note", field="mandiri.16", text="x")["ok"] is False
    assert office.head == head


def test_everything_a_page_gets_is_plain_json(office):
    for login, form, record in (
        ("siti", "penilaian", INNOVATION),
        ("siti", "beranda", ""),
        ("dewi", "beranda", ""),
        ("admin", "spd", ""),
    ):
        page = office.opened(login, form, record)
        assert json.loads(json.dumps(page.state())) == page.state()


def test_a_figure_of_the_region_sets_its_parameter(office, edition):
    key = spd_key(edition.id).id
    row = next(r for r in edition.spd if r.levels[0].range is not None)
    earned = {f: level_of_figure(edition, row, Fraction(f)) for f in ("0", "1", "12", "40", "75", "100", "1000")}
    figure, level = next((f, lv) for f, lv in earned.items() if isinstance(lv, int) and lv > 0)
    page = office.opened("admin", "spd", "")
    answer = page.edit(f"figure.{row.row}", figure, record=key)
    assert answer["kind"] == "ack", answer
    assert office.value(key, f"mandiri.{row.row}") == str(level)
    assert f"mandiri.{row.row}" in [c["field"] for c in answer["changes"]]
    refused = page.edit(f"figure.{row.row}", "banyak", base=1, record=key)
    assert refused["kind"] == "refused"
    assert office.value(key, f"figure.{row.row}") == figure


def test_the_same_file_twice_is_its_owners_news_and_across_units_the_verifiers_only(office):
    digest, told = "a" * 64, "lebih dari satu kali"

    def document(key: str, parent: str, unit: str) -> None:
        record = RecordKey(id=key, kind="data_dukung", unit=unit, parent=parent)
        values = {"indicator": "16", "file": digest, "name": "SK.pdf", "size": "9", "type": "pdf", "title": "SK"}
        office.workspace.store.save(
            [Change(record=record, field=n, value=v, base=0) for n, v in values.items()], who="uji", at=AT
        )

    def flags(login: str) -> list[str]:
        return [f for e in office.opened(login).state()["live"]["evidence"]["16"] for f in e["flags"]]

    document("DD-1", INNOVATION, "DINKES")
    document("DD-2", OTHER, "DISDIK")
    assert not flags("siti")
    assert not flags("dewi")
    assert any(told in f for f in flags("admin"))
    document("DD-3", INNOVATION, "DINKES")
    assert any(told in f for f in flags("siti"))


@pytest.mark.parametrize("name", ["title", "number"])
def test_what_is_too_long_beside_a_link_is_told_and_not_cut(office, name):
    page, head = office.opened("siti"), office.head
    answer = page.act("evidence_link", indicator="16", link="https://a.id/x", **{name: "x" * 301})
    assert answer["ok"] is False
    assert "301 huruf" in answer["message"]
    assert office.head == head
    assert page.act("evidence_link", indicator="16", link="https://a.id/x", **{name: "x" * 300})["ok"]
    (kept,) = office.workspace.store.list("data_dukung")
    assert kept.value(name) == "x" * 300


def test_the_next_step_says_what_it_is_worth_and_then_how(office):
    page = office.opened("siti")
    page.edit("mandiri.16", "1")
    (item,) = page.state()["live"]["panels"]["langkah"]["items"]
    assert item["text"].startswith("Naikkan baris ")
    assert item["text"].endswith("poin Perkiraan IID")
    assert "Dokumen: " in item["note"]
    assert ". Dokumen" in item["note"]
