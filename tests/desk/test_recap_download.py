"""The recap behind its link: of the units somebody may read, for nobody else, and as a workbook that opens."""

import io

import openpyxl
import pytest
from desk_cases import INNOVATION, OTHER

from klik_kit.errors import NotFoundError
from klik_kit.papers.downloads import downloaded


def cells(office, login: str, kind: str = "mandiri") -> str:
    _, body = downloaded(office.person(login), f"/unduh/daerah/rekap_{kind}.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(body))
    return " ".join(str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None)


def test_the_clinic_has_every_unit_and_a_unit_its_own(office):
    office.put(INNOVATION, name="ANTRE PASTI")
    office.put(OTHER, name="KELAS CERDAS")
    assert "KELAS CERDAS" in cells(office, "dewi")
    own = cells(office, "siti")
    assert "ANTRE PASTI" in own
    assert "KELAS CERDAS" not in own


def test_a_unit_finds_its_recap_on_its_beranda(office):
    links = office.opened("siti", "beranda", "").state()["live"]["panels"]["dokumen"]["links"]
    assert "/unduh/daerah/rekap_mandiri.xlsx" in [one["href"] for one in links]


def test_a_name_that_looks_like_a_formula_is_text(office):
    office.put(INNOVATION, name="=1+1")
    _, body = downloaded(office.person("dewi"), "/unduh/daerah/rekap_mandiri.xlsx")
    found = [
        c
        for sheet in openpyxl.load_workbook(io.BytesIO(body))
        for row in sheet.iter_rows()
        for c in row
        if "1+1" in str(c.value)
    ]
    assert found
    assert {c.data_type for c in found} == {"s"}


def test_numbers_of_people_are_masked(office):
    office.put(INNOVATION, name="ANTRE 0812-3456-7890")
    assert "3456" not in cells(office, "dewi")


@pytest.mark.parametrize("kind", ["", "lain", "../mandiri", "MANDIRI"])
def test_a_score_that_is_none_is_not_there(office, kind):
    with pytest.raises(NotFoundError):
        downloaded(office.person("dewi"), f"/unduh/daerah/rekap_{kind}.xlsx")


def test_the_year_shows_the_way_to_it(office):
    panel = office.opened("dewi", "agenda_tahunan", "").state()["live"]["panels"]["dokumen"]
    assert "/unduh/daerah/rekap_mandiri.xlsx" in [one["href"] for one in panel["links"]]
