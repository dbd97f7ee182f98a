"""Who is behind a request: sessions as opaque tokens, and the slowing down of wrong guesses.

The cookie holds a random token; the store holds only its hash. May not know any page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING

from klik_kit.core.accounts import Account
from klik_kit.passwords import new_token, token_hash, verify

if TYPE_CHECKING:
    from tornado.web import RequestHandler

    from klik_kit.store import Accounts

COOKIE = "klik_masuk"
TOUCH_EVERY = timedelta(minutes=5)
WINDOW = timedelta(minutes=15)
FREE_TRIES, FREE_TRIES_OF_A_PLACE = 5, 60
"""Wrong guesses within WINDOW before one has to wait: of one account, and of one network address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A logged-in person: the account, and the hash of the session's token."""

    account: Account
    session: str


class Doorkeeper:
    """Lets people in and knows them again.

    Args:
        accounts: of the store.
        idle: how long a login lasts without use.
        secure: whether cookies travel over TLS only.
    """

    def __init__(self, accounts: Accounts, *, idle: timedelta, secure: bool) -> None:
        self.accounts = accounts
        self._idle = idle
        self._secure = secure
        self._touched: dict[str, datetime] = {}

    def visitor(self, request: RequestHandler) -> Visitor | None:
        """Who asks; None without a valid session of an active account."""
        token = request.get_cookie(COOKIE)
        if not token or len(token) > 200:
            return None
        session, now = token_hash(token), datetime.now(UTC)
        account_id = self.accounts.session(session, at=now)
        if account_id is None:
            return None
        account = self.accounts.get(account_id)
        if not account.active(now):
            return None
        if now - self._touched.get(session, datetime.min.replace(tzinfo=UTC)) > TOUCH_EVERY:
            self._touched[session] = now
            self.accounts.touch(session, until=now + self._idle)
        return Visitor(account=account, session=session)

    def welcome(self, request: RequestHandler, account: Account) -> None:
        """Start a session and hand its token to the browser."""
        token, now = new_token(), datetime.now(UTC)
        self.accounts.start_session(token_hash(token), account=account.id, at=now, until=now + self._idle)
        request.set_cookie(COOKIE, token, httponly=True, secure=self._secure, samesite="Lax", path="/")

    def farewell(self, request: RequestHandler) -> str | None:
        """End the browser's session; gives its hash."""
        token = request.get_cookie(COOKIE)
        request.clear_cookie(COOKIE, path="/")
        if not token:
            return None
        session = token_hash(token)
        self.accounts.end_session(session)
        self._touched.pop(session, None)
        return session

    def check(self, login: str, secret: str) -> Account | None:
        """The account a login and its password or PIN open, else None; takes as long for both. Blocks."""
        account = self.accounts.find(login)
        stored = self.accounts.password_hash(account.id) if account else None
        right = verify(stored, secret)
        return account if account and right and account.active(datetime.now(UTC)) else None

    def wait_minutes(self, login: str, place: str) -> int:
        """How long this login or network address has to wait before it may try again, 0 where it need not."""
        return self._wait_minutes({f"akun:{login.casefold()}": FREE_TRIES, f"alamat:{place}": FREE_TRIES_OF_A_PLACE})

    def failed(self, login: str, place: str) -> None:
        """Note a wrong guess."""
        now = datetime.now(UTC)
        for key in (f"akun:{login.casefold()}", f"alamat:{place}"):
            self.accounts.note_failure(key, at=now)

    def code_wait_minutes(self, place: str) -> int:
        """The same for short codes: many people in a hall share one address, so only the place's limit counts."""
        return self._wait_minutes({f"kode:{place}": FREE_TRIES_OF_A_PLACE})

    def code_failed(self, place: str) -> None:
        """Note a short code that opens nothing."""
        self.accounts.note_failure(f"kode:{place}", at=datetime.now(UTC))

    def _wait_minutes(self, limits: Mapping[str, int]) -> int:
        now = datetime.now(UTC)
        late = [
            since
            for key, free in limits.items()
            if len(times := self.accounts.failures(key, since=now - WINDOW)) >= free
            for since in times[-free : -free + 1] or times[-1:]
        ]
        return max((ceil((since + WINDOW - now) / timedelta(minutes=1)) for since in late), default=0)
