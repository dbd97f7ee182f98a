"""The page that leads to every report of a batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from klik_kit.core.portfolio import ScoreKind
from klik_kit.reports.page import plain_page
from klik_kit.reports.render import render


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One report: whose it is, its page, why it failed (empty: it did not), its day and kind of score."""

    title: str
    page: str
    failure: str
    as_of: date
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPage:
    """Everything the page shows; ``groups`` are headings with their reports."""

    groups: tuple[tuple[str, tuple[Entry, ...]], ...]
    count: int
    failed: int


def index_html(entries: Sequence[tuple[str, str, str, str, str, str]]) -> str:
    """The whole page.

    Args:
        entries: title, group, page, failure, day (``2026-07-20``) and kind of score of each report,
            in the order they are listed.
    """
    groups: dict[str, list[Entry]] = {}
    for title, group, page, failure, day, kind in entries:
        entry = Entry(
            title=title, page=page, failure=failure, as_of=date.fromisoformat(day), kind=ScoreKind(kind).label
        )
        groups.setdefault(group, []).append(entry)
    shown = IndexPage(
        groups=tuple((group, tuple(members)) for group, members in groups.items()),
        count=len(entries),
        failed=sum(1 for entry in entries if entry[3]),
    )
    return plain_page(render("index.html.j2", shown), title="Daftar laporan")
