"""A paper as a page of its own, to read and to print on A4: the places of its Word template in HTML.

An empty text becomes a blank that asks to be filled, None becomes nothing, as in Word.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from klik_kit import templating
from klik_kit.documents.filling import DOTS, holdable
from klik_kit.reports.render import Html

if TYPE_CHECKING:
    from jinja2 import Environment


def page(template: str, context: Mapping[str, Any], *, title: str, emblem: bytes = b"") -> Html:
    """A paper as a page that needs nothing beside it.

    Args:
        template: its name; ``<name>.html.j2`` stands beside ``<name>.docx``.
        context: what stands in its places.
        title: of the page.
        emblem: a picture (PNG or JPEG), or empty.
    """
    names = {**context, "judul_halaman": title, "lambang": templating.picture_address(emblem) or None}
    return Html(_environment().get_template(f"{template}.html.j2").render(names))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from markupsafe import Markup

    blank = Markup(f'<span class="kosong">{DOTS}</span>')  # noqa: S704 - no text of anybody

    def shown(value: Any) -> Any:
        if value is None:
            return ""
        if hasattr(value, "__html__"):
            return value
        return blank if value == "" else holdable(value)

    return templating.environment("documents", finalize=shown)
