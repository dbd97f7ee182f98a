"""What a page draws: core values to plain JSON. May not decide anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def action(
    name: str,
    label: str,
    args: Mapping[str, Any] | None = None,
    *,
    primary: bool = False,
    confirm: str | None = None,
    checks: Sequence[str] = (),
    ask: Sequence[Field] = (),
) -> Message:
    """A button.

    Args:
        name: the act it asks for.
        label: what stands on it.
        args: sent with the act.
        primary: whether it is the next step.
        confirm: what is said before it is done.
        checks: what still misses, listed above ``confirm``.
        ask: what is asked first; the answers go with ``args``.
    """
    return {
        "name": name, "label": label, "args": dict(args or {}), "primary": primary, "confirm": confirm,
        "checks": list(checks), "ask": [field_item(field, record="") for field in ask],
    }  # fmt: skip


def card(
    title: str,
    *,
    text: str = "",
    tags: Sequence[Message] = (),
    lines: Sequence[str] = (),
    progress: Message | None = None,
    links: Sequence[Message] = (),
    actions: Sequence[Message] = (),
) -> Message:
    """A card: what it is about, what is said of it, and what can be done."""
    return {
        "title": title, "text": text, "tags": list(tags), "lines": list(lines), "progress": progress,
        "links": list(links), "actions": list(actions),
    }  # fmt: skip


def list_item(
    text: str,
    *,
    note: str = "",
    tag: str = "",
    tone: str = "info",
    href: str | None = None,
    jump: str | None = None,
    act: Message | None = None,
) -> Message:
    """A row of a list, and where it leads: to a page, or to a field (``record/field``) of this one, after an act."""
    return {"text": text, "note": note, "tag": tag, "tone": tone, "href": href, "jump": jump, "act": act}


def link(label: str, href: str, *, primary: bool = False, download: bool = False) -> Message:
    """A link on a card."""
    return {"label": label, "href": href, "primary": primary, "download": download}
