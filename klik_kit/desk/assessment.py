"""Penilaian Mandiri at the counter: levels, evidence, live maturity, the next best step, and sending."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self

from klik_kit.core.assessment import NO_EVIDENCE, NextStep, assessment_form, next_step, without_evidence
from klik_kit.core.bahasa import number
from klik_kit.core.keys import assessment_key
from klik_kit.core.portfolio import ScoreKind, innovation_of
from klik_kit.core.records import Record
from klik_kit.core.review import state_of
from klik_kit.core.rubric import Edition
from klik_kit.core.scoring import score_innovation
from klik_kit.desk.counter import Desk, Message, Slot
from klik_kit.desk.drawing import list_item, progress_of, sections_of
from klik_kit.desk.evidence import evidence_of, link_evidence, remove_evidence
from klik_kit.desk.moving import lock_of, notes_of, review_key, review_of, seen_status
from klik_kit.desk.paper_links import formats_beside
from klik_kit.desk.person import Person
from klik_kit.desk.returned import returned_panel
from klik_kit.desk.reviewed import difference_notes, joined, standing_messages
from klik_kit.desk.sending import act_on_state, sending_panel
from klik_kit.errors import MissingFactError


@dataclass(kw_only=True)
class AssessmentPage(Desk):
    """The self-scoring form of one innovation under the region's edition."""

    innovation_id: str
    assessment_id: str
    edition: Edition
    divisor: int

    @classmethod
    def opened(cls, person: Person, record: str) -> Self:
        """The page of an innovation.

        Raises:
            AccessError: another unit's.
            NotFoundError: there is no such innovation.
        """
        workspace = person.workspace
        innovation = person.innovation(record)
        edition = workspace.edition()
        key = assessment_key(record, edition.id, innovation.key.unit)
        page = cls(
            person=person, innovation_id=record, assessment_id=key.id, edition=edition,
            divisor=max(edition.need_count("divisor_min"), len(workspace.store.list("inovasi"))),
        )  # fmt: skip
        page.slots[key.id] = Slot(
            key=key,
            form=assessment_form(edition),
            writable=person.reach().may_write(innovation.key.unit or ""),
            lock=lambda: lock_of(person, page.innovation()),
            seen=lambda: seen_status(page.innovation()),
        )
        return page

    def innovation(self) -> Record:
        """The innovation's profile as it is now."""
        return self.store.get(self.innovation_id)  # type: ignore[no-any-return]

    def page(self) -> Message:
        """One variable at a time."""
        innovation = self.innovation()
        form = self.slots[self.assessment_id].form
        return {
            "page": f"penilaian-{self.innovation_id}",
            "title": "Penilaian Mandiri",
            "subtitle": f"{innovation.value('name') or '(belum bernama)'} · {self.edition.title}",
            "steps": True,
            "sections": [
                {
                    "id": "perbaikan",
                    "title": "",
                    "hint": "",
                    "large": False,
                    "items": [{"kind": "panel", "id": "perbaikan"}],
                },
                *formats_beside(
                    sections_of(form, record=self.assessment_id, innovation=self.innovation_id),
                    self.edition,
                    self.innovation_id,
                ),
            ],
        }

    def live(self) -> Message:
        """Score, next step, what is missing, evidence, notes."""
        innovation, assessment = self.innovation(), self.record(self.assessment_id)
        scored = score_innovation(self.edition, innovation_of(innovation, assessment), kind=ScoreKind.MANDIRI)
        levels = dict(scored.innovation.score(ScoreKind.MANDIRI).levels)
        evidence = evidence_of(self.person, innovation, levels=levels)
        bare = without_evidence(self.edition, levels, evidence)
        warning = [
            {
                "tone": "warning",
                "text": "Parameter sudah dipilih, tetapi data dukung belum ada. Skor ini belum dihitung dalam skor verifikasi daerah.",
            }
        ]
        points = scored.sheet.points
        note = f"{scored.sheet.answered} dari {scored.sheet.questions} baris terisi; skor mandiri, bukan nilai resmi."
        values = assessment.values()
        panels: Message = {
            "skor": {"type": "meter", "label": "Kematangan", "value": None if points is None else number(points), "most": number(self.edition.formula.max_sid or Fraction(111)), "note": note},
            "langkah": self._step(levels, scored.innovation.score(ScoreKind.MANDIRI).basis),
            "kurang": self._missing(levels, scored.sheet.missing_mandatory, bare),
            "ajukan": sending_panel(self.person, innovation, self.slots[self.assessment_id].form),
        }  # fmt: skip
        review = review_of(self.person, assessment.key)
        documents = self.store.list("data_dukung", parent=self.innovation_id)
        notes = joined(notes_of(review, record=self.assessment_id), difference_notes(self.edition, assessment, review))
        unevidenced = {f"{self.assessment_id}/{ScoreKind.MANDIRI}.{row.row}": warning for row in bare}
        reason = review_of(self.person, innovation.key).value("alasan")
        panels["perbaikan"] = returned_panel(
            state_of(innovation.value("status")), reason, notes, form=self.slots[self.assessment_id].form
        )
        return {
            "messages": joined(unevidenced, standing_messages(self.edition, assessment, review, documents)),
            "notes": notes,
            "panels": panels,
            "progress": progress_of(self.slots[self.assessment_id].form, values),
            "evidence": evidence,
        }

    def watched(self) -> tuple[str, ...]:
        """The assessment, the innovation, its documents and the reviewers' words."""
        documents = tuple(r.key.id for r in self.store.list("data_dukung", parent=self.innovation_id))
        reviews = (review_key(self.record(self.assessment_id).key).id, f"{self.innovation_id}@tinjauan")
        return (self.assessment_id, self.innovation_id, *reviews, *documents)

    def act(self, name: str, args: Mapping[str, Any]) -> Message:
        """Links, taking back, sending and returning."""
        if name == "evidence_link":
            link_evidence(self.person, self.innovation_id, args)
            return {"ok": True, "message": "Tautan tersimpan.", "href": None, "state": self.state()}
        if name == "evidence_remove":
            remove_evidence(self.person, self.innovation_id, str(args.get("id")))
            return {"ok": True, "message": "Data dukung ditarik.", "href": None, "state": self.state()}
        done = act_on_state(
            self.person,
            self.innovation(),
            self.record(self.assessment_id),
            name,
            args,
            form=self.slots[self.assessment_id].form,
        )
        return done | {"state": self.state()} if done else super().act(name, args)

    def _step(self, levels: Mapping[str, int], basis: Mapping[str, str]) -> Message:
        try:
            step = next_step(self.edition, levels, divisor=self.divisor, basis=basis)
        except MissingFactError as error:
            return {"type": "text", "title": "Langkah berikut", "text": str(error), "tone": "info"}
        if step is None:
            return {
                "type": "text",
                "title": "Langkah berikut",
                "text": "Semua baris sudah pada parameter tertinggi.",
                "tone": "success",
            }
        return {
            "type": "list",
            "title": "Langkah berikut yang paling bernilai",
            "items": [_step_item(step, self.assessment_id)],
            "empty": "",
        }

    def _missing(self, levels: Mapping[str, int], mandatory: tuple[str, ...], bare: tuple[Any, ...]) -> Message:
        names = {row.row: row.name for row in self.edition.sid}
        field = f"{self.assessment_id}/{ScoreKind.MANDIRI}."
        items = [
            list_item(f"{row}. {names[row]}", tag="Wajib, belum diisi", tone="warning", jump=field + row)
            for row in mandatory
        ]
        items += [
            list_item(f"{row}. {name}", tag="Belum diisi", jump=field + row)
            for row, name in names.items()
            if row not in levels and row not in mandatory
        ]
        items += [
            list_item(f"{row.row}. {row.name}", tag=NO_EVIDENCE, tone="warning", jump=field + row.row) for row in bare
        ]
        return {
            "type": "list",
            "title": "Yang belum lengkap",
            "items": items,
            "empty": "Semua baris terisi dan memiliki data dukung.",
        }


def _step_item(step: NextStep, record: str) -> Message:
    text = f"Naikkan baris {step.row} ke parameter {step.to}: +{number(step.gain, least=2)} poin Perkiraan IID"
    note = f"{step.activity.rstrip('.')}. Dokumen: {step.document} (sekitar {step.weeks} minggu)."
    return list_item(text, note=note, jump=f"{record}/{ScoreKind.MANDIRI}.{step.row}")
