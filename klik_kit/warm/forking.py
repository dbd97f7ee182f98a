"""Processes forked from a preloaded one, known by a handle that stays true when that one dies.

May not know what runs in them.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import select
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from threading import Lock, Thread
from typing import Any

_STARTING = Lock()


def can_fork() -> bool:
    """Whether this platform has what a preloaded process needs."""
    return "forkserver" in multiprocessing.get_all_start_methods() and hasattr(os, "pidfd_open")


def preloaded(modules: Sequence[str]) -> BaseContext:
    """The way to start processes from one that has imported ``modules``; anew each where nothing can be forked."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(modules))
    return context


class Child:
    """A running process of ours. After the preloaded process's death only the handle knows it.

    multiprocessing reports exit status 255 of processes that live on when their forkserver died; a
    pidfd does not. Where the system has none, multiprocessing is asked.
    """

    def __init__(self, process: BaseProcess) -> None:
        if process.pid is None:
            raise OSError("prosesnya tidak dimulai")
        self.pid = process.pid
        self._process = process
        self._handle = -1
        if hasattr(os, "pidfd_open"):
            with suppress(OSError):  # gone already
                self._handle = os.pidfd_open(self.pid)

    def alive(self) -> bool:
        """Whether it still runs."""
        if self._handle < 0:
            return not hasattr(os, "pidfd_open") and self._process.is_alive()
        return not _ended(self._handle, wait=False)

    def end(self) -> None:
        """End it whatever it does, wait until it has, and give back what it held."""
        self.kill()
        if self._handle >= 0:
            _ended(self._handle, wait=True)
        self._process.join()
        self.close()

    def kill(self) -> None:
        """End it at once."""
        if self._handle >= 0:
            self.signal(signal.SIGKILL)
        elif not hasattr(os, "pidfd_open"):
            self._process.kill()

    async def ended(self) -> None:
        """Wait until it no longer runs."""
        if self._handle < 0:
            return
        loop, gone = asyncio.get_running_loop(), asyncio.Event()
        handle = os.dup(self._handle)  # another may be waiting for the same
        loop.add_reader(handle, gone.set)
        try:
            await gone.wait()
        finally:
            loop.remove_reader(handle)
            os.close(handle)

    def signal(self, number: int) -> None:
        """Send a signal; a process that is gone gets none."""
        if self._handle >= 0:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, number)

    def close(self) -> None:
        """Give back what an ended process held."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
            if self._process.exitcode is not None:
                self._process.close()


def _ended(handle: int, *, wait: bool) -> bool:
    asked = select.poll()  # select() knows no handle above 1023
    asked.register(handle, select.POLLIN)
    return bool(asked.poll(None if wait else 0))


def start(context: BaseContext, target: Callable[..., None], *arguments: Any) -> Child:
    """Start a function in a process of its own.

    Raises:
        OSError, EOFError: no process could be started.
    """
    process = context.Process(target=target, args=arguments, daemon=True)  # type: ignore[attr-defined]
    with _main_hidden():
        process.start()
    return Child(process)


@contextmanager
def _main_hidden() -> Iterator[None]:
    """Keep multiprocessing from running the program's main module again in every child; one start at a time."""
    main = sys.modules["__main__"]
    with _STARTING:
        held = {name: getattr(main, name) for name in ("__file__", "__spec__") if hasattr(main, name)}
        try:
            for name in held:
                setattr(main, name, None)
            yield
        finally:
            for name, value in held.items():
                setattr(main, name, value)


def end_with_the_caller() -> None:
    """Leave as soon as the process that asked for this one is gone; to be called in the child."""

    def wait() -> None:
        caller = multiprocessing.parent_process()
        if caller is not None:
            caller.join()
            os._exit(1)

    Thread(target=wait, daemon=True).start()
