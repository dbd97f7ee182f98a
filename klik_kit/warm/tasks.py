"""Each task in a clean process of its own, several at once, with a time limit.

Processes are forked from a preloaded one where the platform has that (the standard library's
forkserver), else started anew.
"""

from __future__ import annotations

import signal
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from threading import current_thread, main_thread
from typing import Any, Generic, TypeVar

from klik_kit.errors import KlikError
from klik_kit.warm.forking import Child, end_with_the_caller, preloaded, start

Task = TypeVar("Task")
_ATTEMPTS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Generic[Task]):
    """What became of a task: its value, or why there is none. ``seconds`` is its time in the process."""

    task: Task
    value: Any = None
    failure: str | None = None
    seconds: float = 0.0


@dataclass(slots=True, kw_only=True)
class _Running(Generic[Task]):
    task: Task
    attempt: int
    child: Child
    answers: Connection
    begun: float

    def end(self) -> None:
        """End the process whatever it does, and give back what it held."""
        self.child.end()
        self.answers.close()


def run(
    function: str, tasks: Iterable[Task], *, workers: int, limit: float, preload: Sequence[str] = ()
) -> Iterator[Outcome[Task]]:
    """Call a function for each task, each call in a clean process, and yield the outcomes as they come.

    A process that is killed from outside costs one call, which is tried once more. When the caller
    stops early, the running processes are ended.

    Args:
        function: ``package.module:name``, called with one task; tasks and values are pickled.
        tasks: in the order they are begun.
        workers: calls at once, 1 or more.
        limit: seconds a call may take; it is ended after them.
        preload: modules imported once, before forking.
    """
    with tempfile.TemporaryDirectory(prefix="klik-", ignore_cleanup_errors=True) as scratch:
        yield from _run(preloaded(preload), function, tasks, workers=workers, limit=limit, scratch=scratch)


def _run(
    context: BaseContext, function: str, tasks: Iterable[Task], *, workers: int, limit: float, scratch: str
) -> Iterator[Outcome[Task]]:
    waiting = deque((task, 1) for task in tasks)
    running: dict[int, _Running[Task]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                task, attempt = waiting.popleft()
                try:
                    with _uninterrupted():
                        begun = _begin(context, function, task, attempt, scratch)
                        running[id(begun)] = begun
                except (OSError, EOFError) as error:
                    yield Outcome(task=task, failure=f"prosesnya tidak dapat dimulai ({type(error).__name__})")
            for key in _finished(running, limit) if running else ():
                done = running.pop(key)
                outcome = _outcome(done, limit)
                if outcome is None:
                    waiting.appendleft((done.task, done.attempt + 1))
                else:
                    yield outcome
    finally:
        for left in running.values():
            left.end()


def _begin(context: BaseContext, function: str, task: Task, attempt: int, scratch: str) -> _Running[Task]:
    answers, ours = context.Pipe(duplex=False)
    child = start(context, _call, function, task, ours, scratch)
    ours.close()
    return _Running(task=task, attempt=attempt, child=child, answers=answers, begun=time.monotonic())


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold Ctrl-C back until a process has its whole task and is known."""
    before = signal.getsignal(signal.SIGINT)
    if current_thread() is not main_thread() or before is None:
        yield
        return
    held: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: held.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if held:
            signal.raise_signal(signal.SIGINT)


def _call(function: str, task: Any, answers: Connection, scratch: str) -> None:
    tempfile.tempdir = scratch  # what a process leaves behind when it is ended goes with the caller
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the caller ends its processes
    end_with_the_caller()  # nobody would read the answer, and nobody keeps the limit
    module, _, name = function.partition(":")
    begin = time.perf_counter()
    try:
        value, failure = getattr(import_module(module), name)(task), None
    except Exception as error:  # noqa: BLE001 - whatever a task raises is its outcome
        value, failure = None, str(error) if isinstance(error, KlikError) else f"{type(error).__name__}: {error}"
    with suppress(OSError):  # the caller may be gone
        answers.send((value, failure, time.perf_counter() - begin))
        answers.close()


def _finished(running: dict[int, _Running[Task]], limit: float) -> list[int]:
    """Wait for the next call that answered, ended or ran out of time."""
    first = min(r.begun for r in running.values()) + limit
    ready = set(wait([r.answers for r in running.values()], timeout=max(0.0, first - time.monotonic())))
    now = time.monotonic()
    return [key for key, r in running.items() if r.answers in ready or now - r.begun >= limit]


def _outcome(done: _Running[Task], limit: float) -> Outcome[Task] | None:
    """What a finished call gave; None where it was killed and deserves another try."""
    try:
        if done.answers.poll():
            value, failure, seconds = done.answers.recv()
            return Outcome(task=done.task, value=value, failure=failure, seconds=seconds)
        return Outcome(task=done.task, failure=f"melewati batas waktu {limit:g} detik", seconds=limit)
    except (EOFError, OSError):
        if done.attempt < _ATTEMPTS:
            return None
        return Outcome(task=done.task, failure="prosesnya dihentikan dari luar, dua kali")
    finally:
        done.end()
