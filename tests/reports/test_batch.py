"""The batch, with real papermill and real kernels."""

import re
from datetime import date

import nbformat
import pytest

from klik_kit.batch import Job, make_report, plan_batch, run_batch
from klik_kit.core.portfolio import ScoreKind
from klik_kit.errors import ReportError
from klik_kit.places import shipped

DAY = date(2026, 7, 1)


def jobs_of(folder, out, **units):
    return plan_batch(
        folder=folder, units=units, edition="iid-2026", kind=ScoreKind.MANDIRI, as_of=DAY, out=out
    )


@pytest.fixture(scope="module")
def batch(workspace_folder, tmp_path_factory):
    """One batch with a unit that does not exist, over a folder with an older report of it."""
    out = tmp_path_factory.mktemp("hasil")
    (out / "HILANG.html").write_text("laporan lama", encoding="utf-8")
    jobs = jobs_of(workspace_folder, out, DINKES="Dinas Kesehatan", HILANG="Tidak ada", KEC="Kecamatan Hulu")
    return out, {result.opd: result for result in run_batch(jobs, workers=2)}


def test_a_failing_report_never_stops_the_others(batch):
    out, results = batch
    assert set(results) == {"DINKES", "HILANG", "KEC"}
    assert [results[code].failure for code in ("DINKES", "KEC")] == [None, None]
    assert (out / "KEC.html").is_file()


def test_a_failure_names_its_cell_and_its_cause(batch):
    _, results = batch
    assert re.match(r"sel \d+: WorkspaceError: Unit 'HILANG' tidak ada", results["HILANG"].failure)


def test_a_failing_report_keeps_the_last_good_one(batch):
    out, _ = batch
    assert (out / "HILANG.html").read_text(encoding="utf-8") == "laporan lama"
    assert sorted(path.name for path in out.iterdir()) == ["DINKES.html", "HILANG.html", "KEC.html"]


def test_a_page_is_self_contained_small_and_shows_no_code(batch):
    out, _ = batch
    html = (out / "DINKES.html").read_text(encoding="utf-8")
    assert not re.search(r"(src|href)\s*=|url\(|@import|https?://", html)
    assert "open_report" not in html
    assert "import " not in html
    assert len(html.encode()) < 400_000
    assert html.startswith("<!DOCTYPE html>")
    assert '<html lang="id">' in html


def test_nothing_of_the_machine_is_in_a_page(batch, workspace_folder):
    out, _ = batch
    html = (out / "DINKES.html").read_text(encoding="utf-8")
    assert str(workspace_folder) not in html
    assert str(shipped("workbooks")) not in html


def test_the_same_data_give_the_same_bytes(batch, workspace_folder, tmp_path):
    out, _ = batch
    job = jobs_of(workspace_folder, tmp_path, KEC="Kecamatan Hulu")[0]
    assert make_report(job).failure is None
    assert (tmp_path / "KEC.html").read_bytes() == (out / "KEC.html").read_bytes()


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "berkas").write_text("x", encoding="utf-8")
    with pytest.raises(ReportError, match="tidak dapat dibuat"):
        jobs_of(tmp_path, tmp_path / "berkas" / "dalam", A="A")


def test_a_title_is_escaped(workspace_folder, tmp_path):
    job = jobs_of(workspace_folder, tmp_path, KEC="x")[0]
    hostile = Job(opd=job.opd, title="</title><script>1</script>", parameters=job.parameters, page=job.page)
    assert make_report(hostile).failure is None
    assert "<title>&lt;/title&gt;&lt;script&gt;" in job.page.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(shipped("workbooks").rglob("*.ipynb")), ids=lambda path: path.name)
def test_a_workbook_is_kept_without_outputs_and_with_a_parameters_cell(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in code)
    assert "parameters" in code[0].metadata.get("tags", [])
    assert len(notebook.cells) <= 8
