"""Kernels that belong to somebody: over IPC in a private folder, one login each, ended with it.

May not know what runs in them.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_server import CallContext
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager, ServerKernelManager
from tornado.web import HTTPError
from traitlets import Float, Unicode, default

from klik_kit.serve.doorkeeper import Visitor

CLOSED_DEAD, CLOSED_LOGIN, CLOSED_UNREADABLE = 4404, 4401, 4400
FAREWELL_SECONDS = 4.0
"""How long a kernel lives on after its page said goodbye: what is under way is still saved."""


@dataclass(slots=True, kw_only=True)
class Owned:
    """A kernel's owner, its open sockets, and when the last of them closed."""

    visitor: Visitor
    sockets: set[Any] = field(default_factory=set)
    alone_since: float = field(default_factory=monotonic)
    leaving: bool = False


class IpcKernel(ServerKernelManager):
    """A kernel that speaks over sockets in the server's private folder, and is never replaced unseen."""

    transport = Unicode("ipc")
    autorestart = False

    @default("shutdown_wait_time")
    def _shutdown_wait_time(self) -> float:
        return 2.0


class OwnedKernels(AsyncMappingKernelManager):
    """All kernels of the server, and whose they are."""

    unattended_seconds = Float(45.0)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.owned: dict[str, Owned] = {}
        self._ending: dict[str, asyncio.Task[None]] = {}

    @default("kernel_manager_class")
    def _kernel_class(self) -> str:
        return "klik_kit.serve.kernels.IpcKernel"

    async def start_kernel(self, *args: Any, **options: Any) -> str:  # type: ignore[override]
        """Start a kernel for the visitor whose request asks for it, and tell the request; without one, none is started."""
        request = CallContext.get(CallContext.JUPYTER_HANDLER)
        visitor = getattr(request, "klik_visitor", None)
        if visitor is None:
            raise HTTPError(401)
        kernel_id = str(await super().start_kernel(*args, **options))
        self.owned[kernel_id] = Owned(visitor=visitor)
        request.klik_kernel = kernel_id
        return kernel_id

    @property
    def notebook_data(self) -> dict[str, Any]:
        """Voila's preheated notebooks: none, see the class of the kernels' owners."""
        return {}

    def get_pool_size(self, notebook: str) -> int:  # noqa: ARG002 - Voila's signature
        """How many preheated kernels a notebook has: none."""
        return 0

    def belongs_to(self, kernel_id: str, visitor: Visitor | None) -> bool:
        """Whether this login may use this kernel; a kernel without an owner is nobody's."""
        owned = self.owned.get(kernel_id)
        return owned is not None and visitor is not None and owned.visitor.session == visitor.session

    def attach(self, kernel_id: str, socket: Any) -> None:
        """A page's socket opened."""
        owned = self.owned[kernel_id]
        owned.sockets.add(socket)
        owned.leaving = False

    def detach(self, kernel_id: str, socket: Any) -> None:
        """A page's socket closed."""
        owned = self.owned.get(kernel_id)
        if owned:
            owned.sockets.discard(socket)
            owned.alone_since = monotonic()

    def leave(self, kernel_id: str) -> None:
        """The page said goodbye; unless it comes back at once, its kernel ends."""
        owned = self.owned.get(kernel_id)
        if owned:
            owned.leaving = True
            owned.alone_since = monotonic()

    async def end(self, kernel_id: str, *, code: int = CLOSED_DEAD) -> None:
        """End a kernel and close its sockets; any number of callers may ask for it."""
        owned = self.owned.pop(kernel_id, None)
        if owned is None:
            return
        for socket in tuple(owned.sockets):
            socket.close(code)
        with suppress(Exception):  # it may have ended by itself
            await self.shutdown_kernel(kernel_id, now=True)

    async def end_sessions(self, still_valid: set[str]) -> None:
        """End the kernels whose login is no longer valid."""
        gone = [k for k, o in self.owned.items() if o.visitor.session not in still_valid]
        await asyncio.gather(*(self.end(k, code=CLOSED_LOGIN) for k in gone))

    async def sweep(self) -> None:
        """End kernels that died, or that no page has listened to for too long."""
        now, gone = monotonic(), []
        for kernel_id, owned in tuple(self.owned.items()):
            patience = FAREWELL_SECONDS if owned.leaving else self.unattended_seconds
            if (not owned.sockets and now - owned.alone_since > patience) or (
                kernel_id in self and not await self._alive(kernel_id)
            ):
                gone.append(kernel_id)
        await asyncio.gather(*map(self.end, gone))

    async def alive(self, kernel_id: str) -> bool:
        """Whether a kernel is there and lives; a dead one is cleared away."""
        if kernel_id not in self.owned or kernel_id not in self:
            return False
        if await self._alive(kernel_id):
            return True
        await self.end(kernel_id)
        return False

    async def _alive(self, kernel_id: str) -> bool:
        manager = self.get_kernel(kernel_id)
        return not manager.has_kernel or bool(await ensure_async(manager.is_alive()))

    def counts(self) -> dict[str, int]:
        """Kernels by account id."""
        found: defaultdict[str, int] = defaultdict(int)
        for owned in self.owned.values():
            found[owned.visitor.account.id] += 1
        return dict(found)
