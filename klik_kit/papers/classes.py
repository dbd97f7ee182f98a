"""Papers of a class: invitation, attendance list, certificates, report of the activity."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from klik_kit.content.classes import load_template
from klik_kit.content.forms import load_form
from klik_kit.core.accounts import Account
from klik_kit.core.bahasa import number, weekday
from klik_kit.core.classes import FEEDBACK_KIND, QUESTIONS, Classroom, Result, Template, classroom_of, results
from klik_kit.errors import ReportError
from klik_kit.papers.asking import HEADS, Asked, Places, facts, numbered, signed_by

_SPARE = 5


def invitation(asked: Asked) -> Places:
    """The invitation to a class, with the units and their people as its annex."""
    room, template = _class(asked)
    return {
        "hal": f"Undangan {room.name}",
        "kelas": room.name,
        "tema": template.theme,
        "hari_tanggal": _weekday(room.day),
        "pukul": "",
        "tempat_acara": asked.about.value("place") or "",
        "lama": f"{template.minutes} menit",
        "peserta_umum": template.participants,
        "bahan": list(template.material),
        "keluaran": template.output,
        "peserta": _invited(asked, room),
        "jumlah_unit": str(len(room.units)),
        "nama_berkas": room.name,
        **signed_by(asked.official(*HEADS)),
    }


def attendance(asked: Asked) -> Places:
    """The list to be signed at a class: who was invited by name, and some empty rows."""
    room, _ = _class(asked)
    rows = [{"nama": r["nama"], "jabatan": r["jabatan"], "unit": r["unit"]} for r in _invited(asked, room)]
    rows += [{"nama": " ", "jabatan": " ", "unit": " "}] * _SPARE
    return {
        "acara": room.name,
        "hari_tanggal": _weekday(room.day),
        "tempat_acara": asked.about.value("place") or "",
        "hadir": numbered(rows),
        "nama_berkas": room.name,
        **signed_by(asked.official(*HEADS)),
    }


def certificates(asked: Asked) -> Places:
    """A certificate for everybody who took part: saved something in the class, or answered its questions.

    A deleted account has no name to certify.

    Raises:
        ReportError: nobody is known to have taken part yet.
    """
    room, template = _class(asked)
    present = [account for account in _present(asked, room) if not account.deleted]
    if not present:
        raise ReportError(
            "Belum ada peserta yang tercatat mengikuti kelas ini, sehingga sertifikat belum dapat dibuat."
        )
    return {
        "kelas": room.name,
        "tema": template.theme,
        "hari_tanggal": _weekday(room.day),
        "tempat_acara": asked.about.value("place") or "",
        "lama": f"{template.minutes} menit",
        "materi": [part.title for part in template.parts],
        "peserta": [
            {"nama": a.name, "jabatan": a.title or a.role.label, "unit": asked.unit_name(a.unit)} for a in present
        ],
        "nama_berkas": room.name,
        **signed_by(asked.official(*HEADS)),
    }


def report(asked: Asked) -> Places:
    """The report of a class: what was planned, who took part, what both sides answered at its end."""
    room, template = _class(asked)
    present = _present(asked, room)
    answers = asked.workspace.store.list(FEEDBACK_KIND, parent=room.id)
    of_units = [(asked.unit_name(r.key.unit), r.values()) for r in answers if r.key.unit]
    of_clinic = [("Pendamping", r.values()) for r in answers if not r.key.unit]
    return {
        "kelas": room.name,
        "fakta": facts(
            ("Tema", template.theme),
            ("Hari, tanggal", _weekday(room.day)),
            ("Tempat", asked.about.value("place")),
            ("Peserta yang dituju", template.participants),
            ("Keluaran yang diharapkan", template.output),
            ("Mulai", _clock(room.started)),
            ("Selesai", _clock(room.ended)),
        ),
        "acara": numbered([{"judul": p.title, "menit": str(p.minutes), "kegiatan": p.doing} for p in template.parts]),
        "unit": numbered([{"nama": asked.unit_name(code), "hadir": _count(present, code)} for code in room.units]),
        "jumlah_hadir": str(len(present)),
        "hadir": numbered(
            [{"nama": a.name, "jabatan": a.title or a.role.label, "unit": asked.unit_name(a.unit)} for a in present]
        ),
        "jawaban_peserta": _told(results(load_form(QUESTIONS["unit"]), of_units)),
        "jawaban_pendamping": _told(results(load_form(QUESTIONS["clinic"]), of_clinic)),
        "nama_berkas": room.name,
        **signed_by(asked.official(*HEADS)),
    }


def _class(asked: Asked) -> tuple[Classroom, Template]:
    room = classroom_of(asked.about)
    return room, load_template(room.template)


def _invited(asked: Asked, room: Classroom) -> list[dict[str, object]]:
    """Every unit of a class with its people; a unit without accounts keeps a row with blanks."""
    people: dict[str, list[Account]] = {}
    for account in asked.workspace.store.accounts.list():
        if account.unit and not account.disabled:
            people.setdefault(account.unit, []).append(account)
    rows = []
    for code in room.units:
        unit = asked.workspace.units.get(code)
        named = [(a.name, a.title or a.role.label) for a in people.get(code, ())] or [
            (unit.operator if unit else "", "Operator inovasi")
        ]
        rows += [{"unit": asked.unit_name(code), "nama": name, "jabatan": title} for name, title in named]
    return numbered(rows)


def _present(asked: Asked, room: Classroom) -> list[Account]:
    """The units' people who are known to have taken part, by unit and name; deleted accounts under their pseudonyms."""
    store = asked.workspace.store
    accounts = {a.id: a for a in store.accounts.list(deleted=True) if a.unit in room.units}
    seen = {r.key.id.partition("@")[2] for r in store.list(FEEDBACK_KIND, parent=room.id)}
    if room.started:
        until = room.ended or room.started.replace(hour=23, minute=59)
        ids = [key.id for key in store.written_since(room.head) if key.unit in room.units]
        by_signature = {a.signature: a.id for a in accounts.values()}
        for entry in store.changes_since(room.head, ids):
            if room.started <= entry.at <= until and entry.who in by_signature:
                seen.add(by_signature[entry.who])
    order = {code: place for place, code in enumerate(room.units)}
    return sorted((accounts[i] for i in seen if i in accounts), key=lambda a: (order[a.unit], a.name))


def _count(present: Sequence[Account], unit: str) -> str:
    return str(sum(1 for a in present if a.unit == unit))


def _told(found: Sequence[Result]) -> list[dict[str, object]]:
    """The answers to each question: how often what was chosen, or the texts with their units."""
    rows: list[dict[str, object]] = []
    for result in found:
        lines = [f"{label}: {count} jawaban" for label, count in result.counts if count]
        if result.mean is not None:
            lines.append(f"Rata-rata {number(result.mean, least=1, most=1)} dari 5")
        lines += [f"{text} ({who})" for who, text in result.texts]
        rows.append({"pertanyaan": result.label, "isi": lines or ["Belum ada jawaban."]})
    return rows


def _weekday(text: str) -> str:
    try:
        on = date.fromisoformat(text)
    except ValueError:
        return ""
    return weekday(on)


def _clock(moment: datetime | None) -> str | None:
    return f"{moment.astimezone():%H.%M}" if moment else None
