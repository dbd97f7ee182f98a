"""Papers that tell of the clinic's work: directory of innovations, report of the clinic, Buku Klik."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, groupby
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
            *_instruments(book.visit),
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
        _chapter("Lampiran", [*_instruments(book.others), _part("Sumber", items=text.sources)]),
    ]  # fmt: skip
    return {"judul": "Buku Klik", "pembuka": list(text.opening), "bab": chapters, "per_tanggal": day(asked.today)}


def _chapter(title: str, parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"judul": title, "bagian": [part for part in parts if any(part.values())]}


def _part(
    title: str,
    texts: Iterable[str] = (),
    *,
    items: Iterable[str] = (),
    rows: Iterable[tuple[str, str]] = (),
    table: tuple[Sequence[str], Sequence[Sequence[str]]] = ((), ()),
) -> dict[str, Any]:
    """A part of a chapter; ``table`` are the headings and the rows of a table with as many columns as it needs."""
    head, body = table
    return {
        "judul": title or None,
        "teks": [text for text in dict.fromkeys(texts) if text],
        "butir": [item for item in items if item],
        "baris": [{"label": label or " ", "isi": text or " "} for label, text in rows],
        "kepala": [text or " " for text in head],
        "isian": [{"sel": [text or " " for text in row]} for row in body],
    }


def _stages(book: HandbookPage) -> Iterable[dict[str, Any]]:
    for view in book.stages:
        yield _part(view.stage.title, [view.stage.what], items=[*view.stage.steps, *(f"Hasil: {one}" for one in view.stage.results)])  # fmt: skip
        yield from _instruments(view.instruments)


def _instruments(found: Iterable[Instrument]) -> Iterable[dict[str, Any]]:
    return chain.from_iterable(map(_instrument, found))


def _instrument(instrument: Instrument) -> Iterable[dict[str, Any]]:
    """A blank instrument: its questions with room for their answers, its lists as tables with blank rows."""
    yield _part(f"Instrumen: {instrument.title}", [instrument.hint])
    for part in instrument.parts:
        told = [part.title, part.hint]
        for kind, items in groupby(part.items, type):
            if kind is Question:
                yield _part("", told, rows=[(i.label, _choices(i)) for i in items if isinstance(i, Question)])
            else:
                yield from (_list(i, told) if isinstance(i, Rows) else _part("", [*told, i.text]) for i in items if not isinstance(i, Question))  # fmt: skip
            told = []


def _list(rows: Rows, told: Sequence[str]) -> dict[str, Any]:
    """A list with its columns as headings; one with too many of them as cards below each other."""
    above = [*told, rows.label, rows.hint]
    if rows.cards:
        return _part("", above, rows=[(c.label, _choices(c)) for _ in range(rows.blanks) for c in rows.columns])
    above += [f"{c.label}: {_choices(c) or c.hint}" for c in rows.explained]
    head = [column.label for column in rows.columns]
    if rows.names:
        body = [[f"{name}: {about}" if about else name, *[""] * len(head)] for name, about in rows.names]
        return _part("", above, table=([rows.label, *head], body))
    return _part("", above, table=(head, [[""] * len(head)] * rows.blanks))


def _choices(question: Question) -> str:
    if question.shape == "skala":
        return "1      2      3      4      5"
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
