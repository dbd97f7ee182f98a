"""Papers: what stands in them is what was given, on the letterhead, and nothing is made up."""

import io
import re
import subprocess
import sys
import zipfile
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from docx import Document
from docx.shared import Cm
from PIL import Image

from klik_kit.documents.proposal import (
    DataRequestPaper,
    PaperSection,
    Part,
    ProposalPaper,
    RequestedFigure,
    ResultRow,
    Signatory,
    data_request_html,
    docx_bytes,
    proposal_html,
    write_docx,
)
from klik_kit.errors import ExchangeError, ReportError
from klik_kit.places import shipped

HEAD = Signatory(
    title="Kepala Dinas Kesehatan", name="dr. Ani Contoh", rank="Pembina (IV/a)", nip="19700101 199503 2 000"
)
PROPOSAL = ProposalPaper(
    region="Kabupaten Uji",
    letterhead=("PEMERINTAH KABUPATEN UJI", "DINAS KESEHATAN"),
    address="Jalan Contoh 1",
    unit="Dinas Kesehatan",
    outline="USULAN INISIATIF INOVASI DAERAH",
    innovation="ANTRE CEPAT (Antrean dari Rumah)",
    facts=(("Tahapan", "Inisiatif"), ("Waktu penerapan", "")),
    sections=(
        PaperSection(title="Rancang Bangun", parts=(Part(title="Permasalahan", paragraphs=("Satu.\nDua.",)), Part(title="Metode"))),
        PaperSection(title="Manfaat"),
        PaperSection(title="Hasil", results=(ResultRow(indicator="Waktu tunggu", unit="menit", before="90", after="15"),)),
    ),
    place="Kota Uji",
    signed_on=None,
    signatory=HEAD,
    draft=True,
)  # fmt: skip
REQUEST = DataRequestPaper(
    region="Kabupaten Uji",
    letterhead=("PEMERINTAH KABUPATEN UJI", "BAPPERIDA"),
    address="Jalan Contoh 2",
    place="Kota Uji",
    signed_on=None,
    number="",
    recipient="Kepala BPS Kabupaten Uji",
    measurement="Indeks Inovasi Daerah Tahun 2026",
    figures=(RequestedFigure(row="4", figure="PDRB per kapita", unit="juta rupiah", period="2025", source="BPS"),),
    deadline=date(2026, 8, 7),
    contact="Budi Contoh",
    signatory=HEAD,
)
HOSTILE = {
    "jinja": "{{ 7*7 }} {% raw %} {# x #} {_{ 8*8 }_} {_% x %_} {%p if x %}",
    "xml": '</w:t></w:r><w:r><w:br w:type="page"/><w:t>&amp; &#65; <![CDATA[x]]> ]]>',
    "html": "<script>window.__hostile = 1</script><img src=x onerror=alert(1)> \"'`",
    "latex and markdown": "$\\frac{1}{2}$ **tebal** [x](javascript:1) `kode`",
    "emoji and bidi": "🙂👩‍👩‍👧 \u202eterbalik\u202c \u200f עברית",
    "long word": "a" * 20_000,
}


def word_text(made: bytes) -> str:
    """Everything a reader sees: body, tables, header, footer."""
    texts = []
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        for name in parts.namelist():
            if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", name):
                texts += re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>|</w:(p)>", parts.read(name).decode())
    return unescape("".join("\n" if end else text for text, end in texts))


def page_text(page: str) -> str:
    body = page.partition("<body>")[2]
    return unescape(re.sub(r"<[^>]*>", "", body))


def with_everywhere(text: str) -> ProposalPaper:
    return ProposalPaper(
        region=text, letterhead=(text, text), address=text, unit=text, outline=text, innovation=text, facts=((text, text),),
        sections=(
            PaperSection(
                title=text,
                paragraphs=(text,),
                parts=(Part(title=text, paragraphs=(text,)),),
                results=(ResultRow(indicator=text, unit=text, before=text, after=text, source=text, on=text),),
            ),
        ),
        place=text, signed_on=None, signatory=Signatory(title=text, name=text, rank=text, nip=text), draft=True,
    )  # fmt: skip


