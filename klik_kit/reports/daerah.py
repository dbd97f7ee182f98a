"""The region's report: what a Sekda reads first, and below it how every number was made.

May not read the store. `RegionPage` is the contract with ``templates/reports/daerah_*.html.j2``
(USERS.md, "Daerah, halaman satu").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from klik_kit.core.advice import SharedGain, UrusanGap, in_turn
from klik_kit.core.bahasa import half_up, number, plain
from klik_kit.core.eligibility import Basket
from klik_kit.core.region import Official, OfficialResult, Region
from klik_kit.core.scoring import InnovationScore, RowScore, Step, index_points, rows_of
from klik_kit.reports.facts import Deadline, Facts
from klik_kit.reports.official import OfficialSection, official_section

_DECISIONS, _SHORTAGES = 3, 10
_BIN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Something only the leader can decide: what, why, and its worth in index points (None: not a number)."""

    what: str
    why: str
    gain: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """A unit that still owes something: how many innovations, mandatory rows and documents, and who answers."""

    unit: str
    innovations: int
    missing_mandatory: int
    without_evidence: int
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One of the three parts of the index: points, their maximum, and their share of the index."""

    name: str
    points: Fraction
    maximum: Fraction
    index: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Basketful:
    """How many innovations are in a basket."""

    name: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Urusan:
    """An urusan wajib pelayanan dasar, and how many counted innovations it has."""

    name: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """An official result, and whether its edition's rules differ from the year before."""

    result: OfficialResult
    new_rules: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionPage:
    """Everything the report shows. Points are of 250, gains are points of the index."""

    region: Region
    as_of: date
    edition: str
    edition_title: str
    kind: str
    index: Fraction
    predicate: str
    next_predicate: str
    distance: Fraction | None
    last: OfficialResult | None
    days_left: int | None
    deadline: Deadline | None
    scored: bool
    answered: int
    questions: int
    recorded: int
    ready: int
    fit: int
    incomplete: int
    silent: tuple[str, ...]
    without_reportable: tuple[str, ...]
    urusan: tuple[Urusan, ...]
    urusan_needed: int
    mean: Fraction
    decisions: tuple[Decision, ...]
    shortages: tuple[Shortage, ...]
    short_units: int
    parts: tuple[Part, ...]
    baskets: tuple[Basketful, ...]
    shared: tuple[SharedGain, ...]
    histogram: tuple[tuple[str, int], ...]
    unscored: int
    results: tuple[Result, ...]
    steps: tuple[Step, ...]
    spd_rows: tuple[RowScore, ...]
    spd_missing: tuple[str, ...]
    signer: Official | None
    official: OfficialSection | None


def region_page(facts: Facts) -> RegionPage:
    """The report of the whole region."""
    score, edition = facts.score, facts.edition
    counted = [s for s in score.innovations if s.verdict.counted]
    next_predicate, distance = _next_predicate(facts)
    reporting = {s.innovation.opd for s in score.innovations}
    deadline = facts.deadline
    ready = sum(1 for s in counted if facts.ready(s))
    fit = sum(1 for s in counted if facts.fit(s) and not facts.ready(s))
    able = {s.innovation.opd for s in counted}
    shortages = _shortages(facts)
    silent = tuple(unit.name for unit in facts.units.values() if unit.code not in reporting)
    return RegionPage(
        region=facts.region,
        as_of=facts.as_of,
        edition=edition.id,
        edition_title=edition.title,
        kind=score.kind.label,
        index=score.index,
        predicate=score.predicate,
        next_predicate=next_predicate,
        distance=distance,
        last=facts.results[-1] if facts.results else None,
        days_left=(deadline.day - facts.as_of).days if deadline else None,
        deadline=deadline,
        scored=score.scored,
        answered=score.answered,
        questions=score.questions,
        recorded=len(score.innovations),
        ready=ready,
        fit=fit,
        incomplete=len(counted) - ready - fit,
        silent=silent,
        without_reportable=tuple(u.name for u in facts.units.values() if u.code in reporting and u.code not in able),
        urusan=tuple(
            Urusan(name=name, count=sum(1 for s in counted if plain(s.innovation.urusan) == plain(name)))
            for name in edition.urusan_wajib
        ),
        urusan_needed=score.urusan_needed,
        mean=score.sid_mean,
        decisions=_decisions(facts, silent),
        shortages=shortages[:_SHORTAGES],
        short_units=len(shortages),
        parts=_parts(facts),
        baskets=_baskets(score.innovations),
        shared=facts.advice.shared,
        histogram=_histogram(counted, int(edition.need("max_sid"))),
        unscored=sum(1 for s in counted if s.maturity is None),
        results=_results(facts),
        steps=score.steps,
        spd_rows=() if not score.spd.rows_known else rows_of(edition.spd, score.spd_levels),
        spd_missing=score.spd.missing_mandatory,
        signer=next((o for o in facts.officials if "bapp" in o.role.casefold() or "brida" in o.role.casefold()), None),
        official=official_section(facts),
    )


def _next_predicate(facts: Facts) -> tuple[str, Fraction | None]:
    """The predicate above, and how many index points are missing to it."""
    above = [p for p in facts.edition.predicates if p.low > facts.score.index]
    if not above:
        return "", None
    nearest = min(above, key=lambda p: p.low)
    return nearest.label, nearest.low - facts.score.index


