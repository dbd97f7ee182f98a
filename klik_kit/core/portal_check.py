"""What still stands between an innovation and the portal: errors that keep it back, and warnings worth a look.

Pure. Sources: FORMS.md section 2 (window, words, files, letters), the edition's mandatory rows, and
`klik_kit.core.assessment.letter_flags` for dates. The portal's own refusals are not publicly known: what
only a local system demands is a warning.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from re import fullmatch

from klik_kit.core.assessment import letter_flags
from klik_kit.core.bahasa import listed, number
from klik_kit.core.eligibility import judge
from klik_kit.core.forms import SEPARATOR, Field, check_value
from klik_kit.core.masking import Masking
from klik_kit.core.portal import Portal, portal_values
from klik_kit.core.portfolio import ScoreKind, innovation_from, scores_of
from klik_kit.core.records import Record
from klik_kit.core.rubric import Edition, Indicator

_LINK = Field(name="tautan", label="", type="link")
_SHA256 = r"[0-9a-f]{64}"
_SAME = {"jpeg": "jpg"}
_MEGABYTE = 1024 * 1024
_TOLD = ("title", "number", "file", "name")
_PASTED = "Lembar salin tidak menyamarkannya; hapus bila tidak untuk dibaca umum."
_WINDOW = {"jendela", "penerapan", "pengembangan"}


class Topic(StrEnum):
    """What a finding is about; the value is its key in JSON."""

    WINDOW = "jendela"
    WORDS = "kata"
    REQUIRED = "isian"
    ROWS = "baris"
    EVIDENCE = "bukti"
    URUSAN = "urusan"
    LINKS = "tautan"
    FILES = "berkas"
    DATES = "tanggal"
    PRIVATE = "pribadi"

    @property
    def label(self) -> str:
        """The words on screen."""
        return _LABELS[self]


_LABELS = {
    Topic.WINDOW: "Jendela waktu",
    Topic.WORDS: "Jumlah kata",
    Topic.REQUIRED: "Isian profil",
    Topic.ROWS: "Baris penilaian",
    Topic.EVIDENCE: "Data dukung",
    Topic.URUSAN: "Urusan",
    Topic.LINKS: "Bentuk tautan",
    Topic.FILES: "Ukuran dan jenis berkas",
    Topic.DATES: "Tanggal",
    Topic.PRIVATE: "Data pribadi",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """One finding: its topic, whether it keeps the innovation back, the sentence, and where it belongs.

    ``place`` is a field's id of the portal, ``baris.<row>``, or empty for the innovation as a whole.
    """

    topic: Topic
    text: str
    place: str = ""
    error: bool = False


class Lacking:
    """What has findings, counted apart: those that keep it back, and those worth a look."""

    __slots__ = ()
    lacks: tuple[Lack, ...]

    @property
    def errors(self) -> int:
        """How many findings keep it back."""
        return sum(lack.error for lack in self.lacks)

    @property
    def warnings(self) -> int:
        """How many findings are worth a look."""
        return len(self.lacks) - self.errors


def row_place(row: str) -> str:
    """Where a finding about a row belongs."""
    return f"baris.{row}"


def documents_by_row(documents: Iterable[Record]) -> dict[str, list[Record]]:
    """The documents that stand, by row, in the order they were put in; withdrawn ones are left out."""
    found: dict[str, list[Record]] = {}
    kept = [d for d in documents if d.value("indicator") and d.value("file")]
    for document in sorted(kept, key=lambda d: (d.answers["file"].at, d.key.id)):
        found.setdefault(document.value("indicator") or "", []).append(document)
    return found


def is_file(document: Record) -> bool:
    """Whether a document is a file of the vault; else it is a link."""
    return fullmatch(_SHA256, document.value("file") or "") is not None


def is_name(document: Record) -> bool:
    """Whether only the name of a document's file is known, as an imported sheet may say: the file is not with the kit."""
    said = document.value("file") or ""
    before, folder, _ = said.partition("/")
    return not is_file(document) and ":" not in said and not (folder and "." in before)


