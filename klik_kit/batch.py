"""One report per OPD and one for the region: plan, check, run, collect.

May not know what a report shows. What is unchanged is skipped, what fails keeps the last good
report, and what is killed in the middle is carried on by the next run.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from klik_kit import files
from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.region import Unit
from klik_kit.errors import KlikError, ReportError
from klik_kit.places import shipped
from klik_kit.reports.daerah import region_page
from klik_kit.reports.facts import Facts
from klik_kit.reports.index import IndexLine, index_html
from klik_kit.reports.opd import opd_page
from klik_kit.reports.seal import fingerprint_of
from klik_kit.warm.tasks import Outcome, run
from klik_kit.workbook import Gathered, gather
from klik_kit.worker import ENGINES, FORMATS, Job, fingerprint_for, machinery_now
from klik_kit.workspace import Workspace, open_workspace

REGION = "DAERAH"
_RESERVED = frozenset({"daerah", "index"})
WORKBOOKS = ("laporan_opd", "laporan_daerah")
MANIFEST, INDEX = "manifest.json", "index.html"
LIMIT = 120.0
_LOCK = ".batch.lock"
_ENTRY = frozenset({"title", "group", "files", "fingerprint", "as_of", "kind"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How one report went: whether it was skipped, the seconds it took, and what went wrong.

    ``files`` is the SHA-256 of each of its files, by their names.
    """

    job: Job
    skipped: bool = False
    seconds: float = 0.0
    files: Mapping[str, str] = field(default_factory=dict)
    failure: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A planned batch: its jobs, the folder of the pages, and what the manifest says of all of them.

    ``store`` is the file of a store that only this machine can open, None for one that others can.
    """

    jobs: tuple[Job, ...]
    out: Path
    about: Mapping[str, str]
    store: Path | None = None


def plan_batch(
    folder: Path,
    *,
    workbooks: Sequence[str] = WORKBOOKS,
    opds: Sequence[str] = (),
    edition: str | None,
    kind: ScoreKind,
    as_of: date,
    out: Path | None = None,
    engine: str = "klik",
    formats: Sequence[str] = FORMATS[:1],
) -> Batch:
    """The reports of a workspace as it stands at one moment, each with the fingerprint of all it is made from.

    Args:
        folder: the workspace.
        workbooks: names of shipped workbooks, or paths of others; one with a parameter ``opd`` is
            run for each unit, any other once.
        opds: codes of units; all where empty.
        edition: of the rubric; the region's own where None.
        kind: which of the five scores.
        as_of: the day the reports speak of.
        out: the folder of the pages; the workspace's own for this edition and kind where None.
        engine: ``klik``, or ``nbclient`` for a kernel each.
        formats: one or more of ``html`` and ``pdf``.

    Raises:
        ReportError: no such workbook, engine, format or folder, WeasyPrint is not installed, or a
            workbook without the parameters given.
        KlikError: no such workspace, unit or edition.
    """
    if engine not in ENGINES:
        raise ReportError(f"Mesin {engine!r} tidak dikenal. Pilih: {', '.join(ENGINES)}.")
    _check_formats(formats)
    with open_workspace(folder) as workspace, workspace.store.still():
        units = {code: workspace.unit(code) for code in (opds or sorted(workspace.units))}
        facts = gather(workspace, edition=edition, kind=kind, as_of=as_of)
        place = workspace.folder
        target = (out or _usual_place(workspace, facts)).absolute()
        count, head = workspace.store.head()
        file = workspace.store.file
    common = {"workspace": str(place), "edition": facts.edition.id, "kind": kind.value, "as_of": as_of.isoformat()}
    maker = _Maker(
        facts=facts, head=head, common=common, out=target, engine=engine,
        formats=tuple(name for name in FORMATS if name in formats),
    )  # fmt: skip
    jobs: list[Job] = []
    for name in workbooks:
        path = _workbook(name)
        known = parameters_of(path)
        _check_parameters(path, known, {**common, "opd": ""} if "opd" in known else common)
        if "opd" in known:
            jobs += [maker.unit_job(path, unit) for unit in units.values()]
        elif not opds:
            jobs.append(maker.region_job(path))
        elif len(workbooks) == 1:
            raise ReportError(f"Buku kerja {name} tidak dibuat per unit. Hapus --opd, atau pilih buku kerja lain.")
    if not jobs:
        raise ReportError(
            "Tidak ada laporan yang dibuat. Isi lembar Unit pada Pengaturan.xlsx, lalu klik import Pengaturan.xlsx."
        )
    for name in (n for n, times in Counter(job.name.casefold() for job in jobs).items() if times > 1):
        codes = [job.parameters.get("opd", job.name) for job in jobs if job.name.casefold() == name]
        raise ReportError(
            f"Laporan {' dan '.join(codes)} akan memakai nama berkas yang sama. Ubah salah satu kode unitnya."
        )
    about = {
        "edition": facts.edition.id,
        "kind": kind.value,
        "as_of": as_of.isoformat(),
        "store": f"{count}:{head}",
        "machinery": maker.machinery,
    }
    return Batch(jobs=tuple(jobs), out=target, about=about, store=file)


def _usual_place(workspace: Workspace, facts: Facts) -> Path:
    """The workspace's folder of reports; another edition or kind of score has one of its own, so none replaces another."""
    usual = facts.edition.id == workspace.edition().id
    return workspace.reports.joinpath(
        *([] if usual else [facts.edition.id]), *([] if facts.kind is ScoreKind.MANDIRI else [facts.kind.value])
    )


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
        manifest = _Manifest(batch)
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


