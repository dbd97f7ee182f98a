"""The copy sheet and the list of a package as self-contained pages: they work from a double click, without a network.

May not decide what stands in them; HTML is in ``templates/parcel/``, where every value is escaped.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from klik_kit import templating
from klik_kit.core.bahasa import day
from klik_kit.core.copy_sheet import CopySheet
from klik_kit.core.portal_check import row_place
from klik_kit.parcel.gathering import Parcel
from klik_kit.places import shipped

if TYPE_CHECKING:
    from jinja2 import Environment

_LETTERS_A_LINE = 95
_MOST_LINES = 18


def sheet_html(sheet: CopySheet, *, at: datetime) -> str:
    """A copy sheet as a page: a button for each field, and what misses the portal's rules beside it.

    Args:
        sheet: what stands in it.
        at: when it was made, with its zone.
    """
    places = {line.id for line in sheet.lines} | {row_place(row.row) for row in sheet.rows}
    content = repr((sheet.innovation, sheet.lines, sheet.rows))
    return _environment().get_template("lembar_salin.html.j2").render(
        sheet=sheet, made_at=_moment(at), places=places, key=f"klik-salin-{hashlib.sha256(content.encode()).hexdigest()[:16]}",
        style=_asset("gaya.css"), style_hash=_hash("gaya.css"), script=_asset("salin.js"), script_hash=_hash("salin.js"),
    )  # fmt: skip


def list_html(parcel: Parcel) -> str:
    """The page that leads to the sheets of a package."""
    return _environment().get_template("daftar.html.j2").render(
        parcel=parcel, made_at=_moment(parcel.made_at), style=_asset("gaya.css"), style_hash=_hash("gaya.css")
    )  # fmt: skip


def _moment(at: datetime) -> str:
    local = at.astimezone()
    return f"{day(local.date())} pukul {local:%H.%M}"


def _lines(text: str, long: bool) -> int:  # noqa: FBT001 - a filter's argument stands without a name
    """How many lines a text fills, as far as a field may be high."""
    if not long and "\n" not in text and len(text) <= _LETTERS_A_LINE:
        return 1
    filled = sum(1 + len(line) // _LETTERS_A_LINE for line in text.split("\n"))
    return min(_MOST_LINES, max(2, filled))


@lru_cache(maxsize=8)
def _asset(name: str) -> str:
    return (shipped("templates") / "parcel" / name).read_text(encoding="utf-8")


def _hash(name: str) -> str:
    """What a content security policy calls an inline script or style."""
    return f"sha256-{b64encode(hashlib.sha256(_asset(name).encode()).digest()).decode()}"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = templating.environment("parcel")
    environment.filters["baris"] = _lines
    return environment
