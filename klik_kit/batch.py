"""papermill: one executed workbook per OPD, one page each, in parallel.

May not know what a report shows. A report that fails never stops the others, and never replaces
the last good one.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from klik_kit import files
from klik_kit.core.portfolio import ScoreKind
from klik_kit.errors import KlikError, ReportError
from klik_kit.places import shipped

WORKBOOK = "laporan_opd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One report to make: the unit, the workbook's parameters, and where the page goes."""

    opd: str
    title: str
    parameters: dict[str, str]
    page: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How one report went: its page, the seconds it took, and what went wrong (None: nothing)."""

    opd: str
    page: Path
    seconds: float
    failure: str | None = None


def plan_batch(
    *, folder: Path, units: dict[str, str], edition: str, kind: ScoreKind, as_of: date, out: Path
) -> tuple[Job, ...]:
    """The jobs of a batch, one per unit.

    Args:
        folder: the workspace.
        units: names by code, in the order of the work.
        edition: of the rubric.
        kind: which of the five scores.
        as_of: the day the reports speak of.
        out: the folder of the pages; made if it is missing.

    Raises:
        ReportError: the folder cannot be made.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ReportError(f"Folder {out} tidak dapat dibuat: {error.strerror}.") from error
    common = {"workspace": str(folder), "edition": edition, "kind": kind.value, "as_of": as_of.isoformat()}
    return tuple(
        Job(
            opd=code,
            title=f"{name} · Laporan penilaian inovasi",
            parameters={**common, "opd": code},
            page=out / f"{code}.html",
        )
        for code, name in units.items()
    )


def run_batch(jobs: Sequence[Job], *, workers: int = 0) -> Iterator[Result]:
    """Make reports, as many at once as there are cores; each result as soon as it is there.

    Args:
        jobs: from `plan_batch`.
        workers: processes; 0 for one per core.
    """
    count = min(len(jobs), workers or os.cpu_count() or 1)
    with ProcessPoolExecutor(max_workers=max(1, count), mp_context=multiprocessing.get_context("spawn")) as pool:
        waiting = {pool.submit(make_report, job): job for job in jobs}
        for done in as_completed(waiting):
            job = waiting[done]
            error = done.exception()
            if error is None:
                yield done.result()
            else:
                yield Result(opd=job.opd, page=job.page, seconds=0.0, failure=f"proses berhenti: {error}")


def make_report(job: Job) -> Result:
    """Execute the workbook for one unit and write its page whole; a failure is part of the result."""
    begin = time.perf_counter()
    failure = None
    try:
        notebook = _execute(job.parameters)
        from klik_kit.reports.page import to_html

        files.write_text(job.page, to_html(notebook, title=job.title))
    except KlikError as error:
        failure = str(error)
    return Result(opd=job.opd, page=job.page, seconds=time.perf_counter() - begin, failure=failure)


def _execute(parameters: dict[str, str]) -> Any:
    """The executed workbook.

    Raises:
        ReportError: a cell failed; names the cell and the cause.
    """
    import papermill
    from papermill.exceptions import PapermillExecutionError

    with tempfile.TemporaryDirectory(prefix="klik-") as scratch:
        output = Path(scratch) / "laporan.ipynb"
        try:
            return papermill.execute_notebook(
                str(shipped("workbooks") / "laporan" / f"{WORKBOOK}.ipynb"),
                str(output),
                parameters=parameters,
                kernel_name="python3",
                progress_bar=False,
                log_output=False,
                kernel_manager_class=_private_kernels(Path(scratch)),
            )
        except PapermillExecutionError as error:
            raise ReportError(f"sel {error.cell_index}: {error.ename}: {error.evalue}") from error
        except RuntimeError as error:  # a kernel that dies or does not start
            raise ReportError(f"kernel berhenti: {error}") from error


def _private_kernels(folder: Path) -> type:
    """Kernels that speak over sockets in a private folder: no ports to collide on when many start at once."""
    from jupyter_client.manager import AsyncKernelManager
    from traitlets import Unicode, default

    class PrivateKernelManager(AsyncKernelManager):
        transport = Unicode("ipc")

        async def _async_pre_start_kernel(self, **options: Any) -> Any:
            # a kernel that is told to stop complains on the user's screen otherwise
            return await super()._async_pre_start_kernel(stderr=subprocess.DEVNULL, **options)

        @default("connection_file")
        def _in_private_folder(self) -> str:
            return str(folder / "k.json")

    return PrivateKernelManager
