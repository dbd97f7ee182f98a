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

from klik_kit.core.accounts import Role
from klik_kit.core.classes import Template
from klik_kit.core.coaching import Agenda
from klik_kit.core.comments import Comment
from klik_kit.core.forms import Form
from klik_kit.core.handbook import HandbookText, Mistake, Stage, head_of, named
from klik_kit.core.readiness import Strategy
from klik_kit.core.region import Event, Official, Region
from klik_kit.core.review import Flow
from klik_kit.core.rubric import Basis, Document, Edition, Indicator, Level
from klik_kit.reports.blank import Instrument, checklist, instrument_of
from klik_kit.reports.rights import FlowView, RoleLine, flow_view, role_line
from klik_kit.templating import picture_address

T = TypeVar("T")
_DOTS = "…" * 12
_TRACKED = ("Keadaan", "Yang dilakukan", "Penanggung jawab, tanggal")
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

    ``bases`` are the measures of which one is chosen; ``mistakes`` what is often wrong; ``comments`` the
    sentences of reviewers that are for this row alone.
    """

    indicator: Indicator
    levels: tuple[LevelView, ...]
    bases: tuple[tuple[Basis, tuple[LevelView, ...]], ...]
    mistakes: tuple[Mistake, ...]
    comments: tuple[Comment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowGroup:
    """One half of the edition: the region's own rows, or those of an innovation; ``comments`` are for any of its rows."""

    id: str
    title: str
    note: str
    rows: tuple[IndicatorView, ...]
    comments: tuple[Comment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandbookPage:
    """Everything the book shows.

    Attributes:
        head: the title of the region's head, alone; ``head_of`` with the region.
        agendas: what a session of each service goes through; ``visit`` are its instruments.
        classes: the classes that are ready to be held.
        others: the instruments that belong neither to a visit nor to a stage.
        events: the region's dates, in order; those without one are last.
        officials: who works at the clinic and signs.
        emblem: the region's, as an address that holds it; empty where there is none.
    """

    region: Region
    emblem: str
    as_of: date
    edition: Edition
    text: HandbookText
    head: str
    head_of: str
    chapters: tuple[Chapter, ...]
    agendas: tuple[Agenda, ...]
    classes: tuple[Template, ...]
    visit: tuple[Instrument, ...]
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
    agendas: Sequence[Agenda],
    classes: Sequence[Template],
    strategies: Sequence[Strategy],
    forms: Sequence[Form],
    comments: Sequence[Comment],
    emblem: bytes,
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
        agendas: of the services.
        classes: templates of classes.
        strategies: what the region keeps track of each year.
        forms: every form there is, in the order they are printed.
        comments: the reviewers' bank.
        emblem: the region's picture, or empty.
        as_of: the day the book was made.
    """
    head, whole = head_of(region.name)
    places = {
        "daerah": region.name, "kepala_daerah": head, "jabatan": whole, "tempat": region.seat or _DOTS,
        "edisi": edition.title, "tahun": str(edition.year),
    }  # fmt: skip
    filled = _filled(text, places)
    tracked = [(one.name, f"Misalnya: {one.proof}" if one.proof else "") for one in strategies]
    instruments = [instrument_of(form, filled.panels) for form in forms]
    instruments.append(
        checklist("form_strategi", "Strategi inovasi daerah", f"Tahun {edition.year}", tracked, _TRACKED)
    )
    visit, stages, others = _placed(filled, instruments)
    groups = tuple(_groups(edition, mistakes, comments))
    return HandbookPage(
        region=region,
        emblem=picture_address(emblem),
        as_of=as_of,
        edition=edition,
        text=filled,
        head=head,
        head_of=whole,
        chapters=_chapters(visit, stages, others, groups),
        agendas=tuple(agendas),
        classes=tuple(classes),
        visit=visit,
        stages=stages,
        others=others,
        groups=groups,
        events=tuple(sorted(events, key=lambda e: (e.start or e.end or date.max, e.name))),
        officials=tuple(officials),
        roles=tuple(role_line(role) for role in Role),
        flows=tuple(sorted((flow_view(flow, region.flow) for flow in Flow), key=lambda view: not view.used)),
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


def _placed(
    text: HandbookText, instruments: Sequence[Instrument]
) -> tuple[tuple[Instrument, ...], tuple[StageView, ...], tuple[Instrument, ...]]:
    """Each instrument in the first place whose pattern names it, in the order of the patterns; the rest apart."""
    left = {one.id: one for one in instruments}

    def taken(patterns: Sequence[str]) -> tuple[Instrument, ...]:
        names = [name for pattern in patterns for name in left if fnmatchcase(name, pattern)]
        return tuple(left.pop(name) for name in dict.fromkeys(names))

    visit = taken(text.visit_forms)
    stages = tuple(StageView(stage=stage, instruments=taken(stage.forms)) for stage in text.stages)
    return visit, stages, taken(["*"])


def _groups(
    edition: Edition, mistakes: Mapping[str, Sequence[Mistake]], comments: Sequence[Comment]
) -> Iterable[RowGroup]:
    halves = (
        ("spd", "Satuan pemerintah daerah (SPD)", "Diisi sekali untuk seluruh daerah oleh penanggung jawab datanya.", edition.spd),
        ("sid", "Satuan inovasi daerah (SID)", "Diisi untuk setiap inovasi oleh perangkat daerah pemiliknya.", edition.sid),
    )  # fmt: skip
    for name, title, note, rows in halves:
        if rows:
            bank = comments if name == "sid" else ()
            views = (_indicator(edition, row, mistakes.get(row.row, ()), bank) for row in rows)
            general = tuple(one for one in bank if not one.row)
            yield RowGroup(id=name, title=title, note=note, rows=tuple(views), comments=general)


def _indicator(
    edition: Edition, row: Indicator, mistakes: Sequence[Mistake], comments: Sequence[Comment]
) -> IndicatorView:
    def levels(found: Sequence[Level]) -> tuple[LevelView, ...]:
        return tuple(LevelView(level=level, document=edition.by_document.get(level.document)) for level in found)

    return IndicatorView(
        indicator=row,
        levels=levels(row.levels),
        bases=tuple((basis, levels(basis.levels)) for basis in row.bases),
        mistakes=tuple(mistakes),
        comments=tuple(one for one in comments if one.row == row.row),
    )


def _chapters(
    visit: Sequence[Instrument],
    stages: Sequence[StageView],
    others: Sequence[Instrument],
    groups: Sequence[RowGroup],
) -> tuple[Chapter, ...]:
    parts: dict[str, list[tuple[str, str]]] = {
        "klinik": [(f"instrumen-{one.id}", one.title) for one in visit],
        "tahap": [(f"tahap-{view.stage.id}", view.stage.title) for view in stages],
        "indikator": [(f"indikator-{group.id}", group.title) for group in groups],
        "lampiran": [*((f"instrumen-{one.id}", one.title) for one in others), ("sumber", "Sumber")],
    }
    return tuple(
        Chapter(id=name, number=number, title=title, parts=tuple(parts.get(name, ())))
        for number, (name, title) in enumerate(CHAPTERS, start=1)
    )
