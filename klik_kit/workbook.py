"""What a notebook opens: one call gives it everything, one call each shows a part.

The composition root of a workbook; may not render or score by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from klik_kit.core.advice import advise
from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.scoring import score_region
from klik_kit.reports.opd import OpdPage, opd_page
from klik_kit.reports.render import Html, render
from klik_kit.workspace import Workspace, open_workspace


@dataclass(frozen=True, slots=True)
class OpdReport:
    """A unit's report, ready to be shown part by part."""

    page: OpdPage

    def page_one(self) -> Html:
        """How do we stand, why, what next."""
        return render("opd.html.j2", self.page)


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
    with open_workspace(Path(workspace)) as opened:
        day = date.fromisoformat(as_of) if as_of else date.today()  # noqa: DTZ011 - the day on the clinic's own wall
        return OpdReport(_gather(opened, opd, edition or None, ScoreKind(kind), day))


def _gather(workspace: Workspace, opd: str, edition_id: str | None, kind: ScoreKind, as_of: date) -> OpdPage:
    edition = workspace.edition(edition_id)
    unit = workspace.unit(opd)
    score = score_region(edition, workspace.portfolio(edition), kind=kind)
    count, head = workspace.store.head()
    evidence: dict[str, set[str]] = {}
    for record in workspace.store.list("data_dukung", unit=opd):
        if record.value("state") != "Belum ada":
            evidence.setdefault(record.key.parent or "", set()).add(record.value("indicator") or "")
    profiles = workspace.store.list("inovasi", unit=opd)
    return opd_page(
        region=workspace.region,
        unit=unit,
        units=workspace.units,
        events=workspace.events,
        edition=edition,
        score=score,
        advice=advise(edition, score),
        statuses={record.key.id: record.value("status") or "Draf" for record in profiles},
        evidence={innovation: frozenset(rows) for innovation, rows in evidence.items()},
        as_of=as_of,
        anchor=f"{count} · {head[:12]}",
    )
