"""Templates of papers for the region's leaders."""

from __future__ import annotations

from typing import Any

from word_parts import (
    JUSTIFY,
    bullets,
    footer,
    grid,
    heading,
    labelled,
    letterhead,
    line,
    loop,
    pairs,
    paper,
    signature,
    titled,
)


def memo() -> Any:
    """A nota dinas: figures, decisions asked for, units that owe something."""
    doc = paper(draft=False)
    letterhead(doc)
    titled(doc, "NOTA DINAS")
    head = (("Yth.", "yth"), ("Dari", "dari"), ("Tanggal", "tanggal"), ("Nomor", "nomor"), ("Hal", "hal"))
    labelled(doc, [(label, f"{{{{ {name} }}}}") for label, name in head], widths=(2.2, 0.4, 13.4))
    opening = "Dengan hormat kami laporkan keadaan pengukuran inovasi daerah per {{ per_tanggal }}. Perkiraan berikut dihitung dari {{ jenis_skor }} dan bukan nilai resmi."
    line(doc.add_paragraph(), opening, align=JUSTIFY, before=10, after=6, first=1.25)
    heading(doc, 1, "1. Keadaan")
    pairs(doc, "angka", widths=(6.6, 0.4, 9.0))
    heading(doc, 1, "2. Keputusan yang dimohon")
    loop(doc, "if keputusan")
    columns = (
        ("No", "nomor", 0.9),
        ("Keputusan", "apa", 6.6),
        ("Alasan", "alasan", 6.3),
        ("Tambahan indeks", "tambahan", 2.2),
    )
    grid(doc, "keputusan", columns, right=frozenset((3,)))
    loop(doc, "else")
    line(doc.add_paragraph(), "Saat ini tidak ada keputusan yang dimohon.", after=6)
    loop(doc, "endif")
    heading(doc, 1, "3. Unit yang perlu melengkapi")
    loop(doc, "if unit_kurang")
    columns = (
        ("No", "nomor", 0.9), ("Unit", "unit", 5.6), ("Inovasi", "inovasi", 1.6), ("Baris wajib kosong", "wajib", 2.1),
        ("Belum ada data dukung", "data_dukung", 2.3), ("Penanggung jawab", "siapa", 3.5),
    )  # fmt: skip
    grid(doc, "unit_kurang", columns, right=frozenset((2, 3, 4)))
    told = "Seluruhnya {{ unit_kurang_semua }} unit; yang paling banyak kekurangannya disebut lebih dahulu. Batas waktu: {{ batas }}."
    line(doc.add_paragraph(), told, align=JUSTIFY, after=6)
    loop(doc, "else")
    line(doc.add_paragraph(), "Tidak ada kekurangan yang tercatat.", after=6)
    loop(doc, "endif")
    loop(doc, "if belum_mencatat")
    heading(doc, 1, "4. Unit yang belum mencatat inovasi")
    bullets(doc, "belum_mencatat")
    loop(doc, "endif")
    closing = "Demikian kami sampaikan. Atas arahan Bapak/Ibu, kami ucapkan terima kasih."
    line(doc.add_paragraph(), closing, align=JUSTIFY, before=8, first=1.25)
    signature(doc, with_date=False)
    footer(doc)
    return doc


def matrix() -> Any:
    """The tasks that are still open, on a page on its side."""
    doc = paper(draft=False, wide=True)
    letterhead(doc)
    titled(doc, "MATRIKS TINDAK LANJUT PENDAMPINGAN INOVASI", "{{ cakupan }}, per {{ per_tanggal }}")
    told = "{{ jumlah }} tindak lanjut belum selesai; {{ lewat }} di antaranya lewat batas waktu."
    line(doc.add_paragraph(), told, after=6)
    columns = (
        ("No", "nomor", 1.0), ("Unit", "unit", 5.4), ("Tindak lanjut", "uraian", 7.4), ("Penanggung jawab", "siapa", 3.4),
        ("Batas waktu", "batas", 2.7), ("Keadaan", "keadaan", 2.2), ("Asal", "asal", 2.6),
    )  # fmt: skip
    grid(doc, "tugas", columns)
    signature(doc)
    footer(doc)
    return doc
