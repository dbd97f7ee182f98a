"""Diagnose: the board of problems, a vote on them, and a diagnosis written together on the projector."""

from dataclasses import replace

import pytest
from stages_one_two_cases import AT, HEALTH, SCHOOL, opened_office, panels, text_of

from klik_kit.core.records import Change, RecordKey

BOTH = f"{HEALTH}.1; {SCHOOL}.1"
SCALES = ("urgency", "seriousness", "growth")


@pytest.fixture
def office(kab):
    with opened_office(kab) as office:
        yield office


def opened_vote(office, problems=BOTH, units="DINKES; DISDIK", login="dewi"):
    done = office.opened(login, "diagnose", "").act("vote", title="Mana dahulu?", problems=problems, units=units)
    assert done["ok"], done["message"]
    return done["href"].removeprefix("/isi/diagnose/")


def rated(office, login, vote, *numbers):
    """A person rates each problem; the same number for U, S and G, or three of them."""
    page = office.opened(login, "survei", vote)
    (own,) = page.state()["records"]
    for at, given in enumerate(numbers, start=1):
        three = given if isinstance(given, tuple) else (given,) * 3
        for scale, number in zip(SCALES, three, strict=True):
            assert page.edit(f"masalah.{at}.{scale}", str(number), record=own)["kind"] == "ack"
    return page, own


def voted(office, login, vote, *numbers):
    page, _ = rated(office, login, vote, *numbers)
    assert page.act("send")["ok"]
    return page


# the board


def test_the_board_shows_problems_of_all_units_the_most_pressing_first(office):
    items = panels(office.opened("dewi", "diagnose", ""))["masalah"]["items"]
    assert [(i["text"], i["tag"]) for i in items] == [
        ("Guru kurang", "USG 15"),
        ("Antrean puskesmas dua jam", "USG 12"),
        ("Obat sering kosong", "belum dinilai"),
    ]
    assert (
        items[1]["note"]
        == "Dinas Kesehatan · U 5, S 4, G 3 · dikerjakan unit · tidak efisien: 1 sebab · tidak efektif: 1 sebab"
    )
    assert "dikerjakan unit" not in items[2]["note"]
    assert items[1]["href"] == f"/isi/diagnose/{HEALTH}"


def test_a_coach_sees_the_own_units_problems_only(office):
    for page in (office.opened("joko", "diagnose", ""), office.opened("joko", "diagnose", "DISDIK")):
        seen = text_of(page.state())
        assert "Guru kurang" in seen
        assert "Antrean" not in seen
    for record in ("DINKES", HEALTH, "TIDAK-ADA", "INV-UJI", "A-siti"):
        assert office.opened("joko", "diagnose", record).state()["page"] == "galat", record


def test_causes_are_counted_by_mark_and_ideas_told_chosen_or_not(office):
    seen = panels(office.opened("dewi", "diagnose", ""))
    assert [(r["label"], r["n"]) for r in seen["tanda"]["data"]["rows"]] == [
        ("Tidak efisien", 1),
        ("Tidak efektif", 1),
        ("Belum ditandai", 0),
    ]
    assert [(i["text"], i["tag"]) for i in seen["gagasan"]["items"]] == [("Pesan nomor antrean", "belum dipilih")]
    office.put(HEALTH, gagasan_utama="Tambah loket")
    seen = panels(office.opened("dewi", "diagnose", ""))
    assert [(i["text"], i["tag"]) for i in seen["gagasan"]["items"]] == [("Tambah loket", "dipilih")]


def test_a_problem_that_a_unit_writes_reaches_the_open_board(office):
    board, unit = office.opened("dewi", "diagnose", ""), office.opened("siti", "diagnosis", HEALTH)
    board.state(), unit.state()
    unit.edit("masalah.3.uraian", "Ambulans rusak", record=HEALTH)
    assert "Ambulans rusak" in text_of(board.ping()["live"])
    key = RecordKey(id="DG-BARU", kind="diagnosis", unit="DINKES")
    office.workspace.store.save(
        [Change(record=key, field="masalah.1.uraian", value="Atap bocor", base=0)], who="siti", at=AT
    )
    assert "Atap bocor" in text_of(board.ping()["live"])


