"""Photos made anew with Pillow: upright, not larger than needed, without the place they were taken.

May not know the vault. A picture from a stranger is decoded one at a time, and only after its size is
known: a small file can hold a picture that fills the memory.
"""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, BinaryIO

from klik_kit.errors import EvidenceError
from klik_kit.evidence.photo_pdf import PagePhoto, write_photo_pdf

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 64_000_000  # of a JPEG; the largest photo of common telephones has 50 million
MOST_PNG_PIXELS = 32_000_000  # a PNG is decoded whole before it can be made smaller: some 300 MB at most
_PAGE_SIDE = 2_339  # A4 at 200 dots an inch: a photographed letter stays readable
_ALONE_SIDE = 3_000
_QUALITIES = (82, 68, 50)
_ONE_AT_A_TIME = Lock()
_ORIENTATION = 0x0112
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    struct.error,
    zlib.error,
    TypeError,
    KeyError,
    IndexError,
    OverflowError,
    ZeroDivisionError,
    RuntimeError,
    MemoryError,
)  # fmt: skip - what Pillow raises for a picture that is not one


def photos_to_pdf(source: Path, out: BinaryIO, *, parts: Sequence[int], limit: int) -> None:
    """Write one PDF of several photos, a page each, in the order they came.

    Args:
        source: the photos, one behind the other.
        out: an empty file.
        parts: the length of each photo in bytes.
        limit: the most bytes the PDF may have; the photos are compressed more where it has to be.

    Raises:
        EvidenceError: a photo cannot be read, is too large, or all together are.
        OSError: the disk refuses.
    """

    def pages(quality: int) -> Iterator[PagePhoto]:
        with source.open("rb") as file:
            for position, length in enumerate(parts, start=1):
                which = f"Foto ke-{position}" if len(parts) > 1 else "Foto ini"
                yield _page(BytesIO(file.read(length)), which, quality)

    _until_small_enough(lambda quality: write_photo_pdf(pages(quality), out), out, limit)


def photo_anew(source: Path, out: BinaryIO, *, kind: str, limit: int) -> None:
    """Write one photo again as ``jpg`` or ``png``, with nothing of its metadata.

    Raises:
        EvidenceError: it cannot be read or is too large.
        OSError: the disk refuses.
    """

    def write(quality: int) -> None:
        made = BytesIO()  # Pillow writing to a full disk does not say so
        with source.open("rb") as file, _opened(file, _ALONE_SIDE, which="Foto ini") as picture:
            if kind == "png":
                _without_metadata(picture).save(made, "PNG")
            else:
                _flat(picture).save(made, "JPEG", quality=quality)
        out.write(made.getbuffer())

    _until_small_enough(write, out, limit)


def _until_small_enough(write: Callable[[int], None], out: BinaryIO, limit: int) -> None:
    for quality in _QUALITIES:
        out.seek(0)
        out.truncate()
        write(quality)
        if out.tell() <= limit:
            return
    raise EvidenceError(
        "Foto-foto ini terlalu besar untuk satu berkas. Mohon unggah dalam beberapa kali pengiriman.", cause="too_large"
    )


def _page(part: BinaryIO, which: str, quality: int) -> PagePhoto:
    with _opened(part, _PAGE_SIDE, which=which) as picture:
        flat = _flat(picture)
        jpeg = BytesIO()
        flat.save(jpeg, "JPEG", quality=quality)
    return PagePhoto(jpeg=jpeg.getvalue(), width=flat.width, height=flat.height, grey=flat.mode == "L")


@contextmanager
def _opened(file: BinaryIO, side: int, *, which: str) -> Iterator[Image]:
    """The first picture of a file, decoded, upright, its longer side at most ``side``; one at a time."""
    from PIL import ImageFile, JpegImagePlugin, PngImagePlugin

    file.seek(0)
    jpeg = file.read(2) == b"\xff\xd8"
    file.seek(0)
    with _ONE_AT_A_TIME, warnings.catch_warnings(action="ignore"):
        ImageFile.LOAD_TRUNCATED_IMAGES = False  # for the whole process; WeasyPrint turns it on when it is imported
        try:
            # The plugins themselves: Image.open guesses among dozens of formats, and warns where we refuse.
            picture = (JpegImagePlugin.JpegImageFile if jpeg else PngImagePlugin.PngImageFile)(file)
            if picture.width * picture.height > (MOST_PIXELS if jpeg else MOST_PNG_PIXELS):
                raise _too_many_pixels(which, picture.width, picture.height)
            turned = _orientation(picture)
            picture.draft(None, (side, side))
            upright = _upright(_fitted(picture, side), turned)
        except _BROKEN as error:
            if isinstance(error, OSError) and error.errno:
                raise
            raise EvidenceError(
                f"{which} tidak dapat dibaca sebagai gambar JPG atau PNG yang utuh. Mohon ambil ulang fotonya, lalu unggah lagi.",
                cause="broken_off",
            ) from error
        yield upright


def _too_many_pixels(which: str, width: int, height: int) -> EvidenceError:
    return EvidenceError(
        f"{which} terlalu besar: {width} × {height} titik. Mohon perkecil ukuran fotonya pada pengaturan kamera, lalu unggah lagi.",
        cause="too_large",
    )


def _orientation(picture: Image) -> int:
    try:
        return int(picture.getexif().get(_ORIENTATION, 1))
    except _BROKEN:  # the picture may be sound although its notes are not
        return 1


def _upright(picture: Image, orientation: int) -> Image:
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    turn = turns.get(orientation)
    return picture if turn is None else picture.transpose(turn)


def _fitted(picture: Image, side: int) -> Image:
    """The picture in a plain mode (L, RGB or RGBA) and at most ``side`` long."""
    if picture.mode.startswith("I"):
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    elif picture.mode in {"P", "LA", "PA", "La", "RGBa"} or "transparency" in picture.info:
        picture = picture.convert("RGBA")
    elif picture.mode not in {"L", "RGB", "RGBA"}:
        picture = picture.convert("L" if picture.mode == "1" else "RGB")
    else:
        picture.load()
    picture.thumbnail((side, side), reducing_gap=2.0)
    return picture


def _flat(picture: Image) -> Image:
    """The picture on white paper."""
    from PIL import Image

    if picture.mode == "RGBA":
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(picture, mask=picture.getchannel("A"))
        return paper
    return _without_metadata(picture)


def _without_metadata(picture: Image) -> Image:
    picture.info = {}
    return picture
