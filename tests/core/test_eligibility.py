"""Which basket, and why."""

from dataclasses import replace
from datetime import date

import pytest

from klik_kit.content import load_edition
from klik_kit.core.eligibility import Basket, judge
from klik_kit.core.portfolio import Innovation

FIT = Innovation(id="i", opd="A", urusan="Kesehatan", stage="Penerapan", implemented=date(2025, 5, 2), words=320)


@pytest.mark.parametrize(
    ("change", "basket"),
    [
        ({}, Basket.REPORT),
        ({"implemented": date(2024, 1, 1)}, Basket.REPORT),
        ({"implemented": date(2025, 12, 31)}, Basket.REPORT),
        ({"implemented": date(2026, 1, 1)}, Basket.NEXT_YEAR),
        ({"implemented": date(2023, 12, 31)}, Basket.DEVELOP),
        ({"implemented": date(2020, 1, 1), "developed": date(2024, 6, 1)}, Basket.REPORT),
        ({"implemented": date(2020, 1, 1), "developed": date(2023, 6, 1)}, Basket.DEVELOP),
        ({"implemented": None}, Basket.NOT_YET),
        ({"implemented": None, "stage": "Uji Coba"}, Basket.NEXT_YEAR),
        ({"words": 299}, Basket.NOT_YET),
        ({"words": 300}, Basket.REPORT),
        ({"words": None}, Basket.REPORT),
        ({"implemented": date(2026, 3, 1), "words": 10}, Basket.NEXT_YEAR),
    ],
)
def test_baskets_of_2026(edition, change, basket):
    assert judge(edition, replace(FIT, **change)).basket is basket


def test_the_stage_is_a_warning_and_no_bar(edition):
    verdict = judge(edition, replace(FIT, stage="Inisiatif"))
    assert verdict.basket is Basket.REPORT
    assert [f.code for f in verdict.findings if f.warning] == ["tahap"]
    assert verdict.problems == ()


def test_a_young_innovation_is_told_when_it_can_be_reported(edition):
    text = judge(edition, replace(FIT, implemented=date(2026, 3, 12))).findings[0].text
    assert text == (
        "Inovasi ini mulai diterapkan pada 12 Maret 2026 sehingga belum dapat dilaporkan tahun ini. "
        "Data disimpan untuk pelaporan tahun 2027."
    )


def test_a_short_rancang_bangun_is_told_by_its_words(edition):
    assert judge(edition, replace(FIT, words=212)).findings[0].text == "Rancang bangun baru 212 kata, minimal 300 kata."


def test_scores_alone_say_nothing_about_eligibility(edition):
    verdict = judge(edition, Innovation(id="i", opd="A", profile_known=False))
    assert verdict.basket is None
    assert verdict.counted


def test_an_edition_without_a_window_warns_and_bars_nobody():
    verdict = judge(load_edition("iid-2024"), FIT)
    assert verdict.counted
    assert any("tidak diketahui" in f.text for f in verdict.findings)


@pytest.mark.parametrize(
    "change",
    [
        {"trial": date(2025, 6, 1)},
        {"developed": date(2024, 1, 1)},
    ],
)
def test_dates_out_of_order_are_told_and_bar_nobody(edition, change):
    verdict = judge(edition, replace(FIT, **change))
    assert verdict.basket is Basket.REPORT
    assert [f.code for f in verdict.findings] == ["urutan_tanggal"]
