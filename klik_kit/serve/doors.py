"""The doors: login, logout, invitation, and the start page with a code for the projector.

May not know a form.
"""

from __future__ import annotations

import asyncio
import io
import re
from datetime import UTC, datetime

from tornado.web import HTTPError

from klik_kit.errors import KlikError
from klik_kit.passwords import check_secret, hash_secret, token_hash
from klik_kit.serve.kernels import CLOSED_LOGIN
from klik_kit.serve.requests import Door, log

HOME = "/isi/beranda"
SHORTEST_TOKEN = 20
"""Letters of an invitation's link; what is shorter is a short code, and guesses are counted."""
_PATH = re.compile(r"/[A-Za-z0-9][A-Za-z0-9/_.:@-]*\Z")


def _safe(path: str) -> str:
    """A path of this server to go on with; anything else leads home."""
    return path if _PATH.match(path) else HOME


class Start(Door):
    """``/``: home, or the login."""

    def get(self) -> None:
        """Lead to where the visitor belongs."""
        self.redirect(HOME if self.visitor() else "/masuk")


class Login(Door):
    """``/masuk``."""

    def get(self) -> None:
        """The login page."""
        if self.visitor():
            self.redirect(_safe(self.get_argument("lanjut", HOME)))
            return
        self._form()

    async def post(self) -> None:
        """Let the person in, or say what to try; wrong guesses are slowed down and logged."""
        login = self.get_body_argument("nama", "").strip()[:100]
        secret = self.get_body_argument("sandi", "", strip=False)[:200]
        minutes = self.keeper.wait_minutes(login, self.place)
        if minutes:
            log.warning("Percobaan masuk ditahan: %r dari %s", login, self.place)
            self._form(
                login, f"Terlalu banyak percobaan yang keliru. Silakan coba lagi {minutes} menit lagi.", status=429
            )
            return
        account = await asyncio.get_running_loop().run_in_executor(None, self.keeper.check, login, secret)
        if account is None:
            self.keeper.failed(login, self.place)
            log.warning("Percobaan masuk keliru: %r dari %s", login, self.place)
            self._form(
                login, "Nama masuk atau PIN/kata sandi tidak cocok. Periksa kembali, lalu coba lagi.", status=403
            )
            return
        self.keeper.welcome(self, account)
        self.redirect(_safe(self.get_body_argument("lanjut", HOME)), status=303)

    def _form(self, login: str = "", problem: str = "", *, status: int = 200) -> None:
        self.page(
            "masuk.html.j2",
            status=status,
            login=login,
            problem=problem,
            onward=_safe(self.get_argument("lanjut", HOME)),
        )


class Logout(Door):
    """``/keluar``: ends the session and everything that runs under it."""

    async def get(self) -> None:
        """The page that empties what the browser keeps of this account, and says goodbye."""
        here = self.visitor()
        self.page("keluar.html.j2", script=self.settings["klik_assets"].address("klik.js"), here=here is not None)

    async def post(self) -> None:
        """End the session, its kernels and sockets."""
        session = self.keeper.farewell(self)
        kernels = [k for k, o in self.kernels.owned.items() if o.visitor.session == session]
        await asyncio.gather(*(self.kernels.end(k, code=CLOSED_LOGIN) for k in kernels))
        self.redirect("/keluar", status=303)


class Invitation(Door):
    """``/undangan/<token>``: opening never consumes it, the button does."""

    def prepare(self) -> None:
        """A short code may not be guessed at its link either."""
        if len(self.path_args[0]) < SHORTEST_TOKEN and self.keeper.code_wait_minutes(self.place):
            raise HTTPError(429)

    def get(self, token: str) -> None:
        """Greet the invited person, and ask for a PIN or a password."""
        self._form(token)

    async def post(self, token: str) -> None:
        """Set the secret, once, and let the person in."""
        first, again = (self.get_body_argument(name, "", strip=False)[:200] for name in ("sandi", "ulang"))
        if first != again:
            self._form(token, "Kedua isian belum sama. Mohon tulis ulang.", status=400)
            return
        try:
            check_secret(first)
        except KlikError as error:
            self._form(token, str(error), status=400)
            return
        hashed = await asyncio.get_running_loop().run_in_executor(None, hash_secret, first)
        account_id = self.keeper.accounts.redeem(token_hash(token), password_hash=hashed, at=datetime.now(UTC))
        if account_id is None:
            self._form(token)
            return
        log.info("Undangan dipakai oleh akun %s", account_id)
        self.keeper.welcome(self, self.keeper.accounts.get(account_id))
        self.redirect(HOME, status=303)

    def _form(self, token: str, problem: str = "", *, status: int = 200) -> None:
        found = self.keeper.accounts.invitation(token_hash(token), at=datetime.now(UTC))
        if found is None:
            if len(token) < SHORTEST_TOKEN:
                self.keeper.code_failed(self.place)
            self.page("undangan_habis.html.j2", status=410)
            return
        account = self.keeper.accounts.get(found)
        unit = self.workspace.units.get(account.unit)
        self.page(
            "undangan.html.j2",
            status=status,
            name=account.name,
            unit=unit.name if unit else "",
            login=account.login,
            problem=problem,
        )


class ShortCode(Door):
    """``/kode``: the short code of a printed card leads to its invitation; wrong codes are slowed down."""

    def get(self) -> None:
        """Ask for the code."""
        self.page("kode.html.j2", problem="")

    def post(self) -> None:
        """Lead to the invitation."""
        code = re.sub(r"[^A-Z0-9]", "", self.get_body_argument("kode", "").upper())[:20]
        minutes = self.keeper.code_wait_minutes(self.place)
        if minutes:
            log.warning("Percobaan kode undangan ditahan: %s", self.place)
            self.page(
                "kode.html.j2",
                status=429,
                problem=f"Terlalu banyak kode yang keliru. Silakan coba lagi {minutes} menit lagi.",
            )
            return
        if self.keeper.accounts.invitation(token_hash(code), at=datetime.now(UTC)) is None:
            self.keeper.code_failed(self.place)
            log.warning("Kode undangan keliru dari %s", self.place)
            self.page(
                "kode.html.j2",
                status=404,
                problem="Kode ini tidak dikenal atau sudah dipakai. Periksa kembali huruf dan angkanya.",
            )
            return
        self.redirect(f"/undangan/{code}", status=303)


class Hall(Door):
    """``/aula``: the address of the forms, large, with a code to point a phone at."""

    def get(self) -> None:
        """A page for the projector; it holds nobody's data."""
        import segno
        from markupsafe import Markup

        address = f"{self.request.protocol}://{self.request.host}/"
        drawn = io.BytesIO()
        segno.make(address, error="m").save(
            drawn, kind="svg", xmldecl=False, svgns=True, border=2, omitsize=True, svgclass="klik-qr"
        )
        self.page("aula.html.j2", address=address.removesuffix("/"), code=Markup(drawn.getvalue().decode()))  # noqa: S704 - segno's own drawing
