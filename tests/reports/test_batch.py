"""The batch, with real papermill in real processes."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import nbformat
import pytest

from klik_kit.batch import MANIFEST, WORKBOOKS, parameters_of, plan_batch, run_batch
from klik_kit.core.keys import unit_key
from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.records import Change
from klik_kit.errors import ReportError, WorkspaceError
from klik_kit.places import shipped
from klik_kit.reports.seal import fingerprint_of
from klik_kit.workspace import open_workspace

DAY = date(2026, 7, 1)
LAPORAN = shipped("workbooks") / "laporan"
PAGES = ["DAERAH.html", "DINKES.html", "DISDIK.html", "KEC.html"]


def planned(folder, out, **more):
    return plan_batch(folder, **({"edition": None, "kind": ScoreKind.MANDIRI, "as_of": DAY, "out": out} | more))


def made(folder, out, *, force=False, limit=120.0, workers=2, **more):
    return {r.job.name: r for r in run_batch(planned(folder, out, **more), workers=workers, force=force, limit=limit)}


@pytest.fixture
def own(workspace_folder, tmp_path) -> Path:
    """A workspace of this test's own."""
    folder = tmp_path / "kab"
    shutil.copytree(workspace_folder, folder)
    return folder


def edit(folder, record, field, value):
    with open_workspace(folder) as workspace:
        held = workspace.store.get(record)
        base = held.answers[field].version if field in held.answers else 0
        workspace.store.save(
            [Change(record=held.key, field=field, value=value, base=base)], who="uji", at=datetime.now(UTC)
        )


@pytest.fixture(scope="module")
def batch(workspace_folder, tmp_path_factory):
    out = tmp_path_factory.mktemp("hasil")
    return out, made(workspace_folder, out)


def test_every_unit_and_the_region_get_a_page(batch):
    out, results = batch
    assert set(results) == {"DINKES", "DISDIK", "KEC", "DAERAH"}
    assert all(r.failure is None and not r.skipped for r in results.values())
    assert sorted(p.name for p in out.glob("*.html")) == [*PAGES, "index.html"]


@pytest.mark.parametrize("name", ["DINKES", "DAERAH"])
def test_a_page_is_self_contained_small_and_shows_no_code(batch, name):
    html = (batch[0] / f"{name}.html").read_text(encoding="utf-8")
    assert not re.search(r'(src|href)\s*=\s*["\']?(?!["\']?#)|@import|https?://|url\((?!#)', html)
    assert "open_report" not in html
    assert "import " not in html
    assert len(html.encode()) < 400_000
    assert html.startswith("<!DOCTYPE html>")
    assert '<html lang="id">' in html


@pytest.mark.parametrize("name", ["DINKES", "DAERAH"])
def test_hostile_texts_stay_texts_in_the_whole_page(batch, name):
    html = (batch[0] / f"{name}.html").read_text(encoding="utf-8")
    assert "<script" not in html
    assert "&lt;script&gt;window.__hostile = 1" in html


def test_each_chart_has_its_numbers_as_text(batch):
    opd = (batch[0] / "DINKES.html").read_text(encoding="utf-8")
    region = (batch[0] / "DAERAH.html").read_text(encoding="utf-8")
    assert '<svg viewBox="' in opd
    assert "Bagian nilai per variabel dalam persen" in opd
    assert "0–9: " in region


def test_nothing_of_the_machine_is_in_a_page_or_the_manifest(batch, workspace_folder):
    for path in (*batch[0].glob("*.html"), batch[0] / MANIFEST):
        text = path.read_text(encoding="utf-8")
        assert str(workspace_folder) not in text
        assert str(LAPORAN.parent) not in text


def test_the_manifest_lists_every_report(batch):
    out, results = batch
    reports = json.loads((out / MANIFEST).read_text(encoding="utf-8"))["reports"]
    assert set(reports) == set(results)
    for name, entry in reports.items():
        (page,) = entry["files"]
        assert entry["fingerprint"] == fingerprint_of(out / page) == results[name].job.fingerprint
        assert entry["files"] == results[name].files == {page: sha256((out / page).read_bytes()).hexdigest()}
        assert entry["edition"] == "iid-2026"
        assert entry["seconds"] > 0


def test_one_page_leads_to_every_report(batch):
    html = (batch[0] / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'href="([^"]+)"', html) == PAGES
    assert "&lt;script&gt;" in html
    assert "<script" not in html


def test_a_second_run_skips_what_is_unchanged(batch, workspace_folder):
    again = made(workspace_folder, batch[0])
    assert all(r.skipped for r in again.values())


