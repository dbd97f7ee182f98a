"""What the tests in a real browser share: entering, writing, waiting, and a wire that can fail."""

from __future__ import annotations

import asyncio
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from forms_server import INNOVATION, Client, Server
from playwright.sync_api import BrowserContext, Locator, Page, expect

from klik_kit.workspace import open_workspace

SAVED = re.compile(r"^Tersimpan \d\d\.\d\d\.\d\d$")
PROPOSAL = f"/isi/proposal/{INNOVATION}#rancang_bangun"
FIELDS = {"rb.dasar_hukum": "Dasar hukum", "rb.metode": "Metode pembaharuan", "rb.keunggulan": "Keunggulan"}
METHOD = "rb.metode"


def logged_in(context: BrowserContext, server: Server, login: str, *, url: str = "") -> Page:
    """A page of somebody who has logged in, before any form is opened."""
    token = Client(server).enter(login).cookie("klik_masuk")
    context.add_cookies([{"name": "klik_masuk", "value": token, "url": url or server.url, "httpOnly": True, "sameSite": "Lax"}])  # fmt: skip
    return context.new_page()


def opened(page: Page, url: str, path: str = PROPOSAL) -> Page:
    """The form, ready to be written in."""
    page.goto(url + path)
    expect(page.locator(".klik-isi-halaman h1")).to_be_visible(timeout=20_000)
    return page


def field(page: Page, name: str = METHOD) -> Locator:
    return page.get_by_label(FIELDS[name])


def status(page: Page) -> str:
    return page.locator(".klik-status").inner_text()


def saved(page: Page, *, seconds: float = 20) -> None:
    expect(page.locator(".klik-status")).to_have_text(SAVED, timeout=seconds * 1000)


def until(claim: Callable[[], object], *, seconds: float = 15) -> None:
    """Wait for a claim about the server or its store."""
    end = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(0.05)


def past(server: Server, name: str = METHOD, record: str = INNOVATION) -> list[str | None]:
    """All values that a field ever had."""
    with open_workspace(server.folder) as workspace:
        return [entry.value for entry in workspace.store.history(record, name)]


class Wire:
    """A loopback connection to a server that can be held (silence, sockets stay open), dropped and cut."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._loop = asyncio.new_event_loop()
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._is_cut = False
        self._ends: set[asyncio.StreamWriter] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = self._run(asyncio.start_server(self._joined, "127.0.0.1", 0))
        self.port: int = self._server.sockets[0].getsockname()[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def hold(self) -> None:
        """Nothing passes any more, and nobody is told."""
        self._do(self._flowing.clear)

    def drop(self) -> None:
        """Every connection breaks, with what it held; new ones pass."""
        self._do(self._break, self._flowing.set)

    def cut(self) -> None:
        """Every connection breaks, and new ones do at once."""
        self._is_cut = True
        self._do(self._break, self._flowing.set)

    def mend(self) -> None:
        """New connections pass, and what was held goes on."""
        self._is_cut = False
        self._do(self._flowing.set)

    def close(self) -> None:
        self._do(self._server.close, self._break)
        self._run(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, *steps: Callable[[], object]) -> None:
        async def all_of_them() -> None:
            for step in steps:
                step()

        self._run(all_of_them())

    def _run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)

    def _break(self) -> None:
        for writer in tuple(self._ends):
            writer.transport.abort()

    async def _end(self) -> None:
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _joined(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            if not self._is_cut:
                self._ends.add(writer)
                there_reader, there = await asyncio.open_connection("127.0.0.1", self.server.port)
                self._ends.add(there)
                await asyncio.gather(self._pass_on(reader, there), self._pass_on(there_reader, writer))
                self._ends.discard(there)
        self._ends.discard(writer)
        writer.transport.abort()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                await self._flowing.wait()
                writer.write(data)
                await writer.drain()
        writer.transport.close()


@contextmanager
def wired(server: Server) -> Iterator[Wire]:
    wire = Wire(server)
    try:
        yield wire
    finally:
        wire.close()
