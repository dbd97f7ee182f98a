"""Stage 1, Drum-up: commitment, participants, where ideas come from, readiness, and the strategies of the year.

Source: FORMS.md sections 7 and 11. The region has one record a year, and each unit one of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

from klik_kit.clinic import readiness
from klik_kit.clinic.counter import ClinicDesk, given
from klik_kit.clinic.strategies import strategy_panels, strategy_sections
from klik_kit.content import load_choices
from klik_kit.content.forms import load_form
from klik_kit.core.bahasa import day
from klik_kit.core.forms import Field, Form, Item, Option, Panel, Repeat, Section
from klik_kit.core.papers import About
from klik_kit.core.records import Record, RecordKey
from klik_kit.desk import polls
from klik_kit.desk.counter import Message, Slot
from klik_kit.desk.drawing import action, list_item, progress_of, sections_of
from klik_kit.desk.paper_links import papers_panel
from klik_kit.desk.person import Person
from klik_kit.errors import NotFoundError

KIND = "drum_up"
UNSAID, DIAGNOSED = "Asal belum diisi", "Diagnosis yang belum menjadi usulan"


def drum_up_key(year: int, unit: str = "") -> RecordKey:
    """Where a year's commitment and participants of a unit are kept; of the region where none is named."""
    return RecordKey(id=f"drum-up-{year}-{unit or 'daerah'}", kind=KIND, unit=unit or None)


