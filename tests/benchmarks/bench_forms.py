"""The forms beside stock Voila with as many questions, in one run.

`python tests/benchmarks/bench_forms.py [RUNS]` prints the README's table: from click to usable form
in Chromium, from a pause in typing to *Tersimpan*, from a choice to the new score, memory of one
open form, and bytes of a first and a later visit. Medians of RUNS (5).
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "serve"))
from forms_server import INNOVATION, PIN, Server, free_port, people_in, running

from klik_kit.core.keys import unit_key
from klik_kit.core.records import Change
from klik_kit.workspace import create_workspace

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
STOCK = """import ipywidgets as w
from klik_kit.content import load_edition
rows = load_edition("iid-2026").sid
w.VBox([w.VBox([w.HTML(r.name), w.RadioButtons(options=[l.text for l in r.levels], value=None), w.Text(description="Nomor"), w.DatePicker(description="Tanggal"), w.FileUpload(), w.HTML(r.evidence)]) for r in rows])"""


def median(measure: Callable[[], float], runs: int) -> float:
    return statistics.median(measure() for _ in range(runs))


def pss(pids: list[int]) -> float:
    """Proportional memory of processes, in MB."""
    total = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


def children(pid: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                words = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if parent == pid and b"ipykernel_launcher" in words:
                found.append(int(entry.name))
    return found


@contextmanager
def stock_voila(folder: Path) -> Any:
    """Stock Voila over IPC, with a form of as many questions in plain ipywidgets."""
    cell = {"cell_type": "code", "id": "a", "execution_count": None, "metadata": {}, "outputs": [], "source": STOCK}
    notebook = {
        "cells": [cell],
        "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (folder / "stock.ipynb").write_text(json.dumps(notebook))
    port = free_port()
    command = [
        str(Path(sys.executable).parent / "voila"),
        "stock.ipynb",
        f"--port={port}",
        "--no-browser",
        "--Voila.ip=127.0.0.1",
        "--KernelManager.transport=ipc",
    ]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 40
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/voila/static/main.js", timeout=1)
            except urllib.error.HTTPError:
                break
            except OSError:
                time.sleep(0.1)
            else:
                break
        yield f"http://127.0.0.1:{port}/", process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)


def entered(browser: Browser, server: Server) -> BrowserContext:
    context = browser.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{server.url}/masuk")
    page.fill("#nama", "siti")
    page.fill("#sandi", PIN)
    page.click("button")
    page.wait_for_selector(".klik-kartu")
    page.close()
    return context


def usable(context: BrowserContext, address: str, selector: str) -> tuple[float, Page]:
    page = context.new_page()
    begin = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_selector(selector, state="attached")
    return time.perf_counter() - begin, page


def timed(page: Page, script: str) -> float:
    """Milliseconds that a script in the page promises."""
    return float(page.evaluate(script))


TO_SAVED = """() => new Promise((done) => {
  const area = document.querySelector('#tujuan textarea.klik-baris:not([disabled])');
  const status = () => document.querySelector('.klik-status').textContent;
  area.value = 'Ketikan ' + Math.random(); area.dispatchEvent(new Event('input', {bubbles: true}));
  const begin = performance.now();
  const look = () => status().startsWith('Tersimpan') && performance.now() - begin > 20 ? done(performance.now() - begin - 500) : setTimeout(look, 1);
  setTimeout(look, 1);
})"""
TO_SCORE = """() => new Promise((done) => {
  const radios = [...document.querySelectorAll('#variabel-1 input[type=radio]')].slice(0, 3);
  const next = radios.find((radio) => !radio.checked);
  const value = () => document.querySelector('.klik-meter b').textContent;
  const before = value(), begin = performance.now();
  next.click();
  const look = () => value() !== before ? done(performance.now() - begin) : setTimeout(look, 1);
  setTimeout(look, 1);
})"""


def transferred(browser: Browser, server: Server) -> tuple[int, int]:
    """Bytes over the wire of a first and of a later visit to the self-score."""
    context = entered(browser, server)
    page = context.new_page()
    sums = []
    for _ in range(2):
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        if not sums:
            session.send("Network.clearBrowserCache")
        seen = [0]
        session.on(
            "Network.loadingFinished",
            lambda event, seen=seen: seen.__setitem__(0, seen[0] + int(event["encodedDataLength"])),
        )
        session.on(
            "Network.webSocketFrameReceived",
            lambda event, seen=seen: seen.__setitem__(0, seen[0] + len(event["response"]["payloadData"]) // 5),
        )
        page.goto(f"{server.url}/isi/penilaian/{INNOVATION}")
        page.wait_for_selector(".klik-tugas")
        page.wait_for_timeout(300)
        sums.append(seen[0])
    context.close()
    return sums[0], sums[1]


def prepared(folder: Path) -> Path:
    """A workspace with two units, their people and an innovation each."""
    with create_workspace(folder, region="Kabupaten Uji", store=None, who="ukur") as workspace:
        units = {"DINKES": "Dinas Kesehatan", "DISDIK": "Dinas Pendidikan"}
        changes = [Change(record=unit_key(code), field="name", value=name, base=0) for code, name in units.items()]
        workspace.store.save(changes, who="ukur", at=datetime.now(UTC))
    people_in(folder)
    return folder


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        folder = prepared(Path(scratch) / "kab")
        with running(folder) as server, stock_voila(Path(scratch)) as (stock, stock_pid):
            context, plain = entered(browser, server), browser.new_context(viewport={"width": 390, "height": 800})
            address = f"{server.url}/isi/penilaian/{INNOVATION}"
            ours, theirs = [], []
            for _ in range(runs):  # in turn, so that both meet the same machine
                seconds, page = usable(context, address, "#variabel-1 input[type=radio]")
                ours.append(seconds)
                page.close()
                seconds, page = usable(plain, stock, "input[type=radio]")
                theirs.append(seconds)
                page.close()
            _, page = usable(context, address, "#variabel-1 input[type=radio]")
            page.evaluate("location.hash = 'variabel-1'")
            score = median(lambda: timed(page, TO_SCORE), runs)
            _, text = usable(
                context, f"{server.url}/isi/proposal/{INNOVATION}#tujuan", "#tujuan textarea, #gagasan input"
            )
            saved = median(lambda: timed(text, TO_SAVED), runs)
            kernels = server.kernels()
            memory = pss(kernels) / len(kernels)
            _, other = usable(plain, stock, "input[type=radio]")
            beside = pss(children(stock_pid)[-1:])
            other.close()
            first, later = transferred(browser, server)
        browser.close()
    mine, peer = statistics.median(ours), statistics.median(theirs)
    print("| what | klik_kit | stock Voila, as many questions | ratio |")
    print("|---|---|---|---|")
    print(f"| from click to usable self-score, Chromium | {mine:.2f} s | {peer:.2f} s | {mine / peer:.2f} |")
    print(f"| memory (PSS) of one open form | {memory:.1f} MB | {beside:.1f} MB | {memory / beside:.2f} |")
    print(f"| from a pause in typing to *Tersimpan* | {saved:.0f} ms | | |")
    print(f"| from choosing a parameter to the new score | {score:.0f} ms | | |")
    print(f"| bytes of a first visit / a later one | {first / 1000:.0f} kB / {later / 1000:.0f} kB | | |")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
