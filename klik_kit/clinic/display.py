"""5 Display: the one-page profile, the region's gallery, the pitch, the field visit and the replication package.

May not invent: only what is recorded is shown, and a blank is marked as one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from klik_kit.clinic.counter import panel_section
from klik_kit.clinic.innovation_stage import UNNAMED, StageDesk
from klik_kit.content.forms import load_form
from klik_kit.content.stages import load_pitch
from klik_kit.core.action_plan import PLAN, day_of, exact_of, rows_of
from klik_kit.core.bahasa import day, listed, number
from klik_kit.core.forms import Field, items_of
from klik_kit.core.pilot import Compared
from klik_kit.core.proposal import PARTS
from klik_kit.core.records import Record
from klik_kit.core.showing import PACKAGE, SHOWN, PitchPart, half_minutes, minutes_text, package_gaps
from klik_kit.desk.counter import Message
from klik_kit.desk.drawing import card, list_item, progress_of, sections_of
from klik_kit.desk.sharing import summaries_of

BLANK = "(belum diisi)"
_VISIT = "kunjungan."
_MOST_SHOWN = 900
_SHARED_ROWS = frozenset({"16", "26", "28", "34"})
"""Rows whose documents another region asks for first: regulation, guide, procedure, evaluation; none with people's names."""
_PROFILE = (
    ("urusan", "Urusan utama"), ("form", "Bentuk"), ("type", "Jenis"), ("stage", "Tahapan"), ("initiator", "Inisiator"),
    ("initiator_name", "Nama inisiator"), ("trial_on", "Uji coba"), ("implemented_on", "Penerapan"),
    ("developed_on", "Pengembangan terbaru"), ("rb.permasalahan", "Masalah"), ("rb.metode", "Cara baru"),
    ("rb.keunggulan", "Keunggulan"), ("goals", "Tujuan"), ("benefits", "Manfaat"), ("results", "Hasil"),
)  # fmt: skip


