"""Papers of a unit: commitment, integrity pact, and the minutes of verification."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from klik_kit.core.bahasa import day, number
from klik_kit.core.coaching import rows
from klik_kit.core.keys import assessment_key
from klik_kit.core.portfolio import ScoreKind, innovation_of
from klik_kit.core.records import Record, RecordKey
from klik_kit.core.review import State, state_of
from klik_kit.core.scoring import score_innovation
from klik_kit.core.side_by_side import reason_field, side_by_side
from klik_kit.desk.moving import review_key
from klik_kit.errors import NotFoundError
from klik_kit.papers.asking import Asked, Places, letterhead_of, numbered, signed_by, signed_by_head

_SENDABLE = frozenset({State.SIGNED, State.VERIFIED, State.READY, State.SENT, State.ACCEPTED})
_BLANK_PROMISES = 3


def commitment(asked: Asked) -> Places:
    """The sheet of commitment: what the unit promised in Drum-up; blank lines where nothing was recorded."""
    unit = asked.unit
    told = _drum_up(asked, unit.code if unit else "")
    promises = [_promise(row) for row in rows(told, "komitmen")]
    return {
        "unit": unit.name if unit else "",
        "komitmen": numbered([{"isi": text} for text in promises or [""] * _BLANK_PROMISES]),
        "nama_berkas": unit.name if unit else "",
        **letterhead_of(asked),
        **signed_by_head(unit),
    }


def integrity(asked: Asked) -> Places:
    """The integrity pact of a unit's head, over the innovations the unit sends."""
    unit = asked.unit
    found = [
        r
        for r in asked.workspace.store.list("inovasi", unit=unit.code if unit else "")
        if state_of(r.value("status")) in _SENDABLE
    ]
    return {
        "unit": unit.name if unit else "",
        "nama_kepala": unit.head if unit else "",
        "inovasi": numbered([{"nama": r.value("name") or "", "status": r.value("status") or ""} for r in found]),
        "nama_berkas": unit.name if unit else "",
        **letterhead_of(asked),
        **signed_by_head(unit),
    }


def verification(asked: Asked) -> Places:
    """The minutes of verification: every innovation's own and verified score, and each row that differs with its reason."""
    unit, edition, store = asked.unit, asked.edition, asked.workspace.store
    code = unit.code if unit else ""
    innovations, differing = [], []
    for profile in store.list("inovasi", unit=code):
        assessment = _record(asked, assessment_key(profile.key.id, edition.id, code))
        innovation = innovation_of(profile, assessment)
        own, verified = (
            score_innovation(edition, innovation, kind=kind).maturity
            for kind in (ScoreKind.MANDIRI, ScoreKind.VERIFIKASI)
        )
        name = profile.value("name") or "(belum bernama)"
        innovations.append(
            {"nama": name, "status": profile.value("status") or State.DRAFT.value, "mandiri": _points(own),
             "verifikasi": _points(verified), "selisih": _difference(own, verified)}
        )  # fmt: skip
        review = _record(asked, review_key(assessment.key))
        differing += [
            {
                "inovasi": name,
                "baris": beside.indicator.row,
                "mandiri": f"Parameter {beside.levels[ScoreKind.MANDIRI]}",
                "verifikasi": f"Parameter {beside.levels[ScoreKind.VERIFIKASI]}",
                "alasan": review.value(reason_field(ScoreKind.VERIFIKASI, beside.indicator.row)) or "",
            }
            for beside in side_by_side(edition, innovation.scores)
            if ScoreKind.VERIFIKASI in beside.differing
        ]
    verifier = asked.official("Verifikator Daerah")
    return {
        "unit": unit.name if unit else "",
        "inovasi": numbered(innovations),
        "berbeda": numbered(differing),
        "kepala_nama": unit.head if unit else "",
        "kepala_nip": unit.head_nip if unit else "",
        "kepala_jabatan": signed_by_head(unit)["penanda_jabatan"],
        "nama_berkas": unit.name if unit else "",
        **signed_by(verifier),
    }


def _drum_up(asked: Asked, unit: str) -> dict[str, str]:
    return _record(asked, RecordKey(id=f"drum-up-{asked.edition.year}-{unit}", kind="drum_up", unit=unit)).values()


def _record(asked: Asked, key: RecordKey) -> Record:
    try:
        return asked.workspace.store.get(key.id)
    except NotFoundError:
        return Record(key=key)


def _promise(row: dict[str, str]) -> str:
    when = row.get("tanggal")
    told = f" ({row['siapa']})" if row.get("siapa") else ""
    return f"{row.get('isi', '')}{told}{', ' + day(date.fromisoformat(when)) if when else ''}"


def _points(value: Fraction | None) -> str:
    return number(value) if value is not None else ""


def _difference(own: Fraction | None, verified: Fraction | None) -> Any:
    if own is None or verified is None:
        return "–"
    return number(verified - own) if verified <= own else f"+{number(verified - own)}"
