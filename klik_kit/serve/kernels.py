"""Kernels that belong to somebody: over IPC in a private folder, one login each, ended with it.

May not know what runs in them.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_server import CallContext
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager, ServerKernelManager
from tornado.web import HTTPError
from traitlets import Float, Integer, Unicode, default

from klik_kit.serve.doorkeeper import Visitor
from klik_kit.serve.requests import log
from klik_kit.serve.running import ListeningClient
from klik_kit.serve.watch import Watch
from klik_kit.warm.nursery import Nursery

CLOSED_DEAD, CLOSED_LOGIN, CLOSED_REST, CLOSED_UNREADABLE = 4404, 4401, 4410, 4400
FAREWELL_SECONDS = 4.0
"""How long a kernel lives on after its page said goodbye: what is under way is still saved."""
_MOST_RESTED = 5000


@dataclass(slots=True, kw_only=True)
class Owned:
    """A kernel's owner, its open sockets, when the last of them closed, and when the person last edited.

    ``edited`` is of the person alone: what a kernel says by itself, or a page asks by itself, keeps
    no kernel.
    """

    visitor: Visitor
    sockets: set[Any] = field(default_factory=set)
    alone_since: float = field(default_factory=monotonic)
    edited: float = field(default_factory=monotonic)
    leaving: bool = False


class IpcKernel(ServerKernelManager):
    """A kernel that speaks over sockets in the server's private folder, and is never replaced unseen."""

    transport = Unicode("ipc")
    autorestart = False

    @default("shutdown_wait_time")
    def _shutdown_wait_time(self) -> float:
        return 2.0

    @default("client_factory")
    def _client_factory(self) -> type:
        return ListeningClient

    def emit(self, schema_id: Any, data: Any) -> None:
        """Nobody listens to events."""


class OwnedKernels(AsyncMappingKernelManager):
    """All kernels of the server, and whose they are."""

    unattended_seconds = Float(45.0)
    rest_seconds = Float(3600.0)
    per_account = Integer(4)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.owned: dict[str, Owned] = {}
        self.nursery: Nursery | None = None
        self._watch = Watch()
        self._rested: dict[str, str] = {}

    @default("kernel_manager_class")
    def _kernel_class(self) -> str:
        return "klik_kit.serve.kernels.IpcKernel"

    def new_kernel_id(self, **options: Any) -> str:
        """The id of a kernel that stands ready, where there are such."""
        return self.nursery.new_id() if self.nursery else str(super().new_kernel_id(**options))

    def start_watching_activity(self, kernel_id: str) -> None:
        """What a kernel says is no sign of a person: see `Owned`."""
        kernel: Any = self.get_kernel(kernel_id)
        kernel.execution_state, kernel.reason = "idle", ""

    async def start_kernel(self, *args: Any, **options: Any) -> str:  # type: ignore[override]
        """Start a kernel for the visitor whose request asks for it, and tell the request; without one, none is started."""
        request = CallContext.get(CallContext.JUPYTER_HANDLER)
        visitor = getattr(request, "klik_visitor", None)
        if visitor is None:
            raise HTTPError(401)
        await self._make_room(visitor.account.id)
        kernel_id = str(await super().start_kernel(*args, **options))
        self.owned[kernel_id] = Owned(visitor=visitor)
        request.klik_kernel = kernel_id
        return kernel_id

    def belongs_to(self, kernel_id: str, visitor: Visitor | None) -> bool:
        """Whether this login may use this kernel; a kernel without an owner is nobody's."""
        owned = self.owned.get(kernel_id)
        return owned is not None and visitor is not None and owned.visitor.session == visitor.session

    def full_for(self, account: str) -> bool:
        """Whether a person has so many pages open that the next one lets another rest."""
        return len(self._pages_of(account)) >= self.per_account

    def _pages_of(self, account: str) -> list[str]:
        """A person's kernels, the one left alone longest first."""
        return [k for _, k in sorted((o.edited, k) for k, o in self.owned.items() if o.visitor.account.id == account)]

    async def _make_room(self, account: str) -> None:
        """Let rest what a person with too many open pages has left alone longest; its answers are stored."""
        mine = self._pages_of(account)
        for kernel_id in mine[: max(0, len(mine) - self.per_account + 1)]:
            await self.rest(kernel_id)

    async def rest(self, kernel_id: str) -> None:
        """End a kernel whose person is not using it; its page goes on when touched, not by itself."""
        owned = self.owned.get(kernel_id)
        if owned is None:
            return
        self._rested[kernel_id] = owned.visitor.session
        while len(self._rested) > _MOST_RESTED:
            del self._rested[next(iter(self._rested))]
        await self.end(kernel_id, code=CLOSED_REST)

    def rests(self, kernel_id: str, visitor: Visitor) -> bool:
        """Whether this login's page was let rest."""
        return self._rested.get(kernel_id) == visitor.session

    def edited(self, kernel_id: str) -> None:
        """The person did something on the page."""
        owned = self.owned.get(kernel_id)
        if owned:
            owned.edited = monotonic()

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
        """End kernels that died, or that no page has listened to for too long; let rest what nobody edits."""
        now, gone = monotonic(), []
        for kernel_id, owned in tuple(self.owned.items()):
            if now - owned.edited > self.rest_seconds:
                await self.rest(kernel_id)
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

    async def end_spinning(self) -> None:
        """End kernels that use a whole core and serve nobody by it; their pages begin anew from the store."""
        for kernel_id in self._watch.spinning(self.processes()):
            log.warning("Kernel %s memakai satu inti prosesor terus-menerus dan diakhiri.", kernel_id)
            await self.end(kernel_id)

    def processes(self) -> dict[str, int]:
        """The process of each kernel that somebody owns."""
        found: dict[str, Any] = {k: self.get_kernel(k).provisioner for k in self.owned if k in self}
        return {k: p.pid for k, p in found.items() if p is not None and p.pid}

    def people(self) -> int:
        """How many accounts have a page open."""
        return len({owned.visitor.account.id for owned in self.owned.values()})
