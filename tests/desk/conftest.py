"""Pages opened as one of the people of a small office."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_cases import Office, office_in


@pytest.fixture
def office(kab: Path) -> Iterator[Office]:
    with office_in(kab) as office:
        yield office
