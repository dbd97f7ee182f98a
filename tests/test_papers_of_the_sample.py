"""Every paper of the sample region: made, opened in Word's own format, turned into pages by LibreOffice."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from klik_kit.content.masking import load_masking
from klik_kit.content.papers import load_papers
from klik_kit.core.papers import About, rows_wanting
from klik_kit.errors import ReportError
from klik_kit.papers.making import made, subject
from klik_kit.workspace import open_workspace

TODAY = date(2026, 11, 24)
CHOSEN = ("INV-0001", "INV-0002")


def text_of(body: bytes) -> str:
    """Everything a reader sees in the body of a Word file, the cells of its tables included."""
    root = Document(io.BytesIO(body)).element
    return "\n".join(
        "".join(t.text or "" for t in p.iter() if t.tag.endswith("}t")) for p in root.iter() if p.tag.endswith("}p")
    )


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    from click.testing import CliRunner

    from klik_kit.cli.demo import demo

    folder = tmp_path_factory.mktemp("contoh") / "kab"
    ran = CliRunner().invoke(demo, ["--forms", "--dir", str(folder)], standalone_mode=False)
    assert ran.exception is None, ran.output
    with open_workspace(folder) as workspace:
        yield workspace


@pytest.fixture(scope="module")
def papers(sample) -> dict[str, bytes]:
    """One paper of each kind."""
    store = sample.store
    about = {
        About.REGION: "", About.SPD: "", About.UNIT: "DINKES", About.INNOVATION: "INV-0002", About.ROW: "INV-0002",
        About.SESSION: next(r.key.id for r in store.list("sesi", unit="DINKES") if r.value("state") == "Selesai"), About.CLASS: store.list("kelas")[0].key.id,
    }  # fmt: skip
    found = {}
    for kind in load_papers().values():
        record = subject(sample, kind, about[kind.about])
        row = next(iter(rows_wanting(kind, sample.edition())), "")
        found[kind.name] = made(sample, kind, record, today=TODAY, row=row, chosen=CHOSEN).body
    return found


@pytest.fixture(scope="module")
def pages(papers, tmp_path_factory) -> dict[str, str]:
    """The text of each paper's pages, as LibreOffice prints them."""
    folder: Path = tmp_path_factory.mktemp("kertas")
    office = shutil.which("soffice")
    assert office, "Debian's package libreoffice-writer is needed: sudo apt-get install libreoffice-writer"
    for name, body in papers.items():
        (folder / f"{name}.docx").write_bytes(body)
    profile = f"-env:UserInstallation={(folder / 'profil').as_uri()}"
    files = [str(folder / f"{name}.docx") for name in papers]
    subprocess.run(
        [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *files],
        check=True,
        capture_output=True,
        timeout=300,
    )
    read = {}
    for name in papers:
        ran = subprocess.run(
            ["pdftotext", "-layout", str(folder / f"{name}.pdf"), "-"], check=True, capture_output=True
        )
        read[name] = ran.stdout.decode()
    return read


@pytest.mark.parametrize("name", load_papers())
def test_a_paper_opens_and_leaves_no_tag_behind(papers, name):
    text = text_of(papers[name])
    assert len(text.split()) > 20
    assert not any(tag in text for tag in ("{{", "}}", "{%", "%}", "None", "Undefined", "\ue000"))


@pytest.mark.parametrize("name", load_papers())
def test_a_paper_can_be_printed(pages, name):
    text = pages[name]
    assert len(text.split()) > 20
    assert "TIRTAKARSA" in text.upper()


