"""Many people at once, over the real protocol: none lost, the queue, the limits, and what stopping leaves behind."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import psutil
import pytest
from click.testing import CliRunner
from forms_server import Server, running
from hall import Seat, hall
from loops import in_loop
from rush import Opened, message, open_ours, page
from tornado.websocket import WebSocketClosedError

from klik_kit.cli.status import status
from klik_kit.workspace import open_workspace

PEOPLE = 24


def address(server: Server, seat: Seat, form: str = "penilaian") -> str:
    return f"{server.url}/isi/{form}/{seat.innovation}"


@asynccontextmanager
async def everybody(server: Server, seats: list[Seat], form: str = "penilaian") -> AsyncIterator[list[Opened]]:
    """All of them open their form in the same moment; at the end their tabs are closed."""
    async with sockets() as kept:
        kept += await asyncio.gather(*(open_ours(address(server, s, form), s.cookie) for s in seats))
        yield kept


@asynccontextmanager
async def sockets() -> AsyncIterator[list[Opened]]:
    """Pages whose sockets are closed at the end."""
    kept: list[Opened] = []
    try:
        yield kept
    finally:
        await asyncio.gather(*map(_closed, kept))


async def _closed(one: Opened) -> None:
    if one.socket is not None:
        one.socket.close()
        with suppress(TimeoutError):  # one that the server closed has nothing more to read
            async with asyncio.timeout(5):
                while one.socket.close_code is None and await one.socket.read_message() is not None:
                    pass


def usable(opened: list[Opened]) -> int:
    assert [o.failure for o in opened if o.failure] == []
    return sum(o.seconds is not None for o in opened)


async def typed(opened: Opened, seat: Seat, text: str, *, base: int = 0) -> dict:
    """Edit one field on an open page, and the answer."""
    edit = {
        "kind": "edit",
        "id": "2",
        "seq": 1,
        "record": seat.innovation,
        "field": "goals",
        "base": base,
        "value": text,
    }
    assert opened.socket is not None
    await opened.socket.write_message(
        message("comm_msg", {"comm_id": opened.model, "data": {"method": "custom", "content": edit}})
    )
    async with asyncio.timeout(30):
        while True:
            raw = await opened.socket.read_message()
            assert raw is not None
            data = json.loads(raw)["content"].get("data", {})
            if isinstance(data, dict) and data.get("content", {}).get("id") == "2":
                return data["content"]


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> tuple[Path, list[Seat]]:
    folder = tmp_path_factory.mktemp("aula") / "kab"
    return folder, hall(folder, PEOPLE)


@pytest.fixture(scope="module")
def server(place):
    with running(place[0]) as server:
        yield server


def family(server: Server) -> list[psutil.Process]:
    """The server and all processes that come from it."""
    assert server.process
    head = psutil.Process(server.process.pid)
    return [head, *head.children(recursive=True)]


def test_everybody_who_opens_in_the_same_second_gets_a_form(server, place):
    async def go() -> None:
        async with everybody(server, place[1]) as opened:
            assert usable(opened) == PEOPLE
            assert len({o.kernel for o in opened}) == PEOPLE

    in_loop(go())


def test_the_preloaded_process_killed_during_a_rush_loses_nobody(server, place):
    async def go() -> None:
        killing = asyncio.ensure_future(_kill_preloaded(server))
        async with everybody(server, place[1]) as opened:
            assert usable(opened) == PEOPLE
        assert await killing >= 1

    in_loop(go())


async def _kill_preloaded(server: Server) -> int:
    killed = 0
    for _ in range(3):
        await asyncio.sleep(0.3)
        for process in psutil.Process(server.process.pid).children():
            if any("forkserver" in word for word in process.cmdline()):
                process.kill()
                killed += 1
    return killed


def test_above_the_ceiling_a_page_tells_the_place_and_the_form_opens_when_one_is_free(tmp_path):
    folder = tmp_path / "kab"
    seats = hall(folder, 3)
    with running(folder, "--paling-banyak", "2") as server:

        async def go() -> None:
            async with everybody(server, seats[:2]) as opened:
                assert usable(opened) == 2
                status, headers, text = await page(address(server, seats[2]), seats[2].cookie, limit=30)
                assert (status, "Giliran Bapak/Ibu: ke-1" in text, "Semua tempat sedang terpakai" in text) == (
                    503,
                    True,
                    True,
                )
                assert 1 <= int(headers["retry-after"]) <= 5
                third = asyncio.ensure_future(open_ours(address(server, seats[2]), seats[2].cookie))
                await asyncio.sleep(0.5)
                assert not third.done()
                await _say_goodbye(server, opened[0], seats[0])
                opened[0].socket.close()
                opened.append(await third)
                assert opened[2].failure == ""

        in_loop(go())


async def _say_goodbye(server: Server, opened: Opened, seat: Seat) -> None:
    """What a closing tab sends."""
    from tornado.httpclient import AsyncHTTPClient, HTTPRequest

    request = HTTPRequest(
        f"{server.url}/halaman/{opened.kernel}/tutup",
        method="POST",
        body="_xsrf=2|00000000|00000000000000000000000000000000|0",
        headers={"Cookie": f"{seat.cookie}; _xsrf=2|00000000|00000000000000000000000000000000|0"},
    )
    answer = await AsyncHTTPClient().fetch(request, raise_error=False)
    assert answer.code == 204


def test_one_persons_fifth_page_lets_the_one_rest_that_was_left_alone_longest(server, place):
    seat = place[1][0]

    async def go() -> None:
        async with sockets() as opened:
            for _ in range(4):
                opened.append(await open_ours(address(server, seat, "proposal"), seat.cookie))
            assert usable(opened) == 4
            found = await typed(opened[0], seat, "1")
            assert found["kind"] == "ack", found["message"]
            opened.append(await open_ours(address(server, seat), seat.cookie))
            assert opened[4].failure == ""
            async with asyncio.timeout(20):
                while await opened[1].socket.read_message() is not None:
                    pass
            assert opened[1].socket.close_code == 4410
            rested, _, _ = await page(f"{server.url}/halaman/{opened[1].kernel}/keadaan", seat.cookie, limit=10)
            lives, _, _ = await page(f"{server.url}/halaman/{opened[0].kernel}/keadaan", seat.cookie, limit=10)
            assert (rested, lives) == (410, 200)
            foreign, _, _ = await page(f"{server.url}/halaman/{opened[1].kernel}/keadaan", place[1][1].cookie, limit=10)
            assert foreign == 404

    in_loop(go())


def test_a_page_left_alone_rests_and_what_it_asks_by_itself_does_not_count(tmp_path):
    from klik_kit.core.accounts import Account, Role
    from klik_kit.serve.doorkeeper import Visitor
    from klik_kit.serve.kernels import CLOSED_REST, Owned, OwnedKernels
    from klik_kit.serve.pages import done_by_person

    class Socket:
        code = 0

        def close(self, code: int) -> None:
            self.code = code

    async def go() -> None:
        kernels = OwnedKernels(root_dir=str(tmp_path))
        visitor = Visitor(account=Account(id="A", login="a", name="A", role=Role.OPERATOR, unit="U"), session="s")
        old, new = Socket(), Socket()
        for name, socket in (("lama", old), ("baru", new)):
            kernels.owned[name] = Owned(visitor=visitor, sockets={socket})
            kernels.owned[name].edited -= kernels.rest_seconds + 1
        kernels.edited("baru")
        await kernels.sweep()
        assert (old.code, new.code) == (CLOSED_REST, 0)
        assert kernels.rests("lama", visitor)
        assert not kernels.rests("baru", visitor)

    in_loop(go())
    said = {
        kind: json.loads(message("comm_msg", {"data": {"content": {"kind": kind}}}))
        for kind in ("edit", "act", "ping", "hello")
    }
    assert {kind for kind, text in said.items() if done_by_person(text)} == {"edit", "act"}
    assert not done_by_person({"content": {"data": {"content": {"kind": ["edit"]}}}})
    assert not done_by_person({"content": "edit"})


def test_stopping_the_server_leaves_no_process_socket_or_folder(tmp_path):
    folder = tmp_path / "kab"
    seats = hall(folder, 3)
    with running(folder) as server:
        processes, held = in_loop(_open_then_stop(server, seats))
        assert len(processes) >= 5
        assert any(f.name.startswith("klik-f-") for f in held)
        gone, alive = psutil.wait_procs(processes, timeout=15)
        assert alive == [], gone
        assert [f for f in held if f.name.startswith("klik-f-") and f.exists()] == []
        assert list((folder / "layanan").iterdir()) == []


async def _open_then_stop(server: Server, seats: list[Seat]) -> tuple[list[psutil.Process], set[Path]]:
    async with everybody(server, seats) as opened:
        assert usable(opened) == len(seats)
        processes = family(server)
        held = {Path(name).parent for process in processes for name in _sockets(process)}
        await asyncio.to_thread(server.stop)
    return processes, held


def _sockets(process: psutil.Process) -> list[str]:
    return [c.laddr for c in process.net_connections(kind="unix") if c.laddr]


def test_the_server_killed_while_people_type_keeps_every_acknowledged_answer(tmp_path):
    folder = tmp_path / "kab"
    seats = hall(folder, 12)
    server = Server(folder)
    server.start()
    try:

        async def go() -> dict[str, str]:
            async with everybody(server, seats, "proposal") as opened:
                assert usable(opened) == len(seats)
                acknowledged: dict[str, str] = {}

                async def types(one: Opened, seat: Seat) -> None:
                    base = 0
                    for n in range(1000):
                        text = str(n)
                        try:
                            answer = await typed(one, seat, text, base=base)
                        except (AssertionError, TimeoutError, OSError, WebSocketClosedError):
                            return  # the server was killed
                        base = answer["version"]
                        acknowledged[seat.innovation] = text

                typing = [asyncio.ensure_future(types(o, s)) for o, s in zip(opened, seats, strict=True)]
                await asyncio.sleep(3)
                os.kill(server.process.pid, signal.SIGKILL)
                await asyncio.gather(*typing)
                return acknowledged

        acknowledged = in_loop(go())
        assert len(acknowledged) == len(seats)
        server.process.wait(timeout=10)
        time.sleep(1)  # kernels may still commit what they had begun; what they do not answer may be there or not
        with open_workspace(folder) as workspace:
            for innovation, text in acknowledged.items():
                stored = workspace.store.get(innovation).value("goals") or "-1"
                assert int(stored) >= int(text), (innovation, stored, text)
        server.start()
        in_loop(_all_usable(server, seats))
    finally:
        server.stop()


async def _all_usable(server: Server, seats: list[Seat]) -> None:
    async with everybody(server, seats) as opened:
        assert usable(opened) == len(seats)


def test_status_tells_people_pages_queue_and_the_last_save(server, place):
    async def go() -> None:
        async with everybody(server, place[1][:3]) as opened:
            assert usable(opened) == 3
            server.status()
            told = await asyncio.to_thread(CliRunner().invoke, status, ["--ruang-kerja", str(place[0])])
        assert told.exit_code == 0, told.output
        for expected in (server.url, "orang ", "terbuka", "antrean", "0 menunggu", "memori", "Penyimpanan terakhir:"):
            assert expected in told.output
        assert "tidak memberi kabar" not in told.output

    in_loop(go())


def test_status_without_a_server_says_how_to_start_one(tmp_path):
    hall(tmp_path / "kab", 1)
    told = CliRunner().invoke(status, ["--ruang-kerja", str(tmp_path / "kab")])
    assert (told.exit_code, "klik serve" in told.output) == (0, True)


COLD = "import klik_kit.warm.forking as f; f.can_fork = lambda: False; from klik_kit.cli import main; main()"


def test_a_system_that_cannot_fork_serves_with_ordinary_kernels_and_says_so(tmp_path):
    folder = tmp_path / "kab"
    seats = hall(folder, 3)
    server = Server(folder, program=("-c", COLD))
    try:
        server.start()
        in_loop(_all_usable(server, seats))
        assert "tidak dapat menyiapkan kernel lebih dahulu" in server.log
        processes = family(server)
        server.stop()
        assert psutil.wait_procs(processes, timeout=15)[1] == []
    finally:
        server.stop()


def test_a_form_without_an_identity_shows_nothing(place):
    from klik_kit.workbook import open_form

    for account in ("", "A-tidak-ada"):
        form = open_form("penilaian", workspace=str(place[0]), account=account, record=place[1][0].innovation)
        state = form.answer({"kind": "hello", "id": "1"})["state"]
        assert (state["page"], state["records"], state["sections"]) == ("galat", {}, [])


def test_as_many_pages_are_let_in_as_memory_and_open_files_bear(tmp_path):
    from klik_kit.serve.options import FEWEST_PAGES, Options, ceiling

    options = Options(folder=tmp_path)
    assert ceiling(options, memory=20e9, files=65_536) == int((20e9 - 400e6) / 45e6)
    assert ceiling(options, memory=20e9, files=1024) == (1024 - 200) // 12
    assert ceiling(options, memory=0, files=0) == FEWEST_PAGES
    assert ceiling(Options(folder=tmp_path, most_pages=7), memory=20e9, files=1024) == 7


def test_the_server_asks_the_system_for_all_open_files_it_allows(server):
    process = psutil.Process(server.process.pid)
    soft, hard = process.rlimit(psutil.RLIMIT_NOFILE)
    assert soft == (65_536 if hard == psutil.RLIM_INFINITY else min(hard, 65_536))
