"""A form as a blank instrument that a pen can fill in: lines, boxes and tables instead of fields.

May not read forms; `klik_kit.reports.handbook` hands them in. Nothing of a form is left out: every label,
hint and choice stands on the paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from klik_kit.core.forms import EvidencePlace, Field, Form, Panel, Repeat, Section

_WORDS_A_LINE = 14
_LINES = (4, 12)
_MANY, _COLUMNS, _ROWS, _CARDS = 12, 8, 5, 2
_CROWD, _CROWD_ROWS = 40, 20
_SHAPES = {
    "textarea": "kotak", "date": "tanggal", "scale": "skala", "select_one": "pilihan", "select_multiple": "pilihan",
    "select_one_or_other": "pilihan", "level": "pilihan",
}  # fmt: skip
_NARROW = frozenset({"skala", "tanggal"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question on paper.

    Attributes:
        shape: ``garis`` one line, ``kotak`` several, ``tanggal``, ``skala`` or ``pilihan``.
        when: the condition under which it is answered, in words; empty where it always is.
        lines: how many lines a ``kotak`` has.
        groups: the choices under their headings, each with its explanation.
        many: whether there are so many choices that they stand in columns; ``several`` may be ticked; ``other`` leaves a line for one's own.
    """

    label: str
    shape: str
    hint: str
    required: bool
    when: str
    lines: int
    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    many: bool
    several: bool
    other: bool

    @property
    def narrow(self) -> bool:
        """Whether a column of a table needs little room."""
        return self.shape in _NARROW


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Rows of the same questions: a table with blank rows, or, where they are too many for one, ``cards``.

    ``names`` are rows that begin with a printed name and its explanation; there are no blank ones then.
    """

    label: str
    hint: str
    columns: tuple[Question, ...]
    blanks: int
    cards: bool
    names: tuple[tuple[str, str], ...] = ()
    shape: str = "baris"

    @property
    def explained(self) -> tuple[Question, ...]:
        """The columns whose heading alone does not say what to write."""
        return tuple(column for column in self.columns if column.hint or column.groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What to do by hand where the screen counts or draws; ``bones`` are the names on a blank fishbone."""

    text: str
    bones: tuple[str, ...] = ()
    shape: str = "catatan"

    @property
    def above(self) -> tuple[str, ...]:
        """The bones on the upper side of the fish."""
        return self.bones[: (len(self.bones) + 1) // 2]

    @property
    def below(self) -> tuple[str, ...]:
        """The bones on the lower side."""
        return self.bones[len(self.above) :]


Item = Question | Rows | Remark


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A section of an instrument."""

    title: str
    hint: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A form to print; ``minutes`` is None where it is not known how long it takes."""

    id: str
    title: str
    hint: str
    minutes: int | None
    parts: tuple[Part, ...]


def instrument_of(form: Form, panels: Mapping[str, str]) -> Instrument:
    """The blank instrument of a form.

    Args:
        form: of `klik_kit.content.forms`.
        panels: what to do on paper in place of a panel, by its id; a panel that is not named is left out.
    """
    parts = (Part(title=s.title, hint=s.hint, items=tuple(_items(form, s, panels))) for s in form.sections)
    return Instrument(
        id=form.id,
        title=form.title,
        hint=form.hint,
        minutes=form.minutes,
        parts=tuple(part for part in parts if part.items),
    )


def checklist(name: str, title: str, note: str, names: Sequence[tuple[str, str]], columns: Sequence[str]) -> Instrument:
    """An instrument that is one table: above it a note, a row for each name with its explanation, blank columns."""
    blanks = tuple(_question(Field(name="", label=column), {}) for column in columns)
    rows = Rows(label=title, hint="", columns=blanks, blanks=len(names), cards=False, names=tuple(names))
    return Instrument(id=name, title=title, hint="", minutes=None, parts=(Part(title=note, hint="", items=(rows,)),))


def _items(form: Form, section: Section, panels: Mapping[str, str]) -> Iterator[Item]:
    bones: tuple[str, ...] = ()
    labels = {item.name: item.label for s in form.sections for item in s.items if isinstance(item, Field)}
    for item in section.items:
        if isinstance(item, Field):
            yield _question(item, labels)
        elif isinstance(item, Repeat):
            yield _rows(item)
            bones = next((tuple(o.label for o in c.options) for c in item.fields if c.type == "select_one"), ())
        elif isinstance(item, Panel) and item.id in panels:
            yield Remark(text=panels[item.id], bones=bones if item.id == "fishbone" else ())
        elif isinstance(item, EvidencePlace) and item.hint:
            yield Remark(text=item.hint)


def _rows(repeat: Repeat) -> Rows:
    labels = {field.name: field.label for field in repeat.fields}
    cards = len(repeat.fields) > _COLUMNS
    return Rows(
        label=repeat.label,
        hint=repeat.hint,
        columns=tuple(_question(field, labels) for field in repeat.fields),
        blanks=min(repeat.most, _CARDS if cards else _CROWD_ROWS if repeat.most >= _CROWD else _ROWS),
        cards=cards,
    )


def _question(field: Field, labels: Mapping[str, str]) -> Question:
    least, most = _LINES
    words = field.max_words or field.min_words or 0
    listed = [(option.group, option.label, option.hint) for option in field.options]
    return Question(
        label=field.label,
        shape=_SHAPES.get(field.type, "garis"),
        hint=_with_length(field),
        required=field.required,
        when=_when(field, labels),
        lines=max(least, min(most, -(-words // _WORDS_A_LINE))),
        groups=tuple(
            (group, tuple((label, hint) for other, label, hint in listed if other == group))
            for group in dict.fromkeys(group for group, _, _ in listed)
        ),
        many=len(listed) > _MANY,
        several=field.type == "select_multiple",
        other=field.type == "select_one_or_other",
    )


def _with_length(field: Field) -> str:
    """The hint, with the length that is asked for."""
    sizes: Sequence[tuple[str, int | None]] = (("Paling sedikit", field.min_words), ("Paling banyak", field.max_words))
    return " ".join([*(f"{said} {count} kata." for said, count in sizes if count), field.hint]).strip()


def _when(field: Field, labels: Mapping[str, str]) -> str:
    if field.relevant is None:
        return ""
    asked = labels.get(field.relevant.field, field.relevant.field)
    if not field.relevant.values:
        return f"Diisi bila sudah menjawab: {asked}."
    return f"Diisi bila {asked}: {' atau '.join(field.relevant.values)}."
