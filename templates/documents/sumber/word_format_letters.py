"""Templates of evidence that are letters: decrees on the implementers, assignment, statement of replication."""

from __future__ import annotations

from typing import Any

from docx.shared import Pt
from word_formats import clauses, dictum, foot, guidance, numbered_clauses, sealed
from word_parts import (
    CENTER,
    JUSTIFY,
    between_margins,
    grid,
    hanging,
    labelled,
    letterhead,
    line,
    loop,
    new_page,
    paper,
    run,
    titled,
    together,
    widen,
)

TEAM = (
    ("No", "nomor", 0.9), ("Nama", "nama", 3.6), ("NIP", "nip", 2.9), ("Jabatan", "jabatan", 2.7),
    ("Kedudukan dalam tim", "kedudukan", 2.4), ("Tugas", "tugas", 3.5),
)  # fmt: skip
_DUTIES = (
    "melaksanakan inovasi sesuai dengan pedoman dan standar operasional prosedurnya;",
    "mencatat penerima manfaat dan hasil inovasi dengan melindungi data pribadi;",
    "menerima dan menyelesaikan pengaduan tentang inovasi; dan",
    "melaporkan pelaksanaan inovasi kepada {{ penetap }}.",
)


def decree() -> Any:
    """The decree of a unit's head."""
    doc = paper()
    letterhead(doc)
    _decree(doc, nip=True)
    guidance(
        doc,
        "Isi NIP, jabatan, dan kedudukan setiap orang, hapus baris kosong, dan tambahkan yang belum disebut. Banyaknya orang harus sesuai dengan keadaan.",
        "Bagi jejaring, sebut perangkat daerah setiap orang pada kolom Jabatan; surat atau keputusan tim lintas perangkat daerah ditandatangani pejabat yang berwenang atas semuanya.",
        "Keputusan kepala unit tidak sama dengan Keputusan Kepala Daerah. Tanda tangan atas nama (a.n.) Kepala Daerah hanya dipakai bila wewenangnya sudah dilimpahkan; tanyakan kepada Bagian Hukum.",
    )
    foot(doc)
    return doc


def decree_of_leader() -> Any:
    """The decree of the head of the region."""
    doc = paper()
    line(doc.add_paragraph(), "{{ penetap_besar }}", align=CENTER, bold=True, size=14, before=4, after=2)
    loop(doc, "if provinsi_besar")
    line(doc.add_paragraph(), "{{ provinsi_besar }}", align=CENTER, bold=True, size=12, after=6)
    loop(doc, "endif")
    _decree(doc, nip=False)
    guidance(
        doc,
        "Serahkan rancangan ini kepada Bagian Hukum; bentuk, dasar hukum, dan lambangnya diperiksa di sana.",
        "Satu Keputusan Kepala Daerah yang memuat seluruh inovasi dan pelaksananya lebih ringan bagi semua unit; tanyakan kepada klinik apakah sedang disusun.",
        "Keputusan harus sesuai dengan tahun penerapan inovasi. Bila inovasi diterapkan sebelum keputusan ini ada, cantumkan keadaan itu; tanggalnya tetap tanggal penandatanganan.",
    )
    foot(doc)
    return doc


