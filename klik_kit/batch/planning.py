"""A batch is planned: which reports, from which workbooks, each with the fingerprint of all it is made from."""

from __future__ import annotations

import ast
import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from klik_kit.batch.manifest import REGION, REGION_GROUP
from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.region import Unit
from klik_kit.core.rubric import Edition
from klik_kit.errors import ReportError
from klik_kit.gathering import gather
from klik_kit.places import shipped
from klik_kit.reports.daerah import region_page
from klik_kit.reports.facts import Facts
from klik_kit.reports.opd import opd_page
from klik_kit.workbook import Gathered
from klik_kit.worker import ENGINES, FORMATS, Job, machinery_now
from klik_kit.workspace import Workspace, open_workspace

BOOK = "buku_klik"
_RESERVED = frozenset({"daerah", "index", BOOK})
WORKBOOKS = ("laporan_opd", "laporan_daerah")


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
    check_formats(formats)
    with open_workspace(folder) as workspace, workspace.store.still():
        wanted = dict.fromkeys(workspace.unit(code).code for code in (opds or sorted(workspace.units)))
        facts = gather(workspace, edition=edition, kind=kind, as_of=as_of)
        place = workspace.folder
        target = (out or usual_place(workspace, facts.edition, facts.kind)).absolute()
        count, head = workspace.store.head()
        file = workspace.store.file
    common = {"workspace": str(place), "edition": facts.edition.id, "kind": kind.value, "as_of": as_of.isoformat()}
    maker = _Reports(
        facts=facts, head=head, common=common, out=target, engine=engine,
        formats=tuple(name for name in FORMATS if name in formats),
    )  # fmt: skip
    jobs: list[Job] = []
    for name in workbooks:
        path = _workbook(name)
        if path == book():
            raise ReportError("Buku Klik dibuat dengan perintahnya sendiri: klik buku.")
        known = parameters_of(path)
        _check_parameters(path, known, {**common, "opd": ""} if "opd" in known else common)
        if "opd" in known:
            jobs += [maker.unit_job(path, unit) for unit in (facts.units[code] for code in wanted)]
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


def usual_place(workspace: Workspace, edition: Edition, kind: ScoreKind = ScoreKind.MANDIRI) -> Path:
    """The workspace's folder of reports; another edition or kind of score has one of its own, so none replaces another."""
    usual = edition.id == workspace.edition().id
    return workspace.reports.joinpath(
        *([] if usual else [edition.id]), *([] if kind is ScoreKind.MANDIRI else [kind.value])
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


def book() -> Path:
    """The workbook of Buku Klik."""
    return shipped("workbooks") / "laporan" / f"{BOOK}.ipynb"


def _workbook(name: str) -> Path:
    own = shipped("workbooks") / "laporan" / f"{name}.ipynb"
    for path in (own, Path(name)):
        if path.is_file():
            return path
    known = ", ".join(sorted(path.stem for path in own.parent.glob("*.ipynb")))
    raise ReportError(f"Buku kerja {name!r} tidak ada. Pilih: {known}, atau sebutkan berkas .ipynb.")


def check_formats(formats: Sequence[str]) -> None:
    """Make sure that files of these formats can be asked for.

    Raises:
        ReportError: one is unknown, none is given, or WeasyPrint is not installed.
    """
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
class Maker:
    """Makes jobs with their fingerprints; what all of them share is digested once."""

    head: str
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

    def job(
        self, name: str, title: str, group: str, workbook: Path, parameters: dict[str, str], shown: Gathered
    ) -> Job:  # fmt: skip
        """The job that runs a workbook and shows a page."""
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


@dataclass(frozen=True, kw_only=True)
class _Reports(Maker):
    """Makes the reports that are drawn from the region's facts."""

    facts: Facts
    common: Mapping[str, str]

    def unit_job(self, workbook: Path, unit: Unit) -> Job:
        """The report of one unit."""
        page = unit.code.replace(".", "_")
        if page.casefold() in _RESERVED:
            page = f"{page}-unit"
        if not _own(workbook):
            page = f"{workbook.stem}-{page}"
        title = f"{unit.name} · Laporan penilaian inovasi"
        return self.job(page, title, unit.kind or "Unit lainnya", workbook, {**self.common, "opd": unit.code}, opd_page(self.facts, unit))  # fmt: skip

    def region_job(self, workbook: Path) -> Job:
        """A report about the whole region."""
        page = REGION if _own(workbook) else workbook.stem.replace(".", "_")
        title = f"{self.facts.region.name} · Laporan inovasi daerah"
        return self.job(page, title, REGION_GROUP, workbook, dict(self.common), region_page(self.facts))


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
