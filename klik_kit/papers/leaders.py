"""Papers for the region's leaders: the nota dinas to the Sekda, and the tasks that are still open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from klik_kit.core.bahasa import day, number
from klik_kit.core.coaching import SESSION, TASK
from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.records import Record
from klik_kit.core.season import DONE, day_of
from klik_kit.gathering import gather
from klik_kit.papers.asking import HEADS, Asked, Places, facts, numbered, signed_by
from klik_kit.reports.daerah import RegionPage, region_page


def memo(asked: Asked) -> Places:
    """The nota dinas to the Sekda: where the index stands, what he decides, who owes what (USERS.md, "What a Sekda reads first")."""
    kind = ScoreKind.MANDIRI
    page = region_page(gather(asked.workspace, edition=None, kind=kind, as_of=asked.today))
    sekda, head = asked.official("Sekretaris Daerah"), asked.official(*HEADS)
    due = page.deadline
    return {
        "yth": sekda.title or sekda.role,
        "dari": head.title or head.role,
        "hal": f"Perkembangan {page.edition_title}",
        "per_tanggal": day(asked.today),
        "jenis_skor": page.kind,
        "angka": index_figures(page),
        "keputusan": numbered([{"apa": d.what, "alasan": d.why, "tambahan": _gain(d.gain)} for d in page.decisions]),
        "unit_kurang": numbered(
            [
                {
                    "unit": s.unit, "inovasi": str(s.innovations), "wajib": str(s.missing_mandatory),
                    "data_dukung": str(s.without_evidence), "siapa": s.who,
                }
                for s in page.shortages
            ]
        ),
        "unit_kurang_semua": str(page.short_units),
        "batas": day(due.day) + (" (perkiraan)" if due.expected else "") if due else "",
        "belum_mencatat": list(page.silent),
        **signed_by(head),
    }  # fmt: skip


def index_figures(page: RegionPage) -> list[dict[str, str]]:
    """Where the index stands: labels with figures, what is not known left out."""
    last, region = page.last, page.region
    covered = sum(1 for u in page.urusan if u.count)
    official = None
    if last is not None and last.index is not None:
        place = f", peringkat {number(last.rank)}" if last.rank else ""
        official = f"{number(last.index, least=2)} ({last.predicate}{place}), tahun {last.year}"
    above = f"{number(page.distance, least=2)} poin menuju {page.next_predicate}" if page.distance is not None else None
    target = f"{number(region.target, least=2)} ({region.target_source})" if region.target is not None else None
    known = page.scored
    return facts(
        ("Perkiraan IID", f"{number(page.index, least=2)} ({page.predicate})" if known else "belum dapat diperkirakan"),
        ("Jarak ke predikat berikutnya", above if known else None),
        ("Nilai resmi terakhir", official),
        ("Target RPJMD", target),
        ("Inovasi tercatat", number(page.recorded)),
        ("Layak kirim atau sudah terkirim", number(page.ready)),
        ("Memenuhi ambang, belum dinyatakan layak kirim", number(page.fit)),
        ("Perlu dilengkapi", number(page.incomplete)),
        ("Unit yang belum mencatat inovasi", number(len(page.silent))),
        ("Urusan wajib pelayanan dasar terwakili", f"{covered} dari {len(page.urusan)}"),
        ("Rata-rata kematangan", number(page.mean, least=2)),
        ("Sisa waktu", f"{page.days_left} hari" if page.days_left is not None else None),
    )


def _gain(gain: Fraction | None) -> str:
    return f"+{number(gain, least=2)}" if gain is not None else "–"


def open_tasks(asked: Asked) -> Places:
    """The tasks of all units that are still open, the longest overdue first."""
    tasks = _open(asked.workspace.store.list(TASK))
    return {"cakupan": asked.workspace.region.name, **_matrix(asked, tasks), **signed_by(asked.official(*HEADS))}


def open_tasks_of_unit(asked: Asked) -> Places:
    """The tasks of one unit that are still open."""
    unit = asked.unit
    tasks = _open(asked.workspace.store.list(TASK, unit=unit.code if unit else None))
    name = unit.name if unit else ""
    return {"cakupan": name, "nama_berkas": name, **_matrix(asked, tasks), **signed_by(asked.official(*HEADS))}


def _open(tasks: Iterable[Record]) -> list[Record]:
    found = [task for task in tasks if task.value("state") != DONE and task.value("text")]
    return sorted(found, key=lambda t: (day_of(t.value("due")) or date.max, t.key.unit or "", t.key.id))


def _matrix(asked: Asked, tasks: list[Record]) -> dict[str, Any]:
    sessions = {r.key.id: r for r in asked.workspace.store.list(SESSION)}
    late = 0
    rows = []
    for task in tasks:
        due, visit = day_of(task.value("due")), sessions.get(task.key.parent or "")
        held = day_of(visit.value("tanggal")) if visit else None
        days = (asked.today - due).days if due else 0
        late += days > 0
        rows.append(
            {
                "unit": asked.unit_name(task.key.unit),
                "uraian": task.value("text") or "",
                "siapa": task.value("owner") or "",
                "batas": day(due) if due else "",
                "keadaan": f"lewat {days} hari" if days > 0 else "berjalan",
                "asal": f"{visit.value('layanan') or 'Sesi'}, {day(held)}" if visit and held else "–",
            }
        )
    return {"per_tanggal": day(asked.today), "tugas": numbered(rows), "jumlah": str(len(rows)), "lewat": str(late)}
