"""Numbers and dates as people and machines read them."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klik_kit.core.bahasa import day, decimal, half_up, listed, number, told_value


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [("65.005", 2, "65.01"), ("65.0049", 2, "65"), ("2.5", 0, "3"), ("-2.5", 0, "-3"), ("0", 2, "0")],
)
def test_halves_round_away_from_zero(value, places, expected):
    assert half_up(Fraction(value), places) == Fraction(expected)


@pytest.mark.parametrize(
    ("value", "least", "most", "text"),
    [
        (Fraction(160, 3), 0, 4, "53.3333"),
        (Fraction(38, 5), 2, 4, "7.60"),
        (Fraction(110), 2, 4, "110.00"),
        (Fraction(70), 0, 4, "70"),
        (Fraction(-1, 300), 0, 4, "-0.0033"),
        (Fraction(1, 8), 0, 0, "0"),
    ],
)
def test_decimals_are_exact_or_rounded_at_four(value, least, most, text):
    assert decimal(value, least=least, most=most) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=4))
def test_four_decimals_survive_as_they_are(value):
    assert Fraction(decimal(Fraction(value))) == Fraction(value)


def test_numbers_are_grouped_with_points_and_carry_a_comma():
    assert number(Fraction("-1234567.891")) == "−1.234.567,89"
    assert number(1400) == "1.400"
    assert number(Fraction(1, 2), least=2) == "0,50"


def test_a_date_is_written_out():
    assert day(date(2026, 8, 7)) == "7 Agustus 2026"


def test_lists_end_with_dan():
    assert [listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == ["a", "a dan b", "a, b, dan c"]


@pytest.mark.parametrize(
    ("stored", "told"),
    [("2026-07-04", "4 Juli 2026"), ("2026-13-40", "2026-13-40"), ("sejak 2026-07-04", "sejak 2026-07-04"), ("", "")],
)
def test_a_stored_date_is_told_in_words_and_anything_else_as_it_is(stored, told):
    assert told_value(stored) == told
