"""A proposal and a letter that asks for data, as Word and as HTML to print."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from klik_kit import templating
from klik_kit.core.bahasa import day
from klik_kit.documents.filling import DOTS, filled, holdable
from klik_kit.errors import ReportError
from klik_kit.files import reason, replacing
from klik_kit.places import shipped
from klik_kit.reports.render import Html

if TYPE_CHECKING:
    from jinja2 import Environment

_WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_DRAFT = "DRAF – belum disahkan"
_CELL_BLANK, _BLANK, _LONG_BLANK = "…" * 5, DOTS, DOTS * 2
_LINES = re.compile(r"\r\n|\r|\n")
_MOST_PARAGRAPHS = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who signs; what is empty becomes a line of dots (the rank is left out)."""

    title: str = ""
    name: str = ""
    rank: str = ""
    nip: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRow:
    """One measured result, in the words and numbers the reader sees."""

    indicator: str
    unit: str = ""
    before: str = ""
    after: str = ""
    source: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a section: its title, and paragraphs; a line break starts another one."""

    title: str
    paragraphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSection:
    """A numbered section: paragraphs, then parts, then a table of results; marked where all are empty."""

    title: str
    paragraphs: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    results: tuple[ResultRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalPaper:
    """A proposal on the region's letterhead.

    ``letterhead`` are its lines, the last of them the largest; ``outline`` is the paper's title
    (``USULAN INISIATIF INOVASI DAERAH``); ``facts`` are labels with their values, dates in words;
    ``place`` and ``signed_on`` stand above the signature, the date a blank while None; ``draft`` marks
    every page until the paper is approved; ``emblem`` is a picture, PNG or JPEG, or empty.
    """

    region: str
    letterhead: tuple[str, ...]
    address: str
    unit: str
    outline: str
    innovation: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[PaperSection, ...]
    place: str
    signed_on: date | None
    signatory: Signatory
    draft: bool
    emblem: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestedFigure:
    """One row of the SPD and the figure it needs; an empty ``period`` becomes a marked blank."""

    row: str
    figure: str
    unit: str = ""
    period: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequestPaper:
    """A letter to the Penanggung Jawab Data of one or more rows.

    ``recipient`` follows ``Yth.``; ``measurement`` is what the figures are for (``Indeks Inovasi Daerah
    Tahun 2026``). An empty ``number``, ``contact`` or ``attachment``, and a missing ``signed_on`` or
    ``deadline``, become marked blanks.
    """

    region: str
    letterhead: tuple[str, ...]
    address: str
    place: str
    signed_on: date | None
    number: str
    recipient: str
    measurement: str
    figures: tuple[RequestedFigure, ...]
    deadline: date | None
    contact: str
    signatory: Signatory
    nature: str = "Biasa"
    attachment: str = "-"
    recipient_place: str = "Tempat"
    copies: tuple[str, ...] = ()
    emblem: bytes = b""


def write_docx(paper: ProposalPaper | DataRequestPaper, path: Path, *, template: Path | None = None) -> None:
    """Write a paper as a Word file, whole or not at all.

    Args:
        paper: what stands in it.
        path: of the file; an older one is replaced.
        template: the office's own template, with the placeholders of the kit's.

    Raises:
        ExchangeError: the folder or the disk refuses the file.
        ReportError: the template cannot be used.
    """
    made = docx_bytes(paper, template=template)
    with replacing(path) as draft:
        draft.write_bytes(made)


def docx_bytes(paper: ProposalPaper | DataRequestPaper, *, template: Path | None = None) -> bytes:
    """A paper as the bytes of a Word file.

    Raises:
        ReportError: the template cannot be used.
    """
    source = template or _folder() / f"{_name(paper)}.docx"
    try:
        content = source.read_bytes()
    except OSError as error:
        raise ReportError(f"Templat {source} tidak dapat dibaca: {reason(error)}.") from error
    title = paper.innovation if isinstance(paper, ProposalPaper) else f"Permintaan data {paper.measurement}"
    author = paper.unit if isinstance(paper, ProposalPaper) else paper.region
    return filled(content, _in_word(paper), where=str(source), emblem=paper.emblem, title=title, author=author)


def proposal_html(paper: ProposalPaper, *, nonce: str = "") -> Html:
    """A proposal as a page of its own, to read and to print on A4.

    Args:
        paper: what stands in it.
        nonce: of the content security policy under which the page is served.
    """
    return _page(paper, nonce)


def data_request_html(paper: DataRequestPaper, *, nonce: str = "") -> Html:
    """A letter as a page of its own, to read and to print on A4."""
    return _page(paper, nonce)


def _page(paper: ProposalPaper | DataRequestPaper, nonce: str) -> Html:
    names = _context(paper) | {"nonce": nonce, "emblem": _data_address(paper.emblem)}
    return Html(_environment().get_template(f"{_name(paper)}.html.j2").render(names))


def _data_address(picture: bytes) -> str:
    """A picture as an address that holds it, so that the page needs nothing beside it; empty where there is none."""
    kind = "png" if picture.startswith(b"\x89PNG") else "jpeg"
    return f"data:image/{kind};base64,{b64encode(picture).decode()}" if picture else ""


def _name(paper: ProposalPaper | DataRequestPaper) -> str:
    return "proposal" if isinstance(paper, ProposalPaper) else "permintaan_data"


def _in_word(paper: ProposalPaper | DataRequestPaper) -> dict[str, Any]:
    """The places of the Word templates; what is empty there asks to be filled, what is None is left out."""
    names = _context(paper)
    shared = {
        "kop": list(names["letterhead_over"]),
        "kop_utama": names["letterhead_last"],
        "alamat": paper.address or None,
        "tempat": paper.place,
        "tanggal": names["signed_on"],
        "penanda_jabatan": paper.signatory.title,
        "penanda_nama": paper.signatory.name,
        "penanda_pangkat": paper.signatory.rank or None,
        "penanda_nip": paper.signatory.nip,
    }
    if isinstance(paper, ProposalPaper):
        return shared | {
            "draf": names["draft_mark"] or None,
            "judul": paper.outline,
            "inovasi": paper.innovation,
            "unit": paper.unit,
            "fakta": [{"label": fact["label"], "isi": fact["value"]} for fact in names["facts"]],
            "isi": [_word_section(section) for section in names["sections"]],
        }
    return shared | {
        "nomor": paper.number,
        "sifat": paper.nature,
        "lampiran": paper.attachment,
        "hal": names["subject"],
        "yth": paper.recipient,
        "yth_di": paper.recipient_place,
        "pembuka": names["opening"],
        "data": [
            {
                "nomor": row["number"], "baris": row["row"], "data": row["figure"], "satuan": row["unit"],
                "periode": row["period"], "sumber": row["source"],
            }
            for row in names["figures"]
        ],
        "permintaan": names["asking"],
        "batas": names["deadline"],
        "penjelasan": names["unpublished"],
        "narahubung": paper.contact,
        "penutup": names["closing"],
        "tembusan": list(paper.copies),
    }  # fmt: skip


def _word_section(section: dict[str, Any]) -> dict[str, Any]:
    results = [
        {
            "nomor": row["number"], "indikator": row["indicator"], "satuan": row["unit"], "sebelum": row["before"],
            "sesudah": row["after"], "sumber": row["source"], "tanggal": row["on"],
        }
        for row in section["results"]
    ]  # fmt: skip
    parts = [{"nomor": p["number"], "judul": p["title"], "teks": p["paragraphs"]} for p in section["parts"]]
    return {
        "nomor": section["number"], "judul": section["title"], "teks": section["paragraphs"], "rincian": parts,
        "hasil": results, "kosong": section["empty"],
    }  # fmt: skip


def _folder() -> Path:
    return shipped("templates") / "documents"


def _context(paper: ProposalPaper | DataRequestPaper) -> dict[str, Any]:
    """The names of the templates: the fields of the paper, numbered and in words."""
    names = {field.name: getattr(paper, field.name) for field in fields(paper)} | {
        "letterhead_over": paper.letterhead[:-1],
        "letterhead_last": paper.letterhead[-1] if paper.letterhead else paper.region,
        "place_comma": f"{paper.place}, " if paper.place else "",
        "signed_on": day(paper.signed_on) if paper.signed_on else "",
        "signatory_title": paper.signatory.title or _LONG_BLANK,
        "signatory_name": paper.signatory.name or _LONG_BLANK,
        "signatory_rank": paper.signatory.rank,
        "signatory_nip": paper.signatory.nip or _BLANK,
        "blank_cell": _CELL_BLANK,
        "blank_short": _BLANK,
        "blank_long": _LONG_BLANK,
    }
    return names | (_of_proposal(paper) if isinstance(paper, ProposalPaper) else _of_request(paper))


def _of_proposal(paper: ProposalPaper) -> dict[str, Any]:
    return {
        "draft_mark": _DRAFT if paper.draft else "",
        "facts": [{"label": label, "value": value or "–"} for label, value in paper.facts],
        "sections": [_section(number, section) for number, section in enumerate(paper.sections, start=1)],
    }


def _section(number: int, section: PaperSection) -> dict[str, Any]:
    paragraphs = _paragraphs(section.paragraphs)
    parts = []
    for position, part in enumerate(section.parts, start=1):
        texts = _paragraphs(part.paragraphs)
        parts.append({"number": position, "title": part.title, "paragraphs": texts, "empty": not texts})
    results = [
        {field.name: getattr(row, field.name) for field in fields(row)} | {"number": position}
        for position, row in enumerate(section.results, start=1)
    ]
    empty = not (paragraphs or parts or results)
    return {
        "number": number, "title": section.title, "paragraphs": paragraphs, "parts": parts, "results": results, "empty": empty,
    }  # fmt: skip


def _of_request(paper: DataRequestPaper) -> dict[str, Any]:
    several = len(paper.figures) > 1
    return {
        "subject": f"Permintaan data {paper.measurement}",
        "opening": (
            f"Dalam rangka pengukuran {paper.measurement} {paper.region}, pada aspek Satuan Pemerintah Daerah (SPD), "
            "kami mohon bantuan Bapak/Ibu menyampaikan data berikut."
        ),
        "figures": [
            {field.name: getattr(row, field.name) for field in fields(row)} | {"number": position}
            for position, row in enumerate(paper.figures, start=1)
        ],
        "asking": (
            f"{'Setiap angka' if several else 'Angka tersebut'} mohon disampaikan sebagaimana tercantum dalam dokumen resmi, "
            "disertai salinan dokumen sumbernya (PDF) yang memperlihatkan angka, periode, dan instansi penerbitnya, "
            "paling lambat"
        ),
        "asking_end": ".",
        "deadline": f"{_WEEKDAYS[paper.deadline.weekday()]}, {day(paper.deadline)}" if paper.deadline else "",
        "unpublished": (
            "Apabila angka resmi untuk periode dimaksud belum terbit, mohon diberitahukan kapan akan terbit; "
            "angka sementara tidak diperlukan."
        ),
        "closing": "Atas perhatian dan kerja sama Bapak/Ibu, kami sampaikan terima kasih.",
        "copies": [{"number": position, "text": text} for position, text in enumerate(paper.copies, start=1)],
    }


def _paragraphs(texts: tuple[str, ...]) -> list[str]:
    """Every line with words as a paragraph of its own; what is beyond any paper is joined, never dropped."""
    lines = [line for text in texts for line in _LINES.split(text) if line.strip()]
    if len(lines) > _MOST_PARAGRAPHS:
        lines[_MOST_PARAGRAPHS - 1 :] = [" ".join(lines[_MOST_PARAGRAPHS - 1 :])]
    return lines


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return templating.environment(
        "documents", finalize=lambda value: value if hasattr(value, "__html__") else holdable(value)
    )
