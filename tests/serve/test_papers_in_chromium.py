"""Papers in a real browser: a draft comes while one writes on; a paper that cannot be made says why, and the page stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import METHOD, PROPOSAL, field, logged_in, opened, saved, until
from docx import Document
from forms_server import INNOVATION, Client, as_json, stored
from playwright.sync_api import Browser, Page, expect

SELF_SCORING = f"/isi/penilaian/{INNOVATION}"
PHONE, DESK = 390, 1280
LEFT = "addEventListener('beforeunload', () => { window.__left = true; }); window.__same = true"


@pytest.fixture(scope="module")
def entered(chromium: Browser, server) -> Iterator[Callable[..., Page]]:
    """Open a page for siti, in a browser as wide as a phone or a desk."""
    contexts = []

    def enter(path: str, *, width: int) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 800}, accept_downloads=True)
        contexts.append(context)
        page = opened(logged_in(context, server, "siti"), server.url, path)
        page.evaluate(LEFT)
        return page

    yield enter
    for context in contexts:
        context.close()


def stays(server, page: Page, kernels: set[int]) -> None:
    """The page was never left, and its kernel is the same."""
    assert page.evaluate("[window.__same, window.__left]") == [True, None]
    assert set(server.kernels()) == kernels


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_unduh_format_gives_a_draft_and_what_was_being_written_is_saved(server, entered, width):
    page = entered(SELF_SCORING, width=width)
    link = page.locator('a[href$="/sk_pelaksana_17.docx"]')
    page.evaluate("(id) => { location.hash = id; }", link.evaluate("(one) => one.closest('.klik-bagian').id"))
    kernels, place = set(server.kernels()), link.locator("xpath=ancestor::*[contains(@class, 'klik-bukti')]")
    place.get_by_text("Unduh format").click()
    place.get_by_text("Tambah data dukung").click()
    place.get_by_label("Nomor surat").fill("Belum dikirim")
    with page.expect_download() as coming:
        link.click()
    made = Document(coming.value.path())
    assert made.sections[0].header.paragraphs[0].text.startswith("DRAF")
    assert "ANTRE PASTI" in "\n".join(p.text for p in made.paragraphs)
    assert coming.value.suggested_filename.startswith("SK pelaksana 17")
    expect(place.get_by_label("Nomor surat")).to_have_value("Belum dikirim")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert len(page.context.pages) == 1
    stays(server, page, kernels)


def test_a_download_in_the_middle_of_a_word_loses_nothing(server, entered):
    page = entered(PROPOSAL, width=PHONE)
    kernels = set(server.kernels())
    field(page).fill("Ditulis lalu segera mengunduh")
    with page.expect_download():
        page.evaluate("document.querySelector('a[href$=\".docx\"]').click()")
    saved(page)
    until(lambda: stored(server, INNOVATION, METHOD) == "Ditulis lalu segera mengunduh")
    stays(server, page, kernels)


@pytest.fixture
def wrong_template(server) -> Iterator[None]:
    """The region's own template for the SOP names what is not there."""
    folder = server.folder / "dokumen"
    folder.mkdir()
    document = Document()
    document.add_paragraph("Kepada {{ bupatiku }} <script>window.__hostile = 1</script>")
    document.save(folder / "sop.docx")
    yield
    (folder / "sop.docx").unlink()
    folder.rmdir()


@pytest.mark.usefixtures("wrong_template")
def test_a_paper_that_cannot_be_made_says_why_beside_the_page_that_stays(server, entered):
    page = entered(SELF_SCORING, width=PHONE)
    kernels = set(server.kernels())
    with page.context.expect_page() as coming:
        page.evaluate("document.querySelector('a[href$=\"/sop_28.docx\"]').click()")
    told = coming.value
    expect(told.get_by_role("heading", name="Berkas ini belum dapat dibuat.")).to_be_visible()
    expect(told.get_by_text("isian 'bupatiku' tidak dikenal")).to_be_visible()
    expect(told.get_by_text("<script>")).to_be_visible()
    assert told.evaluate("[window.__hostile, document.documentElement.scrollWidth <= 390]") == [None, True]
    assert not [v for v in Axe().run(told).response["violations"] if v["impact"] in {"serious", "critical"}]
    assert told.get_by_role("link", name="Kembali ke halaman sebelumnya").get_attribute("href") == SELF_SCORING
    stays(server, page, kernels)


@pytest.mark.usefixtures("wrong_template")
def test_what_cannot_be_made_is_unprocessable_and_told_to_scripts_too(server):
    siti = Client(server).enter("siti")
    status, body, headers = siti.get(f"/unduh/{INNOVATION}/sop_28.docx")
    assert (status, headers["Content-Type"]) == (422, "text/html; charset=utf-8")
    assert b"Berkas ini belum dapat dibuat." in body
    status, body, _ = siti.get(f"/unduh/{INNOVATION}/sop_28.docx", headers={"Accept": "*/*"})
    assert (status, "bupatiku" in as_json(body)["message"]) == (422, True)


@pytest.mark.parametrize(
    ("login", "path", "status", "words"),
    [
        ("siti", "/unduh/daerah/nota_dinas.docx", 403, "Dokumen daerah dibuat oleh yang boleh membaca semua unit"),
        ("siti", "/unduh/daerah/rekap_tidak.xlsx", 404, "Berkas ini tidak ada."),
        ("siti", "/unduh/INV-TIDAK-ADA/profil.docx", 404, "Muat ulang halaman asalnya"),
        ("siti", f"/unduh/{INNOVATION}/sop_99.docx", 404, "Dokumen ini tidak ada."),
        ("budi", f"/unduh/{INNOVATION}/sop_28.docx", 403, "Berkas ini bukan untuk akun Bapak/Ibu."),
        ("dewi", "/unduh/daerah/piagam.docx", 422, "Penerima penghargaan dipilih oleh daerah."),
    ],
)
def test_a_refused_file_says_what_is_wrong_and_the_next_step(server, login, path, status, words):
    for came, back in ((f"{server.url}/isi/beranda", True), ("https://contoh.example/isi/beranda", False)):
        got, body, headers = Client(server).enter(login).get(path, headers={"Referer": came})
        assert (got, headers["Content-Type"]) == (status, "text/html; charset=utf-8")
        assert "Content-Disposition" not in headers
        assert words in body.decode()
        assert ("Kembali ke halaman sebelumnya" in body.decode()) is back
