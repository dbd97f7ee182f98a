"""The region's own rows at the counter: raw figure to parameter, source, Penanggung Jawab Data, and the letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from klik_kit.core.assessment import level_of_figure, shared_figure, spd_form
from klik_kit.core.bahasa import number
from klik_kit.core.keys import spd_key
from klik_kit.core.portfolio import ScoreKind, Scores, scores_of
from klik_kit.core.records import Change, Record
from klik_kit.core.rubric import Edition, Part
from klik_kit.core.scoring import add_up
from klik_kit.desk.counter import Desk, Message, Slot
from klik_kit.desk.drawing import progress_of, sections_of
from klik_kit.desk.person import Person
from klik_kit.errors import AccessError


@dataclass(kw_only=True)
class SpdPage(Desk):
    """The twenty rows of the region."""

    edition: Edition

    @classmethod
    def opened(cls, person: Person, record: str) -> Self:  # noqa: ARG003 - every page is opened so
        """The page, for whoever the admin named and for those who read everything.

        Raises:
            AccessError: the account is neither.
        """
        reach = person.reach()
        if not reach.spd and reach.reads is not None:
            raise AccessError("Halaman SPD dibuka oleh petugas yang ditunjuk admin klinik.")
        edition = person.workspace.edition()
        page = cls(person=person, edition=edition)
        key = spd_key(edition.id)
        page.slots[key.id] = Slot(key=key, form=spd_form(edition), writable=reach.spd, also=page.follow)
        return page

    def follow(self, record: Record, name: str, value: str | None) -> Sequence[Change]:
        """A raw figure sets the parameter it earns."""
        if not name.startswith("figure.") or value is None:
            return ()
        row = self.edition.by_row[name.removeprefix("figure.")]
        level = level_of_figure(self.edition, row, Fraction(value.replace(",", ".")))
        if isinstance(level, str):
            return ()
        return (record.change(f"{ScoreKind.MANDIRI}.{row.row}", str(level)),)

    def page(self) -> Message:
        """One variable at a time."""
        key = spd_key(self.edition.id)
        return {
            "page": key.id,
            "title": "SPD",
            "subtitle": f"Satuan Pemerintah Daerah · {self.edition.title}",
            "steps": True,
            "sections": sections_of(self.slots[key.id].form, record=key.id),
        }

    def live(self) -> Message:
        """The sum, and where a parameter is not what its figure earns."""
        key = spd_key(self.edition.id)
        record = self.record(key.id)
        scores = scores_of(record).get(ScoreKind.MANDIRI, Scores())
        sheet = add_up(self.edition, Part.SPD, scores)
        most = self.edition.formula.max_spd or Fraction(63)
        note = f"{sheet.answered} dari {sheet.questions} baris terisi; skor mandiri, bukan nilai resmi."
        messages: dict[str, list[Message]] = {}
        for row in self.edition.spd:
            figure = record.value(f"figure.{row.row}")
            if figure is None or row.levels[0].range is None:
                continue
            raw = Fraction(figure.replace(",", "."))
            earned = level_of_figure(self.edition, row, raw)
            chosen = scores.levels.get(row.row)
            if isinstance(earned, str):
                messages[f"{key.id}/figure.{row.row}"] = [{"tone": "warning", "text": earned}]
            elif chosen is not None and earned != chosen:
                messages[f"{key.id}/{ScoreKind.MANDIRI}.{row.row}"] = [
                    {
                        "tone": "warning",
                        "text": f"Angka {number(raw)} sesuai dengan parameter {earned}.",
                    }
                ]
            shared = shared_figure(row, raw)
            if shared:
                messages.setdefault(f"{key.id}/figure.{row.row}", []).append({"tone": "info", "text": shared})
        links = [
            {
                "label": f"Permintaan data baris {row.row}: {row.name}",
                "href": f"/unduh/{key.id}/permintaan_data_{row.row}.docx",
                "download": True,
            }
            for row in self.edition.spd
            if row.owner
        ]
        return {
            "messages": messages,
            "panels": {
                "skor": {"type": "meter", "label": "SPD", "value": None if sheet.points is None else number(sheet.points), "most": number(most), "note": note},
                "surat": {"type": "links", "title": "Surat permintaan data", "links": links},
            },
            "progress": progress_of(self.slots[key.id].form, record.values()),
        }  # fmt: skip
