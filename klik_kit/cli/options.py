"""Options that several commands share, and how they open a workspace."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from klik_kit.core.portfolio import ScoreKind
from klik_kit.errors import KlikError

if TYPE_CHECKING:
    from klik_kit.core.accounts import Account
    from klik_kit.workspace import Workspace

F = TypeVar("F", bound=Callable[..., Any])

workspace_option = click.option(
    "-r", "--ruang-kerja", "folder", type=click.Path(path_type=Path), default=Path(), envvar="KLIK_RUANG_KERJA",
    metavar="FOLDER", help="Ruang kerja; bawaan: folder ini atau folder di atasnya.",
)  # fmt: skip
edition_option = click.option(
    "--edition", metavar="EDISI", help="Edisi rubrik, misalnya iid-2026; bawaan: pengaturan daerah."
)


def kind_option(default: str | None = "mandiri") -> Callable[[F], F]:
    """Which of the five scores; parsed to `ScoreKind`, None where not given and no default."""
    return click.option(
        "--skor", "kind", default=default, metavar="JENIS", callback=_kind,
        help=f"Jenis skor: {', '.join(k.value for k in ScoreKind)}; bawaan: mandiri.",
    )  # fmt: skip


def _kind(_: click.Context, __: click.Parameter, value: str | None) -> ScoreKind | None:
    try:
        return None if value is None else ScoreKind(value.strip().casefold())
    except ValueError:
        raise KlikError(
            f"Jenis skor {value!r} tidak dikenal. Pilih: {', '.join(k.value for k in ScoreKind)}."
        ) from None


def opened(folder: Path) -> Workspace:
    """The workspace of a command; tells when its store was migrated."""
    from klik_kit.workspace import open_workspace

    workspace = open_workspace(folder)
    if workspace.store.backup:
        click.echo(f"Basis data diperbarui ke bentuk terbaru; salinan lama: {workspace.store.backup}", err=True)
    return workspace


def named_account(workspace: Workspace, login: str) -> Account:
    """The account that a command names."""
    account = workspace.store.accounts.find(login)
    if account is None:
        raise KlikError(f"Nama masuk {login!r} tidak dikenal. Lihat daftarnya: klik user list")
    return account


def person() -> str:
    """Who runs the command, as the history names them."""
    try:
        return f"klik:{getpass.getuser()}"
    except (KeyError, OSError):
        return "klik"
