"""Buku Klik, shown chapter by chapter. May not gather anything."""

from __future__ import annotations

from dataclasses import dataclass

from klik_kit.reports.handbook import HandbookPage
from klik_kit.reports.render import Html, render


@dataclass(frozen=True, slots=True)
class Handbook:
    """Buku Klik, shown chapter by chapter."""

    page: HandbookPage

    def cover(self) -> Html:
        """The cover, what the book is for, and the table of contents."""
        return render("buku_sampul.html.j2", self.page)

    def clinic(self) -> Html:
        """What the clinic is, its services and its people."""
        return render("buku_klinik.html.j2", self.page)

    def stages(self) -> Html:
        """The five stages, each with its blank instruments."""
        return render("buku_tahap.html.j2", self.page)

    def indicators(self) -> Html:
        """Every row of the edition: parameters, evidence, what is often wrong."""
        return render("buku_indikator.html.j2", self.page)

    def year(self) -> Html:
        """The region's dates, and the habits of other years."""
        return render("buku_tahun.html.j2", self.page)

    def roles(self) -> Html:
        """Who may do what, and the states an innovation passes through."""
        return render("buku_peran.html.j2", self.page)

    def regulation(self) -> Html:
        """The draft regulation, marked as a draft on every page."""
        return render("buku_perkada.html.j2", self.page)

    def beginning(self) -> Html:
        """How another region starts, what is left of the instruments, and the sources."""
        return render("buku_mulai.html.j2", self.page)
