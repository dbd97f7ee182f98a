"""Which digits of a text are somebody's secret, and which are a date, an amount or a document's number.

Pure: rules are arguments. Every step looks at each digit a bounded number of times, whatever is typed.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

MARK = "*"
"""What stands for a hidden digit; digits that touch it were masked before."""

_GROUP = re.compile(rf"(?<![\d{re.escape(MARK)}])\d+")
_UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_BLANK = f" \u00a0\u2000-\u200a\u202f\u205f\u3000{_UNSEEN}"
_SIGNS = f"[{_BLANK}]{{0,3}}[.\\-()\u2010-\u2015\u2212\uff0d\uff0e{_BLANK}]{{0,2}}[{_BLANK}]{{0,3}}"
_JOINT = re.compile(f"{_SIGNS}(?:\\r?\\n[{_BLANK}\\t]{{0,12}})?")
"""What may stand within a number: blanks, also those nobody sees, signs, and the end of a line."""

_ITEM = re.compile(r"\n\s*\d{1,3}[.)](?:\s|$)")

_DATES = re.compile(r"(?<!\d)(?:(\d{1,2})([-. ])(\d{1,2})\2(\d{4})|(\d{4})-(\d{2})-(\d{2}))(?!\d)")
_DECIMAL = re.compile(r"(?<![\d.])\d{1,3}\.\d{4,}(?!\d|\.\d)")
_THOUSANDS = re.compile(r"(?<![\d.+])[1-9]\d{0,2}(?:\.\d{3}){1,4}(?!\d|\.\d)")
_ADDRESS = re.compile(r"\b\w+://\S+")
_OLDEST, _LATEST = 1900, 2100
_LINES = 2
"""A number is broken once at most; more lines are a column of numbers."""

_BEFORE_PREFIX = 3
"""A number's first group goes on at least so far with its prefix: ``0812``, not ``08.30``."""

_AFTER_LABEL = 6
"""The first group of a number after its label has so many digits: ``KTP 320115 …``, not ``KTP 2024 2025``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRule:
    """A kind of number: how many digits, how it begins, and where a date of birth stands in it.

    Attributes:
        called: what a warning calls it.
        fewest: digits at least.
        most: digits at most.
        starts: its first digits; empty: any.
        born_at: the digit, from 1, at which a date of birth begins; 0: none.
        born: ``ddmmyy``, where a woman's day is 40 more (NIK), or ``yyyymmdd`` (NIP).
        whole: digits without a joint are of this kind whatever they begin with, but not within a link.
        labels: it is of this kind after one of these words, whatever it begins with; empty: anywhere.
        keep: how many last digits stay readable.
    """

    id: str
    called: str
    fewest: int
    most: int
    starts: tuple[str, ...] = ()
    born_at: int = 0
    born: str = "ddmmyy"
    whole: bool = False
    labels: tuple[str, ...] = ()
    keep: int = 0


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, how many of its last digits stay, and what a warning calls it."""

    start: int
    end: int
    keep: int = 0
    called: str = ""


def secret_numbers(
    text: str, rules: Sequence[NumberRule], *, kept: Sequence[NumberRule] = (), currencies: Sequence[str] = ()
) -> Iterator[Span]:
    """The numbers to mask, in the order of the text, none over another.

    Args:
        text: what somebody typed.
        rules: the kinds to mask; the longest that fits wins, of those the first.
        kept: kinds that stay, such as the NIP of a signature.
        currencies: what stands before an amount.
    """
    groups = [Span(found.start(), found.end()) for found in _GROUP.finditer(text)]
    safe = _plain(text, currencies)
    runs = _runs(text, [group for group in groups if not _within(group, safe)])
    links = _joined(found.span() for found in _ADDRESS.finditer(text))
    for run in runs:
        yield from _of_run(text, run, rules, kept, links)


def masked(text: str, spans: Sequence[Span]) -> str:
    """The text with the digits of the spans hidden, but for the last ones each keeps."""
    out, end = [], 0
    for span in spans:
        out.append(text[end : span.start])
        digits = sum(letter.isdigit() for letter in text[span.start : span.end])
        for letter in text[span.start : span.end]:
            out.append(MARK if letter.isdigit() and digits > span.keep else letter)
            digits -= letter.isdigit()
        end = span.end
    return "".join([*out, text[end:]])


def _plain(text: str, currencies: Sequence[str]) -> list[tuple[int, int]]:
    """Dates, decimals such as coordinates, thousands and amounts: groups that belong to nothing else."""
    found = [m for m in _DATES.finditer(text) if _is_day(m)]
    found += [*_DECIMAL.finditer(text), *_THOUSANDS.finditer(text)]
    if currencies:
        words = "|".join(re.escape(word) for word in currencies)
        found += re.finditer(rf"(?<!\w)(?:{words})\.?[ \u00a0]?\d[\d.,]*", text, re.IGNORECASE)
    return _joined(m.span() for m in found)


