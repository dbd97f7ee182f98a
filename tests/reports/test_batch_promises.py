"""What a batch promises about its processes: as many as cores, little memory, and no work lost or done twice."""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

import nbformat
import pytest

from klik_kit.batch import MANIFEST, plan_batch, run_batch
from klik_kit.core.keys import unit_key
from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.records import Change
from klik_kit.places import shipped
from klik_kit.reports.seal import fingerprint_of
from klik_kit.workspace import open_workspace

DAY = date(2026, 7, 1)
SOURCE = shipped("workbooks") / "laporan" / "laporan_opd.ipynb"


def planned(folder, out, **more):
    return plan_batch(folder, **({"edition": None, "kind": ScoreKind.MANDIRI, "as_of": DAY, "out": out} | more))


def altered(path, source):
    notebook = nbformat.read(SOURCE, as_version=4)
    notebook.cells[3].source = source + notebook.cells[3].source
    nbformat.write(notebook, path)
    return str(path)


MEET = """
import pathlib, time
folder = pathlib.Path({folder!r})
(folder / opd).touch()
until = time.monotonic() + 60
while len(list(folder.iterdir())) < {number}:
    if time.monotonic() > until:
        raise RuntimeError("nobody else came")
    time.sleep(0.01)
"""


def test_as_many_reports_are_made_at_once_as_there_are_cores(workspace_folder, tmp_path):
    cores = min(len(os.sched_getaffinity(0)), 3)
    (tmp_path / "temu").mkdir()
    path = altered(tmp_path / "temu.ipynb", MEET.format(folder=str(tmp_path / "temu"), number=cores))
    results = list(run_batch(planned(workspace_folder, tmp_path / "hasil", workbooks=[path])))
    assert [r.failure for r in results] == [None] * 3


DIE = """
import os, pathlib, signal
flag = pathlib.Path({folder!r}, opd)
tries = int(flag.read_text()) + 1 if flag.exists() else 1
flag.write_text(str(tries))
if opd == "KEC" or (opd == "DISDIK" and tries == 1):
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_process_killed_from_outside_costs_its_report_one_more_try(workspace_folder, tmp_path):
    (tmp_path / "coba").mkdir()
    path = altered(tmp_path / "mati.ipynb", DIE.format(folder=str(tmp_path / "coba")))
    results = {r.job.name: r.failure for r in run_batch(planned(workspace_folder, tmp_path / "hasil", workbooks=[path]))}  # fmt: skip
    assert results == {
        "mati-DINKES": None,
        "mati-DISDIK": None,
        "mati-KEC": "prosesnya dihentikan dari luar, dua kali",
    }
    assert {p.name: p.read_text() for p in (tmp_path / "coba").iterdir()} == {"DINKES": "1", "DISDIK": "2", "KEC": "2"}


HELD = """
import os, sys
from dataclasses import replace
from datetime import date
from multiprocessing import forkserver
from pathlib import Path
from klik_kit.batch import plan_batch, run_batch
from klik_kit.core.portfolio import ScoreKind

batch = plan_batch(Path(sys.argv[1]), edition=None, kind=ScoreKind.MANDIRI, as_of=date(2026, 7, 1), out=Path(sys.argv[2]))

def kilobytes(pid):
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Anonymous:"))  # what neither files nor neighbours share

for times in (2, 2, 16):
    jobs = tuple(replace(j, files={"html": batch.out / f"{j.name}-{n}.html"}) for n in range(times) for j in batch.jobs)
    for result in run_batch(replace(batch, jobs=jobs), workers=2, force=True):
        assert result.failure is None, result.failure
    print(kilobytes(os.getpid()), kilobytes(forkserver._forkserver._forkserver_pid))
"""


def test_memory_of_command_and_preloaded_process_does_not_grow_with_the_reports(workspace_folder, tmp_path):
    run = subprocess.run(
        [sys.executable, "-c", HELD, str(workspace_folder), str(tmp_path / "hasil")], capture_output=True, text=True
    )
    assert (run.returncode, run.stderr) == (0, "")
    _, few, many = [[int(word) for word in line.split()] for line in run.stdout.splitlines()]
    assert [more - less < 1_000 for less, more in zip(few, many, strict=True)] == [True, True], run.stdout


@pytest.fixture
def larger(workspace_folder, tmp_path) -> Path:
    """A workspace of fourteen units."""
    folder = shutil.copytree(workspace_folder, tmp_path / "kab")
    with open_workspace(folder) as workspace:
        changes = [
            Change(record=unit_key(f"KEC{n}"), field=field, value=value, base=0)
            for n in range(11)
            for field, value in (("name", f"Kecamatan {n}"), ("kind", "Kecamatan"))
        ]
        workspace.store.save(changes, who="uji", at=datetime.now(UTC))
    return folder


def finished(batch) -> dict[str, tuple[int, int]]:
    """The reports that are whole, each with what tells whether its file was written again."""
    found = {}
    for job in batch.jobs:
        if fingerprint_of(job.files["html"]) == job.fingerprint:
            about = job.files["html"].stat()
            found[job.name] = (about.st_ino, about.st_mtime_ns)
    return found


def test_a_batch_killed_at_ten_random_moments_loses_nothing_and_does_nothing_twice(larger, tmp_path):
    seed = random.SystemRandom().randrange(10**6)
    chance = random.Random(seed)
    batch = planned(larger, tmp_path / "hasil")
    command = [sys.executable, "-m", "klik_kit", "batch", "-r", str(larger), "--per", DAY.isoformat(), "--out", str(batch.out), "--workers", "2"]  # fmt: skip
    for _ in range(10):
        before = finished(batch)
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        pages = len(before) + chance.choice([0, 1, 1, 2])
        while process.poll() is None and len(list(batch.out.glob("*.html"))) < pages:
            time.sleep(0.005)
        until = time.monotonic() + chance.uniform(0, 0.2 if pages > len(before) else 2.0)
        while process.poll() is None and time.monotonic() < until:
            time.sleep(0.005)
        process.kill()
        process.wait()
        after = finished(batch)
        assert {name: after.get(name) for name in before} == before, f"seed {seed}"
    last = subprocess.run(command, capture_output=True, text=True)
    assert (last.returncode, "15 dari 15 laporan siap" in last.stdout) == (0, True), f"seed {seed}: {last.stderr}"
    assert {name: finished(batch)[name] for name in after} == after, f"seed {seed}"
    reference = planned(larger, tmp_path / "sekali")
    assert {r.failure for r in run_batch(reference, workers=2)} == {None}
    for job in reference.jobs:
        assert (batch.out / job.files["html"].name).read_bytes() == job.files["html"].read_bytes(), f"seed {seed}"
    names = {path.name for path in batch.out.iterdir()}
    assert names == {path.name for path in reference.out.iterdir()}, f"seed {seed}"
    told = json.loads((batch.out / MANIFEST).read_text(encoding="utf-8"))["reports"]
    assert {name: entry["fingerprint"] for name, entry in told.items()} == {j.name: j.fingerprint for j in batch.jobs}


def test_what_a_killed_writer_left_is_taken_away(workspace_folder, tmp_path):
    out = tmp_path / "hasil"
    out.mkdir()
    (out / ".klik-0123456789ab.html").touch()
    (out / ".klik-catatan.html").touch()
    assert [r.failure for r in run_batch(planned(workspace_folder, out, opds=["KEC"]))] == [None]
    assert {p.name for p in out.glob(".klik*")} == {".klik-catatan.html"}
