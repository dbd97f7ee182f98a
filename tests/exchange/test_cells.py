"""Every kind of cell: what it takes, what it gives, and what it refuses with a cure."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klik_kit.core.choices import Choice, ChoiceList
from klik_kit.exchange import cells

COLOURS = ChoiceList(
    name="colours",
    choices=(Choice(value="Merah, muda", aliases=("1",)), Choice(value="Non-Digital"), Choice(value="Biru")),
)


@pytest.mark.parametrize("value", [None, "", "  ", "\n", "-", "–", "nan", "NaN", "None", "null", "N/A", " - "])
def test_a_dash_or_a_written_nothing_is_blank(value):
    assert cells.is_blank(value)


@pytest.mark.parametrize("value", ["-", "nan", "None"])
def test_in_a_text_column_a_dash_is_a_text(value):
    assert not cells.is_blank(value, strict=True)


@pytest.mark.parametrize("value", [0, 0.0, False, "0", "ada"])
def test_zero_is_not_blank(value):
    assert not cells.is_blank(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("  dua  kata ", "dua  kata"),
        ("baris satu\r\nbaris dua\rtiga", "baris satu\nbaris dua\ntiga"),
        ("=1+1", "=1+1"),
        ("nan", "nan"),
        (12.0, "12"),
        (1.5, "1.5"),
        (0.0000001, "0.0000001"),
        (999999999999999.0, "999999999999999"),
        (True, "TRUE"),
        (datetime.combine(date(2025, 12, 31), time()), "2025-12-31"),
        (date(2025, 12, 31), "2025-12-31"),
        (time(10, 30), "10:30:00"),
        ("ﷺ 🙂 \u202eterbalik", "ﷺ 🙂 \u202eterbalik"),
    ],
)
def test_a_text_is_kept_as_written(value, text):
    assert cells.text(value) == text


def test_an_18_digit_nip_typed_as_a_number_is_refused_because_excel_has_rounded_it():
    with pytest.raises(ValueError, match=r"sudah dibulatkan oleh Excel\. Ubah sel menjadi Teks"):
        cells.text(198001012005011001.0)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_a_number_that_is_none_is_no_text(value):
    with pytest.raises(ValueError, match="Ketik ulang"):
        cells.text(value)


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b[2J", "\x0b", "\ufffe", "\ud800"])
def test_control_characters_are_refused(sign):
    with pytest.raises(ValueError, match="karakter kendali"):
        cells.text(f"abc{sign}def")


@pytest.mark.parametrize(
    "value",
    [
        "31-12-2025", "31/12/2025", "31.12.2025", "31 12 2025", "2025-12-31", "2025-12-31 00:00:00",
        "31 Desember 2025", "31  desember 2025", " 31 DESEMBER 2025 ", datetime.combine(date(2025, 12, 31), time(23, 59)), date(2025, 12, 31),
    ],
)  # fmt: skip
def test_a_date_is_read_in_every_way_it_is_written(value):
    assert cells.day(value) == "2025-12-31"


@pytest.mark.parametrize(
    ("value", "found"), [("1 Pebruari 2024", "2024-02-01"), ("01 Nopember 2024", "2024-11-01"), ("29-2-2024", "2024-02-29")]
)  # fmt: skip
def test_a_date_is_read_in_its_older_spelling(value, found):
    assert cells.day(value) == found


@pytest.mark.parametrize(
    "value", ["30-02-2025", "30 Februari 2025", "29-02-2025", "12/31/2025", "31-12-25", "2025", "kemarin", 45658.0, True, "00-01-2025", "1 Desembr 2025"]
)  # fmt: skip
def test_what_is_no_date_is_refused_with_an_example(value):
    with pytest.raises(ValueError, match=r"bukan tanggal\. Tulis seperti 31-12-2025"):
        cells.day(value)


@pytest.mark.parametrize("value", ["31-12-0203", "31-12-9999", date(1900, 1, 1)])
def test_a_year_that_cannot_be_is_refused(value):
    with pytest.raises(ValueError, match="tidak masuk akal"):
        cells.day(value)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("1.234,5", "1234.5"), ("1.234.567,25", "1234567.25"), ("40,10", "40.1"), ("40.10", "40.1"), ("0.234", "0.234"),
        ("-0,5", "-0.5"), ("5,31%", "5.31"), (0.1 + 0.2, "0.3"), (40.10, "40.1"), (5, "5"), ("1e3", "1000"), ("-0", "0"),
        ("007", "7"), (1e-7, "0.0000001"), ("0", "0"),
    ],
)  # fmt: skip
def test_a_number_is_exact_with_a_comma_or_a_point(value, found):
    assert cells.decimal(value) == found


@pytest.mark.parametrize("value", ["1.234", "12.345.678", "-1.234", "999.999"])
def test_a_point_before_three_digits_is_refused_because_it_may_mean_thousands(value):
    with pytest.raises(ValueError, match=r"dapat berarti ribuan atau desimal\. Tulis tanpa titik ribuan"):
        cells.decimal(value)


@pytest.mark.parametrize(
    "value", ["", "abc", "1,2,3", "1_000", "NaN", "Infinity", "--1", float("inf"), "1 234", "0x10"]
)
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match="bukan angka"):
        cells.decimal(value)


@pytest.mark.parametrize("value", ["1e999999999", "1e-999999999", "1e31", "9" * 5000, "0," + "1" * 5000])
def test_a_number_beyond_all_measure_is_refused_in_a_short_message(value):
    with pytest.raises(ValueError, match=r"bukan angka|di luar batas") as error:
        cells.decimal(value)
    assert len(str(error.value)) < 150


def test_a_truth_value_is_no_number():
    with pytest.raises(ValueError, match="harus berupa angka"):
        cells.decimal(True)


def test_points_are_not_negative():
    with pytest.raises(ValueError, match="negatif"):
        cells.points("-0,01")


@pytest.mark.parametrize(("value", "found"), [(0, "0"), (3.0, "3"), ("2", "2"), (" 1 ", "1"), ("2,0", "2")])
def test_a_level_is_0_to_3(value, found):
    assert cells.level(value) == found


@pytest.mark.parametrize("value", [4, "4", -1, 2.5, "tiga", "", "1.5", True, 1e9])
def test_other_levels_are_refused(value):
    with pytest.raises(ValueError):
        cells.level(value)


def test_a_level_out_of_range_says_what_blank_means():
    with pytest.raises(ValueError, match=r"parameter 4 di luar 0 s\.d\. 3\. Kosongkan bila belum dijawab"):
        cells.level(4)


@pytest.mark.parametrize("value", ["-5", "1,5", "x"])
def test_a_count_is_whole_and_not_negative(value):
    with pytest.raises(ValueError):
        cells.whole(value)


@pytest.mark.parametrize("value", ["25", 1999, 2101, "dua ribu"])
def test_a_year_has_four_digits_of_this_century(value):
    with pytest.raises(ValueError):
        cells.year(value)


@pytest.mark.parametrize("value", ["DINKES", "1.02.01", "PKM-HULU_2", "7", 7.0])
def test_a_code_has_letters_digits_and_few_signs(value):
    assert cells.code(value) == str(value).removesuffix(".0")


@pytest.mark.parametrize("value", ["A B", "-X", "../x", "x/y", "é", "x" * 65, "a:b", "a@b", "=A1", "<b>"])
def test_other_codes_are_refused(value):
    with pytest.raises(ValueError, match="hanya boleh berisi huruf"):
        cells.code(value)


@pytest.mark.parametrize(
    "value", ["https://a.id/x?y=1", "HTTP://A.ID", "16_SK-Bupati.pdf", "SK Bupati.pdf", "//a.id/x", "bukti/SK.pdf"]
)
def test_a_link_is_an_address_or_a_file_name(value):
    assert cells.link(value) == value


@pytest.mark.parametrize(
    "value",
    [
        "javascript:alert(1)", "JavaScript:alert(1)", "  javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd",
        "java\nscript:alert(1)", "java\tscript:alert(1)", "\tjava\nscript:x", "ftp://a.id", "C:\\bukti\\x.pdf", "java\u2028script:x",
    ],
)  # fmt: skip
def test_a_link_that_a_browser_would_run_is_refused(value):
    with pytest.raises(ValueError, match="alamat"):
        cells.link(value)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("-7.5,110.2", "-7.5,110.2"), ("-7.50 , 110.20", "-7.5,110.2"), ("-7.512,110.234", "-7.512,110.234"),
        ("1.250,100.125", "1.25,100.125"), ("0,0", "0,0"), ("-6.2087634,106.845599", "-6.2087634,106.845599"),
    ],
)  # fmt: skip
def test_coordinates_are_degrees_and_three_decimals_are_no_thousands(value, found):
    assert cells.coordinates(value) == found


@pytest.mark.parametrize(
    "value", ["110.2,-7.5", "-7.5", "-7.5,110.2,3", "-7.5;110.2", "x,y", "91,0", "0,181", "nan,nan"]
)
def test_coordinates_off_the_earth_are_refused(value):
    with pytest.raises(ValueError):
        cells.coordinates(value)


@pytest.mark.parametrize(
    ("value", "found"),
    [("merah MUDA", "Merah, muda"), ("nondigital", "Non-Digital"), (1.0, "Merah, muda"), (" Biru ", "Biru")],
)
def test_a_choice_is_found_whatever_its_case_and_punctuation(value, found):
    assert cells.one_of(COLOURS)(value) == found


def test_a_wrong_choice_is_told_with_the_right_ones():
    with pytest.raises(ValueError, match=r"'Hijau' tidak ada dalam daftar\. Pilih: Merah, muda, Non-Digital, Biru"):
        cells.one_of(COLOURS)("Hijau")


@pytest.mark.parametrize("value", ["🙂", "…", "!"])
def test_signs_alone_are_no_choice(value):
    with pytest.raises(ValueError, match="tidak ada dalam daftar"):
        cells.one_of(COLOURS)(value)


def test_several_choices_are_separated_by_semicolons_and_named_once():
    assert cells.many_of(COLOURS)("biru; merah, muda;Biru;") == "Biru; Merah, muda"


def test_semicolons_alone_are_no_choices():
    with pytest.raises(ValueError, match="hanya berisi pemisah"):
        cells.many_of(COLOURS)(" ; ;")


def test_a_long_wrong_value_is_cut_in_the_message():
    with pytest.raises(ValueError, match="…") as error:
        cells.one_of(COLOURS)("x" * 30_000)
    assert len(str(error.value)) < 200


@given(
    st.one_of(st.text(max_size=60), st.floats(), st.integers(), st.booleans(), st.dates(), st.datetimes(), st.times())
)
def test_a_cell_gives_a_text_or_a_reason_and_reads_its_own_text_again(value):
    parsers = (
        cells.text, cells.day, cells.decimal, cells.points, cells.whole, cells.level, cells.year, cells.code, cells.link,
        cells.degrees, cells.coordinates, cells.one_of(COLOURS), cells.many_of(COLOURS),
    )  # fmt: skip
    for parse in parsers:
        try:
            found, reason = parse(value), None
        except ValueError as error:
            found, reason = None, str(error)
        assert found is not None or reason
        if found is not None and parse not in {cells.decimal, cells.points}:  # as a text, 1.234 is refused
            assert parse(found) == found
