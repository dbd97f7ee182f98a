"""Who else reads one innovation: units that its owner invited, and guests of the clinic until a day.

May not give more than reading that innovation and writing notes on it (USERS.md, "Who").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from klik_kit.core.accounts import Account, Role
from klik_kit.core.bahasa import day
from klik_kit.core.forms import Field, Option, check_value
from klik_kit.core.records import Record, RecordKey
from klik_kit.desk.counter import Message, checked_text
from klik_kit.desk.drawing import action, card
from klik_kit.desk.person import COLLABORATION, INVITED, Person
from klik_kit.errors import AccessError, KlikError, NotFoundError
from klik_kit.exchange.participants import person_name
from klik_kit.inviting import end_of, issue, new_account, same_person

PANEL = "bagikan"
_ACTS = frozenset({"share", "unshare", "guest_new", "guest_again", "guest_code", "guest_end"})
_CODE_DAYS = 14
_LAST_DAY = Field(
    name="until", label="Hari terakhir akses", type="date", required=True, hint="Sesudah hari ini aksesnya berakhir sendiri, untuk semua inovasi yang dibuka baginya."
)  # fmt: skip
_ENDS = "Akses ini diakhiri sekarang. Catatan yang sudah ditulis tetap ada."


def may_invite(person: Person, innovation: Record) -> bool:
    """Whether the person owns the innovation or may invite guests to it."""
    reach, unit = person.reach(), innovation.key.unit or ""
    return reach.may_write(unit) or reach.may_host(unit)


def guests_panel(person: Person, innovation: Record, codes: Mapping[str, str]) -> Message:
    """Everybody invited, and the buttons this person has.

    Args:
        person: an owner invites units, the clinic guests; each sees whom the other invited.
        innovation: the one that is shared.
        codes: what to say about a guest's new code, by account; it is never kept.
    """
    reach, unit = person.reach(), innovation.key.unit or ""
    owns, hosts = reach.may_write(unit), reach.may_host(unit)
    guests, invited = _guests(person), _invited(person, innovation)
    present = [g for g in guests if innovation.key.id in g.innovations]
    cards = [_unit_card(person, code, owns=owns) for code in invited]
    cards += [_guest_card(g, codes.get(g.id), hosts=hosts) for g in present]
    if owns:
        cards.append(_sharing_card(person, {unit, *invited}))
    if hosts:
        cards.append(_hosting_card([g for g in guests if g not in present and _hosts_all(person, g)]))
    return {"type": "cards", "title": "Kolaborator dan narasumber", "cards": cards, "empty": ""}


def act_on_guests(
    person: Person, innovation: Record, name: str, args: Mapping[str, Any], codes: dict[str, str]
) -> str | None:
    """Invite or end an invitation; gives what to say, None for any other act.

    A new guest's code goes into ``codes`` and nowhere else.

    Raises:
        AccessError: this person may not invite to this innovation.
        KlikError: a unit, name or day that cannot be.
    """
    if name not in _ACTS:
        return None
    unit = innovation.key.unit or ""
    if name in {"share", "unshare"}:
        if not person.reach().may_write(unit):
            raise AccessError("OPD kolaborator diundang oleh unit pemilik inovasi.")
        return _share(person, innovation, str(args.get("unit") or ""), stands=name == "share")
    if not person.reach().may_host(unit):
        raise AccessError("Narasumber diundang oleh pendamping atau admin klinik.")
    if name == "guest_new":
        return _new_guest(person, innovation, args, codes)
    return _known_guest(person, innovation, name, args, codes)


def _share(person: Person, innovation: Record, code: str, *, stands: bool) -> str:
    unit = person.workspace.units.get(code)
    if unit is None or code == innovation.key.unit:
        raise KlikError("Pilih unit lain dari daftarnya.")
    innovation_id = innovation.key.id
    key = RecordKey(id=f"{innovation_id}@{COLLABORATION}:{code}", kind=COLLABORATION, unit=code, parent=innovation_id)
    try:
        sharing = person.workspace.store.get(key.id)
    except NotFoundError:
        sharing = Record(key=key)
    if stands or sharing.version(INVITED):
        change = sharing.change(INVITED, "ya" if stands else None)
        person.workspace.store.save([change], who=person.signature, at=person.now())
    return f"{unit.name} diundang." if stands else f"Akses {unit.name} sudah diakhiri."


def _new_guest(person: Person, innovation: Record, args: Mapping[str, Any], codes: dict[str, str]) -> str:
    until, accounts = _until(args), person.workspace.store.accounts
    try:
        name = person_name(checked_text(str(args.get("name") or "")))
        title = person_name(found) if (found := checked_text(str(args.get("title") or ""))) else ""
    except ValueError as error:
        raise KlikError(f"Narasumber belum diundang: {error}") from error
    known = accounts.list()
    if any(same_person(guest.name, name) for guest in _guests(person)):
        raise KlikError(f"{name} sudah punya akun narasumber. Gunakan Undang narasumber yang sudah ada.")
    wanted = Account(
        id="", login="", name=name, role=Role.NARASUMBER, title=title, innovations=(innovation.key.id,), until=until
    )
    account = new_account(wanted, taken=[a.login for a in known])
    _give_code(person, account, codes, new=True)
    return f"{name} diundang. Kodenya tampil pada kartunya."


def _known_guest(person: Person, innovation: Record, name: str, args: Mapping[str, Any], codes: dict[str, str]) -> str:
    guest = next((g for g in _guests(person) if g.id == args.get("account")), None)
    here, now = innovation.key.id, datetime.now(UTC)
    if guest is None or (name != "guest_again" and here not in guest.innovations):
        raise KlikError("Narasumber ini tidak ada dalam daftar. Muat ulang halamannya.")
    if name != "guest_end" and not _hosts_all(person, guest):
        raise AccessError(f"{guest.name} juga diundang ke inovasi unit lain. Mintalah admin klinik.")
    accounts = person.workspace.store.accounts
    if name == "guest_end":
        rest = tuple(i for i in guest.innovations if i != here)
        accounts.change(replace(guest, innovations=rest), who=person.signature, at=now)
        codes.pop(guest.id, None)
        return f"Akses {guest.name} sudah diakhiri."
    if name == "guest_again":
        opened = tuple(dict.fromkeys((*guest.innovations, here)))
        guest = accounts.change(replace(guest, innovations=opened, until=_until(args)), who=person.signature, at=now)
    if guest.has_password:
        return f"{guest.name} diundang dan masuk dengan kata sandinya sendiri."
    _give_code(person, guest, codes, new=False)
    return f"Kode baru {guest.name} tampil pada kartunya; kode lamanya tidak berlaku."


def _give_code(person: Person, account: Account, codes: dict[str, str], *, new: bool) -> None:
    """Keep a new invitation's hashes, and remember its code while this page is open."""
    now, workspace = datetime.now(UTC), person.workspace
    end = min(now + timedelta(days=_CODE_DAYS), account.until or datetime.max.replace(tzinfo=UTC))
    invitation, ticket = issue(account, units=workspace.units, region=workspace.region.name, address="", until=end)
    workspace.store.accounts.enrol([account] if new else [], [ticket], who=person.signature, at=now)
    codes[account.id] = (
        f"Kode undangan {invitation.code}, sekali pakai, berlaku sampai {_day(end)}. Sampaikan kepada orangnya: buka alamat "
        "formulir ini dengan akhiran /kode, lalu ketik kodenya. Kode hanya tampil sampai halaman ini ditutup."
    )


