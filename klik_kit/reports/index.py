"""The page that leads to every report of a batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from klik_kit.core.portfolio import ScoreKind
from klik_kit.reports.page import plain_page
from klik_kit.reports.render import render


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexLine:
    """One report as the manifest knows it.

    ``files`` are named ``NAME.html`` and ``NAME.pdf``, ``failure`` is empty where there is none,
    ``as_of`` is a day like ``2026-07-20``, ``kind`` one of the five scores or empty for what shows none.
    """

    title: str
    group: str
    files: tuple[str, ...]
    failure: str
    as_of: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One report: whose it is, its page, its PDF where there is one beside the page, why it failed
    (empty: it did not), its day and kind of score."""

    title: str
    page: str
    pdf: str
    failure: str
    as_of: date
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPage:
    """Everything the page shows; ``groups`` are headings with their reports."""

    groups: tuple[tuple[str, tuple[Entry, ...]], ...]
    count: int
    failed: int


def index_html(lines: Sequence[IndexLine]) -> str:
    """The whole page, with the reports in the order given."""
    groups: dict[str, list[Entry]] = {}
    for line in lines:
        page, *more = sorted(line.files)  # .html stands before .pdf
        entry = Entry(
            title=line.title, page=page, pdf=more[0] if more else "", failure=line.failure,
            as_of=date.fromisoformat(line.as_of), kind=ScoreKind(line.kind).label if line.kind else "",
        )  # fmt: skip
        groups.setdefault(line.group, []).append(entry)
    shown = IndexPage(
        groups=tuple((group, tuple(members)) for group, members in groups.items()),
        count=len(lines),
        failed=sum(1 for line in lines if line.failure),
    )
    return plain_page(render("index.html.j2", shown), title="Daftar laporan")
