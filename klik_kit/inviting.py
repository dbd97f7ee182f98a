"""A class invited: participants from Excel, an invitation for each, cards to print and links to send.

May not set a password; the invited person does. What it writes opens accounts, so only the user who
runs it may read those files.
"""

from __future__ import annotations

import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from pathlib import Path
from secrets import choice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from klik_kit import templating
from klik_kit.core.accounts import Account, Role, login_for
from klik_kit.core.bahasa import day, plain
from klik_kit.core.records import RecordKey
from klik_kit.core.region import Unit, region_of, unit_of
from klik_kit.errors import ExchangeError, KlikError, Problem, ProblemsError
from klik_kit.exchange import cells
from klik_kit.exchange.columns import Column, SheetForm
from klik_kit.exchange.drafts import Draft
from klik_kit.exchange.participants import SHEET, participants
from klik_kit.exchange.sheet_in import read_sheet
from klik_kit.exchange.workbook_in import RawSheet, Workbook
from klik_kit.exchange.workbook_out import GUIDE, LISTS, FilledSheet, write_workbook
from klik_kit.files import reason
from klik_kit.passwords import new_token, short_code, shown_code, token_hash

if TYPE_CHECKING:
    from klik_kit.store import Store, Ticket

_LINK_BYTES = 20
_ID_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_GUIDE = (
    ("Peserta Klinik Inovasi", "Isi lembar Peserta, simpan, lalu jalankan: klik user invite dengan berkas ini."),
    ("Satu akun satu orang", "Satu baris satu orang, bukan satu OPD. Orang yang sudah punya akun hanya diundang lagi."),
    ("Peran", "Kosong berarti Operator OPD. Admin Klinik dan Narasumber dibuat dengan klik user add."),
    ("SPD", "Isi ya bagi orang yang mengisi baris SPD daerah."),
)
_LINKS_GUIDE = (
    ("Tautan undangan", "Salin kolom Teks WhatsApp, lalu kirim kepada orangnya sendiri."),
    ("Rahasia", "Siapa pun yang memegang tautan atau kode dapat membuka akunnya. Hapus berkas ini setelah dikirim."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What one person gets: the link, the short code as it is printed, and a text for WhatsApp."""

    account: Account
    unit: str
    link: str
    code: str
    address: str
    until: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassInvited:
    """A class as it was invited: how many accounts are new, and the two files with the secrets."""

    invitations: tuple[Invitation, ...]
    new: int
    remarks: tuple[str, ...]
    cards: Path
    links: Path


def write_participants(path: Path, *, store: Store) -> None:
    """Write an empty ``PESERTA.xlsx``, with the region's units to choose from.

    Raises:
        ExchangeError: the file cannot be written.
    """
    units = tuple(record.key.unit or "" for record in store.list("unit"))
    write_workbook(path, [FilledSheet(form=participants(units))], guide=_GUIDE)


def invite_class(
    store: Store, path: Path, *, address: str, folder: Path, until: datetime, who: str, at: datetime
) -> ClassInvited:
    """Invite everybody a file names, or nobody.

    Args:
        store: where the accounts are kept.
        path: the file of participants.
        address: what the links begin with, as ``checked_address`` gives it.
        folder: where cards and links are written; made if it is missing, for this user only.
        until: when the invitations end.
        who: the person, for the history.
        at: the present moment.

    Raises:
        ProblemsError: rows that cannot be, all at once; nothing was written.
        ExchangeError: the file cannot be read, or the folder cannot be written.
        StoreError: the accounts could not be kept; nothing was written.
    """
    units = {unit.code: unit for unit in map(unit_of, store.list("unit"))}
    accounts, remarks = _people(_read(path, units), path=path, units=units, known=store.accounts.list(), at=at)
    known = {account.id for account in store.accounts.list()}
    new = [account for account in accounts if account.id not in known]
    region = region_of(next(iter(store.list("daerah")), None)).name
    issued = [issue(a, units=units, region=region, address=address, until=until) for a in accounts]
    invitations = tuple(invitation for invitation, _ in issued)
    stamp = at.astimezone().strftime("%Y%m%d-%H%M%S")
    cards, links = folder / f"kartu-undangan-{stamp}.html", folder / f"tautan-undangan-{stamp}.xlsx"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".klik-", dir=folder) as private:  # nobody else may look in
            drafts = [Path(private) / cards.name, Path(private) / links.name]
            drafts[0].write_text(cards_html(invitations, region=region), encoding="utf-8")
            _write_links(drafts[1], invitations)
            for draft in drafts:
                draft.chmod(0o600)
            store.accounts.enrol(new, [ticket for _, ticket in issued], who=who, at=at)
            for draft in drafts:
                draft.replace(folder / draft.name)
    except OSError as error:
        raise ExchangeError(f"Undangan tidak dapat ditulis di {folder}: {reason(error)}.") from error
    return ClassInvited(invitations=invitations, new=len(new), remarks=remarks, cards=cards, links=links)


def issue(
    account: Account, *, units: Mapping[str, Unit], region: str, address: str, until: datetime
) -> tuple[Invitation, Ticket]:
    """A new invitation for an account, and what of it the store may keep."""
    from klik_kit.store import Ticket

    token, code = new_token(_LINK_BYTES), short_code()
    unit = units[account.unit].name if account.unit in units else ""
    invitation = Invitation(
        account=account, unit=unit, link=f"{address}/undangan/{token}", code=shown_code(code), address=address,
        until=until, text=_whatsapp(account, unit, region, f"{address}/undangan/{token}", address, shown_code(code), until),
    )  # fmt: skip
    ticket = Ticket(account=account.id, token_hash=token_hash(token), code_hash=token_hash(code), until=until)
    return invitation, ticket


def checked_address(address: str) -> str:
    """An address that links can begin with, without a slash at its end.

    Raises:
        KlikError: it is no web address of a server.
    """
    try:
        parts = urlsplit(address.strip())
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        sound = False
    if (
        not sound
        or parts.path not in {"", "/"}
        or parts.query
        or parts.fragment
        or "@" in parts.netloc
        or re.search(r"\s", parts.netloc)
    ):
        raise KlikError(f"Alamat {address!r} tidak dapat dipakai. Tulis seperti https://klik.contoh.go.id.")
    return f"{parts.scheme}://{parts.netloc}"


def new_account(account: Account, *, taken: Iterable[str]) -> Account:
    """An account with an id of its own and, where it names none, a login made from the name."""
    login = account.login or login_for(account.name, {login.casefold() for login in taken})
    return replace(account, id="".join(choice(_ID_LETTERS) for _ in range(8)), login=login)


def end_of(last_day: date) -> datetime:
    """The moment an account with this last day ends: the midnight after it on the clinic's own wall."""
    return datetime.combine(last_day + timedelta(days=1), time()).astimezone(UTC)


def same_person(name: str, other: str) -> bool:
    """Whether two names are one, academic titles left out."""
    return plain(name.partition(",")[0]) == plain(other.partition(",")[0])


def cards_html(invitations: Sequence[Invitation], *, region: str) -> str:
    """A page of its own with a card for each, eight on a sheet of A4."""
    import segno
    from markupsafe import Markup

    def drawn(link: str) -> Markup:
        code = segno.make(link, error="m", micro=False)
        return Markup(code.svg_inline(omitsize=True, border=4, dark="#000", light="#fff", svgclass="qr"))  # noqa: S704 - segno's own drawing

    cards = [
        {
            "name": i.account.name, "unit": i.unit or i.account.role.label, "login": i.account.login, "code": i.code, "qr": drawn(i.link),
            "address": f"{i.address.partition('://')[2]}/kode", "until": day(i.until.astimezone().date()),
        }
        for i in invitations
    ]  # fmt: skip
    template = templating.environment("documents").get_template("kartu_undangan.html.j2")
    sheets = [cards[start : start + 8] for start in range(0, len(cards), 8)]
    return template.render(sheets=sheets, region=region, number=len(cards))


def _read(path: Path, units: Mapping[str, Unit]) -> list[Draft]:
    """The rows of the file; the only sheet counts, whatever its name.

    Raises:
        ProblemsError: cells that cannot be.
    """
    raw = _sheet(Workbook(path))
    drafts, refused, _ = read_sheet(participants(tuple(units)), raw)
    refused += _wrong_units(drafts, units) + _same_phones(drafts)
    if refused:
        raise _refused(path, refused)
    if not drafts:
        raise ExchangeError(f"Berkas {path.name} tidak berisi peserta. Isi mulai baris kedua, lalu coba lagi.")
    return drafts


def _sheet(book: Workbook) -> RawSheet:
    known = [name for name in book.names if plain(name) == plain(SHEET)]
    others = [name for name in book.names if name not in {GUIDE, LISTS}]
    found = known or others
    if len(found) != 1:
        raise ExchangeError(
            f"Berkas {book.path.name} tidak memuat satu lembar {SHEET}. Buat templat dengan: klik user template PESERTA.xlsx"
        )
    return book.sheet(found[0])


def _wrong_units(drafts: Iterable[Draft], units: Mapping[str, Unit]) -> list[Problem]:
    problems = []
    for draft in drafts:
        code, role = draft.values.get("unit"), _role(draft)
        if code and code not in units:
            near = get_close_matches(code.upper(), units, n=3, cutoff=0.6)
            what = f"kode unit {code!r} tidak ada." + (f" Mungkin: {', '.join(near)}." if near else "")
            mend = "Periksa kodenya, atau tambahkan pada lembar Unit di Pengaturan.xlsx."
            problems.append(Problem(where=draft.at("unit"), what=what, mend=mend))
        elif not code and role.of_unit:
            what = f"{role.label} harus punya Kode unit."
            problems.append(Problem(where=draft.at("unit"), what=what, mend="Isi kode unitnya."))
    return problems


def _same_phones(drafts: Iterable[Draft]) -> list[Problem]:
    by_phone: defaultdict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        by_phone[draft.values.get("phone") or ""].append(draft)
    return [
        Problem(where=draft.at("phone"), what=f"nomor HP ini sama dengan milik {first.label}.", mend="Satu orang satu nomor.")
        for phone, (first, *others) in by_phone.items() if phone
        for draft in others
    ]  # fmt: skip


def _people(
    drafts: Iterable[Draft], *, path: Path, units: Mapping[str, Unit], known: Sequence[Account], at: datetime
) -> tuple[list[Account], tuple[str, ...]]:
    """An account for each row, the one that is there where the person has one, and remarks."""
    taken = {account.login for account in known}
    accounts: list[Account] = []
    problems: list[Problem] = []
    remarks: list[str] = []
    for draft in drafts:
        try:
            account = _known(draft, known, at=at)
        except ValueError as error:
            problems.append(Problem(where=draft.place, what=str(error)))
            continue
        if account is None:
            account = new_account(_wanted(draft), taken=taken)
            taken.add(account.login)
        elif account in accounts:
            what = f"akun {account.login} ({account.name}) sudah diundang dari baris lain."
            problems.append(Problem(where=draft.place, what=what, mend="Hapus salah satunya."))
        else:
            shown = f"{account.name}, {units[account.unit].name}" if account.unit in units else account.name
            remarks.append(
                f"{draft.place}: {draft.label} sudah punya akun {account.login} ({shown}); akun itu diundang lagi."
            )
        accounts.append(account)
    if problems:
        raise _refused(path, problems)
    return accounts, tuple(remarks)


def _known(draft: Draft, known: Iterable[Account], *, at: datetime) -> Account | None:
    """The account a row is about: of the same phone, or of the same name and unit."""
    phone, unit = draft.values.get("phone"), draft.values.get("unit") or ""
    found = {
        account.id: account
        for account in known
        if (phone and account.phone == phone) or (account.unit == unit and same_person(account.name, draft.label))
    }
    if len(found) > 1:
        logins = ", ".join(account.login for account in found.values())
        raise ValueError(f"cocok dengan beberapa akun: {logins}. Periksa nama, unit, dan HP-nya.")
    account = next(iter(found.values()), None)
    if account is not None and not account.active(at):
        raise ValueError(
            f"akun {account.login} dinonaktifkan atau sudah berakhir. "
            f"Aktifkan dengan klik user disable {account.login} --batal, atau hapus barisnya."
        )
    return account


def _wanted(draft: Draft) -> Account:
    values = draft.values
    return Account(
        id="", login="", name=values["name"] or "", role=_role(draft), unit=values.get("unit") or "",
        title=values.get("title") or "", phone=values.get("phone") or "", spd=values.get("spd") == "ya",
    )  # fmt: skip


def _role(draft: Draft) -> Role:
    label = draft.values.get("role")
    return next((role for role in Role if role.label == label), Role.OPERATOR)


def _refused(path: Path, problems: Sequence[Problem]) -> ProblemsError:
    head = f"Tidak ada yang diundang: {len(problems)} hal pada {path.name} perlu diperbaiki."
    return ProblemsError(head, problems)


def _whatsapp(
    account: Account, unit: str, region: str, link: str, address: str, code: str, until: datetime
) -> str:  # fmt: skip
    """One line, because a cell with several is pasted with quotation marks around it."""
    whom = f"{account.name} ({unit})" if unit else account.name
    host = f"Klinik Inovasi {region}".rstrip()
    return (
        f"Yth. Bapak/Ibu {whom}. {host} mengundang Bapak/Ibu mengisi formulir inovasi. "
        f"Silakan buka tautan berikut, lalu buat PIN sendiri: {link} "
        f"Tautan ini khusus untuk Bapak/Ibu, dapat dipakai satu kali, dan berlaku sampai {day(until.astimezone().date())}; mohon tidak diteruskan. "
        f"Bila tautan tidak terbuka, buka {address}/kode dan ketik kode {code}. Terima kasih."
    )


def _write_links(path: Path, invitations: Iterable[Invitation]) -> None:
    def column(heading: str, field: str, width: int) -> Column:
        return Column(heading=heading, field=field, cell=cells.text, width=width)

    form = SheetForm(
        name="Tautan", kind="undangan", about="Satu baris satu orang.", key=lambda row: RecordKey(id=row["login"] or "", kind="undangan"),
        columns=(
            column("Nama", "name", 30), column("Unit", "unit", 30), column("HP", "phone", 18), column("Nama masuk", "login", 20),
            column("Tautan", "link", 44), column("Kode", "code", 12), column("Berlaku sampai", "until", 18), column("Teks WhatsApp", "text", 90),
        ),
    )  # fmt: skip
    rows = [
        {
            "name": i.account.name, "unit": i.unit, "phone": i.account.phone, "login": i.account.login, "link": i.link,
            "code": i.code, "until": day(i.until.astimezone().date()), "text": i.text,
        }
        for i in invitations
    ]  # fmt: skip
    write_workbook(path, [FilledSheet(form=form, rows=rows)], guide=_LINKS_GUIDE)
