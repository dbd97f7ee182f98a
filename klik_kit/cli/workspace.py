"""klik init, template, import, export, verify."""

from __future__ import annotations

import shlex
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from klik_kit.cli.bahasa import Command, one_line
from klik_kit.cli.options import edition_option, kind_option, opened, person, workspace_option
from klik_kit.core.portfolio import ScoreKind
from klik_kit.errors import ExchangeError, KlikError, WorkspaceError

if TYPE_CHECKING:
    from klik_kit.importing import ImportPlan
    from klik_kit.store import Store

_KINDS = {
    "daerah": "pengaturan daerah", "unit": "unit", "pejabat": "pejabat", "agenda": "agenda", "padanan": "padanan unit",
    "hasil_resmi": "hasil resmi", "inovasi": "inovasi", "penilaian": "skor", "data_dukung": "data dukung", "spd": "baris SPD",
}  # fmt: skip
_SHOWN, _WIDTH = 10, 40


@click.command(cls=Command)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--daerah", "region", required=True, metavar="NAMA", help='Nama daerah, misalnya "Kabupaten Contoh".')
@click.option("--store", metavar="ALAMAT", help="Basis data PostgreSQL (postgresql://…); bawaan: SQLite di folder itu.")
def init(folder: Path, region: str, store: str | None) -> None:
    """Buat ruang kerja baru untuk satu daerah."""
    from klik_kit.workspace import SETTINGS, create_workspace

    with create_workspace(folder, region=region, store=store, who=person()) as workspace:
        click.echo(f"Ruang kerja {workspace.region.name} dibuat di {folder}.")
    click.echo(f"Langkah berikut:\n  1. Isi {folder / SETTINGS} (unit, pejabat, kop, agenda).")
    click.echo(
        f"  2. cd {shlex.quote(str(folder))}\n  3. klik import {SETTINGS}\n  4. klik template portofolio.xlsx, isi, lalu klik import portofolio.xlsx"
    )


