"""Form pages: a notebook run for one person, its kernel's sockets, and its closing."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from functools import cache
from math import ceil
from typing import TYPE_CHECKING, Any

import nbformat
from jupyter_server.auth.identity import IdentityProvider, User
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from tornado.iostream import StreamClosedError
from tornado.web import HTTPError
from tornado.websocket import WebSocketHandler
from voila.exporter import VoilaExporter
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from klik_kit.pages import PAGES
from klik_kit.places import shipped
from klik_kit.serve.admission import NotYetError, Turns
from klik_kit.serve.kernels import CLOSED_UNREADABLE, OwnedKernels
from klik_kit.serve.requests import Door, environment, error_page, log_under_code, protect
from klik_kit.serve.running import shown_by

if TYPE_CHECKING:
    from voila.app import Voila

    from klik_kit.serve.doorkeeper import Visitor

START_SECONDS = 40.0
PATIENCE_SECONDS = 2.0
"""How long a request waits for its turn before the page says so."""
WELCOME_SECONDS = 1.0
_DONE = frozenset({"edit", "act"})
_HALF = re.compile("[\ud800-\udfff]")
"""Half a character, which no message to a kernel can carry; as a NUL it comes through, to be refused in words."""


class Identity(IdentityProvider):
    """Who asks is known by the kit's own session, never by a header, a token or the address."""

    token = ""
    auth_enabled = True

    def get_user(self, handler: Any) -> User | None:
        """The logged-in person; the handler keeps the visitor beside it."""
        if handler.klik_visitor is None:
            handler.klik_visitor = handler.settings["klik_doorkeeper"].visitor(handler)
        if handler.klik_visitor is None:
            return None
        return User(username=handler.klik_visitor.account.id)

    def get_handlers(self) -> list[Any]:
        """None of Jupyter's own doors."""
        return []


class _Protected(JupyterHandler):
    klik_visitor: Visitor | None = None
    nonce: str = ""

    def set_default_headers(self) -> None:
        self.nonce = protect(self)

    def write_error(self, status_code: int, **more: Any) -> None:
        error_page(self, status_code, more)

    async def prepare(self) -> None:  # type: ignore[override]
        """Nobody without a login gets any further."""
        self.klik_visitor = self.settings["klik_doorkeeper"].visitor(self)
        if self.klik_visitor is None:
            self._jupyter_current_user = self.current_user = None
            raise HTTPError(401)
        await super().prepare()


