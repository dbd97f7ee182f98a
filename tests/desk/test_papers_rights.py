"""Papers of the region and of a class: for who may read all the units they speak of."""

import pytest
from desk_cases import AT, INNOVATION

from klik_kit.core.accounts import Account, Role
from klik_kit.core.records import Change, RecordKey
from klik_kit.errors import AccessError
from klik_kit.papers.downloads import paper


@pytest.fixture
def staffed(office):
    """With a coach of one unit and a guest speaker, and a class of given units."""
    for login, role, more in (
        ("satu", Role.PENDAMPING, {"coaches": ("DINKES",)}),
        ("tamu", Role.NARASUMBER, {"innovations": (INNOVATION,)}),
    ):
        office.workspace.store.accounts.add(
            Account(id=f"A-{login}", login=login, name=login, role=role, **more), who="uji", at=AT
        )

    def held(units: str | None) -> None:
        key = RecordKey(id="KL-UJI", kind="kelas")
        values = {"template": "pelayanan_kesehatan", "name": "Kelas Uji", "day": "2026-07-01", "units": units}
        office.workspace.store.save(
            [Change(record=key, field=f, value=v, base=0) for f, v in values.items()], who="uji", at=AT
        )

    office.held = held
    return office


@pytest.mark.parametrize("login", ["siti", "kadis", "satu", "tamu"])
@pytest.mark.parametrize("name", ["nota_dinas", "matriks_tindak_lanjut", "direktori_inovasi"])
def test_papers_of_the_region_are_refused_to_who_reads_some_units(staffed, login, name):
    with pytest.raises(AccessError):
        paper(staffed.person(login), "daerah", name=name, form="docx")


@pytest.mark.parametrize("login", ["dewi", "vera", "admin", "bupati"])
def test_papers_of_the_region_are_for_who_reads_all_units(staffed, login):
    assert paper(staffed.person(login), "daerah", name="nota_dinas", form="docx").body


@pytest.mark.parametrize(
    ("login", "units", "may"),
    [
        ("dewi", "DINKES; DISDIK", True), ("bupati", "DINKES", True), ("satu", "DINKES", True), ("satu", None, True),
        ("satu", "DINKES; DISDIK", False), ("siti", "DINKES", False), ("siti", None, False), ("kadis", "DINKES", False), ("tamu", None, False),
    ],
)  # fmt: skip
def test_papers_of_a_class_are_for_who_looks_after_all_its_units(staffed, login, units, may):
    staffed.held(units)
    if may:
        assert paper(staffed.person(login), "KL-UJI", name="undangan", form="docx").body
    else:
        with pytest.raises(AccessError):
            paper(staffed.person(login), "KL-UJI", name="undangan", form="docx")


def test_a_coach_of_one_unit_sees_no_link_that_would_be_refused(staffed):
    panel = staffed.opened("satu", "agenda_tahunan", "").state()["live"]["panels"]["dokumen"]
    assert [one["href"] for one in panel["links"] if one["href"].endswith(".docx")] == []
