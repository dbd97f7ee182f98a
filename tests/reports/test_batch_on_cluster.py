"""`klik batch --scheduler` on a real Dask cluster of two worker processes."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import nbformat
import pytest
from dask_cluster import dask_cluster, wait_for

from klik_kit.batch import MANIFEST, plan_batch, run_batch
from klik_kit.core.portfolio import ScoreKind
from klik_kit.errors import ReportError
from klik_kit.places import shipped

DAY = date(2026, 7, 1)
SOURCE = shipped("workbooks") / "laporan" / "laporan_opd.ipynb"
NOTE_AND_WAIT = """
import multiprocessing, pathlib, time
folder = pathlib.Path({folder!r})
(folder / "coba" / f"{{opd}}-{{multiprocessing.parent_process().pid}}").touch()
while not (folder / "lanjut").exists():
    time.sleep(0.02)
"""


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with dask_cluster(tmp_path_factory.mktemp("dask")) as started:
        yield started


@pytest.fixture
def own(workspace_folder, tmp_path) -> Path:
    return shutil.copytree(workspace_folder, tmp_path / "kab")


def altered(path, source):
    notebook = nbformat.read(SOURCE, as_version=4)
    notebook.cells[3].source = source + notebook.cells[3].source
    nbformat.write(notebook, path)
    return path


def command(folder, out, *more):
    return [sys.executable, "-m", "klik_kit", "batch", "-r", str(folder), "--per", DAY.isoformat(), "--out", str(out), *map(str, more)]  # fmt: skip


def pages(out):
    return {path.name: path.read_bytes() for path in out.iterdir() if path.suffix in {".html", ".pdf"}}


def test_a_cluster_makes_the_same_files_and_the_next_run_skips_them(running, own, tmp_path):
    plan = {
        "edition": None,
        "kind": ScoreKind.MANDIRI,
        "as_of": DAY,
        "formats": ("html", "pdf"),
        "opds": ["DINKES", "KEC"],
    }
    assert {r.failure for r in run_batch(plan_batch(own, out=tmp_path / "sini", **plan))} == {None}
    there = [
        *command(own, tmp_path / "sana", "--format", "html,pdf", "--opd", "DINKES,KEC", "--scheduler", running.address)
    ]
    first = subprocess.run(there, capture_output=True, text=True)
    assert (first.returncode, first.stderr) == (0, "Laporan 2/2: " + first.stderr.rpartition(" ")[2])
    assert pages(tmp_path / "sana") == pages(tmp_path / "sini")
    assert len(pages(tmp_path / "sana")) == 5
    again = subprocess.run(there, capture_output=True, text=True)
    assert again.stdout.strip().endswith("; 2 tidak berubah")


def test_a_report_that_fails_on_a_worker_gets_its_red_card(running, own, tmp_path):
    path = altered(tmp_path / "rusak.ipynb", "if opd == 'DISDIK':\n    raise RuntimeError('tabel rusak')\n")
    ran = subprocess.run(
        command(own, tmp_path / "hasil", "--workbook", path, "--scheduler", running.address),
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 1
    assert re.search(r"^GAGAL rusak-DISDIK: sel \d+: tabel rusak$", ran.stderr, flags=re.MULTILINE)
    assert "tabel rusak" in (tmp_path / "hasil" / "rusak-DISDIK.gagal.html").read_text(encoding="utf-8")
    assert (tmp_path / "hasil" / "rusak-KEC.html").is_file()


def test_a_worker_killed_in_the_middle_costs_one_report_one_more_try(own, tmp_path):
    (tmp_path / "coba").mkdir()
    path = altered(tmp_path / "milik.ipynb", NOTE_AND_WAIT.format(folder=str(tmp_path)))
    with dask_cluster(tmp_path) as started:
        ran = subprocess.Popen(
            command(own, tmp_path / "hasil", "--workbook", path, "--scheduler", started.address),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        wait_for(lambda: len({p.name.rpartition("-")[2] for p in (tmp_path / "coba").iterdir()}) == 2, ran)
        at_work = {p.name.rpartition("-")[2]: p.name.rpartition("-")[0] for p in (tmp_path / "coba").iterdir()}
        killed = started.workers[0]
        os.kill(killed.pid, signal.SIGKILL)
        killed.wait()
        (tmp_path / "lanjut").touch()
        said, complaints = ran.communicate(timeout=120)
    assert (ran.returncode, "GAGAL" in complaints) == (0, False), complaints
    assert said.startswith("3 dari 3 laporan siap")
    tries = sorted(p.name.rpartition("-")[0] for p in (tmp_path / "coba").iterdir())
    assert tries == sorted(["DINKES", "DISDIK", "KEC", at_work[str(killed.pid)]])
    plan = plan_batch(own, workbooks=[str(path)], edition=None, kind=ScoreKind.MANDIRI, as_of=DAY, out=tmp_path / "sini")  # fmt: skip
    assert {r.failure for r in run_batch(plan)} == {None}
    assert pages(tmp_path / "hasil") == pages(tmp_path / "sini")


def test_a_lost_scheduler_is_told_and_the_next_run_carries_on(own, tmp_path):
    (tmp_path / "coba").mkdir()
    wait_for_others = "if opd != 'DINKES':\n" + NOTE_AND_WAIT.format(folder=str(tmp_path)).replace("\n", "\n    ")
    path = altered(tmp_path / "milik.ipynb", wait_for_others.rstrip() + "\n")
    with dask_cluster(tmp_path, workers=1) as started:
        ran = subprocess.Popen(
            command(own, tmp_path / "hasil", "--workbook", path, "--scheduler", started.address),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        wait_for(lambda: (tmp_path / "hasil" / "milik-DINKES.html").exists() and list((tmp_path / "coba").iterdir()), ran)  # fmt: skip
        started.scheduler.kill()
        said, complaints = ran.communicate(timeout=120)
    assert (ran.returncode, said) == (2, "")
    assert complaints.strip() == (
        "Hubungan dengan penjadwal Dask terputus. Yang sudah jadi tetap ada; "
        "jalankan perintah yang sama lagi untuk meneruskannya."
    )
    (tmp_path / "lanjut").touch()
    again = subprocess.run(command(own, tmp_path / "hasil", "--workbook", path), capture_output=True, text=True)
    assert again.stdout.strip().endswith("; 1 tidak berubah")
    assert set(json.loads((tmp_path / "hasil" / MANIFEST).read_text(encoding="utf-8"))["reports"]) == {
        "milik-DINKES", "milik-DISDIK", "milik-KEC",
    }  # fmt: skip


def test_a_store_in_a_file_is_refused_for_a_scheduler_on_another_machine(own, tmp_path, klik):
    ran = klik("batch", "-r", own, "--out", tmp_path / "hasil", "--scheduler", "tcp://192.0.2.7:8786")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.strip().startswith("Penyimpanan klik.db adalah berkas di komputer ini")
    assert not (tmp_path / "hasil").exists()


def test_a_store_on_a_server_is_not_refused(own, tmp_path):
    batch = plan_batch(own, edition=None, kind=ScoreKind.MANDIRI, as_of=DAY, out=tmp_path / "hasil")
    assert batch.store == own / "klik.db"
    nothing_to_do = replace(batch, store=None, jobs=())
    assert list(run_batch(nothing_to_do, scheduler="tcp://192.0.2.7:8786")) == []
    with pytest.raises(ReportError):
        next(run_batch(batch, scheduler="tcp://192.0.2.7:8786"))


def test_a_worker_with_other_code_is_refused_before_anything_runs(running, own, tmp_path):
    batch = plan_batch(own, edition=None, kind=ScoreKind.MANDIRI, as_of=DAY, out=tmp_path / "hasil")
    older = replace(batch, jobs=tuple(replace(job, machinery="0" * 64) for job in batch.jobs))
    with pytest.raises(ReportError, match=r"Pekerja Dask tcp://.*memakai klik_kit atau pustaka versi lain"):
        next(run_batch(older, scheduler=running.address))
