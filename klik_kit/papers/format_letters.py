"""Drafts of evidence that are letters: decrees on the implementers, assignment, statement of replication."""

from __future__ import annotations

from klik_kit.core.region import Official
from klik_kit.papers.asking import Asked, Places, signed_by
from klik_kit.papers.format_facts import Stored, common, dated, legal_basis, members, stored

LEADERS = ("Bupati", "Wali Kota", "Walikota", "Gubernur")
_SPARE = 4


def decree(asked: Asked) -> Places:
    """The decree of a unit's head on who implements an innovation, with the team as its annex."""
    places = common(asked, "sk_pelaksana")
    office = str(places["penanda_jabatan"])
    return {**places, **_decree(stored(asked)), "penetap": office, "penetap_besar": office.upper()}


def decree_of_leader(asked: Asked) -> Places:
    """The decree of the head of the region; without an official of that office its title stays a blank."""
    leader = next((o for o in asked.workspace.officials if o.role in LEADERS), Official(role=""))
    title = leader.title or leader.role
    province = asked.workspace.region.province
    return {
        **common(asked, "keputusan_pelaksana"),
        **_decree(stored(asked)),
        **signed_by(leader),
        "penanda_pangkat": None,
        "penetap": title,
        "penetap_besar": title.upper(),
        "provinsi_besar": f"PROVINSI {province.upper()}" if province else None,
    }


def assignment(asked: Asked) -> Places:
    """The assignment of the people who work on an innovation, with their roles."""
    kept = stored(asked)
    return {
        **common(asked, "surat_tugas"),
        "dasar_hukum": legal_basis(kept),
        "tim": members(kept, spare=_SPARE),
        "cakupan": kept.applied.get("cakupan", ""),
        "mulai_tugas": "",
        "akhir_tugas": "",
    }


def replication(asked: Asked) -> Places:
    """The statement of somebody who replicates the innovation; who that is, is not known here."""
    kept = stored(asked)
    return {
        **common(asked, "pernyataan_replikasi"),
        "tujuan": kept.profile.get("goals", ""),
        "diterapkan": dated(kept.profile.get("implemented_on")),
        **dict.fromkeys(
            ("pereplikasi_nama", "pereplikasi_nip", "pereplikasi_jabatan", "pereplikasi_instansi", "pereplikasi_daerah",
             "replikasi_mulai", "replikasi_tempat", "replikasi_penyesuaian", "replikasi_hasil"), "",
        ),
    }  # fmt: skip


def _decree(kept: Stored) -> Places:
    return {
        "tujuan": kept.profile.get("goals", "").strip().rstrip(".;"),
        "dasar_hukum": legal_basis(kept),
        "tim": members(kept, spare=_SPARE),
        "anggaran": "",
    }
