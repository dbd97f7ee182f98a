"""Parts that the drafts of evidence share: the foot with the rule on dates, the sheet of guidance, the block of a decree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from word_parts import (
    CENTER,
    JUSTIFY,
    between_margins,
    footer,
    hanging,
    line,
    loop,
    new_page,
    run,
    together,
    widen,
)

RULE = "Tanggal surat harus sama dengan tanggal penandatanganannya. Klinik tidak melayani pembuatan dokumen bertanggal mundur."


def foot(doc: Any) -> None:
    """The page numbers, and below them the rule on dates (USERS.md, sentence 8)."""
    footer(doc)
    said = line(doc.sections[0].footer.add_paragraph(), "", align=CENTER, before=2)
    run(said, RULE).font.size = Pt(7.5)


def guidance(doc: Any, *notes: str) -> None:
    """The last page, taken off before signing: what the row wants, and what is still to be written."""
    new_page(doc)
    table = doc.add_table(rows=1, cols=1)
    table.style = "Table Grid"
    cell = table.rows[0].cells[0]
    shade = OxmlElement("w:shd")
    for key, fill in (("val", "clear"), ("color", "auto"), ("fill", "F4F4F4")):
        shade.set(qn(f"w:{key}"), fill)
    cell._tc.get_or_add_tcPr().append(shade)
    line(cell.paragraphs[0], "LEMBAR PETUNJUK", bold=True, size=12, before=6)
    line(cell.add_paragraph(), "Lepaskan lembar ini sebelum dokumen ditandatangani.", after=8)
    _told(cell, "Untuk baris", "{{ baris }}")
    _told(cell, "Data dukung yang diminta", "{{ diminta }}")
    line(cell.add_paragraph(), "Parameter", bold=True, size=10, after=2)
    run(cell.add_paragraph(), "{%p for teks in parameter %}")
    hanging(line(cell.add_paragraph(), "–\t{{ teks }}", size=10, after=2), 0.6)
    run(cell.add_paragraph(), "{%p endfor %}")
    run(cell.add_paragraph(), "{%p if berkas %}")
    _told(cell, "Jenis berkas yang diterima", "{{ berkas }}", before=6)
    run(cell.add_paragraph(), "{%p endif %}")
    line(cell.add_paragraph(), "Sebelum ditandatangani", bold=True, size=10, before=6, after=2)
    common = (
        "Isi bagian yang kuning. Isian yang sudah ada berasal dari data yang tersimpan; periksa dan perbaiki.",
        RULE,
        "Setelah ditandatangani, hapus tulisan DRAF, pindai, lalu unggah pada baris ini.",
    )
    for number, note in enumerate((*notes, *common), start=1):
        hanging(line(cell.add_paragraph(), f"{number}.\t{note}", size=10, after=3, align=JUSTIFY), 0.7)
    widen(table, (between_margins(doc),))
    doc.add_paragraph().paragraph_format.line_spacing = Pt(2)


def _told(cell: Any, label: str, text: str, *, before: float = 0) -> None:
    line(cell.add_paragraph(), label, bold=True, size=10, before=before, after=1)
    line(cell.add_paragraph(), text, size=10, after=6, align=JUSTIFY)


def clauses(doc: Any, label: str, rows: Sequence[str], *, mark: str = "a") -> None:
    """A part of a decree: its word, a colon, and lettered or numbered clauses."""
    table = doc.add_table(rows=len(rows), cols=4)
    for number, (cells, text) in enumerate(zip((r.cells for r in table.rows), rows, strict=True)):
        sign = f"{chr(ord('a') + number)}." if mark == "a" else f"{number + 1}."
        for cell, words in zip(
            cells, (label if not number else "", ":" if not number else "", sign, text), strict=True
        ):
            line(cell.paragraphs[0], words, after=3, align=JUSTIFY if words == text else None)
    widen(table, (2.8, 0.4, 0.8, between_margins(doc) - 4.0))


def numbered_clauses(doc: Any, label: str, rows: str) -> None:
    """A part of a decree whose clauses are a list: ``Mengingat : 1. …;``."""
    table = doc.add_table(rows=3, cols=4)
    run(table.cell(0, 0).paragraphs[0], f"{{%tr for satu in {rows} %}}")
    first = (f"{{% if loop.first %}}{label}{{% endif %}}", "{% if loop.first %}:{% endif %}")
    for cell, words in zip(table.rows[1].cells, (*first, "{{ satu.nomor }}.", "{{ satu.isi }};"), strict=True):
        line(cell.paragraphs[0], words, after=3, align=JUSTIFY if "isi" in words else None)
    run(table.cell(2, 0).paragraphs[0], "{%tr endfor %}")
    widen(table, (2.8, 0.4, 0.8, between_margins(doc) - 4.0))


def dictum(doc: Any, rows: Sequence[tuple[str, str]]) -> None:
    """Menetapkan, Kesatu, Kedua …"""
    table = doc.add_table(rows=len(rows), cols=3)
    for cells, (label, text) in zip((r.cells for r in table.rows), rows, strict=True):
        for cell, words in zip(cells, (label, ":", text), strict=True):
            line(cell.paragraphs[0], words, after=5, align=JUSTIFY if words == text else None, bold=label == "Menetapkan" and words == text)  # fmt: skip
    widen(table, (2.8, 0.4, between_margins(doc) - 3.2))


def sealed(doc: Any, *, nip: bool, decree: bool = True) -> None:
    """The block of a decree at the right: where and when it was set, by whom; the date is left to who signs."""
    table = doc.add_table(rows=1, cols=2)
    together(table.rows[0])
    widen(table, (between_margins(doc) - 8.0, 8.0))
    cell = table.rows[0].cells[1]
    line(cell.paragraphs[0], f"{'Ditetapkan' if decree else 'Dikeluarkan'} di {{{{ tempat }}}}", before=10)
    line(cell.add_paragraph(), "pada tanggal {{ tanggal }}", after=6)
    line(cell.add_paragraph(), "{{ penanda_jabatan }},")
    for _ in range(4):
        line(cell.add_paragraph(), "")
    run(cell.add_paragraph(), "{{ penanda_nama }}", bold=True).font.underline = True
    if nip:
        line(cell.add_paragraph(), "NIP {{ penanda_nip }}")
    for paragraph in cell.paragraphs[:-1]:
        paragraph.paragraph_format.keep_with_next = True
    doc.add_paragraph().paragraph_format.line_spacing = Pt(2)


def told(doc: Any, names: str, **shape: Any) -> None:
    """Every paragraph of a text that was typed."""
    loop(doc, f"for teks in {names}")
    line(doc.add_paragraph(), "{{ teks }}", **({"align": JUSTIFY, "after": 4} | shape))
    loop(doc, "endfor")
