"""The current answers of a workspace and their evidence as documented JSON, for another installation.

``catatan.jsonl`` has one record a line, by id: ``id``, ``kind``, ``unit``, ``parent``, ``edition`` and ``answers``, the
newest text of each field that has one. Evidence stands below ``bukti/`` by its hash. No history, no accounts, no
clock: the same answers give the same bytes. Shape: ``ekspor.schema.json``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from klik_kit.core.records import Change, Record, RecordKey
from klik_kit.errors import EvidenceError, ExchangeError, NotFoundError, Problem
from klik_kit.evidence import Vault
from klik_kit.files import replacing
from klik_kit.moving.archive import ArchiveReader, ArchiveWriter, Progress, chunks_of, silently
from klik_kit.moving.backup import FILE, evidence_file
from klik_kit.moving.soundness import unsound
from klik_kit.store import ACCOUNT_KIND
from klik_kit.workspace import EVIDENCE, Workspace

KIND = "ekspor"
RECORDS = "catatan.jsonl"
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MOST_TOLD = 10
_TEXTS = ("unit", "parent", "edition")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundled:
    """How many records, answers and evidence files a bundle holds."""

    records: int
    answers: int
    evidence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What a bundle would do to a store: changes, and how many records are new, changed and the same."""

    changes: tuple[Change, ...] = field(default=())
    new: int = 0
    changed: int = 0
    same: int = 0


def write_bundle(workspace: Workspace, path: Path, *, progress: Progress = silently) -> Bundled:
    """Write everything that is answered now, and prove it by reading it back.

    Args:
        workspace: stays as it is.
        path: replaced only by a whole bundle.
        progress: how far it is.

    Raises:
        ExchangeError: evidence is missing, the file cannot be written, or what was written is not whole.
    """
    with workspace.store.snapshot() as snapshot:
        found = (dict(zip(*pair, strict=True)) for pair in _rows(snapshot.rows("record")))
        records = [record for record in found if record["kind"] != ACCOUNT_KIND]
        kept_ids = {record["id"] for record in records}
        answers: dict[str, dict[str, str]] = {}
        for _, row in _rows(snapshot.rows("answer")):
            record, name, value = row[0], row[1], row[2]
            if value is not None and record in kept_ids:
                answers.setdefault(record, {})[name] = value
    named = sorted({v for told in answers.values() if _SHA256.fullmatch(v := told.get(FILE, ""))})
    total = sum(map(len, answers.values()))
    vault = Vault(workspace.folder / EVIDENCE)
    with replacing(path) as draft:
        draft.chmod(0o600)
        with ArchiveWriter(draft, kind=KIND) as archive:
            archive.add(RECORDS, _lines(records, answers), packed=True)
            for sha256 in progress(named, "data dukung"):
                try:
                    kept = vault.open_for(sha256, whole=True)
                except EvidenceError as error:
                    raise ExchangeError(f"Berkas data dukung {sha256[:12]}… hilang atau rusak. Pulihkan dahulu dari cadangan.") from error  # fmt: skip
                archive.add(evidence_file(sha256), chunks_of(kept), packed=False)
            archive.seal({"region": workspace.region.name, "records": len(records), "answers": total, "evidence": len(named)})  # fmt: skip
        with ArchiveReader(draft, kind=KIND) as archive:
            archive.check(progress)
            back = list(read_records(archive))
            if (len(back), sum(len(values) for _, values in back)) != (len(records), total):
                raise archive.damaged("banyaknya catatan tidak seperti yang ditulis")
    return Bundled(records=len(records), answers=total, evidence=len(named))


def read_records(archive: ArchiveReader) -> Iterator[tuple[RecordKey, dict[str, str]]]:
    """The records of a bundle with their answers.

    Raises:
        ExchangeError: a line is no record.
    """
    for number, line in enumerate(archive.lines(RECORDS), start=1):
        found = _record(line)
        if found is None:
            raise archive.damaged(f"baris {number} {RECORDS} tidak terbaca")
        yield found