def _is_day(found: re.Match[str]) -> bool:
    day, _, month, year, iso_year, iso_month, iso_day = found.groups()
    return _day(int(year or iso_year), int(month or iso_month), int(day or iso_day))


def _day(year: int, month: int, day: int) -> bool:
    if not _OLDEST <= year <= _LATEST:
        return False
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _within(group: Span, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether one of the spans, which are in order and apart, holds the group."""
    at = bisect_right(spans, (group.start, sys.maxsize)) - 1
    return at >= 0 and group.end <= spans[at][1]


def _runs(text: str, groups: Sequence[Span]) -> list[list[Span]]:
    """Groups that only a joint parts, such as a space or a dash, together; an item of a list begins anew."""
    runs = [[group] for group in groups[:1]]
    for before, group in pairwise(groups):
        if _JOINT.fullmatch(text, before.end, group.start) and not _ITEM.search(text, before.end, group.end + 2):
            runs[-1].append(group)
        else:
            runs.append([group])
    return runs


def _of_run(
    text: str,
    run: Sequence[Span],
    rules: Sequence[NumberRule],
    kept: Sequence[NumberRule],
    links: Sequence[tuple[int, int]],
) -> Iterator[Span]:
    at = 0
    while at < len(run):
        taken = _longest(text, run, at, kept, links)
        if taken:
            at += taken[0]
            continue
        taken = _longest(text, run, at, rules, links)
        if not taken:
            at += 1
            continue
        last = run[at + taken[0] - 1]
        yield Span(run[at].start, last.end, taken[1].keep, taken[1].called)
        at += taken[0]


def _longest(
    text: str, run: Sequence[Span], at: int, rules: Sequence[NumberRule], links: Sequence[tuple[int, int]]
) -> tuple[int, NumberRule] | None:
    """How many groups from one on are a number, at most, and by which rule; the first where rules take as many."""
    found = [(_count(text, run, at, rule, links), rule) for rule in rules]
    best = max(found, key=lambda one: one[0], default=None)
    return best if best and best[0] else None


def _count(text: str, run: Sequence[Span], at: int, rule: NumberRule, links: Sequence[tuple[int, int]]) -> int:
    """How many groups from one on are a number of a rule, at most; 0 for none. One group that fits is the number."""
    best, digits, lines = 0, "", 1
    for count in range(1, len(run) - at + 1):
        group = run[at + count - 1]
        digits += text[group.start : group.end]
        lines += count > 1 and "\n" in text[run[at + count - 2].end : group.start]
        if len(digits) > rule.most or lines > _LINES:
            break
        if len(digits) >= rule.fewest and _fits(text, run[at : at + count], digits, rule, links):
            best = count
            if count == 1:
                break
    return best


def _fits(text: str, window: Sequence[Span], digits: str, rule: NumberRule, links: Sequence[tuple[int, int]]) -> bool:
    if rule.labels:
        long_enough = window[0].end - window[0].start >= _AFTER_LABEL
        return long_enough and _labelled(text, window[0].start, rule.labels)
    if rule.whole and len(window) == 1 and not _within(window[0], links):
        return True
    plain = "".join(str(int(digit)) for digit in digits)
    return _starts(text, window, plain, rule.starts) and _born(plain, rule)


def _labelled(text: str, start: int, labels: Sequence[str]) -> bool:
    before = text[max(0, start - 40) : start].rstrip(" \u00a0:=.'\"").casefold()
    return any(
        before.endswith(label.casefold()) and not before[: -len(label)][-1:].isalnum()
        for label in labels
    )  # fmt: skip


def _starts(text: str, window: Sequence[Span], plain: str, starts: Sequence[str]) -> bool:
    start = next((start for start in starts if plain.startswith(start)), None)
    if start is None:
        return not starts
    plus = text[window[0].start - 1 : window[0].start] in {"+", "\uff0b"}
    covered = 0
    for group in window:
        covered += group.end - group.start
        if covered >= len(start):
            return plus or len(start) < _BEFORE_PREFIX or group.end - group.start >= _BEFORE_PREFIX
    return False


def _born(plain: str, rule: NumberRule) -> bool:
    if not rule.born_at:
        return True
    written = plain[rule.born_at - 1 : rule.born_at - 1 + len(rule.born)]
    if rule.born == "yyyymmdd":
        year, month, day = int(written[:4]), int(written[4:6]), int(written[6:])
        return _day(year, month, day)
    day, month = int(written[:2]), int(written[2:4])
    return _day(2000, month, day - 40 if day > 40 else day)
