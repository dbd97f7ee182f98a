"""The recap as sheets: Ringkasan, Per OPD, Per inovasi, Data dukung yang belum ada, Tindak lanjut.

May not count by itself; `klik_kit.core.recap` has counted. Each sheet says in its title which of the five
scores it shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from klik_kit.core.bahasa import day, number
from klik_kit.core.eligibility import Basket
from klik_kit.core.recap import InnovationLine, Recap
from klik_kit.core.review import State
from klik_kit.exchange.tables_out import Heading, Shape, Table, Value, write_tables

_NAMED_UNITS = 3


def write_recap(path: Path, recap: Recap, *, mask: Callable[[str], str]) -> None:
    """Write the recap.

    Raises:
        ExchangeError: the folder or the disk refuses the file.
    """
    title = f"Rekap inovasi {recap.region}, {recap.score.kind.label}"
    write_tables(path, recap_tables(recap), title=title, mask=mask)


def recap_tables(recap: Recap) -> tuple[Table, ...]:
    """The five sheets."""
    kind, about = recap.score.kind.label, _about(recap)
    unit = {line.code: line.name for line in recap.units}

    def table(name: str, headings: Iterable[Heading], rows: Iterable[Sequence[Value]], **more: Any) -> Table:
        title = f"{name} · {kind}"
        return Table(name=name, title=title, about=about, headings=tuple(headings), rows=tuple(rows), **more)

    return (
        table("Ringkasan", _SUMMARY, list(_summary(recap)), kept=1),
        table(
            "Per OPD",
            (
                Heading(text="Unit", width=34), Heading(text="Jenis", width=12), *_whole("Inovasi", "Lapor tahun ini", "Layak kirim atau terkirim", "Sudah berskor"),
                Heading(text=f"Rata-rata kematangan ({kind})", shape=Shape.POINTS, width=14),
                *_whole("Baris wajib kosong", "Data dukung belum ada", "Tindak lanjut terbuka", "Lewat batas", "Hari lewat terlama"),
                Heading(text="Petugas", width=22), Heading(text="Kode", width=18, exact=True), Heading(text="Kode induk", width=14, exact=True),
            ),
            [
                (
                    u.name, u.kind, u.innovations, u.counted, u.ready, u.scored, u.mean, u.mandatory,
                    u.documents, u.tasks, u.overdue, u.latest, u.contact or "Belum ditunjuk", u.code, u.parent,
                )
                for u in sorted(recap.units, key=lambda u: (u.kind, u.name.casefold(), u.code))
            ],
            kept=1,
            printed=13,
            empty="Belum ada unit. Isi lembar Unit pada Pengaturan.xlsx.",
        ),
        table(
            "Per inovasi",
            (
                Heading(text="Unit", width=24), Heading(text="Inovasi", width=36), Heading(text="Keranjang", width=16), Heading(text="Status", width=14),
                Heading(text=f"Kematangan ({kind})", shape=Shape.POINTS, width=12), *_whole("Baris terjawab", "Dari"),
                Heading(text="Baris wajib kosong", width=14), *_whole("Data dukung belum ada"), Heading(text="Pada baris", width=22),
                *_whole("Tindak lanjut terbuka", "Lewat batas", "Hari lewat terlama"),
                Heading(text="Urusan", width=24), Heading(text="Kode unit", width=18, exact=True), Heading(text="ID", width=14, exact=True),
            ),
            [
                (
                    unit.get(x.unit, x.unit), x.name, x.basket, x.status, x.maturity, *_answered(x), ", ".join(x.mandatory),
                    *_documents(x), x.tasks, x.overdue, x.latest, x.urusan or "Belum diisi", x.unit, x.id,
                )
                for x in recap.innovations
            ],
            kept=2,
            printed=13,
            empty="Belum ada inovasi.",
        ),
        table(
            "Data dukung yang belum ada",
            (
                Heading(text="Unit", width=24), Heading(text="Inovasi", width=32), Heading(text="Baris", width=7), Heading(text="Indikator", width=28),
                Heading(text=f"Parameter ({kind})", shape=Shape.WHOLE, width=12), Heading(text="Dokumen yang diperlukan", width=40),
                Heading(text="Penanggung jawab", width=20), Heading(text="Batas waktu", shape=Shape.DAY, width=12), *_whole("Hari lewat"),
            ),
            [
                (
                    unit.get(x.unit, x.unit), recap.innovation(x.innovation), x.row.row, x.row.name, x.level, x.wanted,
                    x.owner or "Belum ditunjuk", x.due, x.late,
                )
                for x in recap.missing
            ],
            kept=2,
            empty="Setiap parameter yang dipilih sudah berdata dukung, atau parameternya belum diketahui.",
        ),
        table(
            "Tindak lanjut",
            (
                Heading(text="Batas waktu", shape=Shape.DAY, width=12), *_whole("Hari lewat"), Heading(text="Unit", width=26),
                Heading(text="Inovasi", width=30), Heading(text="Tugas", width=48), Heading(text="Penanggung jawab", width=22), Heading(text="Asal", width=18),
            ),
            [
                (
                    x.due, x.late, unit.get(x.unit, x.unit), recap.innovation(x.innovation) if x.innovation else "", x.text,
                    x.owner or "Belum ditunjuk", x.source,
                )
                for x in recap.tasks
            ],
            kept=0,
            empty="Tidak ada tindak lanjut yang terbuka.",
        ),
    )  # fmt: skip


_SUMMARY = (
    Heading(text="Ukuran", width=46),
    Heading(text="Nilai", shape=Shape.WHOLE, width=16),
    Heading(text="Keterangan", width=84),
)


def _about(recap: Recap) -> str:
    """What the sheets are of."""
    names = [unit.name for unit in recap.units]
    some = ", ".join(names[:_NAMED_UNITS]) + (" …" if len(names) > _NAMED_UNITS else "")
    scope = f"seluruh daerah, {len(names)} unit" if recap.whole else f"{len(names)} unit: {some}"
    return f"{recap.region} · {scope} · per {day(recap.as_of)} · {recap.edition}"


def _whole(*texts: str) -> tuple[Heading, ...]:
    return tuple(Heading(text=text, shape=Shape.WHOLE, width=10) for text in texts)


def _answered(line: InnovationLine) -> tuple[Value, Value]:
    """How many rows are answered; of a score that is a total alone nothing can be said."""
    return (line.answered, line.questions) if line.rows_known else (None, None)


def _documents(line: InnovationLine) -> tuple[Value, Value]:
    if line.rows_known:
        return len(line.documents), ", ".join(line.documents)
    return None, "belum diketahui: hanya jumlah skornya" if line.maturity is not None else ""


def _summary(recap: Recap) -> Iterable[tuple[Value, Value, Value]]:
    score, lines, tasks = recap.score, recap.innovations, recap.tasks
    counted = [line for line in lines if line.counted]
    silent = [unit.name for unit in recap.units if not unit.innovations]
    scored = [line for line in lines if line.maturity is not None]
    bare = sum(1 for line in scored if not line.rows_known)
    yield "Jenis skor", score.kind.label, "Lima jenis skor tidak pernah dicampur; rekap ini hanya memakai satu."
    if recap.whole:
        known = "Bukan hasil resmi" if score.scored else "Belum ada satu pun skor jenis ini"
        yield "Perkiraan IID", score.index if score.scored else None, f"{known}; {score.predicate}." if score.scored else f"{known}."  # fmt: skip
        yield "Rata-rata kematangan yang dihitung", score.sid_mean if score.scored else None, f"Jumlah kematangan ÷ {score.divisor}; yang belum berskor belum memperoleh nilai."  # fmt: skip
    yield "Unit", len(recap.units), ""
    yield "Unit yang belum mencatat inovasi", len(silent), "; ".join(silent)
    yield "Inovasi tercatat", len(lines), f"Tidak termasuk {recap.archived} yang diarsipkan." if recap.archived else ""
    baskets = Counter(line.basket for line in lines)
    for name in [*(b.label for b in Basket), *(n for n in baskets if n not in {b.label for b in Basket})]:
        yield f"   Keranjang: {name}", baskets[name], ""
    statuses = Counter(line.status for line in lines)
    known_states = [state.value for state in State]
    for name in sorted(statuses, key=lambda n: (known_states.index(n) if n in known_states else len(known_states), n)):
        yield f"   Status: {name}", statuses[name], ""
    yield "Inovasi yang sudah berskor", len(scored), f"Dari {len(lines)}; {bare} di antaranya hanya diketahui jumlahnya, tanpa baris." if bare else f"Dari {len(lines)}."  # fmt: skip
    yield "Baris wajib yang kosong", sum(len(x.mandatory) for x in counted), f"Pada {sum(1 for x in counted if x.mandatory)} inovasi yang dapat dilaporkan tahun ini."  # fmt: skip
    yield "Data dukung yang belum ada", len(recap.missing), f"Pada {len({x.innovation for x in recap.missing})} inovasi; {sum(1 for x in recap.missing if not x.owner)} baris belum punya penanggung jawab."  # fmt: skip
    late = [t.late for t in tasks if t.late]
    yield "Tindak lanjut terbuka", len(tasks), f"{sum(1 for t in tasks if not t.owner)} tanpa penanggung jawab, {sum(1 for t in tasks if t.due is None)} tanpa batas waktu."  # fmt: skip
    yield "Tindak lanjut lewat batas", len(late), f"Paling lama {number(max(late))} hari." if late else ""
