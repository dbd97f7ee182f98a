"""Drafts of decrees of the region's head: the clinic's team, the list of innovations, awards; and the certificates."""

from __future__ import annotations

from typing import Any

from klik_kit.content.handbook import load_handbook
from klik_kit.core.action_plan import PLAN, rows_of
from klik_kit.core.handbook import head_of, named
from klik_kit.core.records import Record
from klik_kit.core.region import Official
from klik_kit.core.review import State, state_of
from klik_kit.errors import NotFoundError, ReportError
from klik_kit.papers.asking import DRAFT, Asked, Places, numbered, signed_by

LEADERS = ("Bupati", "Wali Kota", "Walikota", "Gubernur")
_LISTED = frozenset({State.SIGNED, State.VERIFIED, State.READY, State.SENT, State.ACCEPTED})
_TEAM = ("Kepala Bapperida", "Kepala Bappeda", "Kepala BRIDA", "Kepala Bidang", "Pendamping", "Verifikator", "Admin")


def team(asked: Asked) -> Places:
    """The draft decree on the clinic's team; its annex are the officials of the settings, their parts left to be filled in."""
    rows = [
        {"nama": o.name, "nip": o.nip, "jabatan": o.title or o.role, "kedudukan": o.role if o.role.startswith(("Pendamping", "Verifikator", "Admin")) else ""}
        for o in asked.workspace.officials
        if o.role.startswith(_TEAM)
    ]  # fmt: skip
    return {**_decree(asked), "tim": numbered(rows or [dict.fromkeys(("nama", "nip", "jabatan", "kedudukan"), "")] * 5)}


def innovations(asked: Asked) -> Places:
    """The draft decree with the list of innovations and who implements them (USERS.md, "Shared steps beat single ones").

    Listed are the chosen ones, else those that a head of unit has signed or the clinic called ready.
    """
    found = _chosen(asked) or [
        r for r in asked.workspace.store.list("inovasi") if state_of(r.value("status")) in _LISTED
    ]
    plans = {r.key.parent: r for r in asked.workspace.store.list(PLAN)}
    rows = [_implemented(asked, record, plans.get(record.key.id)) for record in found]
    return {**_decree(asked), "inovasi": numbered(rows), "jumlah": str(len(rows))}


def awards(asked: Asked) -> Places:
    """The draft decree on awards for the chosen innovations; who is awarded is never decided here.

    Raises:
        ReportError: none was chosen.
    """
    return {**_decree(asked), "penerima": numbered([_awarded(asked, r) for r in _demand_chosen(asked)])}


def certificates(asked: Asked) -> Places:
    """A certificate of award for each chosen innovation.

    Raises:
        ReportError: none was chosen.
    """
    return {**_decree(asked), "penerima": numbered([_awarded(asked, r) for r in _demand_chosen(asked)])}


def _decree(asked: Asked) -> Places:
    region = asked.workspace.region
    leader = next((o for o in asked.workspace.officials if o.role in LEADERS), Official(role=""))
    head, whole = head_of(region.name)
    title = leader.title or whole
    legal = load_handbook().regulation
    names = {"daerah": region.name, "kepala_daerah": head, "jabatan": whole, "tempat": region.seat, "edisi": asked.edition.title, "tahun": str(asked.edition.year)}  # fmt: skip
    return {
        "draf": DRAFT,
        "penetap": title,
        "penetap_besar": title.upper(),
        "provinsi_besar": f"PROVINSI {region.province.upper()}" if region.province else None,
        "mengingat": numbered([{"isi": named(text, names).rstrip(";")} for text in legal.remembering]),
        "periksa": legal.warning,
        **signed_by(leader),
        "penanda_jabatan": title,
        "penanda_pangkat": None,
        "penanda_nip": leader.nip or None,
    }


def _chosen(asked: Asked) -> list[Record]:
    """The innovations that the maker chose, in that order.

    Raises:
        ReportError: there is no such innovation.
    """
    found = []
    for name in asked.chosen:
        try:
            record = asked.workspace.store.get(name)
        except NotFoundError:
            record = None
        if record is None or record.key.kind != "inovasi":
            raise ReportError(f"Inovasi {name!r} tidak ada. Lihat idnya pada: klik rekap.")
        found.append(record)
    return found


def _demand_chosen(asked: Asked) -> list[Record]:
    found = _chosen(asked)
    if not found:
        raise ReportError("Penerima penghargaan dipilih oleh daerah. Sebut inovasinya: --pilih ID, boleh diulang.")
    return found


def _implemented(asked: Asked, record: Record, plan: Record | None) -> dict[str, Any]:
    unit = asked.workspace.units.get(record.key.unit or "")
    people = [row["siapa"].strip() for _, row in rows_of(plan.values(), "langkah") if row.get("siapa")] if plan else []
    return {
        "nama": record.value("name") or "",
        "unit": unit.name if unit else record.key.unit or "",
        "urusan": record.value("urusan") or "",
        "inisiator": record.value("initiator_name") or record.value("initiator") or "",
        "penanggung_jawab": (unit.head_title or f"Kepala {unit.name}") if unit else "",
        "pelaksana": "; ".join(dict.fromkeys(people)),
    }


def _awarded(asked: Asked, record: Record) -> dict[str, str]:
    return {
        "nama": record.value("name") or "",
        "unit": asked.unit_name(record.key.unit),
        "inisiator": record.value("initiator_name") or record.value("initiator") or "",
        "kategori": "",
    }
