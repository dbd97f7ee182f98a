"""The portal beside the store: what differs, what an import does about it, and when two answers say the same."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from klik_kit.core.portal_listing import Outcome, profile_differences, same_answer, score_differences
from klik_kit.core.portfolio import ScoreKind, Scores
from klik_kit.core.records import Answer, Record, RecordKey

MINISTRY, OWN, VERIFIED = ScoreKind.KEMENDAGRI, ScoreKind.MANDIRI, ScoreKind.VERIFIKASI


def held(**values: str) -> Record:
    at = datetime(2026, 7, 1, tzinfo=UTC)
    answers = {n: Answer(field=n, value=v, version=1, who="siti", at=at) for n, v in values.items()}
    return Record(key=RecordKey(id="INV-1", kind="inovasi", unit="DINKES"), answers=answers)


@pytest.mark.parametrize(
    "written", ["akta sehari", "“AKTA SEHARI”", " AKTA\u00a0 SEHARI ", "Akta-Sehari", "'Akta Sehari'"]
)
def test_a_name_says_the_same_whatever_its_case_quotes_and_blanks(written):
    assert same_answer("name", written, "AKTA SEHARI")
    assert profile_differences(held(name="AKTA SEHARI"), {"name": written}, blank=(), free=()) == ()


def test_another_name_and_the_same_signs_in_another_field_differ():
    assert not same_answer("name", "AKTA SEHARI 2", "AKTA SEHARI")
    assert not same_answer("goals", "lebih cepat", "Lebih cepat")
    assert not same_answer("name", "AKTA SEHARI", None)


@pytest.mark.parametrize(
    ("ours", "portal", "free", "outcome"),
    [
        ({"goals": "kami"}, "portal", (), Outcome.KEPT),
        ({}, "portal", (), Outcome.CLEARED),
        ({}, "portal", ("goals",), Outcome.FILLED),
        ({"goals": "dari portal dulu"}, "portal", ("goals",), Outcome.FOLLOWED),
    ],
)
def test_what_an_import_does_about_a_difference(ours, portal, free, outcome):
    (found,) = profile_differences(held(name="A", **ours), {"goals": portal}, blank=(), free=free)
    assert (found.field, found.portal, found.ours, found.outcome) == ("goals", portal, ours.get("goals", ""), outcome)
    assert (found.unit, found.innovation, found.name, found.points) == ("DINKES", "INV-1", "A", None)


def test_what_the_portal_left_empty_is_told_only_where_we_have_an_answer():
    (found,) = profile_differences(held(goals="kami"), {}, blank=("goals", "benefits"), free=())
    assert (found.field, found.portal, found.ours, found.outcome) == ("goals", "", "kami", Outcome.NOT_THERE)
    assert found.name == "(belum bernama)"


def test_the_ministrys_score_stands_beside_each_of_ours_with_the_exact_gap(edition):
    scores = {
        OWN: Scores(total=Fraction(80)),
        VERIFIED: Scores(total=Fraction("70.5")),
        MINISTRY: Scores(total=Fraction(60)),
    }
    found = score_differences(edition, held(name="A"), "70.5", scores, kind=MINISTRY)
    assert {(one.field, one.points, one.outcome) for one in found} == {
        ("kemendagri.total", Fraction("10.5"), Outcome.FOLLOWED),
        ("mandiri.total", Fraction("-9.5"), Outcome.SCORE),
    }


def test_a_score_that_is_not_there_is_no_difference(edition):
    assert score_differences(edition, held(), None, {OWN: Scores(total=Fraction(80))}, kind=OWN) == ()
    assert score_differences(edition, held(), "70", {}, kind=MINISTRY) == ()