@dataclass(kw_only=True)
class DisplayPage(StageDesk):
    """What is shown of one innovation, and the gallery of all that are shared."""

    NAME: ClassVar[str] = "display"
    TITLE: ClassVar[str] = "5. Display"

    _gallery: tuple[int, Message] | None = None

    def place(self, innovation: Record) -> None:
        """The record of pitch, visit and package."""
        self.slot(innovation, SHOWN, load_form("form_tampil"))

    def page(self) -> Message:
        """The profile first; the gallery last."""
        gallery = panel_section("galeri", "Galeri inovasi daerah", "galeri")
        if not self.innovation_id:
            return self.head([gallery])
        sections = sections_of(load_form("form_tampil"), record=self.part(SHOWN).key.id)
        return self.head(
            [panel_section("profil", "Profil satu halaman", "profil", "hasil", "video"), *sections, gallery]
        )

    def live(self) -> Message:
        """Everything but the fields."""
        if not self.innovation_id:
            return {"panels": {"pilih": self.choice(), "galeri": self.gallery()}}
        innovation, shown = self.innovation(), self.part(SHOWN)
        values = shown.values()
        panels = {
            "profil": self._profile(innovation), "hasil": self._results(innovation), "video": _video(innovation), "galeri": self.gallery(),
            "paparan": self._pitch(innovation, values), "kunjungan": self._visit(values), "replikasi": self._package(values),
        }  # fmt: skip
        return {"panels": panels | self.ways(), "progress": progress_of(self.slots[shown.key.id].form, values)}

    def gallery(self) -> Message:
        """The innovations whose summary everybody may read; a long list can be searched."""
        if self._gallery is None or self.store.touched_since(self._gallery[0], "inovasi"):
            head = self.store.head()[0]
            found = summaries_of(self.person.workspace)
            items = [
                list_item(one.name or UNNAMED, note=" · ".join(t for t in (one.unit, one.gist or "Inti belum diisi", f"Kontak: {one.contact or BLANK}") if t), tag=one.source)
                | {"link": {"label": "Lihat video", "about": one.name, "href": one.link} if one.link else None}
                for one in found
            ]  # fmt: skip
            empty = "Belum ada inovasi yang disahkan untuk dibaca semua unit."
            self._gallery = (
                head,
                {"type": "list", "title": f"{len(found)} inovasi terbuka", "items": items, "empty": empty},
            )
        return self._gallery[1]

    # the profile

    def _profile(self, innovation: Record) -> Message:
        values, unit = innovation.values(), self.person.workspace.units.get(innovation.key.unit or "")
        rows = [["Nama", values.get("name", BLANK)], ["Unit", unit.name if unit else innovation.key.unit or BLANK]]
        for name, label in _PROFILE:
            on = day_of(values.get(name)) if name.endswith("_on") else None
            rows.append([label, day(on) if on else values.get(name, "").strip() or BLANK])
        if values.get("rancang_bangun") and not any(values.get(name) for name, _ in PARTS):
            rows.append(["Rancang bangun", _short(values["rancang_bangun"])])
        rows.append(["Kontak", (unit.operator if unit else "") or BLANK])
        blanks = [label for label, text in rows if text == BLANK]
        note = f"Belum diisi: {listed(blanks)}." if blanks else "Semua bagian terisi."
        return {"type": "table", "title": "", "columns": ["Bagian", "Isi"], "rows": rows, "note": note}

    def _results(self, innovation: Record) -> Message:
        values, rows = innovation.values(), []
        for _, row in rows_of(values, "hasil"):
            names = (row.get(n) or BLANK for n in ("indikator", "satuan", "sebelum", "sesudah", "sumber"))
            rows.append(list(names))
        note = "" if rows else "Hasil berangka belum diisi."
        return {"type": "table", "title": "Hasil", "columns": ["Indikator", "Satuan", "Sebelum", "Sesudah", "Sumber"], "rows": rows, "note": note}  # fmt: skip

    # the presentation

    def _pitch(self, innovation: Record, values: Mapping[str, str]) -> Message:
        pitch, year = load_pitch(), self.person.workspace.edition().year
        minutes = int(exact_of(values.get("menit")) or pitch.minutes)
        theme = pitch.theme(year)
        said = f"Tema {year}: {theme.text}. {theme.source}" if theme else f"Tema {year} belum diumumkan."
        lines = [said, f"Bobot tahun {pitch.weights_year}. {pitch.source}"]
        if innovation.value("rancang_bangun") and not any(innovation.value(name) for name, _ in PARTS):
            lines.append(
                "Rancang bangun masih berupa naskah utuh; pilah menjadi bagian-bagiannya pada proposal agar mengisi kerangka ini."
            )
        opening = card(f"Kerangka paparan {minutes} menit", lines=lines)
        times = half_minutes([part.weight for part in pitch.parts], minutes)
        cards = [
            card(
                part.name,
                text=part.ask,
                tags=[{"text": f"Bobot {part.weight} %", "tone": "info"}, {"text": minutes_text(time), "tone": "info"}],
                lines=[*self._written(part, innovation, values)],
            )
            for part, time in zip(pitch.parts, times, strict=True)
        ]
        return {"type": "cards", "title": "", "cards": [opening, *cards], "empty": ""}

    def _written(self, part: PitchPart, innovation: Record, values: Mapping[str, str]) -> list[str]:
        """What is recorded for one part, each source under its name."""
        profile = innovation.values()
        found = [(label, profile.get(name, "").strip()) for name, label in part.fields]
        if "hasil" in part.taken:
            found.append(("Hasil", "; ".join(_result(row) for _, row in rows_of(profile, "hasil"))))
        if "aktor" in part.taken:
            actors = [row for _, row in rows_of(self.part_values(PLAN), "aktor") if row.get("komitmen") == "Sudah"]
            found.append(("Aktor yang sudah sepakat", "; ".join(f"{r.get('nama', BLANK)} ({r.get('peran', BLANK)})" for r in actors)))  # fmt: skip
        if "replikasi" in part.taken:
            gaps = package_gaps(values)
            state = "lengkap" if not gaps else f"belum lengkap: {listed([gap.lower() for gap in gaps])}"
            found.append(("Paket replikasi", state))
        return [f"{label}: {_short(text) or BLANK}" for label, text in found]

    # visit and package

    def _visit(self, values: Mapping[str, str]) -> Message:
        points = [i for i in items_of(load_form("form_tampil")) if isinstance(i, Field) and i.name.startswith(_VISIT)]
        ready = [point for point in points if values.get(point.name)]
        left = [point.label for point in points if point not in ready]
        text = f"{len(ready)} dari {len(points)} butir siap." + ("" if left else " Kunjungan dapat diterima.")
        return {"type": "text", "title": "", "text": text, "tone": "info" if left else "success"}

    def _package(self, values: Mapping[str, str]) -> Message:
        """Each part of the package with its state, and the documents that evidence already holds."""
        items = [
            list_item(label, note=_short(values.get(name, "")), tag="Lengkap" if values.get(name) else "Belum lengkap", tone="success" if values.get(name) else "warning")
            for name, label in PACKAGE
        ]  # fmt: skip
        names = {row.row: row.name for row in self.person.workspace.edition().sid}
        for record in self.store.list("data_dukung", parent=self.innovation_id):
            row = record.value("indicator") or ""
            if row in _SHARED_ROWS and record.value("file"):
                items.append(list_item(record.value("title") or "Data dukung", note=f"Tersedia sebagai data dukung baris {row}, {names.get(row, '')}", tag="Dokumen"))  # fmt: skip
        gaps = package_gaps(values)
        title = (
            "Paket replikasi lengkap"
            if not gaps
            else f"Paket replikasi belum lengkap ({len(PACKAGE) - len(gaps)} dari {len(PACKAGE)})"
        )
        return {"type": "list", "title": title, "items": items, "empty": ""}


def _result(row: Mapping[str, str]) -> str:
    """A result in words; what changed only where both are figures."""
    unit = row.get("satuan", "")
    before, after = (f"{row[name]} {unit}".strip() if row.get(name) else BLANK for name in ("sebelum", "sesudah"))
    told = f"{row.get('indikator', BLANK)}: {before} menjadi {after}"
    change = Compared(label="", unit="", before=exact_of(row.get("sebelum")), after=exact_of(row.get("sesudah"))).change
    return told if change is None else f"{told} ({'naik' if change > 0 else 'turun'} {number(abs(change) * 100)} %)"


def _video(innovation: Record) -> Message:
    """The link of the video, to be opened."""
    href, name = innovation.value("video"), innovation.value("name") or UNNAMED
    seen = {"label": "Lihat video", "about": name, "href": href} if href else None
    return {"type": "list", "title": "Video", "items": [list_item(href or BLANK) | {"link": seen}], "empty": ""}


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN].rstrip()}…"
