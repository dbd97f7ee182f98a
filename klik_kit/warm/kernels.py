"""Kernels that speak over sockets in a private folder: no ports to collide on when many start at once."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any


def private_kernels(folder: Path) -> type:
    """A kernel manager class whose kernels keep their sockets in ``folder`` and say nothing on the screen."""
    from jupyter_client.manager import AsyncKernelManager
    from traitlets import Unicode, default

    class PrivateKernelManager(AsyncKernelManager):
        transport = Unicode("ipc")

        async def _async_pre_start_kernel(self, **options: Any) -> Any:
            # a kernel that is told to stop complains on the user's screen otherwise
            return await super()._async_pre_start_kernel(stderr=subprocess.DEVNULL, **options)

        @default("connection_file")
        def _in_private_folder(self) -> str:
            return str(folder / "k.json")

    return PrivateKernelManager
