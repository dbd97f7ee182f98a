"""The self-scoring form and the form of the region's rows, made from an edition, and what follows from the answers.

Pure. Parameters, evidence and flags are the edition's (FACTS.md, "SPD 2026" and "SID 2026"); a
chosen parameter without evidence is allowed and told. T-0, T-1 and T-2 are shown as years.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby

from klik_kit.core.bahasa import day, listed, number
from klik_kit.core.forms import EvidencePlace, Field, Form, Item, Option, Panel, Relevant, Section
from klik_kit.core.portfolio import Scores
from klik_kit.core.rubric import MAX_LEVEL, Edition, Indicator, Level, Part, level_for
from klik_kit.core.scoring import add_up
from klik_kit.errors import MissingFactError

KIND = "mandiri"
NO_EVIDENCE = "Belum ada data dukung"
_YEAR = re.compile(r"\bT-([012])\b")
_THREE_YEARS = re.compile(r"\bT-2\b")
_DECISION = "keputusan"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFacts:
    """One row as it stands: level (None: unanswered), its points of the most it can give, and its documents.

    ``note`` is *Belum ada data dukung* where a parameter stands without a document, else empty.
    """

    row: Indicator
    level: int | None
    points: Fraction | None
    most: Fraction
    documents: int
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveFacts:
    """What follows from one self-scoring: points (None: nothing answered), what is missing, and the next step."""

    points: Fraction | None
    most: Fraction
    answered: int
    questions: int
    missing_mandatory: tuple[Indicator, ...]
    rows: tuple[RowFacts, ...]
    step: NextStep | None


def assessment_form(edition: Edition) -> Form:
    """The self-scoring form: one section a variable, each indicator with its parameters and evidence."""
    order = [row.variable for row in edition.sid]
    rows = sorted(edition.sid, key=lambda row: order.index(row.variable))
    sections = [
        Section(
            id=f"variabel-{place}",
            title=variable,
            items=tuple(item for row in group for item in _indicator(row, edition.year)),
        )
        for place, (variable, group) in enumerate(groupby(rows, key=lambda row: row.variable), start=1)
    ]
    top = Section(id="ringkasan", title="", items=(Panel(id="skor"), Panel(id="langkah")))
    last = Section(id="periksa", title="Periksa dan ajukan", items=(Panel(id="kurang"), Panel(id="ajukan")))
    return Form(id="penilaian", title="Penilaian Mandiri", sections=(top, *sections, last), minutes=30)


def spd_form(edition: Edition) -> Form:
    """The form of the region's own rows: raw figure, parameter, source and who holds the data."""
    sections = [
        Section(
            id=f"spd-{place}",
            title=variable,
            items=tuple(item for row in group for item in _region_row(row, edition.year)),
        )
        for place, (variable, group) in enumerate(groupby(edition.spd, key=lambda row: row.variable), start=1)
    ]
    top = Section(id="ringkasan", title="", items=(Panel(id="skor"),))
    last = Section(id="surat", title="Surat permintaan data", items=(Panel(id="surat"),))
    return Form(id="spd", title="Satuan Pemerintah Daerah (SPD)", sections=(top, *sections, last))


def with_years(text: str, year: int) -> str:
    """A text of the rubric with T-0, T-1 and T-2 as the years they are, T-0 being the year of measurement."""
    return _YEAR.sub(lambda found: str(year - int(found[1])), text)


def _indicator(row: Indicator, year: int) -> tuple[Item, ...]:
    label = f"{row.row}. {with_years(row.name, year)}"
    place = EvidencePlace(
        indicator=row.row, hint=with_years(row.evidence, year), accept=row.file_types, letter=row.letter
    )
    if not row.bases:
        return (_level_field(row, row.levels, year, label=label, hint=_hint(row)), place)
    basis = Field(
        name=f"{KIND}.{row.row}.basis",
        label=f"{label}\nUkuran mana yang dipakai?",
        type="select_one",
        required=True,
        hint=f"{_hint(row)} Pilih tepat satu ukuran; ambang parameternya mengikuti ukuran itu.",
        options=tuple(Option(value=b.key, label=b.name, hint=b.unit) for b in row.bases),
    )
    levels = (
        _level_field(
            row,
            b.levels,
            year,
            label=b.name,
            hint=with_years(b.evidence, year),
            relevant=Relevant(field=basis.name, values=(b.key,)),
        )
        for b in row.bases
    )
    return (basis, *levels, place)


