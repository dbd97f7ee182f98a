"""Rencana aksi as its unit reads it: timeline, steps, documents against the dates, actors and targets.

The clinic fills it in (`klik_kit.clinic.design`); here nothing is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Self

from klik_kit.content.forms import load_form
from klik_kit.content.stages import load_actors
from klik_kit.core.action_plan import (
    PLAN,
    DocumentCheck,
    PlanStep,
    committed_kinds,
    day_of,
    document_checks,
    landmarks,
    plan_findings,
    rows_of,
    stage_key,
    steps_of,
    timeline,
    total_cost,
)
from klik_kit.core.bahasa import day, listed, number
from klik_kit.core.eligibility import judge
from klik_kit.core.evidence_state import owed
from klik_kit.core.forms import Field, Form, Item, Option, Repeat
from klik_kit.core.pilot import APPLIED, bars, compared
from klik_kit.core.portfolio import innovation_from
from klik_kit.core.records import Record
from klik_kit.core.rubric import Edition
from klik_kit.desk.counter import Desk, Message, Slot
from klik_kit.desk.drawing import list_item
from klik_kit.desk.person import Person

_BLANK = "–"


def plan_form(edition: Edition) -> Form:
    """The form of a plan, with the edition's documents and the region's kinds of actors to choose from."""
    documents = tuple(
        Option(value=one.name, label=one.name, hint=f"Sekitar {one.weeks} minggu") for one in edition.documents
    )
    kinds = tuple(Option(value=one.kind, label=one.kind, hint=one.role) for one in load_actors().kinds)
    return with_options(load_form("form_rencana_aksi"), {"dokumen": documents, "jenis": kinds})


def with_options(form: Form, options: Mapping[str, tuple[Option, ...]]) -> Form:
    """A form whose columns of these names offer what is known only here."""

    def told(item: Item) -> Item:
        if not isinstance(item, Repeat):
            return item
        return replace(item, fields=tuple(map(offered, item.fields)))

    def offered(field: Field) -> Field:
        return replace(field, options=options[field.name]) if field.name in options else field

    return replace(form, sections=tuple(replace(s, items=tuple(map(told, s.items))) for s in form.sections))


def plan_panels(person: Person, innovation: Record, plan: Record, *, today: date) -> Message:
    """What follows from a plan: its timeline, its documents, its gaps, its actors, its targets."""
    edition, values = person.workspace.edition(), plan.values()
    steps, dates = steps_of(values), landmarks(person.workspace.events)
    checks = document_checks(steps, edition, dates, today=today)
    measures = compared(values, "ukuran", label="nama", after="target")
    drawn = timeline(steps, checks, dates, edition.eligibility.window, today=today)
    cost, silent = total_cost(steps)
    note = f"Biaya seluruhnya Rp{number(cost)}" + (f"; {silent} langkah belum menyebut biaya." if silent else ".")
    return {
        "linimasa": {"type": "picture", "title": "Garis waktu", "name": "planTimeline", "data": drawn},
        "dokumen": {
            "type": "list", "title": "Dokumen dan tenggatnya", "items": [_document(one, dated=bool(dates)) for one in checks],
            "empty": "Belum ada langkah yang menunggu dokumen.",
        },
        "periksa_rencana": {
            "type": "list", "title": "Yang perlu dilihat", "empty": "Semua langkah sudah lengkap." if steps else "",
            "items": [_window(edition, innovation), *_dates(dates), *(_looked(f, steps, plan) for f in plan_findings(steps, today=today))],
        },
        "langkah": {
            "type": "table", "title": "Langkah", "columns": ["Apa", "Siapa", "Mulai", "Selesai", "Dokumen", "Keadaan"],
            "rows": [_row(step, dict(rows_of(values, "langkah"))[step.number]) for step in steps], "note": note,
        },
        "aktor": _actors(values),
        "banding": {"type": "picture", "title": "Sebelum dan target", "name": "beforeAfter", "data": bars(measures, names=("Sebelum", "Target"))},
    }  # fmt: skip


def _row(step: PlanStep, row: Mapping[str, str]) -> list[str]:
    days = [day(d) if d else _BLANK for d in (step.start, step.end)]
    return [step.what or _BLANK, row.get("siapa", _BLANK), *days, step.document or _BLANK, step.state or "Belum mulai"]


def _document(check: DocumentCheck, *, dated: bool) -> Message:
    late = bool(check.missed) or check.short
    tag = (
        "Terlambat" if check.missed else "Terlalu dekat" if check.short else "Cukup waktu" if dated else "Tanpa tenggat"
    )
    text = f"{check.document} · {check.step.what or f'Langkah {check.step.number}'}"
    return list_item(text, note=check.text(), tag=tag, tone="warning" if late else "info")


def _looked(finding: tuple[str, str, str], steps: tuple[PlanStep, ...], plan: Record) -> Message:
    field, tone, text = finding
    named = {f"langkah.{step.number}.": step.what or f"Langkah {step.number}" for step in steps}
    what = next(name for stem, name in named.items() if field.startswith(stem))
    return list_item(f"{what}: {text}", tone=tone, jump=f"{plan.key.id}/{field}")


def _window(edition: Edition, innovation: Record) -> Message:
    """The edition's window, and where the innovation stands to it."""
    verdict, window = judge(edition, innovation_from(innovation.values())), edition.eligibility.window
    span = f"{day(window.start)} s.d. {day(window.end)}" if window else "tidak diketahui"
    note = " ".join(one.text for one in verdict.problems)
    tag = verdict.basket.label if verdict.basket else ""
    return list_item(f"Jendela penerapan {edition.title}: {span}.", note=note, tag=tag)


