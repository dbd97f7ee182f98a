"""Buku Klik: made of the content it explains, complete, escaped, and honest about what is a draft."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import click
import pytest

from klik_kit.cli import cli
from klik_kit.content import editions, load_edition
from klik_kit.content.agendas import load_agendas
from klik_kit.content.classes import load_template, template_names
from klik_kit.content.comments import load_comments
from klik_kit.content.forms import form_names, load_form
from klik_kit.content.handbook import load_handbook
from klik_kit.content.instruments import load_readiness, load_strategies
from klik_kit.content.mistakes import mistakes_of
from klik_kit.core.accounts import Role
from klik_kit.core.forms import Field, Repeat, items_of
from klik_kit.core.handbook import named
from klik_kit.core.records import Change
from klik_kit.core.review import State
from klik_kit.errors import ContentError
from klik_kit.places import shipped
from klik_kit.reports.book import Handbook
from klik_kit.reports.page import plain_page
from klik_kit.reports.pdf import to_pdf
from klik_kit.reports.render import Html
from klik_kit.workbook import open_handbook
from klik_kit.workspace import open_workspace

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = ("cover", "clinic", "stages", "indicators", "year", "roles", "regulation", "beginning")
HOSTILE = 'Kota </style><script>window.__hostile = 1</script>"; } body { display: none } {daerah} {{ 7*7 }} 🙂 \\'


def whole(book: Handbook) -> str:
    return "".join(getattr(book, chapter)().text for chapter in CHAPTERS)


def words(html: str) -> str:
    """What a reader sees, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL))).split())


def one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def book(workspace_folder) -> Handbook:
    return open_handbook(workspace=str(workspace_folder), as_of="2026-07-01")


@pytest.fixture(scope="module")
def html(book) -> str:
    return whole(book)


@pytest.fixture(scope="module")
def text(html) -> str:
    return words(html)


@pytest.fixture
def own(workspace_folder, tmp_path) -> Path:
    return shutil.copytree(workspace_folder, tmp_path / "kab")


@pytest.mark.parametrize("edition", editions())
def test_every_row_parameter_evidence_and_mistake_of_an_edition_stands_in_the_book(workspace_folder, edition):
    shown = words(open_handbook(workspace=str(workspace_folder), edition=edition, as_of="2026-07-01").indicators().text)
    rubric = load_edition(edition)
    expected = list(rubric.rules)
    for row in rubric.by_row.values():
        levels = [*row.levels, *(level for basis in row.bases for level in basis.levels)]
        expected += [row.name, row.evidence, row.note, *row.elements, *(basis.name for basis in row.bases)]
        expected += [text for level in levels for text in (level.text, level.activity)]
    expected += [mistake.text for found in mistakes_of(rubric).values() for mistake in found]
    assert [text for text in expected if one_line(text) not in shown] == []


def test_the_reviewers_bank_stands_beside_the_rows_each_sentence_once(book):
    shown = words(book.indicators().text)
    assert [c.id for c in load_comments() if shown.count(one_line(c.text)) != 1] == []


@pytest.mark.parametrize("name", ["lambang.png", "hilang.png"])
def test_the_cover_carries_the_emblem_and_the_book_is_made_without_one_that_is_lost(own, name):
    from PIL import Image

    Image.new("RGB", (4, 5), "red").save(own / "lambang.png")
    with open_workspace(own) as workspace:
        key = workspace.store.list("daerah")[0].key
        workspace.store.save([Change(record=key, field="emblem", value=name, base=0)], who="uji", at=datetime.now(UTC))
    cover = open_handbook(workspace=str(own), as_of="2026-07-01").cover().text
    shown = name == "lambang.png"
    assert ('<img class="lambang" src="data:image/png;base64,' in cover) is shown
    assert (b"/Subtype /Image" in to_pdf(plain_page(Html(cover), title="Buku Klik"), fingerprint="")) is shown


def test_the_edition_without_known_rows_says_so(workspace_folder):
    shown = open_handbook(workspace=str(workspace_folder), edition="iid-2025", as_of="2026-07-01").indicators().text
    assert "Daftar indikator edisi ini belum diketahui" in shown


@pytest.mark.parametrize("name", form_names())
def test_every_question_of_every_form_is_a_blank_to_print(html, text, name):
    form = load_form(name)
    assert f'id="instrumen-{name}"' in html
    for item in items_of(form):
        fields = item.fields if isinstance(item, Repeat) else (item,) if isinstance(item, Field) else ()
        for field in fields:
            expected = [field.label, field.hint, *(part for o in field.options for part in (o.label, o.hint))]
            assert [t for t in expected if one_line(t) not in text] == [], field.name


def test_no_instrument_is_printed_twice_and_the_contents_lead_to_what_is_there(html):
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)


