"""What a file is, is read from its content; photos are made anew."""

import io
import re
import struct
import zipfile
import zlib

import pytest
from evidence_files import MP4, PDF, box, photo
from PIL import Image, ImageFile

from klik_kit.errors import EvidenceError
from klik_kit.evidence import check_link, clean_name
from klik_kit.evidence.names import LONGEST


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    return out.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A small PNG that says it is as large as that."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1_000)) + chunk(b"IEND", b"")
    )


REFUSED = {
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "SVG"),
    "svg with a prologue": (b"<?xml version='1.0'?><!-- x --><svg/>", "SVG"),
    "html": (b"<!DOCTYPE html><html><script>1</script></html>", "halaman web"),
    "html after spaces": (b"\xef\xbb\xbf \n<body onload=x>", "halaman web"),
    "docx": (zipped(), "Word sebagai PDF"),
    "old office": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "Office lama"),
    "exe": (b"MZ\x90\0" + b"\0" * 100, "program"),
    "elf": (b"\x7fELF" + b"\0" * 100, "program"),
    "shell script": (b"#!/bin/sh\nrm -rf /\n", "program"),
    "heic": (box(b"ftyp", b"heic\0\0\0\0mif1heic") + box(b"meta"), "HEIC"),
    "mov": (box(b"ftyp", b"qt  \0\0\0\0qt  ") + box(b"moov"), "MOV"),
    "gif": (b"GIF89a" + b"\0" * 50, "GIF"),
    "webp": (b"RIFF\0\0\0\0WEBPVP8 ", "WEBP"),
    "text": (b"halo", "bukan jenis yang dikenal"),
    "html before a pdf": (b"<html>" + PDF, "halaman web"),
    "junk before a pdf": (b"junk" + PDF, "diawali isi lain"),
    "html in a pdf": (PDF.replace(b"1 0 obj", b"<html><script>alert(1)</script>"), "isi lain di dalamnya"),
    "html behind a pdf": (PDF + b"<script>alert(1)</script>", "isi lain di dalamnya"),
    "zip behind a pdf": (PDF + zipped(), "isi lain di dalamnya"),
    "pdf broken off": (PDF[:-7], "tidak utuh"),
    "mp4 broken off": (MP4[:-10], "tidak utuh"),
    "mp4 without an index": (box(b"ftyp", b"isom\0\0\0\0isom") + box(b"mdat", b"x" * 50), "tidak utuh"),
    "html in an mp4": (box(b"ftyp", b"isom\0\0\0\0isom") + box(b"free", b"<script>1</script>") + box(b"moov"), "isi lain"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_foreign_file_is_refused_with_what_it_seems_to_be(send, case):
    body, words = REFUSED[case]
    with pytest.raises(EvidenceError, match=re.escape(words)):
        send(body, "SK.pdf", ("pdf", "jpg", "png", "mp4"))


@pytest.mark.parametrize("case", REFUSED)
def test_a_foreign_file_leaves_nothing(send, left, case):
    with pytest.raises(EvidenceError):
        send(REFUSED[case][0], "SK.pdf", ("pdf", "jpg", "png", "mp4"))
    assert left() == []


def test_a_refusal_names_what_is_accepted(send):
    with pytest.raises(EvidenceError, match="Yang diterima di sini: PDF, foto JPG, dan video MP4"):
        send(b"halo", "a.pdf", ("pdf", "jpg", "mp4"))


def test_the_name_says_nothing_about_the_kind(send):
    assert send(PDF, "foto.jpg").type == "pdf"


@pytest.mark.parametrize(("body", "accepted"), [(PDF, ("jpg",)), (MP4, ("pdf",)), (photo(), ("mp4",))])
def test_a_sound_file_of_another_kind_is_refused(send, body, accepted):
    with pytest.raises(EvidenceError) as refusal:
        send(body, "a", accepted)
    assert refusal.value.cause == "wrong_type"


def test_metadata_of_a_pdf_is_no_markup(send):
    body = PDF.replace(
        b"1 0 obj", b"<?xpacket begin=''?><x:xmpmeta><rdf:RDF><rdf:li>a</rdf:li></rdf:RDF></x:xmpmeta>1 0 obj"
    )
    assert send(body).type == "pdf"


def test_jpeg_is_another_word_for_jpg(send):
    assert send(photo(), "a", ("jpeg",)).type == "jpg"


def test_a_single_photo_stays_a_photo_where_photos_are_taken(send):
    assert send(photo(), "IMG_1.jpeg", ("pdf", "jpg")).name == "IMG_1.jpg"


def test_a_single_photo_becomes_a_pdf_where_only_pdf_is_taken(send):
    assert send(photo(), "IMG_1.jpg", ("pdf",)).name == "IMG_1.pdf"


def test_a_screenshot_becomes_a_jpg_where_only_jpg_is_taken(send):
    assert send(photo(kind="PNG"), "a.png", ("jpg",)).type == "jpg"


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("accepted", [("jpg", "png"), ("pdf",)])
def test_camera_and_place_are_dropped(vault, send, kind, accepted):
    kept = vault.open_for(send(photo(kind=kind), "a", accepted).sha256).read_bytes()
    assert re.findall(rb"KAMERA|Exif|eXIf", kept) == []


def test_a_turned_photo_stands_upright(vault, send):
    path = vault.open_for(send(photo(80, 60, turned=6), "a", ("jpg",)).sha256)
    with Image.open(path) as picture:
        assert (picture.size, picture.getpixel((55, 5))[1] < 60) == ((60, 80), True)


def test_a_huge_photo_is_made_smaller(vault, send):
    path = vault.open_for(send(photo(4_000, 300), "a", ("jpg",)).sha256)
    with Image.open(path) as picture:
        assert picture.size == (3_000, 225)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "I;16"])
