"""The forms over TLS, by themselves and behind nginx as `templates/deploy` has it; and the files beside it."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from forms_server import INNOVATION, Client, answer, as_json, free_port, open_page, stored
from secure_server import NAME, SecureClient, SecureServer, certificate, wait_for
from test_serve_evidence import PDF, send
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from klik_kit.places import shipped
from klik_kit.workspace import open_workspace

DEPLOY = shipped("templates") / "deploy"


@pytest.fixture(scope="module")
def papers(tmp_path_factory) -> tuple[Path, Path]:
    return certificate(tmp_path_factory.mktemp("sertifikat"))


@contextmanager
def served(server: SecureServer) -> Iterator[SecureServer]:
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def tls(people_workspace, papers, tmp_path_factory) -> Iterator[SecureServer]:
    """``klik serve --certfile --keyfile``."""
    cert, key = papers
    folder = shutil.copytree(people_workspace, tmp_path_factory.mktemp("tls") / "kab")
    with served(SecureServer(folder, more=("--certfile", str(cert), "--keyfile", str(key)), trusted=cert)) as server:
        yield server


def nginx_conf(folder: Path, *, ports: Sequence[int], secure_port: int, plain_port: int, cert: Path, key: Path) -> Path:
    """The office's configuration with this test's ports and certificate, and nothing else changed."""
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    for old, new in {
        "listen 80;": f"listen 127.0.0.1:{plain_port};", "listen 443 ssl;": f"listen 127.0.0.1:{secure_port} ssl;", "    server 127.0.0.1:8866 ": f"    server 127.0.0.1:{ports[0]} ",
        "/etc/ssl/klik/fullchain.pem": str(cert), "/etc/ssl/klik/privkey.pem": str(key),
    }.items():  # fmt: skip
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    if len(ports) > 1:
        assert text.count("    # server 127.0.0.1:8867 ") == 1
        text = text.replace("    # server 127.0.0.1:8867 ", f"    server 127.0.0.1:{ports[1]} ")
    (folder / "klik.conf").write_text(text, encoding="utf-8")
    temp = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = folder / "nginx.conf"
    whole.write_text(
        f"{'user root;' if os.geteuid() == 0 else ''}\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\ndaemon off;\nworker_processes 1;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{temp}include {folder}/klik.conf;\n}}\n",
        encoding="utf-8",
    )
    return whole


@contextmanager
def proxied(conf: Path, server: SecureServer) -> Iterator[None]:
    """A real nginx with this configuration, in front of a server that runs."""
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    assert Path(nginx).exists(), "Debian's package nginx-light is needed: sudo apt-get install nginx-light"
    proxy = subprocess.Popen([nginx, "-c", str(conf), "-e", str(conf.parent / "error.log")], stderr=subprocess.DEVNULL)
    try:
        wait_for(f"{server.url}/sehat", server)
        yield
    finally:
        proxy.terminate()
        proxy.wait(timeout=20)


@pytest.fixture(scope="module")
def behind(people_workspace, papers, tmp_path_factory) -> Iterator[SecureServer]:
    """``klik serve --alamat`` behind a real nginx with ``templates/deploy/nginx.conf``."""
    cert, key = papers
    folder = shutil.copytree(people_workspace, tmp_path_factory.mktemp("nginx") / "kab")
    secure_port, plain_port = free_port(), free_port()
    address = f"https://127.0.0.1:{secure_port}"
    server = SecureServer(folder, more=("--alamat", address), reached=address, trusted=cert)
    server.alive = f"http://127.0.0.1:{server.port}"
    server.plain_port = plain_port
    conf = nginx_conf(
        folder.parent, ports=[server.port], secure_port=secure_port, plain_port=plain_port, cert=cert, key=key
    )
    with served(server), proxied(conf, server):
        yield server


@pytest.fixture(params=["tls", "behind"])
def secured(request) -> SecureServer:
    return request.getfixturevalue(request.param)


async def talked(client: SecureClient, page, content: dict) -> dict:
    server = client.server
    address = f"{server.url.replace('https', 'wss')}/api/kernels/{page.kernel}/channels?session_id=x"
    headers = {"Cookie": f"klik_masuk={client.cookie('klik_masuk')}", "Origin": server.url}
    wire = await websocket_connect(HTTPRequest(address, headers=headers, ssl_options=server.context))
    reply = await answer(wire, page, content)
    wire.close()
    while await wire.read_message() is not None:
        pass
    return reply


def test_login_page_and_socket_work_over_tls(secured):
    siti = SecureClient(secured).enter("siti")
    page = open_page(siti, f"/isi/penilaian/{INNOVATION}")
    sent = {
        "kind": "edit",
        "seq": 1,
        "record": f"{INNOVATION}@iid-2026",
        "field": "mandiri.20",
        "base": 0,
        "value": "2",
    }
    assert asyncio.run(talked(siti, page, sent))["kind"] == "ack"
    assert stored(secured, f"{INNOVATION}@iid-2026", "mandiri.20") == "2"


def test_cookies_travel_over_tls_only_and_browsers_are_told_to_stay(secured):
    client = SecureClient(secured)
    _, _, headers = client.get("/masuk")
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "secure" in headers["Set-Cookie"].lower()
    _, _, headers = client.post("/masuk", {"nama": "rina", "sandi": "482915"})
    assert {"secure", "httponly", "samesite=lax"} <= {part.strip().lower() for part in headers["Set-Cookie"].split(";")}
    policy = SecureClient(secured).get("/masuk")[2]["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_uploads_pass_up_to_the_limit_and_no_further(secured):
    siti = SecureClient(secured).enter("siti")
    limit = 10 * 1024 * 1024
    body = PDF[:9] + b"%" + b"x" * (limit - len(PDF) - 2) + b"\n" + PDF[9:]
    status, told, _ = send(siti, body, "besar.pdf")
    assert status == 200, told
    given = siti.get(f"/bukti/{as_json(told)['id']}")
    assert hashlib.sha256(given[1]).digest() == hashlib.sha256(body).digest()
    assert given[2]["Content-Disposition"].startswith("attachment;")
    try:
        status, told, _ = send(siti, body + b"x" * limit, "terlalu.pdf")
    except OSError:
        return  # the connection was closed while we were still sending
    assert status == 413


def test_plain_http_gets_no_login(tls):
    with socket.create_connection(("127.0.0.1", tls.port), timeout=10) as wire:
        wire.sendall(b"GET /masuk HTTP/1.1\r\nHost: x\r\n\r\n")
        try:
            found = wire.recv(1000)
        except ConnectionError:
            found = b""
    assert b"masuk" not in found.lower()


def test_nginx_leads_plain_http_to_https(behind):
    with socket.create_connection(("127.0.0.1", behind.plain_port), timeout=10) as wire:
        wire.sendall(f"GET /masuk HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n".encode())
        head = wire.makefile("rb").read().decode()
    assert head.startswith("HTTP/1.1 301")
    assert f"Location: https://{NAME}/masuk" in head


def test_who_asks_is_nginxs_word_and_not_the_askers(behind):
    client = SecureClient(behind)
    client.get("/masuk")
    lie = {"X-Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9", "X-Forwarded-Proto": "http"}
    status, _, headers = client.post("/masuk", {"nama": "tidak-ada", "sandi": "000000"}, headers=lie)
    assert status == 403
    assert "203.0.113.9" not in behind.log
    assert "'tidak-ada' dari 127.0.0.1" in behind.log
    assert headers["Strict-Transport-Security"]


def test_without_a_proxy_on_this_machine_an_askers_word_about_its_address_is_nothing(people_workspace, tmp_path):
    folder = shutil.copytree(people_workspace, tmp_path / "kab")
    server = SecureServer(folder, more=("--host", "0.0.0.0", "--insecure", "--alamat", "http://klik.uji"), trusted=None)
    server.reached = f"http://127.0.0.1:{server.port}"
    server.trusted = certificate(tmp_path)[0]
    with served(server):
        client = Client(server)
        client.get("/masuk")
        client.post("/masuk", {"nama": "tidak-ada", "sandi": "000000"}, headers={"X-Real-IP": "203.0.113.9"})
        assert "203.0.113.9" not in server.log
        assert "'tidak-ada' dari 127.0.0.1" in server.log


@pytest.mark.parametrize("more", [(), ("--alamat", "https://klik.uji")])
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
def test_an_address_beyond_this_machine_needs_tls_or_a_word(people_workspace, host, more):
    ran = subprocess.run(
        [sys.executable, "-m", "klik_kit", "serve", "--ruang-kerja", str(people_workspace), "--port", str(free_port()), "--host", host, *more],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert ran.returncode == 2
    assert "--insecure" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_certificate_that_cannot_be_used_is_told(people_workspace, papers, tmp_path):
    broken = tmp_path / "rusak.pem"
    broken.write_text("bukan sertifikat", encoding="utf-8")
    for cert, key in (
        (broken, papers[1]),
        (papers[0], broken),
        (papers[0], tmp_path / "tidak-ada.pem"),
        (papers[0], None),
    ):
        told = ["--certfile", str(cert), *(["--keyfile", str(key)] if key else [])]
        ran = subprocess.run(
            [sys.executable, "-m", "klik_kit", "serve", "--ruang-kerja", str(people_workspace), "--port", str(free_port()), *told],
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert ran.returncode == 2, ran
        assert "Traceback" not in ran.stderr


def test_several_processes_on_one_store_each_keep_their_people_and_one_may_fall(people_workspace, papers, tmp_path):
    cert, key = papers
    folder = shutil.copytree(people_workspace, tmp_path / "kab")
    secure_port, ports = free_port(), [free_port(), free_port()]
    address = f"https://127.0.0.1:{secure_port}"
    servers = [
        SecureServer(folder, port=port, more=("--alamat", address, "--paling-banyak", "24"), reached=address, trusted=cert)
        for port in ports
    ]  # fmt: skip
    conf = nginx_conf(tmp_path, ports=ports, secure_port=secure_port, plain_port=free_port(), cert=cert, key=key)
    for server in servers:
        server.alive = f"http://127.0.0.1:{server.port}"
    with served(servers[0]), served(servers[1]), proxied(conf, servers[0]):
        people = [SecureClient(servers[0]).enter("siti" if n % 2 else "budi") for n in range(8)]
        pages = [open_page(person, "/isi/beranda") for person in people]
        for person, page in zip(people, pages, strict=True):
            assert person.get(f"/halaman/{page.kernel}/keadaan")[0] == 200
            reply = asyncio.run(talked(person, page, {"kind": "hello", "id": "1"}))
            assert reply["kind"] == "state", reply
        kept = [len(server.status()["kernels"]) for server in servers]
        assert sum(kept) == len(people)
        assert min(kept) > 0, kept
        servers[0].stop(signal.SIGKILL)
        again = [open_page(person, "/isi/beranda") for person in people]
        assert len(servers[1].status()["kernels"]) == len(people)
        for person, page in zip(people, again, strict=True):
            assert person.get(f"/halaman/{page.kernel}/keadaan")[0] == 200


def test_the_service_is_one_that_systemd_takes(tmp_path):
    text = (DEPLOY / "klik@.service").read_text(encoding="utf-8")
    start = re.search(r"^ExecStart=(\S+) (.+)$", text, re.MULTILINE)
    assert start[1] == "/opt/klik/bin/klik"
    ran = subprocess.run(
        [sys.executable, "-m", "klik_kit", "serve", "--help"], capture_output=True, text=True, check=True
    )
    for option in re.findall(r"--[a-z-]+", start[2]):
        assert option in ran.stdout, option
    sections = re.findall(r"^\[(\w+)\]$", text, re.MULTILINE)
    assert sections == ["Unit", "Service", "Install"]
    assert re.search(r"^ReadWritePaths=/srv/klik$", text, re.MULTILINE)
    verify = shutil.which("systemd-analyze")
    if verify:
        unit = tmp_path / "klik@8866.service"
        unit.write_text(text.replace("/opt/klik/bin/klik", sys.executable), encoding="utf-8")
        ran = subprocess.run([verify, "verify", "--man=no", str(unit)], capture_output=True, text=True)
        assert "klik@8866.service" not in ran.stderr, ran.stderr


def klik(*arguments: object) -> str:
    ran = subprocess.run([sys.executable, "-m", "klik_kit", *map(str, arguments)], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def backup(folder: Path, target: Path) -> Path:
    assert "Cadangan utuh" in klik("backup", "-r", folder, "-o", target)
    return target


def test_a_backup_of_a_live_workspace_comes_back_whole(own_server, tmp_path):
    siti = Client(own_server).enter("siti")
    told = as_json(send(siti, PDF, "SK.pdf")[1])
    page = open_page(siti, f"/isi/penilaian/{INNOVATION}")
    (own_server.folder / "bukti" / ".masuk-setengah").write_bytes(b"x")
    made = asyncio.run(saved_while(siti, page, lambda: backup(own_server.folder, tmp_path / "klik.zip")))
    assert made.stat().st_mode & 0o077 == 0
    restored = tmp_path / "pulih"
    assert "riwayat yang utuh" in klik("restore", made, "--dir", restored)
    assert not list(restored.rglob(".masuk-*"))
    with open_workspace(restored) as workspace:
        assert workspace.store.verify() == ()
        assert workspace.store.get(INNOVATION).value("name").startswith("ANTRE PASTI")
        sha256 = workspace.store.get(told["id"]).value("file")
    assert (restored / "bukti" / sha256[:2] / sha256).read_bytes() == PDF
    own_server.stop()
    own_server.folder = restored
    own_server.start()
    again = Client(own_server).enter("siti")
    assert again.get(f"/bukti/{told['id']}")[1] == PDF


async def saved_while(client: Client, page, work) -> Path:
    """Run ``work`` while answers go on being saved."""
    from forms_server import connected

    async with connected(page, client) as wire:
        await answer(wire, page, {"kind": "hello", "id": 1})
        running, base = asyncio.get_running_loop().run_in_executor(None, work), 0
        while not running.done() or base < 3:
            sent = {
                "kind": "edit",
                "seq": base + 1,
                "record": f"{INNOVATION}@iid-2026",
                "field": "mandiri.17",
                "base": base,
                "value": str(base % 3 + 1),
            }
            reply = await answer(wire, page, sent)
            assert reply["kind"] == "ack", reply
            base = reply["version"]
        return await running


def test_a_backup_before_the_first_document_works_too(own_server, tmp_path):
    shutil.rmtree(own_server.folder / "bukti", ignore_errors=True)
    made = backup(own_server.folder, tmp_path / "klik.zip")
    klik("restore", made, "--dir", tmp_path / "pulih")
    with open_workspace(tmp_path / "pulih") as workspace:
        assert workspace.store.verify() == ()
