"""Everything a report can draw on, gathered once for the whole region.

May not read the store; `klik_kit.workbook` fills it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property

from klik_kit.core.advice import Advice
from klik_kit.core.bahasa import plain
from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.region import Event, Official, OfficialResult, Region, Unit
from klik_kit.core.rubric import Edition
from klik_kit.core.scoring import InnovationScore, RegionScore, index_points
from klik_kit.core.season import DEADLINE

READY = frozenset({"Layak kirim", "Terkirim", "Diterima"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """The next of the clinic's closing days; ``expected`` while it is not announced."""

    name: str
    day: date
    expected: bool


@dataclass(frozen=True, kw_only=True)
class Facts:
    """A region on one day, under one edition, by one kind of score.

    ``editions`` holds what is known of other years' rules, by year; ``statuses`` is the state of each innovation by id, ``evidence`` the rows that have a document,
    ``past`` the maturity by year of each innovation in the ministry's results, ``official`` this edition's score by the
    ministry as far as it is recorded, ``causes`` why it differs, by innovation and row.
    """

    region: Region
    units: Mapping[str, Unit]
    officials: Sequence[Official]
    events: Sequence[Event]
    results: Sequence[OfficialResult]
    edition: Edition
    editions: Mapping[int, Edition]
    score: RegionScore
    advice: Advice
    statuses: Mapping[str, str]
    evidence: Mapping[str, frozenset[str]]
    past: Mapping[str, Mapping[int, Fraction]]
    official: RegionScore
    causes: Mapping[str, Mapping[str, str]]
    as_of: date

    @property
    def kind(self) -> ScoreKind:
        """Which of the five scores everything here is."""
        return self.score.kind

    @cached_property
    def deadline(self) -> Deadline | None:
        """The next *Batas ajukan*, *Batas verifikasi* or *Cut-off*, however worded; None where none is to come."""
        days = [
            Deadline(name=event.name, day=day, expected=event.expected)
            for event in self.events
            if DEADLINE.match(plain(event.name)) and (day := event.end or event.start) and day >= self.as_of
        ]
        return min(days, key=lambda d: d.day, default=None)

    @cached_property
    def reported_by_kind(self) -> dict[str, dict[str, list[InnovationScore]]]:
        """What units report, by kind of unit and by unit."""
        found: dict[str, dict[str, list[InnovationScore]]] = {}
        for s in self.score.innovations:
            unit = self.units.get(s.innovation.opd)
            if s.verdict.counted and unit is not None:
                found.setdefault(unit.kind, {}).setdefault(unit.code, []).append(s)
        return found

    @cached_property
    def shares_by_kind(self) -> dict[str, dict[str, Fraction | None]]:
        """`variable_shares` of all that units of a kind report."""
        return {
            kind: variable_shares(self.edition, (s for scores in units.values() for s in scores))
            for kind, units in self.reported_by_kind.items()
        }

    def in_time(self, weeks: int) -> bool:
        """Whether a document of so many weeks can be there before the deadline, or else within the year."""
        deadline = self.deadline
        until = deadline.day if deadline else date(self.as_of.year, 12, 31)
        return self.as_of + timedelta(weeks=weeks) <= until

    def of_unit(self, code: str) -> list[InnovationScore]:
        """The innovations of a unit, in the portfolio's order."""
        return [s for s in self.score.innovations if s.innovation.opd == code]

    def without_evidence(self, s: InnovationScore) -> tuple[str, ...]:
        """The rows above level 0 that have no document yet."""
        documents = self.evidence.get(s.innovation.id, frozenset())
        levels = s.innovation.score(s.kind).levels
        return tuple(row.row for row in self.edition.sid if levels.get(row.row) and row.row not in documents)

    def ready(self, s: InnovationScore) -> bool:
        """Whether people have declared an innovation ready to send, or sent it already."""
        return s.verdict.counted and self.statuses.get(s.innovation.id) in READY

    def fit(self, s: InnovationScore) -> bool:
        """Whether the numbers allow sending: mandatory rows complete, maturity at the region's threshold."""
        threshold = self.region.ready_threshold or Fraction(0)
        return (
            s.verdict.counted and not s.sheet.missing_mandatory and s.maturity is not None and s.maturity >= threshold
        )

    def contribution(self, s: InnovationScore) -> Fraction:
        """What a counted innovation adds to the index: its share of the mean, and of the count score."""
        if not s.verdict.counted:
            return Fraction(0)
        by_count = self.score.count_score / self.score.counted
        return index_points(self.edition, (s.maturity or Fraction(0)) / self.score.divisor + by_count)


def mean_maturity(scores: Iterable[InnovationScore]) -> Fraction | None:
    """Mean maturity of the scored ones; None where nothing is scored."""
    points = [s.maturity for s in scores if s.maturity is not None]
    return sum(points, Fraction(0)) / len(points) if points else None


def variable_shares(edition: Edition, scores: Iterable[InnovationScore]) -> dict[str, Fraction | None]:
    """How much of each variable's points innovations have earned, 0-100; None where no row is known."""
    earned: dict[str, Fraction] = {}
    most: dict[str, Fraction] = {}
    for s in scores:
        for row in s.rows(edition):
            if s.sheet.answered:
                name = row.indicator.variable
                earned[name] = earned.get(name, Fraction(0)) + (row.points or 0)
                most[name] = most.get(name, Fraction(0)) + row.indicator.weight * 3
    names = dict.fromkeys(row.variable for row in edition.sid)
    return {name: earned[name] / most[name] * 100 if name in most else None for name in names}