@dataclass(kw_only=True)
class DrumUpPage(ClinicDesk):
    """The region's page, or that of one unit."""

    unit: str
    year: int
    _sources: list[Message] | None = None
    _counted: int = 0

    @classmethod
    def opened(cls, person: Person, record: str) -> Self:
        """The page of a unit, by its code, or of the region.

        Raises:
            AccessError: not the clinic's, or a unit that this person does not look after.
            NotFoundError: there is no such unit.
        """
        page = cls(person=person, unit=record, year=person.workspace.edition().year)
        if record:
            if record not in person.workspace.units:
                raise NotFoundError("Unit ini tidak ada. Pilih dari daftarnya.")
            page.demand_unit(record)
        key = drum_up_key(page.year, record)
        page.slots[key.id] = Slot(key=key, form=page.form(), writable=True, clinic=True)
        return page

    @property
    def key(self) -> RecordKey:
        """The record of this year."""
        return drum_up_key(self.year, self.unit)

    def form(self) -> Form:
        """What is asked here: participants name their unit on the region's page, where the strategies are, too."""
        known = load_form("form_drum_up")
        units = tuple(Option(value=u.name, label=u.name) for u in self.person.workspace.units.values())
        sections = [self._fitted(section, units) for section in known.sections]
        ideas = Section(id="asal", title="Asal gagasan", items=(Panel(id="asal"),))
        ready = Section(id="kesiapan", title="Kesiapan", items=tuple(Panel(id=name) for name in readiness.PANELS))
        sections += [ideas, ready]
        papers = Section(id="dokumen", title="Dokumen", items=(Panel(id="dokumen"),))
        return replace(known, sections=(*sections, *((papers,) if self.unit else strategy_sections(self.year))))

    def _fitted(self, section: Section, units: tuple[Option, ...]) -> Section:
        def fitted(item: Item) -> Item:
            if not isinstance(item, Repeat):
                return item
            columns = (replace(f, options=units) if f.name == "pembina" else f for f in item.fields)
            return replace(item, fields=tuple(f for f in columns if not (self.unit and f.name == "pembina")))

        kept = (item for item in section.items if not (self.unit and isinstance(item, Panel)))
        return replace(section, items=tuple(map(fitted, kept)))

    def page(self) -> Message:
        """One part at a time, behind the list of them."""
        where = self.person.unit_name(self.unit) if self.unit else self.person.workspace.region.name
        head = {"id": "buka", "title": "", "hint": "", "large": False, "items": [{"kind": "panel", "id": "buka"}]}
        return {
            "page": self.key.id,
            "title": "1. Drum-up",
            "subtitle": f"{where} · {self.year} · membangun kemauan dan pola pikir inovatif",
            "steps": True,
            "sections": [head, *sections_of(self.slots[self.key.id].form, record=self.key.id)],
            "back": {"label": "Drum-up daerah", "href": "/isi/drum_up"} if self.unit else None,
        }

    def live(self) -> Message:
        """All panels."""
        record, units = self.record(self.key.id), self.units()
        known = readiness.readiness_of(self.person, self.unit)
        panels: Message = {"buka": self._ways(units), "asal": self._origins()}
        panels |= readiness.readiness_panels(self.person, known, opens=not self.unit, units=units)
        if self.unit:
            panels["dokumen"] = papers_panel(About.UNIT, self.unit)
        else:
            below = self._of_units()
            panels |= {"komitmen_unit": self._commitments(below), "peserta_unit": self._participants(record, below)}
            panels |= strategy_panels(record, self._of(self.year - 1), year=self.year)
        return {"panels": panels, "progress": progress_of(self.slots[self.key.id].form, record.values())}

    def watched(self) -> tuple[str, ...]:
        """This year's records, the surveys, and the answers that arrive."""
        surveys = self.store.list(polls.SURVEY)
        answers = [r for survey in surveys for r in polls.answers_to(self.person.workspace, survey)]
        return (*self.slots, *(r.key.id for r in (*self._of_units(), *surveys, *answers)))

    def act(self, name: str, args: Mapping[str, Any]) -> Message:
        """Open or close a survey, or go to a unit's page."""
        if name in readiness.ACTS:
            return readiness.act_on_survey(self, name, args)
        if name == "unit":
            return self.done("", href=f"/isi/drum_up/{self.demand_unit(given(args, 'unit', label='Unit'))}")
        return super().act(name, args)

    def _of(self, year: int) -> Record | None:
        try:
            return self.store.get(drum_up_key(year, self.unit).id)  # type: ignore[no-any-return]
        except NotFoundError:
            return None

    def _of_units(self) -> list[Record]:
        """This year's records of the units that this person looks after."""
        reach = self.person.reach()
        found = (r for r in self.store.list(KIND) if r.key.unit and reach.may_review(r.key.unit))
        return [r for r in found if r.key.id == drum_up_key(self.year, r.key.unit or "").id]

    # panels

    def _ways(self, units: list[Option]) -> Message:
        ask = Field(name="unit", label="Unit", type="select_one", options=tuple(units), required=True)
        actions = [] if self.unit else [action("unit", "Buka halaman satu unit", ask=[ask])]
        return {"type": "actions", "title": "", "actions": actions}

    def _commitments(self, below: list[Record]) -> Message:
        items = [self._commitment(r, row) for r in below for row in _rows(r, "komitmen")]
        return {"type": "list", "title": "Komitmen unit", "items": items, "empty": "Belum ada komitmen unit."}

    def _commitment(self, record: Record, row: Mapping[str, str]) -> Message:
        parts = (self.person.unit_name(record.key.unit), row.get("siapa"), _day(row.get("tanggal")))
        about, href = row.get("isi") or row.get("siapa") or "Komitmen", row.get("tautan")
        shown = list_item(about, note=" · ".join(part for part in parts if part))
        return shown | {"link": {"label": "Buka data dukung", "about": about, "href": href} if href else None}

    def _participants(self, region: Record, below: list[Record]) -> Message:
        rows = [[row.get("nama", ""), row.get("jenis", ""), row.get("pembina", "")] for row in _rows(region, "peserta")]
        rows += [
            [row.get("nama", ""), row.get("jenis", ""), self.person.unit_name(r.key.unit)]
            for r in below
            for row in _rows(r, "peserta")
        ]
        kinds = Counter(row[1] or "jenis belum diisi" for row in rows)
        note = f"{len(rows)} peserta: " + ", ".join(f"{kind} {n}" for kind, n in kinds.most_common()) if rows else ""
        if not rows:
            return {"type": "text", "title": "Seluruh peserta", "tone": "info", "text": "Belum ada peserta."}
        columns = ["Nama", "Jenis", "Unit pembina"]
        return {"type": "table", "title": "Seluruh peserta", "columns": columns, "rows": rows, "note": note}

    def _origins(self) -> Message:
        """Where ideas come from; counted anew only when an innovation or a diagnosis was written since."""
        kinds = ("inovasi", "diagnosis")
        if self._sources is None or any(self.store.touched_since(self._counted, kind) for kind in kinds):
            self._counted = self.store.head()[0]
            self._sources = list(self._count())
        total = sum(source["n"] for source in self._sources)
        said = f"{total} gagasan dan diagnosis menurut asalnya."
        return {
            "type": "picture",
            "title": "",
            "name": "counts",
            "data": {"rows": self._sources, "said": said},
        }

    def _count(self) -> Iterator[Message]:
        reach = self.person.reach()

        def counts(record: Record) -> bool:
            unit = record.key.unit or ""
            return reach.may_review(unit) and self.unit in {"", unit}

        ideas = [r for r in self.store.list("inovasi") if counts(r)]
        used = {r.value("diagnosis") for r in ideas}
        open_ones = sum(1 for r in self.store.list("diagnosis") if counts(r) and r.key.id not in used)
        found = Counter(r.value("origin_of_idea") or UNSAID for r in ideas) + Counter({DIAGNOSED: open_ones})
        order = (*load_choices()["origin_of_idea"].values, DIAGNOSED)
        others = sorted(found.keys() - {*order, UNSAID})
        for name in (*order, *others, UNSAID):
            yield {"label": name, "n": found[name]}


def _rows(record: Record, group: str) -> list[dict[str, str]]:
    """The rows of a repeat, in order."""
    form = load_form("form_drum_up")
    repeat = next(i for s in form.sections for i in s.items if isinstance(i, Repeat) and i.name == group)
    return [row for _, row in repeat.rows(record.values())]


def _day(value: str | None) -> str:
    return day(date.fromisoformat(value)) if value else ""
