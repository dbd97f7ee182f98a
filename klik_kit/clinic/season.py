"""Agenda Tahunan: the year as a picture, what is next, who was not seen, and what visits brought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from klik_kit.clinic.counter import ClinicDesk, panel_section, today
from klik_kit.clinic.parcel_check import check_links
from klik_kit.clinic.season_facts import KINDS, Season, gathered
from klik_kit.core.bahasa import MONTHS, day, number
from klik_kit.core.papers import About
from klik_kit.core.season import Dated
from klik_kit.desk.counter import Message
from klik_kit.desk.drawing import list_item
from klik_kit.desk.paper_links import REGION, papers_panel
from klik_kit.desk.recap import recap_links

_ASIDE = frozenset({"angka", "beban"})


@dataclass(kw_only=True)
class SeasonPage(ClinicDesk):
    """The clinic's year; a coach reads of the units looked after, an admin and a verifier of all."""

    def page(self) -> Message:
        """The picture above, the lists below it."""
        names = ("garis", "berikut", "kirim", "terlambat", "belum", "poin", "angka", "beban", "dokumen")
        return {
            "page": "agenda_tahunan",
            "title": f"Agenda Tahunan {today().year}",
            "subtitle": self.person.workspace.region.name,
            "steps": False,
            "sections": [panel_section(name, aside=name in _ASIDE) for name in names],
        }

    def live(self) -> Message:
        """All panels."""
        season = gathered(self.person.workspace, today=today(), may=self.person.reach().may_review)
        return {
            "panels": {
                "garis": {"type": "picture", "title": "", "name": "year", "data": timeline(season)},
                "berikut": _next(season),
                "kirim": check_links(),
                "terlambat": _overdue(season),
                "belum": _unseen(season),
                "poin": _gains(season),
                "angka": _figures(season),
                "beban": _loads(season),
                "dokumen": papers_panel(
                    About.REGION,
                    REGION,
                    title="Dokumen Word dan rekap Excel",
                    shown=self.person.reach().reads is None,
                    more=recap_links(),
                ),
            }
        }

    def watched(self) -> list[str]:
        """The sessions, tasks, attendance and dates."""
        return [r.key.id for kind in KINDS for r in self.store.list(kind)]


def timeline(season: Season) -> Message:
    """The dates that touch the year, placed between its first day (0) and its last (1); exact text beside each."""
    year = season.today.year
    rows = [
        {
            "name": dated.event.name, "from": _place(dated.start, year), "to": _place(dated.end, year, end=True),
            "expected": dated.event.expected, "past": dated.end is not None and dated.end < season.today, "text": told(dated),
        }
        for dated in sorted(season.dates, key=lambda d: (d.start or date.max, d.event.name))
        if dated.start is not None and dated.end is not None and dated.start.year <= year <= dated.end.year
    ]  # fmt: skip
    return {
        "title": f"Garis waktu {year}", "months": [name[:3] for name in MONTHS], "rows": rows,
        "today": {"at": _place(season.today, year), "text": f"Hari ini, {day(season.today)}"},
    }  # fmt: skip


def _place(at: date | None, year: int, *, end: bool = False) -> float:
    """Where a day stands in the year, a last day with its evening."""
    first, length = date(year, 1, 1), (date(year + 1, 1, 1) - date(year, 1, 1)).days
    days = ((at or first) - first).days + (1 if end else 0)
    return round(min(max(days / length, 0), 1), 4)


def told(dated: Dated) -> str:
    """A date in words: from when to when, extended from when, announced or not, and its remark."""
    start, end = dated.start, dated.end
    if start is None or end is None:
        return ""
    text = day(start) if start == end else f"{day(start)} s.d. {day(end)}"
    if dated.before is not None:
        text += f", diperpanjang dari {day(dated.before)}"
    if dated.event.expected:
        text += " (perkiraan)"
    return f"{text}. {dated.note}" if dated.note else text


