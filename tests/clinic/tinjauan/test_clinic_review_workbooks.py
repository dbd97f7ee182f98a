"""The three workbooks open their own pages, hold no outputs, and stand in the list of pages."""

import json

import pytest

from klik_kit.desk.counter import CLINIC_LINKS
from klik_kit.pages import PAGES
from klik_kit.places import shipped

NAMES = ("tinjauan", "skor_buta", "agenda_tahunan")


def notebook(name):
    return json.loads((shipped("workbooks") / f"{PAGES[name].workbook}.ipynb").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_a_workbook_holds_no_outputs_and_is_marked(name):
    found = notebook(name)
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in found["cells"])
    assert found["metadata"]["klik"] is True


def test_the_clinic_finds_reviews_and_the_year_above_every_page():
    assert {("Tinjauan", "/isi/tinjauan"), ("Agenda", "/isi/agenda_tahunan")} <= set(CLINIC_LINKS)


@pytest.mark.parametrize("name", NAMES)
def test_a_workbook_opens_its_page_for_the_account_that_opened_it(name, office):
    cells = ["".join(cell["source"]) for cell in notebook(name)["cells"]]
    names: dict = {}
    exec(cells[0], names)
    names |= {"workspace": str(office.workspace.folder), "account": "A-dewi"}
    exec(cells[1], names)
    state = names["page"].answer({"kind": "hello", "id": 1})["state"]
    names["page"]._counter.store.close()
    assert state["page"] == name
