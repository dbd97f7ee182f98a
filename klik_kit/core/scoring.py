"""Maturity of an innovation and index of a region: exact, driven by an edition, explained to the row.

May not know files, clocks or people. Every figure is a `Fraction`; nothing is rounded but the
index, half-up to two decimals, which is then classified as shown (FACTS.md, "Rumus"; GOLDEN.md).
Unanswered is None, never 0: an unanswered row adds no points and is counted as unanswered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from klik_kit.core.bahasa import half_up, number, plain
from klik_kit.core.eligibility import Verdict, judge
from klik_kit.core.portfolio import Innovation, Portfolio, ScoreKind, Scores, check_portfolio
from klik_kit.core.rubric import Edition, Indicator, Part
from klik_kit.errors import PortfolioError

INDEX_PLACES = 2
PERCENT = 100


class RowScore(NamedTuple):
    """One row: its level (None where unanswered) and its points, weight x level."""

    indicator: Indicator
    level: int | None
    points: Fraction | None


class Sheet(NamedTuple):
    """The sum of one set of rows: points (None where nothing is answered), and what stands behind.

    ``from_total`` tells that the points are a known total, which the rows answered so far do not reach.
    """

    points: Fraction | None
    answered: int
    questions: int
    missing_mandatory: tuple[str, ...]
    from_total: bool

    @property
    def rows_known(self) -> bool:
        """Whether there are rows to show; a total alone has none."""
        return not self.from_total or self.answered > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class InnovationScore:
    """One innovation's maturity in points (None where nothing is answered), of one kind of score."""

    innovation: Innovation
    kind: ScoreKind
    sheet: Sheet
    verdict: Verdict

    @property
    def maturity(self) -> Fraction | None:
        """Points of 111, or None."""
        return self.sheet.points

    def rows(self, edition: Edition) -> tuple[RowScore, ...]:
        """Every row with its level and points; empty where only the total is known."""
        if not self.sheet.rows_known:
            return ()
        return rows_of(edition.sid, self.innovation.score(self.kind).levels)


class Step(NamedTuple):
    """One line of a derivation: what, how it was made, the exact value, and where the rule is from."""

    name: str
    how: str
    value: Fraction
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionScore:
    """The index of a region, for one edition and one kind of score.

    ``index`` is rounded to two decimals, everything else is exact. ``spd`` is None where no row of
    the region is answered. ``innovations`` holds all that were given, ``counted`` how many of them
    enter the index.
    """

    edition: str
    kind: ScoreKind
    spd: Sheet
    spd_levels: Mapping[str, int]
    innovations: tuple[InnovationScore, ...]
    counted: int
    maturity_sum: Fraction
    divisor: int
    urusan_covered: tuple[str, ...]
    urusan_missing: tuple[str, ...]
    urusan_needed: int
    count_score: Fraction
    total: Fraction
    index: Fraction
    predicate: str
    answered: int
    questions: int
    steps: tuple[Step, ...]

    @property
    def scored(self) -> bool:
        """Whether anything at all is known of this kind of score."""
        return self.spd.points is not None or any(s.maturity is not None for s in self.innovations if s.verdict.counted)

    @property
    def sid_mean(self) -> Fraction:
        """Sum of the counted maturities over the divisor, in points."""
        return self.maturity_sum / self.divisor


def rows_of(indicators: Iterable[Indicator], levels: Mapping[str, int]) -> tuple[RowScore, ...]:
    """Each row with its level and its points."""
    return tuple(
        RowScore(i, levels.get(i.row), i.weight * levels[i.row] if i.row in levels else None) for i in indicators
    )


def add_up(edition: Edition, part: Part, scores: Scores) -> Sheet:
    """The points of one set of scores: from its levels, or from its total where they are unfinished.

    A known total stands until every row is answered or the answered rows exceed it: the first
    answered row would else lower the score.

    Raises:
        MissingFactError: levels are given, but the edition does not know their rows.
    """
    levels, total = scores.levels, scores.total
    rows = edition.spd if part is Part.SPD else edition.sid
    if not levels and (total is not None or not rows):
        return Sheet(total, 0, 0, (), from_total=total is not None)
    table = edition.table(part)
    weights = table.weights
    points = Fraction(sum([weights[row] * level for row, level in levels.items()]), table.grain) if levels else None
    missing = tuple([row for row in table.mandatory if row not in levels])
    if total is not None and points is not None and len(levels) < len(weights) and points < total:
        return Sheet(total, len(levels), len(weights), missing, from_total=True)
    return Sheet(points, len(levels), len(weights), missing, from_total=False)


def score_innovation(edition: Edition, innovation: Innovation, *, kind: ScoreKind) -> InnovationScore:
    """One innovation's maturity and eligibility; its scores have passed `check_portfolio`.

    Raises:
        MissingFactError: the edition does not know the rows that are answered.
    """
    return InnovationScore(
        innovation=innovation,
        kind=kind,
        sheet=add_up(edition, Part.SID, innovation.score(kind)),
        verdict=judge(edition, innovation),
    )


