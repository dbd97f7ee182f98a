"""klik user delete: what goes and what stays, a confirmation, and the deletion."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from klik_kit.cli.bahasa import Command, one_line
from klik_kit.cli.options import named_account, opened, person, workspace_option
from klik_kit.errors import KlikError, StoreError

if TYPE_CHECKING:
    from klik_kit.leaving import Leaving
    from klik_kit.workspace import Workspace

_SHOWN = 5


@click.command(cls=Command)
@click.argument("login", metavar="NAMA-MASUK")
@click.option("--ya", "confirmed", is_flag=True, help="Hapus tanpa bertanya, untuk skrip.")
@workspace_option
def delete(folder: Path, login: str, confirmed: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Hapus akun seseorang beserta namanya; isiannya tetap ada dengan nama samaran.

    Yang dihapus dan yang tetap ada ditampilkan dahulu. Penghapusan tidak dapat dibatalkan; bila orangnya hanya
    pindah tugas, pakai: klik user disable NAMA-MASUK
    """
    from klik_kit.leaving import before_leaving, leave

    with opened(folder) as workspace:
        account = named_account(workspace, login)
        for line in _told(workspace, before_leaving(workspace.store, account, at=datetime.now(UTC))):
            click.echo(line)
        if not confirmed:
            typed = click.prompt(
                f"\nKetik nama masuk {account.login} untuk menghapusnya, atau Enter untuk batal",
                default="",
                show_default=False,
            )
            if typed.strip().casefold() != account.login.casefold():
                raise KlikError("Dibatalkan. Tidak ada yang dihapus.")
        pseudonym = leave(workspace.store, account, who=person(), at=datetime.now(UTC))
        click.echo(f"\nAkun {account.login} dihapus. Riwayatnya kini bernama {pseudonym}.")
        try:
            workspace.store.wipe()
        except StoreError as error:
            click.echo(
                f"Sisa tulisan lama mungkin masih ada di ruang kosong berkas penyimpanan: {error}\n"
                "Hentikan klik serve dan klik lab, lalu minta pengelola basis data menjalankan VACUUM.",
                err=True,
            )
    click.echo("Buat cadangan baru (klik backup), lalu hapus cadangan dan berkas lama yang disebut di atas.")


def _told(workspace: Workspace, leaving: Leaving) -> Iterator[str]:
    """What the admin reads before deciding."""
    account, trace = leaving.account, leaving.trace
    unit = workspace.units.get(account.unit)
    place = f", {unit.name if unit else account.unit}" if account.unit else ""
    yield f"Akun {account.login}: {one_line(account.name)}, {account.role.label}{place}"
    yield "\nYang dihapus, tanpa dapat dikembalikan:"
    yield "  - nama, nama masuk, jabatan, nomor HP, dan PIN atau kata sandinya"
    open_now = [f"{trace.sessions} sesi masuk"] * bool(trace.sessions) + ["undangan yang belum dipakai"] * trace.invited
    if open_now:
        yield f"  - {' dan '.join(open_now)}; formulir yang sedang dibukanya berhenti saat itu juga"
    yield f"  - namanya pada {trace.entries} riwayat; gantinya nama samaran acak, seperti Akun terhapus 3F7A"
    if trace.replaced:
        yield f"  - namanya pada {len(trace.replaced)} isian yang hanya berisi nama itu: {_places(trace.replaced)}"
    yield "\nYang tetap ada:"
    yield f"  - isi semua yang ditulisnya ({trace.answers} isian kini berlaku), beserta waktu, peran, dan unitnya; orang yang"
    yield "    mengenal kantornya mungkin masih dapat menduga siapa dia"
    if leaving.texts:
        yield f"  - namanya di dalam {len(leaving.texts)} isian lain: {_places(leaving.texts)}."
        yield "    Ubah sendiri di formulirnya; versi lamanya tetap tersimpan dalam riwayat"
    if leaving.listed:
        yield f"  - namanya di Pengaturan.xlsx ({_places(leaving.listed)}): pejabat dan operator di sana bukan akun."
        yield "    Ganti di Pengaturan.xlsx, lalu impor; versi lamanya tetap tersimpan dalam riwayat"
    yield "  - nama yang ditulis berbeda (panggilan, salah eja), dan nama di dalam berkas data dukung dan lampiran"
    yield "  - berkas yang sudah dibuat: laporan, surat, ekspor, kartu undangan, daftar peserta"
    yield f"  - cadangan lama{_backups(workspace)}: memulihkannya mengembalikan akun ini"
    if leaving.leads or leaving.owes:
        yield "\nSebaiknya dialihkan dahulu kepada orang lain:"
    if leaving.leads:
        yield f"  - {len(leaving.leads)} sesi pendampingan yang belum selesai: {', '.join(leaving.leads[:_SHOWN])}"
    if leaving.owes:
        yield f"  - {leaving.owes} tindak lanjut yang belum selesai atas namanya"


def _places(places: Sequence[tuple[str, str]]) -> str:
    shown = [f"{record} ({field})" for record, field in places[:_SHOWN]]
    return ", ".join(shown) + (f", dan {len(places) - _SHOWN} lagi" if len(places) > _SHOWN else "")


def _backups(workspace: Workspace) -> str:
    from klik_kit.workspace import BACKUPS

    folder = workspace.folder / BACKUPS
    found = sorted(path.name for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
    return f" ({len(found)} berkas di {folder}, dan salinan di tempat lain)" if found else ""
