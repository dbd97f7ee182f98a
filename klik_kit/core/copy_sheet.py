"""A copy sheet (*lembar salin*): what goes into the portal for one innovation, and what still misses its rules.

Pure. The order is the portal's (`klik_kit.core.portal`), then the rows of the self-score with their documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from klik_kit.core.assessment import with_years
from klik_kit.core.masking import Masking
from klik_kit.core.portal import Portal, portal_day, portal_values
from klik_kit.core.portal_check import (
    Lack,
    Lacking,
    documents_by_row,
    is_file,
    is_name,
    lacks,
    private_lacks,
    row_place,
    without_secrets,
)
from klik_kit.core.portfolio import ScoreKind, Scores, scores_of
from klik_kit.core.records import Record
from klik_kit.core.review import State, state_of
from klik_kit.core.rubric import Edition, Indicator

_OTHERS = (ScoreKind.PENDAMPING, ScoreKind.VERIFIKASI)


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyLine:
    """One field to copy; ``kept`` is False where the kit keeps no answer and it is filled in at the portal itself."""

    id: str
    label: str
    value: str
    long: bool = False
    hint: str = ""
    kept: bool = True
    lacks: tuple[Lack, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyDocument:
    """One document of a row: a file of the package, a link, or only the name of a file that the kit has not.

    ``withheld`` ones may not be read by who asks.
    """

    id: str
    title: str
    number: str
    date: str
    file: str
    link: str
    named: str = ""
    withheld: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyRow:
    """One row of the self-score: the parameter to choose, what other scores say of it, and its documents."""

    row: str
    name: str
    mandatory: bool
    level: int | None
    text: str
    others: str
    documents: tuple[CopyDocument, ...]
    lacks: tuple[Lack, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CopySheet(Lacking):
    """Everything to copy for one innovation; ``lacks`` are all findings, those of lines and rows included."""

    innovation: str
    name: str
    unit: str
    unit_name: str
    edition: str
    state: State
    lines: tuple[CopyLine, ...]
    rows: tuple[CopyRow, ...]
    lacks: tuple[Lack, ...]


def copy_sheet(
    portal: Portal,
    edition: Edition,
    profile: Record,
    assessment: Record | None,
    documents: Iterable[Record],
    *,
    unit_name: str,
    files: Mapping[str, str],
    private: bool,
    today: date,
    masking: Masking,
) -> CopySheet:
    """The sheet of one innovation; fields stand as they were typed, and what seems private in them is a finding.

    Args:
        portal: its fields.
        edition: whose rows and rules count.
        profile: the innovation's record.
        assessment: its scores under the edition, None where there are none.
        documents: all its documents, withdrawn ones included.
        unit_name: as people read it.
        files: the name of each document's file in the package, by its id.
        private: whether documents that name recipients may be shown.
        today: the day on the clinic's wall.
        masking: what is warned of in fields, and hidden in the findings themselves.
    """
    kept = list(documents)
    told = lacks(portal, edition, profile, assessment, kept, today=today)
    private_ones = private_lacks(portal, edition, masking, profile, kept)
    found = without_secrets((*told, *private_ones), masking)
    values, scores = portal_values(portal, profile.values()), scores_of(assessment) if assessment else {}
    rows = documents_by_row(kept)
    return CopySheet(
        innovation=profile.key.id,
        name=profile.value("name") or "",
        unit=profile.key.unit or "",
        unit_name=unit_name,
        edition=edition.title,
        state=state_of(profile.value("status")),
        lines=tuple(
            CopyLine(
                id=f.id, label=f.label, value=values[f.id], long=f.kind == "long", hint=f.hint, kept=bool(f.source),
                lacks=tuple(lack for lack in found if lack.place == f.id),
            )
            for f in portal.fields
        ),
        rows=tuple(
            _row(
                row, edition, scores, rows.get(row.row, []), found, files=files, hidden=row.row in portal.private_rows and not private
            )
            for row in edition.sid
        ),
        lacks=found,
    )  # fmt: skip


def _row(
    row: Indicator,
    edition: Edition,
    scores: Mapping[ScoreKind, Scores],
    documents: Iterable[Record],
    found: Iterable[Lack],
    *,
    files: Mapping[str, str],
    hidden: bool,
) -> CopyRow:
    own = scores.get(ScoreKind.MANDIRI, Scores())
    level = own.levels.get(row.row)
    others = [
        f"{kind.label}: parameter {said}"
        for kind in _OTHERS
        if (said := scores.get(kind, Scores()).levels.get(row.row)) is not None and said != level
    ]
    return CopyRow(
        row=row.row,
        name=with_years(row.name, edition.year),
        mandatory=bool(row.mandatory),
        level=level,
        text=_level_text(row, level, own.basis.get(row.row), edition.year),
        others="; ".join(others),
        documents=tuple(_document(d, files=files, hidden=hidden) for d in documents),
        lacks=tuple(lack for lack in found if lack.place == row_place(row.row)),
    )


def _level_text(row: Indicator, level: int | None, basis: str | None, year: int) -> str:
    """The words of the chosen parameter, with the measure it was chosen on."""
    if not level:
        return ""
    measure = next((b for b in row.bases if b.key == basis), None)
    levels = measure.levels if measure else row.levels
    text = next((with_years(one.text, year) for one in levels if one.value == level), "")
    return f"{measure.name}: {text}" if measure else text


def _document(document: Record, *, files: Mapping[str, str], hidden: bool) -> CopyDocument:
    file, named = is_file(document), is_name(document)
    return CopyDocument(
        id=document.key.id,
        title="" if hidden else document.value("title") or "",
        number="" if hidden else document.value("number") or "",
        date="" if hidden else portal_day(document.value("date") or ""),
        file="" if hidden or not file else files.get(document.key.id, document.value("name") or ""),
        link="" if hidden or file or named else document.value("file") or "",
        named=document.value("file") or "" if named and not hidden else "",
        withheld=hidden,
    )
