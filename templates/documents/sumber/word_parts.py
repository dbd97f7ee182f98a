"""Parts that the kit's Word templates are made of: page, letterhead, tables, signature."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

FONT = "Arial"
CENTER, RIGHT, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY
_ALONG = 4
"""Paragraphs, steering ones counted, that go along with a signature."""
_EPOCH = (1980, 1, 1, 0, 0, 0)


def paper(*, draft: bool = True, wide: bool = False) -> Any:
    """An empty A4 document with the kit's styles; its pages may say that they are a draft, or lie on their side."""
    doc = Document()
    for element in list(doc.element.body):
        if not element.tag.endswith("sectPr"):
            doc.element.body.remove(element)
    page = doc.sections[0]
    page.page_width, page.page_height = (Cm(29.7), Cm(21.0)) if wide else (Cm(21.0), Cm(29.7))
    page.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    page.left_margin, page.right_margin, page.top_margin, page.bottom_margin = Cm(3), Cm(2), Cm(2), Cm(2)
    if draft:
        line(page.header.paragraphs[0], "{{ draf }}", align=RIGHT, bold=True, size=9)
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
    loop(doc, "if lambang")
    table = doc.add_table(rows=1, cols=2)
    picture, names = table.rows[0].cells
    line(picture.paragraphs[0], "{{ lambang }}", align=CENTER, spacing=1.0)
    lines(names, first=names.paragraphs[0])
    line(names.add_paragraph(), "{{ alamat }}", align=CENTER, size=10, spacing=1.0)
    widen(table, (2.6, 13.4))
    loop(doc, "else")
    lines(doc)
    line(doc.add_paragraph(), "{{ alamat }}", align=CENTER, size=10, spacing=1.0)
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
    run(first or place.add_paragraph(), "{%p for baris in kop %}")
    line(place.add_paragraph(), "{{ baris }}", align=CENTER, bold=True, size=13, spacing=1.0)
    run(place.add_paragraph(), "{%p endfor %}")
    line(place.add_paragraph(), "{{ kop_utama }}", align=CENTER, bold=True, size=15, spacing=1.0, after=2)


def signature(doc: Any, *, with_date: bool = True) -> None:
    """The block at the right that stays together: place and date, office, room, name, rank, NIP."""
    _with_what_follows(doc)
    table = doc.add_table(rows=1, cols=2)
    together(table.rows[0])
    widen(table, (between_margins(doc) - 8.0, 8.0))
    first = table.rows[0].cells[1].paragraphs[0]
    rows = [first]

    def more(text: str, **shape: Any) -> Any:
        rows.append(table.rows[0].cells[1].add_paragraph())
        return line(rows[-1], text, **shape)

    if with_date:
        dated(line(first, "", before=18))
        more("{{ penanda_jabatan }},")
    else:
        line(first, "{{ penanda_jabatan }},", before=18)
    for _ in range(4):
        more("")
    run(more(""), "{{ penanda_nama }}", bold=True).font.underline = True
    condition(table.rows[0].cells[1], rows, "if penanda_pangkat")
    more("{{ penanda_pangkat }}")
    condition(table.rows[0].cells[1], rows, "endif")
    condition(table.rows[0].cells[1], rows, "if penanda_nip is not none")
    more("NIP {{ penanda_nip }}")
    condition(table.rows[0].cells[1], rows, "endif")
    for paragraph in rows[:-1]:
        paragraph.paragraph_format.keep_with_next = True
    doc.add_paragraph().paragraph_format.line_spacing = Pt(2)  # Word wants a paragraph behind a last table


def between_margins(doc: Any) -> float:
    """The width that text has, in centimetres."""
    page = doc.sections[-1]
    return float((page.page_width - page.left_margin - page.right_margin) / Cm(1))


def two_signatures(doc: Any, left: tuple[str, str], right: tuple[str, str]) -> None:
    """Two signatures side by side that stay together: in which part, and the name; place and date above the right one."""
    table = doc.add_table(rows=1, cols=2)
    together(table.rows[0])
    widen(table, (between_margins(doc) / 2, between_margins(doc) / 2))
    for cell, (part, name), dated_here in zip(table.rows[0].cells, (left, right), (False, True), strict=True):
        first = line(cell.paragraphs[0], "", align=CENTER, before=14)
        if dated_here:
            dated(first)
        for text in (part, "", "", ""):
            line(cell.add_paragraph(), text, align=CENTER)
        run(line(cell.add_paragraph(), "", align=CENTER), name, bold=True)
        for paragraph in cell.paragraphs[:-1]:
            paragraph.paragraph_format.keep_with_next = True
    doc.add_paragraph().paragraph_format.line_spacing = Pt(2)


def titled(doc: Any, title: str, *below: str) -> None:
    """The title of a paper, centred, and what stands below it."""
    line(
        doc.add_paragraph(), title, align=CENTER, bold=True, size=13, before=12, after=2 if below else 10, next_too=True
    )
    for number, text in enumerate(below, start=1):
        line(doc.add_paragraph(), text, align=CENTER, after=10 if number == len(below) else 2, next_too=True)


def bullets(doc: Any, name: str) -> None:
    """Texts of a list, each after a dash."""
    loop(doc, f"for teks in {name}")
    hanging(line(doc.add_paragraph(), "–\t{{ teks }}", after=3), 0.6)
    loop(doc, "endfor")


def new_page(doc: Any) -> None:
    """What follows begins a page."""
    doc.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def hanging(paragraph: Any, indent: float) -> None:
    """A paragraph whose first word hangs at the left, so many centimetres."""
    shape = paragraph.paragraph_format
    shape.left_indent, shape.first_line_indent = Cm(indent), Cm(-indent)
    shape.tab_stops.add_tab_stop(Cm(indent))


