"""What the scoring tests build on: the shipped edition and small portfolios."""

from collections.abc import Callable
from fractions import Fraction

import pytest

from klik_kit.content import load_edition
from klik_kit.core.portfolio import Innovation, Portfolio, ScoreKind, Scores
from klik_kit.core.rubric import Edition

MANDIRI = ScoreKind.MANDIRI


@pytest.fixture(scope="session")
def edition() -> Edition:
    return load_edition("iid-2026")


@pytest.fixture(scope="session")
def totals(edition: Edition) -> Callable[..., Portfolio]:
    """A portfolio of n innovations of one maturity, spread over so many urusan wajib."""

    def build(*, spd: str, n: int, maturity: int, urusan: int) -> Portfolio:
        return Portfolio(
            edition=edition.id,
            spd={MANDIRI: Scores(total=Fraction(spd))},
            innovations=tuple(
                Innovation(
                    id=f"i{number}",
                    opd="DINKES",
                    urusan=edition.urusan_wajib[number % urusan] if urusan else "",
                    profile_known=False,
                    scores={MANDIRI: Scores(total=Fraction(maturity))},
                )
                for number in range(n)
            ),
        )

    return build
