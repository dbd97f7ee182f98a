"""The problems of many units on one board, read from their diagnoses, and putting some of them to a vote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from klik_kit.clinic.counter import ClinicDesk, given, panel_section
from klik_kit.clinic.readiness import chosen_units, opened, opened_on, units_field
from klik_kit.content.masking import load_masking
from klik_kit.core import diagnosis
from klik_kit.core.bahasa import plain
from klik_kit.core.diagnosis import Usg
from klik_kit.core.forms import SEPARATOR, Field, Option
from klik_kit.core.records import Record, RecordKey
from klik_kit.core.voting import MOST_PROBLEMS
from klik_kit.desk import polls
from klik_kit.desk.counter import MOST_NAME, Message, checked_text, fresh_id
from klik_kit.desk.drawing import action, list_item
from klik_kit.errors import KlikError

ALL = "/isi/diagnose"
_UNMARKED = "Belum ditandai"


class Problem(NamedTuple):
    """A problem of a diagnosis: the record it stands in, the number of its row, its text and its rating."""

    record: Record
    number: int
    text: str
    usg: Usg | None

    @property
    def id(self) -> str:
        """How an act names it."""
        return f"{self.record.key.id}.{self.number}"

    @property
    def told(self) -> str:
        """Its text as the hall may read it: the board stands on the projector."""
        return load_masking().text(self.text)

    @property
    def main(self) -> bool:
        """Whether it is the one that the unit works on."""
        return plain(self.record.value("masalah_utama") or "") == plain(self.text)


@dataclass(kw_only=True)
class BoardPage(ClinicDesk):
    """All problems that a coach may see, or those of one unit."""

    unit: str = ""

    def page(self) -> Message:
        """The board, and beside it the causes and the votes."""
        where = self.person.unit_name(self.unit) if self.unit else self.person.workspace.region.name
        return {
            "page": f"diagnose-{self.unit}" if self.unit else "diagnose",
            "title": "2. Diagnose",
            "subtitle": f"{where} · memetakan masalah, menetapkan prioritas, menemukan gagasan",
            "steps": False,
            "sections": [
                panel_section("papan", "Papan masalah", "ringkas", "masalah"),
                panel_section("gagasan", "Gagasan"),
                panel_section("suara", "Pemungutan suara", "ajukan", "suara", aside=True),
                panel_section("sebab", "Sebab", "tanda", "kelompok", aside=True),
                panel_section("unit", "Satu unit", aside=True),
            ],
            "back": {"label": "Semua masalah", "href": ALL} if self.unit else None,
        }

    def live(self) -> Message:
        """All panels."""
        records = self.diagnoses()
        found = self.problems(records)
        units = {p.record.key.unit for p in found}
        unrated = sum(1 for p in found if p.usg is None)
        said = f"{len(found)} masalah dari {len(units)} unit; {unrated} belum dinilai USG."
        marks, groups = self._causes(records)
        return {"panels": {
            "ringkas": {"type": "text", "title": "", "tone": "info", "text": said},
            "masalah": {"type": "list", "title": "", "items": [self._row(p) for p in found], "empty": "Belum ada masalah yang ditulis unit."},
            "gagasan": {"type": "list", "title": "", "items": self._ideas(records), "empty": "Belum ada gagasan."},
            "ajukan": {"type": "actions", "title": "", "actions": [self._putting(found)] if len(found) > 1 else []},
            "suara": {"type": "list", "title": "", "items": self._votes(), "empty": "Belum ada pemungutan suara."},
            "tanda": {"type": "picture", "title": "Akibat bagi layanan", "name": "counts", "data": marks},
            "kelompok": {"type": "picture", "title": "Kelompok sebab", "name": "counts", "data": groups},
            "unit": {"type": "actions", "title": "", "actions": [self._choosing()]},
        }}  # fmt: skip

    def watched(self) -> tuple[str, ...]:
        """The diagnoses and the votes; a new one shows with the next news."""
        return tuple(r.key.id for r in (*self.diagnoses(), *self.store.list(polls.VOTE)))

    def act(self, name: str, args: Mapping[str, Any]) -> Message:
        """Put problems to a vote, or show one unit."""
        if name == "unit":
            return self.done("", href=f"{ALL}/{self.demand_unit(given(args, 'unit', label='Unit'))}")
        if name != "vote":
            return super().act(name, args)
        known = {p.id: p for p in self.problems(self.diagnoses())}
        names = list(dict.fromkeys(n for n in str(args.get("problems") or "").split(SEPARATOR) if n))
        if not all(n in known for n in names):
            raise KlikError("Daftar masalah baru saja berubah. Pilih kembali masalahnya.")
        if not 2 <= len(names) <= MOST_PROBLEMS:
            raise KlikError(f"Pilih 2 sampai {MOST_PROBLEMS} masalah.")
        values = {
            "title": checked_text(str(args.get("title") or ""), most=MOST_NAME) or "Masalah mana yang didahulukan?"
        }
        for at, problem in enumerate((known[n] for n in names), start=1):
            values |= {
                f"masalah.{at}.uraian": problem.text,
                f"masalah.{at}.diagnosis": problem.record.key.id,
                f"masalah.{at}.asal": self.person.unit_name(problem.record.key.unit),
            }
        key = RecordKey(id=fresh_id("PS"), kind=polls.VOTE)
        opened(self, key, values, chosen_units(self, args))
        return self.done("", href=f"{ALL}/{key.id}")

    def diagnoses(self) -> list[Record]:
        """The diagnoses that this page speaks of."""
        reach = self.person.reach()
        found = self.store.list("diagnosis", unit=self.unit or None)
        return [r for r in found if reach.may_review(r.key.unit or "")]

    def problems(self, records: list[Record]) -> list[Problem]:
        """Their problems, the most pressing first, those not rated last."""
        found = [
            Problem(record, number, text, usg)
            for record in records
            for number, (text, usg) in diagnosis.numbered_problems(record.values()).items()
        ]
        return sorted(found, key=lambda p: -(p.usg.total if p.usg else 0))

    # panels

    def _row(self, problem: Problem) -> Message:
        usg, marks = problem.usg, diagnosis.marks(problem.record.values())
        parts = [self.person.unit_name(problem.record.key.unit)]
        parts += [f"U {usg.urgency}, S {usg.seriousness}, G {usg.growth}"] if usg else []
        parts += ["dikerjakan unit"] if problem.main else []
        parts += [f"{mark}: {n} sebab" for mark, n in marks.items() if mark and problem.main]
        return list_item(
            problem.told, note=" · ".join(parts), tag=f"USG {usg.total}" if usg else "belum dinilai", href=f"{ALL}/{problem.record.key.id}"
        )  # fmt: skip

    def _ideas(self, records: list[Record]) -> list[Message]:
        found = []
        for record in records:
            ideas = [row["uraian"] for row in diagnosis.rows(record.values(), "gagasan") if row.get("uraian")]
            chosen = record.value("gagasan_utama")
            if not (ideas or chosen):
                continue
            note = f"{self.person.unit_name(record.key.unit)} · {len(ideas)} gagasan ditulis"
            tag = "dipilih" if chosen else "belum dipilih"
            found.append(
                list_item(load_masking().text(chosen or ideas[0]), note=note, tag=tag, href=f"{ALL}/{record.key.id}")
            )
        return found

    def _causes(self, records: list[Record]) -> tuple[Message, Message]:
        marks: Counter[str] = Counter()
        groups: Counter[str] = Counter()
        for record in records:
            marks += diagnosis.marks(record.values())
            branches = diagnosis.fishbone(record.values())["branches"]
            groups += Counter({branch["label"]: len(branch["causes"]) for branch in branches})
        total = sum(marks.values())
        named = {"tidak efisien": "Tidak efisien", "tidak efektif": "Tidak efektif", "": _UNMARKED}
        return (
            {"rows": [{"label": label, "n": marks[mark]} for mark, label in named.items()], "said": f"{total} sebab."},
            {"rows": [{"label": group, "n": n} for group, n in groups.most_common()], "said": ""},
        )

    def _votes(self) -> list[Message]:
        votes = (v for v in self.store.list(polls.VOTE) if polls.may_answer(self.person, v))
        return [
            list_item(
                v.value("title") or "Pemungutan suara", note=f"{len(polls.problems_of(v))} masalah · {opened_on(v)}",
                tag=v.value("state") or "", href=f"{ALL}/{v.key.id}",
            )
            for v in polls.newest_first(votes)
        ]  # fmt: skip

    def _putting(self, found: list[Problem]) -> Message:
        listed = tuple(
            Option(value=p.id, label=f"{polls.shortened(p.told)} · {self.person.unit_name(p.record.key.unit)}")
            for p in found
        )
        ask = [
            Field(name="title", label="Nama pemungutan suara", hint="Boleh dikosongkan."),
            Field(name="problems", label="Masalah", type="select_multiple", options=listed, hint=f"2 sampai {MOST_PROBLEMS} masalah. Kalimatnya terbaca oleh semua unit yang diminta menjawab."),
            units_field(self.units()),
        ]  # fmt: skip
        return action("vote", "Ajukan ke pemungutan suara", primary=True, ask=ask)

    def _choosing(self) -> Message:
        ask = Field(name="unit", label="Unit", type="select_one", options=tuple(self.units()), required=True)
        return action("unit", "Lihat satu unit", ask=[ask])
