"""A class as values: what is asked, who needs the coach first, how time runs, what five questions say."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from klik_kit.content.forms import load_form
from klik_kit.core.classes import (
    Call,
    Part,
    Standing,
    Task,
    Template,
    by_need,
    call_of,
    classroom_of,
    minutes_left,
    results,
    seat_key,
)
from klik_kit.core.records import Answer, Record, RecordKey

NOW = datetime(2026, 8, 4, 3, 0, tzinfo=UTC)


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def standing(
    name: str, *, saved: float | None = 0, answered: int = 1, of: int = 10, call: float | None = None
) -> Standing:
    return Standing(
        unit=name, name=name, answered=answered, of=of, saved_at=None if saved is None else ago(saved),
        call=None if call is None else Call(at=ago(call)),
    )  # fmt: skip


def order(*found: Standing) -> list[str]:
    return [one.name for one in by_need(found, now=NOW, started=ago(30))]


def test_a_call_comes_before_everything_and_the_oldest_call_first():
    assert order(standing("diam", saved=29), standing("baru", call=1), standing("lama", call=5)) == [
        "lama",
        "baru",
        "diam",
    ]


def test_then_who_is_still_longest_and_then_who_has_least():
    found = order(standing("tiga", saved=3), standing("sembilan", saved=9), standing("kosong", saved=3, answered=0))
    assert found == ["sembilan", "kosong", "tiga"]


def test_who_saved_nothing_is_still_since_the_class_began():
    assert order(standing("sepuluh", saved=10), standing("belum", saved=None)) == ["belum", "sepuluh"]
    assert standing("belum", saved=None).still(NOW, ago(30)) == 30


def test_who_is_done_comes_last_however_long_still():
    assert order(standing("lengkap", saved=29, answered=10), standing("baru")) == ["baru", "lengkap"]


def test_the_order_does_not_change_within_a_minute():
    assert order(standing("b", saved=3.9), standing("a", saved=3.1)) == ["a", "b"]


def test_a_form_asked_for_twice_counts_its_sections_once():
    part = Part(title="x", minutes=10, doing="x", tasks=(Task(form="diagnosis", sections=("masalah", "mengapa")),))
    again = Part(
        title="y", minutes=5, doing="y", tasks=(Task(form="diagnosis", sections=("mengapa",)), Task(form="profil"))
    )
    template = Template(
        id="t", title="t", theme="t", participants="p", material=(), output="o", stuck_minutes=5, parts=(part, again)
    )
    assert template.tasks == (Task(form="diagnosis", sections=("masalah", "mengapa")), Task(form="profil"))
    assert template.minutes == 15


def test_progress_counts_only_the_sections_asked_for():
    form = load_form("diagnosis")
    done, of = Task(form="diagnosis", sections=("masalah", "mengapa")).progress(
        form, {"akar": "Loket satu", "gagasan_utama": "x"}
    )
    assert (done, of) == (1, 4)
    assert Task(form="diagnosis").progress(form, {})[1] > 4


def test_the_time_of_a_part_runs_down_and_past_its_end():
    part = Part(title="x", minutes=10, doing="x")
    assert minutes_left(part, ago(0), NOW) == 10
    assert minutes_left(part, ago(9.5), NOW) == 1
    assert minutes_left(part, ago(10), NOW) == 0
    assert minutes_left(part, ago(13), NOW) == -3


def test_a_call_of_another_class_is_none():
    answers = {
        n: Answer(field=n, value=v, version=1, who="x", at=NOW)
        for n, v in (("class", "KL-1"), ("call", NOW.isoformat()))
    }
    seat = Record(key=seat_key("DINKES"), answers=answers)
    assert call_of(seat, "KL-1") == Call(at=NOW)
    assert call_of(seat, "KL-2") is None


def test_a_new_class_has_no_units_and_no_beginning():
    room = classroom_of(Record(key=RecordKey(id="KL-1", kind="kelas")))
    assert (room.units, room.started, room.stage.value, room.part) == ((), None, "Disiapkan", 1)


def test_five_questions_each_side_and_unanswered_is_none():
    for name in ("form_kelas_peserta", "form_kelas_pendamping"):
        empty = results(load_form(name), [])
        assert len(empty) == 5
        assert all(result.answered == 0 and result.mean is None for result in empty)


def test_a_scale_has_its_counts_and_an_exact_mean():
    answers = [("Dinkes", {"manfaat": "5", "langkah": "Uji coba"}), ("Disdik", {"manfaat": "4"})]
    useful, *_, step, _ = results(load_form("form_kelas_peserta"), answers)
    assert (useful.mean, useful.answered) == (Fraction(9, 2), 2)
    assert dict(useful.counts)["5"] == 1
    assert step.texts == (("Dinkes", "Uji coba"),)
