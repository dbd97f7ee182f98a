"""YAML read strictly, and pydantic's complaints in the words of those who edit the files.

May not know what a file is about.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from klik_kit.errors import ContentError, Problem

S = TypeVar("S", bound=BaseModel)
KEY = "[key]"
"""pydantic's way to say that the key before it is wrong, not its value."""


class _StrictLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML's safe loader that collects keys given twice, where the stock one silently keeps the last."""

    def __init__(self, text: str) -> None:
        self.twice: list[tuple[object, int]] = []
        super().__init__(text)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - PyYAML's signature
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        self.twice += [
            (key, node.value[position][0].start_mark.line + 1)
            for position, key in enumerate(keys)
            if key in keys[:position]
        ]
        return super().construct_mapping(node, deep)  # type: ignore[no-any-return]


def read_yaml(path: Path) -> dict[str, Any]:
    """The keys and values of a file.

    Raises:
        ContentError: it is no YAML of keys and values, or gives keys twice; all of them.
    """
    try:
        loader = _StrictLoader(path.read_text(encoding="utf-8"))
        try:
            raw = loader.get_single_data()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else "?"
        what = f"bukan YAML yang benar ({error.problem})."
        mend = "Periksa tanda kutip dan lekukan baris itu; lekukan memakai spasi, bukan tab."
        raise ContentError("", [Problem(where=f"{path.name}: baris {line}", what=what, mend=mend)]) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ContentError("", [Problem(where=path.name, what=f"tidak terbaca sebagai YAML: {error}")]) from None
    if loader.twice:
        twice = [
            Problem(
                where=f"{path.name}: baris {line}", what=f"kunci {key!r} ditulis dua kali.", mend="Hapus salah satunya."
            )
            for key, line in loader.twice
        ]
        raise ContentError("", twice)
    if not isinstance(raw, dict):
        raise ContentError("", [Problem(where=path.name, what="isi berkas harus berupa kunci dan nilai.")])
    return raw


def read_shape(path: Path, shape: type[S], *, what: str) -> S:
    """A file as the values it describes.

    Args:
        path: the file.
        shape: what it must look like.
        what: what it is about, for the message: ``Susunan acara``.

    Raises:
        ContentError: it breaks its rules; all problems at once.
    """
    raw = read_yaml(path)
    try:
        return shape.model_validate(raw)
    except ValidationError as error:
        refuse(what, [told(path.name, raw, e) for e in error.errors(include_url=False)])
        raise


def refuse(what: str, problems: Sequence[Problem]) -> None:
    """Say that a file cannot be used; nothing where nothing is wrong with it.

    Raises:
        ContentError: there are problems.
    """
    if problems:
        raise ContentError(f"{what} tidak dapat dipakai:", problems) from None


_QUOTE = "tulis nilainya dalam tanda kutip."
_WORDS = {
    "missing": "kunci wajib ini belum ada.",
    "extra_forbidden": "kunci tidak dikenal.",
    "string_type": f"harus berupa teks; {_QUOTE}",
    "string_too_short": "tidak boleh kosong.",
    "int_type": "harus bilangan bulat tanpa tanda kutip.",
    "bool_type": "harus true atau false.",
    "list_type": "harus berupa daftar.",
    "dict_type": "harus berupa kunci dan nilai.",
    "model_type": "harus berupa kunci dan nilai.",
}


def told(name: str, raw: Mapping[str, Any], error: Any) -> Problem:
    """One of pydantic's complaints, with its place in the file and in the words of those who edit it."""
    what = _WORDS.get(error["type"]) or str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "literal_error":
        what = f"harus {error['ctx']['expected'].replace(' or ', ' atau ')}."
    found = error.get("input")
    shown = ""
    if found is None or isinstance(found, (str, int, float, bool, date)):
        written = "kosong" if found is None else repr(found) if isinstance(found, str) else str(found)
        shown = f" Tertulis: {written}."
    if error["type"] == "missing":
        shown = ""
    return Problem(where=f"{name}: {_path(raw, error['loc'])}", what=what + shown)


def _path(raw: object, loc: Sequence[str | int]) -> str:
    """A readable path: list items are named by their own code (``sid[16].levels[2].text``)."""
    text, node = "", raw
    for step in loc:
        if step == KEY:
            continue
        if isinstance(step, int) and isinstance(node, list) and step < len(node):
            node = node[step]
            named = [
                node[key] for key in ("row", "id", "key", "value", "label") if isinstance(node, dict) and key in node
            ]
            text += f"[{named[0] if named else step}]"
        else:
            node = node.get(step) if isinstance(node, dict) else None
            text += f".{step}" if text else str(step)
    return text
