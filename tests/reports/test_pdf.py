"""Reports as PDF: the same page, sealed, kept and carried on as the HTML is."""

import json
import re
import shutil
import socket
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import nbformat
import pytest

from klik_kit.batch import MANIFEST, plan_batch, run_batch
from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.records import Change
from klik_kit.errors import ReportError
from klik_kit.places import shipped
from klik_kit.reports import pdf
from klik_kit.reports.page import plain_page
from klik_kit.reports.render import Html
from klik_kit.reports.seal import fingerprint_of
from klik_kit.worker import fingerprint_for
from klik_kit.workspace import open_workspace

BOTH = ("html", "pdf")


def made(folder, out, *, formats=BOTH, force=False, **more):
    given = {"edition": None, "kind": ScoreKind.MANDIRI, "as_of": date(2026, 7, 1), "opds": ["DISDIK"]} | more
    batch = plan_batch(folder, out=out, formats=formats, **given)
    return {r.job.name: r for r in run_batch(batch, workers=2, force=force)}


def told(command, path) -> str:
    return subprocess.run([command, str(path), *(["-"] if command == "pdftotext" else [])], check=True, capture_output=True, text=True).stdout  # fmt: skip


def links(out) -> list[str]:
    return re.findall(r'href="([^"]+)"', (out / "index.html").read_text(encoding="utf-8"))


@pytest.fixture
def own(workspace_folder, tmp_path) -> Path:
    return shutil.copytree(workspace_folder, tmp_path / "kab")


@pytest.fixture(scope="module")
def out(workspace_folder, tmp_path_factory) -> Path:
    """The region, and a unit with hostile texts, in both formats."""
    folder = tmp_path_factory.mktemp("hasil")
    results = made(workspace_folder, folder, opds=["DINKES"]) | made(
        workspace_folder, folder, opds=[], workbooks=["laporan_daerah"]
    )
    assert [(name, r.failure) for name, r in sorted(results.items())] == [("DAERAH", None), ("DINKES", None)]
    return folder


@pytest.mark.parametrize("name", ["DAERAH", "DINKES"])
def test_a_pdf_is_an_a4_document_with_page_numbers_and_its_fonts_within(out, name):
    about = told("pdfinfo", out / f"{name}.pdf")
    assert "(A4)" in about
    pages = int(re.search(r"Pages: +(\d+)", about).group(1))
    text = told("pdftotext", out / f"{name}.pdf")
    assert re.findall(rf"^(\d+) ?/ ?{pages}$", text, flags=re.MULTILINE) == [str(n) for n in range(1, pages + 1)]
    fonts = told("pdffonts", out / f"{name}.pdf").splitlines()[2:]
    assert fonts
    assert all(re.search(r" yes yes yes +\d+ +\d+$", line) for line in fonts), fonts


def test_a_pdf_says_what_the_page_says_and_hostile_texts_stay_texts(out):
    text = told("pdftotext", out / "DINKES.pdf")
    assert "<script>window.__hostile = 1</script>{{ 7*7 }}" in text
    assert "Langkah berikut" in text
    assert "open_report" not in text


def test_the_heat_map_has_a_column_for_each_indicator(out):
    text = subprocess.run(
        ["pdftotext", "-layout", str(out / "DINKES.pdf"), "-"], check=True, capture_output=True, text=True
    ).stdout
    assert re.search(r"^ *" + r" +".join(str(n) for n in range(16, 36)) + r"$", text, flags=re.MULTILINE)


def test_the_first_page_ends_with_the_signature(out):
    first = told("pdftotext", out / "DAERAH.pdf").partition("\f")[0]
    assert "Kepala Bapperida" in first


def test_the_index_and_the_manifest_name_both_files(out):
    assert links(out) == ["DAERAH.html", "DAERAH.pdf", "DINKES.html", "DINKES.pdf"]
    reports = json.loads((out / MANIFEST).read_text(encoding="utf-8"))["reports"]
    assert [sorted(reports[name]["files"]) for name in ("DAERAH", "DINKES")] == [["DAERAH.html", "DAERAH.pdf"], ["DINKES.html", "DINKES.pdf"]]  # fmt: skip
    assert fingerprint_of(out / "DINKES.pdf") == fingerprint_for("pdf", reports["DINKES"]["fingerprint"])


def test_made_again_it_is_skipped_or_the_same_bytes(out, workspace_folder):
    before = (out / "DINKES.pdf").read_bytes()
    assert made(workspace_folder, out, opds=["DINKES"])["DINKES"].skipped
    assert not made(workspace_folder, out, opds=["DINKES"], force=True)["DINKES"].skipped
    assert (out / "DINKES.pdf").read_bytes() == before


