"""The way of an innovation to the ministry: who moves it, when it is locked, when a reason is due."""

from __future__ import annotations

from datetime import date

import pytest

from klik_kit.content import load_choices
from klik_kit.core.accounts import Role
from klik_kit.core.review import (
    Flow,
    State,
    awaits,
    ends_sign_off,
    flow_of,
    input_problem,
    locked,
    moves,
    signing_closed,
    standing,
    state_of,
)

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


@pytest.mark.parametrize("role", UNIT)
@pytest.mark.parametrize("flow", list(Flow))
def test_the_unit_says_that_what_is_ready_was_put_in(flow, role):
    (move,) = moves(flow, State.READY, role)
    assert (move.to, move.dated, move.needs_reason) == (State.SENT, True, False)


def test_what_was_sent_is_accepted_or_not_and_only_taken_back_with_a_reason():
    found = moves(Flow.SHORT, State.SENT, Role.ADMIN)
    assert [m.to for m in found] == [State.ACCEPTED, State.REJECTED, State.READY]
    assert found[-1].needs_reason


@pytest.mark.parametrize(
    ("on", "told"),
    [
        (date(2026, 7, 2), "belum tiba"),
        (date(2023, 12, 31), "awal jendela"),
        (date(2026, 7, 1), None),
        (date(2024, 1, 1), None),
    ],
)
def test_the_day_of_input_lies_between_the_window_and_today(on, told):
    problem = input_problem(on, today=date(2026, 7, 1), first=date(2024, 1, 1))
    assert (problem is None) if told is None else told in (problem or "")


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
    checked = [State.SUBMITTED, State.COACHED, State.VERIFIED, State.SENT]
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


@pytest.mark.parametrize("missing", [None, ""])
def test_a_region_that_set_no_flow_has_the_short_one(missing):
    assert flow_of(missing) is Flow.SHORT


def test_a_label_names_its_flow():
    assert [flow_of(flow.value) for flow in Flow] == list(Flow)
    with pytest.raises(ValueError, match="Panjang"):
        flow_of("Panjang")


@pytest.mark.parametrize("flow", list(Flow))
@pytest.mark.parametrize("state", list(State))
def test_from_every_state_somebody_can_go_on_in_either_flow(flow, state):
    assert State.SENT in walk(flow, state)


def test_the_short_flow_counts_what_it_lacks_as_sent_to_the_clinic():
    lacked = {State.COACHED, State.APPROVED, State.SIGNED, State.VERIFIED}
    assert {s for s in State if standing(Flow.SHORT, s) is not s} == lacked
    assert {standing(Flow.SHORT, s) for s in lacked} == {State.SUBMITTED}
    assert [standing(Flow.FULL, s) for s in State] == list(State)


@pytest.mark.parametrize(
    ("role", "states"),
    [
        (Role.OPERATOR, set()),
        (Role.KEPALA, {State.APPROVED}),
        (Role.PENDAMPING, {State.SUBMITTED, State.COACHED}),
        (Role.VERIFIKATOR, {State.SIGNED, State.VERIFIED}),
        (Role.ADMIN, {State.SUBMITTED, State.COACHED, State.SIGNED, State.VERIFIED}),
        (Role.PIMPINAN, set()),
    ],
)
def test_in_the_full_flow_each_state_waits_for_whose_turn_it_is(role, states):
    assert {s for s in State if awaits(Flow.FULL, s, role)} == states


def test_in_the_short_flow_the_clinic_finds_what_the_full_one_left():
    found = {s for s in State if awaits(Flow.SHORT, s, Role.PENDAMPING)}
    assert found == {State.SUBMITTED, State.COACHED, State.APPROVED, State.SIGNED, State.VERIFIED}
    assert not any(awaits(Flow.SHORT, s, Role.KEPALA) for s in State)


def test_in_the_full_flow_the_scan_is_signed_on_what_the_coach_agreed_to():
    assert [s for s in State if signing_closed(s, Flow.FULL) is None] == [State.APPROVED]


def test_in_the_short_flow_the_scan_may_come_until_it_is_sent():
    closed = {s for s in State if signing_closed(s, Flow.SHORT)}
    assert closed == {State.SENT, State.ACCEPTED, State.REJECTED, State.ARCHIVED}


def test_a_sign_off_ends_where_the_text_may_change_or_is_agreed_to_anew():
    assert {s for s in State if ends_sign_off(s)} == {State.DRAFT, State.RETURNED, State.APPROVED}


@pytest.mark.parametrize("flow", list(Flow))
def test_the_unit_edits_only_drafts_and_what_was_returned(flow):
    assert [state for state in State if locked(state, flow) is None] == [State.DRAFT, State.RETURNED]


@pytest.mark.parametrize("flow", list(Flow))
@pytest.mark.parametrize("state", [s for s in State if s not in {State.DRAFT, State.RETURNED}])
def test_a_lock_says_why_and_what_comes_next(state, flow):
    sentence = locked(state, flow)
    assert sentence is not None
    assert sentence.startswith("Isian dikunci")
    assert sentence.count(". ") >= 1


def test_a_lock_of_the_short_flow_promises_no_step_of_the_full_one():
    assert "pengesahan" not in (locked(State.APPROVED, Flow.SHORT) or "")
    assert "pengesahan" in (locked(State.APPROVED, Flow.FULL) or "")
