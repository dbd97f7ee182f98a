"""What reports show was masked when it was gathered; the region's letterhead and every NIP stand as they are."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime

import pytest

from klik_kit.core.keys import assessment_key, unit_key
from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.records import Change, RecordKey
from klik_kit.core.side_by_side import TOTAL, reason_field
from klik_kit.gathering import gather, gather_handbook
from klik_kit.reports.book import Handbook
from klik_kit.reports.daerah import region_page
from klik_kit.reports.opd import opd_page
from klik_kit.workbook import OpdReport, RegionReport
from klik_kit.workspace import open_workspace

PRIVATE = "NIK 3201150307900001, HP +62 812-3456-7890, Ny. Siti TB paru"
KEPT = "SK 100.3.3.2/214/2025 Rp1.250.000"
TEXT = f"{PRIVATE}, {KEPT}"
NIP, OFFICE = "NIP 197907042005011002", "Telepon kantor 0812-1111-2222"
KEY, AT = RecordKey(id="INV-1", kind="inovasi", unit="DINKES"), datetime(2026, 7, 1, tzinfo=UTC)
SHEET = assessment_key(KEY.id, "iid-2026", "DINKES")
FACTS = {
    RecordKey(id="daerah", kind="daerah"): {"address": OFFICE},
    unit_key("DINKES"): {"operator": TEXT, "head": "Hasan Basri", "head_nip": "197907042005011002", "head_title": TEXT},
    RecordKey(id="pejabat:kepala bapperida", kind="pejabat"): {"role": "Kepala Bapperida", "name": TEXT, "nip": "197907042005011002", "title": TEXT},
    RecordKey(id="agenda:batas ajukan", kind="agenda"): {"event": f"Batas ajukan {TEXT}", "end": "2026-08-10"},
    RecordKey(id="hasil_resmi@2026", kind="hasil_resmi"): {"year": "2026", "index": "41", "accepted": "1", "sent": "2", "source": TEXT, "decree": "100.3.3.2-214 Tahun 2026"},
    KEY: {"name": TEXT, "stage": "Penerapan", "urusan": "Kesehatan", "implemented_on": "2025-02-01", "rancang_bangun": f"{TEXT} " * 60, "goals": TEXT, "status": "Layak kirim"},
    SHEET: {"mandiri.16": "2", "mandiri.20": "1", "kemendagri.16": "1", "kemendagri.total": "40"},
    RecordKey(id=f"{SHEET.id}@tinjauan", kind="tinjauan", unit="DINKES", parent=KEY.id): {reason_field(ScoreKind.KEMENDAGRI, "16"): TEXT, reason_field(ScoreKind.KEMENDAGRI, TOTAL): TEXT},
}  # fmt: skip


@pytest.fixture(scope="module")
def parts(template_workspace, tmp_path_factory) -> dict[str, str]:
    """Every part of both reports and of Buku Klik."""
    folder = shutil.copytree(template_workspace, tmp_path_factory.mktemp("samar") / "kab")
    with open_workspace(folder) as workspace:
        changes = [Change(record=k, field=f, value=v, base=0) for k, fields in FACTS.items() for f, v in fields.items()]
        workspace.store.save(changes, who="uji", at=AT)
        facts = gather(workspace, edition=None, kind=ScoreKind.MANDIRI, as_of=date(2026, 7, 20))
        opd, region = OpdReport(opd_page(facts, facts.units["DINKES"])), RegionReport(region_page(facts))
        book = Handbook(gather_handbook(workspace, edition=None, as_of=date(2026, 7, 20)))
    made = {f"opd {name}": getattr(opd, name)().text for name in ("page_one", "maturity", "outlook", "origin")}
    made |= {f"daerah {name}": getattr(region, name)().text for name in ("page_one", "detail", "official", "origin")}
    names = [name for name in vars(Handbook) if not name.startswith("_") and callable(getattr(book, name))]
    return made | {f"buku {name}": getattr(book, name)().text for name in names}


def test_no_part_shows_a_nik_a_telephone_or_an_illness(parts):
    for name, text in parts.items():
        for secret in ("15030790", "3456", "TB paru"):
            assert secret not in text, name


@pytest.mark.parametrize("name", ["opd page_one", "opd maturity", "daerah page_one", "daerah official"])
def test_the_rest_of_the_same_sentence_stays(parts, name):
    assert "NIK *************001, HP +** ***-****-*890, Ny. Siti [disamarkan], SK 100.3.3.2/214/2025 Rp1.250.000" in parts[name]  # fmt: skip


def test_a_nip_in_a_signature_and_the_letterhead_stay(parts):
    assert NIP in parts["opd page_one"]
    assert NIP in parts["daerah page_one"]
    assert OFFICE in parts["daerah page_one"]
