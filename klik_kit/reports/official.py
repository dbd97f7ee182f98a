"""Where and why the ministry's result differs from the region's own, as the region's report tells it.

May not compute: `klik_kit.core.official_gap` has taken the index apart. `OfficialSection` is what
``templates/reports/daerah_resmi.html.j2`` shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from klik_kit.core.official_gap import Fate, InnovationGap, OfficialGap, PartGap, RowGap, official_gap
from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.side_by_side import TOTAL
from klik_kit.reports.facts import Facts, mean_maturity

_MOST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitDifference:
    """A unit: innovations we count, accepted and not, of those on both sides how many stand lower, mean maturities."""

    name: str
    ours: int
    accepted: int
    not_accepted: int
    lower: int
    mean_ours: Fraction | None
    mean_theirs: Fraction | None
    index: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InnovationDifference:
    """An innovation, and the causes that coaches wrote down, each with its row (empty: of the whole)."""

    name: str
    unit: str
    gap: InnovationGap
    causes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialSection:
    """Everything the section shows; ``needs`` says what would have to be filled in to know more."""

    gap: OfficialGap
    kind: str
    theirs: str
    parts: tuple[PartGap, ...]
    fates: tuple[tuple[str, int], ...]
    needs: tuple[str, ...]
    units: tuple[UnitDifference, ...]
    innovations: tuple[InnovationDifference, ...]
    more: int
    without_cause: int
    rows: tuple[RowGap, ...]


def official_section(facts: Facts) -> OfficialSection | None:
    """The section of the edition's year; None where there is no result of it, or the report is by the ministry's score."""
    result = next((r for r in facts.results if r.year == facts.edition.year), None)
    if result is None or facts.kind is ScoreKind.KEMENDAGRI:
        return None
    gap = official_gap(facts.edition, facts.score, facts.official, result, statuses=facts.statuses)
    differing = [one for one in gap.innovations if one.fate not in {Fate.SAME, Fate.UNKNOWN}]
    differing.sort(key=lambda one: (-_size(one), one.score.innovation.name, one.score.innovation.id))
    told = tuple(_told(facts, one) for one in differing)
    fates = [one.fate for one in gap.innovations]
    return OfficialSection(
        gap=gap,
        kind=facts.kind.label,
        theirs=ScoreKind.KEMENDAGRI.label,
        parts=gap.parts,
        fates=tuple((fate.value, fates.count(fate)) for fate in Fate if fates.count(fate)),
        needs=tuple(_needs(gap)),
        units=tuple(_units(facts, gap)),
        innovations=told[:_MOST],
        more=max(len(told) - _MOST, 0),
        without_cause=sum(1 for one in told if not one.causes),
        rows=tuple(sorted(gap.rows, key=lambda r: (r.points, r.row.number))),
    )


def _size(one: InnovationGap) -> Fraction:
    """How much an innovation matters among the others: its share of the index, else its points."""
    return abs(one.index if one.index is not None else one.points or Fraction(0))


def _told(facts: Facts, one: InnovationGap) -> InnovationDifference:
    own = one.score.innovation
    written = facts.causes.get(own.id, {})
    order = [TOTAL, *(row.row for row in facts.edition.sid)]
    causes = [("" if row == TOTAL else row, written[row]) for row in order if row in written]
    unit = facts.units.get(own.opd)
    return InnovationDifference(name=own.name, unit=unit.name if unit else own.opd, gap=one, causes=tuple(causes))


def _needs(gap: OfficialGap) -> Iterator[str]:
    """What is not known, and where it is filled in."""
    if gap.result.index is None:
        yield "Indeks resmi belum diisi pada lembar Hasil Resmi."
    if gap.result.accepted is None:
        yield "Banyaknya inovasi yang diterima belum diisi pada lembar Hasil Resmi."
    elif not gap.complete:
        yield (
            f"Skor hasil Kemendagri baru diketahui untuk {gap.known} inovasi, sedangkan yang diterima {gap.result.accepted}. "
            "Impor ekspor portal sesudah penilaian dengan --skor kemendagri."
        )
    unknown = [part.name for part in gap.parts if part.theirs is None]
    if unknown:
        yield f"Bagian yang belum diketahui: {', '.join(unknown)}."
    if not gap.rows:
        yield "Parameter per indikator menurut kementerian belum diketahui; ekspor portal hanya memuat jumlahnya."


def _units(facts: Facts, gap: OfficialGap) -> Iterator[UnitDifference]:
    """The units that have anything on either side, those that lost most first."""
    lines = []
    for code, unit in facts.units.items():
        own: Sequence[InnovationGap] = [one for one in gap.innovations if one.score.innovation.opd == code]
        theirs = [one.theirs for one in own if one.theirs is not None]
        if own:
            lines.append(
                UnitDifference(
                    name=unit.name,
                    ours=sum(1 for one in own if one.score.verdict.counted),
                    accepted=len(theirs),
                    not_accepted=sum(1 for one in own if one.fate is Fate.NOT_ACCEPTED),
                    lower=sum(1 for one in own if one.fate is Fate.LOWER),
                    mean_ours=mean_maturity(one.score for one in own if one.score.verdict.counted),
                    mean_theirs=sum(theirs, Fraction(0)) / len(theirs) if theirs else None,
                    index=gap.units.get(code),
                )
            )
    lines.sort(key=lambda u: (u.index if u.index is not None else Fraction(0), -u.not_accepted, -u.lower, u.name))
    yield from lines
