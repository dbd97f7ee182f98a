"""The unit's sessions with the clinic on Beranda: what is on, saying to be there, and the notulen of the last ones."""

from __future__ import annotations

from datetime import date

from klik_kit.core.bahasa import day
from klik_kit.core.coaching import SESSION, SessionState, state_of_session
from klik_kit.core.records import Record
from klik_kit.desk.attendance import is_present
from klik_kit.desk.drawing import Message, action, card, link
from klik_kit.desk.person import Person

_PAST = 3


def of_unit(person: Person) -> list[Record]:
    """The unit's sessions that are on or ahead, and its last closed ones, newest first."""
    unit = person.account().unit
    found = person.workspace.store.list(SESSION, unit=unit) if unit else ()
    dated = sorted(found, key=lambda r: r.value("tanggal") or "", reverse=True)
    states = {r.key.id: state_of_session(r.value("state")) for r in dated}
    ahead = [r for r in dated if not states[r.key.id].over]
    return ahead + [r for r in dated if states[r.key.id] is SessionState.CLOSED][:_PAST]


def panel(person: Person) -> Message | None:
    """One card each; nothing where the unit has no session."""
    cards = [_card(person, session) for session in of_unit(person)]
    return {"type": "cards", "title": "Sesi klinik", "cards": cards, "empty": ""} if cards else None


def _card(person: Person, session: Record) -> Message:
    state, on = state_of_session(session.value("state")), session.value("tanggal")
    when = day(date.fromisoformat(on)) if on else "Tanggal menyusul"
    hour = f" pukul {session.value('pukul')}" if session.value("pukul") else ""
    place = session.value("tempat")
    there = is_present(person, session)
    may_come = state is SessionState.RUNNING and not there
    return card(
        session.value("layanan") or "Sesi",
        text=f"{when}{hour}",
        tags=[{"text": state.value, "tone": "success" if state is SessionState.RUNNING else "info"}],
        lines=[*([f"Tempat: {place}"] if place else []), *(["Bapak/Ibu tercatat hadir."] if there else [])],
        links=[link("Baca notula", f"/isi/sesi/{session.key.id}")] if state is SessionState.CLOSED else [],
        actions=[action("present", "Saya hadir", {"id": session.key.id}, primary=True)] if may_come else [],
    )
