"""Finding innovations that are alike, whatever somebody types."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klik_kit.similar import Match, Shelf, Summary, root


def summary(name: str, gist: str = "") -> Summary:
    return Summary(id=f"INV-{name}", name=name, unit="Dinas Contoh", gist=gist, contact="Siti")


QUEUE = summary("ANTRE RAPI", "Antrean pendaftaran puskesmas lewat pesan singkat")
BIRTH = summary("AKTA SEHARI", "Akta kelahiran selesai sehari di puskesmas")
COFFEE = summary("KOPI DESA", "Pemasaran kopi kelompok tani, Café Désa")
SHELF = Shelf((QUEUE, BIRTH, COFFEE))


def test_what_shares_a_word_is_found():
    assert SHELF.search("antrean yang panjang") == (QUEUE,)


def test_the_closest_stands_first():
    assert SHELF.search("akta kelahiran di puskesmas")[0] == BIRTH


def test_a_word_in_the_name_weighs_more_than_one_in_the_gist():
    named, told = summary("KOPI RAKYAT", "Usaha warga desa"), summary("USAHA RAKYAT", "Tentang kopi desa")
    assert Shelf((told, named)).search("kopi") == (named, told)


def test_accents_do_not_matter():
    assert SHELF.search("cafe") == SHELF.search("CAFÉ") == (COFFEE,)


def test_words_that_everybody_uses_find_nothing():
    assert Shelf((summary("Yang dan untuk", "dengan dari pada"),)).search("yang dan untuk dengan dari pada") == ()


def test_no_more_than_asked_for_are_given():
    assert len(SHELF.search("puskesmas akta antrean kopi", most=2)) == 2


@pytest.mark.parametrize("most", [0, -1])
def test_none_asked_for_is_none_given(most):
    assert SHELF.search("puskesmas", most) == ()


def test_of_equals_the_first_on_the_shelf_stands_first():
    twins = (Summary(id="1", name="Kopi", unit="A", gist=""), Summary(id="2", name="Kopi", unit="B", gist=""))
    assert Shelf(twins).search("kopi") == twins


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        '"',
        "a\0b",
        "kopi\0tani",
        'kopi" OR name:*',
        "NEAR(kopi, 2)",
        "-kopi ^tani*",
        "___",
        "\ud800",
        "kopi" * 9000,
    ],
)
def test_hostile_text_is_only_text(text):
    SHELF.search(text)


@given(st.text())
def test_any_text_may_be_asked_for(text):
    assert set(SHELF.search(text)) <= {QUEUE, BIRTH, COFFEE}


@given(st.text(st.characters()), st.text(st.characters(categories=["Cs", "Cc", "L"])))
def test_any_summary_may_stand_on_the_shelf(name, gist):
    shelf = Shelf((Summary(id="1", name=name, unit="", gist=gist),))
    assert len(shelf.search(f"{name} {gist}")) <= 1
    shelf.close()


def test_words_of_the_search_language_are_words():
    assert SHELF.search("kopi AND NOT tani") == (COFFEE,)


def test_an_empty_shelf_finds_nothing():
    assert Shelf(()).search("kopi") == ()


def test_a_shelf_may_be_closed_twice():
    shelf = Shelf((QUEUE,))
    shelf.close()
    shelf.close()


def test_a_match_tells_the_words_it_was_found_by():
    assert SHELF.matches("antrean di puskesmas", 1) == (Match(summary=QUEUE, words=("antrean", "puskesmas")),)


@pytest.mark.parametrize("asked", ["mendaftar", "didaftarkan", "daftar", "pendaftarannya"])
def test_words_of_one_root_find_each_other(asked):
    assert SHELF.search(asked) == (QUEUE,)


def test_in_a_long_question_one_common_word_is_not_enough():
    assert QUEUE not in SHELF.search("jalan rusak menuju puskesmas terpencil membahayakan pasien")


def test_in_a_long_question_a_word_of_the_name_is_enough():
    assert SHELF.search("jalan rusak menuju kebun kopi terpencil membahayakan warga") == (COFFEE,)


@pytest.mark.parametrize("word", ["aduan", "akta", "desa", "izin", "sehat"])
def test_a_short_word_keeps_its_four_letters(word):
    assert len(root(word)) >= 4


@given(st.text(st.characters(categories=["Ll"]), min_size=1, max_size=30))
def test_a_root_is_part_of_its_word(word):
    assert root(word) in word


def test_a_shelf_of_three_thousand_gives_what_fits_best():
    many = tuple(summary(f"Inovasi {n}", f"Pelayanan warga nomor {n}") for n in range(3000))
    assert Shelf((*many, QUEUE)).search("pelayanan antrean pendaftaran puskesmas warga")[0] == QUEUE
