"""Beranda: what the unit has, how far it is, what is asked of it, and where to go on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from klik_kit.core.accounts import Account, Role
from klik_kit.core.bahasa import day
from klik_kit.core.coaching import PRESENCE, SESSION
from klik_kit.core.diagnosis import first_problem
from klik_kit.core.forms import Field
from klik_kit.core.keys import innovation_id
from klik_kit.core.papers import About
from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.records import Change, Record, RecordKey
from klik_kit.core.review import State
from klik_kit.desk import innovations, polls, problems, survey, visits
from klik_kit.desk.attendance import presence
from klik_kit.desk.counter import MOST_NAME, NAME_TAKEN, Desk, Message, checked_text, fresh_id
from klik_kit.desk.drawing import action, card, link, list_item
from klik_kit.desk.forwarding import act_on_forwarding, forwarded_panel
from klik_kit.desk.moving import move
from klik_kit.desk.paper_links import papers_panel
from klik_kit.desk.person import COLLABORATION
from klik_kit.desk.recap import recap_links
from klik_kit.errors import AccessError, KlikError, NotFoundError

MOST_TEXT, MOST_ID = 4000, 200
_ASIDE = frozenset({"survei", "sesi", "mulai", "tugas", "diagnosis", "sampaikan", "ringkas", "masalah_masuk"})
_NAME = Field(
    name="name", label="Nama inovasi", required=True, hint="Misalnya: AKTA SEHARI (Akta Kelahiran Selesai Sehari)"
)  # fmt: skip


@dataclass(kw_only=True)
class Home(Desk):
    """The page every login begins with."""

    def page(self) -> Message:
        """One page, no steps."""
        account = self.person.account()
        unit = self.person.workspace.units.get(account.unit)
        return {
            "page": "beranda",
            "title": unit.name if unit else account.role.label,
            "subtitle": f"{account.name} · {account.role.label}",
            "steps": False,
            "sections": [
                {
                    "id": name,
                    "title": "",
                    "hint": "",
                    "large": False,
                    "aside": name in _ASIDE,
                    "items": [{"kind": "panel", "id": name}],
                }
                for name in self._panels(account)
            ],
        }

    def _panels(self, account: Account) -> list[str]:
        """What stands on the page, in its order; a guest has no unit to fill in for."""
        if self.person.reach().clinic:
            return ["periksa", "terusan", "masalah_masuk", "inovasi", "ringkas"]
        found = innovations.readable(self.person)
        shared = innovations.by_invitation(self.person, found)
        panels = [*(["sesi"] if account.unit else []), *(["periksa"] if innovations.signs(self.person) else [])]
        if account.unit:
            panels += ["inovasi"] if account.role is Role.KEPALA else ["mulai", "tugas", "inovasi"]
        elif not shared:
            panels.append("ringkas")
        panels += ["dibagikan"] if shared or account.unit else []  # a unit may be invited while the page is open
        if any(r.key.unit != account.unit and r not in shared for r in found):
            panels.append("bawahan")
        panels += ["masalah_bawahan"] if self._below() else []
        if account.role is Role.KEPALA:
            panels += ["tugas", "mulai"]
        panels = ["survei", *panels] if account.unit else panels
        return [*panels, "diagnosis", "sampaikan", "dokumen"] if account.unit else panels

    def live(self) -> Message:
        """All panels."""
        person, account, reach = self.person, self.person.account(), self.person.reach()
        found = innovations.readable(person)
        own = [r for r in found if r.key.unit == account.unit and not reach.clinic]
        shared = innovations.by_invitation(person, found)
        others = [r for r in found if r not in own and r not in shared]
        panels: Message = {
            "ringkas": innovations.summary(found),
            "dibagikan": innovations.cards(person, "Inovasi yang dibagikan kepada Bapak/Ibu", shared)
            if shared
            else None,
            "bawahan": innovations.listed(
                person, "Inovasi unit di bawah" if account.unit else "Inovasi daerah", others
            ),
            "masalah_bawahan": self._diagnosed("Diagnosis unit di bawah", self._below(), empty=""),
            "tugas": self._tasks(account.unit),
            "mulai": {"type": "actions", "actions": self._starts(account.unit)},
            "diagnosis": self._diagnoses(account.unit),
            "sampaikan": problems.own_panel(person),
            "sesi": visits.panel(person),
            "survei": survey.home_panel(person),
            "dokumen": papers_panel(
                About.UNIT,
                account.unit,
                title="Dokumen Word dan rekap Excel",
                more=recap_links([ScoreKind.MANDIRI]),
            ),
        }
        if reach.clinic:
            panels["inovasi"] = innovations.listed(person, "Inovasi unit binaan", found)
            panels["periksa"] = innovations.waiting(person, "Menunggu diperiksa", found)
            panels["terusan"] = forwarded_panel(person)
            panels["masalah_masuk"] = problems.clinic_panel(person)
        else:
            panels["inovasi"] = innovations.cards(person, "Inovasi kami", own)
        if innovations.signs(person) and not reach.clinic:
            panels["periksa"] = innovations.waiting(person, "Menunggu pengesahan Bapak/Ibu", found)
        return {"panels": panels}

    def watched(self) -> tuple[str, ...]:
        """What others change while the page is open: innovations and their reviews, diagnoses, tasks and problems."""
        ids = [r.key.id for r in innovations.readable(self.person)]
        unit, edition = self.person.account().unit, self.person.workspace.edition().id
        kinds = ("diagnosis", "tindak_lanjut", SESSION, PRESENCE, COLLABORATION)
        own = [r for kind in kinds for r in self.store.list(kind, unit=unit)] if unit else []
        asked = [r for kind in polls.ANSWER_KINDS for r in self.store.list(kind)] if unit else []
        others = [r.key.id for r in (*own, *problems.told(self.person), *asked)]
        return (*ids, *(f"{i}@tinjauan" for i in ids), *(f"{i}@{edition}" for i in ids), *others)

    def act(self, name: str, args: Mapping[str, Any]) -> Message:
        """Start something, tell or answer a problem, close what is done, or bring an innovation back."""
        match name:
            case "new_diagnosis":
                return self._new_diagnosis()
            case "new_innovation":
                return self._new_innovation(_text(args, "name", most=MOST_NAME))
            case "complain":
                self.put(problems.complaint(self.person, _text(args, "text", most=MOST_TEXT)))
                return self._done("Masalah sudah disampaikan kepada klinik. Terima kasih.")
            case "present":
                self.put(presence(self.person, self._named(args)))
                return self._done("Kehadiran tercatat. Terima kasih.")
            case "reply":
                text = _text(args, "text", most=MOST_TEXT)
                self.put([problems.reply(self.person, self._named(args), text)])
                return self._done("Jawaban tersimpan.")
            case "task_done":
                return self._task_done(self._named(args))
            case "forward_done":
                said = act_on_forwarding(self.person, self._named(args), name, args)
                return self._done(said) if said else super().act(name, args)
            case "resubmit":
                return self._resubmit(self._named(args), _text(args, "reason", most=MOST_TEXT))
        return super().act(name, args)

    # panels

    def _starts(self, unit: str) -> list[Message]:
        if not unit or not self.person.reach().may_write(unit):
            return []
        return [
            action("new_diagnosis", "Mulai dari masalah (10 menit)", primary=True),
            action("new_innovation", "Catat inovasi yang sudah ada", ask=[_NAME]),
        ]

    def _tasks(self, unit: str) -> Message:
        found = self.store.list("tindak_lanjut", unit=unit) if unit else ()
        tasks = sorted((r for r in found if r.value("state") != "Selesai"), key=lambda r: r.value("due") or "9999")
        today = date.today().isoformat()  # noqa: DTZ011 - the day on the clinic's own wall
        cards = [
            card(
                r.value("text") or "",
                tags=[_due(r.value("due"), today)],
                lines=[*([f"Penanggung jawab: {r.value('owner')}"] if r.value("owner") else []), *self._row_of(r)],
                links=[link("Buka Penilaian Mandiri", f"/isi/penilaian/{r.value('inovasi')}")]
                if r.value("baris") and r.value("inovasi")
                else [],
                actions=[action("task_done", "Tandai selesai", {"id": r.key.id})],
            )
            for r in tasks
        ]
        return {"type": "cards", "title": "Tindak lanjut dari pendamping", "cards": cards, "empty": "Tidak ada tindak lanjut yang menunggu."}  # fmt: skip

    def _row_of(self, task: Record) -> list[str]:
        """The indicator that a task is to bring evidence for, as a line."""
        named = (row for row in self.person.workspace.edition().sid if row.row == task.value("baris"))
        return [f"Data dukung baris {row.row}: {row.name}" for row in named]

    def _diagnoses(self, unit: str) -> Message:
        empty = "Belum ada diagnosis. Mulai dari masalah yang paling sering dikeluhkan."
        return self._diagnosed(
            "Diagnosis masalah", self.store.list("diagnosis", unit=unit) if unit else (), empty=empty
        )

    def _below(self) -> list[Record]:
        """The diagnoses of the units below."""
        reach = self.person.reach()
        found = self.store.list("diagnosis") if reach.forwards else ()
        return [r for r in found if reach.may_forward(r.key.unit or "")]

    def _diagnosed(self, title: str, records: Iterable[Record], *, empty: str) -> Message:
        own = self.person.account().unit
        items = [
            list_item(
                first_problem(r.values()) or "Diagnosis yang belum diisi",
                note="" if r.key.unit == own else self.person.unit_name(r.key.unit),
                href=f"/isi/diagnosis/{r.key.id}",
            )
            for r in records
        ]
        return {"type": "list", "title": title, "items": items, "empty": empty}

    # acts

    def _named(self, args: Mapping[str, Any]) -> Record:
        """The record an act is about."""
        return self.store.get(_text(args, "id", most=MOST_ID))  # type: ignore[no-any-return]

    def _own_unit(self) -> str:
        unit = self.person.account().unit
        if not unit or not self.person.reach().may_write(unit):
            raise AccessError("Akun ini tidak mengisi untuk suatu unit.")
        return unit

    def _new_diagnosis(self) -> Message:
        key = RecordKey(id=fresh_id("DG"), kind="diagnosis", unit=self._own_unit())
        self.put([Change(record=key, field="mulai", value=date.today().isoformat(), base=0)])  # noqa: DTZ011
        return _led(f"/isi/diagnosis/{key.id}")

    def _new_innovation(self, name: str) -> Message:
        unit = self._own_unit()
        key = RecordKey(id=innovation_id(unit, name), kind="inovasi", unit=unit)
        try:
            self.store.get(key.id)
        except NotFoundError:
            pass
        else:
            raise KlikError(NAME_TAKEN)
        values = {"name": name, "status": State.DRAFT.value}
        self.put([Change(record=key, field=f, value=v, base=0) for f, v in values.items()])
        return _led(f"/isi/proposal/{key.id}")

    def _task_done(self, task: Record) -> Message:
        if task.key.kind != "tindak_lanjut" or not self.person.reach().may_write(task.key.unit or ""):
            raise AccessError("Tindak lanjut ini milik unit lain.")
        self.put([task.change("state", "Selesai")])
        return self._done("Tindak lanjut ditandai selesai.")

    def _resubmit(self, innovation: Record, reason: str) -> Message:
        self.person.demand_read(innovation)
        move(self.person, innovation, to=State.DRAFT.value, reason=reason)
        return _led(f"/isi/proposal/{innovation.key.id}")

    def _done(self, message: str) -> Message:
        return {"ok": True, "message": message, "href": None, "state": self.state()}


def _led(href: str) -> Message:
    """An act that ends on another page."""
    return {"ok": True, "message": "", "href": href, "state": None}


def _due(due: str | None, today: str) -> Message:
    """The tag of a task's last day; that it has passed is said in words, too."""
    if due is None:
        return {"text": "Tanpa batas waktu", "tone": "info"}
    late = due < today
    told = f"{'Lewat batas waktu' if late else 'Batas waktu'} {day(date.fromisoformat(due))}"
    return {"text": told, "tone": "warning" if late else "info"}


def _text(args: Mapping[str, Any], name: str, *, most: int) -> str:
    found = args.get(name)
    text = checked_text(found, most=most) if isinstance(found, str) else ""
    if not text:
        raise KlikError("Isian masih kosong. Mohon diisi dahulu.")
    return text
