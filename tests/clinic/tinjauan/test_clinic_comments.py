"""The bank of comments: the shipped one, which fit a row, and every problem of a file at once."""

from pathlib import Path

import pytest

from klik_kit.content.comments import load_comments
from klik_kit.core.comments import fitting
from klik_kit.errors import ContentError


def test_the_ten_heaviest_rows_have_comments_and_there_are_general_ones(edition):
    heaviest = sorted(edition.sid, key=lambda row: -row.weight)[:10]
    rows = {c.row for c in load_comments()}
    assert {row.row for row in heaviest} <= rows
    assert "" in rows


def test_a_rows_own_come_first_and_other_rows_never():
    found = fitting(load_comments(), row="16", level=1)
    assert [c.row for c in found] == sorted([c.row for c in found], reverse=True)
    assert {c.row for c in found} == {"16", ""}
    assert "16-bentuk" not in {c.id for c in found}
    assert "16-bentuk" in {c.id for c in fitting(load_comments(), row="16", level=3)}


def test_every_problem_of_a_file_is_told_at_once(tmp_path: Path):
    path = tmp_path / "komentar.yaml"
    path.write_text(
        'schema: 1\nid: "komentar"\ncomments:\n  - {id: "A b", label: "x", text: "y"}\n  - {id: "b", label: "", text: 3, levels: [7]}\n  - {id: "c", teks: "z", label: "c", text: "t"}\n'
    )
    with pytest.raises(ContentError) as error:
        load_comments(path)
    assert len(error.value.problems) == 5


def test_ids_given_twice_and_unknown_rows_are_told(tmp_path: Path):
    path = tmp_path / "komentar.yaml"
    path.write_text(
        'schema: 1\nid: "komentar"\ncomments:\n  - {id: "a", label: "x", text: "y"}\n  - {id: "a", label: "x", text: "y", row: "99"}\n'
    )
    with pytest.raises(ContentError) as error:
        load_comments(path)
    assert len(error.value.problems) == 2
