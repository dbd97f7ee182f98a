"""What the clinic's stages about one innovation share: choosing it, its records, and who may open it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from klik_kit.clinic.counter import ClinicDesk, demand_clinic, panel_section
from klik_kit.core.action_plan import stage_key
from klik_kit.core.forms import Form
from klik_kit.core.keys import assessment_key
from klik_kit.core.portfolio import ScoreKind, scores_of
from klik_kit.core.records import Record
from klik_kit.core.review import State, state_of
from klik_kit.desk.counter import Message, Slot
from klik_kit.desk.drawing import link, list_item
from klik_kit.desk.moving import review_key
from klik_kit.desk.person import Person
from klik_kit.errors import AccessError, NotFoundError

UNNAMED = "(belum bernama)"
_WAYS = (
    ("proposal", "Proposal"), ("penilaian", "Penilaian Mandiri"), ("design", "3. Design"), ("deliver", "4. Deliver"),
    ("display", "5. Display"), ("tinjauan", "Tinjauan"),
)  # fmt: skip


@dataclass(kw_only=True)
class StageDesk(ClinicDesk):
    """A stage's page of one innovation; without one, the list to choose it from.

    Attributes:
        innovation_id: empty while none is chosen.
        NAME: the page's name in its address.
        TITLE: what stands above it.
    """

    NAME: ClassVar[str]
    TITLE: ClassVar[str]

    innovation_id: str = ""

    @classmethod
    def opened(cls, person: Person, record: str) -> Self:
        """The page of an innovation, or the list of those this person looks after.

        Raises:
            AccessError: not the clinic's, or a unit that somebody else looks after.
            NotFoundError: there is no such innovation.
        """
        demand_clinic(person)
        page = cls(person=person, innovation_id=record)
        if record:
            innovation = person.workspace.store.get(record)
            if innovation.key.kind != "inovasi":
                raise NotFoundError("Inovasi ini tidak ada. Pilih dari daftarnya.")
            if not person.reach().may_review(innovation.key.unit or ""):
                raise AccessError("Inovasi ini milik unit yang bukan binaan Bapak/Ibu.")
            page.place(innovation)
        return page

    def place(self, innovation: Record) -> None:
        """Put the stage's records on the page."""
        raise NotImplementedError

    def slot(self, innovation: Record, kind: str, form: Form) -> Slot:
        """A record of the clinic about the innovation, put on the page."""
        key = stage_key(innovation.key, kind)
        self.slots[key.id] = Slot(key=key, form=form, writable=True, clinic=True)
        return self.slots[key.id]

    def part(self, kind: str) -> Record:
        """What the clinic noted about the innovation under a kind; empty where nothing was."""
        return self.record(f"{self.innovation_id}@{kind}")

    def part_values(self, kind: str) -> dict[str, str]:
        """The answers of another stage's record; empty where there is none."""
        found = next(iter(self.store.list(kind, parent=self.innovation_id)), None)
        return found.values() if found else {}

    def innovation(self) -> Record:
        """The innovation as it is now."""
        return self.store.get(self.innovation_id)  # type: ignore[no-any-return]

    def assessment(self) -> Record:
        """Its self-scoring under the region's edition; empty where there is none yet."""
        key = assessment_key(self.innovation_id, self.person.workspace.edition().id, self.innovation().key.unit)
        try:
            return self.store.get(key.id)  # type: ignore[no-any-return]
        except NotFoundError:
            return Record(key=key)

    def own_levels(self) -> tuple[dict[str, int], dict[str, str]]:
        """The unit's own parameters and bases by row (*Skor mandiri*)."""
        scores = scores_of(self.assessment()).get(ScoreKind.MANDIRI)
        return (dict(scores.levels), dict(scores.basis)) if scores else ({}, {})

    def watched(self) -> Sequence[str]:
        """The innovation, its scoring, its documents, the reviewers' words, and the stage's own records."""
        if not self.innovation_id:
            return [r.key.id for r in self.store.list("inovasi")]
        scoring = self.assessment().key
        documents = [r.key.id for r in self.store.list("data_dukung", parent=self.innovation_id)]
        reviews = [review_key(scoring).id, f"{self.innovation_id}@tinjauan"]
        return [*self.slots, self.innovation_id, scoring.id, *reviews, *documents]

    def head(self, sections: Sequence[Message]) -> Message:
        """Title and sections; the list to choose from where none is chosen."""
        if not self.innovation_id:
            return {
                "page": self.NAME, "title": self.TITLE, "subtitle": "Pilih inovasi yang dikerjakan.", "steps": False,
                "sections": [panel_section("pilih"), *sections],
            }  # fmt: skip
        innovation = self.innovation()
        unit = self.person.unit_name(innovation.key.unit)
        return {
            "page": f"{self.NAME}-{self.innovation_id}", "title": innovation.value("name") or UNNAMED,
            "subtitle": f"{self.TITLE} · {unit}", "steps": True, "sections": [panel_section("jalan"), *sections],
            "back": {"label": "Pilih inovasi lain", "href": f"/isi/{self.NAME}"},
        }  # fmt: skip

    def choice(self) -> Message:
        """The innovations of this person's units; a long list can be searched."""
        reach = self.person.reach()
        found = [
            r for r in self.store.list("inovasi")
            if reach.may_review(r.key.unit or "") and state_of(r.value("status")) is not State.ARCHIVED
        ]  # fmt: skip
        items = [
            list_item(
                r.value("name") or UNNAMED, note=f"{self.person.unit_name(r.key.unit)} · {state_of(r.value('status')).value}",
                tag=r.value("stage") or "Tahap belum diisi", href=f"/isi/{self.NAME}/{r.key.id}",
            )
            for r in sorted(found, key=lambda r: (self.person.unit_name(r.key.unit), r.value("name") or ""))
        ]  # fmt: skip
        return {"type": "list", "title": "Inovasi unit binaan", "items": items, "empty": "Belum ada inovasi pada unit binaan Bapak/Ibu."}  # fmt: skip

    def ways(self) -> Message:
        """The other pages about this innovation."""
        links = [link(label, f"/isi/{name}/{self.innovation_id}") for name, label in _WAYS if name != self.NAME]
        return {"jalan": {"type": "links", "title": "Inovasi ini pada halaman lain", "links": links}}
