"""klik paket."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from klik_kit.cli.bahasa import Command, one_line
from klik_kit.cli.options import edition_option, opened, person, workspace_option
from klik_kit.core.portal_check import Topic
from klik_kit.core.records import Record
from klik_kit.core.review import State, state_of
from klik_kit.errors import KlikError

if TYPE_CHECKING:
    from klik_kit.parcel import Parcel, RegionCheck
    from klik_kit.workspace import Workspace

PARCELS = "paket"
_MOST = 5


@click.command("paket", cls=Command)
@click.option("--unit", "unit", metavar="KODE", help="Hanya inovasi unit ini.")
@click.option("--inovasi", "innovation", metavar="ID", help="Hanya inovasi ini.")
@click.option("--semua", "everything", is_flag=True, help="Juga yang belum Layak kirim; lembarnya menyebut statusnya.")
@click.option(
    "-o", "--out", "out", type=click.Path(path_type=Path), metavar="FOLDER|ZIP",
    help="Berkas .zip, atau folder tempat berkasnya; bawaan: paket/ di ruang kerja.",
)  # fmt: skip
@click.option(
    "--akun", "login", metavar="AKUN",
    help="Susun menurut hak akun ini; tanpa akun, daftar penerima (baris 33) tidak disertakan.",
)  # fmt: skip
@click.option("--periksa", "check", is_flag=True, help="Pra-periksa saja: apa yang belum sesuai aturan portal.")
@click.option("--json", "as_json", is_flag=True, help="Bersama --periksa: keluaran JSON, semua temuan.")
@edition_option
@workspace_option
def parcel(
    unit: str | None, innovation: str | None, out: Path | None, login: str | None, edition: str | None, folder: Path, *,
    everything: bool, check: bool, as_json: bool,
) -> None:  # fmt: skip
    """Susun Paket kirim: lembar salin tiap inovasi yang Layak kirim dan data dukungnya, atau periksa dahulu.

    Paket dibaca ulang dan dibandingkan sebelum menggantikan yang lama. Bila ada berkas yang hilang, paket lama tetap.
    """
    if as_json and not check:
        raise KlikError("--json dipakai bersama --periksa.")
    with opened(folder) as workspace:
        if check:
            _check(workspace, edition, _chosen(workspace, unit, innovation), as_json=as_json)
        else:
            _make(workspace, edition, _chosen(workspace, unit, innovation), out=out, login=login, everything=everything)


def _chosen(workspace: Workspace, unit: str | None, innovation: str | None) -> Callable[[Record], bool]:
    """Whether an innovation is asked for by the options.

    Raises:
        KlikError: there is no such unit or innovation.
    """
    if unit is not None:
        unit = workspace.unit(unit).code
    if innovation is not None and workspace.store.get(innovation).key.kind != "inovasi":
        raise KlikError(f"{innovation} bukan inovasi. Id inovasi tampil pada klik export dan pada alamat halamannya.")
    return lambda record: unit in {None, record.key.unit} and innovation in {None, record.key.id}


def _make(
    workspace: Workspace, edition: str | None, chosen: Callable[[Record], bool], *, out: Path | None, login: str | None, everything: bool
) -> None:  # fmt: skip
    from klik_kit.desk.parcels import private_of, standing_person
    from klik_kit.evidence import Vault
    from klik_kit.parcel import gather, write_parcel
    from klik_kit.workspace import EVIDENCE

    found = [r for r in workspace.store.list("inovasi") if chosen(r)]
    ready = [r for r in found if everything or state_of(r.value("status")) is State.READY]
    if not ready:
        raise KlikError(_none_ready(found))
    who = standing_person(workspace, login) if login else None
    if who is not None:
        reach = who.reach()
        ready = [r for r in ready if reach.may_write(r.key.unit or "") or reach.may_review(r.key.unit or "")]
        if not ready:
            raise KlikError("Akun ini tidak menginput dan tidak meninjau inovasi yang dipilih. Pilih akun lain.")
    now, chosen_edition = datetime.now(UTC), workspace.edition(edition)
    parcel = gather(
        workspace.store, chosen_edition,
        innovations={r.key.id for r in ready}, units={code: u.name for code, u in workspace.units.items()},
        private=private_of(who), region=workspace.region.name, at=now, today=_today(),
        who=who.account().name if who else person(),
    )  # fmt: skip
    path = _place(workspace, out, f"paket-kirim-{chosen_edition.id}.zip")
    from tqdm import tqdm

    with tqdm(
        total=2 * parcel.size, unit="B", unit_scale=True, unit_divisor=1024, desc="Paket", disable=not sys.stderr.isatty(), dynamic_ncols=True
    ) as bar:  # fmt: skip

        def tell(size: int, what: str) -> None:
            bar.set_postfix_str(what[-40:], refresh=False)
            bar.update(size)

        write_parcel(parcel, Vault(workspace.folder / EVIDENCE), workspace.store, path, tell=tell)
    _said(parcel, path, waiting=len(found) - len(ready))


def _place(workspace: Workspace, out: Path | None, name: str) -> Path:
    """Where the package goes; the workspace's own folder for packages is made where it is missing."""
    from klik_kit.files import reason

    if out is not None and out.suffix.lower() == ".zip" and not out.is_dir():
        return out
    folder = out or workspace.folder / PARCELS
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise KlikError(f"Folder {folder} tidak dapat dibuat: {reason(error)}. Pilih tempat lain dengan -o.") from error
    return folder / name


