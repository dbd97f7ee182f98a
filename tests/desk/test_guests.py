"""Units and guests invited to one innovation: they read it and write notes, nothing else, until it ends."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from desk_cases import ASSESSMENT, AT, INNOVATION, OTHER, Page

from klik_kit.core.accounts import Account, Role
from klik_kit.core.records import Change, RecordKey
from klik_kit.desk.evidence import evidence_file
from klik_kit.desk.person import Person
from klik_kit.errors import AccessError, KlikError
from klik_kit.evidence import Vault
from klik_kit.papers.downloads import paper
from klik_kit.passwords import token_hash

TOMORROW = (date.today() + timedelta(days=1)).isoformat()  # noqa: DTZ011 - as typed on the page
SECRET = "RAHASIA-DISDIK"


def text_of(value) -> str:
    return json.dumps(value, ensure_ascii=False)


def cards(page):
    return page.state()["live"]["panels"]["bagikan"]["cards"]


def card(page, title):
    return next(c for c in cards(page) if c["title"] == title)


def names(found):
    return [a["name"] for a in found["actions"]]


@pytest.fixture
def shared(office):
    """DINKES reads DISDIK's innovation."""
    assert office.opened("budi", "proposal", OTHER).act("share", unit="DINKES")["ok"]
    return office


@pytest.fixture
def guest(office):
    """A guest of DISDIK's innovation until tomorrow."""
    done = office.opened("dewi", "proposal", OTHER).act(
        "guest_new", name="Dr. Ayu Pertiwi, M.Si.", title="Universitas Contoh", until=TOMORROW
    )
    assert done["ok"], done
    return guest_of(office)


def guest_of(office) -> Account:
    (found,) = [a for a in office.workspace.store.accounts.list() if a.role is Role.NARASUMBER]
    return found


def as_guest(office, account, form="beranda", record=""):
    return Page(Person(workspace=office.workspace, id=account.id), form, record)


def reads_one(office, opened, *, sees_own=False):
    """What somebody invited to OTHER sees: exactly that innovation, nothing to fill in."""
    home = opened("beranda", "").state()
    shown = home["live"]["panels"]["dibagikan"]["cards"]
    assert [c["title"] for c in shown] == ["KELAS CERDAS"]
    assert ("ANTRE PASTI" in text_of(home)) is sees_own
    for form in ("proposal", "penilaian"):
        page, head = opened(form, OTHER), office.head
        state = page.state()
        assert state["page"] != "galat"
        (locked,) = {kept["locked"] for kept in state["records"].values()}
        assert "hanya dapat dibaca" in locked
        assert "bagikan" not in state["live"]["panels"]
        assert [a["name"] for a in state["live"]["panels"]["ajukan"]["actions"]] == ["note"]
        for record, field in ((OTHER, "goals"), (f"{OTHER}@iid-2026", "mandiri.16")):
            assert page.edit(field, "1", record=record)["kind"] == "refused"
        for name, args in (
            ("move", {"to": "Diajukan"}), ("move", {"to": "Perlu perbaikan", "reason": "x"}),
            ("evidence_link", {"indicator": "16", "link": "https://a.id/x"}), ("share", {"unit": "PKM-HULU"}),
            ("unshare", {"unit": "DINKES"}), ("guest_new", {"name": "Teman", "until": TOMORROW}), ("resubmit", {"id": OTHER, "reason": "x"}),
        ):  # fmt: skip
            assert page.act(name, **args)["ok"] is False, name
        page.act("outline", name="kipp")  # another outline may be looked at, not chosen
        assert office.head == head
    assert SECRET in text_of(opened("proposal", OTHER).state())


# a collaborating unit


def test_an_invited_unit_reads_that_innovation_and_nothing_else_of_its_owner(shared):
    third = RecordKey(id="INV-KETIGA", kind="inovasi", unit="DISDIK")
    shared.workspace.store.save(
        [Change(record=third, field="name", value="BUKAN UNTUK TAMU", base=0)], who="uji", at=AT
    )
    reads_one(shared, lambda form, record: shared.opened("siti", form, record), sees_own=True)
    assert shared.opened("siti", "proposal", "INV-KETIGA").state()["page"] == "galat"
    assert "BUKAN UNTUK TAMU" not in text_of(shared.opened("siti", "beranda", "").state())


def test_an_invitation_is_the_units_and_not_that_of_units_around_it(shared):
    account = Account(id="A-anak", login="anak", name="Anak", role=Role.OPERATOR, unit="PKM-HULU")
    shared.workspace.store.accounts.add(account, who="uji", at=AT)
    assert shared.opened("anak", "proposal", OTHER).state()["page"] == "galat"
    assert shared.opened("kadis", "proposal", OTHER).state()["page"] != "galat"


