"""klik rubric list, show, check, diff."""

from __future__ import annotations

from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from klik_kit.cli.bahasa import Command, Group
from klik_kit.core.bahasa import number
from klik_kit.errors import ContentError, KlikError, Problem

if TYPE_CHECKING:
    from klik_kit.core.rubric import Edition, Indicator

_folder_option = click.option(
    "--folder",
    type=click.Path(path_type=Path, exists=False, file_okay=False),
    help="Folder rubrik lain daripada bawaan kit.",
)


@click.group(cls=Group)
def rubric() -> None:
    """Edisi rubrik IID: daftar, isi, pemeriksaan, dan perbedaannya."""


@rubric.command("list", cls=Command)
@_folder_option
def list_(folder: Path | None) -> None:
    """Daftar edisi yang tersedia."""
    from klik_kit.content import editions, load_edition

    for name in editions(folder):
        edition = load_edition(name, folder)
        click.echo(f"{name:<10} {edition.status.label:<10} {edition.title}")


@rubric.command(cls=Command)
@click.argument("edition", metavar="EDISI")
@click.argument("row", metavar="[BARIS]", required=False)
@_folder_option
def show(edition: str, row: str | None, folder: Path | None) -> None:
    """Isi satu edisi, atau satu barisnya (misalnya: klik rubric show iid-2026 16)."""
    from klik_kit.content import load_edition

    found = load_edition(edition, folder)
    if row is None:
        _show_edition(found)
    elif row in found.by_row:
        _show_row(found, found.by_row[row])
    else:
        raise KlikError(
            f"Baris {row!r} tidak ada pada edisi {edition}. Baris: {', '.join(found.by_row) or 'tidak diketahui'}."
        )


@rubric.command(cls=Command)
@click.argument("names", metavar="[EDISI]…", nargs=-1)
@_folder_option
def check(names: tuple[str, ...], folder: Path | None) -> None:
    """Periksa rubrik: tumpang tindih, celah, urutan, bobot, rujukan, dan jebakan YAML, semuanya sekaligus."""
    from klik_kit.content import editions, read_edition, rubrics_folder
    from klik_kit.core.rubric_ranges import known_overlaps

    place = folder or rubrics_folder()
    wanted = names or editions(place)
    if not wanted:
        raise KlikError(f"Folder {place} tidak memuat berkas iid-*.yaml.")
    problems: list[Problem] = []
    for name in wanted:
        edition, found = read_edition(name, place)
        problems += [
            Problem(where=f"{place / p.where.partition(':')[0]}:{p.where.partition(':')[2]}", what=p.what, mend=p.mend)
            for p in found
        ]
        if edition is not None:
            click.echo(f"{name}: {len(edition.spd)} baris SPD, {len(edition.sid)} baris SID, {edition.status.label}")
            for overlap in known_overlaps(edition):
                click.echo(f"  diketahui: {overlap}")
    if problems:
        raise ContentError(f"{len(problems)} masalah pada rubrik:", problems)
    click.echo("Rubrik benar.")


@rubric.command(cls=Command)
@click.argument("old", metavar="LAMA")
@click.argument("new", metavar="BARU")
@_folder_option
def diff(old: str, new: str, folder: Path | None) -> None:
    """Apa yang berubah dari satu edisi ke edisi lain, bagi pendamping."""
    from klik_kit.content import load_edition
    from klik_kit.core.rubric_diff import diff_editions

    differences = diff_editions(load_edition(old, folder), load_edition(new, folder))
    if not differences:
        click.echo(f"{old} dan {new} sama.")
    for group, members in groupby(differences, key=lambda d: d.group):
        click.echo(group)
        for difference in members:
            click.echo(f"  {difference}")


def _show_edition(edition: Edition) -> None:
    formula, window = edition.formula, edition.eligibility.window
    click.echo(f"{edition.id} · {edition.title} · {edition.status.label}")
    for line in edition.legal_basis:
        click.echo(f"  dasar: {line}")
    facts: dict[str, list[Fraction | int | None]] = {
        "maksimum SPD / SID / jumlah / total": [formula.max_spd, formula.max_sid, formula.max_count, formula.max_total],
        "pembagi minimum": [formula.divisor_min],
        "nilai per inovasi, batas": [formula.per_innovation, formula.innovation_cap],
        "syarat urusan wajib pelayanan dasar": [formula.urusan_needed],
        "kata rancang bangun minimal": [edition.eligibility.min_words],
    }
    for name, values in facts.items():
        click.echo(f"  {name}: " + " / ".join("tidak diketahui" if v is None else number(v) for v in values))
    click.echo(
        f"  jendela penerapan: {f'{window.start:%d-%m-%Y} s.d. {window.end:%d-%m-%Y}' if window else 'tidak diketahui'}"
    )
    for predicate in edition.predicates:
        click.echo(f"  {predicate.label}: {number(predicate.low, least=2)} s.d. {number(predicate.high, least=2)}")
    for rule in edition.rules:
        click.echo(f"  aturan: {rule}")
    for indicator in (*edition.spd, *edition.sid):
        must = "wajib" if indicator.mandatory else ("wajib?" if indicator.mandatory is None else "")
        click.echo(f"  {indicator.row:>4}  bobot {number(indicator.weight):<5} {must:<7} {indicator.name}")
    for source in edition.sources:
        click.echo(f"  sumber {source.id}: {source.what} ({source.confidence})")


def _show_row(edition: Edition, row: Indicator) -> None:
    must = {True: "wajib", False: "tidak wajib", None: "wajib atau tidak: tidak diketahui"}[row.mandatory]
    click.echo(f"{edition.id} baris {row.row} · {row.name}\n  {row.variable}; bobot {number(row.weight)}; {must}")
    for level in row.levels:
        click.echo(f"  Parameter {level.value}: {level.text}")
        if level.activity:
            click.echo(f"      langkah: {level.activity}")
    for basis in row.bases:
        click.echo(f"  Basis {basis.key}: {basis.name}: " + " / ".join(level.text for level in basis.levels))
    if row.evidence:
        click.echo(f"  Data dukung: {row.evidence}")
    if row.file_types:
        click.echo(f"  Jenis berkas: {', '.join(row.file_types)}")
    if row.note:
        click.echo(f"  Catatan: {row.note}")
    click.echo(f"  Sumber: {', '.join(row.sources)}")
