"""Makes the Word templates of this folder anew: ``python templates/documents/make_templates.py``.

The same script gives the same parts. ``--into`` writes elsewhere.
"""
# ruff: noqa: INP001, T201 - a script beside what it makes, which reports what it wrote

from __future__ import annotations

import argparse
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

FONT = "Arial"
CENTER, RIGHT, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY
_EPOCH = (1980, 1, 1, 0, 0, 0)
_WIDTH = 16.0  # centimetres between the margins


def main(arguments: Sequence[str] | None = None) -> None:
    """Write both templates and say so."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=Path(__file__).resolve().parent)
    folder: Path = parser.parse_args(arguments).into
    for name, make in (("proposal.docx", proposal), ("permintaan_data.docx", data_request)):
        (folder / name).write_bytes(steady(make()))
        print(name)


def proposal() -> Any:
    """A proposal: letterhead, identity, numbered sections, results, signature."""
    doc = paper()
    head = doc.sections[0].header.paragraphs[0]
    line(head, "{{ draft_mark }}", align=RIGHT, bold=True, size=9)
    letterhead(doc)
    line(doc.add_paragraph(), "{{ outline }}", align=CENTER, bold=True, size=13, before=14, after=2, next_too=True)
    line(doc.add_paragraph(), "{{ innovation }}", align=CENTER, bold=True, size=13, after=2, next_too=True)
    line(doc.add_paragraph(), "{{ unit }}", align=CENTER, after=12)
    pairs(doc, "facts", "fact.label", "fact.value", widths=(5.8, 0.4, 9.8))
    loop(doc, "for section in sections")
    heading(doc, 1, "{{ section.number }}. {{ section.title }}")
    texts(doc, "section.paragraphs")
    loop(doc, "for part in section.parts")
    heading(doc, 2, "{{ section.number }}.{{ part.number }} {{ part.title }}")
    texts(doc, "part.paragraphs")
    blank(doc, "part.empty")
    loop(doc, "endfor")
    loop(doc, "if section.results")
    columns = (
        ("No.", "row.number", 0.9), ("Indikator", "row.indicator", 4.1), ("Satuan", "row.unit", 1.7),
        ("Sebelum", "row.before", 1.9), ("Sesudah", "row.after", 1.9), ("Sumber", "row.source", 3.1), ("Tanggal", "row.on", 2.4),
    )  # fmt: skip
    grid(doc, columns, rows="section.results", right=frozenset((3, 4)))
    line(doc.add_paragraph(), "", size=4)
    loop(doc, "endif")
    blank(doc, "section.empty")
    loop(doc, "endfor")
    signature(doc)
    footer(doc)
    return doc


def data_request() -> Any:
    """A letter that asks the owner of a row for its figure."""
    doc = paper()
    letterhead(doc)
    dated(line(doc.add_paragraph(), "", align=RIGHT, before=10, after=8))
    table = doc.add_table(rows=0, cols=3)
    for label, name in (("Nomor", "number"), ("Sifat", "nature"), ("Lampiran", "attachment"), ("Hal", "subject")):
        cells = table.add_row().cells
        line(cells[0].paragraphs[0], label)
        line(cells[1].paragraphs[0], ":")
        either(cells[2].paragraphs[0], name, f"{{{{ {name} }}}}", "{{ blank_short }}")
    widen(table, (2.2, 0.4, 13.4))
    line(doc.add_paragraph(), "Yth. {{ recipient }}", before=12)
    line(doc.add_paragraph(), "di {{ recipient_place }}", after=10)
    line(doc.add_paragraph(), "{{ opening }}", align=JUSTIFY, after=6, first=1.25)
    columns = (
        ("No.", "row.number", 0.9), ("Baris SPD", "row.row", 1.7), ("Data yang diminta", "row.figure", 6.0),
        ("Satuan", "row.unit", 2.0), ("Periode", "row.period", 2.4), ("Sumber", "row.source", 3.0),
    )  # fmt: skip
    grid(doc, columns, rows="figures", right=frozenset(), marked=frozenset(("row.period",)))
    request = line(doc.add_paragraph(), "{{ asking }} ", align=JUSTIFY, before=8, after=6, first=1.25)
    either(request, "deadline", "{{ deadline }}", "{{ blank_short }}", bold=True)
    run(request, "{{ asking_end }}")
    line(doc.add_paragraph(), "{{ unpublished }}", align=JUSTIFY, after=6, first=1.25)
    contact = line(doc.add_paragraph(), "Penjelasan lebih lanjut dapat diperoleh dari ", after=6, first=1.25)
    either(contact, "contact", "{{ contact }}", "{{ blank_long }}")
    run(contact, ".")
    line(doc.add_paragraph(), "{{ closing }}", align=JUSTIFY, first=1.25)
    signature(doc, with_date=False)
    loop(doc, "if copies")
    line(doc.add_paragraph(), "Tembusan:", before=12, size=10, next_too=True)
    loop(doc, "for copy in copies")
    line(doc.add_paragraph(), "{{ copy.number }}. {{ copy.text }}", size=10)
    loop(doc, "endfor")
    loop(doc, "endif")
    return doc


def paper() -> Any:
    """An empty A4 document with the kit's styles."""
    doc = Document()
    for element in list(doc.element.body):
        if not element.tag.endswith("sectPr"):
            doc.element.body.remove(element)
    page = doc.sections[0]
    page.page_width, page.page_height = Cm(21.0), Cm(29.7)
    page.left_margin, page.right_margin, page.top_margin, page.bottom_margin = Cm(3), Cm(2), Cm(2), Cm(2)
    page.header_distance = page.footer_distance = Cm(0.9)
    styles = doc.styles
    for name in [style.name for style in styles if style.type == WD_STYLE_TYPE.TABLE and style.name != "Normal Table"]:
        if name != "Table Grid":
            styles[name].delete()
    for name, size in (("Normal", 11), ("Heading 1", 12), ("Heading 2", 11)):
        style = styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in list(fonts.attrib):
            del fonts.attrib[key]
        for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{kind}"), FONT)
        style.font.color.rgb = RGBColor(0, 0, 0)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "id-ID")
    styles["Normal"].element.rPr.append(language)
    base = styles["Normal"].paragraph_format
    base.space_before = base.space_after = Pt(0)
    base.line_spacing, base.widow_control = 1.15, True
    for name, before in (("Heading 1", 14), ("Heading 2", 8)):
        shape = styles[name].paragraph_format
        shape.space_before, shape.space_after, shape.keep_with_next = Pt(before), Pt(4), True
    core = doc.core_properties
    core.title = core.author = core.comments = core.keywords = core.subject = core.last_modified_by = ""
    core.language = "id-ID"
    for element in list(core._element):
        if element.tag.endswith(("}created", "}modified")):
            core._element.remove(element)
    return doc


