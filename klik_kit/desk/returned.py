"""What a return asks for, in one list above the form: the reason, and each note with the way to its field.

May not read the store: state, review and notes are given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from klik_kit.core.forms import Form, field_for
from klik_kit.core.review import State
from klik_kit.desk.drawing import Message, list_item

Opening = Callable[[str], Message | None]


def returned_panel(
    state: State,
    reason: str | None,
    notes: Mapping[str, Sequence[Mapping[str, str]]],
    *,
    form: Form,
    opening: Opening = lambda name: None,  # noqa: ARG005
) -> Message:
    """The list; without rows, and so not drawn, unless the innovation was returned.

    Args:
        state: of the innovation.
        reason: of its return.
        notes: beside fields, by ``record/field``.
        form: all fields of the page, for their names.
        opening: the act that brings a field onto the page, None where it stands there.
    """
    items: list[Message] = []
    if state is State.RETURNED:
        if reason:
            items.append(list_item(reason, tone="warning"))
        for place, said in notes.items():
            name = place.rpartition("/")[2]
            field = field_for(form, name)
            label = field.label.partition("\n")[0] if field else name
            act = opening(name)
            items += [list_item(label, note=note["text"], jump=place, act=act) for note in said]
    return {"type": "list", "title": "Yang perlu diperbaiki", "items": items, "empty": ""}
