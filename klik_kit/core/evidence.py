"""Which documents are the same file, and who may be told.

Pure: no files; the vault has already named each file by the hash of its content.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from klik_kit.core.records import Record

_SHA256 = re.compile(r"[0-9a-f]{64}")


def same_file(records: Iterable[Record]) -> Mapping[str, tuple[str, ...]]:
    """The ids of the documents that hold the same file, by its SHA-256, where there are two or more.

    Args:
        records: of kind ``data_dukung``; their ``file`` is a hash, a link or a name, and only hashes count.
    """
    found: dict[str, list[str]] = {}
    for record in records:
        file = record.value("file") or ""
        if _SHA256.fullmatch(file):
            found.setdefault(file, []).append(record.key.id)
    return {file: tuple(ids) for file, ids in found.items() if len(ids) > 1}


def same_file_told(records: Iterable[Record], *, unit: str, verifier: bool = False) -> Mapping[str, tuple[str, ...]]:
    """Of `same_file`, what a reader may be told.

    Source: USERS.md, "The hall, the phone, the office": a file used by two units is the verifier's matter.

    Args:
        records: of kind ``data_dukung``, of any unit.
        unit: the reader's unit, who is told of its own documents only.
        verifier: the reader is the clinic's verifier, who is told of all.
    """
    return same_file(record for record in records if verifier or (unit and record.key.unit == unit))