def changed_copy(tmp_path: Path, file: str, old: str, new: str) -> Path:
    copy = tmp_path / "salinan"
    for name in ("klik_kit", "templates", "workbooks"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    path = copy / "templates" / file
    before = path.read_text(encoding="utf-8")
    assert before.count(old) >= 1
    path.write_text(before.replace(old, new), encoding="utf-8")
    return copy


@pytest.mark.parametrize(
    ("file", "old", "new", "chapter"),
    [
        ("forms/diagnosis.yaml", "Siapa yang dirugikan?", "Siapa yang paling dirugikan?", "stages"),
        ("rubrics/iid-2026.yaml", "1–2 unsur substansi", "1–2 unsur isi", "indicators"),
        ("instruments/kesalahan.yaml", "Video lebih dari lima menit.", "Video lebih dari enam menit.", "indicators"),
        ("instruments/buku.yaml", "Dilayani tanpa janji", "Dilayani kapan saja", "clinic"),
    ],
)
def test_a_text_changed_in_the_content_is_changed_in_the_book(workspace_folder, tmp_path, file, old, new, chapter):
    shown = in_copy(changed_copy(tmp_path, file, old, new), workspace_folder, chapter)
    assert new in shown
    assert old not in shown


def in_copy(copy: Path, workspace: Path, chapter: str) -> str:
    script = (
        "import sys; from klik_kit.workbook import open_handbook;"
        "print(getattr(open_handbook(workspace=sys.argv[1], as_of='2026-07-01'), sys.argv[2])().text)"
    )
    command = [sys.executable, "-c", script, str(workspace), chapter]
    return words(subprocess.run(command, cwd=copy, capture_output=True, text=True, check=True).stdout)


def test_a_form_that_somebody_adds_is_printed_without_touching_the_book(workspace_folder, tmp_path):
    copy = changed_copy(tmp_path, "instruments/buku.yaml", "Dilayani tanpa janji", "Dilayani tanpa janji")
    (copy / "templates" / "instruments" / "form_uji_lagi.yaml").write_text(
        'schema: 1\nid: "form_uji_lagi"\ntitle: "Lembar baru"\nsections:\n'
        '  - {id: "a", title: "Bagian", items: [{field: "x", label: "Pertanyaan baru?"}]}\n',
        encoding="utf-8",
    )
    (copy / "templates" / "instruments" / "form_lain.yaml").write_text(
        'schema: 1\nid: "form_lain"\ntitle: "Lembar lain"\nsections:\n'
        '  - {id: "a", title: "Bagian", items: [{field: "x", label: "Pertanyaan lain?"}]}\n',
        encoding="utf-8",
    )
    assert "Pertanyaan baru?" in in_copy(copy, workspace_folder, "stages")
    assert "Pertanyaan lain?" in in_copy(copy, workspace_folder, "beginning")


def test_hostile_texts_of_the_region_come_out_as_texts(own):
    with open_workspace(own) as workspace:
        region = next(iter(workspace.store.list("daerah")))
        version = region.answers["name"].version
        workspace.store.save(
            [Change(record=region.key, field="name", value=HOSTILE, base=version)], who="uji", at=datetime.now(UTC)
        )
    html = whole(open_handbook(workspace=str(own), as_of="2026-07-01"))
    assert "<script" not in html
    assert html.count("</style>") == 1
    assert "body { display: none }" not in html.partition("</style>")[0]
    assert "{{ 7*7 }}" in words(html)
    assert "{daerah}" in words(html), "what a name holds in braces is not filled in again"


def test_each_service_and_its_agenda_stand_in_the_book(book):
    shown = words(book.clinic().text)
    for agenda in load_agendas().values():
        expected = [agenda.service, agenda.hint, *(text for i in agenda.items for text in (i.title, i.hint))]
        assert [text for text in expected if one_line(text) not in shown] == []


def test_the_survey_the_strategies_and_the_classes_stand_in_the_book(text):
    expected = [part for key in load_readiness() for s in key.statements for part in (key.name, s.text, s.low, s.high)]
    expected += [part for one in load_strategies() for part in (one.name, one.proof)]
    for name in template_names():
        template = load_template(name)
        expected += [template.title, template.theme, template.output, *template.material]
        expected += [part.doing for part in template.parts]
    assert [t for t in expected if one_line(t) not in text] == []


def test_the_year_is_the_regions_own_and_marks_what_is_not_announced(book):
    shown = words(book.year().text)
    assert re.search(r"10 Agustus 2026 perkiraan Batas ajukan", shown)


def test_every_role_and_every_state_stands_in_the_book(book):
    shown = words(book.roles().text)
    assert [role.label for role in Role if role.label not in shown] == []
    assert [state.value for state in State if state.value not in shown] == []


def test_what_a_role_may_do_is_what_the_rights_say(book):
    lines = {line.name: line for line in book.page.roles}
    assert lines["Operator OPD"].writes == "unitnya"
    assert lines["Operator OPD"].signs == ""
    assert lines["Kepala OPD"].signs == "unitnya dan unit di bawahnya"
    assert lines["Pendamping Inovasi"].reviews == "unit binaannya"
    assert lines["Narasumber"].reads == "inovasi yang mengundangnya"
    assert lines["Pimpinan"].writes == lines["Pimpinan"].reviews == ""


def test_the_regions_own_flow_comes_first_and_returns_need_a_reason(book):
    first = book.page.flows[0]
    assert (first.name, first.used) == ("Ringkas", True)
    assert {step.reason for step in first.steps if step.to == "Perlu perbaikan"} == {True}


def test_the_draft_regulation_invents_no_number_and_no_date(book):
    shown = words(book.regulation().text)
    assert "Wajib diperiksa" in shown
    assert "NOMOR …" in shown
    assert "TAHUN …" in shown
    after = shown.partition("MEMUTUSKAN:")[2]
    assert re.findall(r"\b(?:19|20)\d\d\b", after) == []


@pytest.mark.parametrize(
    ("region", "head"),
    [("Kabupaten Uji", "BUPATI UJI"), ("Kota Uji", "WALI KOTA UJI"), ("Provinsi Uji", "GUBERNUR UJI")],
)
def test_the_head_of_the_region_is_called_by_the_right_title(own, region, head):
    with open_workspace(own) as workspace:
        record = next(iter(workspace.store.list("daerah")))
        change = Change(record=record.key, field="name", value=region, base=record.answers["name"].version)
        if record.value("name") != region:
            workspace.store.save([change], who="uji", at=datetime.now(UTC))
    assert f"PERATURAN {head} NOMOR" in words(open_handbook(workspace=str(own)).regulation().text)


def test_every_page_of_the_draft_regulation_says_draf_and_every_page_but_the_cover_has_a_number(html, tmp_path):
    path = tmp_path / "buku.pdf"
    path.write_bytes(to_pdf(plain_page(Html(html), title="Buku Klik"), fingerprint=""))
    told = subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, text=True).stdout
    pages = told.split("\f")[:-1]
    first = next(number for number, page in enumerate(pages) if "Menimbang :" in page)
    last = next(number for number, page in enumerate(pages) if "BERITA DAERAH" in page)
    assert last > first
    assert [number for number in range(first, last + 1) if "DRAF" not in pages[number]] == []
    assert [n for n, page in enumerate(pages, start=1) if n > 1 and not re.search(rf"\b{n}\s*\Z", page)] == []


