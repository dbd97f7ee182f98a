"""What an acceptance names, and what ends it."""

from datetime import UTC, datetime, timedelta

import pytest

from klik_kit.core.acceptance import Standing, accepted_level, mark_of, standing_of
from klik_kit.core.records import Answer, Record, RecordKey

AT = datetime(2026, 1, 1, tzinfo=UTC)


def record(name, at=AT, **values):
    answers = {n: Answer(field=n, value=v, version=1, who="x", at=at) for n, v in values.items()}
    return Record(key=RecordKey(id=name, kind="x"), answers=answers)


def document(name="D1", at=AT, **values):
    return record(
        name, at, **({"indicator": "16", "file": "f", "title": "SK", "number": "1", "date": "2025-01-01"} | values)
    )


ASSESSMENT = record("A", **{"mandiri.16": "2", "mandiri.17": "1"})
MARK = mark_of(ASSESSMENT, [document()], "16")


@pytest.mark.parametrize("name", ["file", "title", "number", "date", "indicator"])
def test_every_part_of_a_document_counts(name):
    assert mark_of(ASSESSMENT, [document(**{name: "99"})], "16") != MARK


@pytest.mark.parametrize("documents", [[], [document(file=None)], [document(), document("D2")]])
def test_taking_back_and_adding_count(documents):
    assert mark_of(ASSESSMENT, documents, "16") != MARK


def test_neither_order_nor_ids_nor_the_state_of_a_check_count():
    other = document("D2", AT + timedelta(days=1), file="g")
    both = mark_of(ASSESSMENT, [document(), other], "16")
    assert mark_of(ASSESSMENT, [document("D9", file="g"), document("D0", state="Diperiksa")], "16") == both


def test_the_measure_counts():
    chosen = record("A", **{"mandiri.16": "2", "mandiri.16.basis": "a"})
    assert mark_of(chosen, [document()], "16") != MARK


def test_parts_cannot_be_moved_from_one_document_to_the_next():
    one = [document(title="a", number="b"), document("D2", title="c", number="d")]
    two = [document(title="a", number="d"), document("D2", title="c", number="b")]
    assert mark_of(ASSESSMENT, one, "16") != mark_of(ASSESSMENT, two, "16")


def test_documents_of_other_rows_do_not_count():
    assert mark_of(ASSESSMENT, [document(), document("D2", indicator="17")], "16") == MARK


def test_a_mark_names_its_level_and_there_is_none_without_one():
    assert accepted_level(MARK) == "2"
    assert mark_of(ASSESSMENT, [document(indicator="18")], "18") is None


@pytest.mark.parametrize(
    ("accepted", "now", "standing"),
    [
        (None, "2:a", Standing.OPEN),
        ("2:a", "2:a", Standing.ACCEPTED),
        ("2:a", "3:a", Standing.REOPENED),
        ("2:a", None, Standing.REOPENED),
    ],
)
def test_an_acceptance_stands_only_for_what_it_named(accepted, now, standing):
    assert standing_of(accepted, now) is standing