class FormPage(_Protected):
    """``/isi/<form>/<record>``: run the form's notebook for the visitor and stream its page."""

    opening: tuple[str, str] = ("", "")
    klik_kernel: str = ""

    async def get(self, form: str, record: str | None = None) -> None:
        """The page; where it cannot be made in time, a page that says so, and its kernel ends."""
        if form not in PAGES:
            raise HTTPError(404)
        visitor = self.klik_visitor
        if visitor is None:
            raise HTTPError(401)
        self.xsrf_token  # noqa: B018 - sets the cookie that the page's closing message needs
        self.set_header("Content-Type", "text/html; charset=utf-8")
        turns: Turns = self.settings["klik_turns"]
        try:
            async with turns.turn(visitor.account.id, f"{form}/{record or ''}", patience=PATIENCE_SECONDS):
                await self._show(form, record)
        except NotYetError as wait:
            self._wait(wait)

    def _wait(self, wait: NotYetError) -> None:
        """A page that says which turn it is and moves on by itself."""
        self.set_status(503)
        self.set_header("Retry-After", str(ceil(wait.seconds)))
        assets = self.settings["klik_assets"]
        self.finish(
            environment().get_template("giliran.html.j2").render(
                nonce=self.nonce, style=assets.address("klik.css"), script=assets.address("klik.js"), xsrf="",
                region=self.settings["klik_workspace"].region.name, wait=wait,
                ask=f"/giliran{self.request.path.removeprefix('/isi')}",
            )
        )  # fmt: skip

    async def _show(self, form: str, record: str | None) -> None:
        kernels: OwnedKernels = self.settings["kernel_manager"]
        try:
            async with asyncio.timeout(START_SECONDS):
                async for piece in self._pieces(form, record or ""):
                    self.write(piece)
                    await self.flush()
        except StreamClosedError:
            await kernels.end(self.klik_kernel)
            return
        except Exception as error:
            await kernels.end(self.klik_kernel)  # this page's alone: the same person may be opening another one
            if not self._headers_written:
                raise HTTPError(503) from error
            code = log_under_code(f"Halaman {form} tidak jadi dibuka", exc_info=error)
            self.write(
                f'<p class="klik-gagal" role="alert">Halaman ini belum dapat dibuka (kode {code}). Mohon muat ulang sebentar lagi; isian yang sudah tersimpan tetap ada.</p>'
            )
        self.finish("</body></html>")

    def _pieces(self, form: str, record: str) -> AsyncIterator[str]:
        """The template's pieces: what comes before the kernel is sent while it starts."""
        kernels: OwnedKernels = self.settings["kernel_manager"]
        assets, region = self.settings["klik_assets"], self.settings["klik_workspace"].region.name

        async def kernel_start() -> str:
            return await kernels.start_kernel(kernel_name="python3")

        async def shown(kernel_id: str) -> str:
            return await shown_by(kernels.get_kernel(kernel_id), self._cells(form, record))

        return self.settings["klik_template"].generate_async(  # type: ignore[no-any-return]
            nonce=self.nonce, title=f"{PAGES[form].title} · {region}", script=assets.address("klik.js"),
            style=assets.address("klik.css"), kernel_start=kernel_start, shown=shown,
            limit=self.settings["klik_options"].upload_limit,
        )  # fmt: skip

    def _cells(self, form: str, record: str) -> list[str]:
        """The notebook's cells, with the visitor's identity for its parameters: set here, on the server."""
        visitor = self.klik_visitor
        if visitor is None:
            raise HTTPError(401)
        folder = str(self.settings["klik_options"].folder)
        known = {"workspace": folder, "account": visitor.account.id, "record": record}
        given = "\n".join(f"{name} = {value!r}" for name, value in known.items())
        return [given, *cells_of(PAGES[form].workbook)]


@cache
def cells_of(workbook: str) -> tuple[str, ...]:
    """The code cells of a page's notebook, but for its parameters."""
    path = shipped("workbooks") / f"{workbook}.ipynb"
    cells = nbformat.read(path, as_version=4).cells
    return tuple(c.source for c in cells if c.cell_type == "code" and "parameters" not in c.metadata.get("tags", []))


def page_template(server: Voila) -> Any:
    """The kit's page template as Voila's exporter compiles it, once."""
    exporter = VoilaExporter(
        template_paths=server.template_paths, template_name="klik", config=server.config, base_url=server.base_url
    )
    return exporter.template


class PageConnection(ZMQChannelsWebsocketConnection):
    """Between a page's socket and its kernel: the two channels that a form uses, and no questions first."""

    _fresh = False

    def create_stream(self) -> None:
        """Connect to where the kernel answers and where it publishes."""
        for channel in ("iopub", "shell"):
            connect = getattr(self.kernel_manager, f"connect_{channel}")
            self.channels[channel] = stream = connect(identity=self.session.bsession)
            stream.channel = channel
        # a kernel welcomes new topics only, and it knows the empty one from whoever listened before
        self.channels["iopub"].socket.subscribe(self.session.bsession)
        self._fresh = True

    async def prepare(self) -> None:
        """The kernel of a page listens before the page has its id."""
        await self._register_session()
        self.session.key = self.kernel_manager.session.key

    def nudge(self) -> asyncio.Future[None]:
        """Wait for the welcome that a kernel sends to whoever begins to listen (Jupyter's JEP 65)."""
        heard = asyncio.get_running_loop().create_future()
        if not self._fresh:
            heard.set_result(None)
            return heard

        def welcome(_frames: Any = None) -> None:
            if not heard.done():
                heard.set_result(None)

        self.channels["iopub"].on_recv(welcome)
        asyncio.get_running_loop().call_later(WELCOME_SECONDS, welcome)  # an older kernel sends none
        return heard


