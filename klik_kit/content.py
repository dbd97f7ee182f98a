"""YAML files in ``templates/`` become core values; every problem is told with file and path, all at once.

May not score, store or show anything. Texts and exact numbers must be quoted in the files: YAML
reads an unquoted ``No`` as false, ``1.10`` as 1.1 and ``2026-01-02`` as a date.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from copy import deepcopy
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from klik_kit.core import rubric
from klik_kit.core.choices import Choice, ChoiceList
from klik_kit.core.rubric_check import check_edition
from klik_kit.errors import ContentError, KlikError, Problem
from klik_kit.places import shipped

SCHEMA = 1


def _exact(value: object) -> Fraction:
    if not isinstance(value, str):
        raise ValueError("angka harus ditulis sebagai teks dalam tanda kutip, misalnya '0.75'.")  # noqa: TRY004 - pydantic collects ValueError only
    try:
        return Fraction(value)
    except (ValueError, ZeroDivisionError):
        raise ValueError("bukan angka; pecahan memakai titik, misalnya '0.75'.") from None


def _day(value: object) -> date:
    if not isinstance(value, str):
        raise ValueError("tanggal harus ditulis sebagai teks dalam tanda kutip, misalnya '2026-01-31'.")  # noqa: TRY004 - pydantic collects ValueError only
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("bukan tanggal; tulis tahun-bulan-hari, misalnya '2026-01-31'.") from None


Exact = Annotated[Fraction, BeforeValidator(_exact)]
Day = Annotated[date, BeforeValidator(_day)]
Code = Annotated[str, Field(min_length=1)]


class _Yaml(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True, populate_by_name=True)


class _Range(_Yaml):
    low: Exact | None = Field(default=None, alias="from")
    high: Exact | None = Field(default=None, alias="to")

    def value(self) -> rubric.Range:
        return rubric.Range(low=self.low, high=self.high)


class _Level(_Yaml):
    value: int
    text: Code
    range: _Range | None = None
    activity: str = ""
    document: str = ""

    def level(self) -> rubric.Level:
        return rubric.Level(
            value=self.value,
            text=self.text,
            range=self.range.value() if self.range else None,
            activity=self.activity,
            document=self.document,
        )


class _Basis(_Yaml):
    key: Code
    name: Code
    levels: list[_Level]
    unit: str = ""
    step: Exact | None = None
    evidence: str = ""
    note: str = ""

    def basis(self) -> rubric.Basis:
        return rubric.Basis(**{**dict(self), "levels": tuple(level.level() for level in self.levels)})


class _Indicator(_Yaml):
    row: Code
    number: int
    variable: str = ""
    name: Code
    weight: Exact
    weight_inferred: bool = False
    mandatory: bool | None
    levels: list[_Level]
    bases: list[_Basis] = []
    unit: str = ""
    step: Exact | None = None
    official_overlap: Exact | None = None
    evidence: str = ""
    file_types: list[str] = []
    letter: bool = False
    elements: list[str] = []
    owner: str = ""
    note: str = ""
    sources: list[str] = []

    def indicator(self, part: rubric.Part) -> rubric.Indicator:
        return rubric.Indicator(
            **{
                **dict(self),
                "part": part,
                "levels": tuple(level.level() for level in self.levels),
                "bases": tuple(basis.basis() for basis in self.bases),
                "file_types": tuple(self.file_types),
                "elements": tuple(self.elements),
                "sources": tuple(self.sources),
            }
        )


class _Window(_Yaml):
    start: Day = Field(alias="from")
    end: Day = Field(alias="to")
    older_if_developed: bool


class _Eligibility(_Yaml):
    window: _Window | None = None
    min_words: int | None = None
    stage: str | None = None
    sources: list[str] = []


class _Formula(_Yaml):
    max_spd: Exact | None = None
    max_sid: Exact | None = None
    max_count: Exact | None = None
    max_total: Exact | None = None
    divisor_min: int | None = None
    per_innovation: Exact | None = None
    innovation_cap: int | None = None
    urusan_needed: int | None = None
    sources: list[str] = []


class _Predicate(_Yaml):
    label: Code
    low: Exact = Field(alias="from")
    high: Exact = Field(alias="to")


class _Document(_Yaml):
    id: Code
    name: Code
    weeks: int


class _SharedStep(_Yaml):
    id: Code
    name: Code
    activity: Code
    document: Code
    raises: dict[str, int] = {}
    adds: dict[str, int] = {}
    note: str = ""


class _Source(_Yaml):
    id: Code
    what: Code
    confidence: Code


class _Edition(_Yaml):
    kit_schema: int = Field(alias="schema")
    id: Code
    year: int
    title: Code
    status: Literal["complete", "partial", "forecast"]
    extends: str | None = None
    legal_basis: list[str] = []
    rules: list[str] = []
    formula: _Formula = _Formula()
    eligibility: _Eligibility = _Eligibility()
    predicates: list[_Predicate] = []
    urusan_wajib: list[str] = []
    documents: list[_Document] = []
    shared_steps: list[_SharedStep] = []
    spd: list[_Indicator] = []
    sid: list[_Indicator] = []
    sources: list[_Source] = []

    def edition(self) -> rubric.Edition:
        window = self.eligibility.window
        return rubric.Edition(
            id=self.id,
            year=self.year,
            title=self.title,
            status=rubric.Status(self.status),
            extends=self.extends,
            spd=tuple(row.indicator(rubric.Part.SPD) for row in self.spd),
            sid=tuple(row.indicator(rubric.Part.SID) for row in self.sid),
            formula=rubric.Formula(**{**dict(self.formula), "sources": tuple(self.formula.sources)}),
            predicates=tuple(rubric.Predicate(**dict(p)) for p in self.predicates),
            eligibility=rubric.Eligibility(
                window=rubric.Window(**dict(window)) if window else None,
                min_words=self.eligibility.min_words,
                stage=self.eligibility.stage,
                sources=tuple(self.eligibility.sources),
            ),
            urusan_wajib=tuple(self.urusan_wajib),
            documents=tuple(rubric.Document(**dict(d)) for d in self.documents),
            shared_steps=tuple(rubric.SharedStep(**dict(s)) for s in self.shared_steps),
            legal_basis=tuple(self.legal_basis),
            rules=tuple(self.rules),
            sources=tuple(rubric.Source(**dict(s)) for s in self.sources),
        )


class _Choice(_Yaml):
    value: Code
    group: str = ""
    aliases: list[str] = []


class _Choices(_Yaml):
    kit_schema: Literal[1] = Field(alias="schema")
    choices: dict[str, list[_Choice]]


@lru_cache(maxsize=4)
def load_choices(path: Path | None = None) -> Mapping[str, ChoiceList]:
    """The lists of ``templates/forms/pilihan.yaml`` by name.

    Raises:
        ContentError: the file breaks its rules; all problems at once.
    """
    path = path or shipped("templates") / "forms" / "pilihan.yaml"
    raw = _read(path)
    try:
        form = _Choices.model_validate(raw)
    except ValidationError as error:
        problems = [_problem(path.name, raw, e) for e in error.errors(include_url=False)]
        raise ContentError("Daftar pilihan tidak dapat dipakai:", problems) from None
    return {
        name: ChoiceList(
            name=name,
            choices=tuple(Choice(value=c.value, group=c.group, aliases=tuple(c.aliases)) for c in listed),
        )
        for name, listed in form.choices.items()
    }


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
    problems = [_problem(name, raw, e) for e in errors]
    broken = {p.where for p in problems}
    if errors:
        mended = _mended(raw, errors)
        edition = _validated(mended)[0] if mended else None
    if edition is not None:
        found = list(check_edition(edition))
        if edition.id != edition_id:
            found.append(Problem(where="id", what=f"{edition.id!r} tidak sama dengan nama berkas {edition_id!r}."))
        told = [Problem(where=f"{name}: {p.where}", what=p.what, mend=p.mend) for p in found]
        problems += [p for p in told if p.where not in broken]
    return None if errors else edition, tuple(problems)


def _validated(raw: Mapping[str, Any]) -> tuple[rubric.Edition | None, list[Any]]:
    try:
        return _Edition.model_validate(raw).edition(), []
    except ValidationError as error:
        return None, error.errors(include_url=False)


def _mended(raw: dict[str, Any], errors: Sequence[Any]) -> dict[str, Any] | None:
    """A copy with quotes put where they lack and unknown keys left out; None where that is not enough."""
    copy = deepcopy(raw)
    for error in errors:
        *way, last = error["loc"]
        if last == _KEY:
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
    raw = _read(folder / name)
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


def _read(path: Path) -> dict[str, Any]:
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


_KEY = "[key]"  # pydantic's way to say that the key before it is wrong, not its value
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


def _problem(name: str, raw: Mapping[str, Any], error: Any) -> Problem:  # pydantic's ErrorDetails
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
        if step == _KEY:
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
