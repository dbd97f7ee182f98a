"""Templates of a proposal and of the letter that asks for a figure."""

from __future__ import annotations

from typing import Any

from word_parts import (
    CENTER,
    JUSTIFY,
    RIGHT,
    blank,
    dated,
    footer,
    grid,
    heading,
    labelled,
    letterhead,
    line,
    loop,
    pairs,
    paper,
    run,
    signature,
    texts,
)


def proposal() -> Any:
    """A proposal: letterhead, identity, numbered sections, results, signature."""
    doc = paper()
    letterhead(doc)
    line(doc.add_paragraph(), "{{ judul }}", align=CENTER, bold=True, size=13, before=14, after=2, next_too=True)
    line(doc.add_paragraph(), "{{ inovasi }}", align=CENTER, bold=True, size=13, after=2, next_too=True)
    line(doc.add_paragraph(), "{{ unit }}", align=CENTER, after=12)
    pairs(doc, "fakta")
    loop(doc, "for bagian in isi")
    heading(doc, 1, "{{ bagian.nomor }}. {{ bagian.judul }}")
    loop(doc, "for butir in bagian.rincian")
    heading(doc, 2, "{{ bagian.nomor }}.{{ butir.nomor }} {{ butir.judul }}")
    texts(doc, "butir.teks")
    blank(doc, "not butir.teks")
    loop(doc, "endfor")
    loop(doc, "if bagian.hasil")
    columns = (
        ("No", "nomor", 0.9), ("Indikator", "indikator", 4.1), ("Satuan", "satuan", 1.7), ("Sebelum", "sebelum", 1.9),
        ("Sesudah", "sesudah", 1.9), ("Sumber", "sumber", 3.1), ("Tanggal", "tanggal", 2.4),
    )  # fmt: skip
    grid(doc, "bagian.hasil", columns, right=frozenset((3, 4)))
    loop(doc, "endif")
    loop(doc, "endfor")
    signature(doc)
    footer(doc)
    return doc


def data_request() -> Any:
    """A letter that asks the owner of a row for its figure."""
    doc = paper(draft=False)
    letterhead(doc)
    dated(line(doc.add_paragraph(), "", align=RIGHT, before=10, after=8))
    head = (("Nomor", "nomor"), ("Sifat", "sifat"), ("Lampiran", "lampiran"), ("Hal", "hal"))
    labelled(doc, [(label, f"{{{{ {name} }}}}") for label, name in head], widths=(2.2, 0.4, 13.4))
    line(doc.add_paragraph(), "Yth. {{ yth }}", before=12)
    line(doc.add_paragraph(), "di {{ yth_di }}", after=10)
    line(doc.add_paragraph(), "{{ pembuka }}", align=JUSTIFY, after=6, first=1.25)
    columns = (
        ("No", "nomor", 0.9), ("Baris SPD", "baris", 1.7), ("Data yang diminta", "data", 6.0),
        ("Satuan", "satuan", 2.0), ("Periode", "periode", 2.4), ("Sumber", "sumber", 3.0),
    )  # fmt: skip
    grid(doc, "data", columns)
    request = line(doc.add_paragraph(), "{{ permintaan }} ", align=JUSTIFY, before=2, after=6, first=1.25)
    run(request, "{{ batas }}", bold=True)
    run(request, ".")
    line(doc.add_paragraph(), "{{ penjelasan }}", align=JUSTIFY, after=6, first=1.25)
    line(doc.add_paragraph(), "Penjelasan lebih lanjut dapat diperoleh dari {{ narahubung }}.", after=6, first=1.25)
    line(doc.add_paragraph(), "{{ penutup }}", align=JUSTIFY, first=1.25)
    signature(doc, with_date=False)
    loop(doc, "if tembusan")
    line(doc.add_paragraph(), "Tembusan:", before=12, size=10, next_too=True)
    loop(doc, "for nama in tembusan")
    line(doc.add_paragraph(), "{{ loop.index }}. {{ nama }}", size=10)
    loop(doc, "endfor")
    loop(doc, "endif")
    return doc
