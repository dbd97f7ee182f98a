"""The shared summaries: what every unit may read of others' approved innovations, and the shelf to search them.

May not show anything else of them: name, unit, gist, contact and the link of its video (USERS.md, "Who"). All is
masked here; a link that names a telephone is left out, because a masked one would lead nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping

from klik_kit.content.masking import load_masking
from klik_kit.core.records import Record
from klik_kit.core.review import State, state_of
from klik_kit.desk.drawing import Message, list_item
from klik_kit.similar import Shelf, Summary
from klik_kit.workspace import Workspace

SHARED = frozenset({State.SIGNED, State.VERIFIED, State.READY, State.SENT, State.ACCEPTED})
MOST_GIST = 160


def shelf_of(workspace: Workspace) -> Shelf:
    """The region's approved innovations and those of an imported portal export."""
    return Shelf(summaries_of(workspace))


def summaries_of(workspace: Workspace) -> tuple[Summary, ...]:
    """What every unit may read of the innovations on that shelf."""
    return tuple(_summary(r, workspace) for r in workspace.store.list("inovasi") if is_shared(r))


def is_shared(record: Record) -> bool:
    """Whether every unit may read an innovation's summary."""
    return record.value("origin") == "portal" or state_of(record.value("status")) in SHARED


def _summary(record: Record, workspace: Workspace) -> Summary:
    unit, mask = workspace.units.get(record.key.unit or ""), load_masking().text
    gist = mask(" ".join((record.value("goals") or record.value("benefits") or "").split()))
    video = record.value("video") or ""
    return Summary(
        id=record.key.id,
        name=mask(record.value("name") or ""),
        unit=unit.name if unit else record.key.unit or "",
        gist=gist if len(gist) <= MOST_GIST else gist[: MOST_GIST - 1].rstrip() + "…",
        contact=mask(unit.operator) if unit else "",
        link=video if mask(video) == video else "",
        source="portal nasional" if record.value("origin") == "portal" else "",
    )


def similar_panel(shelf: Shelf, values: Mapping[str, str]) -> Message:
    """The innovations that share words with a diagnosis: its problem, root and ideas."""
    words = " ".join(values.get(name) or "" for name in ("masalah_utama", "akar", "gagasan_utama"))
    words += " " + " ".join(v for k, v in values.items() if k.startswith("gagasan.") and k.endswith(".uraian"))
    found = shelf.search(words, most=5) if words.strip() else ()
    items = [_found(summary) for summary in found]
    return {"type": "list", "title": "Inovasi serupa yang dapat direplikasi", "items": items, "empty": "Belum ditemukan inovasi serupa."}  # fmt: skip


def _found(summary: Summary) -> Message:
    """A row of the list: the innovation, where it comes from, whom to ask, and what can be looked at."""
    contact = f"Kontak: {summary.contact}" if summary.contact else "Kontak melalui klinik"
    note = " · ".join(text for text in (summary.unit, summary.gist, contact) if text)
    link = {"label": "Lihat video", "about": summary.name, "href": summary.link} if summary.link else None
    return list_item(summary.name, note=note, tag=summary.source) | {"link": link}
