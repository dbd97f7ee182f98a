"""The year's rules with known answers: seen, overdue, extended, days to evidence, gains, load, attendance."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from klik_kit.core.records import Answer, HistoryEntry, Record, RecordKey
from klik_kit.core.region import Event
from klik_kit.core.season import (
    Dated,
    ahead,
    attendance,
    extended_from,
    first_after,
    gains,
    loads,
    median,
    next_deadline,
    overdue,
    record_at,
    unseen,
    visit_of,
)

AT = datetime(2026, 3, 1, 5, tzinfo=UTC)
TODAY = date(2026, 6, 15)


def record(name, kind, unit=None, parent=None, **values):
    answers = {n: Answer(field=n, value=v, version=1, who="x", at=AT) for n, v in values.items()}
    return Record(key=RecordKey(id=name, kind=kind, unit=unit, parent=parent), answers=answers)


def visit(name, unit, day, state="Selesai", coach="A"):
    return visit_of(record(name, "sesi", unit, tanggal=day, state=state, penanggung_jawab=coach))


def history(field, *values):
    return [HistoryEntry(number=n, record="R", field=field, value=v, version=n, who="x", at=AT + timedelta(days=n), hash="") for n, v in enumerate(values, 1)]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "state", "seen"),
    [("2026-01-01", "Selesai", True), ("2026-06-15", "Berlangsung", True), ("2026-06-20", "Terjadwal", False), ("2026-03-01", "Dibatalkan", False),
     ("2026-03-01", "Dialihkan", False), ("2025-12-31", "Selesai", False), ("kapan-kapan", "Selesai", False)],
)  # fmt: skip
def test_a_unit_is_seen_where_a_visit_of_this_year_was_held(day, state, seen):
    assert unseen(["B", "A"], [visit("S", "A", day, state)], year=2026) == (("B",) if seen else ("B", "A"))


def test_a_unit_whose_people_came_to_anothers_visit_is_seen():
    visits = [
        visit("S1", "A", "2026-02-01"),
        visit("S2", "A", "2026-02-01", "Terjadwal"),
        visit("S3", "A", "2025-02-01"),
    ]
    present = [record("H1", "kehadiran", "B", "S1"), record("H2", "kehadiran", "C", "S1"), record("H3", "kehadiran", "D", "S2"), record("H4", "kehadiran", "E", "S3")]  # fmt: skip
    assert unseen("ABCDE", visits, present, year=2026) == ("D", "E")


def test_open_tasks_after_their_last_day_are_overdue_the_longest_first():
    tasks = [
        record("T1", "tindak_lanjut", "A", text="a", due="2026-06-14"),
        record("T2", "tindak_lanjut", "A", text="b", due="2026-06-01", owner="Siti"),
        record("T3", "tindak_lanjut", "A", text="c", due="2026-06-15"),
        record("T4", "tindak_lanjut", "A", text="d", due="2026-01-01", state="Selesai"),
        record("T5", "tindak_lanjut", "A", text="e"),
        record("T6", "tindak_lanjut", "A", text="f", due="besok"),
    ]
    assert [(d.id, d.days, d.owner) for d in overdue(tasks, today=TODAY)] == [("T2", 14, "Siti"), ("T1", 1, "")]


def test_what_is_on_and_what_comes_is_ahead_in_order():
    dates = [
        Dated(event=Event(name="lewat", start=date(2026, 6, 1), end=date(2026, 6, 14))),
        Dated(event=Event(name="nanti", start=date(2026, 8, 1))),
        Dated(event=Event(name="kini", start=date(2026, 6, 1), end=date(2026, 6, 15))),
        Dated(event=Event(name="akhir saja", end=date(2026, 7, 1))),
        Dated(event=Event(name="tanpa tanggal")),
    ]
    assert [d.event.name for d in ahead(dates, today=TODAY)] == ["kini", "akhir saja", "nanti"]


@pytest.mark.parametrize(
    ("ends", "before"),
    [(("2026-08-07",), None), (("2026-08-07", "2026-08-23"), date(2026, 8, 7)), (("2026-08-07", "2026-08-15", "2026-08-23"), date(2026, 8, 7)),
     (("2026-08-23", "2026-08-07"), None), (("2026-08-07", None, "2026-08-23"), date(2026, 8, 7)), ((), None)],
)  # fmt: skip
def test_an_end_moved_later_is_an_extension_of_the_first(ends, before):
    assert extended_from(history("end", *ends)) == before


def test_the_next_deadline_is_the_nearest_still_to_come():
    events = [
        Event(name="Batas Ajukan", start=date(2026, 6, 1)),
        Event(name="Cut-off", start=date(2026, 8, 14)),
        Event(name="Batas verifikasi", start=date(2026, 8, 7)),
        Event(name="Rapat", start=date(2026, 6, 16)),
    ]
    found = next_deadline(events, today=TODAY)
    assert found is not None
    assert found.name == "Batas verifikasi"
    assert next_deadline(events[:1], today=TODAY) is None


def test_days_from_advice_count_the_first_evidence_after_it():
    times = [AT - timedelta(days=5), AT + timedelta(days=9), AT + timedelta(days=3, hours=23)]
    assert first_after(AT, times) == 3
    assert first_after(AT, [AT, AT - timedelta(days=1)]) is None


@pytest.mark.parametrize(
    ("values", "middle"), [([], None), ([7], 7), ([9, 1, 4], 4), ([1, 2], Fraction(3, 2)), ([8, 1, 2, 100], 5)]
)
def test_the_median_is_exact(values, middle):
    assert median(values) == middle


def test_a_record_is_rebuilt_as_it_stood():
    told = [
        *history("mandiri.16", "1", "3", None),
        HistoryEntry(number=9, record="R", field="@key", value="x", version=1, who="x", at=AT, hash=""),
    ]
    standing = record("R", "penilaian")
    assert record_at(standing, told, AT).values() == {}
    assert record_at(standing, told, AT + timedelta(days=1)).values() == {"mandiri.16": "1"}
    assert record_at(standing, told, AT + timedelta(days=2, hours=1)).values() == {"mandiri.16": "3"}
    assert record_at(standing, told, AT + timedelta(days=3)).values() == {}


def test_points_are_gained_from_each_visit_to_the_next_and_until_now():
    first, second = visit("S1", "A", "2026-02-01"), visit("S2", "A", "2026-04-01")
    was = {"i": Fraction(40), "j": Fraction(10)}
    then = {"i": Fraction(46), "j": Fraction(9)}
    found = gains([(first, was), (second, then)], now={"i": Fraction(50), "j": Fraction(9)})
    assert [(g.visit.id, g.until, g.points, g.innovations) for g in found] == [
        ("S1", date(2026, 4, 1), 5, 2),
        ("S2", None, 4, 2),
    ]


def test_what_was_not_scored_at_both_ends_is_no_gain():
    one = visit("S1", "A", "2026-02-01")
    assert gains([(one, {})], now={"i": Fraction(60)})[0].points is None
    assert gains([(one, {"i": Fraction(60)})], now={})[0].points is None
    assert gains([(one, {"i": Fraction(5)})], now={"i": Fraction(6), "j": Fraction(60)})[0].points == 1
    assert gains([], now={"i": Fraction(6)}) == ()


def test_each_coach_carries_visits_units_and_open_tasks_of_this_year():
    visits = [
        visit("S1", "A", "2026-02-01"), visit("S2", "A", "2026-03-01"), visit("S3", "B", "2026-03-02", "Terjadwal"),
        visit("S4", "B", "2026-03-02", coach="B"), visit("S5", "B", "2025-03-02", coach="C"), visit("S6", "B", "2026-03-02", "Dibatalkan", coach="D"),
    ]  # fmt: skip
    tasks = [record("T1", "tindak_lanjut", "A", "S1", text="a"), record("T2", "tindak_lanjut", "A", "S1", text="b", state="Selesai"), record("T3", "tindak_lanjut", "A", "S9", text="c")]  # fmt: skip
    assert loads(visits, tasks, year=2026) == (("A", 2, 1, 1, 1), ("B", 1, 0, 1, 0))


def test_attendance_is_of_held_visits():
    visits = {
        v.id: v
        for v in (
            visit("S1", "A", "2026-02-01"),
            visit("S2", "A", "2026-03-01", "Berlangsung"),
            visit("S3", "A", "2026-03-01", "Terjadwal"),
        )
    }
    present = [record(f"H{n}", "kehadiran", parent=p) for n, p in enumerate(("S1", "S1", "S1", "S3", "S9"))]
    assert attendance(present, visits) == (3, 2, Fraction(3, 2))
    assert attendance(present, {}) == (0, 0, None)
