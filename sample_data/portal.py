"""The national portal's export of the same kabupaten, as dirty as real ones, and the accounts behind it.

May not use the kit's own sheets: this file has the portal's shape (FORMS.md section 10).
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import xlsxwriter
from assessments import Assessment
from government import NAME, Row, Unit, filled, unit, units
from material_in import chance, material

from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.rubric import Edition

HEADINGS = (
    "No", "Judul Inovasi", "Pemda", "Admin OPD", "Inisiator", "Nama Inisiator", "Bentuk Inovasi", "Jenis", "Asta Cipta",
    "Urusan Utama", "Urusan lain yang beririsan", "Kematangan", "Tahapan Inovasi", "Tanggal Input", "Tanggal Penerapan",
    "Tanggal Pengembangan", "Koordinat", "Video", "Link Video",
)  # fmt: skip
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
_FIRST_INPUT = date(2026, 6, 22)
_OTHER_FORM = "Inovasi Daerah lainnya sesuai dengan Urusan Pemerintahan yang menjadi kewenangan Daerah"
ExportRow = dict[str, str | int]


def account_of(known: Unit) -> tuple[str, str]:
    """The portal's name of a unit and its account."""
    login = known.code.lower().replace("-", "")
    if known.kind == "Sekolah":
        return known.name, f"iga2024.{known.code.lower().replace('-', '')}"
    name = known.name.replace("UPTD ", "")
    return (name if NAME.split()[-1] in name else f"{name} {NAME}"), f"kab.{login}"


def alias_rows() -> list[Row]:
    """The rows of the sheet *Padanan Unit*: all accounts but those that nobody has matched yet."""
    return [filled(name=name, account=account, code=u.code) for u in units() for name, account in [account_of(u)]]


def export_rows(edition: Edition, found: list[Assessment]) -> list[ExportRow]:
    """The rows of the export, in the order of the portal: by account, then by title."""
    raw, rng = material("portal"), chance("portal")
    rows = []
    for assessment in found:
        short = assessment.profile.seed.short
        if short in raw["missing"]:
            continue
        rows.append(_row(edition, assessment, unit(assessment.profile.seed.unit), rng))
        if short in raw["twice_in_unit"]:
            rows.append(_row(edition, assessment, unit(assessment.profile.seed.unit), rng))
        if short in raw["twice_across"]:
            rows.append(_row(edition, assessment, unit(raw["twice_across"][short]), rng))
    rows += [_only_there(extra, rng) for extra in raw["only_there"]]
    rows.sort(key=lambda row: (str(row["Admin OPD"]), str(row["Judul Inovasi"]).strip(), str(row["Tanggal Input"])))
    return [{"No": number, **row} for number, row in enumerate(rows, start=1)]


def write_export(path: Path, rows: list[ExportRow]) -> None:
    """Write the export as the portal does: one sheet ``Data``, headings in row 1, no formats."""
    with xlsxwriter.Workbook(str(path), {"strings_to_urls": False, "strings_to_formulas": False}) as book:
        book.set_properties({"created": _CREATED})
        sheet = book.add_worksheet("Data")
        sheet.write_row(0, 0, HEADINGS)
        for number, row in enumerate(rows, start=1):
            for position, heading in enumerate(HEADINGS):
                value = row[heading]
                if isinstance(value, str):
                    sheet.write_string(number, position, value)
                else:
                    sheet.write_number(number, position, value)


def _row(edition: Edition, assessment: Assessment, owner: Unit, rng: random.Random) -> ExportRow:
    answers, raw = assessment.profile.row, material("portal")
    chosen = raw["urusan"].get(answers["urusan"], answers["urusan"].lower())
    others = [raw["urusan"].get(part, part.lower()) for part in answers.get("other_urusan", "").split("; ") if part]
    video = answers.get("video")
    return {
        "Judul Inovasi": _title(assessment),
        "Pemda": NAME,
        "Admin OPD": _admin(owner, assessment),
        "Inisiator": {"Perangkat Daerah": "OPD"}.get(answers["initiator"], answers["initiator"]),
        "Nama Inisiator": answers["initiator_name"],
        "Bentuk Inovasi": _OTHER_FORM if answers["form"].startswith("Inovasi lain") else answers["form"],
        "Jenis": answers["type"].replace("-", " "),
        "Asta Cipta": raw["asta_cita"][answers["asta_cita"][0]] if rng.random() < 0.83 else "-",
        "Urusan Utama": chosen,
        "Urusan lain yang beririsan": ", ".join(others) or "-",
        "Kematangan": _total(assessment.points(edition, ScoreKind.MANDIRI), rng),
        "Tahapan Inovasi": answers["stage"],
        "Tanggal Input": _day(_FIRST_INPUT + timedelta(days=rng.randrange(45))),
        "Tanggal Penerapan": _day(answers.get("implemented_on")),
        "Tanggal Pengembangan": _day(answers.get("developed_on")),
        "Koordinat": _place(assessment, rng),
        "Video": "Ada" if video else "Tidak Ada",
        "Link Video": video or "-",
    }


def _only_there(extra: dict[str, str], rng: random.Random) -> ExportRow:
    account = next(a for a in material("portal")["unknown_accounts"] if a["account"] == extra["account"])
    return {
        "Judul Inovasi": extra["title"], "Pemda": NAME, "Admin OPD": f"{account['name']} ({account['account']})",
        "Inisiator": "Masyarakat", "Nama Inisiator": "None", "Bentuk Inovasi": extra["form"],
        "Jenis": "Non Digital", "Asta Cipta": "-", "Urusan Utama": extra["urusan"], "Urusan lain yang beririsan": "-",
        "Kematangan": extra["total"], "Tahapan Inovasi": "Penerapan",
        "Tanggal Input": _day(_FIRST_INPUT + timedelta(days=rng.randrange(45))), "Tanggal Penerapan": "17-02-2025",
        "Tanggal Pengembangan": "nan", "Koordinat": "-", "Video": "Tidak Ada", "Link Video": "-",
    }  # fmt: skip


def _title(assessment: Assessment) -> str:
    raw, seed = material("portal"), assessment.profile.seed
    if seed.short == raw["very_long"]:
        return seed.name + raw["long_tail"]
    if seed.short in raw["quoted"]:
        return f'"{seed.short}"{seed.name.removeprefix(seed.short)}'
    return f" {seed.name}" if seed.short in raw["leading_blank"] else seed.name


def _admin(owner: Unit, assessment: Assessment) -> str:
    """Most innovations are with their unit's account, some with one that the kit does not know yet."""
    short, own = assessment.profile.seed.short, owner.code == assessment.profile.seed.unit
    other = next((a for a in material("portal")["unknown_accounts"] if own and short in a["holds"]), None)
    name, account = (other["name"], other["account"]) if other else account_of(owner)
    return f"{name} ({account})"


def _total(points: int | None, rng: random.Random) -> str | int:
    if points is None:
        return "nan"
    return str(points) if rng.random() < 0.22 else points


def _place(assessment: Assessment, rng: random.Random) -> str:
    outside = material("portal")["outside"].get(assessment.profile.seed.short)
    place = outside or assessment.profile.row.get("coordinates", "-")
    return place.replace(",", ", ") if rng.random() < 0.3 and ", " not in place else place


def _day(value: date | str | None) -> str:
    if not value:
        return "-"
    found = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{found:%d-%m-%Y}"
