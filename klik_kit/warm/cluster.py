"""The same tasks on a Dask cluster, through Dask's own executor.

A worker of the cluster does not run a task itself: it forks a clean process for each, with its time
limit, as `klik_kit.warm.tasks` does on one machine. A task whose worker is lost is sent to another
by Dask. May not know what a task does. Dask is the extra ``scale``.
"""

from __future__ import annotations

import logging
import multiprocessing
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from contextlib import contextmanager
from importlib import import_module
from ipaddress import ip_address
from socket import getaddrinfo
from typing import Any, TypeVar
from urllib.parse import urlsplit

from klik_kit.errors import KlikError, ReportError
from klik_kit.warm import tasks as local
from klik_kit.warm.tasks import Outcome

Task = TypeVar("Task")
_CONNECT_SECONDS = 10
_LOOK_SECONDS = 2.0
_ALONE_SECONDS = 60.0
_AHEAD = 2
_GONE = "Klaster Dask tidak mempunyai pekerja lagi"
_LOST = "Hubungan dengan penjadwal Dask terputus"


def on_this_machine(scheduler: str) -> bool:
    """Whether a scheduler's address is one of this machine alone.

    Raises:
        ReportError: the text is no such address.
    """
    try:
        parts = urlsplit(scheduler)
        usable = parts.scheme in {"tcp", "tls"} and parts.hostname and parts.port
        entries = getaddrinfo(parts.hostname, parts.port) if usable else []
    except (ValueError, OSError):
        entries = []
    if not entries:
        raise ReportError(
            f"Alamat penjadwal {scheduler!r} tidak dapat dipakai. Tulis misalnya: --scheduler tcp://127.0.0.1:8786"
        )
    return all(ip_address(str(entry[4][0]).partition("%")[0]).is_loopback for entry in entries)


class Cluster:
    """A connection to a Dask cluster; made by `connected`."""

    def __init__(self, client: Any, scheduler: str) -> None:
        self._client = client
        self._scheduler = scheduler

    def check(self, function: str, *arguments: Any) -> None:
        """Call a function on every worker, and make sure that each of them may fork.

        Args:
            function: ``package.module:name``; what it raises is told with the worker's address.
            arguments: pickled.

        Raises:
            ReportError: there is no worker, or one of them cannot do the work; names it.
        """
        try:
            self._client.wait_for_workers(1, timeout=_CONNECT_SECONDS)
        except TimeoutError:
            raise ReportError(
                f"Klaster di {self._scheduler} belum mempunyai pekerja. "
                f"Jalankan: dask worker {self._scheduler} --no-nanny"
            ) from None
        for address, error in sorted(self._client.run(_checked, function, arguments, on_error="return").items()):
            if isinstance(error, ModuleNotFoundError):
                raise ReportError(f"Pekerja Dask {address} tidak mengenal klik_kit. Pasang klik_kit yang sama di sana.")
            if error is not None:
                raise ReportError(f"Pekerja Dask {address}: {error}")

    def run(
        self, function: str, tasks: Iterable[Task], *, limit: float, preload: Sequence[str] = ()
    ) -> Iterator[Outcome[Task]]:
        """As `klik_kit.warm.tasks.run`, on the cluster; as many at once as its workers have threads.

        Raises:
            ReportError: the scheduler or the last worker is gone; what was yielded before stands.
        """
        executor = self._client.get_executor(pure=False)
        waiting = deque(tasks)
        running: dict[Future[Any], Task] = {}
        width, seen = self._width(), time.monotonic()
        try:
            while waiting or running:
                while waiting and len(running) < width:
                    task = waiting.popleft()
                    running[executor.submit(one, function, task, limit, tuple(preload))] = task
                done, _ = wait(running, timeout=_LOOK_SECONDS, return_when=FIRST_COMPLETED)
                for future in done:
                    if future.cancelled():
                        raise _broken_off(_LOST)
                    yield _outcome(running.pop(future), future)
                if time.monotonic() - seen > _LOOK_SECONDS:
                    now = self._width()
                    if now:
                        width, seen = now, time.monotonic()
                reason = self._hopeless(time.monotonic() - seen)
                if reason:
                    raise _broken_off(reason)
        finally:
            for future in running:
                future.cancel()

    def _width(self) -> int:
        """How many tasks are sent ahead: some more than are worked on; 0 where no worker is known."""
        if self._client.status != "running":
            return 0
        try:
            return _AHEAD * sum(int(threads) for threads in self._client.nthreads().values())
        except (OSError, TimeoutError, ValueError):
            return 0

    def _hopeless(self, alone: float) -> str:
        """Why nothing will come of the rest; empty while something may."""
        if self._client.status in {"closing", "closed"}:
            return _LOST
        if alone > _ALONE_SECONDS:
            return _GONE if self._client.status == "running" else _LOST
        return ""


@contextmanager
def connected(scheduler: str) -> Iterator[Cluster]:
    """A connection to the scheduler of a Dask cluster.

    Raises:
        ReportError: Dask is not installed, or nobody answers there.
    """
    try:
        from distributed import Client
    except ImportError:
        raise ReportError(
            "--scheduler memerlukan Dask, yang belum terpasang. Jalankan: pip install 'klik-kit[scale]'"
        ) from None
    for name in ("distributed", "distributed.client", "tornado", "tornado.application"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what matters becomes an outcome
    try:
        client = Client(scheduler, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise ReportError(
            f"Penjadwal Dask di {scheduler} tidak menjawab. Periksa alamatnya, atau jalankan: dask scheduler"
        ) from error
    with client:
        yield Cluster(client, scheduler)


def one(function: str, task: Any, limit: float, preload: tuple[str, ...]) -> tuple[Any, str | None, float]:
    """On a worker: one task in a clean process, and what became of it."""
    _may_fork()
    (outcome,) = local.run(function, [task], workers=1, limit=limit, preload=preload)
    return outcome.value, outcome.failure, outcome.seconds


def _checked(function: str, arguments: tuple[Any, ...]) -> None:
    _may_fork()
    module, _, name = function.partition(":")
    getattr(import_module(module), name)(*arguments)


def _may_fork() -> None:
    if multiprocessing.current_process().daemon:
        raise ReportError(
            "proses ini daemonic sehingga tidak boleh membuat proses laporan. Jalankan pekerja dengan --no-nanny, "
            "atau dengan DASK_DISTRIBUTED__WORKER__DAEMON=False."
        )


def _broken_off(reason: str) -> ReportError:
    return ReportError(f"{reason}. Yang sudah jadi tetap ada; jalankan perintah yang sama lagi untuk meneruskannya.")


def _outcome(task: Task, future: Future[Any]) -> Outcome[Task]:
    from distributed.scheduler import KilledWorker

    try:
        value, failure, seconds = future.result()
    except CancelledError:
        raise _broken_off(_LOST) from None
    except KilledWorker:
        return Outcome(task=task, failure="pekerja Dask yang mengerjakannya mati, berulang kali")
    except KlikError as error:
        return Outcome(task=task, failure=str(error))
    except Exception as error:  # noqa: BLE001 - whatever the cluster says of a task is its outcome
        return Outcome(task=task, failure=f"{type(error).__name__}: {error}")
    return Outcome(task=task, value=value, failure=failure, seconds=seconds)
