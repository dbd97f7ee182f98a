"""Any sequence of saves leaves what a plain dictionary would hold, and a whole chain."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_cases import AT, change

from klik_kit.core.records import RecordKey
from klik_kit.errors import ConflictError
from klik_kit.store import Store

VALUES = st.none() | st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20)
UNITS = st.sampled_from([None, "1.01", "1.02"])
EDITS = st.dictionaries(
    st.tuples(st.sampled_from(["r1", "r2"]), st.sampled_from(["a", "b", "ñ"])),
    st.tuples(VALUES, st.integers(-1, 1)),
    min_size=1,
    max_size=4,
)
SAVES = st.lists(st.tuples(EDITS, UNITS), max_size=8)

examples = count()


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(saves=SAVES)
def test_any_sequence_of_saves_equals_a_dictionary(store: Store, saves: list) -> None:
    """The records of each example have names of their own, because the store outlives an example."""
    example = next(examples)
    model: dict[tuple[str, str], tuple[str | None, int]] = {}
    units: dict[str, str | None] = {}
    for edits, unit in saves:
        wishes = [
            change(
                field,
                value,
                base=model.get((name, field), (None, 0))[1] + off,
                record=RecordKey(id=f"{example}-{name}", kind="uji", unit=unit),
            )
            for (name, field), (value, off) in edits.items()
        ]
        if any(off for _, off in edits.values()):
            with pytest.raises(ConflictError) as caught:
                store.save(wishes, who="uji", at=AT)
            assert len(caught.value.conflicts) == sum(1 for _, off in edits.values() if off)
            continue
        store.save(wishes, who="uji", at=AT)
        for (name, field), (value, _) in edits.items():
            old, version = model.get((name, field), (None, 0))
            model[name, field] = (value, version if version and old == value else version + 1)
            units[name] = unit
    for name, unit in units.items():
        record = store.get(f"{example}-{name}")
        assert record.key.unit == unit
        assert {field: (answer.value, answer.version) for field, answer in record.answers.items()} == {
            field: stored for (of, field), stored in model.items() if of == name
        }
    assert store.verify() == ()
