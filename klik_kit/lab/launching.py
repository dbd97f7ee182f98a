"""Start JupyterLab on a workspace: its own settings, its own extension, nothing of the user's or the internet's."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from klik_kit.errors import ServeError
from klik_kit.lab.copies import FOLDER, laid_out

_HERE = Path(__file__).parent
START = "0_hari_ini.ipynb"


def launch(workspace: Path, *, port: int, browser: bool, environment: dict[str, str]) -> None:
    """Serve JupyterLab on this machine until it is stopped.

    Args:
        workspace: its folder; the workbooks are copied into ``buku_kerja`` there.
        port: the first one tried; the next free one is taken.
        browser: whether to open the start workbook in one.
        environment: what the workbooks' kernels are told.

    Raises:
        ServeError: JupyterLab is not installed.
        WorkspaceError: the workbooks cannot be copied.
    """
    try:
        from jupyterlab.labapp import LabApp
    except ImportError as error:
        raise ServeError("JupyterLab belum terpasang. Pasang dengan: pip install 'klik-kit[lab]'") from error
    laid_out(workspace / FOLDER)
    os.environ.update(environment)
    os.environ["JUPYTER_NO_CONFIG"] = "1"  # a person's own Jupyter settings stay out
    sys.argv = ["klik lab"]
    with tempfile.TemporaryDirectory(prefix="klik-lab-") as name:
        LabApp.launch_instance(argv=_arguments(workspace / FOLDER, Path(name), port=port, browser=browser))


def _arguments(root: Path, private: Path, *, port: int, browser: bool) -> list[str]:
    settings = {
        "ServerApp.root_dir": root,
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": port,
        "ServerApp.open_browser": browser,
        "ServerApp.allow_root": True,
        "ServerApp.terminals_enabled": False,
        "ServerApp.contents_manager_class": "klik_kit.lab.contents.OutputFree",
        "LabApp.default_url": f"/doc/tree/{START}?reset",
        "LabApp.app_settings_dir": _HERE / "settings",
        "LabApp.user_settings_dir": private / "settings",
        "LabApp.workspaces_dir": private / "workspaces",
        "LabApp.extra_labextensions_path": [str(_HERE / "labextensions")],
        "LabApp.extension_manager": "readonly",
        "LabApp.check_for_updates_class": "jupyterlab.handlers.announcements.NeverCheckForUpdate",
        "LabApp.news_url": None,
    }
    return [f"--{name}={value}" for name, value in settings.items()]
