"""Documents with their files in the vault, and packages as their readers find them."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from desk_cases import AT, INNOVATION, Office

from klik_kit.core.records import Change, RecordKey
from klik_kit.evidence import Vault
from klik_kit.parcel import Parcel, gather, write_parcel

TODAY = date(2026, 7, 20)


def vault_of(office: Office) -> Vault:
    return Vault(office.workspace.folder / "bukti")


def filed(office: Office, name: str, row: str, *, title: str, number: str = "", date: str = "", body: bytes = b"%PDF-1.4 isi", link: str = "", innovation: str = INNOVATION, unit: str = "DINKES") -> str:  # fmt: skip
    """Note a document and keep its file; gives the file's hash, or the link."""
    file, body = link, body + b"\n%%EOF\n"
    if not link:
        incoming = vault_of(office).receive(len(body))
        incoming.write(body)
        file = incoming.finish(f"{name}.pdf", ("pdf",)).sha256
        assert file == hashlib.sha256(body).hexdigest()
    values = {"indicator": row, "file": file, "title": title, "number": number, "date": date, "type": "link" if link else "pdf", "name": f"{name}.pdf", "size": str(len(body))}  # fmt: skip
    key = RecordKey(id=name, kind="data_dukung", unit=unit, parent=innovation)
    changes = [Change(record=key, field=f, value=v, base=0) for f, v in values.items() if v]
    office.workspace.store.save(changes, who="uji", at=AT)
    return file


def gathered(office: Office, *ids: str, private: bool = True) -> Parcel:
    workspace = office.workspace
    return gather(
        workspace.store, workspace.edition(), innovations=set(ids or (INNOVATION,)), units={"DINKES": "Dinas Kesehatan"},
        private=lambda unit: private, region="Kabupaten Uji", at=datetime(2026, 7, 20, 3, 0, tzinfo=UTC), today=TODAY, who="Uji",
    )  # fmt: skip


def packed(office: Office, path: Path, **more: Any) -> ZipFile:
    write_parcel(gathered(office, **more), vault_of(office), office.workspace.store, path)
    return ZipFile(path)


def manifest(archive: ZipFile) -> dict[str, Any]:
    return json.loads(archive.read("manifest.json"))
