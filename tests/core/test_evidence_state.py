"""Evidence by state and owner, what is owed this week, and the best steps of different rows."""

from datetime import date, timedelta

from klik_kit.core.evidence_state import next_steps, owed, row_label, row_states

TODAY = date(2026, 6, 1)


def _states(edition, levels, **more):
    given = {"documents": {}, "odd": {}, "returned": {}, "tasks": {}} | more
    return {one.row.row: one for one in row_states(edition, levels, **given)}


def test_a_parameter_without_a_document_is_lacking_and_none_is_not(edition):
    found = _states(edition, {"16": 1, "17": 2, "18": 0}, documents={"17": 1})
    assert [row for row, one in found.items() if one.lacking] == ["16"]
    assert found["19"].level is None


def test_owners_are_found_by_the_rows_label_or_its_code(edition):
    tasks = {"tagihan.1.indikator": row_label(edition.by_row["16"]), "tagihan.1.siapa": "Ani", "tagihan.2.indikator": "16", "tagihan.2.siapa": "Beni", "tagihan.3.indikator": "17"}  # fmt: skip
    found = _states(edition, {}, tasks=tasks)
    assert (found["16"].owners, found["17"].owners) == (("Ani", "Beni"), ())


def test_owed_is_what_is_due_within_seven_days_or_late_and_not_yet_there():
    days = [(TODAY + timedelta(days=n)).isoformat() for n in (-1, 7, 8, 0)]
    tasks = {f"tagihan.{n}.{name}": value for n, on in enumerate(days, start=1) for name, value in {"indikator": f"{15 + n}. x", "siapa": "Ani", "batas": on}.items()}  # fmt: skip
    tasks |= {"monitoring.1.tanggal": days[1], "monitoring.1.apa": "Loket", "monitoring.2.tanggal": days[0], "monitoring.2.hasil": "Baik"}  # fmt: skip
    plan = {"langkah.1.apa": "SOP", "langkah.1.selesai": days[0], "langkah.1.siapa": "Cici", "langkah.2.apa": "SK", "langkah.2.selesai": days[0], "langkah.2.keadaan": "Selesai"}  # fmt: skip
    found = owed(tasks, plan, documents={"19": 1}, today=TODAY)
    assert [(one.what, one.who, one.late) for one in found] == [
        ("Data dukung 16. x", "Ani", True), ("Langkah: SOP", "Cici", True), ("Data dukung 17. x", "Ani", False), ("Monitoring: Loket", "", False),
    ]  # fmt: skip


def test_next_steps_are_of_different_rows_by_falling_gain(edition):
    found = next_steps(edition, {}, divisor=12, basis={})
    assert len({one.row for one in found}) == 3
    assert [one.gain for one in found] == sorted((one.gain for one in found), reverse=True)
    assert found[0].row == "35"  # the video weighs most
