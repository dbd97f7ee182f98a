"""The texts of an innovation: rancang bangun, tujuan, manfaat and hasil, from its own and its sector's material.

May not decide dates or scores.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date

from government import unit
from material_in import Seed, chance, material, sectors

from klik_kit.core.bahasa import MONTHS, listed

LONG_ENOUGH = 306
_HEADS = (
    "Dasar hukum",
    "Permasalahan",
    "Isu strategis",
    "Metode pembaharuan",
    "Keunggulan dan kebaruan",
    "Tahapan inovasi",
)
_ORDINALS = ("pertama", "kedua", "ketiga", "keempat", "kelima")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the texts of one innovation must agree with: its dates, its team and its partners."""

    number: int
    implemented: date | None
    developed: date | None
    team: int
    offices: tuple[str, ...]
    actors: tuple[str, ...]


def rancang_bangun(seed: Seed, facts: Facts) -> str:
    """The design text: long for most, too short for ``short`` and, without its legal basis, for ``near``; none for ``empty``."""
    if seed.shape == "empty":
        return ""
    rng = chance(f"text/{seed.name}")
    if seed.shape in {"short", "idea", "trial"}:
        return _dated(_short(seed, rng), facts)
    parts = _Parts(seed, facts, rng)
    if seed.shape == "near":
        told = (parts.problem(), parts.issues(), parts.method(), parts.novelty(), parts.steps())
        return _dated("\n\n".join((*told, *rng.sample(material("phrases")["closings"], 2))), facts)
    sections = [parts.law(), parts.problem(), parts.issues(), parts.method(), parts.novelty(), parts.steps()]
    closings = rng.sample(material("phrases")["closings"], 4)
    layout = rng.choice((_numbered, _lettered, _flowing))
    while True:
        sections[-1] = f"{sections[-1]} {closings.pop()}"
        found = _dated(layout(sections), facts)
        if len(found.split()) >= LONG_ENOUGH or not closings:
            return found


def goals(seed: Seed, facts: Facts) -> str:
    """The aim in one sentence, for half of them with a second that names the measure."""
    rng = chance(f"goals/{seed.name}")
    more = ("", " Sasaran antara dinilai setiap semester bersama pengguna layanan.", " Secara khusus, inovasi ini mendukung sasaran RPJMD yang menjadi tanggung jawab unit.")  # fmt: skip
    return _dated(seed.texts["goal"] + rng.choice(more), facts) if seed.texts["goal"] else ""


def benefits(seed: Seed) -> str:
    """What it is good for, by who gains: the people, the unit, the innovators, the region."""
    if seed.shape in {"empty", "idea"}:
        return ""
    rng = chance(f"benefits/{seed.name}")
    pools = material("phrases")["benefits"]
    lines = [
        f"Bagi masyarakat: {rng.choice(sectors()[seed.sector]['public'])}.",
        f"Bagi perangkat daerah: {rng.choice(pools['unit'])}.",
        f"Bagi inovator dan pelaksana: {rng.choice(pools['people'])}.",
        f"Bagi pemerintah daerah: {rng.choice(pools['region'])}.",
    ]
    return "\n".join(lines[:2] if seed.shape == "short" else lines)


def results(seed: Seed, facts: Facts) -> str:
    """The measured outcome."""
    return _dated(seed.texts["result"], facts)


