"""Every address of the forms' server, asked by those who may not: nothing leaks, nothing runs."""

import asyncio
import gzip
import json
import re
import sqlite3
import zlib
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from forms_server import INNOVATION, Client, answer, connected

from klik_kit.passwords import token_hash
from klik_kit.serve.doorkeeper import COOKIE
from klik_kit.serve.server import ROUTES, Who
from klik_kit.store.tables import SessionRow
from klik_kit.workspace import open_workspace

SECRETS = ("ANTRE PASTI", "KELAS CERDAS", "Siti Aminah", "Budi Santosa", "Traceback", "site-packages")
KERNEL = "00000000-0000-0000-0000-000000000000"
UNLISTED = (
    "/voila/render/beranda.ipynb", "/voila/query/beranda.ipynb", "/voila/files/beranda.ipynb", "/voila/static/main.js",
    "/voila/templates/klik/static/x.js", "/voila/api/shutdown/" + KERNEL, "/render/beranda.ipynb", "/api", "/api/contents",
    "/api/contents/beranda.ipynb", "/api/terminals", "/terminals", "/terminals/websocket/1", "/api/kernels", f"/api/kernels/{KERNEL}",
    f"/api/kernels/{KERNEL}/restart", f"/api/kernels/{KERNEL}/interrupt", "/api/sessions", "/api/kernelspecs", "/api/status", "/api/me",
    "/api/config/common", "/api/nbconvert", "/kernelspecs/python3/logo-64x64.png", "/nbconvert/html/beranda.ipynb", "/tree", "/lab", "/notebooks/beranda.ipynb",
    "/files/klik.db", "/login", "/logout", "/view/beranda.ipynb", "/static/style.css", "/metrics", "/custom/custom.css", "/nbextensions/x.js",
    "/bukti", "/bukti/", "/bukti/..", "/bukti/../klik.db", "/bukti/%2e%2e%2fklik.db", "/statis/../klik.toml", "/klik.toml", "/klik.db", "/.env", "/isi/tidakada",
    "/isi/beranda/../../klik.db", "/isi", "/favicon.ico", "/robots.txt", "/unduh/x/y.exe", "//example.id/", "/isi/beranda.ipynb",
)  # fmt: skip


def with_cookie(server, token: str) -> Client:
    client = Client(server)
    client.get("/masuk")
    return _carrying(client, token)


def _carrying(client: Client, token: str) -> Client:
    call = client.call

    def carrying(method, path, **more):
        more["headers"] = (more.get("headers") or {}) | {"Cookie": f"{COOKIE}={token}; _xsrf={client.cookie('_xsrf')}"}
        return call(method, path, **more)

    client.call = carrying
    return client


def strangers(server):
    """Browsers without a valid login."""
    with open_workspace(server.folder) as workspace:
        now = datetime.now(UTC)
        workspace.store.accounts.start_session(
            token_hash("kedaluwarsa"), account="A-siti", at=now - timedelta(days=2), until=now - timedelta(days=1)
        )
        workspace.store.accounts.start_session(
            token_hash("diakhiri"), account="A-siti", at=now, until=now + timedelta(days=1)
        )
        workspace.store.accounts.end_session(token_hash("diakhiri"))
    yield "no cookie", Client(server)
    for token in ("karangan", "kedaluwarsa", "diakhiri", token_hash("x"), "x" * 5000, "A-siti", "' OR 1=1 --"):
        yield token[:20], with_cookie(server, token)


def test_every_protected_route_turns_strangers_away(server, siti):
    kernel = siti.page.kernel
    for who, client in strangers(server):
        for route in ROUTES:
            if route.who is Who.ALL:
                continue
            path = route.example.replace("KERNEL", kernel).replace("INOVASI", INNOVATION)
            for method in route.methods:
                status, body, headers = client.call(method, path, body=b"x" if method == "POST" else None)
                turned_away = status in {400, 401, 403} or (status == 302 and headers["Location"].startswith("/masuk"))
                assert turned_away, (who, method, path, status)
                assert not [s for s in SECRETS if s in body.decode(errors="replace")], (who, path)
    assert siti.client.get(f"/halaman/{kernel}/keadaan")[0] == 200


def test_open_routes_hold_nobodys_data(server, siti):
    assert siti.page
    for who, client in strangers(server):
        for route in ROUTES:
            if route.who is Who.ALL:
                status, body, _ = client.get(route.example)
                assert status < 500, (who, route.example)
                assert not [s for s in SECRETS if s in body.decode(errors="replace")], (who, route.example)


