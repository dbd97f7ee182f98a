"""Skor buta: two coaches or more score one innovation without seeing each other, then compare and settle.

Each writes into a record of one's own (kind ``skor_buta``, one per account and innovation). Others' levels
are read only once one's own are finished; opening them again is told in the history.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from klik_kit.clinic.blind_list import KIND, BlindList, agreement_panel, blind_key, blind_records, whose
from klik_kit.clinic.counter import ClinicDesk, given, panel_section
from klik_kit.clinic.review_rows import documents_list, level_field
from klik_kit.clinic.reviewers import reviewed
from klik_kit.core.acceptance import acceptance_field
from klik_kit.core.agreement import FINISHED, LEVEL, differing, levels_of
from klik_kit.core.assessment import with_years
from klik_kit.core.forms import Field, Form, Section
from klik_kit.core.keys import assessment_key
from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.records import Change, Record, RecordKey
from klik_kit.core.review import State, state_of
from klik_kit.core.rubric import Edition
from klik_kit.core.side_by_side import reason_field
from klik_kit.desk.counter import Desk, Message, Slot
from klik_kit.desk.drawing import action, card, progress_of, sections_of
from klik_kit.desk.evidence import evidence_of
from klik_kit.desk.moving import review_key, review_of, seen_status
from klik_kit.desk.person import Person
from klik_kit.errors import AccessError, KlikError

SETTLED = "rekonsiliasi."
_FINISHED = "Skor Bapak/Ibu sudah diselesaikan. Bila perlu diubah, buka kembali; pembukaan itu tercatat."
_SENT = frozenset({State.SENT, State.ACCEPTED, State.REJECTED, State.ARCHIVED})


@dataclass(kw_only=True)
class BlindPage(ClinicDesk):
    """One person's blind scores of one innovation, and after finishing everybody's beside each other."""

    innovation_id: str
    edition: Edition
    own: RecordKey

    @classmethod
    def opened(cls, person: Person, record: str) -> Desk:
        """The page of an innovation; without one, what is being scored blind and how far people agree.

        Raises:
            AccessError: another coach's unit, or the person is not of the clinic.
            NotFoundError: there is no such innovation.
        """
        if not record:
            return BlindList.opened(person, record)
        found = reviewed(person, record)
        edition = person.workspace.edition()
        own = blind_key(found, edition.id, person.account().id)
        page = cls(person=person, innovation_id=record, edition=edition, own=own)
        page.slots[own.id] = Slot(
            key=own,
            form=blind_form(edition),
            writable=True,
            clinic=True,
            lock=lambda: _FINISHED if page.finished() else None,
            seen=lambda: [page.record(own.id).seen(FINISHED)],
        )
        return page

    def innovation(self) -> Record:
        """The innovation as it is now."""
        return cast("Record", self.store.get(self.innovation_id))

    def finished(self) -> bool:
        """Whether this person's own scores are finished."""
        return bool(self.record(self.own.id).value(FINISHED))

    def page(self) -> Message:
        """The rows while one scores; the comparison once one has finished."""
        name = self.innovation().value("name") or "(belum bernama)"
        head = {
            "page": f"buta-{self.innovation_id}", "title": name,
            "subtitle": f"Skor buta · {self.person.unit_name(self.innovation().key.unit)} · {self.edition.title}",
            "back": {"label": "Ke daftar skor buta", "href": "/isi/skor_buta"},
        }  # fmt: skip
        if self.finished():
            sections = [
                panel_section("keadaan", "", "selesai"),
                panel_section("banding", "", "beda", "bahas", "sama"),
                panel_section("kesepakatan", "", "persen"),
            ]
            return head | {"steps": False, "sections": sections}
        sections = sections_of(blind_form(self.edition), record=self.own.id)
        for section in sections:
            section["items"] = [
                part
                for item in section["items"]
                for part in ({"kind": "panel", "id": f"bukti.{item['name'].removeprefix(LEVEL)}"}, item)
            ]
        return head | {"steps": True, "sections": [panel_section("keadaan", "", "selesai"), *sections]}

    def live(self) -> Message:
        """Documents while one scores; afterwards what differs, and how to settle it."""
        if self.finished():
            return {"panels": {"selesai": self._own_end(), **self._compared()}}
        shown = evidence_of(self.person, self.innovation())
        panels = {
            f"bukti.{row.row}": documents_list(
                shown.get(row.row, []), title=f"{row.row}. {with_years(row.name, self.edition.year)}"
            )
            for row in self.edition.sid
        }
        progress = progress_of(self.slots[self.own.id].form, self.record(self.own.id).values())
        return {"panels": {"selesai": self._own_end(), **panels}, "progress": progress}

    def watched(self) -> list[str]:
        """One's own record and the documents; others' too, once one has finished."""
        documents = [r.key.id for r in self.store.list("data_dukung", parent=self.innovation_id)]
        ids = [self.own.id, self.innovation_id, *documents]
        if self.finished():
            key = assessment_key(self.innovation_id, self.edition.id)
            ids += [key.id, review_key(key).id, *(r.key.id for r in self._everybody())]
        return ids

    def act(self, name: str, args: Mapping[str, Any]) -> Message:
        """Finish, open again, settle a row, take over what all agree on."""
        reviewed(self.person, self.innovation_id)
        match name:
            case "finish":
                return self._finish()
            case "reopen":
                own = self.record(self.own.id)
                if own.value(FINISHED):
                    self.put([own.change(FINISHED, None)])
                return self.done("Skor dibuka kembali; hal ini tercatat pada riwayat.")
            case "settle":
                return self._settle(args)
            case "adopt":
                return self._adopt()
        return super().act(name, args)

    # acts

    def _finish(self) -> Message:
        own = self.record(self.own.id)
        missing = [row.row for row in self.edition.sid if row.row not in levels_of(own.values())]
        if missing:
            raise KlikError(
                f"Baris yang belum dinilai: {', '.join(missing)}. Pilih parameter 0 bila belum ada yang terpenuhi."
            )
        if not own.value(FINISHED):
            seen = [own.seen(f"{LEVEL}{row.row}") for row in self.edition.sid]
            self.put([own.change(FINISHED, datetime.now(UTC).isoformat(timespec="seconds"))], seen=seen)
        return self.done("Skor Bapak/Ibu selesai. Perbandingan tampil setelah ada dua skor yang selesai.")

    def _settle(self, args: Mapping[str, Any]) -> Message:
        row, level = str(args.get("row")), str(args.get("level"))
        reason = given(args, "reason", label="Alasan")
        if row not in {r.row for r in self.edition.sid} or level not in {"0", "1", "2", "3"}:
            raise KlikError("Pilih parameter yang disepakati.")
        self._demand_compared()
        self._record({row: level}, reason=reason)
        return self.done(f"Baris {row} disepakati pada parameter {level}.")

    def _adopt(self) -> Message:
        people = self._demand_compared()
        levels = [levels_of(r.values()) for r in people]
        apart = set(differing(levels, [row.row for row in self.edition.sid]))
        agreed = {row: str(level) for row, level in levels[0].items() if row not in apart}
        self._record(agreed, reason=None)
        return self.done(f"{len(agreed)} baris yang sama dicatat sebagai skor pendamping.")

    def _record(self, levels: Mapping[str, str], *, reason: str | None) -> None:
        """Write settled levels as the coaches' score; a level that is not the unit's carries its reason and ends an acceptance."""
        innovation = self.innovation()
        if state_of(innovation.value("status")) in _SENT:
            raise AccessError("Skor tidak diubah lagi karena inovasi ini sudah terkirim.")
        key = assessment_key(self.innovation_id, self.edition.id, innovation.key.unit)
        assessment = self._found(key)
        review = review_of(self.person, key)
        changes: list[Change] = []
        for row, level in levels.items():
            changes.append(assessment.change(f"{ScoreKind.PENDAMPING.value}.{row}", level))
            own = assessment.value(f"{ScoreKind.MANDIRI.value}.{row}")
            place = acceptance_field(ScoreKind.PENDAMPING, row)
            if own != level and review.value(place):
                changes.append(review.change(place, None))
            if reason:
                changes.append(review.change(f"{SETTLED}{row}", reason))
                if own is not None and own != level:
                    changes.append(review.change(reason_field(ScoreKind.PENDAMPING, row), reason))
        self.put(changes, seen=seen_status(innovation))

    def _found(self, key: RecordKey) -> Record:
        return next(iter(self.store.list(key.kind, parent=key.parent, edition=key.edition)), Record(key=key))

    def _demand_compared(self) -> list[Record]:
        """Everybody's finished scores.

        Raises:
            AccessError: one's own are not finished.
            KlikError: there are no two yet.
        """
        if not self.finished():
            raise AccessError("Selesaikan dahulu skor Bapak/Ibu.")
        people = [r for r in self._everybody() if r.value(FINISHED)]
        if len(people) < 2:
            raise KlikError("Belum ada dua skor yang selesai.")
        return people

    def _everybody(self) -> Sequence[Record]:
        return blind_records(self.person, self.edition.id, innovation=self.innovation_id)

    # drawing

    def _own_end(self) -> Message:
        others = [r for r in self._everybody() if r.key.id != self.own.id]
        told = [f"{whose(r)}: {'selesai' if r.value(FINISHED) else 'belum selesai'}." for r in others]
        finished = self.finished()
        text = (
            "Skor Bapak/Ibu sudah selesai."
            if finished
            else "Nilai setiap baris dari data dukungnya. Parameter unit dan skor orang lain tidak ditampilkan sampai Bapak/Ibu selesai."
        )
        end = (
            action("reopen", "Buka kembali skor saya", confirm="Pembukaan kembali tercatat pada riwayat. Persentase kesepakatan tetap memakai skor saat pertama kali diselesaikan.")
            if finished
            else action("finish", "Selesaikan skor saya", primary=True, confirm="Sesudah ini skor orang lain terlihat.")
        )  # fmt: skip
        return {"type": "cards", "title": "", "cards": [card("Skor Bapak/Ibu", text=text, lines=told, actions=[end])], "empty": ""}  # fmt: skip

    def _compared(self) -> Message:
        people = [r for r in self._everybody() if r.value(FINISHED)]
        persen = agreement_panel(self.person, self.edition)
        if len(people) < 2:
            waiting = {"type": "text", "title": "Perbandingan", "text": "Menunggu skor orang kedua selesai.", "tone": "info"}  # fmt: skip
            return {"beda": waiting, "persen": persen}
        levels, rows = [levels_of(r.values()) for r in people], [row.row for row in self.edition.sid]
        apart = differing(levels, rows)
        assessment = self._found(assessment_key(self.innovation_id, self.edition.id, self.innovation().key.unit))
        review = review_of(self.person, assessment.key)
        names = {row.row: with_years(row.name, self.edition.year) for row in self.edition.sid}
        table = [
            [f"{row}. {names[row]}", *(_shown(one.get(row)) for one in levels), _shown(assessment.value(f"{ScoreKind.PENDAMPING.value}.{row}")), review.value(f"{SETTLED}{row}") or ""]
            for row in apart
        ]  # fmt: skip
        same = len(rows) - len(apart)
        return {
            "beda": {
                "type": "table", "title": f"Berbeda pada {len(apart)} dari {len(rows)} baris",
                "columns": ["Baris", *map(whose, people), "Skor pendamping", "Alasan yang disepakati"], "rows": table, "note": "",
            },
            "bahas": {"type": "cards", "title": "Tetapkan bersama", "cards": [self._settling(row, assessment, review) for row in apart], "empty": "Semua baris sama."},
            "sama": {"type": "actions", "title": "", "actions": [action("adopt", f"Catat {same} baris yang sama sebagai skor pendamping", confirm="Skor pendamping yang sudah ada pada baris itu diganti.")] if same else []},
            "persen": persen,
        }  # fmt: skip

    def _settling(self, row: str, assessment: Record, review: Record) -> Message:
        indicator = self.edition.by_row[row]
        ask = [
            level_field(indicator, "level", year=self.edition.year, label="Parameter yang disepakati"),
            Field(name="reason", label="Alasan", type="textarea", required=True, hint="Apa yang menentukan."),
        ]
        level, reason = assessment.value(f"{ScoreKind.PENDAMPING.value}.{row}"), review.value(f"{SETTLED}{row}")
        return card(
            f"{row}. {with_years(indicator.name, self.edition.year)}",
            lines=[f"Ditetapkan pada parameter {level}: {reason}"] if reason else [],
            actions=[action("settle", "Tetapkan lagi" if reason else "Tetapkan parameter", {"row": row}, ask=ask)],
        )


def blind_form(edition: Edition) -> Form:
    """A level for each row, one section a variable."""
    order = list(dict.fromkeys(row.variable for row in edition.sid))
    sections = tuple(
        Section(
            id=f"variabel-{place}",
            title=variable,
            items=tuple(
                level_field(
                    row, f"{LEVEL}{row.row}", year=edition.year, label=f"Parameter yang terpenuhi, baris {row.row}",
                    hint=with_years(row.evidence, edition.year),
                )
                for row in edition.sid if row.variable == variable
            ),
        )
        for place, variable in enumerate(order, start=1)
    )  # fmt: skip
    return Form(id=KIND, title="Skor buta", sections=sections)


def _shown(level: int | str | None) -> str:
    return "–" if level is None else str(level)
