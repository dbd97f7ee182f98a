"""From a name to a Word file: rights, the region's own template, shared places, masking."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from klik_kit.content.masking import load_masking
from klik_kit.content.papers import load_papers
from klik_kit.core.classes import classroom_of
from klik_kit.core.coaching import SESSION, SessionState, state_of_session
from klik_kit.core.papers import About, PaperKind, rows_wanting
from klik_kit.core.records import Record
from klik_kit.core.rubric import Edition
from klik_kit.desk.person import Person
from klik_kit.documents.checking import problems_of
from klik_kit.documents.filling import filled
from klik_kit.documents.page import page
from klik_kit.errors import AccessError, NotFoundError, Problem, ReportError
from klik_kit.evidence import clean_name
from klik_kit.files import reason
from klik_kit.gathering import emblem_of
from klik_kit.papers.asking import Asked, Places
from klik_kit.places import shipped
from klik_kit.workspace import Workspace

OWN = "dokumen"
"""The folder of a workspace with the region's own templates."""
_BY_ROW = frozenset({About.ROW, About.SPD})
_BUILDERS = "klik_kit.papers."
BUILDERS = {
    "usulan_inisiatif": "proposals:initiative",
    "profil": "proposals:profile",
    "kipp": "proposals:competition",
    "laporan_uji_coba": "trials:report",
    "permintaan_data": "proposals:data_request",
    "notula": "sessions:minutes",
    "kartu_konsultasi": "sessions:card",
    "nota_dinas": "leaders:memo",
    "matriks_tindak_lanjut": "leaders:open_tasks",
    "tindak_lanjut_unit": "leaders:open_tasks_of_unit",
    "undangan": "classes:invitation",
    "daftar_hadir": "classes:attendance",
    "sertifikat": "classes:certificates",
    "laporan_kegiatan": "classes:report",
    "lembar_komitmen": "units:commitment",
    "pakta_integritas": "units:integrity",
    "berita_acara_verifikasi": "units:verification",
    "sk_pelaksana": "format_letters:decree",
    "keputusan_pelaksana": "format_letters:decree_of_leader",
    "surat_tugas": "format_letters:assignment",
    "pernyataan_replikasi": "format_letters:replication",
    "sop": "format_reports:procedure",
    "laporan_tahapan": "format_reports:creation",
    "rekap_penerima": "format_reports:recipients",
    "rekap_pengaduan": "format_reports:complaints",
    "laporan_monev": "format_reports:evaluation",
    "sk_tim_klinik": "decrees:team",
    "keputusan_inovasi": "decrees:innovations",
    "sk_penghargaan": "decrees:awards",
    "piagam": "decrees:certificates",
    "direktori_inovasi": "telling:directory",
    "laporan_kinerja": "telling:report",
    "buku_klik": "telling:handbook",
}
"""Who fills each paper of the list: a module of this package and its function."""


@dataclass(frozen=True, slots=True)
class Made:
    """A paper: its file name and its bytes."""

    name: str
    body: bytes


def split_name(name: str, edition: Edition) -> tuple[PaperKind, str]:
    """The kind of paper and the row that an address names: ``sop_28`` is the SOP that row 28 of this edition wants.

    Raises:
        NotFoundError: there is no such paper.
    """
    kinds = load_papers()
    if name in kinds and kinds[name].about not in _BY_ROW:
        return kinds[name], ""
    stem, _, row = name.rpartition("_")
    kind = kinds.get(stem)
    if kind is None or row not in rows_wanting(kind, edition):
        raise NotFoundError("Dokumen ini tidak ada.")
    return kind, row


def subject(workspace: Workspace, kind: PaperKind, record_id: str) -> Record | None:
    """The record a paper is about; None for the region.

    Raises:
        NotFoundError: there is none of the right kind.
    """
    if kind.about in {About.REGION, About.SPD}:
        return None
    found = workspace.store.get(f"unit:{record_id}" if kind.about is About.UNIT else record_id)
    wanted = {
        About.UNIT: "unit", About.INNOVATION: "inovasi", About.ROW: "inovasi", About.SESSION: SESSION, About.CLASS: "kelas",
    }[kind.about]  # fmt: skip
    if found.key.kind != wanted:
        raise NotFoundError(f"Dokumen ini tentang {kind.about.value}; {record_id} bukan.")
    return found


