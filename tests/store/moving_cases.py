"""A workspace with evidence and accounts on either database, and what the moving tests compare."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

from store_cases import AT, LATER

from klik_kit.core.accounts import Account, Role
from klik_kit.core.records import Change, RecordKey
from klik_kit.evidence import Vault
from klik_kit.moving.archive import MANIFEST, silently
from klik_kit.moving.backup import back_up
from klik_kit.workspace import EVIDENCE, Workspace, create_workspace, open_workspace

PDF = b"%PDF-1.4\n" + b"isi data dukung " * 100
SHA256 = hashlib.sha256(PDF).hexdigest()
INNOVATION = RecordKey(id="inovasi-1", kind="inovasi", unit="DINKES")
DOCUMENT = RecordKey(id="dok-1", kind="data_dukung", unit="DINKES", parent=INNOVATION.id)
NAME = 'AKTA "SEHARI" — ✓\n=1+1'


def filled(folder: Path, store: str | None) -> Path:
    """A workspace with an innovation, its document, an account that is inside, an invitation's leftovers."""
    with create_workspace(folder, region="Kabupaten Uji", store=store, who="uji") as workspace:
        Vault(folder / EVIDENCE).adopt(SHA256, [PDF])
        values = [(INNOVATION, "name", NAME), (DOCUMENT, "indicator", "16"), (DOCUMENT, "file", SHA256)]
        changes = [Change(record=key, field=field, value=value, base=0) for key, field, value in values]
        workspace.store.save(changes, who="Siti [a1]", at=AT)
        accounts = workspace.store.accounts
        accounts.add(
            Account(id="a1", login="siti", name="Siti Aminah", role=Role.ADMIN),
            who="uji",
            at=AT,
            password_hash="argon2",
        )
        accounts.start_session("f" * 64, account="a1", at=AT, until=LATER)
    (folder / "templates").mkdir()
    (folder / "templates" / "surat.docx").write_bytes(b"PK milik daerah")
    (folder / "undangan").mkdir()
    (folder / "undangan" / "tautan.txt").write_text("https://klik.contoh.go.id/undangan/rahasia")
    return folder


def saved(folder: Path, target: Path) -> Path:
    with open_workspace(folder) as workspace:
        return back_up(workspace, target, at=AT, progress=silently).path


def content(workspace: Workspace) -> dict[str, list]:
    """Every row that moves, of either database."""
    with workspace.store.snapshot() as snapshot:
        from klik_kit.store import TABLES

        return {name: [tuple(row) for row in snapshot.rows(name)[1]] for name in TABLES}


def remade(source: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """An archive with its members changed as somebody with a ZIP tool would, manifest and hashes too."""
    with zipfile.ZipFile(source) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(target, "w") as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return target


def resealed(members: dict[str, bytes], **told: object) -> None:
    """Make the manifest fit what the members are now."""
    manifest = json.loads(members[MANIFEST]) | told
    manifest["members"] = [
        {"name": name, "size": len(body), "sha256": hashlib.sha256(body).hexdigest()}
        for name, body in members.items()
        if name != MANIFEST
    ]
    members[MANIFEST] = json.dumps(manifest).encode()


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
