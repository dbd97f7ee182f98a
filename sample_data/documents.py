"""Documents behind the levels: titles, letter numbers in the shapes offices use, dates and states.

May not score. Signed decrees are shared by many innovations, as in a real region.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from datetime import date, timedelta

from government import Row, Unit, filled, unit
from profiles import Profile

from klik_kit.core import bahasa

LAST_DAY = date(2026, 7, 31)
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_NEW_CODES = 2023

# Keputusan Bupati tentang inovasi daerah dan pelaksananya: tanggal dan nomor, sekali atau dua kali setahun.
_DECREES = (
    (date(2019, 6, 17), "188.45/312/2019"),
    (date(2020, 7, 6), "188.45/287/2020"),
    (date(2021, 6, 21), "188.45/341/2021"),
    (date(2022, 6, 13), "188.45/305/2022"),
    (date(2023, 6, 5), "100.3.3.2/268/2023"),
    (date(2024, 5, 20), "100.3.3.2/187/2024"),
    (date(2024, 12, 2), "100.3.3.2/402/2024"),
    (date(2025, 5, 26), "100.3.3.2/214/2025"),
    (date(2025, 12, 8), "100.3.3.2/398/2025"),
    (date(2026, 6, 8), "100.3.3.2/226/2026"),
)
_TRAININGS = (
    (date(2024, 3, 6), "400.10.11/112/BAPPERIDA/2024", "Penyusunan proposal inovasi"),
    (date(2024, 9, 18), "400.10.11/508/BAPPERIDA/2024", "Data dukung inovasi daerah"),
    (date(2025, 3, 12), "400.10.11/131/BAPPERIDA/2025", "Kelas tematik layanan dasar"),
    (date(2025, 9, 24), "400.10.11/544/BAPPERIDA/2025", "Video inovasi dengan telepon"),
    (date(2026, 6, 9), "400.10.11/307/BAPPERIDA/2026", "Kelas data dukung"),
)
_PLANS = {
    2025: (date(2024, 7, 8), "18 Tahun 2024"),
    2026: (date(2025, 7, 14), "16 Tahun 2025"),
}
_YEARS = {1: (2025,), 2: (2025, 2026), 3: (2024, 2025, 2026)}
_SECTOR_CODE = {
    "kesehatan": "400.7", "pendidikan": "400.3", "dukcapil": "400.12", "trantibum": "300.1", "bencana": "300.2",
    "sosial": "400.9", "pertanian": "500.6", "lingkungan": "600.4", "desa": "400.10", "perhubungan": "500.11",
    "kominfo": "500.12", "ekonomi": "500.3", "investasi": "500.16", "pariwisata": "500.13", "literasi": "000.4",
    "keluarga": "400.2", "keuangan": "900.1", "aparatur": "000.7", "infrastruktur": "600.1",
}  # fmt: skip
_OLD_CODE = {
    "kesehatan": "440", "pendidikan": "420", "dukcapil": "470", "trantibum": "331", "bencana": "360", "sosial": "460",
    "pertanian": "520", "lingkungan": "660", "desa": "140", "perhubungan": "550", "kominfo": "555", "ekonomi": "510",
    "investasi": "570", "pariwisata": "556", "literasi": "041", "keluarga": "463", "keuangan": "900",
    "aparatur": "800", "infrastruktur": "600",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One document for one row of one innovation."""

    innovation: str
    indicator: str
    title: str
    number: str
    date: date | None
    file: str
    state: str

    def row(self, number: int) -> Row:
        """The document as a row of the sheet *Data Dukung*."""
        return filled(
            id=f"DD-{number:04d}", innovation=self.innovation, indicator=self.indicator, title=self.title, number=self.number,
            date=self.date.isoformat() if self.date else "", file=self.file, state=self.state,
        )  # fmt: skip


def documents_for(
    profile: Profile, levels: dict[str, int], rng: random.Random, *, coached: bool, verified: bool
) -> list[Evidence]:
    """The documents of one innovation; many rows of those nobody has looked at have none."""
    share = 0.93 if verified else 0.12 if coached else 0.05
    return [
        _document(profile, row, level, rng, coached=coached, verified=verified)
        for row, level in levels.items()
        if level and rng.random() < share + (0.12 if row in {"16", "17", "33", "35"} else 0)
    ]


