"""Accounts: who may come in, in which role, and what each may read, write, review and sign.

Pure. Source of the rights: USERS.md, "Who". A page never decides by role; it asks a `Reach`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a person does for the clinic; one account has one."""

    OPERATOR = "operator"
    KEPALA = "kepala"
    PENDAMPING = "pendamping"
    NARASUMBER = "narasumber"
    VERIFIKATOR = "verifikator"
    ADMIN = "admin"
    PIMPINAN = "pimpinan"

    @property
    def label(self) -> str:
        """The role as people read it."""
        return _LABELS[self]

    @property
    def of_unit(self) -> bool:
        """Whether the role is held in a unit, so that an account without one could do nothing."""
        return self in {Role.OPERATOR, Role.KEPALA}


_LABELS = {
    Role.OPERATOR: "Operator OPD",
    Role.KEPALA: "Kepala OPD",
    Role.PENDAMPING: "Pendamping Inovasi",
    Role.NARASUMBER: "Narasumber",
    Role.VERIFIKATOR: "Verifikator Daerah",
    Role.ADMIN: "Admin Klinik",
    Role.PIMPINAN: "Pimpinan",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One person's account.

    Attributes:
        id: never changes and is never used again.
        login: what the person types to come in; compared without regard to case.
        unit: code of the unit the person works for; empty for the clinic's own people.
        spd: may fill in the region's own rows.
        coaches: codes of the units a coach looks after; empty means all of them.
        innovations: ids of innovations the person was invited to read and annotate.
        until: when the account ends, None where it does not.
        deleted: the person is gone; ``name`` is a pseudonym, and nobody comes in by it again.
    """

    id: str
    login: str
    name: str
    role: Role
    unit: str = ""
    title: str = ""
    phone: str = ""
    spd: bool = False
    coaches: tuple[str, ...] = ()
    innovations: tuple[str, ...] = ()
    until: datetime | None = None
    disabled: bool = False
    has_password: bool = False
    deleted: bool = False

    @property
    def signature(self) -> str:
        """How the history names this person: with the account, so that two of one name stay apart."""
        return f"{self.name[:120]} [{self.id}]"

    def active(self, at: datetime) -> bool:
        """Whether the person may come in at a moment."""
        return not self.disabled and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What an account may do; None stands for every unit.

    ``clinic`` says that the person works at the clinic and reviews, ``hosts`` that guests may be invited
    to what is reviewed; ``spd`` that the region's own rows may be written.
    """

    reads: frozenset[str] | None = frozenset()
    writes: frozenset[str] = frozenset()
    reviews: frozenset[str] | None = frozenset()
    signs: frozenset[str] = frozenset()
    forwards: frozenset[str] = frozenset()
    innovations: frozenset[str] = frozenset()
    clinic: bool = False
    hosts: bool = False
    spd: bool = False
    until: datetime | None = None

    def may_read(self, unit: str, innovation: str = "") -> bool:
        """Whether what belongs to a unit, or to an innovation of it, may be read."""
        return self.reads is None or unit in self.reads or innovation in self.innovations

    def may_write(self, unit: str) -> bool:
        """Whether what belongs to a unit may be filled in."""
        return unit in self.writes

    def may_review(self, unit: str) -> bool:
        """Whether a unit's work may be checked, returned and annotated."""
        return self.reviews is None or unit in self.reviews

    def may_note(self, unit: str, innovation: str = "") -> bool:
        """Whether a note may be written: by reviewers, and by those invited to that innovation."""
        return self.may_review(unit) or innovation in self.innovations

    def may_sign(self, unit: str) -> bool:
        """Whether a unit's work may be signed off."""
        return unit in self.signs

    def may_host(self, unit: str) -> bool:
        """Whether guests may be invited to a unit's innovations."""
        return self.hosts and self.may_review(unit)

    def may_forward(self, unit: str) -> bool:
        """Whether a unit's work may be passed on to the clinic: by the units above it."""
        return unit in self.forwards

    def expired(self, at: datetime) -> bool:
        """Whether the account behind this reach has ended at a moment."""
        return self.until is not None and self.until <= at


def reach_of(account: Account, parents: Mapping[str, str], *, shared: Collection[str] = ()) -> Reach:
    """What an account may do among the units of a region.

    Args:
        account: a disabled one reaches nothing.
        parents: the unit above each unit; a unit without one may be absent or empty.
        shared: ids of innovations whose owners invited the account's unit; they count for operators and heads.
    """
    if account.disabled:
        return Reach()
    own = frozenset({account.unit}) - {""}
    tree = below(own, parents)
    invited, spd, until = frozenset(account.innovations) - {""}, account.spd, account.until
    if account.role.of_unit and own:
        invited |= frozenset(shared) - {""}
    match account.role:
        case Role.OPERATOR:
            return Reach(reads=tree, writes=own, forwards=tree - own, innovations=invited, spd=spd, until=until)
        case Role.KEPALA:
            return Reach(
                reads=tree, writes=own, signs=tree, forwards=tree - own, innovations=invited, spd=spd, until=until
            )
        case Role.PENDAMPING:
            coached = frozenset(account.coaches) - {""} or None
            return Reach(
                reads=coached, reviews=coached, innovations=invited, clinic=True, hosts=True, spd=spd, until=until
            )
        case Role.NARASUMBER:
            return Reach(innovations=invited, until=until)
        case Role.VERIFIKATOR:
            return Reach(reads=None, reviews=None, clinic=True, spd=spd, until=until)
        case Role.ADMIN:
            return Reach(reads=None, reviews=None, clinic=True, hosts=True, spd=True, until=until)
        case Role.PIMPINAN:
            return Reach(reads=None, spd=spd, until=until)


def below(units: Iterable[str], parents: Mapping[str, str]) -> frozenset[str]:
    """Some units and all that stand under them, however deep; circles in the tree end by themselves."""
    children: dict[str, list[str]] = {}
    for unit, parent in parents.items():
        children.setdefault(parent, []).append(unit)
    found: set[str] = set()
    open_units = list(units)
    while open_units:
        unit = open_units.pop()
        if unit not in found:
            found.add(unit)
            open_units += children.get(unit, [])
    return frozenset(found)


def login_for(name: str, taken: Collection[str]) -> str:
    """A login that is easy to type, from a person's name: ``siti.aminah``, then ``siti.aminah2``.

    Args:
        name: with or without academic titles; what follows a comma, and short words before a dot, are titles.
        taken: logins that are in use, in lower case.
    """
    letters = unicodedata.normalize("NFKD", name.partition(",")[0]).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", re.sub(r"\b\w{1,4}\.", " ", letters)) or re.findall(r"[a-z0-9]+", letters)
    stem = ".".join(words[:2])[:30] or "peserta"
    number, login = 1, stem
    while login in taken:
        number += 1
        login = f"{stem}{number}"
    return login
