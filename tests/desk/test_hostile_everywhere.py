"""Hostile text in every field of every form: kept as it was written or refused in words, and shown as text wherever it is shown."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from datetime import date
from html.parser import HTMLParser

import pytest
from desk_cases import AT, INNOVATION, Page
from docx import Document
from hostile_cases import HOSTILE, TEXTS, text_fields

from klik_kit.core.forms import Field
from klik_kit.core.keys import unit_key
from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.records import Change, RecordKey
from klik_kit.desk.proposal import OUTLINES
from klik_kit.gathering import gather
from klik_kit.papers.downloads import paper
from klik_kit.reports.daerah import region_page
from klik_kit.reports.opd import opd_page
from klik_kit.workbook import OpdReport, RegionReport

PAGES = (
    ("siti", "diagnosis", "DG-UJI"),
    ("siti", "proposal", INNOVATION),
    ("siti", "penilaian", INNOVATION),
    ("admin", "spd", ""),
)
TYPED = {
    "date": "2025-03-04",
    "integer": "3",
    "decimal": "2.5",
    "coordinates": "-6.9,107.6",
    "link": "https://contoh.go.id/a",
    "scale": "3",
    "level": "1",
}


@pytest.fixture
def clinic(office):
    """The office with a diagnosis begun."""
    key = RecordKey(id="DG-UJI", kind="diagnosis", unit="DINKES")
    office.workspace.store.save([Change(record=key, field="mulai", value="2026-07-01", base=0)], who="uji", at=AT)
    return office


def places(page: Page) -> list[tuple[str, str, Field]]:
    """Every field that the page saves: its record, its stored name and what it is; a name once."""
    found = {(key, name): field for key, slot in page.desk.slots.items() for name, field in text_fields(slot.form)}
    return [(key, name, field) for (key, name), field in found.items()]


def picked(field: Field, choices) -> str:
    if field.type in TYPED:
        return TYPED[field.type]
    return field.options[0].value if field.options else choices[field.choices].values[0]


def base_of(page: Page, record: str, name: str) -> int:
    answer = page.desk.record(record).answers.get(name)
    return answer.version if answer else 0


def filled(office, text: str, choices) -> None:
    """Every field of every form answered in the store: texts with this one, the others with what they take."""
    changes = []
    for login, form, record in PAGES:
        page = office.opened(login, form, record)
        for key, name, field in places(page):
            value = text if field.type in TEXTS else picked(field, choices)
            changes.append(
                Change(record=page.desk.slots[key].key, field=name, value=value, base=base_of(page, key, name))
            )
    office.workspace.store.save(changes, who="uji", at=AT)


ROTATIONS = 4


@pytest.mark.parametrize("shift", range(ROTATIONS))
def test_every_text_field_gives_back_what_was_written(clinic, choices, shift):
    """Each field is written through its page, with another text in each rotation; every text comes to every page."""
    texts, written = list(HOSTILE.values()), {}
    for login, form, record in PAGES:
        page = clinic.opened(login, form, record)
        for number, (key, name, field) in enumerate(places(page)):
            value = texts[(number + shift * 7) % len(texts)] if field.type in TEXTS else picked(field, choices)
            answer = page.edit(name, value, record=key, base=base_of(page, key, name))
            assert answer["kind"] == "ack", (form, name, answer)
            written[form, key, name] = value
    assert set(texts) <= set(written.values())
    for login, form, record in PAGES:
        shown = clinic.opened(login, form, record).state()["records"]
        for (of, key, name), value in written.items():
            if of == form and name != "rancang_bangun":
                assert shown[key]["answers"][name]["value"] == value, (form, name)
    for login in ("siti", "kadis", "dewi", "admin", "bupati", "budi"):
        for form, record in (("beranda", ""), *((f, r) for _, f, r in PAGES)):
            state = clinic.opened(login, form, record).say(kind="hello", id=1)
            assert state["kind"] == "state", (login, form, state)
    assert clinic.workspace.store.verify() == ()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_every_other_field_refuses_it_in_words(clinic, text):
    for login, form, record in PAGES:
        page, head = clinic.opened(login, form, record), clinic.head
        for key, name, field in places(page):
            if field.type in TEXTS:
                continue
            answer = page.edit(name, text, record=key, base=base_of(page, key, name))
            assert answer["kind"] == "refused", (form, name, answer)
            assert answer["message"].endswith((".", "spasi.")), answer
            assert text[:20] not in answer["message"]
        assert clinic.head == head


@pytest.mark.parametrize(
    "text",
    ["x" * 20_001, "a\x00b", "a\x1b[31m", "a\ud83d", "a\uffff", "a\r\nb"],
    ids=["panjang", "nul", "esc", "setengah", "bukan", "cr"],
)
def test_what_cannot_be_kept_is_refused_whole_in_every_field(clinic, text):
    for login, form, record in PAGES:
        page, head = clinic.opened(login, form, record), clinic.head
        for key, name, _ in places(page):
            answer = page.edit(name, text, record=key, base=base_of(page, key, name))
            assert answer["kind"] == "refused", (form, name, answer)
        assert clinic.head == head


ACTS = (
    ("siti", "beranda", "", "new_innovation", {"name": None}),
    ("siti", "beranda", "", "complain", {"text": None}),
    ("dewi", "beranda", "", "reply", {"id": "KL-UJI", "text": None}),
    ("siti", "penilaian", INNOVATION, "evidence_link", {"indicator": "16", "link": "https://contoh.go.id/a", "title": None, "number": None}),
    ("dewi", "penilaian", INNOVATION, "note", {"field": "mandiri.16", "text": None}),
    ("dewi", "proposal", INNOVATION, "note", {"field": "name", "text": None}),
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_every_act_keeps_its_text_or_refuses_it_in_words(clinic, text):
    """Proposing from a diagnosis makes a record of the same name again, so that one has a test of its own."""
    key = RecordKey(id="KL-UJI", kind="keluhan", unit="DINKES")
    clinic.workspace.store.save([Change(record=key, field="text", value="x", base=0)], who="uji", at=AT)
    for login, form, record, name, args in ACTS:
        before = clinic.head
        said = clinic.opened(login, form, record).act(name, **{k: text if v is None else v for k, v in args.items()})
        assert "KK-" not in (said["message"] or ""), (name, said)
        if not said["ok"]:
            assert clinic.head == before, name
            assert said["message"].endswith("."), (name, said)
            continue
        store = clinic.workspace.store
        kept = [
            link.value
            for link in store.changes_since(
                before, [r.key.id for k in ("inovasi", "keluhan", "data_dukung", "tinjauan") for r in store.list(k)]
            )
        ]
        assert text.strip() in kept, (name, "was changed", [v for v in kept if v][:5])


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_proposal_from_a_diagnosis_keeps_its_name_or_is_refused(clinic, text):
    head, page = clinic.head, clinic.opened("siti", "diagnosis", "DG-UJI")
    said = page.act("propose", name=text)
    if not said["ok"]:
        assert "terlalu panjang" in said["message"]
        assert clinic.head == head
        return
    assert clinic.value(said["href"].rpartition("/")[2], "name") == text.strip()
    assert page.act("propose", name=text)["href"] == said["href"], "pressed twice"


def test_a_proposal_under_a_name_that_another_innovation_has_is_refused(clinic):
    page = clinic.opened("siti", "diagnosis", "DG-UJI")
    assert clinic.opened("siti", "beranda", "").act("new_innovation", name="DAFTAR DULU")["ok"]
    head, said = clinic.head, page.act("propose", name="Daftar dulu")
    assert "sudah tercatat" in said["message"]
    assert clinic.head == head


def plain_of(text: str) -> str:
    """A harmless text of as many words."""
    return " ".join(["kata"] * len(text.split()))


class Tags(HTMLParser):
    """The elements of a page with their attributes' names, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter = Counter()
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags[tag, tuple(sorted(name for name, _ in attrs))] += 1

    def handle_data(self, data):
        self.text += data


