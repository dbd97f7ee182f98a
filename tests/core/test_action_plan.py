"""Action plans with known answers: documents against dates, gaps, actors, and the picture's places."""

from datetime import date
from fractions import Fraction

import pytest

from klik_kit.content.stages import load_actors
from klik_kit.core.action_plan import (
    Landmark,
    committed_kinds,
    document_checks,
    exact_of,
    landmarks,
    plan_findings,
    steps_of,
    timeline,
    total_cost,
)
from klik_kit.core.region import Event
from klik_kit.core.rubric import Window

TODAY = date(2026, 6, 1)
DATES = (
    Landmark(name="Buka", day=date(2026, 5, 18)),
    Landmark(name="Batas ajukan", day=date(2026, 7, 17)),
    Landmark(name="Cut-off", day=date(2026, 8, 14)),
)
SK, PERDA = "Keputusan Kepala Daerah", "Peraturan Daerah"


def _checks(edition, today=TODAY, **row):
    steps = steps_of({f"langkah.1.{name}": value for name, value in row.items()})
    return document_checks(steps, edition, DATES, today=today)


def _names(check):
    return [one.name for one in check.missed]


@pytest.mark.parametrize(
    ("document", "start", "ready", "missed"),
    [
        (SK, "2026-06-01", date(2026, 6, 29), []),
        (SK, "2026-06-19", date(2026, 7, 17), []),  # ready on the last day itself
        (SK, "2026-06-20", date(2026, 7, 18), ["Batas ajukan"]),
        (SK, "2026-08-01", date(2026, 8, 29), ["Batas ajukan", "Cut-off"]),
        (PERDA, "2026-06-01", date(2027, 5, 31), ["Batas ajukan", "Cut-off"]),
    ],
)
def test_a_document_is_ready_its_weeks_after_the_step_began_and_misses_earlier_dates(edition, document, start, ready, missed):  # fmt: skip
    (check,) = _checks(edition, dokumen=document, mulai=start)
    assert (check.ready, _names(check)) == (ready, missed)


def test_a_step_that_has_not_begun_begins_today_at_the_earliest(edition):
    (check,) = _checks(edition, dokumen=SK, mulai="2026-01-05", keadaan="Belum mulai")
    assert (check.begun, check.ready) == (TODAY, date(2026, 6, 29))


def test_a_running_step_counts_from_its_start_but_is_never_ready_in_the_past(edition):
    (check,) = _checks(edition, dokumen=SK, mulai="2026-05-25", keadaan="Berjalan")
    assert check.ready == date(2026, 6, 22)
    (check,) = _checks(edition, dokumen=SK, mulai="2026-01-05", keadaan="Berjalan")
    assert check.ready == TODAY


def test_what_is_done_and_what_the_edition_does_not_know_is_not_judged(edition):
    assert _checks(edition, dokumen=SK, mulai="2026-08-01", keadaan="Selesai") == ()
    assert _checks(edition, dokumen="Surat biasa", mulai="2026-08-01") == ()


def test_a_planned_end_before_the_document_can_be_ready_is_told(edition):
    (check,) = _checks(edition, dokumen=SK, mulai="2026-06-01", selesai="2026-06-10")
    assert check.short
    assert check.text() == (
        "Biasanya perlu sekitar 4 minggu; bila dimulai 1 Juni 2026, paling cepat siap 29 Juni 2026. "
        "Rencana selesai 10 Juni 2026 terlalu dekat."
    )


def test_missed_dates_stand_in_the_sentence_with_their_days(edition):
    (check,) = _checks(edition, dokumen=SK, mulai="2026-08-01")
    assert "Tidak dapat siap sebelum Batas ajukan (17 Juli 2026) dan Cut-off (14 Agustus 2026)." in check.text()


def test_the_four_dates_are_found_however_their_names_are_spelt():
    events = [Event(name="cut off", start=date(2026, 8, 14)), Event(name="Kelas", start=date(2026, 1, 1)), Event(name="BATAS AJUKAN", start=date(2026, 7, 1), end=date(2026, 7, 17), expected=True), Event(name="Buka")]  # fmt: skip
    assert landmarks(events) == (
        Landmark(name="Batas ajukan", day=date(2026, 7, 17), expected=True),
        Landmark(name="Cut-off", day=date(2026, 8, 14)),
    )


