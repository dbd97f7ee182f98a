"""`klik rekap` of 5,000 innovations with their evidence, sessions, plans and tasks.

`python tests/benchmarks/bench_recap.py [--innovations 5000] [--runs 3]` prints the README's table. The command runs as
its own process, as people run it; beside it stands openpyxl writing the same cells from memory.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from klik_kit.content import load_edition
from klik_kit.core.action_plan import PLAN, stage_key
from klik_kit.core.coaching import SESSION, TASK
from klik_kit.core.keys import assessment_key, unit_key
from klik_kit.core.pilot import APPLIED
from klik_kit.core.records import Change, RecordKey
from klik_kit.workspace import create_workspace

EDITION, UNITS, TODAY = load_edition("iid-2026"), 64, date(2026, 7, 20)
AT = datetime(2026, 7, 1, tzinfo=UTC)


def filled(folder: Path, count: int) -> None:
    """A workspace of so many innovations, each with 20 levels, some ten documents, a plan, and every fifth a session."""
    luck = random.Random(2026)
    changes: list[Change] = []

    def put(key: RecordKey, **fields: str) -> None:
        changes.extend(Change(record=key, field=name, value=value, base=0) for name, value in fields.items())

    for number in range(UNITS):
        put(unit_key(f"U{number}"), name=f"Dinas Nomor {number}", kind="Dinas", operator=f"Petugas {number}")
    for number in range(count):
        unit = f"U{number % UNITS}"
        key = RecordKey(id=f"INV-{number:05}", kind="inovasi", unit=unit)
        put(key, name=f"INOVASI {number} (Layanan Nomor {number})", urusan="Kesehatan", stage="Penerapan", implemented_on="2025-02-03", status="Draf", rancang_bangun="kata " * 300)  # fmt: skip
        levels = {f"mandiri.{row.row}": str(luck.randint(0, 3)) for row in EDITION.sid}
        put(assessment_key(key.id, EDITION.id, unit), **levels)
        for row in luck.sample(EDITION.sid, 10):
            document = RecordKey(id=f"DD-{number:05}-{row.row}", kind="data_dukung", unit=unit, parent=key.id)
            put(document, indicator=row.row, title=f"Dokumen {row.row}", file="ab" * 32, state="Belum diperiksa")
        due = (TODAY + timedelta(days=luck.randint(-60, 60))).isoformat()
        put(stage_key(key, PLAN), **{"langkah.1.apa": "Menyusun SOP", "langkah.1.siapa": "Ratna Sari", "langkah.1.selesai": due})  # fmt: skip
        put(stage_key(key, APPLIED), **{"tagihan.1.indikator": "16. Regulasi", "tagihan.1.siapa": "Ratna", "tagihan.1.batas": due})  # fmt: skip
        if number % 5 == 0:
            session = RecordKey(id=f"SS-{number:05}", kind=SESSION, unit=unit)
            put(session, state="Selesai", tanggal="2026-07-01", inovasi=key.id)
            task = RecordKey(id=f"TL-{number:05}", kind=TASK, unit=unit, parent=session.id)
            put(task, text="Menerbitkan SK pelaksana", owner="Ratna Sari", due=due)
    with create_workspace(folder, region="Kabupaten Contoh", store=None, who="bench") as workspace:
        workspace.store.save(changes, who="bench", at=AT)


def openpyxl_seconds(file: Path, target: Path) -> float:
    """How long openpyxl takes to write the cells of a file, read beforehand."""
    from openpyxl import Workbook, load_workbook

    sheets = {page.title: list(page.iter_rows(values_only=True)) for page in load_workbook(file, read_only=True)}
    begin = time.perf_counter()
    book = Workbook()
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(target)
    return time.perf_counter() - begin


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--innovations", type=int, default=5000)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="klik-") as name:
        folder, file = Path(name) / "kab", Path(name) / "rekap.xlsx"
        filled(folder, given.innovations)
        words = [Path(sys.executable).parent / "klik", "rekap", "-r", folder, "-o", file, "--per", TODAY, "--timpa"]
        times = []
        for _ in range(given.runs):
            begin = time.perf_counter()
            said = subprocess.run([str(w) for w in words], check=True, capture_output=True, text=True).stdout
            times.append(time.perf_counter() - begin)
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        beside = openpyxl_seconds(file, Path(name) / "tanpa.xlsx")
        size = file.stat().st_size / 1024**2
    print(said)
    print("| what | klik_kit | beside it | seconds | ratio |\n|---|---|---|---|---|")
    ours = statistics.median(times)
    print(
        f"| `klik rekap` of {given.innovations:,} innovations ({size:.1f} MB, {memory:.0f} MB of memory) | {ours:.1f} s | "
        f"openpyxl writes the same cells, read beforehand | {beside:.1f} s | {ours / beside:.2f} |"
    )


if __name__ == "__main__":
    main()
