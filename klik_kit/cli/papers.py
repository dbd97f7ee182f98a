"""klik dokumen list|check|copy|make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from klik_kit.cli.bahasa import Command, Group
from klik_kit.cli.options import opened, workspace_option
from klik_kit.errors import ExchangeError, KlikError, ReportError

if TYPE_CHECKING:
    from klik_kit.core.papers import PaperKind
    from klik_kit.papers.making import Made
    from klik_kit.workspace import Workspace


@click.group("dokumen", cls=Group)
def papers() -> None:
    """Dokumen Word berkop surat: nota dinas, notula, undangan, SK, rancangan data dukung, dan lainnya."""


@papers.command("list", cls=Command)
@click.argument("name", metavar="[NAMA]", required=False)
def list_(name: str | None) -> None:
    """Tampilkan dokumen yang dapat dibuat, atau isian yang boleh disebut templat satu dokumen."""
    from klik_kit.content.papers import load_papers

    kinds = load_papers()
    if name is None:
        for kind in kinds.values():
            rows = f", baris {', '.join(kind.rows)}" if kind.rows else ""
            click.echo(f"{kind.name:24} {kind.title} ({kind.about.value}{rows})")
        return
    kind = _kind(name)
    click.echo(f"{kind.title}, templat {kind.template}.docx, tentang: {kind.about.value}")
    for place in kind.places:
        for full, label in place.all():
            shown = f"{{{{ {full} }}}}" if not place.listed else full
            click.echo(f"  {shown:34} {label}{' (daftar)' if place.listed and full == place.name else ''}")


@papers.command("check", cls=Command)
@click.argument("names", metavar="[NAMA …]", nargs=-1)
@workspace_option
def check(names: Sequence[str], folder: Path) -> int:
    """Periksa templat daerah di folder dokumen/ ruang kerja: isian yang salah disebut beserta tempatnya.

    NAMA: nama dokumen atau berkas .docx; bawaan: semua templat di folder dokumen/.
    """
    from klik_kit.content.papers import load_papers
    from klik_kit.papers.making import OWN, template_problems
    from klik_kit.workspace import find_workspace

    own = None if names and all(name.endswith(".docx") for name in names) else find_workspace(folder) / OWN
    paths = [Path(n) if n.endswith(".docx") else (own or Path()) / f"{_kind(n).template}.docx" for n in names]
    paths = paths or sorted(own.glob("*.docx") if own else ())
    if not paths:
        click.echo(
            f"Folder {own} belum berisi templat; yang dipakai templat bawaan. Salin satu: klik dokumen copy NAMA"
        )
        return 0
    wrong = 0
    for path in paths:
        kind = next((kind for kind in load_papers().values() if kind.template == path.stem), None)
        if kind is None:
            click.echo(f"{path.name}: tidak ada dokumen bernama {path.stem!r}. Lihat: klik dokumen list")
            wrong += 1
            continue
        problems = template_problems(path, kind)
        wrong += bool(problems)
        for problem in problems:
            click.echo(f"- {problem}")
        if not problems:
            click.echo(f"{path.name}: baik.")
    return 2 if wrong else 0


@papers.command("copy", cls=Command)
@click.argument("name", metavar="NAMA")
@workspace_option
def copy(name: str, folder: Path) -> None:
    """Salin templat bawaan ke folder dokumen/ ruang kerja, untuk diubah dengan Word."""
    from klik_kit.files import write_bytes
    from klik_kit.papers.making import OWN, template_of
    from klik_kit.workspace import find_workspace

    kind = _kind(name)
    target = find_workspace(folder) / OWN / f"{kind.template}.docx"
    if target.exists():
        raise ExchangeError(f"{target} sudah ada dan tidak ditimpa. Hapus atau pindahkan dahulu.")
    target.parent.mkdir(exist_ok=True)
    write_bytes(target, template_of(None, kind.template).read_bytes())
    click.echo(f"Templat disalin: {target}\nUbah dengan Word, lalu periksa: klik dokumen check {kind.name}")


@papers.command("make", cls=Command)
@click.argument("name", metavar="NAMA", required=False)
@click.option("--tentang", "about", metavar="ID", help="Kode unit, atau id inovasi, sesi, atau kelas.")
@click.option("--baris", "row", default="", metavar="BARIS", help="Indikator, untuk rancangan data dukung.")
@click.option("--pilih", "chosen", multiple=True, metavar="INOVASI", help="Inovasi yang dimuat; boleh diulang.")
@click.option(
    "--semua", "everything", is_flag=True, help="Semua dokumen tentang daerah, unit, sesi, kelas, dan uji coba."
)
@click.option(
    "-o", "--out", type=click.Path(path_type=Path, file_okay=False), default=Path(), metavar="FOLDER",
    help="Folder hasil; bawaan: folder ini.",
)  # fmt: skip
@workspace_option
def make(name: str | None, about: str | None, row: str, chosen: tuple[str, ...], out: Path, folder: Path, *, everything: bool) -> None:  # fmt: skip
    """Buat dokumen Word dari data yang tersimpan. Yang belum diketahui keluar sebagai titik-titik kuning."""
    if (name is None) is not everything:
        raise KlikError("Sebut satu NAMA dokumen (klik dokumen list), atau pakai --semua.")
    with opened(folder) as workspace:
        if name is not None:
            _write(_one(workspace, _kind(name), about, row, chosen), out)
            return
        from tqdm import tqdm

        wanted = list(_all(workspace))
        left: list[str] = []
        for kind, record in tqdm(wanted, desc="Dokumen", unit="berkas", disable=None):
            try:
                paper = _one(workspace, kind, record, "", ())
            except ReportError as error:
                left.append(f"{kind.title} {record or ''}: {error}")
                continue
            _write(paper, out / (record or "daerah"), quiet=True)
        click.echo(f"{len(wanted) - len(left)} dokumen di {out.absolute()}")
        for line in left:
            click.echo(f"Belum dibuat: {line}", err=True)


def _one(workspace: Workspace, kind: PaperKind, about: str | None, row: str, chosen: tuple[str, ...]) -> Made:
    from klik_kit.core.papers import About, rows_wanting
    from klik_kit.papers.making import made, subject

    if about is None and kind.about not in {About.REGION, About.SPD}:
        raise KlikError(f"Dokumen ini tentang {kind.about.value}; sebut yang mana: --tentang ID.")
    wanting = rows_wanting(kind, workspace.edition())
    if kind.about in {About.ROW, About.SPD} and row not in wanting:
        raise KlikError(
            f"Sebut indikatornya dengan --baris: {', '.join(wanting)}."
            if wanting
            else "Edisi ini tidak meminta dokumen ini."
        )
    today = date.today()  # noqa: DTZ011 - the day on the clinic's own wall
    return made(workspace, kind, subject(workspace, kind, about or ""), today=today, row=row, chosen=chosen)


def _all(workspace: Workspace) -> Iterator[tuple[PaperKind, str | None]]:
    """Every paper about the region, a unit, a session, a class or a trial, with what it is about."""
    from klik_kit.content.papers import load_papers
    from klik_kit.core.papers import About

    subjects: dict[About, Iterable[str | None]] = {
        About.REGION: (None,),
        About.UNIT: tuple(workspace.units),
        About.SESSION: [r.key.id for r in workspace.store.list("sesi")],
        About.CLASS: [r.key.id for r in workspace.store.list("kelas")],
    }
    for kind in load_papers().values():
        if kind.choose:
            continue
        noted = workspace.store.list(kind.noted) if kind.noted else ()
        for record in (*subjects.get(kind.about, ()), *(r.key.parent for r in noted if r.values())):
            yield kind, record


def _write(made: Made, out: Path, *, quiet: bool = False) -> None:
    from klik_kit.files import write_bytes

    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExchangeError(f"Folder {out} tidak dapat dibuat.") from error
    write_bytes(out / made.name, made.body)
    if not quiet:
        click.echo(f"Dokumen: {(out / made.name).absolute()}")


def _kind(name: str) -> PaperKind:
    """The kind of paper a name means.

    Raises:
        KlikError: there is none; names similar ones.
    """
    from difflib import get_close_matches

    from klik_kit.content.papers import load_papers

    kinds = load_papers()
    by_template = {kind.template: kind for kind in kinds.values()}
    if name in kinds or name in by_template:
        return kinds.get(name) or by_template[name]
    near = get_close_matches(name, kinds, n=3, cutoff=0.4)
    hint = f" Mungkin: {', '.join(near)}." if near else ""
    raise KlikError(f"Dokumen {name!r} tidak ada.{hint} Lihat: klik dokumen list")
