"""A workspace with two units, coaches of one and of all, and one innovation that waits for its review."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[2] / "desk"))

from desk_cases import ASSESSMENT, AT, INNOVATION, OTHER, PEOPLE, Office

from klik_kit.core.accounts import Account, Role
from klik_kit.core.records import Change, RecordKey
from klik_kit.workspace import open_workspace

MORE = (
    Account(id="A-sari", login="sari", name="Sari Utama", role=Role.PENDAMPING),
    Account(id="A-joko", login="joko", name="Joko Susilo", role=Role.PENDAMPING, coaches=("DISDIK",)),
    Account(id="A-nara", login="nara", name="Nara Sumber", role=Role.NARASUMBER, innovations=(INNOVATION,)),
)
RECORDS = {
    RecordKey(id=INNOVATION, kind="inovasi", unit="DINKES"): {"name": "ANTRE PASTI", "stage": "Penerapan", "urusan": "Kesehatan", "rancang_bangun": "kata " * 310, "status": "Diajukan"},
    RecordKey(id=OTHER, kind="inovasi", unit="DISDIK"): {"name": "KELAS CERDAS", "status": "Draf"},
    RecordKey(id=ASSESSMENT, kind="penilaian", unit="DINKES", parent=INNOVATION, edition="iid-2026"): {"mandiri.16": "2", "mandiri.17": "1", "mandiri.35": "3"},
    RecordKey(id="DD-1", kind="data_dukung", unit="DINKES", parent=INNOVATION): {"indicator": "16", "file": "a" * 64, "title": "SK Bupati", "number": "188/1", "date": "2025-02-03", "state": "Ada, belum diperiksa"},
}  # fmt: skip


@pytest.fixture
def office(kab: Path) -> Iterator[Office]:
    with open_workspace(kab) as workspace:
        for login, name, role, unit, spd in PEOPLE:
            account = Account(id=f"A-{login}", login=login, name=name, role=role, unit=unit, spd=spd)
            workspace.store.accounts.add(account, who="uji", at=AT)
        for account in MORE:
            workspace.store.accounts.add(account, who="uji", at=AT)
        changes = [
            Change(record=k, field=n, value=v, base=0) for k, values in RECORDS.items() for n, v in values.items()
        ]
        workspace.store.save(changes, who="uji", at=AT)
        yield Office(workspace)