@click.command(cls=Command)
@click.argument("file", metavar="BERKAS.xlsx", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--timpa", "overwrite", is_flag=True, help="Ganti berkas yang sudah ada.")
@edition_option
@workspace_option
def template(file: Path, folder: Path, edition: str | None, overwrite: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Tulis templat portofolio untuk diisi di Excel.

    Di dalam ruang kerja, daftar pilihan unit terisi sendiri.
    """
    from klik_kit.exporting import write_template

    _free(file, {".xlsx"}, overwrite=overwrite)
    if _in_workspace(folder):
        with opened(folder) as workspace:
            write_template(file, edition=workspace.edition(edition), store=workspace.store)
    else:
        from klik_kit.content import load_edition
        from klik_kit.workspace import DEFAULT_EDITION

        write_template(file, edition=load_edition(edition or DEFAULT_EDITION), store=None)
        click.echo("Di luar ruang kerja: daftar pilihan unit belum terisi.", err=True)
    click.echo(f"Templat ditulis: {file}")


@click.command("import", cls=Command)
@click.argument("file", metavar="BERKAS", type=click.Path(path_type=Path))
@click.option("--accept-valid", is_flag=True, help="Tulis baris yang benar walaupun ada baris yang ditolak.")
@click.option("--dry-run", is_flag=True, help="Hanya tampilkan pratinjau; tidak menulis apa pun ke penyimpanan.")
@click.option(
    "--beda",
    "listing",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="BERKAS.xlsx|.html",
    help="Tulis yang berbeda antara ekspor portal dan catatan kami, isian demi isian.",
)
@click.option("--timpa", "overwrite", is_flag=True, help="Ganti berkas --beda yang sudah ada.")
@edition_option
@kind_option()
@workspace_option
def import_(
    file: Path, folder: Path, edition: str | None, kind: ScoreKind, listing: Path | None, *,
    accept_valid: bool, dry_run: bool, overwrite: bool,
) -> None:  # fmt: skip
    """Baca Pengaturan.xlsx, templat portofolio, ekspor portal nasional, atau .zip dari klik export --all.

    Menampilkan pratinjau: baru, berubah, tetap, dan ditolak. Tidak ada yang ditulis bila satu baris pun
    ditolak, kecuali dengan --accept-valid. --skor menyatakan Kematangan pada ekspor portal itu skor apa;
    sesudah penilaian kementerian: --skor kemendagri --beda beda.xlsx.
    """
    from klik_kit.importing import apply_import, plan_import

    if file.suffix.casefold() == ".zip":
        from klik_kit.cli.moving import read_all

        read_all(folder, file, dry_run=dry_run)
        return
    if listing is not None:
        _free(listing, {".xlsx", ".html"}, overwrite=overwrite)
    with opened(folder) as workspace:
        plan = plan_import(workspace.store, file, edition=workspace.edition(edition), kind=kind)
        _show(plan)
        if listing is not None:
            _list(plan, workspace.store, listing)
        if dry_run:
            unknown = len(plan.proposals)
            said = (
                f" {unknown} unit portal belum dikenal; tanpa --dry-run usulannya ditulis ke berkas." if unknown else ""
            )
            click.echo(f"Pratinjau saja; tidak ada yang ditulis.{said}")
            return
        if plan.proposals:
            _propose(plan, workspace.folder)
        if plan.refused and not accept_valid:
            raise KlikError(
                f"Tidak ada yang ditulis: {len(plan.refused)} penolakan. Perbaiki berkasnya, lalu ulangi, "
                "atau tambahkan --accept-valid untuk menulis baris yang benar saja."
            )
        apply_import(workspace.store, plan, who=person(), at=datetime.now(UTC))
    click.echo(f"Tersimpan: {len(plan.changes)} isian." if plan.changes else "Tidak ada perubahan.")


@click.command(cls=Command)
@click.argument("file", metavar="BERKAS", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--timpa", "overwrite", is_flag=True, help="Ganti berkas yang sudah ada.")
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Semua isian dan data dukung ke .zip, untuk dibaca klik import di tempat lain.",
)
@edition_option
@kind_option()
@workspace_option
def export(
    file: Path, folder: Path, edition: str | None, kind: ScoreKind, *, overwrite: bool, everything: bool
) -> None:
    """Tulis portofolio ke Excel (.xlsx, kelima skor) atau JSON (.json, satu jenis skor).

    Berkas bernama Pengaturan*.xlsx berisi pengaturan daerah. Dengan --all: semua isian yang berlaku sekarang dan data
    dukungnya, tanpa riwayat dan akun.
    """
    from klik_kit.exporting import write_portfolio, write_settings

    if everything:
        from klik_kit.cli.moving import write_all

        _free(file, {".zip"}, overwrite=overwrite)
        write_all(folder, file)
        return
    settings = file.name.casefold().startswith("pengaturan")
    _free(file, {".xlsx"} if settings else {".xlsx", ".json"}, overwrite=overwrite)
    with opened(folder) as workspace:
        if settings:
            write_settings(workspace.store, file)
        else:
            write_portfolio(workspace.store, file, edition=workspace.edition(edition), kind=kind)
    click.echo(f"Ekspor ditulis: {file}")


@click.command(cls=Command)
@workspace_option
def verify(folder: Path) -> None:
    """Periksa bahwa riwayat isian utuh dan tidak ada yang mengubahnya."""
    with opened(folder) as workspace:
        problems = workspace.store.verify()
        count, head = workspace.store.head()
        deleted = sum(account.deleted for account in workspace.store.accounts.list(deleted=True))
    if problems:
        raise KlikError("\n".join(["Riwayat tidak utuh:", *(f"- {problem}" for problem in problems)]))
    click.echo(f"Riwayat utuh: {count} catatan, sidik {head[:16]}.")
    if deleted:
        click.echo(f"Nama {deleted} akun yang dihapus diganti nama samaran; daftarnya: klik user list --terhapus")


def _free(file: Path, suffixes: AbstractSet[str], *, overwrite: bool) -> None:
    """Whether a file may be written under this name."""
    if file.suffix.casefold() not in suffixes:
        raise ExchangeError(
            f"Jenis berkas {file.suffix or file.name!r} tidak didukung. Gunakan {' atau '.join(sorted(suffixes))}."
        )
    if file.exists() and not overwrite:
        raise ExchangeError(f"Berkas {file} sudah ada dan tidak ditimpa. Pilih nama lain, atau tambahkan --timpa.")


def _in_workspace(folder: Path) -> bool:
    """Whether a workspace was named, or one is here; a named one that is none is an error later."""
    from klik_kit.workspace import find_workspace

    if folder != Path():
        return True
    try:
        find_workspace(folder)
    except WorkspaceError:
        return False
    return True


def _show(plan: ImportPlan) -> None:
    from klik_kit.importing import Verdict

    click.echo(f"Pratinjau {plan.source}")
    counts = plan.counts()
    for kind, label in _KINDS.items():
        numbers = [counts.get((kind, verdict), 0) for verdict in Verdict]
        if any(numbers):
            click.echo(
                f"  {label:<18} " + "  ".join(f"{n:>5} {v.value}" for n, v in zip(numbers, Verdict, strict=True))
            )
    changed = [row for row in plan.rows if row.verdict is Verdict.CHANGED]
    for row in changed[:_SHOWN]:
        click.echo(
            f"  berubah {row.draft.place} {one_line(row.draft.label, _WIDTH)}: "
            + (
                "; ".join(
                    _change(plan.heading(row.draft.key.kind, name), old, new) for name, old, new in row.fields[:4]
                )
                or f"pindah ke unit {row.draft.key.unit}"
            )
        )
    if len(changed) > _SHOWN:
        click.echo(f"  … dan {len(changed) - _SHOWN} baris berubah lainnya")
    if plan.listing is not None:
        found = plan.listing
        touched = len({one.innovation for one in found.differences})
        click.echo(
            f"Beda dengan portal: {len(found.differences)} isian pada {touched} dari {found.matched} inovasi yang cocok; "
            f"{len(found.only_portal)} hanya di portal, {len(found.only_ours)} terkirim tetapi tidak ada pada ekspor"
        )
    if plan.refused:
        click.echo(f"Ditolak: {len(plan.refused)}")
        for problem in plan.refused:
            click.echo(f"  {problem}")
    for remark in plan.remarks[:_SHOWN]:
        click.echo(f"  catatan: {remark}")
    if len(plan.remarks) > _SHOWN:
        click.echo(f"  … dan {len(plan.remarks) - _SHOWN} catatan lainnya")


def _list(plan: ImportPlan, store: Store, path: Path) -> None:
    """Write the listing of a portal's export; the kit's own files have none."""
    from klik_kit.exporting import write_listing

    if plan.listing is None:
        raise KlikError("--beda hanya untuk ekspor portal nasional; berkas ini lembar kit sendiri. Hapus --beda.")
    write_listing(store, path, plan.listing, source=plan.source, heading=plan.field_label)
    click.echo(f"Daftar beda ditulis: {path}")


def _change(heading: str, old: str | None, new: str | None) -> str:
    return f"{heading} {one_line(old or '(kosong)', _WIDTH)} → {one_line(new or '(kosong)', _WIDTH)}"


def _propose(plan: ImportPlan, folder: Path) -> None:
    from klik_kit.exporting import write_proposals

    path = folder / "usulan-padanan.xlsx"
    number = 2
    while path.exists():
        path, number = folder / f"usulan-padanan-{number}.xlsx", number + 1
    write_proposals(path, plan.proposals)
    click.echo(
        f"{len(plan.proposals)} unit portal belum dikenal. Usulannya ditulis di {path}: periksa kolom Kode unit, "
        f"jalankan klik import {path.name}, lalu ulangi impor ini."
    )
