"""Every paper by its address, and what lies behind a link of a page."""

from __future__ import annotations

from datetime import date
from urllib.parse import unquote

from klik_kit.desk.person import Person
from klik_kit.errors import NotFoundError
from klik_kit.papers.making import Made, demand, made, split_name, subject


def paper(person: Person, record_id: str, *, name: str, form: str) -> Made:
    """A paper of a record, if the person may have it.

    Args:
        person: who asks.
        record_id: an innovation, a session, a class, the code of a unit, or ``daerah``.
        name: a paper of the list, or one with its row (``sop_28``, ``permintaan_data_4``).
        form: ``docx``, or ``html`` for those that can be a page.

    Raises:
        AccessError: another unit's, or the clinic's own.
        NotFoundError: there is no such record or paper.
        ReportError: the region's own template is wrong.
    """
    kind, row = split_name(name, person.workspace.edition())
    if form == "html" and not kind.page:
        raise NotFoundError("Dokumen ini hanya ada sebagai berkas Word.")
    record = subject(person.workspace, kind, record_id)
    demand(person, kind, record)
    return made(person.workspace, kind, record, today=date.today(), form=form, row=row)  # noqa: DTZ011 - the day on the clinic's own wall


def downloaded(person: Person, href: str) -> tuple[str, bytes]:
    """Name and bytes behind a link of a page, for a notebook, which has no server to ask.

    Raises:
        AccessError: another unit's.
        NotFoundError: there is none.
    """
    from klik_kit.desk.evidence import evidence_file
    from klik_kit.desk.parcels import FILES, parcel_bytes
    from klik_kit.desk.recap import recap_file
    from klik_kit.evidence import Vault
    from klik_kit.workspace import EVIDENCE

    address = unquote(href)
    path, _, form = address.rpartition(".")
    match address.split("/"):
        case ["", "unduh", record, what] if what in FILES:
            return parcel_bytes(person, record, what)
        case ["", "unduh", "daerah", name] if name.startswith("rekap_") and name.endswith(".xlsx"):
            return recap_file(person, name.removeprefix("rekap_").removesuffix(".xlsx"), as_of=date.today())  # noqa: DTZ011 - the day on the clinic's own wall
        case ["", "bukti", document]:
            file, name, _ = evidence_file(person, Vault(person.workspace.folder / EVIDENCE), document)
            return name, file.read_bytes()
    match path.split("/"):
        case ["", "unduh", record, name] if form in {"docx", "html"}:
            found = paper(person, record, name=name, form=form)
            return found.name, found.body
    raise NotFoundError("Dokumen ini tidak ada.")
