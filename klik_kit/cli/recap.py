"""klik rekap."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from klik_kit.cli.bahasa import Command
from klik_kit.cli.options import edition_option, kind_option, opened, workspace_option
from klik_kit.core.portfolio import ScoreKind
from klik_kit.errors import ExchangeError


@click.command("rekap", cls=Command)
@click.option(
    "-o", "--out", "file", type=click.Path(path_type=Path, dir_okay=False), metavar="BERKAS.xlsx",
    help="Nama berkas; bawaan: Rekap … di folder ini.",
)  # fmt: skip
@click.option("--opd", "opds", metavar="KODE,…", help="Hanya unit ini; bawaan: seluruh daerah.")
@click.option(
    "--per", "as_of", type=click.DateTime(["%Y-%m-%d"]), metavar="TTTT-BB-HH",
    help="Hari lewat dihitung sampai tanggal ini; bawaan: hari ini.",
)  # fmt: skip
@click.option("--timpa", "overwrite", is_flag=True, help="Ganti berkas yang sudah ada.")
@edition_option
@kind_option()
@workspace_option
def recap(
    file: Path | None, opds: str | None, as_of: datetime | None, folder: Path, edition: str | None, kind: ScoreKind, *,
    overwrite: bool,
) -> None:  # fmt: skip
    """Tulis rekap Excel per OPD dan per inovasi: skor, data dukung yang belum ada, tindak lanjut, dan hari lewat.

    Berisi nilai, bukan rumus. Keadaannya ialah keadaan saat perintah ini dijalankan.
    """
    from klik_kit.content.masking import load_masking
    from klik_kit.desk.recap import gather_recap, recap_name
    from klik_kit.exchange.recap_out import write_recap

    with opened(folder) as workspace:
        codes = [workspace.unit(code.strip()).code for code in opds.split(",") if code.strip()] if opds else []
        found = gather_recap(
            workspace,
            kind=kind,
            edition=edition,
            as_of=as_of.date() if as_of else date.today(),  # noqa: DTZ011 - the day on the clinic's own wall
            may=lambda unit: not codes or unit in codes,
        )
    place = file or Path(recap_name(found))
    if place.suffix.casefold() != ".xlsx":
        raise ExchangeError(f"Rekap berupa berkas Excel. Pakai nama berakhiran .xlsx, bukan {place.name!r}.")
    if place.exists() and not overwrite:
        raise ExchangeError(f"Berkas {place} sudah ada dan tidak ditimpa. Pilih nama lain, atau tambahkan --timpa.")
    write_recap(place, found, mask=load_masking().text)
    click.echo(
        f"Rekap ditulis: {place} ({kind.label}; {len(found.units)} unit, {len(found.innovations)} inovasi, "
        f"{len(found.missing)} data dukung belum ada, {len(found.tasks)} tindak lanjut terbuka)."
    )
