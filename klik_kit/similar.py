"""A light text search over short texts: SQLite's full-text index in memory, ranked by BM25.

May not know where the texts come from, or who may read them.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\w{3,40}")
_STOP = frozenset(
    "yang dan atau untuk dengan dari pada dalam oleh akan adalah ini itu para serta sebagai agar bagi tidak belum lebih "
    "sudah dapat juga karena secara antara setiap satu dua tiga per ada lagi masih hanya sampai oleh kami kita".split()
)
_MOST_WORDS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What may be read of an innovation by everybody: name, unit, gist, contact."""

    id: str
    name: str
    unit: str
    gist: str
    contact: str = ""


class Shelf:
    """Summaries that can be searched; names weigh three times what gists do."""

    def __init__(self, summaries: Sequence[Summary]) -> None:
        self._summaries = tuple(summaries)
        self._index = sqlite3.connect(":memory:")
        self._index.execute("CREATE VIRTUAL TABLE shelf USING fts5(name, gist, tokenize = 'unicode61 remove_diacritics 2')")
        rows = [(n, s.name, s.gist) for n, s in enumerate(self._summaries)]
        self._index.executemany("INSERT INTO shelf(rowid, name, gist) VALUES (?, ?, ?)", rows)

    def search(self, text: str, *, most: int = 5) -> tuple[Summary, ...]:
        """The summaries that share words with a text, the closest first; any text may be asked for."""
        words = dict.fromkeys(w for w in _WORD.findall(text.casefold()) if w not in _STOP)
        if not words:
            return ()
        asked = " OR ".join(f'"{word}"' for word in list(words)[:_MOST_WORDS])
        found = self._index.execute(
            "SELECT rowid FROM shelf WHERE shelf MATCH ? ORDER BY bm25(shelf, 3.0, 1.0) LIMIT ?", (asked, most)
        )
        return tuple(self._summaries[row] for (row,) in found)
