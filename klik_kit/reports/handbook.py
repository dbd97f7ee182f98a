"""Buku Klik: the clinic's handbook, made of the same content as the forms, the rubric and the rights.

May not read files or the store; `klik_kit.workbook` hands everything in. `HandbookPage` is the contract with
``templates/reports/buku_*.html.j2``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from fnmatch import fnmatchcase
from typing import Any, TypeVar

from klik_kit.core.accounts import Account, Role, reach_of
from klik_kit.core.forms import Form
from klik_kit.core.handbook import HandbookText, Mistake, Stage, head_of, named
from klik_kit.core.region import Event, Official, Region
from klik_kit.core.review import Flow, State, moves, standing
from klik_kit.core.rubric import Basis, Document, Edition, Indicator, Level
from klik_kit.reports.blank import Instrument, instrument_of

T = TypeVar("T")
_DOTS = "…" * 12
_OWN, _BELOW, _COACHED, _GUEST = "unit", "bawah", "binaan", "inovasi"
CHAPTERS = (
    ("klinik", "Klinik Inovasi dan layanannya"),
    ("tahap", "Lima tahap dan instrumennya"),
    ("indikator", "Indikator, parameter, dan data dukung"),
    ("tahun", "Agenda tahunan"),
    ("peran", "Peran dan status"),
    ("perkada", "Rancangan peraturan kepala daerah"),
    ("mulai", "Memulai klinik di daerah lain"),
    ("lampiran", "Lampiran"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A chapter of the table of contents; ``parts`` are the ids and titles of what it holds."""

    id: str
    number: int
    title: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StageView:
    """A stage with the instruments that belong to it."""

    stage: Stage
    instruments: tuple[Instrument, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelView:
    """A parameter, and the document that shows it; None where none is named."""

    level: Level
    document: Document | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorView:
    """A row of the edition with all that is known of it.

    ``bases`` are the measures of which one is chosen; ``mistakes`` what is often wrong.
    """

    indicator: Indicator
    levels: tuple[LevelView, ...]
    bases: tuple[tuple[Basis, tuple[LevelView, ...]], ...]
    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowGroup:
    """One half of the edition: the region's own rows, or those of an innovation."""

    id: str
    title: str
    note: str
    rows: tuple[IndicatorView, ...]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class HandbookPage:
    """Everything the book shows.

    Attributes:
        head: the title of the region's head, alone; ``head_of`` with the region.
        others: the instruments that belong to no stage.
        events: the region's dates, in order; those without one are last.
        officials: who works at the clinic and signs.
    """

    region: Region
    as_of: date
    edition: Edition
    text: HandbookText
    head: str
    head_of: str
    chapters: tuple[Chapter, ...]
    stages: tuple[StageView, ...]
    others: tuple[Instrument, ...]
    groups: tuple[RowGroup, ...]
    events: tuple[Event, ...]
    officials: tuple[Official, ...]
    roles: tuple[RoleLine, ...]
    flows: tuple[FlowView, ...]


def handbook_page(
    *,
    region: Region,
    officials: Sequence[Official],
    events: Sequence[Event],
    edition: Edition,
    text: HandbookText,
    mistakes: Mapping[str, Sequence[Mistake]],
    forms: Sequence[Form],
    as_of: date,
) -> HandbookPage:
    """The book of a region for an edition.

    Args:
        region: its settings.
        officials: of the region.
        events: the year's dates.
        edition: one that lacks rows or rules says so in the book.
        text: with its places still to be filled in.
        mistakes: by row.
        forms: every form there is, in the order they are printed.
        as_of: the day the book was made.
    """
    head, whole = head_of(region.name)
    places = {
        "daerah": region.name, "kepala_daerah": head, "jabatan": whole, "tempat": region.seat or _DOTS,
        "edisi": edition.title, "tahun": str(edition.year),
    }  # fmt: skip
    filled = _filled(text, places)
    stages, others = _placed(filled, forms)
    groups = tuple(_groups(edition, mistakes))
    return HandbookPage(
        region=region,
        as_of=as_of,
        edition=edition,
        text=filled,
        head=head,
        head_of=whole,
        chapters=_chapters(stages, others, groups),
        stages=stages,
        others=others,
        groups=groups,
        events=tuple(sorted(events, key=lambda e: (e.start or e.end or date.max, e.name))),
        officials=tuple(officials),
        roles=tuple(_role(role) for role in Role),
        flows=tuple(sorted((_flow(flow, region.flow) for flow in Flow), key=lambda view: not view.used)),
    )


def _filled(value: T, places: Mapping[str, str]) -> T:
    """The same value with every text's places filled in."""
    made: Any = value
    if isinstance(value, str):
        made = named(value, places)
    elif isinstance(value, tuple):
        made = tuple(_filled(inner, places) for inner in value)
    elif isinstance(value, Mapping):
        made = {key: _filled(inner, places) for key, inner in value.items()}
    elif is_dataclass(value) and not isinstance(value, type):
        made = type(value)(**{f.name: _filled(getattr(value, f.name), places) for f in fields(value)})
    return made  # type: ignore[no-any-return]


def _placed(text: HandbookText, forms: Sequence[Form]) -> tuple[tuple[StageView, ...], tuple[Instrument, ...]]:
    """Each form in the first stage whose pattern names it, in the order of the patterns; the rest apart."""
    left = {form.id: form for form in forms}
    stages = []
    for stage in text.stages:
        names = [name for pattern in stage.forms for name in left if fnmatchcase(name, pattern)]
        own = [left.pop(name) for name in dict.fromkeys(names)]
        stages.append(StageView(stage=stage, instruments=tuple(instrument_of(form, text.panels) for form in own)))
    return tuple(stages), tuple(instrument_of(form, text.panels) for form in left.values())


def _groups(edition: Edition, mistakes: Mapping[str, Sequence[Mistake]]) -> Iterable[RowGroup]:
    halves = (
        ("spd", "Satuan pemerintah daerah (SPD)", "Diisi sekali untuk seluruh daerah oleh penanggung jawab datanya.", edition.spd),
        ("sid", "Satuan inovasi daerah (SID)", "Diisi untuk setiap inovasi oleh perangkat daerah pemiliknya.", edition.sid),
    )  # fmt: skip
    for name, title, note, rows in halves:
        if rows:
            views = (_indicator(edition, row, mistakes.get(row.row, ())) for row in rows)
            yield RowGroup(id=name, title=title, note=note, rows=tuple(views))


def _indicator(edition: Edition, row: Indicator, mistakes: Sequence[Mistake]) -> IndicatorView:
    def levels(found: Sequence[Level]) -> tuple[LevelView, ...]:
        return tuple(LevelView(level=level, document=edition.by_document.get(level.document)) for level in found)

    return IndicatorView(
        indicator=row,
        levels=levels(row.levels),
        bases=tuple((basis, levels(basis.levels)) for basis in row.bases),
        mistakes=tuple(mistakes),
    )


def _chapters(
    stages: Sequence[StageView], others: Sequence[Instrument], groups: Sequence[RowGroup]
) -> tuple[Chapter, ...]:
    parts: dict[str, list[tuple[str, str]]] = {
        "tahap": [(f"tahap-{view.stage.id}", view.stage.title) for view in stages],
        "indikator": [(f"indikator-{group.id}", group.title) for group in groups],
        "lampiran": [*((f"instrumen-{one.id}", one.title) for one in others), ("sumber", "Sumber")],
    }
    return tuple(
        Chapter(id=name, number=number, title=title, parts=tuple(parts.get(name, ())))
        for number, (name, title) in enumerate(CHAPTERS, start=1)
    )


def _role(role: Role) -> RoleLine:
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


def _flow(flow: Flow, used: Flow) -> FlowView:
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
