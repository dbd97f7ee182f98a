"""The notula of a session, gathered from its record, who came, and what was attached."""

from __future__ import annotations

from klik_kit.core.coaching import PRESENCE, Chapter, notula, rows
from klik_kit.core.records import Record
from klik_kit.desk.attachments import attached
from klik_kit.workspace import Workspace


def chapters_of(workspace: Workspace, session: Record) -> tuple[Chapter, ...]:
    """What was recorded, chapter by chapter."""
    values, store, units = session.values(), workspace.store, workspace.units

    def named(code: str | None) -> str:
        return units[code].name if code in units else code or ""

    present = [
        ", ".join(filter(None, (r.value("nama"), named(r.key.unit))))
        for r in store.list(PRESENCE, parent=session.key.id)
    ]
    return notula(
        values,
        unit=named(session.key.unit),
        innovation=store.get(values["inovasi"]).value("name") or "" if "inovasi" in values else "",
        people=[*present, *(", ".join(row.values()) for row in rows(values, "hadir"))],
        files=[r.value("name") or "" for r in attached(workspace, session.key.id)],
    )
