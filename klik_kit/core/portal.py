"""The national portal's fields as a copy sheet shows them: in their order, as typed, in the portal's words.

Pure. The fields are data (``templates/instruments/portal.yaml``); their source is FORMS.md section 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from klik_kit.core.proposal import compose

KINDS = frozenset({"text", "long", "choice", "date", "link", "coordinates"})
_MOST_RESULTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalField:
    """One field of the portal.

    ``source`` is the profile's field that holds it, empty where the kit keeps none; ``warn`` says that an
    empty one is worth a look although nothing demands it; ``words`` are the portal's own words for answers
    that it spells in another way.
    """

    id: str
    label: str
    kind: str
    source: str = ""
    required: bool = False
    warn: bool = False
    hint: str = ""
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """The portal's fields in the order of the sheet, and what the check beforehand goes by.

    ``large_file`` is the size in bytes from which a file is warned of; ``private_rows`` are the rows whose
    documents name recipients.
    """

    fields: tuple[PortalField, ...]
    large_file: int
    private_rows: frozenset[str] = frozenset()

    def field_of(self, source: str) -> PortalField | None:
        """The field that a profile's field goes to; None where none does."""
        return next((f for f in self.fields if f.source == source), None)


def portal_values(portal: Portal, values: Mapping[str, str]) -> dict[str, str]:
    """What goes into each field, by its id: as typed, dates as ``31-12-2025``, lists in the portal's words.

    A rancang bangun that was never put together is made from its parts; the results are their summary and
    then one line for each measured result.

    Args:
        portal: whose fields.
        values: the answers of an innovation's record.
    """
    kept = dict(values)
    kept["rancang_bangun"] = values.get("rancang_bangun") or compose(values)
    kept["results"] = "\n".join(filter(None, [values.get("results", ""), *_measured(values)]))
    return {f.id: _said(f, kept.get(f.source, "") if f.source else "") for f in portal.fields}


def portal_day(text: str) -> str:
    """A kept day as the portal writes it: ``31-12-2025`` (FORMS.md section 10); what is no day stays as it is."""
    try:
        return f"{date.fromisoformat(text):%d-%m-%Y}"
    except ValueError:
        return text


def _said(one: PortalField, value: str) -> str:
    if one.kind == "date":
        return portal_day(value)
    return one.words.get(value, value)


def _measured(values: Mapping[str, str]) -> list[str]:
    """Each measured result in one line: what, from, to, its source and day."""
    lines = []
    for number in range(1, _MOST_RESULTS + 1):
        row = {n: values.get(f"hasil.{number}.{n}", "") for n in ("indikator", "satuan", "sebelum", "sesudah", "sumber", "tanggal")}  # fmt: skip
        if not any(row.values()):
            continue
        unit = f" {row['satuan']}" if row["satuan"] else ""
        source = ", ".join(filter(None, (row["sumber"], portal_day(row["tanggal"]))))
        told = f"{row['indikator'] or f'Hasil {number}'}: sebelum {row['sebelum'] or '–'}{unit}, sesudah {row['sesudah'] or '–'}{unit}"
        lines.append(f"{told} ({source})" if source else told)
    return lines