def _document(profile: Profile, row: str, level: int, rng: random.Random, *, coached: bool, verified: bool) -> Evidence:
    if verified:
        state = rng.choices(("Sesuai", "Perlu perbaikan", "Ada, belum diperiksa"), (89, 6, 5))[0]
    elif coached:
        state = rng.choices(("Sesuai", "Ada, belum diperiksa", "Perlu perbaikan"), (30, 58, 12))[0]
    else:
        state = rng.choices(("Ada, belum diperiksa", "Belum ada"), (78, 22))[0]
    title, number, day = _paper(profile, row, level, rng)
    if state == "Belum ada":
        return Evidence(innovation=profile.id, indicator=row, title=title, number="", date=None, file="", state=state)
    if state == "Perlu perbaikan" and row in {"16", "17", "23"} and day and profile.facts.implemented:
        day = date(profile.facts.implemented.year - 2, 3, rng.randint(1, 28))
        number = re.sub(r"\d{4}$", str(day.year), number)
    name = f"{profile.id}/{row}_{_slug(title)}{_file_mark(number)}.{_ending(row)}"
    if row == "35":
        name = profile.row.get("video", name)
    return Evidence(innovation=profile.id, indicator=row, title=title, number=number, date=day, file=name, state=state)


def _paper(profile: Profile, row: str, level: int, rng: random.Random) -> tuple[str, str, date | None]:
    """What a document is called, its number where offices give one, and its date."""
    owner, short = unit(profile.seed.unit), profile.seed.short
    start = profile.facts.developed or profile.facts.implemented or date(2026, 2, 2)
    day = _near(start, rng)
    letters = _Letters(owner, profile.seed.sector, rng)
    match row:
        case "16" if level == 2:
            return "Peraturan Bupati tentang Penyelenggaraan Inovasi Daerah", "27 Tahun 2021", date(2021, 8, 16)
        case "16":
            signed, number = _decree(start)
            return f"Keputusan Bupati tentang Inovasi Daerah Tahun {signed.year}", number, signed
        case "17":
            return f"Surat tugas tim pelaksana {short} ({profile.facts.team} orang)", letters.order(day), day
        case "18":
            return _budget(owner, level), "", date(_YEARS[level][-1], 1, 5)
        case "20":
            trained, number, title = _TRAININGS[rng.randrange(len(_TRAININGS))]
            return f"Undangan, daftar hadir, dan sertifikat bimtek {title}", number, trained
        case "21":
            return _plan(owner, level)
        case "22":
            return f"Naskah kerja sama {short} dengan {rng.choice(profile.facts.actors)}", letters.pact(day), day
        case "23" if level == 3:
            signed, number = _decree(start)
            return f"Lampiran Keputusan Bupati: pelaksana {short}", number, signed
        case "23":
            return f"Keputusan {owner.head_title} tentang Pelaksana {short}", letters.decision(day), day
        case "24":
            return f"Surat perintah tim lintas perangkat daerah {short}", letters.order(day), day
        case "28":
            return f"SOP pelayanan {short}", letters.procedure(day), day
        case "31":
            return f"Pernyataan replikasi {short} oleh daerah lain", letters.pact(day), day
        case _:
            return _PLAIN_TITLES[row][level - 1].format(short=short), "", _near(day, rng)


class _Letters:
    """Letter numbers as this unit writes them, by the code of the year (new codes since 2023)."""

    def __init__(self, owner: Unit, sector: str, rng: random.Random) -> None:
        self._owner, self._sector, self._rng = owner, sector, rng

    def order(self, day: date) -> str:
        n = self._rng.randint(11, 689)
        if self._owner.kind == "Puskesmas":
            return f"{n % 300:03d}/ST/{self._owner.abbr}/{_ROMAN[day.month - 1]}/{day.year}"
        return f"800.1.11.1/{n}/{self._owner.abbr}/{day.year}" if day.year >= _NEW_CODES else f"090/{n}/{day.year}"

    def decision(self, day: date) -> str:
        n = self._rng.randint(4, 214)
        if self._owner.kind == "Puskesmas":
            return f"{n:03d}/SK/{self._owner.abbr}/{_ROMAN[day.month - 1]}/{day.year}"
        return f"{self._code(day)}/{n}/{self._owner.abbr}/{day.year}"

    def procedure(self, day: date) -> str:
        n = self._rng.randint(1, 96)
        if self._owner.kind == "Puskesmas":
            return f"{n:03d}/SOP/{self._owner.abbr}/{_ROMAN[day.month - 1]}/{day.year}"
        return f"000.8.3.3/{n}/{self._owner.abbr}/{day.year}" if day.year >= _NEW_CODES else f"065/{n}/{day.year}"

    def pact(self, day: date) -> str:
        n = self._rng.randint(3, 140)
        return f"100.2.2.3/{n}/{self._owner.abbr}/{day.year}" if day.year >= _NEW_CODES else f"119/{n}/{day.year}"

    def _code(self, day: date) -> str:
        return _SECTOR_CODE[self._sector] if day.year >= _NEW_CODES else _OLD_CODE[self._sector]


