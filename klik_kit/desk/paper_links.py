"""The papers of what a page is about, each a link to its Word file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from klik_kit.content.papers import load_papers
from klik_kit.core.evidence_state import RowState, row_label
from klik_kit.core.papers import About, PaperKind, formats_of
from klik_kit.core.rubric import Edition
from klik_kit.desk.counter import Message
from klik_kit.desk.drawing import card, link

REGION = "daerah"
"""Stands for a record in the address of a paper about the region."""


def papers_panel(
    about: About, record: str, *, title: str = "Dokumen Word", shown: bool = True, more: Sequence[Message] = ()
) -> Message:
    """Links to all papers of a record but those whose innovations are chosen first.

    Args:
        about: which papers.
        record: a session, a class, the code of a unit, or `REGION`.
        title: above them.
        shown: whether the person may have them.
        more: links behind them.
    """
    kinds = [kind for kind in load_papers().values() if shown and kind.about is about and not kind.choose]
    links = [link(kind.title, f"/unduh/{record}/{kind.name}.docx", download=True) for kind in kinds]
    return {"type": "links", "title": title if links or more else "", "links": [*links, *more]}


def formats_beside(sections: list[Message], edition: Edition, innovation: str) -> list[Message]:
    """The same sections, with the drafts that each row wants at its evidence."""
    wanted = formats_of(load_papers().values(), edition)
    for item in (item for section in sections for item in section["items"] if item["kind"] == "evidence"):
        row = item["indicator"]
        item["formats"] = [
            {"label": kind.title, "hint": kind.hint, "href": _draft(innovation, kind, row)}
            for kind in wanted.get(row, ())
        ]
    return sections


def drafts_owed(states: Iterable[RowState], edition: Edition, innovation: str) -> Message:
    """A card for each row that owes a document, with the drafts that it can begin from.

    Args:
        states: the rows of an innovation; those that have a document, or need none and were promised none, are left out.
        edition: whose documents the drafts are of.
        innovation: its id.
    """
    wanted = formats_of(load_papers().values(), edition)
    cards = [
        card(
            row_label(one.row),
            text=f"Penanggung jawab: {', '.join(one.owners)}" if one.owners else "",
            links=[link(kind.title, _draft(innovation, kind, one.row.row), download=True) for kind in wanted[one.row.row]],
        )
        for one in states
        if one.row.row in wanted and not one.documents and (one.lacking or one.owners)
    ]  # fmt: skip
    title = "Format Word (sebagian sudah diisi) untuk data dukung yang belum ada"
    return {"type": "cards", "title": title, "cards": cards, "empty": "Tidak ada data dukung berformat yang ditunggu."}


def _draft(innovation: str, kind: PaperKind, row: str) -> str:
    return f"/unduh/{innovation}/{kind.name}_{row}.docx"