class _Parts:
    """The six sections of one rancang bangun."""

    def __init__(self, seed: Seed, facts: Facts, rng: random.Random) -> None:
        self.seed, self.facts, self.rng = seed, facts, rng
        self.sector = sectors()[seed.sector]
        self.phrases = material("phrases")

    def _pick(self, pool: list[str]) -> str:
        return self.rng.choice(pool).format(short=self.seed.short, unit=unit(self.seed.unit).name) if pool else ""

    def law(self) -> str:
        local = self.phrases["local_laws"]
        latest = self.facts.developed or self.facts.implemented or date(2026, 1, 1)
        laws = [
            *self.phrases["general_laws"],
            self.sector["laws"][0],
            *self.rng.sample(self.sector["laws"][1:], self.rng.choice((1, 2))),
        ]
        if self.seed.urusan != self.sector["urusan"] and self.seed.urusan in self.phrases["law_by_urusan"]:
            laws.insert(2, self.phrases["law_by_urusan"][self.seed.urusan])
        laws += [local["from_2025" if latest >= date(2025, 9, 1) else "before_2025"], local["regulation"]]
        laws = list(dict.fromkeys(laws))
        if self.rng.random() < 0.5:
            return f"{self._pick(self.phrases['law_leads'])} {'; '.join(laws)}."
        return "\n".join([self._pick(self.phrases["law_leads"]), *(f"{n}) {law};" for n, law in enumerate(laws[:-1], 1)), f"{len(laws)}) {laws[-1]}."])  # fmt: skip

    def problem(self) -> str:
        texts = self.seed.texts
        return " ".join(
            [
                self._pick(self.sector["contexts"]),
                texts["problem"],
                self._pick(self.phrases["problem_bridges"]),
                texts["cause"],
            ]
        )

    def issues(self) -> str:
        return " ".join(self._pick(self.sector[level]) for level in ("global", "national", "local"))

    def method(self) -> str:
        texts = self.seed.texts
        before = f"{self._pick(self.phrases['before_leads'])} {texts['before']}"
        return f"{before} {self._pick(self.phrases['after_leads'])} {texts['after']}"

    def novelty(self) -> str:
        tail = self._pick(self.phrases["novelty_tails"][self.seed.type])
        partners = listed([*(unit(code).brief for code in self.facts.offices[:2]), *self.facts.actors[:2]])
        who = self.rng.choice(self.phrases["resources"]).format(
            team=self.facts.team, unit=unit(self.seed.unit).name, partners=partners
        )
        return f"{self._pick(self.phrases['novelty_leads'])} {self.seed.texts['novelty']} {tail} {who}"

    def steps(self) -> str:
        lead, tail = self._pick(self.phrases["step_leads"]), self._pick(self.phrases["step_tails"])
        if self.rng.random() < 0.5:
            told = "; ".join(f"({n}) {step}" for n, step in enumerate(self.seed.steps, 1))
        else:
            told = "; ".join(f"{_ORDINALS[n]}, {step}" for n, step in enumerate(self.seed.steps))
        return " ".join(part for part in (f"{lead} {told}.", self.seed.texts["develop"], tail) if part)


def _short(seed: Seed, rng: random.Random) -> str:
    """What units hand in first: the story, with more or less of what a rancang bangun asks for around it."""
    texts, sector = seed.texts, sectors()[seed.sector]
    told = [
        rng.choice(sector["contexts"]),
        *(texts[part] for part in ("problem", "cause", "before", "after", "novelty")),
    ]
    told.append(f"Tahapannya meliputi {listed(list(seed.steps))}.")
    if seed.shape == "short":
        extra = [
            rng.choice(sector["national"]),
            rng.choice(sector["local"]),
            rng.choice(material("phrases")["step_tails"]),
        ]
        extra.append(
            f"Dasar pelaksanaannya {sector['laws'][0]} serta {material('phrases')['local_laws']['regulation']}."
        )
        told += rng.sample(extra, rng.randint(0, 4))
        told += rng.sample(material("phrases")["closings"], rng.randint(0, 2))
    return " ".join(told)


def _numbered(sections: list[str]) -> str:
    return "\n\n".join(f"{n}. {head}\n{text}" for n, (head, text) in enumerate(zip(_HEADS, sections, strict=True), 1))


def _lettered(sections: list[str]) -> str:
    return "\n\n".join(
        f"{letter}. {head.upper()}\n{text}" for letter, head, text in zip("ABCDEF", _HEADS, sections, strict=True)
    )


def _flowing(sections: list[str]) -> str:
    return "\n\n".join(f"{head}: {text}" for head, text in zip(_HEADS, sections, strict=True))


def _dated(text: str, facts: Facts) -> str:
    """``text`` with the years of its innovation in place of {lalu}, {kini} and {kembang}."""
    start, developed = facts.implemented, facts.developed
    last = developed or start or date(2026, 1, 1)
    if last >= date(2025, 7, 1):
        now = "semester pertama 2026"
    elif last >= date(2025, 1, 1):
        now = "semester kedua 2025"
    else:
        now = "2025"
    then = start.year - 1 if start else 2025
    month = f"{MONTHS[developed.month - 1]} {developed.year}" if developed else ""
    return text.format(lalu=then, kini=now, kembang=month)
