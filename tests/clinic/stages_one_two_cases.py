"""People of three units and of the clinic, their diagnoses, and polls that a coach opens."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "desk"))

from desk_cases import AT, INNOVATION, OTHER, PEOPLE, Office, Page

from klik_kit.core.accounts import Account, Role
from klik_kit.core.records import Change, RecordKey
from klik_kit.workspace import open_workspace

__all__ = ["AT", "HEALTH", "INNOVATION", "OTHER", "SCHOOL", "Office", "Page", "opened_office", "panels", "text_of"]

HEALTH, SCHOOL = "DG-SEHAT", "DG-SEKOLAH"
MORE = (
    ("tono", "Tono Prasetyo", Role.OPERATOR, "DISDIK", (), ()),
    ("joko", "Joko Susilo", Role.PENDAMPING, "", ("DISDIK",), ()),
    ("nara", "Nara Sumber", Role.NARASUMBER, "", (), (INNOVATION,)),
)
RECORDS = {
    RecordKey(id=INNOVATION, kind="inovasi", unit="DINKES"): {"name": "ANTRE PASTI", "goals": "Antrean puskesmas pendek", "status": "Layak kirim", "origin_of_idea": "Latsar", "diagnosis": "DG-LAMA"},
    RecordKey(id=OTHER, kind="inovasi", unit="DISDIK"): {"name": "KELAS CERDAS", "status": "Draf"},
    RecordKey(id=HEALTH, kind="diagnosis", unit="DINKES"): {
        "masalah.1.uraian": "Antrean puskesmas dua jam", "masalah.1.urgency": "5", "masalah.1.seriousness": "4", "masalah.1.growth": "3",
        "masalah.2.uraian": "Obat sering kosong", "masalah_utama": "Antrean puskesmas dua jam",
        "sebab.1.uraian": "Loket satu", "sebab.1.kategori": "Metode", "sebab.1.tag": "tidak efisien",
        "sebab.2.uraian": "Data tercecer", "sebab.2.kategori": "Bahan dan data", "sebab.2.tag": "tidak efektif",
        "gagasan.1.uraian": "Pesan nomor antrean", "gagasan.3.uraian": "Tambah loket",
    },
    RecordKey(id=SCHOOL, kind="diagnosis", unit="DISDIK"): {
        "masalah.1.uraian": "Guru kurang", "masalah.1.urgency": "5", "masalah.1.seriousness": "5", "masalah.1.growth": "5",
    },
}  # fmt: skip


@contextmanager
def opened_office(kab: Path) -> Iterator[Office]:
    """The workspace open, with its people, innovations and diagnoses."""
    with open_workspace(kab) as workspace:
        people = [(login, name, role, unit, (), ()) for login, name, role, unit, _ in PEOPLE]
        for login, name, role, unit, coaches, innovations in (*people, *MORE):
            account = Account(id=f"A-{login}", login=login, name=name, role=role, unit=unit, coaches=coaches, innovations=innovations)  # fmt: skip
            workspace.store.accounts.add(account, who="uji", at=AT)
        changes = [
            Change(record=k, field=f, value=v, base=0) for k, values in RECORDS.items() for f, v in values.items()
        ]
        workspace.store.save(changes, who="uji", at=AT)
        yield Office(workspace)


def panels(page: Page) -> dict:
    return page.state()["live"]["panels"]


def text_of(value) -> str:
    return json.dumps(value, ensure_ascii=False)
