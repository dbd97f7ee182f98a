"""A forms' server of a test's own, a browser without scripts, and the people who come in."""

from __future__ import annotations

import asyncio
import http.cookiejar
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from klik_kit.core.accounts import Account, Role
from klik_kit.core.records import Change, RecordKey
from klik_kit.passwords import hash_secret
from klik_kit.workspace import open_workspace

PIN = "482915"
AT = datetime(2026, 7, 1, 2, 3, 4, tzinfo=UTC)
PEOPLE = (
    ("siti", "Siti Aminah", Role.OPERATOR, "DINKES", False),
    ("rina", "Rina Wulandari", Role.OPERATOR, "DINKES", False),
    ("budi", "Budi Santosa", Role.OPERATOR, "DISDIK", False),
    ("kadis", "Hasan Basri", Role.KEPALA, "DINKES", False),
    ("dewi", "Dewi Lestari", Role.PENDAMPING, "", False),
    ("admin", "Admin Klinik", Role.ADMIN, "", True),
)
INNOVATION, OTHER = "INV-UJI", "INV-LAIN"
START_SECONDS = 40


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Server:
    """A running ``klik serve``; `kill` and `start` it as a test needs."""

    folder: Path
    port: int = field(default_factory=free_port)
    more: tuple[str, ...] = ()
    program: tuple[str, ...] = ("-m", "klik_kit")
    process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.folder / "serve.log").read_text(encoding="utf-8")

    def start(self) -> None:
        with (self.folder / "serve.log").open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, *self.program, "serve", "--ruang-kerja", str(self.folder), "--port", str(self.port), *self.more],
                stdout=log, stderr=log, env=os.environ | {"PYTHONUNBUFFERED": "1"},
            )  # fmt: skip
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            assert self.process.poll() is None, self.log
            try:
                urllib.request.urlopen(f"{self.url}/sehat", timeout=2).read()
            except OSError:
                time.sleep(0.05)
            else:
                return
        pytest.fail(f"the server did not start:\n{self.log}")

    def stop(self, number: int = signal.SIGTERM) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(timeout=20)

    def kernels(self) -> list[int]:
        """The processes of the kernels that somebody's pages use."""
        return [int(k["pid"]) for k in self.status()["kernels"]]

    def status(self) -> dict:
        """What the server tells ``klik status``, written within the last moments."""
        asked = time.time()
        file = self.folder / "layanan" / f"{self.port}.json"
        while time.time() < asked + 20:
            if file.exists() and (found := json.loads(file.read_text()))["at"] > asked:
                return found
            time.sleep(0.05)
        pytest.fail(f"the server does not tell how it is:\n{self.log}")


class Client:
    """A browser without scripts: cookies, forms, and headers of its own."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar), _NoRedirect())

    def cookie(self, name: str) -> str:
        return next((c.value or "" for c in self.jar if c.name == name), "")

    def call(
        self,
        method: str,
        path: str,
        *,
        body: bytes | dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, bytes, dict[str, str]]:
        data = urllib.parse.urlencode(body).encode() if isinstance(body, dict) else body
        request = urllib.request.Request(
            self.server.url + path, data=data, method=method, headers={"Accept": "text/html"} | (headers or {})
        )
        try:
            with self._opener.open(request, timeout=60) as answer:
                return answer.status, answer.read(), dict(answer.headers)
        except urllib.error.HTTPError as error:
            return error.code, error.read(), dict(error.headers)

    def get(self, path: str, **more) -> tuple[int, bytes, dict[str, str]]:
        return self.call("GET", path, **more)

    def post(self, path: str, fields: dict[str, str], **more) -> tuple[int, bytes, dict[str, str]]:
        return self.call("POST", path, body=fields | {"_xsrf": self.cookie("_xsrf")}, **more)

    def enter(self, login: str, pin: str = PIN) -> Client:
        self.get("/masuk")
        status, _, _ = self.post("/masuk", {"nama": login, "sandi": pin})
        assert status == 303, status
        return self


@dataclass(frozen=True)
class OpenPage:
    """What a browser knows of a form page once its HTML is there."""

    kernel: str
    model: str
    html: str


def open_page(client: Client, path: str) -> OpenPage:
    status, body, _ = client.get(path)
    html = body.decode()
    assert status == 200, html
    kernel, model = (re.search(rf'data-{name}="([0-9a-f-]+)"', html) for name in ("kernel", "model"))
    assert kernel, html
    assert model, html
    return OpenPage(kernel[1], model[1], html)


@asynccontextmanager
async def connected(
    page_or_kernel: OpenPage | str, client: Client, *, cookie: str | None = None, origin: str | None = None
):
    """A page's socket, as the browser of ``client`` opens it; raises HTTPClientError where it is refused."""
    kernel = page_or_kernel if isinstance(page_or_kernel, str) else page_or_kernel.kernel
    address = (
        f"{client.server.url.replace('http', 'ws')}/api/kernels/{kernel}/channels?session_id={secrets.token_hex(8)}"
    )
    headers = {"Origin": client.server.url if origin is None else origin}
    sent = f"klik_masuk={client.cookie('klik_masuk')}" if cookie is None else cookie
    if sent:
        headers["Cookie"] = sent
    socket = await websocket_connect(HTTPRequest(address, headers=headers, connect_timeout=20))
    try:
        yield socket
    finally:
        socket.close()
        async with asyncio.timeout(10):
            while socket.close_code is None and await socket.read_message() is not None:
                pass


