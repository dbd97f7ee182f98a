"""What evidence and attachments share: noting a file that was kept, and giving one back.

May not decide who may.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from klik_kit.core.records import Change, Record, Seen
from klik_kit.desk.person import Person
from klik_kit.errors import AccessError, ConflictError, EvidenceError, NotFoundError, StoreError

if TYPE_CHECKING:
    from klik_kit.evidence import Vault

SHA256 = re.compile(r"[0-9a-f]{64}")
_TYPES = {
    "pdf": "application/pdf",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "mp4": "video/mp4",
}


def save_noted(person: Person, changes: Sequence[Change], *, seen: Sequence[Seen], changed: str) -> None:
    """Write down what was kept or taken back, in the person's name.

    Raises:
        AccessError: what the decision was made on is another by now; its text is ``changed``.
        EvidenceError: the store could not write; nothing was noted.
    """
    try:
        person.workspace.store.save(changes, who=person.signature, at=person.now(), seen=seen)
    except ConflictError as error:
        raise AccessError(changed) from error
    except StoreError as error:
        raise EvidenceError(
            "Berkas belum tercatat karena penyimpanan data sedang terganggu. Mohon coba lagi sebentar lagi.",
            cause="store",
        ) from error


def kept_file(vault: Vault, record: Record) -> tuple[Path, str, str]:
    """Path, name and type of the file that a record names.

    Raises:
        NotFoundError: it is a link, or was taken back.
        EvidenceError: the vault lacks it.
    """
    file = record.value("file") or ""
    if not SHA256.fullmatch(file):
        raise NotFoundError("Berkas ini berupa tautan atau sudah ditarik. Muat ulang halamannya.")
    kind = _TYPES.get(record.value("type") or "", "application/octet-stream")
    return vault.open_for(file), record.value("name") or "berkas", kind
