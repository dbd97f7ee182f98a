"""Many people open a form in the same moment, over the real protocol: login cookie, page, websocket, messages.

Shared by the benchmarks; a person here is a browser without drawing, so that the two cores stay the
server's. *Usable* is: the page complete, the socket open, the form's state received.
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect


@dataclass
class Opened:
    """One person's page: seconds until it was usable, or why it never was."""

    seconds: float | None = None
    failure: str = ""
    waited: int = 0
    """Times the page said to wait for one's turn."""
    socket: WebSocketClientConnection | None = None
    kernel: str = ""
    model: str = ""


def message(kind: str, content: dict, **metadata: str) -> str:
    """A message of Jupyter's protocol, as a page sends it."""
    header = {"msg_id": secrets.token_hex(16), "msg_type": kind, "session": secrets.token_hex(8), "username": "", "version": "5.3", "date": "2026-07-01T00:00:00Z"}  # fmt: skip
    return json.dumps({"header": header, "parent_header": {}, "metadata": metadata, "content": content, "channel": "shell", "buffers": []})  # fmt: skip


class LostError(Exception):
    """A page that never became usable."""


def _need(found: object, why: str) -> None:
    if not found:
        raise LostError(why)


async def page(address: str, cookie: str, *, limit: float) -> tuple[int, dict[str, str], str]:
    """GET a page on a connection of its own: status, headers, text."""
    parts = urlsplit(address)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        wanted = f"{parts.path}?{parts.query}" if parts.query else parts.path
        writer.write(
            f"GET {wanted} HTTP/1.0\r\nHost: {parts.netloc}\r\nAccept: text/html\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n".encode()
        )
        async with asyncio.timeout(limit):
            raw = await reader.read(-1)
    finally:
        writer.close()
    if not raw:
        raise LostError("sambungan ditutup tanpa jawaban")
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    return (
        int(first.split()[1]),
        {k.lower(): v for k, _, v in (line.partition(": ") for line in lines)},
        body.decode(errors="replace"),
    )


async def connected(address: str, kernel: str, cookie: str) -> WebSocketClientConnection:
    """The page's socket to its kernel."""
    parts = urlsplit(address)
    request = HTTPRequest(
        f"ws://{parts.netloc}/api/kernels/{kernel}/channels?session_id={secrets.token_hex(8)}",
        headers={"Cookie": cookie, "Origin": f"http://{parts.netloc}"},
        connect_timeout=60,
    )
    return await websocket_connect(request)


async def _turn(address: str, cookie: str, text: str) -> None:
    """Ask for one's turn as the waiting page does, until it is worth asking for the form again."""
    ask = re.search(r'data-ask="([^"]+)" data-seconds="([\d.]+)"', text)
    assert ask, text
    parts, seconds = urlsplit(address), float(ask[2])
    while True:
        await asyncio.sleep(seconds)
        status, _, told = await page(f"{parts.scheme}://{parts.netloc}{ask[1]}", cookie, limit=30)
        _need(status == 200, f"status {status} bagi giliran")
        turn = json.loads(told)
        if turn["now"]:
            return
        seconds = turn["seconds"]


async def open_ours(address: str, cookie: str, *, limit: float = 90) -> Opened:
    """Open a form of the kit: wait in its queue where it says so, and ask for the state."""
    begin, opened = time.perf_counter(), Opened()
    try:
        while True:
            status, headers, text = await page(address, cookie, limit=limit)
            if status == 200:
                break
            _need(
                status == 503 and "retry-after" in headers and time.perf_counter() - begin < limit, f"status {status}"
            )
            opened.waited += 1
            await _turn(address, cookie, text)
        kernel, model = (re.search(rf'data-{name}="([0-9a-f-]+)"', text) for name in ("kernel", "model"))
        _need(kernel and model, "halaman tidak utuh")
        opened.kernel, opened.model = kernel[1], model[1]
        opened.socket = await connected(address, opened.kernel, cookie)
        hello = {"comm_id": opened.model, "data": {"method": "custom", "content": {"kind": "hello", "id": "1"}}}
        async with asyncio.timeout(limit):
            await opened.socket.write_message(message("comm_msg", hello))
            while True:
                raw = await opened.socket.read_message()
                _need(raw is not None, "sambungan ditutup")
                if '"state"' in raw and json.loads(raw)["content"].get("data", {}).get("method") == "custom":
                    break
        opened.seconds = time.perf_counter() - begin
    except (OSError, TimeoutError, LostError, HTTPClientError) as error:
        opened.failure = f"{type(error).__name__}: {error}"
    return opened


async def open_stock(address: str, *, limit: float = 90) -> Opened:
    """Open a page of stock Voila and ask for its widgets' states, as its front end does."""
    begin, opened = time.perf_counter(), Opened()
    try:
        status, _, text = await page(address, "", limit=limit)
        kernel = re.search(r'"?kernelId"?\s*:\s*"([0-9a-f-]{36})"', text)
        _need(status == 200 and kernel, f"status {status}, halaman tidak utuh")
        opened.kernel = kernel[1]
        opened.socket = await connected(address, opened.kernel, "")
        comm = secrets.token_hex(16)
        async with asyncio.timeout(limit):
            await opened.socket.write_message(
                message(
                    "comm_open",
                    {
                        "comm_id": comm,
                        "target_name": "jupyter.widget.control",
                        "data": {},
                    },
                    version="1.0.0",
                )
            )
            await opened.socket.write_message(
                message("comm_msg", {"comm_id": comm, "data": {"method": "request_states"}})
            )
            while True:
                raw = await opened.socket.read_message()
                _need(raw is not None, "sambungan ditutup")
                if (raw if isinstance(raw, str) else raw.decode(errors="replace")).find("update_states") >= 0:
                    break
        opened.seconds = time.perf_counter() - begin
    except (OSError, TimeoutError, LostError, HTTPClientError) as error:
        opened.failure = f"{type(error).__name__}: {error}"
    return opened
