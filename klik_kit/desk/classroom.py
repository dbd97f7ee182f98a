"""What a unit's pages show while the unit sits in a running class, and the five questions at its end.

Every page has a `ClassSeat`; without a class it costs one read when the page is opened. May not
know what the page is about, nor lead a class: that is `klik_kit.clinic`'s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from klik_kit.content.classes import load_template
from klik_kit.content.forms import load_form
from klik_kit.core.accounts import Account
from klik_kit.core.choices import ChoiceList
from klik_kit.core.classes import QUESTIONS, Call, Classroom, Stage, call_of, classroom_of, feedback_key, seat_key
from klik_kit.core.forms import Field, Form, check_value, fields_of
from klik_kit.core.records import HistoryEntry, Record, RecordKey
from klik_kit.desk.drawing import action
from klik_kit.desk.person import Person
from klik_kit.errors import AccessError, BusyError, ConflictError, KlikError, NotFoundError

Message = dict[str, Any]
CLASS_ACTS = frozenset({"class_call", "class_uncall", "class_answer"})
QUESTIONS_FOR = timedelta(hours=24)
_MOST_WORDS = 300
_CALL = ("call", "call_by", "call_words")
_WORDS = Field(
    name="words", label="Yang ditanyakan (boleh kosong)", hint="Satu kalimat, misalnya: bingung membedakan tujuan dan manfaat."
)  # fmt: skip


@dataclass(kw_only=True)
class ClassSeat:
    """The seat of a page's owner: the unit, the class it was last called to, and whether that must be read again."""

    unit: str = ""
    account: str = ""
    classroom: Classroom | None = None
    call: Call | None = None
    answered: bool = False
    stale: bool = True

    def taken_by(self, account: Account) -> None:
        """Somebody opened the page; the clinic's own people and guests sit in no class."""
        self.unit = account.unit if account.role.of_unit else ""
        self.account, self.stale = account.id, True

    def watched(self) -> tuple[str, ...]:
        """The records that change what the strip says."""
        if not self.unit:
            return ()
        told = (
            (self.classroom.id, feedback_key(self.classroom.id, self.account, self.unit).id) if self.classroom else ()
        )
        return (seat_key(self.unit).id, *told)

    def heard(self, links: Sequence[HistoryEntry]) -> None:
        """Others' saves; the seat is read again only where they are about it."""
        if self.unit and not self.stale:
            mine = self.watched()
            self.stale = any(link.record in mine for link in links)

    def with_strip(self, person: Person, live: Message) -> Message:
        """A page's live part, with the strip of the class where there is one."""
        if not self.unit:
            return live
        if self.stale:
            self._read(person)
        strip = self._strip()
        if strip is None:
            return live
        return live | {"panels": {**live["panels"], "kelas": strip}}

    def act(self, person: Person, name: str, args: Mapping[str, Any]) -> str | None:
        """Call for help, take the call back, or answer the five questions.

        Returns:
            What to say, or None where the act is another one.

        Raises:
            AccessError: the person does not fill in for the unit.
            KlikError: there is no such class now, or an answer cannot be.
        """
        if name not in CLASS_ACTS:
            return None
        account = person.account()
        if not account.unit or not person.reach().may_write(account.unit):
            raise AccessError("Akun ini tidak mengisi untuk suatu unit di kelas.")
        self.taken_by(account)
        self._read(person)
        self.stale = True
        if name == "class_answer":
            if self.classroom is None or self.classroom.stage is not Stage.ENDED:
                raise KlikError("Pertanyaan ini dijawab setelah kelas diakhiri.")
            key = feedback_key(self.classroom.id, account.id, account.unit)
            answer_questions(person, key, load_form(QUESTIONS["unit"]), args)
            return "Terima kasih. Jawaban Bapak/Ibu sudah tersimpan."
        if self.classroom is None or not self.classroom.runs(datetime.now(UTC)):
            raise KlikError("Unit Bapak/Ibu tidak sedang mengikuti kelas.")
        seat = record_at(person, seat_key(account.unit))
        calls = name == "class_call"
        since = seat.value("call") or datetime.now(UTC).isoformat(timespec="seconds")  # an older call keeps its place
        told = {"call": since, "call_by": account.name, "call_words": _words(args)} if calls else dict.fromkeys(_CALL)
        save_values(person, seat, told)
        return "Pendamping sudah diberi tahu." if calls else "Permintaan bantuan ditarik."

    def _read(self, person: Person) -> None:
        self.stale, self.classroom, self.call, self.answered = False, None, None, False
        seat = record_at(person, seat_key(self.unit))
        class_id = seat.value("class")
        if class_id is None:
            return
        self.classroom = classroom_of(person.workspace.store.get(class_id))
        self.call = call_of(seat, self.classroom.id)
        if self.classroom.stage is Stage.ENDED:
            own = feedback_key(self.classroom.id, self.account, self.unit)
            self.answered = bool(record_at(person, own).values())

    def _strip(self) -> Message | None:
        room, now = self.classroom, datetime.now(UTC)
        if room is None:
            return None
        if room.stage is Stage.ENDED:
            over = room.ended is None or now - room.ended > QUESTIONS_FOR
            return None if self.answered or over else strip_of(
                f"{room.name} sudah selesai", "Mohon lima jawaban singkat, satu menit. Dibaca oleh pendamping.",
                [action("class_answer", "Jawab lima pertanyaan", primary=True, ask=questions("unit"))],
            )  # fmt: skip
        if not room.runs(now):
            return None
        title, doing = _part(room)
        if self.call:
            since = f"Bantuan diminta pukul {self.call.at.astimezone():%H.%M}. Pendamping sudah diberi tahu."
            acts = [action("class_uncall", "Tarik permintaan bantuan")]
        else:
            since, acts = "", [action("class_call", "Minta bantuan", ask=[_WORDS])]
        return strip_of(title, room.prompt or doing, acts, note=since)


