"""What changed for a coach between two editions.

May not judge which edition is right. Where an edition is silent the text is "tidak diketahui", and
a fact that became known is told as such, never as a change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from klik_kit.core.bahasa import day, number
from klik_kit.core.rubric import FACT_NAMES, Basis, Edition, Eligibility, Indicator, Level, Part, Range, Status
from klik_kit.core.rubric_ranges import figure

UNKNOWN = "tidak diketahui"
NONE = "tidak ada"


class Group(StrEnum):
    """Where a difference belongs, in the order a coach reads them."""

    FORMULA = "rumus"
    PREDICATES = "ambang predikat"
    ELIGIBILITY = "kelayakan"
    ROWS = "baris"


class Kind(StrEnum):
    """What kind of difference it is."""

    CHANGED = "berubah"
    ADDED = "baru"
    REMOVED = "dihapus"
    LEARNED = "baru diketahui"
    SILENT = "tidak dinyatakan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that is not the same: ``where`` is its path in the file, ``what`` its name in words."""

    group: Group
    where: str
    what: str
    kind: Kind
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.what}: {self.old} → {self.new} ({self.kind.value})"


def diff_editions(old: Edition, new: Edition) -> tuple[Difference, ...]:
    """Every difference from ``old`` to ``new``, grouped: formula, predicates, eligibility, rows."""
    return (
        *_formula(old, new),
        *_predicates(old, new),
        *_eligibility(old.eligibility, new.eligibility),
        *_rows(Part.SPD, old, new),
        *_rows(Part.SID, old, new),
    )


def _told(group: Group, where: str, what: str, old: str | None, new: str | None) -> Iterator[Difference]:
    """The difference of one fact; None is not known, equal texts are no difference."""
    if old == new:
        return
    kind = Kind.LEARNED if old is None else Kind.SILENT if new is None else Kind.CHANGED
    yield Difference(group=group, where=where, what=what, kind=kind, old=_known(old), new=_known(new))


def _there(
    group: Group, where: str, what: str, old: str | None, new: str | None, *, silent: tuple[bool, bool]
) -> Iterator[Difference]:
    """A thing that only one edition has: new or removed, unless the other edition may just be silent."""
    if old is None and not silent[0]:
        yield Difference(group=group, where=where, what=what, kind=Kind.ADDED, old=NONE, new=_known(new))
    elif new is None and not silent[1]:
        yield Difference(group=group, where=where, what=what, kind=Kind.REMOVED, old=_known(old), new=NONE)
    else:
        yield from _told(group, where, what, old, new)


def _known(text: str | None) -> str:
    return UNKNOWN if text is None else text


def _silent(old: Edition, new: Edition) -> tuple[bool, bool]:
    return old.status is Status.PARTIAL, new.status is Status.PARTIAL


def _formula(old: Edition, new: Edition) -> Iterator[Difference]:
    for name, words in FACT_NAMES.items():
        was, now = (getattr(edition.formula, name) for edition in (old, new))
        yield from _told(Group.FORMULA, f"formula.{name}", words, _number(was), _number(now))
    was, now = ("; ".join(edition.urusan_wajib) or None for edition in (old, new))
    yield from _told(Group.FORMULA, "urusan_wajib", "urusan wajib pelayanan dasar", was, now)


def _predicates(old: Edition, new: Edition) -> Iterator[Difference]:
    was, now = (
        {p.label: f"{_index(p.low)}–{_index(p.high)}" if p.low != p.high else _index(p.low) for p in edition.predicates}
        for edition in (old, new)
    )
    for label in dict.fromkeys((*was, *now)):
        yield from _there(
            Group.PREDICATES,
            f"predicates[{label}]",
            label,
            was.get(label),
            now.get(label),
            silent=_silent(old, new),
        )


def _eligibility(old: Eligibility, new: Eligibility) -> Iterator[Difference]:
    facts = (
        ("window", "jendela penerapan", _window),
        ("window.older_if_developed", "inovasi lebih lama", _older),
        (
            "min_words",
            "panjang rancang bangun",
            lambda e: None if e.min_words is None else f"minimal {e.min_words} kata",
        ),
        ("stage", "tahap", lambda e: e.stage),
    )
    for name, words, text in facts:
        yield from _told(Group.ELIGIBILITY, f"eligibility.{name}", words, text(old), text(new))


def _window(eligibility: Eligibility) -> str | None:
    window = eligibility.window
    return f"{day(window.start)} sampai {day(window.end)}" if window else None


def _older(eligibility: Eligibility) -> str | None:
    if eligibility.window is None:
        return None
    return "boleh bila dikembangkan pada jendela" if eligibility.window.older_if_developed else "tidak boleh"


