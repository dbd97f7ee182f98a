"""klik user: add, list, reset, disable, delete, invite, template."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from klik_kit.cli.bahasa import Command, Group, one_line
from klik_kit.cli.options import named_account, opened, person, workspace_option
from klik_kit.cli.user_delete import delete
from klik_kit.core.accounts import Account, Role
from klik_kit.core.bahasa import day
from klik_kit.errors import ExchangeError, KlikError

if TYPE_CHECKING:
    from klik_kit.workspace import Workspace

_LOCAL = "http://127.0.0.1:8866"
_FOLDER = "undangan"

_address_option = click.option(
    "--alamat", "address", default=_LOCAL, envvar="KLIK_ALAMAT", metavar="URL",
    help=f"Alamat formulir untuk tautan, misalnya https://klik.contoh.go.id; bawaan: {_LOCAL}.",
)  # fmt: skip
_days_option = click.option(
    "--berlaku", "days", default=14, type=click.IntRange(1, 90), metavar="HARI", help="Lamanya undangan berlaku; bawaan: 14 hari."
)  # fmt: skip


@click.group(cls=Group)
def user() -> None:
    """Kelola akun formulir: satu orang satu akun."""


@user.command(cls=Command)
@click.option("--nama", "name", required=True, metavar="NAMA", help="Nama orangnya, dengan gelar bila ada.")
@click.option("--unit", default="", metavar="KODE", help="Kode unit; wajib bagi operator dan kepala.")
@click.option(
    "--peran", "role", default=Role.OPERATOR.value, metavar="PERAN", help=f"{', '.join(Role)}; bawaan: operator."
)
@click.option("--hp", "phone", default="", metavar="NOMOR", help="Nomor HP, misalnya 0812-3456-7890.")
@click.option("--jabatan", "title", default="", metavar="JABATAN", help="Jabatan orangnya.")
@click.option("--masuk", "login", default="", metavar="NAMA", help="Nama masuk; bawaan: dibuat dari namanya.")
@click.option("--spd", is_flag=True, help="Boleh mengisi baris SPD daerah.")
@click.option(
    "--binaan", "coaches", default="", metavar="KODE,KODE", help="Unit binaan seorang pendamping; bawaan: semua unit."
)
@click.option(
    "--inovasi",
    "innovations",
    default="",
    metavar="ID,ID",
    help="Inovasi yang boleh dibaca narasumber atau kolaborator.",
)
@click.option(
    "--sampai",
    "last_day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="TANGGAL",
    help="Hari terakhir akun berlaku; wajib bagi narasumber.",
)
@_address_option
@_days_option
@workspace_option
def add(
    folder: Path, name: str, unit: str, role: str, phone: str, title: str, login: str, spd: bool, coaches: str, innovations: str, last_day: datetime | None, address: str, days: int  # noqa: FBT001 - click passes flags so
) -> None:  # fmt: skip
    """Buat akun untuk satu orang, lalu tampilkan undangannya.

    Kata sandi tidak pernah diketik di sini: orangnya sendiri membuatnya lewat undangan itu.
    """
    from klik_kit.exchange.participants import person_name, phone_number
    from klik_kit.inviting import new_account, same_person

    try:
        wanted = Account(
            id="", login=login, name=person_name(name), role=_role(role), unit=unit, title=title and person_name(title),
            phone=phone and phone_number(phone), spd=spd, coaches=_listed(coaches), innovations=_listed(innovations),
            until=_end_of(last_day),
        )  # fmt: skip
    except ValueError as error:
        raise KlikError(f"Akun tidak dibuat: {error}") from error
    with opened(folder) as workspace:
        _check(workspace, wanted)
        known = workspace.store.accounts.list()
        twins = [a for a in known if a.unit == unit and same_person(a.name, wanted.name)]
        if twins:
            raise KlikError(
                f"{wanted.name} sudah punya akun {twins[0].login}. Undang lagi dengan: klik user reset {twins[0].login}"
            )
        account = new_account(wanted, taken=[a.login for a in known])
        _invite(workspace, account, address=address, days=days, new=True)


@user.command("list", cls=Command)
@click.option("--unit", default="", metavar="KODE", help="Hanya akun unit ini.")
@click.option("--terhapus", "deleted", is_flag=True, help="Juga yang sudah dihapus, dengan nama samarannya.")
@workspace_option
def list_(folder: Path, unit: str, deleted: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Tampilkan semua akun."""
    now = datetime.now(UTC)
    with opened(folder) as workspace:
        if unit:
            workspace.unit(unit)
        accounts = [a for a in workspace.store.accounts.list(deleted=deleted) if not unit or a.unit == unit]
    if not accounts:
        click.echo('Belum ada akun. Buat dengan: klik user add --nama "…" --unit KODE')
        return
    rows = [("Nama masuk", "Nama", "Peran", "Unit", "Keadaan")]
    rows += [(a.login or "-", one_line(a.name, 40), a.role.label, a.unit or "-", _state(a, now)) for a in accounts]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


