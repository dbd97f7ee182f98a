"""Notebooks are saved without outputs, so that no unit's data land in one."""

from __future__ import annotations

from typing import Any

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager


class OutputFree(AsyncLargeFileManager):
    """Jupyter's own files, with notebooks stripped on their way to the disk."""

    async def save(self, model: dict[str, Any], path: str = "") -> Any:
        """Strip a notebook, then save as Jupyter does."""
        if model.get("type") == "notebook" and isinstance(model.get("content"), dict):
            strip(model["content"])
        return await super().save(model, path)


def strip(notebook: dict[str, Any]) -> None:
    """Take outputs, counters and widget states out of a notebook's content, in place."""
    notebook.get("metadata", {}).pop("widgets", None)
    for cell in notebook.get("cells", []):
        if cell.get("cell_type") == "code":
            cell.update(outputs=[], execution_count=None)
            cell.get("metadata", {}).pop("execution", None)
