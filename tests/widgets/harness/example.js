// One page with every kind of item, panel and picture.

const R = "INV-UJI";
const field = (name, type, label, more) => ({ kind: "field", record: R, name, type, label, hint: "", required: false, relevant: null, options: [], min_words: null, max_words: null, ...more });
const options = (...texts) => texts.map((text) => ({ value: text, label: text, hint: "" }));
const scale = Array.from({ length: 5 }, (_, at) => ({ value: String(at + 1), label: String(at + 1), hint: "" }));
const urusan = ["Kesehatan", "Pendidikan", "Sosial", "Perumahan Rakyat dan Kawasan Permukiman", "Ketenteraman, Ketertiban Umum, dan Pelindungan Masyarakat", "Perhubungan", "Pertanian", "Pariwisata", "Perpustakaan"];
const parameters = ["Keputusan Kepala Perangkat Daerah", "Keputusan Kepala Daerah", "Peraturan Kepala Daerah atau Peraturan Daerah"].map((label, at) => ({ value: String(at + 1), label, hint: "" }));
const long = "Petugas loket hanya satu orang pada jam sibuk sehingga antrean pendaftaran mengular sampai ke halaman parkir";

/** A fresh example state. */
export function exampleState({ steps }) {
  return {
    page: `contoh-${R}`, title: "ANTRE PASTI (Antrean Puskesmas Tanpa Menunggu)", subtitle: "Dinas Kesehatan Kabupaten Contoh", steps,
    back: { label: "Kembali ke beranda", href: "#" }, account: { id: "A-siti", name: "Siti Aminah", unit: "Dinas Kesehatan" },
    nav: [{ label: "Beranda", href: "#", current: false }, { label: "Proposal", href: "#", current: true }, { label: "Keluar", href: "#", current: false }],
    banner: { tone: "warning", text: "Perlu perbaikan: mohon lengkapi dasar hukum paling lambat Jumat, 7 Agustus 2026." },
    records: { [R]: { locked: null, answers: {
      name: { value: "ANTRE PASTI", version: 1, who: "Siti Aminah", at: "09.12.00" },
      "rb.metode": { value: "Pendaftaran lewat pesan singkat dengan nomor antrean", version: 1, who: "Siti Aminah", at: "09.12.00" },
      "hasil.1.indikator": { value: "Lama menunggu", version: 1, who: "Siti Aminah", at: "09.12.00" },
      "hasil.1.sebelum": { value: "135", version: 1, who: "Siti Aminah", at: "09.12.00" },
      odd_date: { value: "tahun lalu", version: 1, who: "impor", at: "09.12.00" },
      odd_line: { value: "satu\ndua  ", version: 1, who: "impor", at: "09.12.00" },
      "mandiri.16": { value: "2", version: 1, who: "Siti Aminah", at: "09.12.00" },
    } } },
    sections: [
      { id: "bagian-profil", title: "Profil inovasi", hint: "Waktu pengisian sekitar sepuluh menit.", large: false, items: [
        { kind: "panel", id: "skor" },
        field("name", "text", "Nama inovasi", { required: true, hint: "Akronim boleh, diikuti kepanjangannya." }),
        field("stage", "select_one", "Tahap inovasi", { required: true, options: options("Inisiatif", "Uji coba", "Penerapan") }),
        field("implemented_on", "date", "Tanggal mulai diterapkan", { relevant: { field: "stage", values: ["Penerapan"] } }),
        field("urusan", "select_one", "Urusan utama", { options: options(...urusan) }),
        field("actors", "select_multiple", "Yang terlibat", { options: options("Akademisi", "Dunia usaha", "Komunitas", "Pemerintah", "Media") }),
        field("budget", "decimal", "Anggaran (juta rupiah)"),
        field("coordinates", "coordinates", "Koordinat", { hint: "Contoh: -6,9147, 107,6098" }),
        field("video", "link", "Tautan video"),
        field("odd_date", "date", "Tanggal uji coba"),
        field("odd_line", "text", "Keterangan singkat"),
      ] },
      { id: "bagian-rancang", title: "Rancang bangun", hint: "", large: false, items: [
        field("rb.dasar_hukum", "textarea", "Dasar hukum", { required: true }),
        field("rb.metode", "textarea", "Metode pembaharuan", { min_words: 20, max_words: 40, hint: "Apa yang berubah dibandingkan cara lama." }),
        field("mendesak", "scale", "Mendesak", { options: scale }),
        { kind: "repeat", record: R, name: "hasil", label: "Hasil", hint: "Angka sebelum dan sesudah, dengan sumbernya.", most: 4, add: "Tambah hasil", columns: [
          field("indikator", "text", "Indikator"), field("sebelum", "decimal", "Sebelum"), field("sesudah", "decimal", "Sesudah"), field("sumber", "textarea", "Sumber angka")] },
      ] },
      { id: "bagian-mandiri", title: "Penilaian mandiri", hint: "", large: false, items: [
        field("mandiri.16", "level", "16. Regulasi Inovasi Daerah", { options: parameters, hint: "Peraturan yang menetapkan nama inovasi." }),
        { kind: "evidence", record: R, indicator: "16", hint: "Dokumen yang ditandatangani.", accept: ["pdf"], letter: true },
        field("mandiri.33.basis", "select_one", "33. Dasar penghitungan manfaat", { options: [{ value: "a", label: "Jumlah orang", hint: "" }, { value: "b", label: "Jumlah unit", hint: "" }] }),
        field("mandiri.33", "level", "Manfaat menurut orang", { options: parameters, relevant: { field: "mandiri.33.basis", values: ["a"] } }),
        field("mandiri.33", "level", "Manfaat menurut unit", { options: parameters, relevant: { field: "mandiri.33.basis", values: ["b"] } }),
      ] },
      { id: "bagian-gambar", title: "Gambar dan ringkasan", hint: "", large: true, items: ["usg", "mengapa", "tulang", "dampak", "daftar", "kartu", "tindakan", "teks", "tabel", "tautan"].map((id) => ({ kind: "panel", id })) },
    ],
    live: {
      messages: { [`${R}/rb.dasar_hukum`]: [{ tone: "error", text: "Dasar hukum belum diisi." }], [`${R}/mandiri.16`]: [{ tone: "warning", text: "Parameter 2 sudah dipilih, tetapi data dukung belum diunggah." }] },
      notes: { [`${R}/rb.metode`]: [{ text: "Sebutkan berapa pesan terkirim tiap hari.", who: "Dewi Lestari", at: "4 Agustus 2026" }] },
      progress: { "bagian-profil": { done: 3, of: 9 }, "bagian-rancang": { done: 0, of: 4 }, "bagian-mandiri": { done: 2, of: 2 } },
      evidence: { 16: [{ id: "DD-1", title: "SK Bupati tentang inovasi daerah", number: "100.3.3.2/214/2025", date: "2025-03-14", name: "SK.pdf", size: 412000, href: "/bukti/DD-1", link: null, state: "Belum diperiksa", flags: ["Berkas yang sama dipakai lebih dari satu kali."], may_remove: true }] },
      panels: {
        skor: { type: "meter", label: "Kematangan", value: "87,5", most: "111", note: "18 dari 20 indikator terjawab." },
        usg: { type: "picture", title: "Urutan masalah", name: "usg", data: { rows: [{ label: "Antrean pendaftaran lebih dari dua jam", total: 14, rank: 1, tie: true }, { label: "Rekam medis ganda", total: 14, rank: 1, tie: true }, { label: "Obat kosong di akhir bulan", total: 9, rank: 3, tie: false }, { label: "Belum dinilai", total: null, rank: null, tie: false }] } },
        mengapa: { type: "picture", title: "Lima mengapa", name: "whys", data: { problem: "Antrean pendaftaran lebih dari dua jam", steps: ["Semua pasien datang pukul 07.00", "Tidak ada nomor antrean sebelum datang", "Pendaftaran hanya di loket"], root: "Tidak ada cara mendaftar dari rumah" } },
        tulang: { type: "picture", title: "Sebab menurut kelompok", name: "fishbone", data: { problem: "Antrean pendaftaran lebih dari dua jam setiap Senin pagi", branches: [
          { label: "Orang", causes: [long, "Petugas pengganti belum dilatih"] }, { label: "Cara kerja", causes: ["Data pasien ditulis dua kali", "Berkas dicari satu per satu"] },
          { label: "Alat", causes: ["Satu komputer untuk tiga loket"] }, { label: "Anggaran", causes: ["Belum ada pos belanja pesan singkat"] }, { label: "Lingkungan", causes: ["Ruang tunggu sempit", "Jaringan sering putus", "Listrik padam"] }] } },
        dampak: { type: "picture", title: "Dampak dan upaya", name: "impact", data: { ideas: [{ label: "Pendaftaran lewat pesan", impact: 5, effort: 2 }, { label: "Loket tambahan", impact: 5, effort: 2 }, { label: "Aplikasi sendiri", impact: 4, effort: 5 }, { label: "Papan petunjuk", impact: 1, effort: 1 }, { label: "Jam buka lebih awal", impact: 5, effort: 5 }, { label: "Jadwal per kelurahan", impact: 5, effort: 5 }] } },
        daftar: { type: "list", title: "Yang perlu diperiksa", empty: "Tidak ada.", items: [{ text: "Dasar hukum belum diisi.", tag: "Wajib", tone: "error", href: null, jump: `${R}/rb.dasar_hukum` }, { text: "Lihat panduan", tag: "", tone: "info", href: "#", jump: null }] },
        kartu: { type: "cards", title: "Inovasi unit", empty: "Belum ada.", cards: [{ title: "ANTRE PASTI", text: "Antrean Puskesmas Tanpa Menunggu", tags: [{ text: "Lapor tahun ini", tone: "success" }, { text: "Perlu perbaikan", tone: "warning" }], lines: ["Kematangan 87,5 dari 111"], progress: { done: 18, of: 20 }, links: [{ label: "Lanjutkan", href: "#", primary: true, download: false }, { label: "Unduh Word", href: "/unduh/x.docx", primary: false, download: true }], actions: [{ name: "arsip", label: "Arsipkan", args: { record: R }, primary: false, confirm: "Arsipkan inovasi ini?", ask: [] }] }] },
        tindakan: { type: "actions", title: "Ajukan", actions: [{ name: "kirim", label: "Ajukan", args: { record: R }, primary: true, confirm: null, ask: [] }, { name: "kembalikan", label: "Kembalikan untuk diperbaiki", args: { record: R }, primary: false, confirm: "Unit akan membaca alasan ini.", ask: [{ ...field("alasan", "textarea", "Alasan", { required: true }), record: undefined }] }] },
        teks: { type: "text", title: "Keterangan", text: "Tanggal surat harus sama dengan tanggal penandatanganannya.", tone: "info" },
        tabel: { type: "table", title: "Baris SPD", columns: ["Baris", "Angka", "Sumber"], rows: [["1. Visi dan misi", "3", "Bapperida"], ["2. Belanja inovasi", "Rp4.512.000.000", "Bapenda"]], note: "Per 1 Juli 2026." },
        tautan: { type: "links", title: "Unduh", links: [{ label: "Usulan sebagai Word", href: "/unduh/y.docx", download: true }, { label: "Panduan", href: "#", download: false }] },
      },
    },
  };
}
