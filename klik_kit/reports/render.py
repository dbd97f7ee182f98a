"""Templates to HTML: every value is escaped, a missing name is an error.

May not hold HTML of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from klik_kit import templating
from klik_kit.core.bahasa import day, listed, number

if TYPE_CHECKING:
    from jinja2 import Environment


@dataclass(frozen=True, slots=True)
class Html:
    """Escaped HTML that a notebook shows as it is."""

    text: str

    def _repr_html_(self) -> str:
        return self.text


def render(template: str, page: Any, **more: Html | None) -> Html:
    """A template of ``templates/reports/`` with the fields of a page, which is a dataclass.

    Args:
        template: its file name.
        page: a dataclass; its fields are the template's names.
        more: charts, already safe; None where there is none.
    """
    from markupsafe import Markup

    names = {field.name: getattr(page, field.name) for field in fields(page)}
    safe = {name: None if chart is None else Markup(chart.text) for name, chart in more.items()}  # noqa: S704 - made by charts.py from numbers and escaped labels
    return Html(_environment().get_template(template).render(names | safe))


def _number_or_dash(value: Fraction | int | None, *, least: int = 0, most: int = 2) -> str:
    return "–" if value is None else number(value, least=least, most=most)


def _percent(value: Fraction | None) -> str:
    return "–" if value is None else f"{number(value, least=0, most=0)}%"


def _kind(name: str) -> str:
    """A kind of unit within a sentence: acronyms keep their capitals."""
    return name if name.isupper() else name.lower()


def _short(name: str) -> str:
    """An innovation's short name: what stands before the brackets that explain it."""
    return name.partition(" (")[0] or name


def _css_text(text: str) -> str:
    """A text for between the quotes of a CSS string, where HTML's escaping does not help: every letter as its number."""
    return "".join(f"\\{ord(letter):06x}" for letter in text)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = templating.environment("reports")
    environment.filters |= {
        "angka": number,
        "angka_atau": _number_or_dash,
        "persen": _percent,
        "tanggal": day,
        "jenis": _kind,
        "singkat": _short,
        "teks_css": _css_text,
        "daftar": lambda items: listed(list(items)),
    }
    return environment
