"""Start JupyterLab on a workspace: its own settings, its own extension, nothing of the user's or the internet's."""

from __future__ import annotations

import os
import secrets
import socket
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from klik_kit.errors import ServeError
from klik_kit.lab.copies import FOLDER, laid_out

_HERE = Path(__file__).parent
START = "0_hari_ini.ipynb"
_PATH = f"/doc/tree/{START}"
_TRIES = 50


def launch(
    workspace: Path, *, port: int, browser: bool, environment: dict[str, str], ready: Callable[[str], object]
) -> None:
    """Serve JupyterLab on this machine until it is stopped.

    Args:
        workspace: its folder; the workbooks are copied into ``buku_kerja`` there.
        port: the first one tried; the next free one is taken.
        browser: whether to open the start workbook in one.
        environment: what the workbooks' kernels are told.
        ready: told the address, with the key that opens it.

    Raises:
        ServeError: no port is free.
        WorkspaceError: the workbooks cannot be copied.
    """
    from jupyterlab.labapp import LabApp

    laid_out(workspace / FOLDER)
    os.environ.update(environment)
    os.environ["JUPYTER_NO_CONFIG"] = "1"  # a person's own Jupyter settings stay out
    sys.argv = ["klik lab"]
    free, key = _free(port), secrets.token_hex(24)
    os.environ["JUPYTER_TOKEN"] = key  # not on the command line, where others on the machine could read it
    ready(f"http://127.0.0.1:{free}{_PATH}?token={key}")
    with tempfile.TemporaryDirectory(prefix="klik-lab-") as name:
        LabApp.launch_instance(argv=_arguments(workspace / FOLDER, Path(name), port=free, browser=browser))


def _free(first: int) -> int:
    """The first port from a number on that nobody uses."""
    for port in range(first, min(first + _TRIES, 65536)):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise ServeError(f"Porta {first} dan {_TRIES - 1} porta sesudahnya sudah dipakai. Pilih --port lain.")


def _arguments(root: Path, private: Path, *, port: int, browser: bool) -> list[str]:
    settings = {
        "ServerApp.root_dir": root,
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.open_browser": browser,
        "ServerApp.allow_root": True,
        "ServerApp.terminals_enabled": False,
        "ServerApp.contents_manager_class": "klik_kit.lab.contents.OutputFree",
        "LabApp.default_url": _PATH,
        "LabApp.app_settings_dir": _HERE / "settings",
        "LabApp.user_settings_dir": private / "settings",
        "LabApp.workspaces_dir": private / "workspaces",
        "LabApp.extra_labextensions_path": _HERE / "labextensions",
        "LabApp.extension_manager": "readonly",
        "LabApp.check_for_updates_class": "jupyterlab.handlers.announcements.NeverCheckForUpdate",
        "LabApp.news_url": None,
        "Application.log_level": 40,
    }
    return [f"--{name}={value}" for name, value in settings.items()]
