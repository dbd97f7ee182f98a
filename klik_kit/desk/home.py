"""Beranda: what the unit has, how far it is, what is asked of it, and where to go on."""

from __future__ import annotations

import secrets
from base64 import b32encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from klik_kit.core.bahasa import day, number
from klik_kit.core.eligibility import Basket
from klik_kit.core.portfolio import ScoreKind, innovation_of
from klik_kit.core.records import Change, Record, RecordKey
from klik_kit.core.review import State, state_of
from klik_kit.core.rubric import Edition
from klik_kit.core.scoring import InnovationScore, score_innovation
from klik_kit.desk.counter import MOST_NAME, NAME_TAKEN, Desk, Message, checked_text
from klik_kit.desk.moving import move, moves_for, review_of
from klik_kit.errors import AccessError, KlikError, NotFoundError
from klik_kit.exchange.sheets import innovation_id

MOST_TEXT = 4000


@dataclass(kw_only=True)
class Home(Desk):
    """The page every login begins with."""

    def page(self) -> Message:
        """One page, no steps."""
        account = self.person.account()
        unit = self.person.workspace.units.get(account.unit)
        panels = ["mulai", "tugas", "inovasi"]
        if self.person.reach().clinic:
            panels = ["periksa", "masalah_masuk", "inovasi"]
        elif any(r.key.unit != account.unit for r in self._innovations()):
            panels.append("bawahan")
        if not self.person.reach().clinic:
            panels += ["diagnosis", "sampaikan"]
        return {
            "page": "beranda",
            "title": unit.name if unit else account.role.label,
            "subtitle": f"{account.name} · {account.role.label}",
            "steps": False,
            "sections": [
                {"id": name, "title": "", "hint": "", "large": False, "items": [{"kind": "panel", "id": name}]}
                for name in panels
            ],
        }

    def live(self) -> Message:
        """All panels."""
        account, reach = self.person.account(), self.person.reach()
        found = self._innovations()
        own = [r for r in found if r.key.unit == account.unit and not reach.clinic]
        panels: Message = {
            "inovasi": self._listed("Inovasi unit binaan", found) if reach.clinic else self._cards("Inovasi kami", own),
            "bawahan": self._listed(
                "Inovasi unit di bawah dan inovasi yang dibagikan", [r for r in found if r not in own]
            ),
            "tugas": self._tasks(account.unit),
            "mulai": {"type": "actions", "actions": self._starts(account.unit)},
            "diagnosis": self._diagnoses(account.unit),
            "sampaikan": self._complaint(account.id),
        }
        if reach.clinic:
            panels["periksa"] = self._waiting(found)
            panels["masalah_masuk"] = self._complaints()
        return {"panels": panels}

    def watched(self) -> tuple[str, ...]:
        """What others change while the page is open: the person's innovations and their reviews."""
        ids = [r.key.id for r in self._innovations()]
        return (*ids, *(f"{i}@tinjauan" for i in ids), *(f"{i}@{self._edition.id}" for i in ids))

    def act(self, name: str, args: Mapping[str, Any]) -> Message:
        """Start something, send a problem, close a task, or bring an innovation back."""
        if name == "new_diagnosis":
            return self._new_diagnosis()
        if name == "new_innovation":
            return self._new_innovation(_text(args, "name", most=MOST_NAME))
        if name == "complain":
            return self._complain(_text(args, "text", most=MOST_TEXT))
        if name == "reply":
            return self._reply(_text(args, "id", most=200), _text(args, "text", most=MOST_TEXT))
        if name == "task_done":
            return self._task_done(_text(args, "id", most=200))
        if name == "resubmit":
            return self._resubmit(_text(args, "id", most=200), _text(args, "reason", most=MOST_TEXT))
        return super().act(name, args)

    @property
    def _edition(self) -> Edition:
        return self.person.workspace.edition()

    def _innovations(self) -> list[Record]:
        reach = self.person.reach()
        records = self.store.list("inovasi")
        return [r for r in records if reach.may_read(r.key.unit or "", r.key.id)]

    def _cards(self, title: str, records: Iterable[Record]) -> Message:
        edition = self._edition
        assessments = {r.key.parent: r for r in self.store.list("penilaian", edition=edition.id)}
        cards = [self._card(r, assessments.get(r.key.id), edition) for r in records]
        return {"type": "cards", "title": title, "cards": cards, "empty": "Belum ada inovasi yang tercatat."}

    def _card(self, record: Record, assessment: Record | None, edition: Edition) -> Message:
        own = score_innovation(edition, innovation_of(record, assessment), kind=ScoreKind.MANDIRI)
        state, key = state_of(record.value("status")), record.key.id
        review = review_of(self.person, record.key)
        lines = [_maturity(own)]
        reason = review.value("alasan")
        if state is State.RETURNED and reason:
            lines.append(f"Perlu perbaikan: {reason}")
        lines += [f.text for f in own.verdict.problems][:1]
        unit = self.person.workspace.units.get(record.key.unit or "")
        mine = record.key.unit == self.person.account().unit
        return {
            "title": record.value("name") or "(belum bernama)",
            "text": "" if mine else (unit.name if unit else record.key.unit or ""),
            "tags": _tags(own, state, record.value("stage")),
            "lines": lines,
            "progress": {"done": own.sheet.answered, "of": own.sheet.questions},
            "links": [
                {"label": "Proposal", "href": f"/isi/proposal/{key}", "primary": False, "download": False},
                {"label": "Penilaian Mandiri", "href": f"/isi/penilaian/{key}", "primary": mine, "download": False},
            ],
            "actions": [
                _action("resubmit", "Ajukan kembali", {"id": key}, ask=[_area("reason", "Penjelasan Pengembangan", "Apa yang dikembangkan sejak pelaporan yang lalu, kapan, dan apa buktinya.")])
                for m in moves_for(self.person, record) if m.to is State.DRAFT
            ],
        }  # fmt: skip

    def _starts(self, unit: str) -> list[Message]:
        if not unit or not self.person.reach().may_write(unit):
            return []
        return [
            _action("new_diagnosis", "Mulai dari masalah (10 menit)", {}, primary=True),
            _action("new_innovation", "Catat inovasi yang sudah ada", {}, ask=[_line("name", "Nama inovasi", "Misalnya: AKTA SEHARI (Akta Kelahiran Selesai Sehari)")]),
        ]  # fmt: skip

    def _tasks(self, unit: str) -> Message:
        tasks = (
            [r for r in self.store.list("tindak_lanjut", unit=unit or None) if r.value("state") != "Selesai"]
            if unit
            else []
        )
        tasks.sort(key=lambda r: r.value("due") or "9999")
        today = date.today().isoformat()  # noqa: DTZ011 - the day on the clinic's own wall
        cards = [
            {
                "title": r.value("text") or "", "text": "",
                "tags": [{"text": f"Batas waktu {day(date.fromisoformat(r.value('due') or today))}", "tone": "warning" if (r.value("due") or today) < today else "info"}],
                "lines": [f"Penanggung jawab: {r.value('owner')}"] if r.value("owner") else [],
                "progress": None, "links": [],
                "actions": [_action("task_done", "Tandai selesai", {"id": r.key.id})],
            }
            for r in tasks
        ]  # fmt: skip
        return {
            "type": "cards",
            "title": "Tindak lanjut dari pendamping",
            "cards": cards,
            "empty": "Tidak ada tindak lanjut yang menunggu.",
        }

    def _diagnoses(self, unit: str) -> Message:
        records = self.store.list("diagnosis", unit=unit) if unit else ()
        items = [
            {"text": _first_problem(r), "tag": "", "tone": "info", "href": f"/isi/diagnosis/{r.key.id}", "jump": None} for r in records
        ]  # fmt: skip
        return {
            "type": "list",
            "title": "Diagnosis masalah",
            "items": items,
            "empty": "Belum ada diagnosis. Mulai dari masalah yang paling sering dikeluhkan.",
        }

    def _complaint(self, account: str) -> Message:
        mine = [r for r in self.store.list("keluhan") if r.value("sender") == account]
        cards: list[Message] = [
            {"title": r.value("text") or "", "text": "", "tags": [{"text": "Dijawab" if r.value("reply") else "Terkirim", "tone": "success" if r.value("reply") else "info"}],
             "lines": [f"Jawaban klinik: {r.value('reply')}"] if r.value("reply") else [], "progress": None, "links": [], "actions": []}
            for r in mine
        ]  # fmt: skip
        ask = [
            _area(
                "text", "Masalah yang ingin disampaikan", "Hanya Bapak/Ibu dan pendamping klinik yang dapat membacanya."
            )
        ]
        cards.append({"title": "Sampaikan masalah", "text": "Ada hambatan yang perlu diketahui klinik?", "tags": [], "lines": [], "progress": None, "links": [], "actions": [_action("complain", "Sampaikan masalah", {}, ask=ask)]})  # fmt: skip
        return {"type": "cards", "title": "Sampaikan masalah", "cards": cards, "empty": ""}

    def _complaints(self) -> Message:
        cards = [
            {"title": r.value("text") or "", "text": self._unit_name(r.key.unit), "tags": [], "lines": [f"Jawaban: {r.value('reply')}"] if r.value("reply") else [],
             "progress": None, "links": [], "actions": [] if r.value("reply") else [_action("reply", "Jawab", {"id": r.key.id}, ask=[_area("text", "Jawaban", "")])]}
            for r in self.store.list("keluhan") if self.person.reach().may_read(r.key.unit or "")
        ]  # fmt: skip
        return {
            "type": "cards",
            "title": "Masalah yang disampaikan",
            "cards": cards,
            "empty": "Belum ada masalah yang disampaikan.",
        }

    def _listed(self, title: str, records: Iterable[Record]) -> Message:
        items = [
            {"text": f"{r.value('name')} · {self._unit_name(r.key.unit)}", "tag": state_of(r.value("status")).value, "tone": "info", "href": f"/isi/penilaian/{r.key.id}", "jump": None}
            for r in records
        ]  # fmt: skip
        return {"type": "list", "title": title, "items": items, "empty": "Belum ada."}

    def _waiting(self, records: Iterable[Record]) -> Message:
        sent = [r for r in records if state_of(r.value("status")) is State.SUBMITTED]
        items = [
            {"text": f"{r.value('name')} · {self._unit_name(r.key.unit)}", "tag": "Diajukan", "tone": "warning", "href": f"/isi/proposal/{r.key.id}", "jump": None} for r in sent
        ]  # fmt: skip
        return {
            "type": "list",
            "title": "Menunggu diperiksa",
            "items": items,
            "empty": "Tidak ada pengajuan yang menunggu.",
        }

    def _unit_name(self, code: str | None) -> str:
        unit = self.person.workspace.units.get(code or "")
        return unit.name if unit else code or ""

    # acts

    def _own_unit(self) -> str:
        unit = self.person.account().unit
        if not unit or not self.person.reach().may_write(unit):
            raise AccessError("Akun ini tidak mengisi untuk suatu unit.")
        return unit

    def _new_diagnosis(self) -> Message:
        key = RecordKey(id=_fresh("DG"), kind="diagnosis", unit=self._own_unit())
        self.put([Change(record=key, field="mulai", value=date.today().isoformat(), base=0)])  # noqa: DTZ011
        return _done("", href=f"/isi/diagnosis/{key.id}")

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
        return _done("", href=f"/isi/proposal/{key.id}")

    def _complain(self, text: str) -> Message:
        account = self.person.account()
        key = RecordKey(id=_fresh("KL"), kind="keluhan", unit=account.unit or None)
        self.put(
            [Change(record=key, field=f, value=v, base=0) for f, v in {"text": text, "sender": account.id}.items()]
        )
        return _done("Masalah sudah disampaikan kepada klinik. Terima kasih.", state=self.state())

    def _reply(self, record_id: str, text: str) -> Message:
        record = self.store.get(record_id)
        if (
            record.key.kind != "keluhan"
            or not self.person.reach().clinic
            or not self.person.reach().may_read(record.key.unit or "")
        ):
            raise AccessError("Jawaban hanya dapat ditulis klinik.")
        self.put([_set(record, "reply", text)])
        return _done("Jawaban tersimpan.", state=self.state())

    def _task_done(self, record_id: str) -> Message:
        record = self.store.get(record_id)
        if record.key.kind != "tindak_lanjut" or not self.person.reach().may_write(record.key.unit or ""):
            raise AccessError("Tindak lanjut ini milik unit lain.")
        self.put([_set(record, "state", "Selesai")])
        return _done("Tindak lanjut ditandai selesai.", state=self.state())

    def _resubmit(self, record_id: str, reason: str) -> Message:
        record = self.store.get(record_id)
        self.person.demand_read(record)
        move(self.person, record, to=State.DRAFT.value, reason=reason)
        return _done("", href=f"/isi/proposal/{record_id}")


