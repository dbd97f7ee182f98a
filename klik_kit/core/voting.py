"""A vote of several people on which problem comes first: median, spread, ties shown as ties.

Pure, and without names: who gave which number is nobody's affair here. Source of USG: FORMS.md
section 8; it gives no rule for ties, so equal medians share a rank.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from klik_kit.core.diagnosis import Usg, on_scale
from klik_kit.core.spread import Spread, spread_of, widest

SCALES = {"urgency": "Mendesak", "seriousness": "Parah", "growth": "Memburuk"}
MOST_PROBLEMS = 10
Ballot = tuple[Usg, ...]
"""One person's ratings, one for each problem, in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """One problem after the vote: the spread of the totals and of each scale, None before anybody voted."""

    label: str
    total: Spread | None
    scales: Mapping[str, Spread]
    rank: int | None
    tie: bool


def field_of(number: int, scale: str) -> str:
    """The name a rating of a problem, counted from 1, is kept under."""
    return f"masalah.{number}.{scale}"


def ballot_of(answers: Mapping[str, str], problems: int) -> Ballot | None:
    """One person's ballot; None until every problem has its three ratings."""
    found = []
    for number in range(1, problems + 1):
        urgency, seriousness, growth = (on_scale(answers.get(field_of(number, scale))) for scale in SCALES)
        if urgency is None or seriousness is None or growth is None:
            return None
        found.append(Usg(urgency=urgency, seriousness=seriousness, growth=growth))
    return tuple(found)


def tallied(labels: Sequence[str], ballots: Sequence[Ballot]) -> tuple[Tally, ...]:
    """The problems with what was voted, the first first; those of one rank in the order they were put.

    Raises:
        ValueError: a ballot does not rate each of the problems.
    """
    if any(len(ballot) != len(labels) for ballot in ballots):
        raise ValueError("Surat suara tidak menilai semua masalah.")
    totals = [spread_of(ballot[at].total for ballot in ballots) for at in range(len(labels))]
    medians = [total.median for total in totals if total is not None]
    found = []
    for at, label in enumerate(labels):
        total = totals[at]
        spreads = {scale: spread_of(getattr(ballot[at], scale) for ballot in ballots) for scale in SCALES}
        rank = None if total is None else 1 + sum(1 for other in medians if other > total.median)
        tie = total is not None and medians.count(total.median) > 1
        scales = {scale: spread for scale, spread in spreads.items() if spread is not None}
        found.append(Tally(label=label, total=total, scales=scales, rank=rank, tie=tie))
    return tuple(sorted(found, key=lambda tally: tally.rank or 0))


def most_divided(found: Sequence[Tally]) -> tuple[tuple[Tally, str], ...]:
    """Where people differ most: the problems and the scales; none where they differ on all of them alike."""
    return widest((spread, (tally, scale)) for tally in found for scale, spread in tally.scales.items())
