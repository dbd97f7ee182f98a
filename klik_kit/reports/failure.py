"""The red card: a page that says which report failed, why, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from klik_kit.reports.page import plain_page
from klik_kit.reports.render import render

_REMEDY = (
    "Perbaiki penyebabnya, lalu jalankan klik batch lagi; hanya laporan yang berubah atau gagal yang dibuat ulang. "
    "Bila penyebabnya tidak jelas, kirim berkas ini kepada pengelola klik_kit."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FailurePage:
    """Everything the card shows; ``kept`` is the file of the last good report, or empty."""

    name: str
    cause: str
    remedy: str
    kept: str


def failure_html(name: str, cause: str, *, kept: str) -> str:
    """The card as a whole page."""
    body = render("gagal.html.j2", FailurePage(name=name, cause=cause, remedy=_REMEDY, kept=kept))
    return plain_page(body, title=f"Gagal: {name}")
