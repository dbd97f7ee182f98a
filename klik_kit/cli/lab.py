"""klik lab."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from klik_kit.cli.bahasa import Command
from klik_kit.cli.options import opened, workspace_option
from klik_kit.errors import AccessError

if TYPE_CHECKING:
    from klik_kit.core.accounts import Account
    from klik_kit.workspace import Workspace

_HUB_USER = "JUPYTERHUB_USER"


@click.command(cls=Command)
@click.option("--akun", "login", default="", metavar="NAMA", help="Nama masuk pendamping yang membuka; bawaan: satu-satunya akun klinik.")  # fmt: skip
@click.option("--port", default=8888, type=click.IntRange(1, 65535), metavar="PORTA", help="Porta; bawaan: 8888, atau yang berikutnya yang bebas.")  # fmt: skip
@click.option("--tanpa-peramban", "quiet", is_flag=True, help="Jangan membuka peramban; alamatnya dicetak.")
@workspace_option
def lab(folder: Path, login: str, port: int, quiet: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Buka buku kerja klinik di JupyterLab, sampai dihentikan dengan Ctrl-C.

    Buku kerja disalin ke buku_kerja/ di ruang kerja dan dibuka pada halaman Hari ini; selnya berjalan
    sendiri dan kodenya tersembunyi. Setiap perubahan tercatat atas nama akun yang membuka.
    """
    from klik_kit.lab import launch
    from klik_kit.workspace import ACCOUNT_VARIABLE, WORKSPACE_VARIABLE

    with opened(folder) as workspace:
        account = _account(workspace, login or os.environ.get(_HUB_USER, ""))
        place = workspace.folder
    click.echo(f"Membuka buku kerja {place} atas nama {account.name} ({account.role.label}). Hentikan: Ctrl-C.")
    known = {WORKSPACE_VARIABLE: str(place), ACCOUNT_VARIABLE: account.id}
    launch(place, port=port, browser=not quiet, environment=known, ready=lambda url: click.echo(f"Alamat: {url}"))


def _account(workspace: Workspace, login: str) -> Account:
    """Who opens the workbooks.

    Raises:
        AccessError: there is no such account of the clinic, or more than one to choose from.
    """
    from klik_kit.clinic.counter import clinic_accounts

    clinic = clinic_accounts(workspace)
    mine = [a for a in clinic if a.login.casefold() == login.casefold()] if login else clinic
    if len(mine) == 1:
        return mine[0]
    known = ", ".join(a.login for a in clinic)
    if login:
        raise AccessError(
            f"Akun {login!r} bukan akun pendamping, verifikator, atau admin klinik yang aktif. "
            + (f"Yang ada: {known}." if known else _MAKE)
        )
    raise AccessError(f"Pilih akun yang membuka: klik lab --akun NAMA. Yang ada: {known}." if known else _MAKE)


_MAKE = 'Buat dahulu: klik user add --nama "Nama Pendamping" --peran pendamping.'
