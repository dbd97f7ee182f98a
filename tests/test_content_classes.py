"""Templates of classes are data: the shipped ones load, and a broken one tells everything that is wrong at once."""

import pytest

from klik_kit.content.classes import load_template, template_names
from klik_kit.errors import ContentError, KlikError

BROKEN = """schema: 1
id: "lain"
title: "Kelas"
theme: "Tema"
participants: "Dinas"
material: []
output: "Diagnosis"
stuck_minutes: 10
parts:
  - {title: "Satu", minutes: 10, doing: "Isi", fill: [{form: "diagnosis", sections: ["masalah", "tidak_ada"]}]}
  - {title: "Dua", minutes: 10, doing: "Isi", fill: [{form: "penilaian", sections: ["variabel-1"]}]}
"""


def written(folder, name, text):
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def test_three_themes_are_shipped_and_each_asks_for_forms():
    assert len(template_names()) >= 3
    for name in template_names():
        template = load_template(name)
        assert template.tasks
        assert 60 <= template.minutes <= 240


def test_all_that_is_wrong_is_told_at_once(tmp_path):
    with pytest.raises(ContentError) as error:
        load_template("kelas", written(tmp_path, "kelas", BROKEN))
    told = str(error.value)
    assert "'lain' tidak sama dengan nama 'kelas'" in told
    assert "'tidak_ada' tidak ada" in told
    assert "penilaian diisi seluruhnya" in told


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("minutes: 10", "minutes: 0", "lebih dari 0"),
        ('theme: "Tema"', "theme: 12", "harus berupa teks"),
        ('form: "diagnosis"', 'form: "spd"', "harus"),
        ("material: []", "bahan: []", "tidak dikenal"),
    ],
)
def test_a_wrong_key_or_value_is_named_with_its_place(tmp_path, old, new, what):
    with pytest.raises(ContentError) as error:
        load_template("lain", written(tmp_path, "lain", BROKEN.replace(old, new)))
    assert what in str(error.value)
    assert "lain.yaml" in str(error.value)


def test_an_unknown_name_gives_the_known_ones():
    with pytest.raises(KlikError, match="pelayanan_kesehatan"):
        load_template("../forms/diagnosis")
