"""Tinjauan without an innovation: what waits for this person, the longest first, and what was reopened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from klik_kit.clinic.counter import ClinicDesk, panel_section, today
from klik_kit.clinic.parcel_check import check_links
from klik_kit.core.acceptance import Standing, standings
from klik_kit.core.bahasa import day
from klik_kit.core.records import Record
from klik_kit.core.review import awaits, state_of
from klik_kit.core.side_by_side import REVIEWERS
from klik_kit.desk import innovations
from klik_kit.desk.counter import Message
from klik_kit.desk.drawing import list_item
from klik_kit.desk.moving import flow_now, review_key


@dataclass(kw_only=True)
class ReviewQueue(ClinicDesk):
    """What this person has to look at."""

    def page(self) -> Message:
        """The lists below each other."""
        return {
            "page": "tinjauan",
            "title": "Tinjauan",
            "subtitle": "Yang menunggu diperiksa, yang paling lama menunggu di atas.",
            "steps": False,
            "sections": [panel_section(name) for name in ("menunggu", "dibuka", "kirim", "semua")],
        }

    def live(self) -> Message:
        """What waits, what was reopened, and everything else."""
        found = self._mine()
        return {
            "panels": {
                "menunggu": self._waiting(found),
                "dibuka": self._reopened(found),
                "kirim": check_links(),
                "semua": self._all(found),
            }
        }

    def watched(self) -> list[str]:
        """The innovations of this person's units, their scores, their reviews and documents."""
        ids = [r.key.id for r in self._mine()]
        edition = self.person.workspace.edition().id
        documents = [r.key.id for r in self.store.list("data_dukung")]
        return [*ids, *(f"{i}@{edition}" for i in ids), *(f"{i}@{edition}@tinjauan" for i in ids), *documents]

    def _mine(self) -> list[Record]:
        reach = self.person.reach()
        return [r for r in innovations.readable(self.person) if reach.may_review(r.key.unit or "")]

    def _waiting(self, found: Iterable[Record]) -> Message:
        flow, role = flow_now(self.person), self.person.account().role
        waiting = [r for r in found if awaits(flow, state_of(r.value("status")), role)]
        items = [
            list_item(
                self._name(r),
                note=f"{self.person.unit_name(r.key.unit)} · {waited(r.answers['status'].at)}",
                tag=state_of(r.value("status")).value,
                tone="warning",
                href=f"/isi/tinjauan/{r.key.id}",
            )
            for r in sorted(waiting, key=lambda r: (r.answers["status"].at, r.key.id))
        ]
        return {"type": "list", "title": f"Menunggu diperiksa ({len(items)})", "items": items, "empty": "Tidak ada pengajuan yang menunggu."}  # fmt: skip

    def _reopened(self, found: Iterable[Record]) -> Message:
        edition = self.person.workspace.edition()
        rows = [row.row for row in edition.sid]
        scored = {r.key.parent: r for r in self.store.list("penilaian", edition=edition.id)}
        documents: dict[str, list[Record]] = {}
        for document in self.store.list("data_dukung"):
            documents.setdefault(document.key.parent or "", []).append(document)
        reviews = {r.key.id: r for r in self.store.list("tinjauan")}
        items = []
        for r in found:
            assessment = scored.get(r.key.id)
            review = reviews.get(review_key(assessment.key).id) if assessment else None
            if assessment is None or review is None:
                continue
            own = documents.get(r.key.id, [])
            stood = [
                standings(rows, kind=kind, assessment=assessment, review=review, documents=own) for kind in REVIEWERS
            ]
            reopened = [row for row in rows if any(s[row] is Standing.REOPENED for s in stood)]
            if reopened:
                note = f"{self.person.unit_name(r.key.unit)} · baris {', '.join(reopened)}"
                items.append(
                    list_item(self._name(r), note=note, tag=Standing.REOPENED.value, tone="warning", href=f"/isi/tinjauan/{r.key.id}")
                )  # fmt: skip
        return {"type": "list", "title": "Baris yang dibuka kembali", "items": items, "empty": "Tidak ada baris yang berubah sesudah diterima."}  # fmt: skip

    def _all(self, found: Iterable[Record]) -> Message:
        items = [
            list_item(self._name(r), note=self.person.unit_name(r.key.unit), tag=state_of(r.value("status")).value, href=f"/isi/tinjauan/{r.key.id}")
            for r in sorted(found, key=lambda r: self._name(r).casefold())
        ]  # fmt: skip
        return {"type": "list", "title": "Semua inovasi unit binaan", "items": items, "empty": "Belum ada inovasi."}

    def _name(self, record: Record) -> str:
        return record.value("name") or "(belum bernama)"


def waited(since: datetime) -> str:
    """How long something waits, in words."""
    day_of = since.astimezone().date()
    days = (today() - day_of).days
    return "menunggu sejak hari ini" if days < 1 else f"menunggu {days} hari, sejak {day(day_of)}"
