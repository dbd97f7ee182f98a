"""Who may have a copy sheet and a package at the counter, and the files behind their links."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, NamedTuple

from klik_kit.core.records import Record
from klik_kit.core.review import State, state_of
from klik_kit.desk.person import Person
from klik_kit.errors import AccessError, KlikError, NotFoundError

if TYPE_CHECKING:
    from klik_kit.parcel import Parcel
    from klik_kit.workspace import Workspace

FILES = {
    "paket.zip": "application/zip",
    "lembar-salin.html": "text/html; charset=utf-8",
    "lembar-salin.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""What may be fetched below ``/unduh/<innovation>/``, and its type."""
_OPEN = frozenset({State.READY, State.SENT, State.ACCEPTED, State.REJECTED})
MOST_IN_NOTEBOOK = 64 * 1024 * 1024
NOT_YET = "Lembar salin dan paket kirim terbuka setelah inovasi ini dinyatakan Layak kirim."
_NOT_YOURS = "Lembar salin dan paket kirim disusun unit pemilik dan klinik."


class Made(NamedTuple):
    """A file to hand out: its name, its type, its bytes from the start of an open file, and how many."""

    name: str
    kind: str
    stream: IO[bytes]
    size: int


def may_copy(person: Person, innovation: Record) -> bool:
    """Whether the person brings an innovation into the portal: who fills it in, and the clinic that reviews it."""
    reach, unit = person.reach(), innovation.key.unit or ""
    return reach.may_write(unit) or (reach.clinic and reach.may_review(unit))


def copies_open(innovation: Record) -> bool:
    """Whether an innovation has come far enough to be brought into the portal."""
    return state_of(innovation.value("status")) in _OPEN


def to_copy(person: Person, record: str) -> Record:
    """An innovation that the person may bring into the portal.

    Raises:
        AccessError: it is another unit's, or the person only reads.
        NotFoundError: there is no such innovation.
    """
    found = person.innovation(record)
    if not may_copy(person, found):
        raise AccessError(_NOT_YOURS)
    return found


def private_of(person: Person | None) -> Callable[[str], bool]:
    """Whether a unit's lists of recipients may go along for somebody; never for nobody in particular.

    Source: USERS.md, "The hall, the phone, the office": the unit that owns them, and the clinic that checks them.
    """
    if person is None:
        return lambda unit: False  # noqa: ARG005
    reach = person.reach()
    return lambda unit: reach.may_write(unit) or (reach.clinic and reach.may_review(unit))


def standing_person(workspace: Workspace, login: str) -> Person:
    """The person of a login, as the command line names them.

    Raises:
        KlikError: there is no such account.
        AccessError: it was disabled or has expired.
    """
    account = workspace.store.accounts.find(login)
    if account is None:
        raise KlikError(f"Akun {login!r} tidak ada. Daftarnya: klik user list.")
    person = Person(workspace=workspace, id=account.id)
    person.account()
    return person


def parcel_of(person: Person, innovation: Record) -> Parcel:
    """The package of one innovation as this person may have it."""
    from klik_kit.parcel import gather

    workspace = person.workspace
    return gather(
        workspace.store, workspace.edition(), innovations={innovation.key.id},
        units={code: unit.name for code, unit in workspace.units.items()}, private=private_of(person),
        region=workspace.region.name, at=datetime.now(UTC), today=today(), who=person.account().name,
    )  # fmt: skip


def parcel_file(person: Person, record: str, what: str) -> Made:
    """A copy sheet or the package of an innovation, in a file that has no name on the disk and ends with its handle.

    Args:
        person: who asks.
        record: the innovation.
        what: one of `FILES`.

    Raises:
        AccessError: the person does not bring it into the portal, or it is not *Layak kirim* yet.
        NotFoundError: there is no such innovation or file.
        KlikError: files are missing from the vault, or the disk refuses.
    """
    from klik_kit.evidence import Vault
    from klik_kit.files import reason
    from klik_kit.parcel.pages import sheet_html
    from klik_kit.parcel.spreadsheet import sheet_xlsx
    from klik_kit.parcel.writing import whole, write_into
    from klik_kit.workspace import EVIDENCE

    if what not in FILES:
        raise NotFoundError("Berkas ini tidak ada.")
    innovation = to_copy(person, record)
    if not copies_open(innovation):
        raise AccessError(NOT_YET)
    workspace, parcel = person.workspace, parcel_of(person, innovation)
    (item,) = parcel.items
    stem, _, ending = what.partition(".")
    try:
        stream = TemporaryFile(dir=workspace.folder)  # noqa: SIM115 - handed on open
        try:
            if ending == "html":
                stream.write(sheet_html(item.sheet, at=parcel.made_at).encode("utf-8", errors="replace"))
            elif ending == "xlsx":
                stream.write(sheet_xlsx(item.sheet))
            else:
                vault = Vault(workspace.folder / EVIDENCE)
                whole(parcel, vault)
                write_into(stream, parcel, vault, workspace.store)
            size = stream.seek(0, 2)
            stream.seek(0)
        except BaseException:
            stream.close()
            raise
    except OSError as error:
        raise KlikError(f"Paket belum dapat dibuat karena diska server bermasalah: {reason(error)}. Mohon beri tahu Admin Klinik.") from error  # fmt: skip
    return Made(f"{stem}_{item.folder}.{ending}", FILES[what], stream, size)


def parcel_bytes(person: Person, record: str, what: str) -> tuple[str, bytes]:
    """Name and bytes of the same, for a notebook, whose kernel has to hold them.

    Raises:
        AccessError: as for `parcel_file`.
        NotFoundError: as for `parcel_file`.
        KlikError: as for `parcel_file`; or it is too large for a notebook.
    """
    made = parcel_file(person, record, what)
    with made.stream:
        if made.size > MOST_IN_NOTEBOOK:
            raise KlikError(f"Paket ini terlalu besar untuk diunduh dari JupyterLab. Jalankan: klik paket --inovasi {record} --semua --akun {person.account().login}")  # fmt: skip
        return made.name, made.stream.read()


def today() -> date:
    """The day on the clinic's own wall."""
    return date.today()  # noqa: DTZ011
