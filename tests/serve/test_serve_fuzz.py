"""Whatever is sent to any route, by anybody: an answer in words, no traceback, and a server that goes on."""

import asyncio
import http.client
import json
import random
import socket
import struct

import pytest
from forms_server import INNOVATION, OTHER, Client, answer, connected, message, said

from klik_kit.serve.server import ROUTES

SEED, ROUNDS = 20260718, 40
INSIDE = (b"Traceback", b"site-packages", b"sqlalchemy", b"tornado", b".py", b"sqlite", b"klik.db", b"object at 0x")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get", "X" * 40)
WORDS = (
    "", "0", "-1", "999", "null", INNOVATION, OTHER, f"{INNOVATION}@iid-2026", "daerah", "akun:A-siti", "..", "%2e%2e%2f", "%00", "%ff%fe",
    "%F0%9F%92%A9", "%E2%80%AE", "a" * 210, "<script>", "%3Cscript%3E", "'--", "{{7*7}}", "$%7Bx%7D", "profil", "permintaan_data_1", "permintaan_data_99", "pengesahan",
    "00000000-0000-0000-0000-000000000000", "CON", "~root", ".", "@", ":",
)  # fmt: skip
BODIES = (
    b"", b"x", b"\x00" * 100, b"{}", b"[" * 5000, b"_xsrf=1&nama=%ff%fe&sandi=%00", b"nama=" + b"a" * 900_000,
    b"--x\r\nContent-Disposition: form-data; name=nama\r\n\r\nsiti\r\n--x--", b"sandi[]=1&sandi=2&sandi=3", "nama=\u202e&sandi=é".encode(),
)  # fmt: skip
HEADERS = (
    {}, {"Accept": "*/*"}, {"Accept": "text/html"}, {"Content-Type": "multipart/form-data; boundary=x"}, {"Content-Type": "multipart/form-data"},
    {"Content-Type": "application/json"}, {"X-Forwarded-For": "1.2.3.4"}, {"X-Forwarded-Proto": "https"}, {"X-Real-IP": "::1"}, {"X-HTTP-Method-Override": "DELETE"},
    {"Range": "bytes=0-4294967296"}, {"If-None-Match": "*"}, {"Accept-Encoding": "gzip;q=0"}, {"Content-Encoding": "gzip"}, {"Authorization": "token x"},
    {"X-Bagian": "1,2,x"}, {"X-Nama": "%ff%00%0d%0a"}, {"X-Tanggal": "9999-99-99"}, {"X-Judul": "%ED%A0%80"}, {"Upgrade": "websocket", "Connection": "Upgrade"},
    {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "x"}, {"Origin": "null"}, {"Expect": "100-continue"},
)  # fmt: skip
QUERIES = ("", "?", "?lanjut=//jahat.example", "?lanjut=https://jahat.example", "?lanjut=/%0d%0aX-Jahat:%20ya", "?lanjut=%ff", "?template=lab&voila-theme=x", "?session_id=%00", "?a=" + "b" * 6000)  # fmt: skip
HOSTS = (
    "",
    "x",
    "jahat.example",
    "127.0.0.1:99999999",
    "[::1",
    "a b",
    "x; script-src *",
    "x\tb",
    'x"y',
    "é".encode().decode("latin-1"),
)


def exchanged(client: Client | None, server, method: str, path: str, *, body: bytes = b"", **headers: str):
    """Status, headers and body of one raw request; None where the server only hung up."""
    sent = {"Host": f"127.0.0.1:{server.port}"} | {k.replace("_", "-"): v for k, v in headers.items()}
    if client is not None:
        sent |= {"Cookie": f"klik_masuk={client.cookie('klik_masuk')}; _xsrf={client.cookie('_xsrf')}"}
        sent |= {"X-XSRFToken": client.cookie("_xsrf")}
    if body or method in {"POST", "PUT", "PATCH"}:
        sent |= {"Content-Length": str(len(body))}
    head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in sent.items()) + "\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=8) as wire:
        try:
            wire.sendall(head.encode("latin-1") + body)
            response = http.client.HTTPResponse(wire, method=method)
            response.begin()
            if response.status == 101:
                return 101, response.headers, b""
            return response.status, response.headers, response.read()
        except (http.client.HTTPException, ConnectionError):
            return None


