"""3 Design: the proposal beside its checks, the action plan against the year, actors, and what gets faster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from klik_kit.clinic.counter import panel_section, today
from klik_kit.clinic.innovation_stage import StageDesk
from klik_kit.content.forms import load_form
from klik_kit.core.action_plan import PLAN, rows_of
from klik_kit.core.evidence_state import next_steps
from klik_kit.core.forms import check_value, field_for
from klik_kit.core.portfolio import count_words
from klik_kit.core.proposal import PARTS, Finding, compose, findings
from klik_kit.core.records import Change, Record
from klik_kit.desk.counter import Message
from klik_kit.desk.drawing import action, card, link, list_item, progress_of, sections_of
from klik_kit.desk.plan import plan_form, plan_panels
from klik_kit.desk.proposal import CHOICE, FIRST, OUTLINES
from klik_kit.errors import KlikError

_WRITTEN = (*PARTS, ("goals", "tujuan"), ("benefits", "manfaat"), ("results", "ringkasan hasil"))
_MOST_SHOWN = 600
_MOST_MEASURES, _MOST_STEPS = 10, 20
_TAKEN = {
    "take_results": ("Hasil pada usulan sudah disalin. Periksa angka dan arahnya.", "Tidak ada hasil baru pada usulan yang dapat diambil."),
    "take_steps": ("Langkah ditambahkan. Lengkapi siapa, kapan, dan biayanya.", "Tidak ada langkah baru yang dapat ditambahkan."),
}  # fmt: skip
_FROM_RESULT = (("nama", "indikator"), ("satuan", "satuan"), ("sebelum", "sebelum"), ("target", "sesudah"))


@dataclass(kw_only=True)
class DesignPage(StageDesk):
    """The design of one innovation."""

    NAME: ClassVar[str] = "design"
    TITLE: ClassVar[str] = "3. Design"

    def place(self, innovation: Record) -> None:
        """The plan's record."""
        self.slot(innovation, PLAN, plan_form(self.person.workspace.edition()))

    def page(self) -> Message:
        """The proposal first, then the plan, one section at a time."""
        if not self.innovation_id:
            return self.head([])
        form = plan_form(self.person.workspace.edition())
        hint = "Isi usulan ditulis unit pada halaman Proposal; di sini dibaca bersama hasil pemeriksaannya."
        first = panel_section("usulan", "Usulan dan pemeriksaannya", "usulan", "buka", "bagian", hint=hint)
        sections = sections_of(form, record=self.part(PLAN).key.id)
        sections[0]["items"].append({"kind": "panel", "id": "saran"})
        sections[-1]["items"].append({"kind": "panel", "id": "ambil"})
        return self.head([first, *sections])

    def live(self) -> Message:
        """Checks, timeline, documents, actors, before and target."""
        if not self.innovation_id:
            return {"panels": {"pilih": self.choice()}}
        innovation, plan = self.innovation(), self.part(PLAN)
        panels = plan_panels(self.person, innovation, plan, today=today())
        panels |= self._proposal(innovation) | self.ways()
        ask = [action("take_results", "Ambil dari Hasil pada usulan")] if rows_of(innovation.values(), "hasil") else []
        advise = [action("take_steps", "Tambahkan langkah yang paling bernilai")]
        panels["saran"] = {"type": "actions", "title": "", "actions": advise}
        panels["ambil"] = {"type": "actions", "title": "", "actions": ask}
        return {"panels": panels, "progress": progress_of(self.slots[plan.key.id].form, plan.values())}

    def act(self, name: str, args: Mapping[str, Any]) -> Message:
        """Take the measures that the proposal already names, or the next best steps."""
        if name not in _TAKEN or not self.innovation_id:
            return super().act(name, args)
        taken = self._taken() if name == "take_results" else self._advised()
        said, empty = _TAKEN[name]
        if not taken:
            raise KlikError(empty)
        self._open_slot(self.part(PLAN).key.id)
        self.put(taken)
        return self.done(said)

    def _advised(self) -> list[Change]:
        """The next best levels as steps in free rows: what to do, why, and the document that shows it."""
        edition, plan = self.person.workspace.edition(), self.part(PLAN)
        levels, basis = self.own_levels()
        divisor = max(edition.need_count("divisor_min"), len(self.store.list("inovasi")))
        rows = dict(rows_of(plan.values(), "langkah"))
        known = {row.get("apa") for row in rows.values()}
        steps = [s for s in next_steps(edition, levels, divisor=divisor, basis=basis) if s.activity not in known]
        free = [n for n in range(1, _MOST_STEPS + 1) if n not in rows]
        return [
            plan.change(f"langkah.{place}.{column}", value)
            for place, step in zip(free, steps, strict=False)
            for column, value in (
                ("apa", step.activity), ("mengapa", f"Baris {step.row} ke parameter {step.to}"), ("dokumen", step.document),
            )
        ]  # fmt: skip

    def _taken(self) -> list[Change]:
        """The proposal's results as measures in free rows; what is no figure is left blank."""
        plan, form = self.part(PLAN), self.slots[self.part(PLAN).key.id].form
        rows = dict(rows_of(plan.values(), "ukuran"))
        known = {row.get("nama") for row in rows.values()}
        free = iter([n for n in range(1, _MOST_MEASURES + 1) if n not in rows])
        changes: list[Change] = []
        for _, result in rows_of(self.innovation().values(), "hasil"):
            if not result.get("indikator") or result["indikator"] in known:
                continue
            place = next(free, None)
            if place is None:
                break
            for column, source in _FROM_RESULT:
                field, value = field_for(form, f"ukuran.{place}.{column}"), result.get(source)
                if field and value and check_value(field, value, {}) is None:
                    changes.append(plan.change(field.name, value))
        return changes

    def _proposal(self, innovation: Record) -> Message:
        values, edition = innovation.values(), self.person.workspace.edition()
        outline = values.get(CHOICE, FIRST)
        form = load_form(outline if outline in OUTLINES else FIRST)
        found = findings(values, edition, today=today(), form=form)
        items = [list_item(one.text, tone=one.tone) for one in found]
        return {
            "usulan": {"type": "list", "title": f"Yang perlu diperiksa ({form.title})", "items": items, "empty": "Tidak ada yang perlu diperbaiki."},
            "buka": {"type": "links", "title": "", "links": [link("Buka proposal", f"/isi/proposal/{innovation.key.id}")]},
            "bagian": {"type": "cards", "title": "Bagian usulan", "cards": _parts(values, found), "empty": ""},
        }  # fmt: skip


def _parts(values: Mapping[str, str], found: tuple[Finding, ...]) -> list[Message]:
    """The proposal's parts; a text that came as a whole stands first, since nobody can tell its parts apart."""
    whole = values.get("rancang_bangun", "")
    imported = [("rancang_bangun", "rancang bangun (naskah utuh)")] if whole and whole != compose(values) else []
    absent = {name for name, _ in PARTS if imported and not values.get(name)}
    return [_part(name, label, values, found) for name, label in (*imported, *_WRITTEN) if name not in absent]


def _part(name: str, label: str, values: Mapping[str, str], found: tuple[Finding, ...]) -> Message:
    """One part of the proposal, with what was found about it."""
    text = values.get(name, "").strip()
    tag = {"text": f"{count_words(text)} kata", "tone": "info"} if text else {"text": "Belum diisi", "tone": "warning"}
    shown = text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN].rstrip()}…"
    return card(
        label[:1].upper() + label[1:], text=shown, tags=[tag], lines=[one.text for one in found if one.field == name]
    )
