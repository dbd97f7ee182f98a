"""What a notebook opens: one call gathers everything, one call each shows a part.

The composition root of a workbook: it joins the store, the content and the reports; may not score
or render by itself.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from klik_kit.core.portfolio import ScoreKind
from klik_kit.desk.person import Person
from klik_kit.gathering import gather, gather_handbook
from klik_kit.reports import charts
from klik_kit.reports.book import Handbook
from klik_kit.reports.daerah import RegionPage, region_page
from klik_kit.reports.facts import Facts
from klik_kit.reports.handbook import HandbookPage
from klik_kit.reports.opd import OpdPage, opd_page
from klik_kit.reports.render import Html, render
from klik_kit.workspace import ACCOUNT_VARIABLE, WORKSPACE_VARIABLE, Workspace, open_workspace

if TYPE_CHECKING:
    from klik_kit.widgets import FormWidget

Gathered = OpdPage | RegionPage | HandbookPage
_HANDED: ContextVar[tuple[Mapping[str, str], Gathered] | None] = ContextVar("klik_handed", default=None)


@dataclass(frozen=True, slots=True)
class OpdReport:
    """A unit's report, shown part by part."""

    page: OpdPage

    def page_one(self) -> Html:
        """How do we stand, why, what next."""
        return render("opd_page_one.html.j2", self.page)

    def maturity(self) -> Html:
        """Each indicator of each innovation as a heat map, and the variables against the mean of the kind."""
        known = [v for v in self.page.variables if v.own is not None]
        chart = None
        if len(known) > 2:
            chart = charts.radar(
                [v.name for v in known],
                own=[float(v.own or 0) for v in known],
                other=[float(v.of_kind or 0) for v in known],
                names=("Unit ini", "Rata-rata jenisnya"),
            )
        return render("opd_maturity.html.j2", self.page, chart=chart)

    def outlook(self) -> Html:
        """What the unit adds to the region, more steps, past years, and the units below."""
        return render("opd_outlook.html.j2", self.page)

    def origin(self) -> Html:
        """How every number was made."""
        return render("opd_origin.html.j2", self.page)


@dataclass(frozen=True, slots=True)
class RegionReport:
    """The region's report, shown part by part."""

    page: RegionPage

    def page_one(self) -> Html:
        """What a Sekda reads first."""
        return render("daerah_page_one.html.j2", self.page)

    def detail(self) -> Html:
        """Parts of the index, coverage, shared steps, distribution, official results, silent units."""
        labels, counts = zip(*self.page.histogram, strict=True)
        known = [line for line in self.page.results if line.result.index is not None]
        chart = None
        if len(known) > 1:
            chart = charts.trend(
                [line.result.year for line in known],
                [line.result.index or Fraction(0) for line in known],
                marks=[line.new_rules for line in known],
                top=100,
            )
        return render(
            "daerah_detail.html.j2",
            self.page,
            chart_distribution=charts.bars(labels, counts, axis="Kematangan"),
            chart_trend=chart,
        )

    def official(self) -> Html:
        """Where and why the ministry's result differs; nothing where there is none of this year."""
        chart = None
        if self.page.official is not None:
            parts = self.page.official.parts
            chart = charts.paired(
                [part.name for part in parts],
                [part.ours for part in parts],
                [part.theirs for part in parts],
                names=("Kami", "Resmi"),
                unknown="belum diketahui",
            )
        return render("daerah_resmi.html.j2", self.page, chart_parts=chart)

    def origin(self) -> Html:
        """How every number was made."""
        return render("daerah_origin.html.j2", self.page)


