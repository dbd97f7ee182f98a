"""Evidence by indicator: its state, who owes it, and what is owed this week.

Pure. The states are USERS.md's words: *Belum ada data dukung*, never an accusation; dates are called *janggal*.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from klik_kit.core.action_plan import DONE, day_of, rows_of, steps_of
from klik_kit.core.assessment import NextStep, next_step
from klik_kit.core.rubric import MAX_LEVEL, Edition, Indicator

STATES = ("Ada", "Belum ada data dukung", "Tanggal janggal", "Dikembalikan")
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowState:
    """One indicator: its parameter (None: unanswered), documents, odd dates, how it came back, and its owners.

    ``returned`` says whether it came back: *Dikembalikan* or *Dibuka kembali*, empty where it did not.
    """

    row: Indicator
    level: int | None
    documents: int = 0
    odd: int = 0
    returned: str = ""
    owners: tuple[str, ...] = ()

    @property
    def lacking(self) -> bool:
        """Whether a parameter stands without a document."""
        return bool(self.level) and not self.documents


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """Something that is due by the end of the week: what, by whom, until when; ``late`` where the day has passed."""

    what: str
    who: str
    until: date
    late: bool


class Debt(NamedTuple):
    """Something open: what, by whom (empty: nobody was named), and until when (None: no day was set)."""

    what: str
    who: str
    until: date | None


def row_states(
    edition: Edition,
    levels: Mapping[str, int],
    *,
    documents: Mapping[str, int],
    odd: Mapping[str, int],
    returned: Mapping[str, str],
    tasks: Mapping[str, str],
) -> tuple[RowState, ...]:
    """Each indicator of an innovation as it stands.

    Args:
        edition: whose rows count.
        levels: by row; an absent row is unanswered.
        documents: how many documents each row has.
        odd: how many of them have a date that should be looked at.
        returned: how the rows came back that did, in words.
        tasks: the answers that name who prepares what.
    """
    owners: dict[str, list[str]] = {}
    for _, task in rows_of(tasks, "tagihan"):
        owners.setdefault(row_code(task.get("indikator", "")), []).append(task.get("siapa", ""))
    return tuple(
        RowState(
            row=row,
            level=levels.get(row.row),
            documents=documents.get(row.row, 0),
            odd=odd.get(row.row, 0),
            returned=returned.get(row.row, ""),
            owners=tuple(name for name in owners.get(row.row, ()) if name),
        )
        for row in edition.sid
    )


def row_label(row: Indicator) -> str:
    """How a row is chosen from a list: its code, then its name."""
    return f"{row.row}. {row.name}"


def row_code(label: str) -> str:
    """The code of a row from what was chosen or typed: ``16. Regulasi`` and ``16`` both say 16."""
    return label.partition(".")[0].strip()


def owed(
    tasks: Mapping[str, str], plan: Mapping[str, str], *, documents: Mapping[str, int], today: date
) -> tuple[Owed, ...]:
    """What is owed until seven days from now, the oldest first: documents, steps of the plan, monitoring.

    Args:
        tasks: the answers with the rows ``tagihan`` and ``monitoring``.
        plan: the answers of the action plan.
        documents: how many documents each row has; a row that has one is owed no more.
        today: the day on the clinic's wall.
    """
    due = [
        Owed(what=what, who=name, until=on, late=on < today)
        for what, name, on in (*documents_owed(tasks, documents=documents), *visits_owed(tasks), *steps_owed(plan))
        if on and on <= today + _WEEK
    ]
    return tuple(sorted(due, key=lambda one: one.until))


def documents_owed(tasks: Mapping[str, str], *, documents: Mapping[str, int]) -> tuple[Debt, ...]:
    """The documents that somebody promised and that are not there yet."""
    return tuple(
        Debt(f"Data dukung {row.get('indikator', '')}", row.get("siapa", ""), day_of(row.get("batas")))
        for _, row in rows_of(tasks, "tagihan")
        if not documents.get(row_code(row.get("indikator", "")))
    )


def visits_owed(tasks: Mapping[str, str]) -> tuple[Debt, ...]:
    """The monitoring visits without a result yet."""
    return tuple(
        Debt(f"Monitoring: {row.get('apa', '')}", row.get("siapa", ""), day_of(row.get("tanggal")))
        for _, row in rows_of(tasks, "monitoring")
        if not row.get("hasil")
    )


def steps_owed(plan: Mapping[str, str]) -> tuple[Debt, ...]:
    """The steps of an action plan that are not done."""
    who = dict(rows_of(plan, "langkah"))
    return tuple(
        Debt(f"Langkah: {step.what}", who[step.number].get("siapa", ""), step.end)
        for step in steps_of(plan)
        if step.state != DONE
    )


def next_steps(
    edition: Edition, levels: Mapping[str, int], *, divisor: int, basis: Mapping[str, str], most: int = 3
) -> tuple[NextStep, ...]:
    """The best next levels of different rows, the most valuable first."""
    left = dict(levels)
    found: list[NextStep] = []
    while len(found) < most and (step := next_step(edition, left, divisor=divisor, basis=basis)):
        found.append(step)
        left[step.row] = MAX_LEVEL
    return tuple(found)
