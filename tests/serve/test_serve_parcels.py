"""Packages go out over HTTP to who brings an innovation into the portal, and leave nothing behind."""

import io
from zipfile import ZipFile

import pytest
from forms_server import AT, INNOVATION, Client

from klik_kit.core.records import Change, RecordKey
from klik_kit.evidence import Vault
from klik_kit.workspace import SERVICES, open_workspace

BODY = b"%PDF-1.4\n" + b"isi " * 50_000 + b"\n%%EOF\n"


@pytest.fixture(scope="module")
def ready(server):
    """The innovation is *Layak kirim* and has a file."""
    with open_workspace(server.folder) as workspace:
        incoming = Vault(server.folder / "bukti").receive(len(BODY))
        incoming.write(BODY)
        stored = incoming.finish("SK.pdf", ("pdf",))
        record = workspace.store.get(INNOVATION)
        key = RecordKey(id="DD-PAKET", kind="data_dukung", unit="DINKES", parent=INNOVATION)
        values = {"indicator": "16", "file": stored.sha256, "title": "SK Bupati", "number": "214/2025", "type": "pdf", "name": "SK.pdf", "size": str(stored.size)}  # fmt: skip
        changes = [Change(record=key, field=f, value=v, base=0) for f, v in values.items()]
        workspace.store.save([record.change("status", "Layak kirim"), *changes], who="uji", at=AT)
    return server


def kept(server) -> list[str]:
    """What the workspace's folder holds, without what the server tells of itself now and then."""
    return sorted(p.name for p in server.folder.iterdir() if p.name != SERVICES)


def test_the_package_comes_whole_and_leaves_no_file(ready):
    before = kept(ready)
    for login in ("siti", "kadis", "dewi"):
        status, body, headers = Client(ready).enter(login).get(f"/unduh/{INNOVATION}/paket.zip")
        assert (status, headers["Content-Type"]) == (200, "application/zip"), login
        assert headers["Content-Disposition"].startswith("attachment;")
        assert int(headers["Content-Length"]) == len(body)
        with ZipFile(io.BytesIO(body)) as archive:
            (name,) = (n for n in archive.namelist() if n.endswith("16_SK-Bupati-214-2025.pdf"))
            assert archive.read(name) == BODY
    assert kept(ready) == before


@pytest.mark.parametrize("name", ["lembar-salin.html", "lembar-salin.xlsx"])
def test_the_sheets_come_as_files_never_as_pages(ready, name):
    status, _, headers = Client(ready).enter("siti").get(f"/unduh/{INNOVATION}/{name}")
    assert (status, "sandbox" in headers["Content-Security-Policy"]) == (200, True)
    assert headers["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize("name", ["paket.zip", "lembar-salin.html", "lembar-salin.xlsx"])
def test_nobody_else_has_them(ready, name):
    status, body, _ = Client(ready).enter("budi").get(f"/unduh/{INNOVATION}/{name}")
    assert (status, b"PK" in body[:2]) == (403, False)
    assert b"ANTRE" not in Client(ready).get(f"/unduh/{INNOVATION}/{name}")[1]
    assert Client(ready).enter("siti").get(f"/unduh/TIDAK-ADA/{name}")[0] == 404
