"""klik serve."""

from __future__ import annotations

from pathlib import Path

import click

from klik_kit.cli.bahasa import Command
from klik_kit.cli.options import workspace_option


@click.command(cls=Command)
@click.option(
    "--host",
    default="127.0.0.1",
    metavar="ALAMAT",
    help="Alamat jaringan yang didengar; bawaan: 127.0.0.1, hanya komputer ini.",
)
@click.option("--port", default=8866, type=click.IntRange(1, 65535), metavar="PORTA", help="Porta; bawaan: 8866.")
@click.option(
    "--certfile", "certificate", type=click.Path(path_type=Path), metavar="BERKAS", help="Sertifikat TLS (PEM)."
)
@click.option("--keyfile", "key", type=click.Path(path_type=Path), metavar="BERKAS", help="Kunci sertifikat itu.")
@click.option(
    "--alamat",
    "address",
    default="",
    metavar="URL",
    help="Alamat yang dibuka orang, bila nginx ada di depan: https://klik.contoh.go.id.",
)
@click.option(
    "--insecure", is_flag=True, help="Izinkan --host terbuka tanpa TLS, hanya untuk jaringan yang benar-benar tertutup."
)
@click.option(
    "--batas-unggah",
    "megabytes",
    default=10,
    type=click.IntRange(1, 200),
    metavar="MB",
    help="Ukuran terbesar satu berkas data dukung; bawaan: 10 MB.",
)
@click.option(
    "--paling-banyak",
    "most_pages",
    default=0,
    type=click.IntRange(0, 5000),
    metavar="N",
    help="Halaman yang terbuka pada saat yang sama; bawaan: sebanyak yang muat di memori. Selebihnya menunggu giliran.",
)
@click.option(
    "--istirahat",
    "rest_minutes",
    default=60,
    type=click.IntRange(5, 1440),
    metavar="MENIT",
    help="Halaman diistirahatkan sekian menit sesudah isian terakhir; bawaan: 60. Isian yang tersimpan tetap ada.",
)
@workspace_option
def serve(
    folder: Path, host: str, port: int, certificate: Path | None, key: Path | None, address: str, insecure: bool, megabytes: int,  # noqa: FBT001 - click passes flags so
    most_pages: int, rest_minutes: int,
) -> None:  # fmt: skip
    """Sajikan formulir OPD di peramban, sampai dihentikan dengan Ctrl-C.

    Tanpa pilihan apa pun, formulir hanya dapat dibuka di komputer ini. Untuk kantor: tempatkan
    nginx dengan TLS di depannya dan beri tahu alamatnya dengan --alamat (contoh nginx, systemd dan
    cadangan ada di templates/deploy/), atau pakai --host bersama --certfile dan --keyfile.

    Akun dibuat dengan klik user add atau klik user invite. Keadaan layanan: klik status.
    """
    from klik_kit.serve.options import Options
    from klik_kit.warm.sparing import GRAMMAR, without

    with without(GRAMMAR):
        from klik_kit.serve.server import serve as serve_forms
    from klik_kit.workspace import find_workspace

    options = Options(
        folder=find_workspace(folder), host=host, port=port, certificate=certificate, key=key, address=address.rstrip("/"),
        proxied=bool(address), insecure=insecure, upload_limit=megabytes * 1024 * 1024,
        most_pages=most_pages, rest_minutes=rest_minutes,
    )  # fmt: skip
    serve_forms(options, ready=_told)


def _told(url: str, people: int, *, local: bool) -> None:
    """Say where the forms are, and what is still missing."""
    click.echo(f"Formulir klinik siap di {url}")
    click.echo(f"Kode QR untuk proyektor: {url}/aula")
    if not people:
        click.echo(
            "Belum ada akun. Buat dengan: klik user add --help, atau undang satu kelas: klik user invite PESERTA.xlsx"
        )
    if local:
        click.echo("Hanya komputer ini yang dapat membukanya. Untuk jaringan kantor, lihat: klik serve --help")
    click.echo("Hentikan dengan Ctrl-C.")
