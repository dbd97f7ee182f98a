"""Tasks on a real Dask cluster of two worker processes."""

import os
import signal
import threading
from pathlib import Path

import pytest
from dask_cluster import dask_cluster, wait_for

from klik_kit.errors import ReportError
from klik_kit.warm import cluster as module
from klik_kit.warm.cluster import connected, on_this_machine

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with dask_cluster(tmp_path_factory.mktemp("dask"), modules=HERE) as started:
        yield started


def outcomes(address, name, tasks, *, limit=30.0):
    with connected(address) as cluster:
        return sorted(cluster.run(f"warm_cases:{name}", tasks, limit=limit), key=lambda o: str(o.task))


def test_every_task_gives_its_value(running):
    found = outcomes(running.address, "square", range(12))
    assert {o.task: o.value for o in found} == {n: n * n for n in range(12)}
    assert all(o.failure is None and o.seconds >= 0 for o in found)


def test_a_raised_error_is_an_outcome_and_stops_nobody(running):
    assert [o.failure for o in outcomes(running.address, "fail", "ab")] == ["ValueError: a", "ValueError: b"]


def test_a_task_that_hangs_is_ended_after_its_limit(running):
    assert [o.failure for o in outcomes(running.address, "hang", [1], limit=1.0)] == ["melewati batas waktu 1 detik"]


def test_a_task_that_is_killed_is_tried_once_more(running, tmp_path):
    assert [o.value for o in outcomes(running.address, "die_once", [str(tmp_path / "sudah")])] == ["selamat"]


def test_no_task_sees_another(running):
    assert [o.value for o in outcomes(running.address, "leave_a_mark", range(6))] == [False] * 6


def killed_in_the_middle(started, folder, kill):
    """Run tasks that wait, end a process of the cluster while both workers are busy, and let them go."""
    (folder / "coba").mkdir()
    found: list = []

    def work():
        try:
            found.extend(outcomes(started.address, "note_and_wait", [(str(folder), n) for n in range(6)]))
        except ReportError as error:
            found.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    wait_for(lambda: len({p.name.partition("-")[2] for p in (folder / "coba").iterdir()}) == 2, started.scheduler)
    at_work = {p.name.partition("-")[2]: p.name.partition("-")[0] for p in (folder / "coba").iterdir()}
    process = kill(started)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    (folder / "lanjut").touch()
    thread.join(120)
    return found, at_work, str(process.pid)


def test_a_worker_killed_in_the_middle_costs_its_task_one_more_try(tmp_path):
    with dask_cluster(tmp_path, modules=HERE) as started:
        found, at_work, killed = killed_in_the_middle(started, tmp_path, lambda cluster: cluster.workers[0])
    assert [(o.value, o.failure) for o in found] == [(n, None) for n in range(6)]
    tries = sorted(p.name.partition("-")[0] for p in (tmp_path / "coba").iterdir())
    assert tries == sorted([*map(str, range(6)), at_work[killed]])


def test_a_lost_scheduler_ends_the_run_with_one_sentence(tmp_path):
    with dask_cluster(tmp_path, modules=HERE) as started:
        found, _, _ = killed_in_the_middle(started, tmp_path, lambda cluster: cluster.scheduler)
    assert [type(error) for error in found] == [ReportError]
    assert "penjadwal Dask terputus" in str(found[0])


def test_workers_that_may_not_fork_or_cannot_do_the_work_are_named(running, tmp_path):
    with connected(running.address) as cluster:
        cluster.check("warm_cases:square", 2)
        with pytest.raises(ReportError, match=r"Pekerja Dask tcp://127\.0\.0\.1:\d+: x$"):
            cluster.check("warm_cases:fail", "x")
        with pytest.raises(ReportError, match="tidak mengenal klik_kit"):
            cluster.check("tidak_ada_di_sana:apa")
    with dask_cluster(tmp_path, workers=1, options=("--nanny",)) as started, connected(started.address) as cluster:
        with pytest.raises(ReportError, match=r"daemonic.*--no-nanny"):
            cluster.check("builtins:len", "")
        (outcome,) = cluster.run("builtins:len", ["abc"], limit=5)
        assert "daemonic" in outcome.failure


def test_a_cluster_without_workers_and_an_address_without_a_cluster_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_CONNECT_SECONDS", 1)
    with dask_cluster(tmp_path, workers=0) as started:
        address = started.address
        with (
            connected(address) as cluster,
            pytest.raises(ReportError, match=r"belum mempunyai pekerja.*dask worker tcp://"),
        ):
            cluster.check("builtins:len", "")
    with pytest.raises(ReportError, match="tidak menjawab"), connected(address):
        pass


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("tcp://127.0.0.1:8786", True),
        ("tcp://localhost:8786", True),
        ("tls://[::1]:8786", True),
        ("tcp://192.0.2.7:8786", False),
        ("tcp://0.0.0.0:8786", False),
    ],
)
def test_loopback_is_this_machine(address, here):
    assert on_this_machine(address) is here


@pytest.mark.parametrize("address", ["127.0.0.1:8786", "tcp://127.0.0.1", "http://127.0.0.1:1", "tcp://[x:1", ""])
def test_a_text_that_is_no_address_is_told(address):
    with pytest.raises(ReportError, match=r"--scheduler tcp://127\.0\.0\.1:8786"):
        on_this_machine(address)
