"""``klik lab`` as a coach uses it: workbooks open by themselves, a whole session, hostile text, a lost kernel."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import psutil
import pytest
from desk_cases import AT, Office, office_in
from playwright.sync_api import Browser, Locator, Page, expect
from sending_cases import pdf_of

from klik_kit.core.records import Change, RecordKey
from klik_kit.places import shipped
from klik_kit.workspace import open_workspace

HOSTILE = (
    "<img src=x onerror=\"window.kena='gambar'\"><script>window.kena='skrip'</script> **tebal** $x^2$ \u202eterbalik"
)
SOON = (datetime.now().astimezone().date() + timedelta(days=7)).isoformat()


@dataclass
class Lab:
    """A running ``klik lab``."""

    url: str
    folder: Path
    process: subprocess.Popen

    def kernels(self) -> list[psutil.Process]:
        return [p for p in psutil.Process(self.process.pid).children() if "ipykernel_launcher" in " ".join(p.cmdline())]

    def value(self, record: str, name: str) -> str | None:
        with open_workspace(self.folder) as workspace:
            return workspace.store.get(record).value(name)

    def files(self) -> set[str]:
        """The hashes of the files in the vault."""
        return {p.name for p in (self.folder / "bukti").rglob("*") if re.fullmatch(r"[0-9a-f]{64}", p.name)}

    def only(self, kind: str) -> str:
        with open_workspace(self.folder) as workspace:
            return max(workspace.store.list(kind), key=lambda r: max(a.at for a in r.answers.values())).key.id


@pytest.fixture(scope="module")
def lab(template_workspace: Path, tmp_path_factory) -> Iterator[Lab]:
    """JupyterLab on a workspace whose innovation's every text is hostile, without anything of the user's own."""
    folder = shutil.copytree(template_workspace, tmp_path_factory.mktemp("lab") / "kab")
    with office_in(folder) as office:
        office.put("INV-UJI", name=HOSTILE, goals=HOSTILE, benefits=HOSTILE)
    home = folder.parent / "rumah"
    home.mkdir()
    own = {"HOME": str(home), "JUPYTER_RUNTIME_DIR": str(home / "run"), "IPYTHONDIR": str(home / "ipython")}
    log = folder.parent / "lab.log"
    command = [
        sys.executable,
        "-m",
        "klik_kit",
        "lab",
        "--ruang-kerja",
        str(folder),
        "--akun",
        "dewi",
        "--tanpa-peramban",
    ]
    with log.open("w") as stream:
        process = subprocess.Popen(command, stdout=stream, stderr=stream, env=os.environ | own)
    try:
        end = time.monotonic() + 60
        while not (found := re.search(r"http://127\S+", log.read_text(encoding="utf-8"))):
            assert process.poll() is None, log.read_text(encoding="utf-8")
            assert time.monotonic() < end, log.read_text(encoding="utf-8")
            time.sleep(0.2)
        yield Lab(url=found[0], folder=folder, process=process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


@pytest.fixture
def opened(lab: Lab, chromium: Browser) -> Iterator[Page]:
    """The start workbook, with whatever its page throws kept."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page = context.new_page()
    for _ in range(40):
        try:
            page.goto(lab.url)
            break
        except Exception:  # noqa: BLE001 - the server is still starting
            time.sleep(0.5)
    expect(page.locator(".klik-isi-halaman h1")).to_contain_text("Hari ini", timeout=60_000)
    yield page
    context.close()


def heading(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.locator(".klik-isi-halaman h1")).to_contain_text(text, timeout=20_000)


def part(page: Page, title: str) -> None:
    page.get_by_role("link", name=title, exact=True).first.click()


def saved(page: Page) -> None:
    expect(page.locator(".klik-status")).to_contain_text("Tersimpan", timeout=15_000)


def walk_in(page: Page, complaint: str) -> None:
    page.get_by_role("button", name="Catat kunjungan (Kartu Konsultasi)").click()
    asked = page.locator("form.klik-tanya")
    asked.get_by_label("Dinas Kesehatan").check()
    asked.get_by_label("Pendampingan").check()
    asked.get_by_label("Keluhan atau pertanyaan").fill(complaint)
    asked.get_by_role("button", name="Catat kunjungan").click()
    heading(page, "Pendampingan · Dinas Kesehatan")


def look(page: Page, name: str) -> None:
    if folder := os.environ.get("KLIK_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png")


@contextmanager
def office_of(lab: Lab) -> Iterator[Office]:
    """The unit's side of the same workspace."""
    with open_workspace(lab.folder) as workspace:
        yield Office(workspace)


def test_a_workbook_opens_by_itself_without_code_or_menus(opened):
    expect(opened.get_by_role("button", name="Catat kunjungan (Kartu Konsultasi)")).to_be_visible()
    for hidden in (
        ".jp-InputArea-editor",
        "#jp-top-panel",
        "#jp-menu-panel",
        ".jp-NotebookPanel-toolbar",
        ".jp-SideBar",
    ):
        assert not any(one.is_visible() for one in opened.locator(hidden).all()), hidden
    look(opened, "lab-hari-ini")


