"""Sixty people open the self-score in the same second, and type for ten minutes; beside stock Voila, in one run.

`python tests/benchmarks/bench_rush.py [--people 60] [--runs 3] [--minutes 10]` prints the README's table.
People are protocol clients (login cookie, page, websocket, messages), so that the cores stay the server's.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent / "serve")]
from bench_forms import STOCK
from forms_server import Server, free_port, running
from hall import Seat, hall
from rush import Opened, message, open_ours, open_stock

Open = Callable[[int], Awaitable[Opened]]
FIRST = 10
LIMIT = 60.0


@contextmanager
def stock(folder: Path, *more: str) -> Iterator[tuple[str, int]]:
    """Stock Voila with a form of as many questions in plain ipywidgets: its address and process."""
    cell = {"cell_type": "code", "id": "a", "execution_count": None, "metadata": {}, "outputs": [], "source": STOCK}
    spec = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {"cells": [cell], "metadata": {"kernelspec": spec}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "stock.ipynb").write_text(json.dumps(notebook))
    port = free_port()
    command = [str(Path(sys.executable).parent / "voila"), "stock.ipynb", f"--port={port}", "--no-browser", "--Voila.ip=127.0.0.1", *more]  # fmt: skip
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/", process.pid
    finally:
        family = psutil.Process(process.pid).children(recursive=True)
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=30)
        for child in family:
            with suppress(psutil.Error):
                child.kill()
        process.kill()
        process.wait()


async def together(people: int, opens: Open) -> list[Opened]:
    return list(await asyncio.gather(*(opens(i) for i in range(people))))


async def closed(opened: list[Opened]) -> None:
    for one in opened:
        if one.socket is not None:
            one.socket.close()
    await asyncio.sleep(0.5)


def pss(pids: list[int]) -> float:
    """Mean proportional memory of processes, in MB."""
    found = []
    for pid in pids:
        with suppress(psutil.Error):
            found.append(psutil.Process(pid).memory_full_info().pss / 1e6)
    return statistics.mean(found) if found else 0.0


def kernels_of(pid: int) -> list[int]:
    return [c.pid for c in psutil.Process(pid).children() if any("ipykernel" in word for word in c.cmdline())]


class Tally:
    """What several rushes took."""

    def __init__(self) -> None:
        self.first: list[float] = []
        self.last: list[float] = []
        self.lost: list[int] = []

    def add(self, opened: list[Opened]) -> None:
        seconds = sorted(o.seconds for o in opened if o.seconds is not None)
        self.lost.append(len(opened) - len(seconds))
        if seconds:
            self.first.append(seconds[min(FIRST, len(seconds)) - 1])
            self.last.append(seconds[-1])

    def __str__(self) -> str:
        if not self.first:
            return "none usable"
        return f"{statistics.median(self.first):.2f} s / {statistics.median(self.last):.2f} s, lost {max(self.lost)}"


async def ours_once(folder: Path, seats: list[Seat], people: int) -> tuple[list[Opened], float, float]:
    """A rush on a server that has just stood a while, the memory of one form, and one person alone."""
    with running(folder) as server:
        await asyncio.sleep(6)
        form = f"{server.url}/isi/penilaian/"
        alone = await open_ours(form + seats[0].innovation, seats[0].cookie, limit=LIMIT)
        await closed([alone])
        await asyncio.sleep(6)
        opened = await together(people, lambda i: open_ours(form + seats[i].innovation, seats[i].cookie, limit=LIMIT))
        memory = pss(server.kernels())
        await closed(opened)
    for one in opened:
        if one.failure:
            print("lost:", one.failure, file=sys.stderr)
    return opened, memory, alone.seconds or LIMIT


async def stock_once(folder: Path, people: int, *more: str, wait: float = 2) -> tuple[list[Opened], float, float]:
    with stock(folder, *more) as (address, pid):
        await asyncio.sleep(wait)
        alone = await open_stock(address, limit=LIMIT)
        await closed([alone])
        opened = await together(people, lambda _: open_stock(address, limit=LIMIT))
        memory = pss(kernels_of(pid))
        await closed(opened)
    return opened, memory, alone.seconds or LIMIT


async def soak(folder: Path, seats: list[Seat], minutes: float) -> str:
    """Everybody chooses a parameter every five seconds; saves in ms, errors, and memory at the first and the last minute."""
    waits: list[float] = []
    errors = 0
    memory: list[float] = []

    async def person(server: Server, seat: Seat, opened: Opened, number: int, until: float) -> None:
        nonlocal errors
        due = time.monotonic() + 5 * number / len(
            seats
        )  # by the clock: who was late once does not stay in step with others
        versions: dict[str, int] = {}
        count = number
        assert opened.socket is not None
        while due < until:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            due += 5
            count += 1
            field = f"mandiri.{16 + count % 17}"
            edit = {"kind": "edit", "id": str(count), "seq": count, "record": f"{seat.innovation}@iid-2026", "field": field, "base": versions.get(field, 0), "value": str(1 + count % 3)}  # fmt: skip
            begun = time.perf_counter()
            await opened.socket.write_message(
                message("comm_msg", {"comm_id": opened.model, "data": {"method": "custom", "content": edit}})
            )
            answer = None
            with suppress(TimeoutError):
                async with asyncio.timeout(30):
                    while answer is None:
                        raw = await opened.socket.read_message()
                        if raw is None:
                            errors += 1
                            return
                        data = json.loads(raw)["content"].get("data")
                        content = data.get("content") if isinstance(data, dict) else None
                        answer = content if isinstance(content, dict) and content.get("id") == str(count) else None
            if answer is None or answer["kind"] != "ack":
                errors += 1
            else:
                waits.append(1000 * (time.perf_counter() - begun))
                versions[field] = answer["version"]

    with running(folder) as server:
        form = f"{server.url}/isi/penilaian/"
        opened = await together(
            len(seats), lambda i: open_ours(form + seats[i].innovation, seats[i].cookie, limit=LIMIT)
        )
        assert all(o.socket for o in opened), [o.failure for o in opened if o.failure]
        until = time.monotonic() + 60 * minutes

        async def weigh() -> None:
            while time.monotonic() < until:
                await asyncio.sleep(min(60.0, max(1.0, until - time.monotonic() - 1)))
                pids = [server.process.pid, *server.kernels()] if server.process else []
                memory.append(await asyncio.to_thread(pss, pids) * len(pids))

        await asyncio.gather(weigh(), *(person(server, s, o, i, until) for i, (s, o) in enumerate(zip(seats, opened, strict=True))))  # fmt: skip
        await closed(opened)
    waits.sort()
    return (
        f"{len(waits)} saves, {errors} errors, median {statistics.median(waits):.0f} ms, p95 {waits[int(0.95 * len(waits))]:.0f} ms; "
        f"memory {memory[0]:.0f} MB after a minute, {memory[-1]:.0f} MB at the end"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=60)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--minutes", type=float, default=10)
    given = parser.parse_args()
    rushes = {name: Tally() for name in ("klik_kit", "ipc", "tcp", "preheated")}
    memory: dict[str, list[float]] = {"klik_kit": [], "ipc": []}
    alone: dict[str, list[float]] = {"klik_kit": [], "ipc": []}
    ipc = "--KernelManager.transport=ipc"
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "kab"
        seats = hall(folder, given.people)
        for _ in range(given.runs):  # in turn, so that all meet the same machine
            opened, pages, one = asyncio.run(ours_once(folder, seats, given.people))
            rushes["klik_kit"].add(opened)
            memory["klik_kit"].append(pages)
            alone["klik_kit"].append(one)
            opened, pages, one = asyncio.run(stock_once(Path(scratch), given.people, ipc))
            rushes["ipc"].add(opened)
            memory["ipc"].append(pages)
            alone["ipc"].append(one)
        rushes["tcp"].add(asyncio.run(stock_once(Path(scratch), given.people))[0])
        heated = ("--VoilaConfiguration.preheat_kernel=True", "--VoilaConfiguration.default_pool_size=10", ipc)
        rushes["preheated"].add(asyncio.run(stock_once(Path(scratch), given.people, *heated, wait=25))[0])
        typed = asyncio.run(soak(folder, seats, given.minutes)) if given.minutes else "not run"
    ours, peer = rushes["klik_kit"], rushes["ipc"]
    mine, theirs = (statistics.median(alone[name]) for name in ("klik_kit", "ipc"))
    light, heavy = (statistics.median(memory[name]) for name in ("klik_kit", "ipc"))
    print("| what | klik_kit | stock Voila over IPC | ratio |")
    print("|---|---|---|---|")
    print(f"| {given.people} people in the same second: the tenth usable / the last | {ours} | {peer} | {statistics.median(peer.last) / statistics.median(ours.last):.1f} times faster |")  # fmt: skip
    print(f"| the same, stock Voila over TCP (its default) | | {rushes['tcp']} | |")
    print(f"| the same, stock Voila preheated, pool 10 (no identity) | | {rushes['preheated']} | |")
    print(f"| one person alone, by protocol | {mine:.2f} s | {theirs:.2f} s | {theirs / mine:.1f} times faster |")
    print(
        f"| memory (PSS) of one of {given.people} open forms | {light:.1f} MB | {heavy:.1f} MB | {light / heavy:.2f} |"
    )
    print(f"| {given.people} people type for {given.minutes:g} minutes, a choice every 5 s each | {typed} | | |")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
