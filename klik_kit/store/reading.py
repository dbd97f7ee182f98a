"""The questions put to the tables, answered in core values. Reads only.

Columns are selected, not entities: loading 15,000 answers is half as long that way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from sqlalchemy import ColumnElement, Connection, bindparam, select

from klik_kit.core.records import Answer, HistoryEntry, Record, RecordKey
from klik_kit.store.tables import (
    AnswerRow,
    HistoryRow,
    RecordRow,
    answer_from_row,
    entry_from_row,
    key_from_row,
)

CHUNK = 400
"""Names per query; two lists of them stay below the 999 variables of an old SQLite."""

_KEYS = select(RecordRow.id, RecordRow.kind, RecordRow.unit, RecordRow.parent, RecordRow.edition, RecordRow.version)
_ANSWERS = select(AnswerRow.record, AnswerRow.field, AnswerRow.value, AnswerRow.version, AnswerRow.who, AnswerRow.at)
_KEYS_OF = _KEYS.where(RecordRow.id.in_(bindparam("ids", expanding=True)))
_ANSWERS_OF = _ANSWERS.where(AnswerRow.record.in_(bindparam("ids", expanding=True)))
_ANSWERS_AT = _ANSWERS_OF.where(AnswerRow.field.in_(bindparam("fields", expanding=True)))
HISTORY = select(
    HistoryRow.number,
    HistoryRow.record,
    HistoryRow.field,
    HistoryRow.value,
    HistoryRow.version,
    HistoryRow.who,
    HistoryRow.at,
    HistoryRow.hash,
)
LINKS = HISTORY.add_columns(HistoryRow.cover)


def standing_keys(connection: Connection, ids: Iterable[str]) -> dict[str, tuple[RecordKey, int]]:
    """The key of each record and its version, by id; unknown ids are left out."""
    return {
        row[0]: (key_from_row(row), row[5])
        for some in _chunks(ids)
        for row in connection.execute(_KEYS_OF, {"ids": some})
    }


def standing_answers(connection: Connection, places: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Answer]:
    """The newest answer at each (record, field), and perhaps at other fields of the same records."""
    wanted = set(places)
    fields = sorted({field for _, field in wanted})
    narrow = len(fields) <= CHUNK
    return {
        (row[0], row[1]): answer_from_row(row)
        for some in _chunks({record for record, _ in wanted})
        for row in (
            connection.execute(_ANSWERS_AT, {"ids": some, "fields": fields})
            if narrow
            else connection.execute(_ANSWERS_OF, {"ids": some})
        )
    }


def records(connection: Connection, *conditions: ColumnElement[bool], fields: Sequence[str] = ()) -> tuple[Record, ...]:
    """The records that meet the conditions on ``RecordRow``, by id, their answers by field; only of ``fields`` where named."""
    answers: defaultdict[str, dict[str, Answer]] = defaultdict(dict)
    wanted = _ANSWERS.join(RecordRow, RecordRow.id == AnswerRow.record).where(*conditions)
    if fields:
        wanted = wanted.where(AnswerRow.field.in_(fields))
    for row in connection.execute(wanted):
        answers[row[0]][row[1]] = answer_from_row(row)
    keys = [key_from_row(row) for row in connection.execute(_KEYS.where(*conditions))]
    keys.sort(key=lambda key: key.id)  # here, because a PostgreSQL database sorts by its own language
    return tuple(Record(key=key, answers=dict(sorted(answers[key.id].items()))) for key in keys)


def entries(connection: Connection, record: str, field: str | None) -> tuple[HistoryEntry, ...]:
    """The links of a record, or of one of its fields, by number."""
    wanted = HISTORY.where(HistoryRow.record == record).order_by(HistoryRow.number)
    if field is not None:
        wanted = wanted.where(HistoryRow.field == field)
    return tuple(map(entry_from_row, connection.execute(wanted)))


def entries_after(connection: Connection, number: int, records: Iterable[str]) -> tuple[HistoryEntry, ...]:
    """The links of some records that come after a number, by number."""
    after = HISTORY.where(HistoryRow.number > number)
    name = HistoryRow.record.concat("")  # no index serves this: few links are new, so the walk goes by number
    found = [
        entry_from_row(row) for some in _chunks(set(records)) for row in connection.execute(after.where(name.in_(some)))
    ]
    return tuple(sorted(found, key=lambda entry: entry.number))


def last_time(connection: Connection) -> datetime | None:
    """When the newest link was saved; None where there is none."""
    row = connection.execute(HISTORY.order_by(HistoryRow.number.desc()).limit(1)).first()
    return entry_from_row(row).at if row is not None else None


def touched(connection: Connection, number: int, kind: str) -> bool:
    """Whether a link after a number belongs to a record of a kind."""
    name = HistoryRow.record.concat("")  # by number, as above
    found = select(HistoryRow.number).join(RecordRow, RecordRow.id == name)
    newer = found.where(HistoryRow.number > number, RecordRow.kind == kind).limit(1)
    return connection.execute(newer).first() is not None


def touched_keys(connection: Connection, number: int) -> tuple[RecordKey, ...]:
    """The keys of the records that have a link after a number, by id."""
    newer = select(HistoryRow.record).where(HistoryRow.number > number).distinct()
    ids = [row[0] for row in connection.execute(newer)]
    found = standing_keys(connection, ids)
    return tuple(found[record_id][0] for record_id in sorted(found))


def _chunks(names: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(sorted(names))
    while some := list(islice(rest, CHUNK)):
        yield some