def _record(line: bytes) -> tuple[RecordKey, dict[str, str]] | None:
    """A record with its answers; None where the line is none."""
    try:
        told = json.loads(line)
        key = RecordKey(id=told["id"], kind=told["kind"], **{name: told[name] for name in _TEXTS})
        answers: dict[str, str] = dict(told["answers"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    owned = [text for text in (key.unit, key.parent, key.edition) if text is not None]
    sound = all(isinstance(text, str) for text in (key.id, key.kind, *owned, *answers, *answers.values()))
    return (key, answers) if sound and key.id and key.kind else None


def plan_arrival(workspace: Workspace, archive: ArchiveReader) -> Arrival:
    """Compare a bundle with the store; nothing is written. What the bundle does not name stays.

    Raises:
        ExchangeError: the bundle is damaged, says what cannot be, or uses an id that is another kind of record here.
    """
    if RECORDS not in archive.sizes:
        raise archive.damaged(f"{RECORDS} tidak ada")
    changes: list[Change] = []
    wrong: list[Problem] = []
    new = changed = same = 0
    edition = workspace.edition().id
    for key, values in read_records(archive):
        if key.kind == ACCOUNT_KIND:
            raise ExchangeError(f"Berkas {archive.path} memuat akun; akun dibuat dengan klik user add, tidak diimpor.")
        sha256 = values.get(FILE, "")
        if _SHA256.fullmatch(sha256) and evidence_file(sha256) not in archive.sizes:
            raise archive.damaged(f"data dukung {sha256[:12]}… tidak ada")
        wrong += unsound(key, values, edition=edition)
        try:
            here = workspace.store.get(key.id)
        except NotFoundError:
            here = Record(key=key)
        if here.key != key:
            raise ExchangeError(
                f"Catatan {key.id} di ruang kerja ini milik {here.key.kind} {here.key.unit or ''} yang lain. "
                "Impor ke ruang kerja baru, atau hapus catatan itu dari berkas asalnya."
            )
        wanted = [here.change(name, value) for name, value in values.items() if here.value(name) != value]
        changes += wanted
        new, changed, same = new + (not here.answers), changed + bool(here.answers and wanted), same + (not wanted)
    if wrong:
        told = "\n".join(f"- {problem}" for problem in wrong[:_MOST_TOLD])
        more = f"\n- dan {len(wrong) - _MOST_TOLD} lagi" if len(wrong) > _MOST_TOLD else ""
        raise ExchangeError(f"Isi {archive.path} tidak dapat diterima; tidak ada yang diimpor.\n{told}{more}")
    return Arrival(changes=tuple(changes), new=new, changed=changed, same=same)


def take_in(workspace: Workspace, archive: ArchiveReader, arrival: Arrival, *, who: str, at: datetime, progress: Progress = silently) -> int:  # fmt: skip
    """Keep a bundle's evidence, then write its answers all at once; gives how many files were new.

    Raises:
        ExchangeError: a file is not what its name says.
        ConflictError: somebody saved one of the fields after the plan was made; no answer is written.
    """
    vault = Vault(workspace.folder / EVIDENCE)
    taken = 0
    for name in progress([n for n in archive.sizes if n != RECORDS], "data dukung"):
        sha256 = archive.sizes[name][1]
        if name != evidence_file(sha256):
            raise archive.damaged(f"isi {name} tidak cocok dengan sidiknya")
        taken += vault.adopt(sha256, archive.chunks(name))
    workspace.store.save(arrival.changes, who=who, at=at)
    return taken


def _rows(found: tuple[tuple[str, ...], Iterable[Any]]) -> Iterator[tuple[tuple[str, ...], Any]]:
    columns, rows = found
    for row in rows:
        yield columns, row


def _lines(records: Iterable[dict[str, Any]], answers: dict[str, dict[str, str]]) -> Iterator[bytes]:
    for record in sorted(records, key=lambda one: str(one["id"])):
        told = {name: record[name] for name in ("id", "kind", *_TEXTS)}
        told["answers"] = dict(sorted(answers.get(record["id"], {}).items()))
        yield f"{json.dumps(told, ensure_ascii=False, separators=(',', ':'))}\n".encode()
