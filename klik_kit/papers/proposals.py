"""A proposal by each of its outlines, and the letter that asks for the figure of one of the region's rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from klik_kit.content.forms import load_form
from klik_kit.core.bahasa import day, weekday
from klik_kit.core.forms import Field, Repeat, Section
from klik_kit.core.proposal import PARTS, compose
from klik_kit.core.review import State, state_of
from klik_kit.papers.asking import DRAFT, HEADS, Asked, Places, facts, lines_of, numbered, signed_by, signed_by_head

_FINAL = frozenset({State.SIGNED, State.VERIFIED, State.READY, State.SENT, State.ACCEPTED})
_PARTS = frozenset(name for name, _ in PARTS)


def initiative(asked: Asked) -> Places:
    """The proposal of a new idea (PP 38/2017)."""
    return _outlined(asked, "usulan_inisiatif", "USULAN INISIATIF INOVASI DAERAH")


def profile(asked: Asked) -> Places:
    """The profile of an innovation, as the national index asks for it."""
    return _outlined(asked, "profil", "PROFIL INOVASI DAERAH")


def competition(asked: Asked) -> Places:
    """The proposal for the competition of public services."""
    return _outlined(asked, "kipp", "PROPOSAL KIPP")


def data_request(asked: Asked) -> Places:
    """The letter to the Penanggung Jawab Data of a row of the SPD."""
    workspace, edition = asked.workspace, asked.edition
    row = edition.by_row[asked.row]
    stored = workspace.spd(edition)
    due = next((e for e in workspace.events if e.name == "Batas ajukan"), None)
    until = (due.end or due.start) if due else None
    return {
        "sifat": "Biasa",
        "lampiran": "-",
        "hal": f"Permintaan data {edition.title}",
        "yth": (stored.value(f"owner.{row.row}") if stored else None) or row.owner,
        "yth_di": "Tempat",
        "pembuka": (
            f"Dalam rangka pengukuran {edition.title} {workspace.region.name}, pada aspek Satuan Pemerintah Daerah (SPD), "
            "kami mohon bantuan Bapak/Ibu menyampaikan data berikut."
        ),
        "data": numbered([{"baris": row.row, "data": row.name, "satuan": row.unit or "–", "periode": "", "sumber": "–"}]),
        "permintaan": (
            "Angka tersebut mohon disampaikan sebagaimana tercantum dalam dokumen resmi, disertai salinan dokumen sumbernya "
            "(PDF) yang memperlihatkan angka, periode, dan instansi penerbitnya, paling lambat"
        ),
        "batas": weekday(until) if until else "",
        "penjelasan": (
            "Apabila angka resmi untuk periode dimaksud belum terbit, mohon diberitahukan kapan akan terbit; "
            "angka sementara tidak diperlukan."
        ),
        "narahubung": "",
        "penutup": "Atas perhatian dan kerja sama Bapak/Ibu, kami sampaikan terima kasih.",
        "tembusan": [],
        **signed_by(asked.official(*HEADS)),
    }  # fmt: skip


def _outlined(asked: Asked, outline: str, title: str) -> Places:
    values, unit = asked.about.values(), asked.unit
    told: list[dict[str, str]] = []
    sections = []
    for section in load_form(outline).sections:
        short, parts, results = _split(section, values)
        told += short
        if parts or results:
            sections.append({"judul": section.title, "rincian": parts, "hasil": results})
    return {
        "judul": title,
        "inovasi": values.get("name", ""),
        "unit": unit.name if unit else asked.about.key.unit or "",
        "fakta": told,
        "isi": numbered(sections),
        "draf": None if state_of(values.get("status")) in _FINAL else DRAFT,
        "nama_berkas": values.get("name", ""),
        **signed_by_head(unit),
    }


def _split(section: Section, values: Mapping[str, str]) -> tuple[list[dict[str, str]], list[dict[str, Any]], list[dict[str, Any]]]:  # fmt: skip
    """A section's short answers as facts, its long ones as parts of the text, and its measured results."""
    told: list[dict[str, str]] = []
    parts: list[dict[str, Any]] = []
    results: list[dict[str, Any]] = []
    for item in section.items:
        if isinstance(item, Field):
            value = values.get(item.name)
            if item.type == "textarea" and not _left_out(item, values):
                parts.append({"judul": item.label, "teks": lines_of(value or "")})
            elif value and item.type != "textarea":
                told += facts((item.label, day(date.fromisoformat(value)) if item.type == "date" else value))
        elif isinstance(item, Repeat) and item.name == "hasil":
            results += [
                {
                    **{name: row.get(name, "") for name in ("indikator", "satuan", "sebelum", "sesudah", "sumber")},
                    "tanggal": day(date.fromisoformat(row["tanggal"])) if row.get("tanggal") else "",
                }
                for _, row in item.rows(values)
            ]
    return told, numbered(parts), numbered(results)


def _left_out(field: Field, values: Mapping[str, str]) -> bool:
    """What may stay empty and is; and of a rancang bangun either its parts or the whole, never both."""
    whole = values.get("rancang_bangun")
    if field.name == "rancang_bangun":
        return not whole or whole == compose(values)
    if field.name in _PARTS and whole and whole != compose(values):
        return not values.get(field.name)
    return not values.get(field.name) and not field.required
