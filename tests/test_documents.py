"""A paper as Word and as a page: what stands in it is what was given, and nothing is made up."""

import io
import re
import subprocess
import sys
import zipfile
from base64 import b64encode
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.shared import Cm
from PIL import Image

from klik_kit.documents.filling import filled
from klik_kit.documents.page import page
from klik_kit.errors import ReportError
from klik_kit.papers.asking import lines_of
from klik_kit.places import shipped

FOLDER = shipped("templates") / "documents"
SHARED = {
    "kop": ["PEMERINTAH KABUPATEN UJI"], "kop_utama": "DINAS KESEHATAN", "alamat": "Jalan Contoh 1", "tempat": "Kota Uji", "tanggal": "",
    "penanda_jabatan": "Kepala Dinas Kesehatan", "penanda_nama": "dr. Ani Contoh", "penanda_pangkat": "Pembina (IV/a)",
    "penanda_nip": "19700101 199503 2 000", "draf": "DRAF – belum disahkan",
}  # fmt: skip
RESULT = {"nomor": 1, "indikator": "Waktu tunggu", "satuan": "menit", "sebelum": "90", "sesudah": "15", "sumber": "Register", "tanggal": "1 Juli 2026"}  # fmt: skip
PROPOSAL: dict[str, Any] = SHARED | {
    "judul": "USULAN INISIATIF INOVASI DAERAH", "inovasi": "ANTRE CEPAT (Antrean dari Rumah)", "unit": "Dinas Kesehatan",
    "fakta": [{"label": "Tahapan", "isi": "Inisiatif"}],
    "isi": [
        {"nomor": 1, "judul": "Rancang Bangun", "hasil": [], "rincian": [{"nomor": 1, "judul": "Permasalahan", "teks": ["Satu.", "Dua."]}, {"nomor": 2, "judul": "Metode", "teks": []}]},
        {"nomor": 2, "judul": "Hasil", "rincian": [], "hasil": [RESULT]},
    ],
}  # fmt: skip
REQUEST: dict[str, Any] = SHARED | {
    "nomor": "", "sifat": "Biasa", "lampiran": "-", "hal": "Permintaan data Indeks", "yth": "Kepala BPS Kabupaten Uji", "yth_di": "Tempat",
    "pembuka": "Dalam rangka pengukuran.", "permintaan": "Angka tersebut mohon disampaikan paling lambat", "batas": "Jumat, 7 Agustus 2026",
    "data": [{"nomor": 1, "baris": "4", "data": "PDRB per kapita", "satuan": "juta rupiah", "periode": "", "sumber": "BPS"}],
    "penjelasan": "Angka sementara tidak diperlukan.", "narahubung": "Budi Contoh", "penutup": "Terima kasih.", "tembusan": ["Sekretaris Daerah"],
}  # fmt: skip
HOSTILE = {
    "jinja": "{{ 7*7 }} {% raw %} {# x #} {_{ 8*8 }_} {_% x %_} {%p if x %}",
    "xml": '</w:t></w:r><w:r><w:br w:type="page"/><w:t>&amp; &#65; <![CDATA[x]]> ]]>',
    "html": "<script>window.__hostile = 1</script><img src=x onerror=alert(1)> \"'`",
    "latex and markdown": "$\\frac{1}{2}$ **tebal** [x](javascript:1) `kode`",
    "emoji and bidi": "🙂👩‍👩‍👧 \u202eterbalik\u202c \u200f עברית",
    "long word": "a" * 20_000,
}
PAPERS = {"proposal": PROPOSAL, "permintaan_data": REQUEST}


def word(name: str, context: dict[str, Any], **more: Any) -> bytes:
    return filled((FOLDER / f"{name}.docx").read_bytes(), context, where=name, **more)


def word_text(made: bytes) -> str:
    """Everything a reader sees: body, tables, header, footer."""
    texts = []
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        for name in parts.namelist():
            if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", name):
                texts += re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>|</w:(p)>", parts.read(name).decode())
    return unescape("".join("\n" if end else text for text, end in texts))


