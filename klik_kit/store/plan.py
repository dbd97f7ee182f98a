"""What a save will write: its checks, its conflicts and its rows, from values alone.

Pure: no database, no clock. ``repository.py`` reads what stands, asks here, and writes the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from klik_kit.core.records import Answer, Change, RecordKey, Seen
from klik_kit.errors import Conflict, ConflictError, StoreError
from klik_kit.store.chain import KEY_FIELD, Link, key_text, time_text

NAME_LIMIT = 200
"""Longest id, kind, unit, edition, field or person, in characters: PostgreSQL's indexes refuse long ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A save as it was asked for, checked as far as it can be without the store."""

    changes: tuple[Change, ...]
    seen: tuple[Seen, ...]
    keys: Mapping[str, RecordKey]
    who: str
    at: datetime
    written_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a save writes. ``answers`` has one answer per change; ``links`` are not sealed yet."""

    new_keys: list[RecordKey] = field(default_factory=list)
    moved: list[tuple[RecordKey, int]] = field(default_factory=list)
    new_answers: list[tuple[str, Answer]] = field(default_factory=list)
    next_answers: list[tuple[str, Answer]] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)


def wished(changes: Sequence[Change], *, who: str, at: datetime, seen: Sequence[Seen] = ()) -> Wish:
    """The save as it was asked for, or what is wrong with it.

    Raises:
        StoreError: a text no database can hold, a field named twice, two different keys for one
            record, or a time without a zone.
    """
    check_name(who, what="Nama penyimpan")
    keys: dict[str, RecordKey] = {}
    named: set[tuple[str, str]] = set()
    for change in changes:
        key = change.record
        if keys.get(key.id) is not key:
            _check_key(key)
            if keys.setdefault(key.id, key) != key:
                raise StoreError(
                    f"Catatan {key.id} disebut dengan dua kunci yang berbeda dalam satu penyimpanan. "
                    "Kirim satu kunci saja untuk tiap catatan."
                )
        _check_field(change.field, record=key.id)
        if change.value is not None:
            _check_text(change.value, what=f"Isian {change.field} pada {key.id}")
        named.add((key.id, change.field))
    if len(named) != len(changes):
        raise _twice(changes)
    for place in seen:
        check_name(place.record, what="Id catatan")
        check_name(place.field, what=f"Nama isian pada {place.record}")
    written_at = time_text(at)  # first, because it refuses a time without a zone
    return Wish(
        changes=tuple(changes), seen=tuple(seen), keys=keys, who=who, at=at.astimezone(UTC), written_at=written_at
    )


def planned(
    wish: Wish, *, keys: Mapping[str, tuple[RecordKey, int]], answers: Mapping[tuple[str, str], Answer]
) -> Plan:
    """The rows a save writes on top of what stands.

    Args:
        wish: the checked save.
        keys: the stored key and its version, of every record and parent the save names.
        answers: the stored answer of every field the save names, by record and field.

    Raises:
        ConflictError: with every change whose base, and every seen field whose version, is not the stored one.
        StoreError: a key that differs in more than its unit, or a parent that is not there.
    """
    plan = Plan()
    for key in wish.keys.values():
        _plan_key(plan, key, stored=keys.get(key.id), wish=wish)
    _check_parents(plan.new_keys, stored=keys)
    conflicts: list[Conflict] = []
    for change in wish.changes:
        record = change.record.id
        stored = answers.get((record, change.field))
        if change.base != (stored.version if stored else 0):
            conflicts.append(_conflict(record, change.field, base=change.base, sent=change.value, stored=stored))
        elif stored and stored.value == change.value:
            plan.answers.append(stored)
        else:
            answer = Answer(field=change.field, value=change.value, version=change.base + 1, who=wish.who, at=wish.at)
            (plan.next_answers if stored else plan.new_answers).append((record, answer))
            plan.answers.append(answer)
            plan.links.append(_link(wish, record, change.field, change.value, answer.version))
    for seen in wish.seen:
        stored = answers.get((seen.record, seen.field))
        if seen.version != (stored.version if stored else 0):
            conflicts.append(_conflict(seen.record, seen.field, base=seen.version, sent=None, stored=stored))
    if conflicts:
        raise ConflictError(conflicts)
    return plan


def check_name(text: str, *, what: str) -> None:
    """Refuse a name that is empty, too long, or that a database cannot hold, on both alike."""
    _check_text(text, what=what)
    if not text:
        raise StoreError(f"{what} kosong. Isi dahulu, lalu simpan lagi.")
    if len(text) > NAME_LIMIT:
        raise StoreError(f"{what} ({text[:40]}…) lebih panjang dari {NAME_LIMIT} huruf. Persingkat dahulu.")


def _check_text(text: str, *, what: str) -> None:
    if not isinstance(text, str):
        raise StoreError(f"{what} bukan teks, melainkan {type(text).__name__}. Kirim sebagai teks.")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise StoreError(
                f"{what} memuat huruf yang rusak (surrogate). Hapus huruf itu, lalu simpan lagi."
            ) from error
    if "\x00" in text:
        raise StoreError(f"{what} memuat huruf NUL yang tidak dapat disimpan. Hapus huruf itu, lalu simpan lagi.")


def _check_key(key: RecordKey) -> None:
    check_name(key.id, what="Id catatan")
    check_name(key.kind, what=f"Jenis catatan {key.id}")
    for text, what in ((key.unit, "Unit"), (key.parent, "Induk"), (key.edition, "Edisi")):
        if text is not None:
            check_name(text, what=f"{what} catatan {key.id}")


def _check_field(name: str, *, record: str) -> None:
    check_name(name, what=f"Nama isian pada {record}")
    if name.startswith("@"):
        raise StoreError(f"Nama isian {name} pada {record} diawali @, yang khusus untuk riwayat. Pakai nama lain.")


def _twice(changes: Sequence[Change]) -> StoreError:
    seen: set[tuple[str, str]] = set()
    for change in changes:
        place = (change.record.id, change.field)
        if place in seen:
            break
        seen.add(place)
    return StoreError(
        f"Isian {change.field} pada {change.record.id} dikirim dua kali dalam satu penyimpanan. "
        "Kirim satu nilai saja untuk tiap isian."
    )


def _plan_key(plan: Plan, key: RecordKey, *, stored: tuple[RecordKey, int] | None, wish: Wish) -> None:
    if stored is None:
        plan.new_keys.append(key)
        plan.links.append(_link(wish, key.id, KEY_FIELD, key_text(key), 1))
        return
    old, version = stored
    if old == key:
        return
    for name, was, sent in (
        ("jenis", old.kind, key.kind),
        ("induk", old.parent, key.parent),
        ("edisi", old.edition, key.edition),
    ):
        if was != sent:
            raise StoreError(
                f"Catatan {key.id} tersimpan dengan {name} {was!r}, sedangkan yang dikirim {sent!r}. "
                f"{name.capitalize()} tidak dapat diubah; buat catatan baru dengan id lain."
            )
    plan.moved.append((key, version + 1))
    plan.links.append(_link(wish, key.id, KEY_FIELD, key_text(key), version + 1))


def _check_parents(new_keys: Iterable[RecordKey], *, stored: Mapping[str, tuple[RecordKey, int]]) -> None:
    parents = {key.id: key.parent for key in new_keys}
    rooted: set[str] = set()
    for start in parents:
        path: set[str] = set()
        child, parent = start, parents[start]
        while parent is not None and parent not in stored and child not in rooted:
            path.add(child)
            if parent not in parents:
                raise StoreError(f"Catatan {child} menyebut induk {parent} yang tidak ada. Simpan induknya dahulu.")
            if parent in path:
                raise StoreError(f"Catatan {child} menjadi induk bagi dirinya sendiri. Perbaiki kolom induknya.")
            child, parent = parent, parents[parent]
        rooted |= path


def _conflict(record: str, name: str, *, base: int, sent: str | None, stored: Answer | None) -> Conflict:
    return Conflict(
        record=record,
        field=name,
        base=base,
        version=stored.version if stored else 0,
        sent=sent,
        stored=stored.value if stored else None,
        who=stored.who if stored else "",
    )


def _link(wish: Wish, record: str, name: str, value: str | None, version: int) -> Link:
    return Link(number=0, record=record, field=name, value=value, version=version, who=wish.who, at=wish.written_at)