def _dates(dates: tuple[Any, ...]) -> list[Message]:
    if dates:
        said = listed([f"{one.name} {day(one.day)}{' (perkiraan)' if one.expected else ''}" for one in dates])
        return [list_item(f"Tanggal daerah: {said}.")]
    return [list_item("Tanggal daerah belum ditetapkan pada Pengaturan.xlsx, lembar Agenda.", tone="warning")]


def _actors(values: Mapping[str, str]) -> Message:
    """The kinds of actors, who is committed, and the parameter of indicator 22 that makes."""
    actors, sure = load_actors(), committed_kinds(values)
    level = actors.level(len(sure))
    said = f"{len(sure)} jenis aktor sudah sepakat"
    said += f": setara Parameter {level} pada baris 22, bila buktinya ada." if level else f"; baris 22 memerlukan paling sedikit {actors.needed[0]}, pelaksana termasuk."  # fmt: skip
    found: dict[str, list[str]] = {one.kind: [] for one in actors.kinds}
    for _, row in rows_of(values, "aktor"):
        told = f"{row.get('nama', '(belum bernama)')}: {row.get('peran', 'peran belum ditulis')} ({(row.get('komitmen') or 'belum ditanya').lower()})"
        if not row.get("bukti"):
            told += ", bukti belum dicatat"
        found.setdefault(row.get("jenis", "Jenis belum dipilih"), []).append(told)
    rows = [[kind, "\n".join(names) or _BLANK, "Ya" if kind in sure else "Belum"] for kind, names in found.items()]
    return {"type": "table", "title": f"Aktor {actors.name}", "columns": ["Jenis", "Siapa dan perannya", "Sepakat"], "rows": rows, "note": said}  # fmt: skip


def owed_panel(
    applied: Mapping[str, str], plan: Mapping[str, str], *, documents: Mapping[str, int], today: date
) -> Message:
    """What is owed until seven days from now, by whom."""
    items = [
        list_item(one.what, note=f"{one.who or 'Penanggung jawab belum ditulis'} · batas waktu {day(one.until)}", tag="Lewat" if one.late else "Pekan ini", tone="warning" if one.late else "info")
        for one in owed(applied, plan, documents=documents, today=today)
    ]  # fmt: skip
    until = day(today + timedelta(days=7))
    return {"type": "list", "title": f"Yang ditunggu sampai {until}", "items": items, "empty": "Tidak ada yang ditunggu pekan ini."}  # fmt: skip


def _visits(applied: Mapping[str, str]) -> Message:
    """The dates of monitoring, in their order."""
    found = sorted((row for _, row in rows_of(applied, "monitoring")), key=lambda row: row.get("tanggal", "9999"))
    rows = [
        [day(on) if (on := day_of(row.get("tanggal"))) else _BLANK, *(row.get(n, _BLANK) for n in ("apa", "siapa", "hasil"))]
        for row in found
    ]  # fmt: skip
    columns = ["Tanggal", "Apa yang dilihat", "Siapa", "Hasil"]
    note = "" if rows else "Belum ada jadwal."
    return {"type": "table", "title": "Jadwal monitoring", "columns": columns, "rows": rows, "note": note}


@dataclass(kw_only=True)
class PlanPage(Desk):
    """The plan of one innovation, to be read."""

    innovation_id: str

    @classmethod
    def opened(cls, person: Person, record: str) -> Self:
        """The page of an innovation.

        Raises:
            AccessError: another unit's.
            NotFoundError: there is no such innovation.
        """
        innovation = person.innovation(record)
        page, key = cls(person=person, innovation_id=record), stage_key(innovation.key, PLAN)
        form = plan_form(person.workspace.edition())
        page.slots[key.id] = Slot(key=key, form=form, writable=False, clinic=True)
        return page

    def page(self) -> Message:
        """One page, nothing to fill in."""
        innovation = self.store.get(self.innovation_id)
        names = ("minggu_ini", "linimasa", "langkah", "dokumen", "aktor", "banding", "monitoring")
        return {
            "page": f"rencana-{self.innovation_id}",
            "title": "Rencana aksi",
            "subtitle": f"{innovation.value('name') or '(belum bernama)'} · disusun bersama klinik, hanya dibaca di sini",
            "steps": False,
            "sections": [{"id": "rencana", "title": "", "hint": "", "large": False, "items": [{"kind": "panel", "id": n} for n in names]}],
        }  # fmt: skip

    def live(self) -> Message:
        """All panels."""
        today = date.today()  # noqa: DTZ011 - the day on the clinic's own wall
        innovation, (key,) = self.store.get(self.innovation_id), self.slots
        plan = self.record(key)
        found = next(iter(self.store.list(APPLIED, parent=self.innovation_id)), None)
        applied = found.values() if found else {}
        kept = (r for r in self.store.list("data_dukung", parent=self.innovation_id) if r.value("file"))
        documents = Counter(r.value("indicator") or "" for r in kept)
        panels = plan_panels(self.person, innovation, plan, today=today)
        panels["minggu_ini"] = owed_panel(applied, plan.values(), documents=documents, today=today)
        return {"panels": panels | {"monitoring": _visits(applied)}}

    def watched(self) -> Sequence[str]:
        """The plan, the innovation, its documents, and what the clinic noted about its implementation."""
        kinds = ("data_dukung", APPLIED)
        others = (r.key.id for kind in kinds for r in self.store.list(kind, parent=self.innovation_id))
        return [*self.slots, self.innovation_id, *others]
