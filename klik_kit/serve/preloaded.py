"""Imported by the process that form kernels are forked from: opens one of each page on a made-up workspace.

Imports, read templates and compiled statements stay; no data, no connection and no file of the
made-up workspace does.
"""

from __future__ import annotations

import gc
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import klik_kit.widgets
import klik_kit.workbook  # noqa: F401
from klik_kit.core.accounts import Account, Role
from klik_kit.core.keys import unit_key
from klik_kit.core.records import Change, RecordKey
from klik_kit.desk.person import Person
from klik_kit.pages import page_of
from klik_kit.warm.kernel import prepare
from klik_kit.widgets.bundle import script, style
from klik_kit.workspace import create_workspace

_PAGES = (("beranda", ""), ("diagnosis", ""), ("proposal", "INV-CONTOH"), ("penilaian", "INV-CONTOH"), ("spd", ""))


def warm() -> None:
    """Open and answer one of each page, so that kernels forked later find all of it ready."""
    with tempfile.TemporaryDirectory(prefix="klik-") as name:
        folder = Path(name) / "contoh"
        at = datetime.now(UTC)
        innovation = RecordKey(id="INV-CONTOH", kind="inovasi", unit="CONTOH")
        with create_workspace(folder, region="Contoh", store=None, who="klik") as workspace:
            changes = [
                Change(record=unit_key("CONTOH"), field="name", value="Contoh", base=0),
                Change(record=innovation, field="name", value="Contoh", base=0),
                Change(record=innovation, field="status", value="Draf", base=0),
            ]
            workspace.store.save(changes, who="klik", at=at)
            account = Account(id="A-CONTOH", login="contoh", name="Contoh", role=Role.OPERATOR, unit="CONTOH", spd=True)
            workspace.store.accounts.add(account, who="klik", at=at)
            for form, record in _PAGES:
                page_of(Person(workspace=workspace, id=account.id), form, record).state()
        prepare(name)
    script(), style()  # the widget reads them from files once
    gc.collect()
    gc.freeze()


with suppress(Exception):  # a cold start is slower, and tells what is wrong on the page it fails
    warm()
