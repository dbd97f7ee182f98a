"""Hostile text in every field a paper may print: every paper opens, and the text stands in it as it was typed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from desk_cases import AT, INNOVATION, Office
from docx import Document
from hostile_cases import TEXTS, text_fields
from lxml import etree

from klik_kit.content.forms import load_form
from klik_kit.content.papers import load_papers
from klik_kit.core.forms import Field
from klik_kit.core.keys import assessment_key, spd_key, unit_key
from klik_kit.core.papers import About, rows_wanting
from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.records import Change, RecordKey
from klik_kit.core.side_by_side import reason_field
from klik_kit.desk.moving import review_key
from klik_kit.documents.filling import holdable
from klik_kit.errors import NotFoundError
from klik_kit.papers.making import made, subject
from klik_kit.store.account_rows import record_id

TODAY = AT.date()
SESSION, CLASS, UNIT = "SS-UJI", "KL-UJI", "DINKES"
OPEN, CLOSE = "⟦{}⟧", "⟦/{}⟧"
TEXTS_TRIED = (
    (
        "</w:t></w:r><script>alert(1)</script> &amp;\"'` ]]><!-- {{ 7*7 }} {% for x in y %} {{ ''.__class__ }} {%p if x %} {_{ 8*8 }_} {# x #} "
        "\x01\x08\x1b[31m\x7f\ufffe\ue000 \u202eterbalik\u202c \u200f עברית 👩🏽‍⚕️ ﷽"
    ),
    "satu\n\tdua\r\n\n tiga; empat. lima:\x0benam, tujuh",
    "W" * 3000,
)
SHORTENED = {("direktori_inovasi.docx", INNOVATION, "goals")}
"""Where a paper prints the beginning of a text."""
UNPRINTED = re.compile(
    r"daerah\.target_source|pejabat:.*\.rank|pejabat:Sekretaris Daerah\.n(?:ame|ip)|akun:A-dewi\.title"
    r"|.*@rencana_aksi\.(?:langkah\.\d+\.(?:mengapa|di_mana|bagaimana|dokumen)|aktor\..*|ukuran\..*)"
    r"|.*@penerapan\.tagihan\.\d+\.catatan"
    r"|SS-UJI\.tugas\.\d+\.baris|drum-up-.*\.peserta\..*"
)
"""The fields that no paper prints."""
ROLES = ("Bupati", "Sekretaris Daerah", "Kepala Bapperida", "Verifikator Daerah", "Pendamping 1")
TYPED = {"date": "2026-05-04", "integer": "3", "decimal": "2.5", "coordinates": "-6.9,107.6", "link": "https://contoh.go.id/a", "scale": "3", "level": "1"}  # fmt: skip
ABOUT = {About.REGION: "", About.SPD: "", About.UNIT: UNIT, About.INNOVATION: INNOVATION, About.ROW: INNOVATION, About.SESSION: SESSION, About.CLASS: CLASS}  # fmt: skip
KEYS = {
    "innovation": RecordKey(id=INNOVATION, kind="inovasi", unit=UNIT),
    "session": RecordKey(id=SESSION, kind="sesi", unit=UNIT),
    "class": RecordKey(id=CLASS, kind="kelas"),
}
FORMS = (
    (KEYS["innovation"], ("usulan_inisiatif", "profil", "kipp")),
    *(
        (RecordKey(id=f"{INNOVATION}@{kind}", kind=kind, unit=UNIT, parent=INNOVATION), (f"form_{kind}",))
        for kind in ("rencana_aksi", "uji_coba", "penerapan", "pengembangan")
    ),
    (KEYS["session"], ("form_sesi",)),
    (RecordKey(id=f"drum-up-2026-{UNIT}", kind="drum_up", unit=UNIT), ("form_drum_up",)),
    (RecordKey(id=f"{CLASS}@A-siti", kind="kelas_jawaban", unit=UNIT, parent=CLASS), ("form_kelas_peserta",)),
    (RecordKey(id=f"{CLASS}@A-dewi", kind="kelas_jawaban", parent=CLASS), ("form_kelas_pendamping",)),
)
"""The forms whose answers papers print, and the record of each."""


def assessed(edition) -> RecordKey:
    return assessment_key(INNOVATION, edition.id, UNIT)


def plain_answers(edition) -> Iterator[tuple[RecordKey, str, str]]:
    """What no person types: states, dates, codes; they open the way for the texts."""
    yield from ((KEYS["innovation"], n, v) for n, v in (("status", "Layak kirim"), ("stage", "Penerapan"), ("urusan", "Kesehatan")))  # fmt: skip
    yield from ((KEYS["session"], n, v) for n, v in (("state", "Selesai"), ("layanan", "Pendampingan"), ("inovasi", INNOVATION), ("penanggung_jawab", "A-dewi")))  # fmt: skip
    yield from ((KEYS["class"], n, v) for n, v in (("template", "pelayanan_kesehatan"), ("day", "2026-06-20"), ("units", UNIT), ("state", "Selesai")))  # fmt: skip
    yield from ((RecordKey(id=f"pejabat:{role}", kind="pejabat"), "role", role) for role in ROLES)
    yield from ((RecordKey(id="agenda:1", kind="agenda"), n, v) for n, v in (("event", "Batas ajukan"), ("start", "2026-08-07")))  # fmt: skip
    yield RecordKey(id="LP-UJI", kind="lampiran", unit=UNIT, parent=SESSION), "file", "a" * 64
    yield RecordKey(id="TL-UJI", kind="tindak_lanjut", unit=UNIT, parent=SESSION), "due", "2026-06-30"
    for row in edition.sid:
        yield assessed(edition), f"mandiri.{row.row}", "3"
        yield assessed(edition), f"verifikasi.{row.row}", "1"
    for key, names in FORMS:
        for name, field in {n: f for form in names for n, f in text_fields(load_form(form))}.items():
            if field.type not in TEXTS and (value := _taken(field)):
                yield key, name, value


def _taken(field: Field) -> str:
    if field.type in TYPED:
        return TYPED[field.type]
    return field.options[0].value if field.options else ""


def text_answers(edition) -> Iterator[tuple[RecordKey, str]]:
    """Every place that somebody may type a text into, and that papers may print."""
    yield from ((RecordKey(id="daerah", kind="daerah"), n) for n in ("name", "province", "seat", "letterhead_1", "letterhead_2", "address", "target_source"))  # fmt: skip
    yield from ((unit_key(UNIT), n) for n in ("name", "head", "head_nip", "head_title", "operator"))
    yield from ((RecordKey(id=f"pejabat:{r}", kind="pejabat"), n) for r in ROLES for n in ("name", "nip", "rank", "title"))  # fmt: skip
    yield RecordKey(id="agenda:2", kind="agenda"), "event"
    yield from ((RecordKey(id=record_id(f"A-{login}"), kind="akun", unit=unit), n) for login, unit in (("siti", UNIT), ("rina", UNIT), ("dewi", None)) for n in ("name", "title"))  # fmt: skip
    yield from ((spd_key(edition.id), f"owner.{row.row}") for row in edition.spd[:1])  # fmt: skip
    yield RecordKey(id="KH-UJI", kind="kehadiran", unit=UNIT, parent=SESSION), "nama"
    yield RecordKey(id="LP-UJI", kind="lampiran", unit=UNIT, parent=SESSION), "name"
    yield from ((RecordKey(id="TL-UJI", kind="tindak_lanjut", unit=UNIT, parent=SESSION), n) for n in ("text", "owner"))
    yield from ((KEYS["class"], n) for n in ("name", "place"))
    yield from ((review_key(assessed(edition)), reason_field(ScoreKind.VERIFIKASI, row.row)) for row in edition.sid[:3])
    for key, names in FORMS:
        for name, field in {n: f for form in names for n, f in text_fields(load_form(form))}.items():
            if field.type in TEXTS:
                yield key, name


def fill(office: Office, edition, *, shift: int) -> dict[str, tuple[str, str, str]]:
    """All of it in the store, each text between marks with its number; by number the record, the field and the text."""
    marked, values = {}, {(key, name): value for key, name, value in plain_answers(edition)}
    for number, (key, name) in enumerate(dict.fromkeys(text_answers(edition)), start=1):
        text = TEXTS_TRIED[(number + shift) % len(TEXTS_TRIED)]
        marked[str(number)] = (key.id, name, text)
        values[key, name] = OPEN.format(number) + text + CLOSE.format(number)
    standing = {key.id: _standing(office, key.id) for key, _ in values}
    changes = [Change(record=k, field=n, value=v, base=standing[k.id].get(n, 0)) for (k, n), v in values.items()]
    office.workspace.store.save(changes, who="uji", at=AT)
    return marked


def _standing(office: Office, record: str) -> dict[str, int]:
    try:
        return {n: a.version for n, a in office.workspace.store.get(record).answers.items()}
    except NotFoundError:
        return {}


def papers(office: Office, edition) -> Iterator[tuple[str, str]]:
    """Every paper in every form, with the text that a reader sees."""
    for kind in load_papers().values():
        record = subject(office.workspace, kind, ABOUT[kind.about])
        row = next(iter(rows_wanting(kind, edition)), "")
        for form in ("docx", "html")[: 1 + kind.page]:
            paper = made(office.workspace, kind, record, today=TODAY, form=form, row=row, chosen=(INNOVATION,))
            assert not re.search(r"[/\\<>{}\x00-\x1f]", paper.name), paper.name
            yield f"{kind.name}.{form}", word_text(paper.body) if form == "docx" else Page(paper.body).text


def word_text(body: bytes) -> str:
    """The text of every paragraph, header and footer; all parts of the file are read as XML on the way."""
    assert Document(io.BytesIO(body)).paragraphs
    told = ""
    with zipfile.ZipFile(io.BytesIO(body)) as file:
        for name in file.namelist():
            if name.endswith((".xml", ".rels")):
                root = etree.fromstring(file.read(name))
                if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", name):
                    told += "".join(_shown(e) for e in root.iter())
    return told


def _shown(element) -> str:
    return {"p": "\n", "br": "\n", "tab": "\t", "t": element.text or ""}.get(etree.QName(element).localname, "")


class Page(HTMLParser):
    """The text of a page that has no element of its own making."""

    def __init__(self, body: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.feed(body.decode())
        self.close()

    def handle_starttag(self, tag, attrs):
        assert tag not in {"script", "w:t"}

    def handle_data(self, data):
        self.text += data


def stands(shown: str, number: str, text: str, *, shortened: bool) -> bool:
    """Whether a text follows its mark as it was typed; its line breaks may have become paragraphs or rows."""
    wanted = holdable(text).casefold()
    if shortened:
        return shown.startswith(holdable(" ".join(text.split())).casefold()[:100])
    inside, closed, _ = shown.partition(CLOSE.format(number))
    words = iter(re.findall(r"\w+", inside))
    return bool(closed) and (inside == wanted or ("\n" in text and all(w in words for w in re.findall(r"\w+", wanted))))


@pytest.mark.parametrize("shift", range(len(TEXTS_TRIED)))
def test_every_text_stands_in_every_paper_as_it_was_typed(office, edition, shift):
    marked, printed = fill(office, edition, shift=shift), set()
    for name, told in papers(office, edition):
        shown = told.casefold()  # some letterheads are in capitals
        found = [(mark[1], shown[mark.end() :]) for mark in re.finditer(r"⟦(\d+)⟧", shown)]
        assert found, name
        wrong = [
            (name, *marked[n][:2], rest[:80])
            for n, rest in found
            if not stands(rest, n, marked[n][2], shortened=(name, *marked[n][:2]) in SHORTENED)
        ]
        assert wrong == []
        printed.update(n for n, _ in found)
    left_out = {f"{record}.{field}" for n, (record, field, _) in marked.items() if n not in printed}
    assert {name for name in left_out if not UNPRINTED.fullmatch(name)} == set()
