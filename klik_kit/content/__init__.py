"""YAML files in ``templates/`` become core values; every problem is told with file and path, all at once.

May not score, store or show anything. Texts and exact numbers must be quoted in the files: YAML
reads an unquoted ``No`` as false, ``1.10`` as 1.1 and ``2026-01-02`` as a date.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from klik_kit.content.reading import KEY, read_shape, read_yaml, told
from klik_kit.content.shapes import ChoicesShape, EditionShape
from klik_kit.core import rubric
from klik_kit.core.choices import ChoiceList
from klik_kit.core.rubric_check import check_edition
from klik_kit.errors import ContentError, KlikError, Problem
from klik_kit.places import shipped

SCHEMA = 1


@lru_cache(maxsize=4)
def load_choices(path: Path | None = None) -> Mapping[str, ChoiceList]:
    """The lists of ``templates/forms/pilihan.yaml`` by name.

    Raises:
        ContentError: the file breaks its rules; all problems at once.
    """
    path = path or shipped("templates") / "forms" / "pilihan.yaml"
    return read_shape(path, ChoicesShape, what="Daftar pilihan").lists()


def editions(folder: Path | None = None) -> tuple[str, ...]:
    """The ids of all rubric editions in a folder, oldest first; the shipped ones by default."""
    return tuple(sorted(path.stem for path in (folder or rubrics_folder()).glob("iid-*.yaml")))


def rubrics_folder() -> Path:
    """The folder of the rubric editions that came with this installation."""
    return shipped("templates") / "rubrics"


@lru_cache(maxsize=32)
def load_edition(edition_id: str, folder: Path | None = None) -> rubric.Edition:
    """The edition with this id, checked for form and for consistency.

    Raises:
        ContentError: the file breaks its rules; all problems at once.
        KlikError: no edition has this id.
    """
    edition, problems = read_edition(edition_id, folder or rubrics_folder())
    if problems or edition is None:
        raise ContentError(f"Rubrik {edition_id} tidak dapat dipakai:", problems)
    return edition


def read_edition(edition_id: str, folder: Path) -> tuple[rubric.Edition | None, tuple[Problem, ...]]:
    """An edition and everything that is wrong with it; the edition is None where its form is broken.

    Texts without quotes and unknown keys do not hide what else is wrong: the consistency checks run
    on a copy in which they are mended.
    """
    if edition_id not in editions(folder):
        known = ", ".join(editions(folder))
        raise KlikError(f"Edisi {edition_id!r} tidak ada. Edisi yang tersedia: {known}.")
    name = f"{edition_id}.yaml"
    try:
        raw = _merged(edition_id, folder, seen=())
    except ContentError as error:
        return None, error.problems
    edition, errors = _validated(raw)
    problems = [told(name, raw, e) for e in errors]
    broken = {p.where for p in problems}
    if errors:
        mended = _mended(raw, errors)
        edition = _validated(mended)[0] if mended else None
    if edition is not None:
        found = list(check_edition(edition))
        if edition.id != edition_id:
            found.append(Problem(where="id", what=f"{edition.id!r} tidak sama dengan nama berkas {edition_id!r}."))
        placed = [Problem(where=f"{name}: {p.where}", what=p.what, mend=p.mend) for p in found]
        problems += [p for p in placed if p.where not in broken]
    return None if errors else edition, tuple(problems)


def _validated(raw: Mapping[str, Any]) -> tuple[rubric.Edition | None, list[Any]]:
    try:
        return EditionShape.model_validate(raw).edition(), []
    except ValidationError as error:
        return None, error.errors(include_url=False)


def _mended(raw: dict[str, Any], errors: Sequence[Any]) -> dict[str, Any] | None:
    """A copy with quotes put where they lack and unknown keys left out; None where that is not enough."""
    copy = deepcopy(raw)
    for error in errors:
        *way, last = error["loc"]
        if last == KEY:
            return None
        node: Any = copy
        for step in way:
            node = node[step]
        if error["type"] == "extra_forbidden":
            del node[last]
        elif error["type"] in {"string_type", "value_error"} and isinstance(node[last], (bool, int, float, date)):
            node[last] = str(node[last])
        else:
            return None
    return copy


def _merged(edition_id: str, folder: Path, *, seen: tuple[str, ...]) -> dict[str, Any]:
    name = f"{edition_id}.yaml"
    if edition_id in seen:
        chain = " → ".join((*seen, edition_id))
        raise ContentError("", [Problem(where=f"{name}: extends", what=f"rujukan melingkar: {chain}.")])
    raw = read_yaml(folder / name)
    version = raw.get("schema")
    if type(version) is not int or version != SCHEMA:
        age = "lebih baru; perbarui klik_kit" if isinstance(version, int) and version > SCHEMA else "tidak dikenal"
        what = f"bentuk berkas {version!r} {age} (dikenal: {SCHEMA})."
        raise ContentError("", [Problem(where=f"{name}: schema", what=what)])
    parent = raw.get("extends")
    if parent is None:
        return raw
    if not isinstance(parent, str) or not (folder / f"{parent}.yaml").is_file():
        raise ContentError("", [Problem(where=f"{name}: extends", what=f"edisi {parent!r} tidak ada.")])
    return _laid_over(_merged(parent, folder, seen=(*seen, edition_id)), raw)


def _laid_over(base: dict[str, Any], top: Mapping[str, Any]) -> dict[str, Any]:
    """``top`` over ``base``: mappings are merged key by key, everything else is replaced."""
    merged = dict(base)
    for key, value in top.items():
        below = merged.get(key)
        merged[key] = _laid_over(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged
