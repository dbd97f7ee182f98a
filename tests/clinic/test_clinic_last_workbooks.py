"""The workbooks of the last three stages open for the account that klik lab names, and hold nothing."""

import json

import pytest
from stage_cases import INNOVATION, stage_office

from klik_kit.pages import PAGES
from klik_kit.places import shipped
from klik_kit.workbook import ACCOUNT_VARIABLE, WORKSPACE_VARIABLE


@pytest.mark.parametrize(
    ("name", "title"), [("design", "3. Design"), ("deliver", "4. Deliver"), ("display", "5. Display")]
)
def test_a_workbook_shows_its_list_and_leads_to_an_innovation(kab, monkeypatch, name, title):
    book = json.loads((shipped("workbooks") / f"{PAGES[name].workbook}.ipynb").read_text(encoding="utf-8"))
    assert not any(cell["outputs"] for cell in book["cells"])
    assert book["metadata"]["klik"] is True
    with stage_office(kab):
        monkeypatch.setenv(WORKSPACE_VARIABLE, str(kab))
        monkeypatch.setenv(ACCOUNT_VARIABLE, "A-dewi")
        names: dict = {}
        for cell in book["cells"][:2]:
            exec("".join(cell["source"]), names)
        widget = names[book["cells"][2]["source"]]
        assert widget.answer({"kind": "hello", "id": 1})["state"]["title"] == title
        led = widget.answer({"kind": "go", "id": 2, "href": f"/isi/{name}/{INNOVATION}"})["state"]
        assert led["page"] == f"{name}-{INNOVATION}"
        widget._counter.store.close()