def test_every_sort_of_png_becomes_a_pdf(send, mode):
    assert send(photo(kind="PNG", mode=mode), "a", ("pdf",)).type == "pdf"


def test_a_printers_jpeg_becomes_a_pdf(send):
    assert send(photo(mode="CMYK"), "a", ("pdf",)).type == "pdf"


def pages_of(pdf: bytes) -> list[tuple[float, float]]:
    return [(float(w), float(h)) for w, h in re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)]


def test_several_photos_become_one_pdf_with_a_page_each(vault, send):
    photos = [photo(80, 60), photo(60, 80), photo(80, 60, turned=8, kind="PNG")]
    stored = send(b"".join(photos), "IMG_1.jpg", ("pdf", "jpg"), tuple(map(len, photos)))
    a4, lying = (595.28, 841.89), (841.89, 595.28)
    assert pages_of(vault.open_for(stored.sha256).read_bytes()) == [lying, a4, a4]


def test_every_object_of_the_photo_pdf_is_where_its_table_says(vault, send):
    pdf = vault.open_for(send(photo(), "a", ("pdf",)).sha256).read_bytes()
    start = int(pdf.rsplit(b"startxref", 1)[1].split()[0])
    places = [int(row[:10]) for row in pdf[start:].splitlines()[3:8]]
    assert [pdf[place:].split(b" obj")[0] for place in places] == [b"1 0", b"2 0", b"3 0", b"4 0", b"5 0"]


def test_the_same_photos_give_the_same_pdf(vault, send):
    assert send(photo(), "a", ("pdf",)).sha256 == send(photo(), "b", ("pdf",)).sha256


def test_a_photo_pdf_is_taken_again_as_a_pdf(vault, send):
    pdf = vault.open_for(send(photo(), "a", ("pdf",)).sha256).read_bytes()
    assert send(pdf).type == "pdf"


def test_several_photos_need_a_place_that_takes_pdf(send):
    with pytest.raises(EvidenceError, match="satu per satu"):
        send(photo() + photo(), "a.jpg", ("jpg",), (len(photo()),) * 2)


def test_a_broken_photo_among_others_is_named(send):
    body = photo() + b"bukan foto"
    with pytest.raises(EvidenceError, match="Foto ke-2"):
        send(body, "a.jpg", ("pdf",), (len(photo()), 10))


def test_too_many_photos_are_refused(send):
    with pytest.raises(EvidenceError, match="Paling banyak 30 foto"):
        send(photo() * 31, "a.jpg", ("pdf",), (len(photo()),) * 31)


