"""What the drafts of evidence take from an innovation's records: its legal basis, its steps, its people, what happened when.

Pure. Nothing is added: what was not written is not there, and what has not happened yet is left out of reports.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from klik_kit.core.action_plan import DONE, day_of, rows_of
from klik_kit.core.pilot import upgrades

MOST_LINES = 30
_HEADINGS = {
    "rb.dasar_hukum": "dasar hukum", "rb.permasalahan": "permasalahan", "rb.isu_strategis": "isu strategis", "rb.metode": "metode",
    "rb.keunggulan": "keunggulan", "rb.tahapan": "tahapan",
}  # fmt: skip
_LONGEST_HEADING = 60
_BULLET = re.compile(r"^\s*(?:\(?(?:\d{1,2}|[a-z])[.)]|[-–•*])\s+")
_SENTENCES = re.compile(r"(?<=[.;])\s+(?=\S)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody whom the plan or the list of evidence names, and what is theirs to do; each text as it was typed."""

    name: str
    work: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """Something that happened on the way: when (first and last day), the stage, what, by whom, its evidence."""

    first: date
    last: date
    stage: str
    what: str
    who: str = ""
    evidence: str = ""


def part_of(values: Mapping[str, str], name: str) -> str:
    """A part of the rancang bangun, from its own field, or from below its heading in the whole text; else empty."""
    own = values.get(name, "").strip()
    if own:
        return own
    found: list[str] = []
    inside = False
    for line in values.get("rancang_bangun", "").splitlines():
        heading = _BULLET.sub("", line).strip().casefold()
        part = next((n for n, word in _HEADINGS.items() if heading.startswith(word) and _heads(heading, word)), "")
        if part:
            inside = part == name
        elif inside:
            found.append(line)
    return "\n".join(found).strip()


def _heads(line: str, word: str) -> bool:
    """Whether a line that begins with the word is a heading: short, without the end of a sentence."""
    return (
        len(line) <= _LONGEST_HEADING and not line.endswith((".", ";", ",")) and line[len(word) :][:1] in {"", " ", ":"}
    )


def items_of(text: str) -> tuple[str, ...]:
    """The items of a list that somebody typed, without their numbers and the mark at their end.

    Where some lines are numbered, those are the items; else every line is one.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    listed = [line for line in lines if _BULLET.match(line)] or lines
    return _at_most(tuple(_BULLET.sub("", line).strip().rstrip(";.,").strip() for line in listed))


def steps_from(text: str) -> tuple[str, ...]:
    """The steps that a text tells: its lines, or the sentences of a text of one line."""
    lines = [line for line in text.splitlines() if line.strip()]
    pieces = _SENTENCES.split(lines[0]) if len(lines) == 1 else lines
    return _at_most(tuple(_BULLET.sub("", piece).strip().rstrip(";").strip() for piece in pieces))


def _at_most(lines: tuple[str, ...]) -> tuple[str, ...]:
    """At most so many lines; what is beyond is joined to the last, never dropped."""
    kept = tuple(line for line in lines if line)
    if len(kept) <= MOST_LINES:
        return kept
    return (*kept[: MOST_LINES - 1], "; ".join(kept[MOST_LINES - 1 :]))


def team_of(plan: Mapping[str, str], applied: Mapping[str, str]) -> tuple[Member, ...]:
    """The people whom the plan's steps and the list of evidence name, in the order they are named."""
    found: dict[str, list[str]] = {}
    named: dict[str, str] = {}
    jobs = [(row.get("siapa", ""), row.get("apa", "")) for _, row in rows_of(plan, "langkah")]
    jobs += [
        (row.get("siapa", ""), f"menyiapkan data dukung {row['indikator']}" if row.get("indikator") else "")
        for _, row in rows_of(applied, "tagihan")
    ]
    for who, what in jobs:
        key = " ".join(who.casefold().split())
        if key:
            named.setdefault(key, who.strip())
            found.setdefault(key, []).extend([what] if what and what not in found.get(key, ()) else [])
    return tuple(Member(name=named[key], work=tuple(work)) for key, work in found.items())


def happened(
    profile: Mapping[str, str], plan: Mapping[str, str], trial: Mapping[str, str], log: Mapping[str, str], *, today: date
) -> tuple[Happened, ...]:  # fmt: skip
    """What is known to have happened until today, the oldest first: finished steps, trials, implementation, upgrades.

    Args:
        profile: the innovation's answers.
        plan: those of its action plan; only finished steps count.
        trial: those of its trial.
        log: those of its Catatan Pengembangan.
        today: the day on the clinic's wall.
    """
    found = []
    for _, row in rows_of(plan, "langkah"):
        first, last = day_of(row.get("mulai")), day_of(row.get("selesai"))
        if row.get("keadaan") == DONE and row.get("apa") and (start := first or last):
            end = last or start
            found.append(Happened(first=start, last=end, stage="Persiapan", what=row["apa"], who=row.get("siapa", ""), evidence=row.get("dokumen", "")))  # fmt: skip
    who = trial.get("penanggung_jawab", "")
    tries = [(on, row) for _, row in rows_of(trial, "uji") if (on := day_of(row.get("tanggal"))) and row.get("dicoba")]
    found += [Happened(first=on, last=on, stage="Uji coba", what=row["dicoba"], who=who) for on, row in tries]
    begun = day_of(profile.get("trial_on"))
    if begun and begun not in {on for on, _ in tries}:
        found.append(Happened(first=begun, last=begun, stage="Uji coba", what="Uji coba dimulai", who=who))
    used = day_of(profile.get("implemented_on"))
    if used:
        found.append(Happened(first=used, last=used, stage="Penerapan", what="Inovasi mulai diterapkan"))
    newer = upgrades(log, today=today)
    found += [Happened(first=u.on, last=u.on, stage="Pengembangan", what=u.what, evidence=u.evidence) for u in newer]
    developed = day_of(profile.get("developed_on"))
    if developed and developed not in {one.on for one in newer}:
        what = profile.get("development_note", "").strip() or "Inovasi dikembangkan"
        found.append(Happened(first=developed, last=developed, stage="Pengembangan", what=what))
    return tuple(sorted((one for one in found if one.last <= today), key=lambda one: (one.first, one.last)))
