"""Imports that do without what nobody here uses."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

GRAMMAR = "rfc3987_syntax"
"""A grammar of web addresses that jsonschema builds for a second; a notebook's schema has none."""


@contextmanager
def without(module: str) -> Iterator[None]:
    """Let imports within the block do without an optional module."""
    known = module in sys.modules
    if not known:
        sys.modules.update({module: None})  # type: ignore[dict-item]  # the import system's own sign for "not here"
    try:
        yield
    finally:
        if not known:
            del sys.modules[module]
