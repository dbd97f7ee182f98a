"""Papers of a clinic: what each is about, and the places its template may name.

Pure. The list is data: ``templates/documents/daftar.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from klik_kit.core.rubric import Edition, Indicator


class About(StrEnum):
    """What a paper is about; the value is the word of the list and of the command."""

    REGION = "daerah"
    UNIT = "unit"
    INNOVATION = "inovasi"
    ROW = "baris"
    SESSION = "sesi"
    CLASS = "kelas"
    SPD = "spd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place that a template may name.

    ``rows`` are the places of each row of a list; ``texts`` says that it is a list of texts; ``open`` that
    nothing is known of it.
    """

    name: str
    label: str = ""
    rows: tuple[Place, ...] = ()
    texts: bool = False
    open: bool = False

    @property
    def listed(self) -> bool:
        """Whether it is a list."""
        return bool(self.rows) or self.texts

    def all(self, before: str = "") -> Iterator[tuple[str, str]]:
        """Its full name and label, then those of its rows: ``tugas.uraian``."""
        name = f"{before}{self.name}"
        yield name, self.label
        for row in self.rows:
            yield from row.all(f"{name}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperKind:
    """A kind of paper.

    Attributes:
        template: the name of its Word file, of which several kinds may share one.
        page: whether it can be a page to print, too.
        hint: what it is, in one sentence, beside its button.
        documents: the documents of a rubric that it is a draft of.
        rows: the indicators whose evidence it is, of an edition that names no documents.
        choose: the innovations it lists are chosen by its maker.
        noted: the kind of the clinic's notes about an innovation that it tells of; without notes there is none.
    """

    name: str
    title: str
    about: About
    places: tuple[Place, ...]
    template: str
    page: bool = False
    hint: str = ""
    documents: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    choose: bool = False
    noted: str = ""


def rows_wanting(kind: PaperKind, edition: Edition) -> tuple[str, ...]:
    """The indicators of an edition that a kind of paper is evidence of, or asks the figure of, in their order.

    An edition that says which document each parameter wants decides by those, whatever its rows are numbered;
    the earlier ones, which do not, by the numbers that the rows have had since 2023 (FORMS.md, section 4).
    """
    if kind.about is About.SPD:
        return tuple(row.row for row in edition.spd)
    if kind.about is not About.ROW:
        return ()
    by_document = bool(edition.documents)
    return tuple(
        row.row
        for row in edition.sid
        if (wanted_documents(row) & set(kind.documents) if by_document else row.row in kind.rows)
    )


def formats_of(kinds: Iterable[PaperKind], edition: Edition) -> dict[str, tuple[PaperKind, ...]]:
    """The papers that are drafts of evidence, by indicator."""
    found: dict[str, list[PaperKind]] = {}
    for kind in (kind for kind in kinds if kind.about is About.ROW):
        for row in rows_wanting(kind, edition):
            found.setdefault(row, []).append(kind)
    return {row: tuple(papers) for row, papers in found.items()}


def wanted_documents(row: Indicator) -> set[str]:
    """The ids of the documents that an indicator's parameters want, by any of its bases."""
    levels = [*row.levels, *(level for basis in row.bases for level in basis.levels)]
    return {level.document for level in levels if level.document}
