"""The kit's own sheets: one description each, used to write a template, to export, and to read back.

May not read or write files. A sheet's columns say which field of which record a cell is.
"""

from __future__ import annotations

import hashlib
from base64 import b32encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from klik_kit.core.bahasa import plain
from klik_kit.core.choices import Choice, ChoiceList
from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.records import Record, RecordKey
from klik_kit.core.rubric import Edition, Indicator
from klik_kit.exchange import cells
from klik_kit.exchange.cells import Cell

Row = Mapping[str, str | None]

KINDS = ChoiceList(
    name="score_kind", choices=tuple(Choice(value=kind.label, aliases=(kind.value,)) for kind in ScoreKind)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its heading, the field it fills, how a cell is read, and what helps filling it.

    ``key`` columns say which record the row is about and are no answers of it; ``shown`` columns
    are there for the reader and are ignored on the way in.
    """

    heading: str
    field: str
    cell: Cell
    required: bool = False
    key: bool = False
    shown: bool = False
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


def innovation_id(unit: str, name: str) -> str:
    """A stable id for an innovation that has none yet: the same unit and name always give the same."""
    return f"INV-{_digest(unit, plain(name))}"


def assessment_key(innovation: str, edition: str, unit: str | None = None) -> RecordKey:
    """The record that holds an innovation's scores under one edition."""
    return RecordKey(id=f"{innovation}@{edition}", kind="penilaian", unit=unit, parent=innovation, edition=edition)


def spd_key(edition: str) -> RecordKey:
    """The record that holds the region's own rows under one edition."""
    return RecordKey(id=f"spd@{edition}", kind="spd", edition=edition)


def unit_key(code: str) -> RecordKey:
    """The record of a unit."""
    return RecordKey(id=f"unit:{code}", kind="unit", unit=code)


def alias_key(name: str, account: str) -> RecordKey:
    """The record that says which unit a portal account is."""
    return RecordKey(id=f"padanan:{plain(account) or plain(name)}", kind="padanan")


def _digest(*parts: str) -> str:
    raw = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return b32encode(raw)[:8].decode()


def _slug_key(kind: str, field: str) -> Callable[[Row], RecordKey]:
    return lambda row: RecordKey(id=f"{kind}:{plain(row[field] or '')}", kind=kind)


def _of(choices: Mapping[str, ChoiceList], name: str) -> dict[str, object]:
    return {"cell": cells.one_of(choices[name]), "options": choices[name].values}


def innovations(choices: Mapping[str, ChoiceList], units: tuple[str, ...] = ()) -> SheetForm:
    """Sheet *Inovasi*: the profile of each innovation."""

    def pick(heading: str, field: str, choice: str, **more: object) -> Column:
        return Column(heading=heading, field=field, **(_of(choices, choice) | more))  # type: ignore[arg-type]

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
        key=lambda row: assessment_key(row["innovation"] or "", row.get("edition") or edition.id),
        answers=answers,
        rows=_score_rows,
        columns=(
            Column(heading="ID inovasi", field="innovation", cell=cells.code, key=True, required=True),
            Column(heading="Nama inovasi", field="name", cell=cells.text, shown=True, width=44, hint="Hanya untuk dibaca."),
            _edition_column(edition),
            Column(heading="Jenis skor", field="kind", cell=cells.one_of(KINDS), key=True, required=True, options=KINDS.values, width=24),
            *(Column(heading=i.row, field=i.row, cell=cells.level, options=("0", "1", "2", "3"), width=5, hint=hint(i)) for i in edition.sid),
            *(
                Column(heading=f"Basis {i.row}", field=f"{i.row}.basis", cell=_basis(i), options=tuple(b.key for b in i.bases), width=9,
                       hint="; ".join(f"{b.key} {b.name}" for b in i.bases)[:250])
                for i in based
            ),
            Column(heading="Kematangan", field="total", cell=_maturity(edition), width=12, hint="Hanya bila parameter per indikator tidak diketahui."),
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
                "innovation": record.key.parent or "", "edition": record.key.edition or "", "kind": kind.label,
                **by_kind[kind.value],
            }  # fmt: skip


def _edition_column(edition: Edition) -> Column:
    def only_this(value: cells.CellValue) -> str:
        found = cells.text(value)
        if found != edition.id:
            raise ValueError(f"edisi {found!r} berbeda dari edisi impor ini. Gunakan --edition {found}.")
        return found

    return Column(heading="Edisi", field="edition", cell=only_this, key=True, options=(edition.id,), width=11)


def _maturity(edition: Edition) -> Cell:
    def parse(value: cells.CellValue) -> str:
        found = cells.points(value)
        most = edition.formula.max_sid
        if most is not None and Fraction(found) > most:
            raise ValueError(f"{found} melebihi maksimum {most}.")
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
            or f"DD-{_digest(row['innovation'] or '', row['indicator'] or '', plain(row['title'] or ''), row.get('number') or '')}",
            kind="data_dukung",
            parent=row["innovation"],
        ),
        columns=(
            Column(
                heading="ID", field="id", cell=cells.code, key=True, hint="Kosongkan untuk dokumen baru. Jangan diubah."
            ),
            Column(heading="ID inovasi", field="innovation", cell=cells.code, key=True, required=True),
            Column(heading="Indikator", field="indicator", cell=indicator, required=True, options=rows, width=10),
            Column(heading="Judul dokumen", field="title", cell=cells.text, required=True, width=48),
            Column(heading="Nomor surat", field="number", cell=cells.text, width=24),
            Column(heading="Tanggal surat", field="date", cell=cells.day, hint="Contoh: 31-12-2025."),
            Column(heading="Berkas atau tautan", field="file", cell=cells.link, width=36),
            Column(heading="Keadaan", field="state", **_of(choices, "evidence_state"), width=22),  # type: ignore[arg-type]
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
        found = {f"{field}.{code}": value for field, value in row.items() if field not in {"row", "edition", "name"}}
        if code != "total":
            for kind in ScoreKind:
                if value := row.get(kind.value):
                    cells.level(value)
        return found

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
            *(Column(heading=kind.label, field=kind.value, cell=cells.points, width=14) for kind in ScoreKind),
            Column(heading="Sumber", field="source", cell=cells.text, width=30),
            Column(heading="Penanggung jawab data", field="owner", cell=cells.text, width=24),
            Column(heading="Catatan", field="note", cell=cells.text, width=30),
        ),
    )