@user.command(cls=Command)
@click.argument("login", metavar="NAMA-MASUK")
@_address_option
@_days_option
@workspace_option
def reset(folder: Path, login: str, address: str, days: int) -> None:
    """Cabut kata sandi seseorang, akhiri sesinya, lalu tampilkan undangan baru."""
    with opened(folder) as workspace:
        account = named_account(workspace, login)
        if not account.active(datetime.now(UTC)):
            raise KlikError(
                f"Akun {account.login} tidak aktif. Aktifkan dengan: klik user disable {account.login} --batal"
            )
        _invite(workspace, account, address=address, days=days, new=False)


@user.command(cls=Command)
@click.argument("login", metavar="NAMA-MASUK")
@click.option("--batal", "enable", is_flag=True, help="Aktifkan kembali akun itu.")
@click.option(
    "--sampai",
    "last_day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="TANGGAL",
    help="Dengan --batal: hari terakhir akun berlaku.",
)
@workspace_option
def disable(folder: Path, login: str, enable: bool, last_day: datetime | None) -> None:  # noqa: FBT001 - click passes flags so
    """Nonaktifkan akun seseorang; isian yang pernah ditulisnya tetap ada."""
    now = datetime.now(UTC)
    with opened(folder) as workspace:
        account = named_account(workspace, login)
        if enable:
            account = replace(account, disabled=False, until=_end_of(last_day) or account.until)
            if not account.active(now):
                raise KlikError(f"Masa akun {account.login} sudah lewat. Tambahkan --sampai TANGGAL yang akan datang.")
            workspace.store.accounts.change(account, who=person(), at=now)
        else:
            workspace.store.accounts.disable(account.id, who=person(), at=now)
    if enable:
        click.echo(f"Akun {account.login} ({one_line(account.name)}) aktif kembali.")
    else:
        click.echo(f"Akun {account.login} ({one_line(account.name)}) dinonaktifkan; sesi dan undangannya diakhiri.")


user.add_command(delete)


@user.command(cls=Command)
@click.argument("file", metavar="PESERTA.xlsx", type=click.Path(path_type=Path))
@click.option(
    "--alamat",
    "address",
    required=True,
    envvar="KLIK_ALAMAT",
    metavar="URL",
    help="Alamat formulir untuk tautan, misalnya https://klik.contoh.go.id.",
)
@click.option(
    "--ke",
    "target",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help=f"Tempat kartu dan tautan; bawaan: {_FOLDER}/ di ruang kerja.",
)
@_days_option
@workspace_option
def invite(folder: Path, file: Path, address: str, target: Path | None, days: int) -> None:
    """Undang satu kelas: kartu QR untuk dicetak, serta tautan dan teks WhatsApp untuk disalin.

    Semua peserta diundang, atau tidak seorang pun bila ada baris yang perlu diperbaiki. Orang yang sudah
    punya akun hanya diundang lagi.
    """
    from klik_kit.inviting import checked_address, invite_class

    now = datetime.now(UTC)
    with opened(folder) as workspace:
        done = invite_class(
            workspace.store, file, address=checked_address(address), folder=target or workspace.folder / _FOLDER,
            until=now + timedelta(days=days), who=person(), at=now,
        )  # fmt: skip
    for remark in done.remarks:
        click.echo(f"  catatan: {remark}")
    click.echo(
        f"{len(done.invitations)} orang diundang, {done.new} akun baru. Berlaku sampai {_shown_day(now + timedelta(days=days))}."
    )
    click.echo(f"Kartu untuk dicetak (A4, skala 100%): {done.cards}")
    click.echo(f"Tautan dan teks WhatsApp: {done.links}")
    click.echo("Kedua berkas membuka akun orang. Bagikan kepada orangnya sendiri, lalu hapus.")


