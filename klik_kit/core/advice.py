"""What to do next: what one level, one document, one innovation or one urusan more is worth.

May not claim anything: a step names an activity and the document that will show it. Gains are
exact points on the index (0-100), before rounding; documents shared by many innovations come
first (USERS.md, "Shared steps beat single ones").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from klik_kit.core.rubric import MAX_LEVEL, Edition, Indicator, SharedStep
from klik_kit.core.scoring import InnovationScore, RegionScore, count_score, index_points, urusan_coverage

_MENDABLE = frozenset({"pengembangan", "rancang_bangun"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RowStep:
    """One level more on one row. ``innovation`` and ``opd`` are empty for a row of the region.

    ``level`` is what stands now (None: unanswered), ``to`` the next one, ``weeks`` the usual time
    to get the document signed.
    """

    innovation: str
    opd: str
    row: str
    level: int | None
    to: int
    gain: Fraction
    activity: str
    document: str
    weeks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedGain:
    """A document that lifts rows of several innovations at once, and what that is worth."""

    step: SharedStep
    gain: Fraction
    innovations: tuple[str, ...]
    document: str
    weeks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryStep:
    """An innovation not counted yet that can still be: what is missing, and what counting it is worth.

    It waits for a development, or its rancang bangun is too short. ``gain`` is what the index gains
    once it is counted as it stands, a newly covered urusan included; it may be negative.
    """

    innovation: str
    opd: str
    urusan: str
    needs: tuple[str, ...]
    maturity: Fraction | None
    gain: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class OneMore:
    """What the next innovation does to the index.

    ``breakeven`` is the maturity above which it raises the index; below it, reporting one more
    lowers the index. ``missing_to_divisor`` is how many are short of the divisor's minimum: until
    then one more never lowers it.
    """

    missing_to_divisor: int
    gain_at_zero: Fraction
    gain_per_point: Fraction
    breakeven: Fraction

    def gain(self, maturity: Fraction) -> Fraction:
        """Index points gained (or lost) by an innovation of this maturity, its urusan already covered."""
        return self.gain_at_zero + self.gain_per_point * maturity


@dataclass(frozen=True, slots=True, kw_only=True)
class UrusanGap:
    """The urusan wajib pelayanan dasar without an innovation, and what covering enough of them is worth."""

    missing: tuple[str, ...]
    short: int
    gain: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """All next steps of a region, the most valuable first in each list."""

    shared: tuple[SharedGain, ...]
    rows: tuple[RowStep, ...]
    entries: tuple[EntryStep, ...]
    one_more: OneMore
    urusan: UrusanGap


def advise(edition: Edition, score: RegionScore) -> Advice:
    """The next steps for a scored region.

    Raises:
        MissingFactError: the edition lacks a constant of the formula.
    """
    counted = [s for s in score.innovations if s.verdict.counted]
    return Advice(
        shared=_shared(edition, score),
        rows=_rows(edition, score, counted),
        entries=_entries(edition, score),
        one_more=one_more(edition, score),
        urusan=_urusan(edition, score),
    )


def one_more(edition: Edition, score: RegionScore) -> OneMore:
    """What one innovation more is worth, as a function of its maturity.

    From the formula: with n >= the divisor's minimum, fewer than the cap, and the count score
    earned, it raises the index when its maturity exceeds mean - 0.38 x (n + 1) (USERS.md).
    """
    n = score.counted
    least = edition.need_count("divisor_min")
    divisor = max(least, n + 1)
    at_zero = score.maturity_sum / divisor - score.sid_mean
    at_zero += count_score(edition, n + 1, len(score.urusan_covered)) - score.count_score
    return OneMore(
        missing_to_divisor=max(0, least - n),
        gain_at_zero=index_points(edition, at_zero),
        gain_per_point=index_points(edition, Fraction(1), divisor=divisor),
        breakeven=max(Fraction(0), -at_zero * divisor),
    )


def _rows(edition: Edition, score: RegionScore, counted: list[InnovationScore]) -> tuple[RowStep, ...]:
    steps: list[RowStep] = []
    if score.spd.rows_known:
        steps += _raise(edition, edition.spd, score.spd_levels, divisor=1, innovation="", opd="")
    for s in counted:
        if s.sheet.rows_known:
            levels = s.innovation.score(score.kind).levels
            steps += _raise(
                edition, edition.sid, levels, divisor=score.divisor, innovation=s.innovation.id, opd=s.innovation.opd
            )
    order = {row: position for position, row in enumerate(edition.by_row)}
    return tuple(sorted(steps, key=lambda s: (-s.gain, s.weeks, s.innovation, order[s.row])))


def _raise(
    edition: Edition,
    indicators: Iterable[Indicator],
    levels: Mapping[str, int],
    *,
    divisor: int,
    innovation: str,
    opd: str,
) -> Iterable[RowStep]:
    worth = edition.level_worth(divisor)
    for indicator in indicators:
        level = levels.get(indicator.row)
        to = (level or 0) + 1
        if to > MAX_LEVEL:
            continue
        aim = indicator.level(to)
        if not aim.activity:  # a figure nobody can lift within the year, such as the poverty rate
            continue
        document = edition.by_document[aim.document]
        yield RowStep(
            innovation=innovation,
            opd=opd,
            row=indicator.row,
            level=level,
            to=to,
            gain=worth[indicator.row],
            activity=aim.activity,
            document=document.name,
            weeks=document.weeks,
        )


def in_turn(edition: Edition, score: RegionScore, gains: Iterable[SharedGain]) -> tuple[SharedGain, ...]:
    """What each shared document adds when it comes after those before it; documents may lift the same rows."""
    levels = _Levels(score)
    found = []
    for before in gains:
        gain, lifted = levels.gain(edition, before.step)
        levels.apply(before.step)
        found.append(replace(before, gain=gain, innovations=lifted))
    return tuple(found)


class _Levels:
    """The levels of a region and of its counted innovations, to try shared documents on."""

    def __init__(self, score: RegionScore) -> None:
        self._divisor = score.divisor
        self._spd = dict(score.spd_levels) if score.spd.rows_known else None
        self._innovations = {
            s.innovation.id: dict(s.innovation.score(score.kind).levels)
            for s in score.innovations
            if s.verdict.counted and s.sheet.rows_known
        }

    def gain(self, edition: Edition, step: SharedStep) -> tuple[Fraction, tuple[str, ...]]:
        """What a document is worth on the index, and which innovations it lifts."""
        rows = dict.fromkeys((*step.raises, *step.adds))
        spd_rows = [row.row for row in edition.spd if row.row in rows]
        sid_rows = [row.row for row in edition.sid if row.row in rows]
        worth = edition.level_worth(1)
        gain = sum((_lift(step, row, self._spd) * worth[row] for row in spd_rows if self._spd is not None), Fraction(0))
        lifted = []
        for innovation, levels in self._innovations.items():
            won = sum((_lift(step, row, levels) * worth[row] for row in sid_rows), Fraction(0))
            if won:
                gain += won / self._divisor
                lifted.append(innovation)
        return gain, tuple(lifted)

    def apply(self, step: SharedStep) -> None:
        """Raise what a document raises."""
        for levels in (*self._innovations.values(), *([] if self._spd is None else [self._spd])):
            for row in dict.fromkeys((*step.raises, *step.adds)):
                levels[row] = levels.get(row, 0) + _lift(step, row, levels)


def _shared(edition: Edition, score: RegionScore) -> tuple[SharedGain, ...]:
    levels = _Levels(score)
    gains = []
    for step in edition.shared_steps:
        gain, lifted = levels.gain(edition, step)
        if gain:
            document = edition.by_document[step.document]
            gains.append(
                SharedGain(step=step, gain=gain, innovations=lifted, document=document.name, weeks=document.weeks)
            )
    return tuple(sorted(gains, key=lambda g: (-g.gain, g.weeks, g.step.id)))


def _lift(step: SharedStep, row: str, levels: Mapping[str, int]) -> int:
    """How many levels a shared document adds to one row."""
    now = levels.get(row, 0)
    reached = max(now, step.raises.get(row, 0))
    return min(MAX_LEVEL, reached + step.adds.get(row, 0)) - now


def _entries(edition: Edition, score: RegionScore) -> tuple[EntryStep, ...]:
    """What is not counted but needs only a development or more words; the most valuable first."""
    n = score.counted + 1
    divisor = max(edition.need_count("divisor_min"), n)
    steps = []
    for s in score.innovations:
        needs = [f for f in s.verdict.problems if f.code in _MENDABLE]
        if s.verdict.counted or len(needs) != len(s.verdict.problems):
            continue
        covered, _ = urusan_coverage(edition, (*score.urusan_covered, s.innovation.urusan))
        mean = (score.maturity_sum + (s.maturity or 0)) / divisor
        more = mean + count_score(edition, n, len(covered)) - score.sid_mean - score.count_score
        steps.append(
            EntryStep(
                innovation=s.innovation.id,
                opd=s.innovation.opd,
                urusan=s.innovation.urusan,
                needs=tuple(f.text for f in needs),
                maturity=s.maturity,
                gain=index_points(edition, more),
            )
        )
    return tuple(sorted(steps, key=lambda s: (-s.gain, s.innovation)))


def _urusan(edition: Edition, score: RegionScore) -> UrusanGap:
    short = max(0, score.urusan_needed - len(score.urusan_covered))
    earned = count_score(edition, score.counted, score.urusan_needed)
    gain = index_points(edition, earned - score.count_score) if short else Fraction(0)
    return UrusanGap(missing=score.urusan_missing, short=short, gain=gain)
