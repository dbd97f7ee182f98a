"""Beranda: what the unit has, how far it is, what is asked of it, and where to go on."""

from __future__ import annotations

import secrets
from base64 import b32encode
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from klik_kit.content.forms import load_form
from klik_kit.core.accounts import Account, Role
from klik_kit.core.bahasa import day, number
from klik_kit.core.eligibility import Basket
from klik_kit.core.forms import fields_of
from klik_kit.core.portfolio import ScoreKind, innovation_of
from klik_kit.core.records import Change, Record, RecordKey
from klik_kit.core.review import Flow, State, awaits, state_of
from klik_kit.core.rubric import Edition
from klik_kit.core.scoring import InnovationScore, score_innovation
from klik_kit.desk.counter import MOST_NAME, NAME_TAKEN, Desk, Message, checked_text
from klik_kit.desk.drawing import field_item
from klik_kit.desk.forwarding import act_on_forwarding, forwarded, forwarded_to
from klik_kit.desk.moving import flow_now, move, moves_for, review_of
from klik_kit.errors import AccessError, KlikError, NotFoundError
from klik_kit.exchange.sheets import innovation_id

MOST_TEXT = 4000
_ASIDE = frozenset({"mulai", "tugas", "diagnosis", "sampaikan", "ringkas", "masalah_masuk"})
_OPEN = frozenset({State.RETURNED, State.DRAFT})
_DONE = frozenset({State.READY, State.SENT, State.ACCEPTED, State.REJECTED, State.ARCHIVED})


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
        found = self._innovations()
        shared = self._by_invitation(found)
        panels = ["periksa"] if self._signs() else []
        if account.unit:
            panels += ["inovasi"] if account.role is Role.KEPALA else ["mulai", "tugas", "inovasi"]
        elif not shared:
            panels.append("ringkas")
        panels += ["dibagikan"] if shared else []
        if any(r.key.unit != account.unit and r not in shared for r in found):
            panels.append("bawahan")
        panels += ["masalah_bawahan"] if self._below() else []
        if account.role is Role.KEPALA:
            panels += ["tugas", "mulai"]
        return [*panels, "diagnosis", "sampaikan"] if account.unit else panels

    def live(self) -> Message:
        """All panels."""
        account, reach = self.person.account(), self.person.reach()
        found = self._innovations()
        own = [r for r in found if r.key.unit == account.unit and not reach.clinic]
        shared = self._by_invitation(found)
        panels: Message = {
            "ringkas": _summary(found),
            "inovasi": self._listed("Inovasi unit binaan", found) if reach.clinic else self._cards("Inovasi kami", own),
            "dibagikan": self._cards("Inovasi yang dibagikan kepada Bapak/Ibu", shared),
            "bawahan": self._listed(_below(account), [r for r in found if r not in own and r not in shared]),
            "masalah_bawahan": self._diagnosed("Diagnosis unit di bawah", self._below()),
            "tugas": self._tasks(account.unit),
            "mulai": {"type": "actions", "actions": self._starts(account.unit)},
            "diagnosis": self._diagnoses(account.unit),
            "sampaikan": self._complaint(),
        }
        if reach.clinic:
            panels["periksa"] = self._waiting("Menunggu diperiksa", found)
            panels["terusan"] = self._forwarded()
            panels["masalah_masuk"] = self._complaints()
        elif self._signs():
            panels["periksa"] = self._waiting("Menunggu pengesahan Bapak/Ibu", found)
        return {"panels": panels}

    def watched(self) -> tuple[str, ...]:
        """What others change while the page is open: innovations and their reviews, diagnoses, tasks and problems."""
        ids = [r.key.id for r in self._innovations()]
        unit, reach = self.person.account().unit, self.person.reach()
        own = [r for kind in ("diagnosis", "tindak_lanjut") for r in self.store.list(kind, unit=unit)] if unit else []
        told = [r for r in self.store.list("keluhan") if self._may_read_problem(r, clinic=reach.clinic)]
        others = [r.key.id for r in (*own, *told)]
        return (*ids, *(f"{i}@tinjauan" for i in ids), *(f"{i}@{self._edition.id}" for i in ids), *others)

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
        if name == "forward_done":
            record = self.store.get(_text(args, "id", most=200))
            said = act_on_forwarding(self.person, record, name, args)
            return _done(said, state=self.state()) if said else super().act(name, args)
        if name == "resubmit":
            return self._resubmit(_text(args, "id", most=200), _text(args, "reason", most=MOST_TEXT))
        return super().act(name, args)

    def _may_read_problem(self, problem: Record, *, clinic: bool) -> bool:
        """The sender's own, or one sent to the clinic from a unit it reads."""
        if clinic:
            return self.person.reach().may_read(problem.key.unit or "")
        return problem.value("sender") == self.person.id

    @property
    def _edition(self) -> Edition:
        return self.person.workspace.edition()

    def _innovations(self) -> list[Record]:
        reach = self.person.reach()
        records = self.store.list("inovasi")
        return [r for r in records if reach.may_read(r.key.unit or "", r.key.id)]

    def _by_invitation(self, records: Iterable[Record]) -> list[Record]:
        """Those the person reads by invitation alone."""
        reach = self.person.reach()
        return [r for r in records if not reach.may_read(r.key.unit or "")]

    def _cards(self, title: str, records: Iterable[Record]) -> Message:
        edition = self._edition
        assessments = {r.key.parent: r for r in self.store.list("penilaian", edition=edition.id)}
        cards = [self._card(r, assessments.get(r.key.id), edition) for r in sorted(records, key=_turn)]
        return {"type": "cards", "title": title, "cards": cards, "empty": "Belum ada inovasi yang tercatat."}

    def _card(self, record: Record, assessment: Record | None, edition: Edition) -> Message:
        own = score_innovation(edition, innovation_of(record, assessment), kind=ScoreKind.MANDIRI)
        state, key = state_of(record.value("status")), record.key.id
        review = review_of(self.person, record.key)
        lines = [_maturity(own)]
        reason = review.value("alasan")
        if state in {State.RETURNED, State.REJECTED} and reason:
            lines.append(f"{state.value}: {reason}")
        lines += [f.text for f in own.verdict.problems][:1]
        lines += filter(None, [forwarded(review)])
        unit = self.person.workspace.units.get(record.key.unit or "")
        mine = record.key.unit == self.person.account().unit
        return {
            "title": record.value("name") or "(belum bernama)",
            "text": "" if mine else (unit.name if unit else record.key.unit or ""),
            "tags": _tags(own, state, record.value("stage")),
            "lines": lines,
            "progress": {"done": own.sheet.answered, "of": own.sheet.questions} if own.sheet.questions else None,
            "links": [
                {"label": "Proposal", "href": f"/isi/proposal/{key}", "primary": False, "download": False},
                {"label": "Penilaian Mandiri", "href": f"/isi/penilaian/{key}", "primary": mine and state in _OPEN, "download": False},
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
                "tags": [_due(r.value("due"), today)],
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

    def _below(self) -> list[Record]:
        """The diagnoses of the units below."""
        reach = self.person.reach()
        return (
            [r for r in self.store.list("diagnosis") if reach.may_forward(r.key.unit or "")] if reach.forwards else []
        )

    def _diagnosed(self, title: str, records: Iterable[Record]) -> Message:
        items = [
            {"text": _first_problem(r), "note": self._unit_name(r.key.unit), "tag": "", "tone": "info", "href": f"/isi/diagnosis/{r.key.id}", "jump": None} for r in records
        ]  # fmt: skip
        return {"type": "list", "title": title, "items": items, "empty": ""}

    def _forwarded(self) -> Message:
        cards = [
            {"title": r.value("name") or _first_problem(r), "text": self._unit_name(r.key.unit), "tags": [], "lines": [said], "progress": None,
             "links": [{"label": "Buka", "href": f"/isi/{'proposal' if r.key.kind == 'inovasi' else r.key.kind}/{r.key.id}", "primary": False, "download": False}],
             "actions": [_action("forward_done", "Tandai sudah ditindaklanjuti", {"id": r.key.id})]}
            for r, said in forwarded_to(self.person)
        ]  # fmt: skip
        return {
            "type": "cards",
            "title": "Diteruskan perangkat daerah induk",
            "cards": cards,
            "empty": "Tidak ada yang diteruskan.",
        }

    def _complaint(self) -> Message:
        mine = [r for r in self.store.list("keluhan") if self._may_read_problem(r, clinic=False)]
        cards: list[Message] = [
            {"title": r.value("text") or "", "text": "", "tags": [{"text": "Dijawab" if r.value("reply") else "Terkirim", "tone": "success" if r.value("reply") else "info"}],
             "lines": [f"Jawaban klinik: {r.value('reply')}"] if r.value("reply") else [], "progress": None, "links": [], "actions": []}
            for r in mine
        ]  # fmt: skip
        form = load_form("masalah")
        ask = [field_item(field, record="") for field in fields_of(form).values()]
        return {
            "type": "cards",
            "title": form.title,
            "cards": cards,
            "empty": "Ada hambatan yang perlu diketahui klinik?",
            "actions": [_action("complain", "Tulis masalah", {}, ask=ask)],
        }

    def _complaints(self) -> Message:
        cards = [
            {"title": r.value("text") or "", "text": self._unit_name(r.key.unit), "tags": [], "lines": [f"Jawaban: {r.value('reply')}"] if r.value("reply") else [],
             "progress": None, "links": [], "actions": [] if r.value("reply") else [_action("reply", "Jawab", {"id": r.key.id}, ask=[_area("text", "Jawaban", "")])]}
            for r in self.store.list("keluhan") if self._may_read_problem(r, clinic=True)
        ]  # fmt: skip
        return {
            "type": "cards",
            "title": "Masalah yang disampaikan",
            "cards": cards,
            "empty": "Belum ada masalah yang disampaikan.",
        }

    def _listed(self, title: str, records: Iterable[Record]) -> Message:
        items = [
            {"text": r.value("name") or "(belum bernama)", "note": self._unit_name(r.key.unit), "tag": state_of(r.value("status")).value, "tone": "info", "href": f"/isi/penilaian/{r.key.id}", "jump": None}
            for r in records
        ]  # fmt: skip
        return {"type": "list", "title": title, "items": items, "empty": "Belum ada."}

    def _signs(self) -> bool:
        """Whether innovations wait for this person's sign-off in the region's flow."""
        return bool(self.person.reach().signs) and flow_now(self.person) is Flow.FULL

    def _waiting(self, title: str, records: Iterable[Record]) -> Message:
        reach, role, flow = self.person.reach(), self.person.account().role, flow_now(self.person)
        mine = [r for r in records if reach.may_review(r.key.unit or "") or reach.may_sign(r.key.unit or "")]
        found = [(r, state) for r in mine if awaits(flow, state := state_of(r.value("status")), role)]
        items = [
            {"text": r.value("name") or "(belum bernama)", "note": self._unit_name(r.key.unit), "tag": state.value, "tone": "warning", "href": f"/isi/proposal/{r.key.id}", "jump": None} for r, state in found
        ]  # fmt: skip
        return {"type": "list", "title": title, "items": items, "empty": "Tidak ada pengajuan yang menunggu."}

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


def _turn(record: Record) -> tuple[int, str]:
    """What the unit has to do comes first, what is finished last."""
    state = state_of(record.value("status"))
    order = 0 if state is State.RETURNED else 1 if state in _OPEN else 3 if state in _DONE else 2
    return order, (record.value("name") or "").casefold()


def _below(account: Account) -> str:
    """What the list of others' innovations is to this person."""
    if account.unit:
        return "Inovasi unit di bawah dan inovasi yang dibagikan"
    return "Inovasi daerah" if account.role is Role.PIMPINAN else "Inovasi yang dibagikan"


def _summary(records: Iterable[Record]) -> Message:
    """How many innovations stand in each state."""
    counted = Counter(state_of(r.value("status")) for r in records)
    rows = [[state.value, str(counted[state])] for state in State if counted[state]]
    return {
        "type": "table", "title": "Ringkasan", "columns": ["Status", "Inovasi"],
        "rows": [*rows, ["Jumlah", str(counted.total())]], "note": "",
    }  # fmt: skip


def _due(due: str | None, today: str) -> Message:
    """The tag of a task's last day; that it has passed is said in words, too."""
    if due is None:
        return {"text": "Tanpa batas waktu", "tone": "info"}
    late = due < today
    told = f"{'Lewat batas waktu' if late else 'Batas waktu'} {day(date.fromisoformat(due))}"
    return {"text": told, "tone": "warning" if late else "info"}


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
    if not own.sheet.questions:
        return f"Kematangan (skor mandiri) {number(own.maturity)} dari 111, tanpa rincian baris."
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
