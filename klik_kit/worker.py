"""What happens in one report's own process: papermill runs the workbook, nbconvert makes the page.

May not know how many reports there are. Heavy libraries are imported by `warm`, once, before the
processes are forked.
"""

from __future__ import annotations

import gc
import hashlib
import logging
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from klik_kit import files
from klik_kit.errors import ReportError

ENGINES = ("klik", "nbclient")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One report to make.

    ``name`` is the unit's code, or the report's own name; ``parameters`` are those of the workbook;
    ``fingerprint`` is written into the page, so that a page tells what it was made from.
    """

    name: str
    title: str
    workbook: Path
    parameters: dict[str, str]
    page: Path
    fingerprint: str
    engine: str = "klik"


def make_report(job: Job) -> str:
    """Execute the workbook and write its page whole; gives the page's SHA-256.

    Raises:
        ReportError: a cell failed; names the cell and the cause.
        ExchangeError: the page cannot be written.
    """
    from klik_kit.reports.page import to_html

    html = to_html(execute(job), title=job.title, fingerprint=job.fingerprint)
    files.write_text(job.page, html)
    return hashlib.sha256(html.encode()).hexdigest()


def execute(job: Job) -> Any:
    """The executed workbook, as a notebook node.

    Raises:
        ReportError: a cell failed, or its kernel died; names the cell and the cause.
    """
    import papermill
    from papermill.exceptions import PapermillExecutionError

    logging.getLogger("papermill").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="klik-") as folder:
        try:
            return papermill.execute_notebook(
                str(job.workbook),
                None,
                parameters=job.parameters,
                kernel_name="python3",
                progress_bar=False,
                **_engine(job.engine, Path(folder)),
            )
        except PapermillExecutionError as error:
            raise ReportError(f"sel {error.cell_index}: {error.evalue or error.ename}") from error
        except RuntimeError as error:  # a kernel that dies or does not start
            raise ReportError(f"kernel berhenti: {error}") from error


def _engine(name: str, folder: Path) -> dict[str, Any]:
    if name == "nbclient":
        from klik_kit.warm.kernels import private_kernels

        return {"engine_name": None, "kernel_manager_class": private_kernels(folder)}
    from klik_kit import engine

    return {"engine_name": engine.NAME}


def warm() -> None:
    """Import and compile what every report needs, with no user's data, before processes are forked."""
    import nbformat

    from klik_kit import engine, workbook
    from klik_kit.reports import charts, page, render

    blank = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")])
    import papermill

    logging.getLogger("papermill").setLevel(logging.ERROR)
    page.to_html(
        papermill.execute_notebook(blank, None, engine_name=engine.NAME, kernel_name="python3", progress_bar=False),
        title="",
        fingerprint="",
    )
    render.compile_all()
    charts.warm()
    workbook.warm()
    gc.collect()
    gc.freeze()
