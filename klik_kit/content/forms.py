"""``templates/forms/*.yaml`` become forms; every problem is told with file and path, all at once.

May not know what a form is for. The words are XLSForm's: type, label, hint, required, relevant, choices.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, ValidationError, model_validator
from pydantic import Field as Described

from klik_kit.content import load_choices
from klik_kit.content.reading import read_yaml, told
from klik_kit.content.shapes import Code, Shape
from klik_kit.core import forms
from klik_kit.errors import ContentError, KlikError, Problem
from klik_kit.places import shipped

SCHEMA = 1
MOST_ROWS = 99
_SELECTS = frozenset({"select_one", "select_multiple"})
_OF_KIND = {
    "field": {"type", "required", "relevant", "choices", "options", "min_words", "max_words"},
    "repeat": {"most", "add", "fields"},
    "panel": set(),
}
_PLACED = {"field", "repeat", "panel", "label", "hint"}


def _known_type(value: str) -> str:
    if value not in forms.TYPES:
        raise ValueError(f"jenis isian tidak dikenal; pilih {', '.join(sorted(forms.TYPES))}.")
    return value


def _known_list(value: str) -> str:
    if value not in load_choices():
        raise ValueError(f"daftar ini tidak ada di pilihan.yaml; yang ada {', '.join(sorted(load_choices()))}.")
    return value


def _name(value: str) -> str:
    if not re.fullmatch(r"[a-z_]+(?:\.[a-z0-9_]+)*", value):
        raise ValueError("nama hanya huruf kecil dan garis bawah; bagian sesudah titik boleh memuat angka.")
    return value


def _short_name(value: str) -> str:
    if not re.fullmatch(r"[a-z_]+", value):
        raise ValueError("nama hanya huruf kecil dan garis bawah.")
    return value


def _above_zero(value: int) -> int:
    if value < 1:
        raise ValueError("harus lebih dari 0.")
    return value


def _few_rows(value: int) -> int:
    if not 1 <= value <= MOST_ROWS:
        raise ValueError(f"harus 1 sampai {MOST_ROWS}.")
    return value


def _filled(value: list[Any]) -> list[Any]:
    if not value:
        raise ValueError("tidak boleh kosong.")
    return value


Name = Annotated[str, AfterValidator(_name)]
ShortName = Annotated[str, AfterValidator(_short_name)]
Words = Annotated[int, AfterValidator(_above_zero)]


class _Option(Shape):
    value: Code
    label: Code
    hint: str = ""
    group: str = ""


class _Relevant(Shape):
    field: Name
    values: list[str] = Described(default_factory=list)

    def relevant(self) -> forms.Relevant:
        return forms.Relevant(field=self.field, values=tuple(self.values))


class _Item(Shape):
    """A field, a repeat or a panel: exactly one of the three names is given."""

    field: Name | None = None
    repeat: ShortName | None = None
    panel: ShortName | None = None
    label: str = ""
    type: Annotated[str, AfterValidator(_known_type)] = "text"
    hint: str = ""
    required: bool = False
    relevant: _Relevant | None = None
    choices: Annotated[str, AfterValidator(_known_list)] | None = None
    options: list[_Option] = Described(default_factory=list)
    min_words: Words | None = None
    max_words: Words | None = None
    most: Annotated[int, AfterValidator(_few_rows)] | None = None
    add: str = "Tambah"
    fields: list[_Item] = Described(default_factory=list)

    @model_validator(mode="after")
    def _consistent(self) -> _Item:
        wrong = list(self._wrong())
        if wrong:
            raise ValueError(" ".join(wrong))
        return self

    def _wrong(self) -> Iterator[str]:
        kinds = [kind for kind in _OF_KIND if getattr(self, kind) is not None]
        if len(kinds) != 1:
            yield "perlu tepat satu dari field, repeat, atau panel."
            return
        strange = sorted(self.model_fields_set - _PLACED - _OF_KIND[kinds[0]])
        if strange:
            yield f"{', '.join(strange)} tidak berlaku untuk {kinds[0]}."
        if self.panel is None and not self.label:
            yield "label belum ditulis."
        if self.repeat is not None:
            if self.most is None:
                yield "most belum ditulis: paling banyak berapa baris?"
            if not self.fields:
                yield "fields masih kosong."
            if any(column.field is None or "." in column.field for column in self.fields):
                yield "setiap kolom berupa field bernama satu kata."
        elif self.field is not None:
            yield from self._wrong_field()

    def _wrong_field(self) -> Iterator[str]:
        if self.type in _SELECTS and (self.choices is None) == (not self.options):
            yield "pilihan ditulis pada choices atau options, salah satu saja."
        if self.type not in _SELECTS and (self.choices is not None or self.options):
            yield f"jenis {self.type} tidak memakai pilihan."
        values = [option.value for option in self.options]
        if len(set(values)) < len(values):
            yield "ada pilihan yang ditulis dua kali."
        if self.type == "select_multiple" and any(forms.SEPARATOR in value for value in values):
            yield f"pilihan tidak boleh memuat {forms.SEPARATOR!r}."
        if (self.min_words or self.max_words) and self.type != "textarea":
            yield "min_words dan max_words hanya untuk textarea."
        if self.min_words and self.max_words and self.min_words > self.max_words:
            yield "min_words lebih besar daripada max_words."

    def item(self) -> forms.Item:
        """The core value."""
        if self.panel is not None:
            return forms.Panel(id=self.panel)
        if self.repeat is not None:
            columns = tuple(column.one_field() for column in self.fields)
            return forms.Repeat(
                name=self.repeat, label=self.label, hint=self.hint, most=self.most or 1, add=self.add, fields=columns
            )
        return self.one_field()

    def one_field(self) -> forms.Field:
        """The core value of a field; a named list gives its options."""
        listed = load_choices()[self.choices].choices if self.choices else ()
        options = [forms.Option(value=o.value, label=o.label, hint=o.hint, group=o.group) for o in self.options]
        options += [forms.Option(value=c.value, label=c.value, group=_sentence(c.group)) for c in listed]
        return forms.Field(
            name=self.field or "",
            label=self.label,
            type=self.type,
            hint=self.hint,
            required=self.required,
            relevant=self.relevant.relevant() if self.relevant else None,
            choices=self.choices or "",
            options=tuple(options),
            min_words=self.min_words,
            max_words=self.max_words,
        )


class _Section(Shape):
    id: ShortName
    title: str
    hint: str = ""
    large_screen_only: bool = False
    items: Annotated[list[_Item], AfterValidator(_filled)]


class FormShape(Shape):
    """A file of ``templates/forms/`` that describes a form."""

    kit_schema: int = Described(alias="schema")
    id: Code
    title: Code
    hint: str = ""
    minutes: int | None = None
    sections: Annotated[list[_Section], AfterValidator(_filled)]

    def form(self) -> forms.Form:
        """The form as a core value."""
        sections = tuple(
            forms.Section(
                id=s.id,
                title=s.title,
                hint=s.hint,
                large=s.large_screen_only,
                items=tuple(item.item() for item in s.items),
            )
            for s in self.sections
        )
        return forms.Form(id=self.id, title=self.title, hint=self.hint, minutes=self.minutes, sections=sections)


@lru_cache(maxsize=16)
def load_form(name: str, path: Path | None = None) -> forms.Form:
    """The form ``templates/forms/<name>.yaml``, or the clinic's own in ``templates/instruments/``.

    Raises:
        ContentError: the file breaks its rules; all problems at once.
        KlikError: no form has this name.
    """
    path = path or next((p for p in _files() if p.stem == name), Path(name))
    if not path.is_file():
        raise KlikError(f"Formulir {name!r} tidak ada. Yang tersedia: {', '.join(form_names())}.")
    raw = read_yaml(path)
    problems = list(_of_schema(path.name, raw))
    form = None
    if not problems:
        try:
            form = FormShape.model_validate(raw).form()
        except ValidationError as error:
            problems = [told(path.name, raw, e) for e in error.errors(include_url=False)]
    if form is not None:
        if form.id != name:
            problems.append(Problem(where=f"{path.name}: id", what=f"{form.id!r} tidak sama dengan nama {name!r}."))
        problems += _across(path.name, form)
    if problems or form is None:
        raise ContentError(f"Formulir {name} tidak dapat dipakai:", problems)
    return form


def form_names() -> tuple[str, ...]:
    """The names of the shipped forms and of the clinic's own."""
    return tuple(sorted(path.stem for path in _files()))


