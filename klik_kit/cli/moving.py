"""klik backup, restore; the whole content out and in for klik export --all and klik import."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from klik_kit.cli.bahasa import Command
from klik_kit.cli.options import opened, person, workspace_option
from klik_kit.errors import ExchangeError


@click.command(cls=Command)
@click.option(
    "-o", "--keluar", "target", type=click.Path(path_type=Path, dir_okay=False), metavar="BERKAS",
    help="Berkas cadangannya; bawaan: cadangan/klik-TANGGAL-JAM.zip di ruang kerja.",
)  # fmt: skip
@click.option(
    "--timpa", "overwrite", is_flag=True, help="Ganti berkas yang sudah ada, setelah yang baru terbukti utuh."
)
@click.option("--walau-hilang", "without_missing", is_flag=True, help="Cadangkan walaupun ada data dukung yang hilang.")
@workspace_option
def backup(folder: Path, target: Path | None, overwrite: bool, without_missing: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Cadangkan penyimpanan dan data dukung ke satu berkas, juga selagi formulir dipakai.

    Berkasnya dibaca ulang dan diperiksa sebelum dinyatakan selesai. Isinya data pribadi dan sandi tersamar:
    simpan di tempat yang hanya dibuka admin.
    """
    from klik_kit.moving.backup import back_up
    from klik_kit.workspace import BACKUPS

    now = datetime.now(UTC)
    with opened(folder) as workspace:
        path = target or workspace.folder / BACKUPS / f"klik-{now.astimezone():%Y%m%d-%H%M%S}.zip"
        if path.suffix.casefold() != ".zip":
            raise ExchangeError(f"Nama berkas {path.name!r} harus berakhiran .zip.")
        if path.exists() and not overwrite:
            raise ExchangeError(f"Berkas {path} sudah ada dan tidak ditimpa. Pilih nama lain, atau tambahkan --timpa.")
        done = back_up(workspace, path, at=now, without_missing=without_missing, progress=_bar)
    click.echo(f"Cadangan utuh: {done.path}")
    click.echo(
        f"  {done.counts['record']} catatan, {done.counts['history']} riwayat, {done.counts['account']} akun, "
        f"{done.evidence} berkas data dukung, {done.files} berkas lain; {path.stat().st_size / 1_000_000:.1f} MB"
    )
    if done.missing:
        click.echo(f"  {len(done.missing)} berkas data dukung hilang dan tidak ikut.", err=True)


@click.command(cls=Command)
@click.argument("file", metavar="BERKAS.zip", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--dir", "folder", required=True, type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
    help="Ruang kerja baru; foldernya harus baru atau kosong.",
)  # fmt: skip
@click.option(
    "--store", metavar="ALAMAT", help="Basis data PostgreSQL kosong (postgresql://…); bawaan: SQLite di folder itu."
)
def restore(file: Path, folder: Path, store: str | None) -> None:
    """Buat ruang kerja baru dari cadangan.

    Cadangannya diperiksa seluruhnya lebih dahulu; bila rusak, tidak ada yang diubah. Akun ikut beserta PIN-nya;
    sesi yang sedang terbuka dan undangan yang belum dipakai tidak.
    """
    from klik_kit.moving.restore import restore as made_from

    done = made_from(file, folder, store=store, progress=_bar)
    click.echo(f"{done.region} dipulihkan di {done.folder}, menurut keadaan {_shown(done.made)}.")
    click.echo(
        f"  {done.counts['record']} catatan, {done.counts['history']} riwayat yang utuh, {done.counts['account']} akun, "
        f"{done.evidence} berkas data dukung"
    )
    if done.missing:
        click.echo(f"  {done.missing} berkas data dukung sudah hilang saat dicadangkan.", err=True)
    click.echo("Undangan yang belum dipakai tidak berlaku lagi; undang ulang dengan: klik user reset NAMA-MASUK")


def write_all(folder: Path, file: Path) -> None:
    """``klik export --all``: all current answers and their evidence."""
    from klik_kit.moving.bundle import write_bundle

    with opened(folder) as workspace:
        done = write_bundle(workspace, file, progress=_bar)
    click.echo(f"Ekspor utuh: {file}")
    click.echo(
        f"  {done.records} catatan, {done.answers} isian, {done.evidence} berkas data dukung; tanpa riwayat dan akun"
    )


def read_all(folder: Path, file: Path, *, dry_run: bool) -> None:
    """``klik import`` of what ``klik export --all`` wrote."""
    from klik_kit.moving.archive import ArchiveReader
    from klik_kit.moving.bundle import KIND, plan_arrival, take_in

    with opened(folder) as workspace, ArchiveReader(file, kind=KIND) as archive:
        archive.check(_bar)
        plan = plan_arrival(workspace, archive)
        click.echo(f"Pratinjau {file.name}: {plan.new} catatan baru, {plan.changed} berubah, {plan.same} tetap")
        if dry_run:
            click.echo("Pratinjau saja; tidak ada yang ditulis.")
            return
        files = take_in(workspace, archive, plan, who=person(), at=datetime.now(UTC), progress=_bar)
    click.echo(f"Tersimpan: {len(plan.changes)} isian, {files} berkas data dukung baru.")


def _bar(things: Sequence[Any], what: str) -> Iterable[Any]:
    """The things one by one, with a bar where somebody watches."""
    from tqdm import tqdm

    return tqdm(things, desc=what, unit="berkas", leave=False, disable=None)


def _shown(made: str) -> str:
    try:
        return f"{datetime.fromisoformat(made).astimezone():%d-%m-%Y pukul %H.%M}"
    except ValueError:
        return made
