"""An office whose innovation is *Layak kirim*, with real files in the vault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_cases import INNOVATION, Office, office_in
from parcel_cases import filed


@pytest.fixture
def office(kab: Path) -> Iterator[Office]:
    with office_in(kab) as office:
        office.put(INNOVATION, status="Layak kirim")
        yield office


@pytest.fixture
def filled(office: Office) -> Office:
    """Three files and a link: a decision, a list of recipients, a photo's row with a PDF, a video."""
    filed(office, "DD-1", "16", title="SK Bupati", number="214/2025", date="2025-01-05")
    filed(office, "DD-2", "33", title="Rekap penerima", body=b"%PDF-1.4 penerima")
    filed(office, "DD-3", "25", title="Berita media", body=b"%PDF-1.4 berita")
    filed(office, "DD-4", "35", title="Video", link="https://contoh.go.id/video")
    return office
