"""klik buku."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from klik_kit.cli.bahasa import Command
from klik_kit.cli.options import edition_option, opened, workspace_option


@click.command("buku", cls=Command)
@click.option("--format", "formats", default="html", metavar="BENTUK", help="html (bawaan), pdf, atau html,pdf.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
    help="Folder hasil; bawaan: laporan/ di ruang kerja.",
)  # fmt: skip
@click.option(
    "--per", "as_of", type=click.DateTime(["%Y-%m-%d"]), metavar="TTTT-BB-HH", help="Tanggal buku; bawaan: hari ini."
)
@click.option("--force", is_flag=True, help="Susun ulang walaupun tidak ada yang berubah.")
@edition_option
@workspace_option
def book(
    formats: str, out: Path | None, as_of: datetime | None, edition: str | None, folder: Path, *, force: bool
) -> int:
    """Susun Buku Klik: pegangan klinik dengan instrumen kosong, indikator, agenda, dan rancangan Perkada.

    Isinya dari formulir, rubrik, dan pengaturan daerah yang sedang berlaku. Bila gagal, buku terakhir tetap ada.
    """
    from klik_kit.batch import plan_book, run_batch

    with opened(folder) as workspace:
        place = workspace.folder
    planned = plan_book(
        place,
        edition=edition,
        as_of=as_of.date() if as_of else date.today(),  # noqa: DTZ011 - the day on the clinic's own wall
        out=out,
        formats=[word.strip() for word in formats.casefold().split(",") if word.strip()],
    )
    click.echo(f"Menyusun Buku Klik edisi {planned.about['edition']} …", err=True)
    failed = False
    for result in run_batch(planned, workers=1, force=force):
        if result.failure:
            failed = True
            click.echo(f"GAGAL: {result.failure}. Buku terakhir yang baik tidak berubah.", err=True)
            continue
        for path in result.job.files.values():
            click.echo(f"Buku Klik: {path}{' (tidak berubah)' if result.skipped else ''}")
    return 1 if failed else 0
