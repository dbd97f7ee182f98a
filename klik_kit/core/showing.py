"""Showing an innovation: minutes of a presentation by its weights, and what a replication package lacks.

Pure. Only what is recorded is shown. Sources: FORMS.md section 4, FACTS.md ("Edisi 2023").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SHOWN = "tampil"
PACKAGE = (
    ("replikasi.dokumen", "Dokumen"), ("replikasi.biaya", "Biaya"), ("replikasi.orang", "Orang"),
    ("replikasi.langkah", "Langkah"), ("replikasi.kontak", "Kontak"),
)  # fmt: skip
"""What another region needs, by field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """The theme of a year's award."""

    year: int
    text: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PitchPart:
    """One aspect of the presentation: its weight of 100, the question it answers, and where its words come from."""

    id: str
    name: str
    weight: int
    ask: str
    fields: tuple[tuple[str, str], ...]
    taken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pitch:
    """The presentation: its aspects, how long it takes, and the themes that are known."""

    weights_year: int
    source: str
    minutes: int
    themes: tuple[Theme, ...]
    parts: tuple[PitchPart, ...]

    def theme(self, year: int) -> Theme | None:
        """The theme of a year; None while it is not announced."""
        return next((theme for theme in self.themes if theme.year == year), None)


def half_minutes(weights: Sequence[int], minutes: int) -> tuple[int, ...]:
    """A presentation's time by its weights, in half minutes; the largest remainders take what is left over.

    The sum is exactly twice ``minutes``; equal remainders are served in their order.
    """
    whole, units = sum(weights), minutes * 2
    shares = [divmod(weight * units, whole) for weight in weights]
    left = units - sum(share for share, _ in shares)
    first = sorted(range(len(weights)), key=lambda at: (-shares[at][1], at))[:left]
    return tuple(share + (at in first) for at, (share, _) in enumerate(shares))


def minutes_text(halves: int) -> str:
    """Half minutes in words: ``2,5 menit``."""
    return f"{halves // 2}{',5' if halves % 2 else ''} menit"


def package_gaps(values: Mapping[str, str]) -> tuple[str, ...]:
    """The parts of a replication package that are not written."""
    return tuple(label for name, label in PACKAGE if not values.get(name, "").strip())