def _level_field(
    row: Indicator, levels: tuple[Level, ...], year: int, *, label: str, hint: str, relevant: Relevant | None = None
) -> Field:
    options = tuple(Option(value=str(level.value), label=with_years(level.text, year)) for level in levels)
    return Field(
        name=f"{KIND}.{row.row}",
        label=label,
        hint=hint,
        type="level",
        options=options,
        required=bool(row.mandatory),
        relevant=relevant,
    )


def _region_row(row: Indicator, year: int) -> Iterator[Item]:
    heading = f"{row.row}. {with_years(row.name, year)}"
    if row.levels[0].range is not None:
        unit = f" dalam {with_years(row.unit, year)}" if row.unit else ""
        hint = f"Angka{unit}; parameternya terhitung sendiri. Sumber: dokumen resmi."
        yield Field(name=f"figure.{row.row}", label=heading, hint=hint, type="decimal", required=bool(row.mandatory))
        heading = f"Parameter {row.row}"
    yield _level_field(row, row.levels, year, label=heading, hint=_hint(row))
    yield Field(name=f"source.{row.row}", label=f"Sumber data {row.row}", hint="Nama dokumen, nomor, dan tanggalnya.")
    owner = f"Biasanya: {row.owner}." if row.owner else "Unit dan nama orang yang memegang data ini."
    yield Field(name=f"owner.{row.row}", label=f"Penanggung Jawab Data {row.row}", hint=owner)


def _hint(row: Indicator) -> str:
    parts = [f"Bobot {number(row.weight)}."]
    if row.mandatory:
        parts.append("Baris wajib.")
    if row.elements:
        parts.append(f"Unsurnya: {listed(list(row.elements))}.")
    return " ".join(parts)


def level_of_figure(edition: Edition, row: Indicator, figure: Fraction) -> int | str:
    """The parameter a raw figure earns, or the sentence that says why none can be told."""
    try:
        return level_for(edition, row.levels, figure, where=f"baris {row.row}")
    except MissingFactError:
        return "Angka ini jatuh di antara dua rentang resmi. Periksa banyaknya angka di belakang koma, lalu pilih parameternya sendiri."


def shared_figure(row: Indicator, figure: Fraction) -> str:
    """Where the official ranges of two parameters both hold a figure: which one counts; else empty.

    Source: FACTS.md, below the SPD table: parameter 3 is tried first, then 2, then 1.
    """
    held = [level.value for level in row.levels if level.range is not None and figure in level.range]
    if len(held) < 2:
        return ""
    both = listed([str(value) for value in sorted(held)])
    return f"Angka ini termasuk rentang resmi parameter {both}; yang dipakai parameter {max(held)}."


def live_facts(
    edition: Edition,
    levels: Mapping[str, int],
    *,
    basis: Mapping[str, str],
    documents: Mapping[str, int],
    divisor: int,
) -> LiveFacts:
    """Everything the page of one self-scoring shows, from its answers.

    Args:
        edition: whose rows count.
        levels: by row; an absent row is unanswered, never 0.
        basis: the chosen basis by row.
        documents: how many documents each row has; an absent row has none.
        divisor: the region's, MAX(least, number of innovations).

    Raises:
        MissingFactError: the edition does not know its rows or its maximum.
    """
    sheet = add_up(edition, Part.SID, Scores(levels=levels, basis=basis))
    rows = tuple(
        RowFacts(
            row=row,
            level=levels.get(row.row),
            points=row.weight * levels[row.row] if row.row in levels else None,
            most=row.weight * MAX_LEVEL,
            documents=documents.get(row.row, 0),
            note=NO_EVIDENCE if levels.get(row.row, 0) > 0 and not documents.get(row.row) else "",
        )
        for row in edition.rows(Part.SID)
    )
    return LiveFacts(
        points=sheet.points,
        most=sum((row.most for row in rows), Fraction(0)),
        answered=sum(1 for row in rows if row.level is not None),
        questions=len(rows),
        missing_mandatory=tuple(row.row for row in rows if row.row.mandatory and row.level is None),
        rows=rows,
        step=next_step(edition, levels, divisor=divisor, basis=basis),
    )


