"""Class Turns: how many pages may start at once, in which order, and how many may be open.

Starts are let in first come, first served. Who has to wait keeps the place also while the browser
is between two questions. May not know what starts.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic

ABSENT_SECONDS = 20.0
"""How long a place is kept for a browser that does not ask."""
MOST_TICKETS = 6
"""Places that one person keeps without asking for them."""
_FIRST_GUESS = 0.3


class NotYetError(Exception):
    """Somebody's turn has not come. ``place`` counts from 1; ``seconds`` is when to ask again."""

    def __init__(self, place: int, seconds: float, *, full: bool) -> None:
        super().__init__(f"giliran ke-{place}")
        self.place, self.seconds, self.full = place, seconds, full


@dataclass(slots=True)
class _Ticket:
    """A page somebody waits for, and the requests that wait for it now."""

    person: str
    order: int
    seen: float = field(default_factory=monotonic)
    waiters: deque[asyncio.Future[None]] = field(default_factory=deque)


class Turns:
    """The queue of starting pages.

    Args:
        at_once: starts at the same time.
        ceiling: pages open at the same time.
        open_pages: how many are open now.
        makes_room: whether a person's next page takes the room of another of that person's.
    """

    def __init__(
        self, *, at_once: int, ceiling: int, open_pages: Callable[[], int], makes_room: Callable[[str], bool]
    ) -> None:
        self.at_once, self.ceiling = at_once, ceiling
        self._open_pages, self._makes_room = open_pages, makes_room
        self._tickets: dict[tuple[str, str], _Ticket] = {}
        self._starting: list[str] = []
        self._order = 0
        self._seconds = _FIRST_GUESS

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._tickets)

    @property
    def starting(self) -> int:
        """How many are being started."""
        return len(self._starting)

    @asynccontextmanager
    async def turn(self, person: str, page: str, *, patience: float) -> AsyncIterator[None]:
        """Wait for a person's turn to start a page, and hold it while the block runs.

        Raises:
            NotYetError: it has not come within ``patience`` seconds; the place is kept.
        """
        ticket, called = self._ticket(person, page), asyncio.get_running_loop().create_future()
        ticket.waiters.append(called)
        begun = None
        try:
            self._call()
            await asyncio.wait({called}, timeout=patience)
            if not called.done():
                raise self.place(person, page)
            begun = monotonic()
            yield
        finally:
            if called.done():
                self._starting.remove(person)
            else:
                ticket.waiters.remove(called)
                ticket.seen = monotonic()
            if begun is not None:
                self._seconds += (monotonic() - begun - self._seconds) / 8
            self._call()

    def place(self, person: str, page: str) -> NotYetError:
        """Where somebody stands, asking for nothing yet; keeps the place."""
        ticket = self._ticket(person, page)
        ticket.seen = monotonic()
        place = 1 + sum(other.order < ticket.order for other in self._tickets.values())
        full = self._full() and not self._makes_room(person)
        seconds = 5.0 if full else place * self._seconds / self.at_once
        return NotYetError(place, min(max(seconds, 0.3), 5.0), full=full)

    def changed(self) -> None:
        """Pages ended, or time passed: forget who no longer asks, and call who may come."""
        limit = monotonic() - ABSENT_SECONDS
        self._tickets = {k: t for k, t in self._tickets.items() if t.waiters or t.seen > limit}
        self._call()

    def _full(self) -> bool:
        return self._open_pages() + len(self._starting) >= self.ceiling

    def _ticket(self, person: str, page: str) -> _Ticket:
        if (person, page) not in self._tickets:
            mine = [key for key, t in self._tickets.items() if t.person == person and not t.waiters]
            for key in mine[: max(0, len(mine) - MOST_TICKETS + 1)]:
                del self._tickets[key]
            self._order += 1
            self._tickets[person, page] = _Ticket(person, self._order)
        return self._tickets[person, page]

    def _call(self) -> None:
        """Let in who may come: the first in order whose browser waits, and who is not starting another page."""
        while len(self._starting) < self.at_once:
            full = self._full()
            ready = [
                (t.order, key)
                for key, t in self._tickets.items()
                if t.waiters and t.person not in self._starting and not (full and not self._makes_room(t.person))
            ]
            if not ready:
                return
            key = min(ready)[1]
            ticket = self._tickets[key]
            self._starting.append(ticket.person)
            ticket.waiters.popleft().set_result(None)
            if not ticket.waiters:
                del self._tickets[key]
