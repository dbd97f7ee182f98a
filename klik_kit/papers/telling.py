"""Papers that tell of the clinic's work: directory of innovations, report of the clinic, Buku Klik."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from klik_kit.clinic.season import figures
from klik_kit.clinic.season_facts import gathered
from klik_kit.core.bahasa import day, number
from klik_kit.core.portfolio import ScoreKind
from klik_kit.desk.sharing import is_shared, summaries_of
from klik_kit.gathering import gather, gather_handbook
from klik_kit.papers.asking import HEADS, Asked, Places, facts, numbered, signed_by
from klik_kit.papers.leaders import index_figures
from klik_kit.reports.blank import Instrument, Question, Rows
from klik_kit.reports.daerah import region_page
from klik_kit.reports.handbook import HandbookPage, IndicatorView

_NO_URUSAN = "Urusan belum diisi"
_BLANK_ROWS = 3


def directory(asked: Asked) -> Places:
    """What every unit may read of the region's innovations, by urusan; others' texts stay with their units."""
    store = asked.workspace.store
    shared = {r.key.id: r for r in store.list("inovasi") if is_shared(r)}
    groups: dict[str, list[dict[str, str]]] = {}
    for summary in summaries_of(asked.workspace):
        record = shared[summary.id]
        groups.setdefault(record.value("urusan") or _NO_URUSAN, []).append(
            {
                "nama": summary.name or "(belum bernama)", "unit": summary.unit, "inti": summary.gist or "–",
                "manfaat": record.value("benefits") or "–", "tahap": record.value("stage") or "–", "kontak": summary.contact or summary.unit,
            }
        )  # fmt: skip
    urusan = [
        {"nama": name, "jumlah": str(len(rows)), "inovasi": numbered(sorted(rows, key=lambda row: row["nama"]))}
        for name, rows in sorted(groups.items())
    ]
    return {"urusan": urusan, "jumlah": str(len(shared)), "per_tanggal": day(asked.today)}


def report(asked: Asked) -> Places:
    """The clinic's report on its year: what it did, what came of it, where the index stands."""
    season = gathered(asked.workspace, today=asked.today)
    page = region_page(gather(asked.workspace, edition=None, kind=ScoreKind.MANDIRI, as_of=asked.today))
    loads = [
        {"nama": season.coach(x.coach), "sesi": str(x.held), "terjadwal": str(x.ahead), "unit": str(x.units), "tugas": str(x.tasks)}
        for x in season.loads
    ]  # fmt: skip
    gains = [
        {
            "unit": season.unit(g.visit.unit), "tanggal": day(g.visit.day) if g.visit.day else "",
            "inovasi": str(g.innovations), "poin": number(g.points) if g.points is not None else "–",
        }
        for g in season.gains
    ]  # fmt: skip
    late = [
        {"unit": season.unit(d.unit), "tugas": d.text, "siapa": d.owner, "batas": day(d.due), "hari": str(d.days)}
        for d in season.overdue
    ]
    return {
        "per_tanggal": day(asked.today),
        "tahun_kerja": str(asked.today.year),
        "jenis_skor": page.kind,
        "kegiatan": facts(*((what, value) for what, value in figures(season))),
        "indeks": index_figures(page),
        "pendamping": numbered(loads),
        "kunjungan": numbered(gains),
        "lewat": numbered(late),
        "belum_ditemui": [season.unit(code) for code in season.unseen],
        **signed_by(asked.official(*HEADS)),
    }


