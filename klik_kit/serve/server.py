"""Class FormsServer: Voila with the kit's routes, listening, settings and stopping.

Reads no configuration from the working folder or the home folder, and serves nothing that is not
in `ROUTES`; who may call each of them is written beside it, and a test walks the table.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import secrets
import signal
import ssl
import sys
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import psutil
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_server.auth import Authorizer
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop, PeriodicCallback
from tornado.netutil import bind_sockets
from tornado.web import Application
from voila.app import Voila

from klik_kit.desk.evidence import named_files
from klik_kit.errors import KlikError, ServeError
from klik_kit.evidence import Vault
from klik_kit.files import reason
from klik_kit.places import shipped, stamp
from klik_kit.serve import doors, files, pages, status
from klik_kit.serve.admission import Turns
from klik_kit.serve.assets import Assets, StaticDoor
from klik_kit.serve.doorkeeper import Doorkeeper
from klik_kit.serve.kernels import OwnedKernels
from klik_kit.serve.options import Options, ceiling, checked, is_loopback
from klik_kit.serve.requests import Health, Nowhere, log
from klik_kit.warm.folder import private_folder
from klik_kit.warm.forking import can_fork
from klik_kit.warm.nursery import Nursery
from klik_kit.warm.provisioner import NAME
from klik_kit.workspace import ACCOUNT_VARIABLE, EVIDENCE, Workspace, open_workspace

SWEEP_MS, SESSIONS_MS, WATCH_MS, TIDY_MS = 1000, 2000, 5000, 3_600_000
KERNEL_MEMORY = 1 << 30
"""Bytes of data one kernel may hold; a form needs a tenth of it."""
MOST_FILES = 65_536
_KERNEL = r"(?P<kernel_id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
_ID = r"[\w.@:-]{1,200}"


class Who(StrEnum):
    """Who may call a route."""

    ALL = "siapa pun"
    PERSON = "yang sudah masuk; isinya menurut hak akunnya"
    OWNER = "pemilik kernelnya"


class Route(NamedTuple):
    """An address, its handler, and who may call it. ``example`` is one such address, for the test's walk."""

    pattern: str
    handler: type
    who: Who
    methods: tuple[str, ...]
    example: str


ROUTES = (
    Route(r"/", doors.Start, Who.ALL, ("GET",), "/"),
    Route(r"/masuk", doors.Login, Who.ALL, ("GET", "POST"), "/masuk"),
    Route(r"/keluar", doors.Logout, Who.ALL, ("GET", "POST"), "/keluar"),
    Route(r"/undangan/([\w-]{4,200})", doors.Invitation, Who.ALL, ("GET", "POST"), "/undangan/tidak-ada"),
    Route(r"/kode", doors.ShortCode, Who.ALL, ("GET", "POST"), "/kode"),
    Route(r"/aula", doors.Hall, Who.ALL, ("GET",), "/aula"),
    Route(r"/sehat", Health, Who.ALL, ("GET",), "/sehat"),
    Route(r"/statis/([0-9a-f]{20}/[\w.]+)", StaticDoor, Who.ALL, ("GET", "HEAD"), "/statis/00000000000000000000/klik.js"),
    Route(rf"/isi/([a-z_]+)(?:/({_ID}))?", pages.FormPage, Who.PERSON, ("GET",), "/isi/beranda"),
    Route(rf"/giliran/([a-z_]+)(?:/({_ID}))?", pages.Turn, Who.PERSON, ("GET",), "/giliran/beranda"),
    Route(rf"/api/kernels/{_KERNEL}/channels", pages.Channels, Who.OWNER, ("GET",), "/api/kernels/KERNEL/channels"),
    Route(rf"/halaman/{_KERNEL}/keadaan", pages.PageState, Who.OWNER, ("GET",), "/halaman/KERNEL/keadaan"),
    Route(rf"/halaman/{_KERNEL}/tutup", pages.PageClosed, Who.OWNER, ("POST",), "/halaman/KERNEL/tutup"),
    Route(rf"/bukti/({_ID})/([0-9]{{1,3}}|pengesahan|lampiran)", files.EvidenceIn, Who.PERSON, ("POST",), "/bukti/INOVASI/16"),
    Route(rf"/bukti/({_ID})", files.EvidenceOut, Who.PERSON, ("GET",), "/bukti/BUKTI"),
    Route(rf"/unduh/({_ID})/(paket\.zip|lembar-salin\.(?:html|xlsx))", files.ParcelOut, Who.PERSON, ("GET",), "/unduh/INOVASI/paket.zip"),
    Route(r"/unduh/daerah/rekap_([a-z]+)\.xlsx", files.RecapOut, Who.PERSON, ("GET",), "/unduh/daerah/rekap_mandiri.xlsx"),
    Route(rf"/unduh/({_ID})/([a-z0-9_]+)\.(docx|html)", files.PaperOut, Who.PERSON, ("GET",), "/unduh/INOVASI/profil.docx"),
)  # fmt: skip


