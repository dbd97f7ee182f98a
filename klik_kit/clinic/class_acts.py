"""Leading a class: who may, and the acts that its page and its board share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from klik_kit.clinic.counter import ClinicDesk, given
from klik_kit.content.classes import load_template
from klik_kit.content.forms import load_form
from klik_kit.content.masking import load_masking
from klik_kit.core.accounts import Reach
from klik_kit.core.bahasa import number as written
from klik_kit.core.classes import (
    FEEDBACK_KIND,
    KIND,
    QUESTIONS,
    Classroom,
    Stage,
    classroom_of,
    feedback_key,
    minutes_left,
    results,
    seat_key,
)
from klik_kit.core.forms import SEPARATOR, Field
from klik_kit.core.records import Change, Record
from klik_kit.desk.classroom import answer_questions, questions, record_at, save_values, strip_of
from klik_kit.desk.counter import Message, checked_text
from klik_kit.desk.drawing import action
from klik_kit.errors import AccessError, KlikError, NotFoundError

MOST_PROMPT = 400
NOT_YOURS = "Kelas ini berisi unit yang bukan binaan Bapak/Ibu."


@dataclass(kw_only=True)
class ClassDesk(ClinicDesk):
    """A page on which minutes go by: its live part is sent when it says anything new, whoever or whatever changed it."""

    _told: Message | None = None

    def full_live(self) -> Message:
        """The live part, kept to tell whether the next one says anything new."""
        self._told = super().full_live()
        return self._told

    def news(self, *, mine: tuple[str, str] | None = None) -> Message:
        """What others saved, and the live part where it says anything new."""
        before = self._told
        try:
            self._demand_read()
        except AccessError:
            return {"changes": [], "live": None}
        found = super().news(mine=mine)
        live = found["live"] or self.full_live()
        return found | {"live": live if live != before else None}


def class_record(desk: ClinicDesk, record_id: str) -> Record:
    """The record of a class that this person may see.

    Raises:
        NotFoundError: there is no such class.
        AccessError: none of its units is this person's.
    """
    found: Record = desk.store.get(record_id)
    if found.key.kind != KIND:
        raise NotFoundError("Kelas ini tidak ada. Kembali ke daftar kelas, lalu pilih dari daftarnya.")
    if not may_see(desk.person.reach(), classroom_of(found)):
        raise AccessError(NOT_YOURS)
    return found


def may_see(reach: Reach, room: Classroom) -> bool:
    """Whether a person of the clinic looks after any of its units; one without units is open to all of them."""
    return reach.clinic and (not room.units or any(map(reach.may_review, room.units)))


def may_lead(reach: Reach, room: Classroom) -> bool:
    """Whether a person may start it, speak to it and end it: what they type stands on the pages of all its units."""
    return reach.clinic and all(map(reach.may_review, room.units))


def classes_of(desk: ClinicDesk) -> list[tuple[Record, Classroom]]:
    """The classes this person may see, the newest day first."""
    reach = desk.person.reach()
    found = [(record, classroom_of(record)) for record in desk.store.list(KIND)]
    seen = [(record, room) for record, room in found if may_see(reach, room)]
    return sorted(seen, key=lambda pair: (pair[1].day, pair[1].id), reverse=True)


def act_on_class(desk: ClinicDesk, record: Record, name: str, args: Mapping[str, Any]) -> str | None:
    """Do one of the acts of a class.

    Returns:
        What to say, or None where the act is another one.

    Raises:
        AccessError: the class is not theirs to lead, or the unit not theirs.
        KlikError: it cannot be now.
    """
    act = _ACTS.get(name)
    if act is None:
        return None
    room = classroom_of(record)
    if name not in _OF_ONE and not may_lead(desk.person.reach(), room):
        raise AccessError("Kelas ini dipimpin pendamping lain karena berisi unit yang bukan binaan Bapak/Ibu.")
    return act(desk, record, room, args)


def _start(desk: ClinicDesk, record: Record, room: Classroom, args: Mapping[str, Any]) -> str:  # noqa: ARG001 - acts are called alike
    if room.stage is not Stage.PREPARED:
        raise KlikError("Kelas ini sudah dimulai.")
    if not room.name.strip() or not room.units:
        raise KlikError("Isi dahulu nama kelas dan pilih unitnya.")
    now = _now()
    values = {"state": Stage.RUNNING.value, "started": now, "part": "1", "part_at": now, "prompt": None, "head": str(desk.store.head()[0])}  # fmt: skip
    changes = [record.change(name, value) for name, value in values.items() if value != record.value(name)]
    for unit in room.units:
        changes += _seated(desk, unit, room.id)
    desk.put(changes, seen=[record.seen("units"), record.seen("name")])
    return "Kelas dimulai."


def _seated(desk: ClinicDesk, unit: str, class_id: str) -> list[Change]:
    """A unit's seat in a class, without an old call; it may sit in one running class at a time."""
    desk.demand_unit(unit)
    seat = record_at(desk.person, seat_key(unit))
    other = seat.value("class")
    if other and other != class_id:
        held = classroom_of(desk.store.get(other))
        if held.runs(datetime.now(UTC)):
            raise KlikError(
                f"{desk.person.unit_name(unit)} masih berada di {held.name!r}, yang sedang berjalan. Akhiri dahulu kelas itu."
            )
    wanted = {"class": class_id, "call": None, "call_by": None, "call_words": None}
    return [seat.change(name, value) for name, value in wanted.items() if value != seat.value(name)]


