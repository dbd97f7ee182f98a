"""A text that leaves the clinic without NIK, telephone numbers and what somebody is ill with.

Pure: the rules are values, read by `klik_kit.content.masking`. Source: USERS.md, "The hall, the phone, the
office": lists of recipients name patients, NIK and diagnosis are masked; the NIP stays in signature blocks.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from klik_kit.core.masked_numbers import NumberRule, Span, masked, secret_numbers

HIDDEN = "[disamarkan]"
"""What stands for masked words."""

_DIGIT, _SIGN = re.compile(r"\d"), re.compile("[:=]")
_VALUE = r"(?:(?![.!?](?:\s|$))[^\n\r\t;|])+"
_NAME = r"\s{0,3}[^\W\d_a-z]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Masking:
    """What is masked in every output that others read.

    Attributes:
        numbers: kinds of numbers to mask.
        kept: kinds of numbers that stay.
        currencies: what stands before an amount.
        labels: words before a colon whose value is masked up to the end of the sentence: ``diagnosis``.
        persons: what stands before a person's name: ``Ny.``.
        words: health words, masked near a person.
        near: so many letters, on the same line, are near.
        illness: what a warning calls words about somebody's health.
    """

    numbers: tuple[NumberRule, ...]
    kept: tuple[NumberRule, ...] = ()
    currencies: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    near: int = 0
    illness: str = ""
    _least: int = field(init=False, repr=False, compare=False)
    _labelled: re.Pattern[str] | None = field(init=False, repr=False, compare=False)
    _persons: re.Pattern[str] | None = field(init=False, repr=False, compare=False)
    _words: re.Pattern[str] | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        labelled = self.labels and rf"(?<!\w)((?:{_any(self.labels)})\s{{0,3}}[:=]\s{{0,3}})({_VALUE})"
        persons = self.persons and rf"(?<!\w)(?:{_any(self.persons)})(?={_NAME})"
        words = self.words and rf"(?<!\w)(?:{_any(self.words)})(?!\w)"
        object.__setattr__(self, "_least", min((rule.fewest for rule in self.numbers), default=0))
        object.__setattr__(self, "_labelled", re.compile(labelled, re.IGNORECASE) if labelled else None)
        object.__setattr__(self, "_persons", re.compile(persons) if persons else None)
        object.__setattr__(self, "_words", re.compile(words, re.IGNORECASE) if words else None)

    def text(self, value: str) -> str:
        """The text with the secrets hidden; masking it again changes nothing."""
        value = self._without_labelled(value)
        value = masked(value, self._numbers(value))
        return "\n".join(self._without_illness(line) for line in value.split("\n"))

    def found(self, value: str) -> tuple[str, ...]:
        """What would be hidden, by the words a warning uses, each once: ``NIK atau nomor Kartu Keluarga``."""
        told = dict.fromkeys(span.called for span in self._numbers(value))
        ill = self._without_labelled(value) != value or any(self._without_illness(x) != x for x in value.split("\n"))
        return (*told, self.illness) if ill else tuple(told)

    def _numbers(self, value: str) -> list[Span]:
        if len(_DIGIT.findall(value)) < self._least:
            return []
        return list(secret_numbers(value, self.numbers, kept=self.kept, currencies=self.currencies))

    def _without_labelled(self, value: str) -> str:
        return self._labelled.sub(_hide_value, value) if self._labelled and _SIGN.search(value) else value

    def _without_illness(self, line: str) -> str:
        if not (self._persons and self._words):
            return line
        people = [found.start() for found in self._persons.finditer(line)]
        if not people:
            return line
        return self._words.sub(lambda word: HIDDEN if _near(word.span(), people, self.near) else word[0], line)


def _hide_value(found: re.Match[str]) -> str:
    value = found[2]
    tail = value[len(value.rstrip()) :]
    return f"{found[1]}{HIDDEN}{tail}" if value.strip() else found[0]


def _any(words: Sequence[str]) -> str:
    """One of the words as a pattern, the longest first; a space in them is any white space."""
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(r"\s{1,3}".join(map(re.escape, word.split())) for word in longest_first)


def _near(word: tuple[int, int], people: Sequence[int], near: int) -> bool:
    """Whether a person, by places in order, stands close before or behind the word."""
    start, end = word
    at = bisect_left(people, start)
    return (at > 0 and start - people[at - 1] <= near) or (at < len(people) and people[at] - end <= near)
