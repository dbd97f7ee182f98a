"""Why the ministry's result differs from the region's own: the index taken apart, exactly, as far as figures are known.

Pure; nothing is rounded, nothing unknown is guessed. Source of the parts: FACTS.md, "Rumus" (SPD + mean maturity +
count score, of 250). Of the mean, with ours over divisor ``a`` and theirs over ``b``, each innovation explains

- on both sides: (theirs - ours) / b
- ours alone:    (our mean - ours) / b
- theirs alone:  (theirs - our mean) / b

and the smallest divisor the rest, our mean x (a - b - ours alone + theirs alone) / b; together they are the difference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.region import OfficialResult
from klik_kit.core.review import State
from klik_kit.core.rubric import Edition, Indicator
from klik_kit.core.scoring import (
    InnovationScore,
    RegionScore,
    count_score,
    index_points,
    urusan_coverage,
)

ZERO = Fraction(0)


class Origin(StrEnum):
    """Where a figure of the ministry's is from; the value is its label."""

    STATED = "tertulis pada Hasil Resmi"
    SUMMED = "dijumlahkan dari skor hasil Kemendagri"
    COUNTED = "dihitung dari banyaknya inovasi yang diterima"
    DERIVED = "dihitung balik dari indeks resmi"
    UNKNOWN = "belum diketahui"


class Fate(StrEnum):
    """What became of an innovation; the value is its label."""

    SAME = "Sama"
    LOWER = "Dinilai lebih rendah"
    HIGHER = "Dinilai lebih tinggi"
    NOT_ACCEPTED = "Tidak diterima"
    NOT_OURS = "Diterima, tidak kami hitung"
    UNKNOWN = "Hasil belum diketahui"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartGap:
    """A part of the index: our points, theirs (None: not known), where theirs are from, and the difference on the index."""

    name: str
    ours: Fraction
    theirs: Fraction | None
    origin: Origin
    index: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InnovationGap:
    """An innovation on both sides: maturity (None: none), what became of it, and its share of the index's difference.

    ``index`` is None where not all results are known, because then no share is exact.
    """

    score: InnovationScore
    ours: Fraction | None
    theirs: Fraction | None
    fate: Fate
    index: Fraction | None

    @property
    def points(self) -> Fraction | None:
        """Theirs minus ours; None where either is missing."""
        return None if self.ours is None or self.theirs is None else self.theirs - self.ours


@dataclass(frozen=True, slots=True, kw_only=True)
class RowGap:
    """An indicator over the innovations whose level both sides know: how many stand lower and higher, and the points."""

    row: Indicator
    compared: int
    lower: int
    higher: int
    points: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialGap:
    """The ministry's index beside ours. ``rest`` is what the known parts leave, None while a part is not known.

    ``complete`` says whether the result of every accepted innovation is known, ``unit`` is each unit's share of
    the index's difference by code, ``divisor`` that of the smallest divisor; both hold only where it is complete.
    """

    result: OfficialResult
    kind: ScoreKind
    ours: Fraction
    difference: Fraction | None
    parts: tuple[PartGap, ...]
    rest: Fraction | None
    complete: bool
    innovations: tuple[InnovationGap, ...]
    units: Mapping[str, Fraction]
    divisor: Fraction | None
    rows: tuple[RowGap, ...]
    known: int


def official_gap(
    edition: Edition,
    ours: RegionScore,
    theirs: RegionScore,
    result: OfficialResult,
    *,
    statuses: Mapping[str, str],
) -> OfficialGap:
    """The ministry's result taken apart against the region's own.

    Args:
        edition: the rules of that year.
        ours: the region's score, of any kind but the ministry's.
        theirs: the same region by `ScoreKind.KEMENDAGRI`, as far as it is recorded.
        result: what was announced; what it does not state is None.
        statuses: the state of each innovation by id.
    """
    official = {s.innovation.id: s for s in theirs.innovations if s.maturity is not None}
    complete = result.accepted is not None and result.accepted == len(official)
    parts = _parts(edition, ours, theirs, result, list(official.values()), complete=complete)
    difference = None if result.index is None else result.index - ours.index
    known = [part.index for part in parts if part.index is not None]
    rest = difference - sum(known, ZERO) if difference is not None and len(known) == len(parts) else None
    found, divisor = _innovations(edition, ours, official, statuses, complete=complete)
    units: dict[str, Fraction] = {}
    for one in found:
        if one.index is not None:
            units[one.score.innovation.opd] = units.get(one.score.innovation.opd, ZERO) + one.index
    return OfficialGap(
        result=result,
        kind=ours.kind,
        ours=ours.index,
        difference=difference,
        parts=parts,
        rest=rest,
        complete=complete,
        innovations=found,
        units=units,
        divisor=divisor,
        rows=_rows(edition, found, ours.kind),
        known=len(official),
    )


