"""The sheets of a portfolio: one description each, used to write a template, to export, and to read back.

May not read or write files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from klik_kit.core.bahasa import number
from klik_kit.core.choices import Choice, ChoiceList
from klik_kit.core.keys import assessment_key, digest, innovation_id, same
from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.records import Record, RecordKey
from klik_kit.core.rubric import Edition, Indicator
from klik_kit.exchange import cells
from klik_kit.exchange.cells import Cell
from klik_kit.exchange.columns import Column, FieldError, Row, SheetForm, edition_column, picked
from klik_kit.exchange.region_sheets import official_results, spd

_ORIGINS = ChoiceList(name="origin", choices=(Choice(value="portal"),))
KINDS = ChoiceList(
    name="score_kind", choices=tuple(Choice(value=kind.label, aliases=(kind.value,)) for kind in ScoreKind)
)


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
            edition_column(edition),
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


def portfolio_forms(
    edition: Edition, choices: Mapping[str, ChoiceList], units: tuple[str, ...] = ()
) -> tuple[SheetForm, ...]:
    """The sheets of the portfolio template."""
    return (innovations(choices, units), scores(edition), evidence(edition, choices), spd(edition), official_results())
