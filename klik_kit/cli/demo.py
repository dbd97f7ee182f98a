"""klik demo."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from klik_kit.cli.bahasa import Command
from klik_kit.cli.options import person
from klik_kit.core.portfolio import ScoreKind
from klik_kit.errors import KlikError, WorkspaceError

if TYPE_CHECKING:
    from klik_kit.workspace import Workspace

_DAY = date(2026, 6, 15)
_NAMES = {"Kabupaten Contoh", "Kabupaten Tirtakarsa"}
_FILES = (
    ("Pengaturan.xlsx", "iid-2026"),
    ("portofolio.xlsx", "iid-2026"),
    ("riwayat/portofolio-2024.xlsx", "iid-2024"),
    ("riwayat/portofolio-2025.xlsx", "iid-2025"),
)


@click.command(cls=Command)
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("demo"),
    help="Folder ruang kerja contoh; bawaan: demo/.",
)
@click.option("--forms", is_flag=True, help="Siapkan formulir OPD: akun contoh dengan PIN-nya, tanpa membuat laporan.")
def demo(folder: Path, forms: bool) -> int:  # noqa: FBT001 - click passes flags so
    """Coba semuanya pada kabupaten rekaan: ruang kerja, impor, skor, dan laporan setiap OPD."""
    from klik_kit.batch import INDEX, plan_batch
    from klik_kit.cli import batch, score
    from klik_kit.cli.sample_season import bring_in, play
    from klik_kit.exporting import write_settings
    from klik_kit.importing import apply_import, plan_import
    from klik_kit.places import shipped
    from klik_kit.workspace import CONFIG, SETTINGS, create_workspace, open_workspace

    sample, today = shipped("sample_data"), date.today()  # noqa: DTZ011 - the day on the clinic's own wall
    known = (folder / CONFIG).is_file()
    if known:
        workspace = open_workspace(folder)
        if workspace.region.name not in _NAMES:
            workspace.store.close()
            raise WorkspaceError(
                f"Folder {folder} adalah ruang kerja {workspace.region.name}; data contoh tidak dimasukkan ke sana. "
                "Pilih folder lain dengan --dir."
            )
        click.echo(f"1. Ruang kerja contoh di {folder} sudah ada dan dipakai lagi.")
    else:
        workspace = create_workspace(folder, region="Kabupaten Contoh", store=None, who=person())
        click.echo(f"1. Ruang kerja dibuat: {folder}")
    with workspace:
        for name, edition in _FILES:
            plan = plan_import(
                workspace.store, sample / name, edition=workspace.edition(edition), kind=ScoreKind.MANDIRI
            )
            if plan.refused:
                raise KlikError("\n".join([f"{name} tidak dapat diimpor:", *(f"- {p}" for p in plan.refused)]))
            if forms and not known:
                bring_in(workspace.store, plan, who=person(), today=today)
            else:
                apply_import(workspace.store, plan, who=person(), at=datetime.now(UTC))
            click.echo(f"2. {name}: {len(plan.rows)} baris dibaca, {len(plan.changes)} isian baru atau berubah")
        write_settings(workspace.store, folder / SETTINGS)
        if forms:
            _show_logins(workspace)
            if play(workspace, sample / "musim.yaml", today=today):
                click.echo(
                    "4. Musim contoh: sesi, tugas, diagnosis, tinjauan, skor dua pendamping, kelas yang berjalan"
                )
            click.echo(f"Sajikan formulirnya: klik serve --ruang-kerja {folder}")
            click.echo(f"Buka buku kerja klinik: klik lab --ruang-kerja {folder} --akun pendamping")
            return 0
    click.echo("3. Skor daerah dan asalnya")
    score.show_region(folder, "iid-2026")
    click.echo(
        f"4. Laporan setiap OPD dan daerah per {_DAY:%d-%m-%Y}, tanggal rekaan agar agenda contoh masih berjalan"
    )
    planned = plan_batch(folder, edition=None, kind=ScoreKind.MANDIRI, as_of=_DAY)
    code = batch.show(planned)
    click.echo(f"Selesai. Buka di peramban: {planned.out / INDEX}")
    click.echo(f"Teruskan di ruang kerja ini: cd {folder}, lalu klik --help")
    return code


_PEOPLE = (
    ("operator", "Ratna Sari", "OPERATOR", "DINKES"),
    ("operator.disdik", "Joko Prabowo", "OPERATOR", "DISDIK"),
    ("puskesmas", "Wulan Asih", "OPERATOR", "PKM-BANYUARUM-1"),
    ("kepala", "Bambang Hariadi", "KEPALA", "DINKES"),
    ("pendamping", "Dewi Anggraini", "PENDAMPING", ""),
    ("pendamping.dua", "Hendra Saputra", "PENDAMPING", ""),
    ("verifikator", "Lina Marlina", "VERIFIKATOR", ""),
    ("admin", "Admin Klinik", "ADMIN", ""),
)


def _show_logins(workspace: Workspace) -> None:
    """Make the sample accounts once, each with a PIN of its own, and tell them."""
    import secrets

    from klik_kit.core.accounts import Account, Role
    from klik_kit.passwords import hash_secret

    accounts = workspace.store.accounts
    click.echo("3. Akun contoh untuk formulir (PIN baru setiap kali perintah ini dijalankan)")
    for login, name, role, unit in _PEOPLE:
        pin = f"{secrets.randbelow(900_000) + 100_000}"
        at, hashed = datetime.now(UTC), hash_secret(pin)
        known = accounts.find(login)
        if known:
            accounts.set_password(known.id, hashed, who=person(), at=at)
        else:
            account = Account(
                id=f"contoh-{login}", login=login, name=name, role=Role[role], unit=unit, spd=role == "ADMIN"
            )
            accounts.add(account, who=person(), at=at, password_hash=hashed)
        place = workspace.unit(unit).name if unit else Role[role].label
        click.echo(f"   {login:<16} PIN {pin}   {name}, {place}")
