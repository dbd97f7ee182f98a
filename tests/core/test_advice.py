"""Next steps, by what they are worth on the index."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from klik_kit.core.advice import advise, in_turn, one_more
from klik_kit.core.portfolio import Innovation, Portfolio, ScoreKind, Scores
from klik_kit.core.scoring import score_region

MANDIRI = ScoreKind.MANDIRI


def scored(edition, levels, n=12, **more):
    innovations = tuple(
        Innovation(id=f"i{k:02}", opd="A", profile_known=False, scores={MANDIRI: Scores(levels=levels)}, **more)
        for k in range(n)
    )
    return score_region(edition, Portfolio(edition=edition.id, innovations=innovations))


def test_a_step_is_worth_exactly_what_rescoring_says(edition):
    levels = {row.row: 1 for row in edition.sid}
    portfolio = Portfolio(
        edition=edition.id,
        spd={MANDIRI: Scores(levels={"12": 0})},
        innovations=tuple(
            Innovation(id=f"i{k:02}", opd="A", profile_known=False, scores={MANDIRI: Scores(levels=levels)})
            for k in range(14)
        ),
    )
    score = score_region(edition, portfolio)
    for step in advise(edition, score).rows[:40]:
        if step.innovation:
            raised = tuple(
                replace(i, scores={MANDIRI: Scores(levels=levels | {step.row: step.to})})
                if i.id == step.innovation
                else i
                for i in portfolio.innovations
            )
            after = score_region(edition, replace(portfolio, innovations=raised))
        else:
            spd = {"12": 0} | {step.row: step.to}
            after = score_region(edition, replace(portfolio, spd={MANDIRI: Scores(levels=spd)}))
        assert (after.total - score.total) / 250 * 100 == step.gain


def test_the_most_valuable_step_comes_first(edition):
    gains = [step.gain for step in advise(edition, scored(edition, {"16": 1})).rows]
    assert gains == sorted(gains, reverse=True)


def test_every_step_names_an_activity_and_a_document(edition):
    steps = advise(edition, scored(edition, {})).rows
    assert steps
    assert all(step.activity and step.document and step.weeks > 0 for step in steps)


def test_a_row_at_its_highest_level_has_no_step(edition):
    full = {row.row: 3 for row in edition.sid}
    assert not [s for s in advise(edition, scored(edition, full)).rows if s.innovation]


def test_a_figure_nobody_can_lift_this_year_is_no_step(edition):
    assert not [s for s in advise(edition, scored(edition, {})).rows if s.row in {"4", "10b", "11b"}]


def test_innovations_known_only_by_their_total_get_no_row_steps(edition, totals):
    steps = advise(edition, score_region(edition, totals(spd="40", n=12, maturity=70, urusan=5))).rows
    assert not [s for s in steps if s.innovation]


def test_a_shared_document_is_worth_what_it_lifts_everywhere(edition):
    shared = {g.step.id: g for g in advise(edition, scored(edition, {"16": 0, "20": 2, "23": 1, "34": 3})).shared}
    worth = edition.level_worth(12)
    decree = shared["keputusan-daftar-inovasi"]
    assert decree.gain == 12 * (worth["16"] * 1 + worth["23"] * 2)
    assert shared["bimtek-bersama"].gain == 12 * worth["20"]
    assert "monev-bersama" not in shared


def test_a_shared_document_that_lifts_nothing_is_left_out(edition):
    full = {row.row: 3 for row in edition.sid}
    score = score_region(
        edition,
        Portfolio(
            edition=edition.id,
            spd={MANDIRI: Scores(levels={row.row: 3 for row in edition.spd})},
            innovations=(Innovation(id="i", opd="A", profile_known=False, scores={MANDIRI: Scores(levels=full)}),),
        ),
    )
    assert advise(edition, score).shared == ()


def test_breakeven_is_the_mean_less_038_for_each_innovation(edition, totals):
    score = score_region(edition, totals(spd="40", n=60, maturity=90, urusan=6))
    assert one_more(edition, score).breakeven == 90 - Fraction("0.38") * 61


def test_one_more_at_breakeven_changes_nothing_and_below_it_lowers_the_index(edition, totals):
    portfolio = totals(spd="40", n=60, maturity=90, urusan=6)
    score = score_region(edition, portfolio)
    more = one_more(edition, score)
    extra = Innovation(id="baru", opd="A", profile_known=False, scores={MANDIRI: Scores(total=more.breakeven)})
    after = score_region(edition, replace(portfolio, innovations=(*portfolio.innovations, extra)))
    assert after.total == score.total
    assert more.gain(more.breakeven) == 0
    assert more.gain(more.breakeven - 1) < 0 < more.gain(more.breakeven + 1)


def test_below_the_divisor_one_more_never_lowers_the_index(edition, totals):
    more = one_more(edition, score_region(edition, totals(spd="40", n=8, maturity=111, urusan=6)))
    assert more.missing_to_divisor == 4
    assert more.breakeven == 0
    assert more.gain(Fraction(0)) > 0


def test_at_the_cap_only_a_better_innovation_raises_the_index(edition, totals):
    more = one_more(edition, score_region(edition, totals(spd="40", n=200, maturity=80, urusan=6)))
    assert more.breakeven == 80


def test_missing_urusan_are_named_with_what_covering_them_is_worth(edition, totals):
    gap = advise(edition, score_region(edition, totals(spd="40", n=20, maturity=70, urusan=4))).urusan
    assert gap.short == 1
    assert len(gap.missing) == 2
    assert gap.gain == Fraction("0.38") * 20 / 250 * 100


def test_with_enough_urusan_nothing_is_to_be_gained_there(edition, totals):
    gap = advise(edition, score_region(edition, totals(spd="40", n=20, maturity=70, urusan=5))).urusan
    assert (gap.short, gap.gain) == (0, 0)


def test_an_older_innovation_shows_what_its_development_is_worth(edition):
    old = Innovation(
        id="lama", opd="A", implemented=date(2020, 1, 1), words=400, stage="Penerapan",
        scores={MANDIRI: Scores(levels={"16": 3})},
    )  # fmt: skip
    portfolio = Portfolio(edition=edition.id, innovations=(old,))
    step = advise(edition, score_region(edition, portfolio)).entries[0]
    developed = replace(portfolio, innovations=(replace(old, developed=date(2025, 1, 1)),))
    after = score_region(edition, developed).total - score_region(edition, portfolio).total
    assert step.innovation == "lama"
    assert step.gain == after / 250 * 100


def test_a_short_rancang_bangun_shows_what_completing_it_is_worth_with_its_urusan(edition, totals):
    portfolio = totals(spd="40", n=20, maturity=70, urusan=4)
    short = Innovation(
        id="singkat", opd="A", urusan=edition.urusan_wajib[5], stage="Penerapan", implemented=date(2025, 1, 1), words=263,
        scores={MANDIRI: Scores(levels={"16": 3, "35": 3})},
    )  # fmt: skip
    before = replace(portfolio, innovations=(*portfolio.innovations, short))
    after = replace(portfolio, innovations=(*portfolio.innovations, replace(short, words=300)))
    (step,) = advise(edition, score_region(edition, before)).entries
    assert step.needs == ("Rancang bangun baru 263 kata, minimal 300 kata.",)
    gained = score_region(edition, after).total - score_region(edition, before).total
    assert step.gain == gained / 250 * 100
    assert gained > 0


def test_what_cannot_be_reported_this_year_is_no_entry(edition):
    young = Innovation(id="muda", opd="A", implemented=date(2026, 2, 1), words=400)
    both = Innovation(id="dua", opd="A", implemented=date(2020, 2, 1), words=40)
    portfolio = Portfolio(edition=edition.id, innovations=(young, both))
    assert [s.innovation for s in advise(edition, score_region(edition, portfolio)).entries] == ["dua"]


def test_documents_that_lift_the_same_rows_are_not_added_up(edition):
    score = scored(edition, {"16": 0, "23": 3})
    gains = {g.step.id: g for g in advise(edition, score).shared}
    decree, regulation = gains["keputusan-daftar-inovasi"], gains["peraturan-kepala-daerah-inovasi"]
    after = in_turn(edition, score, [decree, regulation])
    assert after[0].gain == decree.gain
    assert after[0].gain + after[1].gain == regulation.gain
    assert regulation.gain == 2 * decree.gain


def test_a_row_that_a_document_raises_and_adds_to_is_lifted_once(edition):
    step = replace(edition.shared_steps[0], id="dua", raises={"12": 1}, adds={"12": 1})
    with_both = replace(edition, shared_steps=(step,))
    score = score_region(with_both, Portfolio(edition=edition.id, spd={MANDIRI: Scores(levels={"12": 0, "1": 3})}))
    (gain,) = advise(with_both, score).shared
    assert gain.gain == 2 * edition.level_worth(1)["12"]