def parameters_of(workbook: Path) -> tuple[str, ...]:
    """The names a workbook's parameters cell assigns.

    Raises:
        ReportError: the file is no notebook, or has no such cell.
    """
    try:
        cells = json.loads(workbook.read_text(encoding="utf-8"))["cells"]
        source = next("".join(c["source"]) for c in cells if "parameters" in c.get("metadata", {}).get("tags", ()))
        body = ast.parse(source).body
    except StopIteration:
        raise ReportError(f"Buku kerja {workbook.name} tidak mempunyai sel bertanda parameters.") from None
    except (OSError, ValueError, KeyError, TypeError, SyntaxError) as error:
        raise ReportError(f"Buku kerja {workbook.name} tidak terbaca: {error}.") from error
    targets = [t for node in body if isinstance(node, ast.Assign) for t in node.targets]
    targets += [node.target for node in body if isinstance(node, ast.AnnAssign)]
    return tuple(target.id for target in targets if isinstance(target, ast.Name))


def _workbook(name: str) -> Path:
    own = shipped("workbooks") / "laporan" / f"{name}.ipynb"
    for path in (own, Path(name)):
        if path.is_file():
            return path
    known = ", ".join(sorted(path.stem for path in own.parent.glob("*.ipynb")))
    raise ReportError(f"Buku kerja {name!r} tidak ada. Pilih: {known}, atau sebutkan berkas .ipynb.")


def _check_formats(formats: Sequence[str]) -> None:
    unknown = [name for name in formats if name not in FORMATS]
    if unknown or not formats:
        raise ReportError(f"Format {', '.join(unknown) or 'kosong'} tidak dikenal. Pilih: {', '.join(FORMATS)}.")
    if "pdf" in formats:
        from klik_kit.reports.pdf import pdf_version

        pdf_version()


def _check_parameters(workbook: Path, known: Sequence[str], given: Mapping[str, str]) -> None:
    unknown = [name for name in given if name not in known]
    if unknown:
        raise ReportError(
            f"Buku kerja {workbook.name} tidak mengenal parameter {', '.join(unknown)}. "
            f"Tambahkan pada sel bertanda parameters (sekarang: {', '.join(known) or 'kosong'})."
        )


@dataclass(frozen=True, kw_only=True)
class _Maker:
    """Makes jobs with their fingerprints; what all of them share is digested once."""

    facts: Facts
    head: str
    common: Mapping[str, str]
    out: Path
    engine: str
    formats: Sequence[str]

    @cached_property
    def _shared(self) -> bytes:
        return hashlib.sha256(b"".join((self.machinery.encode(), self.engine.encode()))).digest()

    @cached_property
    def machinery(self) -> str:
        """The code, templates, rubrics and libraries as they are now."""
        return machinery_now()

    def unit_job(self, workbook: Path, unit: Unit) -> Job:
        """The report of one unit."""
        page = unit.code.replace(".", "_")
        if page.casefold() in _RESERVED:
            page = f"{page}-unit"
        if not _own(workbook):
            page = f"{workbook.stem}-{page}"
        title = f"{unit.name} · Laporan penilaian inovasi"
        return self._job(page, title, unit.kind or "Unit lainnya", workbook, {**self.common, "opd": unit.code}, opd_page(self.facts, unit))  # fmt: skip

    def region_job(self, workbook: Path) -> Job:
        """A report about the whole region."""
        page = REGION if _own(workbook) else workbook.stem.replace(".", "_")
        title = f"{self.facts.region.name} · Laporan inovasi daerah"
        return self._job(page, title, "Daerah", workbook, dict(self.common), region_page(self.facts))

    def _job(
        self, name: str, title: str, group: str, workbook: Path, parameters: dict[str, str], shown: Gathered
    ) -> Job:  # fmt: skip
        seal = hashlib.sha256()
        handed = self.engine == ENGINES[0]
        data = _canonical(shown) if _own(workbook) else self.head.encode()
        told = {key: value for key, value in parameters.items() if key != "workspace"}
        notebook = workbook.read_text(encoding="utf-8")
        for part in (notebook.encode(), self._shared, data, json.dumps([title, told], sort_keys=True).encode()):
            seal.update(len(part).to_bytes(8, "big") + part)
        return Job(
            name=name, title=title, group=group, notebook=notebook, parameters=parameters,
            files={suffix: self.out / f"{name}.{suffix}" for suffix in self.formats}, fingerprint=seal.hexdigest(),
            shown=shown if handed else None, head="" if handed and _own(workbook) else self.head,
            machinery=self.machinery, engine=self.engine,
        )  # fmt: skip


