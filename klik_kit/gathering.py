"""Everything a report or a paper draws on, read from a workspace at one moment; what people wrote is masked here.

May not render. The region's own settings, its letterhead above all, and every NIP stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from datetime import date
from fractions import Fraction
from logging import getLogger
from typing import TYPE_CHECKING, TypeVar

from klik_kit.content import editions, load_edition
from klik_kit.content.agendas import load_agendas
from klik_kit.content.classes import load_template, template_names
from klik_kit.content.comments import load_comments
from klik_kit.content.forms import form_names, load_form
from klik_kit.content.handbook import load_handbook
from klik_kit.content.instruments import load_readiness, load_strategies
from klik_kit.content.masking import load_masking
from klik_kit.content.mistakes import mistakes_of
from klik_kit.core.advice import advise
from klik_kit.core.keys import assessment_key
from klik_kit.core.portfolio import ScoreKind, scores_of
from klik_kit.core.readiness import readiness_form
from klik_kit.core.rubric import Edition
from klik_kit.core.scoring import score_region
from klik_kit.core.side_by_side import TOTAL, reason_field
from klik_kit.errors import WorkspaceError
from klik_kit.reports.facts import Facts
from klik_kit.reports.handbook import HandbookPage, handbook_page
from klik_kit.workspace import Workspace

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")
_EXACT = frozenset({"id", "opd", "code", "parent", "nip", "head_nip", "kind"})
"""What names a record, or a person in a signature: never masked."""


def gather(workspace: Workspace, *, edition: str | None, kind: ScoreKind, as_of: date) -> Facts:
    """Everything reports draw on, for the whole region, as it stands at one moment.

    Raises:
        KlikError: no such edition, or one that cannot score.
    """
    with workspace.store.still():
        return _gather(workspace, edition=edition, kind=kind, as_of=as_of)


def _gather(workspace: Workspace, *, edition: str | None, kind: ScoreKind, as_of: date) -> Facts:
    rubric = workspace.edition(edition)
    mask = load_masking().text
    portfolio = workspace.portfolio(rubric)
    portfolio = replace(portfolio, innovations=_masked(portfolio.innovations, mask))
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
        units={unit.code: unit for unit in _masked(workspace.units.values(), mask)},
        officials=_masked(workspace.officials, mask),
        events=_masked(workspace.events, mask),
        results=_masked(workspace.results, mask),
        edition=rubric,
        editions={e.year: e for e in by_id.values()},
        score=score,
        advice=advise(rubric, score),
        statuses={record.key.id: mask(record.value("status") or "Draf") for record in store.list("inovasi")},
        evidence={innovation: frozenset(rows) for innovation, rows in evidence.items()},
        past=past,
        official=score_region(rubric, portfolio, kind=ScoreKind.KEMENDAGRI),
        causes=_causes(workspace, rubric, mask),
        as_of=as_of,
    )


def _masked(values: Iterable[T], mask: Callable[[str], str]) -> tuple[T, ...]:
    """Values with their texts masked, but for `_EXACT`."""
    return tuple(
        replace(one, **{f.name: mask(text) for f in fields(one) if f.name not in _EXACT and isinstance(text := getattr(one, f.name), str)})
        for one in values
    )  # fmt: skip


def _causes(workspace: Workspace, edition: Edition, mask: Callable[[str], str]) -> dict[str, dict[str, str]]:
    """Why the ministry's result differs, as coaches wrote it down in the review: by innovation, by row or `TOTAL`."""
    places = {reason_field(ScoreKind.KEMENDAGRI, row): row for row in (*(i.row for i in edition.sid), TOTAL)}
    found = {}
    for record in workspace.store.list("tinjauan", fields=tuple(places)):
        innovation = record.key.parent or ""
        if record.key.id.startswith(f"{assessment_key(innovation, edition.id).id}@") and record.values():
            found[innovation] = {places[field]: mask(text) for field, text in record.values().items()}
    return found


def gather_handbook(workspace: Workspace, *, edition: str | None, as_of: date) -> HandbookPage:
    """The book of a workspace's region; it needs no scores, so that an edition may lack what scoring needs.

    Raises:
        KlikError: no such edition, or broken content.
    """
    mask = load_masking().text
    with workspace.store.still():
        rubric = workspace.edition(edition)
        return handbook_page(
            region=workspace.region,
            officials=_masked(workspace.officials, mask),
            events=_masked(workspace.events, mask),
            edition=rubric,
            text=load_handbook(),
            mistakes=mistakes_of(rubric),
            agendas=list(load_agendas().values()),
            classes=[load_template(name) for name in template_names()],
            strategies=load_strategies(),
            forms=[*(load_form(name) for name in form_names()), readiness_form("form_kesiapan", load_readiness())],
            comments=load_comments(),
            emblem=emblem_of(workspace),
            as_of=as_of,
        )


def emblem_of(workspace: Workspace) -> bytes:
    """The region's emblem; where its file cannot be used papers go out without it, and the log says why."""
    try:
        return workspace.emblem
    except WorkspaceError as error:
        getLogger("klik").warning("%s Periksa baris Lambang pada Pengaturan.xlsx.", error)
        return b""
