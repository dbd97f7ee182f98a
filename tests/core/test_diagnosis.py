"""From keluhan to gagasan: ranks, pictures, and what is still missing."""

import pytest

from klik_kit.core.diagnosis import Usg, fishbone, impact, missing, problems, ranks, usg_rows, whys


def problem(number: int, text: str, *usg: str) -> dict[str, str]:
    scales = dict(zip(("urgency", "seriousness", "growth"), usg, strict=False))
    return {f"masalah.{number}.{name}": value for name, value in {"uraian": text, **scales}.items()}


QUEUE = problem(1, "Antrean dua jam", "4", "3", "3")
COMPLETE = {
    **QUEUE,
    "masalah.1.siapa": "Lansia",
    "masalah.1.angka": "135 menit",
    "masalah_utama": "Antrean dua jam",
    "mengapa.1.alasan": "Berkas dicari satu per satu",
    "akar": "Berkas tidak bernomor",
    "gagasan.1.uraian": "Berkas bernomor",
    "gagasan_utama": "Berkas bernomor",
}


def lacking(values: dict[str, str]) -> list[str]:
    return [field for _, field in missing(values)]


def test_the_total_is_the_sum_of_the_three():
    assert Usg(urgency=5, seriousness=4, growth=3).total == 12


@pytest.mark.parametrize("number", [0, 6])
def test_a_number_outside_the_scale_is_refused(number):
    with pytest.raises(ValueError, match="di luar 1"):
        Usg(urgency=number, seriousness=3, growth=3)


def test_equal_totals_share_a_rank_and_the_next_rank_is_left_out():
    same = Usg(urgency=3, seriousness=3, growth=3)
    assert ranks([Usg(urgency=1, seriousness=1, growth=1), same, same]) == (3, 1, 1)


def test_problems_keep_the_order_in_which_they_were_written():
    assert problems(QUEUE | problem(2, "Obat habis")) == (
        ("Antrean dua jam", Usg(urgency=4, seriousness=3, growth=3)),
        ("Obat habis", None),
    )


def test_the_largest_problem_stands_first():
    rows = usg_rows(QUEUE | problem(2, "Obat habis", "5", "5", "4"))
    assert [(row["label"], row["rank"]) for row in rows] == [("Obat habis", 1), ("Antrean dua jam", 2)]


def test_a_problem_rated_in_part_has_neither_total_nor_rank():
    assert usg_rows(problem(1, "Obat habis", "5")) == [
        {"label": "Obat habis", "total": None, "rank": None, "tie": False}
    ]


def test_a_problem_that_is_not_rated_stands_last():
    assert [row["label"] for row in usg_rows(problem(1, "Obat habis") | problem(2, "Antrean", "1", "1", "1"))] == [
        "Antrean",
        "Obat habis",
    ]


def test_a_tie_is_told_at_both_problems():
    assert [row["tie"] for row in usg_rows(QUEUE | problem(2, "Obat habis", "3", "3", "4"))] == [True, True]


def test_two_problems_with_one_text_are_two_problems():
    assert [row["total"] for row in usg_rows(problem(1, "Antrean", "1", "1", "1") | problem(2, "Antrean"))] == [3, None]


def test_a_rating_that_cannot_be_is_no_rating():
    assert usg_rows(problem(1, "Obat habis", "5", "9", "²"))[0]["total"] is None


def test_a_row_without_a_problem_is_not_drawn():
    assert usg_rows({"masalah.1.siapa": "Lansia"}) == []


def test_an_empty_diagnosis_draws_empty_pictures():
    assert (usg_rows({}), whys({}), fishbone({}), impact({})) == (
        [],
        {"problem": None, "steps": [], "root": None},
        {"problem": None, "branches": []},
        {"ideas": []},
    )


