"""The hash chain of the history: how a link is sealed, and how a chain is walked.

Pure: no database, no clock. Another program can check a store with this page alone:

1. Read the table ``history`` by ``number``; numbers run 1, 2, 3 … without a gap.
2. For each row build a JSON object of exactly these members: ``at``, ``field``, ``number``,
   ``previous``, ``record``, ``value``, ``version``, ``who``. ``previous`` is the ``hash`` of the row
   before (64 zeros for the first), ``value`` a string or null, ``number`` and ``version`` integers,
   ``at`` the stored text (UTC, as in ``2026-03-02T01:04:05.000000Z``). ``who`` is the stored text where
   ``cover`` is null; where ``cover`` has 32 characters, the SHA-256 of these followed by the stored text;
   where it has 64, ``cover`` itself.
3. Write it as canonical JSON (RFC 8785: members sorted by name, no spaces, UTF-8, nothing escaped
   that need not be). Its SHA-256 in lower-case hexadecimal is the row's ``hash``.
4. The table ``history_head`` holds the last number as ``count`` and the last hash as ``hash``.
5. A row that the table ``redaction`` names has a pseudonym in the place of a deleted person's name (see
   ``erasing.py``). Its newest redaction (greatest ``erasure``) has as ``seal`` the SHA-256 of an object of ``at``,
   ``field``, ``hash``, ``number``, ``record``, ``salt`` (the redaction's), ``value``, ``version``, ``who``; and where
   its ``cover`` is not null, step 3 holds for it, too. Only such a row may have a ``cover`` of 64.
6. ``erasure`` is the number of a row whose field is ``@hapus``; its ``value`` is an object of ``links``, how many
   redactions name it, and ``seal``, the SHA-256 of their seals written one after another by ``number``.

A link whose field is ``@key`` holds the record's key (its creation, later each move) as canonical
JSON with the members ``edition``, ``id``, ``kind``, ``parent``, ``unit``.

Who can write to the database can also seal a forged chain anew. What proves that none was forged
is a head (count and hash) kept elsewhere, as on a printed report: the chain must still pass it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from klik_kit.core.records import RecordKey
from klik_kit.errors import Problem, StoreError

GENESIS = "0" * 64
"""The hash before the first link."""

KEY_FIELD = "@key"
"""The field under which a record's creation and moves are noted."""

ERASED_FIELD = "@hapus"
"""The field under which the deletion of an account is noted."""

RESTORE = "Pulihkan dari cadangan terakhir yang utuh, dan simpan berkas ini sebagai bukti."

_canonical: Callable[[Any], str] = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


class Link(NamedTuple):
    """One row of the history as it is stored; ``at`` is the written form, ``cover`` what hides ``who`` in the seal."""

    number: int
    record: str
    field: str
    value: str | None
    version: int
    who: str
    at: str
    hash: str = ""
    cover: str | None = None


class Redaction(NamedTuple):
    """The newest proof of a link in which a person was replaced by a pseudonym."""

    seal: str
    salt: str


def time_text(at: datetime) -> str:
    """The one written form of a moment: UTC, microseconds, ``2026-03-02T01:04:05.000000Z``.

    Raises:
        StoreError: the time names no zone, or lies outside the years 1 to 9999 in UTC.
    """
    if at.utcoffset() is None:
        raise StoreError(f"Waktu {at.isoformat()} tidak menyebut zona waktunya. Kirim waktu beserta zonanya.")
    try:
        return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    except OverflowError as error:
        raise StoreError(f"Waktu {at.isoformat()} berada di luar tahun 1-9999 UTC.") from error


def time_from_text(text: str) -> datetime:
    """The moment, aware and in UTC."""
    return datetime.fromisoformat(text)


def key_text(key: RecordKey) -> str:
    """A record's key as canonical JSON, the value of its ``@key`` links."""
    return _canonical({"id": key.id, "kind": key.kind, "unit": key.unit, "parent": key.parent, "edition": key.edition})


