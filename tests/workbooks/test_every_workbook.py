"""Every workbook under nbval, on a workspace, as the person it is for; and none is shipped with outputs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import papermill
import pytest
from desk_cases import INNOVATION, office_in

from klik_kit.core.records import Change, RecordKey
from klik_kit.places import shipped

WORKBOOKS = sorted(shipped("workbooks").rglob("*.ipynb"))
AT = datetime(2026, 7, 1, tzinfo=UTC)
RECORDS = {
    "diagnosis": "DG-UJI", "proposal": INNOVATION, "penilaian_mandiri": INNOVATION, "rencana": INNOVATION,
    "sesi": "SS-UJI", "hadir": "SS-UJI",
}  # fmt: skip
"""The workbooks that are opened about one record."""


@pytest.fixture(scope="module")
def folder(template_workspace: Path, tmp_path_factory) -> Path:
    import shutil

    folder = shutil.copytree(template_workspace, tmp_path_factory.mktemp("buku") / "kab")
    with office_in(folder) as office:
        made = {
            RecordKey(id="SS-UJI", kind="sesi", unit="DINKES"): {"layanan": "Konsultasi", "state": "Berlangsung", "tanggal": "2026-07-01"},
            RecordKey(id="DG-UJI", kind="diagnosis", unit="DINKES"): {"masalah_utama": "Antrean panjang"},
        }  # fmt: skip
        changes = [
            Change(record=key, field=n, value=v, base=0) for key, values in made.items() for n, v in values.items()
        ]
        office.workspace.store.save(changes, who="uji", at=AT)
    return folder


def given(workbook: Path, folder: Path) -> dict[str, str]:
    """The parameters a workbook is run with."""
    if workbook.parent.name == "laporan":
        own = {"workspace": str(folder)}
        return own | {"opd": "DINKES"} if workbook.stem == "laporan_opd" else own
    who = "admin" if workbook.stem == "spd" else "siti" if workbook.parent.name == "formulir" else "dewi"
    return {"workspace": str(folder), "account": f"A-{who}", "record": RECORDS.get(workbook.stem, "")}


@pytest.mark.parametrize("workbook", WORKBOOKS, ids=[p.stem for p in WORKBOOKS])
def test_a_workbook_is_shipped_without_outputs(workbook):
    cells = [c for c in json.loads(workbook.read_text(encoding="utf-8"))["cells"] if c["cell_type"] == "code"]
    assert all(c["outputs"] == [] and c["execution_count"] is None for c in cells)
    assert any("parameters" in c["metadata"].get("tags", []) for c in cells)


@pytest.mark.parametrize("workbook", [p for p in WORKBOOKS if p.parent.name == "klinik"], ids=lambda p: p.stem)
def test_a_workbook_of_the_clinic_opens_as_a_page_in_jupyterlab(workbook):
    assert json.loads(workbook.read_text(encoding="utf-8"))["metadata"]["klik"] is True


def test_every_workbook_runs_under_nbval(folder, tmp_path):
    for workbook in WORKBOOKS:
        notebook = papermill.iorw.load_notebook_node(str(workbook))
        ready = papermill.parameterize.parameterize_notebook(notebook, given(workbook, folder))
        check = "assert not hasattr(page, '_counter') or page._counter.state()['page'] != 'galat'"
        if workbook.parent.name == "klinik":
            ready.cells.append(nbformat.v4.new_code_cell(check))
        nbformat.write(ready, tmp_path / workbook.name)
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "--nbval-lax", "--nbval-cell-timeout=120", str(tmp_path)],
        capture_output=True, text=True, cwd=tmp_path, env=os.environ | {"IPYTHONDIR": str(tmp_path / "ipython")}, timeout=600, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout[-4000:]
    assert "passed" in ran.stdout
