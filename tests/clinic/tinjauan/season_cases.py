"""A season put into a workspace: sessions, tasks, attendance, dates, and scores that rise after a visit."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from klik_kit.core.keys import assessment_key
from klik_kit.core.records import Change, RecordKey
from klik_kit.errors import NotFoundError

TODAY = date.today()  # noqa: DTZ011 - the day on the clinic's own wall, as the page sees it
HELD = max(TODAY - timedelta(days=20), date(TODAY.year, 1, 1))


def put(store, key: RecordKey, at: datetime | None = None, **values: str | None) -> None:
    try:
        standing = {n: a.version for n, a in store.get(key.id).answers.items()}
    except NotFoundError:
        standing = {}
    changes = [Change(record=key, field=n, value=v, base=standing.get(n, 0)) for n, v in values.items()]
    store.save(changes, who="uji", at=at or datetime.now(UTC))


def days_ago(days: int) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


def season_in(store) -> None:
    """One visit to DINKES whose innovation rose from 6 to 9 points, advice that was followed after four days."""
    score = assessment_key("INV-MUSIM", "iid-2026", "DINKES")
    put(
        store,
        RecordKey(id="INV-MUSIM", kind="inovasi", unit="DINKES"),
        days_ago(400),
        name="ANTRE <b>PASTI</b>",
        status="Draf",
    )
    put(store, score, days_ago(400), **{"mandiri.16": "2"})
    put(store, score, **{"mandiri.16": "3"})
    visit = {"tanggal": HELD.isoformat(), "state": "Selesai", "penanggung_jawab": "A-dewi", "inovasi": "INV-MUSIM"}
    put(store, RecordKey(id="SS-1", kind="sesi", unit="DINKES"), **visit)
    put(
        store,
        RecordKey(id="SS-2", kind="sesi", unit="DISDIK"),
        tanggal=TODAY.isoformat(),
        state="Terjadwal",
        penanggung_jawab="A-dewi",
    )
    task = RecordKey(id="TL-1", kind="tindak_lanjut", unit="DINKES", parent="SS-1")
    put(
        store,
        task,
        days_ago(10),
        text="Unggah <i>SK</i>",
        owner="Siti",
        due=(TODAY - timedelta(days=3)).isoformat(),
        baris="16",
    )
    proof = {"kind": "data_dukung", "unit": "DINKES", "parent": "INV-MUSIM"}
    put(store, RecordKey(id="DD-0", **proof), days_ago(9), indicator="17", file="c" * 64)
    put(store, RecordKey(id="DD-9", **proof), days_ago(6), indicator="16", file="a" * 64)
    for n in range(3):
        put(store, RecordKey(id=f"HD-{n}", kind="kehadiran", parent="SS-1"), nama=f"Orang {n}", unit="DINKES")
    soon, end = TODAY + timedelta(days=5), TODAY + timedelta(days=9)
    agenda = RecordKey(id="agenda:input", kind="agenda")
    put(
        store,
        agenda,
        event="Penginputan",
        start=soon.isoformat(),
        end=(end - timedelta(days=2)).isoformat(),
        expected="ya",
        note="Menurut surat.",
    )
    put(store, agenda, end=end.isoformat())
