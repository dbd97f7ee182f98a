"""``templates/instruments/agenda.yaml``: the clinic's services and what a session of each goes through."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field as Described

from klik_kit.content.reading import read_shape, refuse
from klik_kit.content.shapes import Code, Shape
from klik_kit.core.coaching import Agenda, AgendaItem
from klik_kit.errors import Problem
from klik_kit.places import shipped

_WHAT = "Susunan acara"
_Minutes = Annotated[int, Described(ge=1, le=480)]


class _Item(Shape):
    title: Code
    minutes: _Minutes
    hint: str = ""


class _Service(Shape):
    service: Code
    hint: str = ""
    items: Annotated[list[_Item], Described(min_length=1)]


class _File(Shape):
    kit_schema: int = Described(alias="schema", ge=1, le=1)
    services: Annotated[list[_Service], Described(min_length=1)]


@lru_cache(maxsize=4)
def load_agendas(path: Path | None = None) -> dict[str, Agenda]:
    """The agenda of each service, in the file's order.

    Raises:
        ContentError: the file breaks its rules; all problems at once.
    """
    path = path or shipped("templates") / "instruments" / "agenda.yaml"
    read = read_shape(path, _File, what=_WHAT)
    names = [service.service for service in read.services]
    twice = sorted({name for name in names if names.count(name) > 1})
    refuse(
        _WHAT, [Problem(where=f"{path.name}: services[{name}]", what="layanan ini ditulis dua kali.") for name in twice]
    )
    return {
        s.service: Agenda(
            service=s.service,
            hint=s.hint,
            items=tuple(AgendaItem(title=i.title, minutes=i.minutes, hint=i.hint) for i in s.items),
        )
        for s in read.services
    }
