"""The portal's export beside the store, as a page to read and print."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby

from klik_kit.core.bahasa import number, told_value
from klik_kit.core.portal_listing import Difference, OneSided, PortalListing
from klik_kit.reports.page import plain_page
from klik_kit.reports.render import render


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldLine:
    """A field that differs: its name, both sides, how much a score differs (empty: no score), and what an import does."""

    field: str
    portal: str
    ours: str
    gap: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InnovationPart:
    """An innovation with the fields that differ."""

    name: str
    unit: str
    lines: tuple[FieldLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SideLine:
    """An innovation that only one side has."""

    name: str
    unit: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferencePage:
    """Everything the page shows; ``about`` says which file stands beside which region."""

    about: str
    matched: int
    count: int
    innovations: tuple[InnovationPart, ...]
    only_portal: tuple[SideLine, ...]
    only_ours: tuple[SideLine, ...]


def differences_html(
    listing: PortalListing,
    *,
    about: str,
    heading: Callable[[str], str],
    unit: Callable[[str], str],
    mask: Callable[[str], str],
) -> str:
    """The listing as a whole page; arguments as for `klik_kit.exchange.differences_out.write_differences`."""

    def told(d: Difference) -> FieldLine:
        gap = "" if d.points is None else f"{'+' if d.points > 0 else ''}{number(d.points)}"
        return FieldLine(field=heading(d.field), portal=mask(told_value(d.portal)), ours=mask(told_value(d.ours)), gap=gap, outcome=d.outcome.value)  # fmt: skip

    def sided(found: Iterable[OneSided]) -> tuple[SideLine, ...]:
        return tuple(SideLine(name=mask(one.name), unit=unit(one.unit), hint=mask(one.hint)) for one in found)

    parts = []
    for _, group in groupby(listing.differences, key=lambda d: d.innovation):
        own = list(group)
        parts.append(
            InnovationPart(name=mask(own[0].name), unit=unit(own[0].unit), lines=tuple(told(one) for one in own))
        )
    page = DifferencePage(
        about=about,
        matched=listing.matched,
        count=len(listing.differences),
        innovations=tuple(parts),
        only_portal=sided(listing.only_portal),
        only_ours=sided(listing.only_ours),
    )
    return plain_page(render("beda.html.j2", page), title="Beda portal dan catatan daerah")
