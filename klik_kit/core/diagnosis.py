"""A diagnosis: which problem first (USG), why, from which causes, and which idea; with the data of its pictures.

May not know who gave the numbers. Source: FORMS.md section 8 (Kepner and Tregoe); the sources give
no rule for ties, so equal totals share a rank.
"""

from __future__ import annotations

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
_MOST = {"masalah": 8, "mengapa": 5, "sebab": 18, "gagasan": 8}
_SCALES = ("urgency", "seriousness", "growth")


def rows(values: Mapping[str, str], group: str) -> list[dict[str, str]]:
    """The filled rows of a group of a diagnosis, in order, by short field name."""
    found: list[dict[str, str]] = []
    for number in range(1, _MOST[group] + 1):
        stem = f"{group}.{number}."
        row = {name.removeprefix(stem): value for name, value in values.items() if name.startswith(stem)}
        if row:
            found.append(row)
    return found


def usg_rows(values: Mapping[str, str]) -> list[dict[str, Any]]:
    """The problems with their totals and ranks, the first first; one not rated has neither, and ties are told."""
    listed = [row for row in rows(values, "masalah") if row.get("uraian")]
    rated = [row for row in listed if all(row.get(scale) for scale in _SCALES)]
    scores = [Usg(urgency=int(r["urgency"]), seriousness=int(r["seriousness"]), growth=int(r["growth"])) for r in rated]
    placed = ranks(scores)
    shown = [
        {"label": row["uraian"], "total": score.total, "rank": rank, "tie": placed.count(rank) > 1}
        for row, score, rank in sorted(zip(rated, scores, placed, strict=True), key=lambda found: found[2])
    ]
    return shown + [{"label": row["uraian"], "total": None, "rank": None, "tie": False} for row in listed if row not in rated]


def whys(values: Mapping[str, str]) -> dict[str, Any]:
    """The chain from the problem through each why to the root."""
    steps = [row["alasan"] for row in rows(values, "mengapa") if row.get("alasan")]
    return {"problem": values.get("masalah_utama"), "steps": steps, "root": values.get("akar")}


def fishbone(values: Mapping[str, str]) -> dict[str, Any]:
    """The causes by group; those without a group stand under *Lainnya*."""
    causes: dict[str, list[str]] = {}
    for row in rows(values, "sebab"):
        if row.get("uraian"):
            causes.setdefault(row.get("kategori", "Lainnya"), []).append(row["uraian"])
    branches = [{"label": group, "causes": causes[group]} for group in (*GROUPS, "Lainnya") if group in causes]
    return {"problem": values.get("masalah_utama"), "branches": branches}


def impact(values: Mapping[str, str]) -> dict[str, Any]:
    """The rated ideas; the most impact for the least effort first."""
    ideas = [
        {"label": row["uraian"], "impact": int(row["impact"]), "effort": int(row["effort"])}
        for row in rows(values, "gagasan")
        if row.get("uraian") and row.get("impact") and row.get("effort")
    ]
    return {"ideas": sorted(ideas, key=lambda idea: int(str(idea["effort"])) - int(str(idea["impact"])))}


def missing(values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What a diagnosis still lacks, and the field where it goes."""
    problems = rows(values, "masalah")
    first = problems[0] if problems else {}
    wanted = (
        ("Masalah belum ditulis.", "masalah.1.uraian", bool(first.get("uraian"))),
        ("Angka yang menunjukkan masalah belum ada.", "masalah.1.angka", any(row.get("angka") for row in problems)),
        ("Masalah yang dikerjakan belum dipilih.", "masalah_utama", "masalah_utama" in values),
        ("Akar masalah belum ditulis.", "akar", "akar" in values),
        ("Gagasan belum dipilih.", "gagasan_utama", "gagasan_utama" in values),
    )
    return tuple((text, field) for text, field, there in wanted if not there)