def test_a_whole_session_from_walk_in_to_notula(opened, lab):
    walk_in(opened, "Skor tidak naik sejak Mei")
    session = lab.only("sesi")
    part(opened, "Pembahasan")
    opened.get_by_role("button", name="Pilih inovasi yang dibahas").click()
    opened.locator("form.klik-tanya").get_by_role("radio").first.check()
    opened.locator("form.klik-tanya").get_by_role("button", name="Pilih inovasi yang dibahas").click()
    part(opened, "Skor bersama")
    row = opened.get_by_role("group", name=re.compile(r"^16\. "))
    row.get_by_role("radio").nth(1).check()
    saved(opened)
    expect(opened.locator(".klik-meter b")).not_to_have_text("–", timeout=10_000)
    look(opened, "lab-skor")
    part(opened, "Keputusan dan tugas")
    opened.get_by_label("Apa yang diputuskan").fill("SK pelaksana diperbarui")
    opened.get_by_label("Apa yang dikerjakan").fill("Terbitkan SK pelaksana")
    opened.get_by_label("Penanggung jawab").fill("Ratna Sari")
    saved(opened)
    part(opened, "Tutup sesi")
    opened.get_by_role("button", name="Tutup sesi").click()
    opened.get_by_role("button", name="Ya, lanjutkan").click()
    expect(opened.get_by_text("Status: Selesai")).to_be_visible(timeout=15_000)
    expect(opened.get_by_text("Terbitkan SK pelaksana (Ratna Sari)")).to_be_visible()
    look(opened, "lab-notula")
    assert lab.value(session, "state") == "Selesai"
    assert lab.value(f"{session}-T1", "text") == "Terbitkan SK pelaksana"


def test_hostile_text_of_a_unit_runs_nothing_in_the_coachs_browser(opened, lab):
    opened.get_by_role("link", name="Beranda").click()
    expect(opened.get_by_text("<img src=x").first).to_be_visible(timeout=20_000)
    opened.get_by_role("link", name=re.compile("<img src=x")).first.click()
    heading(opened, "Penilaian Mandiri")
    assert opened.evaluate("window.kena ?? null") is None
    opened.get_by_role("link", name="Hari ini").click()
    heading(opened, "Hari ini")
    walk_in(opened, HOSTILE)
    expect(opened.locator(".klik-isi-halaman")).to_be_visible()
    assert lab.value(lab.only("sesi"), "keluhan") == HOSTILE
    assert opened.evaluate("window.kena ?? null") is None


