"""Names in a package are readable, unique, and safe on Windows whatever was typed."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klik_kit.core.parcel_names import LONGEST, LONGEST_FOLDER, document_name, folder_name

RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?$", re.IGNORECASE)


def test_the_name_says_row_kind_and_number():
    assert document_name("16", title="SK Bupati", number="214/2025", day="2025-01-05", ending="pdf") == "16_SK-Bupati-214-2025.pdf"  # fmt: skip


def test_without_a_number_the_date_stands_there():
    assert document_name("18", title="DPA.pdf", number="", day="2026-01-05", ending="pdf") == "18_DPA-2026-01-05.pdf"


def test_a_file_that_a_package_named_keeps_its_name():
    assert document_name("16", title="16_SK-Bupati-214-2025.pdf", number="214/2025", day="", ending="pdf") == "16_SK-Bupati-214-2025.pdf"  # fmt: skip


def test_the_same_name_gets_a_number_whatever_its_case():
    taken = {"16_sk.pdf"}
    assert document_name("16", title="SK", number="", day="", ending="pdf", taken=taken) == "16_SK-2.pdf"


@pytest.mark.parametrize(
    ("unit", "name"), [("CON", ""), ("AUX.1", "nul"), ("..", "../.."), ("A", "b" * 300), ("", "\u202e日本")]
)
def test_folders_are_safe(unit, name):
    found = folder_name(unit, name, "INV-1")
    assert re.fullmatch(r"[A-Za-z0-9_-]+", found)
    assert len(found) <= LONGEST_FOLDER
    assert not RESERVED.match(found)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=20))
def test_any_text_makes_a_safe_name(title, number, day):
    found = document_name("16", title=title, number=number, day=day, ending="pdf")
    assert re.fullmatch(r"16_[A-Za-z0-9._-]*\.pdf", found)
    assert ".." not in found
    assert len(found) <= LONGEST
    assert not found.removesuffix(".pdf").endswith((".", " "))