def blank_spd_rows(edition: Edition) -> list[dict[str, str]]:
    """Every row of the region, still to be answered."""
    return [{"edition": edition.id, "row": i.row, "name": i.name, "owner": i.owner} for i in edition.spd]


def _spd_rows(edition: Edition, record: Record) -> Iterable[dict[str, str]]:
    by_row: dict[str, dict[str, str]] = {}
    for name, value in record.values().items():
        field, _, row = name.partition(".")
        by_row.setdefault("jumlah" if row == "total" else row, {})[field] = value
    for blank in blank_spd_rows(edition):
        yield blank | by_row.pop(blank["row"], {})
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
            Column(heading="Tahun", field="year", cell=cells.year, required=True, width=8),
            Column(heading="IID", field="index", cell=cells.points, width=10),
            Column(heading="Predikat", field="predicate", cell=cells.text, width=18),
            Column(heading="Peringkat", field="rank", cell=cells.whole, width=10),
            Column(heading="Dikirim", field="sent", cell=cells.whole, width=10, hint="Banyaknya inovasi yang dikirim."),
            Column(heading="Diterima", field="accepted", cell=cells.whole, width=10, hint="Banyaknya inovasi yang diterima."),
            Column(heading="SPD", field="spd", cell=cells.points, width=10),
            Column(heading="Nomor Kepmendagri", field="decree", cell=cells.text, width=28),
            Column(heading="Catatan", field="note", cell=cells.text, width=30),
        ),
    )  # fmt: skip


def region() -> SheetForm:
    """Sheet *Daerah*: the region's name, letterhead, threshold and target, one setting a row."""
    return SheetForm(
        name="Daerah",
        kind="daerah",
        about="Ubah hanya kolom Isi.",
        key=lambda _: RecordKey(id="daerah", kind="daerah"),
        answers=_region_answers,
        rows=lambda record: region_rows(record.values()),
        columns=(
            Column(heading="Pengaturan", field="setting", cell=_setting, key=True, required=True, width=38),
            Column(heading="Isi", field="value", cell=cells.text, width=60),
            Column(heading="Keterangan", field="about", cell=cells.text, shown=True, width=60),
        ),
    )


def _region_answers(row: Row) -> dict[str, str | None]:
    if "value" not in row:
        return {}
    column, value = REGION_FIELDS[row["setting"] or ""], row["value"]
    return {column.field: None if value is None else column.cell(value)}


def region_rows(values: Mapping[str, str]) -> list[dict[str, str]]:
    """Every setting of the region with its value, where it has one."""
    rows = [{"setting": c.heading, "about": c.hint, "value": values.get(c.field, "")} for c in REGION_FIELDS.values()]
    return [{name: text for name, text in row.items() if text} for row in rows]


def _setting(value: cells.CellValue) -> str:
    found = cells.text(value)
    if found not in REGION_FIELDS:
        raise ValueError(f"pengaturan {found!r} tidak dikenal.")
    return found


