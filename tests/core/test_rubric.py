"""What the shipped editions say, and how a figure, an index or a missing fact is read from them."""

import re
from datetime import date
from fractions import Fraction

import pytest

from klik_kit.content import editions, load_edition
from klik_kit.core.bahasa import number
from klik_kit.core.rubric import Edition, Part, Status, level_for
from klik_kit.errors import MissingFactError

MANDATORY_SPD = {1, 3, 4, 5, 6, 7, 8, 9, 10, 11}
MANDATORY_SID = {16, 17, 32, 33, 35}
WITH_LETTER = {"16", "17", "18", "20", "21", "22", "23", "24", "28", "31"}


@pytest.fixture
def edition() -> Edition:
    return load_edition("iid-2026")


def level(edition: Edition, row: str, figure: str, *, basis: str = "") -> int:
    indicator = edition.by_row[row]
    levels = indicator.basis(basis).levels if basis else indicator.levels
    return level_for(edition, levels, Fraction(figure), where=f"baris {row}")


# the structure of 2026 (GOLDEN.md)


def test_five_editions_are_shipped():
    assert editions() == ("iid-2023", "iid-2024", "iid-2025", "iid-2026", "iid-2027")


def test_2026_is_complete_and_2027_a_forecast_and_the_others_partial():
    status = {name: load_edition(name).status for name in editions()}
    assert status.pop("iid-2026") is Status.COMPLETE
    assert status.pop("iid-2027") is Status.FORECAST
    assert set(status.values()) == {Status.PARTIAL}


def test_spd_has_15_indicators_in_20_rows(edition: Edition):
    assert [i.row for i in edition.spd] == (
        "1 2a 2b 3 4 5a 5b 6 7 8 9 10a 10b 11a 11b 12 13a 13b 14 15".split()  # noqa: SIM905 - read as a row
    )
    assert len({i.number for i in edition.spd}) == 15


def test_sid_has_20_indicators_numbered_16_to_35(edition: Edition):
    assert [i.row for i in edition.sid] == [str(n) for n in range(16, 36)]


def test_spd_has_3_variables_and_sid_5(edition: Edition):
    assert len({i.variable for i in edition.spd}) == 3
    assert len({i.variable for i in edition.sid}) == 5


def test_maxima_are_63_111_76_and_250(edition: Edition):
    f = edition.formula
    assert (f.max_spd, f.max_sid, f.max_count, f.max_total) == (63, 111, 76, 250)


def test_shares_are_25_20_and_44_40_and_30_40_percent(edition: Edition):
    parts = [edition.need(name) / edition.need("max_total") * 100 for name in ("max_spd", "max_sid", "max_count")]
    assert [number(part, least=2) for part in parts] == ["25,20", "44,40", "30,40"]


def test_all_levels_at_3_reach_the_maxima(edition: Edition):
    assert sum(3 * i.weight for i in edition.spd) == edition.formula.max_spd
    assert sum(3 * i.weight for i in edition.sid) == edition.formula.max_sid


def test_every_spd_row_at_level_2_gives_42(edition: Edition):
    assert sum(2 * i.weight for i in edition.spd) == 42


def test_10_spd_and_5_sid_indicators_are_mandatory(edition: Edition):
    assert {i.number for i in edition.spd if i.mandatory} == MANDATORY_SPD
    assert {i.number for i in edition.sid if i.mandatory} == MANDATORY_SID


def test_the_video_gives_at_most_12(edition: Edition):
    assert edition.by_row["35"].weight * 3 == 12


def test_indicator_33_at_level_2_gives_6_whatever_its_basis(edition: Edition):
    row = edition.by_row["33"]
    assert [b.key for b in row.bases] == ["a", "b", "c", "d", "e", "f"]
    assert {row.weight * basis.levels[1].value for basis in row.bases} == {6}


def test_formula_constants_of_2026(edition: Edition):
    f = edition.formula
    assert (f.divisor_min, f.per_innovation, f.innovation_cap, f.urusan_needed) == (12, Fraction("0.38"), 200, 5)


def test_there_are_six_urusan_wajib(edition: Edition):
    assert len(edition.urusan_wajib) == 6


def test_the_window_of_2026_is_2024_and_2025(edition: Edition):
    window = edition.eligibility.window
    assert window is not None
    assert (window.start, window.end, window.older_if_developed) == (date(2024, 1, 1), date(2025, 12, 31), True)
    assert date(2025, 12, 31) in window
    assert date(2026, 1, 1) not in window