class Channels(VoilaKernelWebsocketHandler):
    """``/api/kernels/<id>/channels``: a page's socket, for the login that owns the kernel and nobody else."""

    klik_visitor: Visitor | None = None
    ping_interval = (
        WebSocketHandler.ping_interval
    )  # in seconds; Jupyter's are milliseconds, which tornado takes for seconds
    ping_timeout = WebSocketHandler.ping_timeout

    @property
    def kernels(self) -> OwnedKernels:
        """All kernels."""
        return self.settings["kernel_manager"]  # type: ignore[no-any-return]

    async def prepare(self) -> None:
        """Compare the login with the kernel's owner before anything is opened."""
        self.klik_visitor = self.settings["klik_doorkeeper"].visitor(self)
        if self.klik_visitor is None:
            raise HTTPError(401)
        if not self.kernels.belongs_to(
            self.path_args[0] if self.path_args else self.path_kwargs["kernel_id"], self.klik_visitor
        ):
            raise HTTPError(403)
        await super().prepare()

    def set_default_headers(self) -> None:
        """Refusals carry the protective headers too."""
        protect(self)

    def write_error(self, status_code: int, **more: Any) -> None:  # noqa: ARG002 - tornado's signature
        """No page: a browser shows nothing of a refused socket."""
        self.finish()

    async def open(self, kernel_id: str) -> None:
        """Count the socket, so that login's end closes it and a closed page frees its kernel."""
        self.kernels.attach(kernel_id, self)
        await self.connection.connect()  # not super(), whose pings are counted in milliseconds

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:  # noqa: ARG002 - tornado's signature
        """Pages speak JSON; no other protocol is offered."""
        return None

    def on_message(self, ws_message: str | bytes) -> None:
        """Pass a page's message on, and note what its person did; what is none closes the socket unread."""
        try:
            told: Any = json.loads(ws_message) if isinstance(ws_message, str) else None
            well_formed = isinstance(told["header"]["msg_type"], str) and isinstance(told["channel"], str)
        except (ValueError, TypeError, KeyError, RecursionError):
            well_formed = False
        if not well_formed:
            self.close(CLOSED_UNREADABLE)
            return
        if done_by_person(told):
            self.kernels.edited(self.kernel_id)
        super().on_message(_HALF.sub(r"\\u0000", json.dumps(told, ensure_ascii=False)))

    def on_close(self) -> None:
        """The page is gone or its link is."""
        self.kernels.detach(self.kernel_id, self)
        super().on_close()

    def get_compression_options(self) -> dict[str, Any]:
        """Compress: a form's state shrinks to a fifth."""
        return {"compression_level": 6, "mem_level": 5}


def done_by_person(message: Any) -> bool:
    """Whether a page's message says that its person did something; pages also ask by themselves."""
    try:
        return message["content"]["data"]["content"]["kind"] in _DONE
    except (KeyError, TypeError):
        return False


class PageState(Door):
    """``/halaman/<kernel>/keadaan``: is the login valid, does this page's kernel live?"""

    async def get(self, kernel_id: str) -> None:
        """200 it lives; 410 it rests; 404 it does not live, or is not this login's; 401 nobody is logged in."""
        visitor = self.demand_visitor()
        if self.kernels.rests(kernel_id, visitor):
            raise HTTPError(410)
        if not self.kernels.belongs_to(kernel_id, visitor) or not await self.kernels.alive(kernel_id):
            raise HTTPError(404)
        self.finish({"ok": True})


class PageClosed(Door):
    """``/halaman/<kernel>/tutup``: a page said goodbye; its kernel ends unless it comes back at once."""

    def post(self, kernel_id: str) -> None:
        """204, whether or not such a kernel was there."""
        if self.kernels.belongs_to(kernel_id, self.demand_visitor()):
            self.kernels.leave(kernel_id)
        self.set_status(204)


class Turn(Door):
    """``/giliran/<form>/<record>``: when a page's turn comes, for the person who waits for it."""

    def get(self, form: str, record: str | None = None) -> None:
        """The place, and when to ask again; ``now`` where it is worth asking for the page itself."""
        visitor = self.demand_visitor()
        if form not in PAGES:
            raise HTTPError(404)
        turns: Turns = self.settings["klik_turns"]
        wait = turns.place(visitor.account.id, f"{form}/{record or ''}")
        near = wait.place * wait.seconds <= PATIENCE_SECONDS or wait.place <= turns.at_once
        self.finish({"place": wait.place, "full": wait.full, "seconds": wait.seconds, "now": near and not wait.full})
