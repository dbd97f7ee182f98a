"""papermill's engine for one clean process: the cells run in an IPython shell of this process.

No kernel, no sockets, no second interpreter: what nbclient does by messages is done by calls. May
not know what a report is. A test runs every workbook here and under nbclient and compares.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO

import nbformat
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from papermill.engines import Engine, NotebookExecutionManager, papermill_engines
from traitlets.config import Config

NAME = "klik"


class Outputs:
    """The outputs of the cell that runs, as nbformat nodes; ``update_display`` reaches earlier cells."""

    def __init__(self) -> None:
        self.cell: list[Any] = []
        self._by_display: dict[str, list[Any]] = {}
        self._clear_next = False

    def begin(self, outputs: list[Any]) -> None:
        """Collect into a cell's own list from now on."""
        self.cell, self._clear_next = outputs, False

    def add(self, node: Any, *, display_id: str | None = None) -> None:
        """Append an output; a stream joins the one before it."""
        if self._clear_next:
            self.cell.clear()
            self._clear_next = False
        last = self.cell[-1] if self.cell else None
        if node.output_type == "stream" and last is not None and last.get("name") == node.name:
            last.text += node.text
            return
        self.cell.append(node)
        if display_id:
            self._by_display.setdefault(display_id, []).append(node)

    def update(self, display_id: str, data: dict[str, Any], metadata: dict[str, Any]) -> None:
        """Replace what was displayed under an id, wherever it stands."""
        for node in self._by_display.get(display_id, ()):
            node["data"], node["metadata"] = nbformat.from_dict(data), nbformat.from_dict(metadata)

    def clear(self, *, wait: bool) -> None:
        """Empty the cell, now or when the next output comes."""
        if wait:
            self._clear_next = True
        else:
            self.cell.clear()


class _Publisher(DisplayPublisher):
    shell: Any

    def publish(
        self, data: Any, metadata: Any = None, source: Any = None, *, transient: Any = None, update: Any = False, **_: Any  # noqa: ARG002 - IPython's signature
    ) -> None:  # fmt: skip
        identity = (transient or {}).get("display_id")
        if update and identity:
            self.shell.outputs.update(identity, data, metadata or {})
        else:
            node = nbformat.v4.new_output("display_data", data=data, metadata=metadata or {})
            self.shell.outputs.add(node, display_id=identity)

    def clear_output(self, wait: bool = False) -> None:  # noqa: FBT001, FBT002 - IPython's signature
        self.shell.outputs.clear(wait=wait)


class _Hook(DisplayHook):
    shell: Any

    def start_displayhook(self) -> None:
        pass

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        node = nbformat.v4.new_output(
            "execute_result", data=format_dict, metadata=md_dict or {}, execution_count=self.prompt_count
        )
        self.shell.outputs.add(node)

    def finish_displayhook(self) -> None:
        pass


class Shell(InteractiveShell):
    """An IPython shell whose every output goes to `Outputs`."""

    displayhook_class = _Hook
    display_pub_class = _Publisher

    def __init__(self, outputs: Outputs, **settings: Any) -> None:
        self.outputs = outputs
        super().__init__(**settings)

    def enable_gui(self, gui: Any = None) -> None:
        """No window ever opens here; ``%matplotlib inline`` asks for none."""

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        self.outputs.add(nbformat.v4.new_output("error", ename=etype.__name__, evalue=str(evalue), traceback=list(stb)))


class _Stream:
    """What a cell prints, as it prints it."""

    def __init__(self, name: str, outputs: Outputs, real: TextIO) -> None:
        self._name, self._outputs, self._real = name, outputs, real

    def write(self, text: str) -> int:
        if text:
            self._outputs.add(nbformat.v4.new_output("stream", name=self._name, text=text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        self.write("".join(lines))

    def flush(self) -> None:
        """Nothing waits here."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


@contextmanager
def _streams_into(outputs: Outputs) -> Iterator[None]:
    real = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _Stream("stdout", outputs, real[0]), _Stream("stderr", outputs, real[1])
    try:
        yield
    finally:
        sys.stdout, sys.stderr = real


class InProcessEngine(Engine):
    """Run a notebook's cells one after another in this process, and stop at the first that fails."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, *, profile: str, **_: Any  # noqa: ARG003 - papermill's signature
    ) -> None:  # fmt: skip
        """Fill in the outputs of every code cell; a failing cell ends the run with its error in place.

        Args:
            nb_man: papermill's bookkeeping around the notebook.
            kernel_name: of no meaning here.
            profile: a private folder for what IPython wants to keep.
        """
        outputs = Outputs()
        with _shell(outputs, profile) as shell, _streams_into(outputs):
            for index, cell in enumerate(nb_man.nb.cells):
                nb_man.cell_start(cell, index)
                try:
                    if _runs(cell) and not _run(shell, cell):
                        nb_man.cell_exception(cell, cell_index=index)
                        break
                finally:
                    nb_man.cell_complete(cell, cell_index=index)


def _runs(cell: Any) -> bool:
    skipped = "skip-execution" in cell.metadata.get("tags", [])
    return bool(cell.cell_type == "code" and cell.source.strip() and not skipped)


@contextmanager
def _shell(outputs: Outputs, profile: str) -> Iterator[Shell]:
    """The process's one shell, which `get_ipython` and `display` find; it keeps no history."""
    settings = Config({"HistoryManager": {"enabled": False}})
    shell = Shell.instance(outputs=outputs, ipython_dir=profile, config=settings)
    try:
        yield shell
    finally:
        Shell.clear_instance()


def _run(shell: Shell, cell: Any) -> bool:
    cell.outputs = []
    shell.outputs.begin(cell.outputs)
    cell.execution_count = shell.execution_count
    result = shell.run_cell(cell.source, store_history=True)
    return bool(result.success) or "raises-exception" in cell.metadata.get("tags", [])


papermill_engines.register(NAME, InProcessEngine)
