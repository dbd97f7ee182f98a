"""The portal's export beside the store, as sheets: differences by field, and what only one side has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from klik_kit.core.bahasa import told_value
from klik_kit.core.portal_listing import PortalListing
from klik_kit.exchange.tables_out import Heading, Shape, Table, write_tables


def write_differences(
    path: Path,
    listing: PortalListing,
    *,
    about: str,
    heading: Callable[[str], str],
    unit: Callable[[str], str],
    mask: Callable[[str], str],
) -> None:
    """Write the listing.

    Args:
        path: replaced only when the new file is whole.
        listing: what differs.
        about: which file stands beside which region.
        heading: a field as the sheets call it.
        unit: a unit's name by its code.
        mask: what every text passes through on its way out.

    Raises:
        ExchangeError: the folder or the disk refuses the file.
    """
    sides = (("Hanya di portal", listing.only_portal), ("Hanya pada kami", listing.only_ours))
    tables = [
        Table(
            name="Beda isian",
            title="Yang berbeda antara portal dan catatan kami",
            about=about,
            headings=(
                Heading(text="Unit", width=26), Heading(text="Inovasi", width=32), Heading(text="Isian", width=20), Heading(text="Menurut portal", width=30),
                Heading(text="Menurut kami", width=30), Heading(text="Selisih (portal − kami)", shape=Shape.POINTS, width=11), Heading(text="Pada impor ini", width=22),
                Heading(text="ID", width=14, exact=True),
            ),
            rows=[
                (unit(d.unit), d.name, heading(d.field), told_value(d.portal), told_value(d.ours), d.points, d.outcome.value, d.innovation)
                for d in listing.differences
            ],
            kept=2,
            printed=7,
            empty="Tidak ada yang berbeda.",
        )
    ]  # fmt: skip
    tables += [
        Table(
            name=name,
            title=f"Inovasi yang tercatat {name[0].lower()}{name[1:]}",
            about=about,
            headings=(
                Heading(text="Unit", width=30), Heading(text="Inovasi", width=46), Heading(text="Tempat", width=14, exact=True), Heading(text="Keterangan", width=56),
            ),
            rows=[(unit(one.unit), one.name, one.place, one.hint) for one in found],
            kept=2,
        )
        for name, found in sides
    ]  # fmt: skip
    write_tables(path, tables, title="Beda portal dan catatan daerah", mask=mask)
