"""Buku Klik is planned: a batch of one job, which is run, kept and skipped as every report is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from klik_kit.batch.manifest import REGION_GROUP
from klik_kit.batch.planning import BOOK, Batch, Maker, book, check_formats, usual_place
from klik_kit.gathering import gather_handbook
from klik_kit.worker import ENGINES, FORMATS
from klik_kit.workspace import open_workspace


def plan_book(
    folder: Path, *, edition: str | None, as_of: date, out: Path | None = None, formats: Sequence[str] = FORMATS[:1]
) -> Batch:
    """The book of a workspace's region, with the fingerprint of all it is made from.

    Args:
        folder: the workspace.
        edition: of the rubric; the region's own where None. One that cannot score will do.
        as_of: the day the book carries.
        out: the folder of the files; the workspace's own for this edition where None.
        formats: one or more of ``html`` and ``pdf``.

    Raises:
        ReportError: no such format, or WeasyPrint is not installed.
        KlikError: no such workspace or edition, or broken content.
    """
    check_formats(formats)
    with open_workspace(folder) as workspace:
        page = gather_handbook(workspace, edition=edition, as_of=as_of)
        place = workspace.folder
        target = (out or usual_place(workspace, page.edition)).absolute()
        count, head = workspace.store.head()
        file = workspace.store.file
    maker = Maker(
        head=head, out=target, engine=ENGINES[0], formats=tuple(name for name in FORMATS if name in formats)
    )  # fmt: skip
    parameters = {"workspace": str(place), "edition": page.edition.id, "as_of": as_of.isoformat()}
    title = f"Buku Klik {page.edition.year} · {page.region.name}"
    job = maker.job(BOOK, title, REGION_GROUP, book(), parameters, page)
    about = {
        "edition": page.edition.id,
        "kind": "",
        "as_of": as_of.isoformat(),
        "store": f"{count}:{head}",
        "machinery": maker.machinery,
    }
    return Batch(jobs=(job,), out=target, about=about, store=file)
