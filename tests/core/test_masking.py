"""What leaves the clinic names no NIK, no telephone and nobody's illness, and keeps every other number."""

import re
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from klik_kit.content.masking import load_masking

MASK = load_masking().text
JOINTS = ["", " ", ".", "-", " - ", "\u00a0", "\u2011", "\u202f", "\u200b", "\uff0d", ") "]
BROKEN = ["\n", "-\n", " \r\n  "]
TEXTS = st.text(st.sampled_from("0123456789８ .-/()+:*\n\r\u2011\u200bNIKRpKTNy.SitdagnoB,"), max_size=120)
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("NIK 3201150307900001", "NIK *************001"),
        ("NIK: 3201 1503 0790 0001.", "NIK: **** **** **** *001."),
        ("32.01.15.430790.0001 Siti", "**.**.**.******.*001 Siti"),
        ("320115-030790-0001", "******-******-*001"),
        ("1 3201150307900001 0812-3456-7890", "1 *************001 ****-****-*890"),
        ("KK 3201 1503 0790 0002 (5 jiwa)", "KK **** **** **** *002 (5 jiwa)"),
        ("NIK salah ketik: NIK 320115030790001", "NIK salah ketik: NIK ************001"),
        ("NIK:320115010190 1000", "NIK:************ *000"),
        ("9999999999999999", "*************999"),
        ("WA 081234567890", "WA *********890"),
        ("+62 812\u20113456\u20117890 atau 0812 3456 789", "+** ***\u2011****\u2011*890 atau **** **** 789"),
        ("(0812) 3456-7890", "(****) ****-*890"),
        ("+62(0)812 3456 7890", "+**(*)*** **** *890"),
        ("wa.me/6281234567890", "wa.me/**********890"),
        ("NIK 3201 1503 0790\n0001 Siti", "NIK **** **** ****\n*001 Siti"),
        ("NIK 3201150307\r\n  900001", "NIK **********\r\n  ***001"),
        ("HP 0812-3456-\n7890", "HP ****-****-\n*890"),
        ("0812 3456 789\n1. Siti\n2. Budi", "**** **** 789\n1. Siti\n2. Budi"),
        ("３２０１１５０３０７９００００１", "*************００１"),
        ("＋６２ ８１２－３４５６－７８９０", "＋** ***－****－*８９０"),
        ("\u202a+62 812\u20113456\u20117890\u202c", "\u202a+** ***\u2011****\u2011*890\u202c"),
        ("3201\u200b1503\u202f0790 \u2009 0001", "****\u200b****\u202f**** \u2009 *001"),
        ("081234567890/081298765432", "*********890/*********432"),
        ("Siti, diagnosis: TB paru, DM. Sembuh.", "Siti, diagnosis: [disamarkan]. Sembuh."),
        ("Riwayat  Penyakit = asma; umur 40", "Riwayat  Penyakit = [disamarkan]; umur 40"),
        ("Ny. Siti (34) TB  paru, dirujuk", "Ny. Siti (34) [disamarkan], dirujuk"),
        ("skizofrenia atas nama Budi", "[disamarkan] atas nama Budi"),
    ],
)
def test_a_secret_is_masked_and_the_last_digits_stay(typed, shown):
    assert MASK(typed) == shown


@pytest.mark.parametrize(
    "kept",
    [
        "Keputusan Bupati 100.3.3.2/214/2025",
        "188.45/341/2021, 049/SK/PKM.SKS/II/2018, 400.10.11/0544/2025",
        "Rp1.250.000.000.000.000 dan Rp 3201150307900001",
        "anggaran 1.250.000.000, naik dari 812.345.678",
        "12-03-2024 - 12-04-2025, 2024-01-31 s.d. 2025-12-31, 31/12/2025",
        "pukul 08.30-10.00, 13.00 - 15.00",
        "-7.7955798, 110.3695011012345",
        "-6.9147440 107.6098100.",
        "NIP 197907042005011002",
        "NIP. 19790704 200501 1 002",
        "tahun 2021 2022 2023 2024 2025",
        "2021\n2022\n2023\n2024",
        "3201\n1503\n0790\n0001",
        "08.30\n10.00\n13.00",
        "NIP 19790704 200501\n1 002",
        "INV-QD3K7ZPA, SK 100.3.3.2/214/2025\n188.45/341/2021",
        "perekaman KTP 2024 2025 2026",
        "ISBN 978-602-03-3295-6",
        "Telepon kantor (0251) 8321234",
        "61 pasien TB sembuh; Kelas Ibu Hamil; angka stunting turun 4,2 %",
        "Diagnosis Masalah: antrean tiga jam",
        "https://www.facebook.com/watch/?v=1234567890123456",
    ],
)
def test_a_number_or_word_that_is_nobodys_secret_stays(kept):
    assert MASK(kept) == kept


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_masking_again_changes_nothing_and_adds_no_digit(text):
    once = MASK(text)
    assert MASK(once) == once
    assert sum(c.isdigit() for c in once) <= sum(c.isdigit() for c in text)


