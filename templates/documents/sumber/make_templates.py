"""Makes the kit's Word templates anew: ``python templates/documents/sumber/make_templates.py``.

The same script gives the same bytes. ``--into`` writes elsewhere.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import word_classes
import word_decrees
import word_format_letters
import word_format_reports
import word_leaders
import word_proposals
import word_sessions
import word_telling
import word_trials
import word_units
from word_parts import steady

TEMPLATES = {
    "proposal": word_proposals.proposal,
    "laporan_uji_coba": word_trials.report,
    "permintaan_data": word_proposals.data_request,
    "notula": word_sessions.minutes,
    "kartu_konsultasi": word_sessions.card,
    "nota_dinas": word_leaders.memo,
    "matriks_tindak_lanjut": word_leaders.matrix,
    "tindak_lanjut_unit": word_leaders.matrix,
    "undangan": word_classes.invitation,
    "daftar_hadir": word_classes.attendance,
    "sertifikat": word_classes.certificates,
    "laporan_kegiatan": word_classes.report,
    "lembar_komitmen": word_units.commitment,
    "pakta_integritas": word_units.integrity,
    "berita_acara_verifikasi": word_units.verification,
    "sk_pelaksana": word_format_letters.decree,
    "keputusan_pelaksana": word_format_letters.decree_of_leader,
    "surat_tugas": word_format_letters.assignment,
    "pernyataan_replikasi": word_format_letters.replication,
    "sop": word_format_reports.procedure,
    "laporan_tahapan": word_format_reports.creation,
    "rekap_penerima": word_format_reports.recipients,
    "rekap_pengaduan": word_format_reports.complaints,
    "laporan_monev": word_format_reports.evaluation,
    "sk_tim_klinik": word_decrees.team,
    "keputusan_inovasi": word_decrees.innovations,
    "sk_penghargaan": word_decrees.awards,
    "piagam": word_decrees.certificates,
    "direktori_inovasi": word_telling.directory,
    "laporan_kinerja": word_telling.report,
    "buku_klik": word_telling.handbook,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Write all templates and say so."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=Path(__file__).resolve().parent.parent)
    folder: Path = parser.parse_args(arguments).into
    for name, make in TEMPLATES.items():
        (folder / f"{name}.docx").write_bytes(steady(make()))
        print(name)


if __name__ == "__main__":
    main()
