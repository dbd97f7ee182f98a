"""Lists a person chooses from: the allowed values of a field, and the other ways they are written.

May not read files: `klik_kit.content` builds these lists from ``templates/forms/``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from klik_kit.core.bahasa import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One allowed value, the group it is shown in, and spellings that mean the same."""

    value: str
    group: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ChoiceList:
    """A named list of choices, in the order they are shown."""

    name: str
    choices: tuple[Choice, ...]

    @property
    def values(self) -> tuple[str, ...]:
        """The allowed values, in order."""
        return tuple(c.value for c in self.choices)

    @cached_property
    def _spellings(self) -> Mapping[str, str]:
        return {plain(text): c.value for c in self.choices for text in (*c.aliases, c.value)}

    def match(self, text: str) -> str | None:
        """The allowed value a text means, whatever its case, spaces and punctuation; else None."""
        return self._spellings.get(plain(text))