def _files() -> list[Path]:
    """The files that describe forms; the clinic's own begin with ``form_``."""
    templates = shipped("templates")
    found = [*(templates / "forms").glob("*.yaml"), *(templates / "instruments").glob("form_*.yaml")]
    return [path for path in found if path.stem != "pilihan"]


def _of_schema(name: str, raw: dict[str, Any]) -> Iterator[Problem]:
    version = raw.get("schema")
    if type(version) is not int or version != SCHEMA:
        age = "lebih baru; perbarui klik_kit" if isinstance(version, int) and version > SCHEMA else "tidak dikenal"
        yield Problem(where=f"{name}: schema", what=f"bentuk berkas {version!r} {age} (dikenal: {SCHEMA}).")


def _across(file: str, form: forms.Form) -> Iterator[Problem]:
    """What one item alone cannot tell: names given twice, and conditions on what is not there."""
    yield from _twice(file, "bagian", [section.id for section in form.sections])
    names = [item.name for item in forms.items_of(form) if isinstance(item, forms.Field | forms.Repeat)]
    yield from _twice(file, "isian", names)
    fields = forms.fields_of(form)
    yield from _conditions(file, fields)
    for item in forms.items_of(form):
        if isinstance(item, forms.Repeat):
            yield from _twice(f"{file}: {item.name}", "kolom", [column.name for column in item.fields])
            yield from _conditions(f"{file}: {item.name}", {column.name: column for column in item.fields})
            inside = [name for name in fields if name.startswith(f"{item.name}.")]
            for name in inside:
                yield Problem(where=f"{file}: {name}", what=f"namanya berada di dalam baris {item.name!r}.")


def _twice(where: str, what: str, names: list[str]) -> Iterator[Problem]:
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Problem(where=f"{where}: {name}", what=f"nama {what} ini dipakai dua kali.")


def _conditions(where: str, fields: dict[str, forms.Field]) -> Iterator[Problem]:
    for name, field in fields.items():
        if field.relevant is None:
            continue
        other = fields.get(field.relevant.field)
        if other is None or other.name == name:
            yield Problem(where=f"{where}: {name}: relevant", what=f"isian {field.relevant.field!r} tidak ada.")
            continue
        known = {option.value for option in other.options}
        unknown = [value for value in field.relevant.values if known and value not in known]
        if unknown:
            yield Problem(
                where=f"{where}: {name}: relevant", what=f"{', '.join(unknown)} bukan pilihan {other.name!r}."
            )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