def test_a_method_that_a_route_does_not_have_is_refused(server, siti):
    for route in ROUTES:
        path = route.example.replace("KERNEL", siti.page.kernel).replace("INOVASI", INNOVATION)
        for method in {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"} - set(route.methods):
            status, _, _ = siti.client.call(
                method,
                path,
                body=None if method in {"GET", "OPTIONS"} else b"x",
                headers={"X-XSRFToken": siti.client.cookie("_xsrf")},
            )
            assert status in {403, 404, 405}, (method, path, status)


@pytest.mark.parametrize("path", UNLISTED)
def test_what_is_not_listed_is_not_there_for_anybody(server, siti, path):
    for client in (Client(server), siti.client):
        for method in ("GET", "POST"):
            status, body, headers = client.call(method, path, body=b"{}" if method == "POST" else None)
            assert status in {400, 401, 403, 404, 405} or headers.get("Location", "").startswith("/masuk?lanjut="), (
                method,
                path,
                status,
            )
            assert not [s for s in SECRETS if s in body.decode(errors="replace")]
            assert b"SQLite" not in body


def test_the_list_of_routes_is_what_the_server_serves():
    patterns = [route.pattern for route in ROUTES]
    assert len(patterns) == len(set(patterns))
    for route in ROUTES:
        example = route.example.replace("KERNEL", KERNEL)
        assert re.fullmatch(route.pattern, example), example
    assert not [
        p for p in patterns if re.search(r"contents|terminal|query|render|sessions|kernelspecs|static/|\(\.\*\)", p)
    ]


def test_another_units_login_reads_nothing_of_ours(server, siti, budi):
    kernel = siti.page.kernel
    for path in (
        f"/halaman/{kernel}/keadaan",
        f"/api/kernels/{kernel}/channels",
        f"/unduh/{INNOVATION}/profil.docx",
        f"/unduh/{INNOVATION}/profil.html",
        "/bukti/DD-TIDAKADA",
        f"/bukti/{INNOVATION}",
    ):
        status, body, _ = budi.get(path)
        assert status in {400, 403, 404}, (path, status)
        assert not [s for s in SECRETS if s in body.decode(errors="replace")], path
    status, body, _ = budi.get(f"/isi/penilaian/{INNOVATION}")
    assert status == 200
    assert b"ANTRE" not in body


def test_anothers_goodbye_ends_no_kernel(server, siti, budi):
    kernel = siti.page.kernel
    rina = Client(server).enter("rina")
    for client in (budi, rina):
        assert client.post(f"/halaman/{kernel}/tutup", {})[0] in {200, 204, 404}
    assert siti.client.get(f"/halaman/{kernel}/keadaan")[0] == 200


def test_a_post_without_its_token_is_refused(server, siti):
    client = siti.client
    for path in (
        "/keluar",
        f"/halaman/{siti.page.kernel}/tutup",
        f"/bukti/{INNOVATION}/16",
        "/masuk",
        "/kode",
        "/undangan/tidak-ada",
    ):
        for headers in ({}, {"X-XSRFToken": "karangan"}, {"X-XSRFToken": ""}):
            status, body, _ = client.call("POST", path, body=b"x=1", headers=headers)
            assert status == 403, (path, headers, status)
            assert b"Traceback" not in body
    assert client.get(f"/halaman/{siti.page.kernel}/keadaan")[0] == 200


def test_protective_headers_on_every_answer(server, siti):
    paths = ["/masuk", "/isi/beranda", "/tidak-ada", "/sehat", "/aula", "/kode", "/keluar", "/bukti/TIDAK-ADA"]
    nonces = set()
    for path in paths:
        _, body, headers = siti.client.get(path)
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy, path
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "base-uri 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"]
        assert "Server" not in headers
        assert "no-store" in headers["Cache-Control"]
        html = body.decode()
        nonce = re.search(r"script-src 'nonce-([\w-]+)'", policy)[1]
        assert nonce not in nonces
        nonces.add(nonce)
        for tag in re.findall(r"<(?:script|style|link rel=\"stylesheet\")[^>]*>", html):
            assert f'nonce="{nonce}"' in tag, (path, tag)
        assert not re.search(r"\son\w+=|javascript:|style=\"", html), path
        assert not re.search(r"(?:src|href)=\"(?:https?:)?//", html), path


