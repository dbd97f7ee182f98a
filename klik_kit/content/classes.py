"""``templates/kelas/*.yaml`` become templates of classes; every problem is told with file and path, all at once.

May not know who sits in a class or how far anybody is.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from klik_kit.content.forms import form_names, load_form
from klik_kit.content.reading import read_shape, refuse
from klik_kit.content.shapes import Code, Shape
from klik_kit.core import classes
from klik_kit.errors import KlikError, Problem
from klik_kit.places import shipped

ASSESSMENT = "penilaian"
"""The self-scoring form, made from the region's edition; a class asks for all of it."""
FORMS = ("diagnosis", "usulan_inisiatif", "profil", "kipp", ASSESSMENT)
"""What a class may ask to be filled in."""


def _above_zero(value: int) -> int:
    if value < 1:
        raise ValueError("harus lebih dari 0.")
    return value


Minutes = Annotated[int, AfterValidator(_above_zero)]


class _Task(Shape):
    form: Literal["diagnosis", "usulan_inisiatif", "profil", "kipp", "penilaian"]
    sections: list[Code] = Field(default_factory=list)

    def task(self) -> classes.Task:
        return classes.Task(form=self.form, sections=tuple(self.sections))


class _Part(Shape):
    title: Code
    minutes: Minutes
    doing: Code
    fill: list[_Task] = Field(default_factory=list)

    def part(self) -> classes.Part:
        tasks = tuple(task.task() for task in self.fill)
        return classes.Part(title=self.title, minutes=self.minutes, doing=self.doing, tasks=tasks)


class TemplateShape(Shape):
    """A file of ``templates/kelas/``."""

    kit_schema: Literal[1] = Field(alias="schema")
    id: Code
    title: Code
    theme: Code
    participants: Code
    material: list[Code]
    output: Code
    stuck_minutes: Minutes
    parts: Annotated[list[_Part], Field(min_length=1)]

    def template(self) -> classes.Template:
        """The template as a core value."""
        parts = tuple(part.part() for part in self.parts)
        return classes.Template(
            id=self.id, title=self.title, theme=self.theme, participants=self.participants,
            material=tuple(self.material), output=self.output, stuck_minutes=self.stuck_minutes, parts=parts,
        )  # fmt: skip


def template_names(folder: Path | None = None) -> tuple[str, ...]:
    """The names of all templates of classes."""
    return tuple(sorted(path.stem for path in (folder or _folder()).glob("*.yaml")))


@lru_cache(maxsize=32)
def load_template(name: str, folder: Path | None = None) -> classes.Template:
    """The template ``templates/kelas/<name>.yaml``.

    Raises:
        ContentError: the file breaks its rules; all problems at once.
        KlikError: no template has this name.
    """
    if name not in template_names(folder):
        raise KlikError(f"Templat kelas {name!r} tidak ada. Yang tersedia: {', '.join(template_names(folder))}.")
    path = (folder or _folder()) / f"{name}.yaml"
    template = read_shape(path, TemplateShape, what=f"Templat kelas {name}").template()
    refuse(f"Templat kelas {name}", list(_across(path.name, name, template)))
    return template


def _across(file: str, name: str, template: classes.Template) -> Iterator[Problem]:
    if template.id != name:
        yield Problem(where=f"{file}: id", what=f"{template.id!r} tidak sama dengan nama {name!r}.")
    if not template.tasks:
        yield Problem(where=f"{file}: parts", what="tidak ada bagian yang mengisi formulir (fill).")
    for place, part in enumerate(template.parts):
        for task in part.tasks:
            where = f"{file}: parts[{place}].fill[{task.form}]"
            if task.form == ASSESSMENT:
                if task.sections:
                    yield Problem(where=where, what="penilaian diisi seluruhnya; kosongkan sections.")
            elif task.form not in form_names():
                yield Problem(where=where, what="formulir ini tidak ada di templates/forms.")
            else:
                known = [section.id for section in load_form(task.form).sections]
                for section in task.sections:
                    if section not in known:
                        yield Problem(where=where, what=f"bagian {section!r} tidak ada; yang ada: {', '.join(known)}.")


def _folder() -> Path:
    return shipped("templates") / "kelas"