def _said(parcel: Parcel, path: Path, *, waiting: int) -> None:
    files = sum(len(item.files) for item in parcel.items)
    click.echo(f"Paket kirim: {path}")
    click.echo(
        f"{len(parcel.items)} inovasi, {files} berkas data dukung; sudah dibaca ulang dan sama dengan penyimpanan."
    )
    lacking = [item for item in parcel.items if item.sheet.errors]
    if lacking:
        click.echo(f"{len(lacking)} inovasi masih memiliki kesalahan; lihat: klik paket --periksa")
    left_out = sum(len(item.left_out) for item in parcel.items)
    if left_out:
        click.echo(f"{left_out} dokumen tidak disertakan; ISI.txt dan manifest.json menyebut mana dan mengapa.")
    if any(document.withheld for item in parcel.items for row in item.sheet.rows for document in row.documents):
        click.echo("Daftar penerima (baris 33) disertakan bila disusun dengan --akun dari unit pemilik atau klinik.")
    if waiting:
        click.echo(f"{waiting} inovasi lain belum Layak kirim atau di luar hak akun, sehingga tidak disertakan.")


def _none_ready(found: Sequence[Record]) -> str:
    if not found:
        return "Belum ada inovasi yang dipilih. Periksa --unit dan --inovasi, atau impor portofolio lebih dahulu."
    counts = ", ".join(
        f"{sum(1 for r in found if state_of(r.value('status')) is state)} {state.value}"
        for state in State
        if any(state_of(r.value("status")) is state for r in found)
    )
    return f"Belum ada inovasi Layak kirim ({counts}). Tambahkan --semua bila lembarnya tetap diperlukan."


def _check(workspace: Workspace, edition: str | None, chosen: Callable[[Record], bool], *, as_json: bool) -> None:
    from klik_kit.evidence import Vault
    from klik_kit.parcel import check_region
    from klik_kit.parcel.region_check import check_document
    from klik_kit.workspace import EVIDENCE

    found = check_region(
        workspace.store, Vault(workspace.folder / EVIDENCE), workspace.edition(edition),
        units={code: u.name for code, u in workspace.units.items()}, chosen=chosen, today=_today(),
    )  # fmt: skip
    if as_json:
        click.echo(json.dumps(check_document(found, workspace.region.name), ensure_ascii=False, indent=1))
        return
    for line in _lines(workspace.region.name, found):
        click.echo(f"{'  ' if line.startswith('  ') else ''}{one_line(line)}")


def _lines(region: str, found: RegionCheck) -> list[str]:
    from klik_kit.core.bahasa import day

    errors, warnings = sum(i.errors for i in found.items), sum(i.warnings for i in found.items)
    ready = [i for i in found.items if i.state is State.READY]
    lines = [
        f"{region} · Pra-periksa paket kirim, {found.edition.title}, {day(found.today)}",
        f"{len(found.items)} inovasi: {found.clean} tanpa kesalahan, {len(found.items) - found.clean} masih kurang ({errors} kesalahan, {warnings} peringatan).",
        f"Layak kirim: {len(ready)}, di antaranya {sum(1 for i in ready if not i.errors)} tanpa kesalahan.",
        *(f"{'KESALAHAN' if one.error else 'Daerah'}: {one.text}" for one in found.remarks),
        *(f"{topic.label}: {e} inovasi dengan kesalahan, {w} dengan peringatan" for topic, (e, w) in found.topics().items()),
    ]  # fmt: skip
    for item in found.items:
        basket = f", {item.basket.label}" if item.basket else ""
        lines.append("")
        lines.append(
            f"{item.innovation} · {item.name or '(belum bernama)'} · {item.unit_name} · {item.state.value}{basket}"
        )
        lines.append(f"{item.errors} kesalahan, {item.warnings} peringatan, {item.documents} data dukung")
        told = sorted((one for one in item.lacks if one.topic is not Topic.PRIVATE), key=lambda one: not one.error)
        private = [one for one in item.lacks if one.topic is Topic.PRIVATE]
        lines += [f"  {'KESALAHAN' if one.error else 'periksa'}: {one.text}" for one in (*private, *told[:_MOST])]
        if len(told) > _MOST:
            lines.append(f"  … dan {len(told) - _MOST} lagi; semuanya dengan --json")
    return lines


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the day on the clinic's own wall
