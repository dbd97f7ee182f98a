"""One unit's whole way in a real browser: from the invitation to the sent record and back."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from forms_server import INNOVATION, PIN, Server, stored
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from klik_kit.core.accounts import Account, Role
from klik_kit.core.records import Change
from klik_kit.passwords import new_token, short_code, token_hash
from klik_kit.store import Ticket
from klik_kit.workspace import open_workspace

HOSTILE = (
    "<script>window.__hostile=1</script> {{7*7}} $\\LaTeX$ **tebal** ‮rtl 👩‍⚕️ <img src=x onerror=window.__hostile=1>"
)


def entered(chromium: Browser, server: Server, login: str, *, width: int = 390) -> Page:
    page = chromium.new_context(viewport={"width": width, "height": 800}, accept_downloads=True).new_page()
    page.goto(f"{server.url}/masuk")
    page.get_by_label("Nama masuk").fill(login)
    page.get_by_label("PIN atau kata sandi").fill(PIN)
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=20_000)
    return page


def saved(page: Page) -> None:
    expect(page.locator(".klik-status")).to_have_text(re.compile(r"^Tersimpan \d\d\.\d\d\.\d\d$"), timeout=15_000)


def opened(page: Page, path: str) -> None:
    page.goto(path)
    expect(page.locator(".klik-isi-halaman h1")).to_be_visible(timeout=20_000)


def test_from_the_invitation_to_the_sent_record_and_back(chromium, own_server):
    token, now = new_token(), datetime.now(UTC)
    with open_workspace(own_server.folder) as workspace:
        account = Account(id="A-baru", login="wulan", name="Wulan Asih", role=Role.OPERATOR, unit="DINKES")
        code = short_code()
        ticket = Ticket(
            account="A-baru", token_hash=token_hash(token), code_hash=token_hash(code), until=now + timedelta(days=7)
        )
        workspace.store.accounts.enrol([account], [ticket], who="uji", at=now)
    page = chromium.new_context(viewport={"width": 390, "height": 800}).new_page()
    page.goto(f"{own_server.url}/undangan/{token}")
    page.goto(f"{own_server.url}/undangan/{token}")  # a preview before uses nothing up
    page.get_by_label("PIN atau kata sandi baru").fill("739154")
    page.get_by_label("Tulis sekali lagi").fill("739154")
    page.get_by_role("button", name="Simpan dan masuk").click()

    # diagnosis: one problem, its root, an idea
    page.get_by_role("button", name="Mulai dari masalah").click(timeout=20_000)
    page.get_by_role("link", name="Masalah", exact=True).click(timeout=20_000)
    page.get_by_label("Apa masalahnya?").fill("Antrean pendaftaran lebih dari dua jam")
    page.get_by_label("Siapa yang dirugikan?").fill("Ibu hamil dan lansia")
    page.get_by_label("Angka yang menunjukkannya").fill("135 menit")
    for scale in ("Mendesak", "Parah", "Memburuk"):
        page.get_by_role("group", name=scale).get_by_label("4", exact=True).check()
    saved(page)
    expect(page.locator(".klik-usg")).to_contain_text("12")
    page.get_by_role("link", name="Simpan dan lanjut").locator("visible=true").click()
    page.get_by_label("Masalah yang dikerjakan").fill("Antrean pendaftaran")
    page.get_by_label("Akar masalah").fill("Loket hanya satu")
    saved(page)
    page.goto(page.url.partition("#")[0] + "#gagasan")
    page.get_by_label("Gagasan yang dipilih").fill("Pendaftaran lewat pesan")
    saved(page)
    page.goto(page.url.partition("#")[0] + "#langkah")
    page.get_by_role("button", name="Buat usulan dari gagasan ini").click()
    page.get_by_label("Nama inovasi").fill("DAFTAR DULU (Daftar dari Rumah)")
    page.get_by_role("button", name="Buat usulan dari gagasan ini").click()
    page.wait_for_url("**/isi/proposal/**")
    innovation = page.url.rpartition("/")[2].partition("#")[0]
    assert stored(own_server, innovation, "rb.permasalahan") == "Antrean pendaftaran\nAkar masalah: Loket hanya satu"

    # proposal: what a reviewer needs, and a hostile text that stays a text
    page.get_by_role("link", name="Gagasan", exact=True).click(timeout=20_000)
    page.get_by_role("combobox", name="Urusan utama").fill("Kesehatan")
    page.get_by_role("option", name="Kesehatan", exact=True).click()
    saved(page)
    page.goto(page.url.partition("#")[0] + "#rancang_bangun")
    page.get_by_label("Metode pembaharuan").fill(HOSTILE)
    saved(page)
    assert stored(own_server, innovation, "rb.metode") == HOSTILE

    # self-score: choosing moves the score; evidence by photo
    opened(page, f"{own_server.url}/isi/penilaian/{innovation}")
    page.get_by_role("link", name="Infrastruktur").click()
    page.get_by_role("group", name=re.compile(r"^16\.")).get_by_label("Parameter 2").check()
    saved(page)
    page.goto(page.url.partition("#")[0] + "#")
    expect(page.locator(".klik-meter b")).to_have_text("6")
    page.get_by_role("link", name="Infrastruktur").click()
    photo = io.BytesIO()
    Image.new("RGB", (600, 400), "#aaccee").save(photo, "JPEG")
    place = page.locator(".klik-bukti").first
    place.get_by_text("Tambah data dukung").click()
    place.locator("input[type=file]").nth(1).set_input_files([
        {"name": f"foto{n}.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()} for n in (1, 2)
    ])  # fmt: skip
    expect(place.locator('a[href^="/bukti/"]')).to_have_count(1, timeout=20_000)

    # sending locks; the coach returns it with a reason; the reason stands on the unit's Beranda
    opened(page, f"{own_server.url}/isi/proposal/{innovation}#ajukan")
    page.get_by_role("button", name="Ajukan", exact=True).click()
    page.get_by_role("button", name="Ya, lanjutkan").click()
    expect(page.get_by_role("heading", name="Status: Diajukan")).to_be_visible(timeout=15_000)
    assert stored(own_server, innovation, "status") == "Diajukan"
    page.goto(page.url.partition("#")[0] + "#rancang_bangun")
    expect(page.get_by_label("Dasar hukum")).to_be_disabled()

    coach = entered(chromium, own_server, "dewi", width=1280)
    opened(coach, f"{own_server.url}/isi/proposal/{innovation}#ajukan")
    coach.get_by_role("button", name="Kembalikan untuk diperbaiki").click()
    coach.get_by_label("Alasan").fill("Mohon lengkapi dasar hukum.")
    coach.get_by_role("button", name="Kembalikan untuk diperbaiki").click()
    expect(coach.get_by_role("heading", name="Status: Perlu perbaikan")).to_be_visible(timeout=15_000)

    opened(page, f"{own_server.url}/isi/beranda")
    expect(page.get_by_text("Perlu perbaikan: Mohon lengkapi dasar hukum.")).to_be_visible()
    assert page.evaluate("window.__hostile") is None


def test_the_head_signs_and_a_guest_comes_in_by_the_code(chromium, own_server):
    with open_workspace(own_server.folder) as workspace:
        store = workspace.store
        innovation, region = store.get(INNOVATION), store.get("daerah")
        status = innovation.answers["status"].version if "status" in innovation.answers else 0
        store.save(
            [
                Change(record=region.key, field="flow", value="Lengkap", base=0),
                Change(record=innovation.key, field="status", value="Disetujui pendamping", base=status),
            ],
            who="uji",
            at=datetime.now(UTC),
        )

    # the head finds what waits, uploads the signed sheet, and approves
    head = entered(chromium, own_server, "kadis")
    waiting = head.locator("section", has=head.get_by_role("heading", name="Menunggu pengesahan Bapak/Ibu"))
    waiting.get_by_role("link").first.click()
    expect(head.locator(".klik-isi-halaman h1")).to_be_visible(timeout=20_000)
    opened(head, f"{own_server.url}/isi/proposal/{INNOVATION}#ajukan")
    head.get_by_role("button", name="Sahkan").click()
    head.get_by_role("button", name="Ya, lanjutkan").click()
    expect(head.get_by_text("Unggah dahulu lembar pengesahan")).to_be_visible(timeout=15_000)
    photo = io.BytesIO()
    Image.new("RGB", (600, 400), "#aaccee").save(photo, "JPEG")
    place = head.locator(".klik-bukti")
    place.get_by_text("Unggah lembar pengesahan").click()
    place.locator("input[type=file]").nth(1).set_input_files(
        [{"name": "lembar.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()}]
    )
    expect(place.locator('a[href^="/bukti/"]')).to_have_count(1, timeout=20_000)
    expect(head.get_by_text("Lembar bertanda tangan sudah diunggah.")).to_be_visible(timeout=15_000)
    head.get_by_role("button", name="Batal").click()
    head.get_by_role("button", name="Sahkan").click()
    head.get_by_role("button", name="Ya, lanjutkan").click()
    expect(head.get_by_role("heading", name="Status: Disahkan Kepala OPD")).to_be_visible(timeout=15_000)
    assert stored(own_server, INNOVATION, "status") == "Disahkan Kepala OPD"

    # a coach invites a guest, who comes in by the code, reads and writes a note
    coach = entered(chromium, own_server, "dewi", width=1280)
    opened(coach, f"{own_server.url}/isi/proposal/{INNOVATION}#bagikan")
    coach.get_by_role("button", name="Undang narasumber", exact=True).click()
    coach.get_by_label("Nama narasumber").fill("Dr. Ayu Pertiwi")
    coach.get_by_label("Hari terakhir akses").fill((datetime.now() + timedelta(days=2)).date().isoformat())  # noqa: DTZ005 - the day on the wall
    coach.get_by_role("button", name="Undang narasumber", exact=True).click()
    told = coach.get_by_text("Kode undangan")
    expect(told).to_be_visible(timeout=15_000)
    code = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", told.inner_text())
    assert code, told.inner_text()
    guest = chromium.new_context(viewport={"width": 390, "height": 800}).new_page()
    guest.goto(f"{own_server.url}/kode")
    guest.get_by_label("Kode pada kartu undangan").fill(code[0])
    guest.get_by_role("button", name="Lanjut").click()
    guest.get_by_label("PIN atau kata sandi baru").fill("739154")
    guest.get_by_label("Tulis sekali lagi").fill("739154")
    guest.get_by_role("button", name="Simpan dan masuk").click()
    guest.get_by_role("link", name="Proposal").click(timeout=20_000)
    expect(guest.locator(".klik-isi-halaman h1")).to_be_visible(timeout=20_000)
    opened(guest, f"{own_server.url}/isi/proposal/{INNOVATION}#ajukan")
    guest.get_by_role("button", name="Tulis catatan pada isian").click()
    guest.get_by_label("Isian").select_option("goals")
    guest.get_by_label("Catatan").fill("Sebutkan angkanya.")
    guest.get_by_role("button", name="Tulis catatan pada isian").click()
    expect(guest.get_by_text("Catatan tersimpan.")).to_be_visible(timeout=15_000)
    assert stored(own_server, f"{INNOVATION}@tinjauan", "catatan.goals") == "Sebutkan angkanya."


PATHS = {
    "siti": ["/isi/beranda", f"/isi/proposal/{INNOVATION}", f"/isi/proposal/{INNOVATION}#rancang_bangun", f"/isi/proposal/{INNOVATION}#ajukan", f"/isi/proposal/{INNOVATION}#bagikan", f"/isi/penilaian/{INNOVATION}", f"/isi/penilaian/{INNOVATION}#variabel-1", f"/isi/penilaian/{INNOVATION}#variabel-5", "/keluar"],
    "admin": ["/isi/beranda", f"/isi/proposal/{INNOVATION}#bagikan", "/isi/spd", "/isi/spd#spd-1"],
}  # fmt: skip
PLACES = [(login, path) for login, paths in PATHS.items() for path in paths]


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(("login", "path"), PLACES, ids=[path for _, path in PLACES])
def test_a_page_fits_its_screen_and_has_no_serious_barrier(chromium, server, login, path, width):
    page = entered(chromium, server, login, width=width)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(server.url + path)
    expect(page.locator("h1")).to_be_visible(timeout=20_000)
    expect(page.locator(".klik-redup", has_text="Menyiapkan isian")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = [v for v in Axe().run(page).response["violations"] if v["impact"] in {"serious", "critical"}]
    assert not found, [(v["id"], [n["html"][:200] for n in v["nodes"][:3]]) for v in found]
    assert not [
        url for url in asked if not url.startswith((server.url, server.url.replace("http", "ws"), "blob:", "data:"))
    ]
    page.context.close()


@pytest.mark.parametrize("path", ["/masuk", "/kode", "/aula", "/undangan/tidak-ada"])
def test_a_door_fits_a_phone_and_has_no_serious_barrier(chromium, server, path):
    page = chromium.new_page(viewport={"width": 390, "height": 800})
    page.goto(server.url + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    found = [v for v in Axe().run(page).response["violations"] if v["impact"] in {"serious", "critical"}]
    assert not found, [(v["id"], [n["html"][:200] for n in v["nodes"][:3]]) for v in found]
    page.close()


def test_a_proposal_downloads_as_word_and_the_page_goes_on(chromium, server, tmp_path: Path):
    page = entered(chromium, server, "siti")
    opened(page, f"{server.url}/isi/proposal/{INNOVATION}#ajukan")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="sebagai Word").click()
    waiting.value.save_as(tmp_path / "usulan.docx")
    assert (tmp_path / "usulan.docx").read_bytes()[:2] == b"PK"
    page.goto(page.url.partition("#")[0] + "#tujuan")
    page.get_by_label("Tujuan", exact=True).fill("Waktu tunggu turun menjadi 30 menit")
    saved(page)
    assert stored(server, INNOVATION, "goals") == "Waktu tunggu turun menjadi 30 menit"
    page.context.close()
