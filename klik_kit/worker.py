"""What happens in one report's own process: papermill runs the workbook, nbconvert makes the page.

May not know how many reports there are. Heavy libraries are imported by `warm`, once, before the
processes are forked.
"""

from __future__ import annotations

import gc
import hashlib
import logging
import platform
import tempfile
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from klik_kit import __version__
from klik_kit.core.records import Change, RecordKey
from klik_kit.errors import ReportError
from klik_kit.places import shipped
from klik_kit.warm.sparing import GRAMMAR, without
from klik_kit.workbook import Gathered, handed_over
from klik_kit.workspace import create_workspace, open_workspace

ENGINES = ("klik", "nbclient")
FORMATS = ("html", "pdf")
_MADE_WITH = frozenset({".py", ".j2", ".css", ".json", ".yaml"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One report to make.

    Attributes:
        name: the unit's code, or the report's own name.
        title: of its page.
        group: the heading it is listed under.
        notebook: the workbook's text, as it was when the fingerprint was taken.
        parameters: those of the workbook.
        files: where it goes, by format.
        fingerprint: of all it is made from; written into each file, so that a file tells it.
        shown: what the batch gathered for it; with it nothing is read anew.
        head: the state of the store that has to be the same at the end, for a workbook that may
            read by itself; empty where it shows ``shown`` and nothing else.
        machinery: the code and templates the fingerprint was taken of.
        engine: one of `ENGINES`.
    """

    name: str
    title: str
    group: str
    notebook: str
    parameters: dict[str, str]
    files: dict[str, Path]
    fingerprint: str
    shown: Gathered | None = None
    head: str = ""
    machinery: str = ""
    engine: str = "klik"


def make_report(job: Job) -> dict[str, bytes]:
    """Execute the workbook and make the files of it, by format; writes nothing.

    Raises:
        ReportError: a cell failed; names the cell and the cause.
    """
    from klik_kit.reports.page import to_html

    notebook = execute(job)
    planned = _as_planned(job)
    html = to_html(notebook, title=job.title, fingerprint=job.fingerprint if planned else "")
    made = {"html": html.encode()}
    if "pdf" in job.files:
        from klik_kit.reports.pdf import to_pdf

        made["pdf"] = to_pdf(html, fingerprint=fingerprint_for("pdf", job.fingerprint) if planned else "")
    return {name: made[name] for name in job.files}


def fingerprint_for(name: str, fingerprint: str) -> str:
    """The fingerprint that a file of a format carries: a PDF is also made from what draws it."""
    if name != "pdf":
        return fingerprint
    from klik_kit.reports.pdf import pdf_version

    return hashlib.sha256(f"{fingerprint} weasyprint {pdf_version()}".encode()).hexdigest()


def check_here(planned: str, formats: tuple[str, ...]) -> None:
    """Make sure that reports planned elsewhere can be made by this process.

    Args:
        planned: the machinery of the jobs.
        formats: the files that are wanted.

    Raises:
        ReportError: other code, templates or libraries are here, or the PDF's are missing.
    """
    if planned != machinery_now():
        raise ReportError("memakai klik_kit atau pustaka versi lain. Samakan pemasangannya dengan komputer ini.")
    if "pdf" in formats:
        from klik_kit.reports.pdf import check_pdf

        check_pdf()


def _as_planned(job: Job) -> bool:
    """Whether nothing changed since the fingerprint was taken; else the page carries none and is made again."""
    if job.machinery != machinery():
        return False
    if not job.head:
        return True
    with open_workspace(Path(job.parameters["workspace"])) as workspace:
        return job.head == workspace.store.head()[1]


@cache
def machinery() -> str:
    """A digest of the code, templates, rubrics and libraries a report is made with, as this process loaded them."""
    return machinery_now()


def machinery_now() -> str:
    """The same, as it is on disk now."""
    seal = hashlib.sha256(__version__.encode())
    templates = shipped("templates")
    for root in (Path(__file__).parent, templates / "reports", templates / "nbconvert", templates / "rubrics"):
        for path in sorted(root.rglob("*")):
            if path.suffix in _MADE_WITH and "_shipped" not in path.relative_to(root).parts:
                seal.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    for library in ("ipython", "jinja2", "matplotlib", "nbconvert", "papermill"):
        seal.update(f"{library} {version(library)}".encode())
    seal.update(platform.python_version().encode())
    return seal.hexdigest()


def execute(job: Job) -> Any:
    """The executed workbook, as a notebook node.

    Raises:
        ReportError: a cell failed, or its kernel died; names the cell and the cause.
    """
    import nbformat
    import papermill
    from papermill.exceptions import PapermillExecutionError

    logging.getLogger("papermill").setLevel(logging.ERROR)
    given = handed_over(job.shown, job.parameters) if job.shown is not None else nullcontext()
    with tempfile.TemporaryDirectory(prefix="klik-") as folder, given:
        try:
            notebook = papermill.execute_notebook(
                nbformat.reads(job.notebook, as_version=4),
                None,
                parameters=job.parameters,
                kernel_name="python3",
                progress_bar=False,
                **_engine(job.engine, Path(folder)),
            )
            return _whole(notebook)
        except PapermillExecutionError as error:
            raise ReportError(f"sel {error.cell_index}: {error.evalue or error.ename}") from error
        except RuntimeError as error:  # a kernel that dies or does not start
            raise ReportError(f"kernel berhenti: {error}") from error


def _whole(notebook: Any) -> Any:
    """The notebook, unless a cell left it early: papermill takes ``sys.exit()`` for success."""
    for index, cell in enumerate(notebook.cells):
        if any(output.output_type == "error" for output in cell.get("outputs", ())):
            raise ReportError(f"sel {index}: buku kerja berhenti sebelum selesai")
    return notebook


def _engine(name: str, folder: Path) -> dict[str, Any]:
    if name == "nbclient":
        from klik_kit.warm.kernels import private_kernels

        return {"engine_name": None, "kernel_manager_class": private_kernels(folder)}
    from klik_kit import engine

    return {"engine_name": engine.NAME, "profile": str(folder)}


def warm() -> None:
    """Make one of each report from a made-up workspace, so that processes forked later find all of it ready.

    Imports, compiled templates, fonts and the database's machinery stay; no data, no connection and
    no file of the made-up workspace does.
    """
    machinery()
    with without(GRAMMAR):
        import nbformat.validator  # noqa: F401
    with tempfile.TemporaryDirectory(prefix="klik-") as name:
        folder = Path(name) / "contoh"
        _made_up(folder)
        for workbook in sorted((shipped("workbooks") / "laporan").glob("*.ipynb")):
            parameters = {"workspace": str(folder), "as_of": "2026-01-01"}
            if workbook.stem == "laporan_opd":
                parameters["opd"] = "CONTOH"
            make_report(
                Job(
                    name="", title="", group="", notebook=workbook.read_text(encoding="utf-8"), parameters=parameters,
                    files={"html": Path()}, fingerprint="",
                )
            )  # fmt: skip
    gc.collect()
    gc.freeze()


def _made_up(folder: Path) -> None:
    """A workspace of one unit and one innovation, enough for every chart to be drawn."""
    innovation = RecordKey(id="INV-CONTOH", kind="inovasi", unit="CONTOH")
    assessment = RecordKey(
        id="INV-CONTOH@iid-2026", kind="penilaian", unit="CONTOH", parent=innovation.id, edition="iid-2026"
    )
    facts: dict[RecordKey, dict[str, str]] = {
        RecordKey(id="unit:CONTOH", kind="unit", unit="CONTOH"): {"name": "Contoh", "kind": "Dinas"},
        innovation: {"name": "Contoh", "implemented_on": "2025-01-01", "rancang_bangun": "kata " * 300},
        assessment: {f"mandiri.{row}": "1" for row in range(16, 36)},
        RecordKey(id="hasil_resmi@2024", kind="hasil_resmi"): {"year": "2024", "index": "40"},
        RecordKey(id="hasil_resmi@2025", kind="hasil_resmi"): {"year": "2025", "index": "41"},
    }
    changes = [Change(record=key, field=f, value=v, base=0) for key, fields in facts.items() for f, v in fields.items()]
    with create_workspace(folder, region="Contoh", store=None, who="klik") as workspace:
        workspace.store.save(changes, who="klik", at=datetime.now(UTC))
