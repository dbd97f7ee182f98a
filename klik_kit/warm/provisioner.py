"""Class ForkProvisioner: jupyter_client starts kernels by forking instead of by a command.

jupyter_client's own extension point; it is chosen by the provisioner factory's default name. Where
nothing can be forked, the ordinary provisioner serves.
"""

from __future__ import annotations

import signal
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from klik_kit.warm.forking import Child

NAME = "klik-fork"


class ForkProvisioner(LocalProvisioner):
    """A kernel that the manager's nursery forks. Its manager's manager has the nursery: ``parent.parent.nursery``."""

    child: Child | None = None

    @property
    def has_process(self) -> bool:
        """Whether a process was started and not yet cleared away."""
        return self.child is not None

    async def poll(self) -> int | None:
        """None while it runs."""
        return None if self.child is not None and self.child.alive() else 0

    async def wait(self) -> int | None:
        """Wait for its end, and give back what it held."""
        if self.child is not None:
            await self.child.ended()
            self.child.close()
            self.child = None
        return 0

    async def send_signal(self, signum: int) -> None:
        """Send a signal to the kernel."""
        if self.child is not None:
            self.child.signal(signum)

    async def kill(self, restart: bool = False) -> None:  # noqa: FBT001, FBT002, ARG002 - jupyter_client's signature
        """End it at once."""
        await self.send_signal(signal.SIGKILL)

    async def terminate(self, restart: bool = False) -> None:  # noqa: FBT001, FBT002, ARG002 - jupyter_client's signature
        """Ask it to end."""
        await self.send_signal(signal.SIGTERM)

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """No command is made and no file written: the nursery does both."""
        return {**kwargs, "cmd": []}

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:  # noqa: ARG002 - jupyter_client's signature
        """Take or fork a kernel, and tell its manager where it listens."""
        manager: Any = self.parent
        try:
            nursling = await manager.parent.nursery.take(self.kernel_id)
        except (EOFError, TimeoutError) as error:
            raise OSError(f"kernel tidak dapat dimulai ({type(error).__name__})") from error
        self.child, self.pid = nursling.child, nursling.child.pid
        manager.connection_file = str(nursling.connection_file)
        manager.load_connection_file()
        self.connection_info = manager.get_connection_info()
        return self.connection_info
