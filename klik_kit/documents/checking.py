"""What is wrong with a Word template, and where in its text.

A template is read paragraph by paragraph, as it is filled; a place is quoted, for Word has no line numbers.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from klik_kit.core.papers import Place
from klik_kit.documents.filling import environment, filled
from klik_kit.errors import Problem, ReportError

if TYPE_CHECKING:
    from jinja2 import nodes

_WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARTS = (("word/document.xml", "isi"), ("word/header", "kepala halaman"), ("word/footer", "kaki halaman"))
_ASIDE = re.compile(r"(\{[{%])(?:tr|tc|p|r)(?=\s)")
_SPAN = re.compile(r"\{%\s*(?:colspan|cellbg)\s+(.*?)%\}")
_MERGE = re.compile(r"\{%\s*(?:vm|hm)\s*%\}")
_QUOTES = str.maketrans("“”‘’", "\"\"''")
_LONGEST = 90


def problems_of(template: bytes, places: Iterable[Place], *, name: str) -> tuple[Problem, ...]:
    """Everything that keeps a template from being filled; empty where it can be used.

    Args:
        template: the Word file.
        places: what it may name.
        name: of the file, for the message.
    """
    known = {place.name: place for place in places}
    try:
        parts = list(_paragraphs(template))
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        return (Problem(where=name, what=f"bukan berkas Word yang utuh ({error}).", mend="Simpan sebagai .docx."),)
    found: list[Problem] = []
    for part, lines in parts:
        found += _part_problems(lines, known, where=f"{name}, {part}")
    if not found:
        try:
            filled(template, {p.name: _example(p) for p in known.values()}, where=name)
        except ReportError as error:
            found.append(Problem(where=name, what=str(error)))
    return tuple(found)


def names_in(template: bytes) -> frozenset[str]:
    """The names that a template uses, without those of its own loops.

    Raises:
        jinja2.TemplateError: its tags are broken.
    """
    from jinja2 import meta

    found: set[str] = set()
    for _, lines in _paragraphs(template):
        found |= meta.find_undeclared_variables(environment().parse("\n".join(map(_plain, lines))))
    return frozenset(found)


def _paragraphs(template: bytes) -> Iterator[tuple[str, list[str]]]:
    """The parts of a Word file that are filled, each with the text of its paragraphs in order."""
    from docx.oxml import parse_xml

    with zipfile.ZipFile(io.BytesIO(template)) as file:
        if _PARTS[0][0] not in file.namelist():
            raise ValueError("tidak memuat naskah")
        for member in sorted(file.namelist()):
            part = next((label for start, label in _PARTS if member.startswith(start) and member.endswith(".xml")), "")
            if part:
                root = parse_xml(file.read(member))
                yield part, ["".join(t.text or "" for t in p.iter(f"{_WORDS}t")) for p in root.iter(f"{_WORDS}p")]


def _plain(line: str) -> str:
    """A paragraph in plain jinja: without docxtpl's letters that say what a tag takes away with it."""
    line = _ASIDE.sub(r"\1", line.replace("\n", " ").translate(_QUOTES))
    return _MERGE.sub("", _SPAN.sub(r"{{ \1 }}", line))


def _part_problems(lines: list[str], known: Mapping[str, Place], *, where: str) -> list[Problem]:
    from jinja2 import TemplateSyntaxError

    env = environment()
    text = "\n".join(map(_plain, lines))
    try:
        tree = env.parse(text)
        env.compile(env.parse(text))
    except TemplateSyntaxError as error:
        at = _quoted(lines, error.lineno)
        return [Problem(where=f"{where}, {at}", what=f"penulisan tanda kurungnya salah: {error.message}.", mend="Salin bagian itu dari templat bawaan.")]  # fmt: skip
    walk = _Walk(lines=lines, where=where, own=frozenset(env.globals))
    walk.through(tree, dict(known))
    return walk.found


def _quoted(lines: list[str], number: int) -> str:
    """A paragraph as one finds it again with Word's search."""
    line = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    return f'pada "{line if len(line) <= _LONGEST else line[:_LONGEST] + "…"}"'


@dataclass(kw_only=True)
class _Walk:
    """Goes through a template's tags and keeps what they name wrongly."""

    lines: list[str]
    where: str
    own: frozenset[str]
    found: list[Problem] = field(default_factory=list)

    def through(self, node: nodes.Node, scope: dict[str, Place]) -> None:
        """One tag and everything in it."""
        from jinja2 import nodes

        if isinstance(node, nodes.For):
            self._loop(node, scope)
            return
        if isinstance(node, nodes.Assign):
            self.through(node.node, scope)
            for name in _targets(node.target):
                scope[name] = Place(name=name, open=True)
            return
        if isinstance(node, nodes.Getattr | nodes.Getitem | nodes.Name):
            self.place(node, scope)
            return
        for child in node.iter_child_nodes():
            self.through(child, scope)

    def _loop(self, node: nodes.For, scope: dict[str, Place]) -> None:
        from jinja2 import nodes

        if isinstance(node.iter, nodes.Name | nodes.Getattr):
            of = self.place(node.iter, scope)
        else:
            of = None
            self.through(node.iter, scope)
        if of is None or of.open:
            row = Place(name="", open=True)
        elif of.listed:
            row = Place(name=of.name, rows=of.rows, open=of.texts)
        else:
            self._tell(node.lineno, f"isian {of.name!r} bukan daftar, sehingga tidak dapat diulang.")
            row = Place(name="", open=True)
        inner = scope | {"loop": Place(name="loop", open=True)}
        single = isinstance(node.target, nodes.Name)
        inner |= {name: row if single else Place(name=name, open=True) for name in _targets(node.target)}
        for child in (*node.body, *node.else_, *([node.test] if node.test else [])):
            self.through(child, inner)

    def place(self, node: Any, scope: Mapping[str, Place]) -> Place | None:
        """What an expression names; None, and told, where there is no such place."""
        from jinja2 import nodes

        if isinstance(node, nodes.Name):
            if node.name in scope:
                return scope[node.name]
            if node.name not in self.own:
                self._unknown(node.lineno, node.name, scope)
            return None
        if not isinstance(node, nodes.Getattr):
            for child in node.iter_child_nodes():
                self.through(child, dict(scope))
            return None
        of = self.place(node.node, scope) if isinstance(node.node, nodes.Name | nodes.Getattr) else None
        if of is None or of.open:
            return None
        inner = {place.name: place for place in of.rows}
        if node.attr in inner:
            return inner[node.attr]
        self._unknown(node.lineno, node.attr, inner, of=of.name)
        return None

    def _unknown(self, line: int, name: str, known: Iterable[str], *, of: str = "") -> None:
        near = get_close_matches(name, known, n=1, cutoff=0.5)
        inside = f" pada daftar {of!r}" if of else ""
        mend = f"Mungkin maksudnya {near[0]!r}." if near else "Lihat isian yang ada: klik dokumen list."
        self._tell(line, f"isian {name!r} tidak dikenal{inside}.", mend)

    def _tell(self, line: int, what: str, mend: str = "") -> None:
        self.found.append(Problem(where=f"{self.where}, {_quoted(self.lines, line)}", what=what, mend=mend))


def _targets(node: Any) -> list[str]:
    """The names that a loop or an assignment gives."""
    from jinja2 import nodes

    return [n.name for n in ([node] if isinstance(node, nodes.Name) else node.find_all(nodes.Name))]


def _example(place: Place) -> Any:
    """A value of the shape of a place, to try a template with."""
    if place.rows:
        return [{row.name: _example(row) for row in place.rows}]
    return [place.label] if place.texts else place.label