def demand(person: Person, kind: PaperKind, record: Record | None) -> None:
    """Make sure the person may have a paper.

    Raises:
        AccessError: it is another unit's, or the clinic's own.
    """
    reach = person.reach()
    if kind.about is About.SPD:
        if not reach.spd and reach.reads is not None:
            raise AccessError("Surat ini dibuat oleh petugas SPD.")
        return
    if record is None:
        if reach.reads is not None:
            raise AccessError(
                "Dokumen daerah dibuat oleh yang boleh membaca semua unit: admin, verifikator, pimpinan, dan pendamping semua unit."
            )
        return
    if kind.about is About.CLASS:
        clinic = reach.clinic or reach.reads is None
        if not (clinic and all(map(reach.may_read, classroom_of(record).units))):
            raise AccessError("Kelas ini berisi unit yang bukan binaan Bapak/Ibu.")
        return
    closed = kind.about is About.SESSION and state_of_session(record.value("state")) is SessionState.CLOSED
    if kind.about is About.SESSION and not (closed or reach.clinic):
        raise AccessError("Catatan sesi dapat dibaca setelah sesi ditutup.")
    person.demand_read(record)


def made(workspace: Workspace, kind: PaperKind, record: Record | None, *, today: date, form: str = "docx", row: str = "", chosen: tuple[str, ...] = ()) -> Made:  # fmt: skip
    """A paper as a Word file, or as a page to print.

    Args:
        workspace: whose store is read, and whose own template is used where it has one.
        kind: of paper.
        record: what it is about; None for the region.
        today: the day on the clinic's wall.
        form: ``docx``; ``html`` for kinds that can be a page.
        row: the indicator, of a paper that is its evidence or asks for its figure.
        chosen: ids of the innovations it lists, where somebody chose them.

    Raises:
        ReportError: the region's own template is wrong; all its problems at once.
    """
    asked = Asked(workspace=workspace, record=record, today=today, row=row, chosen=chosen)
    module, _, function = BUILDERS[kind.name].partition(":")
    build = cast("Callable[[Asked], Places]", getattr(import_module(_BUILDERS + module), function))
    with workspace.store.still():
        context = {**_shared(asked), **masked(build(asked))}
    named = str(context.pop("nama_berkas", ""))
    title, emblem = f"{kind.title} {row} {named}".replace("  ", " ").strip(), emblem_of(workspace)
    if form == "html":
        return Made(clean_name(title, form), page(kind.template, context, title=title, emblem=emblem).text.encode())
    content, where = _template(workspace, kind)
    body = filled(content, context, where=where, emblem=emblem, title=title, author=workspace.region.name)
    return Made(clean_name(title, form), body)


def template_of(workspace: Workspace | None, name: str) -> Path:
    """The Word file a paper is made with: the region's own where it has one."""
    own = workspace.folder / OWN / f"{name}.docx" if workspace else None
    return own if own is not None and own.is_file() else shipped("templates") / "documents" / f"{name}.docx"


def template_problems(path: Path, kind: PaperKind) -> tuple[Problem, ...]:
    """Everything that is wrong with a template of a kind of paper."""
    try:
        content = path.read_bytes()
    except OSError as error:
        return (Problem(where=path.name, what=f"tidak dapat dibaca: {reason(error)}."),)
    return problems_of(content, kind.places, name=path.name)


def _template(workspace: Workspace, kind: PaperKind) -> tuple[bytes, str]:
    path = template_of(workspace, kind.template)
    if path.parent.name == OWN:
        problems = template_problems(path, kind)
        if problems:
            lines = "\n".join(f"- {problem}" for problem in problems)
            raise ReportError(f"Templat daerah {OWN}/{path.name} belum dapat dipakai:\n{lines}")
    return path.read_bytes(), path.name


def _shared(asked: Asked) -> Mapping[str, Any]:
    region = asked.workspace.region
    head = region.letterhead or (f"PEMERINTAH {region.name.upper()}",)
    return {
        "daerah": region.name,
        "provinsi": region.province,
        "kop": list(head[:-1]),
        "kop_utama": head[-1],
        "alamat": region.address or None,
        "tempat": region.seat,
        "tanggal": "",
        "nomor": "",
        "tahun": str(asked.edition.year),
        "edisi": asked.edition.title,
        "draf": None,
    }


def masked(value: Any) -> Any:
    """What people wrote, without NIK, telephone numbers and illness: a paper leaves the clinic."""
    if isinstance(value, str):
        return load_masking().text(value)
    if isinstance(value, Mapping):
        return {name: masked(one) for name, one in value.items()}
    return [masked(one) for one in value] if isinstance(value, list | tuple) else value
