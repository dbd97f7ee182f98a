"""What a save writes, and what comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from store_cases import AT, KEY, LATER, REGION, change

from klik_kit.core.records import Answer, Record, RecordKey
from klik_kit.errors import Conflict, ConflictError, NotFoundError, StoreError
from klik_kit.store import Store, open_store

WITA = timezone(timedelta(hours=8))


def test_a_saved_answer_comes_back_with_version_person_and_moment(store: Store) -> None:
    saved = store.save([change("judul", "Jemput bola")], who="sari", at=AT)
    answer = Answer(field="judul", value="Jemput bola", version=1, who="sari", at=AT)
    assert saved == (answer,)
    assert store.get(KEY.id) == Record(key=KEY, answers={"judul": answer})


def test_a_saved_answer_is_there_after_reopening(store: Store, url: str) -> None:
    store.save([change("judul", "Jemput bola")], who="sari", at=AT)
    with open_store(url, at=LATER) as again:
        assert again.get(KEY.id) == store.get(KEY.id)


def test_a_moment_comes_back_in_utc_to_the_microsecond(store: Store) -> None:
    local = AT.astimezone(WITA)
    (saved,) = store.save([change("judul", "x")], who="sari", at=local)
    assert saved.at == local
    assert saved.at.tzinfo is UTC
    assert store.get(KEY.id).answers["judul"].at.tzinfo is UTC
    assert store.get(KEY.id).answers["judul"] == saved


@pytest.mark.parametrize("at", [datetime(2026, 3, 2), datetime.max.replace(tzinfo=timezone(-timedelta(hours=8)))])  # noqa: DTZ001
def test_a_moment_without_a_zone_or_beyond_the_calendar_is_refused(store: Store, at: datetime) -> None:
    with pytest.raises(StoreError, match="Waktu"):
        store.save([change("judul", "x")], who="sari", at=at)


def test_a_save_on_the_newest_version_makes_the_next(store: Store) -> None:
    store.save([change("judul", "satu")], who="sari", at=AT)
    (saved,) = store.save([change("judul", "dua", base=1)], who="budi", at=LATER)
    assert saved == Answer(field="judul", value="dua", version=2, who="budi", at=LATER)


def test_a_cleared_answer_keeps_its_version_and_has_no_value(store: Store) -> None:
    store.save([change("judul", "satu")], who="sari", at=AT)
    store.save([change("judul", None, base=1)], who="sari", at=LATER)
    record = store.get(KEY.id)
    assert record.answers["judul"].version == 2
    assert record.value("judul") is None
    assert record.values() == {}


def test_repeating_the_stored_value_writes_nothing(store: Store) -> None:
    first = store.save([change("judul", "satu")], who="sari", at=AT)
    head = store.head()
    assert store.save([change("judul", "satu", base=1)], who="budi", at=LATER) == first
    assert store.head() == head


def test_answers_come_back_in_the_order_of_the_changes(store: Store) -> None:
    store.save([change("b", "tetap")], who="sari", at=AT)
    saved = store.save([change("c", "3"), change("b", "tetap", base=1), change("a", "1")], who="sari", at=AT)
    assert [answer.field for answer in saved] == ["c", "b", "a"]


def test_no_changes_are_no_save(store: Store) -> None:
    assert store.save([], who="sari", at=AT) == ()
    assert store.head()[0] == 0


def test_a_save_on_an_old_version_is_refused_with_both_values(store: Store) -> None:
    store.save([change("judul", "satu")], who="sari", at=AT)
    store.save([change("judul", "dua", base=1)], who="budi", at=AT)
    with pytest.raises(ConflictError) as caught:
        store.save([change("judul", "tiga", base=1)], who="sari", at=LATER)
    assert caught.value.conflicts == (
        Conflict(record=KEY.id, field="judul", base=1, version=2, sent="tiga", stored="dua", who="budi"),
    )


def test_one_conflict_keeps_every_change_of_the_call_from_being_written(store: Store) -> None:
    store.save([change("judul", "satu")], who="sari", at=AT)
    before = store.get(KEY.id), store.head()
    moved = replace(KEY, unit="2.05")
    with pytest.raises(ConflictError):
        store.save([change("baru", "x", record=moved), change("judul", "dua", record=moved)], who="budi", at=AT)
    assert (store.get(KEY.id), store.head()) == before


def test_every_conflict_of_a_call_is_carried(store: Store) -> None:
    store.save([change("a", "1"), change("b", "1"), change("c", "1")], who="sari", at=AT)
    with pytest.raises(ConflictError) as caught:
        store.save([change("a", "2"), change("b", "2", base=1), change("c", "2", base=7)], who="budi", at=AT)
    assert [(conflict.field, conflict.base) for conflict in caught.value.conflicts] == [("a", 0), ("c", 7)]


def test_a_base_where_nothing_is_stored_is_a_conflict(store: Store) -> None:
    with pytest.raises(ConflictError) as caught:
        store.save([change("judul", "x", base=3)], who="sari", at=AT)
    assert caught.value.conflicts[0].version == 0
    with pytest.raises(NotFoundError):
        store.get(KEY.id)


def test_a_field_named_twice_in_a_call_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="judul pada inovasi-1 dikirim dua kali"):
        store.save([change("judul", "a"), change("judul", "b", base=1)], who="sari", at=AT)


def test_a_different_unit_moves_the_record(store: Store) -> None:
    store.save([change("judul", "x")], who="sari", at=AT)
    moved = replace(KEY, unit="2.05")
    store.save([change("judul", "x", base=1, record=moved)], who="admin", at=LATER)
    assert store.get(KEY.id).key == moved
    assert [entry.version for entry in store.history(KEY.id, "@key")] == [1, 2]
    assert store.verify() == ()


@pytest.mark.parametrize("changed", [{"kind": "spd"}, {"parent": "daerah"}, {"edition": "iid-2026"}])
def test_kind_parent_and_edition_of_a_record_never_change(store: Store, changed: dict[str, str]) -> None:
    store.save([change("judul", "x"), change("nama", "y", record=REGION)], who="sari", at=AT)
    with pytest.raises(StoreError, match="tidak dapat diubah"):
        store.save([change("judul", "z", base=1, record=replace(KEY, **changed))], who="sari", at=AT)


def test_two_keys_for_one_record_in_a_call_are_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="dua kunci"):
        store.save([change("a", "1"), change("b", "2", record=replace(KEY, unit="2.05"))], who="sari", at=AT)


def test_a_parent_may_be_made_after_its_child_in_the_same_call(store: Store) -> None:
    child = RecordKey(id="bukti-1", kind="data_dukung", parent=KEY.id)
    store.save([change("berkas", "a.pdf", record=child), change("judul", "x")], who="sari", at=AT)
    assert store.get(child.id).key.parent == KEY.id


def test_a_parent_may_be_there_already(store: Store) -> None:
    store.save([change("judul", "x")], who="sari", at=AT)
    child = RecordKey(id="bukti-1", kind="data_dukung", parent=KEY.id)
    store.save([change("berkas", "a.pdf", record=child)], who="sari", at=AT)
    assert [record.key for record in store.list("data_dukung", parent=KEY.id)] == [child]


def test_an_unknown_parent_is_refused_by_name(store: Store) -> None:
    child = RecordKey(id="bukti-1", kind="data_dukung", parent="tiada")
    with pytest.raises(StoreError, match="bukti-1 menyebut induk tiada"):
        store.save([change("berkas", "a.pdf", record=child)], who="sari", at=AT)


def test_a_record_cannot_be_its_own_ancestor(store: Store) -> None:
    keys = [RecordKey(id=name, kind="uji", parent=parent) for name, parent in (("a", "c"), ("b", "a"), ("c", "b"))]
    with pytest.raises(StoreError, match="induk bagi dirinya sendiri"):
        store.save([change("x", "1", record=key) for key in keys], who="sari", at=AT)


def test_a_refused_text_leaves_nothing_behind_on_either_database(store: Store) -> None:
    with pytest.raises(StoreError, match="memuat huruf NUL"):
        store.save([change("judul", "x"), change("uraian", "a\x00b")], who="sari", at=AT)
    assert store.head()[0] == 0


@pytest.mark.parametrize("name", ["", "x" * 201, "a\x00b", "\ud800"])
def test_an_id_that_cannot_be_is_of_no_record(store: Store, name: str) -> None:
    with pytest.raises(NotFoundError, match="Muat ulang halamannya"):
        store.get(name)


def test_names_as_long_as_allowed_fit_both_databases(store: Store) -> None:
    long = "\N{SNOWMAN}" * 200
    key = RecordKey(id=long, kind=long, unit=long, edition=long)
    store.save([change(long, "x", record=key)], who=long, at=AT)
    assert store.get(long).value(long) == "x"


def test_a_value_may_be_a_long_text_of_any_script(store: Store) -> None:
    value = "ꦲꦏ꧀ꦱꦫ 😀 'kutip' \"ganda\" \\ % :nama \r\n\t\x1f\x7f\u2028" * 20_000
    store.save([change("uraian", value)], who="sari", at=AT)
    assert store.get(KEY.id).value("uraian") == value
    assert store.verify() == ()


def test_lists_are_sorted_by_id_whatever_language_the_database_sorts_in(store: Store) -> None:
    ids = ["b", "A", "a", "B", "é", "Z", "_", "10", "9"]
    store.save([change("x", "1", record=RecordKey(id=name, kind="uji")) for name in ids], who="sari", at=AT)
    assert [record.key.id for record in store.list("uji")] == sorted(ids)


def test_lists_are_narrowed_by_unit_parent_and_edition(store: Store) -> None:
    keys = [
        RecordKey(id="1", kind="uji", unit="a", edition="e1"),
        RecordKey(id="2", kind="uji", unit="a", edition="e2"),
        RecordKey(id="3", kind="uji", unit="b", edition="e1", parent="1"),
        RecordKey(id="4", kind="lain", unit="a", edition="e1"),
    ]
    store.save([change("x", key.id, record=key) for key in keys], who="sari", at=AT)

    def ids(**narrow: str) -> list[str]:
        return [record.key.id for record in store.list("uji", **narrow)]

    assert ids() == ["1", "2", "3"]
    assert ids(unit="a") == ["1", "2"]
    assert ids(edition="e1") == ["1", "3"]
    assert ids(parent="1") == ["3"]
    assert ids(unit="a", edition="e1") == ["1"]
    assert ids(unit="c") == []


def test_a_listed_record_equals_the_one_got_alone(store: Store) -> None:
    store.save([change("b", "2"), change("a", "1")], who="sari", at=AT)
    (listed,) = store.list("inovasi")
    assert listed == store.get(KEY.id)
    assert list(listed.answers) == ["a", "b"]


def test_an_unknown_record_is_named(store: Store) -> None:
    with pytest.raises(NotFoundError, match="tiada-1"):
        store.get("tiada-1")
    with pytest.raises(NotFoundError, match="tiada-1"):
        store.history("tiada-1")


def test_an_import_of_many_answers_is_one_save(store: Store) -> None:
    """More records and fields than a query takes at once."""
    keys = [RecordKey(id=f"inovasi-{number:04}", kind="inovasi") for number in range(450)]
    wide = [change(f"f{number}", "x", record=REGION) for number in range(450)]
    many = [change("judul", key.id, record=key) for key in keys] + wide
    first = store.save(many, who="impor", at=AT)
    assert store.save([replace(wish, base=1) for wish in many], who="impor", at=LATER) == first
    store.save([replace(wish, base=1, value="baru") for wish in many], who="impor", at=LATER)
    assert {record.value("judul") for record in store.list("inovasi")} == {"baru"}
    assert store.head()[0] == 451 + 2 * len(many)
    assert store.verify() == ()


def test_what_is_read_in_stillness_is_of_one_moment(store: Store, url: str) -> None:
    store.save([change("judul", "satu")], who="sari", at=AT)
    with open_store(url, at=LATER) as other:
        with store.still():
            head = store.head()
            other.save([change("judul", "dua", base=1)], who="budi", at=LATER)
            assert store.get(KEY.id).answers["judul"].value == "satu"
            assert store.head() == head
        assert store.get(KEY.id).answers["judul"].value == "dua"
        assert store.head() == other.head()
