"""The way of an innovation to the ministry: who moves it, when it is locked, when a reason is due."""

from __future__ import annotations

import pytest

from klik_kit.content import load_choices
from klik_kit.core.accounts import Role
from klik_kit.core.review import Flow, State, locked, moves, state_of

UNIT = (Role.OPERATOR, Role.KEPALA)
CLINIC = (Role.PENDAMPING, Role.VERIFIKATOR, Role.ADMIN)


def to(flow: Flow, state: State, role: Role) -> list[State]:
    return [move.to for move in moves(flow, state, role)]


def walk(flow: Flow, start: State) -> set[State]:
    found, left = set(), [start]
    while left:
        state = left.pop()
        if state not in found:
            found.add(state)
            left += [move.to for role in Role for move in moves(flow, state, role)]
    return found


def test_the_states_are_those_the_sheets_offer():
    assert tuple(state.value for state in State) == load_choices()["status"].values


@pytest.mark.parametrize("missing", [None, ""])
def test_a_missing_state_counts_as_draft(missing):
    assert state_of(missing) is State.DRAFT


def test_a_label_names_its_state():
    assert [state_of(state.value) for state in State] == list(State)


def test_an_unknown_label_is_refused():
    with pytest.raises(ValueError, match="Selesai"):
        state_of("Selesai")


@pytest.mark.parametrize("role", UNIT)
@pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED])
def test_the_unit_sends_a_draft_and_what_was_returned(role, state):
    assert to(Flow.SHORT, state, role) == [State.SUBMITTED]


@pytest.mark.parametrize("role", CLINIC)
def test_the_clinic_finds_it_ready_or_returns_it(role):
    assert to(Flow.SHORT, State.SUBMITTED, role) == [State.READY, State.RETURNED]


@pytest.mark.parametrize("role", CLINIC)
def test_what_is_ready_is_sent_or_still_returned(role):
    assert to(Flow.SHORT, State.READY, role) == [State.SENT, State.RETURNED]


def test_what_was_sent_is_accepted_or_not():
    assert to(Flow.SHORT, State.SENT, Role.ADMIN) == [State.ACCEPTED, State.REJECTED]


@pytest.mark.parametrize("state", [State.ACCEPTED, State.REJECTED, State.ARCHIVED])
def test_the_unit_may_begin_anew_after_the_end(state):
    (move,) = moves(Flow.SHORT, state, Role.OPERATOR)
    assert (move.to, move.label, move.needs_reason) == (State.DRAFT, "Ajukan kembali", True)


def test_only_the_admin_archives():
    assert {r for r in Role for m in moves(Flow.SHORT, State.ACCEPTED, r) if m.to is State.ARCHIVED} == {Role.ADMIN}


@pytest.mark.parametrize("flow", list(Flow))
def test_every_return_and_rejection_needs_a_reason(flow):
    found = {
        m.needs_reason
        for s in State
        for r in Role
        for m in moves(flow, s, r)
        if m.to in {State.RETURNED, State.REJECTED}
    }
    assert found == {True}


@pytest.mark.parametrize("flow", list(Flow))
@pytest.mark.parametrize("role", [Role.NARASUMBER, Role.PIMPINAN])
def test_guests_and_leaders_move_nothing(flow, role):
    assert [m for state in State for m in moves(flow, state, role)] == []


@pytest.mark.parametrize("flow", list(Flow))
def test_the_unit_never_moves_what_is_being_checked(flow):
    checked = [State.SUBMITTED, State.COACHED, State.VERIFIED, State.READY, State.SENT]
    assert [m for state in checked for m in moves(flow, state, Role.OPERATOR)] == []


def test_the_short_flow_passes_only_its_states():
    assert walk(Flow.SHORT, State.DRAFT) == set(State) - {State.COACHED, State.APPROVED, State.SIGNED, State.VERIFIED}


def test_the_full_flow_passes_every_state():
    assert walk(Flow.FULL, State.DRAFT) == set(State)


@pytest.mark.parametrize("state", [State.COACHED, State.APPROVED, State.SIGNED, State.VERIFIED])
def test_a_state_of_the_full_flow_is_no_dead_end_in_the_short_one(state):
    assert to(Flow.SHORT, state, Role.PENDAMPING) == [State.READY, State.RETURNED]


def test_in_the_full_flow_the_head_approves_what_the_coach_agreed_to():
    assert to(Flow.FULL, State.APPROVED, Role.KEPALA) == [State.SIGNED, State.RETURNED]


def test_in_the_full_flow_a_coach_does_not_verify():
    assert to(Flow.FULL, State.SIGNED, Role.PENDAMPING) == []


def test_the_unit_edits_only_drafts_and_what_was_returned():
    assert [state for state in State if locked(state) is None] == [State.DRAFT, State.RETURNED]


@pytest.mark.parametrize("state", [s for s in State if s not in {State.DRAFT, State.RETURNED}])
def test_a_lock_says_why_and_what_comes_next(state):
    sentence = locked(state)
    assert sentence is not None
    assert sentence.startswith("Isian dikunci")
    assert sentence.count(". ") >= 1
