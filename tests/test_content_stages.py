"""Kinds of actors and the award's presentation: what is shipped, and how every fault is told at once."""

import pytest

from klik_kit.content.forms import load_form
from klik_kit.content.stages import load_actors, load_pitch
from klik_kit.core.forms import field_for
from klik_kit.errors import ContentError
from klik_kit.places import shipped

FOLDER = shipped("templates") / "instruments"


def _problems(load, name, tmp_path, *changes):
    text = (FOLDER / name).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ContentError) as told:
        load(tmp_path / name)
    return [str(problem) for problem in told.value.problems]


def test_the_shipped_actors_are_the_penta_helix():
    assert [one.kind for one in load_actors().kinds] == ["Akademisi", "Bisnis", "Komunitas", "Pemerintah", "Media"]


def test_a_region_may_use_the_other_set(tmp_path):
    text = (FOLDER / "aktor.yaml").read_text(encoding="utf-8").replace('used: "abcgm"', 'used: "abcgf"')
    (tmp_path / "aktor.yaml").write_text(text, encoding="utf-8")
    assert load_actors(tmp_path / "aktor.yaml").kinds[-1].kind == "Lembaga keuangan"


def test_all_faults_of_the_actors_are_told_at_once(tmp_path):
    found = _problems(load_actors, "aktor.yaml", tmp_path, ('used: "abcgm"', 'used: "x"'), ("[3, 4, 5]", "[5, 4, 3]"), ('"Media"', '"Bisnis"'))  # fmt: skip
    assert len(found) == 3


def test_the_weights_of_the_presentation_are_those_of_2023():
    pitch = load_pitch()
    assert (pitch.weights_year, [part.weight for part in pitch.parts]) == (2023, [30, 25, 15, 20, 10])
    assert pitch.theme(2025) is not None
    assert pitch.theme(2026) is None


def test_weights_that_are_not_a_hundred_and_themes_given_twice_are_told_at_once(tmp_path):
    twice = ("themes:\n", 'themes:\n  - {year: 2025, text: "x", source: "y"}\n')
    found = _problems(load_pitch, "iga.yaml", tmp_path, ("weight: 30", "weight: 31"), twice, ("minutes: 10", "minutes: 0"))  # fmt: skip
    assert len(found) == 3
    assert any("jumlah bobot 101" in one for one in found)


def test_an_unknown_key_is_told_with_its_place(tmp_path):
    (found,) = _problems(load_pitch, "iga.yaml", tmp_path, ('name: "Kebaruan"', 'name: "Kebaruan"\n    bobot: 3'))
    assert "parts[kebaruan].bobot" in found


def test_every_field_the_presentation_takes_is_one_of_the_profile():
    names = [name for part in load_pitch().parts for name, _ in part.fields]
    assert [name for name in names if field_for(load_form("profil"), name) is None] == []