def test_rancang_bangun_has_300_words_and_the_stage_is_penerapan(edition: Edition):
    assert edition.eligibility.min_words == 300
    assert edition.eligibility.stage == "Penerapan"


def test_rows_that_ask_for_a_letter_number(edition: Edition):
    assert {i.row for i in edition.by_row.values() if i.letter} == WITH_LETTER


def test_the_video_has_five_elements(edition: Edition):
    assert edition.by_row["35"].elements == ("latar belakang", "penjaringan ide", "pemilihan ide", "manfaat", "dampak")


def test_every_row_has_evidence_file_types_and_sources(edition: Edition):
    lacking = [i.row for i in edition.by_row.values() if not (i.evidence and i.file_types and i.sources)]
    assert lacking == []


def test_every_spd_row_has_an_owner(edition: Edition):
    owners = {i.row: i.owner for i in edition.spd}
    assert all(owners.values())
    assert {owners["3"], owners["6"]} == {"DPMPTSP"}
    assert {owners[row] for row in ("4", "5a", "5b", "10a", "10b", "11a", "11b")} == {"BPS"}


def test_every_sid_level_names_an_activity_and_a_document(edition: Edition):
    levels = [level for i in edition.sid for level in (*i.levels, *(lv for b in i.bases for lv in b.levels))]
    assert all(level.activity and level.document for level in levels)


def test_figures_nobody_can_lift_within_the_year_have_no_activity(edition: Edition):
    without = {i.row for i in edition.spd if not any(level.activity for level in i.levels)}
    assert without == {"2a", "2b", "3", "4", "5a", "5b", "6", "7", "8", "9", "10a", "10b", "11a", "11b", "13b"}


def test_level_texts_and_ranges_carry_the_same_limits(edition: Edition):
    for indicator in edition.by_row.values():
        for row in (indicator, *indicator.bases):
            for level in row.levels:
                if level.range is None or row.step != Fraction(1, 100):
                    continue
                told = {Fraction(t.replace("−", "-").replace(",", ".")) for t in re.findall(r"−?\d+,\d+", level.text)}
                if level.text.startswith("Lebih dari"):
                    told = {t + row.step for t in told}
                assert told == {x for x in (level.range.low, level.range.high) if x is not None}, (row, level.text)


def test_no_web_address_stands_in_an_edition(edition: Edition):
    for name in editions():
        assert not re.search(r"https?:|www\.|\.go\.id|\.com", repr(load_edition(name)))


# shared steps (USERS.md)


def test_one_decree_raises_16_to_1_and_23_to_3(edition: Edition):
    steps = {step.id: step for step in edition.shared_steps}
    assert dict(steps["keputusan-daftar-inovasi"].raises) == {"16": 1, "23": 3}
    worth = sum(edition.by_row[row].weight * to for row, to in steps["keputusan-daftar-inovasi"].raises.items())
    assert worth == 6


def test_a_regulation_raises_16_to_2_and_a_training_adds_one_to_20(edition: Edition):
    steps = {step.id: step for step in edition.shared_steps}
    assert dict(steps["peraturan-kepala-daerah-inovasi"].raises) == {"16": 2}
    assert dict(steps["bimtek-bersama"].adds) == {"20": 1}


def test_a_decree_takes_weeks_a_regulation_months_and_a_regional_law_a_year(edition: Edition):
    weeks = {d.id: d.weeks for d in edition.documents}
    assert weeks["keputusan-kepala-daerah"] < 8
    assert 12 <= weeks["peraturan-kepala-daerah"] < 40
    assert weeks["peraturan-daerah"] >= 50


# the level of a raw figure