def test_every_command_the_book_tells_exists_and_would_be_understood(klik):
    klik("--version")  # puts the commands together
    lines = [line for beginning in load_handbook().beginnings for line in beginning.commands]
    assert any(line.startswith("klik init") for line in lines)
    for line in lines:
        program, *args = shlex.split(line)
        if program == "cd":
            continue
        assert program == "klik"
        command: click.Command = cli
        while isinstance(command, click.Group):
            name, *args = args
            command = command.commands[name]
        command.make_context(command.name, args)


def test_the_books_own_text_tells_all_its_problems_at_once(tmp_path):
    text = (shipped("templates") / "instruments" / "buku.yaml").read_text(encoding="utf-8")
    path = tmp_path / "buku.yaml"
    path.write_text(
        text.replace("Klinik Inovasi {daerah}.", "Klinik Inovasi {daearh}.", 1).replace("rhythm_note:", "ritme:"),
        encoding="utf-8",
    )
    with pytest.raises(ContentError) as told:
        load_handbook(path)
    assert all(word in str(told.value) for word in ("{daearh} tidak dikenal", "rhythm_note", "ritme"))


def test_a_mistake_of_a_row_that_is_not_there_is_refused(tmp_path):
    text = (shipped("templates") / "instruments" / "kesalahan.yaml").read_text(encoding="utf-8")
    path = tmp_path / "kesalahan.yaml"
    changed = text.replace('row: "35"', 'row: "99"').replace('"Replikasi"', '"Replika"').replace('"praktik"', '"kabar"')
    path.write_text(changed, encoding="utf-8")
    with pytest.raises(ContentError) as told:
        mistakes_of(load_edition("iid-2026"), path)
    assert all(word in str(told.value) for word in ("rows[99]", "'Replikasi'", "'kabar'"))


def test_places_are_filled_in_once():
    assert named("{daerah} dan {lain} {", {"daerah": "{tahun}", "tahun": "2026"}) == "{tahun} dan {lain} {"


def test_the_book_is_the_same_for_the_same_day(workspace_folder, html):
    assert whole(open_handbook(workspace=str(workspace_folder), as_of=date(2026, 7, 1).isoformat())) == html
