"""A planned batch is run: here in clean processes or on a cluster, each result kept at once."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from klik_kit import files
from klik_kit.batch.manifest import Manifest, Result
from klik_kit.batch.planning import Batch
from klik_kit.content.masking import load_masking
from klik_kit.errors import KlikError, ReportError
from klik_kit.warm.tasks import Outcome, run
from klik_kit.worker import FORMATS, Job

LIMIT = 120.0
_LOCK = ".batch.lock"


def run_batch(
    batch: Batch, *, workers: int = 0, force: bool = False, limit: float = LIMIT, scheduler: str | None = None
) -> Iterator[Result]:
    """Make the reports of a batch; each result as soon as it is there, skipped ones first.

    Args:
        batch: from `plan_batch`.
        workers: processes at once; 0 for one per core.
        force: make unchanged reports too.
        limit: seconds one report may take.
        scheduler: of a Dask cluster, ``tcp://host:port``, whose workers make the reports.

    Raises:
        ReportError: the folder cannot be made, another batch is working in it, PDFs cannot be made
            here, or the cluster cannot do the work.
    """
    if scheduler is not None:
        _check_reach(batch, scheduler)
    with _alone(batch.out):
        files.clear_drafts(batch.out, *(f".{name}" for name in FORMATS))
        manifest = Manifest(batch.out, batch.about)
        todo = []
        for job in batch.jobs:
            finished = {} if force else manifest.unchanged(job)
            left = {name: path for name, path in job.files.items() if path.name not in finished}
            if left:
                todo.append(replace(job, files=left))
            else:
                result = Result(job=job, skipped=True, files=finished)
                _card(result)
                yield result
        for outcome in _outcomes(todo, workers=workers, limit=limit, scheduler=scheduler):
            result = _kept(outcome)
            _card(result)
            manifest.add(result)
            yield result
        manifest.write_index()
        manifest.write()


def _outcomes(todo: list[Job], *, workers: int, limit: float, scheduler: str | None) -> Iterator[Outcome[Job]]:
    """What becomes of the jobs, here or on a cluster."""
    task, preload = "klik_kit.worker:make_report", ["klik_kit.preloaded"]
    formats = tuple(name for name in FORMATS if any(name in job.files for job in todo))
    if "pdf" in formats:
        preload.append("weasyprint")
    if not todo:
        return
    if scheduler is None:
        if "pdf" in formats:
            from klik_kit.reports.pdf import check_pdf

            check_pdf()
        yield from run(task, todo, workers=workers or _cores(), limit=limit, preload=preload)
        return
    from klik_kit.warm.cluster import connected

    with connected(scheduler) as cluster:
        cluster.check("klik_kit.worker:check_here", todo[0].machinery, formats)
        yield from cluster.run(task, todo, limit=limit, preload=preload)


def _cores() -> int:
    """How many processes this one may use at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _check_reach(batch: Batch, scheduler: str) -> None:
    from klik_kit.warm.cluster import on_this_machine

    if not on_this_machine(scheduler) and batch.store is not None:
        raise ReportError(
            f"Penyimpanan {batch.store.name} adalah berkas di komputer ini, sehingga pekerja di komputer lain tidak dapat "
            f"membacanya. Pakai penjadwal di komputer ini, atau pindahkan datanya ke PostgreSQL."
        )


def _kept(outcome: Outcome[Job]) -> Result:
    """Write what a process made, each file whole; the last good ones stay where that fails."""
    job, made, failure = outcome.task, outcome.value or {}, outcome.failure
    try:
        for name, content in made.items():
            files.write_bytes(job.files[name], content)
    except KlikError as error:
        made, failure = {}, str(error)
    written = {job.files[name].name: hashlib.sha256(content).hexdigest() for name, content in made.items()}
    failure = failure and load_masking().text(
        failure
    )  # a card is read like a report; a cause may quote what people wrote
    return Result(job=job, seconds=outcome.seconds, files=written, failure=failure)


def _card(result: Result) -> None:
    """A failed report gets a red card beside the last good page; a good one takes its card away."""
    page = next(iter(result.job.files.values()))
    card = page.with_name(f"{page.stem}.gagal.html")
    if result.failure is None:
        card.unlink(missing_ok=True)
        return
    from klik_kit.reports.failure import failure_html

    files.write_text(card, failure_html(result.job.title, result.failure, kept=page.name if page.is_file() else ""))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep a second batch out of the same folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / _LOCK).open("w", encoding="utf-8")
    except OSError as error:
        raise ReportError(f"Folder {folder} tidak dapat dipakai: {files.reason(error)}.") from error
    with lock:
        try:
            _locked(lock.fileno())
        except OSError:
            raise ReportError(f"Batch lain sedang bekerja di {folder}. Tunggu sampai selesai.") from None
        yield


def _locked(handle: int) -> None:
    try:
        import fcntl
    except ImportError:  # no such locks on this platform
        return
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
