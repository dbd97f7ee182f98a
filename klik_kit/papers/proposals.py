"""A proposal as Word or as a page to print, and the letter that asks for a figure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from klik_kit.content.forms import load_form
from klik_kit.core.bahasa import day
from klik_kit.core.forms import Field, Repeat, Section
from klik_kit.core.proposal import PARTS, compose
from klik_kit.core.records import Record
from klik_kit.core.review import State, state_of
from klik_kit.desk.person import Person
from klik_kit.desk.proposal import OUTLINES
from klik_kit.errors import AccessError, NotFoundError
from klik_kit.evidence import clean_name
from klik_kit.papers.making import Made, emblem_of, masked

if TYPE_CHECKING:
    from klik_kit.documents.proposal import DataRequestPaper, PaperSection, ProposalPaper

_FINAL = frozenset({State.SIGNED, State.VERIFIED, State.READY, State.SENT, State.ACCEPTED})
_PARTS = frozenset(name for name, _ in PARTS)
_TITLES = {
    "usulan_inisiatif": "USULAN INISIATIF INOVASI DAERAH",
    "profil": "PROFIL INOVASI DAERAH",
    "kipp": "PROPOSAL KIPP",
}


def proposal(person: Person, record_id: str, *, outline: str, form: str) -> Made:
    """A proposal by one of its outlines, as ``docx`` or ``html``.

    Raises:
        AccessError: another unit's.
        NotFoundError: there is no such innovation.
    """
    from klik_kit.documents.proposal import docx_bytes, proposal_html

    record = person.workspace.store.get(record_id)
    if record.key.kind != "inovasi":
        raise NotFoundError("Dokumen ini tidak ada.")
    person.demand_read(record)
    paper = _proposal(person, record, outline)
    body = docx_bytes(paper) if form == "docx" else proposal_html(paper).text.encode()
    return Made(clean_name(f"{OUTLINES[outline].partition(' (')[0]} {paper.innovation}", form), body)


def data_request(person: Person, row: str, *, form: str) -> Made:
    """The letter that asks for the figure of one of the region's rows, as ``docx`` or ``html``.

    Raises:
        AccessError: somebody who is not of the SPD.
        NotFoundError: there is no such row.
    """
    from klik_kit.documents.proposal import data_request_html, docx_bytes

    request = _data_request(person, row)
    body = docx_bytes(request) if form == "docx" else data_request_html(request).text.encode()
    return Made(f"permintaan_{row}.{form}", body)


def _proposal(person: Person, record: Record, outline: str) -> ProposalPaper:
    from klik_kit.documents.proposal import ProposalPaper, Signatory

    workspace, values = person.workspace, masked(record.values())
    region, unit = workspace.region, workspace.units.get(record.key.unit or "")
    form = load_form(outline)
    facts, sections = [], []
    for section in form.sections:
        short, long = _split(section, values)
        facts += short
        if long:
            sections.append(long)
    return ProposalPaper(
        region=region.name,
        letterhead=region.letterhead or (f"PEMERINTAH {region.name.upper()}",),
        address=region.address,
        unit=unit.name if unit else record.key.unit or "",
        outline=_TITLES[outline],
        innovation=values.get("name", ""),
        facts=tuple(facts),
        sections=tuple(sections),
        place=region.seat,
        signed_on=None,
        signatory=Signatory(title=unit.head_title, name=unit.head, nip=unit.head_nip) if unit else Signatory(),
        draft=state_of(values.get("status")) not in _FINAL,
        emblem=emblem_of(workspace),
    )  # fmt: skip


def _split(section: Section, values: Mapping[str, str]) -> tuple[list[tuple[str, str]], PaperSection | None]:
    """A section's short answers as facts, and its long ones as a part of the text."""
    from klik_kit.documents.proposal import PaperSection, Part, ResultRow

    facts: list[tuple[str, str]] = []
    parts: list[Part] = []
    rows: tuple[ResultRow, ...] = ()
    for item in section.items:
        if isinstance(item, Field):
            value = values.get(item.name)
            if item.type == "textarea" and not _left_out(item, values):
                parts.append(Part(title=item.label, paragraphs=tuple(value.split("\n")) if value else ()))
            elif value and item.type != "textarea":
                facts.append((item.label, day(date.fromisoformat(value)) if item.type == "date" else value))
        elif isinstance(item, Repeat) and item.name == "hasil":
            rows = tuple(
                ResultRow(
                    indicator=r.get("indikator", ""), unit=r.get("satuan", ""), before=r.get("sebelum", ""), after=r.get("sesudah", ""),
                    source=r.get("sumber", ""), on=day(date.fromisoformat(r["tanggal"])) if r.get("tanggal") else "",
                )
                for _, r in item.rows(values)
            )  # fmt: skip
    if not parts and not rows:
        return facts, None
    return facts, PaperSection(title=section.title, parts=tuple(parts), results=rows)


def _left_out(field: Field, values: Mapping[str, str]) -> bool:
    """What may stay empty and is; and of a rancang bangun either its parts or the whole, never both."""
    whole = values.get("rancang_bangun")
    if field.name == "rancang_bangun":
        return not whole or whole == compose(values)
    if field.name in _PARTS and whole and whole != compose(values):
        return not values.get(field.name)
    return not values.get(field.name) and not field.required


def _data_request(person: Person, row_code: str) -> DataRequestPaper:
    from klik_kit.documents.proposal import DataRequestPaper, RequestedFigure, Signatory

    workspace, reach = person.workspace, person.reach()
    if not reach.spd and reach.reads is not None:
        raise AccessError("Surat ini dibuat oleh petugas SPD.")
    edition, region = workspace.edition(), workspace.region
    row = next((r for r in edition.spd if r.row == row_code), None)
    if row is None:
        raise NotFoundError("Baris SPD ini tidak ada.")
    stored = workspace.spd(edition)
    owner = (stored.value(f"owner.{row.row}") if stored else None) or row.owner
    signer = next((o for o in workspace.officials if o.role == "Kepala Bapperida"), None)
    due = next((e for e in workspace.events if e.name == "Batas ajukan"), None)
    return DataRequestPaper(
        region=region.name,
        letterhead=region.letterhead or (f"PEMERINTAH {region.name.upper()}",),
        address=region.address,
        place=region.seat,
        signed_on=None,
        number="",
        recipient=owner,
        measurement=edition.title,
        figures=(RequestedFigure(row=row.row, figure=row.name, unit=row.unit),),
        deadline=(due.end or due.start) if due else None,
        contact="",
        emblem=emblem_of(workspace),
        signatory=Signatory(title=signer.title, name=signer.name, rank=signer.rank, nip=signer.nip)
        if signer
        else Signatory(),
    )