@pytest.mark.parametrize("name", load_papers())
def test_a_paper_is_never_dated_by_the_kit(papers, name):
    assert not re.search(r"(?:Wanakencana|Ditetapkan|pada tanggal),? *\d", text_of(papers[name]))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("notula", "SK harus bertanggal di dalam jendela penilaian"),
        ("kartu_konsultasi", "Menerbitkan SK pelaksana OBAT TERJAGA"),
        ("laporan_uji_coba", "Papan stok harian di ponsel"),
        ("laporan_uji_coba", "turun 80 % (lebih baik)"),
        ("laporan_uji_coba", "Diterapkan ("),
        ("nota_dinas", "Sekretaris Daerah Kabupaten Tirtakarsa"),
        ("nota_dinas", "Target RPJMD"),
        ("matriks_tindak_lanjut", "Menerbitkan SK pelaksana OBAT TERJAGA"),
        ("tindak_lanjut_unit", "Bambang Hariadi"),
        ("undangan", "Aula Bappeda lantai 2"),
        ("daftar_hadir", "Ratna Sari"),
        ("sertifikat", "UPTD Puskesmas Banyuarum I"),
        ("laporan_kegiatan", "Tanyakan mengapa sampai bertemu sebab"),
        ("lembar_komitmen", "DINAS KESEHATAN"),
        ("pakta_integritas", "tidak ada dokumen bertanggal mundur"),
        ("berita_acara_verifikasi", "SIMPUL SEHAT"),
    ],
)
def test_a_paper_says_what_is_stored(papers, name, words):
    assert words in text_of(papers[name])


def test_buku_klik_names_its_chapters_before_the_first_one(papers, pages):
    chapters = [p.text for p in Document(io.BytesIO(papers["buku_klik"])).paragraphs if p.style.name == "Heading 1"]
    assert len(chapters) == 8
    contents = pages["buku_klik"].partition("Daftar isi")[2].partition("\f")[0]
    assert [line.strip() for line in contents.splitlines() if line.strip()][:8] == chapters


def test_a_list_of_an_instrument_is_a_table_to_write_in(papers):
    tables = [[[c.text for c in row.cells] for row in t.rows] for t in Document(io.BytesIO(papers["buku_klik"])).tables]
    (promises,) = [t for t in tables if t[0] == ["Siapa", "Komitmennya", "Tanggal", "Tautan data dukung"]]
    assert len(promises) > 3
    assert {cell.strip() for row in promises[1:] for cell in row} == {""}


def test_the_matrix_leaves_other_units_out(papers):
    assert "Banyuarum" in text_of(papers["matriks_tindak_lanjut"])
    assert "Banyuarum" not in text_of(papers["tindak_lanjut_unit"])


def test_a_region_uses_its_own_template_and_a_wrong_one_is_refused_with_its_place(sample):
    kind, folder = load_papers()["nota_dinas"], sample.folder / "dokumen"
    folder.mkdir()
    own = Document()
    own.add_paragraph("Kop kami, {{ yth }}")
    own.save(folder / "nota_dinas.docx")
    assert "Kop kami, Sekretaris Daerah" in text_of(made(sample, kind, None, today=TODAY).body)
    own.add_paragraph("Kepada {{ bupatiku }}")
    own.save(folder / "nota_dinas.docx")
    with pytest.raises(ReportError, match=r'pada "Kepada \{\{ bupatiku \}\}"'):
        made(sample, kind, None, today=TODAY)
    shutil.rmtree(folder)


def test_the_same_store_gives_the_same_bytes(sample, papers):
    kind = load_papers()["nota_dinas"]
    assert made(sample, kind, None, today=TODAY).body == papers["nota_dinas"]


def test_nothing_that_the_sample_region_wrote_is_taken_for_private(sample):
    """It holds decrees, letters, money, coordinates and every NIP, and no NIK, telephone or patient."""
    kinds = ("inovasi", "data_dukung", "unit", "pejabat", "sesi", "tindak_lanjut", "diagnosis", "tinjauan", "hasil_resmi", "spd")  # fmt: skip
    mask, written = load_masking().text, [v for k in kinds for r in sample.store.list(k) for v in r.values().values()]
    assert len(written) > 5_000
    assert [text for text in written if mask(text) != text] == []
