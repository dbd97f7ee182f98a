"""The region's own sheets: *SPD* and *Hasil Resmi*."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from klik_kit.core.bahasa import number
from klik_kit.core.keys import spd_key
from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.records import Record, RecordKey
from klik_kit.core.rubric import MAX_LEVEL, Edition
from klik_kit.exchange import cells
from klik_kit.exchange.columns import Column, FieldError, Row, SheetForm, edition_column


def spd(edition: Edition) -> SheetForm:
    """Sheet *SPD*: the region's own rows; row ``jumlah`` carries a total where rows are not known."""
    rows = (*(i.row for i in edition.spd), "jumlah")

    def row_code(value: cells.CellValue) -> str:
        found = cells.text(value)
        if found not in rows:
            raise ValueError(f"baris SPD {found!r} tidak ada pada edisi {edition.id}.")
        return found

    def answers(row: Row) -> dict[str, str | None]:
        code = "total" if row["row"] == "jumlah" else row["row"]
        most = edition.formula.max_spd if code == "total" else MAX_LEVEL
        for kind in ScoreKind:
            value = row.get(kind.value)
            if value is not None and most is not None and Fraction(value) > most:
                raise FieldError(kind.value, f"{kind.label}: {value} melebihi maksimum {number(most)}.")
            if value is not None and code != "total" and not value.isdigit():
                raise FieldError(kind.value, f"{kind.label}: {value} harus bilangan bulat 0 s.d. {MAX_LEVEL}.")
        return {f"{field}.{code}": value for field, value in row.items() if field not in {"row", "edition", "name"}}

    return SheetForm(
        name="SPD",
        kind="spd",
        about="Baris daerah. Isi angka mentah dan parameternya; kosong berarti belum dijawab.",
        key=lambda row: spd_key(row.get("edition") or edition.id),
        answers=answers,
        rows=lambda record: _spd_rows(edition, record),
        columns=(
            edition_column(edition),
            Column(heading="Baris", field="row", cell=row_code, key=True, required=True, options=rows, width=8),
            Column(
                heading="Indikator", field="name", cell=cells.text, shown=True, width=48, hint="Hanya untuk dibaca."
            ),
            Column(heading="Angka", field="figure", cell=cells.text, width=14, hint="Angka mentah, misalnya 5,31."),
            *(
                Column(heading=kind.label, field=kind.value, cell=cells.points, number=True, width=14)
                for kind in ScoreKind
            ),
            Column(heading="Sumber", field="source", cell=cells.text, width=30),
            Column(heading="Penanggung jawab data", field="owner", cell=cells.text, width=24),
            Column(heading="Catatan", field="note", cell=cells.text, width=30),
        ),
    )


def blank_spd_rows(edition: Edition) -> list[dict[str, str]]:
    """Every row of the region, still to be answered, with who usually knows it."""
    return [{"edition": edition.id, "row": i.row, "name": i.name, "owner": i.owner} for i in edition.spd]


def _spd_rows(edition: Edition, record: Record) -> Iterable[dict[str, str]]:
    by_row: dict[str, dict[str, str]] = {}
    for name, value in record.values().items():
        field, _, row = name.partition(".")
        by_row.setdefault("jumlah" if row == "total" else row, {})[field] = value
    for indicator in edition.spd:
        head = {"edition": edition.id, "row": indicator.row, "name": indicator.name}
        yield head | by_row.pop(indicator.row, {})
    for row, values in by_row.items():
        yield {"edition": edition.id, "row": row, **values}


def official_results() -> SheetForm:
    """Sheet *Hasil Resmi*: what the ministry decided, per year."""
    return SheetForm(
        name="Hasil Resmi",
        kind="hasil_resmi",
        about="Hasil dari Kementerian Dalam Negeri, satu baris satu tahun.",
        key=lambda row: RecordKey(id=f"hasil_resmi@{row['year']}", kind="hasil_resmi"),
        columns=(
            Column(heading="Tahun", field="year", cell=cells.year, number=True, required=True, width=8),
            Column(heading="IID", field="index", cell=cells.points, number=True, width=10),
            Column(heading="Predikat", field="predicate", cell=cells.text, width=18),
            Column(heading="Peringkat", field="rank", cell=cells.whole, number=True, width=10),
            Column(heading="Dikirim", field="sent", cell=cells.whole, number=True, width=10, hint="Banyaknya inovasi yang dikirim."),
            Column(heading="Diterima", field="accepted", cell=cells.whole, number=True, width=10, hint="Banyaknya inovasi yang diterima."),
            Column(heading="SPD", field="spd", cell=cells.points, number=True, width=10, hint="Nilai SPD menurut kementerian, 0 s.d. 63. Kosongkan bila tidak diumumkan."),
            Column(heading="Rata-rata kematangan", field="mean", cell=cells.points, number=True, width=12, hint="Menurut kementerian, 0 s.d. 111. Kosongkan bila tidak diumumkan."),
            Column(heading="Skor jumlah inovasi", field="count", cell=cells.points, number=True, width=12, hint="Menurut kementerian, 0 s.d. 76. Kosongkan bila tidak diumumkan."),
            Column(heading="Nomor Kepmendagri", field="decree", cell=cells.text, width=28),
            Column(heading="Sumber", field="source", cell=cells.text, width=30, hint="Misalnya surat, laman, atau rapat tempat angka ini diperoleh."),
            Column(heading="Tanggal", field="on", cell=cells.day, hint="Tanggal hasil ini diumumkan atau diterima."),
            Column(heading="Catatan", field="note", cell=cells.text, width=30),
        ),
    )  # fmt: skip
