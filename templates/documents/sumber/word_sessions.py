"""Templates of a session's papers."""

from __future__ import annotations

from typing import Any

from word_parts import (
    bullets,
    footer,
    grid,
    heading,
    letterhead,
    line,
    loop,
    pairs,
    paper,
    signature,
    titled,
    two_signatures,
)

TASKS = (
    ("No", "nomor", 0.9),
    ("Tugas", "uraian", 8.1),
    ("Penanggung jawab", "siapa", 3.8),
    ("Batas waktu", "batas", 3.2),
)


def minutes() -> Any:
    """A notula: what was recorded, the tasks, who led the session."""
    doc = paper()
    letterhead(doc)
    titled(doc, "NOTULA SESI KLINIK INOVASI")
    pairs(doc, "fakta", widths=(3.6, 0.4, 12.0))
    loop(doc, "for satu in bagian")
    heading(doc, 1, "{{ satu.judul }}")
    bullets(doc, "satu.isi")
    loop(doc, "endfor")
    loop(doc, "if tugas")
    heading(doc, 1, "Tugas")
    grid(doc, "tugas", TASKS)
    loop(doc, "endif")
    signature(doc)
    footer(doc)
    return doc


def card() -> Any:
    """A Kartu Konsultasi, signed by both sides."""
    doc = paper(draft=False)
    letterhead(doc)
    titled(doc, "KARTU KONSULTASI")
    pairs(doc, "fakta", widths=(3.6, 0.4, 12.0))
    heading(doc, 1, "Keluhan atau pertanyaan")
    line(doc.add_paragraph(), "{{ keluhan }}", after=4)
    heading(doc, 1, "Saran")
    bullets(doc, "saran")
    loop(doc, "if not saran")
    line(doc.add_paragraph(), "{{ '' }}", after=4)
    loop(doc, "endif")
    heading(doc, 1, "Tugas")
    loop(doc, "if tugas")
    grid(doc, "tugas", TASKS)
    loop(doc, "else")
    line(doc.add_paragraph(), "Tidak ada tugas.", after=4)
    loop(doc, "endif")
    line(doc.add_paragraph(), "Kunjungan berikut: {{ kunjungan_berikut }}", before=4, after=4)
    two_signatures(doc, ("Yang berkonsultasi,", "{{ tamu }}"), ("Pendamping,", "{{ pendamping }}"))
    return doc
