"""The readiness survey and the strategies are data: checked at load, every problem at once."""

import re
from pathlib import Path

import pytest

from klik_kit.content.forms import load_form
from klik_kit.content.instruments import load_readiness, load_strategies
from klik_kit.errors import ContentError
from klik_kit.places import shipped


def broken(tmp_path: Path, name: str, *changes: tuple[str, str]) -> Path:
    text = (shipped("templates") / "instruments" / f"{name}.yaml").read_text(encoding="utf-8")
    for pattern, put in changes:
        text, n = re.subn(pattern, put, text, count=1)
        assert n, pattern
    path = tmp_path / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_survey_has_the_seven_keys_with_one_or_two_statements():
    keys = load_readiness()
    assert len(keys) == 7
    assert {len(key.statements) for key in keys} <= {1, 2}
    assert all(s.low and s.middle and s.high for key in keys for s in key.statements)


def test_the_ten_strategies_each_say_what_shows_them():
    assert len(load_strategies()) == 10
    assert all(one.proof for one in load_strategies())


def test_the_form_of_stage_one_is_a_form():
    assert [section.id for section in load_form("form_drum_up").sections] == ["komitmen", "peserta"]


def test_every_problem_of_a_survey_is_told_at_once_with_its_place(tmp_path):
    path = broken(
        tmp_path, "kesiapan", (r'low: "tidak pernah dibicarakan\."', "low: No"), (r'id: "evaluasi"', 'id: "Evaluasi"')
    )
    with pytest.raises(ContentError) as caught:
        load_readiness(path)
    places = [problem.where for problem in caught.value.problems]
    assert places == ["kesiapan.yaml: keys[komitmen].statements[0].low", "kesiapan.yaml: keys[Evaluasi].id"]


def test_keys_named_twice_and_too_many_statements_are_told(tmp_path):
    extra = '{text: "a", low: "b", middle: "c", high: "d"}'
    path = broken(
        tmp_path,
        "kesiapan",
        (r'id: "evaluasi"', 'id: "komitmen"'),
        (r"statements:\n", f"statements:\n      - {extra}\n"),
        (r'^id: "kesiapan"|id: "kesiapan"', 'id: "lain"'),
    )
    with pytest.raises(ContentError) as caught:
        load_readiness(path)
    assert len(caught.value.problems) == 3


def test_strategies_named_twice_are_refused(tmp_path):
    with pytest.raises(ContentError, match="dua kali"):
        load_strategies(broken(tmp_path, "strategi", (r'id: "evaluasi"', 'id: "wajib"')))
