"""What is pasted into the portal is never changed unseen: what seems private in it is told beside its field."""

from datetime import UTC, date, datetime

import pytest

from klik_kit.content import load_edition
from klik_kit.content.masking import load_masking
from klik_kit.content.portal import load_portal
from klik_kit.core.copy_sheet import CopySheet, copy_sheet
from klik_kit.core.portal_check import Topic
from klik_kit.core.records import Answer, Record, RecordKey

NIK, PHONE = "3201 1503 0790 0001", "+62 812-3456-7890"
FINE = "Keputusan 100.3.3.2/214/2025, Rp1.250.000.000, NIP 19790704 200501 1 002, 61 pasien TB, tahun 2024-2025"


def record(kind: str, **values: str) -> Record:
    at = datetime(2026, 7, 1, tzinfo=UTC)
    answers = {n: Answer(field=n, value=v, version=1, who="uji", at=at) for n, v in values.items()}
    return Record(key=RecordKey(id=kind, kind=kind, unit="X", parent="inovasi"), answers=answers)


def sheet(*documents: Record, **profile: str) -> CopySheet:
    return copy_sheet(
        load_portal(), load_edition("iid-2026"), record("inovasi", **profile), None, documents,
        unit_name="X", files={}, private=True, today=date(2026, 7, 20), masking=load_masking(),
    )  # fmt: skip


def warned(found: CopySheet) -> dict[str, str]:
    return {one.place: one.text for one in found.lacks if one.topic is Topic.PRIVATE}


@pytest.mark.parametrize(
    ("field", "place", "text", "kind"),
    [
        ("goals", "tujuan", f"Membantu Siti, NIK {NIK}.", "NIK atau nomor Kartu Keluarga"),
        ("results", "hasil", f"Hubungi {PHONE}", "nomor telepon seluler"),
        ("benefits", "manfaat", "Ny. Siti (34) TB paru sembuh", "data kesehatan seseorang"),
        ("name", "nama", f"ANTRE {PHONE}", "nomor telepon seluler"),
        ("initiator_name", "nama_inisiator", f"Budi {NIK}", "NIK atau nomor Kartu Keluarga"),
        ("video", "video", "https://wa.me/6281234567890", "nomor telepon seluler"),
    ],
)
def test_a_field_is_copied_as_typed_and_warned_of_without_saying_the_secret(field, place, text, kind):
    found = sheet(**{field: text})
    line = next(line for line in found.lines if line.id == place)
    assert text in line.value
    assert kind in warned(found)[place]
    assert not [one for one in line.lacks if one.topic is Topic.PRIVATE and one.error]
    assert not any(digits in warned(found)[place] for digits in ("0790", "3456", "TB"))


def test_a_document_is_warned_of_at_its_row_and_findings_hide_what_they_quote():
    told = record("data_dukung", indicator="16", file="ftp:salah", title=f"Daftar {NIK}", name="SK 0812 3456 7890.pdf")
    found = sheet(told)
    assert "NIK atau nomor Kartu Keluarga dan nomor telepon seluler" in warned(found)["baris.16"]
    row = next(row for row in found.rows if row.row == "16")
    assert row.documents[0].title == f"Daftar {NIK}"
    quoted = [one.text for one in row.lacks if "Daftar" in one.text]
    assert quoted
    assert not any("0790" in text for text in quoted)


def test_money_years_decrees_a_nip_and_counts_are_not_warned_of():
    told = record("data_dukung", indicator="16", file="a" * 64, title=FINE, number="100.3.3.2/214/2025", date="2025-01-05", name="SK.pdf")  # fmt: skip
    assert warned(sheet(told, goals=FINE, results=FINE, coordinates="-7.7955798, 110.3695011012345")) == {}
