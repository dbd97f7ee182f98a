"""Evidence in, evidence and papers out: plain HTTP, streamed, through the same rights as the pages.

May not keep a file in memory or show one in the browser: everything goes out as an attachment.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeVar
from urllib.parse import quote, unquote

from tornado.web import HTTPError, stream_request_body

from klik_kit.desk.evidence import add_evidence, demand_place, evidence_file
from klik_kit.desk.person import Person
from klik_kit.errors import AccessError, EvidenceError, KlikError, NotFoundError, StoreError
from klik_kit.evidence import Vault
from klik_kit.serve.requests import Door, log, log_under_code, tell
from klik_kit.workspace import EVIDENCE

if TYPE_CHECKING:
    from klik_kit.evidence import Incoming

CHUNK = 64 * 1024


_STATUS = {"too_large": 413, "wrong_type": 415, "full": 507, "disk": 503, "store": 503, "missing": 404}
_MOST_HEADER = 2_000
_REFUSED = (403, "Berkas ini bukan untuk akun Bapak/Ibu.", "Bila seharusnya dapat diunduh, hubungi admin klinik.")
_GONE = (404, "Berkas ini tidak ada.", "Muat ulang halaman asalnya, lalu pilih kembali dari daftarnya.")
_NOT_NOW = (503, "Berkas ini belum dapat dibuat sekarang.", "Silakan coba lagi sebentar lagi; isian yang sudah tersimpan tetap ada.")  # fmt: skip
_CANNOT_BE = (422, "Berkas ini belum dapat dibuat.", "Bila bukan Bapak/Ibu yang dapat memperbaikinya, tunjukkan halaman ini kepada admin klinik.")  # fmt: skip
_KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
}
_T = TypeVar("_T")


class _PersonsDoor(Door):
    def person(self) -> Person:
        """The logged-in person at the counter of this workspace."""
        return Person(workspace=self.workspace, id=self.demand_visitor().account.id)

    @property
    def vault(self) -> Vault:
        """Where evidence is kept."""
        return Vault(self.workspace.folder / EVIDENCE, limit=self.options_given.upload_limit)

    def said(self, name: str) -> str:
        """A header with a percent-encoded text; empty where it is missing. Long ones are refused where they are kept."""
        return unquote(self.request.headers.get(name, ""))[:_MOST_HEADER]


@stream_request_body
class EvidenceIn(_PersonsDoor):
    """``POST /bukti/<innovation>/<indicator>``: one file, or several photos that become one PDF."""

    incoming: Incoming | None = None
    problem: KlikError | None = None

    def prepare(self) -> None:
        """Rights, lock and size are looked at before the first byte is taken."""
        self._place = (self.path_args[0], self.path_args[1])
        length = self.request.headers.get("Content-Length", "")
        declared = int(length) if length.isdigit() else None
        try:
            demand_place(self.person(), *self._place)
            self.incoming = self.vault.receive(declared)
        except NotFoundError as error:
            raise HTTPError(404) from error
        except KlikError as error:
            if declared is None or declared > self.options_given.upload_limit:
                self._refuse(error)  # and hang up
                return
            self.problem = error
        self.request.connection.set_max_body_size(self.options_given.upload_limit + CHUNK)  # type: ignore[union-attr]

    def data_received(self, chunk: bytes) -> None:
        """Each part goes to the disk as it comes; after a refusal the rest is read and forgotten, so that the sender hears why."""
        if self.incoming is not None:
            try:
                self.incoming.write(chunk)
            except KlikError as error:
                self.problem = error
                self._drop()

    async def post(self, innovation: str, indicator: str) -> None:
        """Check the whole file, keep it, and note it in the store; all of it or nothing."""
        if self.problem is not None:
            self._refuse(self.problem)
            return
        if self.incoming is None:
            return
        incoming, self.incoming = self.incoming, None
        told = {"title": self.said("X-Judul"), "number": self.said("X-Nomor"), "date": self.said("X-Tanggal")}
        lengths = tuple(int(n) for n in self.request.headers.get("X-Bagian", "").split(",") if n.strip().isdigit())
        person, name = self.person(), self.said("X-Nama")
        try:
            made = await asyncio.get_running_loop().run_in_executor(
                None, lambda: add_evidence(person, innovation, indicator, incoming, name=name, parts=lengths, told=told)
            )
        except KlikError as error:
            incoming.abort()
            self._refuse(error)
            return
        self.finish({"ok": True, "message": "Berkas tersimpan.", "id": made})

    def on_connection_close(self) -> None:
        """The sender went away in the middle: nothing is kept."""
        self._drop()
        super().on_connection_close()

    def on_finish(self) -> None:
        """Nothing half-received stays."""
        self._drop()

    def _drop(self) -> None:
        if self.incoming is not None:
            self.incoming.abort()
            self.incoming = None

    def _refuse(self, error: KlikError) -> None:
        self._drop()
        if self._finished:
            return
        status, message = _status(error), str(error)
        if status >= 500:
            code = log_under_code(f"unggahan {self.request.path}: {message}", exc_info=error)
            message += f" (kode {code})"
        self.set_status(status)
        self.set_header("Connection", "close")  # the rest of the body is not wanted
        self.finish({"ok": False, "message": message})


class _FilesDoor(_PersonsDoor):
    """What goes out: made for the person, or a page that says why not."""

    async def made(self, make: Callable[[Person], _T]) -> _T | None:
        """What a function makes for the person, in a thread of its own; None where the answer is told already."""
        person = self.person()
        try:
            return await asyncio.get_running_loop().run_in_executor(None, lambda: make(person))
        except KlikError as error:
            self._why_not(error)
            return None

    def _why_not(self, error: KlikError) -> None:
        match error:
            case AccessError():
                status, what, step = _REFUSED
            case NotFoundError() | EvidenceError():
                status, what, step = _GONE
            case StoreError() | KlikError(__cause__=OSError()):
                status, what, step = _NOT_NOW
            case _:
                status, what, step = _CANNOT_BE
        code = log_under_code(f"{self.request.path}: {error}", exc_info=error) if status == _NOT_NOW[0] else ""
        if status == _CANNOT_BE[0]:
            log.warning("%s: %s", self.request.path, error)
        tell(self, status, what, step, lines=str(error).splitlines(), code=code)


class EvidenceOut(_FilesDoor):
    """``GET /bukti/<id>``: a document, as an attachment."""

    async def get(self, evidence: str) -> None:
        """The file, for those who may read its innovation."""
        found = await self.made(lambda person: evidence_file(person, self.vault, evidence))
        if found is not None:
            path, name, kind = found
            await send(self, path, name=name, kind=kind)


class PaperOut(_FilesDoor):
    """``GET /unduh/<record>/<paper>.docx``: a paper as Word, or as a page to print."""

    async def get(self, record: str, outline: str, form: str) -> None:
        """The paper, made from what is stored now."""
        from klik_kit.papers.downloads import paper

        made = await self.made(lambda person: paper(person, record, name=outline, form=form))
        if made is not None:
            _attach(self, name=made.name, kind=_KINDS[form])
            self.finish(made.body)


class RecapOut(_FilesDoor):
    """``GET /unduh/daerah/rekap_<score>.xlsx``: the recap of the units that somebody may read."""

    async def get(self, kind: str) -> None:
        """The workbook, made from what is stored now."""
        from klik_kit.desk.recap import recap_file

        today = date.today()  # noqa: DTZ011 - the day on the clinic's own wall
        made = await self.made(lambda person: recap_file(person, kind, as_of=today))
        if made is not None:
            name, body = made
            _attach(self, name=name, kind=_KINDS["xlsx"])
            self.finish(body)


class ParcelOut(_FilesDoor):
    """``GET /unduh/<innovation>/paket.zip`` and ``lembar-salin.html|xlsx``, from a file that ends with its handle."""

    async def get(self, record: str, what: str) -> None:
        """The file, for who brings the innovation into the portal."""
        from klik_kit.desk.parcels import parcel_file

        made = await self.made(lambda person: parcel_file(person, record, what))
        if made is not None:
            _attach(self, name=made.name, kind=made.kind)
            self.set_header("Content-Length", str(made.size))
            with made.stream:
                await _stream(self, made.stream)


def _status(error: KlikError) -> int:
    if isinstance(error, AccessError):
        return 403
    return _STATUS.get(error.cause, 422) if isinstance(error, EvidenceError) else 422


def _attach(handler: Door, *, name: str, kind: str) -> None:
    handler.set_header("Content-Type", kind)
    handler.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{quote(name, safe='')}")
    handler.set_header("Content-Security-Policy", "default-src 'none'; sandbox")


async def send(handler: Door, path: Path, *, name: str, kind: str) -> None:
    """Stream a file as an attachment."""
    _attach(handler, name=name, kind=kind)
    handler.set_header("Content-Length", str(path.stat().st_size))
    with path.open("rb") as stream:
        await _stream(handler, stream)


async def _stream(handler: Door, stream: IO[bytes]) -> None:
    while chunk := stream.read(CHUNK):
        handler.write(chunk)
        await handler.flush()
    handler.finish()
