"""The report of a trial: what was supposed, what was tried where and when, the figures before and after, and the decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from klik_kit.core.action_plan import rows_of
from klik_kit.core.bahasa import number
from klik_kit.core.pilot import compared
from klik_kit.errors import ReportError
from klik_kit.papers.asking import DRAFT, Asked, Places, letterhead_of, numbered, signed_by_head
from klik_kit.papers.format_facts import dated, paragraphs, stored

_UNDATED = "9999"


def report(asked: Asked) -> Places:
    """The report from what *4 Deliver* keeps; who took part and what was learned is written by the team.

    Raises:
        ReportError: nothing was noted of a trial.
    """
    trial, unit = stored(asked).trial, asked.unit
    log = sorted((row for _, row in rows_of(trial, "uji")), key=lambda row: row.get("tanggal") or _UNDATED)
    if not trial:
        raise ReportError(
            "Belum ada catatan uji coba inovasi ini. Isi rencana atau catatannya bersama pendamping pada 4 Deliver."
        )
    return {
        "inovasi": asked.about.value("name") or "",
        "unit": unit.name if unit else "",
        "tujuan": paragraphs(trial.get("tujuan", "")),
        "tempat_uji": trial.get("tempat", ""),
        "waktu": _span(trial),
        "penanggung_jawab": trial.get("penanggung_jawab", ""),
        "peserta": "",
        "keberhasilan": trial.get("keberhasilan", ""),
        "uji": numbered([
            {"tanggal": dated(row.get("tanggal")), **{n: row.get(n, "") for n in ("tempat", "dicoba", "kendala", "keputusan")}}
            for row in log
        ]),
        "hasil": numbered([_measured(row) for row in log if row.get("ukuran")]),
        "pelajaran": "",
        "keputusan": _decided(log[-1]) if log else "",
        "draf": DRAFT,
        "nama_berkas": asked.about.value("name") or "",
        **letterhead_of(asked),
        **signed_by_head(unit),
    }  # fmt: skip


def _span(trial: Mapping[str, str]) -> str:
    start, end = dated(trial.get("mulai")), dated(trial.get("selesai"))
    return start if start == end else f"{start or '…'} s.d. {end or '…'}"


def _measured(row: Mapping[str, str]) -> dict[str, Any]:
    (one,) = compared({f"uji.1.{name}": value for name, value in row.items()}, "uji", label="ukuran")
    before, after = (f"{number(v)} {one.unit}".strip() if v is not None else "" for v in (one.before, one.after))
    return {"tanggal": dated(row.get("tanggal")), "ukuran": one.label, "sebelum": before, "sesudah": after, "perubahan": one.text() if before and after else ""}  # fmt: skip


def _decided(row: Mapping[str, str]) -> str:
    on = dated(row.get("tanggal"))
    return f"{row['keputusan']} ({on})" if row.get("keputusan") and on else row.get("keputusan", "")
