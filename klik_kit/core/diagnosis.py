"""A diagnosis: which problem first (USG), why, from which causes, and which idea; with the data of its pictures.

May not know who gave the numbers. Source: FORMS.md section 8 (Kepner and Tregoe); the sources give
no rule for ties, so equal totals share a rank.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LOWEST, HIGHEST = 1, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Usg:
    """One problem's urgency, seriousness and growth, 1-5 each.

    Raises:
        ValueError: a number is outside 1-5.
    """

    urgency: int
    seriousness: int
    growth: int

    def __post_init__(self) -> None:
        for name in ("urgency", "seriousness", "growth"):
            if not LOWEST <= getattr(self, name) <= HIGHEST:
                raise ValueError(f"{name} {getattr(self, name)} di luar {LOWEST} s.d. {HIGHEST}.")

    @property
    def total(self) -> int:
        """U + S + G, 3-15."""
        return self.urgency + self.seriousness + self.growth


def ranks(problems: Sequence[Usg]) -> tuple[int, ...]:
    """The rank of each problem, 1 for the largest total; equal totals share a rank."""
    totals = [problem.total for problem in problems]
    return tuple(1 + sum(1 for other in totals if other > total) for total in totals)


GROUPS = ("Manusia", "Metode", "Alat dan sarana", "Bahan dan data", "Lingkungan", "Kebijakan")
_OTHER = "Lainnya"
_MOST = {"masalah": 8, "mengapa": 5, "sebab": 18, "gagasan": 8}
_SCALES = ("urgency", "seriousness", "growth")


def rows(values: Mapping[str, str], group: str) -> list[dict[str, str]]:
    """The filled rows of a group of a diagnosis, in order, by short field name."""
    return [row for _, row in _numbered(values, group)]


def _numbered(values: Mapping[str, str], group: str) -> list[tuple[int, dict[str, str]]]:
    found = []
    for number in range(1, _MOST[group] + 1):
        stem = f"{group}.{number}."
        row = {name.removeprefix(stem): value for name, value in values.items() if name.startswith(stem)}
        if row:
            found.append((number, row))
    return found


def problems(values: Mapping[str, str]) -> tuple[tuple[str, Usg | None], ...]:
    """The problems as they were written, each with its rating; None where one of the three is not given yet."""
    return tuple((row["uraian"], _rated(row)) for row in rows(values, "masalah") if row.get("uraian"))


def numbered_problems(values: Mapping[str, str]) -> dict[int, tuple[str, Usg | None]]:
    """The same by the number of the row that keeps them."""
    return {n: (row["uraian"], _rated(row)) for n, row in _numbered(values, "masalah") if row.get("uraian")}


def usg_rows(values: Mapping[str, str]) -> list[dict[str, Any]]:
    """The problems with their totals and ranks, the first first; one not rated has neither, and ties are told."""
    listed = problems(values)
    rated = [(label, usg) for label, usg in listed if usg is not None]
    placed = ranks([usg for _, usg in rated])
    shown = [
        {"label": label, "total": usg.total, "rank": rank, "tie": placed.count(rank) > 1}
        for (label, usg), rank in sorted(zip(rated, placed, strict=True), key=lambda found: found[1])
    ]
    return shown + [{"label": label, "total": None, "rank": None, "tie": False} for label, usg in listed if usg is None]


def whys(values: Mapping[str, str]) -> dict[str, Any]:
    """The chain from the problem through each why to the root."""
    steps = [row["alasan"] for row in rows(values, "mengapa") if row.get("alasan")]
    return {"problem": values.get("masalah_utama"), "steps": steps, "root": values.get("akar")}


def fishbone(values: Mapping[str, str]) -> dict[str, Any]:
    """The causes by group, each with its mark (*tidak efisien*, *tidak efektif*); those without a group stand under *Lainnya*."""
    causes: dict[str, list[str]] = {}
    for row in rows(values, "sebab"):
        if row.get("uraian"):
            group = row.get("kategori", _OTHER)
            told = f"{row['uraian']} ({row['tag']})" if row.get("tag") else row["uraian"]
            causes.setdefault(group if group in GROUPS else _OTHER, []).append(told)
    branches = [{"label": group, "causes": causes[group]} for group in (*GROUPS, _OTHER) if group in causes]
    return {"problem": values.get("masalah_utama"), "branches": branches}


def marks(values: Mapping[str, str]) -> Counter[str]:
    """How many causes carry each mark; those without one count under an empty text."""
    return Counter(row.get("tag", "") for row in rows(values, "sebab") if row.get("uraian"))


def impact(values: Mapping[str, str]) -> dict[str, Any]:
    """The rated ideas; the most impact for the least effort first."""
    rated = [
        (row["uraian"], on_scale(row.get("impact")), on_scale(row.get("effort")))
        for row in rows(values, "gagasan")
        if row.get("uraian")
    ]
    ideas = [(label, gain, cost) for label, gain, cost in rated if gain is not None and cost is not None]
    ideas.sort(key=lambda idea: idea[2] - idea[1])
    return {"ideas": [{"label": label, "impact": gain, "effort": cost} for label, gain, cost in ideas]}


def missing(values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What a diagnosis still lacks, in plain words, and the field where it goes; in the order of the form."""
    listed = problems(values)
    unrated = [number for number, row in _numbered(values, "masalah") if row.get("uraian") and _rated(row) is None]
    wanted = (
        ("Masalah belum ditulis.", "masalah.1.uraian", bool(listed)),
        ("Angka yang menunjukkan masalah belum ada.", *_first_without(values, "angka")),
        ("Orang yang dirugikan belum disebut.", *_first_without(values, "siapa")),
        (
            "Masalah belum dinilai semua (mendesak, parah, memburuk).",
            f"masalah.{unrated[0] if unrated else 1}.urgency",
            len(listed) < 2 or not unrated,
        ),
        ("Masalah yang dikerjakan belum dipilih.", "masalah_utama", bool(values.get("masalah_utama"))),
        ("Pertanyaan mengapa belum dijawab.", "mengapa.1.alasan", bool(whys(values)["steps"])),
        ("Akar masalah belum ditulis.", "akar", bool(values.get("akar"))),
        (
            "Gagasan belum ditulis.",
            "gagasan.1.uraian",
            any(row.get("uraian") for row in rows(values, "gagasan")) or bool(values.get("gagasan_utama")),
        ),
        ("Gagasan belum dipilih.", "gagasan_utama", bool(values.get("gagasan_utama"))),
    )
    return tuple((text, field) for text, field, there in wanted if not there)


def on_scale(value: str | None) -> int | None:
    """A rating of 1-5; None for anything else, such as one not given yet."""
    return int(value) if value in {"1", "2", "3", "4", "5"} else None


def _rated(row: Mapping[str, str]) -> Usg | None:
    urgency, seriousness, growth = (on_scale(row.get(scale)) for scale in _SCALES)
    if urgency is None or seriousness is None or growth is None:
        return None
    return Usg(urgency=urgency, seriousness=seriousness, growth=growth)


def _first_without(values: Mapping[str, str], name: str) -> tuple[str, bool]:
    """Where the first problem lacks a column, and whether any problem has it: one is enough to go on."""
    numbered = [(number, row) for number, row in _numbered(values, "masalah") if row.get("uraian")]
    first = numbered[0][0] if numbered else 1
    return f"masalah.{first}.{name}", any(row.get(name) for _, row in numbered)


def first_problem(values: Mapping[str, str]) -> str:
    """The problem a diagnosis begins with, short enough for a list; empty where none is written."""
    named = [v for k, v in sorted(values.items()) if k.startswith("masalah.") and k.endswith(".uraian")]
    return named[0][:160] if named else ""
