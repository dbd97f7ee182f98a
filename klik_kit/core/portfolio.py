"""A region's portfolio: innovations with their scores, and the region's own rows.

May not know where they were kept. ``from_records`` helpers read the answers of records whose kind
this module owns: ``inovasi``, ``penilaian`` and ``spd``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from klik_kit.core.bahasa import number
from klik_kit.core.records import Record
from klik_kit.core.rubric import MAX_LEVEL, Edition, Indicator, Part
from klik_kit.errors import Problem


class ScoreKind(StrEnum):
    """Which of the five scores a figure is; they are never mixed (USERS.md, "Lima angka")."""

    MANDIRI = "mandiri"
    PENDAMPING = "pendamping"
    VERIFIKASI = "verifikasi"
    KEMENDAGRI = "kemendagri"
    POTENSI = "potensi"

    @property
    def label(self) -> str:
        """The words on screen."""
        return {
            "mandiri": "Skor mandiri",
            "pendamping": "Skor pendamping",
            "verifikasi": "Skor verifikasi daerah",
            "kemendagri": "Skor hasil Kemendagri",
            "potensi": "Potensi s.d. batas waktu",
        }[self.value]


ARCHIVED = "Diarsipkan"
KIND_NAMES = frozenset(kind.value for kind in ScoreKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Levels by row code, or only their total. An absent row is unanswered, never 0.

    ``total`` is in points (maturity of 111, SPD of 63) and stands until every row is answered, or
    the answered ones exceed it: the national portal's export carries nothing else. ``basis`` maps a row to its chosen basis.
    """

    levels: Mapping[str, int] = field(default_factory=dict)
    total: Fraction | None = None
    basis: Mapping[str, str] = field(default_factory=dict)


NO_SCORES = Scores()