@pytest.mark.parametrize(("form", "field"), [("proposal", "goals"), ("penilaian", "mandiri.16")])
def test_a_collaborator_writes_notes_that_the_owner_reads(shared, form, field):
    assert shared.opened("siti", form, OTHER).act("note", field=field, text="Sebutkan <b>angkanya</b>.")["ok"]
    notes = shared.opened("budi", form, OTHER).state()["live"]["notes"]
    assert [(n["text"], n["who"]) for found in notes.values() for n in found] == [
        ("Sebutkan <b>angkanya</b>.", "Siti Aminah")
    ]
    head = shared.head
    assert shared.opened("siti", form, INNOVATION).act("note", field=field, text="Pada milik sendiri.")["ok"] is False
    assert shared.head == head


def test_after_the_owner_ends_it_nothing_is_left_also_on_an_open_page(shared):
    page, home = shared.opened("siti", "proposal", OTHER), shared.opened("siti", "beranda", "")
    page.state(), home.state()
    assert shared.opened("budi", "proposal", OTHER).act("unshare", unit="DINKES")["ok"]
    head = shared.head
    assert page.act("note", field="goals", text="x")["ok"] is False
    assert SECRET not in text_of(page.ping())
    for seen in (page.state(), home.state(), shared.opened("siti", "penilaian", OTHER).state()):
        assert SECRET not in text_of(seen)
        assert "KELAS CERDAS" not in text_of(seen)
    with pytest.raises(AccessError):
        paper(shared.person("siti"), OTHER, name="profil", form="html")
    assert shared.head == head
    assert shared.opened("budi", "proposal", OTHER).act("share", unit="DINKES")["ok"]
    assert shared.opened("siti", "proposal", OTHER).state()["page"] != "galat"


@pytest.mark.parametrize("login", ["siti", "kadis", "dewi", "admin", "vera", "bupati"])
def test_only_the_owner_invites_and_ends(shared, login):
    head = shared.head
    page = shared.opened(login, "proposal", OTHER)
    for name in ("share", "unshare"):
        assert page.act(name, unit="DINKES" if name == "unshare" else "PKM-HULU")["ok"] is False
    assert shared.head == head


@pytest.mark.parametrize("unit", ["DISDIK", "TIDAK-ADA", "", "a\x00b", None])
def test_a_unit_that_cannot_be_invited_is_refused(office, unit):
    head = office.head
    answer = office.opened("budi", "proposal", OTHER).act("share", unit=unit)
    assert answer["ok"] is False
    assert "KK-" not in answer["message"]
    assert office.head == head


def test_the_owner_sees_whom_it_invited_and_offers_the_others(shared):
    page = shared.opened("budi", "proposal", OTHER)
    assert names(card(page, "Dinas Kesehatan")) == ["unshare"]
    (ask,) = card(page, "Undang OPD kolaborator")["actions"][0]["ask"]
    assert [o["value"] for o in ask["options"]] == ["PKM-HULU"]
    assert page.state()["sections"][-1]["id"] == "bagikan"
    assert "Undang narasumber atau pendamping eksternal" not in text_of(cards(page))
    assert names(card(shared.opened("dewi", "proposal", OTHER), "Dinas Kesehatan")) == []


# a guest


def test_a_guest_reads_that_innovation_and_nothing_else(office, guest):
    reads_one(office, lambda form, record: as_guest(office, guest, form, record))
    assert as_guest(office, guest, "proposal", INNOVATION).state()["page"] == "galat"
    sections = [s["id"] for s in as_guest(office, guest).state()["sections"]]
    assert sections == ["dibagikan"]


def test_a_guest_hears_nothing_of_other_innovations_while_reading(office, guest):
    for record in (INNOVATION, OTHER):
        office.put(record, rancang_bangun=" ".join(f"kata{n}" for n in range(40)))
    assert "sama dengan inovasi" in text_of(office.opened("budi", "proposal", OTHER).state())
    assert "sama dengan inovasi" not in text_of(as_guest(office, guest, "proposal", OTHER).state())


def test_a_guest_writes_notes(office, guest):
    assert as_guest(office, guest, "proposal", OTHER).act("note", field="goals", text="Tambahkan pembanding.")["ok"]
    notes = office.opened("budi", "proposal", OTHER).state()["live"]["notes"]
    assert [(n["text"], n["who"]) for n in notes[f"{OTHER}/goals"]] == [
        ("Tambahkan pembanding.", "Dr. Ayu Pertiwi, M.Si.")
    ]