def test_a_notebook_is_saved_without_outputs(opened, lab):
    opened.keyboard.press("Control+s")
    opened.wait_for_timeout(1500)
    notebook = json.loads((lab.folder / "buku_kerja" / "0_hari_ini.ipynb").read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert [(cell["outputs"], cell["execution_count"]) for cell in cells] == [([], None)] * len(cells)
    assert "widgets" not in notebook["metadata"]


def test_a_killed_kernel_comes_back_with_its_page_and_what_was_typed(opened, lab):
    walk_in(opened, "Sebelum kernel mati")
    session = lab.only("sesi")
    part(opened, "Kartu Konsultasi")
    for kernel in lab.kernels():
        kernel.kill()
    opened.get_by_label("Siapa yang datang").fill("Ditulis saat kernel mati")
    end = time.monotonic() + 60
    while lab.value(session, "tamu") != "Ditulis saat kernel mati":
        assert time.monotonic() < end
        time.sleep(0.2)
    heading(opened, "Pendampingan · Dinas Kesehatan")


def test_a_review_is_returned_with_a_reason_and_comes_back(opened, lab):
    with office_of(lab) as office:
        office.put("INV-UJI", status="Diajukan")
    opened.get_by_role("link", name="Tinjauan").click()
    heading(opened, "Tinjauan")
    opened.get_by_role("link", name=re.compile("<img src=x")).first.click()
    expect(opened.get_by_role("heading", name="Status: Diajukan")).to_be_visible(timeout=20_000)
    opened.get_by_role("button", name="Kembalikan untuk diperbaiki").click()
    opened.locator("form.klik-tanya").get_by_role("textbox").fill("SK bertanggal 2022; unggah SK yang sesuai.")
    opened.locator("form.klik-tanya").get_by_role("button", name="Kembalikan untuk diperbaiki").click()
    expect(opened.get_by_role("heading", name="Status: Perlu perbaikan")).to_be_visible(timeout=15_000)
    with office_of(lab) as office:
        page = office.opened("siti", "proposal", "INV-UJI")
        assert "SK bertanggal 2022" in str(page.state()["live"]["panels"]["perbaikan"])
        assert page.act("move", to="Diajukan")["ok"]
    expect(opened.get_by_role("heading", name="Status: Diajukan")).to_be_visible(timeout=15_000)
    look(opened, "lab-tinjauan")


def test_the_browsers_back_leads_to_the_page_before_and_not_out_of_lab(opened):
    opened.get_by_role("link", name="Agenda", exact=True).click()
    heading(opened, "Agenda Tahunan")
    opened.get_by_role("link", name="Papan Kelas").click()
    heading(opened, "Papan Kelas")
    opened.go_back()
    heading(opened, "Agenda Tahunan")
    opened.go_back()
    heading(opened, "Hari ini")
    opened.go_forward()
    heading(opened, "Agenda Tahunan")


def test_after_a_reload_one_press_of_back_leads_to_the_page_before(opened):
    opened.get_by_role("link", name="Agenda", exact=True).click()
    heading(opened, "Agenda Tahunan")
    opened.get_by_role("link", name="Papan Kelas").click()
    heading(opened, "Papan Kelas")
    opened.reload()
    expect(opened.locator(".klik-isi-halaman h1")).to_contain_text("Papan Kelas", timeout=60_000)
    opened.go_back()
    heading(opened, "Agenda Tahunan")
    opened.go_back()
    heading(opened, "Hari ini")


def sent(place: Locator, name: str, body: bytes) -> None:
    place.locator("input[type=file]").first.set_input_files(
        [{"name": name, "mimeType": "application/pdf", "buffer": body}]
    )


def takes_files_whole_and_refuses_in_words(
    page: Page, lab: Lab, place: Locator, record: str, *, name: str, size: int
) -> None:
    """A file of several parts ends in the vault and on the page, and comes back; what cannot be kept is told."""
    body, before = pdf_of(size), lab.files()
    sha = hashlib.sha256(body).hexdigest()
    sent(place, name, body)
    link = place.locator('a[href^="/bukti/"]')
    expect(link).to_have_count(1, timeout=30_000)
    expect(place.get_by_role("listitem")).to_contain_text("684 kB")
    kept = link.get_attribute("href").rpartition("/")[2]
    assert (lab.value(kept, "file"), lab.value(kept, "name"), lab.value(kept, "size")) == (sha, name, str(len(body)))
    assert lab.files() - before == {sha}
    with page.expect_download() as coming:
        link.click()
    assert hashlib.sha256(coming.value.path().read_bytes()).hexdigest() == sha
    said = place.get_by_role("status")
    sent(place, "lain.pdf", b"<html><script>window.kena = 'berkas'</script>" * 90)
    expect(said).to_contain_text("Yang diterima di sini: ", timeout=15_000)
    sent(place, "besar.pdf", pdf_of(11 * 1024 * 1024))
    expect(said).to_contain_text("Perkecil berkasnya, atau simpan di Drive dan isi tautannya.")
    expect(link).to_have_count(1)
    assert lab.files() - before == {sha}
    with open_workspace(lab.folder) as workspace:
        assert record == workspace.store.get(kept).key.parent


def test_a_file_of_a_session_goes_into_the_vault_and_stands_on_the_page(opened, lab):
    walk_in(opened, "Membawa surat")
    part(opened, "Keputusan dan tugas")
    place = opened.locator(".klik-bukti", has=opened.get_by_role("heading", name="Berkas lampiran"))
    place.get_by_text("Tambah berkas").click()
    takes_files_whole_and_refuses_in_words(
        opened, lab, place, lab.only("sesi"), name="surat undangan.pdf", size=700_000
    )


@pytest.fixture
def scoring(lab: Lab, chromium: Browser) -> Iterator[Page]:
    """The self-scoring of an innovation of siti's unit, as a notebook of her own in this Lab."""
    key = RecordKey(id="INV-BUKTI", kind="inovasi", unit="DINKES")
    with open_workspace(lab.folder) as workspace:
        workspace.store.save([Change(record=key, field="name", value="BUKTI", base=0)], who="uji", at=AT)
    notebook = json.loads((shipped("workbooks") / "formulir" / "penilaian_mandiri.ipynb").read_text(encoding="utf-8"))
    notebook["cells"][0]["source"] = f"workspace, account, record = {str(lab.folder)!r}, 'A-siti', {key.id!r}"
    notebook["metadata"]["klik"] = True
    (lab.folder / "buku_kerja" / "penilaian_siti.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page = context.new_page()
    page.goto(lab.url.replace("0_hari_ini", "penilaian_siti"))
    yield page
    context.close()


def test_evidence_of_an_indicator_goes_into_the_vault_and_stands_on_the_page(scoring, lab):
    expect(scoring.locator(".klik-isi-halaman h1")).to_contain_text("Penilaian Mandiri", timeout=60_000)
    place = scoring.locator(".klik-bukti").first
    scoring.evaluate("(id) => { location.hash = id; }", place.evaluate("(one) => one.closest('.klik-bagian').id"))
    place.get_by_text("Tambah data dukung").click()
    takes_files_whole_and_refuses_in_words(scoring, lab, place, "INV-BUKTI", name="SK Bupati.pdf", size=700_001)