def seal(previous: str, link: Link) -> str:
    """The hash of a link that follows the hash ``previous``; its own ``hash`` is not looked at."""
    text = _canonical(
        {
            "at": link.at,
            "field": link.field,
            "number": link.number,
            "previous": previous,
            "record": link.record,
            "value": link.value,
            "version": link.version,
            "who": link.who if link.cover is None else commitment(link.cover, link.who),
        }
    )
    return hashlib.sha256(text.encode()).hexdigest()


def commitment(cover: str, who: str) -> str:
    """What a seal holds of a person: fits no name once the salt is gone and only the commitment itself is left."""
    return cover if _is_commitment(cover) else hashlib.sha256((cover + who).encode()).hexdigest()


def redaction_seal(link: Link, salt: str) -> str:
    """The proof of what a redacted link says now, and of the hash it keeps."""
    said = link._asdict()
    del said["cover"]
    return hashlib.sha256(_canonical(said | {"salt": salt}).encode()).hexdigest()


def erasure_text(seals: Iterable[str]) -> str:
    """The value of a link that notes a deletion, from the seals of its redactions by number."""
    every = list(seals)
    return _canonical({"links": len(every), "seal": hashlib.sha256("".join(every).encode()).hexdigest()})


def sealed(links: Iterable[Link], *, head: tuple[int, str]) -> list[Link]:
    """The links numbered and sealed, in their order, as the continuation of ``head``."""
    number, previous = head
    chain: list[Link] = []
    for link in links:
        number += 1
        numbered = link._replace(number=number)
        previous = seal(previous, numbered)
        chain.append(numbered._replace(hash=previous))
    return chain


def breaks(
    links: Iterable[Link], *, heads: Iterable[tuple[int, str]], redactions: Mapping[int, Redaction]
) -> Iterator[Problem]:
    """What is wrong with a chain that should run from 1 to the first of ``heads`` and pass them all.

    ``links`` come by number and are held one at a time. A broken link is named once: the walk goes
    on from the hash that is stored.
    """
    (count, last), *anchors = heads
    wanted = {(count, last), *anchors}
    passed = {(0, GENESIS)}
    expected, previous = 1, GENESIS
    for link in links:
        if not expected <= link.number <= count:
            yield _broken(link, "disisipkan di luar rantai")
            continue
        if link.number > expected:
            yield _gap(expected, link.number - 1)
        elif not _holds(previous, link, redactions.get(link.number)):
            yield _broken(link, "isinya atau urutannya tidak cocok dengan segelnya")
        if (link.number, link.hash) in wanted:
            passed.add((link.number, link.hash))
        expected, previous = link.number + 1, link.hash
    if expected <= count:
        yield _gap(expected, count)
    for number, hash_ in sorted(wanted - passed):
        yield Problem(
            where=f"riwayat nomor {number}",
            what=f"rantai tidak melewati segel {hash_[:12]}… yang dicatat untuk nomor ini.",
            mend=RESTORE,
        )


def _holds(previous: str, link: Link, redaction: Redaction | None) -> bool:
    try:
        if redaction is None:
            return seal(previous, link) == link.hash and not (link.cover and _is_commitment(link.cover))
        proven = link.cover is None or seal(previous, link) == link.hash
        return proven and redaction_seal(link, redaction.salt) == redaction.seal
    except (TypeError, ValueError):  # a value that is no text can only have been put there by another program
        return False


def _is_commitment(cover: str) -> bool:
    return len(cover) == len(GENESIS)


def _gap(first: int, last: int) -> Problem:
    which = f"riwayat nomor {first}" if first == last else f"riwayat nomor {first}-{last}"
    return Problem(where=which, what="hilang dari riwayat.", mend=RESTORE)


def _broken(link: Link, what: str) -> Problem:
    return Problem(
        where=f"riwayat nomor {link.number} ({link.record}, isian {link.field})", what=f"{what}.", mend=RESTORE
    )
