"""Class Nursery: kernels forked from a preloaded process, a few of them ready before anyone asks.

A ready kernel belongs to nobody and knows nobody: it gets an identity only by what its notebook is
told, and a form without one shows nothing. May not know people or pages.
"""

from __future__ import annotations

import asyncio
import json
import logging
import multiprocessing.util
import os
import secrets
import signal
import tempfile
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from klik_kit.warm.forking import Child, preloaded, start

log = logging.getLogger("klik.kernel")
START_SECONDS = 30.0
ATTEMPTS, PAUSE_SECONDS = 8, 0.05
"""How often a kernel is tried for while its preloaded process is being replaced; the pauses grow."""
_SOCKETS = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")


@dataclass(frozen=True, slots=True)
class Nursling:
    """A forked kernel that listens: its process, and the file that says where."""

    child: Child
    connection_file: Path


class Nursery:
    """Forks kernels.

    Args:
        folder: the server's private folder; connection files and sockets go there.
        modules: what the preloaded process imports once.
        memory: bytes of data one kernel may hold.
        ready: kernels that stand ready.
        seal: a text that changes with the code and content the preloaded process was made from; it
            is then started anew.
    """

    def __init__(
        self, folder: Path, *, modules: Sequence[str], memory: int, ready: int, seal: Callable[[], str]
    ) -> None:
        self.folder = folder
        self._memory = memory
        self._wanted = ready
        self._ready: dict[str, Nursling] = {}
        self._promised: dict[str, Nursling] = {}
        self._seal = seal
        self._made_from = ""
        self._parent = 0
        self._filling: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="klik-fork")
        held, tempfile.tempdir = tempfile.tempdir, str(folder)
        try:
            multiprocessing.util.get_temp_dir()  # the preloaded process listens in the private folder as well
        finally:
            tempfile.tempdir = held
        self._context = preloaded(modules)

    def new_id(self) -> str:
        """The id of a kernel that stands ready and is from now on promised to the caller, else a new one."""
        while self._ready:
            kernel_id = next(iter(self._ready))
            nursling = self._ready.pop(kernel_id)
            if nursling.child.alive():
                self._promised[kernel_id] = nursling
                return kernel_id
            self._end(kernel_id, nursling)
        return str(uuid.uuid4())

    async def take(self, kernel_id: str) -> Nursling:
        """The kernel of an id: one that stood ready, else forked now.

        Raises:
            OSError, EOFError: it could not be started.
        """
        nursling = self._promised.pop(kernel_id, None)
        self.fill()
        if nursling is not None and nursling.child.alive():
            return nursling
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._born(kernel_id)
            except (OSError, EOFError) as error:  # the preloaded process died under it: again, from the next one
                log.warning("Kernel tidak jadi dimulai (%s); percobaan ke-%d.", type(error).__name__, attempt)
                if attempt == ATTEMPTS or isinstance(error, TimeoutError):
                    raise
            await asyncio.sleep(PAUSE_SECONDS * attempt)
        raise AssertionError("the last attempt raised")

    def fill(self) -> None:
        """See that enough kernels stand ready, soon."""
        if self._filling is None or self._filling.done():
            self._filling = asyncio.ensure_future(self._fill())

    async def renew(self) -> None:
        """Start the preloaded process anew where code or content changed; ready kernels of the old one go."""
        loop = asyncio.get_running_loop()
        seal = await loop.run_in_executor(None, self._seal)
        if not self._made_from:
            self._made_from = seal
        if seal == self._made_from:
            return
        self._made_from = seal
        log.warning("Kode atau isi templates/ berubah: kernel berikutnya memakai yang baru.")
        self._empty()
        if self._parent:
            with suppress(ProcessLookupError):
                os.kill(self._parent, signal.SIGTERM)  # multiprocessing starts another at the next fork
            self._parent = 0
        self.fill()

    def stop(self) -> None:
        """End the kernels that stand ready; those that were taken end with who took them."""
        if self._filling is not None:
            self._filling.cancel()
        self._wanted = 0
        self._empty()
        self._thread.shutdown(wait=False, cancel_futures=True)

    @property
    def standing(self) -> int:
        """How many kernels stand ready."""
        return len(self._ready)

    async def _fill(self) -> None:
        while len(self._ready) < self._wanted:
            kernel_id = str(uuid.uuid4())
            try:
                self._ready[kernel_id] = await self._born(kernel_id)
            except (OSError, EOFError) as error:
                log.warning("Kernel cadangan tidak jadi dimulai: %s", type(error).__name__)
                return

    async def _born(self, kernel_id: str) -> Nursling:
        loop = asyncio.get_running_loop()
        file = self._connection_file(kernel_id)
        ours, theirs = self._context.Pipe(duplex=False)
        try:
            child = await loop.run_in_executor(self._thread, self._forked, str(file), theirs)
            theirs.close()
            heard = loop.create_future()
            loop.add_reader(ours.fileno(), _resolve, heard)
            try:
                async with asyncio.timeout(START_SECONDS):
                    await heard
                ours.recv_bytes()
            except BaseException:
                child.kill()
                child.close()
                raise
            finally:
                loop.remove_reader(ours.fileno())
        finally:
            ours.close()
            theirs.close()
        return Nursling(child, file)

    def _forked(self, file: str, ready: object) -> Child:
        from klik_kit.warm.kernel import run

        child = start(self._context, run, file, self._memory, ready)
        if not self._parent:
            with suppress(psutil.Error):
                self._parent = psutil.Process(child.pid).ppid()
        return child

    def _connection_file(self, kernel_id: str) -> Path:
        file = self.folder / f"kernel-{kernel_id}.json"
        known = {
            "transport": "ipc",
            "ip": str(self.folder / kernel_id),
            "key": secrets.token_hex(32),
            "signature_scheme": "hmac-sha256",
            "kernel_name": "python3",
        }
        file.touch(0o600)
        file.write_text(json.dumps(known | {name: i for i, name in enumerate(_SOCKETS, start=1)}))
        return file

    def _empty(self) -> None:
        for kept in (self._ready, self._promised):
            while kept:
                self._end(*kept.popitem())

    def _end(self, kernel_id: str, nursling: Nursling) -> None:
        nursling.child.kill()
        nursling.child.close()
        nursling.connection_file.unlink(missing_ok=True)
        for socket in self.folder.glob(f"{kernel_id}-*"):
            socket.unlink(missing_ok=True)


def _resolve(heard: asyncio.Future[None]) -> None:
    if not heard.done():
        heard.set_result(None)
