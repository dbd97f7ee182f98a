"""A Word template with its places filled in.

An empty text becomes a blank that asks to be filled, None becomes nothing. Braces, tags and scripts that
people typed come out as typed; characters that no document can hold are shown as U+FFFD.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from klik_kit.errors import ReportError

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment
    from markupsafe import Markup

DOTS = "…" * 12
_CELL_DOTS = "…" * 5
_BLANK, _END = "\ue000", "\ue001"
_UNHOLDABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue002-\ufffd\U00010000-\U0010ffff]")
_WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_EMBLEM_CM = 2.1


def filled(
    template: bytes,
    context: Mapping[str, Any],
    *,
    where: str,
    emblem: bytes = b"",
    title: str = "",
    author: str = "",
) -> bytes:
    """A Word file made of a template; the same values give the same bytes.

    Args:
        template: a Word file with places such as ``{{ nama }}``.
        context: what stands in them: texts, numbers, None, and lists of the same.
        where: the template's name, for the message.
        emblem: a picture (PNG or JPEG) for ``{{ lambang }}``, or empty.
        title: of the file's properties.
        author: of the file's properties.

    Raises:
        ReportError: the template is no Word file, or names what is not there.
    """
    from docx.shared import Cm
    from docxtpl import DocxTemplate, InlineImage
    from jinja2 import TemplateError

    try:
        document = DocxTemplate(io.BytesIO(template))
        document.init_docx()
        picture = InlineImage(document, io.BytesIO(emblem), height=Cm(_EMBLEM_CM)) if emblem else None
        document.render({**context, "lambang": picture}, environment(), autoescape=True)
    except (TemplateError, zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise ReportError(
            f"Templat {where} tidak dapat dipakai: {error}. Periksa dengan: klik dokumen check, "
            "atau salin lagi templat bawaan dan ubah salinannya."
        ) from error
    properties = document.docx.core_properties
    properties.title, properties.author = holdable(title)[:255], holdable(author)[:255]
    made = io.BytesIO()
    document.save(made)
    return _steady(made)


def environment() -> SandboxedEnvironment:
    """The language of templates, without access to anything but what is given to them."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    return SandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=_word)


def holdable(value: object) -> str:
    """A value as text that a document can hold."""
    return _UNHOLDABLE.sub("\ufffd", str(value))


def _word(value: object) -> Markup:
    """A value as text of a Word document.

    Braces and white space go as character references: docxtpl reads ``{_{`` and line breaks in what it
    has made as instructions.
    """
    from docxtpl import InlineImage
    from markupsafe import Markup, escape

    if value is None:
        return Markup()
    if isinstance(value, InlineImage):
        return Markup(value)  # noqa: S704 - the picture's own XML, made here
    if value == "":
        return Markup(f"{_BLANK}{DOTS}{_END}")  # noqa: S704 - no text of anybody
    text = str(escape(holdable(value)))
    for char in "{}\t\n\r":
        text = text.replace(char, f"&#{ord(char)};")
    return Markup(text)  # noqa: S704 - escaped in the line before


def _steady(made: io.BytesIO) -> bytes:
    """The file with its blanks marked, without the time it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if _BLANK.encode() in part:
                part = _marked(part)
            target.writestr(zipfile.ZipInfo(name, _EPOCH), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _marked(part: bytes) -> bytes:
    """A part of a document whose blanks are runs of their own, in yellow."""
    from docx.opc.oxml import serialize_part_xml
    from docx.oxml import parse_xml

    root = parse_xml(part)
    for run in list(root.iter(f"{_WORDS}r")):
        if _BLANK in run.text:
            _split(run, run.text)
    return bytes(serialize_part_xml(root))


def _split(run: Any, text: str) -> None:
    """One run of text as several, those that are blanks in yellow."""
    from docx.enum.text import WD_COLOR_INDEX

    narrow = any(style.get(f"{_WORDS}val") == "TableGrid" for table in run.iterancestors(f"{_WORDS}tbl") for style in table.iter(f"{_WORDS}tblStyle"))  # fmt: skip
    for piece in re.split(f"({_BLANK}[^{_END}]*{_END})", text):
        if not piece:
            continue
        one = deepcopy(run)
        blank = piece.startswith(_BLANK)
        one.text = (_CELL_DOTS if narrow else DOTS) if blank else piece
        if blank:
            one.get_or_add_rPr().highlight_val = WD_COLOR_INDEX.YELLOW
        run.addprevious(one)
    run.getparent().remove(run)