def lacks(
    portal: Portal, edition: Edition, profile: Record, assessment: Record | None, documents: Iterable[Record], *, today: date
) -> tuple[Lack, ...]:  # fmt: skip
    """Everything that misses the portal's rules, in the order of the copy sheet.

    Args:
        portal: its fields and what is warned of.
        edition: whose window, length and rows count.
        profile: the innovation's record.
        assessment: its scores under the edition, None where there are none.
        documents: all its documents, withdrawn ones included.
        today: the day on the clinic's wall.
    """
    values = profile.values()
    judged = list(_profile(portal, edition, values))
    told = {lack.place for lack in judged if lack.error}
    found = [*judged, *_fields(portal, values, told=told), *_urusan(portal, values)]
    rows = documents_by_row(documents)
    scores = scores_of(assessment) if assessment else {}
    levels = scores[ScoreKind.MANDIRI].levels if ScoreKind.MANDIRI in scores else {}
    for row in edition.sid:
        own = rows.get(row.row, [])
        found += _row(row, levels.get(row.row), own)
        for document in own:
            found += _document(portal, edition, row, document, values, level=levels.get(row.row), today=today)
    named = [row.row for row in edition.sid if any(map(is_name, rows.get(row.row, [])))]
    if named:
        text = f"Baru nama berkasnya yang tercatat, berkasnya belum diunggah: baris {listed(named)}."
        found.append(Lack(topic=Topic.FILES, text=text))
    return tuple(found)


def private_lacks(
    portal: Portal, edition: Edition, masking: Masking, profile: Record, documents: Iterable[Record]
) -> tuple[Lack, ...]:
    """A warning for each field and document that seems to hold a NIK, a telephone number or somebody's illness.

    What is pasted into the portal is the unit's own word and stays as it is; so here it is told, not masked.
    """
    written, rows = portal_values(portal, profile.values()), documents_by_row(documents)
    texts: list[tuple[str, str, list[str]]] = [(f.id, f.label, [written[f.id]]) for f in portal.fields]
    for row in edition.sid:
        told = [
            d.value(name) or "" for d in rows.get(row.row, []) for name in _TOLD if name != "file" or not is_file(d)
        ]
        texts.append((row_place(row.row), f"Data dukung baris {row.row}", told))
    found = []
    for place, label, written_there in texts:
        kinds = list(dict.fromkeys(kind for text in written_there for kind in masking.found(text)))
        if kinds:
            text = f"{label}: tampak memuat {listed(kinds)}. {_PASTED}"
            found.append(Lack(topic=Topic.PRIVATE, text=text, place=place))
    return tuple(found)


def without_secrets(found: Iterable[Lack], masking: Masking) -> tuple[Lack, ...]:
    """Findings as they may be listed: their sentences name documents and files as people called them."""
    return tuple(replace(one, text=masking.text(one.text)) for one in found)


def _profile(portal: Portal, edition: Edition, values: Mapping[str, str]) -> Iterator[Lack]:
    """Window, length, stage and the order of dates, as `klik_kit.core.eligibility` judges them."""
    written = portal_values(portal, values)
    whole = next((written[f.id] for f in portal.fields if f.source == "rancang_bangun"), "")
    kept = {**values, "rancang_bangun": whole} if whole else values
    sources = {
        "jendela": "implemented_on", "penerapan": "implemented_on", "pengembangan": "developed_on", "tahap": "stage",
        "urutan_tanggal": "implemented_on", "rancang_bangun": "rancang_bangun",
    }  # fmt: skip
    for finding in judge(edition, innovation_from(kept)).findings:
        if finding.code == "urusan" or (finding.code == "rancang_bangun" and not whole):
            continue  # told with the field itself
        topic = Topic.WINDOW if finding.code in _WINDOW else Topic.WORDS if finding.code == "rancang_bangun" else Topic.DATES  # fmt: skip
        if finding.code == "tahap":
            topic = Topic.REQUIRED
        place = portal.field_of(sources.get(finding.code, ""))
        yield Lack(topic=topic, text=finding.text, place=place.id if place else "", error=not finding.warning)


