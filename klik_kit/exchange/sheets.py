"""The sheets of a portfolio: one description each, used to write a template, to export, and to read back.

May not read or write files. A sheet's columns say which field of which record a cell is.
"""

from __future__ import annotations

import hashlib
from base64 import b32encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from klik_kit.core.bahasa import number, plain
from klik_kit.core.choices import Choice, ChoiceList
from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.records import Record, RecordKey
from klik_kit.core.rubric import MAX_LEVEL, Edition, Indicator
from klik_kit.exchange import cells
from klik_kit.exchange.cells import Cell

Row = Mapping[str, str | None]

_ORIGINS = ChoiceList(name="origin", choices=(Choice(value="portal"),))
KINDS = ChoiceList(
    name="score_kind", choices=tuple(Choice(value=kind.label, aliases=(kind.value,)) for kind in ScoreKind)
)


class FieldError(ValueError):
    """What a row says in a field cannot be, although the cell by itself could."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its heading, the field it fills, how a cell is read, and what helps filling it.

    ``key`` columns say which record the row is about and are no answers of it; ``shown`` columns
    are there for the reader and are ignored on the way in; ``number`` columns hold numbers, which
    Excel shows as its reader is used to.
    """

    heading: str
    field: str
    cell: Cell
    required: bool = False
    key: bool = False
    shown: bool = False
    number: bool = False
    options: tuple[str, ...] = ()
    width: int = 16
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetForm:
    """A sheet: its name, columns, and how a row becomes the key and the answers of a record."""

    name: str
    kind: str
    about: str
    columns: tuple[Column, ...]
    key: Callable[[Row], RecordKey]
    answers: Callable[[Row], dict[str, str | None]] | None = None
    rows: Callable[[Record], Iterable[dict[str, str]]] = field(default=lambda record: (_own_row(record),))

    def to_answers(self, row: Row) -> dict[str, str | None]:
        """The answers in a row: by default each column that is neither key nor only shown."""
        if self.answers:
            return self.answers(row)
        own = {c.field for c in self.columns if not c.key and not c.shown}
        return {field: value for field, value in row.items() if field in own}


def _own_row(record: Record) -> dict[str, str]:
    """A record as one row: its answers, and its places under the names the key columns use."""
    key = record.key
    places = {"id": key.id, "unit": key.unit, "code": key.unit, "innovation": key.parent}
    return {name: place for name, place in places.items() if place is not None} | record.values()


def same(name: str) -> str:
    """What two spellings of one name have in common; a name of signs only is compared as it is."""
    return plain(name) or name


def innovation_id(unit: str, name: str) -> str:
    """A stable id for an innovation that has none yet: the same unit and name always give the same."""
    return f"INV-{digest(unit, same(name))}"


def innovation_named(row: Row) -> str:
    """Which innovation a row of another sheet is about: by its id, or by its unit and name.

    Raises:
        FieldError: the row says neither.
    """
    unit, name = row.get("unit"), row.get("name")
    if row.get("innovation"):
        return str(row["innovation"])
    if unit and name:
        return innovation_id(unit, name)
    raise FieldError("innovation", "isi ID inovasi, atau Kode unit dan Nama inovasi.")


_WHICH = (
    Column(heading="ID inovasi", field="innovation", cell=cells.code, key=True, hint="Boleh kosong bila Kode unit dan Nama inovasi diisi."),
    Column(heading="Kode unit", field="unit", cell=cells.code, key=True),
    Column(heading="Nama inovasi", field="name", cell=cells.text, key=True, width=44),
)  # fmt: skip


def assessment_key(innovation: str, edition: str, unit: str | None = None) -> RecordKey:
    """The record that holds an innovation's scores under one edition."""
    return RecordKey(id=f"{innovation}@{edition}", kind="penilaian", unit=unit, parent=innovation, edition=edition)


def spd_key(edition: str) -> RecordKey:
    """The record that holds the region's own rows under one edition."""
    return RecordKey(id=f"spd@{edition}", kind="spd", edition=edition)


def unit_key(code: str) -> RecordKey:
    """The record of a unit."""
    return RecordKey(id=f"unit:{code}", kind="unit", unit=code)


def digest(*parts: str) -> str:
    """Eight letters and digits that stand for some texts."""
    raw = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return b32encode(raw)[:8].decode()


def picked(choices: Mapping[str, ChoiceList], name: str) -> dict[str, object]:
    """What a column needs whose cells are picked from a list."""
    return {"cell": cells.one_of(choices[name]), "options": choices[name].values}


