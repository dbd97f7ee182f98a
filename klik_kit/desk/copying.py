"""Lembar salin at the counter: the portal's fields with copy buttons, the package, and *Sudah diinput*."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from klik_kit.core.copy_sheet import CopyDocument, CopyLine, CopyRow, CopySheet
from klik_kit.core.keys import assessment_key
from klik_kit.core.portal_check import Lack
from klik_kit.core.records import Record
from klik_kit.core.review import State
from klik_kit.desk.counter import Desk, Message
from klik_kit.desk.drawing import action, link, list_item
from klik_kit.desk.moving import move, moves_for, review_key
from klik_kit.desk.parcels import NOT_YET, copies_open, parcel_of, to_copy
from klik_kit.desk.person import Person
from klik_kit.desk.sending import questions, reason_field, standing_told
from klik_kit.evidence import Vault
from klik_kit.evidence.vault import megabytes
from klik_kit.parcel.gathering import ParcelItem
from klik_kit.parcel.writing import absent
from klik_kit.workspace import EVIDENCE

_STEPS = frozenset({State.SENT, State.READY})
_ORDER = "Urutan isian ini gabungan tiga sistem daerah, bukan urutan resmi portal."
_WITHHELD = "Satu dokumen tidak ditampilkan: memuat nama penerima, hanya bagi unit pemilik dan klinik."


@dataclass(kw_only=True)
class CopyPage(Desk):
    """The copy sheet of one innovation, for who brings it into the portal."""

    innovation_id: str

    @classmethod
    def opened(cls, person: Person, record: str) -> Self:
        """The page of an innovation.

        Raises:
            AccessError: another unit's, or the person only reads.
            NotFoundError: there is no such innovation.
        """
        to_copy(person, record)
        return cls(person=person, innovation_id=record)

    def _demand_read(self) -> None:
        to_copy(self.person, self.innovation_id)

    def innovation(self) -> Record:
        """The innovation as it is now."""
        return self.store.get(self.innovation_id)  # type: ignore[no-any-return]

    def page(self) -> Message:
        """The state and the package, what is still lacking, then the fields."""
        innovation = self.innovation()
        names = (("keadaan", ("status", "unduh", "kurang")), ("profil", ("profil",)), ("indikator", ("indikator",)))
        return {
            "page": f"salin-{self.innovation_id}",
            "title": "Lembar salin",
            "subtitle": f"{innovation.value('name') or '(belum bernama)'} · {self.person.unit_name(innovation.key.unit)}",
            "steps": False,
            "back": {"label": "Ke proposal", "href": f"/isi/proposal/{self.innovation_id}"},
            "sections": [
                {"id": name, "title": "", "hint": "", "large": False, "items": [{"kind": "panel", "id": p} for p in panels]}
                for name, panels in names
            ],
        }  # fmt: skip

    def live(self) -> Message:
        """All panels; the fields only once the innovation is *Layak kirim*."""
        innovation, parcel = self.innovation(), parcel_of(self.person, self.innovation())
        (item,) = parcel.items
        panels = {"status": self._moving(innovation, item.sheet), "kurang": _lacking(item.sheet)}
        if not copies_open(innovation):
            panels["unduh"] = {"type": "text", "title": "", "text": NOT_YET, "tone": "info"}
            return {"panels": panels}
        panels["unduh"] = self._downloads(item)
        panels["profil"] = _copy("Profil inovasi", item.sheet, [_lines("", map(_line, item.sheet.lines), note=_ORDER)])
        panels["indikator"] = _copy("Indikator dan data dukung (skor mandiri)", item.sheet, map(_row, item.sheet.rows))
        return {"panels": panels}

    def watched(self) -> Sequence[str]:
        """The innovation, its scores, its documents, and the reviewers' words."""
        innovation = self.innovation()
        scores = assessment_key(self.innovation_id, self.person.workspace.edition().id).id
        documents = (r.key.id for r in self.store.list("data_dukung", parent=self.innovation_id))
        return (self.innovation_id, review_key(innovation.key).id, scores, *documents)

    def act(self, name: str, args: Mapping[str, Any]) -> Message:
        """*Sudah diinput*, with its day, and the way back with a reason."""
        if name != "move":
            return super().act(name, args)
        innovation = to_copy(self.person, self.innovation_id)
        to, reason, on = (str(args.get(part) or "") for part in ("to", "reason", "on"))
        move(self.person, innovation, to=to, reason=reason, on=on)
        told = f"Status sekarang: {standing_told(self.innovation())}."
        return {"ok": True, "message": told, "href": None, "state": self.state()}

    def _moving(self, innovation: Record, sheet: CopySheet) -> Message:
        actions = [
            action(
                "move", step.label, {"to": step.to.value}, primary=step.dated, ask=questions(step, reason_field("Alasan")),
                confirm="Setelah ditandai, tanggal dan nama Bapak/Ibu tercatat." if step.dated else None,
                checks=[f"Masih ada {sheet.errors} kesalahan menurut pra-periksa."] if step.dated and sheet.errors else [],
            )
            for step in moves_for(self.person, innovation) if step.to in _STEPS
        ]  # fmt: skip
        return {"type": "actions", "title": f"Status: {standing_told(innovation)}", "actions": actions}

    def _downloads(self, item: ParcelItem) -> Message:
        """The package and its sheets; in place of a package that could not be made, why."""
        vault = Vault(self.person.workspace.folder / EVIDENCE)
        broken = [str(problem) for file in item.files if (problem := absent(item, file, vault))]
        if broken:
            rows = [
                list_item(text, tag="Kesalahan", tone="error", href=f"/isi/penilaian/{self.innovation_id}")
                for text in broken
            ]
            return {
                "type": "list",
                "title": "Paket belum dapat diunduh. Unggah lagi berkas ini, atau beri tahu Admin Klinik.",
                "items": rows,
                "empty": "",
            }
        told = f"{len(item.files)} berkas, {megabytes(sum(file.size for file in item.files))}"
        told += f"; {len(item.left_out)} dokumen tidak disertakan" if item.left_out else ""
        links = [
            link(label, f"/unduh/{self.innovation_id}/{name}", download=True)
            for name, label in (
                ("paket.zip", f"Paket kirim: lembar salin dan data dukung ({told})"),
                ("lembar-salin.html", "Lembar salin sebagai halaman, dapat dibuka tanpa internet"),
                ("lembar-salin.xlsx", "Lembar salin sebagai Excel"),
            )
        ]
        return {"type": "links", "title": "Unduh", "links": links}  # fmt: skip


