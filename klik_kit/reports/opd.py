"""A unit's report: how do we stand, why, what next; and below it how every number was made.

May not read the store. `OpdPage` is the contract with ``templates/reports/opd_*.html.j2``: the
templates use exactly these names, and a test holds them to it (USERS.md, "OPD, halaman satu").
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from klik_kit.core.advice import RowStep, SharedGain
from klik_kit.core.eligibility import Basket
from klik_kit.core.region import Region, Unit
from klik_kit.core.rubric import SharedStep
from klik_kit.core.scoring import InnovationScore
from klik_kit.reports.facts import Deadline, Facts, mean_maturity, variable_shares

_FIRST_STEPS, _MORE_STEPS, _FIRST_LINES = 3, 10, 5
_UPLOAD = "Unggah data dukung yang belum ada"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One indicator of one innovation: its level (None: unanswered), points, and whether a document shows it."""

    row: str
    name: str
    level: int | None
    weight: Fraction
    points: Fraction | None
    documented: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InnovationLine:
    """One innovation: maturity in points (None: not scored), share of the maximum 0-100, and state.

    ``contribution`` is in points of the index; ``cells`` is empty where only a total is known.
    """

    name: str
    maturity: Fraction | None
    share: Fraction
    answered: int
    questions: int
    only_total: bool
    basket: str
    reported: bool
    status: str
    missing_mandatory: tuple[str, ...]
    without_evidence: tuple[str, ...]
    findings: tuple[str, ...]
    contribution: Fraction
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """One step of the unit: what to do, for which innovations, by when, and what it is worth.

    ``gain`` is in points of the index: gained by the step, or where ``keeps`` is true, points
    already claimed that a verifier will strike without the documents. ``weeks`` is 0 where no
    document has to be signed. ``row`` is empty for a step that is about no single indicator.
    """

    activity: str
    document: str
    row: str
    innovations: tuple[str, ...]
    gain: Fraction
    keeps: bool
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
class VariableShare:
    """How much of a variable's points is earned, 0-100, by the unit and by its kind; None: not known."""

    name: str
    own: Fraction | None
    of_kind: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """One year in the ministry's results: how many of the unit's innovations, and their mean maturity."""

    year: int
    count: int
    mean: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitBelow:
    """A unit under this one: how many innovations it has and reports, and their mean maturity."""

    name: str
    total: int
    reported: int
    mean: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpdPage:
    """Everything the report shows. Points are of ``maximum``; gains are points of the index."""

    region: Region
    unit: Unit
    parent: str
    as_of: date
    edition: str
    edition_title: str
    kind: str
    maximum: Fraction
    lines: tuple[InnovationLine, ...]
    first_lines: int
    reported: int
    mean: Fraction | None
    ready: int
    fit: int
    rank: Rank | None
    missing_mandatory: int
    without_evidence: int
    waiting: int
    steps: tuple[NextStep, ...]
    more_steps: tuple[NextStep, ...]
    late_steps: tuple[NextStep, ...]
    row_names: tuple[tuple[str, str], ...]
    shared: tuple[SharedGain, ...]
    deadline: Deadline | None
    urusan_missing: tuple[str, ...]
    contribution: Fraction
    index: Fraction
    divisor: int
    max_total: Fraction
    variables: tuple[VariableShare, ...]
    trend: tuple[Year, ...]
    below: tuple[UnitBelow, ...]