@pytest.mark.parametrize("login", ["siti", "kadis", "nara", "bupati"])
def test_who_is_not_of_the_clinic_opens_nothing(office, login):
    vote = opened_vote(office)
    head = office.head
    for record in ("", "DINKES", HEALTH, vote):
        page = office.opened(login, "diagnose", record)
        assert page.state()["page"] == "galat", record
        for act in ("vote", "close_vote", "main", "choose_idea"):
            assert page.act(act, problems=BOTH, number=1, idea="1")["ok"] is False
        assert page.edit("akar", "x", record=HEALTH)["kind"] == "refused"
    assert office.head == head


def test_whoever_is_not_of_the_clinic_learns_nothing_of_which_records_there_are(office):
    told = {office.opened("siti", "diagnose", record).state()["banner"]["text"] for record in ("", HEALTH, "TIDAK-ADA")}
    assert len(told) == 1


# the vote


def test_the_vote_tells_median_spread_ties_and_the_point_of_most_difference(office):
    vote = opened_vote(office)
    voted(office, "siti", vote, 5, 3)
    voted(office, "rina", vote, (1, 4, 4), 3)
    coach = voted(office, "dewi", vote, 3, 3)
    seen = panels(office.opened("dewi", "diagnose", vote))
    rows = seen["picture"]["data"]["rows"]
    assert [(r["label"], r["rank"], r["tie"], r["median"], r["low"], r["high"]) for r in rows] == [
        ("Antrean puskesmas dua jam", 1, True, 9, 9, 15),
        ("Guru kurang", 1, True, 9, 9, 9),
    ]
    assert "seri" in seen["picture"]["data"]["said"]
    assert [(i["text"], i["note"].partition(":")[0]) for i in seen["divided"]["items"]] == [
        ("Antrean puskesmas dua jam", "Mendesak")
    ]
    assert panels(coach)["picture"]["data"]["rows"] == rows


def test_the_coach_sees_the_count_and_not_the_result_before_voting(office):
    vote = opened_vote(office)
    coach = office.opened("dewi", "diagnose", vote)
    coach.state()
    voted(office, "siti", vote, 5, 1)
    seen = coach.ping()["live"]["panels"]
    assert seen["keadaan"]["cards"][0]["title"] == "1 suara masuk"
    assert "data" not in seen["picture"]
    assert "divided" not in seen
    assert coach.act("main", number=1)["ok"] is False
    assert coach.act("close_vote")["ok"]
    assert panels(coach)["picture"]["data"]["rows"][0]["median"] == 15


def test_nobody_sees_anothers_vote_before_sending_the_own(office):
    vote = opened_vote(office)
    voted(office, "siti", vote, 5, 1)
    page, own = rated(office, "budi", vote, 2, 4)
    assert "picture" not in panels(page)
    assert list(page.state()["records"]) == [own]
    assert page.act("send")["ok"]
    assert panels(page)["picture"]["data"]["said"].startswith("2 suara")


def test_a_vote_counts_only_once_it_is_complete_and_sent_and_then_stands(office):
    vote = opened_vote(office)
    page, own = rated(office, "siti", vote, 5)
    assert page.act("send")["ok"] is False
    rated(office, "budi", vote, 5, 5)
    voted(office, "rina", vote, 1, 1)
    assert panels(office.opened("dewi", "diagnose", vote))["keadaan"]["cards"][0]["title"] == "1 suara masuk"
    page = voted(office, "siti", vote, 5, 5)
    head = office.head
    assert page.edit("masalah.1.urgency", "1", record=own, base=1)["kind"] == "refused"
    assert page.act("send")["ok"] is False
    assert office.head == head


def test_a_closed_vote_takes_no_ballot_from_an_open_page(office):
    vote = opened_vote(office)
    page, own = rated(office, "siti", vote, 5, 5)
    assert office.opened("dewi", "diagnose", vote).act("close_vote")["ok"]
    head = office.head
    assert page.act("send")["ok"] is False
    assert page.edit("masalah.1.urgency", "1", record=own, base=1)["kind"] == "refused"
    assert office.head == head


def test_home_asks_until_the_vote_is_sent(office):
    vote = opened_vote(office)
    rated(office, "siti", vote, 5, 5)
    (card,) = panels(office.opened("siti", "beranda", ""))["survei"]["cards"]
    assert card["progress"] == {"done": 6, "of": 7}
    voted(office, "rina", vote, 5, 5)
    assert panels(office.opened("rina", "beranda", ""))["survei"] is None


