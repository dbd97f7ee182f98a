"""Template of the report of a trial."""

from __future__ import annotations

from typing import Any

from word_formats import foot, told
from word_parts import JUSTIFY, grid, heading, labelled, letterhead, line, loop, paper, signature, titled

_LOG = (
    ("No", "nomor", 0.9), ("Tanggal", "tanggal", 2.7), ("Tempat", "tempat", 2.6), ("Yang dicoba", "dicoba", 4.4),
    ("Kendala", "kendala", 3.0), ("Keputusan", "keputusan", 2.4),
)  # fmt: skip
_FIGURES = (
    ("No", "nomor", 0.9), ("Tanggal", "tanggal", 2.6), ("Yang diukur", "ukuran", 4.3), ("Sebelum", "sebelum", 2.4),
    ("Sesudah", "sesudah", 2.4), ("Perubahan", "perubahan", 3.4),
)  # fmt: skip


def report() -> Any:
    """What was supposed, what was tried where and when, the figures before and after, what was learned, the decision."""
    doc = paper()
    letterhead(doc)
    titled(doc, "LAPORAN UJI COBA INOVASI", "{{ inovasi }}")
    heading(doc, 1, "1. Dugaan yang diuji")
    told(doc, "tujuan")
    heading(doc, 1, "2. Rencana")
    labelled(doc, (
        ("Unit", "{{ unit }}"), ("Tempat", "{{ tempat_uji }}"), ("Waktu", "{{ waktu }}"), ("Penanggung jawab", "{{ penanggung_jawab }}"),
        ("Peserta", "{{ peserta }}"), ("Ukuran keberhasilan", "{{ keberhasilan }}"),
    ), widths=(4.4, 0.4, 11.2))  # fmt: skip
    heading(doc, 1, "3. Percobaan")
    loop(doc, "if uji")
    grid(doc, "uji", _LOG, pad=3)
    loop(doc, "else")
    line(doc.add_paragraph(), "Belum ada percobaan yang tercatat.", after=4)
    loop(doc, "endif")
    heading(doc, 1, "4. Sebelum dan sesudah")
    loop(doc, "if hasil")
    grid(doc, "hasil", _FIGURES, right=frozenset((3, 4)), pad=3)
    loop(doc, "else")
    line(doc.add_paragraph(), "Belum ada yang diukur.", after=4)
    loop(doc, "endif")
    for title, name in (("5. Yang dipelajari", "pelajaran"), ("6. Keputusan", "keputusan")):
        heading(doc, 1, title)
        line(doc.add_paragraph(), f"{{{{ {name} }}}}", align=JUSTIFY, after=4)
    signature(doc)
    foot(doc)
    return doc