def _decree(doc: Any, *, nip: bool) -> None:
    titled(doc, "KEPUTUSAN {{ penetap_besar }}", "NOMOR {{ nomor }}")
    about = "PENETAPAN PELAKSANA INOVASI {{ inovasi | upper }}" if nip else "PENETAPAN INOVASI {{ inovasi | upper }} DAN PELAKSANANYA"  # fmt: skip
    for text, after in (("TENTANG", 4), (about, 8), ("{{ penetap_besar }},", 8)):
        line(doc.add_paragraph(), text, align=CENTER, bold=text == about, after=after, next_too=True)
    what = "pelaksana inovasi {{ inovasi }}" if nip else "inovasi {{ inovasi }} dan pelaksananya"
    clauses(doc, "Menimbang", (
        "bahwa untuk meningkatkan pelayanan dan kinerja penyelenggaraan pemerintahan, {{ unit }} melaksanakan inovasi {{ inovasi }};",
        "bahwa inovasi sebagaimana dimaksud dalam huruf a mempunyai tujuan: {{ tujuan }};",
        "bahwa agar inovasi dilaksanakan secara tertib dan berkelanjutan, perlu ditetapkan pelaksana beserta tugasnya;",
        f"bahwa berdasarkan pertimbangan sebagaimana dimaksud dalam huruf a, huruf b, dan huruf c, perlu menetapkan {what};",
    ))  # fmt: skip
    numbered_clauses(doc, "Mengingat", "dasar_hukum")
    line(doc.add_paragraph(), "MEMUTUSKAN:", align=CENTER, bold=True, before=8, after=8, next_too=True)
    rows = [
        ("Menetapkan", f"KEPUTUSAN {{{{ penetap_besar }}}} TENTANG {about}."),
        ("KESATU", f"Menetapkan {what} pada {{{{ unit }}}} dengan susunan sebagaimana tercantum dalam Lampiran yang merupakan bagian tidak terpisahkan dari Keputusan ini."),
        ("KEDUA", "Pelaksana sebagaimana dimaksud dalam Diktum KESATU bertugas: " + " ".join(f"{chr(ord('a') + n)}. {text}" for n, text in enumerate(_DUTIES))),
        ("KETIGA", "Biaya yang timbul akibat ditetapkannya Keputusan ini dibebankan pada {{ anggaran }}."),
        ("KEEMPAT", "Keputusan ini mulai berlaku pada tanggal ditetapkan."),
    ]  # fmt: skip
    dictum(doc, rows)
    sealed(doc, nip=nip)
    new_page(doc)
    table = doc.add_table(rows=4, cols=2)
    for cells, text in zip((r.cells for r in table.rows), ("LAMPIRAN", "KEPUTUSAN {{ penetap_besar }}", "NOMOR {{ nomor }}", f"TENTANG {about}"), strict=True):  # fmt: skip
        line(cells[1].paragraphs[0], text, size=9, after=1)
    widen(table, (between_margins(doc) - 8.0, 8.0))
    titled(doc, "SUSUNAN PELAKSANA INOVASI", "{{ inovasi }}")
    grid(doc, "tim", TEAM)
    sealed(doc, nip=nip)


def assignment() -> Any:
    """A surat tugas."""
    doc = paper()
    letterhead(doc)
    titled(doc, "SURAT TUGAS", "NOMOR {{ nomor }}")
    numbered_clauses(doc, "Dasar", "dasar_hukum")
    line(doc.add_paragraph(), "MENUGASKAN:", align=CENTER, bold=True, before=8, after=6, next_too=True)
    line(doc.add_paragraph(), "Kepada:", after=3, next_too=True)
    grid(doc, "tim", TEAM)
    line(doc.add_paragraph(), "Untuk:", after=3, next_too=True)
    for number, text in enumerate(
        (
            "melaksanakan inovasi {{ inovasi }} pada {{ unit }} sesuai dengan kedudukan dan tugas masing-masing, dengan cakupan {{ cakupan }};",
            "melaksanakan tugas ini mulai tanggal {{ mulai_tugas }} sampai dengan {{ akhir_tugas }}; dan",
            "melaporkan pelaksanaannya kepada {{ penanda_jabatan }}.",
        ),
        start=1,
    ):
        hanging(line(doc.add_paragraph(), f"{number}.\t{text}", align=JUSTIFY, after=3), 0.8)
    closing = "Demikian surat tugas ini dibuat untuk dilaksanakan dengan penuh tanggung jawab."
    line(doc.add_paragraph(), closing, align=JUSTIFY, before=6)
    sealed(doc, nip=True, decree=False)
    guidance(
        doc,
        "Sebut setiap orang beserta perannya; surat tanpa peran tidak cukup. Hapus baris kosong. Banyaknya orang harus sesuai dengan keadaan.",
        "Masa tugas dimulai pada atau sesudah tanggal surat.",
        "Bagi jejaring, sebut perangkat daerah setiap orang; surat yang menugaskan orang dari perangkat daerah lain ditandatangani pejabat yang berwenang atas semuanya.",
    )
    foot(doc)
    return doc