def opd_page(facts: Facts, unit: Unit) -> OpdPage:
    """The report of one unit."""
    own = facts.of_unit(unit.code)
    edition, score = facts.edition, facts.score
    lines = tuple(_line(facts, s) for s in sorted(own, key=lambda s: (not s.verdict.counted, -(s.maturity or 0))))
    reported = [s for s in own if s.verdict.counted]
    mine = {s.innovation.id for s in reported}
    shared = tuple(g for g in facts.advice.shared if mine & set(g.innovations) and facts.in_time(g.weeks))
    steps = _steps(facts, own, shared)
    now, late = [s for s in steps if s.in_time], [s for s in steps if not s.in_time]
    first = (now or late)[:_FIRST_STEPS]
    wanted = {s.innovation.urusan for s in own} & set(score.urusan_missing)
    return OpdPage(
        region=facts.region,
        unit=unit,
        parent=facts.units[unit.parent].name if unit.parent in facts.units else "",
        as_of=facts.as_of,
        edition=edition.id,
        edition_title=edition.title,
        kind=score.kind.label,
        maximum=edition.need("max_sid"),
        lines=lines,
        first_lines=_FIRST_LINES,
        reported=len(reported),
        mean=mean_maturity(reported),
        ready=sum(1 for s in reported if facts.ready(s)),
        fit=sum(1 for s in reported if facts.fit(s)),
        rank=_rank(facts, unit),
        missing_mandatory=sum(len(s.sheet.missing_mandatory) for s in reported),
        without_evidence=sum(len(line.without_evidence) for line in lines if line.reported),
        waiting=sum(1 for s in own if s.verdict.basket is Basket.DEVELOP),
        steps=tuple(first),
        more_steps=tuple(s for s in now if s not in first)[:_MORE_STEPS],
        late_steps=tuple(s for s in late if s not in first)[:_MORE_STEPS],
        row_names=tuple((row.row, row.name) for row in edition.sid),
        shared=shared,
        deadline=facts.deadline,
        urusan_missing=tuple(sorted(wanted)) if len(score.urusan_covered) < score.urusan_needed else (),
        contribution=sum((line.contribution for line in lines), Fraction(0)),
        index=score.index,
        divisor=score.divisor,
        max_total=edition.need("max_total"),
        variables=_variables(facts, unit, reported),
        trend=_trend(facts, own),
        below=_below(facts, unit),
    )


def _line(facts: Facts, s: InnovationScore) -> InnovationLine:
    edition = facts.edition
    documents = facts.evidence.get(s.innovation.id, frozenset())
    return InnovationLine(
        name=s.innovation.name,
        maturity=s.maturity,
        share=(s.maturity or Fraction(0)) / edition.need("max_sid") * 100,
        answered=s.sheet.answered,
        questions=s.sheet.questions,
        only_total=not s.sheet.rows_known,
        basket=s.verdict.basket.label if s.verdict.basket else "Syarat belum diketahui",
        reported=s.verdict.counted,
        status=facts.statuses.get(s.innovation.id, ""),
        missing_mandatory=tuple(f"{row} {edition.by_row[row].name}" for row in s.sheet.missing_mandatory),
        without_evidence=facts.without_evidence(s),
        findings=tuple(f.text for f in s.verdict.findings),
        contribution=facts.contribution(s),
        cells=tuple(
            Cell(
                row=row.indicator.row,
                name=row.indicator.name,
                level=row.level,
                weight=row.indicator.weight,
                points=row.points,
                documented=row.indicator.row in documents,
            )
            for row in s.rows(edition)
        ),
    )


def _peers(facts: Facts, unit: Unit) -> dict[str, list[InnovationScore]]:
    """What the units of the same kind report, by unit."""
    return facts.reported_by_kind.get(unit.kind, {})


def _rank(facts: Facts, unit: Unit) -> Rank | None:
    means = {code: mean for code, scores in _peers(facts, unit).items() if (mean := mean_maturity(scores)) is not None}
    if not unit.kind or unit.code not in means or len(means) < 2:
        return None
    return Rank(
        place=1 + sum(1 for mean in means.values() if mean > means[unit.code]),
        of=len(means),
        kind=unit.kind,
        mean_of_kind=sum(means.values(), Fraction(0)) / len(means),
    )


def _variables(facts: Facts, unit: Unit, reported: Iterable[InnovationScore]) -> tuple[VariableShare, ...]:
    own = variable_shares(facts.edition, reported)
    kind = facts.shares_by_kind.get(unit.kind, {})
    return tuple(VariableShare(name=name, own=own[name], of_kind=kind.get(name)) for name in own)


def _trend(facts: Facts, own: Iterable[InnovationScore]) -> tuple[Year, ...]:
    by_year: dict[int, list[Fraction]] = {}
    for s in own:
        for year, maturity in facts.past.get(s.innovation.id, {}).items():
            by_year.setdefault(year, []).append(maturity)
    return tuple(
        Year(year=year, count=len(points), mean=sum(points, Fraction(0)) / len(points))
        for year, points in sorted(by_year.items())
    )