def example(route, chance: random.Random, kernel: str) -> str:
    """An address of a route, or one near it."""
    path = route.example.replace("KERNEL", kernel).replace("INOVASI", INNOVATION)
    parts = path.split("/")
    for number in range(2, len(parts)):
        if chance.random() < 0.5:
            parts[number] = chance.choice(WORDS)
    return "/".join(parts)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.example)
def test_nothing_that_is_sent_to_a_route_shows_the_inside_or_ends_the_server(server, siti, budi, route):
    chance = random.Random(f"{SEED}{route.example}")
    for _ in range(ROUNDS):
        client = chance.choice([None, siti.client, budi])
        path = example(route, chance, siti.page.kernel) + chance.choice(QUERIES)
        if route.example == "/keluar" or path.endswith("/tutup"):
            client = None  # a goodbye is no attack
        method = chance.choice(METHODS)
        if method == "GET" and path.startswith("/isi/"):
            method = "HEAD"  # each would start a kernel; a form's records are walked below
        more = dict(chance.choice(HEADERS))
        if chance.random() < 0.2:
            more["Host"] = chance.choice(HOSTS)
        found = exchanged(client, server, method, path, body=chance.choice(BODIES), **more)
        if found is None:
            continue
        status, headers, body = found
        told = (method, path, more, status, body[:300])
        assert status < 500, told
        assert not [inside for inside in INSIDE if inside in body], told
        assert "X-Jahat" not in headers, told
        assert not (headers.get("Location") or "/").startswith(("//", "http")), told
        assert "Server" not in headers, told
    assert exchanged(None, server, "GET", "/sehat")[0] == 200
    assert siti.client.get(f"/halaman/{siti.page.kernel}/keadaan", headers={"Accept": "*/*"})[0] == 200
    assert "Traceback" not in server.log, server.log[-3000:]


@pytest.mark.parametrize("host", HOSTS)
def test_a_hosts_name_puts_nothing_into_the_page_or_its_policy(server, siti, host):
    for path in ("/masuk", "/aula", "/tidak-ada"):
        found = exchanged(siti.client, server, "GET", path, Host=host, Accept="text/html")
        if found is None:
            continue
        status, headers, body = found
        assert status < 500, (host, path)
        policy = headers.get("Content-Security-Policy") or "default-src 'none'; script-src 'none'"
        assert policy.count("script-src") == 1, policy
        assert "script-src *" not in policy
        assert b"jahat.example" not in body or path == "/aula", (host, path)


@pytest.mark.parametrize(
    "record",
    ["..", "%2e%2e", "x" * 201, "a%0Ab", "{{7*7}}", "' OR 1=1 --", "A-siti", "daerah", f"{OTHER}@iid-2026", "x:y@z"],
)
def test_a_record_that_is_not_ones_own_opens_nothing(server, budi, record):
    found = exchanged(budi, server, "GET", f"/isi/proposal/{record}", Accept="text/html")
    if found is None:
        return
    status, _, body = found
    assert status in {200, 400, 404}, body
    assert b"ANTRE" not in body
    assert not [inside for inside in INSIDE if inside in body], body


def framed(channel: str, kind: str, content: dict) -> bytes:
    """A message as Jupyter's binary protocol carries it."""
    told = json.loads(message(kind, content))
    parts = [
        channel.encode(),
        *(json.dumps(told[name]).encode() for name in ("header", "parent_header", "metadata", "content")),
    ]
    offsets = [8 * (len(parts) + 2)]
    for part in parts:
        offsets.append(offsets[-1] + len(part))
    return struct.pack(f"<{len(offsets) + 1}Q", len(offsets), *offsets) + b"".join(parts)


