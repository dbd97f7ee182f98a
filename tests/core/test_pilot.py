"""Before and after, the trial's report, and upgrades that make an older innovation eligible; known answers."""

from datetime import date
from fractions import Fraction

import pytest

from klik_kit.core.eligibility import Basket
from klik_kit.core.pilot import Compared, bars, basket_of, compared, developed_on, trial_report, upgrades
from klik_kit.core.showing import half_minutes, minutes_text, package_gaps

TODAY = date(2026, 6, 1)


def _one(before, after, **more):
    return Compared(label="Waktu", unit="menit", before=before, after=after, **more)


@pytest.mark.parametrize(
    ("before", "after", "more", "text"),
    [
        (Fraction(135), Fraction(30), False, "turun 77,78 % (lebih baik)"),
        (Fraction(30), Fraction(135), False, "naik 350 % (belum lebih baik)"),
        (Fraction(40), Fraction(50), True, "naik 25 % (lebih baik)"),
        (Fraction(0), Fraction(5), True, "naik (lebih baik)"),
        (Fraction(3), Fraction(3), False, "tetap"),
        (None, Fraction(3), False, "angkanya belum lengkap"),
    ],
)
def test_a_change_is_told_in_words(before, after, more, text):
    assert _one(before, after, more_is_better=more).text() == text


def test_bars_are_scaled_by_the_larger_of_each_pair_and_blanks_are_marked():
    rows = {"uji.1.ukuran": "Waktu", "uji.1.satuan": "menit", "uji.1.sebelum": "120", "uji.1.sesudah": "30", "uji.2.ukuran": "Biaya", "uji.2.sebelum": "0,5"}  # fmt: skip
    drawn = bars(compared(rows, "uji", label="ukuran"), names=("Sebelum", "Sesudah"))
    assert [row["lengths"] for row in drawn["rows"]] == [[1000, 250], [1000, None]]
    assert [row["texts"] for row in drawn["rows"]] == [["120 menit", "30 menit"], ["0,5", "(belum diisi)"]]


def test_the_report_says_what_was_recorded_in_the_order_of_days_and_marks_blanks():
    values = {
        "tujuan": "Menguji antrean", "mulai": "2026-03-02",
        "uji.1.tanggal": "2026-03-09", "uji.1.dicoba": "Loket kedua", "uji.1.keputusan": "Diterapkan",
        "uji.2.tanggal": "2026-03-02", "uji.2.dicoba": "Pesan singkat", "uji.2.tempat": "Loket 1", "uji.2.ukuran": "Tunggu", "uji.2.satuan": "menit", "uji.2.sebelum": "135", "uji.2.sesudah": "60",
    }  # fmt: skip
    report = trial_report(values, innovation="ANTRE", unit="Puskesmas").splitlines()
    assert report[2:6] == ["Tujuan: Menguji antrean", "Tempat: (belum diisi)", "Waktu: 2 Maret 2026 s.d. (belum diisi)", "Penanggung jawab: (belum diisi)"]  # fmt: skip
    assert report[8:] == [
        "1. 2 Maret 2026, Loket 1: Pesan singkat",
        "   Tunggu: sebelum 135 menit, sesudah 60 menit; turun 55,56 % (lebih baik).",
        "   Kendala: (belum diisi). Keputusan: (belum diisi).",
        "2. 9 Maret 2026, (belum diisi): Loket kedua",
        "   Kendala: (belum diisi). Keputusan: Diterapkan.",
    ]


def _log(*days):
    return {f"catatan.{n}.{name}": value for n, on in enumerate(days, start=1) for name, value in {"tanggal": on, "apa": f"Versi {n}"}.items()}  # fmt: skip


def test_upgrades_are_those_that_happened_the_newest_first():
    values = _log("2025-01-10", "2025-09-01", "2026-07-01") | {"catatan.4.tanggal": "2025-12-01"}
    assert [one.number for one in upgrades(values, today=TODAY)] == [2, 1]


@pytest.mark.parametrize(
    ("stands", "before", "after", "wanted"),
    [
        (None, (), ("2025-03-01",), "2025-03-01"),
        ("2025-03-01", ("2025-03-01",), ("2025-03-01", "2025-09-01"), "2025-09-01"),
        ("2025-09-01", ("2025-09-01",), ("2025-06-01",), "2025-06-01"),  # the log was corrected
        ("2025-12-01", ("2025-09-01",), ("2025-06-01",), "2025-12-01"),  # the unit's own later date stays
        ("2025-09-01", ("2025-09-01",), (), None),
        ("2025-12-01", (), (), "2025-12-01"),
        (None, (), ("2030-01-01",), None),  # a plan is no development
    ],
)
def test_the_profile_follows_the_log(stands, before, after, wanted):
    profile = {"developed_on": stands} if stands else {}
    assert developed_on(profile, _log(*before), _log(*after), today=TODAY) == wanted


@pytest.mark.parametrize("state", ["Disahkan Kepala OPD", "Layak kirim", "Terkirim", "Diterima", "Diarsipkan"])
def test_a_settled_profile_stays(state):
    profile = {"developed_on": "2024-05-01", "status": state}
    assert developed_on(profile, {}, _log("2025-03-01"), today=TODAY) == "2024-05-01"


def test_an_upgrade_within_the_window_makes_an_older_innovation_eligible(edition):
    profile = {"implemented_on": "2019-02-01", "stage": "Penerapan", "urusan": "Kesehatan", "rancang_bangun": "kata " * 310}  # fmt: skip
    assert basket_of(edition, profile, None) is Basket.DEVELOP
    assert basket_of(edition, profile, "2023-12-31") is Basket.DEVELOP
    assert basket_of(edition, profile, "2025-03-01") is Basket.REPORT


@pytest.mark.parametrize(
    ("minutes", "halves"),
    [(10, (6, 5, 3, 4, 2)), (20, (12, 10, 6, 8, 4)), (7, (4, 4, 2, 3, 1)), (1, (1, 1, 0, 0, 0))],
)
def test_minutes_follow_the_weights_and_add_up(minutes, halves):
    assert half_minutes((30, 25, 15, 20, 10), minutes) == halves
    assert sum(halves) == 2 * minutes


def test_half_minutes_are_written_with_a_comma():
    assert (minutes_text(5), minutes_text(6)) == ("2,5 menit", "3 menit")


def test_a_package_lacks_what_is_not_written():
    assert package_gaps({"replikasi.biaya": "Rp1", "replikasi.orang": "  "}) == (
        "Dokumen",
        "Orang",
        "Langkah",
        "Kontak",
    )
