"""The command ``klik``: parse, call one function, print, exit code.

May not compute anything. Heavy libraries are imported only by the command that uses them, so that
``klik --help`` stays quick.

Exit codes: 0 done; 1 a batch with failed reports; 2 an error that the message explains; 3 a defect
of klik_kit, told with the file that holds the details; 130 stopped by the user.
"""

from __future__ import annotations

import sys

import click

from klik_kit import __version__
from klik_kit.cli.bahasa import Group, shown_error
from klik_kit.errors import KlikError

EXIT_ERROR, EXIT_DEFECT, EXIT_STOPPED = 2, 3, 130


@click.group(cls=Group)
@click.version_option(
    __version__, "--version", prog_name="klik", message="%(prog)s %(version)s", help="Tampilkan versi."
)
def cli() -> None:
    """Perangkat klinik inovasi: rubrik IID, penilaian, impor Excel, dan laporan per OPD.

    Mulai: klik init FOLDER --daerah "Kabupaten …", lalu klik import Pengaturan.xlsx di folder itu.
    """


def main() -> None:
    """Run the command line; every error ends in one message and an exit code, never in a traceback."""
    from klik_kit.cli import (
        batch,
        book,
        demo,
        lab,
        moving,
        papers,
        parcel,
        recap,
        rubric,
        score,
        season,
        serve,
        status,
        user,
        workspace,
    )

    commands: tuple[click.Command, ...] = (
        workspace.init, workspace.template, workspace.import_, workspace.export, score.score, batch.batch, book.book, papers.papers,
        recap.recap, parcel.parcel, rubric.rubric, workspace.verify, moving.backup, moving.restore, serve.serve, lab.lab, status.status,
        season.season, user.user, demo.demo,
    )  # fmt: skip
    for command in commands:
        cli.add_command(command)
    try:
        code = cli.main(standalone_mode=False)
    except (click.ClickException, KlikError) as error:
        click.echo(shown_error(error), err=True)
        sys.exit(EXIT_ERROR)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Dihentikan.", err=True)
        sys.exit(EXIT_STOPPED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(EXIT_ERROR)
    except Exception as error:  # noqa: BLE001 - the last net: a user never sees a traceback
        from klik_kit.cli.defects import logged

        click.echo(
            f"klik mengalami galat yang tidak terduga ({type(error).__name__}). Data yang sudah tersimpan tidak berubah.\n"
            f"Rinciannya ada di {logged(error)}; sertakan berkas itu saat melapor.",
            err=True,
        )
        sys.exit(EXIT_DEFECT)
    sys.exit(code if isinstance(code, int) else 0)