def next_step(
    edition: Edition, levels: Mapping[str, int], *, divisor: int, basis: Mapping[str, str] | None = None
) -> NextStep | None:
    """The one level more that gains most on the index, the quicker paper first among equals; None where all stand.

    Formula: weight x 100 / (divisor x maximum), FACTS.md "Rumus". Only rows whose next level names
    an activity and a document are offered: a step is never a claim to tick. A row with several bases
    speaks of the one that was chosen.
    """
    worth = edition.level_worth(divisor)
    best: tuple[Fraction, int, int] | None = None
    step = None
    for place, row in enumerate(edition.sid):
        to = levels.get(row.row, 0) + 1
        if to > MAX_LEVEL:
            continue
        level = _level(row, to, (basis or {}).get(row.row))
        paper = edition.by_document.get(level.document)
        if not level.activity or paper is None:
            continue
        rank = (-worth[row.row], paper.weeks, place)
        if best is None or rank < best:
            best = rank
            step = NextStep(
                row=row.row,
                name=row.name,
                to=to,
                activity=with_years(level.activity, edition.year),
                document=paper.name,
                weeks=paper.weeks,
                gain=worth[row.row],
            )
    return step


def _level(row: Indicator, value: int, basis: str | None) -> Level:
    levels = next((b.levels for b in row.bases if b.key == basis), row.levels)
    return next(level for level in levels if level.value == value)


def without_evidence(edition: Edition, levels: Mapping[str, int], evidenced: Collection[str]) -> tuple[Indicator, ...]:
    """The rows with a parameter above 0 but no document yet."""
    return tuple(row for row in edition.sid if levels.get(row.row, 0) > 0 and row.row not in evidenced)


def letter_flags(
    edition: Edition,
    row: Indicator,
    signed: date,
    *,
    level: int | None,
    noted: date,
    implemented: date | None,
    today: date,
) -> tuple[str, ...]:
    """What cannot be, or should be looked at, about the date of a letter; said politely, never a refusal.

    A letter's date is the day it was signed (USERS.md, "Papers"), so it lies neither in the future nor
    after the day it was noted here. Rows that ask for T-2 to T-0 take no older letter, and a decision
    goes with the year of implementation (FACTS.md, row 16); a regulation may well be older.

    Args:
        edition: whose year is T-0.
        row: what the letter is evidence of.
        signed: the letter's date.
        level: the chosen parameter, None where there is none yet.
        noted: the day the letter was noted.
        implemented: when the innovation was put to use.
        today: the day on the clinic's wall.
    """
    flags = []
    if signed > today:
        flags.append(
            f"Tanggal surat {day(signed)} belum tiba. Tanggal surat harus sama dengan tanggal penandatanganannya; mohon diperiksa."
        )
    elif signed > noted:
        flags.append(
            f"Surat bertanggal {day(signed)}, sedangkan dicatat lebih dahulu, pada {day(noted)}. Mohon diperiksa."
        )
    first = edition.year - 2
    if asks_three_years(row) and signed.year < first:
        flags.append(
            f"Surat bertanggal {signed.year}, sedangkan baris {row.row} meminta dokumen tahun {first} sampai {edition.year}. Mohon unggah yang sesuai."
        )
    if implemented is not None and signed.year < implemented.year and _is_decision(edition, row, level):
        flags.append(
            f"Keputusan bertanggal {signed.year}, sedangkan inovasi diterapkan pada {implemented.year}. Mohon unggah keputusan yang sesuai."
        )
    return tuple(flags)


def asks_three_years(row: Indicator) -> bool:
    """Whether a row wants documents of T-2 to T-0, by its own words."""
    return any(_THREE_YEARS.search(text) for text in (row.evidence, *(level.text for level in row.levels)))


def _is_decision(edition: Edition, row: Indicator, level: int | None) -> bool:
    """Whether the paper of the chosen parameter is a decision; of any parameter where none is chosen."""
    documents = [one.document for one in row.levels if level is None or one.value == level]
    papers = [edition.by_document[name].name for name in documents if name in edition.by_document]
    return any(name.casefold().startswith(_DECISION) for name in papers)
