"""Reports on a real Dask cluster of one and of two worker processes, on this machine.

`python tests/benchmarks/bench_batch_cluster.py [REPORTS]` (400) prints a row of the README's table.
Scheduler and command share the cores with the workers. Times are of the whole command's work after
planning; the workers' preloaded processes are started within it.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from bench_batch import planned, sample
from dask_cluster import dask_cluster

from klik_kit.batch import Batch, run_batch

NATION = 27_000


def seconds(batch: Batch, folder: Path, workers: int) -> float:
    folder.mkdir()
    with dask_cluster(folder, workers=workers) as cluster:
        begin = time.perf_counter()
        failed = [r.failure for r in run_batch(batch, force=True, scheduler=cluster.address) if r.failure]
        took = time.perf_counter() - begin
    if failed:
        raise SystemExit(f"reports failed: {failed}")
    return took


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    with tempfile.TemporaryDirectory(prefix="klik-") as name:
        scratch = Path(name)
        batch = planned(sample(scratch / "kab"), scratch / "hasil")
        jobs = [
            replace(batch.jobs[n % len(batch.jobs)], name=f"{n}", files={"html": batch.out / f"{n}.html"})
            for n in range(count)
        ]
        batch = replace(batch, jobs=tuple(jobs))
        one, two = (seconds(batch, scratch / f"{n}", n) for n in (1, 2))
    print(
        f"| {count} reports on a Dask cluster, {os.cpu_count()} cores for all | 2 workers: {two:.1f} s, {count / two:.1f} a second "
        f"| 1 worker: {one:.1f} s, {count / one:.1f} a second | {one / two:.2f} |"
    )
    print(
        f"\nAt the rate of two workers {NATION} reports would take {NATION * two / count / 60:.0f} minutes (extrapolated)."
    )


if __name__ == "__main__":
    main()