def _rows(part: Part, old: Edition, new: Edition) -> Iterator[Difference]:
    was, now = ({i.row: i for i in (e.spd if part is Part.SPD else e.sid)} for e in (old, new))
    if not was or not now:  # an edition that lists no row of this half does not know them
        counts = [f"{len(rows)} baris" if rows else None for rows in (was, now)]
        yield from _told(Group.ROWS, part.value, f"daftar baris {part.upper()}", counts[0], counts[1])
        return
    shared = [(was[row], now[row]) for row in was if row in now]
    yield from _mandatory(part, shared)
    yield from _weights(part, shared)
    for row in dict.fromkeys((*was, *now)):
        if row in was and row in now:
            yield from _row(was[row], now[row])
            continue
        texts = [_title(rows[row]) if row in rows else None for rows in (was, now)]
        where = f"{part.value}[{row}]"
        yield from _there(Group.ROWS, where, f"baris {row}", texts[0], texts[1], silent=_silent(old, new))


def _mandatory(part: Part, shared: list[tuple[Indicator, Indicator]]) -> Iterator[Difference]:
    """One line where an edition knows no mandatory row at all, else one for each row."""
    sides = [[pair[side] for pair in shared] for side in (0, 1)]
    if any(all(i.mandatory is None for i in side) for side in sides):
        texts = [
            None if all(i.mandatory is None for i in side) else ", ".join(i.row for i in side if i.mandatory) or NONE
            for side in sides
        ]
        yield from _told(Group.ROWS, part.value, f"baris wajib {part.upper()}", texts[0], texts[1])
        return
    for was, now in shared:
        yield from _told(
            Group.ROWS, f"{_path(now)}.mandatory", f"baris {now.row}, wajib", _yes(was.mandatory), _yes(now.mandatory)
        )


def _weights(part: Part, shared: list[tuple[Indicator, Indicator]]) -> Iterator[Difference]:
    """One line for all weights that only one edition states, else one for each that changed."""
    half = [pair for pair in shared if pair[0].weight_inferred != pair[1].weight_inferred]
    for side in (0, 1):
        stated = [pair[side] for pair in half if not pair[side].weight_inferred]
        if stated:
            text = ", ".join(f"{i.row} = {number(i.weight)}" for i in stated)
            old, new = (text, None) if side == 0 else (None, text)
            yield from _told(Group.ROWS, part.value, f"bobot {len(stated)} baris {part.upper()}", old, new)
    for was, now in shared:
        if not was.weight_inferred and not now.weight_inferred:
            where = f"{_path(now)}.weight"
            yield from _told(Group.ROWS, where, f"baris {now.row}, bobot", number(was.weight), number(now.weight))


def _row(old: Indicator, new: Indicator) -> Iterator[Difference]:
    where, what = _path(new), f"baris {new.row}"
    yield from _told(Group.ROWS, f"{where}.name", f"{what}, nama", old.name, new.name)
    yield from _levels(where, what, old, new)
    was, now = ({basis.key: basis for basis in i.bases} for i in (old, new))
    for key in dict.fromkeys((*was, *now)):
        basis, of = f"{where}.bases[{key}]", f"{what}, ukuran {key}"
        if key in was and key in now:
            yield from _told(Group.ROWS, f"{basis}.name", f"{of}, nama", was[key].name, now[key].name)
            yield from _levels(basis, of, was[key], now[key])
        else:
            texts = [_measure(bases[key]) if key in bases else None for bases in (was, now)]
            yield from _there(Group.ROWS, basis, of, texts[0], texts[1], silent=(False, False))


def _levels(where: str, what: str, old: Indicator | Basis, new: Indicator | Basis) -> Iterator[Difference]:
    before = {level.value: level for level in old.levels}
    for level in new.levels:
        was = before.get(level.value)
        if was is None:
            continue
        path, of = f"{where}.levels[{level.value}]", f"{what}, parameter {level.value}"
        if was.text != level.text:
            yield from _told(Group.ROWS, path, of, was.text, level.text)
        elif was.range != level.range:
            yield from _told(
                Group.ROWS, f"{path}.range", f"{of}, rentang", _span(was, old.unit), _span(level, new.unit)
            )


def _title(indicator: Indicator) -> str:
    weight = UNKNOWN if indicator.weight_inferred else number(indicator.weight)
    return f"{indicator.name} (bobot {weight})"


def _measure(basis: Basis) -> str:
    return f"{basis.name}: {' / '.join(level.text for level in basis.levels)}"


def _span(level: Level, unit: str) -> str | None:
    if level.range is None:
        return None
    return f"{_limits(level.range)} {unit}".strip()


def _limits(span: Range) -> str:
    if span.low is None:
        return "tanpa batas" if span.high is None else f"paling tinggi {figure(span.high)}"
    if span.high is None:
        return f"paling rendah {figure(span.low)}"
    return figure(span.low) if span.low == span.high else f"{figure(span.low)} sampai {figure(span.high)}"


def _number(value: Fraction | int | None) -> str | None:
    return None if value is None else number(value)


def _index(value: Fraction) -> str:
    return number(value, least=2)


def _yes(value: bool | None) -> str | None:  # noqa: FBT001 - the value itself, not a switch
    return None if value is None else "ya" if value else "tidak"


def _path(indicator: Indicator) -> str:
    return f"{indicator.part.value}[{indicator.row}]"
