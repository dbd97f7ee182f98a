"""One row of a review: the unit's level beside its documents, and what the reviewer says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from klik_kit.content.comments import load_comments
from klik_kit.core.acceptance import Standing
from klik_kit.core.assessment import NO_EVIDENCE, with_years
from klik_kit.core.comments import fitting
from klik_kit.core.forms import Field, Form, Option, Section
from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.records import Record
from klik_kit.core.rubric import Edition, Indicator
from klik_kit.core.side_by_side import reason_field
from klik_kit.desk.counter import Message
from klik_kit.desk.drawing import action, card, list_item
from klik_kit.desk.moving import NOTE

NOTHING_HELD = "Belum ada parameter yang terpenuhi oleh data dukung."
_TONES = {Standing.ACCEPTED: "success", Standing.REOPENED: "warning", Standing.OPEN: "info"}


def level_field(row: Indicator, name: str, *, year: int, label: str, hint: str = "") -> Field:
    """The question for a reviewer's level of a row; 0 where nothing is shown by the documents."""
    options = [Option(value=str(level.value), label=with_years(level.text, year)) for level in row.levels]
    return Field(
        name=name, label=label, hint=hint, type="level", options=(Option(value="0", label=NOTHING_HELD), *options)
    )


def levels_form(edition: Edition, kinds: Sequence[ScoreKind]) -> Form:
    """The fields of the levels that somebody may give."""
    fields = tuple(_level(row, kind, edition.year) for kind in kinds for row in edition.sid)
    return Form(id="skor_tinjauan", title="Tinjauan", sections=(Section(id="skor", title="", items=fields),))


def reasons_form(edition: Edition, kinds: Sequence[ScoreKind]) -> Form:
    """The fields of the reasons why a level differs."""
    fields = tuple(_reason(row, kind) for kind in kinds for row in edition.sid)
    return Form(id="alasan_tinjauan", title="Tinjauan", sections=(Section(id="alasan", title="", items=fields),))


def _level(row: Indicator, kind: ScoreKind, year: int) -> Field:
    return level_field(row, f"{kind.value}.{row.row}", year=year, label=f"{kind.label}, baris {row.row}")


def _reason(row: Indicator, kind: ScoreKind) -> Field:
    return Field(
        name=reason_field(kind, row.row),
        label=f"Alasan berbeda dari parameter unit, baris {row.row}",
        type="textarea",
        hint="Wajib diisi bila parameternya berbeda. Dibaca unit di samping barisnya.",
    )


def row_card(
    row: Indicator, edition: Edition, *, standing: Standing, mark: str | None, assessment: Record, review: Record,
    documents: Sequence[Message], writable: bool,
) -> Message:  # fmt: skip
    """The unit's claim, whether it is accepted, the note, and what can be done."""
    level = assessment.value(f"{ScoreKind.MANDIRI}.{row.row}")
    lines = [claim(row, level, assessment.value(f"{ScoreKind.MANDIRI}.{row.row}.basis"), edition.year)]
    said = review.value(f"{NOTE}{ScoreKind.MANDIRI}.{row.row}")
    if said:
        lines.append(f"Catatan untuk unit: {said}")
    actions = _row_actions(row, level, standing, mark, said, evidenced=bool(documents)) if writable else []
    found = card(
        f"{row.row}. {with_years(row.name, edition.year)}",
        text=with_years(row.evidence, edition.year),
        tags=[{"text": standing.value, "tone": _TONES[standing]}],
        lines=lines,
        actions=actions,
    )
    return {"type": "cards", "title": "", "cards": [found], "empty": ""}


def claim(row: Indicator, level: str | None, basis: str | None, year: int) -> str:
    """The unit's level in words; the words of the measure it chose where the row has several."""
    if level is None:
        return "Unit belum memilih parameter."
    if level == "0":
        return "Unit memilih parameter 0: belum ada yang terpenuhi."
    chosen = next((b for b in row.bases if b.key == basis), None)
    words = next((x.text for x in (chosen.levels if chosen else row.levels) if str(x.value) == level), "")
    measure = f" ({with_years(chosen.name, year)})" if chosen else ""
    return f"Unit memilih parameter {level}{measure}: {with_years(words, year)}"


def _row_actions(
    row: Indicator, level: str | None, standing: Standing, mark: str | None, said: str | None, *, evidenced: bool
) -> list[Message]:
    args: dict[str, Any] = {"row": row.row}
    found = []
    if standing is Standing.ACCEPTED:
        found.append(action("unaccept", "Batalkan penerimaan", args))
    elif mark is not None:
        confirm = None if evidenced else "Belum ada data dukung pada baris ini. Tetap diterima?"
        found.append(
            action("accept", f"Terima parameter {level}", args | {"mark": mark}, primary=True, confirm=confirm)
        )
    ask = [_bank(row, level), Field(name="text", label="Catatan untuk unit", type="textarea", required=True, hint="Sunting seperlunya, lalu simpan. Dibaca unit di samping barisnya.")]  # fmt: skip
    note = action("note", "Ubah catatan" if said else "Tulis catatan", args, ask=ask)
    note["ask"][0]["fills"] = "text"
    for item, comment in zip(note["ask"][0]["options"], _comments(row, level), strict=True):
        item["text"] = comment.text
    note["ask"][1]["value"] = said
    found.append(note)
    if said:
        found.append(action("note_off", "Hapus catatan", args))
    return found


def _comments(row: Indicator, level: str | None) -> Sequence[Any]:
    return fitting(load_comments(), row=row.row, level=None if level is None else int(level))


def _bank(row: Indicator, level: str | None) -> Field:
    options = tuple(
        Option(value=c.id, label=c.label, group=f"Baris {row.row}" if c.row else "Umum")
        for c in _comments(row, level)
    )  # fmt: skip
    return Field(name="bank", label="Bank komentar", type="select_one", options=options, hint="Pilih, lalu sunting di bawahnya. Boleh dilewati.")  # fmt: skip


def documents_list(documents: Sequence[Mapping[str, Any]], *, title: str = "") -> Message:
    """A row's documents: what they are called, number and date, what is odd, and the way to each."""
    items = []
    for one in documents:
        number, flags = [one["number"], one["date"]], one["flags"]
        note = " · ".join([text for text in number if text] + list(flags))
        outside = {"label": "Buka tautan", "about": one["title"], "href": one["link"]} if one["link"] else None
        item = list_item(
            one["title"], note=note, tag=one["state"], tone="warning" if flags else "info", href=one["href"]
        )
        items.append(item | {"link": outside})
    return {"type": "list", "title": title, "items": items, "empty": f"{NO_EVIDENCE}."}


def unaccepted(stood: Mapping[str, Standing]) -> list[str]:
    """The rows that are not accepted, as sentences; the reopened ones first."""
    found = []
    for standing in (Standing.REOPENED, Standing.OPEN):
        rows = [row for row, s in stood.items() if s is standing]
        if rows:
            found.append(f"{standing.value}: baris {', '.join(rows)}.")
    return found