def innovations(choices: Mapping[str, ChoiceList], units: tuple[str, ...] = ()) -> SheetForm:
    """Sheet *Inovasi*: the profile of each innovation."""

    def pick(heading: str, field: str, choice: str, **more: object) -> Column:
        return Column(heading=heading, field=field, **(picked(choices, choice) | more))  # type: ignore[arg-type]

    def text(heading: str, field: str, **more: object) -> Column:
        return Column(heading=heading, field=field, **({"cell": cells.text} | more))  # type: ignore[arg-type]

    return SheetForm(
        name="Inovasi",
        kind="inovasi",
        about="Satu baris satu inovasi. Kolom ID dikosongkan untuk inovasi baru; kit memberi ID yang tetap.",
        key=lambda row: RecordKey(
            id=row.get("id") or innovation_id(row["unit"] or "", row["name"] or ""), kind="inovasi", unit=row["unit"]
        ),
        columns=(
            text("ID", "id", cell=cells.code, key=True, hint="Kosongkan untuk inovasi baru. Jangan diubah."),
            text(
                "Kode unit",
                "unit",
                cell=cells.code,
                key=True,
                required=True,
                options=units,
                hint="Kode unit dari Pengaturan.xlsx.",
            ),
            text("Nama inovasi", "name", required=True, width=44),
            pick("Tahapan", "stage", "stage"),
            pick("Inisiator", "initiator", "initiator", width=18),
            text("Nama inisiator", "initiator_name", width=24),
            pick("Klasifikasi", "classification", "classification", width=22),
            pick("Jenis", "type", "type"),
            pick("Bentuk", "form", "form", width=30),
            pick("Asta Cita", "asta_cita", "asta_cita", width=24),
            pick("Klaster PKPN", "pkpn_cluster", "pkpn_cluster", width=20),
            text("Program PKPN", "pkpn_program", width=24),
            pick("Urusan utama", "urusan", "urusan", width=28),
            text(
                "Urusan lain",
                "other_urusan",
                cell=cells.many_of(choices["urusan"]),
                width=28,
                hint="Pisahkan dengan titik koma (;).",
            ),
            text("Waktu uji coba", "trial_on", cell=cells.day, hint="Contoh: 31-12-2025."),
            text("Waktu penerapan", "implemented_on", cell=cells.day, hint="Contoh: 31-12-2025."),
            text("Waktu pengembangan", "developed_on", cell=cells.day, hint="Isi bila inovasi lama dikembangkan."),
            text("Rancang bangun", "rancang_bangun", width=50, hint="Minimal 300 kata."),
            text("Tujuan", "goals", width=36),
            text("Manfaat", "benefits", width=36),
            text("Hasil", "results", width=36),
            text("Koordinat", "coordinates", cell=cells.coordinates, hint="lintang,bujur"),
            text("Tautan video", "video", cell=cells.link, width=28),
            pick("Asal gagasan", "origin_of_idea", "origin_of_idea", width=20),
            pick("Status", "status", "status", width=18),
            text("Tanggal input", "input_on", cell=cells.day, hint="Tanggal input pada portal nasional."),
            text("Asal data", "origin", cell=cells.one_of(_ORIGINS), options=_ORIGINS.values, hint="Diisi oleh kit."),
        ),
    )


def scores(edition: Edition) -> SheetForm:
    """Sheet *Skor*: one row per innovation and kind of score, one column per indicator."""
    based = [row for row in edition.sid if row.bases]

    def answers(row: Row) -> dict[str, str | None]:
        kind = kind_of(row["kind"] or "")
        found = {f"{kind}.{i.row}": row[i.row] for i in edition.sid if i.row in row}
        found |= {f"{kind}.{i.row}.basis": row[f"{i.row}.basis"] for i in based if f"{i.row}.basis" in row}
        return found | ({f"{kind}.total": row["total"]} if "total" in row else {})

    return SheetForm(
        name="Skor",
        kind="penilaian",
        about="Satu baris satu inovasi dan satu jenis skor. Isi 0, 1, 2, atau 3; kosong berarti belum dijawab.",
        key=lambda row: assessment_key(innovation_named(row), row.get("edition") or edition.id),
        answers=answers,
        rows=_score_rows,
        columns=(
            *_WHICH,
            _edition_column(edition),
            Column(heading="Jenis skor", field="kind", cell=cells.one_of(KINDS), key=True, required=True, options=KINDS.values, width=24),
            *(Column(heading=i.row, field=i.row, cell=cells.level, number=True, options=("0", "1", "2", "3"), width=5, hint=hint(i)) for i in edition.sid),
            *(
                Column(heading=f"Basis {i.row}", field=f"{i.row}.basis", cell=_basis(i), options=tuple(b.key for b in i.bases), width=9,
                       hint="; ".join(f"{b.key} {b.name}" for b in i.bases)[:250])
                for i in based
            ),
            Column(heading="Kematangan", field="total", cell=maturity(edition), number=True, width=12, hint="Hanya bila parameter per indikator tidak diketahui."),
        ),
    )  # fmt: skip


