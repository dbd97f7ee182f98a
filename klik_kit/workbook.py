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

from klik_kit.content import editions, load_edition
from klik_kit.content.agendas import load_agendas
from klik_kit.content.classes import load_template, template_names
from klik_kit.content.forms import form_names, load_form
from klik_kit.content.handbook import load_handbook
from klik_kit.content.instruments import load_readiness, load_strategies
from klik_kit.content.mistakes import mistakes_of
from klik_kit.core.advice import advise
from klik_kit.core.portfolio import ScoreKind, scores_of
from klik_kit.core.readiness import readiness_form
from klik_kit.core.rubric import Edition
from klik_kit.core.scoring import score_region
from klik_kit.core.side_by_side import TOTAL, reason_field
from klik_kit.desk.person import Person
from klik_kit.exchange.sheets import assessment_key
from klik_kit.reports import charts
from klik_kit.reports.book import Handbook
from klik_kit.reports.daerah import RegionPage, region_page
from klik_kit.reports.facts import Facts
from klik_kit.reports.handbook import HandbookPage, handbook_page
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
        unit = opened.unit(opd)
        return OpdReport(opd_page(_gathered(opened, edition, kind, as_of), unit))


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


def gather_handbook(workspace: Workspace, *, edition: str | None, as_of: date) -> HandbookPage:
    """The book of a workspace's region; it needs no scores, so that an edition may lack what scoring needs.

    Raises:
        KlikError: no such edition, or broken content.
    """
    with workspace.store.still():
        rubric = workspace.edition(edition)
        return handbook_page(
            region=workspace.region,
            officials=workspace.officials,
            events=workspace.events,
            edition=rubric,
            text=load_handbook(),
            mistakes=mistakes_of(rubric),
            agendas=list(load_agendas().values()),
            classes=[load_template(name) for name in template_names()],
            strategies=load_strategies(),
            forms=[*(load_form(name) for name in form_names()), readiness_form("form_kesiapan", load_readiness())],
            as_of=as_of,
        )


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
    from klik_kit.widgets import FormWidget

    person = Person(workspace=open_workspace(Path(workspace)), id=account)
    return FormWidget(page_of(person, form, record), opener=lambda name, other: page_of(person, name, other))


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


def gather(workspace: Workspace, *, edition: str | None, kind: ScoreKind, as_of: date) -> Facts:
    """Everything reports draw on, for the whole region, as it stands at one moment.

    Raises:
        KlikError: no such edition, or one that cannot score.
    """
    with workspace.store.still():
        return _gather(workspace, edition=edition, kind=kind, as_of=as_of)


def _gather(workspace: Workspace, *, edition: str | None, kind: ScoreKind, as_of: date) -> Facts:
    rubric = workspace.edition(edition)
    portfolio = workspace.portfolio(rubric)
    score = score_region(rubric, portfolio, kind=kind)
    store = workspace.store
    evidence: dict[str, set[str]] = {}
    for record in store.list("data_dukung"):
        if record.value("state") != "Belum ada":
            evidence.setdefault(record.key.parent or "", set()).add(record.value("indicator") or "")
    past: dict[str, dict[int, Fraction]] = {}
    by_id = {name: load_edition(name) for name in editions()}
    for record in store.list("penilaian"):
        year = by_id[record.key.edition].year if record.key.edition in by_id else rubric.year
        official = scores_of(record).get(ScoreKind.KEMENDAGRI)
        if year < rubric.year and official is not None and official.total is not None:
            past.setdefault(record.key.parent or "", {})[year] = official.total
    return Facts(
        region=workspace.region,
        units=workspace.units,
        officials=workspace.officials,
        events=workspace.events,
        results=workspace.results,
        edition=rubric,
        editions={e.year: e for e in by_id.values()},
        score=score,
        advice=advise(rubric, score),
        statuses={record.key.id: record.value("status") or "Draf" for record in store.list("inovasi")},
        evidence={innovation: frozenset(rows) for innovation, rows in evidence.items()},
        past=past,
        official=score_region(rubric, portfolio, kind=ScoreKind.KEMENDAGRI),
        causes=_causes(workspace, rubric),
        as_of=as_of,
    )


def _causes(workspace: Workspace, edition: Edition) -> dict[str, dict[str, str]]:
    """Why the ministry's result differs, as coaches wrote it down in the review: by innovation, by row or `TOTAL`."""
    places = {reason_field(ScoreKind.KEMENDAGRI, row): row for row in (*(i.row for i in edition.sid), TOTAL)}
    found = {}
    for record in workspace.store.list("tinjauan", fields=tuple(places)):
        innovation = record.key.parent or ""
        if record.key.id.startswith(f"{assessment_key(innovation, edition.id).id}@") and record.values():
            found[innovation] = {places[field]: text for field, text in record.values().items()}
    return found
