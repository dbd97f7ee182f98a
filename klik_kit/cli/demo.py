"""klik demo."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import click

from klik_kit.cli.bahasa import Command
from klik_kit.cli.options import person
from klik_kit.core.portfolio import ScoreKind
from klik_kit.errors import KlikError, WorkspaceError

_DAY = date(2026, 7, 20)
_FILES = ("Pengaturan.xlsx", "portofolio.xlsx")


@click.command(cls=Command)
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("demo"),
    help="Folder ruang kerja contoh; bawaan: demo/.",
)
def demo(folder: Path) -> int:
    """Coba semuanya pada kabupaten rekaan: ruang kerja, impor, skor, dan laporan setiap OPD."""
    from klik_kit.cli import batch, score
    from klik_kit.importing import apply_import, plan_import
    from klik_kit.places import shipped
    from klik_kit.workspace import CONFIG, create_workspace, open_workspace

    sample = shipped("sample_data")
    if (folder / CONFIG).is_file():
        workspace = open_workspace(folder)
        click.echo(f"1. Ruang kerja contoh di {folder} sudah ada dan dipakai lagi.")
    else:
        workspace = create_workspace(folder, region="Kabupaten Contoh", store=None, who=person())
        click.echo(f"1. Ruang kerja dibuat: {folder}")
    with workspace:
        for name in _FILES:
            plan = plan_import(
                workspace.store, sample / name, edition=workspace.edition("iid-2026"), kind=ScoreKind.MANDIRI
            )
            if plan.refused:
                raise KlikError("\n".join([f"{name} tidak dapat diimpor:", *(f"- {p}" for p in plan.refused)]))
            apply_import(workspace.store, plan, who=person(), at=datetime.now(UTC))
            click.echo(f"2. {name}: {len(plan.rows)} baris dibaca, {len(plan.changes)} isian baru atau berubah")
    with open_workspace(folder) as workspace:
        if not workspace.units:
            raise WorkspaceError(f"Ruang kerja {folder} tidak memuat unit. Hapus foldernya, lalu ulangi.")
        units = {code: workspace.units[code].name for code in sorted(workspace.units)}
        edition, reports = workspace.edition().id, workspace.reports
    click.echo("3. Skor daerah dan asalnya")
    score.show_region(folder, edition)
    click.echo(f"4. Laporan setiap OPD per {_DAY:%d-%m-%Y}, tanggal rekaan agar agenda contoh masih berjalan")
    code = batch.run(folder.absolute(), units, edition, ScoreKind.MANDIRI, _DAY, reports)
    click.echo(f"Selesai. Buka salah satu laporan: {reports / f'{next(iter(units))}.html'}")
    click.echo(f"Teruskan di ruang kerja ini: cd {folder}, lalu klik --help")
    return code