def _running(room: Classroom) -> None:
    if room.stage is not Stage.RUNNING:
        raise KlikError("Kelas ini tidak sedang berjalan.")


def _prompt(desk: ClinicDesk, record: Record, room: Classroom, args: Mapping[str, Any]) -> str:
    _running(room)
    found = args.get("prompt")
    text = checked_text(found, most=MOST_PROMPT) if isinstance(found, str) else ""
    save_values(desk.person, record, {"prompt": text or None})
    return "Arahan tampil pada isian semua peserta." if text else "Arahan dihapus; yang tampil kegiatan bagian ini."


def _part(desk: ClinicDesk, record: Record, room: Classroom, args: Mapping[str, Any]) -> str:
    _running(room)
    parts = load_template(room.template).parts
    number = args.get("part")
    if type(number) is not int or not 1 <= number <= len(parts):
        raise KlikError("Bagian ini tidak ada di templat kelas.")
    save_values(desk.person, record, {"part": str(number), "part_at": _now(), "prompt": None})
    return f"Sekarang: {parts[number - 1].title}."


def _add(desk: ClinicDesk, record: Record, room: Classroom, args: Mapping[str, Any]) -> str:
    _running(room)
    unit = given(args, "unit", label="Unit")
    if unit in room.units:
        raise KlikError("Unit ini sudah ada di kelas.")
    desk.put([record.change("units", SEPARATOR.join((*room.units, unit))), *_seated(desk, unit, room.id)])
    return f"{desk.person.unit_name(unit)} sudah masuk kelas."


def _end(desk: ClinicDesk, record: Record, room: Classroom, args: Mapping[str, Any]) -> str:  # noqa: ARG001 - acts are called alike
    _running(room)
    save_values(desk.person, record, {"state": Stage.ENDED.value, "ended": _now()})
    return "Kelas diakhiri. Lima pertanyaan tampil pada isian peserta."


def _helped(desk: ClinicDesk, record: Record, room: Classroom, args: Mapping[str, Any]) -> str:  # noqa: ARG001 - acts are called alike
    unit = desk.demand_unit(given(args, "unit", label="Unit"))
    seat = record_at(desk.person, seat_key(unit))
    if unit not in room.units or seat.value("class") != room.id:
        raise KlikError("Unit ini tidak ada di kelas.")
    save_values(desk.person, seat, {"call": None, "call_by": None, "call_words": None})
    return f"Permintaan {desk.person.unit_name(unit)} selesai."