def _fields(portal: Portal, values: Mapping[str, str], *, told: Collection[str]) -> Iterator[Lack]:
    """Empty fields, unless their place was told of already, and links and places that cannot be."""
    written = portal_values(portal, values)
    for one in portal.fields:
        value = written[one.id]
        if one.source and not value.strip() and (one.required or one.warn) and one.id not in told:
            topic = Topic.URUSAN if one.source == "urusan" else Topic.REQUIRED
            yield Lack(topic=topic, text=f"{one.label} belum diisi.", place=one.id, error=one.required)
        if not value or one.kind not in {"link", "coordinates"}:
            continue
        wrong = check_value(Field(name=one.id, label="", type=one.kind), value, {})
        if wrong:
            topic = Topic.LINKS if one.kind == "link" else Topic.REQUIRED
            yield Lack(topic=topic, text=f"{one.label}: {wrong}", place=one.id, error=one.kind == "link")


def _urusan(portal: Portal, values: Mapping[str, str]) -> Iterator[Lack]:
    main, others = values.get("urusan", ""), values.get("other_urusan", "").split(SEPARATOR)
    place = portal.field_of("other_urusan")
    if main and main in others:
        text = "Urusan lain beririsan memuat urusan utama. Cukup ditulis sekali."
        yield Lack(topic=Topic.URUSAN, text=text, place=place.id if place else "")


def _row(row: Indicator, level: int | None, documents: Sequence[Record]) -> Iterator[Lack]:
    place = row_place(row.row)
    if level is None and row.mandatory:
        text = f"Baris wajib {row.row} belum diisi."
        yield Lack(topic=Topic.ROWS, text=text, place=place, error=True)
    if level == 0 and row.mandatory:
        yield Lack(topic=Topic.ROWS, text=f"Baris wajib {row.row} masih parameter 0.", place=place)
    if level and not documents:
        text = f"Baris {row.row} (parameter {level}): belum ada data dukung."
        yield Lack(topic=Topic.EVIDENCE, text=text, place=place, error=bool(row.mandatory))
    if documents and not level:
        text = f"Baris {row.row}: data dukung ada, parameternya {'0' if level == 0 else 'belum dipilih'}."
        yield Lack(topic=Topic.ROWS, text=text, place=place)


def _document(
    portal: Portal, edition: Edition, row: Indicator, document: Record, values: Mapping[str, str], *, level: int | None, today: date
) -> Iterator[Lack]:  # fmt: skip
    place, told = row_place(row.row), f"Baris {row.row}, {document.value('title') or 'tanpa nama'}"
    if is_file(document):
        yield from _file(portal, row, document, told)
    elif not is_name(document):
        wrong = check_value(_LINK, document.value("file") or "", {})
        if wrong:
            yield Lack(topic=Topic.LINKS, text=f"{told}: {wrong}", place=place, error=True)
    if row.letter and level and not (document.value("number") and document.value("date")):
        yield Lack(topic=Topic.EVIDENCE, text=f"{told}: nomor atau tanggal surat belum diisi.", place=place)
    for text in _dates(edition, row, document, values, level=level, today=today):
        yield Lack(topic=Topic.DATES, text=f"{told}: {text}", place=place)


def _file(portal: Portal, row: Indicator, document: Record, told: str) -> Iterator[Lack]:
    kind = document.value("type") or ""
    accepted = {_SAME.get(name, name) for name in row.file_types} - {"link"}
    if accepted and _SAME.get(kind, kind) not in accepted:
        text = f"{told}: berkas {kind or 'tanpa jenis'}, sedangkan baris ini meminta {', '.join(sorted(accepted))}."
        yield Lack(topic=Topic.FILES, text=text, place=row_place(row.row), error=True)
    size = int(document.value("size") or 0)
    if size > portal.large_file:
        most = number(Fraction(portal.large_file, _MEGABYTE))
        text = f"{told}: {number(Fraction(size, _MEGABYTE), most=1)} MB. Batas portal tidak diketahui; di atas {most} MB siapkan juga tautannya."
        yield Lack(topic=Topic.FILES, text=text, place=row_place(row.row))


def _dates(
    edition: Edition, row: Indicator, document: Record, values: Mapping[str, str], *, level: int | None, today: date
) -> tuple[str, ...]:
    text = document.value("date")
    if not text:
        return ()
    try:
        signed = date.fromisoformat(text)
    except ValueError:
        return ("tanggal surat tidak dapat dibaca. Mohon diisi kembali.",)
    used = values.get("implemented_on")
    noted = document.answers["date"].at.astimezone().date()
    return letter_flags(
        edition, row, signed, level=level, noted=noted, implemented=date.fromisoformat(used) if used else None, today=today
    )  # fmt: skip
