"""Documents come in whole or not at all, and go out only to those who may read them."""

import hashlib
import http.client
import io
import os
import shutil
import signal
import socket
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from forms_server import INNOVATION, OTHER, Client, Server, as_json, open_page
from PIL import Image

from klik_kit.core.records import Change
from klik_kit.workspace import open_workspace

PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
HOSTILE_NAMES = (
    "../../etc/passwd",
    "..\\..\\x.pdf",
    "/etc/cron.d/x",
    "a\x00b.pdf",
    "\u202egpj.pdf",
    '"><script>.pdf',
    "x" * 400 + ".pdf",
    "",
    "CON",
    "a\r\nX-Jahat: ya.pdf",
)
PLACE = f"/bukti/{INNOVATION}/16"


def photo(kind: str = "JPEG", size: tuple[int, int] = (64, 48)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind)
    return out.getvalue()


@pytest.fixture(scope="module")
def people(server):
    return {login: Client(server).enter(login) for login in ("siti", "budi", "dewi", "rina", "kadis")}


def send(client: Client, body: bytes, name: str = "SK.pdf", place: str = PLACE, **headers: str):
    sent = {
        "X-XSRFToken": client.cookie("_xsrf"),
        "X-Nama": quote(name, safe=""),
        "Content-Type": "application/octet-stream",
        "Accept": "*/*",
    }
    return client.call("POST", place, body=body, headers=sent | {k.replace("_", "-"): v for k, v in headers.items()})


def kept(server) -> dict[str, Path]:
    """All files of the vault by their path in it."""
    folder = server.folder / "bukti"
    return {str(p.relative_to(folder)): p for p in folder.rglob("*") if p.is_file()} if folder.is_dir() else {}


def noted(server) -> set[str]:
    with open_workspace(server.folder) as workspace:
        return {r.key.id for r in workspace.store.list("data_dukung")}


@pytest.fixture
def unchanged(server):
    """Whatever the test sends: neither a file nor a note of it stays."""
    before = set(kept(server)), noted(server)
    yield
    end = time.monotonic() + 20
    while set(kept(server)) != before[0] and time.monotonic() < end:
        time.sleep(0.05)
    assert (set(kept(server)), noted(server)) == before
    assert Client(server).get("/sehat")[0] == 200


@pytest.mark.parametrize("header", ["X_Judul", "X_Nomor"])
def test_what_is_too_long_beside_a_file_is_told_and_not_cut(server, people, header):
    before = (set(kept(server)), noted(server))
    status, body, _ = send(people["siti"], PDF, **{header: quote("é" * 301)})
    assert (status, as_json(body)["ok"]) == (422, False)
    assert "301 huruf" in as_json(body)["message"]
    assert (set(kept(server)), noted(server)) == before
    status, body, _ = send(people["siti"], PDF + b"%", **{header: quote("é" * 300)})
    assert status == 200
    with open_workspace(server.folder) as workspace:
        values = workspace.store.get(as_json(body)["id"]).values()
    assert values["title" if header == "X_Judul" else "number"] == "é" * 300


def test_a_document_is_kept_noted_and_given_back(server, people):
    told = {"X_Judul": quote("SK Bupati <b>"), "X_Nomor": quote("188/1/2025"), "X_Tanggal": "2025-01-05"}
    status, body, headers = send(people["siti"], PDF, "SK Bupati é.pdf", **told)
    answer = as_json(body)
    assert (status, answer["ok"]) == (200, True), answer
    digest = hashlib.sha256(PDF).hexdigest()
    assert f"{digest[:2]}/{digest}" in kept(server)
    assert not [name for name in kept(server) if name.startswith(".masuk-")]
    with open_workspace(server.folder) as workspace:
        values = workspace.store.get(answer["id"]).values()
    assert (values["title"], values["number"], values["date"], values["indicator"]) == (
        "SK Bupati <b>",
        "188/1/2025",
        "2025-01-05",
        "16",
    )
    for login in ("siti", "rina", "kadis", "dewi"):
        status, body, headers = people[login].get(f"/bukti/{answer['id']}")
        assert (status, body) == (200, PDF), login
        assert headers["Content-Disposition"].startswith("attachment;")
        assert headers["Content-Type"] == "application/pdf"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in headers["Content-Security-Policy"]
        assert int(headers["Content-Length"]) == len(PDF)
    for client in (people["budi"], Client(server)):
        status, body, _ = client.get(f"/bukti/{answer['id']}")
        assert status in {302, 403}
        assert PDF not in body


def test_a_photo_becomes_a_pdf_where_a_pdf_is_wanted(server, people):
    first, second = photo(), photo("PNG")
    status, body, _ = send(people["siti"], first, "foto.jpg")
    assert status == 200, body
    assert people["siti"].get(f"/bukti/{as_json(body)['id']}")[1].startswith(b"%PDF-")
    status, body, _ = send(people["siti"], first + second, "foto.jpg", X_Bagian=f"{len(first)},{len(second)}")
    assert status == 200, body
    assert people["siti"].get(f"/bukti/{as_json(body)['id']}")[1].count(b"/Subtype /Image") == 2


