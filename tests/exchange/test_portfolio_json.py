"""The portfolio as JSON and its score as JSON: a stable, exact interface with a schema."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klik_kit.content import load_edition
from klik_kit.core.portfolio import Innovation, Portfolio, ScoreKind, Scores
from klik_kit.core.scoring import score_region
from klik_kit.errors import ExchangeError, PortfolioError
from klik_kit.exchange.portfolio_json import portfolio_document, read_portfolio, schemas, score_document

EDITION = load_edition("iid-2026")
SID, SPD = [i.row for i in EDITION.sid], [i.row for i in EDITION.spd]
INPUT = jsonschema.Draft202012Validator(schemas()["portfolio"], format_checker=jsonschema.FormatChecker())
OUTPUT = jsonschema.Draft202012Validator(schemas()["score"])
WHOLE = {
    "edition": "iid-2026",
    "spd": {"1": 3, "2a": 2, "3": None},
    "innovations": [
        {"id": "x", "opd": "DINKES", "urusan": "Kesehatan", "levels": {"16": 2, "33": 3}, "basis": {"33": "a"}},
        {"id": "y", "opd": "DISDIK", "urusan": "Pendidikan", "maturity": "80"},
    ],
}


@pytest.fixture
def read(tmp_path: Path):
    """Read a document, or a text as it is."""

    def from_text(document: object, **options: object):
        path = tmp_path / "p.json"
        path.write_bytes(
            document
            if isinstance(document, bytes)
            else (document if isinstance(document, str) else json.dumps(document)).encode()
        )
        return read_portfolio(path, editions=load_edition, **({"edition": None, "kind": None} | options))

    return from_text


def told(read, document: object) -> list[str]:
    with pytest.raises(PortfolioError) as error:
        read(document)
    return [str(problem) for problem in error.value.problems]


def total(read, written: str) -> Fraction:
    portfolio = read(f'{{"edition": "iid-2026", "spd_total": {written}}}')[1]
    return portfolio.spd_score(ScoreKind.MANDIRI).total


# what is taken


def test_a_portfolio_is_read_with_its_edition_and_kind(read):
    edition, portfolio, kind = read(WHOLE)
    assert (edition.id, kind) == ("iid-2026", ScoreKind.MANDIRI)
    assert portfolio.spd_score(kind).levels == {"1": 3, "2a": 2}
    x, y = portfolio.innovations
    assert (x.score(kind).levels, x.score(kind).basis, y.score(kind).total) == ({"16": 2, "33": 3}, {"33": "a"}, 80)
    assert (x.profile_known, x.words) == (False, None)


def test_options_go_before_what_the_file_says(read):
    _, portfolio, kind = read(
        WHOLE | {"edition": "tidak-ada", "score_kind": "potensi"}, edition="iid-2026", kind=ScoreKind.VERIFIKASI
    )
    assert (portfolio.edition, kind) == ("iid-2026", ScoreKind.VERIFIKASI)


@pytest.mark.parametrize("written", ['"40.10"', "40.10", '"40.1"', "4.01e1", "401e-1"])
def test_a_decimal_is_exact_as_a_text_and_as_a_number(read, written):
    assert total(read, written) == Fraction(401, 10)


def test_many_decimals_are_kept(read):
    assert total(read, "0.1000000000000000055511151231") == Fraction("0.1000000000000000055511151231")


def test_a_level_written_with_a_point_is_whole_as_json_means_it(read):
    assert read('{"edition": "iid-2026", "spd": {"1": 2.0}}')[1].spd_score(ScoreKind.MANDIRI).levels == {"1": 2}


def test_a_byte_order_mark_does_no_harm(read):
    assert read(b"\xef\xbb\xbf" + json.dumps(WHOLE).encode())[0].id == "iid-2026"


def test_unanswered_rows_are_absent_and_not_0(read):
    portfolio = read({"edition": "iid-2026", "spd": {"1": None}, "innovations": [{"id": "x", "levels": {}}]})[1]
    assert (portfolio.spd, portfolio.innovations[0].scores) == ({}, {})


# what is refused


def test_every_invalid_thing_of_a_file_is_told_in_one_message(read):
    document = """{
      "edition": "iid-2026", "warna": 1, "score_kind": "lain",
      "spd": {"1": 4, "99": 1, "2a": -1, "3": "2", "4": true, "5a": 1.5, "6": NaN, "7": 1, "7": 2},
      "innovations": [
        {"id": "a", "levels": {"16": 4, "1": 2}, "basis": {"33": "z"}},
        {"id": "a", "maturity": "-1"},
        {"id": "b", "maturity": NaN, "implemented_on": "2025-02-30", "words": -1},
        {"id": "c", "maturity": "NaN"}, {"id": "d", "maturity": "Infinity"}, {"id": "e", "maturity": -Infinity},
        {"id": "f", "maturity": 112}, {"id": "g", "maturity": "80", "levels": {"16": 1}},
        {"id": "h", "maturity": 1e999999999999999999999}, {"id": "i", "maturity": "1_0"},
        {"id": "", "opd": 5}, {"opd": "x"}, 7, {"id": "j", "id": "k", "warna": 1}, {"id": "\\ud800"}
      ]
    }"""
    problems = "\n".join(told(read, document))
    for words in (
        "berkas: kunci 'warna' tidak dikenal", "score_kind: 'lain' tidak dikenal", "baris 1: parameter 4 di luar 0 s.d. 3",
        "baris '99' tidak ada pada edisi iid-2026", "baris 2a: parameter -1 di luar", "baris '3': parameter '2' harus 0, 1, 2, atau 3",
        "baris '4': parameter True harus", "baris '5a': parameter 1.5 harus", "baris '6': parameter NaN harus", "baris '7' ditulis dua kali",
        "inovasi 'a' (mandiri): baris 16: parameter 4", "inovasi 'a' (mandiri): baris '1' tidak ada", "basis 'z' tidak dikenal",
        "inovasi 'a': id dipakai lebih dari sekali", "inovasi 'a', maturity: '-1' negatif", "inovasi 'b', maturity: NaN bukan angka",
        "inovasi 'b', implemented_on: '2025-02-30' bukan tanggal", "inovasi 'b', words: -1 harus bilangan bulat",
        "inovasi 'c', maturity: 'NaN' bukan angka", "inovasi 'd', maturity: 'Infinity' bukan angka", "inovasi 'e', maturity: -Infinity bukan angka",
        "inovasi 'f' (mandiri): jumlah 112 melebihi maksimum 111",
        "inovasi 'h', maturity: NaN bukan angka", "inovasi 'i', maturity: '1_0' bukan angka", "inovasi ke-11: id harus berupa teks dan tidak kosong",
        "inovasi ke-11, opd: harus berupa teks", "inovasi ke-12: id harus", "inovasi ke-13: harus berupa objek",
        "inovasi 'k': kunci 'warna' tidak dikenal", "inovasi 'k': kunci 'id' ditulis dua kali", "inovasi '\\ud800', id: berisi huruf yang rusak",
    ):  # fmt: skip
        assert words in problems
    assert len(problems.splitlines()) == 31


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({}, "edition: belum diisi"),
        ({"edition": "iid-1999"}, "edition: Edisi 'iid-1999' tidak ada"),
        ({"edition": 2026}, "edition: harus berupa teks"),
        ({"edition": "../rubrics/iid-2026"}, "tidak ada"),
    ],
)
def test_a_wrong_edition_is_told_together_with_everything_else(read, document, words):
    problems = "\n".join(told(read, document | {"warna": 1}))
    assert words in problems
    assert "kunci 'warna' tidak dikenal" in problems


@pytest.mark.parametrize(
    ("key", "value"),
    [("spd", []), ("spd", "3"), ("innovations", {}), ("innovations", "x"), ("spd_total", []), ("spd_total", True), ("spd_total", ""), ("spd_basis", 1), ("spd_total", "4,5"), ("spd_total", "٤٠"), ("spd_total", "1e2"), ("spd_total", " 40")],
)  # fmt: skip
def test_a_value_of_another_type_is_refused(read, key, value):
    assert any(
        problem.startswith(key) or f"{key}" in problem for problem in told(read, {"edition": "iid-2026", key: value})
    )


@pytest.mark.parametrize(
    "written", ["1e400", "1e-400", "1" * 5000, "0." + "1" * 5000, '"' + "9" * 5000 + '"', "1e999999999999999999999"]
)
def test_a_huge_number_is_refused_in_a_short_message(read, written):
    problems = told(read, f'{{"edition": "iid-2026", "spd_total": {written}}}')
    assert len(problems) == 1
    assert len(problems[0]) < 200


@pytest.mark.parametrize("day", ["20250101", "2025-W01-1", "2025-1-1", 20250101, "2025-01-01T00:00:00", "", True])
def test_a_date_has_one_form_only(read, day):
    assert (
        "bukan tanggal tttt-bb-hh"
        in told(read, {"edition": "iid-2026", "innovations": [{"id": "x", "developed_on": day}]})[0]
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "periksa baris 1, kolom 1"), (b'{"edition": ', "bukan JSON yang benar"), (b"{'edition': 1}", "periksa baris 1, kolom 2"),
        (b"\xff\xfe{\x00}\x00", "bukan teks UTF-8"), (b"[1]", "satu objek JSON"), (b"null", "satu objek JSON"), (b"7", "satu objek JSON"),
        (b"[" * 200_000, "terlalu banyak tingkat"), (b'{"a":' * 100_000, "terlalu banyak tingkat"), (b"PK\x03\x04", "bukan JSON yang benar"),
        (b"{} {}", "bukan JSON yang benar"),
    ],
)  # fmt: skip
def test_what_is_no_json_is_told_with_its_place(read, content, words):
    with pytest.raises(ExchangeError, match=words):
        read(content)


@pytest.mark.parametrize(
    ("name", "words"),
    [("tidak-ada.json", "tidak ada"), (".", "itu sebuah folder"), ("x" * 300, "namanya terlalu panjang")],
)
def test_a_file_that_cannot_be_read_is_told(tmp_path, name, words):
    with pytest.raises(ExchangeError, match=words):
        read_portfolio(tmp_path / name, editions=load_edition, edition=None, kind=None)


# schemas

texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)
levels = st.sampled_from([0, 1, 2, 3, None])
amounts = st.decimals(min_value=0, max_value=60, places=2).map(str)


def scores(rows: list[str], names: tuple[str, str]) -> st.SearchStrategy[dict]:
    by_rows, by_total = names
    return st.one_of(
        st.fixed_dictionaries({by_rows: st.dictionaries(st.sampled_from(rows), levels)}),
        st.fixed_dictionaries({by_total: amounts}),
        st.just({}),
    )


innovations = st.builds(
    lambda profile, points: profile | points,
    st.fixed_dictionaries(
        {"id": texts.filter(bool), "opd": texts, "urusan": st.sampled_from([*EDITION.urusan_wajib, "Sulap"])},
        optional={"name": texts, "stage": st.sampled_from(["", "Penerapan"]), "implemented_on": st.dates().map(str), "words": st.integers(0, 999)},
    ),
    scores(SID, ("levels", "maturity")),
)  # fmt: skip
documents = st.builds(
    lambda head, points: head | points,
    st.fixed_dictionaries(
        {"edition": st.just("iid-2026"), "innovations": st.lists(innovations, max_size=4, unique_by=lambda i: i["id"])},
        optional={"score_kind": st.sampled_from([*ScoreKind]).map(str)},
    ),
    scores(SPD, ("spd", "spd_total")),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(documents)
def test_what_the_schema_allows_is_taken_and_its_score_fits_the_other_schema(tmp_path_factory, document):
    INPUT.validate(document)
    path = tmp_path_factory.getbasetemp() / "p.json"
    path.write_text(json.dumps(document))
    edition, portfolio, kind = read_portfolio(path, editions=load_edition, edition=None, kind=None)
    OUTPUT.validate(score_document(edition, score_region(edition, portfolio, kind=kind)))
    written = portfolio_document(portfolio, kind=kind)
    INPUT.validate(written)
    path.write_text(json.dumps(written))
    assert read_portfolio(path, editions=load_edition, edition=None, kind=None)[1] == portfolio


@pytest.mark.parametrize(
    "document",
    [
        {}, {"edition": 1}, {"edition": "x", "warna": 1}, {"edition": "x", "spd": {"1": 4}}, {"edition": "x", "spd": {"1": "2"}}, {"edition": "x", "spd_total": "NaN"},
        {"edition": "x", "spd_total": -1}, {"edition": "x", "innovations": [{"opd": "x"}]},
        {"edition": "x", "innovations": [{"id": ""}]},
        {"edition": "x", "innovations": [{"id": "x", "implemented_on": "2025-02-30"}]}, {"edition": "x", "innovations": [{"id": "x", "words": -1}]},
    ],
)  # fmt: skip
def test_what_is_refused_does_not_fit_the_schema(read, document):
    assert not INPUT.is_valid(document)
    with pytest.raises(PortfolioError):
        read({**document, "edition": "iid-2026"} if document.get("edition") == "x" else document)


def test_a_score_has_all_its_numbers_as_decimal_texts(read):
    edition, portfolio, kind = read(WHOLE)
    document = score_document(edition, score_region(edition, portfolio, kind=kind))
    OUTPUT.validate(document)
    assert {key: document[key] for key in ("edition", "divisor", "count_score", "index", "predicate", "urusan_wajib_covered")} == {
        "edition": "iid-2026", "divisor": "12", "count_score": "0.00", "index": document["index"], "predicate": "Kurang Inovatif", "urusan_wajib_covered": "2",
    }  # fmt: skip
    x, y = document["innovations"]
    assert (x["from"], len(x["rows"])) == ("levels", 20)
    assert (y["maturity"], y["from"], y["answered"], y["questions"], y["rows"]) == ("80", "total", "0", "0", [])


def test_a_total_with_many_decimals_and_its_basis_survive():
    scores_ = Scores(total=Fraction("80.1234567890123456789"), basis={"33": "a"})
    portfolio = Portfolio(
        edition="iid-2026", innovations=(Innovation(id="x", opd="", scores={ScoreKind.MANDIRI: scores_}),)
    )
    (found,) = portfolio_document(portfolio, kind=ScoreKind.MANDIRI)["innovations"]
    assert (found["maturity"], found["basis"]) == ("80.1234567890123456789", {"33": "a"})