@pytest.mark.parametrize(
    ("row", "figure", "expected"),
    [
        *[
            ("3", f, e)
            for f, e in [("-50.34", 1), ("-50.33", 2), ("-50.32", 2), ("-50.31", 2), ("8.16", 2), ("8.17", 3)]
        ],
        *[("4", f, e) for f, e in [("2.04", 1), ("2.05", 2), ("5.22", 2), ("5.23", 3), ("5.24", 3)]],
        *[("5a", f, e) for f, e in [("-1.20", 1), ("0", 1), ("0.01", 2), ("0.35", 2), ("0.36", 3)]],
        *[("5b", f, e) for f, e in [("5.93", 1), ("5.92", 2), ("5.91", 2), ("2.36", 2), ("2.35", 3), ("2.34", 3)]],
        *[("6", f, e) for f, e in [("-47.44", 1), ("-47.43", 2), ("-47.42", 2), ("94.75", 2), ("94.76", 3)]],
        *[("7", f, e) for f, e in [("-5.16", 1), ("-5.15", 2), ("-5.14", 2), ("33.84", 2), ("33.85", 3)]],
        *[("10a", f, e) for f, e in [("0.07", 1), ("0.08", 2), ("1.15", 2), ("1.16", 3)]],
        *[("10b", f, e) for f, e in [("13.12", 1), ("13.11", 2), ("13.10", 2), ("4.83", 2), ("4.82", 3), ("4.81", 3)]],
        *[("11a", f, e) for f, e in [("0.55", 1), ("0.56", 2), ("0.89", 2), ("0.90", 3)]],
        *[("11b", f, e) for f, e in [("69.99", 1), ("70", 2), ("79.99", 2), ("80", 3)]],
        *[("17", f, e) for f, e in [("0", 0), ("1", 1), ("10", 1), ("11", 2), ("30", 2), ("31", 3)]],
        *[("24", f, e) for f, e in [("1", 0), ("2", 1), ("3", 2), ("4", 2), ("5", 3)]],
        *[("28", f, e) for f, e in [("6", 1), ("5", 2), ("2", 2), ("1", 3)]],
        *[("29", f, e) for f, e in [("50", 1), ("51", 2), ("90", 2), ("91", 3)]],
        *[("32", f, e) for f, e in [("12", 1), ("9", 1), ("8", 2), ("5", 2), ("4", 3), ("1", 3)]],
    ],
)
def test_level_3_is_tried_first_then_2_then_1(edition: Edition, row: str, figure: str, expected: int):
    assert level(edition, row, figure) == expected


@pytest.mark.parametrize(
    ("basis", "figures"),
    [
        ("a", ["1", "200", "201", "500", "501"]),
        ("b", ["5", "20", "20.01", "50", "50.01"]),
        ("c", ["0.01", "10", "10.01", "20", "20.01"]),
        ("d", ["0.01", "9.99", "10", "19.99", "20"]),
        ("e", ["1", "100", "101", "200", "201"]),
    ],
)
def test_the_bases_of_33_change_level_at_their_own_limits(edition: Edition, basis: str, figures: list[str]):
    assert [level(edition, "33", f, basis=basis) for f in figures] == [1, 1, 2, 2, 3]


@pytest.mark.parametrize("name", ["iid-2023", "iid-2024", "iid-2026"])
def test_every_figure_of_a_rows_step_has_a_level_and_levels_run_one_way(name: str):
    edition = load_edition(name)
    for indicator in edition.by_row.values():
        for row in (indicator, *indicator.bases):
            ranges = [lv.range for lv in row.levels if lv.range]
            if not ranges:
                continue
            assert row.step is not None
            limits = [x for r in ranges for x in (r.low, r.high) if x is not None]
            near = {x + n * row.step for x in limits for n in range(-3, 4)}
            figures = sorted(x for x in near if any(x in r for r in ranges) or min(limits) < x < max(limits))
            levels = [level_for(edition, row.levels, x, where=indicator.row) for x in figures]
            assert levels in (sorted(levels), sorted(levels, reverse=True)), (indicator.row, levels)
            assert set(levels) == {1, 2, 3}


def test_short_of_level_1_is_0(edition: Edition):
    assert level(edition, "33", "4.99", basis="b") == 0


def test_savings_above_30_percent_are_not_guessed(edition: Edition):
    assert level(edition, "33", "30", basis="c") == 3
    with pytest.raises(MissingFactError, match=r"parameter baris 33 untuk angka 30\.01"):
        level(edition, "33", "30.01", basis="c")


def test_a_figure_finer_than_the_step_that_falls_between_two_levels_is_refused(edition: Edition):
    with pytest.raises(MissingFactError, match=r"baris 29 untuk angka 90\.5"):
        level(edition, "29", "90.5")


def test_a_row_without_ranges_has_no_level_for_a_figure(edition: Edition):
    with pytest.raises(MissingFactError, match="rentang angka baris 16"):
        level(edition, "16", "1")


# predicates across editions (GOLDEN.md)


