"""Each innovation's profile: its dates, partners, and the answers of the sheet *Inovasi*.

May not score. Shapes make the four baskets: within the window, older with and without a
development, too young, not yet put to use, too short.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

import proposals
from government import Row, citizen, filled, unit
from material_in import Seed, chance, material, sectors, seeds
from proposals import Facts

from klik_kit.content import load_choices

SERVICE, GOVERNANCE, OTHER = (
    load_choices()["form"].values[1],
    load_choices()["form"].values[0],
    load_choices()["form"].values[2],
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """An innovation: where it came from, the facts its texts and scores agree with, and its sheet row."""

    id: str
    seed: Seed
    facts: Facts
    months: int
    row: Row


def profiles() -> list[Profile]:
    """All innovations, numbered in the order of the material."""
    return [_profile(number, seed) for number, seed in enumerate(seeds(), start=1)]


def _profile(number: int, seed: Seed) -> Profile:
    rng = chance(f"profile/{seed.name}")
    trial, implemented, developed, months = _dates(seed, rng)
    facts = _facts(number, seed, implemented, developed, rng)
    found_id = f"INV-{number:04d}"
    lists, sector = load_choices(), sectors()[seed.sector]
    initiator = _initiator(seed, rng)
    video = seed.shape in {"new", "developed"} and rng.random() < 0.88
    empty = seed.shape == "empty"
    row = filled(
        id=found_id,
        unit=seed.unit,
        name=seed.name,
        stage=seed.stage,
        initiator=initiator,
        initiator_name=_initiator_name(number, seed, initiator),
        classification=seed.classification,
        type=seed.type,
        form=GOVERNANCE if seed.governance else SERVICE if rng.random() < 0.86 else OTHER,
        asta_cita=lists["asta_cita"].match(sector["asta_cita"]),
        pkpn_cluster=sector["cluster"],
        pkpn_program=sector["program"],
        urusan=seed.urusan,
        other_urusan="" if empty else _other_urusan(seed, facts, rng),
        trial_on=trial.isoformat() if trial else "",
        implemented_on=implemented.isoformat() if implemented else "",
        developed_on=developed.isoformat() if developed else "",
        rancang_bangun=proposals.rancang_bangun(seed, facts),
        goals=proposals.goals(seed, facts),
        benefits=proposals.benefits(seed),
        results=proposals.results(seed, facts),
        coordinates="" if empty or rng.random() < 0.05 else _place(seed, rng),
        video=f"https://contoh.example/video/{found_id.lower()}" if video else "",
        origin_of_idea=rng.choices(lists["origin_of_idea"].values, (42, 24, 9, 6, 5, 14))[0],
    )
    return Profile(id=found_id, seed=seed, facts=facts, months=months, row=row)


def _dates(seed: Seed, rng: random.Random) -> tuple[date | None, date | None, date | None, int]:
    """Trial, implementation, development, and the months that making it took."""
    months = rng.choices((2, 3, 4, 5, 6, 7, 8, 10, 12), (10, 18, 22, 14, 10, 6, 6, 8, 6))[0]
    implemented = _workday(*_SPANS[seed.shape], rng) if seed.shape in _SPANS else None
    developed = _workday(date(2024, 3, 1), date(2025, 11, 28), rng) if seed.shape == "developed" else None
    if seed.shape == "trial":
        return _workday(date(2025, 10, 1), date(2026, 4, 30), rng), None, None, months
    before = implemented or date(2025, 3, 3) if seed.shape != "idea" else None
    trial = _weekday(before - timedelta(days=rng.randint(20, max(25, months * 28 - 20)))) if before else None
    return trial, implemented, developed, months


_SPANS = {
    "new": (date(2024, 1, 8), date(2025, 11, 28)),
    "short": (date(2024, 2, 1), date(2025, 10, 31)),
    "near": (date(2024, 2, 1), date(2025, 6, 30)),
    "developed": (date(2019, 1, 7), date(2023, 9, 29)),
    "old": (date(2017, 2, 1), date(2022, 10, 31)),
    "next": (date(2026, 1, 5), date(2026, 4, 30)),
    "empty": (date(2024, 5, 1), date(2025, 6, 30)),
}


def _workday(first: date, last: date, rng: random.Random) -> date:
    return _weekday(first + timedelta(days=rng.randrange((last - first).days)))


def _weekday(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def _facts(number: int, seed: Seed, implemented: date | None, developed: date | None, rng: random.Random) -> Facts:
    pool = [code for code in sectors()[seed.sector]["partners"] if code != seed.unit]
    parent = unit(seed.unit).parent
    offices = rng.sample(pool, rng.choices((1, 2, 3, 4, 5), (15, 28, 25, 20, 12))[0])
    if parent and parent not in offices:
        offices.insert(0, parent)
    actors = rng.sample(material("phrases")["others"], rng.choices((1, 2, 3, 4), (15, 35, 35, 15))[0])
    small = unit(seed.unit).kind in {"Sekolah", "Puskesmas", "Kelurahan", "Kecamatan"}
    team = rng.randint(6, 28) if small else rng.randint(9, 46)
    return Facts(
        number=number,
        implemented=implemented,
        developed=developed,
        team=team,
        offices=tuple(offices),
        actors=tuple(actors),
    )


def _initiator(seed: Seed, rng: random.Random) -> str:
    if seed.classification == "Inovasi Masyarakat":
        return "Masyarakat"
    values = load_choices()["initiator"].values
    leading = unit(seed.unit).kind in {"Dinas", "Badan", "Sekretariat"}
    return rng.choices((values[2], values[3], values[0], values[1]), (44, 44, 8, 4) if leading else (45, 55, 0, 0))[0]


def _initiator_name(number: int, seed: Seed, initiator: str) -> str:
    if initiator == "Kepala Daerah":
        return "Bupati Tirtakarsa"
    if initiator == "Anggota DPRD":
        return "Komisi Kesejahteraan Rakyat DPRD"
    if initiator == "Masyarakat":
        return f"Kelompok warga {unit(seed.unit).name.split()[-1]}"
    return unit(seed.unit).name if initiator == "Perangkat Daerah" else citizen(number)


def _other_urusan(seed: Seed, facts: Facts, rng: random.Random) -> str:
    """Up to two urusan of partners, in about half of the profiles."""
    if rng.random() < 0.45:
        return ""
    found = [_URUSAN_OF[code] for code in facts.offices if code in _URUSAN_OF and _URUSAN_OF[code] != seed.urusan]
    return "; ".join(dict.fromkeys(found[:2]))


_URUSAN_OF = {
    "DISDIK": "Pendidikan", "DINKES": "Kesehatan", "RSUD": "Kesehatan", "DINSOS": "Sosial", "DISHUB": "Perhubungan",
    "DISDUKCAPIL": "Administrasi Kependudukan dan Pencatatan Sipil", "DPMD": "Pemberdayaan Masyarakat dan Desa",
    "DISKOMINFO": "Komunikasi dan Informatika", "DISKOPERINDAG": "Koperasi, Usaha Kecil, dan Menengah",
    "DLH": "Lingkungan Hidup", "DPMPTSPTK": "Penanaman Modal", "DP3AKB": "Pemberdayaan Perempuan dan Pelindungan Anak",
    "DISPERPUSIP": "Perpustakaan", "DISTANPANGAN": "Pertanian", "BAPENDA": "Keuangan", "BKAD": "Keuangan",
    "BAPPERIDA": "Perencanaan", "DISPARBUD": "Pariwisata",
    "BPBD": "Ketenteraman, Ketertiban Umum, dan Pelindungan Masyarakat",
    "SATPOLPP": "Ketenteraman, Ketertiban Umum, dan Pelindungan Masyarakat",
}  # fmt: skip


def _place(seed: Seed, rng: random.Random) -> str:
    latitude, longitude = unit(seed.unit).at
    return f"{latitude + rng.uniform(-0.02, 0.02):.5f},{longitude + rng.uniform(-0.02, 0.02):.5f}"
