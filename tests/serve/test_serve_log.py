"""The server's log: clean when nothing is wrong, and explaining every code that a person is shown."""

import asyncio
import re
import sqlite3
from contextlib import closing

from forms_server import INNOVATION, Client, answer, connected, open_page

FORMS = ("/isi/beranda", f"/isi/proposal/{INNOVATION}", f"/isi/penilaian/{INNOVATION}", "/isi/diagnosis/TIDAK-ADA")
TELLING = re.compile(r"\A(?:Formulir klinik siap|Kode QR|Hanya komputer ini|Hentikan dengan Ctrl-C)")


def test_a_quiet_day_leaves_a_quiet_log(own_server):
    siti = Client(own_server).enter("siti")

    async def walk() -> None:
        for path in FORMS:
            page = open_page(siti, path)
            async with connected(page, siti) as socket:
                assert (await answer(socket, page, {"kind": "hello", "id": 1}))["kind"] == "state"
                assert (await answer(socket, page, {"kind": "ping", "id": 2}))["kind"] == "pong"
            assert siti.post(f"/halaman/{page.kernel}/tutup", {})[0] == 204

    asyncio.run(walk())
    assert siti.post("/keluar", {})[0] == 303
    own_server.stop()
    assert own_server.process.returncode == 0
    assert [line for line in own_server.log.splitlines() if line and not TELLING.match(line)] == []


def test_a_defect_behind_a_page_shows_a_code_that_the_log_explains(own_server):
    siti = Client(own_server).enter("siti")

    async def walk() -> str:
        page = open_page(siti, f"/isi/proposal/{INNOVATION}")
        async with connected(page, siti) as socket:
            await answer(socket, page, {"kind": "hello", "id": 1})
            with closing(sqlite3.connect(own_server.folder / "klik.db")) as connection:
                connection.execute("ALTER TABLE answer RENAME TO hilang")
            sent = {"kind": "edit", "seq": 1, "record": INNOVATION, "field": "rb.metode", "base": 0, "value": "x"}
            said = await answer(socket, page, sent)
            assert said["kind"] == "failed", said
            return said["message"]

    message = asyncio.run(walk())
    assert "hilang" not in message
    code = re.search(r"KK-[0-9A-F]{6}", message)
    assert code, message
    assert re.search(rf"{code[0]}\n(?:.*\n)*?.*no such table", own_server.log), own_server.log[-2000:]


def test_a_page_that_cannot_start_says_a_code_that_the_log_explains(own_server):
    siti = Client(own_server).enter("siti")
    (own_server.folder / "klik.toml").write_text("rusak = [", encoding="utf-8")
    status, body, _ = siti.get("/isi/beranda")
    html = body.decode()
    assert status in {200, 503}
    assert "belum dapat dibuka" in html
    for inside in ("Traceback", "klik.toml", "tomllib", str(own_server.folder)):
        assert inside not in html
    code = re.search(r"KK-[0-9A-F]{6}", html)
    assert code, html[-600:]
    log = own_server.log
    assert code[0] in log
    assert "klik.toml" in log
    assert siti.get("/sehat")[0] == 200
    end_of_kernels(own_server)


def end_of_kernels(server) -> None:
    """The kernel of a page that was never shown ends."""

    async def gone() -> None:
        async with asyncio.timeout(10):
            while server.kernels():
                await asyncio.sleep(0.05)

    asyncio.run(gone())
