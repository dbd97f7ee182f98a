"""A season of the sample region, played through the pages themselves, so that it is always what they would have written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from klik_kit.content.reading import read_yaml
from klik_kit.core.coaching import SESSION
from klik_kit.core.records import Change
from klik_kit.desk.counter import Desk
from klik_kit.desk.person import Person
from klik_kit.desk.receiving import Receiving
from klik_kit.errors import ContentError, KlikError, Problem
from klik_kit.importing import ImportPlan
from klik_kit.pages import page_of
from klik_kit.store import Store
from klik_kit.workspace import Workspace

_PLACE = re.compile(r"\{([a-z0-9_]+)(?:([+-])([0-9]+))?\}")
_TODAY = "hari"
_DAYS_BEFORE, _DAYS_SPREAD, _DAYS_APART = 80, 50, 7


def bring_in(store: Store, plan: ImportPlan, *, who: str, today: date) -> None:
    """Write a file of the sample region as its units sent it: each on a day of its own, in the weeks before today."""
    sent: dict[str, list[Change]] = {}
    for change in plan.changes:
        sent.setdefault(change.record.unit or "", []).append(change)
    for number, unit in enumerate(sorted(sent)):
        ago = _DAYS_BEFORE - number * _DAYS_APART % _DAYS_SPREAD
        store.save(sent[unit], who=who, at=_at(today - timedelta(days=ago), minute=0))


def play(workspace: Workspace, file: Path, *, today: date) -> int:
    """Do all steps of a file, once: a workspace that has sessions already is left alone.

    Args:
        workspace: of the sample region, with the sample accounts.
        file: ``sample_data/musim.yaml``; its head says what a step is.
        today: what ``{hari}`` stands for; ``{hari+7}`` is a week later.

    Returns:
        How many steps were done.

    Raises:
        ContentError: a step cannot be done; names it.
    """
    if workspace.store.list(SESSION):
        return 0
    named: dict[str, str] = {_TODAY: today.isoformat()}
    steps = read_yaml(file)["steps"]
    for number, step in enumerate(steps, start=1):
        try:
            _do(workspace, step, named, folder=file.parent, minute=number)
        except (KlikError, KeyError) as error:
            place = f"{file.name}: steps[{number}]"
            raise ContentError(
                "Musim contoh tidak dapat dimainkan:", [Problem(where=place, what=str(error))]
            ) from error
    return len(steps)


def _do(workspace: Workspace, step: Mapping[str, Any], named: dict[str, str], *, folder: Path, minute: int) -> None:
    account = workspace.store.accounts.find(step["as"])
    person = Person(workspace=workspace, id=account.id if account else "")
    if "day" in step:
        at = _at(date.fromisoformat(_filled(step["day"], named)), minute=minute)
        person = replace(person, now=lambda: at)
    page = page_of(person, step["page"], _filled(step.get("record", ""), named))
    if page.state()["page"] == "galat":
        raise KlikError(page.state()["banner"]["text"])
    for field, value in step.get("write", {}).items():
        _write(page, _filled(step.get("at", ""), named), field, _filled(value, named))
    if "upload" in step:
        _upload(person, step["record"], folder / step["upload"]["file"], step["upload"])
    if "act" not in step:
        return
    done = page.act(step["act"], {name: _filled(value, named) for name, value in step.get("args", {}).items()})
    if not done["ok"]:
        raise KlikError(done["message"])
    if "call" in step:
        named[step["call"]] = str(done["href"]).rpartition("/")[2]


def _at(day: date, *, minute: int) -> datetime:
    """That many minutes after nine in the morning on the clinic's wall."""
    return datetime.combine(day, time(9)).astimezone() + timedelta(minutes=minute)


def _write(page: Desk, at: str, field: str, value: str) -> None:
    record = at or next(iter(page.slots))
    page.edit(record=record, field=field, base=page.record(record).version(field), value=value)


def _upload(person: Person, innovation: str, file: Path, told: Mapping[str, str]) -> None:
    """A file as evidence of an indicator, over the wire that notebooks use."""
    receiving, body, sending = Receiving(person=person), file.read_bytes(), {"upload": file.name.ljust(8, "_")[:64]}
    receiving.take({**sending, "step": "begin", "record": innovation, "place": told["row"], "size": len(body)}, None)
    receiving.take({**sending, "step": "part", "at": 0}, body)
    done = receiving.take({**sending, "step": "end", **told, "name": file.name}, None)
    if not done["ok"]:
        raise KlikError(done["message"])


def _filled(text: str, named: Mapping[str, str]) -> str:
    def told(found: re.Match[str]) -> str:
        value = named[found[1]]
        if found[2] is None:
            return value
        days = int(found[3]) if found[2] == "+" else -int(found[3])
        return (date.fromisoformat(value) + timedelta(days=days)).isoformat()

    return _PLACE.sub(told, text)
