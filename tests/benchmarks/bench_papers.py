"""All papers of the sample region: one of each about the region, and those of its 64 units, sessions and classes.

Run: python tests/benchmarks/bench_papers.py
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 3


def main() -> None:
    """Make the sample region once, its papers three times, and print one line of the README's table."""
    with tempfile.TemporaryDirectory(prefix="klik-") as folder:
        klik = [sys.executable, "-m", "klik_kit"]
        region, out = Path(folder) / "kab", Path(folder) / "surat"
        subprocess.run([*klik, "demo", "--forms", "--dir", region], check=True, capture_output=True)
        took = []
        for run in range(RUNS):
            begun = time.perf_counter()
            subprocess.run(
                [*klik, "dokumen", "make", "--semua", "-r", region, "-o", out / str(run)],
                check=True,
                capture_output=True,
            )
            took.append(time.perf_counter() - begun)
        count = len(list((out / "0").rglob("*.docx")))
    print(f"| all papers of 64 units ({count} Word files) | {statistics.median(took):.1f} s |")


if __name__ == "__main__":
    main()
