"""What every draft of evidence says: the row it is for, the innovation, its unit, and the sheet of guidance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from klik_kit.content.papers import load_papers
from klik_kit.core.action_plan import PLAN, rows_of
from klik_kit.core.assessment import with_years
from klik_kit.core.bahasa import day
from klik_kit.core.formats import Member, items_of, part_of, team_of
from klik_kit.core.pilot import APPLIED, DEVELOPMENT, TRIAL
from klik_kit.core.rubric import Indicator
from klik_kit.papers.asking import DRAFT, Asked, Places, letterhead_of, lines_of, numbered, signed_by_head

SPARE = " "
"""A cell to be written in; no blank of its own is marked in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """The answers a draft is filled from: the profile and what the clinic noted in its stages."""

    profile: dict[str, str]
    plan: dict[str, str]
    trial: dict[str, str]
    applied: dict[str, str]
    log: dict[str, str]


def stored(asked: Asked) -> Stored:
    """Everything that is kept of an innovation; empty where nothing is."""

    def noted(kind: str) -> dict[str, str]:
        found = next(iter(asked.workspace.store.list(kind, parent=asked.about.key.id)), None)
        return found.values() if found else {}

    return Stored(
        profile=asked.about.values(),
        plan=noted(PLAN),
        trial=noted(TRIAL),
        applied=noted(APPLIED),
        log=noted(DEVELOPMENT),
    )


def common(asked: Asked, name: str) -> Places:
    """The places that every draft of evidence has.

    Args:
        asked: which innovation, which row.
        name: the kind of paper in the list.
    """
    edition, unit = asked.edition, asked.unit
    row = edition.by_row[asked.row]
    return {
        "inovasi": asked.about.value("name") or "",
        "unit": unit.name if unit else "",
        "unit_besar": unit.name.upper() if unit else "",
        "baris": f"{row.row}. {with_years(row.name, edition.year)}",
        "diminta": with_years(row.evidence, edition.year),
        "parameter": [with_years(text, edition.year) for text in _parameters(row, load_papers()[name].documents)],
        "berkas": ", ".join(kind.upper() for kind in row.file_types) or None,
        "draf": DRAFT,
        "nama_berkas": asked.about.value("name") or "",
        **letterhead_of(asked),
        **signed_by_head(unit),
    }


def _parameters(row: Indicator, documents: tuple[str, ...]) -> list[str]:
    """What each parameter wants; of a row with several bases those that the paper is a document of."""
    fitting = [b for b in row.bases if any(level.document in documents for level in b.levels)]
    if not fitting:
        return [f"Parameter {level.value}: {level.text}" for level in row.levels]
    return [f"{b.name}, parameter {level.value}: {level.text}" for b in fitting for level in b.levels]


def legal_basis(kept: Stored) -> list[dict[str, Any]]:
    """What is stored of it, numbered; one blank where nothing is."""
    texts = [*items_of(part_of(kept.profile, "rb.dasar_hukum")), *_regulation(kept.applied)]
    return numbered([{"isi": text} for text in texts or [""]])


def _regulation(applied: dict[str, str]) -> list[str]:
    """The regulation that the innovation was put to use by; only with its number."""
    if not (applied.get("jenis") and applied.get("nomor")):
        return []
    told = f"{applied['jenis']} Nomor {applied['nomor']}"
    told += f" tanggal {on}" if (on := dated(applied.get("tanggal"))) else ""
    return [told + (f" tentang {applied['tentang']}" if applied.get("tentang") else "")]


def members(kept: Stored, *, spare: int) -> list[dict[str, Any]]:
    """The team as rows: who is named in the plan, with blanks for what is not known, then empty rows."""

    def row(member: Member) -> dict[str, Any]:
        return {"nama": member.name, "nip": "", "jabatan": "", "kedudukan": "", "tugas": "; ".join(member.work)}

    empty = dict.fromkeys(("nama", "nip", "jabatan", "kedudukan", "tugas"), SPARE)
    return numbered([row(m) for m in team_of(kept.plan, kept.applied)] + [empty] * spare)


def results(kept: Stored) -> list[dict[str, Any]]:
    """The measured results of the profile; what is missing in a row is a blank."""
    return numbered([
        {**{name: row.get(name, "") for name in ("indikator", "satuan", "sebelum", "sesudah", "sumber")}, "diukur": dated(row.get("tanggal"))}
        for _, row in rows_of(kept.profile, "hasil")
    ])  # fmt: skip


def empty_rows(count: int, *names: str) -> list[dict[str, Any]]:
    """Rows to be written in."""
    return [dict.fromkeys(names, SPARE) for _ in range(count)]


def paragraphs(text: str) -> list[str]:
    """The lines of a text; one blank where there is none."""
    return lines_of(text) or [""]


def dated(text: str | None) -> str:
    """A stored date in words; empty where there is none."""
    try:
        return day(date.fromisoformat(text)) if text else ""
    except ValueError:
        return ""