@pytest.mark.parametrize("how", ["edit", "send"])
def test_a_vote_that_closes_in_the_same_moment_takes_nothing_more(office, monkeypatch, how):
    vote = opened_vote(office)
    page, own = rated(office, "siti", vote, 5, 5)
    put = page.desk.put

    def closed_meanwhile(*changes, **seen):
        if office.value(vote, "state") == "Dibuka":
            office.put(vote, state="Ditutup")
        return put(*changes, **seen)

    monkeypatch.setattr(page.desk, "put", closed_meanwhile)
    answer = page.edit("masalah.1.urgency", "1", record=own, base=1) if how == "edit" else page.act("send")
    assert answer["ok"] is False
    assert (office.value(own, "masalah.1.urgency"), office.value(own, "terkirim")) == ("5", None)


def test_a_coach_who_lost_the_units_no_longer_sees_the_open_page_of_their_vote(office):
    vote = opened_vote(office, problems=f"{SCHOOL}.1; {HEALTH}.1", units="DISDIK")
    page = office.opened("joko", "diagnose", vote)
    assert page.state()["page"] == vote
    accounts = office.workspace.store.accounts
    accounts.change(replace(accounts.get("A-joko"), coaches=("DINKES",)), who="uji", at=AT)
    assert page.state()["page"] == "galat"


def test_nobody_votes_for_another_or_without_being_asked(office):
    vote = opened_vote(office, units="DINKES")
    _, own = rated(office, "siti", vote, 5, 5)
    head = office.head
    for login in ("budi", "joko", "nara", "bupati", "kadis"):
        page = office.opened(login, "survei", vote)
        page.state()
        assert page.edit("masalah.1.urgency", "1", record=own, base=1)["kind"] == "refused", login
        assert page.act("send")["ok"] is False, login
    assert office.head == head
    for login in ("budi", "joko", "nara", "bupati"):
        assert office.opened(login, "survei", vote).state()["page"] == "galat", login


def test_two_to_ten_problems_that_the_coach_may_see_are_put_to_a_vote(office):
    head = office.head
    for problems in ("", f"{HEALTH}.1", f"{HEALTH}.1; DG-LAIN.1", f"{HEALTH}.1; {HEALTH}.7"):
        refused = office.opened("dewi", "diagnose", "").act("vote", problems=problems)
        assert (refused["ok"], "KK-" in refused["message"]) == (False, False), problems
    assert office.opened("joko", "diagnose", "").act("vote", problems=BOTH)["ok"] is False
    assert office.opened("joko", "diagnose", "").act("vote", problems=f"{SCHOOL}.1; {SCHOOL}.1")["ok"] is False
    assert office.head == head


def test_what_was_voted_first_becomes_the_problem_the_unit_works_on(office):
    vote = opened_vote(office, problems=f"{HEALTH}.2; {SCHOOL}.1")
    voted(office, "dewi", vote, 5, 1)
    unit = office.opened("siti", "diagnosis", HEALTH)
    unit.state()
    done = office.opened("dewi", "diagnose", vote).act("main", number=1)
    assert done["href"] == f"/isi/diagnose/{HEALTH}"
    (change,) = unit.ping()["changes"]
    assert (change["field"], change["value"], change["who"]) == ("masalah_utama", "Obat sering kosong", "Dewi Lestari")


def test_a_coach_of_one_unit_changes_no_other_units_problem_through_a_vote(office):
    vote = opened_vote(office)
    voted(office, "joko", vote, 5, 1)
    page, head = office.opened("joko", "diagnose", vote), office.head
    assert HEALTH not in text_of(page.state())
    assert page.act("main", number=1)["ok"] is False
    assert page.act("close_vote")["ok"] is False
    assert office.head == head
    assert page.act("main", number=2)["ok"]


# together on the projector


def test_the_coach_writes_into_the_units_diagnosis_and_the_unit_sees_it(office):
    unit, coach = office.opened("siti", "diagnosis", HEALTH), office.opened("dewi", "diagnose", HEALTH)
    unit.state(), coach.state()
    assert coach.edit("mengapa.1.alasan", "Berkas dicari satu per satu", record=HEALTH)["kind"] == "ack"
    (change,) = unit.ping()["changes"]
    assert (change["value"], change["who"]) == ("Berkas dicari satu per satu", "Dewi Lestari")
    assert unit.edit("mengapa.2.alasan", "Tidak ada rak", record=HEALTH)["kind"] == "ack"
    drawn = coach.ping()["live"]["panels"]["whys"]["data"]
    assert drawn["steps"] == ["Berkas dicari satu per satu", "Tidak ada rak"]


