"""``templates/instruments/aktor.yaml`` and ``iga.yaml``: kinds of actors, and the presentation's weights and themes.

May not know an innovation. The sources of the facts stand in the files themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from klik_kit.content.reading import read_shape, refuse
from klik_kit.content.shapes import Code, Shape
from klik_kit.core.action_plan import ActorKind, Actors
from klik_kit.core.showing import Pitch, PitchPart, Theme
from klik_kit.errors import Problem
from klik_kit.places import shipped

_WHOLE = 100


class _Kind(Shape):
    kind: Code
    role: Code


class _Model(Shape):
    id: Code
    name: Code
    source: Code
    kinds: Annotated[list[_Kind], Field(min_length=1)]


class ActorsShape(Shape):
    """``aktor.yaml``."""

    kit_schema: Literal[1] = Field(alias="schema")
    used: Code
    needed: Annotated[list[int], Field(min_length=3, max_length=3)]
    models: Annotated[list[_Model], Field(min_length=1)]


class _FieldName(Shape):
    field: Code
    label: Code


class _Part(Shape):
    id: Code
    name: Code
    weight: int
    ask: Code
    fields: list[_FieldName]
    taken: list[Literal["hasil", "aktor", "replikasi"]] = Field(alias="from")


class _Theme(Shape):
    year: int
    text: Code
    source: Code


class PitchShape(Shape):
    """``iga.yaml``."""

    kit_schema: Literal[1] = Field(alias="schema")
    weights_year: int
    source: Code
    minutes: int
    themes: list[_Theme]
    parts: Annotated[list[_Part], Field(min_length=1)]


@lru_cache(maxsize=4)
def load_actors(path: Path | None = None) -> Actors:
    """The kinds of actors that the region uses.

    Raises:
        ContentError: the file breaks its rules; all problems at once.
    """
    path = path or shipped("templates") / "instruments" / "aktor.yaml"
    shape = read_shape(path, ActorsShape, what="Jenis aktor")
    known = {model.id: model for model in shape.models}
    problems = list(_twice(path.name, "models", [model.id for model in shape.models]))
    for one in shape.models:
        problems += _twice(path.name, f"models[{one.id}].kinds", [kind.kind for kind in one.kinds])
    if shape.used not in known:
        what = f"susunan {shape.used!r} tidak ada; yang ada {', '.join(known)}."
        problems.append(Problem(where=f"{path.name}: used", what=what))
    if sorted(set(shape.needed)) != shape.needed:
        problems.append(Problem(where=f"{path.name}: needed", what="harus tiga bilangan yang makin besar."))
    refuse("Jenis aktor", problems)
    model = known[shape.used]
    kinds = tuple(ActorKind(kind=kind.kind, role=kind.role) for kind in model.kinds)
    return Actors(name=model.name, source=model.source, kinds=kinds, needed=tuple(shape.needed))


@lru_cache(maxsize=4)
def load_pitch(path: Path | None = None) -> Pitch:
    """The presentation of the Innovative Government Award.

    Raises:
        ContentError: the file breaks its rules; all problems at once.
    """
    path = path or shipped("templates") / "instruments" / "iga.yaml"
    shape = read_shape(path, PitchShape, what="Paparan IGA")
    problems = [
        *_twice(path.name, "parts", [part.id for part in shape.parts]),
        *_twice(path.name, "themes", [str(theme.year) for theme in shape.themes]),
    ]
    total = sum(part.weight for part in shape.parts)
    if total != _WHOLE:
        problems.append(Problem(where=f"{path.name}: parts", what=f"jumlah bobot {total}, seharusnya {_WHOLE}."))
    problems += [
        Problem(where=f"{path.name}: parts[{part.id}].weight", what="harus lebih dari 0.")
        for part in shape.parts
        if part.weight < 1
    ]
    if shape.minutes < 1:
        problems.append(Problem(where=f"{path.name}: minutes", what="harus lebih dari 0."))
    refuse("Paparan IGA", problems)
    return Pitch(
        weights_year=shape.weights_year,
        source=shape.source,
        minutes=shape.minutes,
        themes=tuple(Theme(year=t.year, text=t.text, source=t.source) for t in shape.themes),
        parts=tuple(
            PitchPart(
                id=part.id,
                name=part.name,
                weight=part.weight,
                ask=part.ask,
                fields=tuple((f.field, f.label) for f in part.fields),
                taken=tuple(part.taken),
            )
            for part in shape.parts
        ),
    )


def _twice(file: str, where: str, names: list[str]) -> Iterator[Problem]:
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Problem(where=f"{file}: {where}", what=f"{name!r} ditulis dua kali.")
