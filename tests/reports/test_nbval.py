"""nbval runs every workbook in a real kernel; cells that show a report must show the same again."""

import subprocess
import sys

import nbformat
import papermill
import pytest

from klik_kit import engine
from klik_kit.places import shipped


@pytest.mark.parametrize("path", sorted((shipped("workbooks") / "laporan").glob("*.ipynb")), ids=lambda path: path.name)
def test_nbval_accepts_the_workbook(path, workspace_folder, tmp_path):
    parameters = {"workspace": str(workspace_folder), "as_of": "2026-07-01"}
    if "opd" in path.stem:
        parameters["opd"] = "DINKES"
    notebook = papermill.execute_notebook(
        str(path), None, parameters=parameters, engine_name=engine.NAME, profile=str(tmp_path), progress_bar=False
    )
    checked = 0
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.outputs:
            cell.metadata["tags"] = ["nbval-check-output"]
            checked += 1
    assert checked >= 3
    nbformat.write(notebook, tmp_path / path.name)
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "--nbval-lax", "-q", "-p", "no:cacheprovider", "-W", "default", path.name],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    code_cells = sum(1 for cell in notebook.cells if cell.cell_type == "code")
    assert run.returncode == 0, run.stdout
    assert f"{code_cells} passed" in run.stdout
