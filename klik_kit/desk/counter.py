"""What all pages share: saving one field under its form's rules and locks, and news of others' saves.

May not know what a page is about.
"""

from __future__ import annotations

import re
import secrets
from base64 import b32encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from klik_kit.content import load_choices
from klik_kit.core.accounts import Reach
from klik_kit.core.forms import MOST_LETTERS, Field, Form, check_value, field_for
from klik_kit.core.records import Answer, Change, Record, RecordKey, Seen
from klik_kit.desk.classroom import ClassSeat
from klik_kit.desk.person import Person, shown_name
from klik_kit.errors import AccessError, BusyError, ConflictError, KlikError, NotFoundError, StoreError

Message = dict[str, Any]
NOTHING_LIVE: Message = {"messages": {}, "notes": {}, "panels": {}, "progress": {}, "evidence": {}}
MOST_NAME = 300
CLINIC_LINKS = (
    ("Hari ini", "/isi/hari_ini"),
    ("Papan Kelas", "/isi/papan_kelas"),
    ("Tinjauan", "/isi/tinjauan"),
    ("Agenda", "/isi/agenda_tahunan"),
)
"""What the clinic's own people find above every page."""
NAME_TAKEN = "Inovasi dengan nama ini sudah tercatat di unit Bapak/Ibu. Lanjutkan dari kartunya, atau bedakan namanya."
_FIRST_WORD = re.compile("[a-z]+")
_ANY_TEXT = Field(name="teks", label="", type="textarea")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A record on a page: its key, the form its fields come from, and what locks it.

    ``lock`` gives the sentence that says why nothing may be changed now, None where it may; ``seen``
    names the fields that decision was made on, so that the save is refused when one of them changes
    meanwhile. ``also`` gives further changes that go with one. ``clinic`` says that it is filled in by
    whoever reviews the record's unit, not by the unit.
    """

    key: RecordKey
    form: Form
    writable: bool
    clinic: bool = False
    lock: Callable[[], str | None] = lambda: None
    seen: Callable[[], Sequence[Seen]] = tuple
    also: Callable[[Record, str, str | None], Sequence[Change]] = lambda record, name, value: ()  # noqa: ARG005


@dataclass(kw_only=True)
class Desk:
    """A page of one person: its slots, and what it knows of their records."""

    person: Person
    slots: dict[str, Slot] = field(default_factory=dict)
    _heard: int = 0
    _class_seat: ClassSeat = field(default_factory=ClassSeat)

    @classmethod
    def opened(cls, person: Person, record: str) -> Desk:  # noqa: ARG003 - a page of one record looks at it
        """The page about a record; this one is about none.

        Raises:
            AccessError: the person may not open it.
            NotFoundError: there is no such record.
        """
        return cls(person=person)

    # what pages say for themselves

    def page(self) -> Message:
        """Title, sections and the like; without records and live."""
        raise NotImplementedError

    def live(self) -> Message:
        """What follows from the answers."""
        return {}

    def act(self, name: str, args: Mapping[str, Any]) -> Message:
        """Do something that is no edit; a page has its own, and every page those of a running class."""
        said = self._class_seat.act(self.person, name, args)
        if said is not None:
            return {"ok": True, "message": said, "href": None, "state": self.state()}
        raise KlikError(f"Tindakan {name!r} tidak dikenal di halaman ini. Muat ulang halamannya.")

    # what all pages do alike

    @property
    def store(self) -> Any:
        """The workspace's store."""
        return self.person.workspace.store

    def state(self) -> Message:
        """Everything the page draws."""
        try:
            account = self.person.account()
            self._demand_read()
        except AccessError as error:
            return refused_state(self.person, str(error))
        self._heard = self.store.head()[0]
        self._class_seat.taken_by(account)
        records = {record_id: self._shown(slot) for record_id, slot in self.slots.items()}
        unit = self.person.workspace.units.get(account.unit)
        known = {"id": account.id, "name": account.name, "unit": unit.name if unit else account.role.label}
        page = self.page()
        nav = navigation(self.person, page["page"])
        region = self.person.workspace.region.name
        return {"account": known, "region": region, "nav": nav, "banner": None, "back": None} | page | {
            "records": records,
            "live": self.full_live(),
        }  # fmt: skip

    def full_live(self) -> Message:
        """`live` with every part that a page may leave out."""
        return self._class_seat.with_strip(self.person, NOTHING_LIVE | self.live())

    def record(self, record_id: str) -> Record:
        """A record of this page; empty where nothing was saved yet."""
        try:
            return self.store.get(record_id)  # type: ignore[no-any-return]
        except NotFoundError:
            return Record(key=self.slots[record_id].key)

    def edit(self, *, record: str, field: str, base: int, value: str | None) -> Message:
        """Save one field; the answer goes out after the commit.

        Raises:
            ConflictError: another value stands there.
            BusyError: something it depends on changed meanwhile; it may be sent again.
            StoreError: the store could not write now.
            KlikError: the field, the value or the person may not.
        """
        slot = self._open_slot(record)
        kept = field_for(slot.form, field)
        if kept is None:
            raise KlikError("Isian ini tidak ada di halaman. Muat ulang halaman, lalu coba lagi.")
        value = value if value != "" else None
        problem = check_value(kept, value, load_choices()) if value is not None else None
        if problem:
            raise KlikError(problem)
        standing = self.record(record)
        change = Change(record=slot.key, field=field, value=value, base=base)
        answer = self.put([change, *slot.also(standing, field, value)], seen=slot.seen())[0]
        return {"version": answer.version, "at": clock(answer.at), **self.news(mine=(record, field))}

    def put(self, changes: Sequence[Change], *, seen: Sequence[Seen] = ()) -> tuple[Answer, ...]:
        """Write changes in the person's name.

        Repeating what already stands is no conflict: a browser that lost the answer sends again.
        """
        try:
            return self.store.save(changes, who=self.person.signature, at=self.person.now(), seen=seen)  # type: ignore[no-any-return]
        except ConflictError as error:
            first = changes[0]
            mine = [c for c in error.conflicts if (c.record, c.field) == (first.record.id, first.field)]
            if mine and mine[0].version and mine[0].stored == mine[0].sent:
                return (self.record(first.record.id).answers[first.field],)
            if mine:
                raise ConflictError(mine) from error
            raise BusyError("Data ini baru saja berubah; isian dikirim lagi.") from error

    def news(self, *, mine: tuple[str, str] | None = None) -> Message:
        """What others saved in this page's records since the last message, and what now follows."""
        try:
            self._demand_read()
        except AccessError:
            return {"changes": [], "live": None}
        before, self._heard = self._heard, self.store.head()[0]
        if self._heard == before:
            return {"changes": [], "live": None}
        links = self.store.changes_since(before, (*self.watched(), *self._class_seat.watched()))
        self._class_seat.heard(links)
        newest = {(link.record, link.field): link for link in links if not link.field.startswith("@")}
        newest.pop(mine or ("", ""), None)
        changes = [
            {"record": link.record, "field": link.field, "value": link.value, "version": link.version,
             "who": shown_name(link.who), "at": clock(link.at)}
            for link in newest.values() if link.record in self.slots
        ]  # fmt: skip
        return {"changes": changes, "live": self.full_live() if links else None}

    def watched(self) -> Sequence[str]:
        """The records whose changes make this page's live part new."""
        return tuple(self.slots)

    def shown(self, who: str) -> str:
        """A person's name as other people read it."""
        return shown_name(who)

    def _open_slot(self, record: str) -> Slot:
        slot = self.slots.get(record)
        if slot is None or not (slot.writable and _may_fill(slot, self.person.reach())):
            raise AccessError("Isian ini tidak dapat diubah dari akun Bapak/Ibu.")
        locked = slot.lock()
        if locked:
            raise AccessError(locked)
        return slot

    def _demand_read(self) -> None:
        """Rights may have changed since the page was opened."""
        reach = self.person.reach()
        for slot in self.slots.values():
            unit = slot.key.unit
            of_region = unit is None and (reach.clinic if slot.clinic else reach.spd)
            if not (reach.may_read(unit or "", slot.key.parent or slot.key.id) or of_region):
                raise AccessError("Halaman ini tidak lagi terbuka bagi akun Bapak/Ibu. Kembali ke beranda.")

    def _shown(self, slot: Slot) -> Message:
        locked = slot.lock() if slot.writable else "Halaman ini hanya dapat dibaca dari akun Bapak/Ibu."
        return {"answers": {name: _answer(a) for name, a in self.record(slot.key.id).answers.items()}, "locked": locked}