def test_force_makes_them_again_with_the_same_bytes(batch, workspace_folder):
    before = {p.name: p.read_bytes() for p in batch[0].glob("*.html")}
    again = made(workspace_folder, batch[0], force=True)
    assert not any(r.skipped for r in again.values())
    assert {p.name: p.read_bytes() for p in batch[0].glob("*.html")} == before


def test_a_changed_answer_makes_only_the_reports_that_show_it(own, tmp_path):
    out = tmp_path / "hasil"
    made(own, out)
    edit(own, "INV-3", "status", "Dalam pendampingan")
    again = made(own, out)
    assert {name for name, r in again.items() if not r.skipped} == {"DISDIK"}
    assert "Dalam pendampingan" in (out / "DISDIK.html").read_text(encoding="utf-8")


def test_a_page_that_somebody_edited_is_made_again(own, tmp_path):
    out = tmp_path / "hasil"
    made(own, out, opds=["KEC"])
    with (out / "KEC.html").open("a", encoding="utf-8") as stream:
        stream.write("<!-- diubah -->")
    assert not made(own, out, opds=["KEC"])["KEC"].skipped
    assert "diubah" not in (out / "KEC.html").read_text(encoding="utf-8")


def test_another_day_or_kind_of_score_is_another_report(batch, workspace_folder):
    base = {j.name: j.fingerprint for j in planned(workspace_folder, batch[0]).jobs}
    for more in (
        {"as_of": date(2026, 7, 2)},
        {"kind": ScoreKind.PENDAMPING},
        {"edition": "iid-2027"},
        {"engine": "nbclient"},
    ):
        other = {j.name: j.fingerprint for j in planned(workspace_folder, batch[0], **more).jobs}
        assert all(other[name] != base[name] for name in base), more


def altered(path, source):
    """The unit's workbook with something before its first part."""
    notebook = nbformat.read(LAPORAN / "laporan_opd.ipynb", as_version=4)
    notebook.cells[3].source = source + notebook.cells[3].source
    nbformat.write(notebook, path)
    return path


@pytest.fixture
def broken(tmp_path) -> Path:
    """A workbook that fails for one unit only."""
    return altered(
        tmp_path / "rusak.ipynb", "if opd == 'DISDIK':\n    raise RuntimeError('tabel rusak <b> 0812-3456-7890')\n"
    )


def test_a_failing_report_stops_nobody_and_gets_a_red_card(own, tmp_path, broken):
    out = tmp_path / "hasil"
    results = made(own, out, workbooks=[str(broken)])
    assert [results[name].failure for name in ("rusak-DINKES", "rusak-KEC")] == [None, None]
    assert re.match(r"sel \d+: tabel rusak <b>", results["rusak-DISDIK"].failure)
    card = (out / "rusak-DISDIK.gagal.html").read_text(encoding="utf-8")
    assert "tabel rusak &lt;b&gt;" in card
    assert "Belum ada laporan sebelumnya." in card
    index = (out / "index.html").read_text(encoding="utf-8")
    assert 'href="rusak-DISDIK.gagal.html"' in index
    assert "tabel rusak &lt;b&gt;" in index
    assert not [text for text in (card, index, (out / MANIFEST).read_text(encoding="utf-8")) if "3456" in text]


def test_a_failing_report_keeps_the_last_good_one_and_is_tried_again(own, tmp_path):
    out, path = tmp_path / "hasil", tmp_path / "milik_kami.ipynb"
    made(own, out, workbooks=[str(altered(path, ""))], opds=["DISDIK"])
    page, card = out / "milik_kami-DISDIK.html", out / "milik_kami-DISDIK.gagal.html"
    good = page.read_bytes()
    made(own, out, workbooks=[str(altered(path, "raise RuntimeError('tabel rusak')\n"))], opds=["DISDIK"])
    assert page.read_bytes() == good
    assert page.name in card.read_text(encoding="utf-8")
    entry = json.loads((out / MANIFEST).read_text(encoding="utf-8"))["reports"]["milik_kami-DISDIK"]
    assert "tabel rusak" in entry["failure"]
    (again,) = made(own, out, workbooks=[str(altered(path, ""))], opds=["DISDIK"]).values()
    assert (again.failure, again.skipped) == (None, True)
    assert not card.exists()
    assert "gagal" not in (out / "index.html").read_text(encoding="utf-8").replace(".gagal ", "").partition("<main>")[2]


def test_a_workbook_of_ones_own_replaces_no_report_of_the_kit(own, tmp_path, broken):
    out = tmp_path / "hasil"
    made(own, out, opds=["KEC"])
    before = (out / "KEC.html").read_bytes()
    made(own, out, workbooks=[str(broken)], opds=["KEC"])
    assert (out / "KEC.html").read_bytes() == before


