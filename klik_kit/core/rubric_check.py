"""Is an edition consistent with itself? Everything that is not, at once.

May not read files: `klik_kit.content` calls this for every edition it loads. A partial edition is
held only to what it states; a complete one must also state everything a score needs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from fractions import Fraction
from itertools import pairwise

from klik_kit.core.bahasa import day, listed, number
from klik_kit.core.rubric import (
    FACT_NAMES,
    MAX_LEVEL,
    Edition,
    Formula,
    Indicator,
    Level,
    Part,
    Status,
)
from klik_kit.core.rubric_ranges import VALUES, check_levels, figure, path, span
from klik_kit.errors import Problem

_INDEX_STEP = Fraction(1, 100)
_INDEX_MOST = Fraction(100)


def check_edition(edition: Edition) -> tuple[Problem, ...]:
    """Everything about an edition that cannot be; empty where it is sound."""
    return tuple(
        problem
        for check in (_rows, _maxima, _predicates, _rules, _references, _completeness)
        for problem in check(edition)
    )


# rows


def _rows(edition: Edition) -> Iterator[Problem]:
    indicators = (*edition.spd, *edition.sid)
    for row, times in Counter(i.row for i in indicators).items():
        if times > 1:
            yield Problem(where=f"baris {row}", what=f"ditulis {times} kali.", mend="Beri setiap baris kode sendiri.")
    yield from _numbers(indicators)
    for indicator in indicators:
        where = path(indicator)
        if indicator.weight <= 0:
            yield Problem(where=f"{where}.weight", what=f"bobot {figure(indicator.weight)} harus lebih dari 0.")
        yield from check_levels(indicator, where, declared=indicator.official_overlap)
        for key, times in Counter(basis.key for basis in indicator.bases).items():
            if times > 1:
                yield Problem(where=f"{where}.bases", what=f"ukuran {key!r} ditulis {times} kali.")
        for basis in indicator.bases:
            yield from check_levels(basis, f"{where}.bases[{basis.key}]", declared=None)


def _numbers(indicators: Sequence[Indicator]) -> Iterator[Problem]:
    rows_of: dict[int, set[str]] = {}
    parts_of: dict[int, set[Part]] = {}
    for indicator in indicators:
        rows_of.setdefault(indicator.number, set()).add(indicator.row)
        parts_of.setdefault(indicator.number, set()).add(indicator.part)
        if not re.fullmatch(rf"{indicator.number}[a-z]?", indicator.row):
            yield Problem(
                where=f"{path(indicator)}.number",
                what=f"nomor {indicator.number} tidak sesuai dengan kode baris {indicator.row!r}.",
                mend="Kode baris adalah nomornya, dengan satu huruf kecil bila nomor itu terbagi.",
            )
    for of, rows in rows_of.items():
        if len(parts_of[of]) > 1:
            yield Problem(where=f"nomor {of}", what="dipakai pada SPD dan juga pada SID.")
        if len(rows) > 1 and str(of) in rows:
            others = listed(sorted(rows - {str(of)}))
            yield Problem(where=f"nomor {of}", what=f"ada baris {of} dan juga baris {others}; pilih satu cara.")


# constants, predicates, rules


def _maxima(edition: Edition) -> Iterator[Problem]:
    formula = edition.formula
    for name in _FACTS:
        value = getattr(formula, name)
        if value is not None and value <= 0:
            yield Problem(where=f"formula.{name}", what=f"{FACT_NAMES[name]} {number(value)} harus lebih dari 0.")
    for part, rows, stated in (("spd", edition.spd, formula.max_spd), ("sid", edition.sid, formula.max_sid)):
        reached = MAX_LEVEL * sum((row.weight for row in rows), Fraction(0))
        if rows and stated is not None and reached != stated:
            yield Problem(
                where=f"{part}[*].weight",
                what=f"bobot {part.upper()} menghasilkan paling tinggi {number(reached)}, "
                f"sedangkan formula.max_{part} {number(stated)}.",
                mend="Periksa bobot setiap baris.",
            )
    if formula.max_spd is not None and formula.max_sid is not None and formula.max_count is not None:
        total = formula.max_spd + formula.max_sid + formula.max_count
        if formula.max_total is not None and total != formula.max_total:
            yield Problem(
                where="formula.max_total",
                what=f"{number(formula.max_total)}, sedangkan max_spd + max_sid + max_count = {number(total)}.",
            )
    if formula.per_innovation is not None and formula.innovation_cap is not None and formula.max_count is not None:
        count = formula.per_innovation * formula.innovation_cap
        if count != formula.max_count:
            yield Problem(
                where="formula.max_count",
                what=f"{number(formula.max_count)}, sedangkan per_innovation × innovation_cap = {number(count)}.",
            )


def _predicates(edition: Edition) -> Iterator[Problem]:
    sound = []
    for predicate in edition.predicates:
        where = f"predicates[{predicate.label}]"
        if predicate.low > predicate.high:
            yield Problem(
                where=where,
                what=f"batas bawah {figure(predicate.low)} lebih besar dari batas atas {figure(predicate.high)}.",
            )
        elif any((limit / _INDEX_STEP).denominator != 1 for limit in (predicate.low, predicate.high)):
            yield Problem(where=where, what="batas predikat paling banyak dua desimal.")
        else:
            sound.append(predicate)
    yield from _twice("predicates", [predicate.label for predicate in edition.predicates])
    sound.sort(key=lambda p: (p.low, p.high))
    whole = edition.status is not Status.PARTIAL
    for lower, upper in pairwise(sound):
        names = f"{lower.label} dan {upper.label}"
        if upper.low <= lower.high:
            shared = span(upper.low, min(lower.high, upper.high))
            yield Problem(where="predicates", what=f"{names} bertumpang pada {shared}.")
        elif whole and upper.low - lower.high > _INDEX_STEP:
            yield Problem(
                where="predicates",
                what=f"indeks antara {figure(lower.high)} dan {figure(upper.low)} tidak memiliki predikat ({names}).",
            )
    if whole and sound and len(sound) == len(edition.predicates):
        first, last = sound[0].low, max(p.high for p in sound)
        if first != 0 or last != _INDEX_MOST:
            yield Problem(
                where="predicates",
                what=f"mencakup {figure(first)} sampai {figure(last)}, bukan 0 sampai 100.",
            )


def _rules(edition: Edition) -> Iterator[Problem]:
    window, words = edition.eligibility.window, edition.eligibility.min_words
    if window is not None and window.start > window.end:
        yield Problem(
            where="eligibility.window",
            what=f"mulai {day(window.start)}, sesudah berakhir {day(window.end)}.",
            mend="Tukar kedua tanggal itu.",
        )
    if words is not None and words < 0:
        yield Problem(where="eligibility.min_words", what=f"{words} kata tidak mungkin.")
    needed = edition.formula.urusan_needed
    if needed is not None and edition.urusan_wajib and needed > len(edition.urusan_wajib):
        yield Problem(
            where="formula.urusan_needed",
            what=f"syarat {needed} urusan, sedangkan urusan_wajib hanya memuat {len(edition.urusan_wajib)}.",
        )
    yield from _twice("urusan_wajib", edition.urusan_wajib)
    for document in edition.documents:
        if document.weeks < 0:
            yield Problem(where=f"documents[{document.id}].weeks", what=f"{document.weeks} minggu tidak mungkin.")


# references


def _references(edition: Edition) -> Iterator[Problem]:
    documents = {document.id for document in edition.documents}
    yield from _twice("documents", [document.id for document in edition.documents])
    yield from _twice("sources", [source.id for source in edition.sources])
    yield from _twice("shared_steps", [step.id for step in edition.shared_steps])
    for where, level in _every_level(edition):
        if level.document and level.document not in documents:
            yield _dangling(f"{where}.document", "dokumen", level.document, "documents")
        if bool(level.activity) != bool(level.document):
            given, lacking = ("activity", "document") if level.activity else ("document", "activity")
            yield Problem(
                where=f"{where}.{lacking}",
                what=f"belum ada, sedangkan {given} ada.",
                mend="Langkah terdiri atas kegiatan dan dokumen; tulis keduanya atau kosongkan keduanya.",
            )
    sources = {source.id for source in edition.sources}
    cited = [
        ("formula.sources", edition.formula.sources),
        ("eligibility.sources", edition.eligibility.sources),
        *((f"{path(i)}.sources", i.sources) for i in (*edition.spd, *edition.sid)),
    ]
    for where, ids in cited:
        for of in ids:
            if of not in sources:
                yield _dangling(where, "sumber", of, "sources")
    yield from _shared_steps(edition, documents)


def _shared_steps(edition: Edition, documents: set[str]) -> Iterator[Problem]:
    for step in edition.shared_steps:
        where = f"shared_steps[{step.id}]"
        if step.document not in documents:
            yield _dangling(f"{where}.document", "dokumen", step.document, "documents")
        if not step.raises and not step.adds:
            yield Problem(where=where, what="tidak menaikkan baris apa pun.", mend="Isi raises atau adds.")
        for key, rows in (("raises", step.raises), ("adds", step.adds)):
            for row, level in rows.items():
                if row not in edition.by_row:
                    yield _dangling(f"{where}.{key}", "baris", row, "spd maupun sid")
                if level not in VALUES:
                    yield Problem(where=f"{where}.{key}[{row}]", what=f"{level} di luar 1 sampai {MAX_LEVEL}.")


def _every_level(edition: Edition) -> Iterator[tuple[str, Level]]:
    for indicator in (*edition.spd, *edition.sid):
        where = path(indicator)
        for level in indicator.levels:
            yield f"{where}.levels[{level.value}]", level
        for basis in indicator.bases:
            for level in basis.levels:
                yield f"{where}.bases[{basis.key}].levels[{level.value}]", level


# completeness


def _completeness(edition: Edition) -> Iterator[Problem]:
    if edition.status is not Status.COMPLETE:
        return
    because = "belum ada, sedangkan status edisi ini complete."
    mend = "Lengkapi, atau tulis status: partial."
    eligibility = edition.eligibility
    missing = [
        *(f"formula.{name}" for name in _FACTS if getattr(edition.formula, name) is None),
        *(["eligibility.window"] if eligibility.window is None else []),
        *(["eligibility.min_words"] if eligibility.min_words is None else []),
        *(["formula.sources"] if not edition.formula.sources else []),
        *(name for name in ("spd", "sid", "predicates", "urusan_wajib") if not getattr(edition, name)),
    ]
    for indicator in (*edition.spd, *edition.sid):
        where = path(indicator)
        if indicator.mandatory is None:
            missing.append(f"{where}.mandatory")
        missing += [f"{where}.{name}" for name in ("variable", "sources") if not getattr(indicator, name)]
        if indicator.weight_inferred:
            yield Problem(where=f"{where}.weight_inferred", what=f"bobot pasti {because}", mend=mend)
    for where in missing:
        yield Problem(where=where, what=because, mend=mend)


_FACTS = tuple(f.name for f in fields(Formula) if f.name in FACT_NAMES)


def _dangling(where: str, kind: str, of: str, listing: str) -> Problem:
    return Problem(where=where, what=f"{kind} {of!r} tidak ada pada {listing}.", mend="Betulkan kodenya.")


def _twice(where: str, ids: Iterable[str]) -> Iterator[Problem]:
    for of, times in Counter(ids).items():
        if times > 1:
            yield Problem(where=where, what=f"{of!r} ditulis {times} kali.")