def test_a_photo_stays_one_where_photos_are_wanted(people):
    status, body, _ = send(people["siti"], photo(), "foto.jpg", f"/bukti/{INNOVATION}/25")
    assert status == 200, body
    _, given, headers = people["siti"].get(f"/bukti/{as_json(body)['id']}")
    assert headers["Content-Type"] == "image/jpeg"
    assert Image.open(io.BytesIO(given)).size == (64, 48)


@pytest.mark.parametrize("login", ["budi", "dewi"])
def test_others_add_nothing(people, unchanged, login):
    status, body, _ = send(people[login], PDF)
    assert status == 403
    assert as_json(body)["ok"] is False
    assert as_json(body)["message"].endswith(".")


def test_a_stranger_adds_nothing(server, unchanged):
    stranger = Client(server)
    stranger.get("/masuk")
    assert send(stranger, PDF)[0] == 401


@pytest.mark.parametrize(
    "place",
    [
        f"/bukti/{OTHER}/16",
        f"/bukti/{INNOVATION}/99",
        "/bukti/TIDAK-ADA/16",
        f"/bukti/{INNOVATION}/pengesahan",
        f"/bukti/{INNOVATION}@iid-2026/16",
        "/bukti/A-siti/16",
        "/bukti/../16",
    ],
)
def test_a_place_that_is_not_ones_own_takes_nothing(people, unchanged, place):
    status, _, _ = send(people["siti"], PDF, place=place)
    assert status in {403, 404}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"<html><script>alert(1)</script>", 415), (b"MZ" + b"\0" * 200, 415), (b"PK\x03\x04" + b"\0" * 200, 415), (b"GIF89a" + b"\0" * 90, 415),
        (b"<html><script>alert(1)</script>\n" + PDF, 415), (b"%PDF-", 415), (b"\xff\xd8\xff\xe0" + b"\0" * 90, 415), (b"x", 415), (b"", 422),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", 415),
    ],
)  # fmt: skip
def test_what_is_no_document_is_refused_by_its_content(people, unchanged, body, status):
    for name in ("SK.pdf", "SK.html"):
        got, answer, _ = send(people["siti"], body, name)
        assert got in {status, 422}, (body[:20], got)
        assert as_json(answer)["ok"] is False
        assert as_json(answer)["message"]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_hostile_name_names_nothing(server, people, name):
    body = PDF + f"%{HOSTILE_NAMES.index(name)}\n".encode()
    status, answer, _ = send(people["siti"], body, name)
    assert status == 200, answer
    assert not [p for p in kept(server) if "passwd" in p or ".pdf" in p]
    status, given, headers = people["siti"].get(f"/bukti/{as_json(answer)['id']}")
    assert (status, given) == (200, body)
    shown = headers["Content-Disposition"]
    assert "X-Jahat" not in headers
    for part in ("..", "/", "\\", "%2F", "%5C", "%00", "%0D", "%E2%80%AE", '"', "<"):
        assert part not in shown.removeprefix("attachment; filename*=UTF-8''"), shown


def test_a_date_that_cannot_be_is_refused(people, unchanged):
    status, body, _ = send(people["siti"], PDF + b"%tanggal\n", X_Tanggal="2025-02-31")
    assert status == 422
    assert "Tanggal surat" in as_json(body)["message"]


def test_control_characters_in_a_title_are_refused(people, unchanged):
    status, body, _ = send(people["siti"], PDF + b"%judul\n", X_Judul="a%00b")
    assert status == 422
    assert "huruf kendali" in as_json(body)["message"]


def raw(client: Client, headers: dict[str, str], body: bytes = b"", *, then_wait: bool = True) -> tuple[int, bytes]:
    """Send the head of an upload, some of its body, and read the answer or go away."""
    told = {
        "Host": f"127.0.0.1:{client.server.port}",
        "Cookie": f"klik_masuk={client.cookie('klik_masuk')}; _xsrf={client.cookie('_xsrf')}",
        "X-XSRFToken": client.cookie("_xsrf"),
        "X-Nama": "a.pdf",
    } | headers
    head = f"POST {PLACE} HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in told.items()) + "\r\n"
    with socket.create_connection(("127.0.0.1", client.server.port), timeout=20) as wire:
        wire.sendall(head.encode() + body)
        if not then_wait:
            return 0, b""
        answer = http.client.HTTPResponse(wire)
        answer.begin()
        return answer.status, answer.read()


def test_what_is_declared_too_large_is_refused_before_it_is_sent(people, unchanged):
    status, body = raw(people["siti"], {"Content-Length": str(10 * 1024 * 1024 + 1)})
    assert status == 413
    assert "batasnya 10 MB" in as_json(body)["message"]


@pytest.mark.parametrize("length", ["-1", "abc", "9" * 30, "0"])
def test_a_length_that_cannot_be_is_refused(people, unchanged, length):
    try:
        status, _ = raw(people["siti"], {"Content-Length": length})
    except (http.client.HTTPException, ConnectionError):
        return  # the connection was simply closed
    assert status in {400, 413, 422}


