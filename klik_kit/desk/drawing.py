"""A form as the page draws it: core values to plain JSON. May not decide anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from klik_kit.core.forms import EvidencePlace, Field, Form, Item, Panel, Repeat

Message = dict[str, Any]


def sections_of(form: Form, *, record: str, innovation: str = "") -> list[Message]:
    """All sections of a form about one record.

    Args:
        form: what is asked.
        record: whose fields they are.
        innovation: whose documents an indicator's place holds.
    """
    return [
        {
            "id": section.id, "title": section.title, "hint": section.hint, "large": section.large,
            "items": [_item(item, record, innovation) for item in section.items],
        }
        for section in form.sections
    ]  # fmt: skip


def progress_of(form: Form, answers: Mapping[str, str]) -> Message:
    """How far each section is."""
    counted = {section.id: section.progress(answers) for section in form.sections}
    return {name: {"done": done, "of": of} for name, (done, of) in counted.items()}


def _item(item: Item, record: str, innovation: str) -> Message:
    match item:
        case Field():
            return field_item(item, record=record)
        case Repeat():
            columns = [field_item(f, record=record) for f in item.fields]
            return {
                "kind": "repeat",
                "record": record,
                "name": item.name,
                "label": item.label,
                "hint": item.hint,
                "most": item.most,
                "columns": columns,
                "add": item.add,
            }
        case EvidencePlace():
            return {
                "kind": "evidence",
                "record": innovation,
                "indicator": item.indicator,
                "hint": item.hint,
                "accept": list(item.accept),
                "letter": item.letter,
            }
        case Panel():
            return {"kind": "panel", "id": item.id}


def field_item(field: Field, *, record: str) -> Message:
    """One question."""
    relevant = field.relevant
    return {
        "kind": "field", "record": record, "name": field.name, "type": field.type, "label": field.label, "hint": field.hint,
        "required": field.required, "relevant": {"field": relevant.field, "values": list(relevant.values)} if relevant else None,
        "options": [{"value": o.value, "label": o.label, "hint": o.hint, "group": o.group} for o in field.options] or _scale(field),
        "min_words": field.min_words, "max_words": field.max_words,
    }  # fmt: skip


def _scale(field: Field) -> list[Message]:
    return [{"value": str(n), "label": str(n), "hint": ""} for n in range(1, 6)] if field.type == "scale" else []