@pytest.mark.parametrize("source", ["import sys\nsys.exit()\n", "raise SystemExit(0)\n"])
def test_a_workbook_that_leaves_early_is_no_report(own, tmp_path, source):
    path = altered(tmp_path / "pergi.ipynb", source)
    (result,) = made(own, tmp_path / "hasil", workbooks=[str(path)], opds=["KEC"]).values()
    assert result.failure.endswith("berhenti sebelum selesai")
    assert not (tmp_path / "hasil" / "pergi-KEC.html").exists()


def test_a_report_that_hangs_becomes_a_red_card(own, tmp_path):
    path = altered(tmp_path / "macet.ipynb", "import time\ntime.sleep(600)\n")
    (result,) = made(own, tmp_path / "hasil", workbooks=[str(path)], opds=["KEC"], limit=4).values()
    assert result.failure == "melewati batas waktu 4 detik"
    assert (tmp_path / "hasil" / "macet-KEC.gagal.html").is_file()


def test_a_batch_shows_the_moment_it_was_planned_at_and_the_next_one_what_changed_since(own, tmp_path):
    out = tmp_path / "hasil"
    batch = planned(own, out, opds=["DISDIK"])
    edit(own, "INV-3", "status", "Dalam pendampingan")
    (first,) = run_batch(batch)
    page = first.job.files["html"]
    assert (first.failure, fingerprint_of(page)) == (None, first.job.fingerprint)
    assert "Dalam pendampingan" not in page.read_text(encoding="utf-8")
    assert not made(own, out, opds=["DISDIK"])["DISDIK"].skipped
    assert "Dalam pendampingan" in page.read_text(encoding="utf-8")


def test_a_batch_reads_the_store_once(own, tmp_path):
    batch = planned(own, tmp_path / "hasil")
    (own / "klik.db").rename(tmp_path / "pergi.db")
    assert {r.failure for r in run_batch(batch, workers=2)} == {None}


@pytest.mark.parametrize("more", [{"workbooks": ["own.ipynb"]}, {"engine": "nbclient"}])
def test_a_page_that_may_have_read_by_itself_while_data_changed_is_made_again(own, tmp_path, monkeypatch, more):
    monkeypatch.chdir(tmp_path)
    shutil.copy(LAPORAN / "laporan_opd.ipynb", "own.ipynb")
    out = tmp_path / "hasil"
    batch = planned(own, out, opds=["KEC"], **more)
    edit(own, "INV-3", "status", "Dalam pendampingan")
    results = [r for r in run_batch(batch) if r.job.name != "DAERAH"]
    assert [(r.failure, fingerprint_of(r.job.files["html"])) for r in results] == [(None, None)]
    assert [r.skipped for r in made(own, out, opds=["KEC"], **more).values()] == [False]
    assert [r.skipped for r in made(own, out, opds=["KEC"], **more).values()] == [True]


def test_another_kind_of_score_has_a_folder_of_its_own(own):
    mandiri = plan_batch(own, edition=None, kind=ScoreKind.MANDIRI, as_of=DAY)
    other = plan_batch(own, edition="iid-2027", kind=ScoreKind.VERIFIKASI, as_of=DAY)
    assert (mandiri.out, other.out) == (own / "laporan", own / "laporan" / "iid-2027" / "verifikasi")


def test_units_whose_pages_would_have_one_name_are_told_before_anything_runs(own, tmp_path):
    with open_workspace(own) as workspace:
        changes = [
            Change(record=unit_key(code), field="name", value=code, base=0) for code in ("kec", "DAERAH", "A.gagal")
        ]
        workspace.store.save(changes, who="uji", at=datetime.now(UTC))
    with pytest.raises(ReportError, match=r"(?i)kec dan kec"):
        planned(own, tmp_path / "hasil")
    names = [job.files["html"].name for job in planned(own, tmp_path / "hasil", opds=["DAERAH", "A.gagal"]).jobs]
    assert names == ["DAERAH-unit.html", "A_gagal.html"]


def test_an_unknown_parameter_is_an_error_before_anything_runs(own, tmp_path):
    notebook = nbformat.read(LAPORAN / "laporan_opd.ipynb", as_version=4)
    notebook.cells[1].source = "workspace = '.'\nopd = ''"
    path = tmp_path / "kurang.ipynb"
    nbformat.write(notebook, path)
    with pytest.raises(ReportError, match="tidak mengenal parameter edition, kind, as_of"):
        planned(own, tmp_path / "hasil", workbooks=[str(path)])
    assert not (tmp_path / "hasil").exists()