def open_report(*, workspace: str, opd: str, edition: str = "", kind: str = "mandiri", as_of: str = "") -> OpdReport:
    """Open a workspace and gather a unit's report.

    Args:
        workspace: its folder.
        opd: the unit's code.
        edition: the rubric edition; empty for the region's own.
        kind: which of the five scores.
        as_of: the day the report speaks of, ``2026-07-20``; empty for today.

    Raises:
        KlikError: no such workspace, unit, edition or kind of score.
    """
    page = _handed(workspace=workspace, opd=opd, edition=edition, kind=kind, as_of=as_of)
    if isinstance(page, OpdPage):
        return OpdReport(page)
    with open_workspace(Path(workspace)) as opened:
        code, facts = opened.unit(opd).code, _gathered(opened, edition, kind, as_of)
        return OpdReport(opd_page(facts, facts.units[code]))


def open_region_report(*, workspace: str, edition: str = "", kind: str = "mandiri", as_of: str = "") -> RegionReport:
    """Open a workspace and gather the region's report; arguments and errors as for `open_report`."""
    page = _handed(workspace=workspace, edition=edition, kind=kind, as_of=as_of)
    if isinstance(page, RegionPage):
        return RegionReport(page)
    with open_workspace(Path(workspace)) as opened:
        return RegionReport(region_page(_gathered(opened, edition, kind, as_of)))


def open_handbook(*, workspace: str, edition: str = "", as_of: str = "") -> Handbook:
    """Open a workspace and gather its Buku Klik; arguments and errors as for `open_report`.

    Raises:
        ContentError: a form or text of the book breaks its rules.
    """
    page = _handed(workspace=workspace, edition=edition, as_of=as_of)
    if isinstance(page, HandbookPage):
        return Handbook(page)
    with open_workspace(Path(workspace)) as opened:
        return Handbook(gather_handbook(opened, edition=edition or None, as_of=_day(as_of)))


@contextmanager
def handed_over(page: Gathered, parameters: Mapping[str, str]) -> Iterator[None]:
    """Within the block, a report opened with just these parameters shows this page and reads nothing.

    A batch gathers the region once; each of its notebooks is handed its own page.
    """
    before = _HANDED.set((parameters, page))
    try:
        yield
    finally:
        _HANDED.reset(before)


def _handed(**parameters: str) -> Gathered | None:
    held = _HANDED.get()
    return held[1] if held is not None and held[0] == parameters else None


def open_form(form: str, *, workspace: str, account: str, record: str = "") -> FormWidget:
    """Open a workspace for one account and give the page of a form; the workspace stays open with it.

    Args:
        form: the page's name, a key of `klik_kit.pages.PAGES`.
        workspace: its folder.
        account: the id of the account that opens it; without an active one the page only says so.
        record: the diagnosis or innovation it is about.
    """
    from klik_kit.pages import page_of
    from klik_kit.papers.downloads import downloaded
    from klik_kit.widgets import FormWidget

    person = Person(workspace=open_workspace(Path(workspace)), id=account)
    receiver = None
    if os.environ.get(ACCOUNT_VARIABLE):  # told by ``klik lab`` alone: the forms' server takes files by itself
        from klik_kit.desk.receiving import Receiving

        receiver = Receiving(person=person)
    return FormWidget(
        page_of(person, form, record),
        opener=lambda name, other: page_of(person, name, other),
        files=lambda href: downloaded(person, href),
        receiver=receiver,
    )


def open_clinic(form: str, *, workspace: str = "", account: str = "", record: str = "") -> FormWidget:
    """A page of the clinic, as `open_form` gives it; what is left empty was told by ``klik lab``."""
    return open_form(
        form,
        workspace=workspace or os.environ.get(WORKSPACE_VARIABLE, ""),
        account=account or os.environ.get(ACCOUNT_VARIABLE, ""),
        record=record,
    )


def _gathered(workspace: Workspace, edition: str, kind: str, as_of: str) -> Facts:
    return gather(workspace, edition=edition or None, kind=ScoreKind(kind), as_of=_day(as_of))


def _day(as_of: str) -> date:
    return date.fromisoformat(as_of) if as_of else date.today()  # noqa: DTZ011 - the day on the clinic's own wall
