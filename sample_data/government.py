"""The 64 units of the kabupaten, the people who lead and coach, and its settings.

May not know innovations. NIPs have the right 18 digits, but 9 where a real one has 1 or 2.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache

from material_in import chance, material

from klik_kit.exchange.settings_sheets import REGION_FIELDS

NAME = "Kabupaten Tirtakarsa"
Row = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit with the people behind it.

    ``brief`` is what colleagues call it, ``abbr`` its mark in letter numbers, ``at`` its place.
    """

    code: str
    name: str
    brief: str
    kind: str
    parent: str
    abbr: str
    at: tuple[float, float]
    head: str
    head_nip: str
    head_title: str
    operator: str

    def row(self) -> Row:
        """The unit as a row of the sheet *Unit*."""
        return filled(
            code=self.code, name=self.name, kind=self.kind, parent=self.parent, head=self.head,
            head_nip=self.head_nip, head_title=self.head_title, operator=self.operator,
        )  # fmt: skip


def filled(**values: str | None) -> Row:
    """A row without its empty cells."""
    return {field: value for field, value in values.items() if value}


@cache
def units() -> tuple[Unit, ...]:
    """All 64 units, offices first."""
    raw = material("units")
    districts = {d["name"]: d for d in raw["districts"]}
    seat = districts["Wanakencana"]["at"]
    people = _People()
    found = [
        people.unit(
            u["code"],
            u["name"],
            u["kind"],
            "",
            u["code"],
            seat,
            u.get("title") or f"Kepala {u['kind']}",
            brief=u.get("brief", ""),
        )
        for u in raw["offices"]
    ]
    for d in raw["districts"]:
        code = f"KEC-{d['name'].upper()}"
        found.append(people.unit(code, f"Kecamatan {d['name']}", "Kecamatan", "", d["abbr"], d["at"], "Camat"))
    for p in raw["puskesmas"]:
        name, at = f"UPTD Puskesmas {p['name']}", districts[p["district"]]["at"]
        found.append(people.unit(p["code"], name, "Puskesmas", "DINKES", f"PKM.{p['abbr']}", at, "Kepala UPTD"))
    for v in raw["villages"]:
        parent, at = f"KEC-{v['district'].upper()}", districts[v["district"]]["at"]
        found.append(people.unit(v["code"], v["name"], "Kelurahan", parent, v["abbr"], at, "Lurah"))
    for s in raw["schools"]:
        at = districts[s["district"]]["at"]
        found.append(people.unit(s["code"], s["name"], "Sekolah", "DISDIK", s["abbr"], at, "Kepala Sekolah"))
    found += [people.unit(c["code"], c["name"], "BUMD", "", c["code"], seat, c["title"]) for c in raw["companies"]]
    return tuple(found)


@cache
def unit(code: str) -> Unit:
    """The unit with this code."""
    return next(u for u in units() if u.code == code)


_DEGREES = {
    "Sekretariat": ("Dr. {}, S.STP., M.Si.", "{}, S.H., M.H."),
    "Inspektorat": ("{}, S.E., M.Ak., CGCAE.",),
    "Dinas": ("{}, S.STP., M.Si.", "Dr. {}, M.Si.", "{}, S.Sos., M.A.P.", "Ir. {}, M.T.", "{}, S.H., M.H.", "{}, S.E., M.M."),
    "Badan": ("{}, S.T., M.T.", "Dr. {}, S.E., M.Si.", "{}, S.IP., M.Si."),
    "RSUD": ("dr. {}, Sp.PD., M.M.R.",),
    "Kecamatan": ("{}, S.STP.", "{}, S.Sos., M.Si.", "{}, S.IP.", "{}, S.H."),
    "Puskesmas": ("dr. {}", "drg. {}", "{}, S.K.M., M.Kes.", "{}, S.Kep., Ns."),
    "Kelurahan": ("{}, S.A.P.", "{}, S.Sos."),
    "Sekolah": ("{}, S.Pd., M.Pd.", "{}, S.Pd.", "{}, S.Pd.SD."),
    "BUMD": ("{}, S.E., M.M.", "Ir. {}, M.T."),
}  # fmt: skip