def _decisions(facts: Facts, silent: Sequence[str]) -> tuple[Decision, ...]:
    found = [*_urusan_decision(facts)]
    timely = [gain for gain in facts.advice.shared if facts.in_time(gain.weeks)]
    for gain in in_turn(facts.edition, facts.score, timely):
        if gain.gain and len(found) < _DECISIONS:
            scope = f"{len(gain.innovations)} inovasi" if gain.innovations else "daerah"
            found.append(
                Decision(
                    what=f"Menyetujui {gain.step.name}",
                    why=f"Satu langkah menaikkan nilai {scope}; lama pengurusan sekitar {gain.weeks} minggu.",
                    gain=gain.gain,
                )
            )
    if silent and len(found) < _DECISIONS:
        found.append(
            Decision(
                what=f"Meminta {len(silent)} unit yang belum mencatat inovasi mengikuti klinik",
                why="Daftar unitnya ada pada lampiran.",
                gain=None,
            )
        )
    return tuple(found[:_DECISIONS])


def _urusan_decision(facts: Facts) -> Iterator[Decision]:
    """The urusan that are missing to the count score, and the innovation nearest to covering one."""
    gap: UrusanGap = facts.advice.urusan
    if not gap.short:
        return
    score = facts.score
    names = {s.innovation.id: s.innovation.name for s in score.innovations}
    missing = {plain(name) for name in gap.missing}
    nearest = next((e for e in facts.advice.entries if plain(e.urusan) in missing), None)
    if nearest is not None and gap.short == 1:
        unit = facts.units[nearest.opd].name if nearest.opd in facts.units else nearest.opd
        after = half_up(index_points(facts.edition, score.total) + nearest.gain, 2)
        yield Decision(
            what=f"Meminta {unit} melengkapi {names[nearest.innovation].partition(' (')[0]} sehingga urusan {nearest.urusan} terwakili",
            why=f"{' '.join(nearest.needs)} Perkiraan IID menjadi {number(after, least=2)} ({facts.edition.predicate(after)}).",
            gain=nearest.gain,
        )
        return
    yield Decision(
        what=f"Menugaskan perangkat daerah pengampu untuk melaporkan inovasi pada paling sedikit {gap.short} urusan: "
        f"{'; '.join(gap.missing)}",
        why=f"Skor jumlah inovasi baru diperoleh bila {score.urusan_needed} urusan wajib pelayanan dasar terwakili.",
        gain=gap.gain,
    )


def _shortages(facts: Facts) -> tuple[Shortage, ...]:
    """The units that owe something, those with the most mandatory rows first."""
    lines = []
    for unit in facts.units.values():
        reported = [s for s in facts.of_unit(unit.code) if s.verdict.counted]
        missing = sum(len(s.sheet.missing_mandatory) for s in reported)
        owed = sum(len(facts.without_evidence(s)) for s in reported)
        if missing or owed:
            lines.append(
                Shortage(
                    unit=unit.name,
                    innovations=len(reported),
                    missing_mandatory=missing,
                    without_evidence=owed,
                    who=unit.operator or unit.head,
                )
            )
    return tuple(sorted(lines, key=lambda s: (-s.missing_mandatory, -s.without_evidence, s.unit)))


def _parts(facts: Facts) -> tuple[Part, ...]:
    score, edition = facts.score, facts.edition
    parts = (
        ("Satuan pemerintah daerah (SPD)", score.spd.points or Fraction(0), "max_spd"),
        ("Satuan inovasi daerah (SID), rata-rata kematangan", score.sid_mean, "max_sid"),
        ("Skor jumlah inovasi", score.count_score, "max_count"),
    )
    return tuple(
        Part(name=name, points=points, maximum=edition.need(most), index=index_points(edition, points))
        for name, points, most in parts
    )


def _baskets(scores: Sequence[InnovationScore]) -> tuple[Basketful, ...]:
    baskets = [s.verdict.basket for s in scores]
    found = [Basketful(name=basket.label, count=baskets.count(basket)) for basket in Basket]
    unknown = baskets.count(None)
    return (*found, Basketful(name="Syarat belum diketahui", count=unknown)) if unknown else tuple(found)


def _histogram(counted: Sequence[InnovationScore], most: int) -> tuple[tuple[str, int], ...]:
    """How many counted innovations per ten points of maturity; what is left above the last ten joins them."""
    bins = [0] * (most // _BIN)
    for s in counted:
        if s.maturity is not None:
            bins[min(int(s.maturity) // _BIN, len(bins) - 1)] += 1
    ends = [*(_BIN * k - 1 for k in range(1, len(bins))), most]
    return tuple((f"{_BIN * k}–{end}", count) for k, (end, count) in enumerate(zip(ends, bins, strict=True)))


def _results(facts: Facts) -> tuple[Result, ...]:
    """The official results, each marked where its best class begins elsewhere than the year before."""
    marked = []
    before: Fraction | None = None
    for result in facts.results:
        edition = facts.editions.get(result.year)
        begins = max((p.low for p in edition.predicates), default=None) if edition else None
        best = max(edition.predicates, key=lambda p: p.low).label if edition and edition.predicates else ""
        changed = begins is not None and before is not None and begins != before
        note = f"{best} mulai {number(begins, least=2)}" if begins is not None and changed else ""
        marked.append(Result(result=result, new_rules=note))
        before = begins if begins is not None else before
    return tuple(marked)