def test_the_guests_access_ends_by_itself(office, guest):
    page = as_guest(office, guest, "proposal", OTHER)
    assert SECRET in text_of(page.state())
    accounts = office.workspace.store.accounts
    accounts.change(replace(guest, until=datetime.now(UTC) - timedelta(seconds=1)), who="uji", at=AT)
    head = office.head
    assert page.act("note", field="goals", text="x")["ok"] is False
    for seen in (page.state(), page.ping(), as_guest(office, guest).state()):
        assert SECRET not in text_of(seen)
        assert "KELAS CERDAS" not in text_of(seen)
    with pytest.raises(AccessError):
        paper(Person(workspace=office.workspace, id=guest.id), OTHER, name="profil", form="html")
    assert office.head == head
    assert card(office.opened("dewi", "proposal", OTHER), guest.name)["tags"][1]["text"].startswith("Berakhir ")


def test_the_last_day_counts_in_full(office, guest):
    until = guest.until.astimezone()
    assert (until - timedelta(seconds=1)).date().isoformat() == TOMORROW
    assert (until.hour, until.minute) == (0, 0)


def test_the_clinic_ends_a_guests_access_to_one_innovation(office, guest):
    assert office.opened("dewi", "proposal", INNOVATION).act("guest_again", account=guest.id, until=TOMORROW)["ok"]
    assert guest_of(office).innovations == (OTHER, INNOVATION)
    assert office.opened("dewi", "proposal", OTHER).act("guest_end", account=guest.id)["ok"]
    assert as_guest(office, guest, "proposal", OTHER).state()["page"] == "galat"
    assert as_guest(office, guest, "proposal", INNOVATION).state()["page"] != "galat"


def test_the_code_stands_on_the_page_that_made_it_and_nowhere_else(office):
    page = office.opened("dewi", "proposal", OTHER)
    page.act("guest_new", name="Ayu Pertiwi", until=TOMORROW)
    (line,) = card(page, "Ayu Pertiwi")["lines"]
    code = line.split()[2].rstrip(",").replace("-", "")
    now = datetime.now(UTC)
    account = guest_of(office)
    assert office.workspace.store.accounts.invitation(token_hash(code), at=now) == account.id
    assert office.workspace.store.accounts.invitation(token_hash(code), at=account.until) is None
    assert card(office.opened("dewi", "proposal", OTHER), "Ayu Pertiwi")["lines"] == []
    assert code[:4] not in text_of(card(office.opened("budi", "proposal", OTHER), "Ayu Pertiwi"))
    again = office.opened("admin", "proposal", OTHER)
    assert again.act("guest_code", account=account.id)["ok"]
    assert office.workspace.store.accounts.invitation(token_hash(code), at=now) is None
    assert card(again, "Ayu Pertiwi")["lines"] != []


def test_a_guest_with_a_password_gets_no_new_code(office, guest):
    office.workspace.store.accounts.set_password(guest.id, "sandi", who="uji", at=AT)
    page = office.opened("dewi", "proposal", OTHER)
    assert names(card(page, guest.name)) == ["guest_end"]
    assert "kata sandinya sendiri" in page.act("guest_code", account=guest.id)["message"]
    assert card(page, guest.name)["lines"] == []


def test_a_guest_whose_access_ended_may_be_invited_again(office, guest):
    accounts = office.workspace.store.accounts
    accounts.change(replace(guest, innovations=(), until=AT), who="uji", at=AT)
    page = office.opened("admin", "proposal", OTHER)
    offered = card(page, "Undang narasumber atau pendamping eksternal")["actions"][1]["ask"][0]["options"]
    assert [o["value"] for o in offered] == [guest.id]
    assert page.act("guest_again", account=guest.id, until=TOMORROW)["ok"]
    assert as_guest(office, guest, "proposal", OTHER).state()["page"] != "galat"


@pytest.mark.parametrize("login", ["budi", "siti", "vera", "bupati"])
def test_only_coach_and_admin_invite_guests(office, guest, login):
    head, page = office.head, office.opened(login, "proposal", OTHER)
    for name, args in (
        ("guest_new", {"name": "Teman", "until": TOMORROW}), ("guest_again", {"account": guest.id, "until": TOMORROW}),
        ("guest_code", {"account": guest.id}), ("guest_end", {"account": guest.id}),
    ):  # fmt: skip
        assert page.act(name, **args)["ok"] is False, name
    assert office.head == head


