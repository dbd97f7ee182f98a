"""Who may read, write, review and sign what."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from klik_kit.core.accounts import Account, Role, login_for, reach_of

AT = datetime(2026, 7, 1, tzinfo=UTC)
PARENTS = {"PKM": "DINKES", "PUSTU": "PKM", "SDN-1": "DISDIK"}
UNITS = ("DINKES", "PKM", "PUSTU", "DISDIK", "SDN-1", "BAPPERIDA")


def account(role: Role, unit: str = "", **more) -> Account:
    return Account(id="A", login="a", name="A", role=role, unit=unit, **more)


def reached(found, question: str) -> set[str]:
    return {unit for unit in UNITS if getattr(found, question)(unit)}


def test_an_operator_reads_the_own_unit_and_all_below_however_deep():
    assert reached(reach_of(account(Role.OPERATOR, "DINKES"), PARENTS), "may_read") == {"DINKES", "PKM", "PUSTU"}


def test_a_child_does_not_read_its_parent_or_its_siblings():
    parents = PARENTS | {"PKM-2": "DINKES"}
    assert reached(reach_of(account(Role.OPERATOR, "PKM"), parents), "may_read") == {"PKM", "PUSTU"}
    assert not reach_of(account(Role.OPERATOR, "PKM"), parents).may_read("PKM-2")


def test_an_operator_writes_the_own_unit_only():
    assert reached(reach_of(account(Role.OPERATOR, "DINKES"), PARENTS), "may_write") == {"DINKES"}


def test_an_operator_reviews_and_signs_nothing():
    found = reach_of(account(Role.OPERATOR, "DINKES"), PARENTS)
    assert reached(found, "may_review") | reached(found, "may_sign") == set()


def test_the_head_signs_for_the_own_unit_and_those_below():
    assert reached(reach_of(account(Role.KEPALA, "DINKES"), PARENTS), "may_sign") == {"DINKES", "PKM", "PUSTU"}


def test_the_head_writes_the_own_unit_only():
    assert reached(reach_of(account(Role.KEPALA, "DINKES"), PARENTS), "may_write") == {"DINKES"}


@pytest.mark.parametrize("question", ["may_read", "may_review"])
def test_a_coach_reaches_the_coached_units(question):
    assert reached(reach_of(account(Role.PENDAMPING, coaches=("PKM", "DISDIK")), PARENTS), question) == {
        "PKM",
        "DISDIK",
    }


@pytest.mark.parametrize("question", ["may_read", "may_review"])
def test_a_coach_without_a_list_reaches_all_units(question):
    assert reached(reach_of(account(Role.PENDAMPING), PARENTS), question) == set(UNITS)


def test_a_guest_reads_the_invited_innovations_only():
    found = reach_of(account(Role.NARASUMBER, "DINKES", innovations=("INV-1",), until=AT), PARENTS)
    assert (found.may_read("PKM", "INV-1"), found.may_read("PKM", "INV-2"), found.may_read("DINKES")) == (
        True,
        False,
        False,
    )


def test_a_guest_may_note_what_they_were_invited_to():
    found = reach_of(account(Role.NARASUMBER, innovations=("INV-1",)), PARENTS)
    assert (found.may_note("PKM", "INV-1"), found.may_note("PKM", "INV-2")) == (True, False)


def test_the_reach_of_a_guest_ends_at_the_given_moment():
    found = reach_of(account(Role.NARASUMBER, innovations=("INV-1",), until=AT), PARENTS)
    assert (found.expired(AT - timedelta(seconds=1)), found.expired(AT)) == (False, True)


def test_a_reach_without_an_end_never_expires():
    assert not reach_of(account(Role.OPERATOR, "DINKES"), PARENTS).expired(datetime.max.replace(tzinfo=UTC))


def test_a_collaborator_reads_the_innovation_of_another_unit_without_writing_it():
    found = reach_of(account(Role.OPERATOR, "DINKES", innovations=("INV-9",)), PARENTS)
    assert (found.may_read("DISDIK", "INV-9"), found.may_read("DISDIK", "INV-8"), found.may_write("DISDIK")) == (
        True,
        False,
        False,
    )


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.KEPALA])
def test_what_is_shared_with_a_unit_its_people_read_and_annotate(role):
    found = reach_of(account(role, "DINKES"), PARENTS, shared=["INV-9"])
    assert (found.may_read("DISDIK", "INV-9"), found.may_note("DISDIK", "INV-9")) == (True, True)
    assert (found.may_write("DISDIK"), found.may_review("DISDIK"), found.may_read("DISDIK", "INV-8")) == (False,) * 3


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.OPERATOR, Role.KEPALA}])
def test_what_is_shared_with_a_unit_is_not_the_clinics_peoples_or_a_guests(role):
    assert reach_of(account(role, "DINKES"), PARENTS, shared=["INV-9"]).innovations == frozenset()


def test_nobody_without_a_unit_has_a_share_in_one():
    assert reach_of(account(Role.OPERATOR), PARENTS, shared=["INV-9"]).innovations == frozenset()


def test_coaches_and_admins_invite_guests_to_what_they_review():
    hosts = {role for role in Role if reach_of(account(role, "DINKES"), PARENTS).may_host("DINKES")}
    assert hosts == {Role.PENDAMPING, Role.ADMIN}
    assert not reach_of(account(Role.PENDAMPING, coaches=("PKM",)), PARENTS).may_host("DINKES")


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.KEPALA])
def test_a_unit_passes_on_what_is_of_the_units_below_it(role):
    assert reached(reach_of(account(role, "DINKES"), PARENTS), "may_forward") == {"PKM", "PUSTU"}


def test_only_units_pass_anything_on():
    passing = {role for role in Role if reached(reach_of(account(role, "DINKES"), PARENTS), "may_forward")}
    assert passing == {Role.OPERATOR, Role.KEPALA}


@pytest.mark.parametrize("role", [Role.VERIFIKATOR, Role.ADMIN])
def test_verifiers_and_admins_read_and_review_all(role):
    found = reach_of(account(role), PARENTS)
    assert (reached(found, "may_read"), reached(found, "may_review")) == (set(UNITS), set(UNITS))


def test_the_leaders_read_all_and_change_nothing():
    found = reach_of(account(Role.PIMPINAN), PARENTS)
    assert reached(found, "may_read") == set(UNITS)
    assert [reached(found, q) for q in ("may_write", "may_review", "may_sign")] == [set(), set(), set()]


def test_coaches_verifiers_and_admins_are_the_clinic():
    clinic = {role for role in Role if reach_of(account(role, "DINKES"), PARENTS).clinic}
    assert clinic == {Role.PENDAMPING, Role.VERIFIKATOR, Role.ADMIN}


def test_only_operators_and_heads_write():
    writers = {role for role in Role if reach_of(account(role, "DINKES"), PARENTS).may_write("DINKES")}
    assert writers == {Role.OPERATOR, Role.KEPALA}


def test_the_regions_rows_are_written_by_whom_the_admin_names_and_by_the_admin():
    plain = {role for role in Role if reach_of(account(role, "DINKES"), PARENTS).spd}
    named = reach_of(account(Role.OPERATOR, "DINKES", spd=True), PARENTS).spd
    assert (plain, named) == ({Role.ADMIN}, True)


@pytest.mark.parametrize("role", list(Role))
def test_a_disabled_account_reaches_nothing(role):
    found = reach_of(account(role, "DINKES", innovations=("INV-1",), spd=True, disabled=True), PARENTS)
    questions = ("may_read", "may_write", "may_review", "may_sign", "may_forward", "may_host")
    assert [reached(found, q) for q in questions] == [set()] * 6
    assert (found.clinic, found.spd, found.may_read("", "INV-1")) == (False, False, False)


def test_an_account_without_a_unit_does_not_reach_records_without_one():
    found = reach_of(account(Role.OPERATOR), {"PKM": ""})
    assert (found.may_read(""), found.may_read("PKM"), found.may_write("")) == (False, False, False)


def test_a_circle_of_units_ends():
    found = reach_of(account(Role.OPERATOR, "DINKES"), {"DINKES": "PKM", "PKM": "DINKES"})
    assert reached(found, "may_read") == {"DINKES", "PKM"}


def test_an_account_is_active_until_its_end():
    guest = account(Role.NARASUMBER, until=AT)
    assert (guest.active(AT - timedelta(seconds=1)), guest.active(AT)) == (True, False)
    assert not replace(guest, until=None, disabled=True).active(AT)


def test_every_role_has_a_label_of_its_own():
    assert len({role.label for role in Role}) == len(Role)


@pytest.mark.parametrize(
    ("name", "login"),
    [
        ("Siti Aminah", "siti.aminah"),
        ("dr. H. Budi Santoso Wibowo, M.Kes.", "budi.santoso"),
        ("Sri", "sri"),
        ("José Ñuñez", "jose.nunez"),
        ("陳", "peserta"),
        ("H. M.", "h.m"),
    ],
)
def test_a_login_is_made_of_the_first_two_names_without_titles(name, login):
    assert login_for(name, ()) == login


def test_a_login_that_is_taken_gets_a_number():
    assert login_for("Siti Aminah", {"siti.aminah", "siti.aminah2"}) == "siti.aminah3"
