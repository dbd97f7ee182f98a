"""A real Dask cluster on loopback: a scheduler and worker processes of the tests' own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

DASK = str(Path(sys.executable).with_name("dask"))


@dataclass
class DaskCluster:
    """A running scheduler, and its workers as processes."""

    folder: Path
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return json.loads((self.folder / "scheduler.json").read_text(encoding="utf-8"))["address"]

    def add_worker(self, *options: str, modules: Path | None = None) -> subprocess.Popen[bytes]:
        """Start a worker and wait until the scheduler has it; ``modules`` is a folder it can import from."""
        number = len(self.workers)
        environment = {**os.environ, "DASK_DISTRIBUTED__ADMIN__LOW_LEVEL_LOG_LENGTH": "0"}
        if modules:
            environment["PYTHONPATH"] = str(modules)
        command = [DASK, "worker", self.address, "--host", "127.0.0.1", "--nthreads", "1", "--no-dashboard",
                   "--local-directory", str(self.folder / f"w{number}"), *options]  # fmt: skip
        with (self.folder / f"w{number}.log").open("wb") as log:
            worker = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        self.workers.append(worker)
        wait_for(lambda: b"Starting established connection" in (self.folder / f"w{number}.log").read_bytes(), worker)
        return worker


def wait_for(ready, *processes: subprocess.Popen) -> None:
    """Wait until something is so, while the processes live."""
    while not ready():
        for process in processes:
            try:
                process.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
            raise AssertionError(f"ended with {process.returncode}: {process.args}")


@contextmanager
def dask_cluster(folder: Path, *, workers: int = 2, options: Sequence[str] = ("--no-nanny",), modules: Path | None = None) -> Iterator[DaskCluster]:  # fmt: skip
    """A scheduler and so many workers with one thread each; all of them are ended with the block."""
    place = folder / "scheduler.json"
    command = [DASK, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(place)]  # fmt: skip
    with (folder / "scheduler.log").open("wb") as log:
        scheduler = subprocess.Popen(command, stdout=log, stderr=log)
    cluster = DaskCluster(folder, scheduler)
    try:
        wait_for(lambda: place.exists() and place.stat().st_size, scheduler)
        for _ in range(workers):
            cluster.add_worker(*options, modules=modules)
        yield cluster
    finally:
        for process in (*cluster.workers, scheduler):
            process.kill()  # what a worker has forked ends with it
            process.wait()