def _decree(start: date) -> tuple[date, str]:
    """The decree that lists the innovation: the first of its own year signed after it began, else the year's last."""
    later = [d for d in _DECREES if d[0].year == start.year and d[0] >= start]
    same = [d for d in _DECREES if d[0].year == start.year]
    return (later or same[-1:] or list(_DECREES[:1]))[0]


def _near(day: date, rng: random.Random) -> date:
    found = min(day + timedelta(days=rng.randint(3, 160)), LAST_DAY)
    return found - timedelta(days=max(0, found.weekday() - 4))


def _budget(owner: Unit, level: int) -> str:
    kind = {"Sekolah": "RKAS BOSP", "Puskesmas": "Rincian BOK dan JKN", "RSUD": "RBA BLUD", "BUMD": "RKA perusahaan"}.get(owner.kind, "DPA")  # fmt: skip
    return f"{kind} {_listed(_YEARS[level])}, halaman mata belanja yang ditandai"


def _plan(owner: Unit, level: int) -> tuple[str, str, date]:
    """The region's plans are decreed in the year before; small units have plans of their own, without a number."""
    years = _YEARS[level]
    kind = {"Sekolah": "RKAS", "Puskesmas": "RUK dan RPK", "RSUD": "RBA", "BUMD": "RKA"}.get(owner.kind)
    if kind:
        return f"{kind} {_listed(years)}, halaman kegiatan yang ditandai", "", date(years[-1], 1, 12)
    signed, number = _PLANS[years[-1]]
    return f"RKPD {_listed(years)}, halaman program yang ditandai", number, signed


def _listed(years: tuple[int, ...]) -> str:
    return bahasa.listed([str(year) for year in years])


def _slug(title: str) -> str:
    return "-".join(re.findall(r"[A-Za-z]+", title)[:2])


def _file_mark(number: str) -> str:
    parts = re.findall(r"\d+", number.partition("/")[2]) or re.findall(r"\d+", number)
    return "".join(f"-{part}" for part in (parts[0], parts[-1])) if len(parts) > 1 else ""


def _ending(row: str) -> str:
    return "jpg" if row in {"25", "27", "29", "30"} else "mp4" if row == "35" else "pdf"


_PLAIN_TITLES = {
    "19": ("Foto alat kerja {short}", "Foto pemakaian perangkat pada {short}", "Tangkapan layar sistem {short}"),
    "25": ("Foto sosialisasi {short} berlatar spanduk", "Unggahan media sosial tentang {short}", "Berita media tentang {short}"),
    "26": ("Buku pedoman {short}", "Buku elektronik pedoman {short}", "Laman pedoman {short}"),
    "27": ("Foto loket informasi {short}", "Tangkapan layar dua kanal informasi {short}", "Tangkapan layar tiga kanal informasi {short}"),
    "29": ("Rekap pengaduan {short}", "Rekap dan persentase pengaduan {short}", "Rekap pengaduan {short} tuntas"),
    "30": ("Alur layanan {short}", "Tangkapan layar layanan terpadu {short}", "Bukti keterhubungan {short} dengan unit lain"),
    "32": ("Laporan tahapan penciptaan {short}",) * 3,
    "33": ("Daftar penerima manfaat {short}", "Rekap penerima manfaat {short}", "Rekap penerima manfaat {short} per semester"),
    "34": ("Laporan monev internal {short}", "Laporan survei kepuasan {short}", "Laporan kajian perguruan tinggi atas {short}"),
    "35": ("Video {short} dua unsur", "Video {short} empat unsur", "Video {short} lima unsur"),
}  # fmt: skip
