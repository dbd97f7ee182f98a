"""A raw sheet and its form become drafts; everything that cannot be is refused by cell.

May not open files or decide what changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from klik_kit.core.bahasa import plain
from klik_kit.errors import Problem
from klik_kit.exchange import cells
from klik_kit.exchange.drafts import Draft
from klik_kit.exchange.sheets import Column, SheetForm
from klik_kit.exchange.workbook_in import RawSheet, column_letters

_HEAD_ROW = 1


def read_sheet(form: SheetForm, raw: RawSheet) -> tuple[list[Draft], list[Problem], list[str]]:
    """The drafts of a sheet, the refusals (sheet, cell, what, mend) and remarks."""
    head = raw.rows[0] if raw.rows else []
    columns, refused = _columns(form, raw.name, head)
    remarks = _unknown_columns(form, raw.name, head)
    if refused:
        return [], refused, remarks
    drafts: list[Draft] = []
    taken: dict[tuple[str, str], int] = {}
    for number, cells_of_row in enumerate(raw.rows[1:], start=_HEAD_ROW + 1):
        if all(cells.is_blank(value) for value in cells_of_row):
            continue
        row, problems = _row(raw, columns, number, cells_of_row)
        if problems:
            refused += problems
            continue
        try:
            draft = _draft(form, raw.name, number, row)
        except ValueError as error:
            refused.append(_refusal(raw.name, f"baris {number}", str(error)))
            continue
        if clash := _clash(draft, taken):
            refused.append(
                _refusal(
                    raw.name, f"baris {number}", f"{draft.label} sudah ditulis pada baris {clash}. Hapus salah satunya."
                )
            )
            continue
        taken |= {(draft.key.id, f): number for f in draft.values}
        drafts.append(draft)
    return drafts, refused, remarks


def _clash(draft: Draft, taken: Mapping[tuple[str, str], int]) -> int | None:
    """The row that already fills one of the same fields of the same record."""
    return next((taken[draft.key.id, field] for field in draft.values if (draft.key.id, field) in taken), None)


def _columns(form: SheetForm, sheet: str, head: Sequence[object]) -> tuple[dict[int, Column], list[Problem]]:
    by_heading = {plain(c.heading): c for c in form.columns}
    columns: dict[int, Column] = {}
    problems: list[Problem] = []
    for position, value in enumerate(head):
        column = by_heading.get(plain(_heading(value)))
        if column is None:
            continue
        if column in columns.values():
            where = f"{sheet}!{column_letters(position)}{_HEAD_ROW}"
            problems.append(
                Problem(where=where, what=f"kolom {column.heading!r} ada dua.", mend="Hapus salah satunya.")
            )
        columns[position] = column
    for column in form.columns:
        if column.required and column not in columns.values():
            problems.append(
                Problem(
                    where=f"{sheet}!{_HEAD_ROW}:{_HEAD_ROW}",
                    what=f"kolom {column.heading!r} tidak ada pada baris judul.",
                    mend="Tulis kembali judul kolomnya, atau unduh templat baru.",
                )
            )
    return columns, problems


def _unknown_columns(form: SheetForm, sheet: str, head: Sequence[object]) -> list[str]:
    known = {plain(c.heading) for c in form.columns}
    unknown = [_heading(v) for v in head if not cells.is_blank(v) and plain(_heading(v)) not in known]
    return [f"Lembar {sheet}: kolom {', '.join(unknown)} tidak dikenal dan tidak dibaca."] if unknown else []


def _heading(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _row(
    raw: RawSheet, columns: Mapping[int, Column], number: int, values: Sequence[cells.CellValue]
) -> tuple[dict[str, str | None], list[Problem]]:
    row: dict[str, str | None] = {}
    problems: list[Problem] = []
    for position, column in columns.items():
        address = f"{column_letters(position)}{number}"
        value = values[position] if position < len(values) else ""
        if column.shown:
            continue
        if address in raw.formulas:
            problems.append(
                _refusal(
                    raw.name,
                    address,
                    f"{column.heading} berisi rumus. Salin, lalu tempel sebagai nilai (Paste Values).",
                )
            )
        elif cells.is_blank(value, strict=column.cell is cells.text):
            if column.required:
                problems.append(_refusal(raw.name, address, f"{column.heading} wajib diisi."))
        elif isinstance(value, str) and value.strip().casefold() == cells.CLEAR and not column.required:
            row[column.field] = None
        else:
            try:
                row[column.field] = column.cell(value)
            except ValueError as error:
                problems.append(_refusal(raw.name, address, f"{column.heading}: {error}"))
    return row, problems


def _draft(form: SheetForm, sheet: str, number: int, row: Mapping[str, str | None]) -> Draft:
    key = form.key(row)
    label = next((str(row[f]) for f in ("name", "title", "event", "role", "setting", "year") if row.get(f)), key.id)
    return Draft(place=f"{sheet}!{number}", label=label, key=key, values=form.to_answers(row))


def _refusal(sheet: str, address: str, what: str) -> Problem:
    head, _, mend = what.partition(". ")
    return Problem(where=f"{sheet}!{address}", what=head.removesuffix(".") + ".", mend=mend)
