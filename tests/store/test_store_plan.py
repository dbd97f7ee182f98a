"""What a save is refused for before any database is asked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from store_cases import AT, KEY, change

from klik_kit.errors import StoreError
from klik_kit.store.plan import wished


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"])
@pytest.mark.parametrize("place", ["value", "field", "who", "id", "kind", "unit", "parent", "edition"])
def test_a_text_no_database_can_hold_is_refused(text: str, place: str) -> None:
    wish, who = change("judul", "x"), "sari"
    if place == "who":
        who = text
    elif place in {"value", "field"}:
        wish = replace(wish, **{place: text})
    else:
        wish = replace(wish, record=replace(KEY, **{place: text}))
    with pytest.raises(StoreError, match="memuat huruf"):
        wished([wish], who=who, at=AT)


@pytest.mark.parametrize("name", ["", "x" * 201, "@key", 7])
def test_a_field_name_that_is_empty_long_reserved_or_no_text_is_refused(name: str) -> None:
    with pytest.raises(StoreError, match=r"Nama isian .*inovasi-1"):
        wished([change(name, "x")], who="sari", at=AT)


def test_a_value_that_is_no_text_is_refused() -> None:
    with pytest.raises(StoreError, match="Isian nilai pada inovasi-1 bukan teks, melainkan int"):
        wished([change("nilai", 7)], who="sari", at=AT)


def test_an_empty_value_is_a_value() -> None:
    assert wished([change("judul", "")], who="sari", at=AT).changes == (change("judul", ""),)


def test_a_save_without_a_person_is_refused() -> None:
    with pytest.raises(StoreError, match="Nama penyimpan kosong"):
        wished([change("judul", "x")], who="", at=AT)