def test_steps_stand_in_the_order_they_begin_and_name_what_is_not_written():
    steps = steps_of({"langkah.1.apa": "B", "langkah.2.apa": "A", "langkah.2.mulai": "2026-02-01", "langkah.2.biaya": "1500000,5"})  # fmt: skip
    assert [step.what for step in steps] == ["A", "B"]
    assert steps[0].missing == ("mengapa", "siapa", "kapan selesai", "di mana", "bagaimana")
    assert total_cost(steps) == (Fraction(3000001, 2), 1)


def test_an_end_before_the_start_and_an_end_that_has_passed_are_found():
    rows = {"langkah.1.apa": "A", "langkah.1.mulai": "2026-07-02", "langkah.1.selesai": "2026-07-01", "langkah.2.apa": "B", "langkah.2.selesai": "2026-05-31", "langkah.3.apa": "C", "langkah.3.selesai": "2026-05-31", "langkah.3.keadaan": "Selesai"}  # fmt: skip
    found = {field: tone for field, tone, _ in plan_findings(steps_of(rows), today=TODAY) if tone != "info"}
    assert found == {"langkah.1.selesai": "error", "langkah.2.keadaan": "warning"}


def test_the_timeline_places_bars_dates_and_the_window_it_overlaps(edition):
    rows = {"langkah.1.apa": "SOP", "langkah.1.mulai": "2026-06-01", "langkah.1.selesai": "2026-06-20", "langkah.2.apa": "tanpa tanggal"}  # fmt: skip
    steps = steps_of(rows)
    window = Window(start=date(2024, 1, 1), end=date(2026, 6, 30), older_if_developed=True)
    drawn = timeline(steps, (), DATES, window, today=TODAY)
    # from 1 May (the month of Buka) to 21 August (a week after the last date): 112 days
    assert [(bar["label"], bar["from"], bar["to"]) for bar in drawn["bars"]] == [("SOP", round(31000 / 112), round(50000 / 112))]  # fmt: skip
    assert [mark["at"] for mark in drawn["marks"]] == [round(17000 / 112), round(77000 / 112), round(105000 / 112)]
    assert drawn["band"]["from"] == 0
    assert drawn["band"]["to"] == round(60000 / 112)
    past = Window(start=date(2024, 1, 1), end=date(2025, 12, 31), older_if_developed=True)
    assert timeline(steps, (), DATES, past, today=TODAY)["band"] is None


def test_a_plan_without_a_date_draws_nothing():
    assert timeline(steps_of({"langkah.1.apa": "A"}), (), DATES, None, today=TODAY) == {}


def test_a_late_document_colours_its_bar(edition):
    steps = steps_of({"langkah.1.apa": "SK", "langkah.1.mulai": "2026-08-01", "langkah.1.dokumen": SK})
    checks = document_checks(steps, edition, DATES, today=TODAY)
    assert timeline(steps, checks, DATES, None, today=TODAY)["bars"][0]["tone"] == "warning"


def test_only_kinds_that_are_committed_count_each_once():
    rows = {"aktor.1.jenis": "Media", "aktor.1.komitmen": "Sudah", "aktor.2.jenis": "Media", "aktor.2.komitmen": "Sudah", "aktor.3.jenis": "Bisnis", "aktor.3.komitmen": "Dibicarakan"}  # fmt: skip
    assert committed_kinds(rows) == ("Media",)


@pytest.mark.parametrize(("count", "level"), [(0, 0), (2, 0), (3, 1), (4, 2), (5, 3), (9, 3)])
def test_kinds_of_actors_reach_the_parameters_of_row_22(count, level):
    assert load_actors().level(count) == level


@pytest.mark.parametrize("text", [None, "", "135 menit", "1e999999999", "1/3", "NaN", "inf", "९", "1.2.3", "9" * 16])
def test_what_is_not_plainly_a_number_is_none(text):
    assert exact_of(text) is None


@pytest.mark.parametrize(
    ("text", "value"), [("12,5", Fraction(25, 2)), ("-3.25", Fraction(-13, 4)), ("0", Fraction(0))]
)
def test_a_figure_is_exact(text, value):
    assert exact_of(text) == value
