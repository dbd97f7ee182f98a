"""Skor buta without an innovation: what was begun, and how far people agree on each indicator."""

from __future__ import annotations

from dataclasses import dataclass

from klik_kit.clinic.counter import ClinicDesk, panel_section
from klik_kit.core.agreement import FINISHED, Agreement, agreement, as_first_finished
from klik_kit.core.assessment import with_years
from klik_kit.core.bahasa import number
from klik_kit.core.records import Record, RecordKey
from klik_kit.core.rubric import Edition
from klik_kit.desk import innovations
from klik_kit.desk.counter import Message
from klik_kit.desk.drawing import list_item
from klik_kit.desk.person import Person, shown_name

KIND = "skor_buta"
"""Records of one account's blind scores of one innovation."""


@dataclass(kw_only=True)
class BlindList(ClinicDesk):
    """What this person may score blind, and the agreement so far."""

    def page(self) -> Message:
        """What was begun, what could be, and the agreement."""
        return {
            "page": "skor_buta", "title": "Skor buta",
            "subtitle": "Dua pendamping menilai inovasi yang sama tanpa saling melihat, lalu membandingkannya.",
            "back": {"label": "Ke daftar tinjauan", "href": "/isi/tinjauan"},
            "steps": False, "sections": [panel_section(name) for name in ("dimulai", "persen", "semua")],
        }  # fmt: skip

    def live(self) -> Message:
        """The lists and the table."""
        edition = self.person.workspace.edition()
        begun: dict[str, list[Record]] = {}
        for record in blind_records(self.person, edition.id):
            begun.setdefault(record.key.parent or "", []).append(record)
        reach = self.person.reach()
        mine = [r for r in innovations.readable(self.person) if reach.may_review(r.key.unit or "")]
        mine.sort(key=lambda r: (r.value("name") or "").casefold())
        return {
            "panels": {
                "dimulai": self._listed("Sedang atau sudah dinilai", [r for r in mine if r.key.id in begun], begun),
                "persen": agreement_panel(self.person, edition),
                "semua": self._listed("Mulai menilai", [r for r in mine if r.key.id not in begun], begun),
            }
        }

    def watched(self) -> list[str]:
        """The innovations of this person's units and their blind scores."""
        edition = self.person.workspace.edition().id
        return [r.key.id for r in (*innovations.readable(self.person), *blind_records(self.person, edition))]

    def _listed(self, title: str, found: list[Record], begun: dict[str, list[Record]]) -> Message:
        items = []
        for r in found:
            own = begun.get(r.key.id, [])
            done = sum(1 for one in own if one.value(FINISHED))
            tag = f"{done} dari {len(own)} selesai" if own else ""
            items.append(
                list_item(r.value("name") or "(belum bernama)", note=self.person.unit_name(r.key.unit), tag=tag, href=f"/isi/skor_buta/{r.key.id}")
            )  # fmt: skip
        return {"type": "list", "title": title, "items": items, "empty": "Belum ada."}


def blind_key(innovation: Record, edition: str, account: str) -> RecordKey:
    """The record of one account's blind scores of an innovation."""
    name = f"{innovation.key.id}@{edition}@buta@{account}"
    return RecordKey(id=name, kind=KIND, unit=innovation.key.unit, parent=innovation.key.id, edition=edition)


def blind_records(person: Person, edition: str, *, innovation: str | None = None) -> list[Record]:
    """The blind scores of one innovation, or of all that this person may review."""
    found = person.workspace.store.list(KIND, parent=innovation, edition=edition)
    reach = person.reach()
    return [r for r in found if reach.may_review(r.key.unit or "")]


def whose(record: Record) -> str:
    """Who wrote a record of blind scores."""
    answer = next(iter(record.answers.values()), None)
    return shown_name(answer.who) if answer else "–"


def agreement_panel(person: Person, edition: Edition) -> Message:
    """The percent agreement of each indicator over all innovations that two or more scored, and of all together.

    Counted from the levels as each first finished; an innovation that this person is still scoring stays out.
    """
    scored: dict[str, list[dict[str, int]]] = {}
    closed: set[str] = set()
    mine = f"@buta@{person.account().id}"
    for record in blind_records(person, edition.id):
        parent = record.key.parent or ""
        if record.key.id.endswith(mine) and not record.value(FINISHED):
            closed.add(parent)
        levels = as_first_finished(person.workspace.store.history(record.key.id))
        if levels is not None:
            scored.setdefault(parent, []).append(levels)
    several = [people for parent, people in scored.items() if len(people) > 1 and parent not in closed]
    if not several:
        return {"type": "text", "title": "Kesepakatan", "text": "Belum ada inovasi yang selesai dinilai dua orang.", "tone": "info"}  # fmt: skip
    by_row, whole = agreement(several, [row.row for row in edition.sid])
    rows = [
        [f"{row.row}. {with_years(row.name, edition.year)}", _percent(by_row[row.row]), f"{by_row[row.row].agreed} dari {by_row[row.row].pairs}"]
        for row in edition.sid
    ]  # fmt: skip
    rows.append(["Semua baris", _percent(whole), f"{whole.agreed} dari {whole.pairs}"])
    return {
        "type": "table", "title": f"Kesepakatan pada {len(several)} inovasi", "columns": ["Baris", "Sama", "Pasangan skor"], "rows": rows,
        "note": "Dihitung dari skor saat pertama kali diselesaikan.",
    }  # fmt: skip


def _percent(found: Agreement) -> str:
    return "–" if found.share is None else f"{number(found.share * 100, most=1)}%"