def handbook(asked: Asked) -> Places:
    """Buku Klik from the same content as ``klik buku``: chapters of parts, each with paragraphs, lists and tables."""
    book = gather_handbook(asked.workspace, edition=None, as_of=asked.today)
    text = book.text
    chapters = [
        _chapter("Klinik Inovasi dan layanannya", [
            _part("Tentang klinik", text.about),
            _part("Janji layanan", rows=[(one.name, one.text) for one in text.promises]),
            _part("Layanan", rows=[(one.name, one.text) for one in text.services]),
            _part("Alur kunjungan", rows=[(one.name, one.text) for one in text.visit]),
            *map(_instrument, book.visit),
        ]),
        _chapter("Lima tahap dan instrumennya", [_part("", [text.stages_note]), *_stages(book)]),
        _chapter("Indikator, parameter, dan data dukung", [
            part for group in book.groups for part in (_part(group.title, [group.note]), *map(_indicator, group.rows))
        ]),
        _chapter("Agenda tahunan", [
            _part("", [text.rhythm_note], rows=[(one.name, one.text) for one in text.rhythm]),
            _part("Tanggal daerah", rows=[(e.name, _when(e.start, e.end) + (" (perkiraan)" if e.expected else "")) for e in book.events]),
        ]),
        _chapter("Peran dan status", [
            _part(role.name, items=[f"{what}: {told}" for what, told in (("Mengisi", role.writes), ("Membaca", role.reads), ("Meninjau", role.reviews), ("Mengesahkan", role.signs), ("Meneruskan", role.forwards)) if told])
            for role in book.roles
        ]),
        _chapter("Rancangan peraturan kepala daerah", _regulation(book)),
        _chapter("Memulai klinik di daerah lain", [_part(one.title, [one.text], items=one.commands) for one in text.beginnings]),
        _chapter("Lampiran", [*map(_instrument, book.others), _part("Sumber", items=text.sources)]),
    ]  # fmt: skip
    return {"judul": "Buku Klik", "pembuka": list(text.opening), "bab": chapters, "per_tanggal": day(asked.today)}


def _chapter(title: str, parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"judul": title, "bagian": [part for part in parts if any(part.values())]}


def _part(title: str, texts: Iterable[str] = (), *, items: Iterable[str] = (), rows: Iterable[tuple[str, str]] = (), table: Sequence[str] = ()) -> dict[str, Any]:  # fmt: skip
    """A part of a chapter; ``table`` are the headings of a table to be written in."""
    return {
        "judul": title or None,
        "teks": [text for text in texts if text],
        "butir": [item for item in items if item],
        "baris": [{"label": label or " ", "isi": text or " "} for label, text in rows],
        "kolom": ", ".join(table) or None,
    }


def _stages(book: HandbookPage) -> Iterable[dict[str, Any]]:
    for view in book.stages:
        yield _part(view.stage.title, [view.stage.what], items=[*view.stage.steps, *(f"Hasil: {one}" for one in view.stage.results)])  # fmt: skip
        yield from map(_instrument, view.instruments)


def _instrument(instrument: Instrument) -> dict[str, Any]:
    """A blank instrument: every question with room for its answer."""
    rows: list[tuple[str, str]] = []
    for part in instrument.parts:
        for item in part.items:
            if isinstance(item, Question):
                rows.append((item.label, _choices(item) or " "))
            elif isinstance(item, Rows):
                columns = "; ".join(column.label for column in item.columns)
                rows += [(name or item.label, told or columns) for name, told in item.names] or [
                    (item.label, columns)
                ] * _BLANK_ROWS
    return _part(f"Instrumen: {instrument.title}", [instrument.hint], rows=rows)


def _choices(question: Question) -> str:
    return "  ".join(f"☐ {label}" for _, choices in question.groups for label, _ in choices)


def _indicator(view: IndicatorView) -> dict[str, Any]:
    row = view.indicator
    levels = [(f"Parameter {v.level.value}", v.level.text) for v in view.levels]
    levels += [(f"{basis.name}, parameter {v.level.value}", v.level.text) for basis, found in view.bases for v in found]
    return _part(f"{row.row}. {row.name}", [f"Data dukung: {row.evidence}" if row.evidence else ""], items=[f"Sering keliru: {m.text}" for m in view.mistakes], rows=levels)  # fmt: skip


def _regulation(book: HandbookPage) -> list[dict[str, Any]]:
    law = book.text.regulation
    parts = [
        _part("", [law.warning]),
        _part(f"Peraturan {book.head_of} tentang {law.about}"),
        _part("Menimbang", items=law.considering),
        _part("Mengingat", items=law.remembering),
    ]
    number_ = 0
    for title in law.titles:
        items = []
        for article in title.articles:
            number_ += 1
            clauses = [" ".join((clause.text, *clause.items)) for clause in article]
            items.append(f"Pasal {number_}. " + " ".join(f"({n}) {c}" if len(clauses) > 1 else c for n, c in enumerate(clauses, start=1)))  # fmt: skip
        parts.append(_part(title.title, items))
    return parts


def _when(start: Any, end: Any) -> str:
    days = [day(one) for one in dict.fromkeys((start, end)) if one]
    return " s.d. ".join(days) or "belum ditetapkan"
