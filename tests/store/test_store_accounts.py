"""Accounts, sessions, invitations and wrong guesses, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from store_cases import AT, KEY, LATER, Writer, change, raw, together

from klik_kit.core.accounts import Account, Role
from klik_kit.core.records import Seen
from klik_kit.errors import AccessError, ConflictError, NotFoundError, StoreError
from klik_kit.store import Accounts, Store, Ticket, open_store

SITI = Account(
    id="A1", login="Siti.Aminah", name="Siti Aminah, S.Kep", role=Role.OPERATOR, unit="DINKES", title="Perawat", phone="+628123456789",
    spd=True, coaches=("PKM", "DISDIK"), innovations=("INV-1",),
)  # fmt: skip
BUDI = Account(id="A2", login="budi", name="Budi", role=Role.ADMIN)
UNTIL = AT + timedelta(days=1)
LINK, CODE, TOKEN = "1" * 64, "2" * 64, "3" * 64
TICKET = Ticket(account="A1", token_hash=LINK, code_hash=CODE, until=UNTIL)


@pytest.fixture
def accounts(store: Store) -> Accounts:
    store.accounts.add(SITI, who="admin", at=AT)
    return store.accounts


def begin(accounts: Accounts, *tokens: str, account: str = "A1") -> None:
    for token in tokens:
        accounts.start_session(token, account=account, at=AT, until=UNTIL)


# accounts


def test_an_account_comes_back_as_it_was_added(accounts: Accounts) -> None:
    assert accounts.get("A1") == SITI


def test_an_account_survives_a_restart(accounts: Accounts, url: str) -> None:
    with open_store(url, at=LATER) as again:
        assert again.accounts.list() == (SITI,)


def test_a_login_is_found_whatever_its_case_and_spaces(accounts: Accounts) -> None:
    assert accounts.find(" siti.AMINAH ") == SITI


@pytest.mark.parametrize("login", ["", "budi", "siti", "\x00", "' OR 1=1 --", "x" * 5000])
def test_an_unknown_login_finds_nobody(accounts: Accounts, login: str) -> None:
    assert accounts.find(login) is None


def test_an_unknown_account_is_told(accounts: Accounts) -> None:
    with pytest.raises(NotFoundError, match="klik user list"):
        accounts.get("A9")


def test_accounts_are_listed_by_login(accounts: Accounts) -> None:
    accounts.add(BUDI, who="admin", at=AT)
    assert [a.login for a in accounts.list()] == ["budi", "Siti.Aminah"]


def test_a_login_belongs_to_one_account_whatever_its_case(accounts: Accounts) -> None:
    with pytest.raises(StoreError, match="sudah dipakai"):
        accounts.add(replace(BUDI, login="SITI.aminah"), who="admin", at=AT)
    assert accounts.list() == (SITI,)


def test_an_id_is_used_once(accounts: Accounts) -> None:
    with pytest.raises(StoreError, match="sudah ada"):
        accounts.add(replace(BUDI, id="A1"), who="admin", at=AT)
    assert accounts.list() == (SITI,)


@pytest.mark.parametrize(
    "wrong", [{"login": ""}, {"login": "siti aminah"}, {"name": ""}, {"name": "x\x00"}, {"id": ""}]
)
def test_an_account_that_cannot_be_is_refused(store: Store, wrong: dict[str, str]) -> None:
    with pytest.raises(StoreError):
        store.accounts.add(replace(BUDI, **wrong), who="admin", at=AT)
    assert store.accounts.list() == ()


def test_an_account_changes_its_unit_role_and_login(accounts: Accounts) -> None:
    wanted = replace(SITI, unit="PKM", role=Role.KEPALA, login="siti", coaches=(), phone="")
    assert accounts.change(wanted, who="admin", at=LATER) == wanted
    assert (accounts.find("siti"), accounts.find("siti.aminah")) == (wanted, None)


def test_a_change_to_a_login_that_is_taken_changes_nothing(accounts: Accounts) -> None:
    accounts.add(BUDI, who="admin", at=AT)
    with pytest.raises(StoreError, match="sudah dipakai"):
        accounts.change(replace(SITI, login="BUDI", unit="PKM"), who="admin", at=LATER)
    assert accounts.get("A1") == SITI


def test_the_history_tells_who_changed_an_account_when_and_to_what(accounts: Accounts, store: Store) -> None:
    accounts.change(replace(SITI, role=Role.KEPALA), who="Budi", at=LATER)
    newest = store.history("akun:A1", "role")[-1]
    assert (newest.value, newest.who, newest.at) == ("kepala", "Budi", LATER)


def test_the_store_still_verifies_after_everything_an_account_can_meet(accounts: Accounts, store: Store) -> None:
    accounts.invite(TICKET, who="admin", at=AT)
    accounts.redeem(LINK, password_hash="$argon2id$x", at=AT)
    accounts.change(replace(SITI, unit="PKM"), who="admin", at=LATER)
    accounts.set_password("A1", None, who="admin", at=LATER)
    accounts.disable("A1", who="admin", at=LATER)
    assert store.verify() == ()


def test_no_hash_ever_enters_the_history(accounts: Accounts, url: str) -> None:
    accounts.invite(TICKET, who="admin", at=AT)
    accounts.redeem(LINK, password_hash="$argon2id$rahasia", at=AT)
    begin(accounts, TOKEN)
    kept = " ".join(str(value) for row in raw(url, "SELECT value FROM history") for value in row)
    assert [secret for secret in ("argon2", LINK, CODE, TOKEN) if secret in kept] == []


# passwords


def test_a_new_account_has_no_password(accounts: Accounts) -> None:
    assert (accounts.get("A1").has_password, accounts.password_hash("A1")) == (False, None)


def test_an_account_may_be_added_with_a_password(store: Store) -> None:
    assert store.accounts.add(BUDI, who="admin", at=AT, password_hash="hash").has_password
    assert store.accounts.password_hash("A2") == "hash"


def test_an_unknown_account_has_no_password(accounts: Accounts) -> None:
    assert accounts.password_hash("A9") is None


def test_a_new_password_ends_the_sessions_and_invitations(accounts: Accounts) -> None:
    begin(accounts, TOKEN)
    accounts.invite(TICKET, who="admin", at=AT)
    accounts.set_password("A1", "hash", who="Siti", at=LATER)
    assert (accounts.session(TOKEN, at=LATER), accounts.invitation(LINK, at=LATER)) == (None, None)


def test_a_password_may_be_taken_away(accounts: Accounts) -> None:
    accounts.set_password("A1", "hash", who="Siti", at=AT)
    accounts.set_password("A1", None, who="admin", at=LATER)
    assert (accounts.password_hash("A1"), accounts.get("A1").has_password) == (None, False)


def test_the_password_of_nobody_cannot_be_set(accounts: Accounts) -> None:
    with pytest.raises(NotFoundError):
        accounts.set_password("A9", "hash", who="admin", at=AT)


# sessions


def test_a_session_names_its_account_until_it_ends(accounts: Accounts) -> None:
    begin(accounts, TOKEN)
    assert [accounts.session(TOKEN, at=at) for at in (AT, UNTIL - timedelta(seconds=1), UNTIL)] == ["A1", "A1", None]


def test_an_unknown_token_is_no_session(accounts: Accounts) -> None:
    assert accounts.session("9" * 64, at=AT) is None


def test_a_session_in_use_is_prolonged(accounts: Accounts) -> None:
    begin(accounts, TOKEN)
    accounts.touch(TOKEN, until=UNTIL + timedelta(hours=1))
    assert accounts.session(TOKEN, at=UNTIL) == "A1"


def test_a_session_that_has_ended_stays_ended(accounts: Accounts) -> None:
    begin(accounts, TOKEN)
    accounts.end_session(TOKEN)
    accounts.touch(TOKEN, until=UNTIL)
    assert accounts.session(TOKEN, at=AT) is None


def test_ending_the_sessions_of_one_leaves_those_of_others(accounts: Accounts) -> None:
    accounts.add(BUDI, who="admin", at=AT)
    begin(accounts, "a" * 64, "b" * 64)
    begin(accounts, "c" * 64, account="A2")
    accounts.end_sessions("A1")
    assert accounts.live_sessions(at=AT) == {"c" * 64}


def test_live_sessions_are_those_that_last(accounts: Accounts) -> None:
    begin(accounts, "a" * 64, "b" * 64)
    assert (accounts.live_sessions(at=AT), accounts.live_sessions(at=UNTIL)) == ({"a" * 64, "b" * 64}, frozenset())


def test_disabling_ends_sessions_and_invitations_at_once(accounts: Accounts) -> None:
    begin(accounts, TOKEN)
    accounts.invite(TICKET, who="admin", at=AT)
    assert accounts.disable("A1", who="admin", at=LATER).disabled
    assert (accounts.session(TOKEN, at=LATER), accounts.invitation(CODE, at=LATER)) == (None, None)


def test_a_disabled_account_may_be_enabled_again(accounts: Accounts) -> None:
    accounts.disable("A1", who="admin", at=AT)
    assert accounts.change(SITI, who="admin", at=LATER) == SITI


def test_a_disabled_account_starts_no_session(accounts: Accounts) -> None:
    accounts.disable("A1", who="admin", at=AT)
    with pytest.raises(AccessError, match="tidak aktif"):
        begin(accounts, TOKEN)


def test_no_session_outlives_its_account(accounts: Accounts) -> None:
    end = AT + timedelta(hours=1)
    accounts.change(replace(SITI, until=end), who="admin", at=AT)
    begin(accounts, TOKEN)
    accounts.touch(TOKEN, until=UNTIL)
    assert (accounts.session(TOKEN, at=end - timedelta(seconds=1)), accounts.session(TOKEN, at=end)) == ("A1", None)


def test_an_end_set_later_shortens_running_sessions(accounts: Accounts) -> None:
    begin(accounts, TOKEN)
    accounts.change(replace(SITI, until=LATER), who="admin", at=AT)
    assert accounts.session(TOKEN, at=LATER) is None


def test_an_end_in_the_past_ends_sessions_at_once(accounts: Accounts) -> None:
    begin(accounts, TOKEN)
    accounts.change(replace(SITI, until=AT), who="admin", at=LATER)
    assert accounts.live_sessions(at=AT) == frozenset()


# invitations


@pytest.mark.parametrize("key", [LINK, CODE])
def test_looking_at_an_invitation_does_not_use_it_up(accounts: Accounts, key: str) -> None:
    accounts.invite(TICKET, who="admin", at=AT)
    assert [accounts.invitation(key, at=AT) for _ in range(3)] == ["A1"] * 3


@pytest.mark.parametrize("key", [LINK, CODE])
def test_an_invitation_sets_the_password_once(accounts: Accounts, key: str) -> None:
    accounts.invite(TICKET, who="admin", at=AT)
    assert accounts.redeem(key, password_hash="satu", at=LATER) == "A1"
    assert [accounts.redeem(k, password_hash="dua", at=LATER) for k in (LINK, CODE)] == [None, None]
    assert accounts.password_hash("A1") == "satu"


def test_an_invitation_ends(accounts: Accounts) -> None:
    accounts.invite(TICKET, who="admin", at=AT)
    assert (accounts.invitation(LINK, at=UNTIL), accounts.redeem(LINK, password_hash="x", at=UNTIL)) == (None, None)
    assert accounts.password_hash("A1") is None


def test_a_new_invitation_replaces_the_earlier_one(accounts: Accounts) -> None:
    accounts.invite(TICKET, who="admin", at=AT)
    accounts.invite(replace(TICKET, token_hash="7" * 64, code_hash="8" * 64), who="admin", at=LATER)
    assert [accounts.invitation(k, at=LATER) for k in (LINK, CODE, "7" * 64)] == [None, None, "A1"]


def test_a_redeemed_invitation_ends_the_sessions_of_before(accounts: Accounts) -> None:
    begin(accounts, TOKEN)
    accounts.invite(TICKET, who="admin", at=AT)
    accounts.redeem(LINK, password_hash="x", at=AT)
    assert accounts.session(TOKEN, at=AT) is None


def test_the_history_tells_that_a_person_set_a_password(accounts: Accounts, store: Store) -> None:
    accounts.invite(TICKET, who="admin", at=AT)
    accounts.redeem(LINK, password_hash="x", at=LATER)
    (entry,) = store.history("akun:A1", "password_on")
    assert (entry.who, entry.at) == ("Siti Aminah, S.Kep [A1]", LATER)


def test_an_account_that_is_closed_is_not_invited(accounts: Accounts) -> None:
    accounts.disable("A1", who="admin", at=AT)
    with pytest.raises(AccessError):
        accounts.invite(TICKET, who="admin", at=AT)


def test_a_class_is_enrolled_wholly_or_not_at_all(accounts: Accounts, store: Store) -> None:
    before = store.head()
    tickets = [TICKET, replace(TICKET, account="A9", token_hash="7" * 64, code_hash="8" * 64)]
    with pytest.raises(NotFoundError):
        accounts.enrol([BUDI], tickets, who="admin", at=AT)
    assert (accounts.list(), accounts.invitation(LINK, at=AT), store.head()) == ((SITI,), None, before)


def test_of_two_processes_that_redeem_one_invitation_one_wins(accounts: Accounts, url: str) -> None:
    accounts.invite(TICKET, who="admin", at=AT)
    said = together([Writer(url, "redeem", key, AT.isoformat()) for key in (LINK, CODE)])
    assert sorted(said) == ["A1\n", "None\n"]


# wrong guesses


def test_wrong_guesses_are_counted_by_key_and_time(accounts: Accounts) -> None:
    for at in (LATER, AT):
        accounts.note_failure("akun:siti", at=at)
    accounts.note_failure("akun:budi", at=AT)
    assert accounts.failures("akun:siti", since=AT) == (AT, LATER)
    assert accounts.failures("akun:siti", since=LATER) == (LATER,)


def test_what_was_typed_as_a_login_is_not_kept(accounts: Accounts, url: str) -> None:
    accounts.note_failure("akun:rahasia123", at=AT)
    assert "rahasia" not in str(raw(url, "SELECT * FROM login_failure"))


@pytest.mark.parametrize("key", ["akun:" + "ß" * 500, "akun:\x00", "akun:\ud800"])
def test_any_text_may_be_a_wrong_guess(accounts: Accounts, key: str) -> None:
    accounts.note_failure(key, at=AT)
    assert accounts.failures(key, since=AT) == (AT,)


def test_wrong_guesses_of_days_ago_are_forgotten(accounts: Accounts, url: str) -> None:
    accounts.note_failure("a", at=AT)
    accounts.note_failure("b", at=AT + timedelta(days=2))
    assert raw(url, "SELECT count(*) FROM login_failure") == [(1,)]


# what a save depends on, and what others saved


def test_a_save_goes_through_while_what_it_depends_on_stands(store: Store) -> None:
    store.save([change("status", "Draf")], who="sari", at=AT)
    seen = Seen(record=KEY.id, field="status", version=1)
    store.save([change("judul", "x")], who="sari", at=AT, seen=[seen])
    assert store.get(KEY.id).value("judul") == "x"


@pytest.mark.parametrize("version", [0, 1, 3])
def test_a_save_is_refused_once_what_it_depends_on_has_changed(store: Store, version: int) -> None:
    store.save([change("status", "Draf")], who="sari", at=AT)
    store.save([change("status", "Diajukan", base=1)], who="budi", at=AT)
    with pytest.raises(ConflictError) as caught:
        store.save(
            [change("judul", "x")], who="sari", at=AT, seen=[Seen(record=KEY.id, field="status", version=version)]
        )
    (conflict,) = caught.value.conflicts
    assert (conflict.field, conflict.version, conflict.stored, conflict.who) == ("status", 2, "Diajukan", "budi")
    assert store.get(KEY.id).value("judul") is None


def test_a_save_may_depend_on_a_field_that_is_not_there(store: Store) -> None:
    store.save([change("judul", "x")], who="sari", at=AT, seen=[Seen(record=KEY.id, field="status", version=0)])
    assert store.get(KEY.id).value("judul") == "x"


def test_a_save_may_depend_on_another_record(store: Store) -> None:
    with pytest.raises(ConflictError):
        store.save([change("judul", "x")], who="sari", at=AT, seen=[Seen(record="lain", field="status", version=1)])


def test_the_changes_since_a_number_are_those_of_the_named_records(store: Store) -> None:
    other = replace(KEY, id="inovasi-2")
    store.save([change("judul", "x"), change("judul", "y", record=other)], who="sari", at=AT)
    number = store.head()[0]
    store.save([change("judul", "x2", base=1), change("judul", "y2", base=1, record=other)], who="budi", at=LATER)
    (entry,) = store.changes_since(number, [KEY.id])
    assert (entry.record, entry.field, entry.value, entry.version, entry.who) == (KEY.id, "judul", "x2", 2, "budi")


def test_the_changes_of_many_records_come_by_number(store: Store) -> None:
    keys = [replace(KEY, id=f"inovasi-{number}") for number in range(450)]
    store.save([change("judul", "x", record=key) for key in reversed(keys)], who="sari", at=AT)
    found = store.changes_since(0, [key.id for key in keys])
    assert [entry.number for entry in found] == list(range(1, 901))


def test_no_news_is_an_empty_answer(store: Store) -> None:
    store.save([change("judul", "x")], who="sari", at=AT)
    assert (
        store.changes_since(store.head()[0], [KEY.id])
        == store.changes_since(0, [])
        == store.changes_since(0, ["tiada"])
        == ()
    )
