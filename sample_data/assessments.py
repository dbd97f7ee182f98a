"""Levels of each innovation by kind of score, and the documents that show them.

May not know texts. Levels agree with what the profile says (team, partners, months, type) where it
says anything; the rest is chance around how far the innovation has come.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from documents import Evidence, documents_for
from government import Row, unit
from material_in import chance
from profiles import Profile

from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.rubric import Edition

Levels = dict[str, int]

_READY = {
    "developed": 0.63,
    "new": 0.54,
    "nodate": 0.5,
    "old": 0.42,
    "near": 0.46,
    "short": 0.34,
    "next": 0.26,
    "trial": 0.18,
}
_BY_KIND = {
    "Dinas": 0.05,
    "Badan": 0.03,
    "RSUD": 0.09,
    "Sekolah": -0.05,
    "Kelurahan": -0.1,
    "Kecamatan": -0.07,
    "BUMD": -0.04,
}
_ALL_THREE = "AKTA SEHARI"
_OFTEN_MISSING = {"16": 0.46, "20": 0.34, "34": 0.42}


@dataclass(slots=True, kw_only=True)
class Assessment:
    """What is known about one innovation: its levels by kind, its basis of row 33, its documents."""

    profile: Profile
    ready: float
    levels: dict[ScoreKind, Levels] = field(default_factory=dict)
    documents: list[Evidence] = field(default_factory=list)

    def points(self, edition: Edition, kind: ScoreKind) -> int | None:
        """The maturity, None where nothing is answered."""
        levels = self.levels.get(kind)
        return int(sum(edition.by_row[row].weight * level for row, level in levels.items())) if levels else None


def assessments(edition: Edition, profiles: list[Profile]) -> list[Assessment]:
    """All innovations with their levels and documents."""
    return [_assessment(edition, profile) for profile in profiles]


def _assessment(edition: Edition, profile: Profile) -> Assessment:
    rng = chance(f"levels/{profile.seed.name}")
    ready = (
        _READY.get(profile.seed.shape, 0.0) + _BY_KIND.get(unit(profile.seed.unit).kind, 0.0) + rng.uniform(-0.2, 0.2)
    )
    found = Assessment(profile=profile, ready=ready)
    own = _own_levels(edition, profile, ready, rng)
    if not own:
        return found
    found.levels[ScoreKind.MANDIRI] = own
    coached = profile.seed.shape in {"new", "developed", "old", "nodate", "near"} and rng.random() < 0.3 + 0.62 * ready
    verified = coached and "implemented_on" in profile.row and rng.random() < 3.2 * ready - 1.45
    found.documents = documents_for(profile, own, rng, coached=coached, verified=verified)
    if coached:
        found.levels[ScoreKind.PENDAMPING] = {
            row: max(0, min(3, level - (rng.random() < 0.08) + (rng.random() < 0.03)))
            for row, level in own.items()
            if rng.random() > 0.02
        }
    if verified:
        found.levels[ScoreKind.VERIFIKASI] = _verified(found, rng)
    return found


def _own_levels(edition: Edition, profile: Profile, ready: float, rng: random.Random) -> Levels:
    shape = profile.seed.shape
    if shape == "empty":
        return {}
    rows = [indicator.row for indicator in edition.sid]
    levels = {row: _level(row, profile, ready, rng) for row in rows}
    if profile.seed.short == _ALL_THREE:
        return dict.fromkeys(rows, 3)
    skipped = {"idea": 0.8, "trial": 0.4, "next": 0.22, "short": 0.12}.get(shape, max(0.005, 0.07 - 0.1 * ready))
    unanswered = {row for row in rows if rng.random() < skipped + max(0.0, _OFTEN_MISSING.get(row, 0.0) - 0.55 * ready)}
    if not profile.row.get("video"):
        unanswered.add("35")
    if shape in {"trial", "idea", "next"}:
        unanswered |= {"31", "34"}
    return {row: level for row, level in levels.items() if row not in unanswered}


def _level(row: str, profile: Profile, ready: float, rng: random.Random) -> int:
    facts, digital = profile.facts, profile.seed.type == "Digital"
    reached = 1 + (rng.random() < 1.3 * ready + 0.12) + (rng.random() < 1.5 * ready - 0.28)
    match row:
        case "16":
            return 2 if rng.random() < ready - 0.35 else 1
        case "17":
            return 1 if facts.team <= 10 else 2 if facts.team <= 30 else 3
        case "18" | "21":
            recent = facts.implemented is None or facts.implemented.year >= 2025
            return min(reached, 2) if recent else reached
        case "19":
            return 3 if digital else 2 if profile.seed.type == "Teknologi" or rng.random() < 0.6 else 1
        case "22":
            return max(1, min(3, len(facts.actors)))
        case "23":
            return 3 if rng.random() < ready - 0.05 else 2 if rng.random() < ready + 0.25 else 1
        case "24":
            together = len(facts.offices) + 1
            return 1 if together == 2 else 2 if together <= 4 else 3
        case "30":
            return max(reached, 2) if digital else reached
        case "31":
            return 0 if rng.random() > ready - 0.12 else rng.choice((1, 1, 2, 3))
        case "32":
            return 3 if profile.months <= 4 else 2 if profile.months <= 8 else 1
        case "33" | "28":
            return max(reached, 2 if rng.random() < 0.7 else 1)
        case _:
            return reached


def _verified(found: Assessment, rng: random.Random) -> Levels:
    """What documents support: a row without one is left open, a doubtful one loses a level."""
    states = {document.indicator: document.state for document in found.documents}
    coached = found.levels[ScoreKind.PENDAMPING]
    levels: Levels = {}
    for row, level in found.levels[ScoreKind.MANDIRI].items():
        supported = min(level, coached.get(row, level))
        if row not in states:
            if rng.random() < 0.45:
                levels[row] = 0
            continue
        levels[row] = max(0, supported - (states[row] == "Perlu perbaikan"))
    return levels


def score_rows(edition: Edition, found: list[Assessment]) -> list[Row]:
    """The rows of the sheet *Skor*: one per innovation and kind."""
    rows = []
    for assessment in found:
        for kind, levels in assessment.levels.items():
            row = {
                "innovation": assessment.profile.id,
                "name": assessment.profile.seed.name,
                "edition": edition.id,
                "kind": kind.label,
            }
            row |= {code: str(level) for code, level in levels.items()}
            if levels.get("33"):
                row["33.basis"] = assessment.profile.seed.basis
            rows.append(row)
    return rows


def status_of(edition: Edition, assessment: Assessment, threshold: int) -> str:
    """Where the innovation stands in the clinic's year, from what has been scored."""
    rng = chance(f"status/{assessment.profile.seed.name}")
    checked = assessment.points(edition, ScoreKind.VERIFIKASI)
    if assessment.profile.seed.shape in {"idea", "empty", "trial"}:
        return "Draf"
    if checked is not None:
        if checked < threshold:
            return rng.choice(("Diverifikasi", "Perlu perbaikan"))
        return "Terkirim" if rng.random() < 0.3 else "Layak kirim"
    if ScoreKind.PENDAMPING in assessment.levels:
        return rng.choice(("Dalam pendampingan", "Disetujui pendamping", "Disahkan Kepala OPD", "Perlu perbaikan"))
    return rng.choice(("Diajukan", "Diajukan", "Draf"))
