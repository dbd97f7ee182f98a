"""The tasks of a session: which row of the edition each one serves, and their records once it is closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from klik_kit.content.forms import load_form
from klik_kit.core.assessment import with_years
from klik_kit.core.coaching import TASK, tasks_of
from klik_kit.core.forms import Field, Form, Item, Option, Repeat
from klik_kit.core.records import Change, Record, RecordKey
from klik_kit.core.rubric import Edition
from klik_kit.errors import NotFoundError
from klik_kit.store import Store


def session_form(edition: Edition) -> Form:
    """What is asked in a session; a task chooses its row from the edition's."""
    rows = tuple(Option(value=r.row, label=f"{r.row}. {with_years(r.name, edition.year)}") for r in edition.sid)

    def fitted(item: Item) -> Item:
        if not isinstance(item, Repeat) or item.name != "tugas":
            return item
        return replace(item, fields=tuple(filter(None, (_column(field, rows) for field in item.fields))))

    form = load_form("form_sesi")
    sections = (replace(section, items=tuple(map(fitted, section.items))) for section in form.sections)
    return replace(form, sections=tuple(sections))


def _column(field: Field, rows: tuple[Option, ...]) -> Field | None:
    """The same column; that of the row as a list, left out where the edition knows no rows."""
    if field.name != "baris":
        return field
    return replace(field, type="select_one", options=rows) if rows else None


def task_changes(store: Store, session: Record) -> Iterator[Change]:
    """What closing a session writes of its tasks.

    A task that a former closing made follows the new words and keeps its state.
    """
    for place, task in enumerate(tasks_of(session.values()), start=1):
        key = RecordKey(id=f"{session.key.id}-T{place}", kind=TASK, unit=session.key.unit, parent=session.key.id)
        due = task.due.isoformat() if task.due else None
        values = {"text": task.text, "owner": task.owner, "due": due, "baris": task.row or None, "inovasi": session.value("inovasi")}  # fmt: skip
        try:
            standing = store.get(key.id)
        except NotFoundError:
            standing = Record(key=key)
        yield from (standing.change(name, value) for name, value in values.items() if standing.value(name) != value)
        if not standing.value("state"):
            yield standing.change("state", "Belum")
