"""Papers of a session: its notula, and the Kartu Konsultasi."""

from __future__ import annotations

from datetime import date
from typing import Any

from klik_kit.clinic.minutes import chapters_of
from klik_kit.core.bahasa import day
from klik_kit.core.coaching import (
    SessionState,
    state_of_session,
    tasks_of,
)
from klik_kit.core.records import Record
from klik_kit.core.region import Official
from klik_kit.papers.asking import DRAFT, Asked, Places, facts, numbered, signed_by

_OWN_PLACES = frozenset({"Sesi", "Tugas"})


def minutes(asked: Asked) -> Places:
    """The notula; a draft while the session is not closed."""
    session = asked.about
    chapters = chapters_of(asked.workspace, session)
    head = next((c.lines for c in chapters if c.title == "Sesi"), ())
    over = state_of_session(session.value("state")) is SessionState.CLOSED
    return {
        "fakta": facts(*((label, value) for label, _, value in (line.partition(": ") for line in head))),
        "bagian": [{"judul": c.title, "isi": list(c.lines)} for c in chapters if c.title not in _OWN_PLACES],
        "tugas": _tasks(session),
        "draf": None if over else DRAFT,
        "nama_berkas": _named(asked),
        **signed_by(_leader(asked)),
    }


def card(asked: Asked) -> Places:
    """The Kartu Konsultasi, for both sides to sign."""
    session, values = asked.about, asked.about.values()
    chapters = {c.title: c.lines for c in chapters_of(asked.workspace, session)}
    head = chapters.get("Sesi", ())
    following = values.get("kunjungan_berikut")
    return {
        "fakta": facts(*((label, value) for label, _, value in (line.partition(": ") for line in head))),
        "keluhan": values.get("keluhan", ""),
        "saran": list(chapters.get("Poin asistensi", ())),
        "tugas": _tasks(session),
        "kunjungan_berikut": day(date.fromisoformat(following)) if following else "",
        "pendamping": asked.person_name(values.get("penanggung_jawab", "")),
        "tamu": values.get("tamu", ""),
        "nama_berkas": _named(asked),
        **signed_by(_leader(asked)),
    }


def _tasks(session: Record) -> list[dict[str, Any]]:
    tasks = tasks_of(session.values())
    return numbered([{"uraian": t.text, "siapa": t.owner, "batas": day(t.due) if t.due else ""} for t in tasks])


def _leader(asked: Asked) -> Official:
    """Who led the session, as an official where the settings know the name."""
    name = asked.person_name(asked.about.value("penanggung_jawab") or "")
    official = next((o for o in asked.workspace.officials if name and o.name.partition(",")[0] == name), None)
    return official or Official(role="Pendamping Inovasi", name=name)


def _named(asked: Asked) -> str:
    return " ".join(filter(None, (asked.unit_name(asked.about.key.unit), asked.about.value("tanggal"))))
