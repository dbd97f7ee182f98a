"""The benchmark table: the kit beside a plain way of doing the same, in one run, medians of five.

`python tests/benchmarks/bench.py` prints the table of the README. Nothing here is a test: a
machine's speed is not a claim.
"""

from __future__ import annotations

import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from klik_kit.content import load_choices, load_edition
from klik_kit.core.advice import advise
from klik_kit.core.portfolio import Innovation, Portfolio, ScoreKind, Scores
from klik_kit.core.scoring import score_region
from klik_kit.exchange.workbook_in import Workbook
from klik_kit.importing import apply_import, plan_import
from klik_kit.workspace import create_workspace

RUNS = 5
EDITION = load_edition("iid-2026")
MANDIRI = ScoreKind.MANDIRI


def seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def paired(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float]:
    """Medians of both, run in turn."""
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(RUNS)]
    return statistics.median(p[0] for p in pairs), statistics.median(p[1] for p in pairs)


def portfolio(count: int) -> Portfolio:
    luck = random.Random(2026)
    rows = [row.row for row in EDITION.sid]
    return Portfolio(
        edition=EDITION.id,
        spd={MANDIRI: Scores(levels={row.row: 2 for row in EDITION.spd})},
        innovations=tuple(
            Innovation(
                id=f"i{number}",
                opd=f"u{number % 300}",
                urusan=EDITION.urusan_wajib[number % 6],
                profile_known=False,
                scores={MANDIRI: Scores(levels={row: luck.randint(0, 3) for row in rows})},
            )
            for number in range(count)
        ),
    )


def plain_sum(nation: Portfolio) -> Decimal:
    """The same maturities the plain way: one Decimal product after another, with no explanation."""
    weights = {row.row: Decimal(str(float(row.weight))) for row in EDITION.sid}
    total = Decimal(0)
    for innovation in nation.innovations:
        for row, level in innovation.score(MANDIRI).levels.items():
            total += weights[row] * level
    return total


def rescored(region: Portfolio) -> None:
    """What a step is worth, the plain way: score the whole region again."""
    for _ in range(100):
        score_region(EDITION, region)


def portal_export(path: Path, *, rows: int, units: int) -> None:
    """An export of the portal's shape."""
    import xlsxwriter

    head = [
        "No", "Judul Inovasi", "Pemda", "Admin OPD", "Inisiator", "Nama Inisiator", "Bentuk Inovasi", "Jenis", "Asta Cipta",
        "Urusan Utama", "Urusan lain yang beririsan", "Kematangan", "Tahapan Inovasi", "Tanggal Input", "Tanggal Penerapan",
        "Tanggal Pengembangan", "Koordinat", "Video", "Link Video",
    ]  # fmt: skip
    urusan = load_choices()["urusan"].values
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("Data")
        page.write_row(0, 0, head)
        for n in range(1, rows + 1):
            unit = n % units
            page.write_row(
                n, 0,
                [str(n), f"INOVASI {n} (Layanan Nomor {n})", "Kabupaten Contoh", f"Unit {unit} Kabupaten Contoh (kab.unit{unit})", "OPD", f"Nama {n}",
                 "Inovasi pelayanan publik", "Digital", "-", urusan[n % len(urusan)].lower(), "", str(n % 112), "Penerapan", "01-07-2025",
                 "02-05-2024", "-", "-7.5, 110.2", "Ada", "https://contoh.example/video"],
            )  # fmt: skip


def import_once(folder: Path, export: Path, number: int) -> float:
    """Seconds to read, match, compare and store the export in a fresh workspace with 300 units."""
    from klik_kit.core.keys import unit_key
    from klik_kit.core.records import Change

    with create_workspace(folder / f"w{number}", region="Kabupaten Contoh", store=None, who="bench") as workspace:
        changes = [Change(record=unit_key(f"U{u}"), field="name", value=f"Unit {u}", base=0) for u in range(300)]
        workspace.store.save(changes, who="bench", at=datetime.now(UTC))

        def work() -> None:
            plan = plan_import(workspace.store, export, edition=EDITION, kind=MANDIRI)
            if plan.refused or len(plan.rows) != 1400:
                raise SystemExit(f"the export was not read whole: {len(plan.rows)} rows, {len(plan.refused)} refused")
            apply_import(workspace.store, plan, who="bench", at=datetime.now(UTC))

        return seconds(work)


def read_with_openpyxl(export: Path) -> float:
    from openpyxl import load_workbook

    return seconds(lambda: list(load_workbook(export).active.iter_rows(values_only=True)))  # type: ignore[union-attr]


def command(*words: str) -> Callable[[], object]:
    return lambda: subprocess.run(words, check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    scripts = Path(sys.executable).parent
    rows: list[tuple[str, float, str, float]] = []
    nation, region = portfolio(31_719), portfolio(200)
    ours, theirs = paired(lambda: score_region(EDITION, nation), lambda: plain_sum(nation))
    rows.append(
        (
            "score 31,719 innovations x 20 rows, with eligibility and answered/total",
            ours,
            "sum of weight x level in Decimal",
            theirs,
        )
    )
    ours, theirs = paired(lambda: advise(EDITION, score_region(EDITION, region)), lambda: rescored(region))
    rows.append(
        ("score and all advice for a region of 200 innovations", ours, "scoring anew for each of 100 steps", theirs)
    )
    with tempfile.TemporaryDirectory(prefix="klik-") as name:
        folder = Path(name)
        export = folder / "ekspor.xlsx"
        portal_export(export, rows=700, units=300)
        times = [(import_once(folder, export, n), read_with_openpyxl(export)) for n in range(RUNS)]
        ours, theirs = (statistics.median(t[k] for t in times) for k in (0, 1))
        rows.append(("import 700 portal rows from 300 units into SQLite", ours, "openpyxl reads the file", theirs))
        ours, theirs = paired(lambda: Workbook(export).sheet("Data"), lambda: read_with_openpyxl(export))
        rows.append(("of that: open and read the file", ours, "openpyxl reads the file", theirs))
    ours, theirs = paired(command(str(scripts / "klik"), "--help"), command(str(scripts / "papermill"), "--help"))
    rows.append(("`klik --help`", ours, "`papermill --help`", theirs))
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, medians of {RUNS}\n")
    print("| what | klik_kit | beside it | seconds | ratio |\n|---|---|---|---|---|")
    for what, ours, beside, theirs in rows:
        print(f"| {what} | {ours:.3f} s | {beside} | {theirs:.3f} s | {ours / theirs:.2f} |")


if __name__ == "__main__":
    main()