def papers(office) -> dict[str, bytes]:
    made = {
        f"{o}.{f}": paper(office.person("siti"), INNOVATION, name=o, form=f) for o in OUTLINES for f in ("html", "docx")
    }
    made["surat.html"] = paper(office.person("admin"), "", name="permintaan_data_1", form="html")
    made["surat.docx"] = paper(office.person("admin"), "", name="permintaan_data_1", form="docx")
    return {name: one.body for name, one in made.items()}


def word_text(body: bytes) -> str:
    document = Document(io.BytesIO(body))
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


ONE_LINE = {
    name: text for name, text in HOSTILE.items() if "\n" not in text and text == text.strip() and "\t" not in text
}


@pytest.mark.parametrize("text", ONE_LINE.values(), ids=ONE_LINE)
def test_papers_hold_it_as_text_and_nothing_else(clinic, choices, text):
    region(clinic, plain_of(text[:2000]))
    filled(clinic, plain_of(text), choices)
    plain = {name: Tags(body.decode()).tags for name, body in papers(clinic).items() if name.endswith("html")}
    region(clinic, text[:2000])
    filled(clinic, text, choices)
    for name, body in papers(clinic).items():
        if name.endswith("html"):
            found = Tags(body.decode())
            assert found.tags == plain[name], (name, found.tags - plain[name], plain[name] - found.tags)
            assert text[:2000] in found.text, name
        else:
            assert text[:2000] in word_text(body), name
            archive = zipfile.ZipFile(io.BytesIO(body))
            assert archive.testzip() is None
            assert not [n for n in archive.namelist() if n.endswith((".bin", ".vbs"))]


def region(office, text: str) -> None:
    """What the clinic itself sets, hostile too: letterhead, address, unit and officials."""
    put = {"daerah": dict.fromkeys(("letterhead_1", "letterhead_2", "address", "seat"), text)}
    put[unit_key("DINKES").id] = dict.fromkeys(("name", "operator", "head", "head_nip", "head_title"), text)
    for record, values in put.items():
        office.put(record, **values)


@pytest.mark.parametrize("text", ONE_LINE.values(), ids=ONE_LINE)
def test_reports_hold_it_as_text_and_nothing_else(clinic, choices, text):
    def shown() -> dict[str, Tags]:
        facts = gather(clinic.workspace, edition=None, kind=ScoreKind.MANDIRI, as_of=date(2026, 7, 20))
        opd = OpdReport(opd_page(facts, clinic.workspace.unit("DINKES")))
        daerah = RegionReport(region_page(facts))
        made = {f"opd_{n}": getattr(opd, n)() for n in ("page_one", "maturity", "outlook", "origin")}
        made |= {f"daerah_{n}": getattr(daerah, n)() for n in ("page_one", "detail", "origin")}
        return {name: Tags(html.text) for name, html in made.items()}

    region(clinic, plain_of(text[:2000]))
    filled(clinic, plain_of(text), choices)
    plain = shown()
    region(clinic, text[:2000])
    filled(clinic, text, choices)
    hostile = shown()
    for name, found in hostile.items():
        assert found.tags == plain[name].tags, (name, found.tags - plain[name].tags, plain[name].tags - found.tags)
    assert any(text[:2000] in found.text for found in hostile.values())