PLACES = 23  # where `with_everywhere` shows its text; the region shows only where there is no letterhead


def request_with_everywhere(text: str) -> DataRequestPaper:
    return DataRequestPaper(
        region=text, letterhead=(text, text), address=text, place=text, signed_on=None, number=text, recipient=text,
        measurement=text, figures=(RequestedFigure(row=text, figure=text, unit=text, period=text, source=text),), deadline=None,
        contact=text, signatory=Signatory(title=text, name=text, rank=text, nip=text), nature=text, attachment=text,
        recipient_place=text, copies=(text,),
    )  # fmt: skip


REQUEST_PLACES = 23

WAYS: dict[str, Callable[[ProposalPaper], str]] = {
    "word": lambda paper: word_text(docx_bytes(paper)),
    "html": lambda paper: page_text(proposal_html(paper).text),
}
REQUEST_WAYS: dict[str, Callable[[DataRequestPaper], str]] = {
    "word": lambda paper: word_text(docx_bytes(paper)),
    "html": lambda paper: page_text(data_request_html(paper).text),
}
each_way = pytest.mark.parametrize("way", ["word", "html"])


@pytest.mark.parametrize(
    "words",
    [
        "PEMERINTAH KABUPATEN UJI", "DINAS KESEHATAN", "Jalan Contoh 1", "USULAN INISIATIF INOVASI DAERAH",
        "ANTRE CEPAT (Antrean dari Rumah)", "1. Rancang Bangun", "1.1 Permasalahan", "Satu.", "3. Hasil", "Waktu tunggu",
        "Kepala Dinas Kesehatan,", "dr. Ani Contoh", "Pembina (IV/a)", "NIP 19700101 199503 2 000",
    ],
)  # fmt: skip
@each_way
def test_a_proposal_shows_what_it_was_given(way, words):
    assert words in WAYS[way](PROPOSAL)


@each_way
def test_a_line_break_starts_another_paragraph(way):
    assert "Satu.\n" in re.sub(r"\n\s*", "\n", WAYS[way](PROPOSAL))


@each_way
def test_sections_and_parts_without_text_are_marked(way):
    assert WAYS[way](PROPOSAL).count("(Belum diisi)") == 2


@each_way
def test_a_draft_says_so(way):
    assert "DRAF – belum disahkan" in WAYS[way](PROPOSAL)


@each_way
def test_an_approved_paper_says_nothing_of_a_draft(way):
    assert "DRAF" not in WAYS[way](replace(PROPOSAL, draft=False))


@each_way
def test_a_date_of_signing_that_is_not_known_is_left_blank(way):
    assert re.search(r"Kota Uji, …+", WAYS[way](PROPOSAL))


@each_way
def test_a_date_of_signing_is_written_in_words(way):
    assert "Kota Uji, 7 Agustus 2026" in WAYS[way](replace(PROPOSAL, signed_on=date(2026, 8, 7)))


@each_way
def test_a_signatory_who_is_not_known_is_left_blank(way):
    assert re.search(r"NIP …+", WAYS[way](replace(PROPOSAL, signatory=Signatory())))


@each_way
def test_without_a_letterhead_the_region_stands_there(way):
    assert "Kabupaten Uji" in WAYS[way](replace(PROPOSAL, letterhead=()))


@each_way
def test_a_proposal_without_anything_can_be_made(way):
    assert WAYS[way](replace(PROPOSAL, facts=(), sections=(), letterhead=(), address=""))


@each_way
@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_text_stands_everywhere_as_it_was_typed(way, case):
    assert WAYS[way](with_everywhere(HOSTILE[case])).count(HOSTILE[case]) == PLACES


@each_way
@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_text_stands_everywhere_in_a_letter_as_it_was_typed(way, case):
    assert REQUEST_WAYS[way](request_with_everywhere(HOSTILE[case])).count(HOSTILE[case]) == REQUEST_PLACES


