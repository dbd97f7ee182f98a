"""Files as people send them."""

import io

from PIL import Image

PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def photo(width: int = 80, height: int = 60, *, turned: int = 1, kind: str = "JPEG", mode: str = "RGB") -> bytes:
    """A photo with a place, a camera, and a red corner at its upper left as it is stored."""
    picture = Image.new("RGB", (width, height), "white")
    picture.paste("red", (0, 0, width // 4, height // 4))
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = turned, "KAMERA-RAHASIA"
    exif.get_ifd(0x8825).update({1: "S", 2: (7.0, 3.0, 1.0), 3: "E", 4: (110.0, 2.0, 1.0)})
    out = io.BytesIO()
    picture.convert(mode).save(out, kind, exif=exif)
    return out.getvalue()


def box(kind: bytes, body: bytes = b"") -> bytes:
    """One box of an MP4."""
    return (8 + len(body)).to_bytes(4, "big") + kind + body


MP4 = box(b"ftyp", b"isom\0\0\2\0isommp41") + box(b"moov", b"x" * 40) + box(b"mdat", b"y" * 100)
