"""Paket kirim of 140 innovations with 900 files of evidence, 500 MB that nothing can make smaller.

`python tests/benchmarks/bench_parcel.py [--innovations 140] [--files 900] [--megabytes 500]` prints the README's row. The
package is made by the command in a process of its own, whose memory is looked at while it works; beside it the standard
library writes the same files into a ZIP, and reads nothing back.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import psutil

from klik_kit.core.keys import assessment_key, unit_key
from klik_kit.core.records import Change, RecordKey
from klik_kit.workspace import EVIDENCE, Workspace, create_workspace

EVERY = 0.02
RUNS = 3
ROWS = [str(row) for row in range(16, 36)]


def region(folder: Path, *, innovations: int, files: int, size: int) -> list[Path]:
    """A workspace whose innovations are all *Layak kirim*, with their files in the vault; gives the files."""
    kept = []
    with create_workspace(folder, region="Kabupaten Ukur", store=None, who="uji") as workspace:
        changes = [Change(record=unit_key("DINKES"), field="name", value="Dinas Kesehatan", base=0)]
        for number in range(innovations):
            changes += _innovation(number)
        save(workspace, changes)
        changes = []
        for number in range(files):
            path, told = _document(folder / EVIDENCE, number, innovation=f"INV-{number % innovations}", size=size)
            kept.append(path)
            changes += told
        save(workspace, changes)
    return kept


def save(workspace: Workspace, changes: list[Change]) -> None:
    workspace.store.save(changes, who="uji", at=datetime.now(UTC))


def _innovation(number: int) -> list[Change]:
    name = f"INV-{number}"
    values = {
        "name": f"INOVASI KE-{number} (Layanan yang Diukur)", "stage": "Penerapan", "status": "Layak kirim", "urusan": "Kesehatan",
        "implemented_on": "2025-02-01", "rancang_bangun": "Uraian yang cukup panjang. " * 120, "goals": "Turun dari 135 menjadi 30 menit.",
    }  # fmt: skip
    key = RecordKey(id=name, kind="inovasi", unit="DINKES")
    scores = assessment_key(name, "iid-2026", "DINKES")
    return [
        *(Change(record=key, field=field, value=value, base=0) for field, value in values.items()),
        *(Change(record=scores, field=f"mandiri.{row}", value="2", base=0) for row in ROWS),
    ]


def _document(vault: Path, number: int, *, innovation: str, size: int) -> tuple[Path, list[Change]]:
    body = b"%PDF-1.4\n" + os.urandom(size - 9)
    digest = hashlib.sha256(body).hexdigest()
    path = vault / digest[:2] / digest
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    values = {
        "indicator": ROWS[number % len(ROWS)], "file": digest, "name": f"berkas {number}.pdf", "size": str(size), "type": "pdf",
        "title": "SK Bupati", "number": f"188.45/{number}/2025", "date": "2025-01-05",
    }  # fmt: skip
    key = RecordKey(id=f"DD-{number}", kind="data_dukung", unit="DINKES", parent=innovation)
    return path, [Change(record=key, field=field, value=value, base=0) for field, value in values.items()]


def made(folder: Path, out: Path) -> tuple[float, float]:
    """Seconds of the command, and the most MB resident its process held."""
    begin = time.perf_counter()
    command = [sys.executable, "-m", "klik_kit", "paket", "-r", str(folder), "-o", str(out)]
    most = 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as child:
        process = psutil.Process(child.pid)
        while child.poll() is None:
            try:
                most = max(most, process.memory_info().rss)
            except psutil.Error:
                break
            time.sleep(EVERY)
    assert child.returncode == 0, child.returncode
    return time.perf_counter() - begin, most / 1024**2


def plain(files: list[Path], out: Path) -> float:
    """The same files by the standard library, uncompressed as ours, without a hash and without reading back."""
    begin = time.perf_counter()
    with zipfile.ZipFile(out, "w") as archive:
        for path in files:
            archive.write(path, path.name)
    return time.perf_counter() - begin


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--innovations", type=int, default=140)
    parser.add_argument("--files", type=int, default=900)
    parser.add_argument("--megabytes", type=int, default=500)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder, out = Path(scratch) / "kab", Path(scratch) / "paket.zip"
        size = given.megabytes * 1024**2 // given.files
        files = region(folder, innovations=given.innovations, files=given.files, size=size)
        ours = [made(folder, out) for _ in range(RUNS)]
        theirs = statistics.median(plain(files, Path(scratch) / "polos.zip") for _ in range(RUNS))
        with zipfile.ZipFile(out) as archive:
            found = sum(1 for name in archive.namelist() if "/data_dukung/" in name)
        assert found == given.files - sum(1 for n in range(given.files) if ROWS[n % len(ROWS)] == "33"), found
    seconds = statistics.median(one[0] for one in ours)
    print("| what | klik_kit | beside it | seconds | ratio |")
    print("|---|---|---|---|---|")
    what = f"`klik paket`: {given.innovations} innovations, {given.files} files, {given.megabytes} MB, read back and compared"
    print(f"| {what} | {seconds:.1f} s, at most {max(one[1] for one in ours):.0f} MB resident | the standard library's ZIP of the same files, not read back | {theirs:.1f} s | {seconds / theirs:.2f} |")  # fmt: skip


if __name__ == "__main__":
    main()
