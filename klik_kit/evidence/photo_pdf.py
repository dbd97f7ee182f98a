"""A PDF of photos, one to an A4 page: the few lines of PDF that hold a JPEG, written as they come.

May not decode pictures. The same photos give the same bytes: no clock, no producer, no metadata.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

_SHORT, _LONG = 595.28, 841.89  # A4 in points
_MARGIN = 28.35  # 1 cm


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePhoto:
    """A JPEG that is upright and has no metadata; ``grey`` where it has one channel."""

    jpeg: bytes
    width: int
    height: int
    grey: bool


def write_photo_pdf(photos: Iterable[PagePhoto], out: BinaryIO) -> None:
    """Write one page for each photo, as large as the page allows; a wide photo turns its page.

    Args:
        photos: taken one by one; none is kept in memory.
        out: an empty file, written from front to back.
    """
    starts: dict[int, int] = {}

    def put(number: int, head: str, stream: bytes | None = None) -> None:
        starts[number] = out.tell()
        body = b"" if stream is None else b"\nstream\n" + stream + b"\nendstream"
        out.write(f"{number} 0 obj\n{head}".encode("ascii") + body + b"\nendobj\n")

    out.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    pages: list[int] = []
    for photo in photos:
        page, picture, drawing = (3 + 3 * len(pages) + offset for offset in range(3))
        wide, high = (_LONG, _SHORT) if photo.width > photo.height else (_SHORT, _LONG)
        scale = min((wide - 2 * _MARGIN) / photo.width, (high - 2 * _MARGIN) / photo.height)
        across, up = photo.width * scale, photo.height * scale
        draw = f"q {across:.2f} 0 0 {up:.2f} {(wide - across) / 2:.2f} {(high - up) / 2:.2f} cm /P Do Q".encode("ascii")
        colour = "/DeviceGray" if photo.grey else "/DeviceRGB"
        put(
            picture,
            f"<< /Type /XObject /Subtype /Image /Width {photo.width} /Height {photo.height} /ColorSpace {colour} "
            f"/BitsPerComponent 8 /Filter /DCTDecode /Length {len(photo.jpeg)} >>",
            photo.jpeg,
        )
        put(drawing, f"<< /Length {len(draw)} >>", draw)
        put(
            page,
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {wide} {high}] /Contents {drawing} 0 R "
            f"/Resources << /XObject << /P {picture} 0 R >> >> >>",
        )
        pages.append(page)
    put(1, "<< /Type /Catalog /Pages 2 0 R >>")
    put(2, f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{page} 0 R' for page in pages)}] >>")
    table = out.tell()
    rows = "".join(f"{starts[number]:010d} 00000 n \n" for number in sorted(starts))
    count = len(starts) + 1
    out.write(f"xref\n0 {count}\n0000000000 65535 f \n{rows}".encode("ascii"))
    out.write(f"trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode("ascii"))
