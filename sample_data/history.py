"""What earlier editions gave to innovations that were already there.

May not read files. For 2024 the levels of each row are known, for 2025 only the total, as in the
editions themselves.
"""

from __future__ import annotations

from datetime import date

from assessments import Assessment
from government import Row, filled
from material_in import chance, material

from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.rubric import Edition

_KIND = ScoreKind.KEMENDAGRI


def past_scores(edition: Edition, found: list[Assessment]) -> list[Row]:
    """Rows of the sheet *Skor* of a past edition: those put to use before its year, less one in six."""
    rows = []
    for assessment in found:
        own = assessment.levels.get(ScoreKind.MANDIRI)
        start = assessment.profile.facts.implemented
        rng = chance(f"past/{edition.id}/{assessment.profile.seed.name}")
        if not own or start is None or start >= date(edition.year, 1, 1) or rng.random() < 0.17:
            continue
        years = 2026 - edition.year
        then = {row: max(0, level - (rng.random() < 0.16 * years)) for row, level in own.items()}
        row = {
            "innovation": assessment.profile.id,
            "name": assessment.profile.seed.name,
            "edition": edition.id,
            "kind": _KIND.label,
        }
        if edition.sid:
            row |= {i.row: str(then[i.row]) for i in edition.sid if i.row in then}
            basis = assessment.profile.seed.basis
            if then.get("33") and any(basis == b.key for b in edition.by_row["33"].bases):
                row["33.basis"] = basis
        else:
            row["total"] = str(sum(then.values()) * 111 // 60)
        rows.append(row)
    return rows


def past_spd(edition: Edition) -> list[Row]:
    """The one row of the sheet *SPD*: the official sum, since the rows of past editions are not known."""
    official = next(r for r in material("region")["results"] if r["year"] == str(edition.year))
    return [
        filled(
            edition=edition.id,
            row="jumlah",
            source=official["decree"],
            note="Angka contoh",
            **{_KIND.value: official["spd"]},
        )
    ]
