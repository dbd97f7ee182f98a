"""Pra-periksa: what still stands between the region's innovations and the portal, counts first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from klik_kit.clinic.counter import ClinicDesk, panel_section, today
from klik_kit.core.bahasa import day, listed
from klik_kit.core.portal_check import Topic
from klik_kit.core.review import State
from klik_kit.desk.counter import Message
from klik_kit.desk.drawing import link, list_item
from klik_kit.evidence import Vault
from klik_kit.parcel import RegionCheck, check_region
from klik_kit.parcel.region_check import Checked
from klik_kit.workspace import EVIDENCE

_MOST = 3


@dataclass(kw_only=True)
class ParcelCheckPage(ClinicDesk):
    """The innovations this person looks after, those that are *Layak kirim* first."""

    _ids: tuple[str, ...] = ()

    def page(self) -> Message:
        """Counts above, then the lists."""
        return {
            "page": "praperiksa",
            "title": "Pra-periksa paket kirim",
            "subtitle": f"{self.person.workspace.edition().title} · per {day(today())}",
            "steps": False,
            "back": {"label": "Ke Tinjauan", "href": "/isi/tinjauan"},
            "sections": [panel_section(name) for name in ("angka", "daerah", "layak", "lain")],
        }

    def live(self) -> Message:
        """All panels."""
        workspace, reach = self.person.workspace, self.person.reach()
        found = check_region(
            self.store, Vault(workspace.folder / EVIDENCE), workspace.edition(),
            units={code: unit.name for code, unit in workspace.units.items()},
            chosen=lambda record: reach.may_review(record.key.unit or ""), today=today(),
        )  # fmt: skip
        self._ids = tuple(item.innovation for item in found.items)
        ready = [item for item in found.items if item.state in {State.READY, State.SENT}]
        others = [item for item in found.items if item.state not in {State.READY, State.SENT}]
        remarks = [list_item(one.text, tag="Kesalahan" if one.error else "", tone="error" if one.error else "info") for one in found.remarks]  # fmt: skip
        return {
            "panels": {
                "angka": _figures(found, ready),
                "daerah": {"type": "list", "title": "Seluruh daerah", "items": remarks, "empty": ""},
                "layak": _listed("Layak kirim dan Terkirim", ready),
                "lain": _listed("Belum Layak kirim", others),
            }
        }

    def watched(self) -> Sequence[str]:
        """The innovations, their scores and their documents."""
        edition = self.person.workspace.edition().id
        documents = (r.key.id for r in self.store.list("data_dukung"))
        return [*self._ids, *(f"{i}@{edition}" for i in self._ids), *documents]


def check_links() -> Message:
    """The way to this page from others."""
    return {"type": "links", "title": "Paket kirim", "links": [link("Pra-periksa paket kirim", "/isi/praperiksa")]}


def _figures(found: RegionCheck, ready: Sequence[Checked]) -> Message:
    errors, warnings = sum(i.errors for i in found.items), sum(i.warnings for i in found.items)
    rows = [[topic.label, str(e) if e else "–", str(w) if w else "–"] for topic, (e, w) in found.topics().items()]
    note = (
        f"{len(found.items)} inovasi, {found.clean} tanpa kesalahan; seluruhnya {errors} kesalahan dan {warnings} peringatan. "
        f"Layak kirim dan Terkirim: {len(ready)}, {sum(1 for i in ready if not i.errors)} tanpa kesalahan."
    )
    return {"type": "table", "title": "Jumlah inovasi menurut jenis temuan", "columns": ["Jenis temuan", "Kesalahan", "Peringatan"], "rows": rows, "note": note}  # fmt: skip


def _listed(title: str, items: Sequence[Checked]) -> Message:
    return {
        "type": "list", "title": f"{title} ({len(items)})", "empty": "Belum ada.",
        "items": [
            list_item(
                item.name or "(belum bernama)", note=f"{item.unit_name} · {item.state.value}. {' '.join(_first(item))}".rstrip(),
                tag=f"{item.errors} kesalahan, {item.warnings} peringatan", tone="error" if item.errors else "success",
                href=f"/isi/salin/{item.innovation}",
            )
            for item in items
        ],
    }  # fmt: skip


def _first(item: Checked) -> list[str]:
    """The first errors in words, how many more there are, and where something seems private."""
    told = [one.text for one in item.lacks if one.error]
    more = len(told) - _MOST
    private = [one.text.partition(":")[0] for one in item.lacks if one.topic is Topic.PRIVATE]
    return [
        *told[:_MOST],
        *([f"Dan {more} kesalahan lagi."] if more > 0 else []),
        *([f"Tampak memuat data pribadi: {listed(private)}."] if private else []),
    ]
