"""klik season."""

from __future__ import annotations

import json
import shutil
import textwrap
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from klik_kit.cli.bahasa import Command, one_line
from klik_kit.cli.options import opened, workspace_option

if TYPE_CHECKING:
    from klik_kit.clinic.season_facts import Season

_MOST = 10
_WIDEST, _NARROWEST = 100, 30


@click.command(cls=Command)
@click.option("--json", "as_json", is_flag=True, help="Keluaran JSON, semua baris.")
@workspace_option
def season(folder: Path, *, as_json: bool) -> None:
    """Tampilkan Agenda Tahunan: yang belum ditemui, tindak lanjut yang lewat, tanggal berikutnya, dan hasil kunjungan.

    Cocok untuk cron: tidak bertanya, dan kode keluarnya 0 juga bila ada yang terlambat.
    """
    from klik_kit.clinic.season_facts import gathered

    with opened(folder) as workspace:
        name = workspace.region.name
        found = _masked(gathered(workspace, today=date.today()))  # noqa: DTZ011 - the day on the clinic's own wall
    if as_json:
        click.echo(json.dumps(_document(name, found), ensure_ascii=False, indent=1))
        return
    width = max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size().columns))
    for line in _lines(name, found):
        click.echo(_wrapped(line, width))


def _masked(found: Season) -> Season:
    """The same with its texts masked: cron sends it on, to mail and to other programs."""
    from klik_kit.content.masking import load_masking

    mask = load_masking().text
    return replace(found, overdue=tuple(d._replace(text=mask(d.text), owner=mask(d.owner)) for d in found.overdue))


def _lines(name: str, found: Season) -> list[str]:
    from klik_kit.clinic.season import figures, left, points, told
    from klik_kit.core.bahasa import day

    unit, coach = found.unit, found.coach
    return [
        f"{one_line(name)} · Agenda Tahunan, {day(found.today)}",
        *_listed("Berikutnya", [f"{d.event.name}: {told(d)}; {left(d, found.today)}" for d in found.ahead]),
        *_listed(f"Belum ditemui tahun ini (dari {len(found.units)} unit)", [unit(code) for code in found.unseen]),
        *_listed(
            "Tindak lanjut lewat batas waktu",
            [f"{unit(d.unit)}: {d.text} ({d.owner or 'tanpa penanggung jawab'}, {day(d.due)}, lewat {d.days} hari)" for d in found.overdue],
        ),
        *_listed(
            "Poin yang bertambah per kunjungan (skor mandiri)",
            [f"{unit(g.visit.unit)}, {day(g.visit.day) if g.visit.day else '–'} s.d. {day(g.until) if g.until else 'sekarang'}: {points(g.points)}" for g in found.gains if g.points is not None],
        ),
        *_listed(
            "Beban pendamping",
            [f"{coach(x.coach)}: {x.held} sesi, {x.ahead} terjadwal, {x.units} unit, {x.tasks} tugas terbuka" for x in found.loads],
        ),
        *_listed("Angka tahun ini", [f"{what}: {value}" for what, value in figures(found)]),
    ]  # fmt: skip


def _listed(title: str, lines: Sequence[str]) -> list[str]:
    """A heading with its count, then at most ten lines and how many more there are."""
    more = len(lines) - _MOST
    shown = [f"  {one_line(line)}" for line in lines[:_MOST]]
    return [f"{title}: {len(lines)}", *shown, *([f"  … dan {more} lagi"] if more > 0 else [])]


def _wrapped(line: str, width: int) -> str:
    indent = "    " if line.startswith(" ") else "  "
    return textwrap.fill(
        line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False, drop_whitespace=True
    )


def _document(name: str, found: Season) -> dict[str, Any]:
    def exact(value: object) -> str | None:
        return None if value is None else str(value)

    return {
        "region": name,
        "date": found.today.isoformat(),
        "ahead": [
            {
                "event": d.event.name, "start": exact(d.start), "end": exact(d.end), "expected": d.event.expected,
                "extended_from": exact(d.before), "note": d.note,
            }
            for d in found.ahead
        ],
        "units": len(found.units),
        "unseen": list(found.unseen),
        "overdue": [
            {"id": d.id, "unit": d.unit, "text": d.text, "owner": d.owner, "due": exact(d.due), "days": d.days}
            for d in found.overdue
        ],
        "advice_to_evidence": {"median_days": exact(found.days), "answered": found.answered, "advised": found.advised},
        "gains": [
            {
                "session": g.visit.id, "unit": g.visit.unit, "from": exact(g.visit.day), "to": exact(g.until),
                "innovations": g.innovations, "points": exact(g.points), "score_kind": "mandiri",
            }
            for g in found.gains
        ],
        "attendance": {"people": found.people, "sessions": found.held, "mean": exact(found.mean)},
        "loads": [
            {"account": x.coach, "held": x.held, "planned": x.ahead, "units": x.units, "open_tasks": x.tasks}
            for x in found.loads
        ],
    }  # fmt: skip