def letterhead(doc: Any) -> None:
    """The emblem where there is one, the names centred, the last larger, the address, and the double line below."""
    loop(doc, "if emblem")
    table = doc.add_table(rows=1, cols=2)
    picture, names = table.rows[0].cells
    line(picture.paragraphs[0], "{{ emblem }}", align=CENTER, spacing=1.0)
    lines(names, first=names.paragraphs[0])
    line(names.add_paragraph(), "{{ address }}", align=CENTER, size=10, spacing=1.0)
    widen(table, (2.6, 13.4))
    loop(doc, "else")
    lines(doc)
    line(doc.add_paragraph(), "{{ address }}", align=CENTER, size=10, spacing=1.0)
    loop(doc, "endif")
    address = line(doc.add_paragraph(), "", size=2, spacing=1.0, after=6)
    border = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for key, value in (("val", "thickThinSmallGap"), ("sz", "24"), ("space", "6"), ("color", "000000")):
        bottom.set(qn(f"w:{key}"), value)
    border.append(bottom)
    properties = address._p.get_or_add_pPr()
    properties.insert_element_before(border, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def lines(place: Any, *, first: Any = None) -> None:
    """The names of the letterhead, centred in a document or a cell."""
    run(first or place.add_paragraph(), "{%p for line in letterhead_over %}")
    line(place.add_paragraph(), "{{ line }}", align=CENTER, bold=True, size=13, spacing=1.0)
    run(place.add_paragraph(), "{%p endfor %}")
    line(place.add_paragraph(), "{{ letterhead_last }}", align=CENTER, bold=True, size=15, spacing=1.0, after=2)


def signature(doc: Any, *, with_date: bool = True) -> None:
    """The block at the right that stays together: place and date, office, room, name, rank, NIP."""
    table = doc.add_table(rows=1, cols=2)
    together(table.rows[0])
    widen(table, (8.0, 8.0))
    first = table.rows[0].cells[1].paragraphs[0]
    rows = [first]

    def more(text: str, **shape: Any) -> Any:
        rows.append(table.rows[0].cells[1].add_paragraph())
        return line(rows[-1], text, **shape)

    if with_date:
        dated(line(first, "", before=18))
        more("{{ signatory_title }},")
    else:
        line(first, "{{ signatory_title }},", before=18)
    for _ in range(4):
        more("")
    run(more(""), "{{ signatory_name }}", bold=True).font.underline = True
    condition(table.rows[0].cells[1], rows, "if signatory_rank")
    more("{{ signatory_rank }}")
    condition(table.rows[0].cells[1], rows, "endif")
    more("NIP {{ signatory_nip }}")
    for paragraph in rows[:-1]:
        paragraph.paragraph_format.keep_with_next = True
    doc.add_paragraph().paragraph_format.line_spacing = Pt(2)  # Word wants a paragraph behind a last table


def condition(cell: Any, rows: list[Any], tag: str) -> None:
    """A paragraph that only steers; it is gone in what is made."""
    rows.append(cell.add_paragraph())
    run(rows[-1], f"{{%p {tag} %}}")


def dated(paragraph: Any) -> None:
    """Place and date; a marked blank where the letter is not signed yet."""
    run(paragraph, "{{ place_comma }}")
    either(paragraph, "signed_on", "{{ signed_on }}", "{{ blank_short }}")


def either(paragraph: Any, name: str, known: str, unknown: str, *, bold: bool = False) -> None:
    """A value, or a blank that asks to be filled."""
    run(paragraph, f"{{%r if {name} %}}")
    run(paragraph, known, bold=bold)
    run(paragraph, "{%r else %}")
    run(paragraph, unknown).font.highlight_color = WD_COLOR_INDEX.YELLOW
    run(paragraph, "{%r endif %}")


def texts(doc: Any, name: str) -> None:
    """Every paragraph of a text."""
    loop(doc, f"for text in {name}")
    line(doc.add_paragraph(), "{{ text }}", align=JUSTIFY, after=6)
    loop(doc, "endfor")


def blank(doc: Any, name: str) -> None:
    """What stands where nothing was written."""
    loop(doc, f"if {name}")
    empty = line(doc.add_paragraph(), "", after=6)
    words = run(empty, "(Belum diisi)")
    words.font.italic, words.font.highlight_color = True, WD_COLOR_INDEX.YELLOW
    loop(doc, "endif")


def pairs(doc: Any, rows: str, label: str, value: str, *, widths: Sequence[float]) -> None:
    """Labels and values without lines."""
    table = doc.add_table(rows=3, cols=3)
    run(table.cell(0, 0).paragraphs[0], f"{{%tr for fact in {rows} %}}")
    for cell, text in zip(table.rows[1].cells, (f"{{{{ {label} }}}}", ":", f"{{{{ {value} }}}}"), strict=True):
        line(cell.paragraphs[0], text, after=2)
    run(table.cell(2, 0).paragraphs[0], "{%tr endfor %}")
    widen(table, widths)


def grid(
    doc: Any,
    columns: Sequence[tuple[str, str, float]],
    *,
    rows: str,
    right: frozenset[int],
    marked: frozenset[str] = frozenset(),
) -> None:
    """A table with lines whose headings are repeated on the next page."""
    table = doc.add_table(rows=4, cols=len(columns))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for cell, (title, _, _) in zip(table.rows[0].cells, columns, strict=True):
        line(cell.paragraphs[0], title, align=CENTER, bold=True, size=9, spacing=1.0, before=2, after=2, next_too=True)
        shade = OxmlElement("w:shd")
        for key, fill in (("val", "clear"), ("color", "auto"), ("fill", "E9EDEF")):
            shade.set(qn(f"w:{key}"), fill)
        cell._tc.get_or_add_tcPr().append(shade)
    header = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(header)
    run(table.cell(1, 0).paragraphs[0], f"{{%tr for row in {rows} %}}")
    for position, (cell, (_, name, _)) in enumerate(zip(table.rows[2].cells, columns, strict=True)):
        align = RIGHT if position in right else CENTER if position == 0 else None
        paragraph = line(cell.paragraphs[0], "", align=align, size=9, spacing=1.0, before=2, after=2)
        if name in marked:
            either(paragraph, name, f"{{{{ {name} }}}}", "{{ blank_cell }}")
        else:
            run(paragraph, f"{{{{ {name} }}}}")
        for piece in paragraph.runs:
            piece.font.size = Pt(9)
    together(table.rows[2])
    run(table.cell(3, 0).paragraphs[0], "{%tr endfor %}")
    widen(table, [width for _, _, width in columns])


def heading(doc: Any, level: int, text: str) -> None:
    """A heading that Word's navigation knows."""
    doc.add_paragraph(text, style=f"Heading {level}")


def footer(doc: Any) -> None:
    """The page and how many there are."""
    paragraph = line(doc.sections[0].footer.paragraphs[0], "Halaman ", align=CENTER, size=9)
    for number, words in (("PAGE", " dari "), ("NUMPAGES", "")):
        for kind, text in (("begin", ""), ("instr", number), ("separate", ""), ("text", "1"), ("end", "")):
            piece = run(paragraph, text if kind == "text" else "")
            piece.font.size = Pt(9)
            if kind == "instr":
                element = OxmlElement("w:instrText")
                element.set(qn("xml:space"), "preserve")
                element.text = f" {text} "
                piece._r.append(element)
            elif kind != "text":
                element = OxmlElement("w:fldChar")
                element.set(qn("w:fldCharType"), kind)
                piece._r.append(element)
        if words:
            run(paragraph, words).font.size = Pt(9)


def line(
    paragraph: Any, text: str, *, align: Any = None, bold: bool = False, size: float | None = None, before: float = 0,
    after: float = 0, spacing: float | None = None, first: float = 0, next_too: bool = False,
) -> Any:  # fmt: skip
    """Shape a paragraph and put its text."""
    shape = paragraph.paragraph_format
    shape.alignment = align
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    if spacing:
        shape.line_spacing = spacing
    if first:
        shape.first_line_indent = Cm(first)
    if next_too:
        shape.keep_with_next = True
    if text:
        piece = run(paragraph, text, bold=bold)
        if size:
            piece.font.size = Pt(size)
    return paragraph


def run(paragraph: Any, text: str, *, bold: bool = False) -> Any:
    """One run of text."""
    piece = paragraph.add_run(text)
    piece.font.bold = bold or None
    return piece


def loop(doc: Any, tag: str) -> None:
    """A paragraph that only steers; it is gone in what is made."""
    run(doc.add_paragraph(), f"{{%p {tag} %}}")


def together(row: Any) -> None:
    """Keep a row on one page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def widen(table: Any, widths: Sequence[float]) -> None:
    """Fixed columns, in centimetres."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)


def steady(doc: Any) -> bytes:
    """The document as bytes, without the time it was made."""
    made, out = io.BytesIO(), io.BytesIO()
    doc.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, _EPOCH), source.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


if __name__ == "__main__":
    main()
