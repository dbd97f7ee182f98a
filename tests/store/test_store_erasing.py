"""A deleted account: the person is gone from every table and file, the history stays and still proves itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from store_cases import AT, KEY, LATER, change, raw, tamper

from klik_kit.core.accounts import Account, Role
from klik_kit.core.records import Change, RecordKey
from klik_kit.errors import AccessError, NotFoundError, StoreError
from klik_kit.store import TABLES, Accounts, Copies, Store, Ticket, open_store, refill
from klik_kit.store.chain import GENESIS, Link, redaction_seal, sealed

SITI = Account(
    id="A1", login="siti.aminah", name="Siti Aminah, S.Kep", role=Role.OPERATOR, unit="DINKES", title="Perawat Penyelia",
    phone="+628123456789", spd=True, innovations=("INV-1",),
)  # fmt: skip
BUDI = Account(id="A2", login="budi", name="Budi Santoso", role=Role.ADMIN)
COLUMNS = ("number", "record", "field", "value", "version", "who", "at", "hash")
TRACES = ("siti", "aminah", "perawat penyelia", "628123456789", "argon2id")
PRESENT = RecordKey(id="SESI-1-H-A1", kind="kehadiran", unit="DINKES", parent=KEY.id)
UNIT = RecordKey(id="unit:DINKES", kind="unit", unit="DINKES")
COPIES = Copies(cleared=frozenset({(PRESENT.id, "jabatan")}), kept=frozenset({"unit"}))


@pytest.fixture
def accounts(store: Store) -> Accounts:
    """Siti has an account, a session and an invitation, wrote two answers, came to a session and owes a task."""
    accounts = store.accounts
    accounts.add(replace(SITI, name="Siti A."), who="klik:root", at=AT, password_hash="$argon2id$x")
    accounts.change(SITI, who="klik:root", at=AT)
    accounts.add(BUDI, who="klik:root", at=AT, password_hash="hash")
    accounts.start_session("3" * 64, account="A1", at=AT, until=LATER)
    accounts.invite(Ticket(account="A1", token_hash="1" * 64, code_hash="2" * 64, until=LATER), who="x", at=AT)
    store.save([change("judul", "satu"), change("urusan", "kesehatan")], who=SITI.signature, at=AT)
    store.save([change("judul", "dua", base=1)], who=BUDI.signature, at=AT)
    present = {"nama": SITI.name, "jabatan": SITI.title, "akun": "A1"}
    store.save(
        [Change(record=PRESENT, field=f, value=v, base=0) for f, v in present.items()], who=SITI.signature, at=AT
    )
    store.save([change("tugas.1.penanggung_jawab", "siti  Aminah")], who=BUDI.signature, at=AT)
    return accounts


def erased(accounts: Accounts, account: str = "A1") -> str:
    return accounts.erase(account, COPIES, who=BUDI.signature, at=LATER)


def everything(store: Store) -> str:
    """Every row of every table as text."""
    with store.snapshot() as snapshot:
        rows = [str(row) for name in TABLES for row in snapshot.rows(name)[1]]
    return "\n".join(rows).casefold()


def traces(text: str) -> list[str]:
    return [trace for trace in TRACES if trace in text]


def wheres(store: Store) -> list[str]:
    return [problem.where for problem in store.verify()]


# what goes


def test_no_table_holds_the_person_any_more(accounts, store):
    assert traces(everything(store)) == list(TRACES)
    erased(accounts)
    assert traces(everything(store)) == []


def test_no_byte_of_the_database_file_holds_the_person_once_wiped(accounts, store, backend, tmp_path):
    erased(accounts)
    store.wipe()
    if backend == "sqlite":
        found = b"".join(path.read_bytes() for path in tmp_path.glob("klik.db*"))
        assert found
        assert traces(found.decode("latin-1").casefold()) == []
    assert store.verify() == ()


def test_sessions_invitation_and_password_end_at_once(accounts):
    erased(accounts)
    assert accounts.session("3" * 64, at=AT) is None
    assert accounts.invitation("1" * 64, at=AT) is None
    assert accounts.redeem("2" * 64, password_hash="neu", at=AT) is None
    assert (accounts.password_hash("A1"), accounts.find("siti.aminah")) == (None, None)
    with pytest.raises(NotFoundError):
        accounts.start_session("4" * 64, account="A1", at=AT, until=LATER)


@pytest.mark.parametrize("again", [erased, lambda a: a.footprint("A1", COPIES), lambda a: a.get("A1")])
def test_a_deleted_account_is_not_there_any_more(accounts, again):
    erased(accounts)
    with pytest.raises(NotFoundError, match="Akun A1 tidak ada"):
        again(accounts)


def test_an_open_form_of_the_deleted_person_saves_nothing_more(accounts, store):
    """What was on its way when the account was deleted must not bring the name back."""
    erased(accounts)
    before = store.head()
    with pytest.raises(AccessError, match="Akun ini sudah dihapus"):
        store.save([change("judul", "tiga", base=2)], who=SITI.signature, at=LATER)
    assert store.head() == before


def test_its_hashes_fit_no_guess_of_the_name_or_the_number(accounts, store, url):
    erased(accounts)
    covers = raw(url, "SELECT cover, value FROM history WHERE who LIKE 'Akun terhapus%' OR record = 'akun:A1'")
    assert {len(cover) for cover, _ in covers if cover} <= {32, 64}
    personal = raw(
        url, "SELECT cover FROM history WHERE record = 'akun:A1' AND field IN ('name', 'login', 'title', 'phone')"
    )
    assert set(personal) == {(None,)}
    assert raw(url, "SELECT count(*) FROM history WHERE who LIKE 'Akun terhapus%' AND length(cover) = 32") == [(0,)]


# what stays


def test_the_history_names_the_pseudonym_and_keeps_the_rest(accounts, store):
    before = store.history(KEY.id)
    name = erased(accounts)
    after = store.history(KEY.id)
    assert [entry.who for entry in after[:3]] == [f"{name} [A1]"] * 3
    kept = [replace(entry, who="") for entry in before if entry.value != "siti  Aminah"]
    assert [replace(entry, who="") for entry in after if entry.value != name] == kept
    assert store.get(KEY.id).answers["urusan"].who == f"{name} [A1]"
    assert store.get(KEY.id).answers["judul"].who == BUDI.signature


def test_records_that_hold_nothing_but_the_name_hold_the_pseudonym(accounts, store):
    name = erased(accounts)
    assert store.get(KEY.id).value("tugas.1.penanggung_jawab") == name
    assert store.get(PRESENT.id).values() == {"nama": name, "akun": "A1"}


def test_the_account_is_listed_only_as_what_is_left_of_it(accounts):
    name = erased(accounts)
    assert accounts.list() == (BUDI_WITH_PASSWORD,)
    (_, left) = accounts.list(deleted=True)
    assert left == Account(id="A1", login="", name=name, role=Role.OPERATOR, unit="DINKES", disabled=True, deleted=True)


BUDI_WITH_PASSWORD = replace(BUDI, has_password=True)


def test_two_deletions_have_two_pseudonyms_that_tell_nothing(accounts, store):
    first = erased(accounts)
    second = erased(accounts, "A2")
    assert first != second
    assert {first[:14], second[:14]} == {"Akun terhapus "}
    assert traces(f"{first}{second}".casefold()) == []
    assert "budi" not in everything(store)
    assert store.verify() == ()


def test_the_login_may_be_given_away_without_the_pseudonym(accounts, store):
    name = erased(accounts)
    new = Account(id="A3", login="siti.aminah", name="Siti Aminah, S.Kep", role=Role.OPERATOR, unit="DINKES")
    accounts.add(new, who="klik:root", at=LATER)
    store.save([change("judul", "tiga", base=2)], who=new.signature, at=LATER)
    assert accounts.find("siti.aminah") == new
    assert [entry.who for entry in store.history(KEY.id, "judul")] == [f"{name} [A1]", BUDI.signature, new.signature]
    with pytest.raises(StoreError, match="id ini sudah ada"):
        accounts.add(replace(new, id="A1", login="lain"), who="klik:root", at=LATER)


def test_a_namesake_keeps_what_others_wrote_of_them(accounts, store):
    accounts.add(replace(BUDI, id="A4", login="siti2", name="SITI AMINAH"), who="klik:root", at=AT)
    name = erased(accounts)
    assert store.get(KEY.id).value("tugas.1.penanggung_jawab") == "siti  Aminah"
    assert store.get(PRESENT.id).value("nama") == name
    assert accounts.get("A4").name == "SITI AMINAH"


def test_officials_and_texts_keep_the_name_and_are_told(accounts, store):
    store.save([Change(record=UNIT, field="operator", value=SITI.name, base=0)], who="klik:root", at=AT)
    store.save([change("catatan", "Disusun Siti Aminah dan kader.")], who=BUDI.signature, at=AT)
    store.save([change("lokasi", "Desa Siti Aminahan")], who=BUDI.signature, at=AT)
    told = accounts.footprint("A1", COPIES)
    assert told.mentions == ((KEY.id, "catatan"), (UNIT.id, "operator"))
    assert told.replaced == ((PRESENT.id, "jabatan"), (PRESENT.id, "nama"), (KEY.id, "tugas.1.penanggung_jawab"))
    assert (told.entries, told.answers, told.sessions, told.invited) == (7, 4, 1, True)
    erased(accounts)
    assert store.get(UNIT.id).value("operator") == SITI.name
    assert store.get(KEY.id).value("catatan") == "Disusun Siti Aminah dan kader."


def test_the_name_goes_out_of_texts_in_all_versions_where_asked(accounts, store):
    store.save([change("catatan", "Hadir: SITI  aminah, S.Kep; Desa Siti Aminahan.")], who=BUDI.signature, at=AT)
    store.save([change("catatan", "Disusun Siti Aminah dan kader.", base=1)], who=BUDI.signature, at=AT)
    store.save([Change(record=UNIT, field="operator", value=f"Sdri. {SITI.name}", base=0)], who="klik:root", at=AT)
    wanted = replace(COPIES, texts=True)
    assert accounts.footprint("A1", wanted).mentions == ((UNIT.id, "operator"),)
    name = accounts.erase("A1", wanted, who=BUDI.signature, at=LATER)
    assert [entry.value for entry in store.history(KEY.id, "catatan")] == [
        f"Hadir: {name}; Desa Siti Aminahan.", f"Disusun {name} dan kader.",
    ]  # fmt: skip
    assert store.get(UNIT.id).value("operator") == f"Sdri. {SITI.name}"
    assert store.verify() == ()


def test_looking_at_the_footprint_changes_nothing(accounts, store):
    before = everything(store)
    accounts.footprint("A1", COPIES)
    assert everything(store) == before


# what is proven


def test_the_history_verifies_and_passes_every_earlier_head(accounts, store, url):
    heads = [(number, seal) for number, seal in raw(url, "SELECT number, hash FROM history")]
    erased(accounts)
    store.save([change("judul", "tiga", base=2)], who=BUDI.signature, at=LATER)
    assert [problem for head in heads for problem in store.verify(anchor=head)] == []


def test_the_deletion_stands_in_the_history(accounts, store):
    erased(accounts)
    newest = store.history("akun:A1")[-1]
    assert (newest.field, newest.who, newest.at) == ("@hapus", BUDI.signature, LATER)
    assert newest.number == store.head()[0]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE history SET value = 'lain' WHERE field = 'urusan'",
        "UPDATE history SET value = 'lain', cover = NULL WHERE field = 'urusan'",
        "UPDATE history SET who = 'Budi Santoso [A2]' WHERE field = 'urusan'",
        "UPDATE history SET who = 'x', cover = NULL WHERE field = 'judul' AND version = 2",
        "UPDATE history SET value = 'Andi' WHERE record = 'akun:A1' AND field = 'name'",
        "UPDATE history SET value = 'operator2' WHERE record = 'akun:A1' AND field = 'role'",
        "UPDATE redaction SET seal = 'x'",
        "UPDATE redaction SET salt = 'x'",
        "DELETE FROM redaction WHERE number = (SELECT max(number) FROM redaction)",
        "DELETE FROM redaction",
        "INSERT INTO redaction SELECT 1, number, hash, 'x' FROM history WHERE field = '@hapus'",
        "INSERT INTO redaction SELECT number, 2, seal, salt FROM redaction WHERE number > 2",
        "DELETE FROM history WHERE field = '@hapus'",
    ],
)
def test_tampering_after_a_deletion_shows(accounts, store, url, statement):
    erased(accounts)
    tamper(url, statement)
    assert wheres(store) != []


def test_a_pseudonym_cannot_be_put_on_an_entry_without_a_deletion(accounts, store, url):
    (number,) = raw(url, "SELECT number FROM history WHERE field = 'urusan'")[0]
    tamper(url, f"UPDATE history SET who = 'Akun terhapus 0000 [A1]', cover = '{'0' * 64}' WHERE number = {number}")
    assert f"riwayat nomor {number} (inovasi-1, isian urusan)" in wheres(store)


def test_a_forged_deletion_cannot_change_what_a_person_wrote(accounts, store, url):
    """The cover still proves value, time and place of an entry against the hash that it kept."""
    erased(accounts)
    (number,) = raw(url, "SELECT number FROM history WHERE field = 'urusan'")[0]
    entry = f"SELECT {', '.join(COLUMNS)}, cover FROM history WHERE number = {number}"
    link = Link(*raw(url, entry)[0])._replace(value="pendidikan")
    tamper(
        url,
        f"UPDATE history SET value = 'pendidikan' WHERE number = {number}",
        f"UPDATE redaction SET seal = '{redaction_seal(link, 'x')}', salt = 'x' WHERE number = {number}",
    )
    assert f"riwayat nomor {number} (inovasi-1, isian urusan)" in wheres(store)


def test_the_database_itself_still_refuses_to_change_the_history(accounts, store, url):
    erased(accounts)
    for statement in (
        "UPDATE history SET value = 'x' WHERE field = 'judul' AND version = 2",
        "UPDATE history SET hash = 'x' WHERE field = 'urusan'",
        "UPDATE history SET at = 'x' WHERE field = 'urusan'",
        "DELETE FROM history WHERE field = 'urusan'",
    ):
        with pytest.raises(Exception, match="Riwayat klik_kit tidak dapat diubah"):
            raw(url, statement)
    assert store.verify() == ()


def test_a_store_of_before_salts_comes_over_and_is_deleted_from_and_proven_too(
    accounts, store, backend, request, tmp_path
):
    """A copy of schema 0002: its entries have no cover, and their hashes hold the plain name."""
    rows = {}
    with store.snapshot() as snapshot:
        for table in TABLES:
            columns, found = snapshot.rows(table)
            rows[table] = columns, list(found)
    links = sealed((Link(*row)._replace(cover=None) for row in rows["history"][1]), head=(0, GENESIS))
    head = links[-1].number, links[-1].hash
    rows["history"] = (COLUMNS, [link[:8] for link in links])
    rows["history_head"] = (rows["history_head"][0], [(1, *head)])
    del rows["redaction"]
    to = tmp_path / "lama.db" if backend == "sqlite" else request.getfixturevalue("postgres_database")("template1")
    refill(to, schema="0002", head=head, tables=[(n, *r) for n, r in rows.items()], then=lambda _: None)
    with open_store(to, at=LATER) as old:
        name = erased(old.accounts)
        old.save([change("judul", "tiga", base=2)], who=BUDI.signature, at=LATER)
        assert old.verify(anchor=head) == ()
        assert old.history(KEY.id)[0].who == f"{name} [A1]"
        assert traces(everything(old)) == []
    address = f"sqlite:///{to}" if backend == "sqlite" else to
    tamper(address, "UPDATE history SET value = 'lain' WHERE field = 'urusan'")
    with open_store(to, at=LATER) as old:
        assert wheres(old)[0].startswith("riwayat nomor")


def test_another_opening_sees_the_same(accounts, url, backend, tmp_path: Path):
    name = erased(accounts)
    with open_store(url, at=LATER) as again:
        assert again.verify() == ()
        assert [account.name for account in again.accounts.list(deleted=True)] == ["Budi Santoso", name]
