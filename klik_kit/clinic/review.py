"""Tinjauan: an innovation's own levels beside its documents, what the reviewer says of each, and the five scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, cast

from klik_kit.clinic.counter import ClinicDesk, given, panel_section
from klik_kit.clinic.review_history import history_panel
from klik_kit.clinic.review_queue import ReviewQueue, waited
from klik_kit.clinic.review_rows import documents_list, levels_form, reasons_form, row_card, unaccepted
from klik_kit.clinic.review_scores import causes_panel, five_table
from klik_kit.clinic.reviewers import kinds_of, reviewed
from klik_kit.core.acceptance import Standing, acceptance_field, accepted_level, documents_of, mark_of, standings
from klik_kit.core.forms import Field, field_for
from klik_kit.core.keys import assessment_key
from klik_kit.core.portfolio import ScoreKind, Scores, scores_of
from klik_kit.core.records import Change, Record, RecordKey
from klik_kit.core.review import State, awaits, state_of
from klik_kit.core.rubric import MAX_LEVEL, Edition, Part
from klik_kit.core.side_by_side import ministry_differs, reason_field, unexplained
from klik_kit.desk.counter import Desk, Message, Slot
from klik_kit.desk.drawing import action, field_item, link
from klik_kit.desk.evidence import evidence_of
from klik_kit.desk.moving import flow_now, move, moves_for, note, review_key, review_of, seen_status
from klik_kit.desk.parcels import copies_open
from klik_kit.desk.person import Person
from klik_kit.desk.sending import questions
from klik_kit.errors import AccessError, KlikError

_GONE = frozenset({State.SENT, State.ACCEPTED, State.REJECTED, State.ARCHIVED})
_FORWARD = frozenset({State.APPROVED, State.VERIFIED, State.READY})
_CLOSED = "Skor tidak diubah lagi karena inovasi ini sudah terkirim."
_REASON = Field(name="reason", label="Alasan", type="textarea", required=True, hint="Tulis singkat, jelas, dan sopan.")


@dataclass(kw_only=True)
class ReviewPage(ClinicDesk):
    """The review of one innovation under the region's edition; ``kind`` is the score this person gives now."""

    innovation_id: str
    assessment_key: RecordKey
    edition: Edition
    kinds: tuple[ScoreKind, ...]
    kind: ScoreKind

    @classmethod
    def opened(cls, person: Person, record: str) -> Desk:
        """The page of an innovation; without one, what waits for this person.

        Raises:
            AccessError: another coach's unit, or the person is not of the clinic.
            NotFoundError: there is no such innovation.
        """
        if not record:
            return ReviewQueue.opened(person, record)
        found = reviewed(person, record)
        edition, kinds = person.workspace.edition(), kinds_of(person.account().role)
        key = assessment_key(record, edition.id, found.key.unit)
        page = cls(person=person, innovation_id=record, assessment_key=key, edition=edition, kinds=kinds, kind=kinds[0])
        shared: Mapping[str, Any] = {
            "writable": True, "clinic": True, "lock": page.lock, "seen": lambda: seen_status(page.innovation()),
        }  # fmt: skip
        page.slots[key.id] = Slot(key=key, form=levels_form(edition, kinds), also=page.also, **shared)
        review = review_key(key)
        page.slots[review.id] = Slot(key=review, form=reasons_form(edition, kinds), **shared)
        return page

    def innovation(self) -> Record:
        """The innovation as it is now."""
        return cast("Record", self.store.get(self.innovation_id))

    def review(self) -> Record:
        """The reviewers' record of the scores as it is now."""
        return review_of(self.person, self.assessment_key)

    def documents(self) -> tuple[Record, ...]:
        """All documents of the innovation."""
        return cast("tuple[Record, ...]", self.store.list("data_dukung", parent=self.innovation_id))

    def lock(self) -> str | None:
        """Why no level may be given now."""
        return _CLOSED if state_of(self.innovation().value("status")) in _GONE else None

    def also(self, record: Record, name: str, value: str | None) -> Sequence[Change]:
        """A level that is not the unit's takes the row's acceptance back."""
        row = name.partition(".")[2]
        kind, review = ScoreKind(name.partition(".")[0]), self.review()
        place = acceptance_field(kind, row)
        agrees = value == record.value(f"{ScoreKind.MANDIRI}.{row}")
        return () if agrees or not review.value(place) else (review.change(place, None),)

    def page(self) -> Message:
        """The state and the way on, then each variable with its rows, the five scores, the history."""
        innovation = self.innovation()
        sections = [
            panel_section("keadaan", "", "status", "ringkas", "jenis", "tautan"),
            panel_section("lima", "Lima skor", "skor", "sebab"),
        ]
        for place, (variable, rows) in enumerate(groupby(self._ordered(), key=lambda row: row.variable), start=1):
            items = [item for row in rows for item in self._items(row.row)]
            sections.append(
                {"id": f"variabel-{place}", "title": variable, "hint": "", "large": False, "items": items}
            )  # fmt: skip
        sections.append(panel_section("riwayat", "Riwayat", hint="Tidak dapat diubah siapa pun. Yang terbaru di atas."))
        return {
            "page": f"tinjauan-{self.innovation_id}-{self.kind.value}",
            "title": innovation.value("name") or "(belum bernama)",
            "subtitle": f"Tinjauan · {self.person.unit_name(innovation.key.unit)} · {self.kind.label} · {self.edition.title}",
            "steps": True,
            "back": {"label": "Ke daftar tinjauan", "href": "/isi/tinjauan"},
            "sections": sections,
        }

    def live(self) -> Message:
        """Everything that follows from levels, documents, reasons and the state."""
        innovation, assessment, review = self.innovation(), self.record(self.assessment_key.id), self.review()
        documents, scores = self.documents(), scores_of(assessment)
        stood = standings(
            [r.row for r in self.edition.sid], kind=self.kind, assessment=assessment, review=review, documents=documents
        )
        shown = evidence_of(self.person, innovation, levels=scores.get(ScoreKind.MANDIRI, Scores()).levels)
        writable = self.lock() is None
        missing = unexplained(self.edition, scores, review, kind=self.kind)
        panels: Message = {
            "status": self._moving(innovation, stood),
            "ringkas": self._summary(innovation, stood, missing),
            "jenis": self._kinds(),
            "tautan": _links(innovation),
            "skor": five_table(self.edition, scores, review, self.person.workspace.events),
            "sebab": causes_panel(self.edition, scores, review),
            "riwayat": history_panel(self.person, self.innovation_id, self.assessment_key, documents),
        }
        for row in self.edition.sid:
            own = shown.get(row.row, [])
            panels[f"baris.{row.row}"] = row_card(
                row, self.edition, standing=stood[row.row], mark=mark_of(assessment, documents, row.row),
                assessment=assessment, review=review, documents=own, writable=writable,
            )  # fmt: skip
            panels[f"bukti.{row.row}"] = documents_list(own)
        told = [{"tone": "error", "text": "Parameter ini berbeda dari parameter unit. Alasannya wajib diisi."}]
        places = {f"{review_key(self.assessment_key).id}/{reason_field(self.kind, row)}": told for row in missing}
        return {"panels": panels, "messages": places, "progress": self._progress(assessment)}

    def watched(self) -> list[str]:
        """The innovation, its scores and documents, and the reviewers' words about both."""
        reviews = [f"{self.innovation_id}@tinjauan", *self.slots]
        return [self.innovation_id, *reviews, *(d.key.id for d in self.documents())]

    def act(self, name: str, args: Mapping[str, Any]) -> Message:
        """Accept a row or take that back, write a note, move the innovation, choose the kind of score."""
        reviewed(self.person, self.innovation_id)
        match name:
            case "accept" | "unaccept":
                row = self._row(args)
                self._open_slot(self.assessment_key.id)
                said = self._accept(row, str(args.get("mark"))) if name == "accept" else self._unaccept(row)
                return self.done(said)
            case "note" | "note_off":
                text = given(args, "text", label="Catatan") if name == "note" else ""
                record = self.record(self.assessment_key.id)
                note(self.person, record, name=f"{ScoreKind.MANDIRI}.{self._row(args)}", text=text)
                return self.done("Catatan tersimpan." if text else "Catatan dihapus.")
            case "move":
                to, reason, on = (str(args.get(name) or "") for name in ("to", "reason", "on"))
                move(self.person, self.innovation(), to=to, reason=reason, on=on)
                return self.done(f"Status sekarang: {to}.")
            case "cause":
                return self._cause(args)
            case "kind":
                chosen = next((k for k in self.kinds if k.value == args.get("kind")), None)
                if chosen is None:
                    raise AccessError("Jenis skor ini tidak diberikan dari akun Bapak/Ibu.")
                self.kind = chosen
                return self.done("")
        return super().act(name, args)

    def _row(self, args: Mapping[str, Any]) -> str:
        row = str(args.get("row"))
        if row not in self.edition.by_row or self.edition.by_row[row].part is not Part.SID:
            raise KlikError("Baris ini tidak ada pada edisi ini. Muat ulang halamannya.")
        return row

    def _accept(self, row: str, mark: str) -> str:
        assessment, review, documents = self.record(self.assessment_key.id), self.review(), self.documents()
        now = mark_of(assessment, documents, row)
        if now is None:
            raise KlikError("Unit belum memilih parameter pada baris ini.")
        if now != mark:
            raise KlikError("Parameter atau data dukung baris ini baru saja berubah. Periksa kembali, lalu terima.")
        level, reason = accepted_level(now), reason_field(self.kind, row)
        changes = [
            review.change(acceptance_field(self.kind, row), now),
            assessment.change(f"{self.kind.value}.{row}", level),
        ]
        if review.value(reason):
            changes.append(review.change(reason, None))
        unchanged = [assessment.seen(f"{ScoreKind.MANDIRI}.{row}"), *seen_status(self.innovation())]
        unchanged += [d.seen(name) for d in documents_of(documents, row) for name in ("indicator", "file")]
        self.put(changes, seen=unchanged)
        return f"Baris {row} diterima pada parameter {level}."

    def _cause(self, args: Mapping[str, Any]) -> Message:
        """Why the ministry's result is another; it comes after the innovation was sent, so no lock stands before it."""
        reviewed(self.person, self.innovation_id)
        row, review = str(args.get("row")), self.review()
        if row not in ministry_differs(self.edition, scores_of(self.record(self.assessment_key.id))):
            raise KlikError("Pada baris ini hasil Kemendagri tidak berbeda. Muat ulang halamannya.")
        self.put([review.change(reason_field(ScoreKind.KEMENDAGRI, row), given(args, "text", label="Sebab"))])
        return self.done("Sebabnya tersimpan.")

    def _unaccept(self, row: str) -> str:
        review, place = self.review(), acceptance_field(self.kind, row)
        if review.value(place):
            self.put([review.change(place, None)])
        return f"Penerimaan baris {row} dibatalkan."

    # drawing

    def _ordered(self) -> list[Any]:
        order = [row.variable for row in self.edition.sid]
        return sorted(self.edition.sid, key=lambda row: order.index(row.variable))

    def _items(self, row: str) -> list[Message]:
        review = review_key(self.assessment_key).id
        level = field_for(self.slots[self.assessment_key.id].form, f"{self.kind.value}.{row}")
        reason = field_for(self.slots[review].form, reason_field(self.kind, row))
        assert level is not None and reason is not None  # noqa: PT018 - both forms hold every row of the edition
        return [
            {"kind": "panel", "id": f"baris.{row}"},
            {"kind": "panel", "id": f"bukti.{row}"},
            field_item(level, record=self.assessment_key.id),
            field_item(reason, record=review) | {"relevant": self._where_it_differs(row)},
        ]

    def _where_it_differs(self, row: str) -> Message:
        """The reason is asked for where the level is another than the unit's."""
        own = self.record(self.assessment_key.id).value(f"{ScoreKind.MANDIRI}.{row}")
        others = [str(n) for n in range(MAX_LEVEL + 1) if own not in {None, str(n)}]
        return {"record": self.assessment_key.id, "field": f"{self.kind.value}.{row}", "values": others or ["-"]}

    def _moving(self, innovation: Record, stood: Mapping[str, Standing]) -> Message:
        steps = moves_for(self.person, innovation)
        actions = []
        for step in steps:
            forward = step.to in _FORWARD
            confirm = f"Status menjadi {step.to.value}." if forward else None
            actions.append(
                action(
                    "move", step.label, {"to": step.to.value}, primary=step is steps[0], confirm=confirm,
                    checks=unaccepted(stood) if forward else [], ask=questions(step, _REASON),
                )
            )  # fmt: skip
        return {"type": "actions", "title": f"Status: {state_of(innovation.value('status')).value}", "actions": actions}

    def _summary(self, innovation: Record, stood: Mapping[str, Standing], missing: Sequence[str]) -> Message:
        accepted = sum(1 for s in stood.values() if s is Standing.ACCEPTED)
        said = [f"{self.kind.label}: {accepted} dari {len(stood)} baris diterima."]
        reopened = [row for row, s in stood.items() if s is Standing.REOPENED]
        if reopened:
            said.append(f"Dibuka kembali: baris {', '.join(reopened)}.")
        if missing:
            said.append(f"Alasan berbeda belum ditulis: baris {', '.join(missing)}.")
        answer, role = innovation.answers.get("status"), self.person.account().role
        if answer is not None and awaits(flow_now(self.person), state_of(answer.value), role):
            said.append(f"Pengajuan ini {waited(answer.at)}.")
        if self.lock():
            said.append(_CLOSED)
        return {
            "type": "text",
            "title": "",
            "text": " ".join(said),
            "tone": "warning" if reopened or missing else "info",
        }

    def _kinds(self) -> Message:
        actions = [
            action("kind", kind.label, {"kind": kind.value}) | {"current": kind is self.kind} for kind in self.kinds
        ]
        several = len(actions) > 1
        return {"type": "actions", "title": "Skor yang diberikan" if several else "", "actions": actions if several else []}  # fmt: skip

    def _progress(self, assessment: Record) -> Message:
        found = {}
        for place, (_, rows) in enumerate(groupby(self._ordered(), key=lambda row: row.variable), start=1):
            levels = [assessment.value(f"{self.kind.value}.{row.row}") for row in rows]
            found[f"variabel-{place}"] = {"done": sum(1 for x in levels if x is not None), "of": len(levels)}
        return found


def _links(innovation: Record) -> Message:
    key = innovation.key.id
    links = [
        link("Proposal", f"/isi/proposal/{key}"),
        link("Penilaian Mandiri", f"/isi/penilaian/{key}"),
        link("Skor buta", f"/isi/skor_buta/{key}"),
        *([link("Lembar salin untuk portal", f"/isi/salin/{key}")] if copies_open(innovation) else []),
    ]
    return {"type": "links", "title": "", "links": links}
