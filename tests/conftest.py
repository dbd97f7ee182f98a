"""A small workspace with three units, and the command line in this process."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from klik_kit.cli import main
from klik_kit.cli.demo import demo
from klik_kit.content import load_choices, load_edition
from klik_kit.core.keys import unit_key
from klik_kit.core.records import Change
from klik_kit.core.rubric import Edition
from klik_kit.store import Store
from klik_kit.workspace import create_workspace, open_workspace

if TYPE_CHECKING:
    from playwright.sync_api import Browser

QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip
AT = datetime(2026, 7, 1, 2, 3, 4, tzinfo=UTC)
UNITS = {
    "DINKES": {"name": "Dinas Kesehatan", "kind": "Dinas"},
    "DISDIK": {"name": "Dinas Pendidikan", "kind": "Dinas"},
    "PKM-HULU": {"name": "UPTD Puskesmas Hulu", "kind": "Puskesmas", "parent": "DINKES"},
}


@pytest.fixture(scope="module")
def launched() -> Iterator[Callable[..., Browser]]:
    """Starts a Chromium with further arguments; all of them end with the module."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium")
    assert path, "Debian's package chromium is needed: sudo apt-get install chromium"
    with sync_playwright() as playwright:
        yield lambda *more: playwright.chromium.launch(executable_path=path, args=[*QUIET, *more])


@pytest.fixture(scope="module")
def chromium(launched: Callable[..., Browser]) -> Browser:
    """A real browser; tests that use it are of the group ``chromium``, because one thread holds one of them."""
    return launched()


@dataclass(frozen=True)
class Ran:
    """How a command ended: its exit code, and what it said."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def edition() -> Edition:
    return load_edition("iid-2026")


@pytest.fixture(scope="session")
def choices():
    return load_choices()


@pytest.fixture(scope="session")
def template_workspace(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("templat") / "kab"
    with create_workspace(folder, region="Kabupaten Uji", store=None, who="uji") as workspace:
        changes = [
            Change(record=unit_key(code), field=field, value=value, base=0)
            for code, values in UNITS.items()
            for field, value in values.items()
        ]
        workspace.store.save(changes, who="uji", at=AT)
    return folder


@pytest.fixture
def kab(template_workspace: Path, tmp_path: Path) -> Path:
    """A workspace of one's own with the units DINKES, DISDIK and PKM-HULU."""
    return shutil.copytree(template_workspace, tmp_path / "kab")


@pytest.fixture
def store(kab: Path) -> Iterator[Store]:
    with open_workspace(kab) as workspace:
        yield workspace.store


@pytest.fixture(scope="session")
def season(tmp_path_factory) -> Path:
    """The sample region with its season in progress, as ``klik demo --forms`` makes it; copied, never changed."""
    folder = tmp_path_factory.mktemp("musim") / "kab"
    ran = CliRunner().invoke(demo, ["--forms", "--dir", str(folder)], standalone_mode=False)
    assert ran.exception is None, ran.output
    assert "Musim contoh" in ran.output
    return folder


@pytest.fixture
def klik(monkeypatch, capsys) -> Callable[..., Ran]:
    """Run ``klik`` as a terminal would, but in this process."""

    def run(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["klik", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main()
        said = capsys.readouterr()
        return Ran(end.value.code or 0, said.out, said.err)

    return run