def _tags(own: InnovationScore, state: State, stage: str | None) -> list[Message]:
    tones = {State.RETURNED: "warning", State.READY: "success", State.SENT: "success", State.ACCEPTED: "success"}
    tags = [{"text": state.value, "tone": tones.get(state, "info")}]
    if own.verdict.basket:
        tags.append(
            {"text": own.verdict.basket.label, "tone": "success" if own.verdict.basket is Basket.REPORT else "info"}
        )
    return [*tags, {"text": stage, "tone": "info"}] if stage else tags


def _maturity(own: InnovationScore) -> str:
    if own.maturity is None:
        return "Skor mandiri belum diisi."
    return f"Kematangan (skor mandiri) {number(own.maturity)} dari 111; {own.sheet.answered} dari {own.sheet.questions} baris terisi."


def _first_problem(record: Record) -> str:
    values = record.values()
    named = [v for k, v in sorted(values.items()) if k.startswith("masalah.") and k.endswith(".uraian")]
    return named[0][:160] if named else "Diagnosis yang belum diisi"


def _fresh(prefix: str) -> str:
    return f"{prefix}-{b32encode(secrets.token_bytes(5)).decode()}"


def _set(record: Record, name: str, value: str | None) -> Change:
    standing = record.answers.get(name)
    return Change(record=record.key, field=name, value=value, base=standing.version if standing else 0)


def _text(args: Mapping[str, Any], name: str, *, most: int) -> str:
    found = args.get(name)
    text = checked_text(found, most=most) if isinstance(found, str) else ""
    if not text:
        raise KlikError("Isian masih kosong. Mohon diisi dahulu.")
    return text


def _done(message: str, *, href: str | None = None, state: Message | None = None) -> Message:
    return {"ok": True, "message": message, "href": href, "state": state}


def _action(
    name: str,
    label: str,
    args: Message,
    *,
    primary: bool = False,
    confirm: str | None = None,
    ask: list[Message] | None = None,
) -> Message:
    return {"name": name, "label": label, "args": args, "primary": primary, "confirm": confirm, "ask": ask or []}


def _area(name: str, label: str, hint: str) -> Message:
    return {
        "kind": "field",
        "record": "",
        "name": name,
        "type": "textarea",
        "label": label,
        "hint": hint,
        "required": True,
        "relevant": None,
        "options": [],
    }


def _line(name: str, label: str, hint: str) -> Message:
    return _area(name, label, hint) | {"type": "text"}