def replication() -> Any:
    """A statement by whoever replicates; their own letterhead stands above it."""
    doc = paper()
    line(doc.add_paragraph(), "(Kop surat instansi pereplikasi)", align=CENTER, size=10, after=10)
    titled(doc, "SURAT PERNYATAAN REPLIKASI INOVASI", "NOMOR {{ nomor }}")
    line(doc.add_paragraph(), "Yang bertanda tangan di bawah ini:", after=4)
    names = (("Nama", "nama"), ("NIP", "nip"), ("Jabatan", "jabatan"), ("Instansi", "instansi"), ("Daerah", "daerah"))
    labelled(doc, [(label, f"{{{{ pereplikasi_{name} }}}}") for label, name in names])
    line(doc.add_paragraph(), "menyatakan dengan sebenarnya telah mereplikasi inovasi:", before=8, after=4)
    labelled(doc, (
        ("Nama inovasi", "{{ inovasi }}"), ("Pemilik inovasi", "{{ unit }}, {{ daerah }}"), ("Tujuan inovasi", "{{ tujuan }}"),
        ("Diterapkan pemilik", "{{ diterapkan }}"),
    ))  # fmt: skip
    line(doc.add_paragraph(), "dengan keterangan sebagai berikut:", before=8, after=4)
    labelled(doc, (
        ("Mulai direplikasi", "{{ replikasi_mulai }}"), ("Tempat penerapan", "{{ replikasi_tempat }}"),
        ("Yang disesuaikan", "{{ replikasi_penyesuaian }}"), ("Hasil sementara", "{{ replikasi_hasil }}"),
    ))  # fmt: skip
    closing = "Demikian pernyataan ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana mestinya."
    line(doc.add_paragraph(), closing, align=JUSTIFY, before=8)
    _both(doc)
    guidance(
        doc,
        "Pernyataan ini diisi dan ditandatangani instansi yang mereplikasi, dengan kop suratnya sendiri. Kirim berkas Word ini kepada mereka.",
        "Satu pernyataan untuk satu daerah; daerah yang sama dihitung satu kali.",
        "Lampirkan surat-menyurat, perjanjian kerja sama, atau foto penerapan bila ada.",
    )
    foot(doc)
    return doc


def _both(doc: Any) -> None:
    """The replicator signs at the right with place and date, the owner acknowledges at the left."""
    table = doc.add_table(rows=1, cols=2)
    together(table.rows[0])
    widen(table, (between_margins(doc) / 2, between_margins(doc) / 2))
    sides = (("Mengetahui,", "{{ penanda_jabatan }},", "{{ penanda_nama }}", "{{ penanda_nip }}"), ("", "{{ pereplikasi_jabatan }},", "{{ pereplikasi_nama }}", "{{ pereplikasi_nip }}"))  # fmt: skip
    for cell, (above, office, name, nip) in zip(table.rows[0].cells, sides, strict=True):
        first = line(cell.paragraphs[0], above, align=CENTER, before=14)
        if not above:
            run(first, "{{ '' }}, {{ tanggal }}")
        for text in (office, "", "", ""):
            line(cell.add_paragraph(), text, align=CENTER)
        run(line(cell.add_paragraph(), "", align=CENTER), name, bold=True)
        line(cell.add_paragraph(), f"NIP {nip}", align=CENTER)
        for paragraph in cell.paragraphs[:-1]:
            paragraph.paragraph_format.keep_with_next = True
    doc.add_paragraph().paragraph_format.line_spacing = Pt(2)
