"""What every handler shares: protective headers, who asks, pages in the kit's look, errors as codes."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from tornado.web import HTTPError, RequestHandler

from klik_kit import templating
from klik_kit.errors import KlikError

if TYPE_CHECKING:
    from jinja2 import Environment
    from tornado.httputil import HTTPServerRequest

    from klik_kit.serve.doorkeeper import Doorkeeper, Visitor
    from klik_kit.serve.kernels import OwnedKernels
    from klik_kit.serve.options import Options
    from klik_kit.workspace import Workspace

log = logging.getLogger("klik.serve")
_FORM_PAGE = re.compile(r"/isi/[a-z_]+(?:/[^/]+)?")
_SENTENCES = {
    403: ("Halaman ini bukan untuk akun Bapak/Ibu.", "Kembali ke beranda, atau hubungi admin klinik bila seharusnya dapat dibuka."),
    404: ("Halaman ini tidak ada.", "Periksa alamatnya, atau kembali ke beranda."),
    429: ("Terlalu banyak percobaan dari jaringan ini.", "Silakan coba lagi sekitar 15 menit lagi."),
    413: ("Berkas terlalu besar.", "Perkecil berkasnya atau pakai tautan."),
}  # fmt: skip


def protect(handler: RequestHandler) -> str:
    """Set the headers that keep a page to itself; gives the nonce its own script and style carry."""
    nonce = secrets.token_urlsafe(16)
    host = handler.request.host
    handler.set_header(
        "Content-Security-Policy",
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; img-src 'self' blob: data:; "
        f"connect-src 'self' ws://{host} wss://{host}; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    )
    handler.set_header("X-Content-Type-Options", "nosniff")
    handler.set_header("Referrer-Policy", "same-origin")
    handler.set_header("Cross-Origin-Opener-Policy", "same-origin")
    handler.set_header("Cross-Origin-Resource-Policy", "same-origin")
    handler.set_header("Permissions-Policy", "geolocation=(), microphone=(), payment=()")
    handler.set_header("Cache-Control", "no-store")
    handler.clear_header("Server")
    options: Options = handler.settings["klik_options"]
    if options.secure:
        handler.set_header("Strict-Transport-Security", "max-age=31536000")
    return nonce


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates of ``templates/serve``; every value is escaped."""
    return templating.environment("serve")


class Door(RequestHandler):
    """A plain handler of the kit: default headers, the visitor, pages and errors."""

    nonce: str = ""

    def set_default_headers(self) -> None:
        """The headers of every answer, errors included."""
        self.nonce = protect(self)

    @property
    def options_given(self) -> Options:
        """What the server was started with."""
        return self.settings["klik_options"]  # type: ignore[no-any-return]

    @property
    def keeper(self) -> Doorkeeper:
        """Who lets people in."""
        return self.settings["klik_doorkeeper"]  # type: ignore[no-any-return]

    @property
    def workspace(self) -> Workspace:
        """The open workspace."""
        return self.settings["klik_workspace"]  # type: ignore[no-any-return]

    @property
    def kernels(self) -> OwnedKernels:
        """All kernels."""
        return self.settings["kernel_manager"]  # type: ignore[no-any-return]

    @property
    def place(self) -> str:
        """The network address that asks, as the log and the slowing down see it."""
        return str(self.request.remote_ip)

    def visitor(self) -> Visitor | None:
        """Who asks, None without a valid login."""
        return self.keeper.visitor(self)

    def demand_visitor(self) -> Visitor:
        """Who asks.

        Raises:
            HTTPError: 401, nobody is logged in.
        """
        visitor = self.visitor()
        if visitor is None:
            raise HTTPError(401)
        return visitor

    def page(self, template: str, /, *, status: int = 200, **values: Any) -> None:
        """Answer with a page of ``templates/serve``."""
        assets = self.settings["klik_assets"]
        self.set_status(status)
        self.finish(
            environment().get_template(template).render(
                nonce=self.nonce, style=assets.address("klik.css"), region=self.workspace.region.name,
                xsrf=self.xsrf_token.decode(), **values,
            )
        )  # fmt: skip

    def write_error(self, status_code: int, **more: Any) -> None:
        """A short page that says what to do; for defects a code that the log explains."""
        error_page(self, status_code, more)

    def log_exception(self, kind: Any, value: Any, trace: Any) -> None:
        """Defects are logged under their code by `error_page`; refusals are no news."""
        if not isinstance(value, HTTPError):
            log.error("%s %s", self.request.method, self.request.path, exc_info=(kind, value, trace))