class _People:
    """Gives out names that nobody else in the kabupaten has."""

    def __init__(self, topic: str = "people") -> None:
        self._rng = chance(topic)
        self._taken: set[str] = set()

    def unit(
        self, code: str, name: str, kind: str, parent: str, abbr: str, at: str, title: str, *, brief: str = ""
    ) -> Unit:
        rng = self._rng
        head = self.name(woman=rng.random() < 0.38)
        latitude, longitude = at.split(",")
        full = f"{title} {name}" if title in {"Direktur", "Direktur Utama", "Kepala Pelaksana"} else title
        if title.startswith("Kepala ") and title != "Kepala Pelaksana":
            full = "Kepala " + name
        elif title in {"Camat", "Lurah"}:
            full = f"{title} {name.partition(' ')[2]}"
        return Unit(
            code=code, name=name, brief=brief or name, kind=kind, parent=parent, abbr=abbr, at=(float(latitude), float(longitude)),
            head=rng.choice(_DEGREES[kind]).format(head), head_nip="" if kind == "BUMD" else nip(rng),
            head_title=full, operator=self.name(woman=rng.random() < 0.55),
        )  # fmt: skip

    def name(self, *, woman: bool) -> str:
        raw = material("units")
        while True:
            found = f"{self._rng.choice(raw['women' if woman else 'men'])} {self._rng.choice(raw['family'])}"
            if found not in self._taken:
                self._taken.add(found)
                return found


def nip(rng: random.Random, *, born: tuple[int, int] = (1969, 1984)) -> str:
    """A NIP in shape (birth date, start of service, 9 for neither man nor woman, number) of nobody."""
    year = rng.randint(*born)
    return f"{year}{rng.randint(1, 12):02}{rng.randint(1, 28):02}{year + rng.randint(22, 27)}{rng.choice(('03', '04', '12'))}9{rng.randint(1, 30):03}"


@cache
def citizen(number: int) -> str:
    """The name of the n-th innovator."""
    rng = chance(f"citizen/{number}")
    raw = material("units")
    return f"{rng.choice(raw['women' if rng.random() < 0.5 else 'men'])} {rng.choice(raw['family'])}"


def settings_rows() -> dict[str, list[Row]]:
    """The rows of ``Pengaturan.xlsx`` that do not depend on innovations, by sheet name."""
    raw = material("region")
    return {
        "Daerah": [
            filled(setting=name, value=raw["settings"].get(name, ""), about=column.hint)
            for name, column in REGION_FIELDS.items()
        ],
        "Unit": [u.row() for u in units()],
        "Pejabat": _officials(),
        "Agenda": [
            filled(**{k: event.get(k, "") for k in ("event", "start", "end", "expected", "note")})
            for event in raw["calendar"]
        ],
        "Sasaran RPJMD": [filled(**goal) for goal in raw["goals"]],
        "Hasil Resmi": result_rows(),
    }


def result_rows() -> list[Row]:
    """Three years of official results."""
    return [filled(**result) for result in material("region")["results"]]


def _official_nip(raw: dict[str, str], rng: random.Random) -> str:
    """Elected officials have none; who is still in rank III was born later."""
    return "" if "rank" not in raw else nip(rng, born=(1982, 1994) if "(III/" in raw["rank"] else (1970, 1982))


def _officials() -> list[Row]:
    people, rng = _People("officials"), chance("officials/nip")
    rows = []
    for raw in material("region")["officials"]:
        head = unit(raw["unit"]) if "unit" in raw else None
        name = head.head if head else raw["degree"].format(people.name(woman=raw.get("woman", False)))
        number = head.head_nip if head else _official_nip(raw, rng)
        rows.append(filled(role=raw["role"], name=name, nip=number, rank=raw.get("rank"), title=raw["title"]))
    return rows
