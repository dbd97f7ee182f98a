"""The history of a review as sentences: who, when, what; read from the store's chain, which nobody can edit."""

from __future__ import annotations

from collections.abc import Iterable

from klik_kit.core.acceptance import accepted_level
from klik_kit.core.agreement import FINISHED
from klik_kit.core.portfolio import KIND_NAMES, ScoreKind
from klik_kit.core.records import HistoryEntry, Record, RecordKey
from klik_kit.desk.counter import Message
from klik_kit.desk.drawing import list_item
from klik_kit.desk.moving import NOTE, review_key
from klik_kit.desk.person import Person, shown_name
from klik_kit.errors import NotFoundError

MOST_SHOWN = 300
_BLIND = "skor_buta"


def history_panel(person: Person, innovation: str, assessment: RecordKey, documents: Iterable[Record]) -> Message:
    """What was done to an innovation's state, scores, review and documents, the newest first."""
    titles = {d.key.id: d for d in documents}
    blind = [r.key.id for r in person.workspace.store.list(_BLIND, parent=innovation)]
    ids = (innovation, f"{innovation}@tinjauan", assessment.id, review_key(assessment).id, *titles, *blind)
    found: list[tuple[HistoryEntry, str]] = []
    for record in ids:
        for entry in _history(person, record):
            said = told(entry, blind=record in blind, document=titles.get(record), first=record == innovation)
            if said:
                found.append((entry, said))
    found.sort(key=lambda pair: -pair[0].number)
    items = [
        list_item(said, note=f"{shown_name(entry.who)} · {entry.at.astimezone():%d-%m-%Y %H.%M}")
        for entry, said in found[:MOST_SHOWN]
    ]
    return {"type": "list", "title": "", "items": items, "empty": "Belum ada yang tercatat."}


def told(entry: HistoryEntry, *, blind: bool = False, document: Record | None = None, first: bool = False) -> str:
    """An entry in words; empty for what is no matter of the review. A blind score is never told, only its end.

    Args:
        entry: of the history.
        blind: the record is somebody's blind score.
        document: the record is this document.
        first: the record is the innovation itself, of whose fields only the state is told.
    """
    name, value = entry.field, entry.value
    if blind:
        return ("Skor buta diselesaikan" if value else "Skor buta dibuka kembali") if name == FINISHED else ""
    if document is not None:
        return _of_document(name, value, document)
    if first or name.startswith("@"):
        return f"Status: {value}" if name == "status" else ""
    head, _, rest = name.partition(".")
    if head in KIND_NAMES and rest:
        return _of_score(ScoreKind(head), rest, value)
    kind, _, row = rest.partition(".")
    match head:
        case "diterima" if kind in KIND_NAMES:
            who = ScoreKind(kind).label.lower()
            return f"Baris {row} diterima pada parameter {accepted_level(value)} ({who})" if value else f"Penerimaan baris {row} berakhir ({who})"  # fmt: skip
        case "alasan" if kind in KIND_NAMES:
            return f"Alasan berbeda, baris {row} ({ScoreKind(kind).label.lower()}): {value or 'dihapus'}"
        case "rekonsiliasi":
            return f"Hasil pembahasan skor buta, baris {rest}: {value or 'dihapus'}"
        case "alasan":
            return f"Alasan: {value}" if value else ""
        case "pengesahan":
            return "Lembar pengesahan diunggah" if value else "Lembar pengesahan tidak berlaku lagi"
        case "terusan":
            return f"Diteruskan ke klinik: {value}" if value else "Terusan ditutup"
    if name.startswith(NOTE):
        field = name.removeprefix(NOTE).removeprefix(f"{ScoreKind.MANDIRI}.")
        return f"Catatan pada {'baris ' if field.isdigit() else ''}{field}: {value or 'dihapus'}"
    return ""


def _of_score(kind: ScoreKind, rest: str, value: str | None) -> str:
    row, _, tail = rest.partition(".")
    if tail == "basis":
        return f"{kind.label}, baris {row}: ukuran {value or 'dikosongkan'}"
    if rest == "total":
        return f"{kind.label}: jumlah {value or 'dikosongkan'}"
    return f"{kind.label}, baris {row}: {f'parameter {value}' if value is not None else 'dikosongkan'}"


def _of_document(name: str, value: str | None, document: Record) -> str:
    if name == "file":
        title = document.value("title") or "tanpa nama"
        return f"Data dukung {'ditambahkan' if value else 'ditarik'}: {title}"
    return f"Keadaan data dukung {document.value('title') or ''}: {value}" if name == "state" and value else ""


def _history(person: Person, record: str) -> tuple[HistoryEntry, ...]:
    try:
        return person.workspace.store.history(record)
    except NotFoundError:
        return ()