@pytest.mark.parametrize(
    ("name", "index", "label"),
    [
        ("iid-2026", "100", "Sangat Inovatif"),
        ("iid-2026", "65.01", "Sangat Inovatif"),
        ("iid-2026", "65.00", "Inovatif"),
        ("iid-2026", "62.45", "Inovatif"),
        ("iid-2026", "40.01", "Inovatif"),
        ("iid-2026", "40.00", "Kurang Inovatif"),
        ("iid-2026", "0.01", "Kurang Inovatif"),
        ("iid-2026", "0", "Tidak Dapat Dinilai"),
        ("iid-2025", "65.01", "Sangat Inovatif"),
        ("iid-2024", "62.45", "Sangat Inovatif"),
        ("iid-2024", "60.00", "Inovatif"),
        ("iid-2024", "34.99", "Kurang Inovatif"),
        ("iid-2023", "62.45", "Sangat Inovatif"),
        ("iid-2023", "60.3", "Sangat Inovatif"),
        ("iid-2023", "59.28", "Inovatif"),
        ("iid-2023", "35", "Inovatif"),
        ("iid-2023", "34.99", "Kurang Inovatif"),
        ("iid-2023", "0", "Tidak Dapat Dinilai"),
        ("iid-2027", "65.00", "Inovatif"),
    ],
)
def test_predicate(name: str, index: str, label: str):
    assert load_edition(name).predicate(Fraction(index)) == label


@pytest.mark.parametrize(("name", "index"), [("iid-2025", "65.00"), ("iid-2024", "0")])
def test_an_index_outside_the_known_predicates_names_the_missing_fact(name: str, index: str):
    with pytest.raises(MissingFactError, match=f"{name} tidak memuat batas predikat"):
        load_edition(name).predicate(Fraction(index))


# what an edition does not know


@pytest.mark.parametrize(
    ("name", "fact", "words"),
    [
        ("iid-2023", "urusan_needed", "syarat banyaknya urusan wajib pelayanan dasar"),
        ("iid-2023", "per_innovation", "nilai per inovasi"),
        ("iid-2023", "max_total", "nilai total maksimum"),
        ("iid-2024", "divisor_min", "pembagi minimum"),
        ("iid-2025", "max_total", "nilai total maksimum"),
    ],
)
def test_a_missing_constant_is_named(name: str, fact: str, words: str):
    with pytest.raises(MissingFactError, match=f"{name} tidak memuat {words}"):
        load_edition(name).need(fact)


def test_2023_knows_its_divisor_and_2024_its_maxima():
    assert load_edition("iid-2023").need_count("divisor_min") == 10
    assert load_edition("iid-2024").need("max_spd") == 63
    assert load_edition("iid-2024").need("max_total") == 250


@pytest.mark.parametrize("name", ["iid-2023", "iid-2024", "iid-2025"])
def test_the_spd_rows_before_2026_are_not_known(name: str):
    with pytest.raises(MissingFactError, match="daftar indikator SPD"):
        load_edition(name).rows(Part.SPD)


def test_the_weights_of_2023_sum_to_111():
    assert sum(3 * i.weight for i in load_edition("iid-2023").sid) == 111


def test_inferred_weights_of_2024_are_never_scored():
    edition = load_edition("iid-2024")
    assert {i.row for i in edition.sid if not i.weight_inferred} == {"31", "33", "35"}
    with pytest.raises(MissingFactError, match="bobot pasti baris SID 16, 17"):
        edition.table(Part.SID)


@pytest.mark.parametrize("name", ["iid-2023", "iid-2024"])
def test_mandatory_rows_before_2026_are_not_known(name: str):
    assert {i.mandatory for i in load_edition(name).sid} == {None}


def test_2027_takes_over_2026_but_for_the_forecast():
    new, old = load_edition("iid-2027"), load_edition("iid-2026")
    assert (new.spd, new.sid, new.predicates, new.documents) == (old.spd, old.sid, old.predicates, old.documents)
    assert (new.formula.divisor_min, new.formula.urusan_needed, len(new.urusan_wajib)) == (14, 6, 6)
    assert new.formula.max_total == 250


def test_2027_says_that_its_window_is_an_assumption():
    edition = load_edition("iid-2027")
    window = edition.eligibility.window
    assert window is not None
    assert (window.start, window.end) == (date(2025, 1, 1), date(2026, 12, 31))
    assert any("Asumsi" in rule and "jendela" in rule for rule in edition.rules)
