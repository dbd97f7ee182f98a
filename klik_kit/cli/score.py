"""klik score."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from klik_kit.cli.bahasa import Command, one_line
from klik_kit.cli.options import edition_option, kind_option, opened, workspace_option
from klik_kit.core.bahasa import number
from klik_kit.core.portfolio import ScoreKind
from klik_kit.errors import KlikError

if TYPE_CHECKING:
    from klik_kit.core.advice import Advice
    from klik_kit.core.rubric import Edition
    from klik_kit.core.scoring import InnovationScore, RegionScore

_STEPS = 5
_ONLY_TOTAL = "hanya jumlahnya yang diketahui, belum ada parameter per indikator"


@click.command(cls=Command)
@click.argument("file", metavar="[BERKAS.json]", required=False, type=click.Path(path_type=Path))
@click.option("--opd", metavar="KODE", help="Inovasi satu unit di ruang kerja.")
@click.option("--daerah", "whole", is_flag=True, help="Seluruh daerah di ruang kerja.")
@click.option("--json", "as_json", is_flag=True, help="Keluaran JSON (bentuk: score.schema.json).")
@click.option("--schema", is_flag=True, help="Tampilkan bentuk JSON masukan dan keluaran.")
@edition_option
@kind_option(default=None)
@workspace_option
def score(
    file: Path | None, opd: str | None, folder: Path, edition: str | None, kind: ScoreKind | None, *,
    whole: bool, as_json: bool, schema: bool,
) -> None:  # fmt: skip
    """Hitung kematangan inovasi dan Perkiraan IID, beserta asal setiap angka.

    Pilih salah satu: BERKAS.json, --opd KODE, atau --daerah.
    """
    if schema:
        _print_schemas()
        return
    if sum((file is not None, opd is not None, whole)) != 1:
        raise KlikError("Pilih salah satu: BERKAS.json, --opd KODE, atau --daerah.")
    if file is not None:
        rubric, region, title = _from_file(file, edition, kind)
    else:
        rubric, region, title = _from_workspace(folder, opd, edition, kind or ScoreKind.MANDIRI)
    own = [s for s in region.innovations if opd is None or s.innovation.opd == opd]
    if as_json:
        _print_json(rubric, region, own, opd)
    elif opd is not None:
        _print_innovations(title, rubric, region, own)
    else:
        _print_region(title, rubric, region)


def show_region(folder: Path, edition: str) -> None:
    """Print the score of a workspace's region with its derivation."""
    rubric, region, title = _from_workspace(folder, None, edition, ScoreKind.MANDIRI)
    _print_region(title, rubric, region)


def _from_file(file: Path, edition: str | None, kind: ScoreKind | None) -> tuple[Edition, RegionScore, str]:
    from klik_kit.content import load_edition
    from klik_kit.core.scoring import score_region
    from klik_kit.exchange.portfolio_json import read_portfolio

    rubric, portfolio, used = read_portfolio(file, editions=load_edition, edition=edition, kind=kind)
    return rubric, score_region(rubric, portfolio, kind=used), file.name


def _from_workspace(
    folder: Path, opd: str | None, edition: str | None, kind: ScoreKind
) -> tuple[Edition, RegionScore, str]:
    from klik_kit.core.scoring import score_region

    with opened(folder) as workspace:
        rubric = workspace.edition(edition)
        title = workspace.region.name if opd is None else workspace.unit(opd).name
        return rubric, score_region(rubric, workspace.portfolio(rubric), kind=kind), title


def _print_json(rubric: Edition, region: RegionScore, own: list[InnovationScore], opd: str | None) -> None:
    from klik_kit.exchange.portfolio_json import innovation_document, score_document

    if opd is None:
        document = score_document(rubric, region, warnings=_unknown_urusan(region))
    else:
        head = {"edition": region.edition, "score_kind": region.kind.value, "opd": opd}
        document = head | {"innovations": [innovation_document(rubric, s) for s in own]}
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))


def _unknown_urusan(region: RegionScore) -> list[str]:
    """A main urusan that no list knows covers nothing, without a word; so there is a word."""
    from klik_kit.content import load_choices

    known = load_choices()["urusan"]
    written = sorted({s.innovation.urusan for s in region.innovations if s.innovation.urusan})
    return [
        f"Urusan {name!r} tidak dikenal, sehingga tidak dihitung sebagai cakupan."
        for name in written
        if not known.match(name)
    ]


def _print_schemas() -> None:
    from klik_kit.exchange.portfolio_json import schemas

    click.echo(json.dumps(schemas(), ensure_ascii=False, indent=1))


