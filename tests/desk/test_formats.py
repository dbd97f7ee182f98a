"""Unduh format: beside each row the document it wants, filled from what is stored, a draft, for who may read it."""

from __future__ import annotations

import io

import pytest
from desk_cases import INNOVATION
from docx import Document

from klik_kit.errors import AccessError, NotFoundError
from klik_kit.papers.downloads import paper


def document(office, login: str, name: str):
    return Document(io.BytesIO(paper(office.person(login), INNOVATION, name=name, form="docx").body))


def text_of(made) -> str:
    return "\n".join(
        "".join(t.text or "" for t in p.iter() if t.tag.endswith("}t"))
        for p in made.element.iter()
        if p.tag.endswith("}p")
    )


def places(office, login: str = "siti") -> dict[str, list[dict]]:
    sections = office.opened(login).state()["sections"]
    return {i["indicator"]: i["formats"] for s in sections for i in s["items"] if i["kind"] == "evidence"}


def test_a_row_offers_the_documents_it_wants_and_a_video_none(office):
    found = places(office)
    assert [one["label"] for one in found["17"]] == ["SK pelaksana", "Surat tugas"]
    assert [one["label"] for one in found["28"]] == ["SOP"]
    assert found["35"] == []


def test_every_format_that_is_offered_can_be_had_and_is_a_draft(office):
    for row, formats in places(office).items():
        for one in formats:
            made = document(office, "siti", one["href"].rpartition("/")[2].removesuffix(".docx"))
            assert made.sections[0].header.paragraphs[0].text.startswith("DRAF"), (row, one)
            assert "ANTRE PASTI" in text_of(made)


def test_what_is_not_stored_is_a_marked_blank_and_the_date_always(office):
    made = document(office, "siti", "surat_tugas_17")
    blanks = [
        r.text for t in made.tables for c in t._cells for p in c.paragraphs for r in p.runs if r.font.highlight_color
    ]
    assert len(blanks) >= 2
    assert "pada tanggal …" in text_of(made)


def test_steps_of_the_rancang_bangun_stand_in_the_sop(office):
    office.put(INNOVATION, **{"rb.tahapan": "1. Pasien mendaftar dari rumah\n2. Nomor antrean terkirim"})
    text = text_of(document(office, "siti", "sop_28"))
    assert "Pasien mendaftar dari rumah" in text
    assert "Nomor antrean terkirim" in text


@pytest.mark.parametrize("login", ["siti", "kadis", "dewi", "vera", "admin", "bupati"])
def test_who_may_read_the_innovation_may_have_it(office, login):
    assert document(office, login, "sop_28")


def test_another_unit_is_refused(office):
    with pytest.raises(AccessError):
        document(office, "budi", "sop_28")


@pytest.mark.parametrize("name", ["sop_17", "sop", "sop_", "sop_99", "../sop_28", "nota_dinas_16"])
def test_what_a_row_does_not_want_is_not_there(office, name):
    with pytest.raises(NotFoundError):
        document(office, "siti", name)


def test_numbers_of_people_are_masked(office):
    office.put(INNOVATION, goals="Hubungi 0812-3456-7890, NIK 3201011202030004")
    text = text_of(document(office, "siti", "sk_pelaksana_17"))
    assert "3456" not in text
    assert "3201011202030004" not in text