def log_under_code(what: str, /, *, exc_info: Any = None) -> str:
    """Log what went wrong under a fresh short code, and give the code: it is all that a person is shown."""
    code = f"KK-{secrets.token_hex(3).upper()}"
    log.error("%s: %s", code, what, exc_info=exc_info)
    return code


def error_page(handler: RequestHandler, status: int, more: dict[str, Any]) -> None:
    """The page (or JSON, for scripts) of an error; shared with Voila's own handlers."""
    if status == 401 and handler.request.method == "GET" and "text/html" in handler.request.headers.get("Accept", ""):
        handler.redirect(f"/masuk?lanjut={quote(handler.request.path)}")
        return
    what, step = _SENTENCES.get(status, ("Permintaan ini tidak dapat dilayani.", "Kembali ke beranda, lalu coba lagi."))
    if status == 401:
        what, step = "Bapak/Ibu belum masuk, atau waktu masuknya berakhir.", "Silakan masuk kembali."
    code = ""
    if status >= 500:
        code = log_under_code(f"{handler.request.method} {handler.request.path}", exc_info=more.get("exc_info"))
        what, step = (
            "Terjadi gangguan di server klinik.",
            "Coba lagi sebentar lagi; isian yang sudah tersimpan tetap ada.",
        )
    tell(handler, status, what, step, code=code)


def tell(
    handler: RequestHandler, status: int, what: str, step: str, *, lines: Sequence[str] = (), code: str = ""
) -> None:
    """A page (or JSON, for scripts) that says what is wrong and the next step, with a way back to the page that asked.

    Args:
        handler: who answers.
        status: of the answer.
        what: is wrong, in one sentence.
        step: the next one.
        lines: what is known of it, a line each.
        code: for the clinic's admin, where the log explains it.
    """
    handler.set_status(status)
    if "text/html" not in handler.request.headers.get("Accept", ""):
        handler.finish({"ok": False, "message": "\n".join((f"{what} {step}", *lines)), "code": code})
        return
    nonce = protect(handler)
    assets = handler.settings["klik_assets"]
    handler.set_header("Content-Type", "text/html; charset=utf-8")
    handler.finish(
        environment().get_template("galat.html.j2").render(
            nonce=nonce, style=assets.address("klik.css"), region=handler.settings["klik_workspace"].region.name,
            xsrf="", what=what, step=step, lines=lines, code=code, back=_asked_from(handler.request),
        )
    )  # fmt: skip


def _asked_from(request: HTTPServerRequest) -> str:
    """The form page that a link was on; empty where it was none of this server's."""
    came = urlsplit(request.headers.get("Referer", ""))
    return came.path if came.netloc == request.host and _FORM_PAGE.fullmatch(came.path) else ""


class Nowhere(Door):
    """Every address that no other route owns."""

    def prepare(self) -> None:
        """There is nothing here, whoever asks."""
        raise HTTPError(404)

    def check_xsrf_cookie(self) -> None:
        """Nothing to protect."""


class Health(Door):
    """Whether the server and its store answer; says nothing else."""

    def get(self) -> None:
        """200 with ``ok``, or 503."""
        try:
            self.workspace.store.head()
        except KlikError as error:
            raise HTTPError(503) from error
        self.finish({"ok": True})
