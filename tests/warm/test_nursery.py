"""Kernels forked from a preloaded process: ready ones, the preloaded process's death, limits, and the end of the server."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from multiprocessing import forkserver
from pathlib import Path

import psutil
import pytest
from jupyter_client.asynchronous.client import AsyncKernelClient
from loops import in_loop

from klik_kit.warm import forking
from klik_kit.warm.folder import private_folder
from klik_kit.warm.nursery import Nursery, Nursling

pytestmark = pytest.mark.skipif(not forking.can_fork(), reason="this platform cannot fork kernels")
MODULES = ["klik_kit.serve.preloaded"]
MEMORY = 1 << 30


@asynccontextmanager
async def nursery(folder: Path, *, ready: int = 0, memory: int = MEMORY, seal=lambda: "") -> AsyncIterator[Nursery]:
    made = Nursery(folder, modules=MODULES, memory=memory, ready=ready, seal=seal)
    try:
        yield made
    finally:
        made.stop()


@pytest.fixture(autouse=True)
def own_preloaded() -> Iterator[None]:
    """A preloaded process of this module's: there is one in a process, and other tests have theirs."""
    _end_preloaded()
    yield
    _end_preloaded()


def _end_preloaded() -> None:
    pid = forkserver._forkserver._forkserver_pid
    if pid is not None:
        os.kill(pid, signal.SIGKILL)
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)  # dead for sure; multiprocessing sees to the rest


@pytest.fixture
def folder() -> Path:
    return private_folder()


async def asked(nursling: Nursling, code: str, expression: str) -> str:
    """Run a cell in a kernel, and the value of an expression after it."""
    client = AsyncKernelClient(connection_file=str(nursling.connection_file))
    client.load_connection_file()
    client.start_channels(hb=False, stdin=False, control=False)
    try:
        client.execute(code, user_expressions={"x": expression})
        reply = await client.get_shell_msg(timeout=30)
        assert reply["content"]["status"] == "ok", reply["content"]
        return reply["content"]["user_expressions"]["x"]["data"]["text/plain"]
    finally:
        client.stop_channels()


def parent_of(nursling: Nursling) -> psutil.Process:
    return psutil.Process(psutil.Process(nursling.child.pid).ppid())


def end(*nurslings: Nursling) -> None:
    for one in nurslings:
        one.child.signal(signal.SIGKILL)


def test_a_forked_kernel_answers_and_has_imported_what_a_form_needs(folder):
    async def go() -> None:
        async with nursery(folder) as made:
            kernel = await made.take(made.new_id())
            assert await asked(kernel, "x = 6 * 7", "x") == "42"
            before = "import sys; seen = set(sys.modules)\nimport klik_kit.workbook, klik_kit.desk.assessment, klik_kit.desk.home"
            assert await asked(kernel, before, "sorted(set(sys.modules) - seen)") == "[]"
            end(kernel)

    in_loop(go())


def test_each_kernel_is_a_clean_process_of_its_own_with_a_key_of_its_own(folder):
    async def go() -> None:
        async with nursery(folder) as made:
            one, two = await made.take(made.new_id()), await made.take(made.new_id())
            await asked(one, "secret = 'milik satu'", "secret")
            assert await asked(two, "", "'secret' in globals()") == "False"
            assert one.connection_file.read_text() != two.connection_file.read_text()
            assert one.connection_file.stat().st_mode & 0o077 == 0
            end(one, two)

    in_loop(go())


def test_ready_kernels_are_each_promised_to_one_caller_and_replaced(folder):
    async def go() -> None:
        async with nursery(folder, ready=2) as made:
            made.fill()
            while made.standing < 2:
                await asyncio.sleep(0.02)
            ids = [made.new_id() for _ in range(4)]
            assert len(set(ids)) == 4
            kernels = await asyncio.gather(*map(made.take, ids))
            assert len({k.child.pid for k in kernels}) == 4
            while made.standing < 2:
                await asyncio.sleep(0.02)
            end(*kernels)

    in_loop(go())


def test_a_ready_kernel_that_died_is_given_to_nobody(folder):
    async def go() -> None:
        async with nursery(folder, ready=1) as made:
            made.fill()
            while made.standing < 1:
                await asyncio.sleep(0.02)
            promised = made.new_id()
            made._promised[promised].child.signal(signal.SIGKILL)
            await made._promised[promised].child.ended()
            kernel = await made.take(promised)
            assert await asked(kernel, "", "1 + 1") == "2"
            end(kernel)

    in_loop(go())


