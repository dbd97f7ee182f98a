"""The batch beside today's tools, in one run: the report of every unit of the sample kabupaten.

`python tests/benchmarks/bench_batch.py [RUNS [COMMANDS]]` prints rows of the README's table: the kit;
a loop of the commands `papermill` and `jupyter nbconvert` (COMMANDS reports are timed, 6, and their
median is scaled to all); papermill's API with a pool of two processes and one exporter each; and the
limit, the same cells as plain code in two kept processes that are as warm as the kit's, their pages
handed to them too. Every time is of the whole, the start of processes included. RUNS times (3), medians.
"""

from __future__ import annotations

import ast
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache
from multiprocessing import forkserver, get_context
from pathlib import Path
from typing import Any

from klik_kit.batch import Batch, plan_batch, run_batch
from klik_kit.core.portfolio import ScoreKind
from klik_kit.places import shipped

DAY = date(2026, 6, 15)
LAPORAN = shipped("workbooks") / "laporan"
Job = tuple[str, dict[str, str]]


def seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def planned(folder: Path, out: Path) -> Batch:
    return plan_batch(folder, workbooks=["laporan_opd"], edition=None, kind=ScoreKind.MANDIRI, as_of=DAY, out=out)


def kit(batch: Batch, *, force: bool) -> int:
    """All reports; how many were made."""
    results = list(run_batch(batch, workers=2, force=force))
    failed = [r.failure for r in results if r.failure]
    if failed:
        raise SystemExit(f"reports failed: {failed}")
    return sum(1 for r in results if not r.skipped)


