"""The strategies of the year (FORMS.md section 11): state, what was done, date, evidence, person; last year's beside it."""

from __future__ import annotations

from datetime import date

from klik_kit.content.instruments import load_strategies
from klik_kit.core.bahasa import day
from klik_kit.core.forms import Field, Option, Panel, Section
from klik_kit.core.readiness import Strategy
from klik_kit.core.records import Record
from klik_kit.desk.drawing import Message

_STATES = ("Belum mulai", "Disiapkan", "Berjalan", "Terlaksana")
_UNKNOWN = "Belum diisi"


def strategy_sections(year: int) -> tuple[Section, ...]:
    """The overview, and one section for each strategy."""
    listed = load_strategies()
    overview = Section(id="strategi", title=f"Strategi {year}: ringkasan", items=(Panel(id="strategi"),))
    return (overview, *(_section(number, one) for number, one in enumerate(listed, start=1)))


def strategy_panels(now: Record, before: Record | None, *, year: int) -> Message:
    """The overview of all strategies, and beside each what last year says."""
    listed = load_strategies()
    rows = [
        [f"{number}. {one.name}", _state(now, one), now.value(_name(one, "orang")) or "",
         "ada" if now.value(_name(one, "bukti")) else "belum ada", _state(before, one)]
        for number, one in enumerate(listed, start=1)
    ]  # fmt: skip
    done = sum(1 for one in listed if now.value(_name(one, "keadaan")) == _STATES[-1])
    panels: Message = {
        "strategi": {
            "type": "table", "title": "", "columns": ["Strategi", str(year), "Penanggung jawab", "Data dukung", str(year - 1)], "rows": rows,
            "note": f"{done} dari {len(listed)} strategi terlaksana pada {year}.",
        }
    }  # fmt: skip
    for one in listed:
        panels[f"lalu_{one.id}"] = {
            "type": "text",
            "title": "",
            "tone": "info",
            "text": _last_year(before, one, year=year - 1),
        }
    return panels


def _section(number: int, one: Strategy) -> Section:
    states = tuple(Option(value=state, label=state) for state in _STATES)
    return Section(
        id=f"strategi_{one.id}",
        title=f"Strategi {number}: {one.name}",
        hint=f"Contoh data dukung: {one.proof}" if one.proof else "",
        items=(
            Panel(id=f"lalu_{one.id}"),
            Field(name=_name(one, "keadaan"), label="Keadaan tahun ini", type="select_one", options=states),
            Field(name=_name(one, "dilakukan"), label="Yang sudah dilakukan", type="textarea"),
            Field(name=_name(one, "tanggal"), label="Tanggal", type="date"),
            Field(name=_name(one, "bukti"), label="Tautan data dukung", type="link"),
            Field(name=_name(one, "orang"), label="Penanggung jawab", hint="Nama dan jabatan."),
        ),
    )


def _name(one: Strategy, field: str) -> str:
    return f"strategi.{one.id}.{field}"


def _state(record: Record | None, one: Strategy) -> str:
    return (record.value(_name(one, "keadaan")) if record else None) or _UNKNOWN


def _last_year(before: Record | None, one: Strategy, *, year: int) -> str:
    if before is None or not any(name.startswith(_name(one, "")) for name in before.values()):
        return f"Tahun {year}: tidak ada catatan."
    on = before.value(_name(one, "tanggal"))
    parts = (
        _state(before, one),
        before.value(_name(one, "dilakukan")),
        day(date.fromisoformat(on)) if on else None,
        before.value(_name(one, "orang")),
        before.value(_name(one, "bukti")),
    )
    return f"Tahun {year}: " + " · ".join(part for part in parts if part)