def page_text(made: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", made.partition("<body>")[2]))


WAYS: dict[str, Callable[[str, dict[str, Any]], str]] = {
    "word": lambda name, context: word_text(word(name, context)),
    "html": lambda name, context: page_text(page(name, context, title="x").text),
}
each_way = pytest.mark.parametrize("way", ["word", "html"])
each_paper = pytest.mark.parametrize("name", PAPERS)


def with_everywhere(value: Any, text: str) -> Any:
    """The same places with a text instead of every text."""
    if isinstance(value, dict):
        return {name: with_everywhere(one, text) for name, one in value.items()}
    if isinstance(value, list):
        return [with_everywhere(one, text) for one in value]
    return text if isinstance(value, str) else value


@each_way
@pytest.mark.parametrize(
    "words",
    [
        "PEMERINTAH KABUPATEN UJI", "DINAS KESEHATAN", "Jalan Contoh 1", "USULAN INISIATIF INOVASI DAERAH",
        "ANTRE CEPAT (Antrean dari Rumah)", "1. Rancang Bangun", "1.1 Permasalahan", "Satu.", "2. Hasil", "Waktu tunggu", "DRAF – belum disahkan",
        "Kepala Dinas Kesehatan,", "dr. Ani Contoh", "Pembina (IV/a)", "NIP 19700101 199503 2 000",
    ],
)  # fmt: skip
def test_a_proposal_shows_what_it_was_given(way, words):
    assert words in WAYS[way]("proposal", PROPOSAL)


@each_way
@pytest.mark.parametrize(
    "words",
    [
        "Yth. Kepala BPS Kabupaten Uji", "Permintaan data Indeks", "PDRB per kapita", "juta rupiah", "Sekretaris Daerah",
        "paling lambat Jumat, 7 Agustus 2026.", "Penjelasan lebih lanjut dapat diperoleh dari Budi Contoh.",
    ],
)  # fmt: skip
def test_a_letter_says_which_figure_by_when_and_to_whom(way, words):
    assert words in re.sub(r"\s+", " ", WAYS[way]("permintaan_data", REQUEST))


@each_way
def test_a_part_without_text_is_marked(way):
    assert WAYS[way]("proposal", PROPOSAL).count("(Belum diisi)") == 1


@each_way
def test_an_approved_paper_says_nothing_of_a_draft(way):
    assert "DRAF" not in WAYS[way]("proposal", PROPOSAL | {"draf": None})


@each_way
@pytest.mark.parametrize(
    ("name", "place", "words"),
    [
        ("proposal", "tanggal", r"Kota Uji, …+"), ("proposal", "penanda_nip", r"NIP …+"), ("permintaan_data", "tanggal", r"Kota Uji, …+"),
        ("permintaan_data", "nomor", r"Nomor\W*…+"), ("permintaan_data", "batas", r"paling lambat\W+…+"),
        ("permintaan_data", "narahubung", r"diperoleh dari …+"), ("permintaan_data", "sifat", r"Sifat\W*…+"),
    ],
)  # fmt: skip
def test_what_is_not_known_is_a_blank(way, name, place, words):
    assert re.search(words, WAYS[way](name, PAPERS[name] | {place: ""}))


@each_way
def test_a_cell_that_is_not_known_is_a_blank(way):
    assert re.search(r"juta rupiah\W*…+\W*BPS", WAYS[way]("permintaan_data", REQUEST))


@each_way
@pytest.mark.parametrize("place", ["penanda_pangkat", "alamat"])
def test_what_is_left_out_leaves_nothing(way, place):
    told = WAYS[way]("proposal", PROPOSAL | {place: None})
    assert SHARED[place] not in told
    assert "None" not in told


@each_way
@each_paper
@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_text_stands_everywhere_as_it_was_typed(way, name, case):
    plain = WAYS[way](name, with_everywhere(PAPERS[name], "QQQQ")).count("QQQQ")
    assert plain > 15
    assert WAYS[way](name, with_everywhere(PAPERS[name], HOSTILE[case])).count(HOSTILE[case]) == plain


@each_way
@pytest.mark.parametrize("char", ["\x00", "\x0b", "\x1b", "\x07", "\x0c", "\ufffe", "\ud83d", "\ue000", "\ue001"])
def test_what_no_document_can_hold_is_shown(way, char):
    assert "a\ufffdb" in WAYS[way]("proposal", PROPOSAL | {"inovasi": f"a{char}b"})


@each_paper
@pytest.mark.parametrize("case", HOSTILE)
def test_word_reads_the_file_with_hostile_text(name, case):
    assert Document(
        io.BytesIO(word(name, with_everywhere(PAPERS[name], HOSTILE[case]), title=HOSTILE[case]))
    ).paragraphs


def test_tabs_and_line_breaks_in_a_name_stay():
    made = Document(io.BytesIO(word("proposal", PROPOSAL | {"inovasi": "A\tB\nC"})))
    assert "A\tB\nC" in [paragraph.text for paragraph in made.paragraphs]


@each_paper
def test_hostile_text_makes_no_element_of_its_own(name):
    made = page(name, with_everywhere(PAPERS[name], HOSTILE["html"]), title=HOSTILE["html"]).text
    assert re.findall(r"<(?:script|img)", made) == []


@each_way
@pytest.mark.parametrize("filler", ["a", "a ", "{{", "🙂", "<"])
def test_a_text_of_a_megabyte_stays_whole(way, filler):
    text = filler * (1_000_000 // len(filler.encode()))
    made = WAYS[way](
        "proposal",
        PROPOSAL
        | {
            "isi": [
                {
                    "nomor": 1,
                    "judul": "Panjang",
                    "hasil": [],
                    "rincian": [{"nomor": 1, "judul": "x", "teks": [text, "Ujung"]}],
                }
            ]
        },
    )
    long = made.partition("Panjang")[2].partition("Ujung")[0]
    assert long.count(filler.strip()) == text.count(filler.strip())


def test_no_word_of_many_lines_is_lost():
    text = "\r\n".join(f"kata{number}" for number in range(12_000))
    assert " ".join(lines_of(text)).split() == text.split()


def test_blanks_are_marked_in_word():
    made = Document(io.BytesIO(word("permintaan_data", REQUEST)))
    assert {run.text for p in made.paragraphs for run in p.runs if run.font.highlight_color} == {"…" * 12}


def test_a_paper_is_a4():
    sheet = Document(io.BytesIO(word("proposal", PROPOSAL))).sections[0]
    assert (round(sheet.page_width / Cm(1), 1), round(sheet.page_height / Cm(1), 1)) == (21.0, 29.7)


def test_the_file_carries_the_names_and_no_invented_time():
    core = Document(io.BytesIO(word("proposal", PROPOSAL, title="ANTRE", author="Dinas"))).core_properties
    assert (core.title, core.author, core.created) == ("ANTRE", "Dinas", None)


@each_paper
def test_a_page_asks_the_network_for_nothing(name):
    assert re.findall(r"https?://|src=|href=|url\(|@import", page(name, PAPERS[name], title="x").text) == []


@each_paper
def test_a_page_has_no_style_beside_the_one_at_its_head(name):
    made = page(name, PAPERS[name], title="x").text
    assert (len(re.findall(r"<style[^>]*>", made)), re.findall(r"\sstyle=", made)) == (1, [])


@pytest.mark.parametrize("content", [b"", b"bukan dokumen"])
def test_a_template_that_is_none_is_told(content):
    with pytest.raises(ReportError, match=r"kop\.docx"):
        filled(content, PROPOSAL, where="kop.docx")


def test_an_unknown_name_in_an_offices_template_is_told(tmp_path):
    template = Document(FOLDER / "proposal.docx")
    template.add_paragraph("{{ nama_kepala }}")
    template.save(tmp_path / "kop.docx")
    with pytest.raises(ReportError, match="nama_kepala"):
        filled((tmp_path / "kop.docx").read_bytes(), PROPOSAL, where="kop.docx")


@pytest.fixture(scope="module")
def made_anew(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("templat")
    script = FOLDER / "sumber" / "make_templates.py"
    subprocess.run([sys.executable, "-B", str(script), "--into", str(folder)], check=True, capture_output=True)
    return folder


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.glob("*.docx")))
def test_the_templates_are_what_their_script_makes(made_anew, name):
    def parts(path: Path) -> dict[str, bytes]:
        with zipfile.ZipFile(path) as file:
            return {part: file.read(part) for part in file.namelist()}

    assert parts(made_anew / name) == parts(FOLDER / name)


def emblem(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (90, 110), "teal").save(out, kind)
    return out.getvalue()


@each_paper
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_the_emblem_stands_on_the_letterhead(name, kind):
    made = Document(io.BytesIO(word(name, PAPERS[name], emblem=emblem(kind))))
    (picture,) = made.inline_shapes
    assert abs(picture.height - Cm(2.1)) < 10
    assert [cell.text.strip() for cell in made.tables[0].rows[0].cells][1].startswith("PEMERINTAH KABUPATEN UJI")
    assert [p.blob for p in made.part.package.image_parts] == [emblem(kind)]
    (address,) = re.findall(
        r'<img src="(data:image/[^"]+)"', page(name, PAPERS[name], title="x", emblem=emblem(kind)).text
    )
    assert address == f"data:image/{kind.lower()};base64,{b64encode(emblem(kind)).decode()}"


@each_paper
def test_without_an_emblem_the_letterhead_is_lines(name):
    made = Document(io.BytesIO(word(name, PAPERS[name])))
    assert len(made.inline_shapes) == 0
    texts = [p.text for p in made.paragraphs]
    assert all(line in texts for line in ("PEMERINTAH KABUPATEN UJI", "DINAS KESEHATAN", "Jalan Contoh 1"))
    assert "<img" not in page(name, PAPERS[name], title="x").text
