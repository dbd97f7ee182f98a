"""The ranges of a row's levels: do they overlap, leave gaps or run backwards, and which overlaps are official?

May not read files or look beyond one row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from klik_kit.core.bahasa import listed, number
from klik_kit.core.rubric import MAX_LEVEL, Basis, Edition, Indicator, Level, Range
from klik_kit.errors import Problem

TEST_ORDER = "parameter 3 diuji dahulu, lalu 2, selain itu 1"
VALUES = tuple(range(1, MAX_LEVEL + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownOverlap:
    """Figures that the official ranges of two levels both hold, and the level that counts."""

    where: str
    name: str
    low: Fraction
    high: Fraction
    unit: str
    levels: tuple[int, int]

    @property
    def rule(self) -> str:
        """How the kit settles it."""
        return f"yang dipakai parameter {max(self.levels)} ({TEST_ORDER})"

    def __str__(self) -> str:
        first, second = sorted(self.levels)
        shared = span(self.low, self.high)
        return f"{self.where} {self.name}: angka {shared} ada pada parameter {first} dan {second}; {self.rule}."


def figure(value: Fraction) -> str:
    """A limit as it is written in a rubric: whole, or with two decimals."""
    return number(value, least=0 if value.denominator == 1 else 2, most=4)


def known_overlaps(edition: Edition) -> tuple[KnownOverlap, ...]:
    """The overlaps an edition declares as official, with the shared figures and the rule used.

    Source: FACTS.md, below the SPD table of 2026: ranges overlap by 0.01 or meet in one figure.
    """
    found: list[KnownOverlap] = []
    for indicator in (*edition.spd, *edition.sid):
        if indicator.official_overlap is None:
            continue
        for lower, upper in _neighbours(indicator.levels):
            low, high = _range(upper).low, _range(lower).high
            if low is not None and high is not None and 0 <= high - low <= indicator.official_overlap:
                found.append(
                    KnownOverlap(
                        where=f"{path(indicator)}.levels",
                        name=indicator.name,
                        low=low,
                        high=high,
                        unit=indicator.unit,
                        levels=(lower.value, upper.value),
                    )
                )
    return tuple(found)


def check_levels(row: Indicator | Basis, where: str, *, declared: Fraction | None) -> Iterator[Problem]:
    """What is wrong with the levels of a row or basis, beyond the overlap it declares as official."""
    values = tuple(level.value for level in row.levels)
    if values != VALUES:
        yield Problem(
            where=f"{where}.levels",
            what=f"berisi parameter {listed([str(v) for v in values])}." if values else "tidak berisi parameter.",
            mend="Tulis parameter 1, 2, dan 3 masing-masing sekali, berurutan.",
        )
        return
    ranged = [level for level in row.levels if level.range is not None]
    if not ranged:
        yield from _declared(where, declared, widths=[])
        return
    if row.step is None or row.step <= 0:
        yield Problem(
            where=f"{where}.step",
            what="kehalusan angka belum ada atau tidak lebih dari 0.",
            mend="Tulis '0.01' untuk dua desimal atau '1' untuk bilangan bulat.",
        )
    if len(ranged) < len(row.levels):
        bare = [str(level.value) for level in row.levels if level.range is None]
        yield Problem(
            where=f"{where}.levels",
            what=f"parameter {listed(bare)} tidak memiliki rentang, sedangkan yang lain memilikinya.",
            mend="Tulis rentang pada ketiga parameter atau hapus semuanya.",
        )
    broken = [problem for level in ranged for problem in _limits(level, where)]
    yield from broken
    if broken or len(ranged) < len(row.levels):
        return
    pairs = _neighbours(row.levels)
    if not pairs:
        yield Problem(
            where=f"{where}.levels",
            what="rentang parameter tidak berurutan: rentang parameter 2 tidak terletak di antara parameter 1 dan 3.",
            mend="Periksa batas ketiga parameter.",
        )
        return
    widths: list[Fraction] = []
    for lower, upper in pairs:
        yield from _border(where, lower, upper, row.step, declared=declared, widths=widths)
    yield from _declared(where, declared, widths=widths)


def _limits(level: Level, where: str) -> Iterator[Problem]:
    low, high = _range(level).low, _range(level).high
    path = f"{where}.levels[{level.value}].range"
    if low is None and high is None:
        yield Problem(where=path, what="tidak memiliki batas sama sekali.", mend="Isi from, to, atau keduanya.")
    elif low is not None and high is not None and low > high:
        what = f"batas bawah {figure(low)} lebih besar dari batas atas {figure(high)}."
        yield Problem(where=path, what=what, mend="Tukar kedua batas itu.")


def _border(
    where: str,
    lower: Level,
    upper: Level,
    step: Fraction | None,
    *,
    declared: Fraction | None,
    widths: list[Fraction],
) -> Iterator[Problem]:
    """Two neighbours: apart by at most one step, or overlapping by at most what is declared."""
    high, low = _range(lower).high, _range(upper).low
    names = f"parameter {lower.value} dan {upper.value}"
    if high is None or low is None:
        yield Problem(
            where=f"{where}.levels",
            what=f"rentang {names} bertumpang tanpa batas.",
            mend="Tulis batas di antara keduanya.",
        )
        return
    width = high - low
    if width < 0:
        if step is not None and -width > step:
            yield Problem(
                where=f"{where}.levels",
                what=f"ada celah antara {figure(high)} dan {figure(low)} ({names}).",
                mend=f"Jarak paling besar {figure(step)}.",
            )
        return
    widths.append(width)
    if declared is None or width > declared:
        limit = "" if declared is None else f", sedangkan yang dinyatakan resmi hanya {figure(declared)}"
        yield Problem(
            where=f"{where}.levels",
            what=f"rentang {names} bertumpang pada {span(low, high)}{limit}.",
            mend="Betulkan batasnya; bila sumber resmi memang demikian, nyatakan lebarnya pada official_overlap.",
        )


def _declared(where: str, declared: Fraction | None, *, widths: list[Fraction]) -> Iterator[Problem]:
    if declared is None or (widths and max(widths) >= declared):
        return
    actual = f"yang ada hanya selebar {figure(max(widths))}" if widths else "rentangnya terpisah"
    yield Problem(
        where=f"{where}.official_overlap",
        what=f"menyatakan tumpang tindih {figure(declared)}, tetapi {actual}.",
        mend="Sesuaikan atau hapus official_overlap.",
    )


def _neighbours(levels: Sequence[Level]) -> tuple[tuple[Level, Level], ...]:
    """The two pairs of adjacent levels, lower figures first; empty where the order is broken."""
    if any(level.range is None for level in levels):
        return ()
    for order in (levels, levels[::-1]):
        high, low = _range(order[0]).high, _range(order[-1]).low
        apart = high is not None and low is not None and high < low
        if apart and all(_starts(a) <= _starts(b) and _ends(a) <= _ends(b) for a, b in pairwise(order)):
            return tuple(pairwise(order))
    return ()


def span(low: Fraction, high: Fraction) -> str:
    """Figures from one limit to another, as they are written."""
    return figure(low) if low == high else f"{figure(low)} sampai {figure(high)}"


def _range(level: Level) -> Range:
    return level.range or Range()


def _starts(level: Level) -> tuple[bool, Fraction]:
    low = _range(level).low
    return (low is not None, low or Fraction(0))


def _ends(level: Level) -> tuple[bool, Fraction]:
    high = _range(level).high
    return (high is None, high or Fraction(0))


def path(indicator: Indicator) -> str:
    """Where a row stands in its file: ``sid[16]``."""
    return f"{indicator.part.value}[{indicator.row}]"
