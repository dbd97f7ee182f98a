"""The stages' pictures in a browser: they say the same in words, and a hostile text stays text."""

from datetime import date
from fractions import Fraction

import pytest

from klik_kit.core.action_plan import Landmark, document_checks, steps_of, timeline
from klik_kit.core.pilot import Compared, bars

HOSTILE = '<img src=x onerror="document.title=1">'
DRAW = """async ([name, data]) => {
  const { pictureOf } = await import("/widgets/js/pictures.js");
  const place = document.createElement("div");
  place.className = "klik"; place.id = "gambar";
  document.body.append(place);
  place.append(pictureOf(name, data));
  return place.innerText;
}"""


def _timeline(edition):
    rows = {"langkah.1.apa": HOSTILE, "langkah.1.mulai": "2026-08-01", "langkah.1.dokumen": "Keputusan Kepala Daerah", "langkah.2.apa": "Susun SOP", "langkah.2.mulai": "2026-06-01", "langkah.2.selesai": "2026-06-20"}  # fmt: skip
    steps, dates, today = steps_of(rows), (Landmark(name="Batas ajukan", day=date(2026, 7, 17)),), date(2026, 6, 1)
    return timeline(steps, document_checks(steps, edition, dates, today=today), dates, None, today=today)


@pytest.mark.parametrize("width", [390, 1280])
def test_the_timeline_draws_each_step_and_reads_as_a_list(opened, edition, width):
    page = opened(width=width)
    page.evaluate(DRAW, ["planTimeline", _timeline(edition)])
    assert page.locator("#gambar svg rect").count() == 2
    assert page.locator("#gambar svg path").count() == 1
    page.locator("#gambar summary").click()
    told = page.locator("#gambar li").all_inner_texts()
    assert told[0] == "Susun SOP: 1 Juni 2026 s.d. 20 Juni 2026"
    assert told[1].startswith(f"{HOSTILE}: 1 Agustus 2026")
    assert told[2] == "Batas ajukan: 17 Juli 2026"
    assert page.locator("#gambar img").count() == 0
    sticks_out = "() => document.querySelector('#gambar').scrollWidth > innerWidth"
    assert not page.evaluate(sticks_out)


def test_before_and_after_says_its_figures_and_its_change(opened):
    measure = Compared(label=HOSTILE, unit="menit", before=Fraction(135), after=Fraction(30))
    page = opened()
    told = page.evaluate(DRAW, ["beforeAfter", bars([measure], names=("Sebelum", "Target"))])
    assert "turun 77,78 % (lebih baik)" in told
    assert "135 menit" in told
    assert page.locator("#gambar img").count() == 0


def test_the_map_of_evidence_is_a_table_with_headings_of_rows_and_columns(opened):
    data = {"title": "Peta", "columns": ["Baris", "Ada"], "rows": [{"label": "16. Regulasi", "cells": [{"text": "1 berkas", "tone": "success"}]}]}  # fmt: skip
    page = opened()
    page.evaluate(DRAW, ["evidenceHeat", data])
    assert page.locator("#gambar th[scope=row]").inner_text() == "16. Regulasi"
    assert page.locator("#gambar td.klik-peta-success").inner_text() == "1 berkas"


def test_an_empty_picture_says_so(opened):
    page = opened()
    assert page.evaluate(DRAW, ["planTimeline", {}]) != ""
