"""Class FormWidget: messages between a page and its counter.

May not decide anything, and carries nothing by synced traits: a browser can write those, and what
they carry may be lost. An edit is answered only after the counter has committed it.
"""

from __future__ import annotations

import re
import secrets
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol
from urllib.parse import unquote

import anywidget
from traitlets import Unicode

from klik_kit.errors import BusyError, Conflict, ConflictError, KlikError, NotFoundError, StoreError
from klik_kit.widgets.bundle import script, style

Message = dict[str, Any]
_MOST_TEXT = 250_000
_ADDRESS = re.compile(r"/isi/(?P<form>[a-z_]+)(?:/(?P<record>[^/#?]+))?\Z")


class Counter(Protocol):
    """What a page asks of whoever serves it; every answer is plain JSON."""

    def state(self) -> Message:
        """Everything the page draws."""

    def edit(self, *, record: str, field: str, base: int, value: str | None) -> Message:
        """Save one field and give ``version``, ``at``, ``live`` and ``changes``.

        Raises:
            ConflictError: somebody else's value stands there.
            BusyError: nothing was saved, the edit may be sent again.
            KlikError: the edit cannot be; its text is for the person.
        """

    def act(self, name: str, args: Mapping[str, Any]) -> Message:
        """Do something that is no edit, and give ``ok``, ``message``, ``href`` and ``state``."""

    def news(self) -> Message:
        """``changes`` that others saved since the last message, and ``live``, None where nothing changed."""

    def shown(self, who: str) -> str:
        """A person's name as other people read it."""


class FormWidget(anywidget.AnyWidget):
    """A page of forms, drawn in the browser from the state its counter gives.

    In a notebook a link of the page shows another one in its place: ``opener`` gives the counter of
    a page's name and record; an empty address leads back to the first. ``files`` gives name and bytes of
    the file behind a link.
    """

    _esm = Unicode("").tag(sync=True)
    _css = Unicode("").tag(sync=True)

    def __init__(
        self,
        counter: Counter,
        *,
        opener: Callable[[str, str], Counter] | None = None,
        files: Callable[[str], tuple[str, bytes]] | None = None,
    ) -> None:
        super().__init__(_esm=script(), _css=style())
        self._counter = self._first = counter
        self._opener, self._files = opener, files
        self.on_msg(self._receive)

    def _receive(self, _widget: object, content: Any, _buffers: Sequence[object]) -> None:
        if isinstance(content, dict):
            answer = self.answer(content)
            if answer is not None:
                body = answer.pop("body", None)
                self.send(answer, buffers=None if body is None else [body])

    def answer(self, content: Mapping[str, Any]) -> Message | None:
        """The reply to one message of the page; None for what is no message of it."""
        kind = content.get("kind")
        ids = {name: content[name] for name in ("id", "seq", "record", "field") if name in content}
        try:
            if kind == "hello":
                return {"kind": "state", **ids, "state": self._counter.state()}
            if kind == "ping":
                return {"kind": "pong", **ids, **self._counter.news()}
            if kind == "edit":
                return self._edited(content, ids)
            if kind == "act":
                args = content.get("args")
                done = self._counter.act(str(content.get("name")), args if isinstance(args, dict) else {})
                return {"kind": "acted", **ids, **done}
            if kind == "go" and self._opener:
                href = str(content.get("href"))
                found = _ADDRESS.match(href)
                if found or not href:
                    other = self._opener(found["form"], unquote(found["record"] or "")) if found else self._first
                    state, self._counter = other.state(), other
                    return {"kind": "state", **ids, "state": state}
            if kind == "file" and self._files:
                name, body = self._files(str(content.get("href")))
                return {"kind": "file", **ids, "name": name, "body": body}
        except Exception as error:  # noqa: BLE001 - a person sees a code, the log has the cause
            final = _for_the_person(error) and not isinstance(error, BusyError)
            refusal = {"act": "acted", "file": "file"}.get(str(kind)) or ("refused" if final else "failed")
            message = str(error) if _for_the_person(error) else _logged()
            return {"kind": refusal, **ids, "ok": False, "message": message, "href": None, "state": None}
        return None

    def _edited(self, content: Mapping[str, Any], ids: Message) -> Message:
        record, field, base, value = (content.get(name) for name in ("record", "field", "base", "value"))
        well_formed = (
            isinstance(record, str)
            and isinstance(field, str)
            and type(base) is int
            and (value is None or (isinstance(value, str) and len(value) <= _MOST_TEXT))
        )
        if not well_formed:
            raise KlikError("Isian ini tidak dapat dibaca. Muat ulang halaman, lalu isi kembali.")
        try:
            saved = self._counter.edit(record=record, field=field, base=base, value=value)  # type: ignore[arg-type]
        except ConflictError as error:
            return {"kind": "conflict", **ids, **self._theirs(error.conflicts[0])}
        return {"kind": "ack", **ids, **saved}

    def _theirs(self, conflict: Conflict) -> Message:
        return {"version": conflict.version, "value": conflict.stored, "who": self._counter.shown(conflict.who)}


def _for_the_person(error: Exception) -> bool:
    """Whether an error's text is for whoever fills in; what ails the store is for the log, and passes."""
    if isinstance(error, StoreError):
        return isinstance(error, (NotFoundError, ConflictError, BusyError))
    return isinstance(error, KlikError)


def _logged() -> str:
    """Put the traceback into the log under a short code, and give the sentence with that code."""
    code = f"KK-{secrets.token_hex(3).upper()}"
    sys.__stderr__.write(f"{code}\n{traceback.format_exc()}\n")  # type: ignore[union-attr]
    sys.__stderr__.flush()  # type: ignore[union-attr]
    return f"Terjadi gangguan pada halaman ini (kode {code}). Isian yang belum tersimpan akan dikirim lagi."
