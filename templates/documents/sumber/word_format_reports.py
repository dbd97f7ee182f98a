"""Templates of evidence that are reports and recaps: SOP, creation, recipients, complaints, monitoring and evaluation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from word_formats import foot, guidance, numbered_clauses, told
from word_parts import JUSTIFY, grid, heading, labelled, letterhead, line, loop, paper, signature, titled

_PROFILE = (
    ("Nama inovasi", "{{ inovasi }}"), ("Unit", "{{ unit }}"), ("Urusan", "{{ urusan }}"), ("Tahapan", "{{ tahap_inovasi }}"),
    ("Inisiator", "{{ inisiator }}"), ("Uji coba mulai", "{{ uji_coba_mulai }}"), ("Diterapkan", "{{ diterapkan }}"),
)  # fmt: skip
_MEMBERS = (("No", "nomor", 0.9), ("Nama", "nama", 4.6), ("Jabatan", "jabatan", 4.0), ("Tugas", "tugas", 6.5))
_RESULTS = (
    ("No", "nomor", 0.9), ("Indikator", "indikator", 5.3), ("Sebelum", "sebelum", 2.4), ("Sesudah", "sesudah", 2.4),
    ("Perubahan", "perubahan", 2.2), ("Sumber", "sumber", 2.8),
)  # fmt: skip


def procedure() -> Any:
    """A SOP: its head, and its activities with who, with what, how long, to which output."""
    doc = paper()
    letterhead(doc)
    titled(doc, "STANDAR OPERASIONAL PROSEDUR", "{{ inovasi }}")
    labelled(doc, (
        ("Nomor SOP", "{{ nomor }}"), ("Tanggal pembuatan", "{{ tanggal }}"), ("Disahkan oleh", "{{ penanda_jabatan }}"),
        ("Kualifikasi pelaksana", "{{ kualifikasi }}"), ("Keterkaitan", "{{ keterkaitan }}"), ("Peralatan", "{{ peralatan }}"),
        ("Peringatan", "{{ peringatan }}"), ("Pencatatan dan pendataan", "{{ pencatatan }}"), ("Lama layanan", "{{ lama_layanan }}"),
    ))  # fmt: skip
    line(doc.add_paragraph(), "", size=4)
    numbered_clauses(doc, "Dasar hukum", "dasar_hukum")
    line(doc.add_paragraph(), "Kegiatan", bold=True, before=8, after=4, next_too=True)
    columns = (
        ("No", "nomor", 0.9), ("Kegiatan", "kegiatan", 4.6), ("Petugas", "petugas", 2.3), ("Kelengkapan", "kelengkapan", 2.5),
        ("Waktu", "waktu", 1.7), ("Keluaran", "keluaran", 2.1), ("Ket.", "keterangan", 1.9),
    )  # fmt: skip
    grid(doc, "langkah", columns, pad=4)
    signature(doc)
    guidance(
        doc,
        "Tulis petugas, kelengkapan, waktu, dan keluaran setiap kegiatan. Hapus baris kosong.",
        "Bila SOP sudah berlaku di unit, unggah SOP itu; format ini hanya untuk yang belum ada.",
    )
    foot(doc)
    return doc


def creation() -> Any:
    """The report of how an innovation came to be."""
    doc = paper()
    letterhead(doc)
    titled(doc, "LAPORAN TAHAPAN PENCIPTAAN INOVASI", "{{ inovasi }}")
    _chapter(doc, "1. Inovasi")
    labelled(doc, _PROFILE)
    _texts(doc, (("2. Masalah", "masalah"), ("3. Tujuan", "tujuan"), ("4. Cara kerja", "cara_kerja")))
    _chapter(doc, "5. Tahapan")
    columns = (
        ("No", "nomor", 0.9), ("Tahap", "tahap", 2.3), ("Kegiatan", "kegiatan", 5.2), ("Waktu", "waktu", 3.0),
        ("Pelaksana", "pelaksana", 2.5), ("Bukti", "bukti", 2.1),
    )  # fmt: skip
    grid(doc, "tahapan", columns, pad=3)
    told_length = "Gagasan dimulai {{ mulai_gagasan }} dan inovasi selesai diciptakan dalam {{ lama_penciptaan }}."
    line(doc.add_paragraph(), told_length, align=JUSTIFY, after=6)
    loop(doc, "if tim")
    _chapter(doc, "6. Tim")
    grid(doc, "tim", _MEMBERS)
    loop(doc, "endif")
    signature(doc)
    guidance(
        doc,
        "Waktu yang tercantum berasal dari isian profil, rencana aksi, dan catatan uji coba; cocokkan dengan buktinya.",
        "Lampirkan bukti setiap tahap: notula, foto, surat, atau tangkapan layar.",
    )
    foot(doc)
    return doc


def recipients() -> Any:
    """The recap of who benefits."""
    doc = paper()
    letterhead(doc)
    titled(doc, "REKAP PENERIMA MANFAAT", "{{ inovasi }}")
    labelled(doc, (
        ("Unit", "{{ unit }}"), ("Diterapkan", "{{ diterapkan }}"), ("Cakupan", "{{ cakupan }}"), ("Periode", "{{ periode }}"),
        ("Jumlah penerima", "{{ jumlah_penerima }}"), ("Sumber data", "{{ sumber_data }}"),
    ))  # fmt: skip
    _chapter(doc, "1. Jumlah tiap bulan")
    columns = (
        ("No", "nomor", 0.9), ("Bulan", "bulan", 4.0), ("Jumlah", "jumlah", 2.5), ("Laki-laki", "laki", 2.5),
        ("Perempuan", "perempuan", 2.5), ("Keterangan", "keterangan", 3.6),
    )  # fmt: skip
    grid(doc, "bulanan", columns, pad=3)
    _chapter(doc, "2. Daftar penerima")
    columns = (
        ("No", "nomor", 0.9), ("Nama", "nama", 4.4), ("Kecamatan atau desa", "wilayah", 3.4), ("Manfaat yang diterima", "manfaat", 3.4),
        ("Tanggal", "tanggal", 2.1), ("Ket.", "keterangan", 1.9),
    )  # fmt: skip
    grid(doc, "penerima", columns, pad=3)
    note = "Jangan menuliskan NIK, nomor telepon, atau diagnosis. Bila nama pun bersifat rahasia, tulis inisialnya."
    line(doc.add_paragraph(), note, align=JUSTIFY, after=6)
    loop(doc, "if hasil")
    _chapter(doc, "3. Hasil yang terukur")
    columns = (
        ("No", "nomor", 0.9), ("Indikator", "indikator", 4.6), ("Satuan", "satuan", 2.0), ("Sebelum", "sebelum", 2.0),
        ("Sesudah", "sesudah", 2.0), ("Sumber", "sumber", 2.5), ("Tanggal", "diukur", 2.0),
    )  # fmt: skip
    grid(doc, "hasil", columns)
    loop(doc, "endif")
    signature(doc)
    guidance(
        doc,
        "Angka berasal dari register layanan; sebut sumbernya. Hapus baris kosong.",
        "Daftar nama hanya dibaca verifikator. NIK dan data kesehatan disamarkan sebelum diunggah.",
    )
    foot(doc)
    return doc


def complaints() -> Any:
    """The recap of complaints."""
    doc = paper()
    letterhead(doc)
    titled(doc, "REKAP PENYELESAIAN PENGADUAN", "{{ inovasi }}")
    labelled(doc, (
        ("Unit", "{{ unit }}"), ("Periode", "{{ periode }}"), ("Kanal pengaduan", "{{ kanal }}"), ("Pengaduan masuk", "{{ masuk }}"),
        ("Diselesaikan", "{{ selesai }}"), ("Persentase selesai", "{{ persen }}"),
    ))  # fmt: skip
    _chapter(doc, "1. Tiap bulan")
    columns = (
        ("No", "nomor", 0.9), ("Bulan", "bulan", 5.1), ("Masuk", "masuk", 3.3), ("Selesai", "selesai", 3.3), ("Persentase", "persen", 3.4),
    )  # fmt: skip
    grid(doc, "bulanan", columns, pad=3)
    _chapter(doc, "2. Rincian")
    columns = (
        ("No", "nomor", 0.9), ("Tanggal", "tanggal", 2.0), ("Kanal", "kanal", 2.0), ("Isi pengaduan", "isi", 4.1),
        ("Tindak lanjut", "tindak", 3.3), ("Selesai", "selesai", 1.8), ("Keadaan", "keadaan", 1.9),
    )  # fmt: skip
    grid(doc, "pengaduan", columns, pad=3)
    signature(doc)
    guidance(
        doc,
        "Tulis semua pengaduan dalam periodenya, juga yang belum selesai. Hapus baris kosong.",
        "Nama dan nomor telepon pelapor tidak dicantumkan.",
    )
    foot(doc)
    return doc


def evaluation() -> Any:
    """The report of monitoring and evaluation."""
    doc = paper()
    letterhead(doc)
    titled(doc, "LAPORAN MONITORING DAN EVALUASI", "{{ inovasi }}")
    _chapter(doc, "1. Inovasi")
    labelled(doc, _PROFILE)
    _texts(doc, (("2. Tujuan", "tujuan"),))
    _chapter(doc, "3. Pelaksanaan")
    labelled(doc, (("Periode", "{{ periode }}"), ("Metode", "{{ metode }}")))
    line(doc.add_paragraph(), "", size=4)
    numbered_clauses(doc, "Dasar", "dasar_hukum")
    columns = (
        ("No", "nomor", 0.9), ("Tanggal", "tanggal", 2.6), ("Yang dilihat", "apa", 4.4), ("Oleh", "siapa", 3.1), ("Temuan", "hasil", 5.0),
    )  # fmt: skip
    grid(doc, "kunjungan", columns, pad=3)
    _chapter(doc, "4. Hasil")
    grid(doc, "hasil", _RESULTS, right=frozenset((2, 3)), pad=3)
    told(doc, "ringkasan_hasil")
    loop(doc, "if uji_coba")
    _chapter(doc, "5. Catatan uji coba")
    columns = (
        ("No", "nomor", 0.9), ("Tanggal", "tanggal", 2.6), ("Yang dicoba", "dicoba", 4.8), ("Kendala", "kendala", 4.0), ("Keputusan", "keputusan", 3.7),
    )  # fmt: skip
    grid(doc, "uji_coba", columns)
    loop(doc, "endif")
    for title, name in (("Kendala", "kendala"), ("Simpulan", "simpulan"), ("Rekomendasi", "rekomendasi")):
        _chapter(doc, title)
        line(doc.add_paragraph(), f"{{{{ {name} }}}}", align=JUSTIFY, after=4)
    signature(doc)
    guidance(
        doc,
        "Simpulan dan rekomendasi ditulis tim monitoring; kit tidak menyimpulkan.",
        "Bila memakai survei kepuasan atau penelitian, lampirkan laporannya; parameternya berbeda.",
    )
    foot(doc)
    return doc


def _chapter(doc: Any, title: str) -> None:
    heading(doc, 1, title)


def _texts(doc: Any, chapters: Sequence[tuple[str, str]]) -> None:
    for title, names in chapters:
        _chapter(doc, title)
        told(doc, names)
