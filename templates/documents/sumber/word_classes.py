"""Templates of a class's papers."""

from __future__ import annotations

from typing import Any

from word_parts import (
    CENTER,
    JUSTIFY,
    RIGHT,
    bullets,
    dated,
    fields,
    footer,
    grid,
    heading,
    labelled,
    letterhead,
    line,
    loop,
    new_page,
    pairs,
    paper,
    run,
    signature,
    titled,
)

PEOPLE = (("No", "nomor", 0.9), ("Nama", "nama", 5.2), ("Jabatan", "jabatan", 4.4), ("Unit", "unit", 5.5))


def invitation() -> Any:
    """An invitation, with the participants as its annex."""
    doc = paper(draft=False)
    letterhead(doc)
    dated(line(doc.add_paragraph(), "", align=RIGHT, before=10, after=8))
    fields(doc, (("Nomor", "{{ nomor }}"), ("Sifat", "Biasa"), ("Lampiran", "1 (satu) berkas"), ("Hal", "{{ hal }}")))
    line(doc.add_paragraph(), "Yth. Kepala unit sebagaimana daftar terlampir", before=12)
    line(doc.add_paragraph(), "di Tempat", after=10)
    opening = "Dalam rangka pendampingan inovasi {{ daerah }}, kami mengundang Bapak/Ibu menugaskan peserta mengikuti {{ kelas }} dengan tema “{{ tema }}” pada:"
    line(doc.add_paragraph(), opening, align=JUSTIFY, after=6, first=1.25)
    when = (
        ("Hari, tanggal", "{{ hari_tanggal }}"),
        ("Pukul", "{{ pukul }}"),
        ("Tempat", "{{ tempat_acara }}"),
        ("Lama", "{{ lama }}"),
        ("Peserta", "{{ peserta_umum }}"),
    )
    labelled(doc, when)
    line(doc.add_paragraph(), "Peserta dimohon membawa:", before=8, after=3)
    bullets(doc, "bahan")
    line(doc.add_paragraph(), "Hasil yang diharapkan: {{ keluaran }}.", align=JUSTIFY, before=6, after=6)
    closing = "Nama peserta yang berubah mohon diberitahukan sebelum kelas dimulai. Atas perhatian Bapak/Ibu, kami ucapkan terima kasih."
    line(doc.add_paragraph(), closing, align=JUSTIFY, first=1.25)
    signature(doc, with_date=False)
    new_page(doc)
    line(doc.add_paragraph(), "Lampiran surat undangan", size=10)
    line(doc.add_paragraph(), "Nomor: {{ nomor }}", size=10, after=8)
    titled(doc, "DAFTAR PESERTA", "{{ kelas }}: {{ jumlah_unit }} unit")
    grid(doc, "peserta", (PEOPLE[0], ("Unit", "unit", 6.1), ("Nama", "nama", 4.8), ("Jabatan", "jabatan", 4.2)))
    footer(doc)
    return doc


def attendance() -> Any:
    """A list to be signed; odd numbers sign at the left, even ones at the right."""
    doc = paper(draft=False)
    letterhead(doc)
    titled(doc, "DAFTAR HADIR", "{{ acara }}")
    labelled(doc, (("Hari, tanggal", "{{ hari_tanggal }}"), ("Tempat", "{{ tempat_acara }}")))
    line(doc.add_paragraph(), "", size=4)
    sign = "{% if loop.index is even %}                     {% endif %}{{ loop.index }}."
    columns = (("No", "nomor", 0.9), ("Nama", "nama", 4.3), ("Jabatan", "jabatan", 3.0), ("Unit", "unit", 3.4), ("Tanda tangan", sign, 4.4))  # fmt: skip
    grid(doc, "hadir", columns, pad=5)
    signature(doc)
    footer(doc)
    return doc


def certificates() -> Any:
    """One page on its side for each participant."""
    doc = paper(draft=False, wide=True)
    loop(doc, "for satu in peserta")
    letterhead(doc)
    titled(doc, "SERTIFIKAT", "Nomor: {{ nomor }}")
    line(doc.add_paragraph(), "diberikan kepada", align=CENTER, before=4, after=6)
    line(doc.add_paragraph(), "{{ satu.nama }}", align=CENTER, bold=True, size=18, after=2)
    line(doc.add_paragraph(), "{{ satu.jabatan }}, {{ satu.unit }}", align=CENTER, after=10)
    told = "sebagai peserta {{ kelas }} “{{ tema }}”, {{ hari_tanggal }}, di {{ tempat_acara }}, selama {{ lama }}, dengan materi:"
    line(doc.add_paragraph(), told, align=CENTER, after=4)
    line(doc.add_paragraph(), "{{ materi | join('; ') }}", align=CENTER, after=2)
    signature(doc)
    loop(doc, "if not loop.last")
    new_page(doc)
    loop(doc, "endif")
    loop(doc, "endfor")
    return doc


def report() -> Any:
    """The report of a class."""
    doc = paper(draft=False)
    letterhead(doc)
    titled(doc, "LAPORAN KEGIATAN", "{{ kelas }}")
    heading(doc, 1, "1. Kegiatan")
    pairs(doc, "fakta", widths=(4.6, 0.4, 11.0))
    heading(doc, 1, "2. Susunan acara")
    columns = (("No", "nomor", 0.9), ("Bagian", "judul", 4.1), ("Menit", "menit", 1.5), ("Kegiatan", "kegiatan", 9.5))
    grid(doc, "acara", columns, right=frozenset((2,)))
    heading(doc, 1, "3. Unit dan peserta")
    grid(
        doc,
        "unit",
        (("No", "nomor", 0.9), ("Unit", "nama", 11.1), ("Peserta yang tercatat", "hadir", 4.0)),
        right=frozenset((2,)),
    )
    line(doc.add_paragraph(), "Peserta yang tercatat mengisi di dalam kelas: {{ jumlah_hadir }} orang.", after=6)
    loop(doc, "if hadir")
    grid(doc, "hadir", PEOPLE)
    loop(doc, "endif")
    for number, (title, name) in enumerate((("Jawaban peserta", "jawaban_peserta"), ("Jawaban pendamping", "jawaban_pendamping")), start=4):  # fmt: skip
        heading(doc, 1, f"{number}. {title}")
        loop(doc, f"for satu in {name}")
        line(doc.add_paragraph(), "{{ satu.pertanyaan }}", bold=True, before=4, after=2, next_too=True)
        bullets(doc, "satu.isi")
        loop(doc, "endfor")
    heading(doc, 1, "6. Dokumentasi")
    run(line(doc.add_paragraph(), "", after=6), "{{ '' }}")
    signature(doc)
    footer(doc)
    return doc
