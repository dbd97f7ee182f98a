"""The check before sending for a whole region: innovation by innovation, counts first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from klik_kit.content.masking import load_masking
from klik_kit.content.portal import load_portal
from klik_kit.core.bahasa import listed, plain
from klik_kit.core.eligibility import Basket, judge
from klik_kit.core.portal_check import (
    Lack,
    Lacking,
    Topic,
    documents_by_row,
    is_file,
    lacks,
    private_lacks,
    row_place,
    without_secrets,
)
from klik_kit.core.portfolio import innovation_of
from klik_kit.core.records import Record
from klik_kit.core.review import State, state_of
from klik_kit.core.rubric import Edition
from klik_kit.errors import EvidenceError
from klik_kit.evidence import Vault
from klik_kit.parcel.gathering import evidence_by_innovation
from klik_kit.store import Store

_ASIDE = frozenset({State.ARCHIVED, State.ACCEPTED, State.REJECTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked(Lacking):
    """One innovation: its place in the year, its numbers, and what was found."""

    innovation: str
    name: str
    unit: str
    unit_name: str
    state: State
    basket: Basket | None
    documents: int
    lacks: tuple[Lack, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionCheck:
    """The region: its innovations, those with most errors first, and what is said of all of them together."""

    edition: Edition
    today: date
    items: tuple[Checked, ...]
    remarks: tuple[Lack, ...]

    @property
    def clean(self) -> int:
        """How many innovations have no error."""
        return sum(1 for item in self.items if not item.errors)

    def topics(self) -> dict[Topic, tuple[int, int]]:
        """How many innovations have an error, and how many a warning, of each topic."""
        errors = Counter(topic for item in self.items for topic in {one.topic for one in item.lacks if one.error})
        others = Counter(topic for item in self.items for topic in {one.topic for one in item.lacks if not one.error})
        return {topic: (errors[topic], others[topic]) for topic in Topic if errors[topic] or others[topic]}


def check_region(
    store: Store, vault: Vault, edition: Edition, *, units: Mapping[str, str], chosen: Callable[[Record], bool], today: date
) -> RegionCheck:  # fmt: skip
    """Check the innovations that are still to be sent, or were sent this year; the list itself is masked.

    Args:
        store: read in one transaction.
        vault: asked whether the files are there, not what is in them.
        edition: whose rules count.
        units: the name of each unit.
        chosen: which innovations, besides that archived and finished ones are left out.
        today: the day on the clinic's wall.
    """
    portal, masking = load_portal(), load_masking()
    with store.still():
        profiles = [r for r in store.list("inovasi") if state_of(r.value("status")) not in _ASIDE and chosen(r)]
        assessments = {r.key.parent: r for r in store.list("penilaian", edition=edition.id)}
        documents = evidence_by_innovation(store)
    twins = _twins(profiles)
    items = []
    for profile in profiles:
        own, assessment = documents.get(profile.key.id, []), assessments.get(profile.key.id)
        found = [*lacks(portal, edition, profile, assessment, own, today=today), *_lost(own, edition, vault)]
        found += private_lacks(portal, edition, masking, profile, own)
        if profile.key.id in twins:
            found.append(Lack(topic=Topic.REQUIRED, text="Nama inovasi ini sama dengan inovasi lain. Periksa apakah dicatat dua kali.", place="nama"))  # fmt: skip
        unit = profile.key.unit or ""
        items.append(
            Checked(
                innovation=profile.key.id, name=masking.text(profile.value("name") or ""), unit=unit, unit_name=units.get(unit, unit),
                state=state_of(profile.value("status")), basket=judge(edition, innovation_of(profile, None)).basket,
                documents=sum(len(kept) for kept in documents_by_row(own).values()), lacks=without_secrets(found, masking),
            )
        )  # fmt: skip
    items.sort(key=lambda one: (-one.errors, -one.warnings, one.unit, one.name.casefold(), one.innovation))
    return RegionCheck(edition=edition, today=today, items=tuple(items), remarks=tuple(_together(edition, profiles)))


def check_document(check: RegionCheck, region: str) -> dict[str, Any]:
    """The check as plain values for ``--json``."""
    return {
        "region": region,
        "edition": check.edition.id,
        "date": check.today.isoformat(),
        "innovations": len(check.items),
        "without_errors": check.clean,
        "errors": sum(item.errors for item in check.items),
        "warnings": sum(item.warnings for item in check.items),
        "topics": {topic.value: {"errors": e, "warnings": w} for topic, (e, w) in check.topics().items()},
        "remarks": [_lack(one) for one in check.remarks],
        "items": [
            {
                "id": item.innovation, "name": item.name, "unit": item.unit, "state": item.state.value,
                "basket": item.basket.value if item.basket else None, "documents": item.documents,
                "errors": item.errors, "warnings": item.warnings, "findings": [_lack(one) for one in item.lacks],
            }
            for item in check.items
        ],
    }  # fmt: skip


def _lack(one: Lack) -> dict[str, Any]:
    return {"topic": one.topic.value, "error": one.error, "place": one.place, "text": one.text}


def _lost(documents: Iterable[Record], edition: Edition, vault: Vault) -> Iterable[Lack]:
    """Files that the store names and the vault has not, or has at another length."""
    rows = {row.row for row in edition.sid}
    for row, own in documents_by_row(documents).items():
        for document in own if row in rows else ():
            if is_file(document) and not _kept(document, vault):
                text = f"Baris {row}, {document.value('name') or 'berkas'}: berkasnya tidak utuh di penyimpanan data dukung. Unggah lagi, atau pulihkan dari cadangan."
                yield Lack(topic=Topic.FILES, text=text, place=row_place(row), error=True)


def _kept(document: Record, vault: Vault) -> bool:
    try:
        size = vault.open_for(document.value("file") or "").stat().st_size
    except (EvidenceError, OSError):
        return False
    return str(size) == document.value("size")


def _twins(profiles: Sequence[Record]) -> frozenset[str]:
    """The innovations that share their name with another one."""
    names = Counter(plain(r.value("name") or "") for r in profiles)
    return frozenset(r.key.id for r in profiles if r.value("name") and names[plain(r.value("name") or "")] > 1)


def _together(edition: Edition, profiles: Sequence[Record]) -> Iterable[Lack]:
    """What the edition asks of all innovations together: urusan wajib pelayanan dasar."""
    needed, known = edition.formula.urusan_needed, edition.urusan_wajib
    if needed is None or not known:
        return
    reported = [r for r in profiles if judge(edition, innovation_of(r, None)).counted]
    covered = {r.value("urusan") for r in reported} & set(known)
    missing = [name for name in known if name not in covered]
    text = f"{len(covered)} dari {len(known)} urusan wajib pelayanan dasar terwakili, diperlukan {needed}."
    if len(covered) < needed:
        yield Lack(topic=Topic.URUSAN, text=f"{text} Yang belum: {listed(missing)}.", error=True)
    else:
        yield Lack(topic=Topic.URUSAN, text=text)
