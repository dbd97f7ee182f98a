"""A few evidence files of one innovation, as PDF pages with text: small, and the same bytes every time.

May not decide what is in them: that is ``material/letters.yaml``, and the document each belongs to.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from assessments import Assessment
from material_in import material

from klik_kit.core import bahasa

_HEAD, _BODY, _LEFT, _TOP, _LINE = 13, 10, 62, 780, 17


def write_letters(folder: Path, found: Iterable[Assessment]) -> list[Path]:
    """Write ``bukti/``, each file under the name its document bears in the portfolio."""
    told = material("letters")
    whose = next(a for a in found if a.profile.seed.short == told["innovation"])
    folder.mkdir(exist_ok=True)
    paths = []
    for document in whose.documents:
        if letter := told["letters"].get(document.indicator):
            path = folder / document.file.rpartition("/")[2]
            number = f"Nomor: {document.number}" if document.number else ""
            day = f"Tanggal: {bahasa.day(document.date)}" if document.date else ""
            head = [*told["letterhead"], "", letter["heading"], number, day, ""]
            path.write_bytes(page([*head, *letter["lines"], "", "", told["mark"]], large=len(told["letterhead"])))
            paths.append(path)
    return paths


def page(lines: Iterable[str], *, large: int) -> bytes:
    """One A4 page (PDF 1.4, ISO 32000) with these lines in Courier, the first ``large`` of them larger."""
    text = []
    for number, line in enumerate(lines):
        size = _HEAD if number < large else _BODY
        safe = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        text.append(f"BT /F1 {size} Tf {_LEFT} {_TOP - number * _LINE} Td ({safe}) Tj ET")
    stream = "\n".join(text).encode("latin-1")
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
    )
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return bytes(out + end % (len(parts) + 1, table, len(parts) + 1, len(out)))
