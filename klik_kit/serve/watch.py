"""Class Watch: finds kernels that spin. May not end them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from time import monotonic

import psutil

SPIN_SHARE = 0.9
"""Share of the time in which a kernel works or waits for a core; a form's whole work takes a few hundredths."""
SPIN_SECONDS = 30.0


class Watch:
    """Keeps, of each kernel's process, since when it has had no pause."""

    def __init__(self) -> None:
        self._seen: dict[int, tuple[float, float, float]] = {}

    def spinning(self, pids: Mapping[str, int]) -> list[str]:
        """The kernels that have had no pause for too long; to be asked every few seconds.

        Args:
            pids: the process of each kernel.
        """
        now, found, seen = monotonic(), [], {}
        for kernel_id, pid in pids.items():
            try:
                used = _busy(pid)
            except (OSError, ValueError, psutil.Error):
                continue
            before, then, calm = self._seen.get(pid, (used, now, now))
            if now == then or (used - before) / (now - then) < SPIN_SHARE:
                calm = now
            if now - calm >= SPIN_SECONDS:
                found.append(kernel_id)
            seen[pid] = (used, now, calm)
        self._seen = seen
        return found


def _busy(pid: int) -> float:
    """Seconds in which a process worked or wanted to: where many want the cores, one that spins gets few of them."""
    tasks = Path(f"/proc/{pid}/task")
    if not (tasks.parent / "schedstat").exists():
        return float(sum(psutil.Process(pid).cpu_times()[:2]))
    spent = 0
    for task in tasks.iterdir():
        ran, waited, _slices = (task / "schedstat").read_text().split()
        spent += int(ran) + int(waited)
    return spent / 1e9
