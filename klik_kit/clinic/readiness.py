"""The readiness survey on the coach's page: opening, closing, and what the answers say together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from klik_kit.clinic.counter import ClinicDesk, today
from klik_kit.content.instruments import load_readiness
from klik_kit.core.bahasa import day
from klik_kit.core.forms import SEPARATOR, Field, Option
from klik_kit.core.readiness import FEWEST, Reading, most_divided, readings
from klik_kit.core.records import Change, Record, RecordKey
from klik_kit.desk import polls
from klik_kit.desk.attendance import code_panel
from klik_kit.desk.counter import MOST_NAME, Message, checked_text, fresh_id
from klik_kit.desk.drawing import action, card, list_item
from klik_kit.desk.person import Person
from klik_kit.errors import AccessError, KlikError, NotFoundError

PANELS = ("survei", "kode", "radar", "berbeda", "angka")
ACTS = frozenset({"open_survey", "close_survey"})
_NO_SURVEY = "Survei ini tidak ada. Muat ulang halamannya, lalu pilih kembali surveinya."
_ALIKE = "Pendapat tidak berbeda, berbeda merata, atau belum dapat ditampilkan."
_COLUMNS = ["Kata kunci", "Penjawab", "Nilai tengah", "Separuh jawaban", "Semua jawaban"]
_FEW = f"Yang dijawab kurang dari {FEWEST} orang tidak ditampilkan, begitu pula bila sisanya tinggal kurang dari {FEWEST} orang."
HIDDEN = f"belum {FEWEST} jawaban"


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """The newest survey that reaches some units, and the answers of those units.

    Attributes:
        survey: None where none was opened yet.
        codes: the units that were asked and that are looked at here.
        found: what their people say, key by key.
    """

    survey: Record | None
    codes: tuple[str, ...]
    found: tuple[Reading, ...]
    answered: int


def readiness_of(person: Person, unit: str) -> Readiness:
    """What is known of a unit, or of all units that this person looks after where ``unit`` is empty."""
    reach = person.reach()
    for survey in polls.newest_first(person.workspace.store.list(polls.SURVEY)):
        asked = polls.asked_units(survey)
        codes = tuple(code for code in asked if reach.may_review(code) and unit in {"", code})
        if codes:
            came = polls.answers_to(person.workspace, survey)
            here = [r.values() for r in came if r.key.unit in codes]
            rest = [r.values() for r in came if r.key.unit not in codes]
            found = readings(load_readiness(), here, others=rest)
            return Readiness(survey=survey, codes=codes, found=found, answered=sum(1 for v in here if v))
    return Readiness(survey=None, codes=(), found=(), answered=0)


def readiness_panels(person: Person, known: Readiness, *, opens: bool, units: list[Option]) -> Message:
    """What stands on the page: the state of the survey, the radar, where people differ, and the numbers.

    Args:
        person: who looks.
        known: what `readiness_of` gave.
        opens: whether a new survey is opened here.
        units: those that may be asked.
    """
    survey = known.survey
    actions = [_opening(units)] if opens and not (survey and polls.is_open(survey)) else []
    if survey is None:
        return {"survei": {"type": "actions", "title": "Belum ada survei kesiapan", "actions": actions}}
    if polls.is_open(survey) and may_close(person, survey):
        confirm = "Sesudah ditutup, jawaban tidak dapat ditambah atau diubah."
        actions.append(action("close_survey", "Tutup survei", {"id": survey.key.id}, confirm=confirm))
    code = code_panel(
        person.workspace, "Pindai untuk menjawab", f"/isi/survei/{survey.key.id}",
        otherwise="minta peserta membuka Berandanya.",
    )  # fmt: skip
    return {
        "survei": {"type": "cards", "title": "", "empty": "", "cards": [_survey_card(person, survey, known, actions)]},
        "kode": code if polls.is_open(survey) else None,
        **_picture_panels(known.found),
    }


def _picture_panels(found: tuple[Reading, ...]) -> Message:
    named = [(f"{number}. {reading.key.name}", reading) for number, reading in enumerate(found, start=1)]
    axes = [{"label": name, "n": r.n, **polls.five(r.spread)} for name, r in named]
    rows = [[name, str(r.n), *(polls.in_parts(r.spread) if r.spread else (HIDDEN, "", ""))] for name, r in named]
    divided = [list_item(r.key.name, note=polls.told(r.spread) if r.spread else "") for r in most_divided(found)]
    return {
        "radar": {"type": "picture", "title": "Kesiapan menurut kata kunci", "name": "radar", "data": {"axes": axes, "high": 5, "hidden": HIDDEN}},
        "berbeda": {"type": "list", "title": "Pendapat paling berbeda", "items": divided, "empty": _ALIKE},
        "angka": {"type": "table", "title": "Dalam angka", "columns": _COLUMNS, "rows": rows, "note": _FEW},
    }  # fmt: skip


def may_close(person: Person, survey: Record) -> bool:
    """Whether a person looks after all units that were asked."""
    reach = person.reach()
    return all(reach.may_review(code) for code in polls.asked_units(survey))


def act_on_survey(desk: ClinicDesk, name: str, args: Mapping[str, Any]) -> Message:
    """Open or close a survey."""
    if name == "close_survey":
        survey = _survey(desk, args.get("id"))
        if not may_close(desk.person, survey):
            raise AccessError("Survei ini juga ditujukan kepada unit yang bukan binaan Bapak/Ibu.")
        desk.put([survey.change("state", polls.CLOSED), survey.change("closed", today().isoformat())])
        return desk.done("Survei ditutup.")
    if any(polls.is_open(survey) for survey in desk.store.list(polls.SURVEY)):
        raise KlikError("Masih ada survei yang dibuka. Tutup dahulu, lalu buka yang baru.")
    codes = chosen_units(desk, args)
    title = checked_text(str(args.get("title") or ""), most=MOST_NAME) or f"Survei kesiapan {day(today())}"
    opened(desk, RecordKey(id=fresh_id("SV"), kind=polls.SURVEY), {"title": title}, codes)
    return desk.done("Survei dibuka. Peserta mengisinya dari beranda masing-masing.")


def _survey(desk: ClinicDesk, survey_id: object) -> Record:
    """A survey by the id that a page sent.

    Raises:
        KlikError: there is none.
    """
    try:
        found: Record = desk.store.get(survey_id if isinstance(survey_id, str) else "")
    except NotFoundError:
        raise KlikError(_NO_SURVEY) from None
    if found.key.kind != polls.SURVEY:
        raise KlikError(_NO_SURVEY)
    return found


def opened(desk: ClinicDesk, key: RecordKey, values: Mapping[str, str], codes: list[str]) -> None:
    """Write down a survey or a vote that is open from now on."""
    whole = {
        **values, "state": polls.OPEN, "units": SEPARATOR.join(codes), "by": desk.person.id,
        "opened": datetime.now(UTC).isoformat(timespec="seconds"),
    }  # fmt: skip
    desk.put([Change(record=key, field=name, value=value, base=0) for name, value in whole.items()])


def chosen_units(desk: ClinicDesk, args: Mapping[str, Any]) -> list[str]:
    """The units that an act names; all that this person looks after where it names none.

    Raises:
        KlikError: an unknown unit, or none at all.
        AccessError: a unit that this person does not look after.
    """
    codes = [code for code in str(args.get("units") or "").split(SEPARATOR) if code]
    found = [desk.demand_unit(code) for code in codes] or [option.value for option in desk.units()]
    if not found:
        raise KlikError("Belum ada unit yang dapat diminta menjawab.")
    return list(dict.fromkeys(found))


def units_field(units: list[Option]) -> Field:
    """Which units are asked."""
    return Field(
        name="units", label="Unit yang diminta menjawab", type="select_multiple", options=tuple(units), hint="Kosongkan untuk semua unit binaan."
    )  # fmt: skip


def opened_on(poll: Record) -> str:
    """The day a survey or vote was opened, in words."""
    found = poll.value("opened")
    return day(date.fromisoformat(found[:10])) if found else ""


def _opening(units: list[Option]) -> Message:
    title = Field(name="title", label="Nama survei", hint="Misalnya: Kesiapan awal tahun 2026. Boleh dikosongkan.")
    return action("open_survey", "Buka survei kesiapan", primary=True, ask=[title, units_field(units)])


def _survey_card(person: Person, survey: Record, known: Readiness, actions: list[Message]) -> Message:
    tone = "success" if polls.is_open(survey) else "info"
    of = polls.invited(person.workspace, known.codes)
    return card(
        survey.value("title") or "Survei kesiapan",
        tags=[{"text": survey.value("state") or "", "tone": tone}],
        text=f"Dibuka {opened_on(survey)} untuk {len(known.codes)} unit. Peserta mengisi dari beranda masing-masing.",
        lines=[f"{known.answered} orang menjawab; {of} akun diminta menjawab."],
        progress={"done": min(known.answered, of), "of": of},
        actions=actions,
    )
