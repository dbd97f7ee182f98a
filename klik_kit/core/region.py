"""A region and its units, as its clinic set them: names, letterhead, officials, dates, results.

May not know where they were kept; each ``…_of`` reads the answers of one kind of record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from klik_kit.core.records import Record
from klik_kit.core.review import Flow, flow_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """The region's settings; what was not set is empty or None.

    ``ready_threshold`` is the maturity (of 111) from which the region calls an innovation ready to
    send, ``target`` the index its RPJMD promises, with its source, ``flow`` the states its innovations
    pass through.
    """

    name: str = ""
    province: str = ""
    seat: str = ""
    letterhead: tuple[str, ...] = ()
    address: str = ""
    emblem: str = ""
    edition: str = ""
    ready_threshold: Fraction | None = None
    target: Fraction | None = None
    target_source: str = ""
    flow: Flow = Flow.SHORT


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit of the government (OPD); ``parent`` is the code of the unit above it, or empty."""

    code: str
    name: str
    kind: str = ""
    parent: str = ""
    head: str = ""
    head_nip: str = ""
    head_title: str = ""
    operator: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """Somebody who signs or coaches, by role."""

    role: str
    name: str = ""
    nip: str = ""
    rank: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A date of the year; ``expected`` while it is not announced."""

    name: str
    start: date | None = None
    end: date | None = None
    expected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialResult:
    """What the ministry decided for one year; None where not known.

    ``mean`` is the mean maturity (of 111), ``count`` the score for the number of innovations (of 76), where they
    were told; ``source`` says from where all this is known, ``on`` when it was announced.
    """

    year: int
    index: Fraction | None = None
    predicate: str = ""
    rank: int | None = None
    sent: int | None = None
    accepted: int | None = None
    spd: Fraction | None = None
    mean: Fraction | None = None
    count: Fraction | None = None
    decree: str = ""
    source: str = ""
    on: date | None = None


def region_of(record: Record | None) -> Region:
    """The region's settings from the record ``daerah``."""
    values = record.values() if record else {}
    return Region(
        name=values.get("name", ""),
        province=values.get("province", ""),
        seat=values.get("seat", ""),
        letterhead=tuple(values[f] for f in ("letterhead_1", "letterhead_2") if f in values),
        address=values.get("address", ""),
        emblem=values.get("emblem", ""),
        edition=values.get("edition", ""),
        ready_threshold=_exact(values, "ready_threshold"),
        target=_exact(values, "target"),
        target_source=values.get("target_source", ""),
        flow=flow_of(values.get("flow")),
    )


def unit_of(record: Record) -> Unit:
    """A unit from its record."""
    values = record.values()
    return Unit(
        code=record.key.unit or "",
        name=values.get("name", ""),
        kind=values.get("kind", ""),
        parent=values.get("parent", ""),
        head=values.get("head", ""),
        head_nip=values.get("head_nip", ""),
        head_title=values.get("head_title", ""),
        operator=values.get("operator", ""),
    )


def official_of(record: Record) -> Official:
    """An official from a record ``pejabat``."""
    values = record.values()
    return Official(**{name: values.get(name, "") for name in ("role", "name", "nip", "rank", "title")})


def event_of(record: Record) -> Event:
    """A date from a record ``agenda``."""
    values = record.values()
    return Event(
        name=values.get("event", ""),
        start=_day(values, "start"),
        end=_day(values, "end"),
        expected=values.get("expected") == "ya",
    )


def goal_of(record: Record) -> str:
    """A goal of the RPJMD from a record ``sasaran``, its indicator after a colon."""
    values = record.values()
    return ": ".join(text for text in (values.get("goal", ""), values.get("indicator", "")) if text)


def result_of(record: Record) -> OfficialResult:
    """An official result from a record ``hasil_resmi``."""
    values = record.values()
    return OfficialResult(
        year=int(values["year"]),
        index=_exact(values, "index"),
        predicate=values.get("predicate", ""),
        rank=_whole(values, "rank"),
        sent=_whole(values, "sent"),
        accepted=_whole(values, "accepted"),
        spd=_exact(values, "spd"),
        mean=_exact(values, "mean"),
        count=_exact(values, "count"),
        decree=values.get("decree", ""),
        source=values.get("source", ""),
        on=_day(values, "on"),
    )


def loops(parents: Mapping[str, str]) -> Iterable[str]:
    """The units that are, through their parents, above themselves."""
    settled: set[str] = set()
    for start in parents:
        path: dict[str, int] = {}
        unit = start
        while unit and unit not in settled and unit not in path:
            path[unit] = len(path)
            unit = parents.get(unit, "")
        if unit in path:
            yield from list(path)[path[unit] :]
        settled.update(path)


def _exact(values: Mapping[str, str], name: str) -> Fraction | None:
    return Fraction(values[name]) if name in values else None


def _whole(values: Mapping[str, str], name: str) -> int | None:
    return int(values[name]) if name in values else None


def _day(values: Mapping[str, str], name: str) -> date | None:
    return date.fromisoformat(values[name]) if name in values else None
