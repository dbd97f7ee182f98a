"""A workspace with people of two units and of the clinic, and pages opened as one of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_cases import AT, INNOVATION, OTHER, PEOPLE, Office

from klik_kit.core.accounts import Account
from klik_kit.core.records import Change, RecordKey
from klik_kit.workspace import open_workspace

PROFILES = {
    INNOVATION: ("DINKES", {"name": "ANTRE PASTI (Antrean Puskesmas)", "stage": "Penerapan", "urusan": "Kesehatan", "implemented_on": "2025-02-01", "rancang_bangun": "kata " * 310, "goals": "RAHASIA-DINKES", "status": "Draf"}),
    OTHER: ("DISDIK", {"name": "KELAS CERDAS", "stage": "Penerapan", "urusan": "Pendidikan", "goals": "RAHASIA-DISDIK", "status": "Draf"}),
}  # fmt: skip


@pytest.fixture
def office(kab: Path) -> Iterator[Office]:
    with open_workspace(kab) as workspace:
        for login, name, role, unit, spd in PEOPLE:
            account = Account(id=f"A-{login}", login=login, name=name, role=role, unit=unit, spd=spd)
            workspace.store.accounts.add(account, who="uji", at=AT)
        changes = [
            Change(record=RecordKey(id=key, kind="inovasi", unit=unit), field=name, value=value, base=0)
            for key, (unit, values) in PROFILES.items()
            for name, value in values.items()
        ]
        workspace.store.save(changes, who="uji", at=AT)
        yield Office(workspace)
