"""The page that leads to every report of a batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from klik_kit.reports.page import plain_page
from klik_kit.reports.render import render


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One report: whose it is, the group it is listed in, its page, and why it failed (empty: it did not)."""

    title: str
    group: str
    page: str
    failure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPage:
    """Everything the page shows."""

    groups: tuple[tuple[str, tuple[Entry, ...]], ...]
    count: int
    failed: int
    as_of: date
    kind: str


def index_html(entries: Sequence[Entry], *, as_of: str, kind: str) -> str:
    """The whole page.

    Args:
        entries: in the order they are listed.
        as_of: the day the reports speak of, ``2026-07-20``.
        kind: which of the five scores, in words.
    """
    failed = sum(1 for entry in entries if entry.failure)
    groups = tuple(
        (group, tuple(entry for entry in entries if entry.group == group))
        for group in dict.fromkeys(entry.group for entry in entries)
    )
    page = IndexPage(groups=groups, count=len(entries), failed=failed, as_of=date.fromisoformat(as_of), kind=kind)
    return plain_page(render("index.html.j2", page), title="Daftar laporan")
