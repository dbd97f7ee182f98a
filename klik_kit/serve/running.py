"""Run a form's notebook in its kernel, and find the widget it shows.

One request after the other is sent at once and the answers are read as they come: a page costs one
round trip, not one for each cell. May not know people, and reads nothing but the notebook's own answers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient

_WIDGET = "application/vnd.jupyter.widget-view+json"


class NotShownError(Exception):
    """A notebook that showed no widget: a cell failed, or its kernel ended."""


class ListeningClient(AsyncKernelClient):
    """A client of a kernel that is known to listen: its welcome is proof enough, nothing is asked or flushed."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait for the welcome that a kernel sends to whoever begins to listen (Jupyter's JEP 65)."""
        await self.get_iopub_msg(timeout=timeout)


async def shown_by(manager: Any, sources: Sequence[str]) -> str:
    """The model id of the widget that the cells show.

    Args:
        manager: the kernel's manager; the kernel runs and listens.
        sources: the cells, in order.

    Raises:
        NotShownError: a cell failed, no widget was shown, or the kernel ended.
    """
    client = manager.client()
    client.start_channels(hb=False, stdin=False, control=False)  # no form uses them
    try:
        running = asyncio.ensure_future(_answers(client, sources))
        ended = asyncio.ensure_future(manager.provisioner.wait())
        await asyncio.wait({running, ended}, return_when=asyncio.FIRST_COMPLETED)
        for task in (ended, running):
            if not task.done():
                task.cancel()
        if running.cancelled() or not running.done():
            raise NotShownError("kernel berhenti sebelum halamannya siap")
        return running.result()
    finally:
        client.stop_channels()


async def _answers(client: AsyncKernelClient, sources: Sequence[str]) -> str:
    await client.wait_for_ready()
    asked = [client.execute(source, store_history=False, allow_stdin=False) for source in sources]
    model = ""
    while True:
        message = await client.get_iopub_msg()
        parent, content = message["parent_header"].get("msg_id"), message["content"]
        if parent not in asked:
            continue
        if message["msg_type"] == "error":
            raise NotShownError("\n".join(content["traceback"]))
        if message["msg_type"] in {"display_data", "execute_result"}:
            model = content["data"].get(_WIDGET, {}).get("model_id", model)
        if parent == asked[-1] and message["msg_type"] == "status" and content["execution_state"] == "idle":
            break
    if not model:
        raise NotShownError("buku kerja tidak menampilkan formulir")
    return model
