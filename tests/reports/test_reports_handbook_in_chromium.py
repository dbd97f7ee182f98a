"""Buku Klik in a real browser: on a phone, on a screen, and printed as a book."""

import re
import shutil
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from klik_kit.batch import plan_book, run_batch
from klik_kit.core.records import Change
from klik_kit.workspace import open_workspace

HOSTILE = 'Kota "; } </style><script>window.__hostile = 1</script>'


@pytest.fixture(scope="module")
def book(workspace_folder, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("buku")
    own = shutil.copytree(workspace_folder, folder / "kab")
    with open_workspace(own) as workspace:
        region = next(iter(workspace.store.list("daerah")))
        change = Change(record=region.key, field="name", value=HOSTILE, base=region.answers["name"].version)
        workspace.store.save([change], who="uji", at=datetime.now(UTC))
    batch = plan_book(own, edition=None, as_of=date(2026, 7, 1), out=folder)
    assert [result.failure for result in run_batch(batch, workers=1)] == [None]
    return folder / "buku_klik.html"


@pytest.mark.parametrize("width", [390, 1280])
def test_the_book_fits_its_screen_asks_for_nothing_and_runs_nothing(chromium: Browser, book, width):
    page = chromium.new_page(viewport={"width": width, "height": 800})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url != book.as_uri() else None)
    page.goto(book.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("window.__hostile") is None
    assert asked == []
    page.close()


def test_the_printed_book_is_a4_with_running_heads_and_a_draft_marked_on_every_page(chromium: Browser, book, tmp_path):
    page = chromium.new_page()
    page.goto(book.as_uri())
    pdf = page.pdf(prefer_css_page_size=True)
    page.close()
    boxes = {tuple(round(float(n)) for n in box.split()) for box in re.findall(rb"/MediaBox \[([^\]]+)\]", pdf)}
    assert boxes <= {(0, 0, 595, 842), (0, 0, 596, 842)}
    path = tmp_path / "buku.pdf"
    path.write_bytes(pdf)
    told = subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, text=True).stdout
    pages = told.split("\f")[:-1]
    draft = range(
        next(n for n, text in enumerate(pages) if "Menimbang :" in text),
        next(n for n, text in enumerate(pages) if "BERITA DAERAH" in text) + 1,
    )
    assert [n for n in draft if "DRAF" not in pages[n]] == []
    heads = [n for n, text in enumerate(pages) if n > 1 and n not in draft and 'Kota "; }' not in text[:300]]
    assert heads == [], "the region's name runs at the head of each page but the cover, the contents and the draft"