def _own(workbook: Path) -> bool:
    """Whether a workbook is the kit's, and so shows its page's data and nothing else."""
    return workbook.parent == shipped("workbooks") / "laporan"


def _canonical(value: object) -> bytes:
    """A value as bytes that are the same whenever it is."""

    def plain(item: object) -> object:
        if is_dataclass(item) and not isinstance(item, type):
            return [type(item).__name__, *(getattr(item, field.name) for field in fields(item))]
        if isinstance(item, Fraction):
            return f"{item.numerator}/{item.denominator}"
        return str(item)

    return hashlib.sha256(json.dumps(value, default=plain, sort_keys=True, ensure_ascii=False).encode()).digest()


def _kept(outcome: Outcome[Job]) -> Result:
    """Write what a process made, each file whole; the last good ones stay where that fails."""
    job, made, failure = outcome.task, outcome.value or {}, outcome.failure
    try:
        for name, content in made.items():
            files.write_bytes(job.files[name], content)
    except KlikError as error:
        made, failure = {}, str(error)
    written = {job.files[name].name: hashlib.sha256(content).hexdigest() for name, content in made.items()}
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


class _Manifest:
    """``manifest.json``: every report with its fingerprint, hash, seconds and what it was made with.

    It informs; whether a page is unchanged is told by the seal the page itself carries.
    """

    def __init__(self, batch: Batch) -> None:
        self._out = batch.out
        self._about = dict(batch.about)
        try:
            found = json.loads((batch.out / MANIFEST).read_text(encoding="utf-8"))
            self._reports = {name: entry for name, entry in found["reports"].items() if entry.keys() >= _ENTRY}
            self._index = str(found.get("index", ""))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            self._reports, self._index = {}, ""

    def unchanged(self, job: Job) -> dict[str, str]:
        """The hashes of a report's files that were made from just this, and that nobody touched, by their names."""
        finished = {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for name, path in job.files.items()
            if fingerprint_of(path) == fingerprint_for(name, job.fingerprint)
        }
        entry = self._reports.get(job.name, {})
        known = entry.get("fingerprint") == job.fingerprint and "failure" not in entry
        if finished and not (known and entry["files"].items() >= finished.items()):
            self._note(Result(job=job, files=finished))
        return finished

    def add(self, result: Result) -> None:
        """Note a result, at once: the next line may never be reached."""
        self._note(result)
        self.write()

    def _note(self, result: Result) -> None:
        job, before = result.job, self._reports.get(result.job.name, {})
        fingerprint = before.get("fingerprint", "") if result.failure is not None else job.fingerprint
        kept = before["files"] if before.get("fingerprint") == fingerprint else {}
        entry = {
            "title": job.title,
            "group": job.group,
            "files": dict(sorted({**kept, **result.files}.items())),
            "fingerprint": fingerprint,
            "seconds": round(result.seconds, 3),
            **self._about,
        }
        if result.failure is not None:
            entry["failure"] = result.failure
        self._reports[job.name] = entry

    def write_index(self) -> None:
        """Write the page that leads to every report, and to the cards of those that failed, where it changed."""
        entries = [
            IndexLine(
                title=str(entry["title"]).rpartition(" · ")[0] or name,
                group=str(entry["group"]),
                files=(f"{name}.gagal.html",) if "failure" in entry else tuple(entry["files"]),
                failure=str(entry.get("failure", "")),
                as_of=str(entry["as_of"]),
                kind=str(entry["kind"]),
            )
            for name, entry in sorted(self._reports.items(), key=lambda e: (e[0] != REGION, str(e[1]["group"]), e[0]))
        ]
        state = hashlib.sha256(repr([entries, self._about["machinery"]]).encode()).hexdigest()
        if state != self._index or not (self._out / INDEX).is_file():
            files.write_text(self._out / INDEX, index_html(entries))
            self._index = state

    def write(self) -> None:
        """Write the file whole."""
        document = {"index": self._index, "reports": dict(sorted(self._reports.items()))}
        files.write_text(self._out / MANIFEST, json.dumps(document, ensure_ascii=False, indent=1) + "\n")


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