@pytest.mark.parametrize("accepted", [("pdf",), ("jpg", "png")])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_photo_broken_off_is_refused(send, kind, accepted):
    body = photo(400, 300, kind=kind)
    with pytest.raises(EvidenceError) as refusal:
        send(body[: len(body) // 2], "a", accepted)
    assert refusal.value.cause == "broken_off"


def test_a_broken_photo_is_refused_where_a_library_lets_the_process_take_such(send, monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint does
    with pytest.raises(EvidenceError):
        send(photo(400, 300)[:3000], "a.jpg", ("pdf",))


def test_a_decompression_bomb_is_refused_before_it_is_decoded(send):
    with pytest.raises(EvidenceError, match="terlalu besar: 60000 × 60000"):
        send(png_of(60_000, 60_000), "a.png", ("pdf",))


def test_a_picture_large_enough_for_pillows_warning_warns_nobody(send, recwarn):
    with pytest.raises(EvidenceError):
        send(png_of(12_000, 12_000), "a.png", ("png",))
    assert list(recwarn) == []


def test_broken_notes_do_not_keep_a_sound_photo_out(send):
    body = photo().replace(b"Exif\0\0", b"Exif\0\0MM\0*\xff\xff\xff\xff", 1)[:-8] + photo()[-8:]
    assert send(body, "a", ("jpg",)).type == "jpg"


NAMES = {
    "../x.pdf": "x.pdf",
    "..\\..\\x.PDF": "x.pdf",
    "/etc/passwd": "passwd.pdf",
    "x.html": "x.pdf",
    "x.php": "x.php.pdf",
    "SK 188.45": "SK 188.45.pdf",
    "a\x00b\r\nc\x1b.pdf": "abc.pdf",
    "lap\u202efdp.exe": "lapfdp.pdf",
    "\ud800": "berkas.pdf",
    "": "berkas.pdf",
    "..": "berkas.pdf",
    ".htaccess": "htaccess.pdf",
    "<script>.pdf": "-script-.pdf",
    "  surat   tugas .pdf": "surat tugas.pdf",
    "foto 🙂.jpg": "foto 🙂.pdf",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_cleaned(name):
    assert clean_name(name, "pdf") == NAMES[name]


def test_a_long_name_is_cut_before_its_ending(send):
    name = clean_name("a" * 500 + ".pdf", "pdf")
    assert (len(name), name[-5:]) == (LONGEST, "a.pdf")


LINKS = {
    "https://drive.google.com/file/d/1?usp=sharing": "https://drive.google.com/file/d/1?usp=sharing",
    "  http://contoh.go.id/sk.pdf \n": "http://contoh.go.id/sk.pdf",
    "youtu.be/abc": "https://youtu.be/abc",
    "HTTPS://Contoh.go.id:8443/a#b": "HTTPS://Contoh.go.id:8443/a#b",
    "https://contoh.go.id/berkas/súrat": "https://contoh.go.id/berkas/súrat",
}


@pytest.mark.parametrize("link", LINKS)
def test_a_link_of_good_form_is_taken(link):
    assert check_link(link) == LINKS[link]


@pytest.mark.parametrize(
    "link",
    [
        "", "   ", "javascript:alert(1)", "data:text/html,x", "ftp://contoh.go.id/a", "file:///etc/passwd", "https://",
        "https:///a", "https://localhost/a", "https://admin:rahasia@contoh.go.id/", "https://contoh.go.id/a b",
        "https://contoh.go.id\\@lain.id/", "https://contoh.go.id/\u202egpj", "https://contoh.go.id/\x00", "https://[::1/a",
        "https://contoh.go.id:99999/", "https://contoh.go.id/<script>", "lihat lampiran", "//contoh.go.id/a",
        "https://contoh.go.id/" + "a" * 2_000, "https://cоntoh.go.id/",
    ],
)  # fmt: skip
def test_a_link_of_bad_form_is_refused_with_an_example(link):
    with pytest.raises(EvidenceError, match=r"https://contoh\.go\.id") as refusal:
        check_link(link)
    assert refusal.value.cause == "link"