def _score_rows(record: Record) -> Iterable[dict[str, str]]:
    by_kind: dict[str, dict[str, str]] = {}
    for name, value in record.values().items():
        kind, _, rest = name.partition(".")
        by_kind.setdefault(kind, {})[rest] = value
    for kind in ScoreKind:
        if kind.value in by_kind:
            yield {
                "innovation": record.key.parent or "", "unit": record.key.unit or "", "edition": record.key.edition or "", "kind": kind.label,
                **by_kind[kind.value],
            }  # fmt: skip


def _edition_column(edition: Edition) -> Column:
    def only_this(value: cells.CellValue) -> str:
        found = cells.text(value)
        if found != edition.id:
            raise ValueError(f"edisi {found!r} berbeda dari edisi impor ini. Gunakan --edition {found}.")
        return found

    return Column(heading="Edisi", field="edition", cell=only_this, key=True, options=(edition.id,), width=11)


def maturity(edition: Edition) -> Cell:
    """A cell with the maturity of an innovation, within what the edition can give."""

    def parse(value: cells.CellValue) -> str:
        found, most = cells.points(value), edition.formula.max_sid
        if most is not None and Fraction(found) > most:
            raise ValueError(f"{found} melebihi maksimum {number(most)}.")
        return found

    return parse


def _basis(indicator: Indicator) -> Cell:
    keys = [b.key for b in indicator.bases]

    def parse(value: cells.CellValue) -> str:
        found = cells.text(value).casefold()
        if found not in keys:
            raise ValueError(f"basis {found!r} tidak dikenal. Pilih: {', '.join(keys)}.")
        return found

    return parse


def hint(indicator: Indicator) -> str:
    """What an indicator asks, short enough for the note Excel shows beside a cell."""
    lines = [indicator.name, *(f"{level.value}: {level.text}" for level in indicator.levels)]
    return "\n".join(lines)[:250]


def kind_of(label: str) -> ScoreKind:
    """The kind of score a label names."""
    return list(ScoreKind)[KINDS.values.index(label)]


def evidence(edition: Edition, choices: Mapping[str, ChoiceList]) -> SheetForm:
    """Sheet *Data Dukung*: the documents that show a level."""
    rows = tuple(i.row for i in edition.sid)

    def indicator(value: cells.CellValue) -> str:
        found = cells.text(value)
        if found not in rows:
            raise ValueError(f"indikator {found!r} tidak ada pada edisi {edition.id}.")
        return found

    return SheetForm(
        name="Data Dukung",
        kind="data_dukung",
        about="Satu baris satu dokumen. Tanggal surat sama dengan tanggal penandatanganannya.",
        key=lambda row: RecordKey(
            id=row.get("id")
            or f"DD-{digest(innovation_named(row), row['indicator'] or '', same(row['title'] or ''), row.get('number') or '')}",
            kind="data_dukung",
            parent=innovation_named(row),
        ),
        columns=(
            Column(
                heading="ID", field="id", cell=cells.code, key=True, hint="Kosongkan untuk dokumen baru. Jangan diubah."
            ),
            *_WHICH,
            Column(heading="Indikator", field="indicator", cell=indicator, required=True, options=rows, width=10),
            Column(heading="Judul dokumen", field="title", cell=cells.text, required=True, width=48),
            Column(heading="Nomor surat", field="number", cell=cells.text, width=24),
            Column(heading="Tanggal surat", field="date", cell=cells.day, hint="Contoh: 31-12-2025."),
            Column(heading="Berkas atau tautan", field="file", cell=cells.link, width=36),
            Column(heading="Keadaan", field="state", **picked(choices, "evidence_state"), width=22),  # type: ignore[arg-type]
        ),
    )


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
            _edition_column(edition),
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


def portfolio_forms(
    edition: Edition, choices: Mapping[str, ChoiceList], units: tuple[str, ...] = ()
) -> tuple[SheetForm, ...]:
    """The sheets of the portfolio template."""
    return (innovations(choices, units), scores(edition), evidence(edition, choices), spd(edition), official_results())
