"""An executed notebook as one self-contained HTML page, through nbconvert and the kit's own template.

May not run notebooks. nbconvert does not escape values: what a cell shows must already be escaped
(`klik_kit.reports.render` does), and texts that are not HTML are left out of the page.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from klik_kit.places import shipped
from klik_kit.reports.render import Html


@lru_cache(maxsize=1)
def _exporter() -> Any:
    from nbconvert.exporters.templateexporter import TemplateExporter

    class Page(TemplateExporter):
        """nbconvert's exporter without the HTML exporter's second parsing of the whole page."""

        file_extension = ".html"
        template_extension = ".html.j2"

    return Page(template_name="klik", extra_template_basedirs=[str(shipped("templates") / "nbconvert")])


_BLANK = "0" * 64
_SEAL = re.compile(r'<meta name="klik-sidik" content="([0-9a-f]{64}) ([0-9a-f]{64})">')


def to_html(notebook: Any, *, title: str, fingerprint: str) -> str:
    """The page of an executed notebook, sealed with its own hash.

    Args:
        notebook: an nbformat notebook node.
        title: of the page; escaped.
        fingerprint: what the page was made from, in 64 hexadecimal digits; empty where that is not
            known. `fingerprint_of` reads it back.
    """
    resources = {"metadata": {"name": title}, "klik": {"fingerprint": fingerprint, "seal": _BLANK}}
    body, _ = _exporter().from_notebook_node(notebook, resources=resources)
    return str(body).replace(_BLANK, hashlib.sha256(str(body).encode()).hexdigest(), 1) if fingerprint else str(body)


def plain_page(body: Html, *, title: str) -> str:
    """The same page around something that no notebook made."""
    import nbformat

    output = nbformat.v4.new_output("display_data", data={"text/html": body.text})
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=[output])])
    return to_html(notebook, title=title, fingerprint="")


def fingerprint_of(page: Path) -> str | None:
    """The fingerprint a finished page carries; None where there is no such page, or somebody changed it."""
    try:
        text = page.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    found = _SEAL.search(text, 0, 1_000)
    if found is None:
        return None
    whole = text[: found.start(2)] + _BLANK + text[found.end(2) :]
    return found.group(1) if hashlib.sha256(whole.encode()).hexdigest() == found.group(2) else None
