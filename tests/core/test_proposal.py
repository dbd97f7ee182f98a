"""What is told while a proposal is written."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klik_kit.content.forms import load_form
from klik_kit.core.forms import field_for
from klik_kit.core.proposal import COMMON, PARTS, VIDEO, Finding, compose, copied, findings

TODAY = date(2026, 7, 1)
OUTLINE = load_form("profil")
REQUIRED = ("name", "stage", "initiator", "form", "goals", "benefits", "classification", "type")
PROFILE = {
    **dict.fromkeys(REQUIRED, "ada 1"),
    "stage": "Penerapan",
    "urusan": "Kesehatan",
    "implemented_on": "2025-05-02",
}
WHOLE = PROFILE | {name: "kata " * 60 for name, _ in PARTS}


def found(values, edition, *, today=TODAY) -> tuple[Finding, ...]:
    return findings(values, edition, today=today, form=OUTLINE)


def at(field: str, values, edition) -> list[str]:
    return [finding.text for finding in found(values, edition) if finding.field == field]


def without(*names: str) -> dict[str, str]:
    return {name: value for name, value in WHOLE.items() if name not in names}


def test_each_part_stands_under_its_name():
    assert compose({"rb.permasalahan": " Antre. ", "rb.dasar_hukum": "UU 23/2014"}) == (
        "Dasar hukum\nUU 23/2014\n\nPermasalahan\nAntre."
    )


@pytest.mark.parametrize("values", [{}, {"rb.metode": "  \n"}, {"goals": "Cepat"}])
def test_without_a_part_nothing_is_composed(values):
    assert compose(values) == ""


def test_a_complete_proposal_has_no_findings(edition):
    assert found(WHOLE, edition) == ()


def test_a_short_rancang_bangun_is_told_with_its_missing_parts(edition):
    values = without("rb.isu_strategis", "rb.metode") | {"rancang_bangun": "kata " * 212}
    assert at("rb.isu_strategis", values, edition) == [
        "Rancang bangun baru 212 kata, minimal 300 kata. Yang belum ada: isu strategis dan metode pembaharuan."
    ]


def test_words_are_counted_in_the_parts_while_there_is_no_whole(edition):
    values = PROFILE | {"rb.dasar_hukum": "satu dua tiga"}
    assert at("rb.permasalahan", values, edition)[0].startswith("Rancang bangun baru 5 kata, minimal 300 kata.")


def test_three_hundred_words_are_enough(edition):
    assert found(PROFILE | {"rancang_bangun": "kata " * 300}, edition) == ()


def test_one_word_less_is_too_short(edition):
    assert at("rb.dasar_hukum", PROFILE | {"rancang_bangun": "kata " * 299}, edition) == [
        "Rancang bangun baru 299 kata, minimal 300 kata."
    ]


def test_a_long_text_with_a_missing_part_is_only_told(edition):
    values = without("rb.metode") | {"rb.tahapan": "kata " * 300}
    assert [f.tone for f in found(values, edition) if f.field == "rb.metode"] == ["info"]


def test_an_edition_without_a_length_asks_for_none(edition):
    free = replace(edition, eligibility=replace(edition.eligibility, min_words=None))
    assert found(PROFILE, free) == ()


def test_an_innovation_that_is_too_young_is_told_when_it_can_be_reported(edition):
    assert at("implemented_on", WHOLE | {"implemented_on": "2026-03-12"}, edition) == [
        (
            "Inovasi ini mulai diterapkan pada 12 Maret 2026 sehingga belum dapat dilaporkan tahun ini. "
            "Data disimpan untuk pelaporan tahun 2027."
        )
    ]


def test_an_innovation_that_is_too_old_is_led_to_its_development(edition):
    assert (
        "dapat dilaporkan bila ada pengembangan"
        in at("developed_on", WHOLE | {"implemented_on": "2020-01-01"}, edition)[0]
    )


def test_dates_in_the_wrong_order_are_told(edition):
    assert at("implemented_on", WHOLE | {"trial_on": "2025-06-01"}, edition) == [
        "Waktu penerapan lebih dahulu daripada waktu uji coba. Periksa tanggalnya."
    ]


def test_a_day_still_to_come_is_told(edition):
    values = WHOLE | {"developed_on": "2026-07-02"}
    assert at("developed_on", values, edition) == ["Waktu pengembangan masih akan datang. Mohon diperiksa."]


def test_today_is_not_still_to_come(edition):
    assert at("developed_on", WHOLE | {"developed_on": "2026-07-01"}, edition) == []


def test_what_the_profile_lacks_is_told_once_beside_its_first_field(edition):
    assert at("initiator", without("initiator", "type"), edition) == [
        "Profil Inovasi belum lengkap. Yang belum diisi: inisiator dan jenis."
    ]


@pytest.mark.parametrize(("name", "label"), [("goals", "Tujuan"), ("benefits", "Manfaat")])
def test_a_claim_without_a_number_is_told(edition, name, label):
    assert at(name, WHOLE | {name: "Pelayanan menjadi lebih cepat"}, edition) == [
        f"{label} belum menyebut angka. Angka membuatnya dapat diukur."
    ]


def test_a_measured_result_speaks_for_the_claims(edition):
    hasil = {"hasil.1.indikator": "Waktu tunggu", "hasil.1.sebelum": "135", "hasil.1.sesudah": "30"}
    assert found(WHOLE | hasil | {"goals": "Lebih cepat", "benefits": "Lebih mudah"}, edition) == ()


def test_a_result_without_its_numbers_is_told(edition):
    values = WHOLE | {"hasil.2.indikator": "Waktu tunggu", "hasil.2.sebelum": "135"}
    assert at("hasil.2.sesudah", values, edition) == [
        "Hasil ke-2 belum berangka. Tulis angka sebelum dan sesudah inovasi."
    ]


def test_a_script_too_long_for_five_minutes_is_told(edition):
    assert at(VIDEO[0], WHOLE | dict.fromkeys(VIDEO, "kata " * 131), edition) == [
        "Naskah video 655 kata; untuk lima menit paling banyak sekitar 650 kata."
    ]


def test_a_script_of_five_minutes_is_no_finding(edition):
    assert found(WHOLE | dict.fromkeys(VIDEO, "kata " * 130), edition) == ()


def test_an_empty_proposal_can_be_judged(edition):
    assert {f.tone for f in found({}, edition)} <= {"info", "warning"}


def words(first: int, count: int) -> str:
    return " ".join(f"kata{number}" for number in range(first, first + count))


def test_the_same_text_is_copied_in_full():
    assert copied(words(0, 40), [("INV-A", "Antre Rapi", words(0, 40))]) == ("INV-A", "Antre Rapi", 1.0)


def test_case_and_line_breaks_do_not_hide_a_copy():
    other = words(0, 40).upper().replace(" ", "\n")
    assert copied(words(0, 40), [("INV-A", "Antre Rapi", other)]) == ("INV-A", "Antre Rapi", 1.0)


def test_the_one_copied_most_is_told():
    others = [("INV-A", "A", words(0, 30)), ("INV-B", "B", words(0, 38))]
    assert (copied(words(0, 40), others) or ("",))[0] == "INV-B"


def test_thirty_percent_is_a_copy():
    assert copied(words(0, 17), [("INV-A", "A", words(0, 10))]) == ("INV-A", "A", 0.3)


def test_less_than_thirty_percent_is_none():
    assert copied(words(0, 18), [("INV-A", "A", words(0, 10))]) is None


@pytest.mark.parametrize("text", ["", words(0, 7)])
def test_a_text_shorter_than_eight_words_copies_nobody(text):
    assert copied(text, [("INV-A", "A", words(0, 40))]) is None


def test_with_no_others_nothing_is_copied():
    assert copied(words(0, 40), []) is None


def test_what_stands_in_many_texts_is_no_copy():
    law = words(0, 30)
    others = [(f"INV-{n}", "A", f"{law} {words(1000 * n, 20)}") for n in range(1, COMMON + 1)]
    assert copied(f"{law} {words(500, 20)}", others) is None


def test_a_copy_is_found_among_texts_that_share_their_laws():
    law = words(0, 30)
    others = [(f"INV-{n}", "A", f"{law} {words(1000 * n, 40)}") for n in range(1, COMMON + 1)]
    assert copied(others[2][2], others) == ("INV-3", "A", 1.0)


def test_signs_between_words_do_not_hide_a_copy():
    other = words(0, 40).replace(" ", ", ")
    assert copied(words(0, 40), [("INV-A", "Antre Rapi", other)]) == ("INV-A", "Antre Rapi", 1.0)


@given(text=st.text(max_size=300), other=st.text(max_size=300))
def test_a_share_lies_between_thirty_and_a_hundred_percent(text, other):
    twin = copied(text, [("INV-A", "A", other)])
    assert twin is None or 0.3 <= twin[2] <= 1


# under one outline


def under(outline: str, values, edition) -> dict[str, str]:
    return {f.field: f.text for f in findings(values, edition, today=TODAY, form=load_form(outline))}


def test_an_answer_over_its_word_limit_is_told(edition):
    assert under("kipp", {"kipp.ringkasan": "kata " * 231}, edition)["kipp.ringkasan"] == (
        "Ringkasan 231 kata, paling banyak 200 kata."
    )


def test_an_answer_at_its_word_limit_is_no_finding(edition):
    assert "kipp.ringkasan" not in under("kipp", {"kipp.ringkasan": "kata " * 200}, edition)


def test_an_outline_asks_for_its_own_fields(edition):
    values = {"name": "A", **dict.fromkeys(("kipp.ringkasan", "kipp.latar", "kipp.kebaruan"), "ada 1")}
    assert under("kipp", values, edition)["kipp.implementasi"].startswith(
        "Proposal KIPP belum lengkap. Yang belum diisi: implementasi, signifikansi"
    )


@pytest.mark.parametrize("outline", ["usulan_inisiatif", "profil", "kipp"])
def test_only_what_stands_on_the_outline_is_told(edition, outline):
    form = load_form(outline)
    told = under(outline, {"developed_on": "2026-09-01", "coordinates": "0,0"}, edition)
    assert [name for name in told if field_for(form, name) is None] == []


def test_a_short_rancang_bangun_is_no_matter_where_it_is_not_asked(edition):
    assert [text for text in under("kipp", {}, edition).values() if "Rancang bangun" in text] == []


def test_a_new_idea_is_not_asked_when_it_was_put_to_use(edition):
    assert "implemented_on" not in under("usulan_inisiatif", {}, edition)


def test_a_development_without_its_explanation_is_told(edition):
    values = WHOLE | {"developed_on": "2025-06-01"}
    assert at("development_note", values, edition)[0].startswith("Penjelasan Pengembangan belum ditulis")


def test_a_place_outside_indonesia_is_told(edition):
    assert at("coordinates", WHOLE | {"coordinates": "107.6,-6.9"}, edition) == [
        "Koordinat ini di luar Indonesia. Periksa urutannya: lintang, lalu bujur."
    ]
