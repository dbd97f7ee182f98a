"""A new workspace from a backup: checked whole, built beside, and only then there under its name."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from klik_kit.errors import WorkspaceError
from klik_kit.evidence import Vault
from klik_kit.files import reason
from klik_kit.moving.archive import ArchiveReader, Progress, silently
from klik_kit.moving.backup import FILES_FOLDER, KIND, MADE_ANEW, evidence_file, fill_from
from klik_kit.workspace import BACKUPS, CONFIG, DATABASE, EVIDENCE, REPORTS, write_config


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A restored workspace: where, of which region, when its backup was made, and how much it holds."""

    folder: Path
    region: str
    made: str
    counts: dict[str, int]
    evidence: int
    missing: int


def restore(path: Path, folder: Path, *, store: str | None = None, progress: Progress = silently) -> Restored:
    """Make a workspace from a backup, in a folder that is new or empty.

    Args:
        path: the backup.
        folder: where the workspace will be.
        store: a PostgreSQL address; None puts a SQLite store into the folder.
        progress: how far it is.

    Raises:
        ExchangeError: the backup is damaged or none; nothing was touched.
        WorkspaceError: the folder is in use or cannot be made.
        SchemaTooNewError: a newer klik_kit wrote the backup.
        StoreError: the database is in use or cannot be reached.
    """
    folder = folder.absolute()
    _demand_free(folder)
    with ArchiveReader(path, kind=KIND) as archive:
        _demand_sound(archive)
        archive.check(progress)
        with _beside(folder) as draft:
            vault = Vault(draft / EVIDENCE)
            evidence = 0
            for name in progress(list(archive.sizes), "pulihkan"):
                top, _, rest = name.partition("/")
                if top == EVIDENCE:
                    evidence += vault.adopt(rest.rpartition("/")[2], archive.chunks(name))
                elif top == FILES_FOLDER:
                    _write(draft / rest, archive.chunks(name))
            for made in (EVIDENCE, REPORTS, BACKUPS):
                (draft / made).mkdir(exist_ok=True)
            write_config(draft / CONFIG, store or f"sqlite:///{DATABASE}")
            if store is None:
                counts = fill_from(archive, draft / DATABASE)
                _become(draft, folder)
            else:
                counts = fill_from(archive, store, lambda: _become(draft, folder))
        told = archive.told
        return Restored(
            folder=folder, region=str(told.get("region", "")), made=str(told.get("made", "")), counts=counts,
            evidence=evidence, missing=len(told["missing"]),
        )  # fmt: skip


def _demand_sound(archive: ArchiveReader) -> None:
    """Refuse evidence under another name than its hash, and files that a workspace makes by itself."""
    for name, (_, sha256) in archive.sizes.items():
        top, _, rest = name.partition("/")
        if top == EVIDENCE and name != evidence_file(sha256):
            raise archive.damaged(f"isi {name} tidak cocok dengan sidiknya")
        if top == FILES_FOLDER and rest.partition("/")[0] in MADE_ANEW:
            raise archive.damaged(f"nama {name!r} tidak boleh dipakai")


def _demand_free(folder: Path) -> None:
    try:
        taken = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError as error:
        raise _cannot(folder, error) from error
    if taken:
        raise WorkspaceError(f"Folder {folder} sudah berisi; tidak ada yang ditimpa. Pilih folder baru atau kosong.")


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A folder beside the one wanted, which is gone at the end unless it took that one's name."""
    draft = folder.with_name(f".klik-{secrets.token_hex(6)}")
    made = [place for place in folder.parents if not place.exists()]
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft.mkdir(mode=0o700)
        yield draft
    except BaseException as error:  # Ctrl-C, too, leaves nothing behind
        shutil.rmtree(draft, ignore_errors=True)
        for place in made:
            with suppress(OSError):
                place.rmdir()
        if isinstance(error, OSError):
            raise _cannot(folder, error) from error
        raise


def _become(draft: Path, folder: Path) -> None:
    _demand_free(folder)  # somebody may have filled it meanwhile
    draft.replace(folder)


def _write(path: Path, chunks: Iterator[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        for chunk in chunks:
            out.write(chunk)


def _cannot(folder: Path, error: OSError) -> WorkspaceError:
    return WorkspaceError(f"Ruang kerja {folder} tidak dapat dipulihkan: {reason(error)}.")
