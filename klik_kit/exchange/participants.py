"""Sheet *Peserta*: who is invited to a class, one row a person.

May not know which accounts there are.
"""

from __future__ import annotations

import re

from klik_kit.core.accounts import Role
from klik_kit.core.choices import Choice, ChoiceList
from klik_kit.core.keys import digest, same
from klik_kit.core.records import RecordKey
from klik_kit.exchange import cells
from klik_kit.exchange.columns import Column, SheetForm

SHEET = "Peserta"
_LONGEST_NAME = 120
_BY_HAND = {Role.ADMIN, Role.NARASUMBER}
_ROLES = ChoiceList(
    name="role",
    choices=tuple(Choice(value=r.label, aliases=(r.value,)) for r in Role if r not in _BY_HAND),
)
_YES_NO = ChoiceList(name="spd", choices=(Choice(value="ya"), Choice(value="tidak")))


def participants(units: tuple[str, ...] = ()) -> SheetForm:
    """Sheet *Peserta*: one row a person."""
    return SheetForm(
        name=SHEET,
        kind="peserta",
        about="Satu baris satu orang. Nama masuk dibuat oleh kit; PIN dibuat oleh orangnya sendiri.",
        key=lambda row: RecordKey(
            id=f"peserta:{digest(row.get('unit') or '', same(row['name'] or ''))}", kind="peserta"
        ),
        columns=(
            Column(heading="Nama", field="name", cell=person_name, required=True, width=32, hint="Nama orang, bukan nama OPD."),
            Column(heading="Jabatan", field="title", cell=person_name, width=28),
            Column(heading="Kode unit", field="unit", cell=cells.code, options=units, hint="Kode unit dari Pengaturan.xlsx. Wajib bagi Operator dan Kepala OPD."),
            Column(heading="HP", field="phone", cell=phone_number, width=18, hint="Contoh: 0812-3456-7890."),
            Column(heading="Peran", field="role", cell=cells.one_of(_ROLES), options=_ROLES.values, width=22, hint="Kosong berarti Operator OPD."),
            Column(heading="SPD", field="spd", cell=cells.one_of(_YES_NO), options=_YES_NO.values, width=8, hint="ya: mengisi baris SPD daerah."),
        ),
    )  # fmt: skip


def phone_number(value: cells.CellValue) -> str:
    """A mobile number as ``+628123456789``, however it was typed; Excel eats the 0 before it.

    Raises:
        ValueError: it is no Indonesian mobile number.
    """
    digits = re.sub(r"[\s().-]", "", cells.text(value)).removeprefix("+")
    digits = re.sub(r"^(?:620?|0)(?=8)", "", digits)
    if not re.fullmatch(r"8[0-9]{7,11}", digits):
        raise ValueError(f"nomor HP {cells.shown(value)} tidak dikenal. Tulis seperti 0812-3456-7890.")
    return f"+62{digits}"


def person_name(value: cells.CellValue) -> str:
    """A person's name in one line.

    Raises:
        ValueError: it is too long, or holds no letter.
    """
    name = " ".join(cells.text(value).split())
    if len(name) > _LONGEST_NAME or not any(c.isalpha() for c in name):
        raise ValueError(f"{cells.shown(name)} bukan nama. Tulis nama satu orang.")
    return name
