"""Templates of a unit's papers."""

from __future__ import annotations

from typing import Any

from word_parts import (
    JUSTIFY,
    footer,
    grid,
    hanging,
    heading,
    labelled,
    letterhead,
    line,
    loop,
    paper,
    signature,
    titled,
    two_signatures,
)

_PACT = (
    "Data dan data dukung inovasi yang disampaikan {{ unit }} benar, sesuai dengan keadaan, dan dapat dipertanggungjawabkan.",
    "Setiap dokumen bertanggal sesuai dengan tanggal penandatanganannya; tidak ada dokumen bertanggal mundur.",
    "Inovasi yang disampaikan bukan milik pihak lain, dan replikasi disebut sebagai replikasi beserta asalnya.",
    "Data pribadi penerima manfaat dilindungi; nomor kependudukan dan data kesehatan disamarkan.",
    "Apabila di kemudian hari ditemukan ketidaksesuaian, {{ unit }} bersedia memperbaiki atau menarik datanya.",
)


def commitment() -> Any:
    """What a unit promises for the year."""
    doc = paper(draft=False)
    letterhead(doc)
    titled(doc, "LEMBAR KOMITMEN INOVASI", "{{ unit }}, tahun {{ tahun }}")
    opening = (
        "Dalam rangka penguatan inovasi {{ daerah }}, kami, pimpinan {{ unit }}, menyatakan komitmen sebagai berikut:"
    )
    line(doc.add_paragraph(), opening, align=JUSTIFY, after=6)
    items(doc, "komitmen", "satu.isi")
    closing = "Komitmen ini dilaksanakan sepanjang tahun {{ tahun }} dan dievaluasi bersama Klinik Inovasi."
    line(doc.add_paragraph(), closing, align=JUSTIFY, before=6)
    signature(doc)
    return doc


def integrity() -> Any:
    """The integrity pact of a unit's head."""
    doc = paper(draft=False)
    letterhead(doc)
    titled(doc, "PAKTA INTEGRITAS", "Penyampaian data {{ edisi }}")
    line(doc.add_paragraph(), "Yang bertanda tangan di bawah ini:", after=4)
    labelled(doc, (("Nama", "{{ nama_kepala }}"), ("NIP", "{{ penanda_nip }}"), ("Jabatan", "{{ penanda_jabatan }}")))
    line(doc.add_paragraph(), "menyatakan dengan sebenarnya:", before=6, after=6)
    for number, text in enumerate(_PACT, start=1):
        hanging(line(doc.add_paragraph(), f"{number}.\t{text}", align=JUSTIFY, after=4), 0.8)
    loop(doc, "if inovasi")
    line(doc.add_paragraph(), "Pernyataan ini meliputi inovasi:", before=6, after=4, next_too=True)
    grid(doc, "inovasi", (("No", "nomor", 0.9), ("Nama inovasi", "nama", 11.1), ("Status", "status", 4.0)))
    loop(doc, "endif")
    signature(doc)
    footer(doc)
    return doc


def verification() -> Any:
    """The minutes of verification of a unit's innovations."""
    doc = paper(draft=False)
    letterhead(doc)
    titled(doc, "BERITA ACARA VERIFIKASI DATA INOVASI", "Nomor: {{ nomor }}")
    opening = "Pada tanggal {{ tanggal }} telah dilakukan verifikasi daerah atas data dan data dukung inovasi {{ unit }} untuk {{ edisi }}, dengan hasil sebagai berikut."
    line(doc.add_paragraph(), opening, align=JUSTIFY, after=6)
    heading(doc, 1, "1. Inovasi yang diperiksa")
    columns = (
        ("No", "nomor", 0.9), ("Nama inovasi", "nama", 6.5), ("Status", "status", 2.7), ("Skor mandiri", "mandiri", 2.0),
        ("Skor verifikasi daerah", "verifikasi", 2.2), ("Selisih", "selisih", 1.7),
    )  # fmt: skip
    grid(doc, "inovasi", columns, right=frozenset((3, 4, 5)))
    heading(doc, 1, "2. Baris yang berbeda dan alasannya")
    loop(doc, "if berbeda")
    columns = (
        ("No", "nomor", 0.9), ("Inovasi", "inovasi", 4.3), ("Baris", "baris", 1.2), ("Mandiri", "mandiri", 2.2),
        ("Verifikasi", "verifikasi", 2.2), ("Alasan", "alasan", 5.2),
    )  # fmt: skip
    grid(doc, "berbeda", columns)
    loop(doc, "else")
    line(doc.add_paragraph(), "Tidak ada baris yang dinilai berbeda.", after=6)
    loop(doc, "endif")
    closing = "Berita acara ini dibuat untuk dipergunakan sebagaimana mestinya. Skor verifikasi daerah bukan hasil Kementerian Dalam Negeri."
    line(doc.add_paragraph(), closing, align=JUSTIFY, before=6)
    two_signatures(
        doc, ("{{ kepala_jabatan }},", "{{ kepala_nama }}"), ("{{ penanda_jabatan }},", "{{ penanda_nama }}")
    )
    footer(doc)
    return doc


def items(doc: Any, rows: str, text: str) -> None:
    """Numbered texts of a list."""
    loop(doc, f"for satu in {rows}")
    hanging(line(doc.add_paragraph(), f"{{{{ satu.nomor }}}}.\t{{{{ {text} }}}}", align=JUSTIFY, after=4), 0.8)
    loop(doc, "endfor")
