"""The radar, the strips of a vote and the counts, drawn in a real browser; each says in words what it shows."""

import pytest

HOSTILE = "<img src=x onerror=document.title='kena'>"
SPREAD = {"low": 1, "first": 2, "median": 3, "third": 4, "high": 5, "n": 4, "told": "nilai tengah 3"}


def axes(*, shown, label="Kunci"):
    return [{"label": f"{n}. {label}", "n": 1, **(SPREAD if n <= shown else {})} for n in range(1, 8)]


@pytest.fixture
def drawn(opened):
    """Draws one picture into an empty page and gives a way to ask about it."""

    def drawn(name, data, *, width=1280):
        page = opened(width=width)
        page.evaluate(
            """async ([name, data]) => {
                const { pictureOf } = await import("/widgets/js/pictures.js");
                const place = document.createElement("div");
                place.className = "klik";
                place.append(pictureOf(name, data));
                document.body.replaceChildren(place);
            }""",
            [name, data],
        )
        return page

    return drawn


def test_the_radar_has_a_line_for_the_median_and_two_bands_and_says_so_in_words(drawn):
    page = drawn("radar", {"axes": axes(shown=7), "high": 5, "hidden": "belum 3 jawaban"})
    assert [
        page.locator(f"svg .{name}").count() for name in ("klik-garis-tengah", "klik-pita-dalam", "klik-pita-luar")
    ] == [1, 1, 1]
    assert "1. Kunci: nilai tengah 3" in page.get_by_role("img").locator("title").text_content()


def test_a_hidden_key_has_no_point_and_says_why(drawn):
    page = drawn("radar", {"axes": axes(shown=4), "high": 5, "hidden": "belum 3 jawaban"})
    assert page.locator("svg circle").count() == 4
    assert page.get_by_text("belum 3 jawaban").count() >= 3


def test_with_every_key_hidden_nothing_is_drawn_but_the_net(drawn):
    page = drawn("radar", {"axes": axes(shown=0), "high": 5, "hidden": "belum 3 jawaban"})
    assert page.locator("svg circle, svg .klik-garis-tengah").count() == 0


@pytest.mark.parametrize("width", [390, 1280])
def test_no_name_is_cut_off_at_the_edge_of_the_radar(drawn, width):
    label = "Berangkat dari masalah, dikaji dan diprioritaskan"
    page = drawn("radar", {"axes": axes(shown=7, label=label), "high": 5, "hidden": "-"}, width=width)
    outside = page.evaluate(
        """() => { const frame = document.querySelector("svg").getBoundingClientRect();
          return [...document.querySelectorAll("svg text")].filter((one) => { const box = one.getBoundingClientRect();
            return box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom; }).map((one) => one.textContent); }"""
    )
    assert outside == []


def test_ties_and_hostile_names_stand_in_the_vote_as_text(drawn):
    row = {"label": HOSTILE, "rank": 1, "tie": True, "note": "mendesak 3", **SPREAD, "low": 3, "high": 15}
    page = drawn("spread", {"rows": [row, row | {"label": "b"}], "low": 3, "high": 15, "said": "2 suara."})
    assert page.get_by_text(HOSTILE, exact=True).count() == 1
    assert page.get_by_text("(seri)").count() == 2
    assert page.title() != "kena"
    assert page.locator("img").count() == 0


def test_counts_are_bars_with_their_number(drawn):
    page = drawn("counts", {"rows": [{"label": "Latsar", "n": 4}, {"label": "Lomba", "n": 0}], "said": "4 gagasan."})
    assert page.locator("li").all_inner_texts() == ["Latsar\n4", "Lomba\n0"]
    assert drawn("counts", {"rows": [{"label": "Latsar", "n": 0}]}).locator("svg").count() == 0
