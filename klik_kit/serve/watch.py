"""Class Watch: finds kernels that spin. May not end them."""

from __future__ import annotations

from collections.abc import Mapping
from time import monotonic

import psutil

SPIN_SHARE = 0.9
"""Share of one core above which a kernel is said to spin; a form's whole work takes a few hundredths."""
SPIN_SECONDS = 30.0


class Watch:
    """Keeps, of each kernel's process, since when it has been using a whole core."""

    def __init__(self) -> None:
        self._seen: dict[int, tuple[float, float, float]] = {}

    def spinning(self, pids: Mapping[str, int]) -> list[str]:
        """The kernels that have spun for too long; to be asked every few seconds.

        Args:
            pids: the process of each kernel.
        """
        now, found, seen = monotonic(), [], {}
        for kernel_id, pid in pids.items():
            try:
                used = sum(psutil.Process(pid).cpu_times()[:2])
            except psutil.Error:
                continue
            before, then, calm = self._seen.get(pid, (used, now, now))
            if now == then or (used - before) / (now - then) < SPIN_SHARE:
                calm = now
            if now - calm >= SPIN_SECONDS:
                found.append(kernel_id)
            seen[pid] = (used, now, calm)
        self._seen = seen
        return found
