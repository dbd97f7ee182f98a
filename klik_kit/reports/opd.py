"""Page one of a unit's report: how do we stand, why, what next (USERS.md, "OPD, halaman satu").

May not read the store. `OpdPage` is the contract with ``templates/reports/opd.html.j2``: the
template uses exactly these names, and a test holds it to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from klik_kit.core.advice import Advice, RowStep, SharedGain
from klik_kit.core.bahasa import plain
from klik_kit.core.eligibility import Basket
from klik_kit.core.region import Event, Region, Unit
from klik_kit.core.rubric import Edition
from klik_kit.core.scoring import InnovationScore, RegionScore

_OWN_STEPS = 3
_DEADLINE = "batasajukan"


@dataclass(frozen=True, slots=True, kw_only=True)
class InnovationLine:
    """One innovation: maturity in points (None: not scored), share of the maximum 0-100, and state."""

    name: str
    maturity: Fraction | None
    share: Fraction
    answered: int
    questions: int
    basket: str
    reported: bool
    status: str
    missing_mandatory: tuple[str, ...]
    without_evidence: tuple[str, ...]
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """One step of the unit: what to do, for which innovations, its worth, who, and by when."""

    activity: str
    document: str
    row: str
    innovations: tuple[str, ...]
    gain: Fraction
    weeks: int
    in_time: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """The unit among those of its kind, by the mean maturity of what they report."""

    place: int
    of: int
    kind: str
    mean_of_kind: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class OpdPage:
    """Everything page one shows. Points are of ``maximum``; gains are points of the index."""

    region: Region
    unit: Unit
    parent: str
    as_of: date
    edition: str
    edition_title: str
    kind: str
    maximum: Fraction
    lines: tuple[InnovationLine, ...]
    reported: int
    mean: Fraction | None
    ready: int | None
    rank: Rank | None
    missing_mandatory: int
    without_evidence: int
    waiting: int
    steps: tuple[NextStep, ...]
    shared: tuple[SharedGain, ...]
    deadline: Event | None
    urusan_missing: tuple[str, ...]
    anchor: str


def opd_page(
    *,
    region: Region,
    unit: Unit,
    units: Mapping[str, Unit],
    events: Iterable[Event],
    edition: Edition,
    score: RegionScore,
    advice: Advice,
    statuses: Mapping[str, str],
    evidence: Mapping[str, frozenset[str]],
    as_of: date,
    anchor: str,
) -> OpdPage:
    """Page one of a unit.

    Args:
        region: its settings.
        unit: whose report it is.
        units: all units by code, for the rank within a kind.
        events: the year's dates; the deadline is the one named *Batas ajukan*.
        edition: whose rows the scores are.
        score: the whole region's score, since a step's worth depends on all innovations.
        advice: the region's next steps.
        statuses: the state of each innovation by id.
        evidence: the rows with a document, by innovation.
        as_of: the day the report speaks of.
        anchor: the store's count and hash, which prove what the report was made from.
    """
    own = [s for s in score.innovations if s.innovation.opd == unit.code]
    maximum = edition.need("max_sid")
    lines = tuple(_line(s, edition, statuses, evidence) for s in own)
    reported = [s for s in own if s.verdict.counted]
    deadline = _deadline(events, as_of)
    names = {s.innovation.id: s.innovation.name for s in own}
    mine = {s.innovation.id for s in reported}
    until = (deadline.end or deadline.start) if deadline else None
    shared = tuple(g for g in advice.shared if mine & set(g.innovations) and _in_time(g.weeks, as_of, until))
    threshold = region.ready_threshold
    return OpdPage(
        region=region,
        unit=unit,
        parent=units[unit.parent].name if unit.parent in units else "",
        as_of=as_of,
        edition=edition.id,
        edition_title=edition.title,
        kind=score.kind.label,
        maximum=maximum,
        lines=lines,
        reported=len(reported),
        mean=_mean(reported),
        ready=None if threshold is None else sum(1 for s in reported if (s.maturity or 0) >= threshold),
        rank=_rank(unit, units, score),
        missing_mandatory=sum(len(s.sheet.missing_mandatory) for s in reported),
        without_evidence=sum(len(line.without_evidence) for line in lines if line.reported),
        waiting=sum(1 for s in own if s.verdict.basket is Basket.DEVELOP),
        steps=_steps(advice.rows, unit.code, names, shared, until, as_of),
        shared=shared,
        deadline=deadline,
        urusan_missing=score.urusan_missing if len(score.urusan_covered) < score.urusan_needed else (),
        anchor=anchor,
    )


def _line(
    s: InnovationScore, edition: Edition, statuses: Mapping[str, str], evidence: Mapping[str, frozenset[str]]
) -> InnovationLine:
    documents = evidence.get(s.innovation.id, frozenset())
    levels = s.innovation.score(s.kind).levels
    return InnovationLine(
        name=s.innovation.name,
        maturity=s.maturity,
        share=(s.maturity or Fraction(0)) / edition.need("max_sid") * 100,
        answered=s.sheet.answered,
        questions=s.sheet.questions,
        basket=s.verdict.basket.label if s.verdict.basket else "Syarat belum diketahui",
        reported=s.verdict.counted,
        status=statuses.get(s.innovation.id, ""),
        missing_mandatory=tuple(f"{row} {edition.by_row[row].name}" for row in s.sheet.missing_mandatory),
        without_evidence=tuple(row for row, level in levels.items() if level and row not in documents),
        findings=tuple(f.text for f in s.verdict.findings),
    )


def _mean(scores: Sequence[InnovationScore]) -> Fraction | None:
    """Mean maturity of the scored ones; None where nothing is scored."""
    points = [s.maturity for s in scores if s.maturity is not None]
    return sum(points, Fraction(0)) / len(points) if points else None


def _rank(unit: Unit, units: Mapping[str, Unit], score: RegionScore) -> Rank | None:
    by_unit: dict[str, list[InnovationScore]] = {}
    for s in score.innovations:
        if s.verdict.counted and units.get(s.innovation.opd, unit).kind == unit.kind:
            by_unit.setdefault(s.innovation.opd, []).append(s)
    means = {code: mean for code, scores in by_unit.items() if (mean := _mean(scores)) is not None}
    if not unit.kind or unit.code not in means or len(means) < 2:
        return None
    return Rank(
        place=1 + sum(1 for mean in means.values() if mean > means[unit.code]),
        of=len(means),
        kind=unit.kind,
        mean_of_kind=sum(means.values(), Fraction(0)) / len(means),
    )


def _deadline(events: Iterable[Event], as_of: date) -> Event | None:
    """The next deadline for handing in, None where none is set or all have passed."""
    coming = [e for e in events if plain(e.name).startswith(_DEADLINE) and (day := e.end or e.start) and day >= as_of]
    return min(coming, key=lambda e: e.end or e.start or as_of, default=None)


def _steps(
    rows: Iterable[RowStep],
    opd: str,
    names: Mapping[str, str],
    shared: Sequence[SharedGain],
    until: date | None,
    as_of: date,
) -> tuple[NextStep, ...]:
    """The unit's own best steps: the same step on several innovations is one, and a document that the
    clinic gets for all is left to the clinic. Steps that can be done in time come first."""
    by_clinic = {row for gain in shared for row in (*gain.step.raises, *gain.step.adds)}
    groups: dict[tuple[str, int], list[RowStep]] = {}
    for step in rows:
        if step.opd == opd and step.innovation and step.row not in by_clinic:
            groups.setdefault((step.row, step.to), []).append(step)
    steps = [
        NextStep(
            activity=group[0].activity,
            document=group[0].document,
            row=row,
            innovations=tuple(names[s.innovation] for s in group),
            gain=sum((s.gain for s in group), Fraction(0)),
            weeks=group[0].weeks,
            in_time=_in_time(group[0].weeks, as_of, until),
        )
        for (row, _), group in groups.items()
    ]
    return tuple(sorted(steps, key=lambda s: (not s.in_time, -s.gain, s.weeks, s.row))[:_OWN_STEPS])


def _in_time(weeks: int, as_of: date, until: date | None) -> bool:
    """Whether a document of so many weeks can be there before the deadline."""
    return until is None or as_of + timedelta(weeks=weeks) <= until
