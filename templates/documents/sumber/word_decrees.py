"""Templates of drafts of decrees of the region's head, and of the certificates of award."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from word_formats import clauses, dictum, numbered_clauses, sealed
from word_parts import CENTER, JUSTIFY, footer, grid, letterhead, line, loop, new_page, paper, run, signature, titled


def team() -> Any:
    """The clinic's team."""
    doc = paper()
    _decree(
        doc, "TIM KLINIK INOVASI DAERAH",
        ("bahwa untuk membina inovasi perangkat daerah diperlukan Klinik Inovasi yang dilaksanakan oleh tim;",
         "bahwa berdasarkan pertimbangan sebagaimana dimaksud dalam huruf a, perlu menetapkan Keputusan tentang Tim Klinik Inovasi Daerah;"),
        (("KESATU", "Membentuk Tim Klinik Inovasi Daerah dengan susunan sebagaimana tercantum dalam Lampiran yang merupakan bagian tidak terpisahkan dari Keputusan ini."),
         ("KEDUA", "Tim bertugas melayani konsultasi, pendampingan, kelas tematik, dan evaluasi inovasi; memeriksa data dukung; serta melaporkan pelaksanaannya kepada {{ penetap }}."),
         ("KETIGA", "Biaya yang timbul akibat Keputusan ini dibebankan pada {{ '' }}."),
         ("KEEMPAT", "Keputusan ini mulai berlaku pada tanggal ditetapkan.")),
    )  # fmt: skip
    _annex(doc, "SUSUNAN TIM KLINIK INOVASI DAERAH")
    columns = (("No", "nomor", 0.9), ("Nama", "nama", 4.6), ("NIP", "nip", 3.7), ("Jabatan", "jabatan", 4.2), ("Kedudukan", "kedudukan", 2.6))  # fmt: skip
    grid(doc, "tim", columns)
    sealed(doc, nip=False)
    footer(doc)
    return doc


def innovations() -> Any:
    """The list of innovations and who implements them."""
    doc = paper()
    _decree(
        doc, "DAFTAR INOVASI DAERAH DAN PELAKSANANYA TAHUN {{ tahun }}",
        ("bahwa inovasi yang dilaksanakan perangkat daerah perlu ditetapkan agar pelaksanaannya tertib dan berkelanjutan;",
         "bahwa berdasarkan pertimbangan sebagaimana dimaksud dalam huruf a, perlu menetapkan Keputusan tentang daftar inovasi daerah dan pelaksananya;"),
        (("KESATU", "Menetapkan {{ jumlah }} inovasi daerah dan pelaksananya sebagaimana tercantum dalam Lampiran yang merupakan bagian tidak terpisahkan dari Keputusan ini."),
         ("KEDUA", "Pelaksana bertugas melaksanakan inovasi, mencatat penerima manfaat dan hasilnya, menyelesaikan pengaduan, dan melaporkannya kepada kepala perangkat daerah."),
         ("KETIGA", "Biaya yang timbul akibat Keputusan ini dibebankan pada {{ '' }}."),
         ("KEEMPAT", "Keputusan ini mulai berlaku pada tanggal ditetapkan.")),
    )  # fmt: skip
    _annex(doc, "DAFTAR INOVASI DAERAH DAN PELAKSANANYA")
    columns = (
        ("No", "nomor", 0.9), ("Nama inovasi", "nama", 4.4), ("Perangkat daerah", "unit", 3.2), ("Urusan", "urusan", 2.3),
        ("Penanggung jawab", "penanggung_jawab", 2.6), ("Pelaksana", "pelaksana", 2.6),
    )  # fmt: skip
    grid(doc, "inovasi", columns, size=8)
    sealed(doc, nip=False)
    footer(doc)
    return doc