@each_way
@pytest.mark.parametrize("char", ["\x00", "\x0b", "\x1b", "\x07", "\x0c", "\ufffe", "\ud83d"])
def test_what_no_document_can_hold_is_shown(way, char):
    assert WAYS[way](with_everywhere(f"a{char}b")).count("a\ufffdb") == PLACES


@pytest.mark.parametrize("case", HOSTILE)
def test_word_reads_the_file_with_hostile_text(case):
    assert Document(io.BytesIO(docx_bytes(with_everywhere(HOSTILE[case])))).paragraphs


def test_tabs_and_line_breaks_in_a_name_stay():
    made = Document(io.BytesIO(docx_bytes(replace(PROPOSAL, innovation="A\tB\nC"))))
    assert "A\tB\nC" in [paragraph.text for paragraph in made.paragraphs]


def test_hostile_text_makes_no_element_of_its_own():
    page = proposal_html(with_everywhere(HOSTILE["html"])).text
    assert re.findall(r"<(?:script|img)", page) == []


@each_way
@pytest.mark.parametrize("filler", ["a", "a ", "a\n", "{{", "🙂", "<"])
def test_a_text_of_a_megabyte_stays_whole(way, filler):
    text = filler * (1_000_000 // len(filler.encode()))
    made = WAYS[way](replace(PROPOSAL, sections=(PaperSection(title="Panjang", paragraphs=(text, "Ujung")),)))
    long = made.partition("Panjang")[2].partition("Ujung")[0]
    assert long.count(filler.strip()) == text.count(filler.strip())


@each_way
def test_no_word_of_many_lines_is_lost(way):
    text = "\n".join(f"kata{number}" for number in range(12_000))
    found = re.findall(
        r"kata\d+", WAYS[way](replace(PROPOSAL, sections=(PaperSection(title="x", paragraphs=(text,)),)))
    )
    assert found == text.split()


@each_way
@pytest.mark.parametrize(
    "words",
    [
        "Yth. Kepala BPS Kabupaten Uji", "Permintaan data Indeks Inovasi Daerah Tahun 2026", "PDRB per kapita", "juta rupiah",
        "paling lambat Jumat, 7 Agustus 2026.", "Penjelasan lebih lanjut dapat diperoleh dari Budi Contoh.", "dr. Ani Contoh",
    ],
)  # fmt: skip
def test_a_letter_says_which_figure_by_when_and_to_whom(way, words):
    assert words in re.sub(r"\s+", " ", REQUEST_WAYS[way](REQUEST))


@each_way
@pytest.mark.parametrize(
    ("paper", "words"),
    [
        (REQUEST, r"Kota Uji, …+"),
        (REQUEST, r"Nomor\W*…+"),
        (replace(REQUEST, deadline=None), r"paling lambat …+"),
        (replace(REQUEST, contact=""), r"diperoleh dari …+"),
        (replace(REQUEST, figures=(RequestedFigure(row="4", figure="PDRB"),)), r"PDRB\W*…+"),
    ],
    ids=["date", "number", "deadline", "contact", "period"],
)
def test_what_a_letter_is_not_told_is_left_blank(way, paper, words):
    assert re.search(words, REQUEST_WAYS[way](paper))


def test_blanks_of_a_letter_are_marked_in_word():
    made = Document(io.BytesIO(docx_bytes(REQUEST)))
    assert [run.text for p in made.paragraphs for run in p.runs if run.font.highlight_color] == ["…" * 12]


def test_a_paper_is_a4():
    page = Document(io.BytesIO(docx_bytes(PROPOSAL))).sections[0]
    assert (round(page.page_width / Cm(1), 1), round(page.page_height / Cm(1), 1)) == (21.0, 29.7)


def test_the_file_carries_the_names_and_no_invented_time():
    core = Document(io.BytesIO(docx_bytes(PROPOSAL))).core_properties
    assert (core.title, core.author, core.created) == (PROPOSAL.innovation, PROPOSAL.unit, None)


def test_a_page_asks_the_network_for_nothing():
    assert re.findall(r"https?://|src=|href=|url\(|@import", proposal_html(PROPOSAL).text) == []


def test_a_page_has_no_style_that_a_nonce_does_not_cover():
    page = proposal_html(PROPOSAL, nonce="abc").text
    assert (re.findall(r"<style[^>]*>", page), re.findall(r"\sstyle=", page)) == (['<style nonce="abc">'], [])


def test_a_word_file_is_written_whole(tmp_path):
    write_docx(PROPOSAL, tmp_path / "usulan.docx")
    assert [path.name for path in tmp_path.iterdir()] == ["usulan.docx"]


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ExchangeError, match="tidak ada"):
        write_docx(PROPOSAL, tmp_path / "tidak" / "usulan.docx")