def message(kind: str, content: dict, *, channel: str = "shell") -> str:
    """A message of Jupyter's, as JSON."""
    header = {
        "msg_id": secrets.token_hex(16),
        "msg_type": kind,
        "session": secrets.token_hex(8),
        "username": "",
        "version": "5.3",
        "date": "2026-07-01T00:00:00Z",
    }
    return json.dumps(
        {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": channel, "buffers": []}
    )


def said(page: OpenPage, content: dict) -> str:
    """A message of the page to its counter."""
    return message("comm_msg", {"comm_id": page.model, "data": {"method": "custom", "content": content}})


async def answer(socket, page: OpenPage, content: dict, *, seen: list | None = None) -> dict:
    """What the counter answers to a message of the page."""
    await socket.write_message(said(page, content))
    async with asyncio.timeout(30):
        while True:
            raw = await socket.read_message()
            assert raw is not None, "the socket closed"
            found = json.loads(raw)
            if seen is not None:
                seen.append(found)
            data = found["content"].get("data") if found["header"]["msg_type"] == "comm_msg" else None
            if data and data.get("method") == "custom":
                return data["content"]


class OpenedBySiti:
    """A logged-in person with an open page that stays open while a module's tests run."""

    def __init__(self, server) -> None:
        self.client = Client(server).enter("siti")
        self._page = None

    @property
    def page(self):
        if self._page is None or self.client.get(f"/halaman/{self._page.kernel}/keadaan")[0] != 200:
            self._page = open_page(self.client, f"/isi/penilaian/{INNOVATION}")
        return self._page


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


def people_in(folder: Path) -> None:
    """Accounts of two units and of the clinic, and an innovation of each unit."""
    with open_workspace(folder) as workspace:
        for login, name, role, unit, spd in PEOPLE:
            account = Account(id=f"A-{login}", login=login, name=name, role=role, unit=unit, spd=spd)
            workspace.store.accounts.add(account, who="uji", at=AT, password_hash=hash_secret(PIN))
        profiles = {
            INNOVATION: ("DINKES", {"name": "ANTRE PASTI (Antrean Puskesmas Tanpa Menunggu)", "stage": "Penerapan", "urusan": "Kesehatan", "implemented_on": "2025-02-01", "rancang_bangun": "kata " * 310, "status": "Draf"}),
            OTHER: ("DISDIK", {"name": "KELAS CERDAS", "stage": "Penerapan", "urusan": "Pendidikan", "status": "Draf"}),
        }  # fmt: skip
        changes = [
            Change(record=RecordKey(id=key, kind="inovasi", unit=unit), field=name, value=value, base=0)
            for key, (unit, values) in profiles.items()
            for name, value in values.items()
        ]
        workspace.store.save(changes, who="uji", at=AT)


@contextmanager
def running(folder: Path, *more: str) -> Iterator[Server]:
    server = Server(folder, more=more)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def stored(server: Server, record: str, name: str) -> str | None:
    """What the store holds now."""
    from klik_kit.errors import NotFoundError

    with open_workspace(server.folder) as workspace:
        try:
            return workspace.store.get(record).value(name)
        except NotFoundError:
            return None


def as_json(body: bytes) -> dict:
    return json.loads(body)
