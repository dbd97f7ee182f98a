"""Kelas tematik: choose a template, name, day and units; start it, lead it, end it, and read what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

from klik_kit.clinic.class_acts import (
    ClassDesk,
    act_on_class,
    class_record,
    classes_of,
    lead_panel,
    may_lead,
    result_panels,
)
from klik_kit.clinic.counter import given, panel_section, today
from klik_kit.content.classes import FORMS, load_template, template_names
from klik_kit.content.forms import load_form
from klik_kit.core.bahasa import day
from klik_kit.core.classes import KIND, Classroom, Stage, Task, Template, classroom_of
from klik_kit.core.forms import Field, Form
from klik_kit.core.papers import About
from klik_kit.core.records import Change, Record, RecordKey
from klik_kit.desk.counter import Message, Slot, fresh_id
from klik_kit.desk.drawing import action, card, link, sections_of
from klik_kit.desk.paper_links import papers_panel
from klik_kit.desk.person import Person
from klik_kit.errors import ContentError

_TITLES = {"penilaian": "Penilaian Mandiri"}


@dataclass(kw_only=True)
class ClassPage(ClassDesk):
    """One class, or the list of all with the templates to begin from."""

    class_id: str = ""

    @classmethod
    def opened(cls, person: Person, record: str) -> Self:
        """The page of a class; the list where none is named.

        Raises:
            AccessError: not the clinic's own, or none of its units is this person's.
            NotFoundError: there is no such class.
        """
        page = cls(person=person, class_id=record)
        if record:
            key = class_record(page, record).key
            page.slots[record] = Slot(
                key=key, form=page.form(), writable=True, clinic=True, lock=page._lock, seen=page._seen
            )
        return page

    def form(self) -> Form:
        """Name, day, place and units; only units this person looks after can be chosen."""
        form = load_form("form_kelas")
        units = Field(
            name="units", label="Unit yang ikut", type="select_multiple", required=True, options=tuple(self.units()),
            hint="Unit yang menyusul dapat ditambahkan saat kelas berjalan.",
        )  # fmt: skip
        *rest, last = form.sections
        return replace(form, sections=(*rest, replace(last, items=(*last.items, units))))

    def room(self) -> Classroom:
        """The class as it is now."""
        return classroom_of(class_record(self, self.class_id))

    def page(self) -> Message:
        """The list, or one class."""
        if not self.class_id:
            return {
                "page": "kelas", "title": "Kelas tematik", "subtitle": "", "steps": False,
                "sections": [panel_section("daftar"), panel_section("templat", "Mulai kelas baru")],
            }  # fmt: skip
        room = self.room()
        form = self.slots[self.class_id].form
        parts = [panel_section("jalan", "", "pimpin", "papan", "jawab", "hasil_unit", "hasil_clinic")]
        return {
            "page": f"kelas-{self.class_id}", "title": room.name or "Kelas baru", "steps": False,
            "subtitle": f"{room.stage.value} · {_day(room.day)}", "back": {"label": "Daftar kelas", "href": "/isi/kelas"},
            "sections": [*parts, *sections_of(form, record=self.class_id), panel_section("rencana", "", "mulai", "rencana"), panel_section("dokumen")],
        }  # fmt: skip

    def live(self) -> Message:
        """All panels."""
        if not self.class_id:
            return {"panels": {"daftar": self._list(), "templat": self._templates()}}
        room = self.room()
        template = load_template(room.template)
        board = {"type": "links", "title": "", "links": [link("Buka Papan Kelas", f"/isi/papan_kelas/{room.id}", primary=True)]}  # fmt: skip
        panels: Message = {
            "rencana": _plan(template),
            "dokumen": papers_panel(About.CLASS, room.id, shown=may_lead(self.person.reach(), room)),
        }
        if room.stage is Stage.PREPARED:
            acts = [action("class_start", "Mulai kelas", primary=True)] if may_lead(self.person.reach(), room) else []
            chosen = f"{len(room.units)} unit dipilih" if room.units else "Belum ada unit yang dipilih"
            panels["mulai"] = {"type": "actions", "title": chosen, "actions": acts}
        if room.stage is Stage.RUNNING:
            panels |= {"pimpin": lead_panel(self, room), "papan": board}
        if room.stage is Stage.ENDED:
            panels |= {"papan": board} | result_panels(self, room)
        return {"panels": panels}

    def watched(self) -> tuple[str, ...]:
        """The class, or all of them, and the answers to its questions."""
        if not self.class_id:
            return tuple(record.key.id for record, _ in classes_of(self))
        answers = self.store.list("kelas_jawaban", parent=self.class_id)
        return (self.class_id, *(record.key.id for record in answers))

    def act(self, name: str, args: Mapping[str, Any]) -> Message:
        """Begin a class from a template, or lead this one."""
        if name == "new_class":
            return self._new(given(args, "template", label="Templat"))
        if self.class_id:
            said = act_on_class(self, class_record(self, self.class_id), name, args)
            if said is not None:
                board = f"/isi/papan_kelas/{self.class_id}" if name == "class_start" else None
                return self.done(said, href=board)
        return super().act(name, args)

    def _demand_read(self) -> None:
        super()._demand_read()
        if self.class_id:
            class_record(self, self.class_id)

    def _new(self, name: str) -> Message:
        template = load_template(name)
        key = RecordKey(id=fresh_id("KL"), kind=KIND)
        values = {"name": template.title, "template": name, "day": today().isoformat(), "state": Stage.PREPARED.value}
        self.put([Change(record=key, field=field, value=value, base=0) for field, value in values.items()])
        return self.done("", href=f"/isi/kelas/{key.id}")

    def _lock(self) -> str | None:
        room = self.room()
        if not may_lead(self.person.reach(), room):
            return "Kelas ini dipimpin pendamping lain karena berisi unit yang bukan binaan Bapak/Ibu."
        return None if room.stage is Stage.PREPARED else "Kelas sudah dimulai; rencananya tidak diubah lagi."

    def _seen(self) -> tuple[Any, ...]:
        record: Record = self.store.get(self.class_id)
        return (record.seen("state"),)

    def _list(self) -> Message:
        cards = [
            card(
                room.name or "Kelas baru",
                text=f"{_day(room.day)} · {len(room.units)} unit",
                tags=[{"text": room.stage.value, "tone": "success" if room.stage is Stage.RUNNING else "info"}],
                links=[
                    *([link("Papan Kelas", f"/isi/papan_kelas/{room.id}", primary=True)] if room.stage is Stage.RUNNING else []),
                    link("Buka", f"/isi/kelas/{room.id}"),
                ],
            )
            for _, room in classes_of(self)
        ]  # fmt: skip
        return {"type": "cards", "title": "", "cards": cards, "empty": "Belum ada kelas."}

    def _templates(self) -> Message:
        cards = []
        for name in template_names():
            try:
                template = load_template(name)
            except ContentError as error:  # a region's broken file is told, and hides no other
                cards.append(card(name, text="Templat ini tidak dapat dipakai.", lines=str(error).splitlines()))
                continue
            cards.append(
                card(
                    template.title,
                    text=template.theme,
                    tags=[{"text": f"{template.minutes} menit, {len(template.parts)} bagian", "tone": "info"}],
                    lines=[f"Peserta: {template.participants}", f"Keluaran: {template.output}"],
                    actions=[action("new_class", "Siapkan kelas ini", {"template": name})],
                )
            )
        return {"type": "cards", "title": "", "cards": cards, "empty": "Belum ada templat di templates/kelas."}


def _plan(template: Template) -> Message:
    """The template, part by part."""
    rows = [
        [part.title, f"{part.minutes} menit", part.doing, "; ".join(map(_fills, part.tasks)) or "–"]
        for part in template.parts
    ]
    note = f"Bahan: {'; '.join(template.material)}. Keluaran: {template.output}."
    return {
        "type": "table", "title": f"Rencana: {template.theme}", "columns": ["Bagian", "Waktu", "Kegiatan", "Isian"],
        "rows": rows, "note": note,
    }  # fmt: skip


def _fills(task: Task) -> str:
    if task.form in _TITLES or task.form not in FORMS:
        return _TITLES.get(task.form, task.form)
    form = load_form(task.form)
    named = [section.title for section in form.sections if section.id in task.sections]
    return f"{form.title}: {', '.join(named)}" if named else form.title


def _day(text: str) -> str:
    return day(date.fromisoformat(text)) if text else "tanggal belum diisi"