def _answer(desk: ClinicDesk, record: Record, room: Classroom, args: Mapping[str, Any]) -> str:  # noqa: ARG001 - acts are called alike
    if room.stage is not Stage.ENDED:
        raise KlikError("Pertanyaan ini dijawab setelah kelas diakhiri.")
    key = feedback_key(room.id, desk.person.account().id, None)
    answer_questions(desk.person, key, load_form(QUESTIONS["clinic"]), args)
    return "Jawaban Bapak/Ibu sudah tersimpan."


_ACTS = {
    "class_start": _start, "class_prompt": _prompt, "class_part": _part, "class_add": _add, "class_end": _end,
    "class_helped": _helped, "class_answer_clinic": _answer,
}  # fmt: skip
_OF_ONE = frozenset({"class_helped", "class_answer_clinic"})
"""Acts about one unit, or about oneself: a coach of some of the units may do them."""


def lead_panel(desk: ClinicDesk, room: Classroom) -> Message:
    """What the leader of a running class sees: the part with its time, the prompt, and the next acts."""
    parts = load_template(room.template).parts
    number = min(room.part, len(parts))
    part = parts[number - 1]
    left = minutes_left(part, room.part_at, datetime.now(UTC))
    time = f"sisa {left} menit" if left > 0 else "waktunya habis" if left > -1 else f"lewat {-left} menit"
    acts: list[Message] = []
    if may_lead(desk.person.reach(), room):
        prompt = Field(name="prompt", label="Arahan untuk semua peserta", type="textarea", hint="Kosongkan untuk kembali ke kegiatan bagian ini.")  # fmt: skip
        acts.append(action("class_prompt", "Tulis arahan", primary=True, ask=[prompt]))
        if number < len(parts):
            after = parts[number]
            acts.append(action("class_part", f"Lanjut: {after.title} ({after.minutes} menit)", {"part": number + 1}))
        others = [option for option in desk.units() if option.value not in room.units]
        if others:
            unit = Field(name="unit", label="Unit yang menyusul", type="select_one", options=tuple(others), required=True)  # fmt: skip
            acts.append(action("class_add", "Tambah unit", ask=[unit]))
        acts.append(action("class_end", "Akhiri kelas", confirm="Kelas diakhiri, lalu lima pertanyaan tampil pada isian peserta. Lanjutkan?"))  # fmt: skip
    title = f"Bagian {number} dari {len(parts)}: {part.title} ({time}). Di layar peserta:"
    return strip_of(title, room.prompt or part.doing, acts, label="Memimpin kelas")


def result_panels(desk: ClinicDesk, room: Classroom) -> Message:
    """What both sides answered, as tables and texts; only of units this person looks after."""
    reach, mask = desk.person.reach(), load_masking().text  # they stand below the board, on the projector
    given_answers = [r for r in desk.store.list(FEEDBACK_KIND, parent=room.id) if r.values()]
    panels: Message = {}
    for whose, title in (("unit", "Jawaban peserta"), ("clinic", "Jawaban pendamping")):
        mine = [r for r in given_answers if (r.key.unit is None) == (whose == "clinic")]
        mine = [r for r in mine if r.key.unit is None or reach.may_review(r.key.unit)]
        answers = [(desk.person.unit_name(r.key.unit) or "Pendamping", r.values()) for r in mine]
        rows = []
        for result in results(load_form(QUESTIONS[whose]), answers):
            told = "; ".join(f"{label}: {count}" for label, count in result.counts if count)
            told = told or " · ".join(f"{mask(text)} ({who})" for who, text in result.texts)
            mean = f"rata-rata {written(result.mean, least=1, most=1)}; " if result.mean is not None else ""
            rows.append([result.label, str(result.answered), mean + told or "–"])
        panels[f"hasil_{whose}"] = {
            "type": "table", "title": f"{title} ({len(mine)} orang)", "columns": ["Pertanyaan", "Jawaban", "Hasil"],
            "rows": rows,
        }  # fmt: skip
    answered = any(r.key == feedback_key(room.id, desk.person.id, None) for r in given_answers)
    panels["jawab"] = {"type": "actions", "title": "", "actions": [
        action("class_answer_clinic", "Ubah jawaban saya" if answered else "Jawab lima pertanyaan untuk pendamping", primary=not answered, ask=questions("clinic"))
    ]}  # fmt: skip
    return panels


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
