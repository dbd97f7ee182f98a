"""The built wheel, alone: installed into an empty environment outside the checkout, it runs the demo."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return next(out.glob("*.whl"))


def test_the_wheel_carries_workbooks_templates_sample_data_and_migrations(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "klik_kit/_shipped/workbooks/laporan/laporan_opd.ipynb",
        "klik_kit/_shipped/templates/rubrics/iid-2026.yaml",
        "klik_kit/_shipped/templates/reports/opd_page_one.html.j2",
        "klik_kit/_shipped/templates/nbconvert/klik/index.html.j2",
        "klik_kit/_shipped/sample_data/portofolio.xlsx",
        "klik_kit/exchange/portfolio.schema.json",
        "klik_kit/store/migrations/env.py",
    ):
        assert wanted in names


def test_the_wheel_holds_no_cache_and_no_tests(wheel):
    assert not [n for n in zipfile.ZipFile(wheel).namelist() if "__pycache__" in n or n.startswith("tests/")]


def test_the_wheel_runs_the_demo_outside_the_checkout(wheel, tmp_path):
    environment = tmp_path / "env"
    venv.create(environment, with_pip=True)
    python = str(environment / "bin" / "python")
    clean = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run(
        [*pip, "--require-hashes", "-r", str(ROOT / "requirements.lock")], check=True, env=clean, cwd=tmp_path
    )
    subprocess.run([*pip, "--no-deps", str(wheel)], check=True, env=clean, cwd=tmp_path)
    run = subprocess.run(
        [str(environment / "bin" / "klik"), "demo"], cwd=tmp_path, env=clean, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout + run.stderr
    pages = sorted((tmp_path / "demo" / "laporan").glob("*.html"))
    assert len(pages) == 66  # 64 units, the region, the index
    assert "65 dari 65 laporan siap" in run.stdout
    assert str(ROOT) not in run.stdout + run.stderr