def _below(facts: Facts, unit: Unit) -> tuple[UnitBelow, ...]:
    lines = []
    for child in facts.units.values():
        if child.parent == unit.code:
            own = facts.of_unit(child.code)
            reported = [s for s in own if s.verdict.counted]
            lines.append(
                UnitBelow(name=child.name, total=len(own), reported=len(reported), mean=mean_maturity(reported))
            )
    return tuple(sorted(lines, key=lambda line: (-(line.mean or -1), line.name)))


def _steps(facts: Facts, own: Iterable[InnovationScore], shared: Iterable[SharedGain]) -> list[NextStep]:
    """The unit's own steps, in the order a verifier would ask for them: what keeps an innovation out,
    mandatory rows still empty, claims without a document, then one level more.

    The same step on several innovations is one; a level that the clinic lifts for all is left to it.
    """
    own = list(own)
    return [*_entries(facts, own), *_mandatory(facts, own), *_owed(facts, own), *_raises(facts, own, shared)]


def _entries(facts: Facts, own: list[InnovationScore]) -> Iterable[NextStep]:
    names = {s.innovation.id: s.innovation.name for s in own}
    for entry in facts.advice.entries:
        if entry.innovation in names and entry.gain > 0:  # one that would lower the index is no step
            yield NextStep(
                activity=f"Lengkapi syarat: {' '.join(entry.needs).rstrip('.')}",
                document="",
                row="",
                innovations=(names[entry.innovation],),
                gain=entry.gain,
                keeps=False,
                weeks=0,
                in_time=True,
            )


def _mandatory(facts: Facts, own: list[InnovationScore]) -> list[NextStep]:
    wanted = {(s.innovation.id, row) for s in own if s.verdict.counted for row in s.sheet.missing_mandatory}
    return _grouped(facts, own, [step for step in facts.advice.rows if (step.innovation, step.row) in wanted])


def _owed(facts: Facts, own: list[InnovationScore]) -> Iterable[NextStep]:
    worth = facts.edition.level_worth(facts.score.divisor)
    for s in own:
        rows = facts.without_evidence(s) if s.verdict.counted else ()
        if rows:
            levels = s.innovation.score(s.kind).levels
            yield NextStep(
                activity=f"{_UPLOAD}: indikator {', '.join(rows)}",
                document="",
                row="",
                innovations=(s.innovation.name,),
                gain=sum((worth[row] * levels[row] for row in rows), Fraction(0)),
                keeps=True,
                weeks=0,
                in_time=True,
            )


def _raises(facts: Facts, own: list[InnovationScore], shared: Iterable[SharedGain]) -> list[NextStep]:
    mandatory = {s.innovation.id: set(s.sheet.missing_mandatory) for s in own}
    lifts: dict[str, list[SharedStep]] = {}
    for gain in shared:
        for name in gain.innovations:
            lifts.setdefault(name, []).append(gain.step)
    steps = [
        step
        for step in facts.advice.rows
        if step.innovation in mandatory
        and step.row not in mandatory[step.innovation]
        and not any(step.row in s.adds or step.to <= s.raises.get(step.row, 0) for s in lifts.get(step.innovation, ()))
    ]
    return _grouped(facts, own, steps)


def _grouped(facts: Facts, own: list[InnovationScore], steps: Iterable[RowStep]) -> list[NextStep]:
    """Steps to the same level of the same row as one, the most valuable first."""
    names = {s.innovation.id: s.innovation.name for s in own}
    groups: dict[tuple[str, int], list[RowStep]] = {}
    for step in steps:
        groups.setdefault((step.row, step.to), []).append(step)
    found = [
        NextStep(
            activity=group[0].activity,
            document=group[0].document,
            row=row,
            innovations=tuple(names[step.innovation] for step in group),
            gain=sum((step.gain for step in group), Fraction(0)),
            keeps=False,
            weeks=group[0].weeks,
            in_time=facts.in_time(group[0].weeks),
        )
        for (row, _), group in groups.items()
    ]
    return sorted(found, key=lambda s: (-s.gain, s.weeks, s.row))