def _part(room: Classroom) -> tuple[str, str]:
    """The class with the part it is in, and what is done there; a template that no longer loads stops no form."""
    try:
        parts = load_template(room.template).parts
    except KlikError:
        return room.name, ""
    part = parts[min(room.part, len(parts)) - 1]
    return f"{room.name} · {part.title}", part.doing


def questions(whose: str) -> list[Field]:
    """The five questions, as an act asks them."""
    return list(fields_of(load_form(QUESTIONS[whose])).values())


def answer_questions(person: Person, key: RecordKey, form: Form, args: Mapping[str, Any]) -> None:
    """Keep a person's answers to the five questions.

    Raises:
        KlikError: nothing was answered, or an answer cannot be.
    """
    given: dict[str, str | None] = {}
    for name, field in fields_of(form).items():
        value = args.get(name)
        text = value.strip() if isinstance(value, str) else ""
        problem = check_value(field, text, _NO_LISTS) if text else None
        if problem:
            raise KlikError(f"{field.label} {problem}")
        given[name] = text or None
    if not any(given.values()):
        raise KlikError("Belum ada pertanyaan yang dijawab.")
    save_values(person, record_at(person, key), given)


_NO_LISTS: Mapping[str, ChoiceList] = {}


def strip_of(
    title: str, text: str, actions: list[Message], *, note: str = "", label: str = "Kelas yang diikuti"
) -> Message:
    """What is done now, and what can be done about it; ``label`` names it to who cannot see it."""
    return {"type": "strip", "label": label, "title": title, "text": text, "note": note, "actions": actions}


def _words(args: Mapping[str, Any]) -> str | None:
    found = args.get("words")
    text = " ".join(found.split()) if isinstance(found, str) else ""
    problem = check_value(_WORDS, text, _NO_LISTS) if text else None
    if problem:
        raise KlikError(problem)
    if len(text) > _MOST_WORDS:
        raise KlikError(f"Cukup satu kalimat, paling banyak {_MOST_WORDS} huruf.")
    return text or None


def record_at(person: Person, key: RecordKey) -> Record:
    """The record of a key; empty where nothing was saved yet."""
    try:
        return person.workspace.store.get(key.id)
    except NotFoundError:
        return Record(key=key)


def save_values(person: Person, record: Record, values: Mapping[str, str | None]) -> None:
    """Set fields of a record upon what was read of it.

    Raises:
        BusyError: somebody set one of them meanwhile.
    """
    changes = [record.change(name, value) for name, value in values.items() if value != record.value(name)]
    try:
        person.workspace.store.save(changes, who=person.signature, at=person.now())
    except ConflictError as error:
        raise BusyError("Data kelas baru saja berubah. Mohon diulang.") from error
