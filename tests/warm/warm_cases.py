"""Functions for the processes of test_tasks.py."""

import multiprocessing
import os
import signal
import sys
import tempfile
import time
from pathlib import Path


def square(number: int) -> int:
    return number * number


def fail(text: str) -> None:
    raise ValueError(text)


def hang(_: int) -> None:
    time.sleep(600)


def hang_or_square(number: int) -> int:
    """Hangs at 0."""
    return square(number) if number else hang(number) or 0


def hang_in_a_folder(_: int) -> None:
    with tempfile.TemporaryDirectory(prefix="klik-sisa-"):
        time.sleep(600)


def die(_: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_once(flag: str) -> str:
    """Killed the first time, fine the second."""
    if not Path(flag).exists():
        Path(flag).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "selamat"


def leave_a_mark(_: int) -> bool:
    """Whether an earlier task left its mark in this process."""
    seen = hasattr(sys, "klik_mark")
    sys.klik_mark = True
    return seen


def main_module(_: int) -> bool:
    """Whether the program's main module was run again here."""
    return hasattr(sys.modules["__main__"], "__file__")


def resident_kilobytes(_: int) -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


def note_and_wait(task: tuple[str, int]) -> int:
    """Notes which process tries this task, and waits until it may go on."""
    folder, number = Path(task[0]), task[1]
    caller = multiprocessing.parent_process()
    assert caller is not None
    (folder / "coba" / f"{number}-{caller.pid}").touch()
    while not (folder / "lanjut").exists():
        time.sleep(0.02)
    return number
