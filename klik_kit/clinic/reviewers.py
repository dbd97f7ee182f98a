"""Who reviews what: the innovations somebody of the clinic may open, and the score they give."""

from __future__ import annotations

from klik_kit.core.accounts import Role
from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.records import Record
from klik_kit.desk.person import Person
from klik_kit.errors import AccessError, NotFoundError


def reviewed(person: Person, record: str) -> Record:
    """The innovation that somebody of the clinic may review.

    Raises:
        AccessError: its unit is not theirs.
        NotFoundError: there is none.
    """
    found = person.workspace.store.get(record)
    if found.key.kind != "inovasi":
        raise NotFoundError("Inovasi ini tidak ada.")
    if not (person.reach().clinic and person.reach().may_review(found.key.unit or "")):
        raise AccessError("Tinjauan dibuka oleh pendamping, verifikator, atau admin klinik unit ini.")
    return found


def kinds_of(role: Role) -> tuple[ScoreKind, ...]:
    """The scores that somebody of a role gives: coaches theirs, verifiers theirs, an admin both."""
    if role is Role.VERIFIKATOR:
        return (ScoreKind.VERIFIKASI,)
    return (ScoreKind.PENDAMPING, ScoreKind.VERIFIKASI) if role is Role.ADMIN else (ScoreKind.PENDAMPING,)
