"""A template is checked before it is used: what is wrong in it, and where."""

import io

import pytest
from docx import Document

from klik_kit.content.papers import load_papers
from klik_kit.core.papers import Place
from klik_kit.documents.checking import problems_of
from klik_kit.documents.filling import DOTS, filled
from klik_kit.places import shipped

PLACES = (
    Place(name="nama", label="Nama"),
    Place(name="tugas", label="Tugas", rows=(Place(name="uraian", label="Uraian"), Place(name="siapa", label="Siapa"))),
    Place(name="butir", label="Butir", texts=True),
)


def template(*paragraphs: str, cell: str = "") -> bytes:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if cell:
        document.add_table(rows=1, cols=1).cell(0, 0).text = cell
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("paragraphs", "words"),
    [
        (["Kepada {{ nam }}"], 'pada "Kepada {{ nam }}": isian \'nam\' tidak dikenal. Mungkin maksudnya \'nama\''),
        (["{%p for t in tugas %}", "{{ t.urain }}", "{%p endfor %}"], "isian 'urain' tidak dikenal pada daftar 'tugas'"),
        (["{%p for t in nama %}", "x", "{%p endfor %}"], "isian 'nama' bukan daftar"),
        (["{%p for t in tugas %}", "{{ t.uraian }}"], "penulisan tanda kurungnya salah"),
        (["{{ nama | besar }}"], "penulisan tanda kurungnya salah"),
        (["{{ t.uraian }}"], "isian 't' tidak dikenal"),
        (["{% if alamat %}x{% endif %}"], "isian 'alamat' tidak dikenal"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(paragraphs, words):
    (problem,) = problems_of(template("Judul", *paragraphs), PLACES, name="surat.docx")
    assert words in str(problem)


def test_a_wrong_place_in_a_table_is_found():
    (problem,) = problems_of(template(cell="{{ umur }}"), PLACES, name="surat.docx")
    assert 'surat.docx, isi, pada "{{ umur }}"' in str(problem)


def test_all_problems_are_told_at_once():
    assert len(problems_of(template("{{ a }}", "{{ b }}"), PLACES, name="x")) == 2


@pytest.mark.parametrize(
    "paragraphs",
    [
        ["{{ nama }}"], ["{%p for t in tugas %}", "{{ loop.index }}. {{ t.uraian }}", "{%p endfor %}"],
        ["{%p for b in butir %}", "{{ b }}", "{%p endfor %}"], ["{% set x = nama %}{{ x }}"], ["{% if tugas %}ada{% endif %}"],
        ["{{ “-”.join(butir) }}"],
    ],
)  # fmt: skip
def test_a_right_template_has_no_problem(paragraphs):
    assert problems_of(template(*paragraphs), PLACES, name="x") == ()


@pytest.mark.parametrize("content", [b"", b"bukan berkas", b"PK\x03\x04"])
def test_what_is_no_word_file_is_told(content):
    (problem,) = problems_of(content, PLACES, name="surat.docx")
    assert "bukan berkas Word" in str(problem)


def test_a_template_cannot_reach_what_it_is_not_given():
    (problem,) = problems_of(template("{{ nama.__class__.__mro__ }}"), PLACES, name="x")
    assert "__class__" in str(problem)


@pytest.mark.parametrize("name", load_papers())
def test_every_template_of_the_kit_names_only_what_the_list_offers(name):
    content = (shipped("templates") / "documents" / f"{load_papers()[name].template}.docx").read_bytes()
    assert problems_of(content, load_papers()[name].places, name=name) == ()


def test_what_is_not_known_is_a_marked_blank_and_what_is_left_out_is_nothing():
    made = filled(template("A {{ nama }} B", "C{{ butir }}D"), {"nama": "", "butir": None}, where="x")
    first, second = Document(io.BytesIO(made)).paragraphs
    assert [(run.text, bool(run.font.highlight_color)) for run in first.runs] == [
        ("A ", False),
        (DOTS, True),
        (" B", False),
    ]
    assert second.text == "CD"


def test_the_same_values_give_the_same_bytes():
    assert filled(template("{{ nama }}"), {"nama": "A"}, where="x") == filled(
        template("{{ nama }}"), {"nama": "A"}, where="x"
    )
