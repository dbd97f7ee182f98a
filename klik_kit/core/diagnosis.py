"""Which problem first: urgency, seriousness and growth (USG), by number.

May not know who gave the numbers. Source: FORMS.md section 8 (Kepner and Tregoe); the sources give
no rule for ties, so equal totals share a rank.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LOWEST, HIGHEST = 1, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Usg:
    """One problem's urgency, seriousness and growth, 1-5 each.

    Raises:
        ValueError: a number is outside 1-5.
    """

    urgency: int
    seriousness: int
    growth: int

    def __post_init__(self) -> None:
        for name in ("urgency", "seriousness", "growth"):
            if not LOWEST <= getattr(self, name) <= HIGHEST:
                raise ValueError(f"{name} {getattr(self, name)} di luar {LOWEST} s.d. {HIGHEST}.")

    @property
    def total(self) -> int:
        """U + S + G, 3-15."""
        return self.urgency + self.seriousness + self.growth


def ranks(problems: Sequence[Usg]) -> tuple[int, ...]:
    """The rank of each problem, 1 for the largest total; equal totals share a rank."""
    totals = [problem.total for problem in problems]
    return tuple(1 + sum(1 for other in totals if other > total) for total in totals)
