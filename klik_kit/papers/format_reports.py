"""Drafts of evidence that are reports and recaps: SOP, creation, recipients, complaints, monitoring and evaluation."""

from __future__ import annotations

from typing import Any

from klik_kit.core.action_plan import day_of, rows_of
from klik_kit.core.bahasa import day, number
from klik_kit.core.formats import Happened, happened, part_of, steps_from
from klik_kit.core.pilot import compared
from klik_kit.papers.asking import Asked, Places, numbered
from klik_kit.papers.format_facts import (
    Stored,
    common,
    dated,
    empty_rows,
    legal_basis,
    members,
    paragraphs,
    results,
    stored,
)

_STEPS, _PEOPLE, _COMPLAINTS, _MONTHS, _SPARE = 8, 15, 12, 6, 3


def procedure(asked: Asked) -> Places:
    """The SOP of an innovation's service, its activities from the steps that were written."""
    kept = stored(asked)
    told = [{"kegiatan": text} for text in steps_from(part_of(kept.profile, "rb.tahapan"))]
    blank = dict.fromkeys(("petugas", "kelengkapan", "waktu", "keluaran"), "")
    rows = [{**row, **blank, "keterangan": " "} for row in told]
    rows += empty_rows(max(_SPARE, _STEPS - len(rows)), "kegiatan", "petugas", "kelengkapan", "waktu", "keluaran", "keterangan")  # fmt: skip
    return {
        **common(asked, "sop"),
        "dasar_hukum": legal_basis(kept),
        "langkah": numbered(rows),
        "kualifikasi": "",
        "keterkaitan": "",
        "peralatan": "",
        "peringatan": "",
        "pencatatan": "",
        "lama_layanan": "",
    }


def creation(asked: Asked) -> Places:
    """The report of how an innovation came to be: what is known to have happened, with the days it happened on."""
    kept = stored(asked)
    found = happened(kept.profile, kept.plan, kept.trial, kept.log, today=asked.today)
    rows = [
        {"tahap": one.stage, "kegiatan": one.what, "waktu": _span(one), "pelaksana": one.who, "bukti": one.evidence}
        for one in found
    ]
    spare = empty_rows(_SPARE, "tahap", "kegiatan", "waktu", "pelaksana", "bukti")
    return {
        **common(asked, "laporan_tahapan"),
        **_profile(kept),
        "masalah": paragraphs(part_of(kept.profile, "rb.permasalahan")),
        "cara_kerja": paragraphs(part_of(kept.profile, "rb.tahapan")),
        "tahapan": numbered([*rows, *spare]),
        "mulai_gagasan": "",
        "lama_penciptaan": "",
        "tim": members(kept, spare=0),
    }


def recipients(asked: Asked) -> Places:
    """The recap of who benefits: all counts and names are written by the unit."""
    kept = stored(asked)
    return {
        **common(asked, "rekap_penerima"),
        **_profile(kept),
        "cakupan": kept.applied.get("cakupan", ""),
        "periode": "",
        "jumlah_penerima": "",
        "sumber_data": "",
        "bulanan": numbered(empty_rows(_MONTHS, "bulan", "jumlah", "laki", "perempuan", "keterangan")),
        "penerima": numbered(empty_rows(_PEOPLE, "nama", "wilayah", "manfaat", "tanggal", "keterangan")),
        "hasil": results(kept),
    }


def complaints(asked: Asked) -> Places:
    """The recap of complaints about the service; the kit keeps none, so that all rows are written by the unit."""
    return {
        **common(asked, "rekap_pengaduan"),
        "periode": "",
        "kanal": "",
        "masuk": "",
        "selesai": "",
        "persen": "",
        "bulanan": numbered(empty_rows(_MONTHS, "bulan", "masuk", "selesai", "persen")),
        "pengaduan": numbered(empty_rows(_COMPLAINTS, "tanggal", "kanal", "isi", "tindak", "selesai", "keadaan")),
    }


def evaluation(asked: Asked) -> Places:
    """The report of monitoring and evaluation: what was looked at and found, and the figures before and after."""
    kept = stored(asked)
    visits = sorted((row for _, row in rows_of(kept.applied, "monitoring")), key=lambda row: row.get("tanggal", "9999"))
    done = [row for row in visits if row.get("hasil") or ((on := day_of(row.get("tanggal"))) and on <= asked.today)]
    seen = [
        {"tanggal": dated(row.get("tanggal")), **{name: row.get(name, "") for name in ("apa", "siapa", "hasil")}}
        for row in done
    ]
    return {
        **common(asked, "laporan_monev"),
        **_profile(kept),
        "dasar_hukum": legal_basis(kept),
        "periode": "",
        "metode": "",
        "kunjungan": numbered(seen or empty_rows(_SPARE, "tanggal", "apa", "siapa", "hasil")),
        "hasil": numbered(_measured(kept) or empty_rows(_SPARE, "indikator", "sebelum", "sesudah", "perubahan", "sumber")),
        "uji_coba": numbered([
            {"tanggal": dated(row.get("tanggal")), "dicoba": row.get("dicoba", ""), "kendala": row.get("kendala", ""), "keputusan": row.get("keputusan", "")}
            for _, row in rows_of(kept.trial, "uji")
        ]),
        "ringkasan_hasil": paragraphs(kept.profile.get("results", "")),
        "kendala": "",
        "simpulan": "",
        "rekomendasi": "",
    }  # fmt: skip


def _profile(kept: Stored) -> Places:
    """What a report says of the innovation."""
    profile = kept.profile
    return {
        "tahap_inovasi": profile.get("stage", ""),
        "urusan": profile.get("urusan", ""),
        "inisiator": profile.get("initiator_name") or profile.get("initiator", ""),
        "tujuan": paragraphs(profile.get("goals", "")),
        "uji_coba_mulai": dated(profile.get("trial_on")),
        "diterapkan": dated(profile.get("implemented_on")),
        "dikembangkan": dated(profile.get("developed_on")) or None,
    }


def _measured(kept: Stored) -> list[dict[str, Any]]:
    """The results of the profile with their change, and the trial's figures."""
    changes = compared(kept.profile, "hasil", label="indikator")
    rows = [row for _, row in rows_of(kept.profile, "hasil") if row.get("indikator")]
    found = []
    for row, one in zip(rows, changes, strict=True):
        unit = f" {one.unit}" if one.unit else ""
        known = one.before is not None and one.after is not None
        told = {n: f"{row[n]}{unit}" if row.get(n) else "" for n in ("sebelum", "sesudah")}
        found.append({"indikator": one.label, **told, "perubahan": _change(one.before, one.after) if known else "", "sumber": row.get("sumber", "")})  # fmt: skip
    for one in compared(kept.trial, "uji", label="ukuran"):
        pair = [f"{number(v)} {one.unit}".strip() if v is not None else "" for v in (one.before, one.after)]
        known = one.before is not None and one.after is not None
        found.append({"indikator": one.label, "sebelum": pair[0], "sesudah": pair[1], "perubahan": _change(one.before, one.after) if known else "", "sumber": "Catatan uji coba"})  # fmt: skip
    return found


def _change(before: Any, after: Any) -> str:
    """The change without a judgement: which way is better, the profile does not say."""
    if before == after:
        return "tetap"
    way = "naik" if after > before else "turun"
    return f"{way} {number(abs((after - before) / before) * 100)} %" if before else way


def _span(one: Happened) -> str:
    return day(one.first) if one.first == one.last else f"{day(one.first)} s.d. {day(one.last)}"