REGION_FIELDS: Mapping[str, Column] = {
    column.heading: column
    for column in (
        Column(heading="Nama daerah", field="name", cell=cells.text, hint="Misalnya Kabupaten Contoh."),
        Column(heading="Provinsi", field="province", cell=cells.text),
        Column(heading="Ibu kota", field="seat", cell=cells.text, hint="Tempat pada tanda tangan surat."),
        Column(heading="Kop baris 1", field="letterhead_1", cell=cells.text, hint="Misalnya PEMERINTAH KABUPATEN CONTOH."),
        Column(heading="Kop baris 2", field="letterhead_2", cell=cells.text, hint="Nama perangkat daerah pada kop."),
        Column(heading="Alamat kop", field="address", cell=cells.text),
        Column(heading="Edisi rubrik", field="edition", cell=cells.code, hint="Misalnya iid-2026."),
        Column(heading="Ambang layak kirim", field="ready_threshold", cell=cells.points, hint="Kematangan minimal agar layak kirim, 0 s.d. 111."),
        Column(heading="Target IID", field="target", cell=cells.points, hint="Target RPJMD tahun ini."),
        Column(heading="Sumber target", field="target_source", cell=cells.text, hint="Misalnya RPJMD 2025-2029 halaman 214."),
    )
}  # fmt: skip


def units(choices: Mapping[str, ChoiceList]) -> SheetForm:
    """Sheet *Unit*: the government's units, each with the unit above it."""
    return SheetForm(
        name="Unit",
        kind="unit",
        about="Satu baris satu unit. Kode induk diisi untuk unit bertingkat, misalnya puskesmas di bawah Dinas Kesehatan.",
        key=lambda row: unit_key(row["code"] or ""),
        columns=(
            Column(heading="Kode", field="code", cell=cells.code, required=True, key=True),
            Column(heading="Nama unit", field="name", cell=cells.text, required=True, width=48),
            Column(heading="Jenis", field="kind", **_of(choices, "unit_kind")),  # type: ignore[arg-type]
            Column(heading="Kode induk", field="parent", cell=cells.code),
            Column(heading="Nama kepala", field="head", cell=cells.text, width=30),
            Column(heading="NIP kepala", field="head_nip", cell=cells.text, width=22),
            Column(heading="Jabatan kepala", field="head_title", cell=cells.text, width=34),
            Column(heading="Operator", field="operator", cell=cells.text, width=26),
        ),
    )


def officials() -> SheetForm:
    """Sheet *Pejabat*: who signs and who coaches."""
    return SheetForm(
        name="Pejabat",
        kind="pejabat",
        about="Pejabat yang menandatangani dan pendamping klinik.",
        key=_slug_key("pejabat", "role"),
        columns=(
            Column(
                heading="Peran",
                field="role",
                cell=cells.text,
                required=True,
                width=30,
                hint="Misalnya Sekretaris Daerah, Pendamping 1.",
            ),
            Column(heading="Nama", field="name", cell=cells.text, width=34),
            Column(heading="NIP", field="nip", cell=cells.text, width=22),
            Column(heading="Pangkat", field="rank", cell=cells.text, width=24),
            Column(heading="Jabatan", field="title", cell=cells.text, width=44),
        ),
    )


def calendar(choices: Mapping[str, ChoiceList]) -> SheetForm:
    """Sheet *Agenda*: the year's dates; what is not announced is marked as expected."""
    return SheetForm(
        name="Agenda",
        kind="agenda",
        about="Kalender tahun berjalan. Tanggal yang belum diumumkan ditandai perkiraan.",
        key=_slug_key("agenda", "event"),
        columns=(
            Column(heading="Kegiatan", field="event", cell=cells.text, required=True, width=44),
            Column(heading="Mulai", field="start", cell=cells.day),
            Column(heading="Selesai", field="end", cell=cells.day),
            Column(heading="Perkiraan", field="expected", **_of(choices, "yes_no")),  # type: ignore[arg-type]
            Column(heading="Catatan", field="note", cell=cells.text, width=40),
        ),
    )


def portal_units() -> SheetForm:
    """Sheet *Padanan Unit*: which unit a name or account of the national portal is."""
    return SheetForm(
        name="Padanan Unit",
        kind="padanan",
        about="Isi Kode unit untuk setiap nama pada portal. Usulan kit perlu diperiksa.",
        key=lambda row: alias_key(row["name"] or "", row.get("account") or ""),
        columns=(
            Column(heading="Nama pada portal", field="name", cell=cells.text, required=True, width=56),
            Column(heading="Akun", field="account", cell=cells.text, width=28),
            Column(heading="Kode unit", field="code", cell=cells.code, width=18),
            Column(
                heading="Usulan", field="proposal", cell=cells.text, shown=True, width=44, hint="Hanya untuk dibaca."
            ),
        ),
    )


def settings_forms(choices: Mapping[str, ChoiceList]) -> tuple[SheetForm, ...]:
    """The sheets of ``Pengaturan.xlsx``."""
    return (region(), units(choices), officials(), calendar(choices), portal_units(), official_results())


def portfolio_forms(
    edition: Edition, choices: Mapping[str, ChoiceList], units: tuple[str, ...] = ()
) -> tuple[SheetForm, ...]:
    """The sheets of the portfolio template."""
    return (innovations(choices, units), scores(edition), evidence(edition, choices), spd(edition), official_results())