def kit_from_a_cold_start(folder: Path, out: Path) -> float:
    """The whole of it in a program of its own, since the preloaded process outlives a batch here."""
    code = (
        "import sys, time; from pathlib import Path; sys.path.insert(0, sys.argv[1]); import bench_batch as b;"
        "begin = time.perf_counter(); b.kit(b.planned(Path(sys.argv[2]), Path(sys.argv[3])), force=True);"
        "print(time.perf_counter() - begin)"
    )
    command = [sys.executable, "-c", code, str(Path(__file__).parent), str(folder), str(out)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


@cache
def cells() -> tuple[tuple[Any, Any], ...]:
    """The workbook's code cells, compiled: what runs, and the expression each ends with."""
    found = []
    for cell in json.loads((LAPORAN / "laporan_opd.ipynb").read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code" and "parameters" not in cell["metadata"].get("tags", ()):
            body = ast.parse("".join(cell["source"])).body
            last = body.pop() if isinstance(body[-1], ast.Expr) else None
            shown = compile(ast.Expression(last.value), "cell", "eval") if isinstance(last, ast.Expr) else None
            found.append((compile(ast.Module(body, []), "cell", "exec"), shown))
    return tuple(found)


def plain_report(job: Any) -> int:
    """The cells of one report and what they show, in a process that others used before."""
    from klik_kit.workbook import handed_over

    names = dict(job.parameters)
    with handed_over(job.shown, job.parameters):
        texts = []
        for code, shown in cells():
            exec(code, names)
            if shown is not None:
                texts.append(eval(shown, names)._repr_html_())
    return sum(map(len, texts))


def plain(folder: Path, out: Path) -> None:
    """The limit: two kept processes, forked from one that is as warm as the kit's."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["klik_kit.preloaded"])
    with ProcessPoolExecutor(max_workers=2, mp_context=context) as pool:
        if not all(pool.map(plain_report, planned(folder, out).jobs)):
            raise SystemExit("a report shows nothing")


def plain_from_a_cold_start(folder: Path, out: Path) -> float:
    code = (
        "import sys, time; from pathlib import Path; sys.path.insert(0, sys.argv[1]); import bench_batch as b;"
        "begin = time.perf_counter(); b.plain(Path(sys.argv[2]), Path(sys.argv[3]));"
        "print(time.perf_counter() - begin)"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    command = [sys.executable, "-c", code, str(Path(__file__).parent), str(folder), str(out)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout)


def held(batch: Batch, times: int) -> tuple[float, float]:
    """Megabytes (PSS) of this program and of the preloaded process after so many times all reports."""
    jobs = [
        replace(job, files={"html": batch.out / f"{job.name}-{n}.html"}) for n in range(times) for job in batch.jobs
    ]
    kit(replace(batch, jobs=tuple(jobs)), force=True)
    return megabytes(os.getpid()), megabytes(forkserver._forkserver._forkserver_pid)


def megabytes(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def loop(jobs: Sequence[Job], scratch: Path) -> list[float]:
    """One `papermill` and one `jupyter nbconvert` command after another; seconds of each report."""
    scripts, each = Path(sys.executable).parent, []
    for name, parameters in jobs:
        notebook = scratch / f"{name}.ipynb"
        given = [word for key, value in parameters.items() for word in ("-p", key, value)]
        commands = (
            [scripts / "papermill", "--no-progress-bar", LAPORAN / f"{workbook(name)}.ipynb", notebook, *given],
            [scripts / "jupyter-nbconvert", "--to", "html", "--no-input", notebook],
        )
        begin = time.perf_counter()
        for command in commands:
            subprocess.run([str(word) for word in command], check=True, capture_output=True)
        each.append(time.perf_counter() - begin)
    return each


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
    runs, timed = _counts()
    with tempfile.TemporaryDirectory(prefix="klik-") as name:
        scratch = Path(name)
        folder = sample(scratch / "kab")
        batch = planned(folder, scratch / "hasil")
        jobs = [(job.name, job.parameters) for job in batch.jobs]
        ours, theirs, limit, again = [], [], [], []
        rerun = [sys.executable, "-m", "klik_kit", "batch", "-r", str(folder), "--per", DAY.isoformat()]
        for _ in range(runs):
            ours.append(kit_from_a_cold_start(folder, scratch / "hasil"))
            limit.append(plain_from_a_cold_start(folder, scratch / "batas"))
            theirs.append(seconds(lambda: api(jobs, scratch)))
            subprocess.run(rerun, check=True, capture_output=True)
            again.append(seconds(lambda: subprocess.run(rerun, check=True, capture_output=True)))
        commands = statistics.median(loop(jobs[:: max(1, len(jobs) // timed)][:timed], scratch)) * len(jobs)
        few = held(replace(batch, out=scratch / "hasil"), 1)
        many = held(replace(batch, out=scratch / "hasil"), 8)
    kit_time, api_time, limit_time = (statistics.median(times) for times in (ours, theirs, limit))
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, medians of {runs}\n")
    print("| what | klik_kit | beside it | seconds | times faster |\n|---|---|---|---|---|")
    what = f"{len(jobs)} reports, HTML with charts"
    print(
        f"| {what} | {kit_time:.1f} s | loop of `papermill` and `jupyter nbconvert` (median of {timed} reports, scaled) | {commands:.1f} s | {commands / kit_time:.1f} |"
    )
    print(
        f"| the same | {kit_time:.1f} s | papermill's API, 2 processes, reused exporter | {api_time:.1f} s | {api_time / kit_time:.1f} |"
    )
    print(
        f"| the same | {kit_time:.1f} s | the limit: their cells as plain code in 2 kept warm processes, no page | {limit_time:.1f} s | {limit_time / kit_time:.2f} |"
    )
    print(
        f"| `klik batch` again, nothing changed | {statistics.median(again):.2f} s | its first run | {kit_time:.1f} s | {kit_time / statistics.median(again):.1f} |"
    )
    print(
        f"\nPSS after {len(jobs)} and after {9 * len(jobs)} reports: the command {few[0]:.1f} and {many[0]:.1f} MB, "
        f"the preloaded process {few[1]:.1f} and {many[1]:.1f} MB"
    )


def _counts() -> tuple[int, int]:
    given = [int(word) for word in sys.argv[1:]]
    return (given[0] if given else 3), (given[1] if len(given) > 1 else 6)


if __name__ == "__main__":
    main()
