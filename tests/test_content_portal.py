"""The portal's fields as data: the shipped file holds, and a broken one tells every problem at once."""

import pytest

from klik_kit.content.portal import load_portal
from klik_kit.core.portal import portal_values
from klik_kit.errors import ContentError
from klik_kit.places import shipped

FILE = shipped("templates") / "instruments" / "portal.yaml"


def test_the_shipped_file_names_the_portals_fields_in_order():
    labels = [field.label for field in load_portal().fields]
    assert labels[:3] == ["Nama inovasi", "Tahapan", "Inisiator"]
    assert labels.index("Urusan utama") < labels.index("Waktu penerapan") < labels.index("Rancang bangun") < labels.index("Hasil")  # fmt: skip


def test_all_problems_are_told_at_once(tmp_path):
    text = FILE.read_text(encoding="utf-8").replace('from: "stage"', 'from: "tidak_ada"')
    text = text.replace('kind: "coordinates"', 'kind: "peta"').replace('private_rows: ["33"]', 'private_rows: ["99"]')
    text = text.replace('words: {"Perangkat Daerah":', 'words: {"Perangkat Desa":')
    broken = tmp_path / "portal.yaml"
    broken.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError) as told:
        load_portal(broken)
    for word in ("tidak_ada", "peta", "99", "Perangkat Desa"):
        assert word in str(told.value)


def test_values_are_as_typed_with_the_portals_words_and_days():
    values = {
        "form": "Inovasi lain sesuai urusan kewenangan daerah", "implemented_on": "2025-12-31", "results": "Lebih cepat.",
        "rb.dasar_hukum": "UU 23", "hasil.1.indikator": "Waktu", "hasil.1.satuan": "menit", "hasil.1.sebelum": "135", "hasil.1.sesudah": "30",
    }  # fmt: skip
    found = portal_values(load_portal(), values)
    assert found["bentuk"].startswith("Inovasi Daerah lainnya sesuai dengan Urusan")
    assert found["penerapan"] == "31-12-2025"
    assert found["rancang_bangun"] == "Dasar hukum\nUU 23"
    assert found["hasil"] == "Lebih cepat.\nWaktu: sebelum 135 menit, sesudah 30 menit"
