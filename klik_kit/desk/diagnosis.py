"""Diagnosis Masalah at the counter: pictures drawn from the answers, similar innovations, and the way to a proposal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from klik_kit.content.forms import load_form
from klik_kit.core import diagnosis
from klik_kit.core.forms import Field
from klik_kit.core.keys import innovation_id
from klik_kit.core.records import Change, RecordKey
from klik_kit.core.review import State
from klik_kit.desk.counter import MOST_NAME, NAME_TAKEN, Desk, Message, Slot, checked_text
from klik_kit.desk.drawing import action, card, list_item, progress_of, sections_of
from klik_kit.desk.forwarding import act_on_forwarding, forward_actions, forwarded
from klik_kit.desk.moving import review_of
from klik_kit.desk.person import Person
from klik_kit.desk.sharing import shelf_of, similar_panel
from klik_kit.errors import AccessError, KlikError, NotFoundError
from klik_kit.similar import Shelf

_NAME = Field(
    name="name", label="Nama inovasi", required=True, hint="Boleh berupa singkatan, misalnya AKTA SEHARI (Akta Kelahiran Selesai Sehari)."
)  # fmt: skip


@dataclass(kw_only=True)
class DiagnosisPage(Desk):
    """One diagnosis of a unit."""

    diagnosis_id: str
    _shelf: Shelf | None = None
    _stocked: int = 0

    @classmethod
    def opened(cls, person: Person, record: str) -> Self:
        """The page of a diagnosis.

        Raises:
            AccessError: another unit's.
            NotFoundError: there is no such diagnosis.
        """
        found = person.workspace.store.get(record)
        if found.key.kind != "diagnosis":
            raise NotFoundError("Diagnosis ini tidak ada. Kembali ke beranda, lalu mulai yang baru.")
        person.demand_read(found)
        page = cls(person=person, diagnosis_id=record)
        page.slots[record] = Slot(
            key=found.key, form=load_form("diagnosis"), writable=person.reach().may_write(found.key.unit or "")
        )
        return page

    def page(self) -> Message:
        """One section at a time."""
        form = self.slots[self.diagnosis_id].form
        return {
            "page": f"diagnosis-{self.diagnosis_id}",
            "title": form.title,
            "subtitle": f"Waktu pengisian sekitar {form.minutes} menit." if form.minutes else "",
            "steps": True,
            "sections": sections_of(form, record=self.diagnosis_id),
        }

    def live(self) -> Message:
        """The four pictures, what is still missing, similar innovations, and the way on."""
        values = self.record(self.diagnosis_id).values()
        pictures = {
            "usg": ("Urutan masalah", {"rows": diagnosis.usg_rows(values)}),
            "whys": ("Rantai sebab", diagnosis.whys(values)),
            "fishbone": ("Tulang ikan", diagnosis.fishbone(values)),
            "impact": ("Dampak dan upaya", diagnosis.impact(values)),
        }
        panels: Message = {
            name: {"type": "picture", "title": title, "name": name, "data": data}
            for name, (title, data) in pictures.items()
        }
        missing = [list_item(text, jump=f"{self.diagnosis_id}/{field}") for text, field in diagnosis.missing(values)]
        panels["serupa"] = self._similar(values)
        panels["langkah"] = {
            "type": "cards", "title": "", "empty": "",
            "cards": [card(
                "Jadikan usulan",
                text="Gagasan yang dipilih menjadi Usulan Inisiatif dengan isian yang sudah ada.",
                lines=[item["text"] for item in missing],
                actions=[action("propose", "Buat usulan dari gagasan ini", primary=True, ask=[_NAME])],
            )],
        }  # fmt: skip
        if not self.slots[self.diagnosis_id].writable:
            panels["langkah"]["cards"].clear()
        panels["langkah"]["cards"] += self._passing_on()
        return {"panels": panels, "progress": progress_of(self.slots[self.diagnosis_id].form, values)}

    def act(self, name: str, args: Mapping[str, Any]) -> Message:
        """Make a proposal of the chosen idea, or pass the problem on."""
        said = act_on_forwarding(self.person, self.record(self.diagnosis_id), name, args)
        if said is not None:
            return {"ok": True, "message": said, "href": None, "state": self.state()}
        if name != "propose":
            return super().act(name, args)
        record = self.record(self.diagnosis_id)
        unit = record.key.unit or ""
        if not self.person.reach().may_write(unit):
            raise AccessError("Usulan hanya dapat dibuat dari unit pemilik diagnosis ini.")
        title = checked_text(str(args.get("name") or ""), most=MOST_NAME)
        if not title:
            raise KlikError("Nama inovasi belum diisi.")
        key = RecordKey(id=innovation_id(unit, title), kind="inovasi", unit=unit)
        try:
            standing = self.store.get(key.id)
        except NotFoundError:
            values = self._carried(record.values()) | {
                "name": title,
                "status": State.DRAFT.value,
                "diagnosis": self.diagnosis_id,
            }
            self.put([Change(record=key, field=f, value=v, base=0) for f, v in values.items() if v])
        else:
            if standing.value("diagnosis") != self.diagnosis_id:
                raise KlikError(NAME_TAKEN)
        return {"ok": True, "message": "", "href": f"/isi/proposal/{key.id}", "state": None}

    def _passing_on(self) -> list[Message]:
        """The button of the units above, and what one of them has passed on."""
        record = self.record(self.diagnosis_id)
        actions, said = forward_actions(self.person, record), forwarded(review_of(self.person, record.key))
        if not actions and not said:
            return []
        text = "Masalah unit di bawah ini disampaikan kepada pendamping klinik." if actions else ""
        return [card("Teruskan ke klinik", text=text, lines=[said] if said else [], actions=actions)]

    def _carried(self, values: Mapping[str, str]) -> dict[str, str]:
        """What the diagnosis already says about the proposal."""
        main, root, idea = (values.get(name) or "" for name in ("masalah_utama", "akar", "gagasan_utama"))
        problem = "\n".join(text for text in (main, f"Akar masalah: {root}" if root else "") if text)
        return {
            "rb.permasalahan": problem,
            "rb.metode": idea,
            "stage": "Inisiatif",
            "origin_of_idea": "Masalah layanan",
        }

    def _stock(self) -> Shelf:
        """The shelf of summaries, filled anew only when an innovation was written since."""
        if self._shelf is None or self.store.touched_since(self._stocked, "inovasi"):
            self._stocked = self.store.head()[0]
            self._shelf = shelf_of(self.person.workspace)
        return self._shelf

    def _similar(self, values: Mapping[str, str]) -> Message:
        return similar_panel(self._stock(), values)
