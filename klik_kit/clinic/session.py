"""A clinic session: the card, who came, unit's work side by side, agreed levels, decisions, tasks, notula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from klik_kit.clinic.counter import MOST_ID, demand_clinic, given, named, panel_section
from klik_kit.clinic.minutes import chapters_of
from klik_kit.clinic.reviewers import kinds_of
from klik_kit.clinic.session_scores import claims, score_form, score_panel
from klik_kit.clinic.session_tasks import session_form, task_changes
from klik_kit.clinic.since import since_last
from klik_kit.content.agendas import load_agendas
from klik_kit.core.acceptance import acceptance_field
from klik_kit.core.coaching import (
    ATTACHMENT,
    ATTACHMENTS,
    PRESENCE,
    SESSION,
    SessionState,
    before_closing,
    state_of_session,
)
from klik_kit.core.forms import Field, Option
from klik_kit.core.keys import assessment_key
from klik_kit.core.papers import About
from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.records import Change, Record, RecordKey
from klik_kit.core.review import State, state_of
from klik_kit.desk import attachments
from klik_kit.desk.classroom import CLASS_ACTS
from klik_kit.desk.counter import Desk, Message, Slot, fresh_id
from klik_kit.desk.drawing import action, card, link, list_item, progress_of, sections_of
from klik_kit.desk.moving import review_of, seen_status
from klik_kit.desk.paper_links import papers_panel
from klik_kit.desk.person import Person
from klik_kit.errors import AccessError, KlikError, NotFoundError

_REASON = Field(name="reason", label="Alasan", type="textarea", required=True)
_SENT = frozenset({State.SENT, State.ACCEPTED, State.REJECTED, State.ARCHIVED})


@dataclass(kw_only=True)
class SessionPage(Desk):
    """One session; the unit sees its notula once it is closed."""

    session_id: str

    @classmethod
    def opened(cls, person: Person, record: str) -> Self:
        """The page of a session.

        Raises:
            AccessError: another unit's, or not closed yet and the person is not of the clinic.
            NotFoundError: there is no such session.
        """
        found = person.workspace.store.get(record)
        if found.key.kind != SESSION:
            raise NotFoundError("Sesi ini tidak ada.")
        person.demand_read(found)
        page = cls(person=person, session_id=record)
        if not person.reach().clinic and page.standing() is not SessionState.CLOSED:
            raise AccessError(attachments.UNREAD)
        page.slots[record] = Slot(
            key=found.key,
            form=session_form(person.workspace.edition()),
            writable=person.reach().clinic,
            clinic=True,
            lock=page.lock,
            seen=lambda: [page.session().seen("state")],
        )
        page.open_scores()
        return page

    def session(self) -> Record:
        """The session as it is now."""
        return self.store.get(self.session_id)  # type: ignore[no-any-return]

    def standing(self) -> SessionState:
        """Its state."""
        return state_of_session(self.session().value("state"))

    def lock(self) -> str | None:
        """Why nothing may be written."""
        return attachments.CLOSED if self.standing().over else None

    def innovation(self) -> Record | None:
        """The innovation it is about, None where it is about none."""
        named_id = self.session().value("inovasi")
        return self.store.get(named_id) if named_id else None

    def _demand_read(self) -> None:
        super()._demand_read()
        if not self.person.reach().clinic and self.standing() is not SessionState.CLOSED:
            raise AccessError(attachments.UNREAD)

    def open_scores(self) -> None:
        """A place for the levels that are agreed on, once an innovation is chosen."""
        innovation = self.innovation()
        if innovation is None or not self.person.reach().clinic:
            return
        edition = self.person.workspace.edition()
        key = assessment_key(innovation.key.id, edition.id, innovation.key.unit)
        self.slots[key.id] = Slot(
            key=key,
            form=score_form(edition),
            writable=ScoreKind.PENDAMPING in kinds_of(self.person.account().role),
            clinic=True,
            lock=self.lock_scores,
            seen=lambda: [self.session().seen("state"), *seen_status(self.store.get(innovation.key.id))],
            also=self.ended,
        )

    def lock_scores(self) -> str | None:
        """Why no level may be agreed on."""
        innovation = self.innovation()
        sent = innovation is not None and state_of(innovation.value("status")) in _SENT
        return self.lock() or ("Skor tidak diubah lagi karena inovasi ini sudah terkirim." if sent else None)

    def ended(self, record: Record, name: str, value: str | None) -> Sequence[Change]:
        """A level that is not the unit's takes the row's acceptance back."""
        row, review = name.partition(".")[2], review_of(self.person, record.key)
        place = acceptance_field(ScoreKind.PENDAMPING, row)
        agrees = value == record.value(f"{ScoreKind.MANDIRI}.{row}")
        return () if agrees or not review.value(place) else (review.change(place, None),)

    def page(self) -> Message:
        """One part of the session at a time; for the unit, the notula."""
        session, form = self.session(), self.slots[self.session_id].form
        unit = self.person.unit_name(session.key.unit)
        head = {
            "page": f"sesi-{self.session_id}",
            "title": f"{session.value('layanan') or 'Sesi'} · {unit}",
            "subtitle": f"{self.standing().value} · Penanggung jawab: {named(self.person, [session.value('penanggung_jawab') or '-'])}",
        }
        if not self.person.reach().clinic:
            return head | {"steps": False, "sections": [panel_section("notula", "", "notula", "dokumen")]}
        sections = sections_of(form, record=self.session_id)
        scores = [s for s in self.slots.values() if s.form.id == "skor"]
        at = next(n for n, section in enumerate(sections) if section["id"] == "hasil")
        links = next(n for n, item in enumerate(sections[at]["items"]) if item.get("name") == "lampiran")
        sections[at]["items"].insert(links + 1, attachments.place_item(self.session_id))
        for slot in scores:
            sections.insert(at, sections_of(slot.form, record=slot.key.id)[0])
        return head | {"steps": True, "sections": sections}

    def live(self) -> Message:
        """Agenda, attendance, what changed, the unit's work, the score, the notula and the way to close."""
        session = self.session()
        values = session.values()
        files = attachments.attached(self.person.workspace, self.session_id)
        panels: Message = {"notula": self._notula(files), "dokumen": papers_panel(About.SESSION, self.session_id)}
        if not self.person.reach().clinic:
            return {"panels": panels}
        panels |= {
            "agenda": _agenda(values, over=self.standing().over),
            "hadir": self._present(),
            "sejak": since_last(self.person, session),
            "berdampingan": self._work(),
            "tutup": self._closing(values),
        }
        innovation, progress = self.innovation(), progress_of(self.slots[self.session_id].form, values)
        may_remove = not self.standing().over and self.person.reach().may_review(session.key.unit or "")
        evidence = {attachments.PLACE: [attachments.shown(r, may_remove=may_remove) for r in files]}
        if innovation is None:
            return {"panels": panels, "progress": progress, "evidence": evidence}
        edition = self.person.workspace.edition()
        key = assessment_key(innovation.key.id, edition.id, innovation.key.unit)
        assessment = self.record(key.id)
        panels["skor"] = score_panel(edition, innovation, assessment)
        progress |= progress_of(self.slots[key.id].form, assessment.values())
        return {
            "panels": panels,
            "progress": progress,
            "evidence": evidence,
            "messages": claims(self.person, edition, innovation, assessment),
        }

    def watched(self) -> list[str]:
        """The session, who came to it, what was attached, and the unit's work it is about."""
        parts = (r for kind in (PRESENCE, ATTACHMENT) for r in self.store.list(kind, parent=self.session_id))
        ids = [self.session_id, *(r.key.id for r in parts)]
        innovation = self.innovation()
        if innovation is not None:
            edition = self.person.workspace.edition().id
            ids += [innovation.key.id, f"{innovation.key.id}@{edition}"]
            ids += [r.key.id for r in self.store.list("data_dukung", parent=innovation.key.id)]
        return ids

    def act(self, name: str, args: Mapping[str, Any]) -> Message:
        """Choose the innovation, keep the agenda, begin, close, cancel, hand over, open again."""
        if name in CLASS_ACTS:
            return super().act(name, args)
        demand_clinic(self.person)
        session = self.session()
        if not self.person.reach().may_review(session.key.unit or ""):
            raise AccessError("Sesi ini bukan unit binaan Bapak/Ibu.")
        match name:
            case "innovation":
                return self._choose(given(args, "innovation", label="Inovasi", most=MOST_ID))
            case "begin":
                self._demand_open()
                self.put([session.change("state", SessionState.RUNNING.value)])
                return self._done("Sesi dimulai.")
            case "evidence_remove":
                attachments.withdraw(self.person, self.session_id, given(args, "id", label="Lampiran", most=MOST_ID))
                return self._done("Lampiran ditarik.")
            case "agenda":
                return self._tick(str(args.get("item")))
            case "close":
                return self._close()
            case "cancel" | "hand_over":
                self._demand_open()
                state = SessionState.CANCELLED if name == "cancel" else SessionState.MOVED
                changes = [
                    session.change("state", state.value),
                    session.change("alasan", given(args, "reason", label="Alasan")),
                ]
                self.put(changes)
                return self._done(f"Sesi ditandai {state.value.lower()}.")
            case "reopen":
                if self.standing() is not SessionState.CLOSED:
                    raise KlikError("Hanya sesi yang sudah selesai yang dapat dibuka kembali.")
                reason = given(args, "reason", label="Alasan")
                self.put([session.change("state", SessionState.RUNNING.value), session.change("alasan_dibuka", reason)])
                return self._done("Sesi dibuka kembali. Alasannya tercatat di riwayat.")
        return super().act(name, args)

    # panels

    def _present(self) -> Message:
        found = self.store.list(PRESENCE, parent=self.session_id)
        items = [list_item(r.value("nama") or "", note=self.person.unit_name(r.key.unit)) for r in found]
        href = f"/isi/hadir/{self.session_id}"
        return {
            "type": "cards",
            "title": "Hadir dengan akun",
            "cards": [
                card(
                    f"{len(items)} orang",
                    lines=[f"{item['text']}{', ' + item['note'] if item['note'] else ''}" for item in items],
                    text="Peserta membuka Beranda di ponselnya lalu memilih Saya hadir, atau memindai kode di bawah.",
                    links=[link("Tampilkan kode QR", href)],
                )
            ],
            "empty": "",
        }

    def _work(self) -> Message:
        session = self.session()
        unit, innovation = session.key.unit or "", self.innovation()
        cards = [
            card(
                "Diagnosis",
                lines=[r.value("masalah_utama") or r.value("masalah.1.uraian") or "Belum diisi"],
                links=[link("Buka diagnosis", f"/isi/diagnosis/{r.key.id}")],
            )
            for r in self.store.list("diagnosis", unit=unit)
        ]
        if innovation is None:
            options = [
                Option(value=r.key.id, label=r.value("name") or "(belum bernama)")
                for r in self.store.list("inovasi", unit=unit)
            ]
            field = Field(name="innovation", label="Inovasi", type="select_one", required=True, options=tuple(options))
            choose = action("innovation", "Pilih inovasi yang dibahas", primary=True, ask=[field])
            cards.append(card("Inovasi", text="Belum dipilih.", actions=[choose] if options else []))
        else:
            key = innovation.key.id
            lines = [
                f"Tahapan: {innovation.value('stage') or 'belum diisi'}",
                f"Status: {innovation.value('status') or 'Draf'}",
            ]
            links = [link("Proposal", f"/isi/proposal/{key}"), link("Penilaian Mandiri", f"/isi/penilaian/{key}")]
            cards.append(card(innovation.value("name") or "(belum bernama)", lines=lines, links=links))
        return {"type": "cards", "title": "Pekerjaan unit", "cards": cards, "empty": ""}

    def _notula(self, files: Sequence[Record]) -> Message:
        session = self.session()
        chapters = chapters_of(self.person.workspace, session)
        links = [link(f"Unduh {r.value('name')}", f"/bukti/{r.key.id}", download=True) for r in files]
        cards = [card(c.title, lines=list(c.lines), links=links if c.title == ATTACHMENTS else ()) for c in chapters]
        if self.standing() is SessionState.CLOSED and session.value("alasan_dibuka"):
            cards.append(card("Pernah dibuka kembali", lines=[session.value("alasan_dibuka") or ""]))
        return {"type": "cards", "title": "Notula", "cards": cards, "empty": "Belum ada yang tercatat."}

    def _closing(self, values: Mapping[str, str]) -> Message:
        standing = self.standing()
        actions = []
        if standing is SessionState.PLANNED:
            actions.append(action("begin", "Mulai sesi", primary=True))
        if not standing.over:
            confirm = "Notula ditetapkan dan tugas tampil di Beranda unit. Sesi yang ditutup hanya dibuka kembali dengan alasan."
            actions.append(
                action("close", "Tutup sesi", primary=standing is SessionState.RUNNING, confirm=confirm, checks=before_closing(values))
            )  # fmt: skip
            actions.append(action("cancel", "Batalkan", ask=[_REASON]))
            actions.append(action("hand_over", "Alihkan", ask=[_REASON]))
        if standing is SessionState.CLOSED:
            actions.append(action("reopen", "Buka kembali", ask=[_REASON]))
        return {"type": "actions", "title": f"Status: {standing.value}", "actions": actions}

    # acts

    def _choose(self, chosen: str) -> Message:
        session = self.session()
        self._demand_open()
        found = self.store.get(chosen)
        if found.key.kind != "inovasi" or found.key.unit != session.key.unit:
            raise KlikError("Pilih inovasi milik unit ini.")
        self.put([session.change("inovasi", chosen)], seen=[session.seen("state")])
        self.open_scores()
        return self._done("Inovasi dipilih; skor bersama dapat diisi.")

    def _tick(self, item: str) -> Message:
        session = self.session()
        self._demand_open()
        agenda = load_agendas().get(session.value("layanan") or "")
        if agenda is None or item not in map(str, range(1, len(agenda.items) + 1)):
            raise KlikError("Butir acara ini tidak ada. Muat ulang halamannya.")
        now = datetime.now(UTC).isoformat(timespec="seconds")
        running = [
            n
            for n in range(1, len(agenda.items) + 1)
            if session.value(f"agenda.{n}.mulai") and not session.value(f"agenda.{n}.selesai")
        ]
        changes = [session.change(f"agenda.{n}.selesai", now) for n in running]
        if int(item) not in running:
            changes += [session.change(f"agenda.{item}.mulai", now), session.change(f"agenda.{item}.selesai", None)]
        self.put(changes, seen=[session.seen("state")])
        return self._done("")

    def _close(self) -> Message:
        session = self.session()
        self._demand_open()
        values = session.values()
        if not values.get("keluhan") or not values.get("tanggal"):
            raise KlikError("Isi dahulu keluhan dan tanggal sesi, lalu tutup kembali.")
        changes = [session.change("state", SessionState.CLOSED.value)]
        changes += task_changes(self.store, session)
        following = values.get("kunjungan_berikut")
        if following and not session.value("sesi_berikut"):
            nxt = RecordKey(id=fresh_id("SS"), kind=SESSION, unit=session.key.unit)
            kept = ("layanan", "penanggung_jawab", "tempat", "inovasi")
            fields = {n: values[n] for n in kept if n in values} | {"tanggal": following, "sebelumnya": self.session_id}
            changes += [Change(record=nxt, field=f, value=v, base=0) for f, v in fields.items()]
            changes.append(Change(record=nxt, field="state", value=SessionState.PLANNED.value, base=0))
            changes.append(session.change("sesi_berikut", nxt.id))
        self.put(changes, seen=[session.seen(name) for name in session.answers if name.startswith("tugas.")])
        return self._done("Sesi ditutup. Notula ditetapkan; tugasnya tampil di Beranda unit.")

    def _demand_open(self) -> None:
        if self.standing().over:
            raise KlikError(attachments.CLOSED)

    def _done(self, message: str) -> Message:
        return {"ok": True, "message": message, "href": None, "state": self.state()}


def _agenda(values: Mapping[str, str], *, over: bool) -> Message:
    """The agenda of the session's service, with what was begun and ended."""
    agenda = load_agendas().get(values.get("layanan", ""))
    if agenda is None:
        return {"type": "text", "title": "", "text": "", "tone": "info"}
    items = [
        {
            "title": item.title,
            "minutes": item.minutes,
            "hint": item.hint,
            "started": values.get(f"agenda.{n}.mulai"),
            "ended": values.get(f"agenda.{n}.selesai"),
            "act": None if over else action("agenda", "Mulai", {"item": str(n)}),
        }
        for n, item in enumerate(agenda.items, start=1)
    ]
    return {"type": "timer", "title": f"Susunan acara: {agenda.service}", "hint": agenda.hint, "items": items}
