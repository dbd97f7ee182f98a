"""Evidence in, evidence and papers out: plain HTTP, streamed, through the same rights as the pages.

May not keep a file in memory or show one in the browser: everything goes out as an attachment.
"""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING
from urllib.parse import quote, unquote

from tornado.web import HTTPError, stream_request_body

from klik_kit.desk.evidence import add_evidence, demand_place, evidence_file
from klik_kit.desk.person import Person
from klik_kit.errors import AccessError, EvidenceError, KlikError, NotFoundError
from klik_kit.evidence import Vault
from klik_kit.serve.requests import Door, log, log_under_code
from klik_kit.workspace import EVIDENCE

if TYPE_CHECKING:
    from klik_kit.evidence import Incoming

CHUNK = 64 * 1024


_STATUS = {"too_large": 413, "wrong_type": 415, "full": 507, "disk": 503, "store": 503, "missing": 404}
_MOST_HEADER = 2_000


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


class EvidenceOut(_PersonsDoor):
    """``GET /bukti/<id>``: a document, as an attachment."""

    async def get(self, evidence: str) -> None:
        """The file, for those who may read its innovation."""
        try:
            path, name, kind = evidence_file(self.person(), self.vault, evidence)
        except AccessError as error:
            raise HTTPError(403) from error
        except KlikError as error:
            raise HTTPError(404) from error
        await send(self, path, name=name, kind=kind)


class PaperOut(_PersonsDoor):
    """``GET /unduh/<innovation>/<outline>.docx``: a proposal as Word, or as a page to print."""

    async def get(self, record: str, outline: str, form: str) -> None:
        """The paper, made from what is stored now."""
        from klik_kit.papers.downloads import paper

        try:
            person = self.person()
            made = await asyncio.get_running_loop().run_in_executor(
                None, lambda: paper(person, record, name=outline, form=form)
            )
        except AccessError as error:
            raise HTTPError(403) from error
        except NotFoundError as error:
            raise HTTPError(404) from error
        except KlikError as error:
            log.warning("%s", error)
            self.set_status(422)
            self.set_header("Content-Type", "text/plain; charset=utf-8")
            self.finish(f"{error}\n")
            return
        kinds = {
            "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "html": "text/html; charset=utf-8",
        }
        _attach(self, name=made.name, kind=kinds[form])
        self.finish(made.body)


class RecapOut(_PersonsDoor):
    """``GET /unduh/daerah/rekap_<score>.xlsx``: the recap of the units that somebody may read."""

    async def get(self, kind: str) -> None:
        """The workbook, made from what is stored now."""
        from klik_kit.desk.recap import recap_file

        try:
            person, today = self.person(), date.today()  # noqa: DTZ011 - the day on the clinic's own wall
            name, body = await asyncio.get_running_loop().run_in_executor(
                None, lambda: recap_file(person, kind, as_of=today)
            )
        except AccessError as error:
            raise HTTPError(403) from error
        except NotFoundError as error:
            raise HTTPError(404) from error
        _attach(self, name=name, kind="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        self.finish(body)


class ParcelOut(_PersonsDoor):
    """``GET /unduh/<innovation>/paket.zip`` and ``lembar-salin.html|xlsx``, from a file that ends with its handle."""

    async def get(self, record: str, what: str) -> None:
        """The file, for who brings the innovation into the portal."""
        from klik_kit.desk.parcels import parcel_file

        try:
            person = self.person()
            made = await asyncio.get_running_loop().run_in_executor(None, lambda: parcel_file(person, record, what))
        except AccessError as error:
            raise HTTPError(403) from error
        except NotFoundError as error:
            raise HTTPError(404) from error
        except KlikError as error:
            log.warning("%s", error)
            raise HTTPError(503) from error
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
