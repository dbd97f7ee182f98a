"""Papers for signing: a proposal and a letter that asks for data, as Word and as HTML to print.

May not read the store: a paper is built by its caller from plain values. Nothing is made up here: what
is not known is a marked blank. What people typed stays text: braces, tags and scripts come out as typed,
and characters that no document can hold are shown as U+FFFD.
"""

from __future__ import annotations

import io
import re
from base64 import b64encode
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from klik_kit.core.bahasa import day
from klik_kit.errors import ReportError
from klik_kit.files import reason, replacing
from klik_kit.places import shipped
from klik_kit.reports.render import Html

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_DRAFT = "DRAF – belum disahkan"
_CELL_BLANK, _BLANK, _LONG_BLANK = "…" * 5, "…" * 12, "…" * 24
_UNHOLDABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
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
    from docx.shared import Cm
    from docxtpl import DocxTemplate, InlineImage
    from jinja2 import Environment, StrictUndefined, TemplateError

    source = template or _folder() / _names(paper)[0]
    environment = Environment(autoescape=True, undefined=StrictUndefined, finalize=_word)
    try:
        document = DocxTemplate(io.BytesIO(source.read_bytes()))
        picture = InlineImage(document, io.BytesIO(paper.emblem), height=Cm(2.1)) if paper.emblem else ""
        document.render(_context(paper) | {"emblem": picture}, environment, autoescape=True)
    except OSError as error:
        raise ReportError(f"Templat {source} tidak dapat dibaca: {reason(error)}.") from error
    except (TemplateError, BadZipFile, KeyError, ValueError) as error:
        raise ReportError(
            f"Templat {source} tidak dapat dipakai: {error}. Salin lagi templat bawaan, lalu ubah salinannya."
        ) from error
    _describe(document.docx.core_properties, paper)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


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
    return Html(_environment().get_template(_names(paper)[1]).render(names))


def _data_address(picture: bytes) -> str:
    """A picture as an address that holds it, so that the page needs nothing beside it; empty where there is none."""
    kind = "png" if picture.startswith(b"\x89PNG") else "jpeg"
    return f"data:image/{kind};base64,{b64encode(picture).decode()}" if picture else ""


def _names(paper: ProposalPaper | DataRequestPaper) -> tuple[str, str]:
    if isinstance(paper, ProposalPaper):
        return "proposal.docx", "proposal.html.j2"
    return "permintaan_data.docx", "permintaan_data.html.j2"


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


def _holdable(value: object) -> str:
    return _UNHOLDABLE.sub("\ufffd", str(value))


def _word(value: object) -> Markup:
    """A value as text of a Word document.

    Braces and white space go as character references: docxtpl reads ``{_{`` and line breaks in what it
    has made as instructions.
    """
    from docxtpl import InlineImage
    from markupsafe import Markup, escape

    if isinstance(value, InlineImage):
        return Markup(value)  # noqa: S704 - the picture's own XML, made here
    text = str(escape(_holdable(value)))
    for char in "{}\t\n\r":
        text = text.replace(char, f"&#{ord(char)};")
    return Markup(text)  # noqa: S704 - escaped in the line before


def _describe(properties: Any, paper: ProposalPaper | DataRequestPaper) -> None:
    title = paper.innovation if isinstance(paper, ProposalPaper) else f"Permintaan data {paper.measurement}"
    author = paper.unit if isinstance(paper, ProposalPaper) else paper.region
    properties.title, properties.author = _holdable(title)[:255], _holdable(author)[:255]


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_folder()),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: value if hasattr(value, "__html__") else _holdable(value),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
