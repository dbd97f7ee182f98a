"""klik batch."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from klik_kit.cli.bahasa import Command
from klik_kit.cli.options import edition_option, kind_option, opened, workspace_option
from klik_kit.core.portfolio import ScoreKind

if TYPE_CHECKING:
    from klik_kit.batch import Batch, Result

_EVERY = 10


@click.command(cls=Command)
@click.option("--opd", "codes", metavar="KODE,KODE", help="Hanya unit ini; bawaan: semua unit dan daerah.")
@click.option(
    "--workbook", metavar="NAMA", help="Hanya buku kerja ini: laporan_opd, laporan_daerah, atau berkas .ipynb."
)
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Folder hasil; bawaan: laporan/ di ruang kerja."
)
@click.option(
    "--per", "as_of", type=click.DateTime(["%Y-%m-%d"]), metavar="TTTT-BB-HH", help="Tanggal laporan; bawaan: hari ini."
)
@click.option("--force", is_flag=True, help="Buat ulang juga laporan yang tidak berubah.")
@click.option(
    "--workers", type=click.IntRange(0, 64), default=0, help="Banyaknya proses; bawaan: sebanyak inti prosesor."
)
@click.option(
    "--limit", type=click.IntRange(1, 3600), default=120, help="Batas waktu satu laporan dalam detik; bawaan: 120."
)
@click.option(
    "--engine", default="klik", metavar="MESIN", help="klik (bawaan) atau nbclient (satu kernel per laporan)."
)
@click.option("--format", "formats", default="html", metavar="BENTUK", help="html (bawaan), pdf, atau html,pdf.")
@click.option(
    "--scheduler", metavar="ALAMAT", help="Kerjakan pada klaster Dask, misalnya tcp://127.0.0.1:8786 (tanpa --workers)."
)
@edition_option
@kind_option()
@workspace_option
def batch(
    codes: str | None, workbook: str | None, out: Path | None, as_of: datetime | None, workers: int, limit: int,
    engine: str, formats: str, scheduler: str | None, edition: str | None, kind: ScoreKind, folder: Path, *, force: bool,
) -> int:  # fmt: skip
    """Buat laporan setiap OPD dan satu laporan daerah, sebagai halaman HTML atau PDF.

    Laporan yang tidak berubah dilewati. Laporan yang gagal tidak menghentikan yang lain.
    """
    from klik_kit.batch import WORKBOOKS, plan_batch

    with opened(folder) as workspace:
        place = workspace.folder
    planned = plan_batch(
        place,
        workbooks=[workbook] if workbook else WORKBOOKS,
        opds=_listed(codes or ""),
        edition=edition,
        kind=kind,
        as_of=as_of.date() if as_of else date.today(),  # noqa: DTZ011 - the day on the clinic's own wall
        out=out,
        engine=engine,
        formats=_listed(formats.casefold()),
    )
    return show(planned, workers=workers, force=force, limit=limit, scheduler=scheduler)


def _listed(text: str) -> list[str]:
    return list(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))


def show(
    planned: Batch, *, workers: int = 0, force: bool = False, limit: float = 120, scheduler: str | None = None
) -> int:
    """Run a batch with a progress bar and tell what came of it; 1 where a report failed, else 0."""
    from tqdm import tqdm

    from klik_kit.batch import INDEX, run_batch

    results: list[Result] = []
    total = len(planned.jobs)
    terminal = sys.stderr.isatty()
    with tqdm(total=total, desc="Laporan", unit="laporan", disable=not terminal, dynamic_ncols=True) as bar:
        for result in run_batch(planned, workers=workers, force=force, limit=limit, scheduler=scheduler):
            results.append(result)
            bar.set_postfix_str(result.job.name, refresh=False)
            bar.update()
            if not terminal and not result.skipped and (len(results) % _EVERY == 0 or len(results) == total):
                click.echo(f"Laporan {len(results)}/{total}: {result.job.name}", err=True)
    failed = [result for result in results if result.failure]
    skipped = sum(1 for result in results if result.skipped)
    click.echo(
        f"{total - len(failed)} dari {total} laporan siap di {planned.out}, daftarnya di {planned.out / INDEX}"
        + (f"; {skipped} tidak berubah" if skipped else "")
    )
    for result in sorted(failed, key=lambda r: r.job.name):
        click.echo(f"GAGAL {result.job.name}: {result.failure}", err=True)
    return 1 if failed else 0
