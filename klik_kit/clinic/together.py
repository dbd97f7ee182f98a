"""A unit's diagnosis on the projector: one picture large, its fields beside it, filled in together with the unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from klik_kit.clinic.counter import ClinicDesk, given, panel_section
from klik_kit.clinic.problem_board import ALL
from klik_kit.content.forms import load_form
from klik_kit.core import diagnosis
from klik_kit.core.forms import Field, Option
from klik_kit.core.records import Record
from klik_kit.desk.counter import Message, Slot
from klik_kit.desk.drawing import action, list_item, sections_of
from klik_kit.desk.person import Person
from klik_kit.desk.sharing import shelf_of, similar_panel
from klik_kit.errors import AccessError, KlikError
from klik_kit.similar import Shelf


class View(NamedTuple):
    """What is on the projector: its name on the button, the section of the form, and the panels."""

    label: str
    section: str
    panels: tuple[str, ...]


VIEWS = {
    "usg": View("Urutan masalah", "masalah", ("usg",)),
    "whys": View("Lima mengapa", "mengapa", ("whys", "kurang")),
    "fishbone": View("Tulang ikan", "sebab", ("fishbone", "tanda")),
    "impact": View("Gagasan", "gagasan", ("impact", "pilih", "serupa")),
    "kriteria": View("Lima kriteria", "kriteria", ("kurang",)),
}


@dataclass(kw_only=True)
class TogetherPage(ClinicDesk):
    """One diagnosis, written by the coach and by its unit at the same time."""

    diagnosis_id: str
    view: str = "whys"
    _shelf: Shelf | None = None
    _stocked: int = 0

    @classmethod
    def of(cls, person: Person, record: Record) -> TogetherPage:
        """The page of a diagnosis.

        Raises:
            AccessError: of a unit that this person does not look after.
        """
        page = cls(person=person, diagnosis_id=record.key.id)
        if not person.reach().may_review(record.key.unit or ""):
            raise AccessError("Diagnosis ini milik unit yang bukan binaan Bapak/Ibu.")
        page.slots[record.key.id] = Slot(key=record.key, form=load_form("diagnosis"), writable=True, clinic=True)
        return page

    def page(self) -> Message:
        """The picture in the wide column, its fields in the other."""
        record, view = self.record(self.diagnosis_id), VIEWS[self.view]
        found = sections_of(self.slots[self.diagnosis_id].form, record=self.diagnosis_id)
        asked = next(s for s in found if s["id"] == view.section)
        fields = [item for item in asked["items"] if item["kind"] != "panel"]
        return {
            "page": f"diagnose-{self.diagnosis_id}",
            "title": "Diagnosis bersama",
            "subtitle": self.person.unit_name(record.key.unit),
            "steps": False,
            "sections": [
                panel_section("tampilan"),
                panel_section(f"gambar_{self.view}", "", *view.panels),
                asked | {"items": fields, "aside": True, "large": False},
            ],
            "back": {"label": "Semua masalah", "href": ALL},
        }

    def live(self) -> Message:
        """The panels of what is on the projector."""
        values = self.record(self.diagnosis_id).values()
        drawn: Message = {
            "usg": diagnosis.usg_rows, "whys": diagnosis.whys, "fishbone": diagnosis.fishbone, "impact": diagnosis.impact,
        }  # fmt: skip
        panels: Message = {
            "tampilan": {"type": "actions", "title": "", "actions": [self._button(name) for name in VIEWS]},
            "kurang": {
                "type": "list", "title": "Yang belum ada", "empty": "Diagnosis sudah lengkap.",
                "items": [list_item(text) for text, _ in diagnosis.missing(values)],
            },
            "tanda": _marks(values),
            "pilih": {"type": "actions", "title": "", "actions": self._choosing(values)},
        }  # fmt: skip
        if self.view in drawn:
            data = drawn[self.view](values)
            name = VIEWS[self.view].label
            panels[self.view] = {
                "type": "picture",
                "title": name,
                "name": self.view,
                "data": {"rows": data} if self.view == "usg" else data,
            }
        if self.view == "impact":
            panels["serupa"] = similar_panel(self._stock(), values)
        return {"panels": panels}

    def act(self, name: str, args: Mapping[str, Any]) -> Message:
        """Show another picture, or choose an idea."""
        if name == "view":
            wanted = str(args.get("view"))
            if wanted not in VIEWS:
                raise KlikError("Tampilan ini tidak ada.")
            self.view = wanted
            return self.done("")
        if name != "choose_idea":
            return super().act(name, args)
        self._open_slot(self.diagnosis_id)
        record = self.record(self.diagnosis_id)
        number = given(args, "idea", label="Gagasan")
        if number not in (ideas := _ideas(record.values())):
            raise KlikError("Gagasan ini tidak ada lagi. Pilih kembali dari daftarnya.")
        self.put([record.change("gagasan_utama", ideas[number])], seen=[record.seen(f"gagasan.{number}.uraian")])
        return self.done("Gagasan dipilih.")

    def _button(self, name: str) -> Message:
        return action("view", VIEWS[name].label, {"view": name}) | {"current": name == self.view}

    def _choosing(self, values: Mapping[str, str]) -> list[Message]:
        options = tuple(Option(value=number, label=text) for number, text in _ideas(values).items())
        if not options:
            return []
        ask = Field(name="idea", label="Gagasan yang dipilih", type="select_one", options=options, required=True)
        return [action("choose_idea", "Pilih gagasan", primary=True, ask=[ask])]

    def _stock(self) -> Shelf:
        """The shelf of summaries, filled anew only when an innovation was written since."""
        if self._shelf is None or self.store.touched_since(self._stocked, "inovasi"):
            self._stocked = self.store.head()[0]
            self._shelf = shelf_of(self.person.workspace)
        return self._shelf


def _ideas(values: Mapping[str, str]) -> dict[str, str]:
    """The ideas by the number of their row."""
    found = {str(number): values.get(f"gagasan.{number}.uraian") for number in range(1, 9)}
    return {number: text for number, text in found.items() if text}


def _marks(values: Mapping[str, str]) -> Message:
    marks = diagnosis.marks(values)
    named = {"tidak efisien": "Tidak efisien", "tidak efektif": "Tidak efektif", "": "Belum ditandai"}
    rows = [{"label": label, "n": marks[mark]} for mark, label in named.items()]
    return {"type": "picture", "title": "Akibat bagi layanan", "name": "counts", "data": {"rows": rows, "said": ""}}
