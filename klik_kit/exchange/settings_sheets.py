"""The sheets of ``Pengaturan.xlsx``: what a clinic sets itself, and how it is read back.

May not read or write files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from klik_kit.core.bahasa import plain
from klik_kit.core.choices import Choice, ChoiceList
from klik_kit.core.keys import digest, unit_key
from klik_kit.core.records import RecordKey
from klik_kit.core.review import Flow
from klik_kit.exchange import cells
from klik_kit.exchange.columns import Column, FieldError, Row, SheetForm, picked
from klik_kit.exchange.region_sheets import official_results

_LONG_NAME = 120
_FLOWS = ChoiceList(name="flow", choices=tuple(Choice(value=flow.value) for flow in Flow))


def alias_key(name: str, account: str) -> RecordKey:
    """The record that says which unit a portal account is."""
    return _named("padanan", account or name)


def _named(kind: str, name: str) -> RecordKey:
    """The record of a name, however it is written; a long name or one of signs only by its digest."""
    short = plain(name)
    return RecordKey(id=f"{kind}:{short if 0 < len(short) <= _LONG_NAME else digest(short or name)}", kind=kind)


def _key_of(kind: str, field: str) -> Callable[[Row], RecordKey]:
    return lambda row: _named(kind, row[field] or "")


def _more_than_a_name(row: Row) -> dict[str, str | None]:
    """The answers of a row; a name that nothing was filled in for says nothing yet."""
    return dict(row) if len(row) > 1 else {}


def region() -> SheetForm:
    """Sheet *Daerah*: the region's name, letterhead, threshold, flow and target, one setting a row."""
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
    try:
        return {column.field: None if value is None else column.cell(value)}
    except ValueError as error:
        raise FieldError("value", f"{column.heading}: {error}") from None


def region_rows(values: Mapping[str, str]) -> list[dict[str, str]]:
    """Every setting of the region with its value, where it has one; decimals with a comma, as typed."""
    rows = []
    for column in REGION_FIELDS.values():
        value = values.get(column.field, "")
        if column.cell is cells.points:
            value = value.replace(".", ",")
        rows.append({"setting": column.heading, "about": column.hint, "value": value})
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
        Column(heading="Lambang", field="emblem", cell=cells.text, hint="Nama berkas PNG atau JPEG di folder ruang kerja, misalnya lambang.png; boleh kosong."),
        Column(heading="Edisi rubrik", field="edition", cell=cells.code, hint="Misalnya iid-2026."),
        Column(heading="Ambang layak kirim", field="ready_threshold", cell=cells.points, hint="Kematangan minimal agar layak kirim, 0 s.d. 111."),
        Column(heading="Alur status", field="flow", cell=cells.one_of(_FLOWS), hint="Ringkas (bawaan), atau Lengkap: dengan pendampingan, pengesahan, dan verifikasi."),
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
            Column(heading="Jenis", field="kind", **picked(choices, "unit_kind")),  # type: ignore[arg-type]
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
        key=_key_of("pejabat", "role"),
        answers=_more_than_a_name,
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
        key=_key_of("agenda", "event"),
        answers=_more_than_a_name,
        columns=(
            Column(heading="Kegiatan", field="event", cell=cells.text, required=True, width=44),
            Column(heading="Mulai", field="start", cell=cells.day),
            Column(heading="Selesai", field="end", cell=cells.day),
            Column(heading="Perkiraan", field="expected", **picked(choices, "yes_no")),  # type: ignore[arg-type]
            Column(heading="Catatan", field="note", cell=cells.text, width=40),
        ),
    )


def goals() -> SheetForm:
    """Sheet *Sasaran RPJMD*: what the region's plan promises, for the forms to choose from."""
    return SheetForm(
        name="Sasaran RPJMD",
        kind="sasaran",
        about="Sasaran RPJMD yang dapat dipilih pada formulir. Satu baris satu sasaran.",
        key=_key_of("sasaran", "goal"),
        columns=(
            Column(heading="Sasaran", field="goal", cell=cells.text, required=True, width=70),
            Column(heading="Indikator", field="indicator", cell=cells.text, width=50, hint="Boleh kosong."),
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


_FIRST_EVENTS = ("Buka", "Batas ajukan", "Batas verifikasi", "Cut-off")
_FIRST_ROLES = ("Kepala Daerah", "Sekretaris Daerah", "Kepala Bapperida", "Admin Klinik", "Pendamping 1")


def first_rows(kind: str) -> list[dict[str, str]]:
    """What a new settings file offers to fill in: the names that reports look for."""
    if kind == "daerah":
        return region_rows({})
    if kind == "agenda":
        return [{"event": name} for name in _FIRST_EVENTS]
    return [{"role": name} for name in _FIRST_ROLES] if kind == "pejabat" else []


def settings_forms(choices: Mapping[str, ChoiceList]) -> tuple[SheetForm, ...]:
    """The sheets of ``Pengaturan.xlsx``."""
    return (region(), units(choices), officials(), calendar(choices), goals(), portal_units(), official_results())
