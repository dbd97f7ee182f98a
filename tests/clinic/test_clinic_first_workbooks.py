"""The workbooks of the first two stages open for the account that klik lab names, and hold nothing."""

import json

import pytest
from stages_one_two_cases import opened_office

from klik_kit.pages import PAGES
from klik_kit.places import shipped
from klik_kit.workbook import ACCOUNT_VARIABLE, WORKSPACE_VARIABLE


@pytest.mark.parametrize(
    ("name", "login", "title"),
    [("drum_up", "dewi", "1. Drum-up"), ("diagnose", "dewi", "2. Diagnose"), ("survei", "siti", "Survei")],
)
def test_a_workbook_shows_its_page(kab, monkeypatch, name, login, title):
    path = shipped("workbooks") / f"{PAGES[name].workbook}.ipynb"
    book = json.loads(path.read_text(encoding="utf-8"))
    assert not any(cell["outputs"] for cell in book["cells"])
    assert book["metadata"].get("klik", False) is path.match("klinik/*")
    with opened_office(kab):
        monkeypatch.setenv(WORKSPACE_VARIABLE, str(kab))
        monkeypatch.setenv(ACCOUNT_VARIABLE, f"A-{login}")
        names: dict = {}
        for cell in book["cells"][:2]:
            if "parameters" in cell["metadata"].get("tags", ()) and name == "survei":
                names |= {"workspace": str(kab), "account": f"A-{login}", "record": ""}
                continue
            exec("".join(cell["source"]), names)
        widget = names[book["cells"][2]["source"]]
        assert widget.answer({"kind": "hello", "id": 1})["state"]["title"] == title
        widget._counter.store.close()
