"""Form pages: a notebook run for one person, its kernel's sockets, and its closing."""

from __future__ import annotations

import asyncio
import json
import re
from typing import TYPE_CHECKING, Any

import nbformat
from jupyter_server.auth.identity import IdentityProvider, User
from jupyter_server.base.handlers import JupyterHandler
from tornado.iostream import StreamClosedError
from tornado.web import HTTPError
from tornado.websocket import WebSocketHandler
from voila.handler import VoilaHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from klik_kit.serve.kernels import CLOSED_UNREADABLE, OwnedKernels
from klik_kit.serve.requests import Door, error_page, log_under_code, protect

if TYPE_CHECKING:
    from klik_kit.serve.doorkeeper import Visitor

FORMS = {
    "beranda": "beranda",
    "diagnosis": "diagnosis",
    "proposal": "proposal",
    "penilaian": "penilaian_mandiri",
    "spd": "spd",
}
"""The forms by their address, and the notebook of each."""

TITLES = {
    "beranda": "Beranda",
    "diagnosis": "Diagnosis Masalah",
    "proposal": "Proposal",
    "penilaian": "Penilaian Mandiri",
    "spd": "SPD",
}
START_SECONDS = 40.0
_TAIL = 400
_HALF = re.compile("[\ud800-\udfff]")
"""Half a character, which no message to a kernel can carry; as a NUL it comes through, to be refused in words."""
_MODEL = re.compile(r'data-model="([0-9a-f]{32})"')


class Identity(IdentityProvider):
    """Who asks is known by the kit's own session, never by a header, a token or the address."""

    token = ""
    auth_enabled = True

    def get_user(self, handler: Any) -> User | None:
        """The logged-in person; the handler keeps the visitor beside it."""
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


class FormPage(_Protected, VoilaHandler):
    """``/isi/<form>/<record>``: run the form's notebook for the visitor and stream its page."""

    opening: tuple[str, str] = ("", "")
    klik_kernel: str = ""

    async def get(self, form: str, record: str | None = None) -> None:
        """The page; where it cannot be made in time, a page that says so, and its kernel ends."""
        if form not in FORMS:
            raise HTTPError(404)
        self.opening = (form, record or "")
        self.xsrf_token  # noqa: B018 - sets the cookie that the page's closing message needs
        kernels: OwnedKernels = self.settings["kernel_manager"]
        found, left, tail, cause = False, False, "", None
        try:
            async with asyncio.timeout(START_SECONDS):
                async for html in self.get_generator(path=f"{FORMS[form]}.ipynb"):
                    tail = (tail + html)[-_TAIL:]  # the template's pieces may break within an attribute
                    found = found or _MODEL.search(tail) is not None
                    self.write(html)
                    await self.flush()
        except StreamClosedError:
            left = True
        except Exception as error:  # noqa: BLE001 - whatever goes wrong, the person gets a page that says what to do
            cause = error
        if left or not found:
            await kernels.end(self.klik_kernel)  # this page's alone: the same person may be opening another one
            if left:
                return
            if not self._headers_written:
                raise HTTPError(503) from cause
            code = log_under_code(f"Halaman {form} tidak jadi dibuka", exc_info=cause)
            self.write(
                f'<p class="klik-gagal" role="alert">Halaman ini belum dapat dibuka (kode {code}). Mohon muat ulang sebentar lagi; isian yang sudah tersimpan tetap ada.</p>'
            )
        self.finish("</body></html>")


def give_identity(handler: FormPage, notebook: Any, cwd: str) -> Any:  # noqa: ARG001 - Voila's signature
    """Voila's hook before a kernel starts: put the visitor into the notebook's first cell."""
    visitor = handler.klik_visitor
    if visitor is None:
        raise HTTPError(401)
    folder = str(handler.settings["klik_options"].folder)
    known = {"workspace": folder, "account": visitor.account.id, "record": handler.opening[1]}
    lines = "\n".join(f"{name} = {value!r}" for name, value in known.items())
    rest = [cell for cell in notebook.cells if "parameters" not in cell.get("metadata", {}).get("tags", [])]
    notebook.cells = [nbformat.v4.new_code_cell(lines), *rest]
    assets, region = handler.settings["klik_assets"], handler.settings["klik_workspace"].region.name
    notebook.metadata["klik"] = {
        "nonce": handler.nonce,
        "title": f"{TITLES[handler.opening[0]]} · {region}",
        "script": assets.address("klik.js"),
        "style": assets.address("klik.css"),
    }
    return notebook


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
        """Pass a page's message on; what is none closes the socket before anything looks into it."""
        try:
            told: Any = json.loads(ws_message) if isinstance(ws_message, str) else None
            well_formed = isinstance(told["header"]["msg_type"], str) and isinstance(told["channel"], str)
        except (ValueError, TypeError, KeyError, RecursionError):
            well_formed = False
        if well_formed:
            super().on_message(_HALF.sub(r"\\u0000", json.dumps(told, ensure_ascii=False)))
        else:
            self.close(CLOSED_UNREADABLE)

    def on_close(self) -> None:
        """The page is gone or its link is."""
        self.kernels.detach(self.kernel_id, self)
        super().on_close()

    def get_compression_options(self) -> dict[str, Any]:
        """Compress: a form's state shrinks to a fifth."""
        return {"compression_level": 6, "mem_level": 5}


class PageState(Door):
    """``/halaman/<kernel>/keadaan``: is the login valid, does this page's kernel live?"""

    async def get(self, kernel_id: str) -> None:
        """200 it lives; 404 it does not, or is not this login's; 401 nobody is logged in."""
        visitor = self.demand_visitor()
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
