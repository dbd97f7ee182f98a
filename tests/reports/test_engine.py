"""The kit's engine against nbclient: the same outputs, cell by cell."""

import json
import threading
from pathlib import Path

import nbformat
import papermill
import pytest
from papermill.exceptions import PapermillExecutionError

from klik_kit import engine
from klik_kit.places import shipped
from klik_kit.warm.kernels import private_kernels

TORTURE = [
    "1 + 1",
    "print('satu')\nprint('dua')\nimport sys\nprint('tiga', file=sys.stderr)",
    "from IPython.display import HTML, display, clear_output, update_display\ndisplay(HTML('<b>tebal</b>'))\n{'a': 1}",
    "handle = display('lama', display_id='x')",
    "update_display('baru', display_id='x')",
    "print('hilang'); clear_output(); print('tinggal')",
    "print('menunggu'); clear_output(wait=True); print('datang')",
    "x = 5;",
    "x;",
    "",
    "%%capture hasil\nprint('tertangkap')",
    "hasil.stdout",
    "class Tampil:\n    def _repr_html_(self):\n        return '<i>miring</i>'\n    def __repr__(self):\n        return 'Tampil'\nTampil()",
    "get_ipython() is not None",
    "import asyncio\nasync def tunda():\n    await asyncio.sleep(0)\n    return 'ditunggu'\nawait tunda()",
]


def notebook(sources):
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source, id=f"c{n}") for n, source in enumerate(sources)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )


def run(nb, *, with_engine, folder: Path, parameters=None):
    chosen = (
        {"engine_name": engine.NAME, "profile": str(folder)}
        if with_engine
        else {"engine_name": None, "kernel_manager_class": private_kernels(folder)}
    )
    return papermill.execute_notebook(
        nb, None, parameters=parameters, kernel_name="python3", progress_bar=False, **chosen
    )


def outputs(nb):
    """What each cell shows: streams of one name joined, since their cuts are a matter of timing."""
    found = []
    for cell in nb.cells:
        if cell.cell_type == "code":
            joined: list[dict] = []
            for output in json.loads(json.dumps(cell.outputs)):
                output.pop("transient", None)
                if joined and output["output_type"] == "stream" and joined[-1].get("name") == output["name"]:
                    joined[-1]["text"] += output["text"]
                else:
                    joined.append(output)
            found.append((cell.execution_count, joined))
    return found


def test_every_kind_of_output_is_as_under_nbclient(tmp_path):
    ours = outputs(run(notebook(TORTURE), with_engine=True, folder=tmp_path))
    theirs = outputs(run(notebook(TORTURE), with_engine=False, folder=tmp_path))
    for source, own, other in zip(TORTURE, ours, theirs, strict=True):
        assert own == other, source


@pytest.mark.parametrize("path", sorted((shipped("workbooks") / "laporan").glob("*.ipynb")), ids=lambda path: path.name)
def test_every_workbook_gives_the_same_under_nbclient(path, workspace_folder, tmp_path):
    parameters = {"workspace": str(workspace_folder), "as_of": "2026-07-01"}
    if "opd" in path.stem:
        parameters["opd"] = "DINKES"
    ours = outputs(run(str(path), with_engine=True, folder=tmp_path, parameters=parameters))
    theirs = outputs(run(str(path), with_engine=False, folder=tmp_path, parameters=parameters))
    assert [own for own in ours if own[1]], "the workbook shows something"
    assert ours == theirs


@pytest.mark.parametrize("with_engine", [True, False])
def test_a_failing_cell_ends_the_run_and_is_named(with_engine, tmp_path):
    with pytest.raises(PapermillExecutionError) as caught:
        run(notebook(["a = 1", "1 / 0", "b = 2"]), with_engine=with_engine, folder=tmp_path)
    assert (caught.value.cell_index, caught.value.ename, caught.value.evalue) == (
        1,
        "ZeroDivisionError",
        "division by zero",
    )


def test_a_syntax_error_is_an_error_of_its_cell(tmp_path):
    with pytest.raises(PapermillExecutionError) as caught:
        run(notebook(["a = ("]), with_engine=True, folder=tmp_path)
    assert caught.value.ename == "SyntaxError"


def test_two_runs_in_one_process_share_nothing(tmp_path):
    run(notebook(["rahasia = 1"]), with_engine=True, folder=tmp_path)
    again = run(notebook(["'rahasia' in globals()"]), with_engine=True, folder=tmp_path)
    assert again.cells[0].outputs[0].data["text/plain"] == "False"


def test_streams_are_given_back_after_a_failure(tmp_path):
    import sys

    before = sys.stdout, sys.stderr
    with pytest.raises(PapermillExecutionError):
        run(notebook(["1 / 0"]), with_engine=True, folder=tmp_path)
    assert (sys.stdout, sys.stderr) == before


def test_nothing_is_left_running_or_remembered(tmp_path):
    before = set(threading.enumerate())
    run(notebook(["1"]), with_engine=True, folder=tmp_path)
    assert set(threading.enumerate()) <= before
    assert not list(tmp_path.rglob("history.sqlite"))
