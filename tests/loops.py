"""Coroutines in tests."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def in_loop(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine in a loop of its own thread: a browser's fixture may keep one running in this one."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