def _parts(
    edition: Edition,
    ours: RegionScore,
    theirs: RegionScore,
    result: OfficialResult,
    official: Sequence[InnovationScore],
    *,
    complete: bool,
) -> tuple[PartGap, ...]:
    spd = _first((result.spd, Origin.STATED), (theirs.spd.points, Origin.SUMMED))
    divisor = max(edition.need_count("divisor_min"), len(official))
    summed = sum((s.maturity or ZERO for s in official), ZERO) / divisor if complete else None
    mean = _first((result.mean, Origin.STATED), (summed, Origin.SUMMED))
    count = _first(
        (result.count, Origin.STATED), (_counted(edition, result, official, complete=complete), Origin.COUNTED)
    )
    named = [
        ("Satuan pemerintah daerah (SPD)", ours.spd.points or ZERO, spd, "max_spd"),
        ("Rata-rata kematangan inovasi", ours.sid_mean, mean, "max_sid"),
        ("Skor jumlah inovasi", ours.count_score, count, "max_count"),
    ]
    unknown = [name for name, _, (value, _), _ in named if value is None]
    found = []
    for name, own, (known, known_from), most in named:
        value, origin = known, known_from
        if value is None and len(unknown) == 1 and result.index is not None:
            others = sum((other for _, _, (other, _), _ in named if other is not None), ZERO)
            derived = result.index * edition.need("max_total") / 100 - others
            if 0 <= derived <= edition.need(most):
                value, origin = derived, Origin.DERIVED
        gap = None if value is None else index_points(edition, value - own)
        found.append(PartGap(name=name, ours=own, theirs=value, origin=origin, index=gap))
    return tuple(found)


def _first(*choices: tuple[Fraction | None, Origin]) -> tuple[Fraction | None, Origin]:
    return next(((value, origin) for value, origin in choices if value is not None), (None, Origin.UNKNOWN))


def _counted(
    edition: Edition, result: OfficialResult, official: Sequence[InnovationScore], *, complete: bool
) -> Fraction | None:
    """The count score of the accepted ones; urusan that the known ones cover cannot get fewer by those not known yet."""
    if result.accepted is None:
        return None
    covered = len(urusan_coverage(edition, (s.innovation.urusan for s in official))[0])
    if not complete and covered < edition.need_count("urusan_needed"):
        return None
    return count_score(edition, result.accepted, covered)


def _innovations(
    edition: Edition,
    ours: RegionScore,
    official: Mapping[str, InnovationScore],
    statuses: Mapping[str, str],
    *,
    complete: bool,
) -> tuple[tuple[InnovationGap, ...], Fraction | None]:
    """Every innovation of either side, and what the smallest divisor explains."""
    divisor, mean = max(edition.need_count("divisor_min"), len(official)), ours.sid_mean
    found, alone, theirs_alone = [], 0, 0
    for s in ours.innovations:
        other = official.get(s.innovation.id)
        if not s.verdict.counted and other is None:
            continue
        own, said = s.maturity if s.verdict.counted else None, other.maturity if other else None
        if s.verdict.counted and said is not None:
            share = (said - (own or ZERO)) / divisor
            fate = Fate.SAME if said == own else Fate.LOWER if said < (own or ZERO) else Fate.HIGHER
        elif said is not None:
            theirs_alone += 1
            share, fate = (said - mean) / divisor, Fate.NOT_OURS
        else:
            alone += 1
            share = (mean - (own or ZERO)) / divisor
            rejected = complete or statuses.get(s.innovation.id) == State.REJECTED.value
            fate = Fate.NOT_ACCEPTED if rejected else Fate.UNKNOWN
        index = index_points(edition, share) if complete else None
        found.append(InnovationGap(score=s, ours=own, theirs=said, fate=fate, index=index))
    left = mean * (ours.divisor - divisor - alone + theirs_alone) / divisor
    return tuple(found), index_points(edition, left) if complete else None


def _rows(edition: Edition, found: Sequence[InnovationGap], kind: ScoreKind) -> tuple[RowGap, ...]:
    """The indicators that both sides know of at least one innovation that both count."""
    lines = []
    pairs = [
        (one.score.innovation.score(kind).levels, one.score.innovation.score(ScoreKind.KEMENDAGRI).levels)
        for one in found
        if one.score.verdict.counted
    ]
    for row in edition.sid:
        steps = [theirs[row.row] - own[row.row] for own, theirs in pairs if row.row in own and row.row in theirs]
        if steps:
            lines.append(
                RowGap(
                    row=row,
                    compared=len(steps),
                    lower=sum(1 for step in steps if step < 0),
                    higher=sum(1 for step in steps if step > 0),
                    points=row.weight * sum(steps),
                )
            )
    return tuple(lines)