@pytest.mark.parametrize("name", ["tidak_ada", "README.md"])
def test_a_workbook_that_is_none_is_an_error(own, tmp_path, name):
    with pytest.raises(ReportError):
        planned(own, tmp_path / "hasil", workbooks=[name])


def test_an_unknown_unit_is_an_error_before_anything_runs(own, tmp_path):
    with pytest.raises(WorkspaceError, match="Mungkin: DINKES"):
        planned(own, tmp_path / "hasil", opds=["DINKE"])


def test_a_second_batch_in_the_same_folder_is_refused(own, tmp_path):
    out = tmp_path / "hasil"
    running = run_batch(planned(own, out), workers=1)
    next(running)
    with pytest.raises(ReportError, match="Batch lain sedang bekerja"):
        next(run_batch(planned(own, out), workers=1))
    running.close()


def test_the_engine_of_nbclient_gives_the_same_page_but_for_its_fingerprint(own, tmp_path):
    made(own, tmp_path / "a", opds=["DINKES"])
    made(own, tmp_path / "b", opds=["DINKES"], engine="nbclient")
    pages = [re.sub(r"[0-9a-f]{16,64}", "", (tmp_path / d / "DINKES.html").read_text(encoding="utf-8")) for d in "ab"]
    assert pages[0] == pages[1]


KILLED = """
import os, signal, sys
from datetime import date
from pathlib import Path
from klik_kit.batch import plan_batch, run_batch
from klik_kit.core.portfolio import ScoreKind
batch = plan_batch(Path(sys.argv[1]), edition=None, kind=ScoreKind.MANDIRI, as_of=date(2026, 7, 1), out=Path(sys.argv[2]))
for number, result in enumerate(run_batch(batch, workers=1), start=1):
    if number == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("after", [1, 2, 3])
def test_a_killed_batch_is_carried_on_by_the_next(own, tmp_path, after, batch):
    out = tmp_path / "hasil"
    killed = subprocess.run([sys.executable, "-c", KILLED, str(own), str(out), str(after)])
    assert killed.returncode == -signal.SIGKILL
    again = made(own, out)
    assert sum(r.skipped for r in again.values()) >= after
    assert all(r.failure is None for r in again.values())
    names = {p.name for p in out.iterdir() if not p.name.startswith(".")}
    assert names == {*PAGES, "index.html", MANIFEST}
    for name in PAGES:
        assert (out / name).read_bytes() == (batch[0] / name).read_bytes()


def test_a_batch_stopped_by_its_user_says_so_and_no_more(own, tmp_path):
    command = [
        sys.executable,
        "-m",
        "klik_kit",
        "batch",
        "-r",
        str(own),
        "--out",
        str(tmp_path / "hasil"),
        "--workers",
        "1",
    ]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    while not (tmp_path / "hasil" / MANIFEST).exists():
        assert process.poll() is None
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert (process.returncode, said.strip().splitlines()[-1]) == (130, "Dihentikan.")
    assert "Traceback" not in said
    assert made(own, tmp_path / "hasil")


HEAVY = """
import sys
from datetime import date
from pathlib import Path
from klik_kit.batch import plan_batch, run_batch
from klik_kit.core.portfolio import ScoreKind
batch = plan_batch(Path(sys.argv[1]), edition=None, kind=ScoreKind.MANDIRI, as_of=date(2026, 7, 1), out=Path(sys.argv[2]))
assert {result.skipped for result in run_batch(batch)} == {sys.argv[3] == "unchanged"}
print(sorted({name.partition(".")[0] for name in sys.modules} & {"papermill", "pandas", "nbconvert", "nbformat", "IPython", "matplotlib"}))
"""


@pytest.mark.parametrize("run", ["first", "unchanged"])
def test_the_command_itself_imports_nothing_heavy(own, tmp_path, run):
    if run == "unchanged":
        made(own, tmp_path / "hasil")
    ran = subprocess.run(
        [sys.executable, "-c", HEAVY, str(own), str(tmp_path / "hasil"), run], capture_output=True, text=True
    )
    assert (ran.returncode, ran.stdout.strip(), ran.stderr) == (0, "[]", "")


@pytest.mark.parametrize("path", sorted((shipped("workbooks") / "laporan").glob("*.ipynb")), ids=lambda path: path.name)
def test_a_workbook_is_kept_without_outputs_and_with_a_parameters_cell(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in code)
    scored = path.stem in WORKBOOKS  # the book shows no score, and a cell for each chapter
    assert {"workspace", "edition", "as_of"} | ({"kind"} if scored else set()) <= set(parameters_of(path))
    assert len(notebook.cells) <= (8 if scored else 11)
