"""The self-scoring form and the form of the region's rows, made from an edition, and what follows from the answers.

Pure. Parameters, evidence and flags are the edition's (FACTS.md, "SPD 2026" and "SID 2026"); a
chosen parameter without evidence is allowed and told.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from klik_kit.core.forms import EvidencePlace, Field, Form, Item, Option, Panel, Relevant, Section
from klik_kit.core.rubric import MAX_LEVEL, Edition, Indicator, Level, level_for
from klik_kit.errors import MissingFactError

KIND = "mandiri"
NO_EVIDENCE = "Belum ada data dukung"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """The best next level: its row, what to do, the paper that shows it, weeks, and exact index points."""

    row: str
    name: str
    to: int
    activity: str
    document: str
    weeks: int
    gain: Fraction


def assessment_form(edition: Edition) -> Form:
    """The self-scoring form: one section a variable, each indicator with its parameters and evidence."""
    rows = sorted(edition.sid, key=lambda row: [i.variable for i in edition.sid].index(row.variable))
    sections = [
        Section(id=f"variabel-{number}", title=variable, items=tuple(item for row in group for item in _indicator(row)))
        for number, (variable, group) in enumerate(groupby(rows, key=lambda row: row.variable), start=1)
    ]
    top = Section(id="ringkasan", title="", items=(Panel(id="skor"), Panel(id="langkah")))
    last = Section(id="periksa", title="Periksa dan ajukan", items=(Panel(id="kurang"), Panel(id="ajukan")))
    return Form(id="penilaian", title="Penilaian Mandiri", sections=(top, *sections, last), minutes=30)


def spd_form(edition: Edition) -> Form:
    """The form of the region's own rows: raw figure, parameter, source and who holds the data."""
    sections = [
        Section(id=f"spd-{number}", title=variable, items=tuple(item for row in group for item in _region_row(row)))
        for number, (variable, group) in enumerate(groupby(edition.spd, key=lambda row: row.variable), start=1)
    ]
    top = Section(id="ringkasan", title="", items=(Panel(id="skor"),))
    last = Section(id="surat", title="Surat permintaan data", items=(Panel(id="surat"),))
    return Form(id="spd", title="Satuan Pemerintah Daerah (SPD)", sections=(top, *sections, last))


def _indicator(row: Indicator) -> tuple[Item, ...]:
    label = f"{row.row}. {row.name}"
    hint = f"Bobot {_plain(row.weight)}." + (" Baris wajib." if row.mandatory else "")
    place = EvidencePlace(indicator=row.row, hint=row.evidence, accept=row.file_types, letter=row.letter)
    if not row.bases:
        return (_level_field(row, row.levels, label=label, hint=hint), place)
    basis = Field(
        name=f"{KIND}.{row.row}.basis", label=f"{label}\nUkuran mana yang dipakai?", type="select_one", required=True,
        hint=f"{hint} Pilih tepat satu ukuran; ambang parameternya mengikuti ukuran itu.",
        options=tuple(Option(value=b.key, label=b.name, hint=b.unit) for b in row.bases),
    )  # fmt: skip
    levels = (
        _level_field(row, b.levels, label=b.name, hint=b.evidence, relevant=Relevant(field=basis.name, values=(b.key,))) for b in row.bases
    )  # fmt: skip
    return (basis, *levels, place)


def _level_field(row: Indicator, levels: tuple[Level, ...], *, label: str, hint: str, relevant: Relevant | None = None) -> Field:
    options = tuple(Option(value=str(level.value), label=level.text) for level in levels)
    return Field(name=f"{KIND}.{row.row}", label=label, hint=hint, type="level", options=options, required=bool(row.mandatory), relevant=relevant)


def _region_row(row: Indicator) -> tuple[Item, ...]:
    items: list[Item] = []
    if row.levels[0].range is not None:
        unit = f" dalam {row.unit}" if row.unit else ""
        items.append(Field(name=f"figure.{row.row}", label=f"{row.row}. {row.name}", hint=f"Angka{unit}; parameternya terhitung sendiri. Sumber: dokumen resmi.", type="decimal", required=bool(row.mandatory)))
    label = f"{row.row}. {row.name}" if not items else f"Parameter {row.row}"
    items.append(_level_field(row, row.levels, label=label, hint=f"Bobot {_plain(row.weight)}." + (" Baris wajib." if row.mandatory else "")))
    items.append(Field(name=f"source.{row.row}", label=f"Sumber data {row.row}", hint="Nama dokumen, nomor, dan tanggalnya."))
    items.append(Field(name=f"owner.{row.row}", label=f"Penanggung Jawab Data {row.row}", hint=f"Biasanya: {row.owner}." if row.owner else ""))
    return tuple(items)


def level_of_figure(edition: Edition, row: Indicator, figure: Fraction) -> int | str:
    """The parameter a raw figure earns, or the sentence that says why none can be told."""
    try:
        return level_for(edition, row.levels, figure, where=f"baris {row.row}")
    except MissingFactError:
        return "Angka ini jatuh di antara dua rentang resmi. Periksa banyaknya angka di belakang koma, lalu pilih parameternya sendiri."


def next_step(edition: Edition, levels: Mapping[str, int], *, divisor: int) -> NextStep | None:
    """The one level more that gains most on the index, the quicker paper first among equals; None where all stand.

    Formula: weight x 100 / (divisor x maximum), FACTS.md "Rumus". Only rows whose next level names
    an activity and a document are offered: a step is never a claim to tick.
    """
    worth = edition.level_worth(divisor)
    steps = []
    for row in edition.sid:
        to = levels.get(row.row, 0) + 1
        if to > MAX_LEVEL:
            continue
        level = row.level(to)
        paper = edition.by_document.get(level.document)
        if level.activity and paper:
            steps.append(NextStep(row=row.row, name=row.name, to=to, activity=level.activity, document=paper.name, weeks=paper.weeks, gain=worth[row.row]))
    return min(steps, key=lambda s: (-s.gain, s.weeks, int(s.row)), default=None)


def without_evidence(edition: Edition, levels: Mapping[str, int], evidenced: Collection[str]) -> tuple[Indicator, ...]:
    """The rows with a parameter above 0 but no document yet."""
    return tuple(row for row in edition.sid if levels.get(row.row, 0) > 0 and row.row not in evidenced)


def _plain(weight: Fraction) -> str:
    from klik_kit.core.bahasa import number

    return number(weight)
