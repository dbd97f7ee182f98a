"""A kernel that spins is ended, alone, also where others want the cores."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from jupyter_server import CallContext
from loops import in_loop

from klik_kit.core.accounts import Account, Role
from klik_kit.serve import watch
from klik_kit.serve.doorkeeper import Visitor
from klik_kit.serve.kernels import CLOSED_DEAD, OwnedKernels
from klik_kit.serve.watch import Watch

SPIN = "while True: pass"


@pytest.fixture(autouse=True)
def soon(monkeypatch) -> None:
    """Half a second instead of thirty."""
    monkeypatch.setattr(watch, "SPIN_SECONDS", 0.5)


@pytest.fixture
def processes() -> Iterator[dict[str, int]]:
    """Three that spin, more than there are cores to spare, one that sleeps and one that works now and then."""
    works = "import time\nwhile True:\n    sum(range(10_000)); time.sleep(0.05)"
    code = {"satu": SPIN, "dua": SPIN, "tiga": SPIN, "tidur": "import time; time.sleep(90)", "bekerja": works}
    started = {name: subprocess.Popen([sys.executable, "-c", text]) for name, text in code.items()}
    yield {name: process.pid for name, process in started.items()}
    for process in started.values():
        process.kill()
        process.wait()


def found_within(seconds: float, pids: dict[str, int], expected: set[str]) -> set[str]:
    kept, found, end = Watch(), set(), time.monotonic() + seconds
    while not expected <= found and time.monotonic() < end:
        found |= set(kept.spinning(pids))
        time.sleep(0.25)
    return found


def test_what_has_no_pause_is_found_and_what_works_now_and_then_is_not(processes):
    assert found_within(20, processes, {"satu", "dua", "tiga"}) == {"satu", "dua", "tiga"}


def test_a_process_that_is_gone_is_passed_over(processes):
    assert Watch().spinning({"hilang": 2**22 - 1}) == []


def test_a_kernel_that_spins_is_ended_and_its_neighbour_lives(tmp_path):
    class Socket:
        code = 0

        def close(self, code: int) -> None:
            self.code = code

    async def go(folder: str) -> None:
        kernels = OwnedKernels(root_dir=str(tmp_path), connection_dir=folder)
        visitor = Visitor(account=Account(id="A", login="a", name="A", role=Role.OPERATOR, unit="U"), session="s")
        CallContext.set(CallContext.JUPYTER_HANDLER, SimpleNamespace(klik_visitor=visitor))
        spins, calm = [await kernels.start_kernel(kernel_name="python3") for _ in range(2)]
        client = kernels.get_kernel(spins).client()
        try:
            socket = Socket()
            kernels.owned[spins].sockets.add(socket)
            client.start_channels(hb=False, stdin=False, control=False)
            await client.wait_for_ready()
            client.execute(SPIN)
            async with asyncio.timeout(30):
                while spins in kernels.owned:
                    await kernels.end_spinning()
                    await asyncio.sleep(0.25)
            assert socket.code == CLOSED_DEAD
            assert await kernels.alive(calm)
        finally:
            client.stop_channels()
            await kernels.end(calm)
            kernels.context.destroy(linger=0)  # its sockets too, while they are known

    with tempfile.TemporaryDirectory(prefix="klik-") as short:  # a socket's path has a limit
        in_loop(go(short))
