"""4 Deliver: trials, the regulation, upgrades that make an older innovation eligible, and evidence with its owners."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from klik_kit.clinic.counter import panel_section, today
from klik_kit.clinic.innovation_stage import UNNAMED, StageDesk
from klik_kit.content.forms import load_form
from klik_kit.core.acceptance import Standing, standings
from klik_kit.core.action_plan import PLAN, day_of
from klik_kit.core.advice import advise
from klik_kit.core.assessment import letter_flags
from klik_kit.core.bahasa import day, number
from klik_kit.core.evidence_state import STATES, RowState, next_steps, row_label, row_states
from klik_kit.core.forms import Form, Option
from klik_kit.core.pilot import (
    APPLIED,
    DEVELOPMENT,
    TRIAL,
    bars,
    basket_of,
    compared,
    developed_on,
    trial_report,
    upgrades,
)
from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.records import Change, Record, Seen
from klik_kit.core.review import State, state_of
from klik_kit.core.scoring import score_region
from klik_kit.core.side_by_side import REVIEWERS
from klik_kit.desk.counter import Message
from klik_kit.desk.drawing import action, card, link, list_item, progress_of, sections_of
from klik_kit.desk.evidence import date_flags, evidence_of
from klik_kit.desk.moving import notes_of, review_of, seen_status
from klik_kit.desk.paper_links import drafts_owed
from klik_kit.desk.plan import owed_panel, with_options
from klik_kit.errors import KlikError, MissingFactError

_FIELD, _NOTE = "developed_on", "development_note"
_REGULATION = "16"


@dataclass(kw_only=True)
class DeliverPage(StageDesk):
    """The delivery of one innovation."""

    NAME: ClassVar[str] = "deliver"
    TITLE: ClassVar[str] = "4. Deliver"

    _shared: tuple[int, list[Message]] | None = None

    def place(self, innovation: Record) -> None:
        """The records of trial, implementation and upgrades."""
        self.slot(innovation, TRIAL, load_form("form_uji_coba"))
        self.slot(innovation, APPLIED, self._applied_form())
        log = self.slot(innovation, DEVELOPMENT, load_form("form_pengembangan"))
        self.slots[log.key.id] = replace(log, also=self._developed, seen=self._profile_seen)

    def page(self) -> Message:
        """One section at a time."""
        if not self.innovation_id:
            return self.head([])
        parts = [
            section
            for slot in self.slots.values()
            for section in sections_of(slot.form, record=slot.key.id, innovation=self.innovation_id)
        ]
        return self.head([panel_section("pekan", "Pekan ini", "minggu_ini", "keranjang"), *parts])

    def live(self) -> Message:
        """Figures, report, eligibility, evidence, what is owed and what to do next."""
        if not self.innovation_id:
            return {"panels": {"pilih": self.choice()}}
        innovation, trial, applied = self.innovation(), self.part(TRIAL).values(), self.part(APPLIED).values()
        measures = compared(trial, "uji", label="ukuran")
        unit = self.person.unit_name(innovation.key.unit)
        heading, *lines = trial_report(trial, innovation=innovation.value("name") or UNNAMED, unit=unit).splitlines()
        states, documents = self._states(innovation, applied)
        panels: Message = {
            "banding": {"type": "picture", "title": "Sebelum dan sesudah", "name": "beforeAfter", "data": bars(measures, names=("Sebelum", "Sesudah"))},
            "laporan_uji": {"type": "cards", "title": "Laporan uji coba", "cards": [card(heading, lines=[line.strip() for line in lines if line], links=self._report_links(trial))], "empty": ""},
            "regulasi": self._regulation(innovation, applied),
            "keranjang": self._basket(innovation),
            "pakai": {"type": "actions", "title": "", "actions": [action("use_development", "Pakai tanggal catatan pada profil")] if self._to_profile(innovation, {}, self.part(DEVELOPMENT).values()) else []},
            "peta_bukti": {"type": "picture", "title": "Peta data dukung", "name": "evidenceHeat", "data": heat(states)},
            "format": drafts_owed(states, self.person.workspace.edition(), self.innovation_id),
            "langkah_berikut": {"type": "list", "title": "Langkah berikut yang paling bernilai", "items": self._next_steps(innovation), "empty": "Semua baris sudah pada parameter tertinggi."},
            "minggu_ini": owed_panel(applied, self.part_values(PLAN), documents=documents, today=today()),
        }  # fmt: skip
        progress: Message = {}
        for slot in self.slots.values():
            progress |= progress_of(slot.form, self.record(slot.key.id).values())
        return {"panels": panels | self.ways(), "progress": progress}

    def _report_links(self, trial: Mapping[str, str]) -> list[Message]:
        """The report in Word, once anything was noted."""
        return [link("Laporan uji coba (Word)", f"/unduh/{self.innovation_id}/laporan_uji_coba.docx", download=True)] if trial else []  # fmt: skip

    def watched(self) -> Sequence[str]:
        """The plan's steps are owed as well."""
        return [*super().watched(), *([f"{self.innovation_id}@{PLAN}"] if self.innovation_id else [])]

    def act(self, name: str, args: Mapping[str, Any]) -> Message:
        """Put the newest upgrade's date on the profile, where it was settled when the log was written."""
        if name != "use_development" or not self.innovation_id:
            return super().act(name, args)
        log, innovation = self.part(DEVELOPMENT), self.innovation()
        self._open_slot(log.key.id)
        changes = self._to_profile(innovation, {}, log.values())
        if not changes:
            raise KlikError(
                "Waktu pengembangan pada profil tidak berubah: profil sudah diputuskan atau tanggalnya sama."
            )
        self.put(changes, seen=seen_status(innovation))
        return self.done("Waktu pengembangan pada profil sudah diperbarui.")

    # upgrades

    def _developed(self, log: Record, name: str, value: str | None) -> Sequence[Change]:
        """The profile's development date goes with a change of the log."""
        before = log.values()
        after = {n: v for n, v in (before | {name: value}).items() if v is not None}
        return self._to_profile(self.innovation(), before, after)

    def _to_profile(self, innovation: Record, before: Mapping[str, str], after: Mapping[str, str]) -> Sequence[Change]:
        wanted = developed_on(innovation.values(), before, after, today=today())
        if wanted == innovation.value(_FIELD):
            return ()
        changes = [innovation.change(_FIELD, wanted)]
        newest = next(iter(upgrades(after, today=today())), None)
        if newest and wanted and not innovation.value(_NOTE):
            changes.append(innovation.change(_NOTE, newest.what))
        return changes

    def _profile_seen(self) -> Sequence[Seen]:
        return seen_status(self.innovation())

    def _basket(self, innovation: Record) -> Message:
        """The keranjang without the log, and with it."""
        edition, profile = self.person.workspace.edition(), innovation.values()
        found = upgrades(self.part(DEVELOPMENT).values(), today=today())
        stands = profile.get(_FIELD)
        before, after = basket_of(edition, profile, None), basket_of(edition, profile, stands)
        items = [
            list_item("Tanpa pengembangan", tag=before.label if before else "Belum dapat ditentukan"),
            list_item(
                f"Dengan pengembangan {day(on)}" if (on := day_of(stands)) else "Waktu pengembangan pada profil belum diisi",
                tag=after.label if after else "Belum dapat ditentukan",
                tone="success" if after != before else "info",
            ),
        ]  # fmt: skip
        items += [list_item(f"{day(one.on)}: {one.what}", note="" if one.evidence else "Bukti belum dicatat", tone="info" if one.evidence else "warning") for one in found]  # fmt: skip
        if found and found[0].on.isoformat() != stands:
            text = f"Pengembangan terbaru pada catatan, {day(found[0].on)}, berbeda dari profil: profil sudah diputuskan, atau unit menulis tanggal yang lebih baru."
            items.append(list_item(text, tone="warning"))
        return {"type": "list", "title": "Keranjang", "items": items, "empty": ""}

    # implementation and evidence

    def _applied_form(self) -> Form:
        rows = tuple(Option(value=row_label(row), label=row_label(row)) for row in self.person.workspace.edition().sid)
        return with_options(load_form("form_penerapan"), {"indikator": rows})

    def _regulation(self, innovation: Record, applied: Mapping[str, str]) -> Message:
        """What should be looked at about the regulation."""
        edition, signed = self.person.workspace.edition(), day_of(applied.get("tanggal"))
        labels = {"jenis": "jenis", "nomor": "nomor", "tanggal": "tanggal"}
        absent = [label for name, label in labels.items() if not applied.get(name)]
        items = [list_item(f"Belum diisi: {', '.join(absent)}.")] if absent else []
        row = edition.by_row.get(_REGULATION)
        if signed and row:
            level = 1 if applied.get("jenis", "").startswith("Keputusan") else 2
            noted = self.part(APPLIED).answers["tanggal"].at.astimezone().date()
            flags = letter_flags(edition, row, signed, level=level, noted=noted, implemented=day_of(innovation.value("implemented_on")), today=today())  # fmt: skip
            items += [list_item(flag, tone="warning") for flag in flags]
        return {
            "type": "list",
            "title": "Dasar penerapan",
            "items": items,
            "empty": "Lengkap, tanpa tanggal yang janggal.",
        }

    def _states(self, innovation: Record, applied: Mapping[str, str]) -> tuple[tuple[RowState, ...], dict[str, int]]:
        levels, _ = self.own_levels()
        found = evidence_of(self.person, innovation, levels=levels)
        documents = {row: len(listed) for row, listed in found.items()}
        odd: dict[str, int] = {}
        for record in self.store.list("data_dukung", parent=self.innovation_id):
            row = record.value("indicator") or ""
            if record.value("file") and date_flags(self.person, record, innovation, level=levels.get(row)):
                odd[row] = odd.get(row, 0) + 1
        edition = self.person.workspace.edition()
        return row_states(
            edition, levels, documents=documents, odd=odd, returned=self._returned(innovation), tasks=applied
        ), documents

    def _returned(self, innovation: Record) -> dict[str, str]:
        """The rows with a reviewer's note while the innovation is back, and those whose acceptance no longer holds."""
        assessment = self.assessment()
        review, scoring = review_of(self.person, assessment.key), assessment.key.id
        stem = f"{scoring}/{ScoreKind.MANDIRI}."
        back = state_of(innovation.value("status")) is State.RETURNED
        found = {
            name.removeprefix(stem).partition(".")[0]: "Dikembalikan"
            for name in notes_of(review, record=scoring)
            if back and name.startswith(stem)
        }
        rows = [row.row for row in self.person.workspace.edition().sid]
        documents = self.store.list("data_dukung", parent=self.innovation_id)
        for kind in REVIEWERS:
            stood = standings(rows, kind=kind, assessment=assessment, review=review, documents=documents)
            found |= {row: "Dibuka kembali" for row, one in stood.items() if one is Standing.REOPENED}
        return found

    def _next_steps(self, innovation: Record) -> list[Message]:
        workspace, edition = self.person.workspace, self.person.workspace.edition()
        levels, basis = self.own_levels()
        try:
            divisor = max(edition.need_count("divisor_min"), len(self.store.list("inovasi")))
            own = next_steps(edition, levels, divisor=divisor, basis=basis)
        except MissingFactError as error:
            return [list_item(str(error))]
        items = [
            list_item(
                f"Naikkan baris {step.row} ke parameter {step.to}: +{number(step.gain, least=2)} poin Perkiraan IID",
                note=f"{step.activity.rstrip('.')}. Dokumen: {step.document} (sekitar {step.weeks} minggu).",
            )
            for step in own
        ]
        head = self.store.head()[0]
        if self._shared is None or self._shared[0] != head:
            advice = advise(edition, score_region(edition, workspace.portfolio(edition)))
            shared = [
                list_item(gain.step.name, note=f"{gain.step.activity.rstrip('.')}. Dokumen: {gain.document} (sekitar {gain.weeks} minggu).", tag="Langkah bersama")
                for gain in advice.shared if innovation.key.id in gain.innovations
            ]  # fmt: skip
            self._shared = (head, shared)
        return [*items, *self._shared[1]]


def heat(states: Sequence[RowState]) -> Message:
    """The map of evidence: a row an indicator, a column a state, and who prepares it."""
    rows = []
    for one in states:
        cells = [
            (f"{one.documents} berkas", "success") if one.documents else ("", ""),
            ("Belum ada", "warning") if one.lacking else ("", ""),
            (f"{one.odd} berkas", "warning") if one.odd else ("", ""),
            (one.returned, "error" if one.returned else ""),
            (", ".join(one.owners), ""),
        ]
        level = "belum diisi" if one.level is None else f"parameter {one.level}"
        rows.append({"label": f"{row_label(one.row)} ({level})", "cells": [{"text": t, "tone": n} for t, n in cells]})
    return {"title": "Peta data dukung", "columns": ["Baris", *STATES, "Penanggung jawab"], "rows": rows}
