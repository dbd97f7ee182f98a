"""klik user delete: what goes and what stays, a confirmation, and the deletion."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from klik_kit.cli.bahasa import Command, one_line
from klik_kit.cli.options import named_account, opened, person, workspace_option
from klik_kit.core.bahasa import day
from klik_kit.core.season import day_of
from klik_kit.errors import KlikError, StoreError

if TYPE_CHECKING:
    from klik_kit.core.records import Record
    from klik_kit.leaving import Leaving
    from klik_kit.workspace import Workspace

_SHOWN = 5
_IN_TEXTS = "Agar ikut diganti, beserta versi lamanya, tambahkan --dalam-teks"
_NAMESAKE = "Tidak diganti karena ada akun lain yang bernama sama"


@click.command(cls=Command)
@click.argument("login", metavar="NAMA-MASUK")
@click.option("--ya", "confirmed", is_flag=True, help="Hapus tanpa bertanya, untuk skrip.")
@click.option(
    "--dalam-teks", "texts", is_flag=True, help="Ganti juga namanya di dalam isian yang panjang, beserta versi lamanya."
)
@workspace_option
def delete(folder: Path, login: str, confirmed: bool, texts: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Hapus akun seseorang beserta namanya; isiannya tetap ada dengan nama samaran.

    Yang dihapus dan yang tetap ada ditampilkan dahulu. Penghapusan tidak dapat dibatalkan; bila orangnya hanya
    pindah tugas, pakai: klik user disable NAMA-MASUK
    """
    from klik_kit.leaving import before_leaving, leave

    with opened(folder) as workspace:
        account = named_account(workspace, login)
        leaving = before_leaving(workspace.store, account, texts=texts, at=datetime.now(UTC))
        for line in _told(workspace, leaving, texts=texts):
            click.echo(line)
        if not confirmed:
            typed = click.prompt(
                f"\nKetik nama masuk {account.login} untuk menghapusnya, atau Enter untuk batal",
                default="",
                show_default=False,
            )
            if typed.strip().casefold() != account.login.casefold():
                raise KlikError("Dibatalkan. Tidak ada yang dihapus.")
        pseudonym = leave(workspace.store, account, texts=texts, who=person(), at=datetime.now(UTC))
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


def _told(workspace: Workspace, leaving: Leaving, *, texts: bool) -> Iterator[str]:
    """What the admin reads before deciding."""
    account, trace = leaving.account, leaving.trace
    place = f", {_unit(workspace, account.unit)}" if account.unit else ""
    yield f"Akun {account.login}: {one_line(account.name)}, {account.role.label}{place}"
    yield "\nYang dihapus, tanpa dapat dikembalikan:"
    yield "  - nama, nama masuk, jabatan, nomor HP, dan PIN atau kata sandinya"
    ends = [f"{trace.sessions} sesi masuk"] * bool(trace.sessions) + ["undangan yang belum dipakai"] * trace.invited
    if ends:
        yield f"  - {' dan '.join(ends)}; formulir yang sedang dibukanya berhenti saat itu juga"
    if trace.entries:
        yield f"  - namanya sebagai penulis {trace.entries} riwayat"
    if trace.replaced:
        yield f"  - namanya pada {len(trace.replaced)} isian yang {'memuatnya' if texts else 'hanya berisi nama itu'}:"
        yield from _places(workspace, trace.replaced)
    if trace.entries or trace.replaced:
        yield "    Gantinya nama samaran acak, seperti Akun terhapus 3F7A"
    yield "\nYang tetap ada:"
    yield f"  - isi semua yang ditulisnya ({trace.answers} isian yang kini berlaku), waktunya, serta peran dan unit orangnya;"
    yield "    siapa yang mengenal kantornya mungkin masih dapat menduga siapa dia"
    if leaving.texts:
        yield f"  - namanya pada {len(leaving.texts)} isian lain:"
        yield from _places(workspace, leaving.texts)
        yield f"    {_NAMESAKE if texts else _IN_TEXTS}"
    if leaving.listed:
        yield "  - namanya di Pengaturan.xlsx; pejabat dan operator di sana bukan akun:"
        yield from _places(workspace, leaving.listed)
        yield "    Ganti di Pengaturan.xlsx, lalu impor; versi lamanya tetap tersimpan dalam riwayat"
    yield "  - nama yang ditulis berbeda (panggilan, salah eja), dan nama di dalam berkas data dukung dan lampiran"
    yield "  - berkas yang sudah dibuat (laporan, surat, ekspor, kartu undangan, daftar peserta) dan catatan (log) server"
    yield f"  - cadangan lama{_backups(workspace)}; memulihkannya mengembalikan akun ini"
    if leaving.leads or leaving.owes:
        yield "\nSebaiknya dialihkan dahulu kepada orang lain:"
    if leaving.leads:
        yield f"  - {len(leaving.leads)} sesi pendampingan yang belum selesai: {_sessions(workspace, leaving.leads)}"
    if leaving.owes:
        yield f"  - {leaving.owes} tindak lanjut yang belum selesai atas namanya"


def _places(workspace: Workspace, places: Sequence[tuple[str, str]]) -> Iterator[str]:
    for record, field in places[:_SHOWN]:
        key = workspace.store.get(record).key
        unit = f", {_unit(workspace, key.unit)}" if key.unit else ""
        yield f"      {key.kind.replace('_', ' ')} {record}{unit}: {' '.join(re.split('[._]', field))}"
    if len(places) > _SHOWN:
        yield f"      dan {len(places) - _SHOWN} lagi"


def _unit(workspace: Workspace, code: str) -> str:
    unit = workspace.units.get(code)
    return unit.name if unit else code


def _sessions(workspace: Workspace, sessions: Sequence[Record]) -> str:
    told = []
    for session in sessions[:_SHOWN]:
        on = day_of(session.value("tanggal"))
        told.append(f"{_unit(workspace, session.key.unit or session.key.id)}{', ' + day(on) if on else ''}")
    return "; ".join(told) + (f"; dan {len(sessions) - _SHOWN} lagi" if len(sessions) > _SHOWN else "")


def _backups(workspace: Workspace) -> str:
    from klik_kit.workspace import BACKUPS

    folder = workspace.folder / BACKUPS
    found = sorted(path.name for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
    return f" ({len(found)} berkas di {folder}, dan salinan di tempat lain)" if found else ""
