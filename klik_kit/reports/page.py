"""An executed notebook as one self-contained HTML page, through nbconvert and the kit's own template.

May not run notebooks. nbconvert does not escape values: what a cell shows must already be escaped
(`klik_kit.reports.render` does), and texts that are not HTML are left out of the page.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from klik_kit.places import shipped


@lru_cache(maxsize=1)
def _exporter() -> Any:
    from nbconvert.exporters import HTMLExporter

    exporter: Any = HTMLExporter
    return exporter(
        template_name="klik",
        extra_template_basedirs=[str(shipped("templates") / "nbconvert")],
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )


def to_html(notebook: Any, *, title: str) -> str:
    """The page of an executed notebook.

    Args:
        notebook: an nbformat notebook node.
        title: of the page; escaped.
    """
    body, _ = _exporter().from_notebook_node(notebook, resources={"metadata": {"name": title}})
    return str(body)
