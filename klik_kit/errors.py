"""Every error a user can meet, in one tree.

May not import anything of the package.

    KlikError                   exit code 2; its text is shown as it is
    ├── ContentError            a file in templates/ is wrong: all its problems at once
    ├── MissingFactError        an edition does not know what a score needs
    ├── PortfolioError          scores that cannot be: all problems at once
    ├── ParcelError             a package cannot be made of what is in the vault: every file is named
    ├── ExchangeError           an Excel or JSON file that cannot be read or written
    ├── StoreError              the database cannot do what was asked
    │   ├── NotFoundError
    │   ├── ConflictError       somebody else saved the same field first: both values
    │   ├── BusyError           the store could not write now; the same may be sent again
    │   └── SchemaTooNewError   the workspace was written by a newer klik_kit
    ├── WorkspaceError          no workspace here, or one that cannot be used
    ├── ReportError             a report could not be made
    ├── EvidenceError           a file or link that cannot be kept as evidence
    ├── ServeError              the forms' server cannot start or do what was asked
    └── AccessError             this person may not do that
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class KlikError(Exception):
    """An error whose text names what is wrong and the next step, in the user's words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong: where, what, and how to mend it."""

    where: str
    what: str
    mend: str = ""

    def __str__(self) -> str:
        line = f"{self.where}: {self.what}"
        return f"{line} {self.mend}" if self.mend else line


class ProblemsError(KlikError):
    """An error that carries every problem found, not the first."""

    def __init__(self, headline: str, problems: Sequence[Problem]) -> None:
        self.headline = headline
        self.problems = tuple(problems)
        super().__init__("\n".join([headline, *(f"- {problem}" for problem in self.problems)]))


class ContentError(ProblemsError):
    """A content file in ``templates/`` breaks its own rules."""


class MissingFactError(KlikError):
    """An edition lacks a fact that was asked for; nothing is guessed in its place."""

    def __init__(self, edition: str, fact: str) -> None:
        self.edition = edition
        self.fact = fact
        super().__init__(
            f"Edisi {edition} tidak memuat {fact}, sehingga skor ini tidak dapat dihitung. "
            "Gunakan edisi lain (klik rubric list) atau lengkapi berkas edisinya."
        )


class PortfolioError(ProblemsError):
    """A portfolio holds rows, levels or totals that cannot be."""


class ParcelError(ProblemsError):
    """A package cannot be made of what is in the vault; every file is named."""


class ExchangeError(KlikError):
    """A file that comes in or goes out cannot be used as it is."""


class StoreError(KlikError):
    """The store cannot do what was asked of it."""


class NotFoundError(StoreError):
    """No record has this id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A refused save: what was sent, and what stands in the store."""

    record: str
    field: str
    base: int
    version: int
    sent: str | None
    stored: str | None
    who: str


class ConflictError(StoreError):
    """Answers were based on versions that are no longer the newest; none of them was written."""

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        self.conflicts = tuple(conflicts)
        lines = [
            f"- {c.record}, isian {c.field}: tersimpan {c.stored!r} (versi {c.version}, oleh {c.who}); "
            f"yang dikirim {c.sent!r} (berdasar versi {c.base})"
            for c in self.conflicts
        ]
        super().__init__(
            "\n".join(
                ["Isian sudah diubah orang lain; tidak ada yang ditimpa. Muat ulang, lalu pilih nilainya.", *lines]
            )
        )


class BusyError(StoreError):
    """The store could not write just now; nothing was saved, and the same may be sent again."""


class SchemaTooNewError(StoreError):
    """The store was written by a newer klik_kit than this one."""


class WorkspaceError(KlikError):
    """The folder is not a workspace, or cannot be made or used as one."""


class ReportError(KlikError):
    """A report could not be made; the last good one stays."""


class EvidenceError(KlikError):
    """A file or link cannot be kept as evidence; nothing of it was.

    ``cause`` is one of ``too_large``, ``empty``, ``wrong_type``, ``broken_off``, ``full``, ``missing``,
    ``link``, ``disk``, ``store``.
    """

    def __init__(self, message: str, *, cause: str) -> None:
        self.cause = cause
        super().__init__(message)


class ServeError(KlikError):
    """The forms' server cannot start, or cannot do what was asked of it."""


class AccessError(KlikError):
    """The person may not see or change this; the text says who may."""
