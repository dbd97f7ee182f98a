"""Templates that tell of the clinic's work: directory of innovations, report of the clinic, Buku Klik."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from word_parts import (
    CENTER,
    JUSTIFY,
    bullets,
    footer,
    grid,
    heading,
    letterhead,
    line,
    loop,
    new_page,
    open_grid,
    pairs,
    paper,
    run,
    signature,
    titled,
)


def directory() -> Any:
    """The region's innovations by urusan."""
    doc = paper(draft=False)
    letterhead(doc)
    titled(doc, "DIREKTORI INOVASI DAERAH", "{{ daerah }}, per {{ per_tanggal }}")
    line(doc.add_paragraph(), "Memuat {{ jumlah }} inovasi yang ringkasannya boleh dibaca semua unit.", after=6)
    grid(
        doc,
        "urusan",
        (("No", "{{ loop.index }}", 0.9), ("Urusan", "nama", 12.1), ("Inovasi", "jumlah", 3.0)),
        right=frozenset((2,)),
    )
    loop(doc, "for satu in urusan")
    heading(doc, 1, "{{ satu.nama }}")
    columns = (
        ("No", "nomor", 0.9), ("Inovasi", "nama", 3.9), ("Unit dan kontak", "{{ baris.unit }}. {{ baris.kontak }}", 3.6),
        ("Inti dan manfaat", "{{ baris.inti }} {{ baris.manfaat }}", 5.5), ("Tahap", "tahap", 2.1),
    )  # fmt: skip
    grid(doc, "satu.inovasi", columns, size=8)
    loop(doc, "endfor")
    footer(doc)
    return doc


def report() -> Any:
    """The clinic's report on its year."""
    doc = paper(draft=False)
    letterhead(doc)
    titled(doc, "LAPORAN KINERJA KLINIK INOVASI", "{{ daerah }}, tahun {{ tahun_kerja }}, per {{ per_tanggal }}")
    heading(doc, 1, "1. Layanan")
    pairs(doc, "kegiatan", widths=(7.6, 0.4, 8.0))
    heading(doc, 1, "2. Keadaan indeks")
    line(doc.add_paragraph(), "Dihitung dari {{ jenis_skor }}; bukan nilai resmi kecuali disebut resmi.", after=4)
    pairs(doc, "indeks", widths=(7.6, 0.4, 8.0))
    heading(doc, 1, "3. Pendamping")
    columns = (("No", "nomor", 0.9), ("Pendamping", "nama", 6.3), ("Sesi berlangsung", "sesi", 2.4), ("Terjadwal", "terjadwal", 2.2), ("Unit", "unit", 1.8), ("Tugas terbuka", "tugas", 2.4))  # fmt: skip
    _table(doc, "pendamping", columns, frozenset((2, 3, 4, 5)))
    heading(doc, 1, "4. Poin yang bertambah sesudah kunjungan (skor mandiri)")
    columns = (("No", "nomor", 0.9), ("Unit", "unit", 7.3), ("Kunjungan", "tanggal", 3.4), ("Inovasi", "inovasi", 2.0), ("Poin", "poin", 2.4))  # fmt: skip
    _table(doc, "kunjungan", columns, frozenset((3, 4)))
    heading(doc, 1, "5. Tindak lanjut lewat batas waktu")
    columns = (("No", "nomor", 0.9), ("Unit", "unit", 4.2), ("Tindak lanjut", "tugas", 4.3), ("Penanggung jawab", "siapa", 2.7), ("Batas", "batas", 2.7), ("Hari", "hari", 1.2))  # fmt: skip
    _table(doc, "lewat", columns, frozenset((5,)))
    heading(doc, 1, "6. Unit yang belum ditemui tahun ini")
    bullets(doc, "belum_ditemui")
    loop(doc, "if not belum_ditemui")
    line(doc.add_paragraph(), "Semua unit sudah ditemui.", after=4)
    loop(doc, "endif")
    signature(doc)
    footer(doc)
    return doc


def handbook() -> Any:
    """Buku Klik: a table of contents, chapters of parts with texts, lists and tables."""
    doc = paper(draft=False)
    letterhead(doc)
    line(doc.add_paragraph(), "{{ judul }}", align=CENTER, bold=True, size=24, before=60, after=6)
    line(doc.add_paragraph(), "Pegangan Klinik Inovasi {{ daerah }}", align=CENTER, size=14, after=4)
    line(doc.add_paragraph(), "{{ edisi }}, disusun per {{ per_tanggal }}", align=CENTER, after=30)
    loop(doc, "for teks in pembuka")
    line(doc.add_paragraph(), "{{ teks }}", align=JUSTIFY, after=6)
    loop(doc, "endfor")
    new_page(doc)
    line(doc.add_paragraph(), "Daftar isi", bold=True, size=13, after=6)
    _contents(doc)
    loop(doc, "for satu in bab")
    new_page(doc)
    heading(doc, 1, "{{ loop.index }}. {{ satu.judul }}")
    loop(doc, "for bagian in satu.bagian")
    loop(doc, "if bagian.judul")
    heading(doc, 2, "{{ bagian.judul }}")
    loop(doc, "endif")
    loop(doc, "for teks in bagian.teks")
    line(doc.add_paragraph(), "{{ teks }}", align=JUSTIFY, after=5)
    loop(doc, "endfor")
    bullets(doc, "bagian.butir")
    loop(doc, "if bagian.baris")
    grid(doc, "bagian.baris", (("Hal", "label", 5.0), ("Uraian", "isi", 11.0)), pad=4)
    loop(doc, "endif")
    loop(doc, "if bagian.isian")
    open_grid(doc, "bagian.kepala", "bagian.isian", "sel")
    loop(doc, "endif")
    loop(doc, "endfor")
    loop(doc, "endfor")
    footer(doc)
    return doc


def _table(doc: Any, rows: str, columns: Any, right: frozenset[int]) -> None:
    """A table, or a sentence where it has no rows."""
    loop(doc, f"if {rows}")
    grid(doc, rows, columns, right=right)
    loop(doc, "else")
    line(doc.add_paragraph(), "Belum ada.", after=4)
    loop(doc, "endif")


def _contents(doc: Any) -> None:
    """A field whose entries are written when the book is made; Word puts the pages behind them when asked to."""
    _field(doc.add_paragraph(), ("begin", ' TOC \\o "1-1" \\h \\z \\u ', "separate"))
    loop(doc, "for satu in bab")
    line(doc.add_paragraph(), "{{ loop.index }}. {{ satu.judul }}", after=4)
    loop(doc, "endfor")
    last = line(doc.add_paragraph(), "Untuk nomor halaman di Word: klik daftar ini, lalu tekan F9.", size=9, before=6)
    _field(last, ("end",))


def _field(paragraph: Any, pieces: Sequence[str]) -> None:
    """Signs of a field; what is no sign is what the field is told."""
    for text in pieces:
        told = text.startswith(" ")
        element = OxmlElement("w:instrText" if told else "w:fldChar")
        if told:
            element.set(qn("xml:space"), "preserve")
            element.text = text
        else:
            element.set(qn("w:fldCharType"), text)
        run(paragraph, "")._r.append(element)
