"""The rules of masking are data: checked at load, every problem at once."""

import re

import pytest

from klik_kit.content.masking import load_masking
from klik_kit.errors import ContentError
from klik_kit.places import shipped


def test_every_problem_of_the_rules_is_told_at_once_with_its_place(tmp_path):
    text = (shipped("templates") / "instruments" / "penyamaran.yaml").read_text(encoding="utf-8")
    for pattern, put in (
        ("keep: 3", "keep: 9"),
        (r"born_at: 7", "born_at: 14"),
        (r'id: "telepon"', 'id: "nik"'),
        ("near: 80", "near: 0"),
    ):
        text, n = re.subn(pattern, put, text, count=1)
        assert n, pattern
    path = tmp_path / "penyamaran.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load_masking(path)
    assert [problem.where for problem in caught.value.problems] == [
        "penyamaran.yaml: numbers[nik_berlabel].keep",
        "penyamaran.yaml: numbers[nik]",
        "penyamaran.yaml: numbers[nik].born_at",
        "penyamaran.yaml: numbers[nik]",
        "penyamaran.yaml: health.near",
    ]


def test_a_rule_that_would_mask_every_number_is_refused(tmp_path):
    text = (shipped("templates") / "instruments" / "penyamaran.yaml").read_text(encoding="utf-8")
    path = tmp_path / "penyamaran.yaml"
    path.write_text(re.sub(r'starts: \["081".*\]', "starts: []", text), encoding="utf-8")
    with pytest.raises(ContentError, match="semua angka sepanjang itu akan kena"):
        load_masking(path)


def test_a_pattern_in_place_of_a_word_is_only_letters(tmp_path):
    text = (shipped("templates") / "instruments" / "penyamaran.yaml").read_text(encoding="utf-8")
    path = tmp_path / "penyamaran.yaml"
    path.write_text(text.replace('"diagnosa"', '"(a+)+$"'), encoding="utf-8")
    mask = load_masking(path).text
    assert mask("a" * 50_000 + "!") == "a" * 50_000 + "!"
    assert mask("(a+)+$: rahasia") == "(a+)+$: [disamarkan]"