def test_the_whys_go_from_the_problem_to_the_root():
    assert whys(
        {
            "masalah_utama": "Antrean",
            "mengapa.1.alasan": "Loket satu",
            "mengapa.3.alasan": "Petugas dua",
            "akar": "Jadwal",
        }
    ) == {"problem": "Antrean", "steps": ["Loket satu", "Petugas dua"], "root": "Jadwal"}


def test_causes_stand_on_the_bone_of_their_group():
    values = {"sebab.1.kategori": "Metode", "sebab.1.uraian": "Manual", "sebab.2.kategori": "Manusia"}
    values |= {"sebab.2.uraian": "Dua orang", "sebab.3.kategori": "Metode", "sebab.3.uraian": "Lima meja"}
    assert fishbone(values)["branches"] == [
        {"label": "Manusia", "causes": ["Dua orang"]},
        {"label": "Metode", "causes": ["Manual", "Lima meja"]},
    ]


def test_a_cause_without_a_group_stands_under_lainnya():
    assert fishbone({"sebab.1.uraian": "Hujan"})["branches"] == [{"label": "Lainnya", "causes": ["Hujan"]}]


def test_a_cause_of_an_unknown_group_is_not_lost():
    values = {"sebab.1.kategori": "Cuaca", "sebab.1.uraian": "Hujan"}
    assert fishbone(values)["branches"] == [{"label": "Lainnya", "causes": ["Hujan"]}]


def test_a_cause_is_drawn_with_its_mark():
    values = {"sebab.1.kategori": "Metode", "sebab.1.uraian": "Manual", "sebab.1.tag": "tidak efisien"}
    assert fishbone(values)["branches"][0]["causes"] == ["Manual (tidak efisien)"]


def test_the_eighteenth_cause_is_drawn():
    assert fishbone({"sebab.18.uraian": "Hujan"})["branches"] != []


def test_the_idea_with_the_most_impact_for_its_effort_stands_first():
    values = {"gagasan.1.uraian": "Gedung", "gagasan.1.impact": "5", "gagasan.1.effort": "5"}
    values |= {"gagasan.2.uraian": "Nomor", "gagasan.2.impact": "4", "gagasan.2.effort": "1"}
    assert impact(values)["ideas"] == [
        {"label": "Nomor", "impact": 4, "effort": 1},
        {"label": "Gedung", "impact": 5, "effort": 5},
    ]


def test_an_idea_rated_in_part_is_not_drawn():
    assert impact({"gagasan.1.uraian": "Gedung", "gagasan.1.impact": "5"}) == {"ideas": []}


def test_a_complete_diagnosis_lacks_nothing():
    assert missing(COMPLETE) == ()


def test_an_empty_diagnosis_begins_with_the_problem():
    assert missing({})[0] == ("Masalah belum ditulis.", "masalah.1.uraian")


@pytest.mark.parametrize(
    ("without", "field"),
    [
        ("masalah.1.angka", "masalah.1.angka"),
        ("masalah.1.siapa", "masalah.1.siapa"),
        ("masalah_utama", "masalah_utama"),
        ("mengapa.1.alasan", "mengapa.1.alasan"),
        ("akar", "akar"),
        ("gagasan_utama", "gagasan_utama"),
    ],
)
def test_what_is_missing_leads_to_its_field(without, field):
    assert lacking({name: value for name, value in COMPLETE.items() if name != without}) == [field]


def test_one_problem_alone_need_not_be_rated():
    assert lacking({k: v for k, v in COMPLETE.items() if not k.endswith(("urgency", "seriousness", "growth"))}) == []


def test_of_several_problems_the_first_that_is_not_rated_is_asked_for():
    assert lacking(COMPLETE | problem(3, "Obat habis")) == ["masalah.3.urgency"]


def test_a_number_is_asked_for_in_the_first_row_that_was_written():
    rest = {name: value for name, value in COMPLETE.items() if not name.startswith("masalah.")}
    assert lacking(rest | {"masalah.2.uraian": "Antrean", "masalah.2.siapa": "Lansia"}) == ["masalah.2.angka"]