def test_coach_and_unit_at_the_same_field_is_a_conflict_as_in_forms(office):
    unit, coach = office.opened("siti", "diagnosis", HEALTH), office.opened("dewi", "diagnose", HEALTH)
    unit.state(), coach.state()
    assert unit.edit("akar", "Tidak ada nomor antrean", record=HEALTH)["kind"] == "ack"
    told = coach.edit("akar", "Loket kurang", record=HEALTH)
    assert (told["kind"], told["value"], told["who"]) == ("conflict", "Tidak ada nomor antrean", "Siti Aminah")


def test_each_view_puts_its_picture_beside_its_fields(office):
    coach = office.opened("dewi", "diagnose", HEALTH)
    for view, section in (("usg", "masalah"), ("whys", "mengapa"), ("fishbone", "sebab"), ("impact", "gagasan")):
        state = coach.act("view", view=view)["state"]
        fields = [s for s in state["sections"] if s.get("aside")]
        assert [s["id"] for s in fields] == [section]
        assert {item["kind"] for item in fields[0]["items"]} <= {"field", "repeat"}
        assert state["live"]["panels"][view]["name"] == view
    assert coach.act("view", view="x")["ok"] is False


def test_an_idea_is_chosen_from_those_listed(office):
    coach = office.opened("dewi", "diagnose", HEALTH)
    coach.state()
    head = office.head
    assert coach.act("choose_idea", idea="2")["ok"] is False
    assert office.head == head
    assert coach.act("choose_idea", idea="3")["ok"]
    assert office.value(HEALTH, "gagasan_utama") == "Tambah loket"


def test_who_else_has_solved_it_is_told(office):
    coach = office.opened("dewi", "diagnose", HEALTH)
    similar = coach.act("view", view="impact")["state"]["live"]["panels"]["serupa"]["items"]
    assert [item["text"] for item in similar] == ["ANTRE PASTI"]


def test_another_units_coach_writes_nothing_there(office):
    page, head = office.opened("joko", "diagnose", HEALTH), office.head
    assert page.edit("akar", "x", record=HEALTH)["kind"] == "refused"
    assert office.head == head
    own = office.opened("joko", "diagnose", SCHOOL)
    own.state()
    assert own.edit("akar", "x", record=HEALTH)["kind"] == "refused"
    assert own.edit("akar", "Guru pensiun", record=SCHOOL)["kind"] == "ack"


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{{7*7}} ${7*7}", "a; b", "👩🏽‍⚕️ \u202edef"])
def test_hostile_problems_come_back_unchanged_on_board_and_ballot(office, text):
    office.put(HEALTH, **{"masalah.2.uraian": text})
    assert text in [i["text"] for i in panels(office.opened("dewi", "diagnose", ""))["masalah"]["items"]]
    vote = opened_vote(office, problems=f"{HEALTH}.2; {SCHOOL}.1")
    page = voted(office, "siti", vote, 5, 1)
    assert text in [s["title"] for s in page.state()["sections"]]
    assert panels(page)["picture"]["data"]["rows"][0]["label"] == text


def test_the_hall_reads_problems_masked_and_the_units_own_sentence_stays(office):
    said = "Ny. Siti TB, NIK 3201150307900001, tiga kali ditolak, HP 0812-3456-7890"
    office.put(HEALTH, **{"masalah.1.uraian": said, "gagasan_utama": said})
    board = text_of(office.opened("dewi", "diagnose", "").state())
    vote = opened_vote(office)
    ballot = text_of(office.opened("budi", "survei", vote).state())
    page = voted(office, "dewi", vote, 5, 1)
    for shown in (board, ballot, text_of(page.state()), text_of(office.opened("dewi", "diagnose", vote).state())):
        assert "Ny. Siti [disamarkan], NIK *************001, tiga kali ditolak, HP ****-****-*890" in shown
        assert "15030790" not in shown
        assert "3456" not in shown
    assert office.opened("dewi", "diagnose", vote).act("main", number=1)["href"] == f"/isi/diagnose/{HEALTH}"
    assert office.value(HEALTH, "masalah_utama") == said
