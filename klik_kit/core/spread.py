"""How the numbers that several people gave lie apart: lowest, quartiles, highest; exact.

Pure. A mean alone is never shown (issue 6): it hides that people differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The five numbers of a handful of ratings, and how many there are."""

    n: int
    low: Fraction
    first: Fraction
    median: Fraction
    third: Fraction
    high: Fraction

    @property
    def apart(self) -> tuple[Fraction, Fraction]:
        """How far the ratings lie apart, to be compared: the middle half first, then all of them."""
        return self.third - self.first, self.high - self.low


def spread_of(values: Iterable[Fraction | int]) -> Spread | None:
    """The spread of some ratings; None where there are none."""
    ordered = sorted(Fraction(value) for value in values)
    if not ordered:
        return None
    first, median, third = (quantile(ordered, Fraction(quarter, 4)) for quarter in (1, 2, 3))
    return Spread(n=len(ordered), low=ordered[0], first=first, median=median, third=third, high=ordered[-1])


def quantile(ordered: Sequence[Fraction], part: Fraction) -> Fraction:
    """The value below which a part of the ordered values lies, on the straight line between its neighbours.

    Place ``(n - 1) * part`` counted from 0: what Excel calls QUARTILE.INC, so that a clinic can check it there.

    Raises:
        ValueError: there are no values, or ``part`` is outside 0-1.
    """
    if not ordered or not 0 <= part <= 1:
        raise ValueError("Kuantil memerlukan paling sedikit satu angka dan bagian antara 0 dan 1.")
    place = (len(ordered) - 1) * part
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def widest(found: Iterable[tuple[Spread | None, _T]]) -> tuple[_T, ...]:
    """What people lie furthest apart on, all that do so alike; none where that says nothing, because all do."""
    shown = [(spread.apart, what) for spread, what in found if spread is not None]
    most = max((apart for apart, _ in shown), default=(Fraction(0), Fraction(0)))
    top = tuple(what for apart, what in shown if apart == most)
    return top if any(most) and (len(top) < len(shown) or len(top) == 1) else ()
