"""What goes into a package, read from the store at one moment: sheets, files under readable names, links.

May not open a file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from klik_kit.content.masking import load_masking
from klik_kit.content.portal import load_portal
from klik_kit.core.copy_sheet import CopySheet, copy_sheet
from klik_kit.core.parcel_names import document_name, folder_name
from klik_kit.core.portal_check import documents_by_row, is_file, is_name
from klik_kit.core.records import Record
from klik_kit.core.rubric import Edition
from klik_kit.store import Store

EVIDENCE_FOLDER = "data_dukung"
_ENDINGS = {"jpeg": "jpg"}
_PRIVATE = "Memuat nama penerima; hanya disertakan bagi unit pemilik dan klinik."
_NAMED = "Berkasnya belum diunggah, baru namanya tercatat"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelFile:
    """One file of evidence: its document, its row, where it goes, and what the store says of its content."""

    document: str
    row: str
    name: str
    shown: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelItem:
    """One innovation of a package; ``left_out`` are documents, their row and why they are not in it."""

    sheet: CopySheet
    folder: str
    files: tuple[ParcelFile, ...]
    links: tuple[tuple[str, str, str], ...]
    left_out: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A package as it was read: ``head`` is how far the store's history was then."""

    region: str
    edition: Edition
    items: tuple[ParcelItem, ...]
    made_at: datetime
    made_by: str
    head: int

    @property
    def size(self) -> int:
        """Bytes of evidence, as the store knows them."""
        return sum(file.size for item in self.items for file in item.files)

    @property
    def standing(self) -> frozenset[tuple[str, str, str]]:
        """Document, row and content of everything in it, to be compared with the store again."""
        return frozenset((f.document, f.row, f.sha256) for item in self.items for f in item.files)


def gather(
    store: Store,
    edition: Edition,
    *,
    innovations: Collection[str],
    units: Mapping[str, str],
    private: Callable[[str], bool],
    region: str,
    at: datetime,
    today: date,
    who: str,
) -> Parcel:
    """Read everything a package needs.

    Args:
        store: read in one transaction.
        edition: whose rows and rules count.
        innovations: their ids.
        units: the name of each unit.
        private: whether the documents of a unit that name recipients may go along.
        region: its name.
        at: the moment, with its zone.
        today: the day on the clinic's wall.
        who: for whom it is made.
    """
    portal, wanted = load_portal(), set(innovations)
    with store.still():
        head = store.head()[0]
        profiles, assessments, documents = _read(store, edition, wanted)
    taken: set[str] = set()
    items = []
    for profile in sorted(profiles, key=lambda r: (r.key.unit or "", (r.value("name") or "").casefold(), r.key.id)):
        unit, own = profile.key.unit or "", documents.get(profile.key.id, [])
        folder = folder_name(unit, profile.value("name") or "", profile.key.id, taken=taken)
        taken.add(folder.lower())
        closed = frozenset() if private(unit) else portal.private_rows
        files, links, left_out = _sorted_out(own, edition, closed=closed)
        sheet = copy_sheet(
            portal, edition, profile, assessments.get(profile.key.id), own,
            unit_name=units.get(unit, unit), files={f.document: f.name for f in files}, private=private(unit), today=today,
            masking=load_masking(),
        )  # fmt: skip
        items.append(ParcelItem(sheet=sheet, folder=folder, files=files, links=links, left_out=left_out))
    return Parcel(region=region, edition=edition, items=tuple(items), made_at=at, made_by=who, head=head)


def _read(
    store: Store, edition: Edition, wanted: Collection[str]
) -> tuple[list[Record], dict[str | None, Record], Mapping[str, list[Record]]]:
    """The innovations, their scores and their documents; of one alone only its own are read."""
    if len(wanted) == 1:
        (only,) = wanted
        own = {only: list(store.list("data_dukung", parent=only))}
        scores = store.list("penilaian", parent=only, edition=edition.id)
        return [store.get(only)], {r.key.parent: r for r in scores}, own
    profiles = [r for r in store.list("inovasi") if r.key.id in wanted]
    scores = store.list("penilaian", edition=edition.id)
    return profiles, {r.key.parent: r for r in scores}, evidence_by_innovation(store)


def evidence_by_innovation(store: Store) -> Mapping[str, list[Record]]:
    """All documents, withdrawn ones included, by the innovation they belong to."""
    found: defaultdict[str, list[Record]] = defaultdict(list)
    for record in store.list("data_dukung"):
        found[record.key.parent or ""].append(record)
    return found


def standing_now(store: Store, parcel: Parcel) -> frozenset[tuple[str, str, str]]:
    """What `Parcel.standing` would say now, of the same innovations; what is left out on purpose stays out."""
    documents = evidence_by_innovation(store)
    rows = {row.row for row in parcel.edition.sid}
    found = set()
    for item in parcel.items:
        out = {document for document, _, _ in item.left_out}
        for row, own in documents_by_row(documents.get(item.sheet.innovation, [])).items():
            found |= {
                (d.key.id, row, d.value("file") or "")
                for d in own
                if row in rows and is_file(d) and d.key.id not in out
            }
    return frozenset(found)


def _sorted_out(
    documents: Iterable[Record], edition: Edition, *, closed: Collection[str]
) -> tuple[tuple[ParcelFile, ...], tuple[tuple[str, str, str], ...], tuple[tuple[str, str, str], ...]]:
    """Files, links, and what is left out, in the order of the edition's rows."""
    rows = documents_by_row(documents)
    files: list[ParcelFile] = []
    links: list[tuple[str, str, str]] = []
    left_out: list[tuple[str, str, str]] = []
    taken: set[str] = set()
    for row in (row.row for row in edition.sid):
        for document in rows.get(row, []):
            if row in closed:
                left_out.append((document.key.id, row, _PRIVATE))
            elif is_file(document):
                made = _file(document, row, taken)
                taken.add(made.name.lower())
                files.append(made)
            elif is_name(document):
                left_out.append((document.key.id, row, f"{_NAMED}: {document.value('file')}"))
            else:
                links.append((row, document.value("title") or "", document.value("file") or ""))
    return tuple(files), tuple(links), tuple(left_out)


def _file(document: Record, row: str, taken: Collection[str]) -> ParcelFile:
    kind = document.value("type") or "bin"
    name = document_name(
        row,
        title=document.value("title") or document.value("name") or "",
        number=document.value("number") or "",
        day=document.value("date") or "",
        ending=_ENDINGS.get(kind, kind),
        taken=taken,
    )
    return ParcelFile(
        document=document.key.id, row=row, name=name, shown=document.value("name") or name,
        sha256=document.value("file") or "", size=int(document.value("size") or 0),
    )  # fmt: skip
