"""klik status."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from klik_kit.cli.bahasa import Command
from klik_kit.cli.options import opened, workspace_option

_SILENT = 15.0


@click.command(cls=Command)
@workspace_option
def status(folder: Path) -> None:
    """Tampilkan keadaan layanan formulir: orang, halaman, memori, antrean, dan penyimpanan terakhir."""
    from klik_kit.serve.status import servers
    from klik_kit.workspace import find_workspace

    folder = find_workspace(folder)
    found = list(servers(folder))
    if not found:
        click.echo("Tidak ada formulir yang sedang disajikan dari ruang kerja ini. Mulai dengan: klik serve")
    for one in found:
        silent = f" (tidak memberi kabar {one.silent:.0f} detik)" if one.silent > _SILENT else ""
        click.echo(f"{one.url}{silent}")
        click.echo(f"  orang       {one.people}")
        click.echo(f"  halaman     {one.kernels} terbuka, {one.ready} siap, paling banyak {one.ceiling}")
        click.echo(f"  antrean     {one.waiting} menunggu, {one.starting} sedang disiapkan")
        click.echo(f"  memori      {one.memory:.0f} MB")
    with opened(folder) as workspace:
        last = workspace.store.last_saved()
    click.echo(f"Penyimpanan terakhir: {_ago(last)}")


def _ago(last: datetime | None) -> str:
    """How long ago, in words: ``12 detik lalu (10.42.05)``."""
    if last is None:
        return "belum ada"
    seconds = (datetime.now(UTC) - last).total_seconds()
    local = last.astimezone()
    if seconds < 60:
        return f"{max(0, seconds):.0f} detik lalu ({local:%H.%M.%S})"
    if seconds < 3600:
        return f"{seconds / 60:.0f} menit lalu ({local:%H.%M})"
    return f"{local:%d-%m-%Y %H.%M}"
