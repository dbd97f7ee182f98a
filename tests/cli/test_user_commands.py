"""klik user from the outside: what is said, what is kept, how it ends."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sheet_files import kit_file

from klik_kit.core.accounts import Account, Role
from klik_kit.core.records import Change, RecordKey
from klik_kit.passwords import token_hash
from klik_kit.workspace import open_workspace

SITI = ("user", "add", "--nama", "Siti Aminah, S.Kep", "--unit", "PKM-HULU")


@pytest.fixture(autouse=True)
def here(kab: Path, monkeypatch) -> Path:
    """Stand in the workspace."""
    monkeypatch.chdir(kab)
    return kab


def kept() -> tuple[Account, ...]:
    with open_workspace(Path()) as workspace:
        return workspace.store.accounts.list()


def invited(key: str) -> str | None:
    with open_workspace(Path()) as workspace:
        return workspace.store.accounts.invitation(token_hash(key), at=datetime.now(UTC))


def secrets_in(text: str) -> tuple[str, str]:
    link = re.search(r"/undangan/(\S+)", text)
    code = re.search(r"^  ([A-Z0-9]{4})-([A-Z0-9]{4})$", text, re.MULTILINE)
    return link[1], code[1] + code[2]


# add


def test_add_keeps_the_person(klik):
    ran = klik(*SITI, "--peran", "kepala", "--hp", "0812 3456 7890", "--jabatan", "Kepala Puskesmas", "--spd")
    assert ran.code == 0
    (account,) = kept()
    assert (account.login, account.name, account.role, account.unit) == (
        "siti.aminah",
        "Siti Aminah, S.Kep",
        Role.KEPALA,
        "PKM-HULU",
    )
    assert (account.phone, account.title, account.spd) == ("+6281234567890", "Kepala Puskesmas", True)


def test_add_shows_a_link_and_a_code_that_invite(klik):
    ran = klik(*SITI, "--alamat", "https://klik.contoh.go.id/")
    assert "https://klik.contoh.go.id/undangan/" in ran.out
    assert [invited(key) for key in secrets_in(ran.out)] == [kept()[0].id] * 2


def test_add_tells_that_a_local_link_opens_here_only(klik):
    assert "hanya terbuka di komputer ini" in klik(*SITI).err


def test_add_takes_the_address_from_the_environment(klik, monkeypatch):
    monkeypatch.setenv("KLIK_ALAMAT", "https://klik.contoh.go.id")
    assert "https://klik.contoh.go.id/undangan/" in klik(*SITI).out


def test_the_invitation_ends_when_told(klik):
    link, _ = secrets_in(klik(*SITI, "--berlaku", "3").out)
    with open_workspace(Path()) as workspace:
        found = [
            workspace.store.accounts.invitation(token_hash(link), at=datetime.now(UTC) + timedelta(days=d))
            for d in (2, 3)
        ]
    assert [bool(account) for account in found] == [True, False]


def test_a_coach_may_have_units_of_their_own(klik):
    klik("user", "add", "--nama", "Rina", "--peran", "pendamping", "--binaan", "DINKES, DISDIK")
    assert kept()[0].coaches == ("DINKES", "DISDIK")


def test_a_guest_is_invited_to_innovations_until_a_day(klik, here):
    with open_workspace(here) as workspace:
        key = RecordKey(id="INV-1", kind="inovasi", unit="DINKES")
        workspace.store.save([Change(record=key, field="name", value="A", base=0)], who="uji", at=datetime.now(UTC))
    ran = klik(
        "user", "add", "--nama", "Prof. Ahmad", "--peran", "narasumber", "--inovasi", "INV-1", "--sampai", "2099-12-31"
    )
    assert ran.code == 0
    (guest,) = kept()
    assert (guest.innovations, guest.until.astimezone().isoformat()[:16]) == (("INV-1",), "2100-01-01T00:00")


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--unit", "DINKEZ"), "Unit 'DINKEZ' tidak ada di ruang kerja ini. Mungkin: DINKES"),
        (("--unit", ""), "Operator OPD harus punya unit. Tambahkan --unit KODE."),
        (("--peran", "bos"), "Peran 'bos' tidak dikenal. Pilih: operator, kepala"),
        (("--hp", "123"), "Akun tidak dibuat: nomor HP '123' tidak dikenal."),
        (("--nama", "123"), "Akun tidak dibuat: '123' bukan nama."),
        (("--binaan", "DINKES"), "--binaan hanya untuk --peran pendamping."),
        (("--peran", "narasumber"), "Narasumber diundang ke inovasi tertentu sampai tanggal tertentu."),
        (("--inovasi", "INV-9"), "Inovasi INV-9 tidak ada."),
        (("--sampai", "2020-01-01"), "--sampai sudah lewat."),
        (("--sampai", "besok"), "'--sampai' tidak sah: isi tanggal seperti"),
        (("--alamat", "klik"), "Alamat 'klik' tidak dapat dipakai."),
        (("--masuk", "siti aminah"), "Nama masuk 'siti aminah' memuat spasi."),
        (("--berlaku", "0"), "'--berlaku' tidak sah: isi bilangan bulat 1 s.d. 90."),
    ],
)  # fmt: skip
def test_what_cannot_be_added_is_told_and_not_kept(klik, more, told):
    ran = klik(*SITI, *more)
    assert (ran.code, ran.out, kept()) == (2, "", ())
    assert ran.err.startswith(told)


def test_the_same_person_is_not_added_twice(klik):
    klik(*SITI)
    ran = klik("user", "add", "--nama", "SITI AMINAH", "--unit", "PKM-HULU")
    assert (ran.code, len(kept())) == (2, 1)
    assert "klik user reset siti.aminah" in ran.err


def test_there_is_no_option_for_a_password(klik):
    assert not re.search(r"--(sandi|password|pin)", klik("user", "add", "--help").out)


# list


def test_an_empty_list_names_the_first_step(klik):
    assert "klik user add" in klik("user", "list").out


def test_the_list_shows_who_has_not_come_yet(klik):
    klik(*SITI)
    head, row = klik("user", "list").out.splitlines()
    assert re.split(r"  +", head) == ["Nama masuk", "Nama", "Peran", "Unit", "Keadaan"]
    assert re.split(r"  +", row) == [
        "siti.aminah",
        "Siti Aminah, S.Kep",
        "Operator OPD",
        "PKM-HULU",
        "belum membuat PIN",
    ]


def test_the_list_shows_one_unit(klik):
    klik(*SITI)
    assert "siti.aminah" not in klik("user", "list", "--unit", "DINKES").out


# reset and disable


def test_reset_takes_the_password_away_and_invites_anew(klik, here):
    first, _ = secrets_in(klik(*SITI).out)
    with open_workspace(here) as workspace:
        account = workspace.store.accounts.redeem(token_hash(first), password_hash="hash", at=datetime.now(UTC))
        workspace.store.accounts.start_session(
            "9" * 64, account=account, at=datetime.now(UTC), until=datetime.now(UTC) + timedelta(hours=1)
        )
    link, code = secrets_in(klik("user", "reset", "SITI.AMINAH").out)
    with open_workspace(here) as workspace:
        accounts = workspace.store.accounts
        assert (accounts.password_hash(account), accounts.session("9" * 64, at=datetime.now(UTC))) == (None, None)
    assert (invited(link), invited(code)) == (account, account)


@pytest.mark.parametrize("command", ["reset", "disable"])
def test_an_unknown_login_is_told(klik, command):
    ran = klik("user", command, "siapa")
    assert (ran.code, ran.err.strip()) == (2, "Nama masuk 'siapa' tidak dikenal. Lihat daftarnya: klik user list")


def test_disable_ends_the_invitation(klik):
    link, _ = secrets_in(klik(*SITI).out)
    assert klik("user", "disable", "siti.aminah").code == 0
    assert (kept()[0].disabled, invited(link)) == (True, None)


def test_a_disabled_account_may_come_back(klik):
    klik(*SITI)
    klik("user", "disable", "siti.aminah")
    assert klik("user", "disable", "siti.aminah", "--batal").code == 0
    assert not kept()[0].disabled


def test_a_disabled_account_is_not_reset(klik):
    klik(*SITI)
    klik("user", "disable", "siti.aminah")
    ran = klik("user", "reset", "siti.aminah")
    assert (ran.code, "--batal" in ran.err) == (2, True)


def test_an_account_whose_time_is_over_needs_a_new_end(klik, here):
    klik(*SITI, "--sampai", "2099-12-31")
    with open_workspace(here) as workspace:
        account = replace(workspace.store.accounts.list()[0], until=datetime(2020, 1, 1, tzinfo=UTC))
        workspace.store.accounts.change(account, who="uji", at=datetime.now(UTC))
    assert klik("user", "disable", "siti.aminah", "--batal").code == 2
    assert klik("user", "disable", "siti.aminah", "--batal", "--sampai", "2099-12-31").code == 0


def test_the_history_holds_after_all_of_it(klik):
    klik(*SITI)
    klik("user", "reset", "siti.aminah")
    klik("user", "disable", "siti.aminah")
    assert klik("verify").code == 0


# invite and template


def test_invite_tells_what_it_made_and_where(klik, here):
    path = kit_file(
        here / "PESERTA.xlsx",
        {"Peserta": [{"Nama": "Budi", "Kode unit": "DINKES"}, {"Nama": "Sri", "Kode unit": "DISDIK"}]},
    )
    ran = klik("user", "invite", path, "--alamat", "https://klik.contoh.go.id")
    assert (ran.code, "2 orang diundang, 2 akun baru." in ran.out) == (0, True)
    assert sorted(p.suffix for p in (here / "undangan").iterdir()) == [".html", ".xlsx"]


def test_invite_says_no_secret_aloud(klik, here):
    path = kit_file(here / "PESERTA.xlsx", {"Peserta": [{"Nama": "Budi", "Kode unit": "DINKES"}]})
    ran = klik("user", "invite", path, "--alamat", "https://klik.contoh.go.id")
    (cards,) = (here / "undangan").glob("*.html")
    (code,) = re.findall(r"[A-Z0-9]{4}-[A-Z0-9]{4}", cards.read_text())
    assert [secret for secret in ("/undangan/", code) if secret in ran.out.replace(f"{here}/undangan/", "")] == []


def test_invite_needs_an_address(klik):
    ran = klik("user", "invite", "PESERTA.xlsx")
    assert (ran.code, ran.err.splitlines()[0]) == (2, "'--alamat' belum diisi.")


def test_invite_tells_every_refusal(klik, here):
    path = kit_file(
        here / "PESERTA.xlsx", {"Peserta": [{"Nama": "Budi", "Kode unit": "X"}, {"Nama": "Sri", "HP": "1"}]}
    )
    ran = klik("user", "invite", path, "--alamat", "https://klik.contoh.go.id")
    assert (ran.code, len(ran.err.splitlines()), kept()) == (2, 3, ())


def test_the_template_is_not_overwritten(klik, here):
    assert klik("user", "template", "PESERTA.xlsx").code == 0
    assert "tidak ditimpa" in klik("user", "template", "PESERTA.xlsx").err
    assert klik("user", "template", "PESERTA.xlsx", "--timpa").code == 0


def test_the_template_is_an_excel_file(klik):
    assert "Gunakan .xlsx" in klik("user", "template", "PESERTA.csv").err


# delete


@pytest.fixture
def answering(monkeypatch):
    """Type something where a command asks."""
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


def remembered() -> list[str]:
    with open_workspace(Path()) as workspace:
        return [account.name for account in workspace.store.accounts.list(deleted=True)]


def test_delete_tells_what_goes_and_what_stays_before_it_asks(klik, here, answering):
    klik(*SITI, "--jabatan", "Perawat")
    (siti,) = kept()
    task = RecordKey(id="T1", kind="tindak_lanjut", unit="PKM-HULU")
    values = {"text": "Unggah SK", "owner": "Siti Aminah", "state": "Belum", "note": "Kata Siti Aminah: besok."}
    unit = RecordKey(id="unit:PKM-HULU", kind="unit", unit="PKM-HULU")
    with open_workspace(here) as workspace:
        now = datetime.now(UTC)
        changes = [Change(record=task, field=f, value=v, base=0) for f, v in values.items()]
        workspace.store.save(changes, who=siti.signature, at=now)
        operator = Change(record=unit, field="operator", value=siti.name, base=0)
        workspace.store.save([operator], who="uji", at=now)
    (here / "cadangan").mkdir(exist_ok=True)
    (here / "cadangan" / "lama.zip").touch()
    answering("\n")
    ran = klik("user", "delete", "siti.aminah")
    assert (ran.code, ran.err) == (2, "Dibatalkan. Tidak ada yang dihapus.\n")
    for line in (
        "Akun siti.aminah: Siti Aminah, S.Kep, Operator OPD, UPTD Puskesmas Hulu",
        "undangan yang belum dipakai; formulir yang sedang dibukanya berhenti saat itu juga",
        "namanya sebagai penulis 5 riwayat",
        "namanya pada 1 isian yang hanya berisi nama itu:\n      tindak lanjut T1, UPTD Puskesmas Hulu: owner\n",
        "isi semua yang ditulisnya (4 isian yang kini berlaku)",
        "namanya pada 1 isian lain:\n      tindak lanjut T1, UPTD Puskesmas Hulu: note\n",
        "tambahkan --dalam-teks",
        "namanya di Pengaturan.xlsx; pejabat dan operator di sana bukan akun:\n      unit unit:PKM-HULU, UPTD Puskesmas Hulu: operator\n",
        "cadangan lama (1 berkas di",
        "1 tindak lanjut yang belum selesai atas namanya",
    ):
        assert line in ran.out
    assert kept() == (siti,)


@pytest.mark.parametrize("typed", ["", "ya\n", "siti\n", "Siti Aminah\n"])
def test_delete_asks_for_the_login_itself(klik, answering, typed):
    klik(*SITI)
    answering(typed)
    assert klik("user", "delete", "siti.aminah").code != 0
    assert len(kept()) == 1


def test_delete_takes_the_account_away_once_the_login_is_typed(klik, answering):
    klik(*SITI)
    answering("Siti.Aminah\n")
    ran = klik("user", "delete", "siti.aminah")
    (name,) = remembered()
    assert f"Akun siti.aminah dihapus. Riwayatnya kini bernama {name}." in ran.out
    assert (ran.code, kept()) == (0, ())
    assert "Riwayat utuh" in klik("verify").out


def test_a_script_deletes_without_being_asked_and_only_once(klik):
    klik(*SITI)
    assert klik("user", "delete", "siti.aminah", "--ya").code == 0
    again = klik("user", "delete", "siti.aminah", "--ya")
    assert (again.code, again.out) == (2, "")
    assert "Nama masuk 'siti.aminah' tidak dikenal." in again.err


def test_texts_lose_the_name_where_asked(klik, here):
    klik(*SITI)
    note = RecordKey(id="INV-1", kind="inovasi", unit="DINKES")
    with open_workspace(here) as workspace:
        text = "Digagas Siti Aminah, S.Kep dan kader."
        workspace.store.save(
            [Change(record=note, field="catatan", value=text, base=0)], who="uji", at=datetime.now(UTC)
        )
    ran = klik("user", "delete", "siti.aminah", "--ya", "--dalam-teks")
    assert "namanya pada 1 isian yang memuatnya:\n      inovasi INV-1, Dinas Kesehatan: catatan\n" in ran.out
    with open_workspace(here) as workspace:
        assert workspace.store.get("INV-1").value("catatan") == f"Digagas {remembered()[0]} dan kader."


def test_the_last_active_admin_is_not_deleted(klik):
    klik("user", "add", "--nama", "Admin Satu", "--peran", "admin")
    klik("user", "add", "--nama", "Admin Dua", "--peran", "admin")
    klik("user", "disable", "admin.dua")
    ran = klik("user", "delete", "admin.satu", "--ya")
    assert ran.code == 2
    assert "satu-satunya akun admin yang aktif" in ran.err
    assert klik("user", "delete", "admin.dua", "--ya").code == 0
    assert [account.login for account in kept()] == ["admin.satu"]


def test_deleted_accounts_are_listed_only_where_asked(klik):
    klik(*SITI)
    klik("user", "delete", "siti.aminah", "--ya")
    assert "Belum ada akun" in klik("user", "list").out
    assert re.search(
        r"^- +Akun terhapus [0-9A-F]{4} .* terhapus$", klik("user", "list", "--terhapus").out, re.MULTILINE
    )


def test_a_login_is_free_again_after_a_deletion(klik):
    klik(*SITI)
    klik("user", "delete", "siti.aminah", "--ya")
    klik(*SITI)
    assert [account.login for account in kept()] == ["siti.aminah"]
    assert len(remembered()) == 2