def awards() -> Any:
    """Who is awarded."""
    doc = paper()
    _decree(
        doc, "PEMBERIAN PENGHARGAAN INOVASI DAERAH TAHUN {{ tahun }}",
        ("bahwa inovasi yang memberi manfaat bagi masyarakat patut diberi penghargaan;",
         "bahwa berdasarkan pertimbangan sebagaimana dimaksud dalam huruf a, perlu menetapkan Keputusan tentang pemberian penghargaan inovasi daerah;"),
        (("KESATU", "Memberikan penghargaan kepada inovator dan perangkat daerah sebagaimana tercantum dalam Lampiran yang merupakan bagian tidak terpisahkan dari Keputusan ini."),
         ("KEDUA", "Penghargaan sebagaimana dimaksud dalam Diktum KESATU berupa {{ '' }}."),
         ("KETIGA", "Biaya yang timbul akibat Keputusan ini dibebankan pada {{ '' }}."),
         ("KEEMPAT", "Keputusan ini mulai berlaku pada tanggal ditetapkan.")),
    )  # fmt: skip
    _annex(doc, "PENERIMA PENGHARGAAN INOVASI DAERAH")
    columns = (("No", "nomor", 0.9), ("Inovasi", "nama", 5.2), ("Perangkat daerah", "unit", 4.0), ("Inovator", "inisiator", 3.4), ("Kategori", "kategori", 2.5))  # fmt: skip
    grid(doc, "penerima", columns)
    sealed(doc, nip=False)
    footer(doc)
    return doc


def certificates() -> Any:
    """One page on its side for each innovation."""
    doc = paper(wide=True)
    loop(doc, "for satu in penerima")
    letterhead(doc)
    titled(doc, "PIAGAM PENGHARGAAN", "Nomor: {{ nomor }}")
    line(doc.add_paragraph(), "{{ penetap }} memberikan penghargaan kepada", align=CENTER, before=4, after=8)
    line(doc.add_paragraph(), "{{ satu.unit }}", align=CENTER, bold=True, size=16, after=4)
    line(doc.add_paragraph(), "Inovator: {{ satu.inisiator }}", align=CENTER, after=8)
    line(doc.add_paragraph(), "atas inovasi", align=CENTER, after=4)
    line(doc.add_paragraph(), "{{ satu.nama }}", align=CENTER, bold=True, size=14, after=6)
    line(doc.add_paragraph(), "sebagai {{ satu.kategori }} tahun {{ tahun }}", align=CENTER)
    signature(doc)
    loop(doc, "if not loop.last")
    new_page(doc)
    loop(doc, "endif")
    loop(doc, "endfor")
    return doc


def _decree(doc: Any, about: str, considering: Sequence[str], decided: Sequence[tuple[str, str]]) -> None:
    line(doc.add_paragraph(), "{{ penetap_besar }}", align=CENTER, bold=True, size=14, before=4, after=2)
    loop(doc, "if provinsi_besar")
    line(doc.add_paragraph(), "{{ provinsi_besar }}", align=CENTER, bold=True, size=12, after=6)
    loop(doc, "endif")
    titled(doc, "KEPUTUSAN {{ penetap_besar }}", "NOMOR {{ nomor }} TAHUN {{ '' }}")
    for text, bold in (("TENTANG", False), (about, True), ("DENGAN RAHMAT TUHAN YANG MAHA ESA", False), ("{{ penetap_besar }},", False)):  # fmt: skip
        line(doc.add_paragraph(), text, align=CENTER, bold=bold, after=5, next_too=True)
    clauses(doc, "Menimbang", considering)
    numbered_clauses(doc, "Mengingat", "mengingat")
    line(doc.add_paragraph(), "MEMUTUSKAN:", align=CENTER, bold=True, before=8, after=6, next_too=True)
    dictum(doc, (("Menetapkan", f"KEPUTUSAN {{{{ penetap_besar }}}} TENTANG {about}."), *decided))
    sealed(doc, nip=False)
    note = run(line(doc.add_paragraph(), "", align=JUSTIFY, before=8), "{{ periksa }}")
    note.font.italic = True


def _annex(doc: Any, title: str) -> None:
    new_page(doc)
    for text in ("LAMPIRAN", "KEPUTUSAN {{ penetap_besar }}", "NOMOR {{ nomor }} TAHUN {{ '' }}"):
        line(doc.add_paragraph(), text, size=9, after=1)
    titled(doc, title)
