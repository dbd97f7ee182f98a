"""Each task in a clean process: outcomes, limits, and what a killed one costs."""

import multiprocessing
import signal
import tempfile
from pathlib import Path

import pytest

from klik_kit.warm.tasks import _uninterrupted, run


@pytest.fixture(autouse=True)
def findable(monkeypatch):
    """The processes find warm_cases as this test does."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))


def outcomes(name, tasks, *, workers=2, limit=30.0, preload=()):
    return list(run(f"warm_cases:{name}", tasks, workers=workers, limit=limit, preload=preload))


def test_every_task_gives_its_value():
    found = outcomes("square", range(12))
    assert sorted((o.task, o.value) for o in found) == [(n, n * n) for n in range(12)]
    assert all(o.failure is None and o.seconds >= 0 for o in found)


def test_a_raised_error_is_an_outcome_and_stops_nobody():
    assert [o.failure for o in outcomes("fail", ["a", "b"], workers=1)] == ["ValueError: a", "ValueError: b"]


def test_a_task_that_hangs_is_ended_at_its_limit():
    (outcome,) = outcomes("hang", [1], limit=0.5)
    assert outcome.failure == "melewati batas waktu 0.5 detik"


def test_what_an_ended_task_left_behind_is_cleaned_up(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (outcome,) = outcomes("hang_in_a_folder", [1], limit=1.0)
    assert outcome.failure
    assert list(tmp_path.iterdir()) == []


def test_a_killed_process_costs_one_try(tmp_path):
    (outcome,) = outcomes("die_once", [str(tmp_path / "sudah")])
    assert (outcome.value, outcome.failure) == ("selamat", None)


def test_a_task_killed_twice_is_given_up():
    (outcome,) = outcomes("die", [1])
    assert outcome.failure == "prosesnya dihentikan dari luar, dua kali"


def test_no_task_sees_another():
    assert [o.value for o in outcomes("leave_a_mark", range(6), workers=2)] == [False] * 6


def test_the_program_is_not_run_again_in_the_processes():
    assert [o.value for o in outcomes("main_module", [1])] == [False]


def test_stopping_early_ends_the_running_processes():
    found = run("warm_cases:hang_or_square", [0, 5, 5], workers=3, limit=60.0)
    assert next(found).value == 25
    assert multiprocessing.active_children()
    found.close()
    assert not multiprocessing.active_children()


def test_ctrl_c_waits_until_a_process_has_its_whole_task():
    reached = []

    def start():
        with _uninterrupted():
            signal.raise_signal(signal.SIGINT)
            reached.append("started")

    with pytest.raises(KeyboardInterrupt):
        start()
    assert reached == ["started"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_memory_does_not_grow_over_many_tasks():
    sizes = [o.value for o in outcomes("resident_kilobytes", range(120), workers=2)]
    assert max(sizes[-20:]) < 1.2 * max(sizes[:20])
