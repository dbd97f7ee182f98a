"""A proposal's checks while it is written: length, missing parts, dates, claims without a number, copied text.

Pure. Sources: FORMS.md sections 2 and 3; the window and its wording are `klik_kit.core.eligibility`'s.
A finding never changes a text and never blocks typing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from klik_kit.core.bahasa import listed
from klik_kit.core.eligibility import judge
from klik_kit.core.portfolio import count_words, innovation_from
from klik_kit.core.rubric import Edition

PARTS = (
    ("rb.dasar_hukum", "dasar hukum"),
    ("rb.permasalahan", "permasalahan"),
    ("rb.isu_strategis", "isu strategis"),
    ("rb.metode", "metode pembaharuan"),
    ("rb.keunggulan", "keunggulan dan kebaruan"),
    ("rb.tahapan", "tahapan dan cara kerja"),
)
"""The parts of a rancang bangun (FORMS.md section 3) and how a sentence names them."""

VIDEO = ("video.latar_belakang", "video.penjaringan_ide", "video.pemilihan_ide", "video.manfaat", "video.dampak")
MOST_VIDEO_WORDS = 650
"""Five minutes of speech at some 130 words a minute."""

SHINGLE, SAME_ENOUGH = 8, 0.30
_DATES = {"penerapan": "implemented_on", "jendela": "implemented_on", "pengembangan": "developed_on", "urutan_tanggal": "implemented_on", "tahap": "stage", "urusan": "urusan"}
_WITH_NUMBERS = (("goals", "Tujuan"), ("benefits", "Manfaat"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to look at: the field it stands beside, how grave (``error``, ``warning``, ``info``), and the sentence."""

    field: str
    tone: str
    text: str


def compose(values: Mapping[str, str]) -> str:
    """The whole rancang bangun from its parts, each under its name; empty where no part is written."""
    written = [(label, values[name].strip()) for name, label in PARTS if values.get(name, "").strip()]
    return "\n\n".join(f"{label[0].upper()}{label[1:]}\n{text}" for label, text in written)


def findings(values: Mapping[str, str], edition: Edition, *, today: date) -> tuple[Finding, ...]:
    """Everything worth looking at in a proposal, in the order of the form.

    Args:
        values: the answers of an innovation's record.
        edition: whose window and length count.
        today: the day on the clinic's wall.
    """
    found = [*_design(values, edition), *_dates(values, edition, today)]
    found += [
        Finding(field=name, tone="info", text=f"{label} belum menyebut angka. Angka membuatnya dapat diukur.")
        for name, label in _WITH_NUMBERS
        if values.get(name) and not any(c.isdigit() for c in values[name])
    ]
    words = sum(count_words(values.get(name, "")) for name in VIDEO)
    if words > MOST_VIDEO_WORDS:
        text = f"Naskah video {words} kata; untuk lima menit paling banyak sekitar {MOST_VIDEO_WORDS} kata."
        found.append(Finding(field=VIDEO[0], tone="warning", text=text))
    return tuple(found)


def _design(values: Mapping[str, str], edition: Edition) -> Iterable[Finding]:
    least = edition.eligibility.min_words
    words = count_words(values.get("rancang_bangun") or "")
    missing = [label for name, label in PARTS if not values.get(name)]
    from_parts = len(missing) < len(PARTS)
    lacking = f" Yang belum ada: {listed(missing)}." if missing and from_parts else ""
    if least is not None and words < least:
        first = next((name for name, _ in PARTS if not values.get(name)), PARTS[0][0])
        yield Finding(field=first, tone="warning", text=f"Rancang bangun baru {words} kata, minimal {least} kata.{lacking}")
    elif lacking:
        yield Finding(field=next(name for name, _ in PARTS if not values.get(name)), tone="info", text=lacking.strip())


def _dates(values: Mapping[str, str], edition: Edition, today: date) -> Iterable[Finding]:
    verdict = judge(edition, innovation_from(values))
    for finding in verdict.findings:
        if finding.code in _DATES:
            yield Finding(field=_DATES[finding.code], tone="info" if finding.warning else "warning", text=finding.text)
    for name, label in (("trial_on", "Waktu uji coba"), ("implemented_on", "Waktu penerapan"), ("developed_on", "Waktu pengembangan")):
        if values.get(name) and date.fromisoformat(values[name]) > today:
            yield Finding(field=name, tone="info", text=f"{label} masih akan datang. Mohon diperiksa.")


def copied(text: str, others: Iterable[tuple[str, str, str]]) -> tuple[str, str, float] | None:
    """The other innovation whose text this one repeats most: its id, name, and the share of this text; None below 30 %.

    Args:
        text: a rancang bangun.
        others: id, name and rancang bangun of each other innovation.
    """
    own = _shingles(text)
    if not own:
        return None
    shares = ((other, name, len(own & _shingles(theirs)) / len(own)) for other, name, theirs in others if theirs)
    best = max(shares, key=lambda share: share[2], default=None)
    return best if best and best[2] >= SAME_ENOUGH else None


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = text.casefold().split()
    return frozenset(tuple(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1))
