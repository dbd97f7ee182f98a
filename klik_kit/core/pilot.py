"""Before and after: a trial's figures, the report of a trial, and the dated upgrades of an innovation.

Pure. Sources: USERS.md ("lebih cepat, lebih murah, lebih mudah", seed 003); FORMS.md section 2 (an older
innovation is reported when it was developed within the window).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from klik_kit.core.action_plan import day_of, exact_of, rows_of
from klik_kit.core.bahasa import day, number
from klik_kit.core.eligibility import Basket, judge
from klik_kit.core.portfolio import innovation_from
from klik_kit.core.review import State, state_of
from klik_kit.core.rubric import Edition

TRIAL, APPLIED, DEVELOPMENT = "uji_coba", "penerapan", "pengembangan"
MORE = "Makin besar makin baik"
_OPEN = frozenset({State.DRAFT, State.RETURNED, State.SUBMITTED, State.COACHED})
_BLANK = "(belum diisi)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One measure before and after. ``change`` is the share of the figure before, None where that is 0 or absent."""

    label: str
    unit: str
    before: Fraction | None
    after: Fraction | None
    more_is_better: bool = False

    @property
    def change(self) -> Fraction | None:
        """(after - before) / before."""
        if self.before is None or self.after is None or self.before == 0:
            return None
        return (self.after - self.before) / abs(self.before)

    @property
    def better(self) -> bool | None:
        """Whether it got better; None where that cannot be told, or nothing changed."""
        if self.before is None or self.after is None or self.before == self.after:
            return None
        return (self.after > self.before) == self.more_is_better

    def text(self) -> str:
        """The change in words: ``turun 77,78 % (lebih baik)``."""
        if self.before is None or self.after is None:
            return "angkanya belum lengkap"
        if self.before == self.after:
            return "tetap"
        way = "naik" if self.after > self.before else "turun"
        size = f" {number(abs(self.change) * 100)} %" if self.change is not None else ""
        return f"{way}{size} ({'lebih baik' if self.better else 'belum lebih baik'})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgrade:
    """One dated development of an innovation."""

    number: int
    on: date
    what: str
    evidence: str = ""


def compared(
    values: Mapping[str, str], group: str, *, label: str, before: str = "sebelum", after: str = "sesudah"
) -> tuple[Compared, ...]:
    """The measures of a group of rows that have a name.

    Args:
        values: the answers.
        group: the rows' name.
        label: the column that names the measure.
        before: the column of the figure before.
        after: the column of the figure after, or of the target.
    """
    return tuple(
        Compared(
            label=row[label],
            unit=row.get("satuan", ""),
            before=exact_of(row.get(before)),
            after=exact_of(row.get(after)),
            more_is_better=row.get("arah") == MORE,
        )
        for _, row in rows_of(values, group)
        if row.get(label)
    )


def bars(measures: Sequence[Compared], *, names: tuple[str, str]) -> dict[str, Any]:
    """The data of the before and after picture; lengths are per mille of the larger of each pair."""

    def length(value: Fraction | None, most: Fraction) -> int | None:
        return None if value is None else round(1000 * abs(value) / most) if most else 0

    rows = []
    for one in measures:
        most = max((abs(v) for v in (one.before, one.after) if v is not None), default=Fraction(0))
        pair = (one.before, one.after)
        shown = [f"{number(v)} {one.unit}".strip() if v is not None else _BLANK for v in pair]
        rows.append(
            {
                "label": one.label, "texts": shown, "lengths": [length(v, most) for v in pair], "change": one.text(),
                "tone": "info" if one.better is None else "success" if one.better else "warning",
            }
        )  # fmt: skip
    return {"names": list(names), "rows": rows} if rows else {}


def trial_report(values: Mapping[str, str], *, innovation: str, unit: str) -> str:
    """The report of a trial from what its plan and log say; blanks are marked, nothing is added."""

    def told(name: str) -> str:
        return values.get(name, "").strip() or _BLANK

    start, end = day_of(values.get("mulai")), day_of(values.get("selesai"))
    span = f"{day(start) if start else _BLANK} s.d. {day(end) if end else _BLANK}"
    lines = [
        f"LAPORAN UJI COBA {innovation}", f"Unit: {unit}", f"Tujuan: {told('tujuan')}", f"Tempat: {told('tempat')}",
        f"Waktu: {span}", f"Penanggung jawab: {told('penanggung_jawab')}", f"Ukuran keberhasilan: {told('keberhasilan')}", "",
    ]  # fmt: skip
    log = sorted(rows_of(values, "uji"), key=lambda one: (one[1].get("tanggal") or "9999", one[0]))
    for place, (_, row) in enumerate(log, start=1):
        on = day_of(row.get("tanggal"))
        lines.append(
            f"{place}. {day(on) if on else _BLANK}, {row.get('tempat') or _BLANK}: {row.get('dicoba') or _BLANK}"
        )
        if row.get("ukuran"):
            (one,) = compared({f"uji.1.{name}": value for name, value in row.items()}, "uji", label="ukuran")
            figures = [_BLANK if v is None else f"{number(v)} {one.unit}".strip() for v in (one.before, one.after)]
            lines.append(f"   {one.label}: sebelum {figures[0]}, sesudah {figures[1]}; {one.text()}.")
        lines.append(f"   Kendala: {row.get('kendala') or _BLANK}. Keputusan: {row.get('keputusan') or _BLANK}.")
    if not log:
        lines.append("Belum ada catatan uji coba.")
    return "\n".join(lines)


def upgrades(values: Mapping[str, str], *, today: date) -> tuple[Upgrade, ...]:
    """The developments that have happened, the newest first; a plan without a day, or for a later one, is none."""
    found = [
        Upgrade(number=n, on=on, what=row["apa"], evidence=row.get("bukti", ""))
        for n, row in rows_of(values, "catatan")
        if row.get("apa") and (on := day_of(row.get("tanggal"))) and on <= today
    ]
    return tuple(sorted(found, key=lambda one: (one.on, one.number), reverse=True))


def developed_on(profile: Mapping[str, str], before: Mapping[str, str], after: Mapping[str, str], *, today: date) -> str | None:  # fmt: skip
    """The development date a profile is to have once the log changes.

    It follows the log, unless the unit itself wrote a later date than the log ever had; in a state in which the
    profile is settled it stays.

    Args:
        profile: the innovation's answers.
        before: the log's answers before the change.
        after: the log's answers after it.
        today: the day on the clinic's wall.
    """
    stands = profile.get("developed_on")
    if state_of(profile.get("status")) not in _OPEN:
        return stands
    newest = [
        found[0].on.isoformat() if found else None for found in (upgrades(v, today=today) for v in (before, after))
    ]
    was, now = newest
    if now is None:
        return None if stands == was else stands
    return now if stands is None or stands == was or stands < now else stands


def basket_of(edition: Edition, profile: Mapping[str, str], developed: str | None) -> Basket | None:
    """The keranjang of an innovation if its development were on this day, None for no development."""
    values = {name: value for name, value in profile.items() if name != "developed_on"}
    return judge(edition, innovation_from(values | ({"developed_on": developed} if developed else {}))).basket