class OwnerOnly(Authorizer):
    """A kernel is used by the login it was started for; Jupyter's other resources by nobody."""

    def is_authorized(self, handler: Any, user: Any, action: str, resource: str) -> bool:  # noqa: ARG002 - jupyter_server's signature
        """Compare the kernel's owner with the session behind the request."""
        if resource != "kernels":
            return False
        kernel_id = handler.path_kwargs.get("kernel_id", "")
        return bool(handler.settings["kernel_manager"].belongs_to(kernel_id, getattr(handler, "klik_visitor", None)))


class FormsServer(Voila):
    """The forms' server of one workspace."""

    def __init__(self, options: Options, workspace: Workspace, *, ready: Ready, **more: Any) -> None:
        super().__init__(**more)
        self.ready = ready
        self.options = options
        self.workspace = workspace
        self.keeper = Doorkeeper(
            workspace.store.accounts, idle=timedelta(hours=options.idle_hours), secure=options.secure
        )
        self.http: HTTPServer | None = None

    def initialize(self, argv: Any = None) -> None:  # noqa: ARG002 - traitlets' signature
        """Settings from this program alone: no argument list, no configuration file."""
        self.root_dir = str(shipped("workbooks"))
        self.setup_template_dirs()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._handle_signal_stop)

    def setup_template_dirs(self) -> None:
        """The kit's own page template, upon nbconvert's base."""
        import nbconvert.exporters

        stock = Path(nbconvert.exporters.__file__).parent.parent
        known = [
            shipped("templates") / "voila" / "klik",
            *(Path(p) / "nbconvert" / "templates" / "base" for p in _data_folders(stock)),
        ]
        self.template_paths = [str(path) for path in known if path.is_dir()]
        self.static_paths: list[str] = []

    def init_settings(self) -> dict[str, Any]:
        """What handlers find in ``self.settings``."""
        self.kernel_manager = OwnedKernels(
            parent=self,
            connection_dir=self.connection_dir,
            kernel_spec_manager=KernelSpecManager(parent=self),
            allowed_message_types=["comm_msg", "kernel_info_request"],
            unattended_seconds=self.options.unattended_seconds,
            rest_seconds=self.options.rest_minutes * 60,
            root_dir=self.root_dir,
        )
        if can_fork():
            KernelProvisionerFactory.instance(parent=self.kernel_manager).default_provisioner_name = NAME
            self.kernel_manager.nursery = Nursery(
                Path(self.connection_dir), modules=["klik_kit.serve.preloaded"], memory=KERNEL_MEMORY,
                ready=self.options.ready, seal=stamp,
            )  # fmt: skip
        else:
            log.warning("Sistem ini tidak dapat menyiapkan kernel lebih dahulu; halaman dibuka lebih lambat.")
        self.turns = Turns(
            at_once=2 * (os.cpu_count() or 1),
            ceiling=ceiling(self.options, memory=psutil.virtual_memory().available, files=_most_files()),
            open_pages=lambda: len(self.kernel_manager.owned),
            makes_room=self.kernel_manager.full_for,
        )
        identity = pages.Identity(parent=self, log=self.log)
        return {
            "base_url": self.base_url,
            "kernel_manager": self.kernel_manager,
            "identity_provider": identity,
            "authorizer": OwnerOnly(parent=self, log=self.log, identity_provider=identity),
            "kernel_websocket_connection_class": pages.PageConnection,
            "allow_remote_access": True,
            "login_url": "/masuk",
            "cookie_secret": secrets.token_bytes(32),
            "xsrf_cookies": True,
            "xsrf_cookie_kwargs": {"samesite": "Strict", "secure": self.options.secure, "path": "/"},
            "compress_response": True,
            "websocket_max_message_size": 2 * 1024 * 1024,
            "websocket_ping_interval": 20,
            "websocket_ping_timeout": 15,
            "default_handler_class": Nowhere,
            "klik_options": self.options,
            "klik_workspace": self.workspace,
            "klik_doorkeeper": self.keeper,
            "klik_assets": Assets(),
            "klik_turns": self.turns,
            "klik_template": pages.page_template(self),
        }

    def init_handlers(self) -> list[Any]:
        """The allow-list, and nothing else."""
        return [(route.pattern, route.handler) for route in ROUTES]

    def start(self) -> None:
        """Serve until told to stop.

        Raises:
            ServeError: the address is taken or not allowed, or the certificate cannot be read.
        """
        self.connection_dir = str(private_folder())
        settings = self.init_settings()
        self.app = Application(self.init_handlers(), **settings)
        self.listen()

    def listen(self) -> None:
        """Bind exactly the address asked for, tell it, and serve."""
        options = self.options
        tls = None
        if options.certificate and options.key:
            tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            try:
                tls.load_cert_chain(options.certificate, options.key)
            except (OSError, ssl.SSLError) as error:
                raise ServeError(f"Sertifikat {options.certificate} tidak dapat dipakai: {error}.") from error
        self.http = HTTPServer(
            self.app,
            ssl_options=tls,
            xheaders=options.proxied
            and is_loopback(options.host),  # else whoever asks could name an address of their own
            max_buffer_size=options.upload_limit + 1024 * 1024,
            max_body_size=1024 * 1024,  # uploads are streamed and raise it for themselves
            idle_connection_timeout=120,
        )
        try:
            self.http.add_sockets(bind_sockets(options.port, options.host))
        except OSError as error:
            raise ServeError(_not_bound(options, error)) from error
        self.ioloop = IOLoop.current()
        sweeps = [
            PeriodicCallback(self._sweep, SWEEP_MS),
            PeriodicCallback(self._watch, WATCH_MS),
            PeriodicCallback(self._check_logins, SESSIONS_MS),
            PeriodicCallback(self._tidy, TIDY_MS),
        ]
        for sweep in sweeps:
            sweep.start()
        self._tidy()
        self.ioloop.add_callback(self._watch)
        self.ready(
            options.url, len(self.keeper.accounts.list()), local=not options.address and is_loopback(options.host)
        )
        try:
            self.ioloop.start()
        finally:
            for sweep in sweeps:
                sweep.stop()
            self.stop()

    def stop(self) -> None:
        """End every kernel and socket."""
        if self.http is not None:
            self.http.stop()

        async def end_all() -> None:
            await asyncio.gather(*(self.kernel_manager.end(k) for k in tuple(self.kernel_manager.owned)))

        self.ioloop.run_sync(end_all, timeout=15)
        if self.kernel_manager.nursery:
            self.kernel_manager.nursery.stop()
        status.forget(self)

    async def _sweep(self) -> None:
        """Every second: kernels nobody needs end, who waits moves on, and the status is told."""
        await self.kernel_manager.sweep()
        self.turns.changed()
        status.tell(self)

    async def _watch(self) -> None:
        """Every few seconds: kernels that spin end, and changed code or content is noticed."""
        await self.kernel_manager.end_spinning()
        if self.kernel_manager.nursery:
            await self.kernel_manager.nursery.renew()
            self.kernel_manager.nursery.fill()

    def _tidy(self) -> None:
        """Remove what uploads left behind whose server was killed, and files that never got their document."""
        vault = Vault(self.workspace.folder / EVIDENCE)
        vault.tidy()
        try:
            vault.sweep(lambda: named_files(self.workspace))
        except KlikError as error:
            logging.getLogger("klik.serve").warning("Berkas tanpa catatan belum dibersihkan: %s", error)

    async def _check_logins(self) -> None:
        """A login that ended (logout, expiry, disabling, a new password) ends its kernels and sockets."""
        if self.kernel_manager.owned:
            await self.kernel_manager.end_sessions(set(self.keeper.accounts.live_sessions(at=datetime.now(UTC))))


