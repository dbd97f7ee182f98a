"""PINs, passwords, tokens and codes."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from klik_kit.errors import KlikError
from klik_kit.passwords import check_secret, hash_secret, new_token, short_code, shown_code, token_hash, verify


@pytest.mark.parametrize(
    "secret", ["246813", "112233", "000001", "rahasia!", "kata sandi panjang", "12345678a", "é" * 4 + "abcd"]
)
def test_these_may_be_chosen(secret):
    check_secret(secret)


@pytest.mark.parametrize(
    ("secret", "told"),
    [
        ("", "belum diisi"), ("        ", "belum diisi"), ("13579", "minimal 6 angka"), ("111111", "mudah ditebak"),
        ("123456", "mudah ditebak"), ("654321", "mudah ditebak"), ("567890", "mudah ditebak"), ("rahasia", "minimal 8 huruf"),
        ("aaaaaaaa", "mudah ditebak"), ("a1" * 101, "paling banyak 200"), ("١٢٣٤٥٦", "minimal 8 huruf"),
    ],
)  # fmt: skip
def test_these_are_refused_with_what_to_choose_instead(secret, told):
    with pytest.raises(KlikError, match=told):
        check_secret(secret)


def test_a_hash_opens_with_its_secret_only():
    kept = hash_secret("246813")
    assert (verify(kept, "246813"), verify(kept, "246814")) == (True, False)


def test_a_hash_is_argon2id_with_the_parameters_of_owasp():
    assert hash_secret("246813").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_two_hashes_of_one_secret_differ():
    assert hash_secret("246813") != hash_secret("246813")


def test_a_letter_composed_in_two_ways_is_one():
    assert verify(hash_secret("kafe\u0301 kopi"), "kaf\u00e9 kopi")


@pytest.mark.parametrize("stored", [None, "", "kacau", "$argon2id$v=19$m=8,t=1,p=1$AAAA"])
def test_where_no_hash_is_kept_nothing_opens(stored):
    assert not verify(stored, "246813")


def test_a_lone_surrogate_is_a_wrong_password_and_no_defect():
    assert not verify(hash_secret("246813"), "\ud800")


def test_tokens_fit_into_an_address():
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", new_token())


def test_no_two_tokens_are_alike():
    assert len({new_token() for _ in range(500)}) == 500


def test_a_short_code_has_eight_signs_that_nobody_confuses():
    codes = "".join(short_code() for _ in range(500))
    assert (len(codes), set(codes) & set("IOL01"), codes.upper()) == (4000, set(), codes)


def test_a_short_code_is_shown_in_two_halves():
    assert shown_code("ABCD2345") == "ABCD-2345"


def test_of_a_token_a_sha256_is_kept():
    assert token_hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_argon2_is_loaded_only_when_used():
    code = "import sys, klik_kit.passwords; print('argon2' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "False\n"
