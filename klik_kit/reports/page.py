"""An executed notebook as one self-contained HTML page, through nbconvert and the kit's own template.

May not run notebooks. nbconvert does not escape values: what a cell shows must already be escaped
(`klik_kit.reports.render` does), and texts that are not HTML are left out of the page.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from klik_kit import templating
from klik_kit.places import shipped
from klik_kit.reports.render import Html
from klik_kit.reports.seal import BLANK, sealed

if TYPE_CHECKING:
    from jinja2 import Template


@lru_cache(maxsize=1)
def _exporter() -> Any:
    from nbconvert.exporters.templateexporter import TemplateExporter

    class Page(TemplateExporter):
        """nbconvert's exporter without the HTML exporter's second parsing of the whole page."""

        file_extension = ".html"
        template_extension = ".html.j2"

    return Page(template_name="klik", extra_template_basedirs=[str(shipped("templates") / "nbconvert")])


def to_html(notebook: Any, *, title: str, fingerprint: str) -> str:
    """The page of an executed notebook, sealed with its own hash.

    Args:
        notebook: an nbformat notebook node.
        title: of the page; escaped.
        fingerprint: what the page was made from, in 64 hexadecimal digits; empty where that is not
            known. `klik_kit.reports.seal.fingerprint_of` reads it back.
    """
    resources = {"metadata": {"name": title}, "klik": {"fingerprint": fingerprint, "seal": BLANK}}
    body, _ = _exporter().from_notebook_node(notebook, resources=resources)
    return sealed(str(body).encode()).decode() if fingerprint else str(body)


def plain_page(body: Html, *, title: str) -> str:
    """The same page around something that no notebook made; nbconvert is not needed for it."""
    from markupsafe import Markup

    resources = {"metadata": {"name": title}, "klik": {"fingerprint": ""}}
    return _plain().render(body=Markup(body.text), resources=resources)  # noqa: S704 - `Html` is escaped


@lru_cache(maxsize=1)
def _plain() -> Template:
    return templating.environment("nbconvert/klik").get_template("plain.html.j2")