@settings(max_examples=200, deadline=None)
@given(
    before=st.sampled_from(["", "Siti ", "NIK:", "(", "12 orang, ", "2024-05-06 "]),
    day=st.integers(1, 28) | st.integers(41, 68),
    month=st.integers(1, 12),
    serial=st.integers(1000, 9999),
    joints=st.lists(st.sampled_from(JOINTS[:-1]), min_size=3, max_size=3).filter(lambda joints: joints[0] != "."),
    broken=st.sampled_from([None, *((at, end) for at in range(3) for end in BROKEN)]),
    wide=st.booleans(),
    after=st.sampled_from(["", ".", ", umur 30", "\n0812", ")"]),
)
def test_no_nik_is_left_however_it_is_spaced_but_as_a_decimal(before, day, month, serial, joints, broken, wide, after):
    parts = ["32", "0115", f"{day:02}{month:02}90", f"{serial}"]
    if broken:
        joints[broken[0]] = broken[1]
    nik = "".join(part + joint for part, joint in zip(parts, [*joints, ""], strict=True))
    nik = nik.translate(WIDE) if wide else nik
    shown = MASK(before + nik + after)
    assert shown.startswith(before)
    kept = f"{serial % 1000:03}"
    assert shown.endswith(f"{kept.translate(WIDE) if wide else kept}{after}")
    assert not re.search(r"\d{4}", shown.removeprefix(before).removesuffix(after))


@settings(max_examples=200, deadline=None)
@given(
    prefix=st.sampled_from(["0812", "0857", "+62 813", "+62895", "6282", "(0878"]),
    joint=st.sampled_from(JOINTS),
    last=st.sampled_from([None, *BROKEN]),
    rest=st.integers(1000000, 9999999),
    wide=st.booleans(),
)
def test_no_telephone_is_left_however_it_is_spaced(prefix, joint, last, rest, wide):
    assume(joint != "." or last is None)  # 813.100 at the end of a line is an amount
    digits = str(rest)
    number = f"{prefix}{joint}{digits[:3]}{joint if last is None else last}{digits[3:]}"
    number, digits = (text.translate(WIDE) if wide else text for text in (number, digits))
    shown = MASK(f"HP {number}, terima kasih")
    assert not re.search(r"\d{4}", shown)
    assert shown.endswith(f"{digits[4:]}, terima kasih")


YEARS, NUMBERS = st.integers(1990, 2035), st.integers(1, 9999)
DAYS = st.dates(date(1950, 1, 1), date(2030, 12, 31))
DECREES = st.builds("Keputusan 100.3.3.2/{}/{}".format, NUMBERS, YEARS) | st.builds(
    "188.45/{}/{}".format, NUMBERS, YEARS
)
LETTERS = st.builds("{:03}/SK/PKM.SKS/II/{}".format, NUMBERS, YEARS) | st.builds("400.10.11/{:04}/{}".format, NUMBERS, YEARS)  # fmt: skip
MONEY = st.integers(1000, 10**15).map(lambda n: f"Rp{n:,}".replace(",", ".")) | st.integers(1000, 10**15).map(
    "Rp {}".format
)
PLACES = st.builds("{:.7f}, {:.7f}".format, st.floats(-11, 6), st.floats(95, 141))
NIPS = st.builds(
    lambda born, since, serial, joint: joint.join((f"{born:%Y%m%d}", f"{since:%Y%m}", "1", f"{serial:03}")),
    DAYS, DAYS, st.integers(1, 999), st.sampled_from(["", " ", "\u00a0", "."]),
)  # fmt: skip
STAYS = DECREES | LETTERS | MONEY | PLACES | NIPS.map("NIP {}".format) | DAYS.map("{:%d-%m-%Y}".format) | YEARS.map(str)


@settings(max_examples=400, deadline=None)
@given(st.lists(STAYS, min_size=1, max_size=4), st.sampled_from(["; ", ", ", "\n", " dan "]))
def test_decrees_letters_money_places_days_years_and_every_nip_stay_in_any_company(parts, between):
    text = between.join(parts)
    assert MASK(text) == text


def test_a_hostile_text_takes_no_longer_than_its_length_says():
    for part in ("0812 ", "3201 ", "1.", "Ny. A TB ", "diagnosis:", "12-03-2024 ", "Rp1", "- ", "*0"):
        assert MASK(part * 20_000)