def _print_region(title: str, rubric: Edition, region: RegionScore) -> None:
    from klik_kit.core.advice import advise

    click.echo(f"{title} · {rubric.id} ({rubric.status.label}) · {region.kind.label}")
    if not region.scored:
        click.echo(f"  Belum ada satu pun {region.kind.label.lower()} yang diisi; angka di bawah belum berarti.")
    for step in region.steps:
        last = step is region.steps[-1]
        value = number(step.value, least=2, most=2 if last else 4)
        click.echo(f"  {step.name:<22} {value:>12}   {step.how}{f'  → {region.predicate}' if last else ''}")
    unscored = sum(1 for s in region.innovations if s.verdict.counted and s.maturity is None)
    click.echo(
        f"  {region.counted} dari {len(region.innovations)} inovasi dihitung; terjawab {number(region.answered)} dari "
        f"{number(region.questions)} isian" + (f"; {unscored} inovasi belum dinilai" if unscored else "")
    )
    totals = sum(1 for s in region.innovations if not s.sheet.rows_known)
    if totals:
        click.echo(f"  {totals} inovasi {_ONLY_TOTAL}; baris wajib dan langkahnya belum dapat ditunjukkan")
    if region.spd.missing_mandatory:
        click.echo(f"  Baris wajib SPD yang kosong: {', '.join(region.spd.missing_mandatory)}")
    if region.urusan_missing:
        click.echo(f"  Urusan wajib pelayanan dasar tanpa inovasi: {'; '.join(region.urusan_missing)}")
    for warning in _unknown_urusan(region):
        click.echo(f"  {warning}")
    _print_advice(advise(rubric, region), region)


def _print_advice(advice: Advice, region: RegionScore) -> None:
    names = {s.innovation.id: one_line(f"{s.innovation.id} {s.innovation.name}") for s in region.innovations}
    first = []
    if advice.urusan.short:
        first.append(
            f"{_gain(advice.urusan.gain)}  {advice.urusan.short} urusan wajib lagi agar skor jumlah inovasi diperoleh"
        )
    first += [
        f"{_gain(s.gain)}  {names[s.innovation]} ({one_line(s.opd)}): {' '.join(s.needs)}"
        for s in advice.entries[:_STEPS]
        if s.gain > 0
    ]
    if advice.one_more.missing_to_divisor:
        first.append(f"{'':>8}  {advice.one_more.missing_to_divisor} inovasi lagi sampai pembagi minimum")
    elif advice.one_more.breakeven:
        first.append(
            f"{'':>8}  Satu inovasi lagi menaikkan indeks bila kematangannya di atas {number(advice.one_more.breakeven)}"
        )
    shared = [
        f"{_gain(s.gain)}  {s.step.name} ({s.document}, sekitar {s.weeks} minggu)" for s in advice.shared[:_STEPS]
    ]
    rows = [
        f"{_gain(s.gain)}  {names.get(s.innovation, 'SPD')} baris {s.row}: {s.activity} ({s.document}, sekitar {s.weeks} minggu)"
        for s in advice.rows[:_STEPS]
    ]
    for heading, lines in (
        ("Syarat dan cakupan", first),
        ("Langkah bersama (yang menaikkan baris yang sama tidak dijumlahkan)", shared),
        ("Langkah per baris", rows),
    ):
        if lines:
            click.echo("\n  ".join([f"{heading}, dengan tambahan indeksnya:", *lines]))


def _gain(gain: Fraction) -> str:
    return f"{f'+{number(gain, least=2)}':>8}"


def _print_innovations(title: str, rubric: Edition, region: RegionScore, own: list[InnovationScore]) -> None:
    click.echo(f"{title} · {region.edition} · {region.kind.label}")
    if not own:
        click.echo("  Belum ada inovasi yang tercatat.")
    most = f" dari {number(rubric.formula.max_sid)}" if rubric.formula.max_sid is not None else ""
    for s in own:
        points = "belum dinilai" if s.maturity is None else f"{number(s.maturity)}{most}"
        basket = s.verdict.basket.label if s.verdict.basket else "syarat belum diketahui"
        answered = f"terjawab {s.sheet.answered}/{s.sheet.questions}" if s.sheet.rows_known else _ONLY_TOTAL
        if s.sheet.from_total and s.sheet.rows_known:
            answered += ", jumlah yang diketahui masih dipakai"
        click.echo(
            f"  {one_line(s.innovation.id)}  {one_line(s.innovation.name)}\n      {points}; {answered}; {basket}"
        )
        if s.sheet.missing_mandatory:
            click.echo(f"      Baris wajib yang kosong: {', '.join(s.sheet.missing_mandatory)}")
        for finding in s.verdict.findings:
            click.echo(f"      {finding.text}")
        made = [
            f"{row.indicator.row}: {number(row.indicator.weight)}×{row.level}={number(row.points)}"
            for row in s.rows(rubric)
            if row.points is not None
        ]
        if made:
            click.echo("      baris: bobot×parameter=nilai  " + "  ".join(made))