def _until(args: Mapping[str, Any]) -> datetime:
    text = str(args.get("until") or "")
    problem = check_value(_LAST_DAY, text, {})
    if problem:
        raise KlikError(problem)
    until = end_of(date.fromisoformat(text))
    if until <= datetime.now(UTC):
        raise KlikError("Hari terakhir akses sudah lewat. Isi tanggal yang akan datang.")
    return until


def _guests(person: Person) -> list[Account]:
    return [a for a in person.workspace.store.accounts.list() if a.role is Role.NARASUMBER and not a.disabled]


def _hosts_all(person: Person, guest: Account) -> bool:
    """Whether the person may host everywhere the guest reads: a longer access or a new code opens all of it."""
    reach, store = person.reach(), person.workspace.store
    units = {r.key.id: r.key.unit or "" for r in store.list("inovasi")} if reach.reviews is not None else {}
    return all(reach.may_host(units.get(i, "")) for i in guest.innovations)


def _invited(person: Person, innovation: Record) -> list[str]:
    found = person.workspace.store.list(COLLABORATION, parent=innovation.key.id)
    return [record.key.unit or "" for record in found if record.value(INVITED)]


def _unit_card(person: Person, code: str, *, owns: bool) -> Message:
    actions = [action("unshare", "Akhiri akses", {"unit": code}, confirm=_ENDS)] if owns else []
    return card(person.unit_name(code), tags=_tags("OPD kolaborator"), actions=actions)


def _guest_card(guest: Account, code: str | None, *, hosts: bool) -> Message:
    actions = []
    if hosts:
        if not guest.has_password:
            actions.append(action("guest_code", "Buat kode baru", {"account": guest.id}))
        actions.append(action("guest_end", "Akhiri akses", {"account": guest.id}, confirm=_ENDS))
    over = not guest.active(datetime.now(UTC))
    until = f"{'Berakhir' if over else 'Sampai'} {_day(guest.until)}" if guest.until else ""
    tags = _tags("Narasumber", until, tone="warning" if over else "info")
    return card(guest.name, text=guest.title, tags=tags, lines=[code] if code and hosts else [], actions=actions)


def _sharing_card(person: Person, left_out: set[str]) -> Message:
    units = sorted((u for u in person.workspace.units.values() if u.code not in left_out), key=lambda u: u.name)
    choice = Field(
        name="unit", label="Unit yang diundang", type="select_one", required=True,
        options=tuple(Option(value=u.code, label=u.name) for u in units),
    )  # fmt: skip
    return card(
        "Undang OPD kolaborator",
        text="Unit itu membaca inovasi ini dan memberi catatan; isian tidak dapat diubahnya.",
        actions=[action("share", "Undang OPD", ask=[choice])],
    )


def _hosting_card(others: list[Account]) -> Message:
    new = [
        Field(name="name", label="Nama narasumber", required=True, hint="Nama satu orang."),
        Field(name="title", label="Jabatan dan lembaga", hint="Misalnya: Dosen Universitas Contoh."),
        _LAST_DAY,
    ]
    actions = [action("guest_new", "Undang narasumber", ask=new)]
    if others:
        options = tuple(Option(value=g.id, label=f"{g.name} · {g.title}" if g.title else g.name) for g in others)
        again = Field(name="account", label="Narasumber", type="select_one", required=True, options=options)
        actions.append(action("guest_again", "Undang narasumber yang sudah ada", ask=[again, _LAST_DAY]))
    return card(
        "Undang narasumber atau pendamping eksternal",
        text="Orang itu membaca inovasi ini dan memberi catatan sampai hari terakhirnya.",
        actions=actions,
    )


def _tags(*tags: str, tone: str = "info") -> list[Message]:
    return [{"text": tag, "tone": tone} for tag in tags if tag]


def _day(at: datetime) -> str:
    """The last day before a moment."""
    return day((at - timedelta(seconds=1)).astimezone().date())