class Ready(Protocol):
    """Told once the server answers: its address, how many accounts there are, whether only this machine reaches it."""

    def __call__(self, url: str, people: int, /, *, local: bool) -> None:
        """Tell it."""


def serve(options: Options, *, ready: Ready) -> None:
    """Open the workspace and serve its forms until told to stop.

    Raises:
        ServeError: the server cannot start as asked.
        WorkspaceError: there is no workspace.
    """
    os.umask(0o077)
    os.environ.pop(ACCOUNT_VARIABLE, None)  # who a page is for is known by its login alone
    with open_workspace(checked(options).folder) as workspace:
        server = FormsServer(options, workspace, ready=ready, log_level=logging.WARNING)
        server.initialize()
        server.start()


def _data_folders(stock: Path) -> list[str]:
    from jupyter_core.paths import jupyter_path

    return [str(stock), str(Path(sys.prefix) / "share" / "jupyter"), *jupyter_path()]


def _not_bound(options: Options, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Porta {options.port} di {options.host} sudah dipakai program lain. Hentikan program itu, atau pilih --port lain."
    if error.errno == errno.EACCES:
        return f"Porta {options.port} tidak boleh dipakai akun ini. Pilih porta di atas 1024."
    return f"Alamat {options.host}:{options.port} tidak dapat dipakai: {reason(error)}."


def _most_files() -> float:
    """How many files this process may hold open, after asking the system for all it allows."""
    try:
        import resource
    except ImportError:  # a system without such a limit
        return float("inf")
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return float(most)
