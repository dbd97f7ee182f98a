"""klik demo."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import click

from klik_kit.cli.bahasa import Command
from klik_kit.cli.options import person
from klik_kit.core.portfolio import ScoreKind
from klik_kit.errors import KlikError, WorkspaceError

_DAY = date(2026, 6, 15)
_NAMES = {"Kabupaten Contoh", "Kabupaten Tirtakarsa"}
_FILES = (
    ("Pengaturan.xlsx", "iid-2026"),
    ("portofolio.xlsx", "iid-2026"),
    ("riwayat/portofolio-2024.xlsx", "iid-2024"),
    ("riwayat/portofolio-2025.xlsx", "iid-2025"),
)


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
    from klik_kit.batch import INDEX, plan_batch
    from klik_kit.cli import batch, score
    from klik_kit.exporting import write_settings
    from klik_kit.importing import apply_import, plan_import
    from klik_kit.places import shipped
    from klik_kit.workspace import CONFIG, SETTINGS, create_workspace, open_workspace

    sample = shipped("sample_data")
    if (folder / CONFIG).is_file():
        workspace = open_workspace(folder)
        if workspace.region.name not in _NAMES:
            workspace.store.close()
            raise WorkspaceError(
                f"Folder {folder} adalah ruang kerja {workspace.region.name}; data contoh tidak dimasukkan ke sana. "
                "Pilih folder lain dengan --dir."
            )
        click.echo(f"1. Ruang kerja contoh di {folder} sudah ada dan dipakai lagi.")
    else:
        workspace = create_workspace(folder, region="Kabupaten Contoh", store=None, who=person())
        click.echo(f"1. Ruang kerja dibuat: {folder}")
    with workspace:
        for name, edition in _FILES:
            plan = plan_import(
                workspace.store, sample / name, edition=workspace.edition(edition), kind=ScoreKind.MANDIRI
            )
            if plan.refused:
                raise KlikError("\n".join([f"{name} tidak dapat diimpor:", *(f"- {p}" for p in plan.refused)]))
            apply_import(workspace.store, plan, who=person(), at=datetime.now(UTC))
            click.echo(f"2. {name}: {len(plan.rows)} baris dibaca, {len(plan.changes)} isian baru atau berubah")
        write_settings(workspace.store, folder / SETTINGS)
    click.echo("3. Skor daerah dan asalnya")
    score.show_region(folder, "iid-2026")
    click.echo(
        f"4. Laporan setiap OPD dan daerah per {_DAY:%d-%m-%Y}, tanggal rekaan agar agenda contoh masih berjalan"
    )
    planned = plan_batch(folder, edition=None, kind=ScoreKind.MANDIRI, as_of=_DAY)
    code = batch.show(planned)
    click.echo(f"Selesai. Buka di peramban: {planned.out / INDEX}")
    click.echo(f"Teruskan di ruang kerja ini: cd {folder}, lalu klik --help")
    return code