def test_the_preloaded_process_killed_costs_no_kernel_and_no_request(folder):
    async def go() -> None:
        async with nursery(folder) as made:
            first = await made.take(made.new_id())
            parent = parent_of(first)
            waiting = [asyncio.ensure_future(made.take(made.new_id())) for _ in range(6)]
            await asyncio.sleep(0.01)
            parent.kill()
            kernels = await asyncio.gather(*waiting)
            assert first.child.alive()
            assert await asked(first, "", "'masih hidup'") == "'masih hidup'"
            for kernel in kernels:
                assert await asked(kernel, "", "1 + 1") == "2"
            assert parent_of(kernels[-1]).pid != parent.pid
            end(first, *kernels)

    in_loop(go())


def test_changed_code_renews_the_preloaded_process_and_leaves_kernels_in_use_alone(folder):
    async def go() -> None:
        seals = iter(["satu", "satu", "dua"])
        async with nursery(folder, ready=1, seal=lambda: next(seals)) as made:
            await made.renew()
            kernel = await made.take(made.new_id())
            old = parent_of(kernel).pid
            await made.renew()
            assert parent_of(await _taken(made)).pid == old
            await made.renew()
            assert parent_of(await _taken(made)).pid != old
            assert await asked(kernel, "", "2 + 2") == "4"

    async def _taken(made: Nursery) -> Nursling:
        kernel = await made.take(made.new_id())
        assert kernel.child.alive()
        return kernel

    in_loop(go())


def test_the_preloaded_process_holds_no_file_of_a_workspace_and_no_connection(folder):
    async def go() -> None:
        async with nursery(folder) as made:
            kernel = await made.take(made.new_id())
            parent = parent_of(kernel)
            held = [str(link.readlink()) for link in Path(f"/proc/{parent.pid}/fd").iterdir()]
            assert [name for name in held if name.endswith((".db", "-wal", "-shm", ".toml"))] == []
            assert parent.net_connections() == []
            end(kernel)

    in_loop(go())


def test_a_kernel_that_eats_memory_fails_alone(folder):
    async def go() -> None:
        async with nursery(folder, memory=600 << 20) as made:
            greedy, other = await made.take(made.new_id()), await made.take(made.new_id())
            eat = "try:\n    eaten = bytearray(700 << 20)\nexcept MemoryError:\n    eaten = None"
            assert await asked(greedy, eat, "eaten is None") == "True"
            assert await asked(greedy, "", "1 + 1") == "2"
            assert await asked(other, "", "1 + 1") == "2"
            end(greedy, other)

    in_loop(go())


@pytest.fixture
def own_place(monkeypatch) -> Iterator[None]:
    """A folder for sockets that no server beside this test clears; its path is short, as sockets need it."""
    with tempfile.TemporaryDirectory(prefix="klik-", dir="/tmp") as place:
        monkeypatch.setenv("TMPDIR", place)
        monkeypatch.setattr(tempfile, "tempdir", place)
        yield


@pytest.mark.usefixtures("own_place")
def test_kernels_end_when_their_server_is_killed_and_the_next_one_clears_its_folder(tmp_path):
    script = tmp_path / "server.py"
    script.write_text(
        "import asyncio, sys\n"
        "from klik_kit.warm.folder import private_folder\n"
        "from klik_kit.warm.nursery import Nursery\n"
        "async def go():\n"
        "    folder = private_folder()\n"
        f"    made = Nursery(folder, modules={MODULES!r}, memory={MEMORY}, ready=2, seal=lambda: '')\n"
        "    kernel = await made.take(made.new_id())\n"
        "    while made.standing < 2: await asyncio.sleep(0.02)\n"
        "    print(folder, kernel.child.pid, *[n.child.pid for n in made._ready.values()], flush=True)\n"
        "    await asyncio.sleep(600)\n"
        "asyncio.run(go())\n"
    )
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        left, *pids = server.stdout.readline().split()
        processes = [psutil.Process(int(pid)) for pid in pids]
        assert len(processes) == 3
        server.kill()
    gone, alive = psutil.wait_procs(processes, timeout=10)
    assert alive == [], gone
    assert Path(left).is_dir()
    again = private_folder()
    assert not Path(left).exists()
    assert again.is_dir()


def test_paths_of_sockets_stay_short_enough(folder, monkeypatch, tmp_path):
    import tempfile

    long = tmp_path / ("n" * 60)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    for made in (folder, private_folder()):
        assert len(str(made / "00000000-0000-0000-0000-000000000000-5")) < 107


def test_a_process_is_known_to_live_when_the_preloaded_one_has_died(folder):
    async def go() -> None:
        async with nursery(folder) as made:
            kernel = await made.take(made.new_id())
            parent_of(kernel).kill()
            time.sleep(0.2)
            assert kernel.child.alive()
            kernel.child.signal(signal.SIGKILL)
            async with asyncio.timeout(10):
                await kernel.child.ended()
            assert not kernel.child.alive()

    in_loop(go())