def test_a_binary_message_closes_its_socket_unread(server, siti, tmp_path):
    page, mark = siti.page, tmp_path / "disusupi"
    code = f"open({str(mark)!r}, 'w').close()"
    attacks = [
        framed(c, "execute_request", {"code": code, "silent": False})
        for c in ("shell", "control", "stdin", "iopub", "x")
    ]
    attacks += [
        framed("control", "shutdown_request", {"restart": False}),
        b"",
        b"\x00" * 8,
        b"\xff" * 64,
        struct.pack("<Q", 2**60),
    ]

    async def walk() -> None:
        for attack in attacks:
            async with connected(page, siti.client) as wire:
                await wire.write_message(attack, binary=True)
                async with asyncio.timeout(10):
                    while await wire.read_message() is not None:
                        pass
                assert wire.close_code == 4400, attack
        async with connected(page, siti.client) as wire:
            assert (await answer(wire, page, {"kind": "hello", "id": 1}))["kind"] == "state"

    asyncio.run(walk())
    assert not mark.exists()
    assert "Traceback" not in server.log, server.log[-3000:]


@pytest.mark.parametrize(
    "content",
    [
        None, [], "x", 1, {"kind": None}, {"kind": {"a": 1}}, {"kind": "hello", "id": {"x": [1] * 1000}}, {"kind": "edit", "seq": 1e308, "record": "x", "field": "y", "base": 10**30, "value": "z"},
        {"kind": "act", "id": 1, "name": "move", "args": {"to": ["Diajukan"]}}, {"kind": "act", "id": 1, "name": "note", "args": {"field": {}, "text": []}},
        {"kind": "act", "id": 1, "name": "evidence_link", "args": {"indicator": "16", "link": "javascript:alert(1)"}}, {"kind": "act", "id": 1, "name": "\ud800", "args": {}},
        {"kind": "edit", "seq": 1, "record": f"{INNOVATION}@iid-2026", "field": "mandiri.16", "base": -1, "value": "1"},
        {"kind": "edit", "seq": 1, "record": f"{INNOVATION}@iid-2026", "field": "mandiri.16", "base": 2**70, "value": "1"},
        {"kind": "edit", "seq": 1, "record": "\x00", "field": "\x00", "base": 0, "value": "\x00"},
    ],
    ids=repr,
)  # fmt: skip
def test_a_page_answers_nonsense_in_words_or_not_at_all(server, siti, content):
    async def walk() -> None:
        page = siti.page
        async with connected(page, siti.client) as wire:
            await wire.write_message(said(page, content))
            seen: list = []
            async with asyncio.timeout(20):
                while True:
                    reply = await answer(wire, page, {"kind": "ping", "id": 7}, seen=seen)
                    if reply["kind"] == "pong":
                        break
                    assert reply.get("kind") in {"refused", "failed", "acted", "state", "conflict"}, reply
            text = json.dumps(seen).encode()
            assert not [inside for inside in (b"Traceback", b"site-packages", b"sqlalchemy") if inside in text]

    asyncio.run(walk())


def test_half_a_character_is_refused_in_words_and_the_socket_stays(server, siti):
    async def walk() -> None:
        page = siti.page
        async with connected(page, siti.client) as wire:
            sent = {
                "kind": "edit",
                "seq": 5,
                "record": f"{INNOVATION}@iid-2026",
                "field": "mandiri.33",
                "base": 0,
                "value": "a\ud83d",
            }
            reply = await answer(wire, page, sent)
            assert (reply["kind"], reply["seq"]) == ("refused", 5)
            assert "huruf kendali" in reply["message"]
            assert (await answer(wire, page, {"kind": "ping", "id": 6}))["kind"] == "pong"

    asyncio.run(walk())
