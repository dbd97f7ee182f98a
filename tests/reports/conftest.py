"""A small workspace with hostile texts in every field that a report shows."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from klik_kit.core.keys import assessment_key, spd_key, unit_key
from klik_kit.core.records import Change, RecordKey
from klik_kit.workspace import create_workspace

HOSTILE = "<script>window.__hostile = 1</script>{{ 7*7 }} $\\frac{1}{2}$ **tebal** \u202e & 🙂 \"'`"


@pytest.fixture(scope="session")
def workspace_folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("laporan") / "kab"
    day = datetime(2026, 7, 1, tzinfo=UTC)
    region = RecordKey(id="daerah", kind="daerah")
    deadline = RecordKey(id="agenda:batasajukan", kind="agenda")
    facts = {
        region: {"letterhead_1": HOSTILE, "letterhead_2": HOSTILE, "address": HOSTILE, "seat": HOSTILE, "ready_threshold": "20"},
        deadline: {"event": "Batas ajukan", "end": "2026-08-10", "expected": "ya"},
        unit_key("DINKES"): {"name": HOSTILE, "kind": "Dinas", "operator": HOSTILE, "head": HOSTILE, "head_nip": HOSTILE, "head_title": HOSTILE},
        unit_key("DISDIK"): {"name": "Dinas Pendidikan", "kind": "Dinas"},
        unit_key("KEC"): {"name": "Kecamatan Hulu", "kind": "Kecamatan"},
        spd_key("iid-2026"): {"mandiri.1": "3"},
    }  # fmt: skip
    for number, unit in enumerate(("DINKES", "DINKES", "DISDIK"), start=1):
        key = RecordKey(id=f"INV-{number}", kind="inovasi", unit=unit)
        facts[key] = {
            "name": f"{number} {HOSTILE}",
            "stage": HOSTILE,
            "urusan": "Kesehatan",
            "implemented_on": "2025-02-03",
            "rancang_bangun": "kata " * 300,
            "status": HOSTILE,
        }
        facts[assessment_key(key.id, "iid-2026", unit)] = {
            "mandiri.16": str(number % 4),
            "mandiri.33": "2",
            "mandiri.33.basis": "a",
        }
    with create_workspace(folder, region="Kabupaten Uji", store=None, who="uji") as workspace:
        held = {record.key.id: record for kind in ("daerah",) for record in workspace.store.list(kind)}
        changes = [
            Change(record=key, field=field, value=value, base=held[key.id].answers[field].version if key.id in held and field in held[key.id].answers else 0)
            for key, fields in facts.items()
            for field, value in fields.items()
        ]  # fmt: skip
        workspace.store.save(changes, who="uji", at=day)
    return folder