@pytest.mark.parametrize("content", [b"", b"bukan dokumen", None])
def test_a_template_that_is_none_is_told(tmp_path, content):
    template = tmp_path / "kop.docx"
    if content is not None:
        template.write_bytes(content)
    with pytest.raises(ReportError, match=r"kop\.docx"):
        docx_bytes(PROPOSAL, template=template)


def test_an_unknown_name_in_an_offices_template_is_told(tmp_path):
    template = Document(shipped("templates") / "documents" / "proposal.docx")
    template.add_paragraph("{{ nama_kepala }}")
    template.save(tmp_path / "kop.docx")
    with pytest.raises(ReportError, match="nama_kepala"):
        docx_bytes(PROPOSAL, template=tmp_path / "kop.docx")


def test_an_offices_own_template_is_used(tmp_path):
    template = Document(shipped("templates") / "documents" / "proposal.docx")
    template.add_paragraph("Kop kami")
    template.save(tmp_path / "kop.docx")
    assert "Kop kami" in word_text(docx_bytes(PROPOSAL, template=tmp_path / "kop.docx"))


@pytest.fixture(scope="module")
def made_anew(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("templat")
    script = shipped("templates") / "documents" / "sumber" / "make_templates.py"
    subprocess.run([sys.executable, "-B", str(script), "--into", str(folder)], check=True, capture_output=True)
    return folder


@pytest.mark.parametrize("name", sorted(path.name for path in (shipped("templates") / "documents").glob("*.docx")))
def test_the_templates_are_what_their_script_makes(made_anew, name):
    def parts(path: Path) -> dict[str, bytes]:
        with zipfile.ZipFile(path) as file:
            return {part: file.read(part) for part in file.namelist()}

    assert parts(made_anew / name) == parts(shipped("templates") / "documents" / name)


def emblem(kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (90, 110), "teal").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("paper", [PROPOSAL, REQUEST], ids=["usulan", "permintaan"])
def test_the_emblem_stands_on_the_letterhead(paper, kind):
    made = Document(io.BytesIO(docx_bytes(replace(paper, emblem=emblem(kind)))))
    (picture,) = made.inline_shapes
    assert abs(picture.height - Cm(2.1)) < 10
    assert [cell.text.strip() for cell in made.tables[0].rows[0].cells][1].startswith(paper.letterhead[0])
    assert [p.blob for p in made.part.package.image_parts] == [emblem(kind)]
    page = (proposal_html if isinstance(paper, ProposalPaper) else data_request_html)(
        replace(paper, emblem=emblem(kind))
    )
    (address,) = re.findall(r'<img src="(data:image/[^"]+)"', page.text)
    assert address == f"data:image/{kind.lower()};base64,{b64encode(emblem(kind)).decode()}"


@pytest.mark.parametrize("paper", [PROPOSAL, REQUEST], ids=["usulan", "permintaan"])
def test_without_an_emblem_the_letterhead_is_lines(paper):
    made = Document(io.BytesIO(docx_bytes(paper)))
    assert len(made.inline_shapes) == 0
    texts = [p.text for p in made.paragraphs]
    assert all(line in texts for line in (*paper.letterhead, paper.address))
    page = (proposal_html if isinstance(paper, ProposalPaper) else data_request_html)(paper)
    assert "<img" not in page.text