def test_a_coach_of_other_units_gets_no_code_and_no_longer_access_of_a_guest(office, guest):
    coach = Account(id="A-tuti", login="tuti", name="Tuti", role=Role.PENDAMPING, coaches=("DINKES",))
    office.workspace.store.accounts.add(coach, who="uji", at=AT)
    head, page = office.head, office.opened("tuti", "proposal", INNOVATION)
    assert "guest_again" not in text_of(cards(page))
    assert page.act("guest_again", account=guest.id, until=TOMORROW)["ok"] is False
    assert office.opened("tuti", "proposal", OTHER).act("guest_new", name="Teman", until=TOMORROW)["ok"] is False
    assert office.head == head


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"name": "123"}, {"name": "x" * 121}, {"name": "a\x00b"}, {"until": ""}, {"until": "besok"}, {"until": "2020-01-01"}, {"title": "a\x1bb"}],
)  # fmt: skip
def test_a_guest_who_cannot_be_is_refused(office, wrong):
    head = office.head
    answer = office.opened("dewi", "proposal", OTHER).act("guest_new", **({"name": "Ayu", "until": TOMORROW} | wrong))
    assert answer["ok"] is False
    assert "KK-" not in answer["message"]
    assert office.head == head


def test_one_person_has_one_guest_account(office, guest):
    head = office.head
    answer = office.opened("dewi", "proposal", INNOVATION).act("guest_new", name=guest.name, until=TOMORROW)
    assert answer["ok"] is False
    assert "sudah punya akun" in answer["message"]
    assert office.head == head


@pytest.mark.parametrize("account", ["A-siti", "A-admin", "TIDAK-ADA", None])
def test_no_other_account_is_changed_as_a_guest(office, account):
    head = office.head
    for name in ("guest_again", "guest_code", "guest_end"):
        assert office.opened("dewi", "proposal", OTHER).act(name, account=account, until=TOMORROW)["ok"] is False
    assert office.head == head


def test_the_list_of_recipients_is_not_opened_to_who_is_only_invited(shared):
    for row in ("16", "33"):
        key = RecordKey(id=f"DD-{row}", kind="data_dukung", unit="DISDIK", parent=OTHER)
        values = {"indicator": row, "title": "Dokumen", "file": row[0] * 64, "name": "a.pdf", "size": "9"}
        shared.workspace.store.save(
            [Change(record=key, field=n, value=v, base=0) for n, v in values.items()], who="uji", at=AT
        )
    vault = Vault(shared.workspace.folder / "bukti")

    def refused(login, key):
        with pytest.raises(KlikError) as error:  # the file itself is not there
            evidence_file(shared.person(login), vault, key)
        return isinstance(error.value, AccessError)

    assert (refused("siti", "DD-33"), refused("siti", "DD-16")) == (True, False)
    assert (refused("budi", "DD-33"), refused("dewi", "DD-33"), refused("vera", "DD-33")) == (False, False, False)
    shown = shared.opened("siti", "penilaian", OTHER).state()["live"]["evidence"]
    assert (shown["33"][0]["href"], shown["16"][0]["href"]) == (None, "/bukti/DD-16")


def test_who_is_only_invited_reads_names_of_documents_masked_and_numbers_of_decrees_whole(shared):
    vault, body = Vault(shared.workspace.folder / "bukti"), b"%PDF-1.4 isi\n%%EOF\n"
    incoming = vault.receive(len(body))
    incoming.write(body)
    file = incoming.finish("a.pdf", ("pdf",)).sha256
    key = RecordKey(id="DD-20", kind="data_dukung", unit="DISDIK", parent=OTHER)
    values = {"indicator": "20", "title": "Daftar NIK 3201150307900001", "file": file, "name": "HP 081234567890.pdf", "number": "100.3.3.2/214/2025", "size": "9"}  # fmt: skip
    changes = [Change(record=key, field=n, value=v, base=0) for n, v in values.items()]
    shared.workspace.store.save(changes, who="uji", at=AT)

    def shown(login):
        (one,) = shared.opened(login, "penilaian", OTHER).state()["live"]["evidence"]["20"]
        return one["title"], one["name"], one["number"]

    assert shown("siti") == ("Daftar NIK *************001", "HP *********890.pdf", "100.3.3.2/214/2025")
    assert shown("budi") == (values["title"], values["name"], values["number"])
    assert evidence_file(shared.person("siti"), vault, "DD-20")[1] == "HP xxxxxxxxx890.pdf"
    assert evidence_file(shared.person("budi"), vault, "DD-20")[1] == values["name"]


def test_who_is_invited_is_no_reviewer(shared):
    assert (
        shared.opened("siti", "penilaian", OTHER).edit("mandiri.16", "2", record=f"{OTHER}@iid-2026")["kind"]
        == "refused"
    )
    assert shared.value(ASSESSMENT.replace(INNOVATION, OTHER), "mandiri.16") is None
