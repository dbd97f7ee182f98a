"""What runs in a forked kernel: ipykernel without what a form never uses, in limits of its own.

May not know which notebook runs in it.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import sys
from multiprocessing.connection import Connection
from pathlib import Path
from types import SimpleNamespace
from typing import Any

sys.modules.setdefault("debugpy", None)  # type: ignore[arg-type]  # nobody debugs a form: spares ipykernel its debugger

import faulthandler  # noqa: E402, F401 - these are imported when a kernel starts

import ipykernel.debugger  # noqa: E402
import ipykernel.ipkernel  # noqa: E402
import IPython.core.completerlib  # noqa: E402
import IPython.core.oinspect  # noqa: E402, F401
import tornado.platform.asyncio  # noqa: E402, F401
from ipykernel.compiler import XCachingCompiler  # noqa: E402
from ipykernel.ipkernel import IPythonKernel  # noqa: E402
from ipykernel.kernelapp import IPKernelApp  # noqa: E402
from ipykernel.zmqshell import ZMQInteractiveShell  # noqa: E402
from IPython.core.profiledir import ProfileDir  # noqa: E402
from traitlets.config import Config  # noqa: E402

from klik_kit.warm.forking import end_with_the_caller  # noqa: E402

_NO_PARENT = 1
"""ipykernel's number for a parent that is not watched: ours is the preloaded process, which may be renewed."""


class LeanKernel(IPythonKernel):
    """A kernel that keeps no list of all modules for a debugger it does not have.

    Making that list touches every module once, which costs a forked process 6 MB of pages of its own.
    """

    def __init__(self, **more: Any) -> None:
        ipykernel.ipkernel.sys = SimpleNamespace(modules={})  # type: ignore[assignment, attr-defined]
        try:
            super().__init__(**more)
        finally:
            ipykernel.ipkernel.sys = sys  # type: ignore[attr-defined]


class QuietKernel(IPKernelApp):
    """A kernel without configuration files, command line, history, plots, and a heartbeat nobody listens to."""

    def parse_command_line(self, argv: Any = None) -> None:
        """Everything is said when it is made."""

    def init_crash_handler(self) -> None:
        """A defect goes into the server's log."""

    def init_config_files(self) -> None:
        """No configuration but the server's."""

    def load_config_file(self, *_args: Any, **_more: Any) -> None:
        """No configuration but the server's."""

    def init_connection_file(self) -> None:
        """It is the server's, and is there."""
        self.load_connection_info(json.loads(Path(self.connection_file).read_text(encoding="utf-8")))

    def init_profile_dir(self) -> None:
        """All kernels of a server share one; nothing is kept in it."""
        self.profile_dir = ProfileDir(location=str(Path(self.abs_connection_file).parent / "profil"))

    def init_control(self, context: Any) -> None:
        """Messages are read where they are answered: a form has one conversation."""
        super().init_control(context)
        self.shell_channel_thread = None

    def init_kernel(self) -> None:
        """Take over the shell that was made before the fork."""
        super().init_kernel()
        shell = self.kernel.shell
        shell.parent = shell.kernel = self.kernel

    def init_pdb(self) -> None:
        """Nobody debugs in a form."""

    def init_heartbeat(self) -> None:
        """The server knows its kernels by their processes."""

    def write_connection_file(self, **_more: Any) -> None:
        """The server wrote it."""

    def init_gui_pylab(self) -> None:
        """No plots."""

    def init_extensions(self) -> None:
        """No extensions."""

    def init_code(self) -> None:
        """No start-up files."""


def prepare(folder: str) -> None:
    """Make the shell once, before the fork: half of a kernel's start.

    Args:
        folder: a folder that exists now; nothing is kept in it.
    """
    options = Config()
    options.HistoryManager.enabled = False
    ZMQInteractiveShell.instance(
        config=options, profile_dir=ProfileDir(location=folder), user_ns={}, compiler_class=XCachingCompiler
    )


def run(connection_file: str, memory: int, ready: Connection) -> None:
    """Serve a kernel until it is told to stop or its server is gone.

    Args:
        connection_file: its sockets and key, in the server's private folder.
        memory: bytes of data the process may hold; what asks for more fails in this process alone.
        ready: told once the sockets listen.
    """
    end_with_the_caller()
    os.setsid()
    folder = str(Path(connection_file).parent)
    os.chdir(folder)
    os.environ["IPYTHONDIR"] = folder
    _soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (memory if hard == resource.RLIM_INFINITY else min(memory, hard), hard))
    app = QuietKernel.instance(
        connection_file=connection_file,
        parent_handle=_NO_PARENT,
        kernel_class=LeanKernel,
        log=logging.getLogger("klik.kernel"),
        capture_fd_output=False,
    )
    app.config.HistoryManager.enabled = False
    app.initialize()
    ready.send_bytes(b"1")
    ready.close()
    app.start()