@dataclass(frozen=True, slots=True, kw_only=True)
class Innovation:
    """One innovation as the score sees it.

    ``words`` is the length of its rancang bangun, None where the source carries no text.
    ``profile_known`` is False where a portfolio gives scores only: nothing can then be said about
    its eligibility.
    """

    id: str
    opd: str
    name: str = ""
    urusan: str = ""
    stage: str = ""
    trial: date | None = None
    implemented: date | None = None
    developed: date | None = None
    words: int | None = None
    profile_known: bool = True
    scores: Mapping[ScoreKind, Scores] = field(default_factory=dict)

    def score(self, kind: ScoreKind) -> Scores:
        """The scores of one kind; empty where there are none."""
        return self.scores.get(kind, NO_SCORES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """Everything a region's index is made of, for one edition."""

    edition: str
    spd: Mapping[ScoreKind, Scores] = field(default_factory=dict)
    innovations: tuple[Innovation, ...] = ()

    def spd_score(self, kind: ScoreKind) -> Scores:
        """The region's own rows of one kind; empty where there are none."""
        return self.spd.get(kind, NO_SCORES)


def count_words(text: str) -> int:
    """Words of a text, split at white space (FORMS.md section 2, "Panjang rancang bangun")."""
    return len(text.split())


def check_portfolio(edition: Edition, portfolio: Portfolio) -> tuple[Problem, ...]:
    """Everything in a portfolio that cannot be: unknown rows, levels outside 0-3, totals, ids."""
    problems: list[Problem] = []
    for kind, scores in portfolio.spd.items():
        problems += check_scores(edition, Part.SPD, scores, where=f"spd ({kind})")
    seen: set[str] = set()
    for position, innovation in enumerate(portfolio.innovations, start=1):
        where = f"inovasi {innovation.id!r}"
        if not innovation.id:
            problems.append(Problem(where=f"inovasi ke-{position}", what="id kosong."))
        elif innovation.id in seen:
            problems.append(Problem(where=where, what="id dipakai lebih dari sekali."))
        seen.add(innovation.id)
        for kind, scores in innovation.scores.items():
            problems += check_scores(edition, Part.SID, scores, where=f"{where} ({kind})")
    return tuple(problems)


def check_scores(edition: Edition, part: Part, scores: Scores, *, where: str) -> Iterable[Problem]:
    """What cannot be in one set of scores."""
    rows: dict[str, Indicator] = {row.row: row for row in (edition.spd if part is Part.SPD else edition.sid)}
    for row, level in scores.levels.items():
        if row not in rows:
            known = f"{next(iter(rows))} s.d. {next(reversed(rows))}" if rows else "tidak ada yang diketahui"
            yield Problem(where=where, what=f"baris {row!r} tidak ada pada edisi {edition.id} (baris: {known}).")
        elif not 0 <= level <= MAX_LEVEL:
            yield Problem(where=where, what=f"baris {row}: parameter {level} di luar 0 s.d. {MAX_LEVEL}.")
    for row, basis in scores.basis.items():
        bases = rows[row].bases if row in rows else ()
        if all(basis != b.key for b in bases):
            known = ", ".join(b.key for b in bases) or "baris ini tidak memakai basis"
            yield Problem(where=where, what=f"baris {row}: basis {basis!r} tidak dikenal ({known}).")
    if scores.total is not None:
        most = edition.formula.max_spd if part is Part.SPD else edition.formula.max_sid
        if scores.total < 0:
            yield Problem(where=where, what=f"jumlah {number(scores.total, most=12)} negatif.")
        elif most is not None and scores.total > most:
            yield Problem(where=where, what=f"jumlah {number(scores.total, most=12)} melebihi maksimum {number(most)}.")


def scores_of(record: Record) -> dict[ScoreKind, Scores]:
    """The scores kept in a ``penilaian`` or ``spd`` record.

    Its fields are ``<kind>.<row>`` (a level), ``<kind>.<row>.basis`` and ``<kind>.total``.
    """
    levels: dict[ScoreKind, dict[str, int]] = {}
    basis: dict[ScoreKind, dict[str, str]] = {}
    totals: dict[ScoreKind, Fraction] = {}
    for name, value in record.values().items():
        kind_name, _, rest = name.partition(".")
        if kind_name not in KIND_NAMES:
            continue
        kind = ScoreKind(kind_name)
        row, _, tail = rest.partition(".")
        if rest == "total":
            totals[kind] = Fraction(value)
        elif tail == "basis":
            basis.setdefault(kind, {})[row] = value
        else:
            levels.setdefault(kind, {})[row] = int(value)
    return {
        kind: Scores(levels=levels.get(kind, {}), total=totals.get(kind), basis=basis.get(kind, {}))
        for kind in ScoreKind
        if kind in levels or kind in totals or kind in basis
    }


def innovation_of(profile: Record, assessment: Record | None) -> Innovation:
    """An innovation from its ``inovasi`` record and its ``penilaian`` of one edition."""
    scores = scores_of(assessment) if assessment else {}
    return innovation_from(profile.values(), id=profile.key.id, opd=profile.key.unit or "", scores=scores)


def innovation_from(
    values: Mapping[str, str], *, id: str = "", opd: str = "", scores: Mapping[ScoreKind, Scores] | None = None  # noqa: A002 - the field's own name
) -> Innovation:  # fmt: skip
    """An innovation from the answers of a profile, kept or still being written."""
    design = values.get("rancang_bangun")
    from_portal = values.get("origin") == "portal"
    return Innovation(
        id=id,
        opd=opd,
        name=values.get("name", ""),
        urusan=values.get("urusan", ""),
        stage=values.get("stage", ""),
        trial=_day(values.get("trial_on")),
        implemented=_day(values.get("implemented_on")),
        developed=_day(values.get("developed_on")),
        words=None if design is None and from_portal else count_words(design or ""),
        scores=scores or {},
    )


def portfolio_of(
    edition: str, *, profiles: Iterable[Record], assessments: Iterable[Record], spd: Record | None
) -> Portfolio:
    """A portfolio from the records of one edition; innovations in the order of ``profiles``.

    What was archived is kept in the store and left out here.
    """
    by_innovation = {record.key.parent: record for record in assessments if record.key.edition == edition}
    return Portfolio(
        edition=edition,
        spd=scores_of(spd) if spd else {},
        innovations=tuple(
            innovation_of(profile, by_innovation.get(profile.key.id))
            for profile in profiles
            if profile.value("status") != ARCHIVED
        ),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