def _lacking(sheet: CopySheet) -> Message:
    found = sorted(sheet.lacks, key=lambda one: not one.error)
    items = [
        list_item(one.text, tag="Kesalahan" if one.error else "Periksa", tone="error" if one.error else "warning", href=place_of(sheet.innovation, one))
        for one in found
    ]  # fmt: skip
    title = f"Pra-periksa: {sheet.errors} kesalahan, {sheet.warnings} hal untuk diperiksa"
    return {"type": "list", "title": title, "items": items, "empty": "Tidak ada yang kurang menurut aturan portal yang diketahui."}  # fmt: skip


def place_of(innovation: str, lack: Lack) -> str:
    """The page where a finding is mended: the rows' documents and parameters, or the profile."""
    page = "penilaian" if not lack.place or lack.place.startswith("baris.") else "proposal"
    return f"/isi/{page}/{innovation}"


def _copy(title: str, sheet: CopySheet, groups: Iterable[Message]) -> Message:
    return {"type": "copy", "title": title, "about": f"{sheet.innovation}@{sheet.edition}", "groups": list(groups)}


def _lines(title: str, lines: Iterable[Message], *, note: str = "", said: Sequence[Message] = ()) -> Message:
    return {"title": title, "note": note, "said": list(said), "lines": list(lines)}


def _line(line: CopyLine) -> Message:
    empty = "" if line.value else "(kosong)" if line.kept else "Diisi langsung di portal."
    hint = " ".join(filter(None, (empty, line.hint)))
    return {"id": line.id, "label": line.label, "value": line.value, "long": line.long, "hint": hint, "said": _said(line.lacks), "href": None}  # fmt: skip


def _row(row: CopyRow) -> Message:
    chosen = "Parameter belum dipilih." if row.level is None else f"Pilih Parameter {row.level}" + (f": {row.text}" if row.text else "")  # fmt: skip
    others = [{"tone": "warning", "text": f"Berbeda dari {row.others}."}] if row.others else []
    hidden = [{"tone": "warning", "text": _WITHHELD} for document in row.documents if document.withheld]
    bare = [{"tone": "warning", "text": f"Berkas {d.named} belum diunggah."} for d in row.documents if d.named]  # fmt: skip
    lines = (line for document in row.documents if not document.withheld for line in _document(document))
    title = f"{row.row}. {row.name}{' (wajib)' if row.mandatory else ''}"
    return _lines(title, lines, note=chosen, said=[*others, *hidden, *bare, *_said(row.lacks)])


def _document(document: CopyDocument) -> Iterable[Message]:
    href = f"/bukti/{document.id}" if document.file else None
    told = (("judul", "Nama dokumen", document.title), ("nomor", "Nomor surat", document.number), ("tanggal", "Tanggal surat", document.date), ("tautan", "Tautan", document.link))  # fmt: skip
    for name, label, value in told:
        if value:
            hint = f"Berkas: {document.file}" if name == "judul" and document.file else ""
            yield {"id": f"{document.id}.{name}", "label": label, "value": value, "long": False, "hint": hint, "said": [], "href": href if hint else None}  # fmt: skip


def _said(found: Iterable[Lack]) -> list[Message]:
    return [{"tone": "error" if one.error else "warning", "text": one.text} for one in found]
