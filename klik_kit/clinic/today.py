"""Hari ini: the first page of the clinic, what is on, what waits, and the way to each of the five stages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from klik_kit.clinic.counter import MOST_ID, ClinicDesk, asked, clinic_accounts, given, named, panel_section, today
from klik_kit.content.agendas import load_agendas
from klik_kit.core.bahasa import day
from klik_kit.core.coaching import SESSION, TASK, SessionState, state_of_session
from klik_kit.core.forms import Field, Option
from klik_kit.core.records import Change, Record, RecordKey
from klik_kit.desk import innovations, problems
from klik_kit.desk.counter import Message, fresh_id
from klik_kit.desk.drawing import action, card, link, list_item

STAGES = (
    ("1. Drum-up", "Membangun kemauan dan kesiapan", "/isi/drum_up"),
    ("2. Diagnose", "Masalah, akar, gagasan", "/isi/diagnose"),
    ("3. Design", "Rencana aksi dan rancang bangun", "/isi/design"),
    ("4. Deliver", "Uji coba, penerapan, data dukung", "/isi/deliver"),
    ("5. Display", "Profil, paparan, replikasi", "/isi/display"),
)
_LEADER = "penanggung_jawab"
_ASIDE = frozenset({"tahap", "agenda"})
_UNIT = Field(name="unit", label="Unit", type="select_one", required=True)
_COMPLAINT = Field(name="keluhan", label="Keluhan atau pertanyaan", type="textarea", required=True)
_BOOKED = (
    Field(name="tanggal", label="Tanggal", type="date", required=True),
    Field(name="pukul", label="Pukul", hint="Misalnya: 09.30."),
    Field(name="tempat", label="Tempat atau tautan pertemuan"),
    Field(name="narasumber", label="Narasumber", hint="Nama dan asalnya, bila ada."),
)


@dataclass(kw_only=True)
class TodayPage(ClinicDesk):
    """Where a coach begins."""

    def page(self) -> Message:
        """Today's date stands in the title."""
        account = self.person.account()
        names = ("mulai", "sesi", "tugas", "masalah_masuk", "periksa", "tahap", "agenda")
        return {
            "page": "hari_ini",
            "title": f"Hari ini, {day(today())}",
            "subtitle": f"{account.name} · {account.role.label} · {self.person.workspace.region.name}",
            "steps": False,
            "sections": [panel_section(name, aside=name in _ASIDE) for name in names],
        }

    def live(self) -> Message:
        """All panels."""
        found = innovations.readable(self.person)
        return {
            "panels": {
                "mulai": {"type": "actions", "actions": self._starts()},
                "sesi": self._sessions(),
                "periksa": innovations.waiting(self.person, "Menunggu diperiksa", found, page="tinjauan"),
                "tugas": self._tasks(),
                "masalah_masuk": problems.clinic_panel(self.person),
                "tahap": self._stages(),
                "agenda": self._year(),
            }
        }

    def watched(self) -> list[str]:
        """Sessions, tasks, problems told and innovations of this person's units."""
        records = [r for kind in (SESSION, TASK, problems.KIND, "inovasi") for r in self._mine(kind)]
        return [r.key.id for r in records]

    def act(self, name: str, args: Mapping[str, Any]) -> Message:
        """Write down a visit, book a session, answer a problem."""
        match name:
            case "visit":
                return self._visit(args)
            case "book":
                return self._book(args)
            case "reply":
                self.put([problems.reply(self.person, self.store.get(given(args, "id", label="Masalah", most=MOST_ID)), given(args, "text", label="Jawaban"))])  # fmt: skip
                return self.done("Jawaban tersimpan.")
        return super().act(name, args)

    # panels

    def _starts(self) -> list[Message]:
        unit = replace(_UNIT, options=tuple(self.units()))
        return [
            action("visit", "Catat kunjungan (Kartu Konsultasi)", primary=True, ask=[unit, _service(), _COMPLAINT]),
            action("book", "Jadwalkan sesi", ask=[unit, _service(), *_BOOKED, self._leader()]),
        ]

    def _sessions(self) -> Message:
        now = today().isoformat()
        found = [r for r in self._mine(SESSION) if self._counts(r, now)]
        found.sort(key=lambda r: (r.value("tanggal") or "", r.value("pukul") or ""))
        return {"type": "cards", "title": "Sesi hari ini dan berikutnya", "cards": [self._card(r, now) for r in found[:12]], "empty": "Belum ada sesi terjadwal. Kunjungan tanpa janji dicatat dengan tombol di atas."}  # fmt: skip

    def _counts(self, session: Record, now: str) -> bool:
        state = state_of_session(session.value("state"))
        return state is SessionState.RUNNING or (
            (session.value("tanggal") or "") >= now and state in {SessionState.PLANNED, SessionState.CLOSED}
        )

    def _card(self, session: Record, now: str) -> Message:
        state, on = state_of_session(session.value("state")), session.value("tanggal")
        when = "Hari ini" if on == now else day(date.fromisoformat(on)) if on else "Tanpa tanggal"
        hour = f" pukul {session.value('pukul')}" if session.value("pukul") else ""
        lines = [f"Penanggung jawab: {named(self.person, [session.value('penanggung_jawab') or '-'])}"]
        lines += [f"Tempat: {session.value('tempat')}"] if session.value("tempat") else []
        return card(
            self.person.unit_name(session.key.unit),
            text=f"{session.value('layanan') or 'Sesi'} · {when}{hour}",
            tags=[{"text": state.value, "tone": "success" if state is SessionState.RUNNING else "info"}],
            lines=lines,
            links=[link("Buka sesi", f"/isi/sesi/{session.key.id}", primary=state is not SessionState.CLOSED)],
        )

    def _tasks(self) -> Message:
        now = today().isoformat()
        late = [r for r in self._mine(TASK) if r.value("state") != "Selesai" and (r.value("due") or "9999") < now]
        items = [
            list_item(
                r.value("text") or "",
                note=f"{self.person.unit_name(r.key.unit)} · {r.value('owner') or 'tanpa nama'}",
                tag=f"Lewat {day(date.fromisoformat(r.value('due') or now))}",
                tone="warning",
                href=f"/isi/sesi/{r.key.parent}" if r.key.parent else None,
            )
            for r in sorted(late, key=lambda r: r.value("due") or "")
        ]
        return {"type": "list", "title": "Tindak lanjut yang lewat batas", "items": items, "empty": "Tidak ada yang lewat batas waktu."}  # fmt: skip

    def _stages(self) -> Message:
        items = [list_item(name, note=about, href=href) for name, about, href in STAGES]
        return {"type": "list", "title": "Lima tahap inovasi", "items": items, "empty": ""}

    def _year(self) -> Message:
        ahead = [e for e in self.person.workspace.events if (e.end or e.start or date.min) >= today()]
        ahead.sort(key=lambda e: e.start or date.max)
        items = [
            list_item(e.name, note=day(e.start) if e.start else "", tag="perkiraan" if e.expected else "")
            for e in ahead[:6]
        ]
        return {"type": "list", "title": "Agenda berikutnya", "items": items, "empty": "Agenda belum diisi di Pengaturan.xlsx."}  # fmt: skip

    # acts

    def _visit(self, args: Mapping[str, Any]) -> Message:
        unit, now = self.demand_unit(str(args.get("unit"))), self.person.now().astimezone()
        values = {f.name: asked(args, f) for f in (_service(), _COMPLAINT)}
        began = {"tanggal": now.date().isoformat(), "pukul": now.strftime("%H.%M"), "state": SessionState.RUNNING.value}
        return self._made(unit, values | began)

    def _book(self, args: Mapping[str, Any]) -> Message:
        unit = self.demand_unit(str(args.get("unit")))
        values = {f.name: asked(args, f) for f in (_service(), *_BOOKED, self._leader())}
        return self._made(unit, values | {"state": SessionState.PLANNED.value})

    def _leader(self) -> Field:
        """Who is in charge: any of the clinic's own people; whoever books where nobody is chosen."""
        options = tuple(Option(value=a.id, label=a.name) for a in clinic_accounts(self.person.workspace))
        return Field(name=_LEADER, label="Penanggung jawab", type="select_one", options=options, hint="Bila kosong: Bapak/Ibu sendiri.")  # fmt: skip

    def _made(self, unit: str, values: Mapping[str, str]) -> Message:
        key = RecordKey(id=fresh_id("SS"), kind=SESSION, unit=unit)
        fields = dict(values) | {_LEADER: values.get(_LEADER) or self.person.id}
        self.put([Change(record=key, field=f, value=v, base=0) for f, v in fields.items() if v])
        return self.done("", href=f"/isi/sesi/{key.id}")

    def _mine(self, kind: str) -> list[Record]:
        reach = self.person.reach()
        return [r for r in self.store.list(kind) if reach.may_read(r.key.unit or "")]


def _service() -> Field:
    services = tuple(Option(value=name, label=name) for name in load_agendas())
    return Field(name="layanan", label="Layanan", type="select_one", required=True, options=services)
