"""A proposal's checks while it is written: length, missing parts, dates, claims without a number, copied text.

Pure. Sources: FORMS.md sections 2 and 3; the window and its wording are `klik_kit.core.eligibility`'s.
A finding never changes a text and never blocks typing.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from klik_kit.core.bahasa import listed
from klik_kit.core.eligibility import judge
from klik_kit.core.forms import Field, Form, check_value, field_for, fields_of
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
COMMON = 5
"""Words that stand in so many other texts are nobody's own: titles of laws, phrases of a class."""
_PLACES = {
    "penerapan": "implemented_on",
    "jendela": "implemented_on",
    "pengembangan": "developed_on",
    "urutan_tanggal": "implemented_on",
    "tahap": "stage",
    "urusan": "urusan",
}
_DATES = (
    ("trial_on", "Waktu uji coba"),
    ("implemented_on", "Waktu penerapan"),
    ("developed_on", "Waktu pengembangan"),
)
_CLAIMS = (("goals", "Tujuan"), ("benefits", "Manfaat"))
_MOST_RESULTS = 10
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to look at: the field it leads to, how grave (``error``, ``warning``, ``info``), and the sentence.

    ``beside`` says that it is about that field alone and may stand beside it.
    """

    field: str
    tone: str
    text: str
    beside: bool = True


def compose(values: Mapping[str, str]) -> str:
    """The whole rancang bangun from its parts, each under its name; empty where no part is written."""
    written = [(label, values[name].strip()) for name, label in PARTS if values.get(name, "").strip()]
    return "\n\n".join(f"{label[0].upper()}{label[1:]}\n{text}" for label, text in written)


def findings(values: Mapping[str, str], edition: Edition, *, today: date, form: Form) -> tuple[Finding, ...]:
    """Everything worth looking at in a proposal, in the order of the form.

    Args:
        values: the answers of an innovation's record.
        edition: whose window and length count.
        today: the day on the clinic's wall.
        form: the outline on screen: its own required fields and word limits count, and only what stands
            on it is told.
    """
    found = [
        *_profile(values, form),
        *_dates(values, edition, today),
        *_design(values, edition),
        *_numbers(values),
        *_place(values),
    ]
    words = sum(count_words(values.get(name, "")) for name in VIDEO)
    if words > MOST_VIDEO_WORDS:
        text = f"Naskah video {words} kata; untuk lima menit paling banyak sekitar {MOST_VIDEO_WORDS} kata."
        found.append(Finding(field=VIDEO[0], tone="warning", text=text))
    return tuple(one for one in (*found, *_limits(values, form)) if field_for(form, one.field) is not None)


def _limits(values: Mapping[str, str], form: Form) -> Iterator[Finding]:
    for name, field in fields_of(form).items():
        words = count_words(values.get(name) or "")
        if field.max_words is not None and words > field.max_words:
            text = f"{field.label} {words} kata, paling banyak {field.max_words} kata."
            yield Finding(field=name, tone="warning", text=text)


def _required(form: Form, values: Mapping[str, str]) -> list[tuple[str, str]]:
    """What an outline asks for besides what is told on its own: the parts of the rancang bangun, urusan and dates."""
    told = {*(name for name, _ in PARTS), *_PLACES.values()} - {"stage"}
    return [
        (name, field.label[:1].lower() + field.label[1:])
        for name, field in fields_of(form).items()
        if field.required and name not in told and (field.relevant is None or field.relevant.holds(values))
    ]


def _profile(values: Mapping[str, str], form: Form) -> Iterable[Finding]:
    absent = [(name, label) for name, label in _required(form, values) if not values.get(name)]
    if absent:
        text = f"{form.title} belum lengkap. Yang belum diisi: {listed([label for _, label in absent])}."
        yield Finding(field=absent[0][0], tone="info", text=text, beside=False)


def _design(values: Mapping[str, str], edition: Edition) -> Iterable[Finding]:
    """Length and missing parts; of a text that came as a whole nobody can tell which parts it has."""
    least = edition.eligibility.min_words
    words = count_words(values.get("rancang_bangun") or compose(values))
    absent = [(name, label) for name, label in PARTS if not values.get(name, "").strip()]
    lacking = ""
    if 0 < len(absent) < len(PARTS):
        lacking = f" Yang belum ada: {listed([label for _, label in absent])}."
    place = absent[0][0] if absent else PARTS[0][0]
    if least is not None and words < least:
        text = f"Rancang bangun baru {words} kata, minimal {least} kata.{lacking}"
        yield Finding(field=place, tone="warning", text=text)
    elif lacking:
        yield Finding(field=place, tone="info", text=f"Rancang bangun {words} kata.{lacking}")


def _dates(values: Mapping[str, str], edition: Edition, today: date) -> Iterable[Finding]:
    for finding in judge(edition, innovation_from(values)).findings:
        if finding.code in _PLACES:
            tone = "info" if finding.warning else "warning"
            yield Finding(field=_PLACES[finding.code], tone=tone, text=finding.text)
    for name, label in _DATES:
        if values.get(name) and date.fromisoformat(values[name]) > today:
            yield Finding(field=name, tone="info", text=f"{label} masih akan datang. Mohon diperiksa.")
    if values.get("developed_on") and not values.get("development_note"):
        text = "Penjelasan Pengembangan belum ditulis: apa yang dikembangkan, mengapa, dan apa buktinya."
        yield Finding(field="development_note", tone="info", text=text)


def _numbers(values: Mapping[str, str]) -> Iterable[Finding]:
    """Claims without a number. A result with its number before and after speaks for goals and benefits."""
    measured = False
    for row in range(1, _MOST_RESULTS + 1):
        before, after = (values.get(f"hasil.{row}.{name}", "") for name in ("sebelum", "sesudah"))
        if _has_digit(before) and _has_digit(after):
            measured = True
        elif values.get(f"hasil.{row}.indikator"):
            place = f"hasil.{row}.{'sesudah' if _has_digit(before) else 'sebelum'}"
            text = f"Hasil ke-{row} belum berangka. Tulis angka sebelum dan sesudah inovasi."
            yield Finding(field=place, tone="info", text=text)
    if measured:
        return
    for name, label in _CLAIMS:
        if values.get(name) and not _has_digit(values[name]):
            text = f"{label} belum menyebut angka. Angka membuatnya dapat diukur."
            yield Finding(field=name, tone="info", text=text)


def _place(values: Mapping[str, str]) -> Iterator[Finding]:
    """Coordinates that came by import were never asked whether they lie in Indonesia."""
    written = values.get("coordinates")
    wrong = check_value(Field(name="coordinates", label="", type="coordinates"), written, {}) if written else None
    if wrong:
        yield Finding(field="coordinates", tone="warning", text=wrong)


def _has_digit(text: str) -> bool:
    return any(c.isdigit() for c in text)


def copied(text: str, others: Iterable[tuple[str, str, str]]) -> tuple[str, str, float] | None:
    """The other innovation whose text this one repeats most: its id, name, and the share of this text.

    None below 30 %, not counting what stands in five or more other texts: the titles of laws repeat in
    every rancang bangun and are no copy. The share that is given counts everything.

    Args:
        text: a rancang bangun.
        others: id, name and rancang bangun of each other innovation.
    """
    own = frozenset(_shingles(text))
    if not own:
        return None
    shared = [(other, name, own.intersection(_shingles(theirs))) for other, name, theirs in others if theirs]
    seen = Counter(passage for _, _, same in shared for passage in same)
    rare = frozenset(passage for passage, times in seen.items() if times < COMMON)
    best = max(shared, key=lambda one: len(one[2] & rare), default=None)
    if best is None or len(best[2] & rare) / len(own) < SAME_ENOUGH:
        return None
    return best[0], best[1], len(best[2]) / len(own)


@lru_cache(maxsize=512)
def _shingles(text: str) -> array[int]:
    """Each run of eight words as a number; kept, since the others' texts seldom change while one is written."""
    words = _WORD.findall(text.casefold())
    return array("q", [hash(tuple(words[at : at + SHINGLE])) for at in range(len(words) - SHINGLE + 1)])
