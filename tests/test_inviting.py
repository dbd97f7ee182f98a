"""A class invited from Excel: what is refused, who is re-invited, and the papers that come out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from sheet_files import book, kit_file

from klik_kit import inviting
from klik_kit.core.accounts import Account, Role
from klik_kit.errors import ExchangeError, KlikError, ProblemsError, StoreError
from klik_kit.exchange.participants import phone_number
from klik_kit.inviting import ClassInvited, checked_address, invite_class
from klik_kit.passwords import token_hash
from klik_kit.store import Store

AT = datetime(2026, 7, 1, 2, 3, 4, tzinfo=UTC)
UNTIL = AT + timedelta(days=14)
ADDRESS = "https://klik.contoh.go.id"
SITI = {"Nama": "Siti Aminah, S.Kep", "Jabatan": "Perawat", "Kode unit": "PKM-HULU", "HP": "0812-3456-7890"}
BUDI = {"Nama": "Budi", "Kode unit": "DINKES"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "undangan"


@pytest.fixture
def invite(store: Store, tmp_path: Path, folder: Path) -> Callable[..., ClassInvited]:
    """Invite the people of a sheet."""

    def run(*rows: Mapping[str, object]) -> ClassInvited:
        path = kit_file(tmp_path / "PESERTA.xlsx", {"Peserta": rows})
        return invite_class(store, path, address=ADDRESS, folder=folder, until=UNTIL, who="uji", at=AT)

    return run


def refused(invite: Callable[..., ClassInvited], *rows: Mapping[str, object]) -> list[str]:
    with pytest.raises(ProblemsError) as caught:
        invite(*rows)
    return [str(problem) for problem in caught.value.problems]


def known(store: Store, **more: object) -> Account:
    account = Account(id="A1", login="siti", name="Siti Aminah", role=Role.OPERATOR, **({"unit": "PKM-HULU"} | more))
    return store.accounts.add(account, who="uji", at=AT)


# accounts


def test_a_row_becomes_an_account(invite, store):
    invite(SITI | {"Peran": "kepala opd", "SPD": "Ya"})
    (account,) = store.accounts.list()
    assert (account.login, account.name, account.role, account.unit) == (
        "siti.aminah",
        "Siti Aminah, S.Kep",
        Role.KEPALA,
        "PKM-HULU",
    )
    assert (account.title, account.phone, account.spd, account.has_password) == (
        "Perawat",
        "+6281234567890",
        True,
        False,
    )


def test_a_row_without_a_role_is_an_operator(invite):
    assert invite(BUDI).invitations[0].account.role is Role.OPERATOR


def test_people_of_one_name_in_two_units_get_two_logins(invite, store):
    invite(BUDI, BUDI | {"Kode unit": "DISDIK"})
    assert [a.login for a in store.accounts.list()] == ["budi", "budi2"]


def test_a_coach_needs_no_unit(invite):
    assert invite({"Nama": "Rina", "Peran": "Pendamping Inovasi"}).invitations[0].account.unit == ""


@pytest.mark.parametrize("again", [SITI, SITI | {"HP": None, "Nama": "SITI AMINAH"}, SITI | {"Nama": "Sitti Aminah"}])
def test_who_has_an_account_is_invited_again_and_not_doubled(invite, store, again):
    invite(SITI)
    before = store.accounts.list()
    done = invite(again)
    assert (store.accounts.list(), done.new, len(done.invitations)) == (before, 0, 1)


def test_who_is_invited_again_is_named_in_a_remark(invite):
    invite(SITI)
    (remark,) = invite(SITI).remarks
    assert (
        "Peserta!2: Siti Aminah, S.Kep sudah punya akun siti.aminah (Siti Aminah, S.Kep, UPTD Puskesmas Hulu)" in remark
    )


def test_the_password_of_who_is_invited_again_lasts_until_the_new_one(invite, store):
    store.accounts.set_password(known(store).id, "hash", who="uji", at=AT)
    invite(SITI)
    assert store.accounts.password_hash("A1") == "hash"


def test_the_same_name_in_another_unit_is_another_person(invite, store):
    known(store, unit="DISDIK")
    assert invite(SITI).new == 1


# refusals


def test_all_refusals_come_at_once_with_their_cells(invite):
    told = refused(
        invite, SITI | {"Kode unit": "PKM-HILIR"}, BUDI | {"HP": "12345"}, BUDI | {"Nama": None}, BUDI | {"Peran": "Bos"}
    )  # fmt: skip
    assert [line.partition(":")[0] for line in told] == ["Peserta!D3", "Peserta!A4", "Peserta!E5", "Peserta!C2"]


def test_an_unknown_unit_is_told_with_the_nearest(invite):
    (told,) = refused(invite, SITI | {"Kode unit": "PKM-HULI"})
    assert told.startswith("Peserta!C2: kode unit 'PKM-HULI' tidak ada. Mungkin: PKM-HULU.")


def test_an_operator_without_a_unit_is_refused(invite):
    (told,) = refused(invite, BUDI | {"Kode unit": None})
    assert "Operator OPD harus punya Kode unit" in told


@pytest.mark.parametrize("role", ["Admin Klinik", "admin", "Narasumber"])
def test_admins_and_guests_do_not_come_from_a_sheet(invite, role):
    (told,) = refused(invite, BUDI | {"Peran": role})
    assert "tidak ada dalam daftar" in told


def test_one_person_twice_is_refused(invite):
    (told,) = refused(invite, BUDI, BUDI | {"Nama": "BUDI"})
    assert "BUDI sudah ditulis pada baris 2" in told


def test_one_phone_for_two_people_is_refused(invite):
    (told,) = refused(invite, SITI, BUDI | {"HP": "+62 812 3456 7890"})
    assert told.startswith("Peserta!D3: nomor HP ini sama dengan milik Siti Aminah, S.Kep.")


def test_a_row_that_fits_two_accounts_is_refused(invite, store):
    known(store)
    store.accounts.add(
        Account(id="A2", login="lain", name="Lain", role=Role.OPERATOR, unit="DINKES", phone="+6281234567890"), who="uji", at=AT
    )  # fmt: skip
    (told,) = refused(invite, SITI)
    assert "cocok dengan beberapa akun: lain, siti." in told


def test_two_rows_for_one_account_are_refused(invite, store):
    known(store, phone="+6281234567890")
    (told,) = refused(invite, SITI | {"HP": None}, BUDI | {"HP": "081234567890"})
    assert told.startswith("Peserta!3: akun siti (Siti Aminah) sudah diundang dari baris lain.")


def test_who_was_disabled_is_refused_with_the_way_back(invite, store):
    store.accounts.disable(known(store).id, who="uji", at=AT)
    (told,) = refused(invite, SITI)
    assert "klik user disable siti --batal" in told


def test_one_refused_row_invites_nobody_and_leaves_no_file(invite, store, folder):
    refused(invite, SITI, BUDI | {"HP": "x"})
    assert (store.accounts.list(), folder.exists()) == ((), False)


def test_where_the_store_refuses_no_file_is_left(invite, folder, monkeypatch):
    def busy(*_: object, **__: object) -> None:
        raise StoreError("sibuk")

    monkeypatch.setattr("klik_kit.store.Accounts.enrol", busy)
    with pytest.raises(StoreError):
        invite(SITI)
    assert list(folder.iterdir()) == []


def test_where_the_folder_refuses_nobody_is_invited(invite, store, folder):
    folder.write_text("a file where the folder should be")
    with pytest.raises(ExchangeError, match="tidak dapat ditulis"):
        invite(SITI)
    assert store.accounts.list() == ()


def test_an_empty_sheet_is_told(invite):
    with pytest.raises(ExchangeError, match="tidak berisi peserta"):
        invite({"Nama": None, "Kode unit": None})


def test_a_sheet_of_another_name_counts_where_it_is_the_only_one(store, tmp_path, folder):
    path = kit_file(tmp_path / "x.xlsx", {"Sheet1": [BUDI]})
    assert invite_class(store, path, address=ADDRESS, folder=folder, until=UNTIL, who="uji", at=AT).new == 1


def test_several_sheets_of_other_names_are_refused(store, tmp_path, folder):
    path = book(tmp_path / "x.xlsx", {"A": [["Nama"], ["Budi"]], "B": [["Nama"], ["Siti"]]})
    with pytest.raises(ExchangeError, match="klik user template"):
        invite_class(store, path, address=ADDRESS, folder=folder, until=UNTIL, who="uji", at=AT)


@pytest.mark.parametrize(
    "written",
    [
        "0812-3456-7890",
        "+62 812 3456 7890",
        "6281234567890",
        "(0812) 3456.7890",
        81234567890,
        6281234567890.0,
        "+62 0812 3456 7890",
    ],
)
def test_a_phone_number_is_read_however_it_was_typed(written):
    assert phone_number(written) == "+6281234567890"


@pytest.mark.parametrize(
    "written", ["0812", "021-5551234", "812345678901234", "nol delapan", "+1 812 345 6789", "0812345678a", True]
)
def test_what_is_no_mobile_number_is_refused(written):
    with pytest.raises(ValueError, match="nomor HP"):
        phone_number(written)


# papers


def test_the_link_and_the_code_of_a_card_open_the_account(invite, store):
    (invitation,) = invite(SITI).invitations
    keys = (invitation.link.rpartition("/")[2], invitation.code.replace("-", ""))
    assert [store.accounts.invitation(token_hash(key), at=AT) for key in keys] == [invitation.account.id] * 2


def test_the_invitations_end_when_told(invite, store):
    (invitation,) = invite(SITI).invitations
    assert store.accounts.invitation(token_hash(invitation.link.rpartition("/")[2]), at=UNTIL) is None


def test_the_text_for_whatsapp_is_one_line_with_person_link_code_and_end(invite):
    (invitation,) = invite(SITI).invitations
    assert "\n" not in invitation.text
    for part in (
        "Yth. Bapak/Ibu Siti Aminah, S.Kep (UPTD Puskesmas Hulu).",
        "Kabupaten Uji",
        f" {invitation.link} ",
        invitation.code,
        "15 Juli 2026",
    ):
        assert part in invitation.text


def test_the_papers_are_for_the_user_only(invite, folder):
    done = invite(SITI)
    assert [path.stat().st_mode & 0o777 for path in (folder, done.cards, done.links)] == [0o700, 0o600, 0o600]
    assert sorted(folder.iterdir()) == sorted([done.cards, done.links])


def test_a_card_shows_person_unit_address_code_and_end(invite):
    done = invite(SITI)
    page = done.cards.read_text()
    for part in (
        "Siti Aminah, S.Kep",
        "UPTD Puskesmas Hulu",
        "klik.contoh.go.id/kode",
        done.invitations[0].code,
        "siti.aminah",
        "15 Juli 2026",
    ):
        assert part in page


def test_eight_cards_fit_on_a_sheet(invite):
    page = invite(*({"Nama": f"Orang {chr(65 + n)}", "Kode unit": "DINKES"} for n in range(17))).cards.read_text()
    assert [part.count('class="kartu"') for part in page.split('class="lembar"')[1:]] == [8, 8, 1]


def test_every_card_has_a_code_of_its_own_to_point_a_phone_at(invite):
    page = invite(SITI, BUDI).cards.read_text()
    drawn = re.findall(r'<svg[^>]*class="qr".*?</svg>', page, re.DOTALL)
    assert (len(drawn), len(set(drawn))) == (2, 2)


def test_the_drawn_code_is_the_link(invite, monkeypatch):
    import segno

    seen, make = [], segno.make
    monkeypatch.setattr(segno, "make", lambda text, **more: seen.append(text) or make(text, **more))
    done = invite(SITI)
    assert seen == [done.invitations[0].link]


def test_the_cards_ask_nothing_of_the_network(invite):
    page = invite(SITI).cards.read_text()
    assert re.findall(r"(?:src|href)=|url\(|@import|<script", page) == []


def test_a_hostile_name_is_shown_and_does_not_run(invite):
    page = invite(BUDI | {"Nama": "<script>alert(1)</script>"}).cards.read_text()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in page


def test_the_links_are_a_table_with_texts_to_copy(invite):
    done = invite(SITI)
    rows = list(openpyxl.load_workbook(done.links)["Tautan"].iter_rows(values_only=True))
    assert rows[0] == ("Nama", "Unit", "HP", "Nama masuk", "Tautan", "Kode", "Berlaku sampai", "Teks WhatsApp")
    (invitation,) = done.invitations
    assert rows[1][4:6] + rows[1][7:] == (invitation.link, invitation.code, invitation.text)


def test_the_template_reads_back_once_it_is_filled_in(store, tmp_path, folder):
    path = tmp_path / "PESERTA.xlsx"
    inviting.write_participants(path, store=store)
    made = openpyxl.load_workbook(path)
    made["Peserta"].append(["Budi", "Guru", "DISDIK", "081234567890", "Operator OPD", "tidak"])
    made["Peserta"].move_range(
        f"A{made['Peserta'].max_row}:F{made['Peserta'].max_row}", rows=2 - made["Peserta"].max_row
    )
    made.save(path)
    assert invite_class(store, path, address=ADDRESS, folder=folder, until=UNTIL, who="uji", at=AT).new == 1


# addresses


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://klik.contoh.go.id/", ADDRESS),
        (" http://10.0.0.5:8866 ", "http://10.0.0.5:8866"),
        ("http://[::1]:80", "http://[::1]:80"),
    ],
)
def test_a_link_begins_with_the_address_of_the_server(written, kept):
    assert checked_address(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "",
        "klik.contoh.go.id",
        "ftp://x",
        "https://",
        "https://x/y",
        "https://x?a=b",
        "https://a@b",
        "https://x:port",
        "https://x:99999",
        "javascript:alert(1)",
        "https://a b",
    ],
)
def test_what_is_no_address_of_a_server_is_refused(written):
    with pytest.raises(KlikError, match=r"https://klik\.contoh\.go\.id"):
        checked_address(written)
