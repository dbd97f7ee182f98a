"""The batch beside today's tools, in one run: every report of the sample kabupaten.

`python tests/benchmarks/bench_batch.py [RUNS]` prints rows of the README's table: the kit, a loop
of the commands `papermill` and `jupyter nbconvert`, and papermill's API with a pool of two
processes and one exporter each. The loop takes minutes and runs once; the others RUNS times (3).
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from klik_kit.batch import plan_batch, run_batch
from klik_kit.core.portfolio import ScoreKind
from klik_kit.places import shipped

DAY = date(2026, 6, 15)
LAPORAN = shipped("workbooks") / "laporan"
Job = tuple[str, dict[str, str]]


def seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def kit(folder: Path, out: Path, *, force: bool) -> int:
    """All reports; how many were made."""
    batch = plan_batch(folder, edition=None, kind=ScoreKind.MANDIRI, as_of=DAY, out=out)
    results = list(run_batch(batch, workers=2, force=force))
    failed = [r.failure for r in results if r.failure]
    if failed:
        raise SystemExit(f"reports failed: {failed}")
    return sum(1 for r in results if not r.skipped)


def loop(jobs: Sequence[Job], scratch: Path) -> None:
    """One `papermill` and one `jupyter nbconvert` command after another."""
    scripts = Path(sys.executable).parent
    for name, parameters in jobs:
        notebook = scratch / f"{name}.ipynb"
        given = [word for key, value in parameters.items() for word in ("-p", key, value)]
        commands = (
            [scripts / "papermill", "--no-progress-bar", LAPORAN / f"{workbook(name)}.ipynb", notebook, *given],
            [scripts / "jupyter-nbconvert", "--to", "html", "--no-input", notebook],
        )
        for command in commands:
            subprocess.run([str(word) for word in command], check=True, capture_output=True)


def workbook(name: str) -> str:
    return "laporan_daerah" if name == "DAERAH" else "laporan_opd"


@lru_cache(maxsize=1)
def exporter() -> Any:
    from nbconvert.exporters import HTMLExporter

    return HTMLExporter(exclude_input=True)


def api_report(job: Job, scratch: str) -> None:
    import papermill

    name, parameters = job
    notebook = papermill.execute_notebook(
        str(LAPORAN / f"{workbook(name)}.ipynb"), None, parameters=parameters, kernel_name="python3", progress_bar=False
    )
    html, _ = exporter().from_notebook_node(notebook)
    Path(scratch, f"{name}.html").write_text(html, encoding="utf-8")


def quiet() -> None:
    """Keep the warnings of some hundred kernels off the table."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def api(jobs: Sequence[Job], scratch: Path) -> None:
    """papermill's API in two processes that are kept, each with one exporter."""
    with ProcessPoolExecutor(max_workers=2, mp_context=get_context("spawn"), initializer=quiet) as pool:
        list(pool.map(api_report, jobs, [str(scratch)] * len(jobs)))


def sample(folder: Path) -> Path:
    """A workspace with the sample kabupaten."""
    from datetime import UTC, datetime

    from klik_kit.importing import apply_import, plan_import
    from klik_kit.workspace import create_workspace

    with create_workspace(folder, region="Kabupaten Contoh", store=None, who="bench") as workspace:
        for name in ("Pengaturan.xlsx", "portofolio.xlsx"):
            edition = workspace.edition("iid-2026")
            plan = plan_import(workspace.store, shipped("sample_data") / name, edition=edition, kind=ScoreKind.MANDIRI)
            apply_import(workspace.store, plan, who="bench", at=datetime.now(UTC))
    return folder


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory(prefix="klik-") as name:
        scratch = Path(name)
        folder = sample(scratch / "kab")
        batch = plan_batch(folder, edition=None, kind=ScoreKind.MANDIRI, as_of=DAY, out=scratch / "hasil")
        jobs = [(job.name, job.parameters) for job in batch.jobs]
        ours, theirs, again = [], [], []
        rerun = [sys.executable, "-m", "klik_kit", "batch", "-r", str(folder), "--per", DAY.isoformat()]
        for _ in range(runs):
            ours.append(seconds(lambda: kit(folder, scratch / "hasil", force=True)))
            theirs.append(seconds(lambda: api(jobs, scratch)))
            subprocess.run(rerun, check=True, capture_output=True)
            again.append(seconds(lambda: subprocess.run(rerun, check=True, capture_output=True)))
        commands = seconds(lambda: loop(jobs, scratch))
    kit_time = statistics.median(ours)
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, medians of {runs}, the loop of commands once\n")
    print("| what | klik_kit | beside it | seconds | times faster |\n|---|---|---|---|---|")
    what = f"{len(jobs)} reports, HTML with charts"
    print(
        f"| {what} | {kit_time:.1f} s | loop of `papermill` and `jupyter nbconvert` | {commands:.1f} s | {commands / kit_time:.1f} |"
    )
    api_time = statistics.median(theirs)
    print(
        f"| the same | {kit_time:.1f} s | papermill's API, 2 processes, reused exporter | {api_time:.1f} s | {api_time / kit_time:.1f} |"
    )
    print(
        f"| `klik batch` again, nothing changed | {statistics.median(again):.2f} s | its first run | {kit_time:.1f} s | {kit_time / statistics.median(again):.1f} |"
    )


if __name__ == "__main__":
    main()
