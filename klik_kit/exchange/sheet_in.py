"""A raw sheet and its form become drafts; everything that cannot be is refused by cell.

May not open files or decide what changes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from klik_kit.core.bahasa import plain
from klik_kit.errors import Problem
from klik_kit.exchange import cells
from klik_kit.exchange.columns import Column, FieldError, Row, SheetForm
from klik_kit.exchange.drafts import Draft
from klik_kit.exchange.workbook_in import RawSheet, column_letters

_HEAD_ROW = 1
_LABELS = ("name", "title", "event", "role", "setting", "year", "row", "innovation")


def read_sheet(form: SheetForm, raw: RawSheet) -> tuple[list[Draft], list[Problem], list[str]]:
    """The drafts of a sheet, the refusals (sheet, cell, what, mend) and remarks."""
    head = raw.rows[0] if raw.rows else []
    columns, refused = _columns(form, raw, head)
    remarks = _unknown_columns(form, raw.name, head)
    if refused:
        return [], refused, remarks
    letters = {column.field: column_letters(position) for position, column in columns.items()}
    drafts: list[Draft] = []
    taken: dict[tuple[str, str], int] = {}
    for number in range(_HEAD_ROW + 1, max([len(raw.rows), *raw.flaws]) + 1):
        values = raw.rows[number - 1] if number <= len(raw.rows) else ()
        row, problems = _row(raw, columns, number, values)
        if problems:
            refused += problems
            continue
        if all(cells.is_blank(value) for value in values):
            continue
        try:
            draft = _draft(form, f"{raw.name}!{number}", row, letters)
        except FieldError as error:
            refused.append(refusal(f"{raw.name}!{letters.get(error.field, '')}{number}", str(error)))
            continue
        if clash := _clash(draft, taken):
            where = next((draft.at(c.field) for c in columns.values() if c.key and row.get(c.field)), draft.place)
            refused.append(refusal(where, f"{draft.label} sudah ditulis pada baris {clash}. Hapus salah satunya."))
            continue
        taken |= {(draft.key.id, f): number for f in draft.values}
        drafts.append(draft)
    return drafts, refused, remarks


def refusal(where: str, what: str) -> Problem:
    """What a cell's error says, its second sentence as the cure."""
    head, _, mend = what.partition(". ")
    return Problem(where=where, what=head.removesuffix(".") + ".", mend=mend)


def heading(value: object) -> str:
    """What stands above a column, fit to be shown."""
    written = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", written).split())


def _clash(draft: Draft, taken: Mapping[tuple[str, str], int]) -> int | None:
    """The row that already fills one of the same fields of the same record."""
    return next((taken[draft.key.id, field] for field in draft.values if (draft.key.id, field) in taken), None)


def _columns(form: SheetForm, raw: RawSheet, head: Sequence[object]) -> tuple[dict[int, Column], list[Problem]]:
    by_heading = {plain(c.heading): c for c in form.columns}
    columns: dict[int, Column] = {}
    problems = [
        refusal(f"{raw.name}!{column_letters(position)}{_HEAD_ROW}", f"judul kolom {flaw}")
        for position, flaw in raw.flaws.get(_HEAD_ROW, {}).items()
    ]
    for position, value in enumerate(head):
        column = by_heading.get(plain(heading(value)))
        if column is None:
            continue
        if column in columns.values():
            where = f"{raw.name}!{column_letters(position)}{_HEAD_ROW}"
            problems.append(
                Problem(where=where, what=f"kolom {column.heading!r} ada dua.", mend="Hapus salah satunya.")
            )
        columns[position] = column
    problems += [
        Problem(
            where=f"{raw.name}!{_HEAD_ROW}:{_HEAD_ROW}",
            what=f"kolom {column.heading!r} tidak ada pada baris judul.",
            mend="Tulis kembali judul kolomnya, atau unduh templat baru.",
        )
        for column in form.columns
        if column.required and column not in columns.values()
    ]
    return columns, problems


def _unknown_columns(form: SheetForm, sheet: str, head: Sequence[object]) -> list[str]:
    known = {plain(c.heading) for c in form.columns}
    unknown = [heading(v) for v in head if not cells.is_blank(v) and plain(heading(v)) not in known]
    return [f"Lembar {sheet}: kolom {', '.join(unknown)} tidak dikenal dan tidak dibaca."] if unknown else []


def _row(
    raw: RawSheet, columns: Mapping[int, Column], number: int, values: Sequence[cells.CellValue]
) -> tuple[dict[str, str | None], list[Problem]]:
    """What a row says, by field, and what is wrong with it; a row without any value says nothing."""
    row: dict[str, str | None] = {}
    problems: list[Problem] = []
    flaws = raw.flaws.get(number, {})
    empty = all(cells.is_blank(value) for value in values)
    for position, column in columns.items():
        if column.shown:
            continue
        wrong = flaws.get(position)
        if wrong is None and not empty:
            try:
                row |= _cell(column, values[position] if position < len(values) else "")
            except ValueError as error:
                wrong = str(error)
        if wrong:
            problems.append(refusal(f"{raw.name}!{column_letters(position)}{number}", f"{column.heading}: {wrong}"))
    return row, problems


def _cell(column: Column, value: cells.CellValue) -> Row:
    """What one cell says about its field; nothing where it is blank."""
    if cells.is_blank(value, strict=column.cell is cells.text):
        if column.required:
            raise ValueError("wajib diisi.")
        return {}
    if isinstance(value, str) and value.strip().casefold() == cells.CLEAR:
        if column.required:
            raise ValueError("wajib diisi dan tidak dapat dihapus.")
        return {column.field: None}
    return {column.field: column.cell(value)}


def _draft(form: SheetForm, place: str, row: Row, letters: Mapping[str, str]) -> Draft:
    key = form.key(row)
    label = next((str(row[f]) for f in _LABELS if row.get(f)), key.id)
    return Draft(place=place, label=label, key=key, values=form.to_answers(row), columns=letters)
