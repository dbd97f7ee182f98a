"""Whether a store is what its history says: the chain itself, then answers and keys against it.

Reads only. The history is streamed and the comparison is the database's, so that memory grows with
what deleted accounts wrote and not with the history.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, and_, or_, select

from klik_kit.errors import Problem
from klik_kit.store.chain import (
    ERASED_FIELD,
    GENESIS,
    KEY_FIELD,
    RESTORE,
    Link,
    Redaction,
    breaks,
    erasure_text,
    key_text,
)
from klik_kit.store.reading import LINKS
from klik_kit.store.tables import AnswerRow, HeadRow, HistoryRow, RecordRow, RedactionRow, key_from_row

ROWS_AT_ONCE = 1000


def problems(connection: Connection, *, anchor: tuple[int, str] | None) -> Iterator[Problem]:
    """Everything that does not fit, in the order chain, deletions, answers, keys."""
    heads = [(count, last) for count, last in connection.execute(select(HeadRow.count, HeadRow.hash))]
    if not heads:
        yield Problem(where="kepala riwayat", what="hilang.", mend=RESTORE)
        newest = select(HistoryRow.number, HistoryRow.hash).order_by(HistoryRow.number.desc()).limit(1)
        heads = [(count, last) for count, last in connection.execute(newest)] or [(0, GENESIS)]
    wanted = [*heads, anchor] if anchor else heads
    yield from breaks(_links(connection), heads=wanted, redactions=_redactions(connection))
    yield from _erasures(connection)
    yield from _answers(connection)
    yield from _keys(connection)


def _links(connection: Connection) -> Iterator[Link]:
    rows = connection.execute(
        LINKS.order_by(HistoryRow.number),
        execution_options={"yield_per": ROWS_AT_ONCE},
    )
    return (Link(*row) for row in rows)


def _redactions(connection: Connection) -> dict[int, Redaction]:
    """The newest redaction of each link that has one."""
    rows = connection.execute(
        select(RedactionRow.number, RedactionRow.seal, RedactionRow.salt).order_by(
            RedactionRow.number, RedactionRow.erasure
        )
    )
    return {number: Redaction(seal=seal, salt=salt or "") for number, seal, salt in rows}


def _erasures(connection: Connection) -> Iterator[Problem]:
    """Deletions whose redactions are not those that were noted, and redactions without one."""
    seals: dict[int, list[str]] = {}
    rows = select(RedactionRow.erasure, RedactionRow.seal).order_by(RedactionRow.erasure, RedactionRow.number)
    for erasure, seal in connection.execute(rows):
        seals.setdefault(erasure, []).append(seal)
    noted = select(HistoryRow.number, HistoryRow.value).where(HistoryRow.field == ERASED_FIELD)
    told = {row[0]: row[1] for row in connection.execute(noted)}
    for number in sorted(seals.keys() | told.keys()):
        if told.get(number) != erasure_text(seals.get(number, ())):
            yield Problem(
                where=f"riwayat nomor {number}",
                what="penyamaran nama yang tersimpan berbeda dengan catatan penghapusan akunnya.",
                mend=RESTORE,
            )


def _answers(connection: Connection) -> Iterator[Problem]:
    """Answers that are not the newest link of their field, and fields whose answer is gone."""
    same = and_(
        HistoryRow.record == AnswerRow.record,
        HistoryRow.field == AnswerRow.field,
        HistoryRow.version == AnswerRow.version,
    )
    differing = (
        select(AnswerRow.record, AnswerRow.field)
        .outerjoin(HistoryRow, same)
        .where(
            or_(
                HistoryRow.number.is_(None),
                AnswerRow.field == KEY_FIELD,
                HistoryRow.value.is_distinct_from(AnswerRow.value),
                HistoryRow.who != AnswerRow.who,
                HistoryRow.at != AnswerRow.at,
            )
        )
    )
    outdated = (
        select(HistoryRow.record, HistoryRow.field)
        .outerjoin(AnswerRow, and_(HistoryRow.record == AnswerRow.record, HistoryRow.field == AnswerRow.field))
        .where(
            HistoryRow.field.not_in([KEY_FIELD, ERASED_FIELD]),
            or_(AnswerRow.record.is_(None), HistoryRow.version > AnswerRow.version),
        )
    )
    for record, field in sorted({tuple(row) for row in connection.execute(differing.union(outdated))}):
        yield Problem(
            where=f"catatan {record}, isian {field}",
            what="jawaban yang tersimpan berbeda dengan riwayat terakhirnya.",
            mend=RESTORE,
        )


def _keys(connection: Connection) -> Iterator[Problem]:
    """Records whose key is not their newest ``@key`` link, and links whose record is gone."""
    newest = and_(
        HistoryRow.record == RecordRow.id, HistoryRow.field == KEY_FIELD, HistoryRow.version == RecordRow.version
    )
    stored = connection.execute(
        select(
            RecordRow.id, RecordRow.kind, RecordRow.unit, RecordRow.parent, RecordRow.edition, HistoryRow.value
        ).outerjoin(HistoryRow, newest)
    )
    wrong = {row[0] for row in stored if key_text(key_from_row(row)) != row[5]}
    outdated = connection.execute(
        select(HistoryRow.record)
        .outerjoin(RecordRow, HistoryRow.record == RecordRow.id)
        .where(or_(RecordRow.id.is_(None), and_(HistoryRow.field == KEY_FIELD, HistoryRow.version > RecordRow.version)))
    )
    wrong.update(outdated.scalars())
    for record in sorted(wrong):
        yield Problem(
            where=f"catatan {record}",
            what="jenis, unit, induk atau edisinya berbeda dengan riwayat terakhirnya.",
            mend=RESTORE,
        )
