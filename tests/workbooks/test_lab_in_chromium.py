"""The forms' widget in a real JupyterLab, as a coach opens it: it draws, saves, and hostile text stays text."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from klik_kit.core.accounts import Account, Role
from klik_kit.core.records import Change, RecordKey
from klik_kit.places import shipped
from klik_kit.workspace import open_workspace

pytestmark = pytest.mark.xdist_group("chromium")
HOSTILE = (
    "<img src=x onerror=\"window.kena='gambar'\"><script>window.kena='skrip'</script> **tebal** $x^2$ \u202eterbalik"
)


@pytest.fixture(scope="module")
def workspace(template_workspace: Path, tmp_path_factory) -> Path:
    """A workspace with a coach and an innovation whose every text is hostile; the form's workbook lies beside it."""
    folder = shutil.copytree(template_workspace, tmp_path_factory.mktemp("lab") / "kab")
    key = RecordKey(id="INV-LAB", kind="inovasi", unit="DINKES")
    texts = {"name": HOSTILE, "goals": HOSTILE, "benefits": HOSTILE, "stage": "Penerapan", "status": "Draf"}
    with open_workspace(folder) as opened:
        at = datetime(2026, 7, 1, tzinfo=UTC)
        opened.store.save([Change(record=key, field=n, value=v, base=0) for n, v in texts.items()], who="uji", at=at)
        person = Account(id="A-siti", login="siti", name="Siti Aminah", role=Role.OPERATOR, unit="DINKES")
        opened.store.accounts.add(person, who="uji", at=at)
    notebook = json.loads((shipped("workbooks") / "formulir" / "proposal.ipynb").read_text(encoding="utf-8"))
    known = {"workspace": str(folder), "account": "A-siti", "record": "INV-LAB"}
    notebook["cells"][0]["source"] = "\n".join(f"{name} = {value!r}" for name, value in known.items())
    (folder / "proposal.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def lab(workspace: Path) -> Iterator[str]:
    """A JupyterLab on loopback, without anything of the user's own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = workspace.parent / "rumah"
    home.mkdir()
    own = {"HOME": str(home), "JUPYTER_CONFIG_DIR": str(home), "JUPYTER_DATA_DIR": str(home / "data"), "JUPYTER_RUNTIME_DIR": str(home / "run"), "IPYTHONDIR": str(home / "ipython")}  # fmt: skip
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", f"--port={port}", "--ServerApp.port_retries=0", "--ServerApp.ip=127.0.0.1", "--IdentityProvider.token=", "--ServerApp.password=", "--LabApp.news_url=", "--allow-root"]  # fmt: skip
    with (workspace.parent / "lab.log").open("w") as log:
        process = subprocess.Popen(command, cwd=workspace, stdout=log, stderr=log, env=os.environ | own)
    try:
        end = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api", timeout=2).close()
                break
            except OSError:
                assert time.monotonic() < end, (workspace.parent / "lab.log").read_text()
                assert process.poll() is None, (workspace.parent / "lab.log").read_text()
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def stored(workspace: Path, name: str) -> str | None:
    with open_workspace(workspace) as opened:
        return opened.store.get("INV-LAB").value(name)


def test_the_widget_draws_saves_and_runs_nothing_in_jupyterlab(lab, workspace, chromium):
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{lab}/lab/tree/proposal.ipynb")
    cells = page.locator(".jp-Notebook .jp-CodeCell")
    expect(cells.first).to_be_visible(timeout=60_000)
    expect(page.get_by_role("button", name="Python 3 (ipykernel) | Idle")).to_be_visible(timeout=60_000)
    cells.first.locator(".jp-InputArea-editor").click()
    for _ in range(3):
        page.keyboard.press("Shift+Enter")
    form = page.locator(".jp-OutputArea .klik-isi-halaman")
    expect(form.locator("h1")).to_be_visible(timeout=60_000)
    expect(form.locator("h1")).to_contain_text("<img src=x")
    form.get_by_role("link", name="Tujuan, manfaat, dan hasil yang diharapkan").click()
    goals = form.get_by_label("Tujuan", exact=True)
    expect(goals).to_have_value(HOSTILE)
    goals.fill("Waktu tunggu turun dari 135 menjadi 30 menit")
    expect(page.locator(".klik-status")).to_contain_text("Tersimpan", timeout=15_000)
    assert stored(workspace, "goals") == "Waktu tunggu turun dari 135 menjadi 30 menit"
    assert stored(workspace, "benefits") == HOSTILE
    assert page.evaluate("window.kena ?? null") is None
    if folder := os.environ.get("KLIK_PICTURES"):
        page.screenshot(path=Path(folder) / "lab-1280.png")
