"""Hostile text in every field of the last three stages: kept as written, and every page of it still opens."""

import json

import pytest
from stage_cases import INNOVATION, stage_office

from hostile_cases import HOSTILE, TEXTS, text_fields  # isort: skip - found beside the cases of the desk

STAGES = ("design", "deliver", "display")
TYPED = {"date": "2026-03-04", "integer": "15", "decimal": "2,5"}


@pytest.fixture
def office(kab):
    with stage_office(kab) as office:
        yield office


def _picked(field):
    return TYPED.get(field.type) or field.options[0].value


@pytest.mark.parametrize("shift", range(3))
def test_every_field_gives_back_what_was_written_and_every_reader_still_reads(office, shift):
    texts = list(HOSTILE.values())
    written = {}
    for stage in STAGES:
        page = office.opened("dewi", stage)
        for key, slot in page.desk.slots.items():
            fields = dict(text_fields(slot.form))
            for number, (name, field) in enumerate(fields.items()):
                value = texts[(number + shift * 7) % len(texts)] if field.type in TEXTS else _picked(field)
                answer = page.edit(name, value, record=key)
                assert answer["kind"] == "ack", (stage, name, answer)
                written[stage, key, name] = value
    assert written
    for login in ("dewi", "admin", "vera"):
        for stage in STAGES:
            state = office.opened(login, stage).state()
            json.dumps(state)
            for (of, key, name), value in written.items():
                if of == stage:
                    assert state["records"][key]["answers"][name]["value"] == value
    assert office.opened("siti", "rencana").state()["page"] == f"rencana-{INNOVATION}"
    assert office.workspace.store.verify() == ()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_proposal_opens_in_every_stage(office, text):
    names = ("name", "rb.metode", "benefits", "goals", "video", "hasil.1.indikator", "hasil.1.satuan", "hasil.1.sebelum", "hasil.1.sesudah")  # fmt: skip
    office.put(INNOVATION, **dict.fromkeys(names, text), status="Layak kirim")
    for stage in STAGES:
        assert office.opened("dewi", stage).state()["page"] == f"{stage}-{INNOVATION}"
        assert office.opened("dewi", stage, "").state()["page"] == stage
