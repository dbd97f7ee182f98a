"""The shipped forms, and how a fault in a form's file is told."""

from pathlib import Path

import pytest

from klik_kit.content import load_choices
from klik_kit.content.forms import form_names, load_form
from klik_kit.core.diagnosis import GROUPS
from klik_kit.core.forms import Field, Panel, Repeat, fields_of, items_of
from klik_kit.core.proposal import PARTS, VIDEO
from klik_kit.errors import ContentError, KlikError

OUTLINES = ("usulan_inisiatif", "profil", "kipp")
HEAD = 'schema: 1\nid: "uji"\ntitle: "Uji"\nsections:\n  - id: "satu"\n    title: "Satu"\n    items:\n'
GOOD = HEAD + '      - {field: "name", label: "Nama"}\n'


def problems(folder: Path, text: str) -> list[str]:
    path = folder / "uji.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError) as told:
        load_form("uji", path)
    return [str(problem) for problem in told.value.problems]


@pytest.fixture(params=form_names())
def form(request):
    return load_form(request.param)


def test_every_shipped_form_bears_the_name_of_its_file(form):
    assert form.id in form_names()


def test_the_forms_that_pages_use_are_shipped():
    assert {"diagnosis", *OUTLINES} <= set(form_names())


def test_every_question_has_a_label(form):
    fields = [f for item in items_of(form) for f in (item.fields if isinstance(item, Repeat) else (item,))]
    assert [f.name for f in fields if isinstance(f, Field) and not f.label.strip()] == []


def test_every_scale_says_what_its_numbers_mean(form):
    columns = [f for item in items_of(form) if isinstance(item, Repeat) for f in item.fields if f.type == "scale"]
    assert [f.name for f in columns if "1:" not in f.hint or "5:" not in f.hint] == []


def test_a_named_list_becomes_options():
    field = fields_of(load_form("profil"))["urusan"]
    assert tuple(option.value for option in field.options) == load_choices()["urusan"].values


def test_a_field_keeps_the_name_of_its_list():
    assert fields_of(load_form("profil"))["urusan"].choices == "urusan"


def test_a_name_shared_by_outlines_is_one_question():
    kinds: dict[str, set[tuple[str, str]]] = {}
    for outline in OUTLINES:
        for name, field in fields_of(load_form(outline)).items():
            kinds.setdefault(name, set()).add((field.type, field.choices))
    assert {name: found for name, found in kinds.items() if len(found) > 1} == {}


def test_rows_shared_by_outlines_have_the_same_columns():
    columns = {
        tuple(f.name for f in item.fields)
        for outline in OUTLINES
        for item in items_of(load_form(outline))
        if isinstance(item, Repeat) and item.name == "hasil"
    }
    assert columns == {("indikator", "satuan", "sebelum", "sesudah", "sumber", "tanggal")}


def test_the_profile_has_what_its_checks_look_at():
    wanted = {name for name, _ in PARTS} | set(VIDEO) | {"trial_on", "implemented_on", "developed_on"}
    assert wanted - set(fields_of(load_form("profil"))) == set()


def test_the_profile_requires_what_the_national_one_asks_of_every_innovation():
    asked = {"name", "stage", "initiator", "form", "goals", "benefits", "classification", "type", "urusan"}
    required = {name for name, field in fields_of(load_form("profil")).items() if field.required}
    assert asked - required == set()


def test_the_word_limits_of_kipp():
    limits = {name: f.max_words for name, f in fields_of(load_form("kipp")).items() if name.startswith("kipp.")}
    assert list(limits.values()) == [200, 300, 200, 200, 600, 100, 200, 200, 500]


def test_the_diagnosis_shows_its_four_pictures():
    panels = {item.id for item in items_of(load_form("diagnosis")) if isinstance(item, Panel)}
    assert {"usg", "whys", "fishbone", "impact", "serupa", "langkah"} <= panels


def test_the_bones_of_the_picture_are_the_groups_of_the_form():
    rows = next(i for i in items_of(load_form("diagnosis")) if isinstance(i, Repeat) and i.name == "sebab")
    group = next(f for f in rows.fields if f.name == "kategori")
    assert tuple(option.value for option in group.options) == GROUPS


@pytest.mark.parametrize(("name", "most"), [("masalah", 8), ("mengapa", 5), ("sebab", 18), ("gagasan", 8)])
def test_the_diagnosis_reads_as_many_rows_as_its_form_has(name, most):
    rows = {i.name: i.most for i in items_of(load_form("diagnosis")) if isinstance(i, Repeat)}
    assert rows[name] == most


def test_what_the_class_does_together_is_for_large_screens():
    large = [section.id for section in load_form("diagnosis").sections if section.large]
    assert large == ["sebab", "kriteria"]


def test_a_form_that_does_not_exist_names_those_that_do():
    with pytest.raises(KlikError, match="usulan_inisiatif"):
        load_form("tidak-ada")


def test_a_good_form_is_read(tmp_path):
    (tmp_path / "uji.yaml").write_text(GOOD, encoding="utf-8")
    assert list(fields_of(load_form("uji", tmp_path / "uji.yaml"))) == ["name"]


def test_all_problems_are_told_at_once(tmp_path):
    text = HEAD + '      - {field: "a", label: "A", type: "angka"}\n      - {field: "b", label: "B", warna: "merah"}\n'
    assert len(problems(tmp_path, text)) == 2


@pytest.mark.parametrize(
    ("item", "told"),
    [
        ('{field: "a", label: "A", type: "angka"}', "jenis isian tidak dikenal"),
        ('{field: "a", label: "A", warna: "merah"}', "kunci tidak dikenal"),
        ('{field: "a"}', "label belum ditulis"),
        ('{field: "A b", label: "A"}', "nama hanya huruf kecil"),
        ('{label: "A"}', "perlu tepat satu dari field, repeat, atau panel"),
        ('{field: "a", panel: "b", label: "A"}', "perlu tepat satu dari field, repeat, atau panel"),
        ('{field: "a", label: "A", type: "select_one", choices: "warna"}', "tidak ada di pilihan.yaml"),
        ('{field: "a", label: "A", type: "select_one"}', "pilihan ditulis pada choices atau options"),
        ('{field: "a", label: "A", most: 3}', "most tidak berlaku untuk field"),
        ('{repeat: "a", label: "A", most: 3}', "fields masih kosong"),
        ('{repeat: "a", label: "A", most: 0, fields: [{field: "x", label: "X"}]}', "harus 1 sampai"),
        ('{field: "a", label: No}', "harus berupa teks"),
        ('{field: "a", label: "A", relevant: {field: "lain"}}', "isian 'lain' tidak ada"),
    ],
)
def test_a_fault_is_told_with_its_file_and_in_plain_words(tmp_path, item, told):
    found = problems(tmp_path, f"{HEAD}      - {item}\n")
    assert [(p.startswith("uji.yaml: "), told in p) for p in found] == [(True, True)]


def test_a_name_given_twice_is_told(tmp_path):
    assert problems(tmp_path, GOOD + '      - {field: "name", label: "Lagi"}\n') == [
        "uji.yaml: name: nama isian ini dipakai dua kali."
    ]


def test_another_name_than_the_files_is_told(tmp_path):
    assert len(problems(tmp_path, GOOD.replace('id: "uji"', 'id: "lain"'))) == 1


def test_a_newer_schema_is_refused(tmp_path):
    assert "lebih baru" in problems(tmp_path, GOOD.replace("schema: 1", "schema: 2"))[0]
