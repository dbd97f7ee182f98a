"""A light text search over short texts: SQLite's full-text index in memory, ranked by BM25.

May not know where the texts come from, or who may read them. Words are also compared by their roots
(*mendaftar*, *pendaftaran*), cut by a few rules rather than looked up: both sides are cut alike.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import combining, normalize
from weakref import finalize

_WORD = re.compile(r"\w{3,40}")
_COMMON = """
    ada adalah agar akan antara atau atas bagi bahwa banyak belum bila dalam dan dapat dari dengan dua hal hanya harus
    ini itu jadi juga kami karena kepada ketika kita lagi lain lebih masih melalui menjadi namun oleh pada para per perlu
    sampai sangat satu secara sebagai sebuah sehingga sejak seluruh sering serta setelah setiap suatu sudah supaya telah
    terhadap tersebut tetapi tidak tiga untuk yaitu yakni yang
"""
_STOP = frozenset(_COMMON.split())
_MOST_LETTERS, _MOST_WORDS = 20_000, 60
_BEFORE = (
    "meng", "meny", "mem", "men", "me", "peng", "peny", "pem", "pen", "per", "pe", "ber", "ter", "di", "ke", "se",
)  # fmt: skip
_AFTER = (("nya", "lah", "kah", "pun"), ("kan", "an", "i"))
_LEAST_ROOT = 4
_SEEN, _FEW_WORDS = 10, 4
"""How many candidates are looked at for each one given; and the length of a question from which one shared
word says little, so that two are asked for, or one in the name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What may be read of an innovation by everybody: name, unit, gist, contact, and its public link."""

    id: str
    name: str
    unit: str
    gist: str
    contact: str = ""
    link: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A summary that was found, and the words of the question it was found by, in their order."""

    summary: Summary
    words: tuple[str, ...]


class Shelf:
    """Summaries that can be searched; a word in the name weighs three times what one in the gist does."""

    def __init__(self, summaries: Sequence[Summary]) -> None:
        self._summaries = tuple(summaries)
        self._index = sqlite3.connect(":memory:", check_same_thread=False)
        self._closed = finalize(self, self._index.close)
        self._index.execute(
            "CREATE VIRTUAL TABLE shelf USING fts5(name, gist, roots, tokenize = 'unicode61 remove_diacritics 2')"
        )
        rows = [
            (number, _stored(s.name), _stored(s.gist), " ".join(_roots(f"{s.name} {s.gist}")))
            for number, s in enumerate(self._summaries)
        ]
        self._index.executemany("INSERT INTO shelf(rowid, name, gist, roots) VALUES (?, ?, ?, ?)", rows)

    def search(self, text: str, most: int = 5) -> tuple[Summary, ...]:
        """The summaries that share words with a text, the closest first; any text may be asked for."""
        return tuple(match.summary for match in self.matches(text, most))

    def matches(self, text: str, most: int = 5) -> tuple[Match, ...]:
        """What `search` finds, with the words it was found by."""
        words = _words(text)[:_MOST_WORDS]
        if not words or most < 1:
            return ()
        asked = " OR ".join(dict.fromkeys(f'"{word}"' for one in words for word in (one, root(one))))
        found = self._index.execute(
            "SELECT rowid FROM shelf WHERE shelf MATCH ? ORDER BY bm25(shelf, 3.0, 1.0, 1.0), rowid LIMIT ?",
            (asked, most * _SEEN),
        )
        kept: list[Match] = []
        for (row,) in found:
            match = self._match(self._summaries[row], words)
            if match is not None:
                kept.append(match)
            if len(kept) == most:
                break
        return tuple(kept)

    def _match(self, summary: Summary, words: Sequence[str]) -> Match | None:
        named, told = _roots(_bare(summary.name)), _roots(_bare(f"{summary.name} {summary.gist}"))
        shared = tuple(word for word in words if root(_bare(word)) in told)
        if len(words) >= _FEW_WORDS and len(shared) < 2 and not any(root(_bare(word)) in named for word in shared):
            return None
        return Match(summary=summary, words=shared)

    def close(self) -> None:
        """Give the memory back; a shelf that is no longer used does so by itself."""
        self._closed()


def _stored(text: str) -> str:
    """A text as SQLite can keep it: what is no character becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _words(text: str) -> list[str]:
    """The words of a text that say something, each once."""
    return list(dict.fromkeys(w for w in _WORD.findall(text[:_MOST_LETTERS].casefold()) if w not in _STOP))


def _roots(text: str) -> frozenset[str]:
    return frozenset(root(word) for word in _words(text))


@lru_cache(maxsize=20_000)
def root(word: str) -> str:
    """A word without its usual beginning and end, as long as four letters stay."""
    start = next((b for b in _BEFORE if word.startswith(b) and len(word) - len(b) >= _LEAST_ROOT), "")
    word = word.removeprefix(start)
    for ends in _AFTER:
        end = next((e for e in ends if word.endswith(e) and len(word) - len(e) >= _LEAST_ROOT), "")
        word = word.removesuffix(end)
    return word


def _bare(text: str) -> str:
    """A text without accents, as the index compares it."""
    return "".join(c for c in normalize("NFKD", text) if not combining(c))