@pytest.mark.parametrize("damage", ["changed", "cut", "gone"])
def test_a_damaged_pdf_alone_is_made_again(own, tmp_path, damage):
    out = tmp_path / "hasil"
    made(own, out)
    page, paper = out / "DISDIK.html", out / "DISDIK.pdf"
    good, inode = paper.read_bytes(), page.stat().st_ino
    if damage == "gone":
        paper.unlink()
    else:
        paper.write_bytes(good[:9] + b"x" + good[10:] if damage == "changed" else good[:-300])
    assert not made(own, out)["DISDIK"].skipped
    assert (paper.read_bytes(), page.stat().st_ino) == (good, inode)


def test_the_index_names_no_pdf_older_than_its_page(own, tmp_path):
    out = tmp_path / "hasil"
    made(own, out)
    made(own, out, formats=("html",))
    assert links(out) == ["DISDIK.html", "DISDIK.pdf"]
    with open_workspace(own) as workspace:
        held = workspace.store.get("INV-3")
        change = Change(record=held.key, field="status", value="Draf", base=held.answers["status"].version)
        workspace.store.save([change], who="uji", at=datetime.now(UTC))
    made(own, out, formats=("html",))
    assert links(out) == ["DISDIK.html"]
    assert (out / "DISDIK.pdf").is_file()
    made(own, out, formats=("pdf",))
    assert links(out) == ["DISDIK.html", "DISDIK.pdf"]


def test_a_failing_report_keeps_the_last_good_pdf(own, tmp_path):
    out, path = tmp_path / "hasil", tmp_path / "kami.ipynb"
    shutil.copy(shipped("workbooks") / "laporan" / "laporan_opd.ipynb", path)
    made(own, out, workbooks=[str(path)], formats=("pdf",))
    good = (out / "kami-DISDIK.pdf").read_bytes()
    assert links(out) == ["kami-DISDIK.pdf"]
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[3].source = "1 / 0"
    nbformat.write(notebook, path)
    (result,) = made(own, out, workbooks=[str(path)], formats=("pdf",)).values()
    assert result.failure
    assert (out / "kami-DISDIK.pdf").read_bytes() == good
    assert "kami-DISDIK.pdf" in (out / "kami-DISDIK.gagal.html").read_text(encoding="utf-8")


def test_making_a_pdf_asks_nobody_for_anything(tmp_path):
    secret = tmp_path / "rahasia.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text y="9">RAHASIA</text></svg>', encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        body = f'<img src="{address}/a.png"><img src="{secret.as_uri()}"><style>@import "{address}/b.css";</style>isi'
        made_of = pdf.to_pdf(plain_page(Html(body), title="uji"), fingerprint="")
        with pytest.raises(BlockingIOError):
            server.accept()
    paper = tmp_path / "uji.pdf"
    paper.write_bytes(made_of)
    text = told("pdftotext", paper)
    assert "isi" in text
    assert "RAHASIA" not in text


def test_a_missing_package_is_one_sentence_before_anything_runs(own, tmp_path, monkeypatch, klik):
    monkeypatch.setattr(pdf, "PACKAGE", "paket-yang-tidak-ada")
    ran = klik("batch", "-r", own, "--out", tmp_path / "hasil", "--format", "html,pdf")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.strip() == (
        "Format pdf memerlukan WeasyPrint, yang belum terpasang. Jalankan: pip install 'klik-kit[pdf]'"
    )
    assert not (tmp_path / "hasil").exists()


class NoPango:
    """As WeasyPrint's import ends where Pango is not installed."""

    def find_spec(self, name, path=None, target=None):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0': libpango-1.0-0: cannot open shared object file\nmore")


def test_a_missing_library_is_one_sentence_before_anything_runs(own, tmp_path, monkeypatch, klik):
    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [NoPango(), *sys.meta_path])
    ran = klik("batch", "-r", own, "--out", tmp_path / "hasil", "--format", "pdf")
    assert (ran.code, ran.out) == (2, "")
    assert len(ran.err.strip().splitlines()) == 1
    assert "pustaka sistem Pango" in ran.err
    assert "sudo apt-get install libpango-1.0-0" in ran.err
    assert not list((tmp_path / "hasil").glob("*"))[1:]


@pytest.mark.parametrize("formats", [(), ("docx",), ("html", "PDF")])
def test_an_unknown_format_is_an_error_before_anything_runs(own, tmp_path, formats):
    with pytest.raises(ReportError, match="Pilih: html, pdf"):
        made(own, tmp_path / "hasil", formats=formats)
    assert not (tmp_path / "hasil").exists()