def score_region(edition: Edition, portfolio: Portfolio, *, kind: ScoreKind = ScoreKind.MANDIRI) -> RegionScore:
    """The index of a region.

    Raises:
        PortfolioError: rows, levels, totals or ids that cannot be; all of them at once.
        MissingFactError: the edition lacks constants of the formula; names all of them.
    """
    problems = check_portfolio(edition, portfolio)
    if problems:
        raise PortfolioError("Portofolio tidak dapat dinilai:", problems)
    edition.demand("max_total", "divisor_min", "per_innovation", "innovation_cap", "urusan_needed")
    spd_scores = portfolio.spd_score(kind)
    spd = add_up(edition, Part.SPD, spd_scores)
    innovations = tuple([score_innovation(edition, i, kind=kind) for i in portfolio.innovations])
    counted = [s for s in innovations if s.verdict.counted]
    maturity_sum = _sum(s.sheet.points for s in counted)
    n = len(counted)
    divisor = max(edition.need_count("divisor_min"), n)
    covered, missing = urusan_coverage(edition, (s.innovation.urusan for s in counted))
    count = count_score(edition, n, len(covered))
    mean = maturity_sum / divisor
    total = (spd.points or Fraction(0)) + mean + count
    index = half_up(total / edition.need("max_total") * PERCENT, INDEX_PLACES)
    return RegionScore(
        edition=edition.id,
        kind=kind,
        spd=spd,
        spd_levels=spd_scores.levels,
        innovations=innovations,
        counted=n,
        maturity_sum=maturity_sum,
        divisor=divisor,
        urusan_covered=covered,
        urusan_missing=missing,
        urusan_needed=edition.need_count("urusan_needed"),
        count_score=count,
        total=total,
        index=index,
        predicate=edition.predicate(index),
        answered=spd.answered + sum(s.sheet.answered for s in counted),
        questions=spd.questions + sum(s.sheet.questions for s in counted),
        steps=_derivation(edition, spd, maturity_sum, n, divisor, len(covered), count, total, index),
    )


def count_score(edition: Edition, n: int, covered: int) -> Fraction:
    """Points for the number of innovations: MIN(n, cap) x each, if enough urusan are covered, else 0.

    Raises:
        MissingFactError: the edition lacks one of the three constants.
    """
    if covered < edition.need_count("urusan_needed"):
        return Fraction(0)
    return min(n, edition.need_count("innovation_cap")) * edition.need("per_innovation")


def urusan_coverage(edition: Edition, urusan: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which urusan wajib pelayanan dasar are among the given main urusan, and which are not."""
    present = {plain(u) for u in set(urusan)}
    covered = tuple(u for u in edition.urusan_wajib if plain(u) in present)
    return covered, tuple(u for u in edition.urusan_wajib if u not in covered)


def index_points(edition: Edition, points: Fraction, *, divisor: int = 1) -> Fraction:
    """What points of one row (divisor 1) or of one innovation are worth on the index, 0-100."""
    return points / divisor / edition.need("max_total") * PERCENT


def _sum(points: Iterable[Fraction | None]) -> Fraction:
    """An exact sum over a common denominator: adding Fractions one by one is slow for a nation."""
    sums: dict[int, int] = {}
    for p in points:
        if p is not None:
            sums[p.denominator] = sums.get(p.denominator, 0) + p.numerator
    return sum((Fraction(top, bottom) for bottom, top in sums.items()), Fraction(0))


def _derivation(
    edition: Edition,
    spd: Sheet,
    maturity_sum: Fraction,
    n: int,
    divisor: int,
    covered: int,
    count: Fraction,
    total: Fraction,
    index: Fraction,
) -> tuple[Step, ...]:
    points = spd.points or Fraction(0)
    most = edition.need("max_total")
    needed, wanted = edition.need_count("urusan_needed"), len(edition.urusan_wajib)
    each, cap = edition.need("per_innovation"), edition.need_count("innovation_cap")
    spd_how = (
        "jumlah yang diberikan"
        if spd.from_total
        else f"jumlah bobot × parameter, {spd.answered} dari {spd.questions} baris terisi"
    )
    count_how = (
        f"{min(n, cap)} inovasi × {number(each)} (paling banyak {cap} inovasi); urusan wajib pelayanan dasar {covered} dari {wanted}, syarat {needed}"
        if covered >= needed
        else f"belum diperoleh: urusan wajib pelayanan dasar baru {covered} dari {wanted}, syarat {needed}"
    )
    source = edition.source_text(edition.formula.sources)
    return (
        Step("SPD", spd_how, points, source),
        Step(
            "Rata-rata kematangan",
            f"{number(maturity_sum)} ÷ {divisor} (banyaknya inovasi, paling sedikit {edition.need_count('divisor_min')})",
            maturity_sum / divisor,
            source,
        ),
        Step("Skor jumlah inovasi", count_how, count, source),
        Step("Total", f"{number(points)} + {number(maturity_sum / divisor, most=4)} + {number(count)}", total, source),
        Step("Perkiraan IID", f"{number(total, most=4)} ÷ {number(most)} × 100", index, source),
    )
