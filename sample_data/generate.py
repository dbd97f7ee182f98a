"""Writes the sample data of the fictional Kabupaten Tirtakarsa: ``python sample_data/generate.py``.

Seeded and without a clock: the same material gives the same bytes. ``--into`` writes elsewhere.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

sys.dont_write_bytecode = True  # this folder is shipped as it is
sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]

from assessments import Assessment, assessments, score_rows, status_of  # noqa: E402 - after the path is set
from government import NAME, Row, filled, result_rows, settings_rows, units  # noqa: E402
from history import past_scores, past_spd  # noqa: E402
from letters import write_letters  # noqa: E402
from material_in import material  # noqa: E402
from portal import alias_rows, export_rows, write_export  # noqa: E402
from profiles import profiles  # noqa: E402

from klik_kit.content import load_choices, load_edition  # noqa: E402
from klik_kit.core.portfolio import ScoreKind  # noqa: E402
from klik_kit.core.rubric import Edition  # noqa: E402
from klik_kit.exchange.columns import SheetForm  # noqa: E402
from klik_kit.exchange.settings_sheets import settings_forms  # noqa: E402
from klik_kit.exchange.sheets import portfolio_forms  # noqa: E402
from klik_kit.exchange.workbook_out import FilledSheet, write_workbook  # noqa: E402

EDITION = "iid-2026"
PAST = ("iid-2024", "iid-2025")
_SPD_KINDS = (ScoreKind.MANDIRI, ScoreKind.PENDAMPING, ScoreKind.VERIFIKASI)
_FICTION = ("Sifat data", f"Seluruh isi berkas ini rekaan. {NAME}, orang, NIP, nomor surat, dan angkanya tidak nyata.")


def main(arguments: Sequence[str] | None = None) -> None:
    """Write every file and say what was written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=Path(__file__).resolve().parent)
    folder: Path = parser.parse_args(arguments).into
    (folder / "riwayat").mkdir(parents=True, exist_ok=True)
    edition = load_edition(EDITION)
    found = assessments(edition, profiles())
    tables = (write_settings(folder), write_portfolio(folder, edition, found), *write_history(folder, found))
    for path in (*tables, *write_letters(folder / "bukti", found)):
        print(f"{path.relative_to(folder)}  {path.stat().st_size:,} byte")
    export = folder / "ekspor_portal.xlsx"
    write_export(export, export_rows(edition, found))
    print(f"{export.name}  {export.stat().st_size:,} byte")


def write_settings(folder: Path) -> Path:
    """Write ``Pengaturan.xlsx``."""
    path = folder / "Pengaturan.xlsx"
    rows = settings_rows() | {"Padanan Unit": alias_rows()}
    _write(path, settings_forms(load_choices()), rows, f"Pengaturan klinik inovasi {NAME}")
    return path


def write_portfolio(folder: Path, edition: Edition, found: list[Assessment]) -> Path:
    """Write ``portofolio.xlsx``."""
    path = folder / "portofolio.xlsx"
    threshold = int(material("region")["settings"]["Ambang layak kirim"])
    documents = [document for assessment in found for document in assessment.documents]
    rows = {
        "Inovasi": [a.profile.row | {"status": status_of(edition, a, threshold)} for a in found],
        "Skor": score_rows(edition, found),
        "Data Dukung": [document.row(number) for number, document in enumerate(documents, start=1)],
        "SPD": spd_rows(edition),
        "Hasil Resmi": result_rows(),
    }
    codes = tuple(u.code for u in units())
    _write(path, portfolio_forms(edition, load_choices(), codes), rows, f"Portofolio inovasi {NAME} 2026")
    return path


def write_history(folder: Path, found: list[Assessment]) -> list[Path]:
    """Write what earlier editions still say about innovations that were there then."""
    paths = []
    for name in PAST:
        edition = load_edition(name)
        forms = [f for f in portfolio_forms(edition, load_choices()) if f.name in {"Skor", "SPD"}]
        rows = {"Skor": past_scores(edition, found), "SPD": past_spd(edition)}
        path = folder / "riwayat" / f"portofolio-{edition.year}.xlsx"
        _write(path, forms, rows, f"Skor hasil Kemendagri {NAME} {edition.year}")
        paths.append(path)
    return paths


def spd_rows(edition: Edition) -> list[Row]:
    """The region's own rows; two of them are not answered yet."""
    rows = []
    for raw in material("region")["spd"]:
        levels = {
            kind.value: str(level) for kind, level in zip(_SPD_KINDS, raw["levels"], strict=True) if level is not None
        }
        name = edition.by_row[raw["row"]].name
        rows.append(
            filled(edition=edition.id, row=raw["row"], name=name, figure=raw["figure"], source=raw["source"], owner=raw["owner"],
                   note=raw.get("note"), **levels)
        )  # fmt: skip
    return rows


def _write(path: Path, forms: Sequence[SheetForm], rows: dict[str, list[Row]], title: str) -> None:
    sheets = [FilledSheet(form=form, rows=rows[form.name]) for form in forms]
    write_workbook(path, sheets, guide=[(title, "Data contoh klik_kit"), _FICTION])


if __name__ == "__main__":
    main()