def test_a_body_without_a_length_is_stopped_at_the_limit(people, unchanged):
    def chunks():
        yield b"%PDF-1.4\n"
        for _ in range(11 * 16):
            yield b"x" * 65536

    body = b"".join(f"{len(c):x}\r\n".encode() + c + b"\r\n" for c in chunks()) + b"0\r\n\r\n"
    try:
        status, _ = raw(people["siti"], {"Transfer-Encoding": "chunked"}, body)
    except (http.client.HTTPException, ConnectionError):
        return  # it hung up in the middle of our sending
    assert status in {400, 413}


def test_the_largest_file_comes_through_whole(server, people):
    body = PDF[:9] + b"%" + b"x" * (10 * 1024 * 1024 - len(PDF) - 2) + b"\n" + PDF[9:]
    status, answer, _ = send(people["siti"], body, "besar.pdf")
    assert status == 200, answer
    assert people["siti"].get(f"/bukti/{as_json(answer)['id']}")[1] == body


def test_an_upload_that_breaks_off_leaves_nothing(people, unchanged):
    for sent in (b"", PDF, PDF + b"x" * 500_000):
        raw(people["siti"], {"Content-Length": "2000000"}, sent, then_wait=False)


def test_what_a_killed_server_left_is_cleared_away_later(own_server):
    siti = Client(own_server).enter("siti")
    told = {
        "Cookie": f"klik_masuk={siti.cookie('klik_masuk')}; _xsrf={siti.cookie('_xsrf')}",
        "X-XSRFToken": siti.cookie("_xsrf"),
        "Content-Length": "2000000",
    }
    head = f"POST {PLACE} HTTP/1.1\r\nHost: x\r\n" + "".join(f"{k}: {v}\r\n" for k, v in told.items()) + "\r\n"
    with socket.create_connection(("127.0.0.1", own_server.port)) as wire:
        wire.sendall(head.encode() + PDF)
        end = time.monotonic() + 20
        while not kept(own_server) and time.monotonic() < end:
            time.sleep(0.05)
        own_server.stop(signal.SIGKILL)
    (left,) = kept(own_server).values()
    os.utime(left, (time.time() - 7200,) * 2)
    own_server.start()
    assert kept(own_server) == {}
    assert noted(own_server) == set()


def test_parts_that_do_not_add_up_are_refused(people, unchanged):
    one = photo()
    for parts in (f"{len(one)},5", "1,1", f"0,{len(one)}", ",".join(["1"] * 99)):
        status, body, _ = send(people["siti"], one, "f.jpg", X_Bagian=parts)
        assert status in {413, 422}, parts
        assert as_json(body)["ok"] is False


def test_the_vault_is_for_the_server_alone(server):
    for path in kept(server).values():
        assert path.stat().st_mode & 0o077 == 0


def test_the_head_signs_with_a_scan(server, people):
    status, body, _ = send(people["kadis"], PDF + b"%sah\n", place=f"/bukti/{INNOVATION}/pengesahan")
    assert status == 200, body
    with open_workspace(server.folder) as workspace:
        assert workspace.store.get(f"{INNOVATION}@tinjauan").value("pengesahan") == as_json(body)["id"]


def test_what_is_withdrawn_is_not_given_out(server, people):
    key = as_json(send(people["siti"], PDF + b"%tarik\n")[1])["id"]
    with open_workspace(server.folder) as workspace:
        from klik_kit.desk.evidence import remove_evidence
        from klik_kit.desk.person import Person

        remove_evidence(Person(workspace=workspace, id="A-siti"), INNOVATION, key)
    assert people["siti"].get(f"/bukti/{key}")[0] == 404


def test_no_record_but_a_document_is_given_out(people):
    for key in (INNOVATION, f"{INNOVATION}@iid-2026", "akun:A-siti", "A-siti", "daerah", "DINKES", "TIDAK-ADA"):
        assert people["siti"].get(f"/bukti/{key}")[0] in {403, 404}, key


def test_a_sent_innovation_takes_no_documents(server, people, unchanged):
    with open_workspace(server.folder) as workspace:
        record = workspace.store.get(INNOVATION)
        sent = Change(record=record.key, field="status", value="Diajukan", base=record.answers["status"].version)
        workspace.store.save([sent], who="uji", at=record.answers["status"].at)
    status, body, _ = send(people["siti"], PDF + b"%terkunci\n")
    assert status == 403
    assert "dikunci" in as_json(body)["message"]


def test_a_page_names_the_limit_that_is_enforced(people_workspace, tmp_path):
    server = Server(shutil.copytree(people_workspace, tmp_path / "kab"), more=("--batas-unggah", "3"))
    server.start()
    try:
        siti = Client(server).enter("siti")
        assert f'data-batas="{3 * 1024 * 1024}"' in open_page(siti, f"/isi/penilaian/{INNOVATION}").html
        status, body, _ = send(siti, PDF + b"0" * 3 * 1024 * 1024)
        assert status == 413
        assert "3 MB" in as_json(body)["message"]
    finally:
        server.stop()
