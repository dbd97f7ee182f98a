"""``templates/forms/*.yaml`` become forms; every problem is told with file and path, all at once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field as Described
from pydantic import ValidationError

from klik_kit.content import load_choices
from klik_kit.content.reading import read_yaml, told
from klik_kit.content.shapes import Code, Shape
from klik_kit.core import forms
from klik_kit.errors import ContentError, Problem
from klik_kit.places import shipped


class _Option(Shape):
    value: Code
    label: Code
    hint: str = ""


class _Relevant(Shape):
    field: Code
    values: list[str] = []


class _Item(Shape):
    """A field, a repeat or a panel: exactly one of the three names is given."""

    field: str = ""
    repeat: str = ""
    panel: str = ""
    label: str = ""
    type: str = "text"
    hint: str = ""
    required: bool = False
    relevant: _Relevant | None = None
    choices: str = ""
    options: list[_Option] = []
    min_words: int | None = None
    max_words: int | None = None
    most: int = 10
    add: str = "Tambah"
    fields: list[_Item] = []

    def item(self) -> forms.Item:
        """The core value."""
        if self.panel:
            return forms.Panel(id=self.panel)
        if self.repeat:
            columns = tuple(f.one_field() for f in self.fields)
            return forms.Repeat(name=self.repeat, label=self.label, hint=self.hint, most=self.most, add=self.add, fields=columns)
        return self.one_field()

    def one_field(self) -> forms.Field:
        """The core value of a field; a named list gives its options."""
        lists = load_choices()
        listed = lists[self.choices].values if self.choices in lists else ()
        options = tuple(forms.Option(value=o.value, label=o.label, hint=o.hint) for o in self.options)
        return forms.Field(
            name=self.field,
            label=self.label,
            type=self.type,
            hint=self.hint,
            required=self.required,
            relevant=forms.Relevant(field=self.relevant.field, values=tuple(self.relevant.values)) if self.relevant else None,
            choices=self.choices,
            options=options or tuple(forms.Option(value=v, label=v) for v in listed),
            min_words=self.min_words,
            max_words=self.max_words,
        )

    def wrong(self, where: str) -> list[Problem]:
        """What the shape alone cannot tell."""
        found = []
        if [bool(self.field), bool(self.repeat), bool(self.panel)].count(True) != 1:
            found.append(Problem(where=where, what="perlu tepat satu dari field, repeat, atau panel."))
        if self.field and self.type not in forms.TYPES:
            found.append(Problem(where=f"{where}: type", what=f"jenis {self.type!r} tidak dikenal.", mend=f"Pilih: {', '.join(sorted(forms.TYPES))}."))
        if self.choices and self.choices not in load_choices():
            found.append(Problem(where=f"{where}: choices", what=f"daftar {self.choices!r} tidak ada di pilihan.yaml."))
        if not self.panel and not self.label:
            found.append(Problem(where=f"{where}: label", what="belum ditulis."))
        for number, field in enumerate(self.fields, start=1):
            found += field.wrong(f"{where}: fields: {number}")
        return found


class _Section(Shape):
    id: Code
    title: str
    hint: str = ""
    large: bool = False
    items: list[_Item]


class FormShape(Shape):
    """A file of ``templates/forms/`` that describes a form."""

    kit_schema: Literal[1] = Described(alias="schema")
    id: Code
    title: Code
    hint: str = ""
    minutes: int | None = None
    sections: list[_Section]

    def form(self) -> forms.Form:
        """The form as a core value."""
        return forms.Form(
            id=self.id,
            title=self.title,
            hint=self.hint,
            minutes=self.minutes,
            sections=tuple(
                forms.Section(id=s.id, title=s.title, hint=s.hint, large=s.large, items=tuple(i.item() for i in s.items)) for s in self.sections
            ),
        )  # fmt: skip


@lru_cache(maxsize=16)
def load_form(name: str, path: Path | None = None) -> forms.Form:
    """The form ``templates/forms/<name>.yaml``.

    Raises:
        ContentError: the file breaks its rules; all problems at once.
    """
    path = path or shipped("templates") / "forms" / f"{name}.yaml"
    raw = read_yaml(path)
    try:
        shape = FormShape.model_validate(raw)
    except ValidationError as error:
        problems = [told(path.name, raw, e) for e in error.errors(include_url=False)]
        raise ContentError(f"Formulir {name} tidak dapat dipakai:", problems) from None
    problems = [
        problem
        for section in shape.sections
        for number, item in enumerate(section.items, start=1)
        for problem in item.wrong(f"{path.name}: {section.id}: {number}")
    ]
    if shape.id != name:
        problems.append(Problem(where=f"{path.name}: id", what=f"{shape.id!r} tidak sama dengan nama berkas {name!r}."))
    if problems:
        raise ContentError(f"Formulir {name} tidak dapat dipakai:", problems)
    return shape.form()