def test_cookies_are_kept_from_scripts_and_other_sites(server):
    client = Client(server)
    _, _, headers = client.get("/masuk")
    assert "samesite=strict" in headers["Set-Cookie"].lower()
    _, _, headers = client.post("/masuk", {"nama": "kadis", "sandi": "482915"})
    cookie = headers["Set-Cookie"].lower()
    assert cookie.startswith("klik_masuk=")
    for part in ("httponly", "samesite=", "path=/"):
        assert part in cookie
    token = client.cookie(COOKIE)
    assert token
    for file in server.folder.glob("klik.db*"):
        assert token.encode() not in file.read_bytes(), "only its hash is kept"
    assert token not in server.log


def test_errors_say_a_code_and_nothing_of_the_inside(server, siti):
    status, body, _ = siti.client.get("/tidak-ada")
    assert status == 404
    assert "Halaman ini tidak ada" in body.decode()
    status, body, _ = siti.client.get("/tidak-ada", headers={"Accept": "application/json"})
    assert json.loads(body)["ok"] is False


def test_a_defect_shows_a_code_that_the_log_explains(own_server):
    siti = Client(own_server).enter("siti")
    with closing(sqlite3.connect(own_server.folder / "klik.db")) as connection:
        connection.execute(f"ALTER TABLE {SessionRow.__tablename__} RENAME TO hilang")
    status, body, _ = siti.get("/isi/beranda")
    assert status == 500
    code = re.search(rb"KK-[0-9A-F]{6}", body)[0].decode()
    assert b"Traceback" not in body
    assert code in own_server.log


def test_templates_and_themes_are_not_the_visitors_to_choose(siti):
    plain = siti.client.get("/isi/beranda")[1]
    for query in (
        "?template=lab",
        "?voila-template=lab",
        "?voila-theme=dark",
        "?template=../../etc&theme=dark",
        "?account=A-budi&record=x&workspace=/",
        "?kernel_name=x",
    ):
        status, body, _ = siti.client.get("/isi/beranda" + query)
        assert status == 200, query
        strip = lambda text: re.sub(rb'(nonce|data-kernel|data-model)="[^"]*"', b"", text)  # noqa: E731
        assert strip(body) == strip(plain), query


def test_health_says_ok_and_nothing_else(server):
    status, body, headers = Client(server).get("/sehat")
    assert (status, json.loads(body)) == (200, {"ok": True})
    assert "Set-Cookie" not in headers


def assets_of(html: str) -> list[str]:
    return sorted(set(re.findall(r'(?:src|href)="(/statis/[^"]+)"', html)))


def test_static_files_are_packed_ahead_and_kept_for_good(server, siti):
    addresses = assets_of(siti.page.html)
    assert len(addresses) == 2
    for address in addresses:
        status, packed, headers = Client(server).get(address, headers={"Accept-Encoding": "gzip"})
        assert status == 200
        assert headers["Content-Encoding"] == "gzip"
        assert "immutable" in headers["Cache-Control"]
        assert "max-age=31536000" in headers["Cache-Control"]
        assert "Set-Cookie" not in headers
        plain = Client(server).get(address)[1]
        assert gzip.decompress(packed) == plain
        assert b"sourceMappingURL" not in plain
        assert Client(server).call("HEAD", address)[0] == 200
        assert Client(server).get(address.replace("/statis/", "/statis/0"))[0] == 404


def test_a_visit_is_light(server, siti):
    """Over the wire at most 1.5 MB the first time, 40 kB later."""
    page = siti.page
    html = siti.client.get(f"/isi/penilaian/{INNOVATION}", headers={"Accept-Encoding": "gzip"})[1]
    static = sum(len(Client(server).get(a, headers={"Accept-Encoding": "gzip"})[1]) for a in assets_of(page.html))
    frames: list[int] = []

    async def walk() -> None:
        async with connected(page, siti.client) as socket:
            seen: list = []
            await answer(socket, page, {"kind": "hello", "id": 1}, seen=seen)
            frames.extend(len(zlib.compress(json.dumps(m).encode(), 6)) for m in seen)

    asyncio.run(walk())
    later = len(html) + sum(frames)
    assert later < 40_000, (len(html), frames)
    assert later + static < 1_500_000, static
