"""Two coaches, a unit's people and an innovation with everything the last three stages read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "desk"))

from desk_cases import AT, INNOVATION, OTHER, PEOPLE, Office, Page

from klik_kit.core.accounts import Account, Role
from klik_kit.core.records import Change, RecordKey
from klik_kit.workspace import open_workspace

__all__ = ["AT", "INNOVATION", "OTHER", "Office", "Page", "stage_office"]

PROFILES = {
    INNOVATION: ("DINKES", {"name": "ANTRE PASTI", "stage": "Penerapan", "urusan": "Kesehatan", "implemented_on": "2019-02-01", "rancang_bangun": "kata " * 310, "rb.metode": "Nomor antrean lewat pesan.", "benefits": "Pasien tidak menunggu.", "hasil.1.indikator": "Waktu tunggu", "hasil.1.satuan": "menit", "hasil.1.sebelum": "135", "hasil.1.sesudah": "30", "status": "Draf"}),
    OTHER: ("DISDIK", {"name": "KELAS CERDAS", "stage": "Uji Coba", "urusan": "Pendidikan", "status": "Draf"}),
}  # fmt: skip
EVENTS = {"Buka": "2026-05-18", "Batas ajukan": "2026-07-17", "Batas verifikasi": "2026-08-07", "Cut-off": "2026-08-14"}


@contextmanager
def stage_office(kab: Path) -> Iterator[Office]:
    """The workspace open, with its people, innovations and dates."""
    with open_workspace(kab) as workspace:
        people = [(*one, frozenset()) for one in PEOPLE]
        people += [
            ("joko", "Joko Susilo", Role.PENDAMPING, "", False, frozenset({"DISDIK"})),
            ("nara", "Nara Sumber", Role.NARASUMBER, "", False, frozenset()),
        ]
        for login, name, role, unit, spd, coaches in people:
            invited = (INNOVATION,) if role is Role.NARASUMBER else ()
            account = Account(id=f"A-{login}", login=login, name=name, role=role, unit=unit, spd=spd, coaches=tuple(coaches), innovations=invited)  # fmt: skip
            workspace.store.accounts.add(account, who="uji", at=AT)
        records = {RecordKey(id=key, kind="inovasi", unit=unit): values for key, (unit, values) in PROFILES.items()}
        records |= {
            RecordKey(id=f"agenda-{n}", kind="agenda"): {"event": name, "start": on}
            for n, (name, on) in enumerate(EVENTS.items())
        }
        changes = [
            Change(record=key, field=f, value=v, base=0) for key, values in records.items() for f, v in values.items()
        ]
        workspace.store.save(changes, who="uji", at=AT)
        yield Office(workspace)