def fields(doc: Any, rows: Sequence[tuple[str, str]]) -> None:
    """The head of an official letter: Nomor, Sifat, Lampiran, Hal."""
    labelled(doc, rows, widths=(2.2, 0.4, 13.4))


def condition(cell: Any, rows: list[Any], tag: str) -> None:
    """A paragraph that only steers; it is gone in what is made."""
    rows.append(cell.add_paragraph())
    run(rows[-1], f"{{%p {tag} %}}")


def dated(paragraph: Any) -> None:
    """Place and date; the date is left to who signs."""
    run(paragraph, "{{ tempat }}, {{ tanggal }}")


def texts(doc: Any, name: str, **shape: Any) -> None:
    """Every paragraph of a text."""
    loop(doc, f"for teks in {name}")
    line(doc.add_paragraph(), "{{ teks }}", **({"align": JUSTIFY, "after": 6} | shape))
    loop(doc, "endfor")


def blank(doc: Any, name: str) -> None:
    """What stands where nothing was written."""
    loop(doc, f"if {name}")
    empty = line(doc.add_paragraph(), "", after=6)
    words = run(empty, "(Belum diisi)")
    words.font.italic, words.font.highlight_color = True, WD_COLOR_INDEX.YELLOW
    loop(doc, "endif")


def pairs(doc: Any, rows: str, *, widths: Sequence[float] = (5.8, 0.4, 9.8)) -> None:
    """Labels and what belongs to them, of a list, without lines."""
    table = doc.add_table(rows=3, cols=3)
    run(table.cell(0, 0).paragraphs[0], f"{{%tr for fakta in {rows} %}}")
    for cell, text in zip(table.rows[1].cells, ("{{ fakta.label }}", ":", "{{ fakta.isi }}"), strict=True):
        line(cell.paragraphs[0], text, after=2)
    run(table.cell(2, 0).paragraphs[0], "{%tr endfor %}")
    widen(table, widths)


def labelled(doc: Any, rows: Sequence[tuple[str, str]], *, widths: Sequence[float] = (3.6, 0.4, 12.0)) -> None:
    """Labels and places, without lines: ``Nomor : {{ nomor }}``."""
    table = doc.add_table(rows=0, cols=3)
    for label, text in rows:
        for cell, words in zip(table.add_row().cells, (label, ":", text), strict=True):
            line(cell.paragraphs[0], words, after=2)
    widen(table, widths)


def grid(
    doc: Any,
    rows: str,
    columns: Sequence[tuple[str, str, float]],
    *,
    right: frozenset[int] = frozenset(),
    size: float = 9,
    pad: float = 2,
) -> None:
    """A table with lines whose headings are repeated on the next page; each column has title, place and width."""
    table = ruled(doc, [title for title, _, _ in columns], rows=3, size=size)
    run(table.cell(1, 0).paragraphs[0], f"{{%tr for baris in {rows} %}}")
    for position, (cell, (_, name, _)) in enumerate(zip(table.rows[2].cells, columns, strict=True)):
        align = RIGHT if position in right else CENTER if position == 0 else None
        paragraph = line(cell.paragraphs[0], "", align=align, spacing=1.0, before=pad, after=pad)
        run(paragraph, name if "{" in name else f"{{{{ baris.{name} }}}}").font.size = Pt(size)
    together(table.rows[2])
    run(table.cell(3, 0).paragraphs[0], "{%tr endfor %}")
    widen(table, [width for _, _, width in columns])
    doc.add_paragraph().paragraph_format.line_spacing = Pt(6)


def open_grid(doc: Any, head: str, rows: str, cells: str) -> None:
    """A table with lines and as many columns of one width as ``head`` has texts; each of ``rows`` has its ``cells``."""
    table = ruled(doc, ["{%tc for teks in " + head + " %}", "{{ teks }}", "{%tc endfor %}"], rows=3)
    run(table.cell(1, 0).paragraphs[0], f"{{%tr for baris in {rows} %}}")
    for cell, text in zip(table.rows[2].cells, (f"{{%tc for teks in baris.{cells} %}}", "{{ teks }}", "{%tc endfor %}"), strict=True):  # fmt: skip
        line(cell.paragraphs[0], text, size=9, spacing=1.0, before=6, after=6)
    together(table.rows[2])
    run(table.cell(3, 0).paragraphs[0], "{%tr endfor %}")
    widen(table, [between_margins(doc) / 3] * 3)
    doc.add_paragraph().paragraph_format.line_spacing = Pt(6)


def ruled(doc: Any, titles: Sequence[str], *, rows: int, size: float = 9) -> Any:
    """A table with lines: a shaded row of headings that is repeated on each page, and so many rows below."""
    table = doc.add_table(rows=rows + 1, cols=len(titles))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for cell, title in zip(table.rows[0].cells, titles, strict=True):
        line(
            cell.paragraphs[0], title, align=CENTER, bold=True, size=size, spacing=1.0, before=2, after=2, next_too=True
        )
        shade = OxmlElement("w:shd")
        for key, fill in (("val", "clear"), ("color", "auto"), ("fill", "E9EDEF")):
            shade.set(qn(f"w:{key}"), fill)
        cell._tc.get_or_add_tcPr().append(shade)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    return table


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


def _with_what_follows(doc: Any) -> None:
    """The text at the end goes along to the next page, so that no signature stands alone there."""
    end = doc.element.body
    last = [e for e in end if e.tag.endswith(("}p", "}tbl"))][-_ALONG:]
    for element in reversed(last):
        if element.tag.endswith("}tbl"):
            return
        Paragraph(element, doc).paragraph_format.keep_with_next = True


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
