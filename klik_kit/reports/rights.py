"""Who may do what, and the way of an innovation, as tables: asked of the rules, never written down twice."""

from __future__ import annotations

from dataclasses import dataclass

from klik_kit.core.accounts import Account, Role, reach_of
from klik_kit.core.review import Flow, State, moves, standing

_OWN, _BELOW, _COACHED, _GUEST = "unit", "bawah", "binaan", "inovasi"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleLine:
    """A role, and what it may fill in, read, review, sign and forward, in words; empty: nothing."""

    name: str
    writes: str
    reads: str
    reviews: str
    signs: str
    forwards: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """A step between two states: its name, where to, who takes it, and whether a reason is obligatory."""

    state: str
    label: str
    to: str
    who: tuple[str, ...]
    reason: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowView:
    """A flow with its steps; ``used`` marks the region's own."""

    name: str
    used: bool
    states: tuple[str, ...]
    steps: tuple[StepLine, ...]


def role_line(role: Role) -> RoleLine:
    """A role's rights, asked of the rule itself for a person whose unit has another one below it."""
    person = Account(
        id="", login="", name="", role=role, unit=_OWN if role.of_unit else "",
        coaches=(_COACHED,) if role is Role.PENDAMPING else (), innovations=(_GUEST,) if role is Role.NARASUMBER else (),
    )  # fmt: skip
    reach = reach_of(person, {_BELOW: _OWN})
    writes = [_scope(reach.writes), "baris SPD" if reach.spd else ""]
    return RoleLine(
        name=role.label,
        writes=" dan ".join(filter(None, writes)),
        reads=_scope(reach.reads) or ("inovasi yang mengundangnya" if reach.innovations else ""),
        reviews=_scope(reach.reviews),
        signs=_scope(reach.signs),
        forwards=_scope(reach.forwards),
    )


def _scope(units: frozenset[str] | None) -> str:
    if units is None:
        return "semua unit"
    names = {_OWN: "unitnya", _BELOW: "unit di bawahnya", _COACHED: "unit binaannya"}
    return " dan ".join(name for unit, name in names.items() if unit in units)


def flow_view(flow: Flow, used: Flow) -> FlowView:
    """A flow's states and steps, asked of the rule itself for every role; ``used`` is the region's own flow."""
    steps: list[StepLine] = []
    for state in (state for state in State if standing(flow, state) is state):
        found: dict[str, StepLine] = {}
        for role in Role:
            for move in moves(flow, state, role):
                who = (*found[move.label].who, role.label) if move.label in found else (role.label,)
                found[move.label] = StepLine(
                    state=state.value, label=move.label, to=move.to.value, who=who, reason=move.needs_reason
                )
        steps += found.values()
    reached = {step.state for step in steps} | {step.to for step in steps}
    return FlowView(
        name=flow.value,
        used=flow is used,
        states=tuple(state.value for state in State if state.value in reached),
        steps=tuple(steps),
    )