def _may_fill(slot: Slot, reach: Reach) -> bool:
    unit = slot.key.unit
    if slot.clinic:
        return reach.clinic and (unit is None or reach.may_review(unit))
    return reach.may_write(unit) if unit else reach.spd


def refused_state(person: Person, reason: str) -> Message:
    """A page that only says why there is none, and the way home; it does so where the store fails, too."""
    try:
        links, account = navigation(person), person.account()
        known = {"id": account.id, "name": account.name, "unit": ""}
    except (AccessError, StoreError):
        links, known = [], {"id": "", "name": "", "unit": ""}
    return {
        "page": "galat", "title": "Halaman ini tidak dapat dibuka", "subtitle": "", "steps": False, "sections": [], "records": {},
        "account": known, "nav": links, "banner": {"tone": "warning", "text": reason},
        "back": {"label": "Ke beranda", "href": "/isi/beranda"}, "live": dict(NOTHING_LIVE),
    }  # fmt: skip


def checked_text(text: str, *, most: int = MOST_LETTERS) -> str:
    """A text that an act brings, without the blanks around it; never cut.

    Raises:
        KlikError: it is too long or holds what cannot be kept.
    """
    problem = check_value(_ANY_TEXT, text, {})
    if problem:
        raise KlikError(problem)
    kept = text.strip()
    if len(kept) > most:
        raise KlikError(f"Isian terlalu panjang: {len(kept)} huruf, paling banyak {most}. Mohon dipersingkat.")
    return kept


def fresh_id(prefix: str) -> str:
    """The id of a new record that has no name of its own."""
    return f"{prefix}-{b32encode(secrets.token_bytes(5)).decode()}"


def navigation(person: Person, page: str = "") -> list[Message]:
    """The links above every page; the one whose address begins as the page's name does is the current one."""
    places = [("Beranda", "/isi/beranda"), *(CLINIC_LINKS if person.reach().clinic else ())]
    if person.account().spd:
        places.append(("SPD", "/isi/spd"))
    here = _FIRST_WORD.match(page)
    begins = f"/isi/{here[0]}" if here else "/"
    links = [
        {"label": label, "href": href, "current": href == begins or href.startswith(f"{begins}_")}
        for label, href in places
    ]
    return [*links, {"label": "Keluar", "href": "/keluar", "current": False}]


def clock(at: datetime) -> str:
    """The time of day on the clinic's wall: ``10.42.05``."""
    return at.astimezone().strftime("%H.%M.%S")


def _answer(answer: Answer) -> Message:
    return {"value": answer.value, "version": answer.version, "who": shown_name(answer.who), "at": clock(answer.at)}
