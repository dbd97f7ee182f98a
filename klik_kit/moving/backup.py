"""Store and evidence of a workspace at one moment, as one file that was read back before it counts.

The store is read in one transaction while forms go on saving, the evidence after it: a document is noted once its
file is kept, so every file that the store names is there. Left out are reports (made anew), older backups, open
invitations, and ``klik.toml``, which holds nothing but the address of the store and perhaps its password.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from klik_kit.errors import EvidenceError, ExchangeError
from klik_kit.evidence import Vault
from klik_kit.files import replacing
from klik_kit.moving.archive import ArchiveReader, ArchiveWriter, Progress, chunks_of, silently
from klik_kit.store import TABLES, Snapshot, refill
from klik_kit.workspace import BACKUPS, CONFIG, DATABASE, EVIDENCE, REPORTS, SERVICES, Workspace

KIND = "cadangan"
STORE_FOLDER, FILES_FOLDER = "penyimpanan", "berkas"
INVITATIONS = "undangan"
FILE = "file"
_LEFT_OUT = {EVIDENCE, REPORTS, BACKUPS, SERVICES, INVITATIONS}
_OWN = {CONFIG, DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"}
MADE_ANEW = _LEFT_OUT | _OWN
"""What a restored workspace has of its own, never from a backup's other files."""
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LINES_AT_ONCE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A finished backup: its file, rows by table, how many evidence and other files, and hashes that were missing."""

    path: Path
    counts: dict[str, int]
    evidence: int
    files: int
    missing: tuple[str, ...]


def back_up(
    workspace: Workspace, path: Path, *, at: datetime, without_missing: bool = False, progress: Progress = silently
) -> Backup:
    """Write a backup of a workspace, whether forms are open or not, and prove it by reading it back.

    Args:
        workspace: stays as it is.
        path: replaced only by a whole backup.
        at: the present moment, with its zone.
        without_missing: go on where evidence that the store names is gone or damaged on this disk.
        progress: how far it is.

    Raises:
        ExchangeError: the file cannot be written, evidence is missing, or what was written is not whole.
        StoreError: the store cannot be read, or its history is not whole.
    """
    with replacing(path) as draft:
        draft.chmod(0o600)
        with ArchiveWriter(draft, kind=KIND) as archive:
            with workspace.store.snapshot() as snapshot:
                tables = _write_store(archive, snapshot)
                named = sorted(filter(_SHA256.fullmatch, snapshot.values_ever(FILE)))
                schema, head = snapshot.schema, snapshot.head
            vault = Vault(workspace.folder / EVIDENCE)
            kept, missing = _write_evidence(archive, vault, progress(named, "data dukung"))
            if missing and not without_missing:
                raise ExchangeError(
                    f"{len(missing)} berkas data dukung yang dicatat penyimpanan hilang atau rusak di folder {EVIDENCE}: "
                    f"{', '.join(sha256[:12] for sha256 in missing[:3])}. Pulihkan dari cadangan lama, "
                    "atau ulangi dengan --walau-hilang untuk mencadangkan yang ada."
                )
            files = own_files(workspace.folder, besides={path.absolute(), draft})
            for file in progress(files, "berkas lain"):
                name = f"{FILES_FOLDER}/{file.relative_to(workspace.folder).as_posix()}"
                archive.add(name, chunks_of(file), packed=True)
            archive.seal(
                {
                    "region": workspace.region.name,
                    "made": at.astimezone(UTC).isoformat(timespec="seconds"),
                    "schema": schema,
                    "head": {"count": head[0], "hash": head[1]},
                    "tables": tables,
                    "evidence": kept,
                    "missing": missing,
                }
            )
        counts = rehearse(draft, progress=progress)
    return Backup(path=path, counts=counts, evidence=kept, files=len(files), missing=tuple(missing))


def rehearse(path: Path, *, progress: Progress = silently) -> dict[str, int]:
    """Read a backup back whole: every hash, the history's chain in a database of its own, every named file.

    Raises:
        ExchangeError: something of it is missing or damaged.
    """
    with (
        ArchiveReader(path, kind=KIND) as archive,
        tempfile.TemporaryDirectory(prefix="klik-", dir=path.parent) as aside,
    ):
        archive.check(progress)
        return fill_from(archive, Path(aside) / DATABASE)


def fill_from(archive: ArchiveReader, url: str | Path, then: Callable[[], None] = lambda: None) -> dict[str, int]:
    """Fill an empty database from a backup and prove it; gives the rows by table.

    Args:
        archive: the backup.
        url: the database.
        then: the last step before it counts.

    Raises:
        ExchangeError: the backup is damaged.
        SchemaTooNewError: a newer klik_kit wrote it.
        StoreError: the database is in use or refuses the rows.
    """
    told = archive.told
    try:
        head = int(told["head"]["count"]), str(told["head"]["hash"])
        wanted = {str(name): int(one["rows"]) for name, one in told["tables"].items()}
        columns = {name: [str(c) for c in told["tables"][name]["columns"]] for name in wanted}
        missing = {str(sha256) for sha256 in told["missing"]}
        schema = str(told["schema"])
    except (KeyError, TypeError, ValueError, AttributeError):
        raise archive.damaged("manifesnya tidak lengkap") from None
    if not wanted.keys() <= set(TABLES):
        raise archive.damaged("ada tabel yang tidak dikenal")
    if absent := [name for name in map(table_file, wanted) if name not in archive.sizes]:
        raise archive.damaged(f"{absent[0]} tidak ada")

    def complete(snapshot: Snapshot) -> None:
        named = set(filter(_SHA256.fullmatch, snapshot.values_ever(FILE)))
        if lost := sorted(sha256 for sha256 in named - missing if evidence_file(sha256) not in archive.sizes):
            raise archive.damaged(f"data dukung {lost[0][:12]}… tidak ada")
        then()

    tables = [(name, columns[name], _rows(archive, name, len(columns[name]))) for name in TABLES if name in wanted]
    counts = refill(url, schema=schema, head=head, tables=tables, then=complete)
    if counts != wanted:
        raise archive.damaged("banyaknya baris tidak seperti yang dicatat")
    return counts


def table_file(name: str) -> str:
    """The member that holds a table."""
    return f"{STORE_FOLDER}/{name}.jsonl"


def evidence_file(sha256: str) -> str:
    """The member that holds a file of the evidence."""
    return f"{EVIDENCE}/{sha256[:2]}/{sha256}"


def own_files(folder: Path, *, besides: Collection[Path] = ()) -> list[Path]:
    """What a region has put into its workspace itself: settings, emblem, templates, workbooks; no archives."""
    found = []
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if parts[0] in _LEFT_OUT | _OWN or any(part.startswith((".", "~$")) for part in parts):
            continue
        if path.is_file() and not path.is_symlink() and path.suffix != ".zip" and path not in besides:
            found.append(path)
    return found


def _write_store(archive: ArchiveWriter, snapshot: Snapshot) -> dict[str, dict[str, Any]]:
    tables: dict[str, dict[str, Any]] = {}
    for name in TABLES:
        columns, rows = snapshot.rows(name)
        told: dict[str, Any] = {"columns": columns, "rows": 0}
        archive.add(table_file(name), _lines(rows, told), packed=True)
        tables[name] = told
    return tables


def _lines(rows: Iterable[Sequence[Any]], told: dict[str, Any]) -> Iterator[bytes]:
    held: list[str] = []
    for row in rows:
        told["rows"] += 1
        held.append(json.dumps(row, ensure_ascii=False, separators=(",", ":")))
        if len(held) >= _LINES_AT_ONCE:
            yield ("\n".join(held) + "\n").encode()
            held.clear()
    yield "".join(f"{line}\n" for line in held).encode()


def _rows(archive: ArchiveReader, name: str, width: int) -> Iterator[list[Any]]:
    for line in archive.lines(table_file(name)):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, list) or len(row) != width or not all(isinstance(v, str | int | None) for v in row):
            raise archive.damaged(f"baris tabel {name} tidak terbaca")
        yield row


def _write_evidence(archive: ArchiveWriter, vault: Vault, named: Iterable[str]) -> tuple[int, list[str]]:
    kept, missing = 0, []
    for sha256 in named:
        try:
            path = vault.open_for(sha256, whole=True)
        except EvidenceError:
            missing.append(sha256)
            continue
        archive.add(evidence_file(sha256), chunks_of(path), packed=False)
        kept += 1
    return kept, missing