@user.command(cls=Command)
@click.argument("file", metavar="PESERTA.xlsx", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--timpa", "overwrite", is_flag=True, help="Ganti berkas yang sudah ada.")
@workspace_option
def template(file: Path, folder: Path, overwrite: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Tulis berkas peserta kosong untuk diisi di Excel."""
    from klik_kit.inviting import write_participants

    if file.suffix.casefold() != ".xlsx":
        raise ExchangeError(f"Jenis berkas {file.suffix or file.name!r} tidak didukung. Gunakan .xlsx.")
    if file.exists() and not overwrite:
        raise ExchangeError(f"Berkas {file} sudah ada dan tidak ditimpa. Pilih nama lain, atau tambahkan --timpa.")
    with opened(folder) as workspace:
        write_participants(file, store=workspace.store)
    click.echo(f"Templat ditulis: {file}. Isi, lalu jalankan: klik user invite {file} --alamat URL")


def _invite(workspace: Workspace, account: Account, *, address: str, days: int, new: bool) -> None:
    """Keep a new invitation for one account, and show it."""
    from klik_kit.inviting import checked_address, issue

    now = datetime.now(UTC)
    accounts = workspace.store.accounts
    invitation, ticket = issue(
        account, units=workspace.units, region=workspace.region.name, address=checked_address(address), until=now + timedelta(days=days)
    )  # fmt: skip
    if not new:
        accounts.set_password(account.id, None, who=person(), at=now)
    accounts.enrol([account] if new else [], [ticket], who=person(), at=now)
    done = "dibuat" if new else "diundang lagi; kata sandi lama tidak berlaku"
    click.echo(f"Akun {account.login} ({one_line(account.name)}, {account.role.label}) {done}.")
    click.echo(f"Tautan undangan, satu kali pakai, sampai {_shown_day(invitation.until)}:\n  {invitation.link}")
    click.echo(f"Atau buka {invitation.address}/kode dan ketik kode:\n  {invitation.code}")
    if address == _LOCAL:
        click.echo("Tautan ini hanya terbuka di komputer ini. Untuk orang lain, tambahkan --alamat https://…", err=True)


def _check(workspace: Workspace, account: Account) -> None:
    """Whether an account makes sense among the units and innovations there are."""
    for code in filter(None, (account.unit, *account.coaches)):
        workspace.unit(code)
    if account.role.of_unit and not account.unit:
        raise KlikError(f"{account.role.label} harus punya unit. Tambahkan --unit KODE.")
    if account.coaches and account.role is not Role.PENDAMPING:
        raise KlikError("--binaan hanya untuk --peran pendamping.")
    if account.role is Role.NARASUMBER and not (account.innovations and account.until):
        raise KlikError(
            "Narasumber diundang ke inovasi tertentu sampai tanggal tertentu. Tambahkan --inovasi dan --sampai."
        )
    known = {record.key.id for record in workspace.store.list("inovasi")} if account.innovations else set()
    if unknown := [innovation for innovation in account.innovations if innovation not in known]:
        raise KlikError(f"Inovasi {', '.join(unknown)} tidak ada. Periksa kolom ID pada: klik export portofolio.xlsx")
    if account.until and account.until <= datetime.now(UTC):
        raise KlikError("--sampai sudah lewat. Isi tanggal yang akan datang.")


def _role(text: str) -> Role:
    wanted = text.strip().casefold()
    found = next((role for role in Role if wanted in {role.value, role.label.casefold()}), None)
    if found is None:
        raise KlikError(f"Peran {text!r} tidak dikenal. Pilih: {', '.join(Role)}.")
    return found


def _listed(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.replace(";", ",").split(",") if part.strip()))


def _state(account: Account, now: datetime) -> str:
    if account.deleted:
        return "terhapus"
    if account.disabled:
        return "nonaktif"
    if not account.active(now):
        return "berakhir"
    limit = f", sampai {_shown_day(account.until - timedelta(seconds=1))}" if account.until else ""
    return ("aktif" if account.has_password else "belum membuat PIN") + limit


def _end_of(last_day: datetime | None) -> datetime | None:
    from klik_kit.inviting import end_of

    return end_of(last_day.date()) if last_day else None


def _shown_day(at: datetime) -> str:
    return day(at.astimezone().date())
