"""Whether what a bundle says can be: the dates, numbers and states that scores and reports are made of.

Another program may have written it. Texts are taken as they are; what the pages' own forms check is not checked again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache

from klik_kit.content import editions, load_choices, load_edition
from klik_kit.core.records import Answer, Record, RecordKey
from klik_kit.errors import Problem
from klik_kit.exchange import cells
from klik_kit.exchange.columns import Column, SheetForm
from klik_kit.exchange.settings_sheets import REGION_FIELDS, settings_forms
from klik_kit.exchange.sheets import portfolio_forms

_EXACT = frozenset({cells.day, cells.points, cells.whole, cells.year})
_STATES = frozenset({"status", "state", "flow"})
_NEVER = datetime(1, 1, 1, tzinfo=UTC)


def unsound(key: RecordKey, answers: Mapping[str, str], *, edition: str) -> Iterator[Problem]:
    """What cannot be in a record, as its sheet would have refused it.

    Args:
        key: the record's.
        answers: its fields.
        edition: whose rows count where the record names none.
    """
    named = key.edition or (answers.get("edition") if key.kind == "daerah" else None)
    if named is not None and named not in editions():
        yield Problem(where=key.id, what=f"edisi {named!r} tidak ada.", mend=f"Pilih: {', '.join(editions())}.")
    elif key.kind == "daerah":
        yield from _wrong(key, answers, {column.field: column for column in REGION_FIELDS.values()})
    elif (form := _sheets(key.edition or edition).get(key.kind)) is not None:
        told = {name: Answer(field=name, value=value, version=1, who="", at=_NEVER) for name, value in answers.items()}
        for row in form.rows(Record(key=key, answers=told)):
            yield from _wrong(key, row, {column.field: column for column in form.columns if not column.shown})


def _wrong(key: RecordKey, row: Mapping[str, str], columns: Mapping[str, Column]) -> Iterator[Problem]:
    for name, value in row.items():
        column = columns.get(name)
        if column is None or not (column.number or column.cell in _EXACT or name in _STATES or name.endswith(".basis")):
            continue
        try:
            column.cell(value)
        except ValueError as error:
            yield Problem(where=f"{key.id}, {column.heading}", what=str(error))


@cache
def _sheets(edition: str) -> Mapping[str, SheetForm]:
    choices = load_choices()
    forms = (*settings_forms(choices), *portfolio_forms(load_edition(edition), choices))
    return {form.kind: form for form in forms}
