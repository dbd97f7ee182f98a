"""How a server is doing, written into the workspace for ``klik status``, and read from there.

Holds no names and no answers: numbers, and the processes of this machine.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from klik_kit import files
from klik_kit.errors import KlikError
from klik_kit.workspace import SERVICES

if TYPE_CHECKING:
    from klik_kit.serve.server import FormsServer


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """One server as ``klik status`` shows it; memory in MB, of all its processes (PSS)."""

    url: str
    pid: int
    people: int
    kernels: int
    ready: int
    ceiling: int
    starting: int
    waiting: int
    memory: float
    silent: float
    """Seconds since the server wrote this; a healthy one writes every second."""


def status_file(folder: Path, port: int) -> Path:
    """Where the server on a port tells how it is."""
    return folder / SERVICES / f"{port}.json"


def told(server: FormsServer) -> dict[str, Any]:
    """What a server tells of itself."""
    kernels, turns = server.kernel_manager, server.turns
    opened = {k: kernels.owned[k] for k in tuple(kernels.owned)}
    return {
        "at": time.time(),
        "url": server.options.url,
        "pid": os.getpid(),
        "people": kernels.people(),
        "kernels": [{"id": k, "pid": pid, "sockets": len(opened[k].sockets)} for k, pid in kernels.processes().items()],
        "ready": kernels.nursery.standing if kernels.nursery else 0,
        "ceiling": turns.ceiling,
        "starting": turns.starting,
        "waiting": turns.waiting,
    }


def tell(server: FormsServer) -> None:
    """Write it; a full disk is no reason to stop serving."""
    file = status_file(server.options.folder, server.options.port)
    with suppress(OSError, KlikError):
        file.parent.mkdir(exist_ok=True)
        files.write_text(file, json.dumps(told(server)))


def forget(server: FormsServer) -> None:
    """The server stops."""
    with suppress(OSError):
        status_file(server.options.folder, server.options.port).unlink(missing_ok=True)


def servers(folder: Path) -> Iterator[Status]:
    """The servers of a workspace on this machine, by port; files of servers that were killed are passed over."""
    for file in sorted((folder / SERVICES).glob("*.json")):
        try:
            found = json.loads(file.read_text(encoding="utf-8"))
            process = psutil.Process(found["pid"])
            if process.create_time() > found["at"]:  # another program's by now
                continue
            pids = [found["pid"], *(k["pid"] for k in found["kernels"]), *(c.pid for c in process.children())]
            yield Status(
                url=found["url"], pid=found["pid"], people=found["people"], kernels=len(found["kernels"]),
                ready=found["ready"], ceiling=found["ceiling"], starting=found["starting"], waiting=found["waiting"],
                memory=sum(map(_memory, set(pids))), silent=max(0.0, time.time() - found["at"]),
            )  # fmt: skip
        except (OSError, ValueError, KeyError, psutil.Error):
            continue


def _memory(pid: int) -> float:
    with suppress(psutil.Error, AttributeError):
        return float(psutil.Process(pid).memory_full_info().pss) / 1e6
    return 0.0
