"""Templates to HTML: every value is escaped, a missing name is an error.

May not hold HTML of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from klik_kit.core.bahasa import day, listed, number
from klik_kit.places import shipped

if TYPE_CHECKING:
    from jinja2 import Environment


@dataclass(frozen=True, slots=True)
class Html:
    """Escaped HTML that a notebook shows as it is."""

    text: str

    def _repr_html_(self) -> str:
        return self.text


def render(template: str, page: Any) -> Html:
    """A template of ``templates/reports/`` with the fields of a page, which is a dataclass."""
    names = {field.name: getattr(page, field.name) for field in fields(page)}
    return Html(_environment().get_template(template).render(names))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(shipped("templates") / "reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"angka": number, "tanggal": day, "daftar": lambda items: listed(list(items))}
    return environment
