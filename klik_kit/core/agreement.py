"""How far people who scored the same thing blind agree; exact, and explained to the row.

Pure. Percent agreement: of all pairs of people who both scored a row of an innovation, the share that gave
the same level. With two people that is the share of innovations on which they agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from klik_kit.core.records import HistoryEntry

FINISHED = "selesai"
LEVEL = "parameter."

Levels = Mapping[str, int]
"""Levels by row code; an absent row was not scored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Pairs that agree, of the pairs there are."""

    agreed: int
    pairs: int

    @property
    def share(self) -> Fraction | None:
        """The percent agreement as a fraction of one; None where nobody can be compared."""
        return Fraction(self.agreed, self.pairs) if self.pairs else None


def agreement(scored: Iterable[Sequence[Levels]], rows: Sequence[str]) -> tuple[dict[str, Agreement], Agreement]:
    """The agreement of each row over all innovations, and of all rows together.

    Args:
        scored: for each innovation the levels of everybody who scored it; one alone compares with nobody.
        rows: codes of the rows asked about.
    """
    counts = {row: [0, 0] for row in rows}
    for people in scored:
        for one, other in combinations(people, 2):
            for row in rows:
                if row in one and row in other:
                    counts[row][0] += one[row] == other[row]
                    counts[row][1] += 1
    by_row = {row: Agreement(agreed=agreed, pairs=pairs) for row, (agreed, pairs) in counts.items()}
    whole = Agreement(agreed=sum(a.agreed for a in by_row.values()), pairs=sum(a.pairs for a in by_row.values()))
    return by_row, whole


def differing(people: Sequence[Levels], rows: Sequence[str]) -> tuple[str, ...]:
    """The rows on which not everybody gave the same level; who left a row out differs from who did not."""
    return tuple(row for row in rows if len({levels.get(row) for levels in people}) > 1)


def levels_of(values: Mapping[str, str]) -> dict[str, int]:
    """The levels in the answers of one person's blind record."""
    return {name.removeprefix(LEVEL): int(value) for name, value in values.items() if name.startswith(LEVEL)}


def as_first_finished(history: Iterable[HistoryEntry]) -> dict[str, int] | None:
    """The levels as they were when somebody first finished; None where they never did.

    Only these are blind: who opens one's scores again may have seen the others'.
    """
    levels: dict[str, int] = {}
    for entry in history:
        if entry.field == FINISHED and entry.value:
            return levels
        if entry.field.startswith(LEVEL):
            row = entry.field.removeprefix(LEVEL)
            if entry.value is None:
                levels.pop(row, None)
            else:
                levels[row] = int(entry.value)
    return None
