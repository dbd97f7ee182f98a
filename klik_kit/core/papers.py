"""Papers of a clinic: what each is about, and the places its template may name.

Pure. The list is data: ``templates/documents/daftar.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class About(StrEnum):
    """What a paper is about; the value is the word of the list and of the command."""

    REGION = "daerah"
    UNIT = "unit"
    INNOVATION = "inovasi"
    ROW = "baris"
    SESSION = "sesi"
    CLASS = "kelas"


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
    """A kind of paper; its template is ``<name>.docx``. ``rows`` are the indicators whose evidence it is."""

    name: str
    title: str
    about: About
    places: tuple[Place, ...]
    rows: tuple[str, ...] = ()