def left(dated: Dated, now: date) -> str:
    """How far off a date is, in words."""
    if dated.start is not None and dated.start > now:
        return f"{(dated.start - now).days} hari lagi"
    days = (dated.end - now).days if dated.end else 0
    return f"berlangsung, sisa {days} hari" if days else "berakhir hari ini"


def points(value: Fraction | None) -> str:
    """Points gained, with their sign; none where nothing can be compared."""
    if value is None:
        return "–"
    return f"+{number(value)}" if value > 0 else number(value)


def _next(season: Season) -> Message:
    items = [
        list_item(d.event.name, note=told(d), tag="Perkiraan" if d.event.expected else left(d, season.today), tone="info" if d.event.expected else "success")
        for d in season.ahead
    ]  # fmt: skip
    return {"type": "list", "title": "Berikutnya", "items": items, "empty": "Belum ada tanggal. Isi lembar Agenda pada Pengaturan.xlsx."}  # fmt: skip


def _overdue(season: Season) -> Message:
    items = [
        list_item(
            d.text,
            note=" · ".join(filter(None, (season.unit(d.unit), d.owner, f"batas waktu {day(d.due)}"))),
            tag=f"Lewat {d.days} hari",
            tone="warning",
        )
        for d in season.overdue
    ]
    return {"type": "list", "title": f"Tindak lanjut lewat batas waktu ({len(items)})", "items": items, "empty": "Tidak ada."}  # fmt: skip


def _unseen(season: Season) -> Message:
    items = [list_item(season.unit(code)) for code in season.unseen]
    return {"type": "list", "title": f"Belum ditemui tahun ini ({len(items)} dari {len(season.units)} unit)", "items": items, "empty": "Semua unit sudah ditemui."}  # fmt: skip


def _gains(season: Season) -> Message:
    rows = [
        [
            season.unit(g.visit.unit),
            day(g.visit.day) if g.visit.day else "–",
            day(g.until) if g.until else "sekarang",
            str(g.innovations),
            points(g.points),
        ]
        for g in season.gains
        if g.points is not None
    ]
    others, title = len(season.gains) - len(rows), "Poin yang bertambah per kunjungan"
    if not rows:
        text = f"{others} kunjungan, belum ada yang dapat dibandingkan." if others else "Belum ada kunjungan."
        return {"type": "text", "title": title, "text": text, "tone": "info"}
    return {
        "type": "table", "title": title, "columns": ["Unit", "Kunjungan", "Sampai", "Inovasi", "Poin"],
        "rows": rows, "note": f"Kematangan menurut skor mandiri, hanya inovasi yang sudah berskor pada kedua tanggal. {others} kunjungan belum dapat dibandingkan.",
    }  # fmt: skip


def figures(season: Season) -> list[list[str]]:
    """The year's figures: what, and how much."""
    seen = len(season.units) - len(season.unseen)
    days = "–" if season.days is None else f"{number(season.days, most=1)} hari"
    mean = "–" if season.mean is None else number(season.mean, most=1)
    return [
        ["Unit yang sudah ditemui", f"{seen} dari {len(season.units)}"],
        ["Sesi yang berlangsung", str(season.held)],
        ["Kehadiran", f"{season.people} orang"],
        ["Rata-rata hadir per sesi", mean],
        ["Dari saran sampai data dukung (median)", days],
        ["Saran yang sudah dijawab data dukung", f"{season.answered} dari {season.advised}"],
        ["Tindak lanjut lewat batas waktu", str(len(season.overdue))],
    ]


def _figures(season: Season) -> Message:
    return {"type": "table", "title": "Angka tahun ini", "columns": ["Ukuran", "Nilai"], "rows": figures(season), "note": ""}  # fmt: skip


def _loads(season: Season) -> Message:
    rows = [[season.coach(x.coach), f"{x.held} + {x.ahead}", str(x.units), str(x.tasks)] for x in season.loads]
    return {
        "type": "table", "title": "Beban pendamping", "rows": rows, "note": "Sesi: yang berlangsung + yang terjadwal. Tugas: tindak lanjut yang belum selesai.",
        "columns": ["Pendamping", "Sesi", "Unit", "Tugas"],
    }  # fmt: skip
