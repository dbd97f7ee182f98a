"""Hostile text in every text field of a region: in every sheet we write it is text, whole, and LibreOffice opens it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from defusedxml.ElementTree import fromstring
from hostile_cases import HOSTILE
from office_suite import parts, shown

from klik_kit.content import load_choices, load_edition
from klik_kit.content.masking import load_masking
from klik_kit.content.portal import load_portal
from klik_kit.core.coaching import TASK
from klik_kit.core.copy_sheet import copy_sheet
from klik_kit.core.keys import assessment_key, spd_key
from klik_kit.core.portal_listing import Difference, OneSided, Outcome, PortalListing
from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.records import Change, RecordKey
from klik_kit.desk.recap import gather_recap
from klik_kit.exchange import cells
from klik_kit.exchange.columns import SheetForm
from klik_kit.exchange.recap_out import write_recap
from klik_kit.exchange.settings_sheets import settings_forms
from klik_kit.exchange.sheets import portfolio_forms
from klik_kit.exchange.workbook_out import LISTS
from klik_kit.exporting import write_listing, write_portfolio, write_settings
from klik_kit.inviting import write_participants
from klik_kit.parcel.spreadsheet import sheet_xlsx
from klik_kit.workspace import Workspace, open_workspace

EDITION, CHOICES, MASK, TODAY = load_edition("iid-2026"), load_choices(), load_masking(), date(2026, 7, 20)
TEXTS = (*HOSTILE.values(), "\r=1+1", "kendali a\x01b\x0bc\x1bd", "ujung\uffff", "+62 kali lipat")
FILES = ("rekap", "portofolio", "Pengaturan", "lembar-salin", "beda", "PESERTA")
MASKED = frozenset({"rekap", "beda"})
STARTS = ("=", "+", "-", "@", "\t", "_x000D_")
REGION = ("name", "province", "seat", "letterhead_1", "letterhead_2", "address", "target_source")
ONE = frozenset({"daerah", "penilaian", "spd"})
_TEXT = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}t"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def text_columns(form: SheetForm) -> list[str]:
    return [c.field for c in form.columns if c.cell in {cells.text, cells.link} and not c.key and not c.shown]


def facts() -> Iterator[tuple[RecordKey, dict[str, str]]]:
    """A record of every kind for every text, with the text in all of its text fields; of single records in turn."""
    forms = {form.kind: form for form in (*portfolio_forms(EDITION, CHOICES, ()), *settings_forms(CHOICES))}
    for number, text in enumerate(TEXTS):
        unit, innovation = f"=UNIT-{number}", f"INV-{number}"
        for form in forms.values():
            if form.kind in ONE:
                continue
            name = unit if form.kind == "unit" else f"{form.kind}@{2001 + number}"
            names = {"unit": f"unit:{unit}", "inovasi": innovation}
            key = RecordKey(
                id=names.get(form.kind, name), kind=form.kind,
                unit=unit if form.kind in {"unit", "inovasi", "data_dukung"} else None,
                parent=innovation if form.kind == "data_dukung" else None,
            )  # fmt: skip
            own = {"hasil_resmi": {"year": str(2001 + number)}, "data_dukung": {"indicator": "16"}}
            yield key, dict.fromkeys(text_columns(form), text) | own.get(form.kind, {})
        yield assessment_key(innovation, EDITION.id, unit), {"mandiri.16": "2", "mandiri.20": "1"}
        yield RecordKey(id=f"TL-{number}", kind=TASK, unit=unit), {"text": text, "owner": text, "due": "2026-07-01"}
    turns = [f"{name}.{row.row}" for row in EDITION.spd for name in ("figure", "source", "note", "owner")]
    yield spd_key(EDITION.id), {field: TEXTS[at % len(TEXTS)] for at, field in enumerate(turns)}
    sources = [f.source for f in load_portal().fields if f.source and f.kind in {"text", "long", "choice", "link"}]
    turn = {field: TEXTS[at % len(TEXTS)] for at, field in enumerate(sources)}
    salin = RecordKey(id="INV-SALIN", kind="inovasi", unit="=UNIT-0")
    yield salin, turn
    for at, row in enumerate(EDITION.sid, start=len(turn)):
        document = RecordKey(id=f"DS-{row.row}", kind="data_dukung", unit="=UNIT-0", parent=salin.id)
        yield document, {"indicator": row.row, "title": TEXTS[at % len(TEXTS)], "file": "a" * 64}


def salin(workspace: Workspace) -> bytes:
    store = workspace.store
    return sheet_xlsx(
        copy_sheet(
            load_portal(), EDITION, store.get("INV-SALIN"), None, store.list("data_dukung", parent="INV-SALIN"),
            unit_name="=1+1", files={}, private=True, today=TODAY, masking=MASK,
        )
    )  # fmt: skip


def listing() -> PortalListing:
    return PortalListing(
        differences=tuple(
            Difference(
                unit="=UNIT-0", innovation=f"INV-{n}", name=t, field="name", portal=t, ours=t, outcome=Outcome.KEPT
            )
            for n, t in enumerate(TEXTS)
        ),
        only_ours=tuple(OneSided(unit="=UNIT-0", name=t, place="", hint=t) for t in TEXTS),
    )


@pytest.fixture(scope="module")
def written(template_workspace, tmp_path_factory) -> dict[str, Path]:
    base = tmp_path_factory.mktemp("lembar")
    kab = shutil.copytree(template_workspace, base / "kab")
    made = {name: base / f"{name}.xlsx" for name in FILES}
    with open_workspace(kab) as workspace:
        store, region = workspace.store, workspace.store.get("daerah")
        changes = [region.change(field, text) for field, text in zip(REGION, ("=1+1", *TEXTS), strict=False)]
        changes += [Change(record=k, field=f, value=v, base=0) for k, values in facts() for f, v in values.items()]
        store.save(changes, who="uji", at=datetime(2026, 7, 1, tzinfo=UTC))
        write_recap(made["rekap"], gather_recap(workspace, kind=ScoreKind.MANDIRI, as_of=TODAY), mask=MASK.text)
        write_portfolio(store, made["portofolio"], edition=EDITION, kind=ScoreKind.MANDIRI)
        write_settings(store, made["Pengaturan"])
        made["lembar-salin"].write_bytes(salin(workspace))
        write_listing(store, made["beda"], listing(), source="=1+1.xlsx", heading=str)
        write_participants(made["PESERTA"], store=store)
    return made


@pytest.fixture(scope="module")
def in_office(written, tmp_path_factory) -> dict[str, dict[str, list[list[str]]]]:
    return shown(tmp_path_factory.mktemp("kantor"), written.values())


def expected(name: str) -> list[str]:
    """What the cells of a file must hold, each as it is shown there."""
    if name == "PESERTA":
        return [f"=UNIT-{number}" for number in range(len(TEXTS))]  # to choose from
    told = [MASK.text(text) if name in MASKED else text for text in TEXTS]
    return told if name in {"lembar-salin", "beda"} else [*told, "=UNIT-0"]


def held_by(path: Path) -> set[str]:
    """The texts of all cells; signs that XML cannot hold are read back from Excel's own escapes."""
    texts = [
        element.text or ""
        for part, content in parts(path).items()
        if part == "xl/sharedStrings.xml" or part.startswith("xl/worksheets/sheet")
        for element in fromstring(content).iter(_TEXT)
    ]
    return {_ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) for text in texts}


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_a_formula_nor_becomes_one_when_edited_and_every_part_is_xml(written, name):
    found = parts(written[name])
    assert not [part for part, content in found.items() if b"<f>" in content or b"<f " in content]
    assert not [part for part, content in found.items() if "hyperlink" in part or b"<hyperlink" in content]
    book = openpyxl.load_workbook(written[name])
    there = [c for page in book for row in page.iter_rows() for c in row]
    assert {c.data_type for c in there} <= {"s", "n", "d", "inlineStr"}
    begins = [c for c in there if str(c.value).startswith(STARTS) and c.data_type != "n" and c.parent.title != LISTS]
    assert [(c.parent.title, c.coordinate) for c in begins if c.number_format != "@" and not c.quotePrefix] == []


@pytest.mark.parametrize("name", FILES)
def test_no_text_is_lost_or_changed(written, name):
    found = held_by(written[name])
    lost = [text for text in expected(name) if text not in found]
    assert [text[:60] for text in lost] == []


def same(text: str) -> str:
    """A text as it can be compared after LibreOffice: without what it cannot hold, blanks as one."""
    return " ".join(re.sub(r"[\x00-\x1f\u2028\u2029\ufeff\uffff\xad]", " ", text).split())


@pytest.mark.parametrize("name", FILES)
def test_libreoffice_shows_every_text_as_text(in_office, name):
    cells_there = {same(cell) for rows in in_office[name].values() for row in rows for cell in row}
    lost = [text for text in expected(name) if same(text) not in cells_there]
    assert [text[:60] for text in lost] == []
