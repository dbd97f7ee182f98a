"""klik batch."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from klik_kit.cli.bahasa import Command
from klik_kit.cli.options import edition_option, kind_option, opened, workspace_option
from klik_kit.core.portfolio import ScoreKind
from klik_kit.errors import KlikError

if TYPE_CHECKING:
    from klik_kit.batch import Job, Result

_EVERY = 10


@click.command(cls=Command)
@click.option("--opd", "codes", metavar="KODE,KODE", help="Hanya unit ini; bawaan: semua unit.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Folder hasil; bawaan: laporan/ di ruang kerja."
)
@click.option(
    "--per", "as_of", type=click.DateTime(["%Y-%m-%d"]), metavar="TTTT-BB-HH", help="Tanggal laporan; bawaan: hari ini."
)
@click.option(
    "--workers", type=click.IntRange(0, 64), default=0, help="Banyaknya proses; bawaan: sebanyak inti prosesor."
)
@edition_option
@kind_option()
@workspace_option
def batch(
    codes: str | None, out: Path | None, as_of: datetime | None, workers: int, edition: str | None, kind: ScoreKind, folder: Path
) -> int:  # fmt: skip
    """Buat satu laporan HTML untuk setiap OPD."""
    with opened(folder) as workspace:
        chosen = _chosen(codes)
        units = {code: workspace.unit(code).name for code in chosen or sorted(workspace.units)}
        rubric = workspace.edition(edition)
        place, target = workspace.folder, out or workspace.reports
    if not units:
        raise KlikError(
            "Belum ada unit di ruang kerja ini. Isi lembar Unit pada Pengaturan.xlsx, lalu klik import Pengaturan.xlsx."
        )
    return run(place, units, rubric.id, kind, as_of.date() if as_of else _today(), target, workers)


def run(
    place: Path, units: dict[str, str], edition: str, kind: ScoreKind, as_of: date, target: Path, workers: int = 0
) -> int:
    """Make the reports with a progress bar; 1 where one failed, else 0."""
    from klik_kit.batch import plan_batch

    jobs = plan_batch(folder=place, units=units, edition=edition, kind=kind, as_of=as_of, out=target)
    results = _with_progress(jobs, workers)
    failed = [result for result in results if result.failure]
    click.echo(f"{len(results) - len(failed)} dari {len(results)} laporan selesai di {target}")
    for result in sorted(failed, key=lambda r: r.opd):
        click.echo(f"GAGAL {result.opd}: {result.failure} (laporan lama, bila ada, tidak diubah)", err=True)
    return 1 if failed else 0


def _with_progress(jobs: Sequence[Job], workers: int) -> list[Result]:
    from tqdm import tqdm

    from klik_kit.batch import run_batch

    results: list[Result] = []
    terminal = sys.stderr.isatty()
    with tqdm(total=len(jobs), desc="Laporan", unit="OPD", disable=not terminal, dynamic_ncols=True) as bar:
        for result in run_batch(jobs, workers=workers):
            results.append(result)
            bar.set_postfix_str(result.opd, refresh=False)
            bar.update()
            if not terminal and (len(results) % _EVERY == 0 or len(results) == len(jobs)):
                click.echo(f"Laporan {len(results)}/{len(jobs)}: {result.opd}", err=True)
    return results


def _chosen(codes: str | None) -> list[str]:
    return list(dict.fromkeys(code.strip() for code in (codes or "").split(",") if code.strip()))


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the day on the clinic's own wall
